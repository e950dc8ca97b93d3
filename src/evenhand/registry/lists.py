"""A version of a list comes in: what is new is added, what left is ended, all of it or nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from evenhand.records.errors import InputError
from evenhand.records.progress import Progress, silent
from evenhand.registry import model
from evenhand.registry.claims import IS_A, Claim, EntityKey, Source, check_list_name
from evenhand.registry.cleaning import cleaned, private
from evenhand.registry.needed import needed
from evenhand.registry.periods import FIRST, LAST, first_day, last_day, moment
from evenhand.registry.tables import (
    Digest,
    claims,
    entities,
    judgements,
    lists,
    names,
    sources,
    versions,
)
from evenhand.registry.view import folded, portions

with needed():
    from sqlalchemy import (
        Column,
        Connection,
        MetaData,
        Select,
        Table,
        func,
        insert,
        select,
        update,
    )
    from sqlalchemy.dialects import postgresql, sqlite

OWN = "own"
"""The list of what was added claim by claim."""

_AT_ONCE = 5_000  # claims
_REFUSED_SHOWN = 1_000  # of which the sentences are kept
_NAMES = frozenset({"name", "alias", "weakAlias", "previousName", "abbreviation", "username"})
_incoming = Table(
    "incoming", MetaData(), Column("digest", Digest(16), primary_key=True), prefixes=["TEMP"]
)


@dataclass(frozen=True)
class Refused:
    """A claim that cannot be kept: where it was read, and why."""

    place: str
    why: str


@dataclass(frozen=True)
class Imported:
    """What an import did.

    ``claims`` are those that the version holds, ``added`` and ``ended`` how they differ from the
    version before. ``refused`` counts what could not be kept, of which the first thousand say why
    in ``reasons``; ``private`` what is not for a registry.
    """

    list_name: str
    version: str
    known_from: str
    claims: int
    added: int
    ended: int
    refused: int
    private: int
    reasons: tuple[Refused, ...] = field(default=(), repr=False)


def import_list(
    connection: Connection,
    list_name: str,
    version: str,
    given: Iterable[Claim],
    *,
    known: str | None = None,
    yes: bool = False,
    progress: Progress = silent,
) -> Imported:
    """Bring a list to a version, within the transaction of ``connection`` (see `Registry`)."""
    number = _list_number(connection, list_name)
    known_from = next_moment(connection, known)
    same_version = _check_version(connection, number, list_name, version, yes)
    before = _open(connection, number)
    _incoming.create(connection)
    writer = _Writer(connection, number, known_from, compare=before > 0)
    refused, reasons, without = _take(writer, given, progress)
    ended = _end_missing(connection, number, known_from) if before else 0
    _incoming.drop(connection)
    held = _open(connection, number)
    added = held - before + ended  # counted, since not every driver says how many rows were new
    if before and held * 2 <= before and not yes:
        raise InputError(
            f"Version {version} of {list_name} has {held:,} claims where there were {before:,}. A "
            "list that shrinks by half is more often a broken file than news, so nothing was "
            "changed. If it is right, import it again with --yes."
        )
    done = Imported(
        list_name,
        version,
        known_from,
        held,
        added,
        ended,
        refused,
        without,
        tuple(reasons),
    )
    if added or ended or not same_version:
        record_version(connection, number, done)
    return done


def _end_missing(connection: Connection, number: int, known_to: str) -> int:
    """End what a list held and its new version does not; give how many that are."""
    return connection.execute(
        update(claims)
        .where(
            claims.c.list_id == number,
            claims.c.known_to.is_(None),
            claims.c.digest.not_in(select(_incoming.c.digest)),
        )
        .values(known_to=known_to)
    ).rowcount


def add_claims(
    connection: Connection, list_name: str, given: Iterable[Claim], known: str | None
) -> tuple[int, str]:
    """Add claims to a list, of which the others stay; give how many were new, and the moment.

    Raises InputError for the first that cannot be kept; then none is added.
    """
    number = _list_number(connection, list_name)
    known_from = next_moment(connection, known)
    before = _open(connection, number)
    _incoming.create(connection)
    writer = _Writer(connection, number, known_from, compare=True)
    for some in _batches(given):
        for claim in some:
            if private(claim):
                raise InputError(
                    f"“{claim.property}” of {claim.entity.schema} is not kept: the registry has no "
                    "place for addresses, telephone numbers, passwords and papers."
                )
        writer.write([cleaned(claim) for claim in some])
    _incoming.drop(connection)
    held = _open(connection, number)
    if held > before:
        done = Imported(list_name, known_from, known_from, held, held - before, 0, 0, 0)
        record_version(connection, number, done)
    return held - before, known_from


def record_version(connection: Connection, number: int, done: Imported) -> None:
    """Write down that a list changed, or was found unchanged in a new version."""
    connection.execute(
        insert(versions).values(
            list_id=number,
            version=done.version,
            known_from=done.known_from,
            claims=done.claims,
            added=done.added,
            ended=done.ended,
            refused=done.refused,
            private=done.private,
        )
    )


def next_moment(connection: Connection, known: str | None = None) -> str:
    """Give the moment at which what is written now is known: the present, or ``known``.

    What is known can only grow: a moment before the last thing written would change what the
    registry answers for the past. Raises InputError for such a moment and for one to come.
    """
    now = moment()
    wanted = now if known is None else moment(known)
    if wanted > now:
        if wanted[:10] != now[:10]:
            raise InputError(f"{known} is yet to come; nothing can be known then.")
        wanted = now
    latest = latest_moment(connection)
    if wanted <= latest:
        raise InputError(
            f"The registry holds something that became known at {latest}, so nothing can become "
            f"known at {wanted} any more: it would change what was known before. Import the older "
            "lists first, or leave the moment out."
        )
    return wanted


def latest_moment(connection: Connection) -> str:
    """Give the moment at which the registry last learned something; long ago when it is new."""
    return max(
        connection.scalar(select(func.max(column))) or moment("0001")
        for column in (versions.c.known_from, judgements.c.known_from, judgements.c.known_to)
    )


class _Writer:
    """Writes the claims of one list, batch by batch."""

    def __init__(
        self, connection: Connection, number: int, known_from: str, *, compare: bool
    ) -> None:
        self._connection = connection
        self._list = number
        self._known_from = known_from
        self._compare = compare
        self._sources: dict[Source, int] = {}

    def write(self, some: list[Claim]) -> None:
        """Write what neither this version had already nor the one before."""
        fresh = {_digest(claim): claim for claim in some}
        if not self._compare:
            if fresh:
                self._insert(fresh)
            return
        known = self._those(select(_incoming.c.digest), _incoming.c.digest, list(fresh))
        fresh = {digest: claim for digest, claim in fresh.items() if digest not in known}
        if not fresh:
            return
        self._connection.execute(insert(_incoming), [{"digest": digest} for digest in fresh])
        still = select(claims.c.digest).where(
            claims.c.list_id == self._list, claims.c.known_to.is_(None)
        )
        known = self._those(still, claims.c.digest, list(fresh))
        fresh = {digest: claim for digest, claim in fresh.items() if digest not in known}
        if fresh:
            self._insert(fresh)

    def _insert(self, fresh: dict[bytes, Claim]) -> None:
        numbers = self._entities(fresh.values())
        # In a new list what was said before meets the index of open claims, and is left out.
        self._ignoring(
            claims, [self._row(digest, claim, numbers) for digest, claim in fresh.items()]
        )
        called = {
            (folded(claim.value), numbers[claim.entity.id])
            for claim in fresh.values()
            if claim.property in _NAMES and isinstance(claim.value, str)
        }
        # An entity is found by what its list calls it as well, when that is a word.
        called |= {
            (folded(rest), number)
            for key, number in numbers.items()
            if (rest := key.partition(":")[2]) and not rest.isdigit()
        }
        self._ignoring(
            names, [{"folded": name, "entity_id": number} for name, number in sorted(called)]
        )

    def _row(self, digest: bytes, claim: Claim, numbers: dict[str, int]) -> dict[str, object]:
        begins, ends, value = claim.valid_from, claim.valid_to, claim.value
        return {
            "list_id": self._list,
            "digest": digest,
            "entity_id": numbers[claim.entity.id],
            "property": claim.property,
            "value": value if isinstance(value, str) else None,
            "other_id": numbers[value.id] if isinstance(value, EntityKey) else None,
            "details": _json(claim.details) if claim.details else None,
            "source_id": self._source(claim.source),
            "valid_from": begins,
            "valid_to": ends,
            "valid_first": FIRST if begins is None else first_day(begins),
            "valid_last": LAST if ends is None else last_day(ends),
            "known_from": self._known_from,
        }

    def _entities(self, some: Iterable[Claim]) -> dict[str, int]:
        schemata: dict[str, str] = {}
        for claim in some:
            for key in (claim.entity, claim.value):
                if isinstance(key, EntityKey):
                    given = claim.value if claim.property == IS_A else key.schema
                    before = schemata.get(key.id)
                    schemata[key.id] = (
                        str(given) if before is None else model.narrower(before, str(given))
                    )
        found = self._numbers(schemata)
        missing = [
            {"key": key, "schema": schema} for key, schema in schemata.items() if key not in found
        ]
        if missing:
            self._connection.execute(insert(entities), missing)
            found |= self._numbers([row["key"] for row in missing])
        for key, (number, schema) in found.items():
            narrower = model.narrower(schema, schemata[key])
            if narrower != schema:
                self._connection.execute(
                    update(entities).where(entities.c.id == number).values(schema=narrower)
                )
        return {key: number for key, (number, _) in found.items()}

    def _numbers(self, keys: Iterable[str]) -> dict[str, tuple[int, str]]:
        query = select(entities.c.key, entities.c.id, entities.c.schema)
        return {
            row.key: (row.id, row.schema)
            for some in portions(list(keys))
            for row in self._connection.execute(query.where(entities.c.key.in_(some)))
        }

    def _source(self, source: Source) -> int:
        if source not in self._sources:
            fields = {
                "kind": source.kind,
                "name": source.name,
                "grade": source.grade,
                "url": source.url,
                "capture": source.capture,
                "captured_at": source.captured_at,
            }
            digest = hashlib.blake2b(_json(list(fields.values())).encode(), digest_size=16).digest()
            self._ignoring(sources, [{"digest": digest, **fields}])
            query = select(sources.c.id).where(sources.c.digest == digest)
            self._sources[source] = self._connection.execute(query).scalar_one()
        return self._sources[source]

    def _those(self, query: Select[Any], column: Column[bytes], digests: list[bytes]) -> set[bytes]:
        return {
            digest
            for some in portions(digests)
            for digest in self._connection.scalars(query.where(column.in_(some)))
        }

    def _ignoring(self, table: Table, rows: list[dict[str, Any]]) -> None:
        """Insert rows and leave those that are there as they are."""
        if rows:
            dialect = sqlite if self._connection.dialect.name == "sqlite" else postgresql
            self._connection.execute(dialect.insert(table).on_conflict_do_nothing(), rows)


def _take(
    writer: _Writer, given: Iterable[Claim], progress: Progress
) -> tuple[int, list[Refused], int]:
    refused, without, done = 0, 0, 0
    reasons: list[Refused] = []
    for some in _batches(given):
        kept = []
        for claim in some:
            if private(claim):
                without += 1
                continue
            try:
                kept.append(cleaned(claim))
            except InputError as error:
                refused += 1
                if refused <= _REFUSED_SHOWN:
                    reasons.append(Refused(claim.place, str(error)))
        writer.write(kept)
        done += len(some)
        progress("claims imported", done, None)
    progress("claims imported", done, done)
    return refused, reasons, without


def _batches(given: Iterable[Claim]) -> Iterator[list[Claim]]:
    stream = iter(given)
    while some := list(islice(stream, _AT_ONCE)):
        yield some


def _check_version(
    connection: Connection, number: int, list_name: str, version: str, yes: bool
) -> bool:
    """Say whether this is the version the list has; refuse one that was followed by another."""
    if not version.strip():
        raise InputError(f"The version of {list_name} needs a name, such as its date.")
    query = select(versions.c.version).where(versions.c.list_id == number).order_by(versions.c.id)
    before = list(connection.scalars(query))
    if version in before and before[-1] != version and not yes:
        raise InputError(
            f"Version {version} of {list_name} was imported before, and {before[-1]} after it. To "
            "go back to it, import it with --yes."
        )
    return bool(before) and before[-1] == version


def _list_number(connection: Connection, name: str) -> int:
    check_list_name(name)
    query = select(lists.c.id).where(lists.c.name == name)
    if connection.scalar(query) is None:
        connection.execute(insert(lists).values(name=name))
    return int(connection.execute(query).scalar_one())


def _open(connection: Connection, number: int) -> int:
    query = select(func.count()).where(claims.c.list_id == number, claims.c.known_to.is_(None))
    return connection.scalar(query) or 0


def _digest(claim: Claim) -> bytes:
    """Identify what is said and who says it; not when it was captured, which each version does."""
    value, source = claim.value, claim.source
    said = (
        claim.entity.id,
        claim.property,
        [value.id] if isinstance(value, EntityKey) else value,
        claim.details,
        claim.valid_from,
        claim.valid_to,
        source.kind,
        source.name,
        source.grade,
        source.url,
    )
    return hashlib.blake2b(_json(said).encode(), digest_size=16).digest()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
