"""Telegram Desktop's export (result.json), of one chat or of all.

Shape by the export itself (machine-readable JSON). Message numbers count within a chat, so a post's
id is chat/number. A forwarded message says from whom, never which message it was: the original is
known by its text. ``date`` is in the exporter's own time zone; ``date_unixtime`` is used where it
is there.
"""

from __future__ import annotations

from typing import Any

from evenhand.records.formats.shapes import NOT_A_POST, Found, Item, RecordFormat, text_of

_MEDIA = ("photo", "file")
_MISSING = "(File"  # "(File not included. Change data exporting settings to download.)"


def recognises(record: Item) -> bool:
    """Whether a record is a message with its chat, as the JSON reader hands them on."""
    return set(record) == {"chat", "message"} and isinstance(record["message"], dict)


def found(record: Item) -> Found:
    """Read a message; calls, joins and other service messages are not posts."""
    chat, message = record["chat"], record["message"]
    if message.get("type") != "message":
        return NOT_A_POST
    chat_id = text_of(chat.get("id")) or "chat"
    account = text_of(message.get("from_id")) or text_of(chat.get("id"))
    text, urls, tags, mentions = _text(message.get("text"))
    answered = text_of(message.get("reply_to_message_id") or None)
    post: Item = {
        "post_id": f"{chat_id}/{message['id']}",
        "account_id": account,
        "created_at": text_of(message.get("date_unixtime")) or message.get("date"),
        "text": text,
        "urls": urls,
        "hashtags": tags,
        "mentions": mentions,
        "reposted": bool(message.get("forwarded_from") or message.get("forwarded_from_id")),
        "reply_to": f"{chat_id}/{answered}" if answered else None,
        "media": [
            message[key]
            for key in _MEDIA
            if isinstance(message.get(key), str) and not message[key].startswith(_MISSING)
        ],
    }
    if account is None:
        return Found([post])
    kind = "channel" if account.startswith("channel") else "user"
    return Found([post], [{"account_id": account, "name": message.get("from"), "kind": kind}])


def _text(value: Any) -> tuple[str, list[str], list[str], list[str]]:
    """Join a text of plain strings and entities; take links, tags and mentions from the latter."""
    if not isinstance(value, list):
        return str(value or ""), [], [], []
    words, urls, tags, mentions = [], [], [], []
    for piece in value:
        if isinstance(piece, str):
            words.append(piece)
            continue
        text = str(piece.get("text", ""))
        words.append(text)
        kind = piece.get("type")
        if kind == "link":
            urls.append(text)
        elif kind == "text_link":
            urls.append(str(piece.get("href", "")))
        elif kind == "hashtag":
            tags.append(text)
        elif kind == "mention":
            mentions.append(text)
    return "".join(words), urls, tags, mentions


FORMAT = RecordFormat(
    name="telegram",
    meaning="Telegram Desktop export, result.json",
    platform="telegram",
    recognises=recognises,
    found=found,
    columns={
        "post_id": "id",
        "account_id": "from_id",
        "created_at": "date_unixtime, date",
        "text": "text",
        "urls": "text",
        "hashtags": "text",
        "mentions": "text",
        "reposted": "forwarded_from",
        "reply_to": "reply_to_message_id",
        "media": "photo, file",
    },
)
