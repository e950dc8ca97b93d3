"""Places for boxes and ways for lines: boxes in rows, lines only where no box is.

A layered drawing (Sugiyama, Tagawa and Toda 1981). Who leads stands above whom it leads to; a line
that passes a row gets a narrow lane of its own between the boxes, so that it is never behind one.
Lines with one beginning, or one end, share their lanes. The same input gives the same picture.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import igraph

ROW = 5  # boxes beside each other at most
WIDE, HIGH = 168, 60  # of a box, in pixels
BAND = 78  # between two rows: room for lines and their labels
_EDGE = 12  # around the picture
_LANE = 6  # width of a lane
_APART, _CLOSE = 28, 12  # between two boxes; between a lane and what is beside it
_PORTS, _PORT = 132, 44  # the part of a box at which lines end, and how far apart they are
_SWEEPS = 12

Item = Hashable
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Way:
    """A line from its beginning to its end: points between which it bends, or runs straight down.

    ``own`` is the place in ``points`` at which the part begins that it shares with no other.
    """

    points: tuple[Point, ...]
    own: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Centres of boxes, a way for each line in its order, and the size of the picture."""

    centre: dict[str, Point]
    ways: list[Way]
    width: float
    height: float


def layout(nodes: Iterable[str], lines: Sequence[tuple[str, str]]) -> Layout:
    """Place ``nodes``, and lead a way along each of ``lines`` (from, to), none to itself."""
    nodes = sorted(nodes)
    down = _downward(nodes, lines)
    rows = _rows(nodes, down)
    at = {node: number for number, row in enumerate(rows) for node in row}
    lanes = _lanes(down, at)
    items: list[list[Item]] = [list(row) for row in rows]
    for row, lane in sorted({(lane[2], lane) for lane_ in lanes.values() for lane in lane_}):
        items[row].append(lane)
    steps = [_steps(pair, lanes[pair]) for pair in down]
    links = sorted({link for one in steps for link in one}, key=repr)
    items = _ordered(items, links)
    across, width = _across(items, links)
    level = {number: _EDGE + HIGH / 2 + number * (HIGH + BAND) for number in range(len(rows))}
    centre = {node: (across[node], level[at[node]]) for node in nodes}
    ways = _ways(lines, down, lanes, across, {node: level[at[node]] for node in nodes}, level)
    return Layout(centre, ways, width, 2 * _EDGE + len(rows) * (HIGH + BAND) - BAND)


def _downward(nodes: list[str], lines: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Give each pair once, in the direction that goes down; circles are cut where few lines are."""
    place = {node: number for number, node in enumerate(nodes)}
    pairs = sorted(set(lines))
    graph = igraph.Graph(
        n=len(nodes), edges=[(place[one], place[other]) for one, other in pairs], directed=True
    )
    upward = set(graph.feedback_arc_set(method="eades"))
    turned = [
        (other, one) if number in upward else (one, other)
        for number, (one, other) in enumerate(pairs)
    ]
    return sorted(set(turned))


def _rows(nodes: list[str], down: list[tuple[str, str]]) -> list[list[str]]:
    """Put everything below all that leads to it, as near as can be, and long rows into several."""
    above: dict[str, list[str]] = {node: [] for node in nodes}
    below: dict[str, list[str]] = {node: [] for node in nodes}
    for one, other in down:
        below[one].append(other)
        above[other].append(one)
    layer: dict[str, int] = {}
    waiting = [node for node in nodes if not above[node]]
    while waiting:
        for node in waiting:
            layer[node] = max((layer[one] + 1 for one in above[node]), default=0)
        waiting = [
            node for node in nodes if node not in layer and all(one in layer for one in above[node])
        ]
    for node in nodes:
        if not above[node] and below[node]:
            layer[node] = min(layer[one] for one in below[node]) - 1
    layers = [[node for node in nodes if layer[node] == n] for n in sorted(set(layer.values()))]
    for sweep in range(_SWEEPS):
        near = above if sweep % 2 == 0 else below
        place = {n: (i + 0.5) / len(row) for row in layers for i, n in enumerate(row)}
        layers = [
            sorted(row, key=lambda n: (_mean([place[o] for o in near[n]], place[n]), n))
            for row in layers
        ]
    rows = []
    for row in layers:
        # Whoever leads to nobody stands first, so that fewer lines have to pass others.
        row.sort(key=lambda node: bool(below[node]) if len(row) > ROW else False)
        high = -(-len(row) // ROW)
        wide = -(-len(row) // high)
        rows += [row[start : start + wide] for start in range(0, len(row), wide)]
    return rows


def _lanes(
    down: list[tuple[str, str]], at: Mapping[str, int]
) -> dict[tuple[str, str], list[tuple[str, str, int]]]:
    """Give each pair the lanes it takes through rows between: (from or to, whose, row)."""
    far = [(one, other) for one, other in down if at[other] - at[one] > 1]
    leaving = {one: sum(1 for begins, _ in far if begins == one) for one, _ in far}
    coming = {other: sum(1 for _, ends in far if ends == other) for _, other in far}
    found: dict[tuple[str, str], list[tuple[str, str, int]]] = {pair: [] for pair in down}
    for one, other in far:
        trunk = ("from", one) if leaving[one] >= coming[other] else ("to", other)
        found[(one, other)] = [(*trunk, row) for row in range(at[one] + 1, at[other])]
    return found


def _steps(pair: tuple[str, str], lanes: Sequence[Item]) -> list[tuple[Item, Item]]:
    stops: list[Item] = [pair[0], *lanes, pair[1]]
    return list(pairwise(stops))


def _ordered(items: list[list[Item]], links: list[tuple[Item, Item]]) -> list[list[Item]]:
    """Order each row by where its neighbours are, and keep the order with the fewest crossings."""
    up: dict[Item, list[Item]] = {}
    down: dict[Item, list[Item]] = {}
    for one, other in links:
        down.setdefault(one, []).append(other)
        up.setdefault(other, []).append(one)
    best, fewest = items, _crossings(items, down)
    for sweep in range(2 * _SWEEPS):
        near = up if sweep % 2 == 0 else down
        place: dict[Item, float] = {
            item: (i + 0.5) / len(row) for row in items for i, item in enumerate(row)
        }
        turned = []
        for row in items if sweep % 2 == 0 else items[::-1]:
            means = {one: _mean([place[o] for o in near.get(one, ())], place[one]) for one in row}
            order = sorted(row, key=means.__getitem__)
            place.update({item: (i + 0.5) / len(order) for i, item in enumerate(order)})
            turned.append(order)
        items = turned if sweep % 2 == 0 else turned[::-1]
        crossings = _crossings(items, down)
        if crossings < fewest:
            best, fewest = items, crossings
    return best


def _crossings(items: list[list[Item]], down: Mapping[Item, list[Item]]) -> int:
    total = 0
    for row, below in pairwise(items):
        place = {item: number for number, item in enumerate(below)}
        passed: list[int] = []
        for item in row:
            ends = sorted(place[one] for one in down.get(item, ()))
            total += sum(len(passed) - bisect_right(passed, end) for end in ends)
            for end in ends:
                insort(passed, end)
    return total


def _across(
    items: list[list[Item]], links: list[tuple[Item, Item]]
) -> tuple[dict[Item, float], float]:
    """Place each row as near to its neighbours as its order and the width allow."""
    near: dict[Item, list[Item]] = {}
    for one, other in links:
        near.setdefault(one, []).append(other)
        near.setdefault(other, []).append(one)
    offsets = []
    for row in items:
        offset, sums = 0.0, []
        for before, item in zip([None, *row], row, strict=False):
            offset += 0.0 if before is None else _distance(before, item)
            sums.append(offset)
        offsets.append(sums)
    widest = max(
        _half(row[0]) + sums[-1] + _half(row[-1]) for row, sums in zip(items, offsets, strict=True)
    )
    x: dict[Item, float] = {}
    for row, sums in zip(items, offsets, strict=True):
        shift = (widest - sums[-1]) / 2
        x.update({item: shift + place for item, place in zip(row, sums, strict=True)})
    for sweep in range(_SWEEPS):
        order = range(len(items)) if sweep % 2 == 0 else range(len(items) - 1, -1, -1)
        for number in order:
            row, sums = items[number], offsets[number]
            wanted = [
                _mean([x[other] for other in near.get(item, ())], x[item]) - place
                for item, place in zip(row, sums, strict=True)
            ]
            weights = [1.0 if isinstance(item, str) else 3.0 for item in row]
            low, high = _half(row[0]), widest - sums[-1] - _half(row[-1])
            for item, place, found in zip(row, sums, _rising(wanted, weights), strict=True):
                x[item] = place + min(max(found, low), high)
    return {item: round(_EDGE + place, 1) for item, place in x.items()}, 2 * _EDGE + widest


def _rising(wanted: Sequence[float], weights: Sequence[float]) -> list[float]:
    """Give the rising numbers nearest to the wanted ones (pool adjacent violators)."""
    pools: list[tuple[float, float, int]] = []
    for value, weight in zip(wanted, weights, strict=True):
        pools.append((value, weight, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (one, heavy, many), (other, light, few) = pools[-2:]
            both = heavy + light
            pools[-2:] = [((one * heavy + other * light) / both, both, many + few)]
    return [value for value, _, many in pools for _ in range(many)]


def _ways(
    lines: Sequence[tuple[str, str]],
    down: list[tuple[str, str]],
    lanes: Mapping[tuple[str, str], Sequence[tuple[str, str, int]]],
    across: Mapping[Item, float],
    height: Mapping[str, float],
    level: Mapping[int, float],
) -> list[Way]:
    known = set(down)
    pairs = [pair if pair in known else (pair[1], pair[0]) for pair in lines]
    # Where lines leave and enter a box: side by side, in the order of what they go to.
    ends: dict[tuple[str, bool], dict[Item, float]] = {}
    keys: list[tuple[Item, Item]] = []
    for number, pair in enumerate(pairs):
        passed = lanes[pair]
        # A trunk has one port, and where lines part from it each has its own.
        leaves: Item = passed[0] if passed and passed[0][0] == "from" else number
        enters: Item = passed[-1] if passed and passed[0][0] == "to" else number
        keys.append((leaves, enters))
        ends.setdefault((pair[0], False), {})[leaves] = across[passed[0] if passed else pair[1]]
        ends.setdefault((pair[1], True), {})[enters] = across[passed[-1] if passed else pair[0]]
    ports: dict[tuple[str, bool, Item], float] = {}
    for (node, above), goals in ends.items():
        order = sorted(sorted(goals, key=repr), key=goals.__getitem__)
        step = min(_PORT, _PORTS / max(1, len(order) - 1))
        for number, key in enumerate(order):
            ports[(node, above, key)] = across[node] + (number - (len(order) - 1) / 2) * step
    ways = []
    for line, pair, (leaves, enters) in zip(lines, pairs, keys, strict=True):
        (one, other), passed = pair, lanes[pair]
        points: list[Point] = [(ports[(one, False, leaves)], height[one] + HIGH / 2)]
        for lane in passed:
            middle = level[lane[2]]
            points += [(across[lane], middle - HIGH / 2), (across[lane], middle + HIGH / 2)]
        points.append((ports[(other, True, enters)], height[other] - HIGH / 2))
        # A trunk is shared but for the step between it and the box that is not its own.
        own = len(points) - 2 if passed and passed[0][0] == "from" else 0
        if line != pair:
            points, own = points[::-1], len(points) - 2 - own
        ways.append(Way(tuple((round(x, 1), round(y, 1)) for x, y in points), own))
    return ways


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _half(item: Item) -> float:
    return (WIDE if isinstance(item, str) else _LANE) / 2


def _distance(one: Item, other: Item) -> float:
    boxes = isinstance(one, str) and isinstance(other, str)
    return _half(one) + _half(other) + (_APART if boxes else _CLOSE)
