"""Mastodon statuses as the API gives them, one a line or in an array.

Fields by the Status entity of the Mastodon API documentation. ``content`` is HTML. Ids are those of
the server asked; the ``uri`` is the same everywhere, so that is the post's id, and the account's is
its address (name@server).
"""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urlsplit

from evenhand.records.formats.shapes import Found, Item, RecordFormat, items_of, part, text_of

_BREAKS = {"br": "\n", "p": "\n\n", "li": "\n", "blockquote": "\n"}


def recognises(record: Item) -> bool:
    """Whether a record is a status, or a page of search results with statuses."""
    if "statuses" in record and isinstance(record["statuses"], list):
        return True
    account = record.get("account")
    return isinstance(account, dict) and "acct" in account and "content" in record


def found(record: Item) -> Found:
    """Read a status or a page of them."""
    statuses = items_of(record, "statuses") if "statuses" in record else [record]
    if not statuses:
        return Found(not_posts=1)
    accounts = [_account(status["account"], _server(status)) for status in statuses]
    originals = [s["reblog"] for s in statuses if isinstance(s.get("reblog"), dict)]
    accounts += [_account(status["account"], _server(status)) for status in originals]
    return Found([_post(status) for status in statuses], accounts)


def _post(status: Item) -> Item:
    reblog = status.get("reblog")
    shown = reblog if isinstance(reblog, dict) else status
    text, links = plain_text(shown.get("content") or "")
    card = part(shown, "card", "url")
    if card and card not in links:
        links.append(card)
    quoted = part(status, "quote", "quoted_status") or status.get("quote")
    answered = text_of(status.get("in_reply_to_id"))
    return {
        "post_id": _id(status),
        "account_id": _address(status["account"], _server(status)),
        "created_at": status.get("created_at"),
        "text": text,
        "language": shown.get("language"),
        "urls": links,
        "hashtags": [tag.get("name") for tag in items_of(shown, "tags")],
        "mentions": [mention.get("acct") for mention in items_of(shown, "mentions")],
        "repost_of": _id(reblog) if isinstance(reblog, dict) else None,
        "quote_of": _id(quoted) if isinstance(quoted, dict) and quoted.get("uri") else None,
        "reply_to": answered,
        "media": [
            text_of(media.get("blurhash")) or text_of(media.get("id"))
            for media in items_of(shown, "media_attachments")
        ],
        "url": status.get("url"),
    }


def _id(status: Item) -> str | None:
    return text_of(status.get("uri")) or text_of(status.get("id"))


def _server(status: Item) -> str:
    return urlsplit(str(part(status, "account", "url") or status.get("uri") or "")).hostname or ""


def _address(account: Item, server: str) -> str:
    acct = str(account["acct"]).lower()
    return acct if "@" in acct or not server else f"{acct}@{server}"


def _account(account: Item, server: str) -> Item:
    kind = "group" if account.get("group") else "bot" if account.get("bot") else "user"
    return {
        "account_id": _address(account, server),
        "handle": account.get("acct"),
        "name": account.get("display_name"),
        "kind": kind,
        "created_at": account.get("created_at"),
        "followers": account.get("followers_count"),
        "url": account.get("url"),
    }


def plain_text(html: str) -> tuple[str, list[str]]:
    """Give the text of a status without its markup, and its links but for tags and mentions."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return "".join(reader.parts).strip(), reader.links


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.parts.append("\n")
        if tag != "a":
            return
        given = dict(attrs)
        kinds = (given.get("class") or "").split()
        link = given.get("href") or ""
        if link.startswith("http") and "mention" not in kinds and "hashtag" not in kinds:
            self.links.append(link)

    def handle_endtag(self, tag: str) -> None:
        if tag in _BREAKS and tag != "br":
            self.parts.append(_BREAKS[tag])

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


FORMAT = RecordFormat(
    name="mastodon",
    meaning="Mastodon API statuses, JSON or JSON Lines",
    platform="mastodon",
    recognises=recognises,
    found=found,
    columns={
        "post_id": "uri",
        "account_id": "account.acct",
        "created_at": "created_at",
        "text": "content",
        "language": "language",
        "urls": "content, card.url",
        "hashtags": "tags",
        "mentions": "mentions",
        "repost_of": "reblog.uri",
        "quote_of": "quote",
        "reply_to": "in_reply_to_id",
        "media": "media_attachments",
        "url": "url",
    },
)
