"""The registry as of a day and a moment: what was said to hold then, as far as it was known."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from evenhand.records.errors import InputError
from evenhand.registry.batches import among, portions
from evenhand.registry.claims import IS_A, Claim, EntityKey, Source
from evenhand.registry.needed import needed
from evenhand.registry.tables import claims, entities, judgements, lists, names, sources

with needed():
    from sqlalchemy import ColumnElement, Connection, Engine, Select, and_, collate, or_, select

_AT_ONCE = 5_000  # rows that are fetched together
_other = entities.alias("other")
T = TypeVar("T", str, int)


@dataclass(frozen=True, slots=True)
class Recorded:
    """A claim as it is kept: with its number, the list it came from, and when it was known."""

    number: int
    claim: Claim
    list_name: str
    known_from: str
    known_to: str | None


@dataclass(frozen=True, slots=True)
class View:
    """What the registry holds as of ``valid`` (a day) and ``known`` (a moment, UTC).

    A claim counts when the day lies within its period, of which a year or month is taken whole, and
    when it was known and not yet ended at the moment. Nothing that is written later changes what a
    view answers. With ``whole`` claims of any period count.
    """

    engine: Engine
    valid: str
    known: str
    whole: bool = False

    def find(self, actor: str) -> EntityKey:
        """Find one entity by its id, or by a name, alias or handle that it has or had.

        An actor of the name comes before accounts and sites that are called the same. Raises
        InputError when there is none, and when several that nobody judged the same have the name;
        it then lists them.
        """
        with self.engine.connect() as connection:
            found = self._by_key(connection, [actor.strip()])
            if not found:
                found = self._by_name(connection, actor)
                found = [key for key in found if key.schema != "OnlineAsset"] or found
        if not found:
            raise InputError(
                f"No entity of the registry has the id or name “{actor}”. Look for it with: "
                "evenhand registry match"
            )
        first = min(found, key=lambda key: key.id)
        others = {key.id for key in found} - {key.id for key in self.same([first])[first.id]}
        if others:
            choices = ", ".join(sorted(key.id for key in found)[:20])
            raise InputError(
                f"{len(found)} entities are called “{actor}”: {choices}. Give the id of the one "
                "you mean, or say which are the same with: evenhand registry judge"
            )
        return first

    def claims(self, ids: Iterable[str], properties: Iterable[str] = ()) -> list[Recorded]:
        """Give the claims about entities (and only of these properties), in order of number."""
        return self._recorded(claims.c.entity_id, ids, properties)

    def claims_to(self, ids: Iterable[str], properties: Iterable[str] = ()) -> list[Recorded]:
        """Give the claims that have one of these entities at their other end."""
        return self._recorded(claims.c.other_id, ids, properties)

    def holds(self, numbers: Iterable[int]) -> set[int]:
        """Give those of some claims, by number, that the view holds."""
        found: set[int] = set()
        with self.engine.connect() as connection:
            for some in portions(sorted(set(numbers))):
                about = among(connection, claims.c.id, some)
                query = select(claims.c.id).where(about, *then(self))
                found |= set(connection.scalars(query))
        return found

    def same(self, keys: Iterable[EntityKey]) -> dict[str, list[EntityKey]]:
        """Give for each entity, in this order, all that were judged the same, itself too, by id.

        Positive judgements are transitive: what is the same as the same is the same.
        """
        keys = list(keys)
        found = [*dict.fromkeys(key.id for key in keys)]
        schemata = {key.id: key.schema for key in keys}
        with self.engine.connect() as connection:
            reached, frontier = set(found), set(found)
            joined: list[tuple[str, str]] = []
            while frontier:
                pairs = self._judged_same(connection, frontier)
                joined += [(left.id, right.id) for left, right in pairs]
                schemata.update((key.id, key.schema) for pair in pairs for key in pair)
                frontier = {key.id for pair in pairs for key in pair} - reached
                reached |= frontier
        joined_with = groups(joined)
        return {
            asked: [
                EntityKey(name, schemata[name]) for name in sorted(joined_with.get(asked, {asked}))
            ]
            for asked in found
        }

    def names(self, ids: Iterable[str]) -> dict[str, str]:
        """Give each entity the name to show: the first that is known, or its id."""
        shown: dict[str, str] = {}
        wanted = sorted(set(ids))
        for recorded in self.claims(wanted, ("name", "username")):
            if isinstance(recorded.claim.value, str):
                shown.setdefault(recorded.claim.entity.id, recorded.claim.value)
        return {name: shown.get(name, name) for name in wanted}

    def entities(self, schema: str | None = None) -> Iterator[EntityKey]:
        """Give every entity that a claim speaks of at this time, or those of one schema, by id."""
        query = (
            select(entities.c.key, claims.c.value)
            .join(claims, claims.c.entity_id == entities.c.id)
            .where(claims.c.property == IS_A, *then(self))
            .order_by(_by_id(self.engine), claims.c.id)
        )
        if schema is not None:
            query = query.where(claims.c.value == schema)
        before = None
        with self.engine.connect() as connection:
            for row in connection.execute(query):
                if row.key != before:
                    yield EntityKey(row.key, row.value)
                before = row.key

    def texts(self, properties: Iterable[str]) -> Iterator[tuple[EntityKey, str, str]]:
        """Give every text said under these properties: entity, property, text, by entity."""
        query = (
            select(entities.c.key, entities.c.schema, claims.c.property, claims.c.value)
            .join(claims, claims.c.entity_id == entities.c.id)
            .where(
                claims.c.property.in_(tuple(properties)), claims.c.value.is_not(None), *then(self)
            )
            .order_by(_by_id(self.engine), claims.c.id)
        )
        with self.engine.connect() as connection:
            for row in connection.execution_options(yield_per=_AT_ONCE).execute(query):
                yield EntityKey(row.key, row.schema), row.property, row.value

    def ties(self, name: str) -> Iterator[Recorded]:
        """Give every claim of one property or relation between two entities, by number."""
        query = (
            recorded_claims()
            .where(claims.c.property == name, claims.c.other_id.is_not(None), *then(self))
            .order_by(claims.c.id)
        )
        with self.engine.connect() as connection:
            for row in connection.execution_options(yield_per=_AT_ONCE).execute(query):
                yield recorded(row)

    def _recorded(
        self, end: ColumnElement[int], ids: Iterable[str], properties: Iterable[str]
    ) -> list[Recorded]:
        only = tuple(properties)
        found: list[Recorded] = []
        with self.engine.connect() as connection:
            for some in portions(sorted(set(ids))):
                about = select(entities.c.id).where(among(connection, entities.c.key, some))
                query = recorded_claims().where(end.in_(about), *then(self))
                if only:
                    query = query.where(claims.c.property.in_(only))
                found += [recorded(row) for row in connection.execute(query)]
        return sorted(found, key=lambda one: one.number)

    def _by_key(self, connection: Connection, ids: list[str]) -> list[EntityKey]:
        query = select(entities.c.key, entities.c.schema).where(entities.c.key.in_(ids))
        return [EntityKey(row.key, row.schema) for row in connection.execute(query)]

    def _by_name(self, connection: Connection, name: str) -> list[EntityKey]:
        query = (
            select(entities.c.key, entities.c.schema)
            .join(names, names.c.entity_id == entities.c.id)
            .where(names.c.folded == folded(name))
            .limit(1_000)
        )
        return [EntityKey(row.key, row.schema) for row in connection.execute(query)]

    def _judged_same(
        self, connection: Connection, ids: set[str]
    ) -> list[tuple[EntityKey, EntityKey]]:
        found = []
        left, right = entities.alias("left"), entities.alias("right")
        for some in portions(sorted(ids)):
            for end in (left, right):
                query = (
                    select(left.c.key, left.c.schema, right.c.key, right.c.schema)
                    .select_from(judgements)
                    .join(left, left.c.id == judgements.c.left_id)
                    .join(right, right.c.id == judgements.c.right_id)
                    .where(
                        judgements.c.verdict == "same",
                        among(connection, end.c.key, some),
                        judgements.c.known_from <= self.known,
                        or_(
                            judgements.c.known_to.is_(None),
                            judgements.c.known_to > self.known,
                        ),
                    )
                )
                found += [
                    (EntityKey(row[0], row[1]), EntityKey(row[2], row[3]))
                    for row in connection.execute(query)
                ]
        return found


def then(view: View) -> tuple[ColumnElement[bool], ...]:
    """Say of claims that a view holds them."""
    known = (
        claims.c.known_from <= view.known,
        or_(claims.c.known_to.is_(None), claims.c.known_to > view.known),
    )
    if view.whole:
        return known
    return (claims.c.valid_first <= view.valid, claims.c.valid_last >= view.valid, *known)


def _by_id(engine: Engine) -> ColumnElement[str]:
    """Order by ids as Python and SQLite do, whatever alphabet a PostgreSQL was set up with."""
    plain = engine.dialect.name == "sqlite"
    return entities.c.key if plain else collate(entities.c.key, "C")


def recorded_claims() -> Select[Any]:
    """Select claims with their entities, source and list, in the shape that `recorded` reads."""
    return (
        select(
            claims,
            entities.c.key.label("entity_key"),
            entities.c.schema.label("entity_schema"),
            _other.c.key.label("other_key"),
            _other.c.schema.label("other_schema"),
            sources.c.kind,
            sources.c.name,
            sources.c.grade,
            sources.c.url,
            sources.c.capture,
            sources.c.captured_at,
            lists.c.name.label("list_name"),
        )
        .join(entities, entities.c.id == claims.c.entity_id)
        .join(sources, sources.c.id == claims.c.source_id)
        .join(lists, lists.c.id == claims.c.list_id)
        .outerjoin(_other, and_(claims.c.other_id.is_not(None), _other.c.id == claims.c.other_id))
    )


def recorded(row: Any) -> Recorded:
    """Read a row of `recorded_claims`."""
    value = row.value if row.other_key is None else EntityKey(row.other_key, row.other_schema)
    return Recorded(
        row.id,
        Claim(
            EntityKey(row.entity_key, row.entity_schema),
            row.property,
            value,
            _source(row.kind, row.name, row.grade, row.url, row.capture, row.captured_at),
            row.valid_from,
            row.valid_to,
            details_of(row.details) if row.details else (),
        ),
        row.list_name,
        row.known_from,
        row.known_to,
    )


@lru_cache(maxsize=4_096)
def _source(*fields: Any) -> Source:
    return Source(*fields)


@lru_cache(maxsize=16_384)
def details_of(text: str) -> tuple[tuple[str, str], ...]:
    """Read a relation's own properties as the table of claims has them."""
    return tuple((name, value) for name, value in json.loads(text))


def folded(name: str) -> str:
    """Give a name the form in which it is looked up: without case, compatible forms and spaces."""
    if name.isascii():  # which is in that form already
        return " ".join(name.casefold().split()).lstrip("@")
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split()).lstrip("@")


def groups(joined: Iterable[tuple[T, T]]) -> dict[T, set[T]]:
    """Give each name the set of all that pairs join it with; names in no pair are left out."""
    found: dict[T, set[T]] = {}
    for left, right in joined:
        one, other = (found.setdefault(name, {name}) for name in (left, right))
        if one is not other:
            one, other = (one, other) if len(one) >= len(other) else (other, one)
            one |= other
            found.update(dict.fromkeys(other, one))
    return found
