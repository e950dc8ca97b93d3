"""Two entities compared by their names, word by word: the score, and the reasons for it.

A score is no probability. What agrees is weighed by how much a word says (see `names`); what holds
a score down is said: an edition, another medium, another country, a name that several can have.
"""

from __future__ import annotations

from dataclasses import dataclass

from evenhand.registry.claims import EntityKey
from evenhand.registry.name_alignment import Aligned, aligned
from evenhand.registry.name_kinds import kind_of
from evenhand.registry.name_places import place_of, tells_edition
from evenhand.registry.name_variants import variants
from evenhand.registry.name_words import APART, GROUPS, MEDIA, POLITY, SENT, SOFT_MEDIA
from evenhand.registry.named import ANYTHING, Named, states
from evenhand.registry.names import HEAVY, PLACE, SMALL, Name, letters, prepared

ALIKE = 0.85
"""The score from which two entities are worth a person's look as probably the same."""

_THINGS = frozenset({"Vessel", "Airplane", "Vehicle"})
_INITIALS_ONLY = "nothing but the initials"
# Lists that give each actor one record. FARA numbers registrations, of which a firm may have many.
_ONE_RECORD_EACH = frozenset(["ofac", "eu", "uk"])
_RARE_WORDS = 3  # words of its own that make a name one that hardly two have
_NAMES_COMPARED = 60  # of each entity


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two entities that may be one: the score (0 to 1), the two names that gave it, the reasons."""

    left: EntityKey
    right: EntityKey
    score: float
    left_name: str
    right_name: str
    reasons: tuple[str, ...]


def compared(left: Named, right: Named) -> Candidate:
    """Compare two entities by all their names; the pair that is most alike decides."""
    best: tuple[float, str, str, tuple[str, ...]] = (0.0, "", "", ())
    if _can_be_one(left.key.schema, right.key.schema):
        places = (left.countries, right.countries)
        for one in spellings(left):
            for other in spellings(right):
                score, reasons = _names_alike(prepared(one), prepared(other), places)
                if score > best[0] or not best[1]:
                    capped = _capped(score, reasons, prepared(one), prepared(other), left, right)
                    if capped[0] > best[0] or not best[1]:
                        best = (capped[0], one, other, capped[1])
    score, one, other, reasons = best
    return Candidate(left.key, right.key, round(score, 4), one, other, reasons)


def spellings(one: Named) -> list[str]:
    """Give every name by which an entity is compared, those inside its names too."""
    found = dict.fromkeys(part for name in one.names for part in variants(name))
    return list(found)[:_NAMES_COMPARED]


def _names_alike(
    one: Name, other: Name, places: tuple[frozenset[str], frozenset[str]]
) -> tuple[float, tuple[str, ...]]:
    if _one_string(one, other):
        same = one.text.casefold() == other.text.casefold()
        return 1.0, ("the same name",) if same else (
            "the same name but for form, script or spelling",
        )
    if one.numbers != other.numbers:
        return 0.3, ("different numbers in the names",)
    found = aligned(one, other, places)
    score = 2 * found.agreed / found.total if found.total else 0.0
    reasons = []
    if score > 0.8 and (why := _doubt(found, one, other)):
        score = 0.8
        reasons.append(why)
    if found.misspelt:
        reasons.append(f"spelt alike: {', '.join(found.misspelt)}")
    if found.meant:
        reasons.append(f"the same in other words: {', '.join(found.meant)}")
    if found.only:
        reasons.append(f"only in one: {', '.join(found.only)}")
    if score < ALIKE and (initials := _by_initials(one, other)):
        return 0.88, (initials, _INITIALS_ONLY)
    if found.small:
        reasons.append(f"only in one, and said of many: {', '.join(found.small)}")
    return min(score, 0.99), tuple(reasons or ["the same words in another order"])


def _one_string(one: Name, other: Name) -> bool:
    """Say whether two names are the same letters, however the words stand apart."""
    return bool(one.joined) and (
        one.joined == other.joined or one.run == other.run or one.solid == other.solid
    )


def _doubt(found: Aligned, one: Name, other: Name) -> str | None:
    if found.edition:
        return "perhaps an edition or a branch"
    if one.bodies and other.bodies and not one.bodies & other.bodies:
        return "different kinds of body"
    if not found.heavy:
        return "no word of weight is the same in both"
    media = [_media(one), _media(other)]
    hard = [found - SOFT_MEDIA for found in media]
    if (hard[0] - hard[1] and hard[1] - hard[0]) or (
        all(media) and any(hard) and not media[0] & media[1]
    ):
        return "different media"
    sent = [words & SENT for words in media]
    if all(sent) and sent[0] != sent[1]:
        return "radio or television in one alone"
    if len(GROUPS & {kind_of(word) for word in found.small}) > 1:
        return "a group here and a holding there"
    if APART.intersection(found.small) and not SOFT_MEDIA.intersection(found.small):
        return "a word of trade or reach in one alone"
    return None


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
    here, there = states(left.countries), states(right.countries)
    if here and there and not here & there:
        if _one_string(one, other) and _says_much(one, here | there):
            return 0.9, (*reasons, "different countries, for a name that hardly two have")
        return max(0.0, score - 0.3), (*reasons, "different countries")
    agree = bool(left.countries & right.countries)
    if agree:
        reasons = (*reasons, "the same country")
    if not agree and _INITIALS_ONLY in reasons:
        return 0.5, reasons
    if (one.state or other.state) and score > 0.8:
        titled = len(one.text.split()) > 1 < len(other.text.split())
        if one.form or other.form or not (agree or titled):
            return 0.8, (*reasons, "a name that is a country's, and may be no state's")
    if (one.short or other.short) and not agree and score > 0.8:
        return 0.8, (*reasons, "a short name, which several can have, and no country to tell")
    if score > 0.8 and (_foreign(one, right) or _foreign(other, left)):
        return 0.8, (*reasons, "a legal form of another country")
    if score > 0.8 and not agree and one.run != other.run and (_bare(one) or _bare(other)):
        return 0.8, (*reasons, "a short name, which several can have, and no country to tell")
    if score > 0.8 and (kept := _kept_apart(one, other, left, right)):
        return 0.8, (*reasons, kept)
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
        form = plain.form and not agree and _heavy_words(one) <= 1 >= _heavy_words(other)
        place = all(tells_edition(word) for word, _, _ in plain.words)
        if place or form or (not _one_string(one, other) and not soft):
            return 0.8, (*reasons, "only one of them is known as a medium")
    return score, reasons


def _says_much(name: Name, countries: frozenset[str]) -> bool:
    """Say whether a name tells more than the country that a list gives for it.

    So it is with one of several words of its own, and one that says its country itself. Media are
    called alike in many countries, and so are their ministries.
    """
    if name.medium or name.short or name.state or any(word in POLITY for word, _, _ in name.words):
        return False
    own = [word for word, _, weight in name.words if weight >= HEAVY and kind_of(word) is None]
    said = {place_of(word) for word, _, weight in name.words if weight == PLACE}
    return len(own) >= _RARE_WORDS or bool(said & countries and name.words)


def _kept_apart(one: Name, other: Name, left: Named, right: Named) -> str | None:
    """Say where a list has both and means two: a part of the other, or a number for each."""
    ids = sorted((left.key.id, right.key.id), key=len)
    alone = {word for word, _, _ in one.words} ^ {word for word, _, _ in other.words}
    if ids[1].startswith(f"{ids[0]}/") and any(map(tells_edition, alone)):
        return "the list has one of them as a part of the other"
    lists = {number.partition(":")[0] for number in ids}
    apart = letters(left.names[0]) != letters(right.names[0])
    if apart and len(lists) == 1 and lists <= _ONE_RECORD_EACH:
        return "one list has both, under names of their own"
    return None


def _foreign(name: Name, entity: Named) -> bool:
    return bool(name.homes and entity.countries) and not name.homes & entity.countries


def _bare(name: Name) -> bool:
    """Say whether a name has one short word of its own, and else what many have."""
    own = [word for word, _, weight in name.words if weight > SMALL]
    return len(own) == 1 and len(own[0]) <= 3 - name.abjad and len(name.words) > 1


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
