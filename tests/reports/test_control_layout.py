"""Boxes and lines of control: no line is behind a box, whoever owns whom."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from evenhand.reports.control_layout import HIGH, WIDE, Layout, layout

NODES = [f"n:{number:02}" for number in range(40)]
PLACES = st.integers(0, 39)
LINES = st.lists(st.tuples(PLACES, PLACES).filter(lambda pair: pair[0] != pair[1]), max_size=70)


def _made(pairs: list[tuple[int, int]]) -> tuple[Layout, list[tuple[str, str]]]:
    lines = [(NODES[one], NODES[other]) for one, other in pairs]
    nodes = sorted({node for line in lines for node in line}) or NODES[:1]
    return layout(nodes, lines), lines


def _drawn(points: tuple[tuple[float, float], ...]) -> list[tuple[float, float]]:
    """Give points along a way: it bends in every first part, and runs straight in every second."""
    found = []
    for number in range(len(points) - 1):
        (x, y), (to_x, to_y) = points[number : number + 2]
        if number % 2:
            assert x == to_x
        for step in range(21):
            part = step / 20
            rest = 1 - part
            bend = 3 * rest * part * part + part**3
            middle = (y + to_y) / 2
            high = rest**3 * y + 3 * rest * part * middle + part**3 * to_y
            found.append((x + (to_x - x) * bend, high))
    return found


@given(LINES)
@settings(max_examples=60, deadline=None)
@example([(0, number) for number in range(1, 30)])
@example([(number, 0) for number in range(1, 30)])
@example([(0, 1), (1, 2), (2, 0), (0, 2), (1, 0)])
@example([(0, 1), (1, 2), (2, 3), (0, 3), (0, 3), (0, 2)])
def test_no_line_is_behind_a_box_and_no_box_on_another(pairs: list[tuple[int, int]]) -> None:
    made, lines = _made(pairs)
    boxes = sorted(made.centre.items())
    for number, (_, (x, y)) in enumerate(boxes):
        assert WIDE / 2 <= x <= made.width - WIDE / 2
        assert HIGH / 2 <= y <= made.height - HIGH / 2
        for _, (other_x, other_y) in boxes[:number]:
            assert abs(x - other_x) >= WIDE or abs(y - other_y) >= HIGH
    for (one, other), way in zip(lines, made.ways, strict=True):
        for node, (x, y) in ((one, way.points[0]), (other, way.points[-1])):
            centre_x, centre_y = made.centre[node]
            assert abs(x - centre_x) < WIDE / 2
            assert abs(y - centre_y) == HIGH / 2
        assert 0 <= way.own < len(way.points) - 1
        assert way.own % 2 == 0
        for x, y in _drawn(way.points):
            for centre_x, centre_y in made.centre.values():
                inside_x = abs(x - centre_x) < WIDE / 2 - 0.2
                assert not (inside_x and abs(y - centre_y) < HIGH / 2 - 0.2)


@given(LINES, st.randoms(use_true_random=False))
@settings(max_examples=20, deadline=None)
def test_the_same_lines_give_the_same_picture(pairs: list[tuple[int, int]], rng: object) -> None:
    made, lines = _made(pairs)
    nodes = list(made.centre)
    rng.shuffle(nodes)  # type: ignore[attr-defined]
    assert layout(nodes, lines) == made


def test_owners_stand_above_and_circles_end() -> None:
    made, _ = _made([(0, 1), (1, 2), (0, 2)])
    heights = [made.centre[node][1] for node in NODES[:3]]
    assert heights == sorted(heights)
    assert len(set(heights)) == 3
    made, _ = _made([(0, 1), (1, 2), (2, 0)])
    assert len({y for _, y in made.centre.values()}) == 3
