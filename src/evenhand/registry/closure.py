"""Who is related to an actor, by a rule that says what relates; each with the claims that say so.

The majority part is a fix-point over a threshold (see cascade.py) and no product of percentages: of
a chain of two halves the actor's interest is a quarter, and the last is in. Both figures are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache, partial

from evenhand.registry.cascade import Cascade, by_best, by_highest, by_lowest, other_choice, said_in
from evenhand.registry.claims import EntityKey
from evenhand.registry.collector import set_apart
from evenhand.registry.graph import Change, Graph, reach, recorded
from evenhand.registry.interest import interests
from evenhand.registry.rules import Rule
from evenhand.registry.ties import Tie
from evenhand.registry.view import Recorded, View

_RELATION = {"majority": "Ownership", "succession": "Succession"}


@dataclass(frozen=True, slots=True)
class Member:
    """One that is related, and why.

    ``by`` is the part of the rule that brought it in, ``also`` the parts that would have as well.
    ``path`` are the claims that brought it in, from the actor on; ``besides`` those of the parts in
    ``also``, their last step alone; ``weakest`` the lower of the path's letters and of its digits.
    ``cascade`` is the share in percent that the actor and the members are said to hold together;
    ``interest`` the actor's own share when the percentages are multiplied along every chain (None
    where nobody says a share, or the claims cannot be true together). ``disputed`` says that by the
    lowest of contradicting claims it would not be in, or that its owners are said to hold more than
    the whole. ``against`` are the claims that contradict those of the path, and those that deny
    that the actor or a member leads to it.
    """

    entity: EntityKey
    same: tuple[str, ...]
    depth: int
    by: str
    also: tuple[str, ...]
    path: tuple[Recorded, ...]
    besides: tuple[Recorded, ...]
    against: tuple[Recorded, ...]
    cascade: Decimal | None
    interest: float | None
    weakest: str
    disputed: bool


@dataclass(frozen=True, slots=True)
class Related:
    """The closure of an actor: ``members`` by depth and id.

    ``possible`` would be members if the highest of contradicting claims were right, or if a share
    that is not said, or only as a range, were as large as it may be: with the path that they would
    have then.
    """

    actor: EntityKey
    rule: Rule
    valid: str
    known: str
    members: tuple[Member, ...]
    possible: tuple[Member, ...]


@set_apart()
def related_entities(
    view: View, actor: EntityKey, rule: Rule, changes: Iterable[Change] = ()
) -> Related:
    """Find everyone who is related to an actor by a rule, as of the view's day and moment.

    Where claims contradict each other about one holding, or one says that somebody controls and
    another denies it, the best graded counts, of these the one known last, of these the smallest or
    the denial. Whoever is in only because of that choice is ``disputed``.
    ``changes`` are taken into account and not stored. Cycles end where they began.
    """
    graph = reach(
        view, actor, sorted({_RELATION.get(part, "Control") for part in rule.parts}), changes
    )
    said = said_in(graph, rule)
    best = Cascade(graph.root, rule, said, by_best)
    low, high = (
        other_choice(best, graph.root, rule, said, choose) for choose in (by_lowest, by_highest)
    )
    claim = lru_cache(maxsize=None)(partial(recorded, graph))  # a claim is on many paths

    def told(cascade: Cascade, nodes: Iterable[str]) -> tuple[Member, ...]:
        interest = interests(graph.root, cascade.owns)
        members = [_member(graph, cascade, node, interest, low, claim) for node in nodes]
        return tuple(sorted(members, key=lambda member: (member.depth, member.entity.id)))

    return Related(
        actor,
        rule,
        view.valid,
        view.known,
        told(best, best.depth.keys() - {graph.root}),
        told(high, high.depth.keys() - best.depth.keys()),
    )


def _member(
    graph: Graph,
    cascade: Cascade,
    node: str,
    interest: dict[str, float],
    low: Cascade,
    claim: Callable[[int], Recorded],
) -> Member:
    by, path = cascade.because[node][0], cascade.path(node)
    also = cascade.also(node, by)
    besides = [tie for ties in also.values() for tie in ties if tie not in path] if also else []
    owned = [amount for owner, amount in cascade.owners(node) if owner in cascade.depth]
    held = sum(owned, Decimal(0)) if any(owned) else None
    return Member(
        graph.members[node][0],
        tuple(key.id for key in graph.members[node]),
        cascade.depth[node],
        by,
        tuple(also),
        tuple(claim(tie.place) for tie in path),
        tuple(claim(tie.place) for tie in besides),
        tuple(claim(place) for place in cascade.against(node, path)),
        held,
        interest.get(node),
        _weakest(path),
        node not in low.depth or (held is not None and held > _ALL),
    )


_ALL = Decimal(100)


def _weakest(path: list[Tie]) -> str:
    """Give the grade that nothing on a path falls below: the worst letter and the worst digit."""
    grades = {tie.grade for tie in path}
    return max(grade[0] for grade in grades) + max(grade[1] for grade in grades)
