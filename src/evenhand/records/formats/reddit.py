"""Reddit submissions and comments as Pushshift and Arctic Shift archive them, one object a line.

Fields by Reddit's API documentation. Ids get Reddit's own prefix (t3_ for submissions, t1_ for
comments), in which the two do not collide. A crosspost is a repost.
"""

from __future__ import annotations

from evenhand.records.formats.shapes import Found, Item, RecordFormat, text_of

_DELETED = ("[deleted]", "[removed]")


def recognises(record: Item) -> bool:
    """Whether a record is a submission or a comment."""
    if "author" not in record or "created_utc" not in record or "subreddit" not in record:
        return False
    return "body" in record or "selftext" in record or "title" in record


def found(record: Item) -> Found:
    """Read a submission or a comment; a deleted author is refused."""
    comment = "body" in record
    number = text_of(record.get("id")) or ""
    prefix = "t1_" if comment else "t3_"
    author = text_of(record.get("author"))
    post: Item = {
        "post_id": (number if number.startswith(prefix) else prefix + number) if number else None,
        "account_id": author,
        "created_at": text_of(record.get("created_utc")),
        "refusal": "the author was deleted" if author in _DELETED else None,
        "account_handle": author,
        "account_kind": "user",
    }
    if record.get("permalink"):
        post["url"] = f"https://www.reddit.com{record['permalink']}"
    if comment:
        parent = text_of(record.get("parent_id")) or text_of(record.get("link_id"))
        # Old archives give a comment's parent as a bare base-36 number.
        if parent and not parent.startswith(("t1_", "t3_")):
            parent = f"t1_{_base36(int(parent))}" if parent.isdigit() else f"t1_{parent}"
        return Found([post | {"text": record.get("body"), "reply_to": parent}])
    words = [record.get("title"), record.get("selftext")]
    shown = [word for word in words if word and word not in _DELETED]
    link = text_of(record.get("url"))
    own = bool(record.get("is_self")) or not link or f"/comments/{number}" in link
    return Found(
        [
            post
            | {
                "text": "\n\n".join(shown),
                "link": None if own else link,
                "repost_of": text_of(record.get("crosspost_parent")),
            }
        ]
    )


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + digits
    return digits or "0"


FORMAT = RecordFormat(
    name="reddit",
    meaning="Reddit posts as Pushshift and Arctic Shift archive them, JSON Lines",
    platform="reddit",
    recognises=recognises,
    found=found,
    columns={
        "post_id": "id",
        "account_id": "author",
        "created_at": "created_utc",
        "text": "title, selftext, body",
        "link": "url",
        "repost_of": "crosspost_parent",
        "reply_to": "parent_id",
        "url": "permalink",
    },
)
