"""The names inside a name: what brackets, strokes and dashes say besides."""

from __future__ import annotations

import re
from functools import lru_cache

from evenhand.registry.name_places import EDITIONS, at_places, place_of
from evenhand.registry.name_words import PARTS, POLITY, SAME, STOP
from evenhand.registry.names import latin

_SORTS = frozenset(["agency", "company", "association", "state", "public", "national", "newspaper"])
"""Words with which a description begins: Aurora Wire, Agencia Informativa."""

_APART = re.compile(r"[^a-z0-9]+")
_BRACKETED = re.compile(r"^([^()]{2,}?)\s*\(([^()]{2,100})\)\s*(.*)$")
# FARA says by whom or where: Agency through its lawyers; Agency of Wexmouth, Xanadu.
_BY_WHOM = r"(?:through|thru|via|c/o|on behalf of|represented by)"
_THROUGH = re.compile(rf"^(.{{4,}}?),? {_BY_WHOM} \S", re.I)
_NOT_A_NAME = re.compile(rf"^(?:{_BY_WHOM}|for|under|contract|acting|listed)\b", re.I)
_ALSO = re.compile(
    r"^(?:a/?k/?a|also known as|d/?b/?a|formerly(?: known as)?|former|now)\b[:.,]?\s*(?=\S{2})",
    re.I,
)
_SAYS_WHAT = re.compile(r"^([^,]{4,}), ([^,]{6,})(?:, .*)?$")
_SEATED = re.compile(r"^(.{4,}?) of [^,]{2,40}, ([^,]{4,40})$")
_DASHED = re.compile(r"^([A-Z]{2,6})\s*[-–—]\s*(\S.*)$")


@lru_cache(maxsize=1 << 18)
def variants(text: str) -> tuple[str, ...]:
    """Give a name and the names that are in it: ``A (B)`` holds A and B, ``A / B`` too.

    ``RT - Russia Today Germany`` says one thing twice, and holds Russia Today Germany and RT
    Germany. What brackets say of a language, a place or an agent is part of the name and none of
    its own; a name of the past or another that they give is one.
    """
    found = [text]
    if bracketed := _BRACKETED.match(text):
        before, inside, after = (part.strip(" ,\"'“”") for part in bracketed.groups())
        if _NOT_A_NAME.match(inside):
            found.append(f"{before} {after}".strip())
        elif _own_name(inside):
            inside = _ALSO.sub("", inside)
            found += [before if after.startswith("for ") else f"{before} {after}".strip(), inside]
    elif "/" in text and len(halves := [half.strip() for half in text.split("/")]) == 2:
        # V/O is a legal form, no name and another.
        found += halves if min(map(len, halves)) > 2 else []
    if "," in text and (said := _SAYS_WHAT.match(text)) and _describes(said[2]):
        found.append(said[1])
    if led := _THROUGH.match(text):
        found.append(led[1])
    if (seated := _SEATED.match(text)) and place_of(seated[2].casefold().strip()):
        found.append(seated[1])
    if dashed := _DASHED.match(text):
        short, long = dashed[1], dashed[2].split()
        if len(long) >= len(short) and "".join(word[0] for word in long).startswith(short):
            found += [dashed[2], " ".join([short, *long[len(short) :]])]
    return tuple(dict.fromkeys(part for part in found if part))


def _own_name(text: str) -> bool:
    words = at_places(_APART.sub(" ", latin(text.casefold())).split())
    return bool(words) and not all(w in EDITIONS or place_of(w) or w in STOP for w in words)


def _describes(text: str) -> bool:
    """Say whether a part after a comma begins with what sort of thing something is."""
    words = _APART.sub(" ", latin(text.casefold())).split()
    sort = words[0] if words else ""
    plain = len(words) > 1 and not any(w in PARTS or w in POLITY or place_of(w) for w in words)
    return plain and SAME.get(sort, sort) in _SORTS
