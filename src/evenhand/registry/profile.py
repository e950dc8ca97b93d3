"""All that the registry says of one actor, with what contradicts what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from evenhand.registry import model
from evenhand.registry.claims import IS_A, EntityKey, denies
from evenhand.registry.judgements import Judgement, judgements_about
from evenhand.registry.percentages import exclude
from evenhand.registry.presences import Presence, presences
from evenhand.registry.ties import BY_TYPE
from evenhand.registry.view import Recorded, View

# Of these an entity has one at a time, so that two of them contradict each other.
_ONE_OF = frozenset({"typology", "stateFunding", "stateGovernance", "editorialAutonomy", "gender"})
TYPE_WORDS = {
    "funding": ("funds", "is funded by"),
    "editorial": ("edits", "is edited by"),
    "publisher": ("publishes", "is published by"),
    "subsidiary": ("is the parent of", "is a subsidiary of"),
}
"""What the types of Control are called, from either end."""

_WORDS = {
    "Ownership": ("owns", "is owned by"),
    "Control": ("controls", "is controlled by"),
    "Directorship": ("directs", "is directed by"),
    "Employment": ("works for", "employs"),
    "Membership": ("is a member of", "has the member"),
    "Representation": ("represents", "is represented by"),
    "Succession": ("is succeeded by", "succeeds"),
    "UnknownLink": ("is linked to", "is linked to"),
    "Family": ("is family of", "is family of"),
    "Associate": ("is an associate of", "is an associate of"),
    "Payment": ("pays", "is paid by"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """A value of a property, and who says it; ``contradicted`` when others say otherwise."""

    property: str
    label: str
    value: str
    claims: tuple[Recorded, ...]
    contradicted: bool


@dataclass(frozen=True, slots=True)
class Tie:
    """A relation between the actor and another; ``outward`` when it goes from the actor.

    ``kind`` is the type of control; ``label`` says it in words.
    ``claims`` are all that say this of the two or deny it, also those that give other shares;
    ``contradicted`` says that they cannot all be true.
    """

    relation: str
    kind: str
    label: str
    other: EntityKey
    outward: bool
    claims: tuple[Recorded, ...]
    contradicted: bool


@dataclass(frozen=True, slots=True)
class Profile:
    """An actor as of a day and a moment. ``names`` gives the name of each entity that occurs."""

    actor: EntityKey
    same: tuple[EntityKey, ...]
    valid: str
    known: str
    facts: tuple[Fact, ...]
    ties: tuple[Tie, ...]
    listings: tuple[Recorded, ...]
    presences: tuple[Presence, ...]
    judgements: tuple[Judgement, ...]
    names: dict[str, str]

    @property
    def name(self) -> str:
        """The name to show."""
        return self.names[self.actor.id]


def profile(view: View, actor: EntityKey) -> Profile:
    """Gather what is said of an actor, and of all that were judged the same as it."""
    same = view.same([actor])[actor.id]
    ids = [key.id for key in same]
    about, towards = view.claims(ids), view.claims_to(ids)
    found = presences(view, same)
    ties = _ties(about, towards, set(ids))
    listings = [one for one in about if _is_listing(one)]
    mentioned = {actor.id, *ids, *(tie.other.id for tie in ties)}
    mentioned |= {other.id for one in found for other in (one.owner, *one.others)}
    for one in about:
        if isinstance(one.claim.value, EntityKey):
            mentioned.add(one.claim.value.id)
    decided = judgements_about(view, ids)
    mentioned |= {end for one in decided for end in (one.left, one.right)}
    names = view.names(mentioned)
    return Profile(
        actor,
        tuple(same),
        view.valid,
        view.known,
        _facts(about, names),
        ties,
        tuple(listings),
        tuple(found),
        tuple(decided),
        names,
    )


def source_words(one: Recorded) -> str:
    """Say who says it: the source's name and its grade."""
    source = one.claim.source
    return f"{source.name} ({source.grade})"


def period_words(one: Recorded) -> str:
    """Say for when it holds, as the source gives it; empty when it gives nothing."""
    begins, ends = one.claim.valid_from, one.claim.valid_to
    if begins and ends:
        return begins if begins == ends else f"{begins} to {ends}"
    return f"from {begins}" if begins else f"until {ends}" if ends else ""


def _facts(about: Iterable[Recorded], names: dict[str, str]) -> tuple[Fact, ...]:
    said: dict[str, dict[str, list[Recorded]]] = {}
    schemata: dict[str, str] = {}
    for one in about:
        name, value = one.claim.property, one.claim.value
        if model.relation(name) is not None or name == "owner":
            continue
        shown = value if isinstance(value, str) else names.get(value.id, value.id)
        said.setdefault(name, {}).setdefault(shown, []).append(one)
        schemata.setdefault(name, one.claim.entity.schema)
    facts = []
    for name in sorted(said, key=lambda one: (one != IS_A, one != "name", one)):
        values = said[name]
        contradicted = len(values) > 1 and _one_at_a_time(schemata[name], name, list(values))
        label = _label(schemata[name], name)
        facts += [
            Fact(name, label, value, tuple(claims), contradicted)
            for value, claims in values.items()
        ]
    return tuple(facts)


def _one_at_a_time(schema: str, name: str, values: list[str]) -> bool:
    if name == IS_A:  # a MediaOutlet is an Organization as well; a Person is no Company
        return any(
            model.narrower(one, other) == one and model.narrower(other, one) == other
            for place, one in enumerate(values)
            for other in values[place + 1 :]
        )
    prop = model.property_of(schema, name)
    return name in _ONE_OF or (prop is not None and prop.type.name == "date")


def _label(schema: str, name: str) -> str:
    if name == IS_A:
        return "Is a"
    prop = model.property_of(schema, name)
    return name if prop is None else prop.label


def _ties(about: Iterable[Recorded], towards: Iterable[Recorded], own: set[str]) -> tuple[Tie, ...]:
    found: dict[tuple[bool, str, str, str], list[Recorded]] = {}
    keys: dict[str, EntityKey] = {}
    for outward, claims in ((True, about), (False, towards)):
        for one in claims:
            value = one.claim.value
            if model.relation(one.claim.property) is None or not isinstance(value, EntityKey):
                continue
            other = value if outward else one.claim.entity
            if other.id in own:
                continue
            keys[other.id] = other
            kind = dict(one.claim.details).get("controlType", "")
            found.setdefault((outward, one.claim.property, kind, other.id), []).append(one)
    said: dict[tuple[bool, str, str, str], set[bool]] = {}
    for (outward, relation, kind, other_id), claims_ in found.items():
        whether = said.setdefault((outward, relation, _of_its_own(kind), other_id), set())
        whether |= {denies(one.claim) for one in claims_}
    ties = []
    for outward, relation, kind, other_id in sorted(found):
        claims_ = found[(outward, relation, kind, other_id)]
        shares = [share for one in claims_ if (share := dict(one.claim.details).get("percentage"))]
        label = tie_words(relation, kind, outward=outward)
        both = len(said[(outward, relation, _of_its_own(kind), other_id)]) > 1
        contradicted = exclude(shares) or both
        ties.append(
            Tie(relation, kind, label, keys[other_id], outward, tuple(claims_), contradicted)
        )
    return tuple(ties)


def _of_its_own(kind: str) -> str:
    """Give the kind of control that a denial has to be of; others are control, however called."""
    return kind if kind in BY_TYPE else ""


def tie_words(relation: str, kind: str, *, outward: bool) -> str:
    """Say what a relation is, seen from the actor: "owns", "is funded by"."""
    if relation == "Control" and kind in TYPE_WORDS:
        words = TYPE_WORDS[kind]
    else:
        words = _WORDS.get(relation, (relation, f"{relation} of"))
    return words[0] if outward else words[1]


def _is_listing(one: Recorded) -> bool:
    return model.relation(one.claim.property) is not None and isinstance(one.claim.value, str)
