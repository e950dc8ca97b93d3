"""Accounts as people write them, in links and beside names, in the one form that is compared."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote, urlsplit

from evenhand.records.errors import InputError
from evenhand.records.links import canonical_link
from evenhand.records.shared_hosts import PLATFORM_PAGES
from evenhand.registry.claims import EntityKey, account

# What a handle can be, by service; elsewhere anything without spaces and slashes.
_HANDLES = {
    "twitter": re.compile(r"^[A-Za-z0-9_]{1,20}$"),
    "telegram": re.compile(r"^[A-Za-z][A-Za-z0-9_]{3,31}$"),
    "instagram": re.compile(r"^[A-Za-z0-9_.]{1,30}$"),
    "facebook": re.compile(r"^[^\s/?#&=<>\"']{1,120}$"),
    "youtube": re.compile(r"^[^\s/?#&=<>\"']{1,100}$"),
    "tiktok": re.compile(r"^[A-Za-z0-9_.]{1,24}$"),
    "vk": re.compile(r"^[A-Za-z0-9_.]{2,32}$"),
}
_ANY = re.compile(r"^[^\s/?#&=<>\"',;]{1,120}$")
_SERVICES = {
    "twitter.com": "twitter", "x.com": "twitter", "t.me": "telegram", "telegram.me": "telegram",
    "instagram.com": "instagram", "facebook.com": "facebook", "fb.com": "facebook",
    "youtube.com": "youtube", "tiktok.com": "tiktok", "vk.com": "vk", "vk.ru": "vk",
    "ok.ru": "ok", "linkedin.com": "linkedin", "rutube.ru": "rutube", "threads.net": "threads",
    "threads.com": "threads", "bsky.app": "bluesky", "weibo.com": "weibo", "rumble.com": "rumble",
    "reddit.com": "reddit", "odysee.com": "odysee", "gettr.com": "gettr",
}  # fmt: skip
SAME_SERVICE = {
    "x": "twitter",
    "fb": "facebook",
    "tg": "telegram",
    "ig": "instagram",
    "yt": "youtube",
}
_WRITTEN = re.compile(r"^([a-z][\w.-]*):@?(.+)$", re.I)


def account_in_link(link: str) -> EntityKey | None:
    """Find the account that a link to a platform leads to; None when it leads to none.

    A link to a post gives the account that posted it, where the link says so. Facebook's numbers
    and YouTube's channel ids are accounts by number.
    """
    plain = canonical_link(link)
    return None if plain is None else account_of(plain)


def account_of(link: str) -> EntityKey | None:
    """Find the account that a link in its canonical form leads to (see `account_in_link`)."""
    parts = urlsplit(link)
    host = (parts.hostname or "").removeprefix("web.")
    service = _SERVICES.get(host) or _SERVICES.get(".".join(host.split(".")[-2:]))
    if service is None:
        return None
    path = [unquote(part) for part in parts.path.split("/") if part]
    handle, number = _in_path(service, path, parse_qs(parts.query, max_num_fields=50))
    try:
        if number:
            return account(service, number=number)
        return account(service, handle) if handle and is_handle(service, handle) else None
    except InputError:
        return None


def account_written(text: str, service: str | None = None) -> EntityKey:
    """Read an account as a person writes it: ``twitter:@name``, a link, or ``@name`` and a service.

    Raises InputError when it is none, with what to write instead.
    """
    text = text.strip()
    found = _WRITTEN.match(text) if "//" not in text else None
    if found:
        service, handle = SAME_SERVICE.get(found[1].lower(), found[1].lower()), found[2]
    else:
        linked = account_in_link(text) if "/" in text else None
        if linked is not None:
            return linked
        service, handle = SAME_SERVICE.get(service or "", service or ""), text
    handle = handle.lstrip("@")
    if not service or not is_handle(service, handle):
        raise InputError(
            f"“{text[:100]}” names no account. Write service:@name (telegram:@wire), or the link "
            "to the account."
        )
    return account(service, handle)


def is_handle(service: str, handle: str) -> bool:
    """Say whether an account of a service can have this name."""
    return bool(_HANDLES.get(service, _ANY).match(handle))


def _in_path(
    service: str, path: list[str], query: dict[str, list[str]]
) -> tuple[str | None, str | None]:
    """Give the handle or the number that a path names."""
    first, second, *_ = [*path, "", ""]
    if service == "facebook":
        if first == "profile.php":
            return None, next(iter(query.get("id", [])), None)
        if first in ("pages", "people", "p") and len(path) > 1 and path[-1].isdigit():
            return None, path[-1]
        if first == "groups" and second:
            return None, f"group-{second.casefold()}"
        if found := re.match(r"^.+-(\d{8,})$", first):
            return None, found[1]
    elif service == "youtube":
        if first == "channel":
            return None, second or None
        if first in ("user", "c"):
            return second or None, None
        return (first[1:] if first.startswith("@") else None), None
    elif service == "telegram" and first == "s":
        return second or None, None
    elif service == "linkedin":
        return (second or None, None) if first in ("company", "in", "school") else (None, None)
    elif service == "rutube":
        return None, second if first in ("channel", "u") and second else None
    elif service == "reddit":
        return (
            (f"{first}_{second}", None) if first in ("r", "user", "u") and second else (None, None)
        )
    elif service == "ok" and first == "group":
        return None, f"group-{second}" if second else None
    elif service == "bluesky":
        return (second or None, None) if first == "profile" else (None, None)
    if not first or first.lower() in PLATFORM_PAGES or first.startswith("+"):
        return None, None
    return first.lstrip("@"), None
