"""Whether two entities are the same: what a person said, who and when.

Entities are never merged. That two are the same is a judgement beside them, so that undoing it
restores both as they were. Positive judgements are transitive: what is the same as the same is the
same, and what was judged different from one of them is different from all.
"""

from __future__ import annotations

from collections.abc import Iterable
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
    _check(left, right, verdict, who)
    with writing(registry.engine) as connection:
        numbers = _numbers(connection, (left, right))
        standing = _read(connection, _standing())
        before = [one for one in standing if {one.left, one.right} == {left, right}]
        if before and before[-1].verdict == verdict:
            return before[-1]
        _check_consistent([one for one in standing if one not in before], left, right, verdict)
        now = next_moment(connection, known)
        for one in before:
            _end(connection, one.number, who, now)
        connection.execute(
            insert(judgements).values(
                left_id=numbers[left],
                right_id=numbers[right],
                verdict=verdict,
                who=who.strip(),
                reasons=reasons,
                known_from=now,
            )
        )
        return _read(connection, _standing().order_by(judgements.c.id.desc()).limit(1))[0]


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
