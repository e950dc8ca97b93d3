"""A version of a list comes in: what is new is added, what left is ended, all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from evenhand.records.errors import InputError
from evenhand.records.progress import Progress, silent
from evenhand.registry.claims import Claim, check_list_name
from evenhand.registry.cleaning import cleaned, private
from evenhand.registry.collector import set_apart
from evenhand.registry.formats.rows import Refusals
from evenhand.registry.needed import needed
from evenhand.registry.periods import moment
from evenhand.registry.tables import claims, judgements, lists, versions
from evenhand.registry.writer import Writer

with needed():
    from sqlalchemy import Connection, func, insert, select

OWN = "own"
"""The list of what was added claim by claim."""

_AT_ONCE = 5_000  # claims
_REFUSED_SHOWN = 1_000  # of which the sentences are kept


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


@set_apart()
def import_list(
    connection: Connection,
    list_name: str,
    version: str,
    given: Iterable[Claim],
    *,
    known: str | None = None,
    yes: bool = False,
    notes: Refusals | None = None,
    progress: Progress = silent,
) -> Imported:
    """Bring a list to a version, within the transaction of ``connection`` (see `Registry`)."""
    number = _list_number(connection, list_name)
    known_from = next_moment(connection, known)
    same_version, latest = _versions(connection, number, list_name, version)
    before = _open(connection, number)
    writer = Writer(connection, number, known_from, compare=before > 0)
    refused, reasons, without = _take(writer, given, progress)
    ended = writer.end_missing() if before else 0
    held = _open(connection, number)
    added = held - before + ended  # counted, since not every driver says how many rows were new
    if latest is not None and (added or ended) and not yes:
        raise InputError(
            f"Version {version} of {list_name} was imported before, and {latest} after it. To go "
            "back to it, import it with --yes."
        )
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
        refused + (0 if notes is None else len(notes)),
        without + (0 if notes is None else sum(notes.dropped.values())),
        tuple(reasons),
    )
    if added or ended or not (same_version or latest):
        record_version(connection, number, done)
    return done


def add_claims(
    connection: Connection, list_name: str, given: Iterable[Claim], known: str | None
) -> tuple[int, str]:
    """Add claims to a list, of which the others stay; give how many were new, and the moment.

    Raises InputError for the first that cannot be kept; then none is added.
    """
    number = _list_number(connection, list_name)
    known_from = next_moment(connection, known)
    before = _open(connection, number)
    writer = Writer(connection, number, known_from, compare=True)
    for some in _batches(given):
        for claim in some:
            if private(claim):
                raise InputError(
                    f"“{claim.property}” of {claim.entity.schema} is not kept: the registry has no "
                    "place for addresses, telephone numbers, passwords and papers."
                )
        writer.write([cleaned(claim) for claim in some])
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


def _take(
    writer: Writer, given: Iterable[Claim], progress: Progress
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
                    # JSON may have halves of pairs in its texts, which no terminal can show.
                    why = str(error).encode("utf-8", "replace").decode("utf-8")
                    reasons.append(Refused(claim.place, why))
        writer.write(kept)
        done += len(some)
        progress("claims imported", done, None)
    progress("claims imported", done, done)
    return refused, reasons, without


def _batches(given: Iterable[Claim]) -> Iterator[list[Claim]]:
    stream = iter(given)
    while some := list(islice(stream, _AT_ONCE)):
        yield some


def _versions(
    connection: Connection, number: int, list_name: str, version: str
) -> tuple[bool, str | None]:
    """Say whether a list has this version, and which one followed it if it had it before."""
    if not version.strip():
        raise InputError(f"The version of {list_name} needs a name, such as its date.")
    query = select(versions.c.version).where(versions.c.list_id == number).order_by(versions.c.id)
    before = list(connection.scalars(query))
    same = bool(before) and before[-1] == version
    return same, before[-1] if version in before and not same else None


def _list_number(connection: Connection, name: str) -> int:
    check_list_name(name)
    query = select(lists.c.id).where(lists.c.name == name)
    if connection.scalar(query) is None:
        connection.execute(insert(lists).values(name=name))
    return int(connection.execute(query).scalar_one())


def _open(connection: Connection, number: int) -> int:
    query = select(func.count()).where(claims.c.list_id == number, claims.c.known_to.is_(None))
    return connection.scalar(query) or 0
