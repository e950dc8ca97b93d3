"""Who leads to whom: the relations that are reached from an actor, of which a rule takes some."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from evenhand.records.errors import InputError
from evenhand.registry.claims import Claim, EntityKey
from evenhand.registry.cleaning import cleaned
from evenhand.registry.periods import FIRST, LAST, first_day, last_day
from evenhand.registry.view import Recorded, View

_MOST = 200_000  # entities; whoever reaches more has reached nearly everything
_LONGEST = 1_000  # steps from the actor; each of them asks the database
SUPPOSED = 0
"""The number of a claim that is only supposed."""


@dataclass(frozen=True, slots=True)
class Change:
    """What if: a claim that is not in the registry, or the number of one that were not."""

    added: Claim | None = None
    ended: int | None = None


@dataclass(frozen=True, slots=True)
class Graph:
    """Entities that were judged the same are one node, known by the least of their ids.

    ``members`` gives each node its entities; ``leads`` each node the relations that begin there,
    as the claim and the node it leads to, in order of the claims' numbers.
    """

    root: str
    members: dict[str, tuple[EntityKey, ...]] = field(default_factory=dict)
    leads: dict[str, list[tuple[Recorded, str]]] = field(default_factory=dict)


def reach(
    view: View, actor: EntityKey, relations: Collection[str], changes: Iterable[Change] = ()
) -> Graph:
    """Follow relations from an actor to everything that they lead to, however far.

    ``changes`` are taken into account and not stored. Raises InputError for a change that cannot
    be, and when more than 200,000 entities are reached.
    """
    added, ended = _supposed(view, changes)
    node_of: dict[str, str] = {}
    members: dict[str, tuple[EntityKey, ...]] = {}
    frontier = _join(view, [actor], node_of, members)
    graph = Graph(frontier[0], members)
    steps = 0
    while frontier:
        steps += 1
        if len(members) > _MOST or steps > _LONGEST:
            raise InputError(
                f"More than {_MOST:,} entities, or a chain of more than {_LONGEST:,}, can be "
                f"reached from {actor.id}. Choose a narrower rule."
            )
        ids = {key.id for node in frontier for key in members[node]}
        found = [one for one in view.claims(ids, relations) if one.number not in ended]
        found += [
            one for one in added if one.claim.entity.id in ids and one.claim.property in relations
        ]
        others = [one.claim.value for one in found if isinstance(one.claim.value, EntityKey)]
        frontier = _join(view, others, node_of, members)
        for one in found:
            if isinstance(one.claim.value, EntityKey):
                begins, ends = node_of[one.claim.entity.id], node_of[one.claim.value.id]
                if begins != ends:
                    graph.leads.setdefault(begins, []).append((one, ends))
    return graph


def _join(
    view: View,
    keys: list[EntityKey],
    node_of: dict[str, str],
    members: dict[str, tuple[EntityKey, ...]],
) -> list[str]:
    """Give entities that were not reached before their nodes; give the nodes."""
    fresh = {key.id: key for key in keys if key.id not in node_of}
    made = []
    for group in view.same(fresh.values()).values():
        node = group[0].id
        if node not in members:
            members[node] = tuple(group)
            node_of.update((key.id, node) for key in group)
            made.append(node)
    return sorted(made)


def _supposed(view: View, changes: Iterable[Change]) -> tuple[list[Recorded], set[int]]:
    added, ended = [], set()
    for change in changes:
        if change.ended is not None:
            ended.add(change.ended)
        if change.added is not None:
            claim = cleaned(change.added)
            first = FIRST if claim.valid_from is None else first_day(claim.valid_from)
            last = LAST if claim.valid_to is None else last_day(claim.valid_to)
            if first <= view.valid <= last:
                added.append(Recorded(SUPPOSED, claim, "what if", view.known, None))
    return added, ended
