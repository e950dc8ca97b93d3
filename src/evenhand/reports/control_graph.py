"""The picture of control: owners above, what is controlled below, drawn without a program.

Each line knows its period, so that the page's program can show another day by hiding lines.
"""

from __future__ import annotations

import textwrap
from typing import Any

from evenhand.registry.claims import EntityKey, denies
from evenhand.registry.percentages import percent
from evenhand.registry.periods import FIRST, LAST, first_day, last_day
from evenhand.registry.profile import tie_words
from evenhand.registry.surroundings import Surroundings
from evenhand.registry.view import Recorded
from evenhand.reports.control_layout import HIGH, WIDE, Layout, Point, layout
from evenhand.reports.texts import one_line, shown

_LETTERS = 22  # in a line of a box, of which a name has two
_LETTER, _LINE = 6.6, 16  # width of a label's letter and height of its line, in pixels
_ALONG = (0.5, 0.62, 0.38, 0.74, 0.26, 0.84, 0.16)  # where on its line a label can stand


def drawn(around: Surroundings, names: dict[str, str], valid: str) -> dict[str, Any]:
    """Place boxes and lines; give them with the size of the picture and the days to stop at."""
    ties = [
        (one, around.node_of[one.claim.entity.id], around.node_of[one.claim.value.id])
        for one in around.ties
        if isinstance(one.claim.value, EntityKey) and not denies(one.claim)
    ]
    ties = [(one, begins, ends) for one, begins, ends in ties if begins != ends]
    placed = layout(around.levels, [(begins, ends) for _, begins, ends in ties])
    boxes = []
    for node, (x, y) in sorted(placed.centre.items(), key=lambda one: (one[1][1], one[1][0])):
        lines = _name_lines(names.get(node, node))
        first = y - (len(lines) + 1) * _LINE / 2 + 12
        boxes.append(
            {
                "x": x - WIDE / 2,
                "y": y - HIGH / 2,
                "middle": x,
                "names": [(first + place * _LINE, line) for place, line in enumerate(lines)],
                "below": first + len(lines) * _LINE,
                "whole": shown(names.get(node, node)),
                "schema": around.keys[node].schema,
                "actor": around.levels[node] == 0,
                "node": node,
            }
        )
    return {
        "width": placed.width,
        "height": placed.height,
        "box": {"width": WIDE, "height": HIGH},
        "boxes": boxes,
        "lines": _lines(ties, placed, names),
        "days": _days(around, valid),
        "valid": valid,
    }


def _name_lines(name: str) -> list[str]:
    lines = textwrap.wrap(one_line(name, 200), _LETTERS) or [""]
    return lines if len(lines) < 3 else [lines[0], one_line(" ".join(lines[1:]), _LETTERS)]


def _lines(
    ties: list[tuple[Recorded, str, str]], placed: Layout, names: dict[str, str]
) -> list[dict[str, Any]]:
    lines = []
    # Where a line ends stands an arrow, which no label may cover.
    tips = {(way.points[-1], way.points[-2][1] < way.points[-1][1]) for way in placed.ways}
    taken = [(x - 7, y - 14 * down, x + 7, y + 14 * (not down)) for (x, y), down in sorted(tips)]
    for (one, begins, ends), way in zip(ties, placed.ways, strict=True):
        label = _label(one)
        x, y = _free(way.points[way.own], way.points[way.own + 1], label, placed.width, taken)
        lines.append(
            {
                "path": _path(way.points),
                "x": x,
                "y": y,
                "label": label,
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


def _path(points: tuple[Point, ...]) -> str:
    """Bend from row to row, and go straight past the boxes of a row."""
    (x, y), *rest = points
    path = f"M{x:g} {y:g}"
    for number, (to_x, to_y) in enumerate(rest):
        middle = (y + to_y) / 2
        path += (
            f"C{x:g} {middle:g} {to_x:g} {middle:g} {to_x:g} {to_y:g}"
            if number % 2 == 0
            else f"V{to_y:g}"
        )
        x, y = to_x, to_y
    return path


def _free(
    begins: Point,
    ends: Point,
    label: str,
    width: float,
    taken: list[tuple[float, float, float, float]],
) -> tuple[float, float]:
    """Find a place on a line's own part where its label covers no other; note it as taken."""
    half = len(label) * _LETTER / 2 + 3
    places = []
    for part in _ALONG:
        rest = 1 - part
        # The curve of `_path`: its two middle points lie at half its height.
        swing = 3 * rest * part * part + part**3
        x = begins[0] + (ends[0] - begins[0]) * swing
        high = 3 * rest * part / 2 + part**3
        y = begins[1] + (ends[1] - begins[1]) * high
        x = min(max(x, half), width - half)
        room = (x - half, y - _LINE / 2, x + half, y + _LINE / 2)
        places.append((sum(_overlap(room, other) for other in taken), x, y, room))
        if not places[-1][0]:
            break
    _, x, y, room = min(places)
    taken.append(room)
    return round(x, 1), round(y + 4, 1)


def _overlap(
    one: tuple[float, float, float, float], other: tuple[float, float, float, float]
) -> float:
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return across * down if across > 0 and down > 0 else 0.0


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
