"""A registry in its database: claims come in by lists or one by one, and nothing is taken back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from evenhand.records.errors import InputError
from evenhand.records.progress import Progress, silent
from evenhand.registry.claims import Claim
from evenhand.registry.database import connect, writing
from evenhand.registry.formats.rows import Refusals
from evenhand.registry.lists import (
    OWN,
    Imported,
    add_claims,
    import_list,
    latest_moment,
    next_moment,
    record_version,
)
from evenhand.registry.needed import needed
from evenhand.registry.periods import first_day, moment, today
from evenhand.registry.tables import claims, lists, versions
from evenhand.registry.view import Recorded, View, recorded, recorded_claims

with needed():
    from sqlalchemy import Engine, func, select, update


def open_registry(where: Path | str, *, make: bool = False) -> Registry:
    """Open the registry in a file or at a database's URL; with ``make`` it is made or renewed.

    Raises InputError when there is none, or when it cannot be reached (see `database.connect`).
    """
    return Registry(connect(where, make=make))


@dataclass(frozen=True, slots=True)
class Registry:
    """An open registry. What is written goes through here, whole or not at all."""

    engine: Engine

    def at(self, valid: str | None = None, known: str | None = None) -> View:
        """See the registry as of a day that is talked about, and a moment of knowing.

        ``valid`` is a year, month or day, of which the first day is taken; today without it.
        ``known`` is a day, taken to its end, or an ISO 8601 time; now without it. The view's own
        moment is never after the last thing written, so that it answers the same for ever: an
        import that is still going on will be known later than that.
        """
        with self.engine.connect() as connection:
            latest = latest_moment(connection)
        return View(
            self.engine,
            today() if valid is None else first_day(valid),
            min(moment(known), latest),
        )

    def import_list(
        self,
        list_name: str,
        version: str,
        given: Iterable[Claim],
        *,
        known: str | None = None,
        yes: bool = False,
        notes: Refusals | None = None,
        progress: Progress = silent,
    ) -> Imported:
        """Bring a list to a version: what is new is added, what left it is ended.

        The same version twice changes nothing. A claim that cannot be kept is refused with its
        reason, and private data are left out; both are counted. ``known`` is when the list was
        known to those who keep the registry, if that is not now: load older lists first.
        ``yes`` lets a list shrink to half or less, and go back to a version it had before.
        ``notes`` are what the list's reader leaves out, counted with the rest. When the import
        fails or the process dies, the registry is as it was.

        Raises InputError for a list that shrinks so, an older version, a ``known`` before something
        that is in the registry already.
        """
        if list_name == OWN:
            raise InputError(f"“{OWN}” is the list of what is added by hand. Choose another name.")
        with writing(self.engine) as connection:
            return import_list(
                connection,
                list_name,
                version,
                given,
                known=known,
                yes=yes,
                notes=notes,
                progress=progress,
            )

    def add(self, given: Iterable[Claim], *, known: str | None = None) -> int:
        """Add claims by hand, to the list "own"; give how many were new.

        Raises InputError for the first claim that cannot be kept; then none is added.
        """
        with writing(self.engine) as connection:
            return add_claims(connection, OWN, given, known)[0]

    def end(self, numbers: Iterable[int], *, known: str | None = None) -> None:
        """End claims that were added by hand: from now on they are no longer held.

        Raises InputError for a claim that there is not, that has ended, or that came with a list.
        """
        with writing(self.engine) as connection:
            known_to = next_moment(connection, known)
            list_number, ended = None, 0
            for number in sorted(set(numbers)):
                row = connection.execute(
                    select(claims.c.known_to, claims.c.list_id, lists.c.name)
                    .join(lists, lists.c.id == claims.c.list_id)
                    .where(claims.c.id == number)
                ).first()
                if row is None or row.known_to is not None:
                    why = "There is no such claim" if row is None else f"It ended {row.known_to}"
                    raise InputError(f"Claim {number} cannot be ended. {why}.")
                if row.name != OWN:
                    raise InputError(
                        f"Claim {number} came with the list {row.name}, whose next version ends it "
                        "if it leaves. To contradict it, add a claim of your own."
                    )
                connection.execute(
                    update(claims).where(claims.c.id == number).values(known_to=known_to)
                )
                list_number, ended = row.list_id, ended + 1
            if list_number is not None:
                held = connection.scalar(
                    select(func.count()).where(
                        claims.c.list_id == list_number, claims.c.known_to.is_(None)
                    )
                )
                done = Imported(OWN, known_to, known_to, held or 0, 0, ended, 0, 0)
                record_version(connection, list_number, done)

    def claim(self, number: int) -> Recorded:
        """Give one claim by its number, also one that has ended; InputError when there is none."""
        with self.engine.connect() as connection:
            row = connection.execute(recorded_claims().where(claims.c.id == number)).first()
        if row is None:
            raise InputError(f"The registry has no claim {number}.")
        return recorded(row)

    def versions(self) -> list[Imported]:
        """Give every version of every list that was imported, in the order of their coming."""
        query = (
            select(versions, lists.c.name)
            .join(lists, lists.c.id == versions.c.list_id)
            .order_by(versions.c.id)
        )
        with self.engine.connect() as connection:
            return [
                Imported(
                    row.name,
                    row.version,
                    row.known_from,
                    row.claims,
                    row.added,
                    row.ended,
                    row.refused,
                    row.private,
                )
                for row in connection.execute(query)
            ]
