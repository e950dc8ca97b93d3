"""Whether two entities are the same: what a person said, who and when.

Entities are never merged. That two are the same is a judgement beside them, so that undoing it
restores both as they were. Positive judgements are transitive: what is the same as the same is the
same, and what was judged different from one of them is different from all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from evenhand.records.errors import InputError
from evenhand.registry.batches import among, portions
from evenhand.registry.database import writing
from evenhand.registry.lists import next_moment
from evenhand.registry.needed import needed
from evenhand.registry.store import Registry
from evenhand.registry.tables import entities, judgements
from evenhand.registry.view import View, groups

with needed():
    from sqlalchemy import Connection, Engine, Select, insert, or_, select, update

VERDICTS = ("same", "different", "unsure")
"""What can be said of two entities; unsure is kept so that nobody is asked again."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be said of two entities; ``place`` is where it was read ("row 3")."""

    left: str
    right: str
    verdict: str
    reasons: str = ""
    place: str = ""

    @property
    def pair(self) -> frozenset[str]:
        """The two, whichever is named first."""
        return frozenset((self.left, self.right))


@dataclass(frozen=True, slots=True)
class Judgement:
    """What somebody said of two entities, by their ids, and from when to when it stood."""

    number: int
    left: str
    right: str
    verdict: str
    who: str
    reasons: str
    known_from: str
    known_to: str | None = None
    undone_by: str | None = None

    @property
    def pair(self) -> frozenset[str]:
        """The two, whichever is named first."""
        return frozenset((self.left, self.right))


class Judged:
    """All judgements of one moment, for asking about many pairs."""

    def __init__(self, standing: Iterable[Judgement]) -> None:
        standing = list(standing)
        self._groups = groups((one.left, one.right) for one in standing if one.verdict == "same")
        self._said = {
            verdict: {
                self._pair(one.left, one.right): one for one in standing if one.verdict == verdict
            }
            for verdict in VERDICTS
        }

    def verdict(self, left: str, right: str) -> str | None:
        """Say what two entities are judged, also by way of others; None when nobody said.

        Same comes before different, and different before unsure.
        """
        if left == right or right in self._groups.get(left, ()):
            return "same"
        pair = self._pair(left, right)
        return next((said for said in VERDICTS[1:] if pair in self._said[said]), None)

    def different(self, left: str, right: str) -> Judgement | None:
        """Give the judgement by which two entities, or what is the same as they, differ."""
        return self._said["different"].get(self._pair(left, right))

    def group(self, entity: str) -> list[str]:
        """Give all that are the same as an entity, itself among them, by id."""
        return sorted(self._groups.get(entity, {entity}))

    def _pair(self, left: str, right: str) -> tuple[str, str]:
        one, other = (min(self._groups.get(name, (name,))) for name in (left, right))
        return (one, other) if one <= other else (other, one)


def judge(
    registry: Registry,
    left: str,
    right: str,
    verdict: str,
    who: str,
    *,
    reasons: str = "",
    known: str | None = None,
) -> Judgement:
    """Store what a person says of two entities; what was said of the same two before is undone.

    Saying it again changes nothing. Raises InputError for an unknown entity or verdict, without a
    name of who says it, and for what contradicts other judgements: it names the one to undo first.
    """
    return judge_all(registry, [Verdict(left, right, verdict, reasons)], who, known=known)[0]


def judge_all(
    registry: Registry, verdicts: Iterable[Verdict], who: str, *, known: str | None = None
) -> list[Judgement]:
    """Store what a person says of several pairs, all of it or nothing; see `judge`.

    Gives for each pair the judgement that stands now. Raises InputError for the first that cannot
    be stored, with its place, and for two that say different things of one pair.
    """
    given = list(verdicts)
    said: dict[frozenset[str], Verdict] = {}
    for one in given:
        with _placed(one):
            _check(one.left, one.right, one.verdict, who)
            first = said.setdefault(one.pair, one)
            if first.verdict != one.verdict:
                raise InputError(
                    f"{one.left} and {one.right} are judged “{first.verdict}” by {first.place} and "
                    f"“{one.verdict}” here. Keep one of the two."
                )
    with writing(registry.engine) as connection:
        standing = {one.number: one for one in _read(connection, _standing())}
        now: str | None = None
        for one in said.values():
            with _placed(one):
                before = [was for was in standing.values() if was.pair == one.pair]
                if before and before[-1].verdict == one.verdict:
                    continue
                numbers = _numbers(connection, (one.left, one.right))
                others = [was for was in standing.values() if was.pair != one.pair]
                _check_consistent(others, one.left, one.right, one.verdict)
                now = next_moment(connection, known) if now is None else now
                for was in before:
                    _end(connection, was.number, who, now)
                    del standing[was.number]
                connection.execute(
                    insert(judgements).values(
                        left_id=numbers[one.left],
                        right_id=numbers[one.right],
                        verdict=one.verdict,
                        who=who.strip(),
                        reasons=one.reasons,
                        known_from=now,
                    )
                )
                (made,) = _read(connection, _standing().order_by(judgements.c.id.desc()).limit(1))
                standing[made.number] = made
        stands = {one.pair: one for one in standing.values()}
        return [stands[one.pair] for one in given]


def undo(registry: Registry, number: int, who: str, *, known: str | None = None) -> Judgement:
    """Undo a judgement: from now on nothing is said of the two. It stays on record.

    Raises InputError when there is no such judgement, or when it was undone before.
    """
    if not who.strip():
        raise InputError("Say who undoes the judgement.")
    with writing(registry.engine) as connection:
        found = _read(connection, _all().where(judgements.c.id == number))
        if not found:
            raise InputError(f"The registry has no judgement {number}.")
        if found[0].known_to is not None:
            raise InputError(
                f"Judgement {number} was undone by {found[0].undone_by} at {found[0].known_to}."
            )
        _end(connection, number, who, next_moment(connection, known))
        return _read(connection, _all().where(judgements.c.id == number))[0]


def judged(view: View) -> Judged:
    """Give the judgements that stood at the view's moment, for asking about many pairs."""
    with view.engine.connect() as connection:
        return Judged(_read(connection, _standing(view.known)))


def history(engine: Engine, entity: str | None = None) -> list[Judgement]:
    """Give every judgement there ever was, or those about one entity, in order of number."""
    query = _all()
    if entity is not None:
        about = select(entities.c.id).where(entities.c.key == entity)
        query = query.where(or_(judgements.c.left_id.in_(about), judgements.c.right_id.in_(about)))
    with engine.connect() as connection:
        return _read(connection, query.order_by(judgements.c.id))


def judgements_about(view: View, ids: Iterable[str]) -> list[Judgement]:
    """Give the judgements about entities that were known at the view's moment, in order of number.

    Those that were undone by then say so; what was undone later still stands.
    """
    found: list[Judgement] = []
    with view.engine.connect() as connection:
        for some in portions(sorted(set(ids))):
            which = select(entities.c.id).where(among(connection, entities.c.key, some))
            query = _all().where(
                or_(judgements.c.left_id.in_(which), judgements.c.right_id.in_(which)),
                judgements.c.known_from <= view.known,
            )
            found += _read(connection, query)
    return [
        one
        if one.known_to is None or one.known_to <= view.known
        else replace(one, known_to=None, undone_by=None)
        for one in sorted(set(found), key=lambda one: one.number)
    ]


@contextmanager
def _placed(one: Verdict) -> Iterator[None]:
    """Say with an error where the verdict was read."""
    try:
        yield
    except InputError as error:
        raise InputError(f"{one.place}: {error}" if one.place else str(error)) from error


def _check(left: str, right: str, verdict: str, who: str) -> None:
    if verdict not in VERDICTS:
        raise InputError(f"“{verdict}” is no judgement. There are: {', '.join(VERDICTS)}.")
    if left == right:
        raise InputError(f"{left} is given twice; a judgement is about two entities.")
    if not who.strip():
        raise InputError("A judgement needs a name: say who makes it.")


def _check_consistent(standing: list[Judgement], left: str, right: str, verdict: str) -> None:
    others = Judged(standing)
    if verdict == "same" and (conflict := others.different(left, right)):
        raise InputError(
            f"{left} and {right} cannot be the same: judgement {conflict.number} by {conflict.who} "
            f"says that {conflict.left} and {conflict.right} are different. Undo that one "
            "first, if it is wrong."
        )
    if verdict == "different" and others.verdict(left, right) == "same":
        between = ", ".join(others.group(left)[:20])
        raise InputError(
            f"{left} and {right} are the same by way of other judgements, which join {between}. "
            "Undo the wrong one of those first."
        )


def _numbers(connection: Connection, ids: tuple[str, str]) -> dict[str, int]:
    query = select(entities.c.key, entities.c.id).where(entities.c.key.in_(ids))
    found = {row.key: row.id for row in connection.execute(query)}
    missing = [name for name in ids if name not in found]
    if missing:
        raise InputError(
            f"The registry has no entity with the id “{missing[0]}”. A judgement takes ids, which "
            "stand under the names that are shown by: evenhand registry match"
        )
    return found


def _end(connection: Connection, number: int, who: str, now: str) -> None:
    connection.execute(
        update(judgements)
        .where(judgements.c.id == number)
        .values(known_to=now, undone_by=who.strip())
    )


_left, _right = entities.alias("left"), entities.alias("right")


def _all() -> Select[Any]:
    return (
        select(
            judgements.c.id,
            _left.c.key,
            _right.c.key,
            judgements.c.verdict,
            judgements.c.who,
            judgements.c.reasons,
            judgements.c.known_from,
            judgements.c.known_to,
            judgements.c.undone_by,
        )
        .join(_left, _left.c.id == judgements.c.left_id)
        .join(_right, _right.c.id == judgements.c.right_id)
    )


def _standing(known: str | None = None) -> Select[Any]:
    if known is None:
        return _all().where(judgements.c.known_to.is_(None))
    return _all().where(
        judgements.c.known_from <= known,
        or_(judgements.c.known_to.is_(None), judgements.c.known_to > known),
    )


def _read(connection: Connection, query: Select[Any]) -> list[Judgement]:
    return [Judgement(*tuple(row)) for row in connection.execute(query)]
