"""Places in names: which country a word names, and one word for what lists write in several.

Government of the Republic of Xanadu, Xanadu Government and Xanadu are one state. The names of
states, those of the past too, are those of rigour.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

from evenhand.registry.name_words import RANKS, STATE_WORDS, STOP
from evenhand.registry.needed import needed

with needed():
    from rigour.territories import get_territories, get_territory, lookup_territory

# Where and for whom: what sets an edition or a branch apart from the whole.
_EDITIONS = (
    "america north south east west europe africa asia latin balkan balkans world global overseas "
    "arabic chinese english farsi french german greek hindi italian japanese korean persian polish "
    "portuguese russian serbian spanish turkish ukrainian urdu"
)
EDITIONS = frozenset(_EDITIONS.split())

_ACRONYMS = frozenset(["us", "usa", "uk", "uae", "ussr", "prc", "dprk", "drc"])
"""Short names of countries that are nothing else in names."""

_OF_STATES = STATE_WORDS - STOP
_APART = re.compile(r"[^a-z0-9]+")


def at_places(words: Sequence[str]) -> list[str]:
    """Write each country in one word, without its rank: of the United Xanadus, of unitedxanadus.

    A name that is nothing but a state's becomes that word alone, the government's too. ``words``
    are in Latin letters, in lower case.
    """
    found = _in_one_word(words)
    if not _OF_STATES.isdisjoint(found) or not RANKS.keys().isdisjoint(found):
        return _only_state(_without_rank(found))
    return found


def _only_state(found: list[str]) -> list[str]:
    spoken = [word for word in found if word not in STOP]
    if len(spoken) > 1 and len([word for word in spoken if word not in STATE_WORDS]) == 1:
        place = next(word for word in spoken if word not in STATE_WORDS)
        if place_of(place) is not None and place not in EDITIONS:
            return [place]
    return found


@lru_cache(maxsize=1 << 16)
def place_of(word: str) -> str | None:
    """Find the country that a word names or belongs to (``russian``), as its code."""
    if word in _names()[1]:
        return _names()[1][word]
    if len(word) < 4 or word.isdigit():
        return None
    found = lookup_territory(word)
    return found.code if found is not None and found.is_country else None


@lru_cache(maxsize=1 << 12)
def one_place(one: str, other: str) -> bool:
    """Say whether two codes are one country, or one of the past and its successor."""
    return one == other or other in _successors(one) or one in _successors(other)


def tells_edition(word: str) -> bool:
    """Say whether a word names a language, country or part of the world."""
    return word in EDITIONS or place_of(word) is not None


def _successors(code: str) -> list[str]:
    found = get_territory(code)
    return [one.code for one in found.successors] if found is not None else []


def _in_one_word(words: Sequence[str]) -> list[str]:
    phrases, _, starts = _names()
    if not any(word in starts for word in words):
        return list(words)
    found: list[str] = []
    at = 0
    while at < len(words):
        took = 0
        if words[at] in starts:
            for length in range(min(starts[words[at]], len(words) - at), 0, -1):
                phrase = tuple(w for w in words[at : at + length] if w not in ("the", "and"))
                if phrase in phrases and words[at + length - 1] not in ("the", "and"):
                    found.append(phrases[phrase])
                    took = length
                    break
        if not took:
            found.append(words[at])
        at += took or 1
    return found


def _without_rank(words: list[str]) -> list[str]:
    """Take off what a state calls itself: Islamic Republic of Xanadu."""
    found: list[str] = []
    at = 0
    while at < len(words):
        end = at
        while end < len(words) and words[end] in RANKS:
            end += 1
        if end > at and RANKS[words[end - 1]] and words[end : end + 1] == ["of"]:
            place = end + 1 + (words[end + 1 : end + 2] == ["the"])
            if place < len(words) and place_of(words[place]) and words[place] not in EDITIONS:
                at = place
        found.append(words[at])
        at += 1
    return found


@cache
def _names() -> tuple[dict[tuple[str, ...], str], dict[str, str], dict[str, int]]:
    """Give countries' names of several words and acronyms: as one word, its code, how they begin.

    The third says for each first word how many words a name that begins with it has at most, the
    articles within counted in.
    """
    phrases: dict[tuple[str, ...], str] = {}
    codes: dict[str, str] = {}
    starts: dict[str, int] = {}
    for one in get_territories():
        if not one.is_country:
            continue
        short = "".join(_words(one.name))
        acronyms = [word for word in _ACRONYMS if _code(word) == one.code]
        for text in (one.name, one.full_name, *acronyms):
            words = _words(text)
            if words and (len(words) > 1 or words[0] in _ACRONYMS):
                phrases[tuple(words)] = short
                codes[short] = one.code
                starts[words[0]] = max(starts.get(words[0], 0), len(words) + 3)
    return phrases, codes, starts


def _code(word: str) -> str | None:
    found = lookup_territory(word)
    return found.code if found is not None else None


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return [
        word
        for word in _APART.sub(" ", plain.replace("'", "")).split()
        if word not in ("the", "and")
    ]
