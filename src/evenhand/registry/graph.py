"""Who leads to whom: the relations that are reached from an actor, of which a rule takes some."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from evenhand.records.errors import InputError
from evenhand.registry.claims import Claim, EntityKey, Source
from evenhand.registry.cleaning import cleaned
from evenhand.registry.needed import needed
from evenhand.registry.periods import FIRST, LAST, first_day, last_day
from evenhand.registry.ties import (
    Row,
    Tie,
    claim_of,
    entities_of,
    judged_same,
    lists_of,
    numbers_of,
    part_and_share,
    relations_from,
    sources_of,
)
from evenhand.registry.view import Recorded, View

with needed():
    from sqlalchemy import Connection

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

    ``members`` gives each node its entities; ``leads`` each node the ties that begin there, in
    order of their claims' numbers. The rest is what `recorded` needs.
    """

    root: str
    members: dict[str, tuple[EntityKey, ...]]
    leads: dict[str, list[Tie]]
    rows: list[Row]
    keys: dict[int, EntityKey]
    sources: dict[int, Source]
    lists: dict[int, str]


def reach(
    view: View, actor: EntityKey, relations: Collection[str], changes: Iterable[Change] = ()
) -> Graph:
    """Follow relations from an actor to everything that they lead to, however far.

    ``changes`` are taken into account and not stored. Raises InputError for a change that cannot
    be, and when more than 200,000 entities are reached.
    """
    added, ended = _changed(view, changes, relations)
    given = {actor.id: actor} | {end.id: end for claim in added for end in _ends(claim)}
    with view.engine.connect() as connection:
        numbers = numbers_of(connection, given)
        # What is only supposed, and not in the database, gets numbers that no entity has there.
        unknown = {
            -place: given[key] for place, key in enumerate(sorted(given.keys() - numbers.keys()), 1)
        }
        numbers |= {key.id: number for number, key in unknown.items()}
        supposed = [_row(view, claim, numbers, -place) for place, claim in enumerate(added, 1)]
        rows: list[Row] = []
        node_of: dict[int, int] = {}
        frontier, steps = _join(connection, view, {numbers[actor.id]}, node_of), 0
        while frontier:
            steps += 1
            if len(node_of) > _MOST or steps > _LONGEST:
                raise InputError(
                    f"More than {_MOST:,} entities, or a chain of more than {_LONGEST:,}, can be "
                    f"reached from {actor.id}. Choose a narrower rule."
                )
            found = relations_from(connection, view, frontier, relations)
            found = [row for row in found if row.number not in ended]
            found += [row for row in supposed if row.entity in frontier]
            rows += found
            frontier = _join(connection, view, {row.other for row in found}, node_of)
        # In numbers up to here; what they stand for is asked for all of them together.
        keys = entities_of(connection, node_of) | unknown
        supposed_by = {-place: claim.source for place, claim in enumerate(added, 1)}
        sources = sources_of(connection, rows) | supposed_by
        names = lists_of(connection) | {SUPPOSED: "what if"}
    groups: dict[int, list[EntityKey]] = {}
    for number, node in node_of.items():
        groups.setdefault(node, []).append(keys[number])
    members = {node: tuple(sorted(some, key=lambda key: key.id)) for node, some in groups.items()}
    name_of = {number: members[node][0].id for number, node in node_of.items()}
    return Graph(
        name_of[numbers[actor.id]],
        {some[0].id: some for some in members.values()},
        _leads(rows, name_of, sources),
        rows,
        keys,
        sources,
        names,
    )


def recorded(graph: Graph, place: int) -> Recorded:
    """Make the tie at a place of a graph the claim that it is."""
    row = graph.rows[place]
    return claim_of(
        row,
        graph.keys[row.entity],
        graph.keys[row.other],
        graph.sources[row.source],
        graph.lists[row.list_number],
    )


def _leads(
    rows: list[Row], name_of: dict[int, str], sources: dict[int, Source]
) -> dict[str, list[Tie]]:
    leads: dict[str, list[Tie]] = {}
    for place, row in enumerate(rows):
        begins, ends = name_of[row.entity], name_of[row.other]
        if begins != ends:
            part, share = part_and_share(row.relation, row.details)
            grade = sources[row.source].grade
            tie = Tie(place, row.number, begins, ends, part, share, grade, row.known_from)
            leads.setdefault(begins, []).append(tie)
    return leads


def _join(
    connection: Connection, view: View, reached: set[int], node_of: dict[int, int]
) -> set[int]:
    """Give entities that were not reached before their nodes; give all entities of new nodes."""
    fresh = reached - node_of.keys()
    same = judged_same(connection, view, (number for number in fresh if number > 0))
    joined: set[int] = set()
    for number in fresh:
        group = same.get(number, {number})
        node_of.update(dict.fromkeys(group, min(group)))
        joined |= group
    return joined


def _changed(
    view: View, changes: Iterable[Change], relations: Collection[str]
) -> tuple[list[Claim], set[int]]:
    """Give the relations that changes add on the view's day, and the numbers of those they end."""
    added, ended = [], set()
    for change in changes:
        if change.ended is not None:
            ended.add(change.ended)
        if change.added is not None:
            claim = cleaned(change.added)
            first = FIRST if claim.valid_from is None else first_day(claim.valid_from)
            last = LAST if claim.valid_to is None else last_day(claim.valid_to)
            if first <= view.valid <= last and claim.property in relations and _ends(claim)[1:]:
                added.append(claim)
    return added, ended


def _ends(claim: Claim) -> list[EntityKey]:
    return [end for end in (claim.entity, claim.value) if isinstance(end, EntityKey)]


def _row(view: View, claim: Claim, numbers: dict[str, int], source: int) -> Row:
    """Give a claim that is only supposed the form of those in the database."""
    entity, other = (numbers[end.id] for end in _ends(claim))
    details = json.dumps(claim.details) if claim.details else None
    return Row(
        SUPPOSED,
        entity,
        other,
        claim.property,
        details,
        source,
        SUPPOSED,
        claim.valid_from,
        claim.valid_to,
        view.known,
        None,
    )
