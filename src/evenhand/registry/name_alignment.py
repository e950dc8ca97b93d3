"""The words of two names beside each other: which agree, which are near, which stand alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from rapidfuzz.distance import OSA, JaroWinkler

from evenhand.registry.name_kinds import kind_of
from evenhand.registry.name_places import EDITIONS, one_place, place_of, tells_edition
from evenhand.registry.name_scripts import skeleton
from evenhand.registry.name_words import PARTS
from evenhand.registry.names import OWN_PLACE, PLACE, SMALL, STOPPED, Name

_LIKE_WORDS = 0.90  # Jaro-Winkler of two words that may be one, misspelt
_SURELY_MISSPELT = (0.95, 9)  # how like and how long words are that one slip sets apart
_LETTERS_A_SLIP = 5  # one letter in so many may differ
_LONG, _BEGINS = 12, 5
_VOWELS_OF_ARABIC = str.maketrans("oe", "ui")  # which of each two is written is chance
_OPPOSITE = ("import", "export", "exsport")  # as Techmashexport, Techmashimport
_INITIALS = 3
_SMALL_TOGETHER = 0.3  # what all small words of a name weigh at most

Word = tuple[str, str, float]


@dataclass(slots=True)
class Aligned:
    """How the words of two names went together: what weight agreed, and what stood alone."""

    agreed: float = 0.0
    total: float = 0.0
    misspelt: list[str] = field(default_factory=list)
    meant: list[str] = field(default_factory=list)
    only: list[str] = field(default_factory=list)
    small: list[str] = field(default_factory=list)
    edition: bool = False
    heavy: bool = False


def aligned(one: Name, other: Name, places: tuple[frozenset[str], frozenset[str]]) -> Aligned:
    """Put the words of two names beside each other; ``places`` are the countries of the two."""
    found = Aligned()
    rest = _lightened(other)
    left = []
    for word in _lightened(one):
        twin = next((w for w in rest if w[1] == word[1]), None)
        if twin is not None:
            rest.remove(twin)
            weight, other_weight = _weighted(word, places[1]), _weighted(twin, places[0])
            found.total += weight + other_weight
            found.agreed += (weight + other_weight) / 2
            found.heavy = found.heavy or weight > SMALL
        else:
            left.append(word)
    left = [word for word in left if not _initials_of(word, other)]
    rest = [word for word in rest if not _initials_of(word, one)]
    left, rest = _together(left, rest, places, found)
    rest, left = _together(rest, left, places[::-1], found)
    abjad = one.abjad != other.abjad
    for word in left:
        weight = _weighted(word, places[1])
        found.total += weight
        near = max(rest, key=lambda w: _likeness(word, w, abjad)[0], default=None)
        like, how = _likeness(word, near, abjad) if near is not None else (0.0, "")
        if near is not None and like >= _LIKE_WORDS:
            rest.remove(near)
            other_weight = _weighted(near, places[0])
            found.total += other_weight
            found.agreed += like * min(weight, other_weight)
            (found.meant if how else found.misspelt).append(f"{word[0]} and {near[0]}")
            sure = how == "" and like >= _SURELY_MISSPELT[0]
            long = min(len(word[1]), len(near[1])) >= _SURELY_MISSPELT[1]
            found.heavy = found.heavy or (
                ((sure and long) or how == "consonants") and weight > SMALL
            )
        else:
            _alone(word, weight, found)
    for word in rest:
        weight = _weighted(word, places[0])
        found.total += weight
        _alone(word, weight, found)
    return found


def _alone(word: Word, weight: float, found: Aligned) -> None:
    if weight > OWN_PLACE:
        found.only.append(word[0])
        found.edition = found.edition or tells_edition(word[0])
    elif weight > STOPPED:
        found.small.append(word[0])
    found.edition = found.edition or word[0] in PARTS


def _initials_of(word: Word, other: Name) -> bool:
    """Say whether a word abbreviates the other name; it neither adds nor contradicts."""
    return len(word[0]) >= _INITIALS and word[0] == other.initials


def _together(
    whole: list[Word],
    parts: list[Word],
    places: tuple[frozenset[str], frozenset[str]],
    found: Aligned,
) -> tuple[list[Word], list[Word]]:
    """Take out the words that the other name writes as two: Almahdi and Al Mahdi."""
    kept = []
    for word in whole:
        two = next((pair for pair in pairwise(parts) if pair[0][1] + pair[1][1] == word[1]), None)
        if two is None or word[1].isdigit():
            kept.append(word)
            continue
        at = parts.index(two[0])
        parts = [*parts[:at], *parts[at + 2 :]]
        weight = _weighted(word, places[1])
        found.total += 2 * weight
        found.agreed += weight
        found.heavy = found.heavy or weight > SMALL
    return kept, parts


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


def _likeness(one: Word, other: Word, abjad: bool) -> tuple[float, str]:
    """Say how likely two words are one, and how: spelt alike, or meant alike."""
    place, there = place_of(one[0]), place_of(other[0])
    if place is not None and there is not None and one_place(place, there):
        return 0.95, "place"  # Turkish and Turkey, USSR and Russia
    kind = kind_of(one[0])
    if kind is not None and kind == kind_of(other[0]):
        return 0.95, "kind"
    if abjad and len(bones := skeleton(one[0])) > 1 and bones == skeleton(other[0]):
        return 0.93, "consonants"
    return _spelt_alike(one[1], other[1]), ""


def _spelt_alike(one: str, other: str) -> float:
    if len(one) > 3 and one.translate(_VOWELS_OF_ARABIC) == other.translate(_VOWELS_OF_ARABIC):
        return 0.93
    if min(len(one), len(other)) < 5 or one.isdigit() or other.isdigit():
        return 0.0
    if one.endswith(_OPPOSITE) and other.endswith(_OPPOSITE) and one[-6:] != other[-6:]:
        return 0.0
    slips, longest = OSA.distance(one, other), max(len(one), len(other))
    if slips <= max(1, longest // _LETTERS_A_SLIP):
        return JaroWinkler.similarity(one, other)
    # A long word that begins alike: hydrocarbons and hydrocarbures.
    near = longest >= _LONG and slips <= longest // _LETTERS_A_SLIP + 1
    return _LIKE_WORDS if near and one[:_BEGINS] == other[:_BEGINS] else 0.0
