"""Names in the form in which they are compared: without legal forms, in Latin letters, by words."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from evenhand.registry.name_kinds import kind_of, says_little
from evenhand.registry.name_numbers import is_number, with_numbers
from evenhand.registry.name_places import EDITIONS, at_places, place_of
from evenhand.registry.name_scripts import known_words, spelled_out, without_vowels
from evenhand.registry.name_words import (
    BODIES,
    FORMS,
    HOMES,
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
    from rigour.text.translit import ascii_text

HEAVY, PLACE, OWN_PLACE, SMALL, STOPPED = 1.0, 0.6, 0.2, 0.15, 0.02
"""How much a word counts: one that names somebody, a place, the own country, one that many have, a
stop word."""

_APART = re.compile(r"[^a-z0-9]+")
_LETTERS_DIGITS = re.compile(r"(?<=[a-z]{3})(?=\d)")
_FORMS = re.compile(rf" (?:{'|'.join(FORMS)})(?= )")
_DOTTED = re.compile(r"\b(?:[a-z]\.){2,}")
_ELECTRONIC = re.compile(r"\be-(?=[a-z]{2})")
_LONE = re.compile(r"(?<= )(?:[a-z] ){2,}")
_WHOLE_OFFICE = re.compile(r"(?<= )(editorial|head|main|general|press|home) office(?= )")
_TV = re.compile(r"^tv(?=[a-z]{4})")
_SITE = re.compile(r"^(?:www\.)?[a-z0-9-]{4,}\.[a-z]{2,4}$")
# Spellings of one sound: what lists of different origin make of the same letters.
_SOUNDS = (
    ("shch", "sh"), ("sch", "sh"), ("kh", "h"), ("zh", "j"), ("ts", "c"), ("tz", "c"), ("ck", "k"),
    ("ks", "x"), ("ph", "f"), ("yu", "u"), ("ju", "u"), ("iu", "u"), ("iya", "a"), ("ija", "a"),
    ("iia", "a"), ("ia", "a"), ("ya", "a"), ("ja", "a"), ("ye", "e"), ("je", "e"), ("yo", "o"),
    ("iy", "i"), ("yi", "i"), ("yy", "i"), ("ii", "i"), ("ij", "i"), ("y", "i"), ("w", "v"),
)  # fmt: skip
_HARD_C = re.compile(r"c(?![eiyhz])")
_ENDINGS = "aeiouj"  # what Slavic and Romance adjectives end on, in sounds
_STEM = 8  # letters of a stem that is no other word's
_FEWEST_INITIALS = 3
_LONGEST_INITIALS = 8
_DOUBLED = re.compile(r"([a-z])\1+")


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is compared.

    ``words`` are in their order, each as ``(word, sound, weight)``; ``numbers`` those among them.
    ``joined`` are their sounds, ``run`` the same before places were read in them, ``solid`` the
    same with stop words: what is written together or apart.
    ``form`` is whether a legal form was taken off, ``homes`` the countries that have it where it is
    not to be had anywhere, ``medium`` whether a word is one that media
    have in their names. ``initials`` are those of all words; ``short`` marks
    a name of at most four letters, which several can have. ``state`` is whether it is no more than
    a country's, ``bodies`` what kinds of body it says it is. ``abjad`` is whether it was written in
    a script without vowels.
    """

    text: str
    words: tuple[tuple[str, str, float], ...]
    joined: str
    run: str
    solid: str
    numbers: frozenset[str]
    form: bool
    homes: frozenset[str]
    medium: bool
    initials: str
    short: bool
    state: bool
    bodies: frozenset[str]
    abjad: bool


@lru_cache(maxsize=1 << 18)
def prepared(text: str) -> Name:
    """Prepare a name, once for each spelling; whatever it holds, there is a result."""
    plain = with_numbers(latin(text.casefold()))
    bare, form, homes = _without_form(plain)
    abjad = not text.isascii() and without_vowels(text)
    written = known_words(bare.split()) if abjad else bare.split()
    read = [_word(word) for word in written]
    placed = at_places(written)
    words = tuple(read if placed == written else map(_word, placed))
    if (short := _abbreviation([word for word, _, _ in read])) is not None:
        words = tuple((*word[:2], STOPPED) if word[0] == short else word for word in words)
    heavy = [word for word, _, weight in words if weight >= HEAVY and not is_number(word)]
    if not heavy:
        # Made of common words alone, as Channel One is: then each of them counts.
        words = tuple(
            (word, sound, max(weight, PLACE) if weight > STOPPED else weight)
            for word, sound, weight in words
        )
    elif len(heavy) == 1 and len(heavy[0]) <= 3:
        # RT DE is not RT: beside so short a word even a stop word tells, and what body it is.
        last = len(words) - 1
        words = tuple(
            (
                w,
                sound,
                max(weight, PLACE) if (len(w) == 2 and at == last) or says_little(w) else weight,
            )
            for at, (w, sound, weight) in enumerate(words)
        )
    elif len(words) == 2 and _SITE.match(plain):
        words = (words[0], (*words[1][:2], SMALL))
    spoken = [word for word, _, weight in words if weight > STOPPED]
    return Name(
        text,
        words,
        "".join(sound for _, sound, weight in words if weight > STOPPED),
        "".join(sound for _, sound, weight in read if weight > STOPPED),
        "".join(sound for _, sound, _ in read),
        frozenset(word for word, _, _ in words if is_number(word)),
        form,
        homes,
        any(word in SAID_OF_MEDIA for word, _, _ in words),
        "".join(word[0] for word in spoken),
        len("".join(word for word, _, _ in words)) <= 4,
        len(words) == 1 and words[0][0] not in EDITIONS and place_of(words[0][0]) is not None,
        frozenset(BODIES[kind] for word in written if (kind := kind_of(word) or "") in BODIES),
        abjad,
    )


def _abbreviation(words: list[str]) -> str | None:
    """Find the word that is the initials of words beside it: it adds nothing to them."""
    for at, word in enumerate(words if len(words) > _FEWEST_INITIALS else ()):
        if _FEWEST_INITIALS <= len(word) <= _LONGEST_INITIALS and len(words) > len(word):
            for beside in (words[:at], words[at + 1 :]):
                spoken = [one for one in beside if one not in STOP]
                for initials in ("".join(w[0] for w in beside), "".join(w[0] for w in spoken)):
                    if initials and (initials.startswith(word) or initials.endswith(word)):
                        return word
    return None


def latin(text: str) -> str:
    """Write a text in lower case in Latin letters, without accents and apostrophes."""
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode("utf-8")  # halves of pairs stop `ascii_text`
        text = ascii_text(spelled_out(text).replace("ة", "")).casefold()
        text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    text = text.replace("'", "").replace("`", "")
    return _DOTTED.sub(lambda found: found[0].replace(".", ""), text)


def letters(text: str) -> str:
    """Give a name's letters and digits alone, legal form and all."""
    return _APART.sub("", latin(text.casefold()))


def _without_form(plain: str) -> tuple[str, bool, frozenset[str]]:
    """Take legal forms off, but never the whole name; say whether there was one, and whose."""
    spaced = f" {_APART.sub(' ', _ELECTRONIC.sub('e', plain)).strip()} "
    bare = _FORMS.sub("", spaced)
    if " office " in bare:
        bare = _WHOLE_OFFICE.sub(r"\1", bare)
    without = f" {_APART.sub(' ', remove_org_types(bare)).strip()} "
    without = _LONE.sub(lambda found: found[0].replace(" ", "") + " ", without)
    words = [word for word in without.split() if word not in SHORT_FORMS]
    if not words:
        return spaced.strip(), False, frozenset()
    split = _LETTERS_DIGITS.sub(" ", " ".join(_TV.sub("tv ", word) for word in words))
    homes = [HOMES[form] for form in spaced.split() if form in HOMES]
    return split, len(words) < len(spaced.split()), homes[-1] if homes else frozenset()


@lru_cache(maxsize=1 << 18)
def _word(word: str) -> tuple[str, str, float]:
    sound = _sound(word)
    same = SAME.get(word) or (_same_sound(sound) if len(word) > 5 else None)
    if same is not None and same != word:
        word, sound = same, _sound(same)
    return word, sound, _weight(word)


def _weight(word: str) -> float:
    if word in STOP:
        return STOPPED
    if word in MEDIA or word in LIGHT or says_little(word):
        return SMALL
    return PLACE if word in EDITIONS or place_of(word) else HEAVY


def _sound(word: str) -> str:
    word = _HARD_C.sub("k", word)
    for spelled, heard in _SOUNDS:
        word = word.replace(spelled, heard)
    return _DOUBLED.sub(r"\1", word)


def _same_sound(sound: str) -> str | None:
    """Find the word of kind that a word is, in another case or gender, or with one slip in it."""
    if (same := _SAME_SOUNDS.get(sound)) is not None:
        return same
    stem = sound.rstrip(_ENDINGS)
    if len(stem) < _STEM:
        return None
    if (same := _SAME_STEMS.get(stem)) is not None or len(stem) <= _STEM:
        return same
    near = _LONG_STEMS.get(stem[0], ())
    return next(
        (_SAME_STEMS[one] for one in near if OSA.distance(one, stem, score_cutoff=1) < 2), None
    )


_SAME_SOUNDS = {_sound(word): first for word, first in SAME.items() if len(word) > 5}
_SAME_STEMS = {
    stem: first
    for sound, first in _SAME_SOUNDS.items()
    if len(stem := sound.rstrip(_ENDINGS)) >= _STEM
}
_LONG_STEMS = {
    letter: tuple(stem for stem in _SAME_STEMS if stem[0] == letter and len(stem) > _STEM)
    for letter in {stem[0] for stem in _SAME_STEMS}
}
