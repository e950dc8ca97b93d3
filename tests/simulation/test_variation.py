from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.simulation import files
from evenhand.simulation.outcomes import bootstrapped, together
from evenhand.simulation.variation import VARIED, points, with_one_network

MIDDLE = with_one_network(files.load("middle"), None, "middle")


@pytest.mark.parametrize("name", ["demo", "easy", "middle", "hard"])
def test_values_around_those_of_a_scenario(name: str) -> None:
    made = points(with_one_network(files.load(name), None, name), None, name)
    for varied in VARIED:
        mine = [point for point in made if point.varied == varied]
        values = [point.value for point in mine]
        assert values == sorted(set(values))
        assert len(values) >= 4
        assert sum(point.base for point in mine) == 1
    assert len({point.scenario for point in made if point.base}) == 1
    assert len({point.scenario for point in made}) == len(made) - 2


def test_one_thing_is_changed_at_a_time() -> None:
    (net,) = MIDDLE.networks
    vary = {"size": [2, 40], "delay": ["50s"], "camouflage": ["0"]}
    made = {(p.varied, p.value): p.scenario.networks[0] for p in points(MIDDLE, vary, "m")}
    assert made["size", 40] == replace(net, accounts=38)
    assert made["size", 2] == replace(net, accounts=1, pages=1)
    assert made["delay", 50] == replace(net, delay_median_s=50, delay_most_s=240)
    assert made["camouflage", 0] == replace(net, camouflage=0)
    assert made["size", 20] == made["delay", 25] == made["camouflage", 0.5] == net


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_an_interval_holds_its_mean(values: list[float]) -> None:
    interval = bootstrapped(values)
    assert interval is not None
    mean, low, high = interval
    assert mean == pytest.approx(sum(values) / len(values))
    assert min(values) - 1e-9 <= low <= high <= max(values) + 1e-9
    assert interval == bootstrapped(values)


def test_precision_is_that_of_streams_with_a_group() -> None:
    row = {"varied": "size", "value": 5.0, "base": True, "false_groups": 1}
    table = together(
        [
            row | {"found": True, "recall": 1.0, "precision": 0.5},
            row | {"found": False, "recall": 0.0, "precision": None},
            row | {"found": False, "recall": 0.0, "precision": None, "value": 6.0},
        ]
    )
    first, second = table.to_pylist()
    assert (first["found"], first["streams"], first["with_groups"]) == (1, 2, 1)
    assert (first["precision"], first["recall"], first["false_groups"]) == (0.5, 0.5, 2)
    assert (second["precision"], second["with_groups"]) == (None, 0)
