"""Which of a table's columns is which of ours: a table of known spellings, and the matching.

A spelling is compared without regard to case, spaces, underscores, dots and other signs. For each
of our columns the spellings stand in order of priority: the first that a table has is taken, and
no column of a table is taken twice. What was matched is part of `Source`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from evenhand.records.errors import InputError

# Ids that may be unique only within the channel, group or chat in which they were given out.
_PER_CHANNEL_IDS = frozenset(["messageid", "msgid"])
_CHANNEL = re.compile(r"(?:channel|group|chat|peer)(?:id|name|title|username|handle)?$")

_SPELLED = {
    "post_id": (
        "post_id content_id tweet_id status_id post_uri uri comment_id submission_id "
        "video_id toot_id message_id msg_id id_str id"
    ),
    "account_id": (
        "account_id author_id user_id actor_id from_id owner_id post_owner.id channel_id "
        "page_id profile_id author_did did sender_id external_author_id creator_id "
        "user_screen_name screen_name username author.name author.username user.username "
        "author user handle account_handle account account_name page_name channel_name "
        "channel page sender from"
    ),
    "created_at": (
        "created_at timestamp_share created_utc tweet_time creation_time published_at "
        "publish_date publication_date date_published published posted_at post_created_date "
        "post_created post_date create_time created_time date_utc datetime unix_timestamp "
        "timestamp created date time"
    ),
    "text": (
        "text full_text tweet_text message_text post_text content message body selftext "
        "caption video_description description"
    ),
    "objects": "objects object object_id",
    "platform": "platform social_network network",
    "language": "language lang tweet_language post_language account_language language_guess",
    "urls": (
        "urls expanded_urls entities_urls shared_urls shared_url expanded_url link_expanded "
        "outlinks links link link_attachment.link"
    ),
    "hashtags": "hashtags hashtag hashtag_names entities_hashtags tags",
    "mentions": (
        "mentions user_mentions mentioned_users entities_mentions entities_mentioned mention"
    ),
    "media": "media media_keys media_hashes media_hash image_hash images phash",
    "repost_of": (
        "repost_of retweet_tweetid retweeted_status_id retweeted_tweet_id retweet_id "
        "retweet_of reblog_of_id reblog_of repost_id reposted_id forwarded_from_message_id "
        "crosspost_parent shared_post_id"
    ),
    "reposted": "reposted is_retweet is_repost retweet is_reblog",
    "quote_of": "quote_of quoted_tweet_tweetid quoted_status_id quoted_tweet_id quote_id quoted_id",
    "reply_to": (
        "reply_to in_reply_to_tweetid in_reply_to_status_id in_reply_to_id reply_to_id "
        "reply_to_message_id reply_id replied_to_id parent_id link_id"
    ),
    "url": "url post_url permalink tweet_url message_url article_url post_link",
    "account_handle": (
        "account_handle handle screen_name user_screen_name username author.username "
        "user.username post_owner.username author_handle author.name author"
    ),
    "account_name": (
        "account_name display_name user_display_name author_display_name author_fullname "
        "author_name user.name page_name "
        "channel_name channel_title post_owner.name channel page name"
    ),
    "account_kind": "account_kind post_owner.type author_type user_type",
    "account_created_at": (
        "account_created_at account_creation_date user_created_at author_created_at"
    ),
    "account_followers": (
        "account_followers follower_count followers_count followers user_followers_count "
        "author_followers followers_at_posting subscribers subscriber_count page_followers"
    ),
    "account_url": "account_url user_profile_url author_url author_profile profile_url channel_url",
}
SPELLINGS: dict[str, tuple[str, ...]] = {
    ours: tuple(spelled.split()) for ours, spelled in _SPELLED.items()
}
# With none of these there is nothing that two accounts could have in common.
SHAREABLE = (
    "objects", "text", "urls", "hashtags", "repost_of", "media", "reply_to", "mentions", "quote_of"
)  # fmt: skip


def folded(name: str) -> str:
    """Reduce a column name to what is compared: letters and digits in lower case."""
    return re.sub(r"[\W_]", "", name.casefold())


def per_channel(post_id: str, account_id: str) -> bool:
    """Whether post ids in a column of that name are unique only within the account.

    So are message ids beside a column that names the channel, group or chat they were posted in.
    Beside a column that names a user they may be from anywhere, and are taken to be whole.
    """
    return folded(post_id) in _PER_CHANNEL_IDS and _CHANNEL.search(folded(account_id)) is not None


def matched(
    theirs: Iterable[str], given: Mapping[str, str] | None = None, file: str = "the table"
) -> dict[str, str]:
    """Match a table's columns to ours.

    Takes their names and, where a person says so, ``given`` (ours to theirs), which goes before the
    spellings. Returns ours to theirs. Raises InputError when a given column is not there, or when
    account, time or anything to share is missing.
    """
    names = [name for name in theirs if name]
    found = by_spelling(names, SPELLINGS, given, file)
    if "url" in found and not any(ours in found for ours in SHAREABLE):
        found["urls"] = found.pop("url")  # the one link of such a table is what was shared
    refuse_missing(found, names, file)
    return found


def by_spelling(
    theirs: Iterable[str],
    spellings: Mapping[str, tuple[str, ...]],
    given: Mapping[str, str] | None,
    file: str,
) -> dict[str, str]:
    """Match columns by a table of spellings, ours to theirs; see the top of the file.

    Raises InputError when a given column is not there, or ours is not in the table.
    """
    names = [name for name in theirs if name]
    by_fold: dict[str, str] = {}
    for name in names:
        by_fold.setdefault(folded(name), name)
    found = _given(given or {}, spellings, names, file)
    taken = set(found.values())
    for ours, spelt in spellings.items():
        if ours in found:
            continue
        known = (by_fold.get(folded(spelling)) for spelling in spelt)
        free = next((name for name in known if name is not None and name not in taken), None)
        if free is not None:
            found[ours] = free
            taken.add(free)
    return found


def refuse_missing(found: Mapping[str, str], theirs: Iterable[str], file: str) -> None:
    """Raise InputError when the columns found do not make a post that can be compared."""
    there = ", ".join(f"'{name}'" for name in theirs) or "none"
    for ours, what in (("account_id", "who published"), ("created_at", "when it was published")):
        if ours not in found:
            raise InputError(
                f"{file}: no column says {what} ({ours}). The columns there are: {there}. If one "
                f"of them does, name it with --map {ours}=their_column."
            )
    if not any(ours in found for ours in SHAREABLE):
        raise InputError(
            f"{file}: no column holds anything that accounts could share (a text, links, hashtags, "
            f"objects, the id of a reposted post). The columns there are: {there}. If one of them "
            "does, name it with --map text=their_column, or with another of: "
            f"{', '.join(SHAREABLE)}."
        )


def _given(
    given: Mapping[str, str], spellings: Iterable[str], names: list[str], file: str
) -> dict[str, str]:
    for ours, name in given.items():
        if ours not in spellings:
            raise InputError(
                f"'{ours}' in the column mapping is not one of our columns. They are: "
                f"{', '.join(spellings)}."
            )
        if name not in names:
            there = ", ".join(f"'{n}'" for n in names)
            raise InputError(
                f"{file}: there is no column '{name}' to use as {ours}. The columns there are: "
                f"{there}. Correct --map {ours}=..."
            )
    return dict(given)
