"""The picture of control: owners above, what is controlled below, drawn without a program.

Each line knows its period, so that the page's program can show another day by hiding lines.
"""

from __future__ import annotations

from typing import Any

import igraph

from evenhand.registry.claims import EntityKey
from evenhand.registry.percentages import percent
from evenhand.registry.periods import FIRST, LAST, first_day, last_day
from evenhand.registry.profile import tie_words
from evenhand.registry.surroundings import Surroundings
from evenhand.registry.view import Recorded
from evenhand.reports.texts import one_line, shown

_ROW = 5  # entities beside each other
_WIDE, _HIGH = 168, 46  # of a box, in pixels
_ACROSS, _DOWN = 196, 118  # from box to box
_EDGE, _TOP = 12, 44  # above the first row there is room for lines between its boxes
_PASSING = 190
_LABEL = 52  # room for half of a line's label
_LETTERS = 22  # in a line of a box


def drawn(around: Surroundings, names: dict[str, str], valid: str) -> dict[str, Any]:
    """Place boxes and lines; give them with the size of the picture and the days to stop at."""
    rows = _rows(around)
    widest = max(len(row) for row in rows)
    centre = {
        node: (
            _EDGE + _WIDE / 2 + ((widest - len(row)) / 2 + place) * _ACROSS,
            _TOP + _HIGH / 2 + height * _DOWN,
        )
        for height, row in enumerate(rows)
        for place, node in enumerate(row)
    }
    boxes = []
    for node, (x, y) in sorted(centre.items(), key=lambda one: (one[1][1], one[1][0])):
        key = around.keys[node]
        whole = shown(names.get(node, node))
        boxes.append(
            {
                "x": x - _WIDE / 2,
                "y": y - _HIGH / 2,
                "middle": x,
                "name": one_line(names.get(node, node), _LETTERS),
                "whole": whole,
                "schema": key.schema,
                "actor": around.levels[node] == 0,
                "node": node,
            }
        )
    lines = _lines(around, centre, names)
    left = min([0.0, *(line["x"] - _LABEL for line in lines)])
    right = max(
        [2 * _EDGE + _WIDE + (widest - 1) * _ACROSS, *(line["x"] + _LABEL for line in lines)]
    )
    return {
        "left": left,
        "width": right - left,
        "height": _TOP + _EDGE + _HIGH + (len(rows) - 1) * _DOWN,
        "box": {"width": _WIDE, "height": _HIGH},
        "boxes": boxes,
        "lines": lines,
        "days": _days(around, valid),
        "valid": valid,
    }


def _rows(around: Surroundings) -> list[list[str]]:
    """Put who leads above whom it leads to (Sugiyama, Tagawa and Toda 1981, as in igraph)."""
    nodes = sorted(around.levels)
    places = {node: place for place, node in enumerate(nodes)}
    pairs = {
        (around.node_of[one.claim.entity.id], around.node_of[one.claim.value.id])
        for one in around.ties
        if isinstance(one.claim.value, EntityKey)
    }
    edges = [(places[begins], places[ends]) for begins, ends in sorted(pairs) if begins != ends]
    graph = igraph.Graph(n=len(nodes), edges=edges, directed=True)
    layers: dict[int, list[tuple[float, str]]] = {}
    for node, (x, y) in zip(nodes, graph.layout_sugiyama().coords, strict=True):
        layers.setdefault(round(y), []).append((x, node))
    rows = []
    for height in sorted(layers):
        order = [node for _, node in sorted(layers[height])]
        rows += [order[start : start + _ROW] for start in range(0, len(order), _ROW)]
    return rows


def _lines(
    around: Surroundings, centre: dict[str, tuple[float, float]], names: dict[str, str]
) -> list[dict[str, Any]]:
    between: dict[tuple[str, str], int] = {}
    lines = []
    for one in around.ties:
        value = one.claim.value
        if not isinstance(value, EntityKey):
            continue
        begins, ends = around.node_of[one.claim.entity.id], around.node_of[value.id]
        if begins == ends:
            continue
        pair = (min(begins, ends), max(begins, ends))
        nth = between[pair] = between.get(pair, -1) + 1
        (x1, y1), (x2, y2) = centre[begins], centre[ends]
        if y1 == y2:
            path, x, y = _beside(x1, x2, y1, nth)
        else:
            side = 1 if y2 > y1 else -1
            y1, y2 = y1 + side * _HIGH / 2, y2 - side * _HIGH / 2
            # Several lines between two boxes keep apart, and one that passes a row goes around it.
            bend = 64 * ((nth + 1) // 2) * (1 if nth % 2 else -1)
            bend += _PASSING if abs(y2 - y1) > _DOWN else 0
            x, y = (x1 + x2) / 2 + bend * 0.75, (y1 + y2) / 2
            path = f"M{x1:g} {y1:g}C{x1 + bend:g} {y:g} {x2 + bend:g} {y:g} {x2:g} {y2:g}"
        lines.append(
            {
                "path": path,
                "x": x,
                "y": y,
                "label": _label(one),
                "kind": _kind(one),
                "from": begins,
                "to": ends,
                "first": _first(one),
                "last": _last(one),
                "title": shown(
                    f"{names.get(begins, begins)} {_words(one)} {names.get(ends, ends)}, "
                    f"claim {one.number}"
                ),
            }
        )
    return lines


def _beside(x1: float, x2: float, y: float, nth: int) -> tuple[str, float, float]:
    """Lead a line between boxes of one row over their heads."""
    top = y - _HIGH / 2
    high = top - 26 - 16 * nth
    return (
        f"M{x1:g} {top:g}C{x1:g} {high:g} {x2:g} {high:g} {x2:g} {top:g}",
        (x1 + x2) / 2,
        high + 8,
    )


def _label(one: Recorded) -> str:
    details = dict(one.claim.details)
    if one.claim.property == "Ownership":
        share = details.get("percentage")
        return shown(percent(share)) if share else "owns"
    return _words(one)


def _words(one: Recorded) -> str:
    kind = dict(one.claim.details).get("controlType", "")
    return tie_words(one.claim.property, kind, outward=True)


def _kind(one: Recorded) -> str:
    return {"Ownership": "owns", "Succession": "succeeds"}.get(one.claim.property, "controls")


def _days(around: Surroundings, valid: str) -> list[str]:
    """Give the days on which something begins or is over, and the day of the view."""
    days = {valid}
    for one in around.ties:
        days.add(_first(one))
        days.add(_last(one))
    return sorted(days - {FIRST, LAST})


def _first(one: Recorded) -> str:
    return FIRST if one.claim.valid_from is None else first_day(one.claim.valid_from)


def _last(one: Recorded) -> str:
    return LAST if one.claim.valid_to is None else last_day(one.claim.valid_to)
