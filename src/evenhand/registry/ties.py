"""Ties: relations as they are followed by the thousand, before anyone asks for their sources.

A closure goes through tens of thousands of relations and shows some of them. So they are fetched as
bare rows with the database's own numbers, and become claims only where a person is to see them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import NamedTuple

from evenhand.registry.batches import among, portions
from evenhand.registry.claims import DENIED, Claim, EntityKey, Source
from evenhand.registry.needed import needed
from evenhand.registry.percentages import NOTHING, UNSAID, WHOLE, Share, share
from evenhand.registry.tables import claims, entities, judgements, lists, sources
from evenhand.registry.view import Recorded, View, details_of, groups, then

with needed():
    from sqlalchemy import Connection, or_, select

BY_TYPE = ("funding", "editorial")
"""Types of Control that are parts of a rule of their own."""
_PARTS = {"Ownership": "majority", "Succession": "succession"}


class Row(NamedTuple):
    """A relation as it lies in the table of claims."""

    number: int
    entity: int
    other: int
    relation: str
    details: str | None
    source: int
    list_number: int
    valid_from: str | None
    valid_to: str | None
    known_from: str
    known_to: str | None


class Tie(NamedTuple):
    """A relation between two nodes of a graph (see `graph.Graph`), for a rule to take or leave.

    ``place`` is its own among all ties of the graph; ``number`` that of its claim. ``part`` is the
    part of a rule that it belongs to, and ``share`` how much is held: the whole of what has no
    shares, such as control, and nothing where the claim denies it.
    """

    place: int
    number: int
    begins: str
    ends: str
    part: str
    share: Share
    grade: str
    known_from: str


def relations_from(
    connection: Connection, view: View, entity_numbers: Iterable[int], relations: Collection[str]
) -> list[Row]:
    """Give the relations of these kinds that begin at entities, in order of number."""
    columns = (
        claims.c.id, claims.c.entity_id, claims.c.other_id, claims.c.property, claims.c.details,
        claims.c.source_id, claims.c.list_id, claims.c.valid_from, claims.c.valid_to,
        claims.c.known_from, claims.c.known_to,
    )  # fmt: skip
    found: list[Row] = []
    for some in portions(sorted(entity_numbers)):
        query = select(*columns).where(
            among(connection, claims.c.entity_id, some),
            claims.c.property.in_(tuple(relations)),
            claims.c.other_id.is_not(None),
            *then(view),
        )
        found += map(Row._make, connection.execute(query))
    return sorted(found)


def numbers_of(connection: Connection, ids: Iterable[str]) -> dict[str, int]:
    """Give entities their numbers in the database; those that are not in it are left out."""
    return {
        key: number
        for some in portions(sorted(set(ids)))
        for key, number in connection.execute(
            select(entities.c.key, entities.c.id).where(among(connection, entities.c.key, some))
        )
    }


def entities_of(connection: Connection, numbers: Iterable[int]) -> dict[int, EntityKey]:
    """Give numbers the entities that they stand for."""
    query = select(entities.c.id, entities.c.key, entities.c.schema)
    return {
        number: EntityKey(key, schema)
        for some in portions(sorted(numbers))
        for number, key, schema in connection.execute(
            query.where(among(connection, entities.c.id, some))
        )
    }


def judged_same(connection: Connection, view: View, numbers: Iterable[int]) -> dict[int, set[int]]:
    """Give for each of these entities that was judged the same as others all of them, itself too.

    Positive judgements are transitive: what is the same as the same is the same.
    """
    left, right = judgements.c.left_id, judgements.c.right_id
    query = select(left, right).where(
        judgements.c.verdict == "same",
        judgements.c.known_from <= view.known,
        or_(judgements.c.known_to.is_(None), judgements.c.known_to > view.known),
    )
    pairs: list[tuple[int, int]] = []
    reached = frontier = set(numbers)
    while frontier:
        found: set[int] = set()
        for some in portions(sorted(frontier)):
            for end in (left, right):
                for one, other in connection.execute(query.where(among(connection, end, some))):
                    pairs.append((one, other))
                    found |= {one, other}
        frontier = found - reached
        reached = reached | frontier
    return groups(pairs)


def sources_of(connection: Connection, rows: Iterable[Row]) -> dict[int, Source]:
    """Give the sources of relations, by their numbers."""
    columns = (
        sources.c.id, sources.c.kind, sources.c.name, sources.c.grade, sources.c.url,
        sources.c.capture, sources.c.captured_at,
    )  # fmt: skip
    query = select(*columns)
    return {
        number: Source(*fields)
        for some in portions(sorted({row.source for row in rows}))
        for number, *fields in connection.execute(
            query.where(among(connection, sources.c.id, some))
        )
    }


def lists_of(connection: Connection) -> dict[int, str]:
    """Give the names of all lists, by their numbers."""
    return {row.id: row.name for row in connection.execute(select(lists.c.id, lists.c.name))}


def claim_of(
    row: Row, entity: EntityKey, other: EntityKey, source: Source, list_name: str
) -> Recorded:
    """Make a relation the claim that it is."""
    return Recorded(
        row.number,
        Claim(
            entity,
            row.relation,
            other,
            source,
            row.valid_from,
            row.valid_to,
            details_of(row.details) if row.details else (),
        ),
        list_name,
        row.known_from,
        row.known_to,
    )


@lru_cache(maxsize=16_384)
def part_and_share(relation: str, details: str | None) -> tuple[str, Share]:
    """Say which part of a rule a relation belongs to (empty for none), and what share it says.

    ``details`` are as the database has them; an owner's share is `UNSAID` where they give none.
    """
    said = details_of(details) if details else ()
    if relation == "Control":
        kind = dict(said).get("controlType", "").strip().lower()
        part = kind if kind in BY_TYPE else "control"
    else:
        part = _PARTS.get(relation, "")
    if set(DENIED) <= set(said):
        return part, NOTHING
    if part != "majority":
        return part, WHOLE
    for name, text in said:
        if name == "percentage":
            return part, share(text) or UNSAID
    return part, UNSAID
