"""Who may be whom: entities of several lists whose names are alike, with a score and the reasons.

A score is no probability, and a candidate no judgement: whether two are the same is what a person
says. Names are compared word by word (`compared`), after a search for names that share a word, a
pair of words, the whole or the initials, so that a million of them stay in reach.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import JaroWinkler

from evenhand.records.progress import Progress, silent
from evenhand.registry.claims import IS_A, Claim, EntityKey
from evenhand.registry.name_words import MEDIA, POLITY, SOFT_MEDIA
from evenhand.registry.names import (
    EDITIONS,
    HEAVY,
    OWN_PLACE,
    PLACE,
    SMALL,
    Name,
    place_of,
    prepared,
    tells_edition,
    variants,
)
from evenhand.registry.needed import needed
from evenhand.registry.view import View

with needed():
    from followthemoney.types import registry as countries
    from rigour.territories import get_territory

ALIKE = 0.85
"""The score from which two entities are worth a person's look as probably the same."""

ANYTHING = "Thing"
"""The schema of what is looked for by name alone."""

_NAMES = frozenset({"name", "alias", "weakAlias", "previousName", "abbreviation"})
_THINGS = frozenset({"Vessel", "Airplane", "Vehicle"})
_INITIALS_ONLY = "nothing but the initials"
_COMMON = 400  # names with one key, beyond which it says nothing
_LIKE_WORDS = 0.90  # Jaro-Winkler of two words that may be one, misspelt
_SMALL_TOGETHER = 0.3  # what all small words of a name weigh at most
_NAMES_COMPARED = 60  # of each entity


@dataclass(frozen=True, slots=True)
class Named:
    """An entity with what it is called, and which of that are weak aliases or of the past."""

    key: EntityKey
    names: tuple[str, ...]
    countries: frozenset[str] = frozenset()
    weak: frozenset[str] = frozenset()
    past: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two entities that may be one: the score (0 to 1), the two names that gave it, the reasons."""

    left: EntityKey
    right: EntityKey
    score: float
    left_name: str
    right_name: str
    reasons: tuple[str, ...]


def named(claims: Iterable[Claim]) -> list[Named]:
    """Gather from claims what each entity is called, in the order of their ids.

    Online assets are left out: they are found by what they are (see `screening`).
    """
    return _gathered(
        (claim.entity, claim.property, claim.value)
        for claim in claims
        if isinstance(claim.value, str)
    )


def named_in(view: View) -> list[Named]:
    """Gather from a registry what each entity is called, as of the view (see `named`)."""
    return _gathered(view.texts((IS_A, "country", *sorted(_NAMES))))


def _gathered(said: Iterable[tuple[EntityKey, str, str]]) -> list[Named]:
    names: dict[str, dict[str, None]] = {}
    weak: dict[str, set[str]] = {}
    past: dict[str, set[str]] = {}
    places: dict[str, set[str]] = {}
    keys: dict[str, EntityKey] = {}
    for key, name, value in said:
        if key.schema == "OnlineAsset":
            continue
        if name == IS_A or key.id not in keys:
            keys[key.id] = key
        if name in _NAMES:
            names.setdefault(key.id, {})[value] = None
            if name in ("weakAlias", "previousName"):
                (weak if name == "weakAlias" else past).setdefault(key.id, set()).add(value)
        elif name == "country":
            places.setdefault(key.id, set()).update(country_codes(value))
    return [
        Named(
            keys[number],
            tuple(found),
            frozenset(places.get(number, ())),
            frozenset(weak.get(number, ())),
            frozenset(past.get(number, ())),
        )
        for number, found in sorted(names.items())
    ]


@lru_cache(maxsize=4_096)
def country_codes(text: str) -> frozenset[str]:
    """Give a country as its code and, for one of the past, those of its successors.

    What no table knows stays as it is, in lower case.
    """
    found = countries.country.clean(text)
    if not found:
        return frozenset({text.strip().casefold()})
    territory = get_territory(found)
    after = territory.successors if territory is not None else []
    return frozenset({str(found), *(one.code for one in after)})


class NameIndex:
    """The names of many entities, to look others up in.

    Keys are 64-bit hashes in one sorted array: 12 bytes for each, about five for a name.
    """

    def __init__(self, entities: Sequence[Named], progress: Progress = silent) -> None:
        self.entities = entities
        hashes: list[int] = []
        owners: list[int] = []
        for number, one in enumerate(entities):
            own = {key for name in _spellings(one) for key in _keys(prepared(name))}
            hashes.extend(own)
            owners.extend([number] * len(own))
            if number % 10_000 == 0:
                progress("names", number, len(entities))
        order = np.argsort(np.array(hashes, dtype=np.uint64), kind="stable")
        self._hashes: npt.NDArray[np.uint64] = np.array(hashes, dtype=np.uint64)[order]
        self._owners: npt.NDArray[np.uint32] = np.array(owners, dtype=np.uint32)[order]

    def candidates(self, one: Named, least: float = ALIKE, limit: int = 20) -> list[Candidate]:
        """Find who may be ``one``, the likeliest first; itself is left out."""
        near: set[int] = set()
        for name in _spellings(one):
            for key in _keys(prepared(name)):
                first = int(np.searchsorted(self._hashes, key, side="left"))
                last = int(np.searchsorted(self._hashes, key, side="right"))
                if last - first <= _COMMON:
                    near.update(self._owners[first:last].tolist())
        found = [
            candidate
            for number in sorted(near)
            if self.entities[number].key.id != one.key.id
            and (candidate := compared(one, self.entities[number])).score >= least
        ]
        found.sort(key=lambda candidate: (-candidate.score, candidate.right.id))
        return found[:limit]


def candidates(
    left: Sequence[Named],
    right: Sequence[Named],
    least: float = ALIKE,
    limit: int = 20,
    progress: Progress = silent,
) -> Iterator[Candidate]:
    """Find for each entity of ``left`` those of ``right`` that may be the same.

    ``least`` is the lowest score, ``limit`` how many for each. The order is that of ``left``, then
    of the score.
    """
    index = NameIndex(right)
    for number, one in enumerate(left, 1):
        yield from index.candidates(one, least, limit)
        progress("matches", number, len(left))


def compared(left: Named, right: Named) -> Candidate:
    """Compare two entities by all their names; the pair that is most alike decides."""
    best: tuple[float, str, str, tuple[str, ...]] = (0.0, "", "", ())
    if _can_be_one(left.key.schema, right.key.schema):
        places = left.countries | right.countries
        for one in _spellings(left):
            for other in _spellings(right):
                score, reasons = _names_alike(prepared(one), prepared(other), places)
                if score > best[0] or not best[1]:
                    capped = _capped(score, reasons, prepared(one), prepared(other), left, right)
                    if capped[0] > best[0] or not best[1]:
                        best = (capped[0], one, other, capped[1])
    score, one, other, reasons = best
    return Candidate(left.key, right.key, round(score, 4), one, other, reasons)


Word = tuple[str, str, float]


@dataclass(slots=True)
class _Aligned:
    """How the words of two names went together: what weight agreed, and what stood alone."""

    agreed: float = 0.0
    total: float = 0.0
    misspelt: list[str] = field(default_factory=list)
    only: list[str] = field(default_factory=list)
    edition: bool = False
    heavy: bool = False


def _spellings(one: Named) -> list[str]:
    found = dict.fromkeys(part for name in one.names for part in variants(name))
    return list(found)[:_NAMES_COMPARED]


def _names_alike(one: Name, other: Name, places: frozenset[str]) -> tuple[float, tuple[str, ...]]:
    if one.joined == other.joined and one.joined:
        same = one.text.casefold() == other.text.casefold()
        return 1.0, ("the same name",) if same else (
            "the same name but for form, script or spelling",
        )
    if one.numbers != other.numbers:
        return 0.3, ("different numbers in the names",)
    found = _aligned(one, other, places)
    score = 2 * found.agreed / found.total if found.total else 0.0
    reasons = []
    if score > 0.8 and (why := _doubt(found, one, other)):
        score = 0.8
        reasons.append(why)
    if found.misspelt:
        reasons.append(f"spelt alike: {', '.join(found.misspelt)}")
    if found.only:
        reasons.append(f"only in one: {', '.join(found.only)}")
    if score < ALIKE and (initials := _by_initials(one, other)):
        return 0.88, (initials, _INITIALS_ONLY)
    return min(score, 0.99), tuple(reasons or ["the same words in another order"])


def _aligned(one: Name, other: Name, places: frozenset[str]) -> _Aligned:
    found = _Aligned()
    rest = _lightened(other)
    left = []
    for word in _lightened(one):
        weight = _weighted(word, places)
        found.total += weight
        twin = next((w for w in rest if w[1] == word[1]), None)
        if twin is not None:
            rest.remove(twin)
            other_weight = _weighted(twin, places)
            found.total += other_weight
            found.agreed += (weight + other_weight) / 2
            found.heavy = found.heavy or weight > SMALL
        else:
            left.append(word)
    for word in left:
        weight = _weighted(word, places)
        near = max(rest, key=lambda w: _likeness(word, w), default=None)
        if near is not None and (like := _likeness(word, near)) >= _LIKE_WORDS:
            rest.remove(near)
            other_weight = _weighted(near, places)
            found.total += other_weight
            found.agreed += like * min(weight, other_weight)
            found.misspelt.append(f"{word[0]} and {near[0]}")
        else:
            _only(word, weight, found)
    for word in rest:
        weight = _weighted(word, places)
        found.total += weight
        _only(word, weight, found)
    return found


def _doubt(found: _Aligned, one: Name, other: Name) -> str | None:
    if found.edition:
        return "perhaps an edition or a branch"
    if not found.heavy:
        return "no word of weight is the same in both"
    media = [_media(one), _media(other)]
    hard = [found - SOFT_MEDIA for found in media]
    if (hard[0] - hard[1] and hard[1] - hard[0]) or (
        all(media) and any(hard) and not media[0] & media[1]
    ):
        return "different media"
    return None


def _only(word: Word, weight: float, found: _Aligned) -> None:
    if weight > OWN_PLACE:
        found.only.append(word[0])
        found.edition = found.edition or tells_edition(word[0])


def _held_down(name: Name) -> float:
    """Say by how much small words count less, of which one name may have many."""
    small = sum(weight for _, _, weight in name.words if weight == SMALL)
    return min(1.0, _SMALL_TOGETHER / small) if small else 1.0


def _lightened(name: Name) -> list[Word]:
    less = _held_down(name)
    return [
        (w, sound, weight * less if weight == SMALL else weight) for w, sound, weight in name.words
    ]


def _weighted(word: Word, places: frozenset[str]) -> float:
    if word[2] == PLACE and word[0] not in EDITIONS and place_of(word[0]) in places:
        return OWN_PLACE
    return word[2]


def _likeness(one: Word, other: Word) -> float:
    place = place_of(one[0])
    if place is not None and place == place_of(other[0]):
        return 0.95  # Turkish and Turkey
    return _spelt_alike(one[1], other[1])


def _spelt_alike(one: str, other: str) -> float:
    if min(len(one), len(other)) < 5 or one.isdigit() or other.isdigit():
        return 0.0
    return JaroWinkler.similarity(one, other)


def _by_initials(one: Name, other: Name) -> str | None:
    for short, long in ((one, other), (other, one)):
        if len(short.words) == 1 and len(long.initials) >= 3 and long.medium:
            word = short.words[0][0]
            if word == long.initials:
                return f"{word.upper()} are the initials of the other"
    return None


def _capped(
    score: float,
    reasons: tuple[str, ...],
    one: Name,
    other: Name,
    left: Named,
    right: Named,
) -> tuple[float, tuple[str, ...]]:
    """Hold a score down where names alone cannot tell."""
    apart = bool(left.countries and right.countries) and not left.countries & right.countries
    if apart:
        return score - 0.3, (*reasons, "different countries")
    agree = bool(left.countries & right.countries)
    if agree:
        reasons = (*reasons, "the same country")
    if not agree and _INITIALS_ONLY in reasons:
        return 0.5, reasons
    if (one.short or other.short) and not agree and score > 0.8:
        return 0.8, (*reasons, "a short name, which several can have, and no country to tell")
    past = score < 1.0 and (one.text in left.past or other.text in right.past)
    if past or one.text in left.weak or other.text in right.weak:
        score = min(score, 0.84)
        reasons = (*reasons, "a weak alias or a name of the past")
    media = [_is_medium(one, left), _is_medium(other, right)]
    known = ANYTHING not in (left.key.schema, right.key.schema)
    if media[0] != media[1] and score > 0.8 and known:
        plain = other if media[0] else one
        polity = any(word in POLITY for word, _, _ in plain.words)
        soft = agree and not polity and not (_media(one) ^ _media(other)) - SOFT_MEDIA
        form = plain.form and _heavy_words(one) <= 1 >= _heavy_words(other)
        place = all(tells_edition(word) for word, _, _ in plain.words)
        if place or form or (one.joined != other.joined and not soft):
            return 0.8, (*reasons, "only one of them is known as a medium")
    return score, reasons


def _media(name: Name) -> set[str]:
    return {word for word, _, _ in name.words if word in MEDIA}


def _heavy_words(name: Name) -> int:
    return sum(weight >= HEAVY for _, _, weight in name.words)


def _is_medium(name: Name, entity: Named) -> bool:
    return name.medium or entity.key.schema == "MediaOutlet"


def _can_be_one(one: str, other: str) -> bool:
    if ANYTHING in (one, other):
        return True
    if one in _THINGS or other in _THINGS:
        return one == other
    return (one == "Person") == (other == "Person") or "LegalEntity" in (one, other)


def _keys(name: Name) -> set[int]:
    """Give the keys under which a name is found: its words, pairs of them, the whole, initials."""
    sounds = [sound for _, sound, weight in name.words if weight >= OWN_PLACE and sound]
    keys = {_hashed("w", sound) for sound in sounds}
    every = [sound for _, sound, _ in name.words if sound]
    keys.update(_hashed("p", a + " " + b) for a, b in pairwise(every))
    keys.update(_hashed("b", sound[:5]) for sound in sounds if len(sound) > 6)
    if name.joined:
        keys.add(_hashed("j", name.joined))
    if len(name.initials) >= 3:
        keys.add(_hashed("i", name.initials))
    if len(name.words) == 1:
        keys.add(_hashed("i", name.words[0][0]))
    return keys


def _hashed(kind: str, text: str) -> int:
    return int.from_bytes(hashlib.blake2b(f"{kind}{text}".encode(), digest_size=8).digest(), "big")
