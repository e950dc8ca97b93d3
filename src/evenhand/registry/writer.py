"""How the claims of a list get into the tables: what is new as rows, what left as ended."""

from __future__ import annotations

import hashlib
import json
from array import array
from collections.abc import Collection, Iterable
from functools import lru_cache
from json.encoder import encode_basestring as _text

import numpy as np

from evenhand.registry import model
from evenhand.registry.batches import among, insert_new, portions
from evenhand.registry.claims import IS_A, Claim, EntityKey, Source
from evenhand.registry.needed import needed
from evenhand.registry.periods import FIRST, LAST, first_day, last_day
from evenhand.registry.tables import claims, entities, names, sources
from evenhand.registry.view import folded

with needed():
    from sqlalchemy import Connection, func, select, update

_NAMES = frozenset({"name", "alias", "weakAlias", "previousName", "abbreviation", "username"})
_REMEMBERED = 100_000  # entities, and sources, of which the numbers are not asked for again
_READ = 10_000  # claims that are read together
_COLUMNS = (
    "list_id", "digest", "entity_id", "property", "value", "other_id", "details", "source_id",
    "valid_from", "valid_to", "valid_first", "valid_last", "known_from",
)  # fmt: skip
_HELD_ON_SQLITE = (
    "SELECT digest, id FROM claims WHERE known_to IS NULL AND list_id = ? AND digest IN"
)
# One by one through the index: PostgreSQL would rather read the whole table for thousands of them.
_HELD_ON_POSTGRESQL = (
    "SELECT given.digest, one.id FROM unnest(%s::bytea[]) AS given (digest) "
    "CROSS JOIN LATERAL (SELECT id FROM claims WHERE known_to IS NULL AND list_id = %s "
    "AND claims.digest = given.digest LIMIT 1) AS one"
)
_SOURCE = ("digest", "kind", "name", "grade", "url", "capture", "captured_at")


class Writer:
    """Writes the claims of one list, batch by batch, within the transaction of a connection.

    With ``compare`` each claim is looked for among those that the list holds, and written when it
    is not there. Without, the list holds nothing yet, and what it says twice is left out by the
    index of open claims.
    """

    def __init__(
        self, connection: Connection, number: int, known_from: str, *, compare: bool
    ) -> None:
        self._connection = connection
        self._list = number
        self._known_from = known_from
        self._compare = compare
        self._last = connection.scalar(select(func.max(claims.c.id))) or 0
        self._again = array("q")  # the claims of the list that were said once more
        self._entities: dict[str, tuple[int, str]] = {}
        self._sources: dict[Source, int] = {}

    def write(self, some: Iterable[Claim]) -> None:
        """Write what neither this version had already nor the one before."""
        fresh = {digest(claim): claim for claim in some}
        if self._compare:
            held = self._held(list(fresh))
            self._again.extend(held.values())
            for known in held:
                del fresh[known]
        if fresh:
            self._insert(fresh)

    def end_missing(self) -> int:
        """End what the list held before and was not written again; give how many that are."""
        query = (
            select(claims.c.id)
            .where(
                claims.c.list_id == self._list,
                claims.c.known_to.is_(None),
                claims.c.id <= self._last,
            )
            .execution_options(yield_per=_READ)
        )
        again = np.frombuffer(self._again, np.int64)
        again.sort()
        gone: list[int] = []
        for some in self._connection.scalars(query).partitions(_READ):
            held = np.array(some, np.int64)
            places = np.searchsorted(again, held)
            inside = places < len(again)
            inside[inside] = again[places[inside]] == held[inside]
            gone += held[~inside].tolist()
        for numbers in portions(gone):
            self._connection.execute(
                update(claims)
                .where(among(self._connection, claims.c.id, numbers))
                .values(known_to=self._known_from)
            )
        return len(gone)

    def _held(self, digests: list[bytes]) -> dict[bytes, int]:
        """Give those that the list holds, with the numbers of their claims."""
        found: dict[bytes, int] = {}
        for some in portions(digests):
            # To the driver as they are: compiling a statement for thousands of values takes longer
            # than looking them up.
            if self._connection.dialect.name == "sqlite":
                marks = ", ".join("?" * len(some))
                rows = self._connection.exec_driver_sql(
                    f"{_HELD_ON_SQLITE} ({marks})", (self._list, *some)
                )
            else:
                rows = self._connection.exec_driver_sql(_HELD_ON_POSTGRESQL, (some, self._list))
            found.update((row[0], row[1]) for row in rows)
        return found

    def _insert(self, fresh: dict[bytes, Claim]) -> None:
        called = self._know_entities(fresh.values())
        self._know_sources(dict.fromkeys(claim.source for claim in fresh.values()))
        numbers, sources_, list_, known_from = (
            self._entities, self._sources, self._list, self._known_from,
        )  # fmt: skip
        rows = []
        for name, claim in fresh.items():
            value, begins, ends = claim.value, claim.valid_from, claim.valid_to
            number = numbers[claim.entity.id][0]
            if isinstance(value, EntityKey):
                text, other = None, numbers[value.id][0]
            else:
                text, other = value, None
                if claim.property in _NAMES:
                    called.add((folded(value), number))
            rows.append(
                (
                    list_, name, number, claim.property, text, other,
                    _details(claim) if claim.details else None, sources_[claim.source],
                    begins, ends, FIRST if begins is None else first_day(begins),
                    LAST if ends is None else last_day(ends), known_from,
                )
            )  # fmt: skip
        insert_new(self._connection, claims, _COLUMNS, rows)
        insert_new(self._connection, names, ("folded", "entity_id"), sorted(called))

    def _know_entities(self, some: Iterable[Claim]) -> set[tuple[str, int]]:
        """Learn the numbers of all entities of claims; give new ones by the name in their ids."""
        if len(self._entities) > _REMEMBERED:
            self._entities.clear()
        schemata = _schemata(some)
        known = self._entities
        asked = [key for key in schemata if key not in known]
        query = select(entities.c.key, entities.c.id, entities.c.schema)
        for keys in portions(asked):
            about = query.where(among(self._connection, entities.c.key, keys))
            for key, number, schema in self._connection.execute(about):
                known[key] = number, schema
        missing = [(key, schemata[key]) for key in asked if key not in known]
        called = set()
        if missing:
            last = self._connection.scalar(select(func.max(entities.c.id))) or 0
            insert_new(self._connection, entities, ("key", "schema"), missing)
            about = query.where(entities.c.id > last)
            for key, number, schema in self._connection.execute(about):
                known[key] = number, schema
                # An entity is found by what its list calls it as well, when that is a word.
                rest = key.partition(":")[2]
                if rest and not rest.isdigit():
                    called.add((folded(rest), number))
        for key, schema in schemata.items():
            number, before = known[key]
            if schema != before and (narrower := model.narrower(before, schema)) != before:
                known[key] = number, narrower
                self._connection.execute(
                    update(entities).where(entities.c.id == number).values(schema=narrower)
                )
        return called

    def _know_sources(self, some: Collection[Source]) -> None:
        """Learn the numbers of sources; those that are new are written."""
        if len(self._sources) > _REMEMBERED:
            self._sources.clear()
        fresh = {_source_digest(source): source for source in some if source not in self._sources}
        if not fresh:
            return
        rows = [
            (name, one.kind, one.name, one.grade, one.url, one.capture, one.captured_at)
            for name, one in fresh.items()
        ]
        insert_new(self._connection, sources, _SOURCE, rows)
        query = select(sources.c.digest, sources.c.id)
        for names_ in portions(list(fresh)):
            about = query.where(sources.c.digest.in_(names_))
            for name, number in self._connection.execute(about):
                self._sources[fresh[name]] = number


def digest(claim: Claim) -> bytes:
    """Identify what is said and who says it; not when it was captured, which each version does.

    It is the BLAKE2b hash of a JSON list, which registries keep: it must never change. The list is
    put together by hand, since a call of the encoder for each of millions takes its time.
    """
    value = claim.value
    said = (
        f"[{_text(claim.entity.id)},{_text(claim.property)},"
        f"{f'[{_text(value.id)}]' if isinstance(value, EntityKey) else _text(value)},"
        f"{_details(claim) if claim.details else '[]'},"
        f"{'null' if claim.valid_from is None else _text(claim.valid_from)},"
        f"{'null' if claim.valid_to is None else _text(claim.valid_to)},{_who(claim.source)}]"
    )
    return hashlib.blake2b(said.encode(), digest_size=16).digest()


@lru_cache(maxsize=4_096)
def _who(source: Source) -> str:
    return _json((source.kind, source.name, source.grade, source.url))[1:-1]


def _details(claim: Claim) -> str:
    return f"[{','.join(f'[{_text(name)},{_text(value)}]' for name, value in claim.details)}]"


def _source_digest(source: Source) -> bytes:
    fields = [
        source.kind, source.name, source.grade, source.url, source.capture, source.captured_at,
    ]  # fmt: skip
    return hashlib.blake2b(_json(fields).encode(), digest_size=16).digest()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _schemata(some: Iterable[Claim]) -> dict[str, str]:
    """Give each entity of claims the narrowest schema that they give it."""
    found: dict[str, str] = {}

    def give(key: str, schema: str) -> None:
        before = found.get(key)
        if before is None:
            found[key] = schema
        elif before != schema:
            found[key] = model.narrower(before, schema)

    for claim in some:
        value = claim.value
        if isinstance(value, EntityKey):
            give(claim.entity.id, claim.entity.schema)
            give(value.id, value.schema)
        else:
            give(claim.entity.id, value if claim.property == IS_A else claim.entity.schema)
    return found
