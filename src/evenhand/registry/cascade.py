"""The fix-point of a rule over a graph: who is in, by which ties, and what speaks against them.

The majority part is the cascade of OFAC's 50 percent rule (FAQ 398 to 402): an entity is in when
those that are in own together at least the threshold of it, and being in it counts in full for
what it owns.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from evenhand.registry.graph import Graph
from evenhand.registry.percentages import NOTHING, UNSAID
from evenhand.registry.rules import Rule
from evenhand.registry.ties import Tie

Choice = tuple[Decimal, Tie]
"""How much is taken to be held, and by which tie."""

Said = dict[str, dict[tuple[str, str], list[Tie]]]
"""Node → part and node it leads to → what is said of that."""


def said_in(graph: Graph, rule: Rule) -> Said:
    """Give for each node, and each part and node it leads to, the claims that say so or deny it."""
    said: Said = {}
    for begins, leads in graph.leads.items():
        for tie in leads:
            if tie.part == "majority" or tie.part in rule.parts:
                said.setdefault(begins, {}).setdefault((tie.part, tie.ends), []).append(tie)
    return said


def other_choice(
    best: Cascade, root: str, rule: Rule, said: Said, choose: Callable[[list[Tie]], Choice]
) -> Cascade:
    """Work out the fix-point by another choice; where it chooses the same, it is the same."""
    same = all(
        best.chosen[begins][which][0] == choose(some)[0]
        for begins, leads in said.items()
        for which, some in leads.items()
    )
    return best if same else Cascade(root, rule, said, choose)


class Cascade:
    """The fix-point of a rule over a graph, for one way of choosing among contradicting claims."""

    def __init__(
        self, root: str, rule: Rule, said: Said, choose: Callable[[list[Tie]], Choice]
    ) -> None:
        self.depth = {root: 0}
        self.because: dict[str, tuple[str, list[tuple[str, Tie]]]] = {}
        self.chosen: dict[str, dict[tuple[str, str], Choice]] = {
            begins: {which: choose(some) for which, some in leads.items()}
            for begins, leads in said.items()
        }
        self.owns: dict[str, dict[str, Decimal]] = {}
        self._owned: dict[str, dict[str, Tie]] = {}
        self._rule = rule
        self._said = said
        self._by: dict[str, dict[str, list[tuple[str, Tie]]]] = {}
        self._denied: dict[str, list[Tie]] = {}
        self._several: set[tuple[str, str, str]] = set()
        for begins, said_of in said.items():
            for (part, node), some in said_of.items():
                if len(some) > 1:
                    self._several.add((begins, part, node))
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
            if (chosen.begins, chosen.part, chosen.ends) in self._several
            for tie in self._said[chosen.begins][(chosen.part, chosen.ends)]
            if tie.share.high < chosen.share.low or tie.share.low > chosen.share.high
        }
        denials = (tie for tie in self._denied.get(node, ()) if tie.begins in self.depth)
        return list(found | {tie.place: None for tie in denials})

    def owners(self, node: str) -> list[tuple[str, Decimal]]:
        """Give the owners of a node, and how much of it each is taken to hold."""
        return [(owner, self.owns[owner][node]) for owner in self._owned.get(node, ())]

    def also(self, node: str, by: str) -> dict[str, list[Tie]]:
        """Give the other parts by which a member is in when all members are, and their ties.

        Only the last step: the ties that end at the member.
        """
        others = self._by.get(node, {})
        held = sum(
            (amount for owner, amount in self.owners(node) if owner in self.depth), Decimal(0)
        )
        found = {}
        for part in self._rule.parts:
            if part == by:
                continue
            if part == "majority" and held >= self._rule.threshold:
                found[part] = [tie for _, tie in self._largest(node)]
            elif part in others:
                found[part] = [_strongest(others[part])[1]]
        return found

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
                return part, [_strongest(others[part])]
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


def _strongest(ties: list[tuple[str, Tie]]) -> tuple[str, Tie]:
    return min(ties, key=lambda one: (one[1].grade, one[1].number))


def by_best(some: list[Tie]) -> Choice:
    """Choose the best graded, of these the one known last, of these the smallest."""
    # Sorted three times, the last for what counts most: Python keeps the order of equals.
    if len(some) > 1:
        some = sorted(some, key=lambda tie: (tie.share.low, tie.number))
        some.sort(key=lambda tie: tie.known_from, reverse=True)
        some.sort(key=lambda tie: (tie.share is UNSAID, tie.grade))
    return some[0].share.low, some[0]


def by_lowest(some: list[Tie]) -> Choice:
    """Choose the smallest that is said."""
    if len(some) > 1:
        said = [tie for tie in some if tie.share is not UNSAID] or some
        some = [min(said, key=lambda tie: (tie.share.low, tie.number))]
    return some[0].share.low, some[0]


def by_highest(some: list[Tie]) -> Choice:
    """Choose what could be the largest."""
    if len(some) > 1:
        some = [min(some, key=lambda tie: (-tie.share.high, tie.number))]
    return some[0].share.high, some[0]
