"""Who is related to an actor, by a rule that says what relates; each with the claims that say so.

The majority part is the cascade of OFAC's 50 percent rule (FAQ 398 to 402): an entity is in when
those that are in own together at least the threshold of it, and being in it counts in full for
what it owns. It is a fix-point over a threshold and no product of percentages: of a chain of two
halves the actor's interest is a quarter, and the last is in. Both figures are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache, partial

from evenhand.records.errors import InputError
from evenhand.registry.claims import EntityKey
from evenhand.registry.collector import set_apart
from evenhand.registry.graph import Change, Graph, reach, recorded
from evenhand.registry.interest import interests
from evenhand.registry.percentages import NOTHING, UNSAID, share
from evenhand.registry.ties import Tie
from evenhand.registry.view import Recorded, View

PARTS = ("majority", "control", "funding", "editorial", "succession")
"""What a rule is put together from."""

PRESETS = {"ofac": "majority", "eu": "majority+control"}
"""The United States' test of ownership; the European Union's of ownership or control."""

_RELATION = {"majority": "Ownership", "succession": "Succession"}


@dataclass(frozen=True, slots=True)
class Rule:
    """What relates: parts of `PARTS`, any of which is enough, and the majority's threshold in %."""

    parts: tuple[str, ...]
    threshold: Decimal = Decimal(50)

    def __str__(self) -> str:
        """Give the rule as it is written."""
        rest = "" if self.threshold == 50 or "majority" not in self.parts else f":{self.threshold}"
        return "+".join(part + (rest if part == "majority" else "") for part in self.parts)


@dataclass(frozen=True, slots=True)
class Member:
    """One that is related, and why.

    ``by`` is the part of the rule that brought it in, ``also`` the parts that would have as well.
    ``path`` are the claims that brought it in, from the actor on; ``weakest`` the lower of their
    letters and of their digits. ``cascade`` is the share in percent that the actor and the members
    are said to hold together; ``interest`` the actor's own share when the percentages are
    multiplied along every chain (None where nobody says a share, or the claims cannot be true
    together). ``disputed`` says that by the lowest of contradicting claims it would not be in, or
    that its owners are said to hold more than the whole. ``against`` are the claims that contradict
    those of the path, and those that deny that the actor or a member leads to it.
    """

    entity: EntityKey
    same: tuple[str, ...]
    depth: int
    by: str
    also: tuple[str, ...]
    path: tuple[Recorded, ...]
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
    said = _said(graph, rule)
    best = _Cascade(graph.root, rule, said, _best)
    low, high = (_other(best, graph.root, rule, said, choose) for choose in (_lowest, _highest))
    claim = lru_cache(maxsize=None)(partial(recorded, graph))  # a claim is on many paths

    def told(cascade: _Cascade, nodes: Iterable[str]) -> tuple[Member, ...]:
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
    cascade: _Cascade,
    node: str,
    interest: dict[str, float],
    low: _Cascade,
    claim: Callable[[int], Recorded],
) -> Member:
    by, path = cascade.because[node][0], cascade.path(node)
    owned = [amount for owner, amount in cascade.owners(node) if owner in cascade.depth]
    held = sum(owned, Decimal(0)) if any(owned) else None
    return Member(
        graph.members[node][0],
        tuple(key.id for key in graph.members[node]),
        cascade.depth[node],
        by,
        tuple(part for part in cascade.parts(node) if part != by),
        tuple(claim(tie.place) for tie in path),
        tuple(claim(place) for place in cascade.against(node, path)),
        held,
        interest.get(node),
        _weakest(path),
        node not in low.depth or (held is not None and held > _ALL),
    )


def parse_rule(text: str, threshold: str | Decimal | None = None) -> Rule:
    """Read a rule: parts joined by +, or a preset; ``majority:25`` sets the threshold in percent.

    Raises InputError for a part there is not, and a threshold that is not over 0 and at most 100.
    """
    parts: list[str] = []
    for word in PRESETS.get(text.strip().lower(), text.strip().lower()).split("+"):
        part, colon, given = word.strip().partition(":")
        if part not in PARTS or (colon and part != "majority"):
            raise InputError(
                f"“{word.strip()}” is no part of a rule. There are {', '.join(PARTS)}, which can "
                f"be joined with +, and the presets {', '.join(PRESETS)}."
            )
        threshold = given or threshold
        if part not in parts:
            parts.append(part)
    found = share(str(threshold)) if threshold is not None else share("50")
    if found is None or found.low != found.high or found.low <= 0:
        raise InputError(f"“{threshold}” is no threshold. Give a percentage over 0, up to 100.")
    return Rule(tuple(parts), found.low)


_ALL = Decimal(100)
_Choice = tuple[Decimal, Tie]
_Said = dict[str, dict[tuple[str, str], list[Tie]]]


def _said(graph: Graph, rule: Rule) -> _Said:
    """Give for each node, and each part and node it leads to, the claims that say so or deny it."""
    said: _Said = {}
    for begins, leads in graph.leads.items():
        for tie in leads:
            if tie.part == "majority" or tie.part in rule.parts:
                said.setdefault(begins, {}).setdefault((tie.part, tie.ends), []).append(tie)
    return said


def _other(
    best: _Cascade, root: str, rule: Rule, said: _Said, choose: Callable[[list[Tie]], _Choice]
) -> _Cascade:
    """Work out the fix-point by another choice; where it chooses the same, it is the same."""
    same = all(
        best.chosen[begins][which][0] == choose(some)[0]
        for begins, leads in said.items()
        for which, some in leads.items()
    )
    return best if same else _Cascade(root, rule, said, choose)


class _Cascade:
    """The fix-point of a rule over a graph, for one way of choosing among contradicting claims."""

    def __init__(
        self, root: str, rule: Rule, said: _Said, choose: Callable[[list[Tie]], _Choice]
    ) -> None:
        self.depth = {root: 0}
        self.because: dict[str, tuple[str, list[tuple[str, Tie]]]] = {}
        self.chosen: dict[str, dict[tuple[str, str], _Choice]] = {
            begins: {which: choose(some) for which, some in leads.items()}
            for begins, leads in said.items()
        }
        self.owns: dict[str, dict[str, Decimal]] = {}
        self._owned: dict[str, dict[str, Tie]] = {}
        self._rule = rule
        self._said = said
        self._by: dict[str, dict[str, list[tuple[str, Tie]]]] = {}
        self._denied: dict[str, list[Tie]] = {}
        for said_of in said.values():
            for (_, node), some in said_of.items():
                denials = [tie for tie in some if tie.share is NOTHING]
                if denials:
                    self._denied.setdefault(node, []).extend(denials)
        for begins, leads in self.chosen.items():
            for (part, node), (amount, tie) in leads.items():
                if part == "majority":
                    self.owns.setdefault(begins, {})[node] = amount
                    self._owned.setdefault(node, {})[begins] = tie
        self._run(root)

    def against(self, node: str, path: list[Tie]) -> list[int]:
        """Give the places of ties that contradict a path, or deny that a member leads to its end.

        A denial is told even where another way leads in.
        """
        found = {
            tie.place: None
            for chosen in path
            for tie in self._said[chosen.begins][(chosen.part, chosen.ends)]
            if tie.share.high < chosen.share.low or tie.share.low > chosen.share.high
        }
        denials = (tie for tie in self._denied.get(node, ()) if tie.begins in self.depth)
        return list(found | {tie.place: None for tie in denials})

    def owners(self, node: str) -> list[tuple[str, Decimal]]:
        """Give the owners of a node, and how much of it each is taken to hold."""
        return [(owner, self.owns[owner][node]) for owner in self._owned.get(node, ())]

    def parts(self, node: str) -> list[str]:
        """Give the parts of the rule by which a member is in when all members are."""
        held = sum(
            (amount for owner, amount in self.owners(node) if owner in self.depth), Decimal(0)
        )
        others = self._by.get(node, {})
        return [
            part
            for part in self._rule.parts
            if (held >= self._rule.threshold if part == "majority" else part in others)
        ]

    def path(self, node: str) -> list[Tie]:
        """Give the ties by which a member is in, those of its owners first."""
        waiting, order = [node], set[str]()
        while waiting:  # depth falls with every step, so this ends
            one = waiting.pop()
            if one in self.because and one not in order:
                order.add(one)
                waiting += [owner for owner, _ in self.because[one][1]]
        return [
            tie
            for one in sorted(order, key=lambda name: (self.depth[name], name))
            for _, tie in self.because[one][1]
        ]

    def _run(self, root: str) -> None:
        held: dict[str, Decimal] = {}
        frontier, depth = [root], 0
        while frontier:
            depth += 1
            reached: set[str] = set()
            for member in frontier:
                for (part, node), (amount, tie) in self.chosen.get(member, {}).items():
                    if part == "majority":
                        held[node] = held.get(node, Decimal(0)) + amount
                    elif amount:
                        self._by.setdefault(node, {}).setdefault(part, []).append((member, tie))
                    else:
                        continue  # it is denied
                    reached.add(node)
            frontier = []
            for node in sorted(reached - self.depth.keys()):
                why = self._why(node, held.get(node, Decimal(0)))
                if why is not None:
                    self.because[node] = why
                    frontier.append(node)
            self.depth.update(dict.fromkeys(frontier, depth))

    def _why(self, node: str, held: Decimal) -> tuple[str, list[tuple[str, Tie]]] | None:
        others = self._by.get(node, {})
        for part in self._rule.parts:
            if part == "majority" and held >= self._rule.threshold:
                return part, self._largest(node)
            if part in others:
                best = min(others[part], key=lambda one: (one[1].grade, one[1].number))
                return part, [best]
        return None

    def _largest(self, node: str) -> list[tuple[str, Tie]]:
        """Give as many holdings as the threshold takes, the largest first."""
        found: list[tuple[str, Tie]] = []
        sum_ = Decimal(0)
        holdings = [(owner, amount) for owner, amount in self.owners(node) if owner in self.depth]
        for owner, amount in sorted(holdings, key=lambda one: (-one[1], one[0])):
            if sum_ >= self._rule.threshold:
                break
            sum_ += amount
            found.append((owner, self._owned[node][owner]))
        return found


def _best(some: list[Tie]) -> _Choice:
    # Sorted three times, the last for what counts most: Python keeps the order of equals.
    if len(some) > 1:
        some = sorted(some, key=lambda tie: (tie.share.low, tie.number))
        some.sort(key=lambda tie: tie.known_from, reverse=True)
        some.sort(key=lambda tie: (tie.share is UNSAID, tie.grade))
    return some[0].share.low, some[0]


def _lowest(some: list[Tie]) -> _Choice:
    if len(some) > 1:
        said = [tie for tie in some if tie.share is not UNSAID] or some
        some = [min(said, key=lambda tie: (tie.share.low, tie.number))]
    return some[0].share.low, some[0]


def _highest(some: list[Tie]) -> _Choice:
    if len(some) > 1:
        some = [min(some, key=lambda tie: (-tie.share.high, tie.number))]
    return some[0].share.high, some[0]


def _weakest(path: list[Tie]) -> str:
    """Give the grade that nothing on a path falls below: the worst letter and the worst digit."""
    grades = {tie.grade for tie in path}
    return max(grade[0] for grade in grades) + max(grade[1] for grade in grades)
