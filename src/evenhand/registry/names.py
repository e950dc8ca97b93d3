"""Names in the form in which they are compared: without legal forms, in Latin letters, by words."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from evenhand.registry.name_words import (
    FORMS,
    LIGHT,
    MEDIA,
    SAID_OF_MEDIA,
    SAME,
    SHORT_FORMS,
    STOP,
)
from evenhand.registry.needed import needed

with needed():
    from rigour.names import remove_org_types
    from rigour.territories import lookup_territory
    from rigour.text.translit import ascii_text

HEAVY, PLACE, OWN_PLACE, SMALL, STOPPED = 1.0, 0.6, 0.2, 0.15, 0.02
"""How much a word counts: one that names somebody, a place, the own country, one that many have, a
stop word."""

_APART = re.compile(r"[^a-z0-9]+")
_LETTERS_DIGITS = re.compile(r"(?<=[a-z]{3})(?=\d)")
_BRACKETED = re.compile(r"^([^()]{2,}?)\s*\(([^()]{2,100})\)\s*(.*)$")
# FARA says by whom or where: Agency through its lawyers; Agency of Wexmouth, Xanadu.
_THROUGH = re.compile(r"^(.{4,}?),? (?:through|via|c/o) \S", re.I)
_SEATED = re.compile(r"^(.{4,}?) of [^,]{2,40}, ([^,]{4,40})$")
_DASHED = re.compile(r"^([A-Z]{2,6})\s*[-–—]\s*(\S.*)$")
_DOTTED = re.compile(r"\b(?:[a-z]\.){2,}")
_TV = re.compile(r"^tv(?=[a-z]{4})")
# Where and for whom: what sets an edition or a branch apart from the whole.
EDITIONS = frozenset(
    [
        "america",
        "north",
        "south",
        "east",
        "west",
        "europe",
        "africa",
        "asia",
        "latin",
        "balkan",
        "balkans",
        "world",
        "global",
        "overseas",
        "arabic",
        "chinese",
        "english",
        "farsi",
        "french",
        "german",
        "greek",
        "hindi",
        "italian",
        "japanese",
        "korean",
        "persian",
        "polish",
        "portuguese",
        "russian",
        "serbian",
        "spanish",
        "turkish",
        "ukrainian",
        "urdu",
    ]
)
# Spellings of one sound: what lists of different origin make of the same letters.
_SOUNDS = (
    ("shch", "sh"), ("sch", "sh"), ("kh", "h"), ("zh", "j"), ("ts", "c"), ("tz", "c"), ("ck", "k"),
    ("ks", "x"), ("ph", "f"), ("yu", "u"), ("ju", "u"), ("iu", "u"), ("iya", "a"), ("ija", "a"),
    ("iia", "a"), ("ia", "a"), ("ya", "a"), ("ja", "a"), ("ye", "e"), ("je", "e"), ("yo", "o"),
    ("iy", "i"), ("yi", "i"), ("yy", "i"), ("ii", "i"), ("ij", "i"), ("y", "i"), ("w", "v"),
)  # fmt: skip
_DOUBLED = re.compile(r"([a-z])\1+")


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is compared.

    ``words`` are in their order, each as ``(word, sound, weight)``; ``numbers`` those among them.
    ``form`` is whether a legal form was taken off, ``medium`` whether a word is one that media
    have in their names. ``initials`` are those of all words; ``short`` marks
    a name of at most four letters, which several can have.
    """

    text: str
    words: tuple[tuple[str, str, float], ...]
    joined: str
    numbers: frozenset[str]
    form: bool
    medium: bool
    initials: str
    short: bool


@lru_cache(maxsize=1 << 18)
def prepared(text: str) -> Name:
    """Prepare a name, once for each spelling; whatever it holds, there is a result."""
    plain = _latin(text.casefold())
    bare, form = _without_form(plain)
    words = tuple(_word(word) for word in bare.split())
    heavy = [word for word, _, weight in words if weight >= HEAVY and not _numeric(word)]
    if not heavy:
        # Made of common words alone, as Channel One is: then each of them counts.
        words = tuple(
            (word, sound, max(weight, PLACE) if weight > STOPPED else weight)
            for word, sound, weight in words
        )
    elif len(heavy) == 1 and len(heavy[0]) <= 3:
        # RT DE is not RT: after so short a word even a stop word tells.
        words = (
            *words[:-1],
            *((w, sound, max(weight, PLACE)) if len(w) == 2 else (w, sound, weight)
              for w, sound, weight in words[-1:]),
        )  # fmt: skip
    spoken = [word for word, _, weight in words if weight > STOPPED]
    return Name(
        text,
        words,
        "".join(sound for _, sound, weight in words if weight > STOPPED),
        frozenset(word for word, _, _ in words if _numeric(word)),
        form,
        any(word in SAID_OF_MEDIA for word, _, _ in words),
        "".join(word[0] for word in spoken),
        len("".join(word for word, _, _ in words)) <= 4,
    )


def place_of(word: str) -> str | None:
    """Find the country that a word names or belongs to (``russian``), as its code."""
    return _place(word)


@lru_cache(maxsize=1 << 18)
def variants(text: str) -> tuple[str, ...]:
    """Give a name and the names that are in it: ``A (B)`` holds A and B, ``A / B`` too.

    ``RT - Russia Today Germany`` says one thing twice, and holds Russia Today Germany and RT
    Germany. What brackets say of a language or place is part of the name and none of its own.
    """
    found = [text]
    if bracketed := _BRACKETED.match(text):
        before, inside, after = (part.strip(" ,") for part in bracketed.groups())
        if _own_name(inside):
            found += [before if after.startswith("for ") else f"{before} {after}".strip(), inside]
    elif "/" in text and len(halves := [half.strip() for half in text.split("/")]) == 2:
        found += [half for half in halves if len(half) > 2]
    if led := _THROUGH.match(text):
        found.append(led[1])
    if (seated := _SEATED.match(text)) and _place(seated[2].casefold().strip()):
        found.append(seated[1])
    if dashed := _DASHED.match(text):
        short, long = dashed[1], dashed[2].split()
        if len(long) >= len(short) and "".join(word[0] for word in long).startswith(short):
            found += [dashed[2], " ".join([short, *long[len(short) :]])]
    return tuple(dict.fromkeys(part for part in found if part))


def tells_edition(word: str) -> bool:
    """Say whether a word names a language, country or part of the world."""
    return word in EDITIONS or _place(word) is not None


def _own_name(text: str) -> bool:
    words = _APART.sub(" ", _latin(text.casefold())).split()
    return bool(words) and not all(w in EDITIONS or _place(w) or w in STOP for w in words)


def _numeric(word: str) -> bool:
    return word.isdigit() or word in ("one", "two")


def _latin(text: str) -> str:
    if not text.isascii():
        text = ascii_text(text).casefold()
        text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    text = text.replace("'", "").replace("`", "")
    return _DOTTED.sub(lambda found: found[0].replace(".", ""), text)


def _without_form(plain: str) -> tuple[str, bool]:
    """Take legal forms off, but never the whole name; say whether there was one."""
    spaced = f" {_APART.sub(' ', plain).strip()} "
    bare = spaced
    for form in FORMS:
        bare = bare.replace(f" {form} ", " ")
    without = f" {_APART.sub(' ', remove_org_types(bare)).strip()} "
    words = [word for word in without.split() if word not in SHORT_FORMS]
    if not words:
        return spaced.strip(), False
    split = _LETTERS_DIGITS.sub(" ", " ".join(_TV.sub("tv ", word) for word in words))
    return split, len(words) < len(spaced.split())


@lru_cache(maxsize=1 << 18)
def _word(word: str) -> tuple[str, str, float]:
    word = SAME.get(word, word)
    return word, _sound(word), _weight(word)


def _weight(word: str) -> float:
    if word in STOP:
        return STOPPED
    if word in MEDIA or word in LIGHT:
        return SMALL
    return PLACE if word in EDITIONS or _place(word) else HEAVY


def _sound(word: str) -> str:
    for spelled, heard in _SOUNDS:
        word = word.replace(spelled, heard)
    return _DOUBLED.sub(r"\1", word)


@lru_cache(maxsize=1 << 16)
def _place(word: str) -> str | None:
    if len(word) < 4 or word.isdigit():
        return None
    found = lookup_territory(word)
    return found.code if found is not None and found.is_country else None
