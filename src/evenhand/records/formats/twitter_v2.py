"""Tweets of the X (Twitter) API v2 as twarc2 saves them: a response page a line, or a tweet a line.

Fields by the API's data dictionary (tweet, user and media objects, includes). A retweet has a text
cut short; its entities are those of the tweet it repeats where that is in the includes.
"""

from __future__ import annotations

from typing import Any

from evenhand.records.formats.shapes import Found, Item, RecordFormat, items_of, part, text_of

_KINDS = {"retweeted": "repost_of", "quoted": "quote_of", "replied_to": "reply_to"}


def recognises(record: Item) -> bool:
    """Whether a record is a response page or a tweet of API v2."""
    data: Any = record.get("data")
    first = data[0] if isinstance(data, list) and data else data
    if isinstance(first, dict) and "id" in first:
        page = "includes" in record or "meta" in record or "author_id" in first
        return page and ("text" in first or "edit_history_tweet_ids" in first)
    if part(record, "meta", "result_count") is not None:
        return True
    return "author_id" in record and "text" in record and _is_flattened(record)


def _is_flattened(record: Item) -> bool:
    return any(
        key in record
        for key in (
            "conversation_id",
            "edit_history_tweet_ids",
            "public_metrics",
            "referenced_tweets",
        )
    )


def found(record: Item) -> Found:
    """Read a page or a tweet."""
    includes: Item = {}
    if "author_id" in record:
        tweets = [record]
        users = [record["author"]] if isinstance(record.get("author"), dict) else []
    else:
        data = record.get("data")
        tweets = [data] if isinstance(data, dict) else items_of(data)
        includes = record.get("includes") or {}
        users = items_of(includes, "users")
    if not tweets:
        return Found(not_posts=1)
    others = {text_of(tweet.get("id")): tweet for tweet in items_of(includes, "tweets")}
    return Found([_post(t, others) for t in tweets], [_account(u) for u in users if "id" in u])


def _post(tweet: Item, others: dict[str | None, Item]) -> Item:
    post: Item = {
        "post_id": text_of(tweet.get("id")),
        "account_id": text_of(tweet.get("author_id")),
        "created_at": tweet.get("created_at"),
        "language": tweet.get("lang"),
    }
    source = tweet
    for reference in items_of(tweet, "referenced_tweets"):
        ours = _KINDS.get(reference.get("type"))
        if ours:
            post[ours] = text_of(reference.get("id"))
        if ours == "repost_of":
            whole = reference if "text" in reference else others.get(post[ours])
            source = whole or tweet
    entities = source.get("entities") or {}
    note = part(tweet, "note_tweet", "text")
    post["text"] = note or tweet.get("text")
    post["urls"] = [
        url.get("unwound_url") or url.get("expanded_url") or url.get("url")
        for url in items_of(entities, "urls")
        if not _is_own_media(url)
    ]
    post["hashtags"] = [tag.get("tag") for tag in items_of(entities, "hashtags")]
    post["mentions"] = [
        name.get("username") for name in items_of(tweet.get("entities"), "mentions")
    ]
    attached = source.get("attachments") or {}
    keys = [text_of(key) for key in items_of(attached, "media_keys")]
    post["media"] = keys or [
        text_of(media.get("media_key")) for media in items_of(attached, "media")
    ]
    return post


def _is_own_media(url: Any) -> bool:
    """Tell the picture of the tweet itself from the other links."""
    return bool(url.get("media_key")) or "pic.twitter.com" in str(url.get("display_url"))


def _account(user: Item) -> Item:
    return {
        "account_id": text_of(user["id"]),
        "handle": user.get("username"),
        "name": user.get("name"),
        "kind": "user",
        "created_at": user.get("created_at"),
        "followers": part(user, "public_metrics", "followers_count"),
        "url": f"https://twitter.com/{user['username']}" if user.get("username") else None,
    }


FORMAT = RecordFormat(
    name="twitter_v2",
    meaning="X (Twitter) API v2 as twarc2 saves it, JSON Lines",
    platform="twitter",
    recognises=recognises,
    found=found,
    columns={
        "post_id": "id",
        "account_id": "author_id",
        "created_at": "created_at",
        "text": "text",
        "language": "lang",
        "urls": "entities.urls",
        "hashtags": "entities.hashtags",
        "mentions": "entities.mentions",
        "repost_of": "referenced_tweets",
        "quote_of": "referenced_tweets",
        "reply_to": "referenced_tweets",
        "media": "attachments.media_keys",
    },
)
