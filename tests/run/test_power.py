from __future__ import annotations

import json
import os
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import polars as pl
import pytest

import evenhand
from evenhand import Power, Settings, simulation
from evenhand.records.errors import InputError
from evenhand.records.schemas import POWER, POWER_POINTS
from evenhand.run.power import _each
from evenhand.simulation import files

TINY = """
name: tiny
start: 2026-03-02
days: 6
posts: 4000
accounts: 500
platforms: [{name: chirper, share: 1}]
languages: [{code: en, share: 1}]
networks:
  - name: lift
    accounts: 12
    pages: 0
    operations: 20
    participation: 0.7
    popularity: 0.7
    signals: [link, repost]
    delay_median_s: 10
    delay_most_s: 60
    camouflage: 0.2
    languages: [en]
  - name: other
    accounts: 5
    pages: 0
    popularity: 1.0
    languages: [en]
"""
VARY = {"size": [3], "delay": ["5m"], "camouflage": [0.99]}


@pytest.fixture(scope="module")
def scenario() -> simulation.Scenario:
    return files.read(TINY)


@pytest.fixture(scope="module")
def found(scenario: simulation.Scenario) -> Power:
    return evenhand.power(scenario, vary=VARY, repeats=3)


def test_the_careless_are_found_and_the_careful_are_not(found: Power) -> None:
    rows = {(row["varied"], row["value"]): row for row in found.points.to_dicts()}
    assert list(rows) == [
        ("size", 3.0), ("size", 12.0), ("delay", 10.0), ("delay", 300.0),
        ("camouflage", 0.2), ("camouflage", 0.99),
    ]  # fmt: skip
    for own in (("size", 12.0), ("delay", 10.0), ("camouflage", 0.2)):
        row = rows[own]
        assert row["base"]
        assert row["found"] == row["streams"] == 3
        assert row["recall"] > 0.8
        assert row["precision"] > 0.8
        assert row["recall_low"] <= row["recall"] <= row["recall_high"]
    slow = rows["delay", 300.0]
    assert (slow["base"], slow["found"], slow["recall"]) == (False, 0, 0)
    assert slow["with_groups"] == 0
    assert slow["precision"] is None  # neither 0 nor 1: nothing was found
    assert slow["precision_low"] is None
    assert slow["found_high"] > 0.3  # three streams prove little
    # Hidden in a hundred times as many ordinary posts it may still be seen, but not as well.
    assert rows["camouflage", 0.99]["found"] < rows["camouflage", 0.2]["found"]
    assert rows["camouflage", 0.99]["recall"] < 0.5 * rows["camouflage", 0.2]["recall"]
    assert rows["size", 3.0]["recall"] < rows["size", 12.0]["recall"]


def test_the_tables(found: Power) -> None:
    assert found.outcomes.schema == POWER
    assert found.summary.schema == POWER_POINTS
    runs = found.runs
    assert runs.height == 6 * 3
    assert runs["planted"].to_list() == [3] * 3 + [12] * 15
    assert runs.filter(varied="size", value=3.0)["repeat"].to_list() == [1, 2, 3]
    assert runs["seed"].unique().sort().to_list() == [0, 1, 2]
    # Every thing has the scenario itself among its points: the same streams.
    own = [part.drop("varied", "value") for part in runs.filter("base").partition_by("varied")]
    assert own[0].equals(own[1])
    assert own[0].equals(own[2])
    careful = runs.filter(varied="camouflage", value=0.99)["planted_posts"]
    assert careful.min() > 4 * own[0]["planted_posts"].max()  # type: ignore[operator]
    assert runs.filter(pl.col("flagged") == 0)["precision"].null_count() == (
        runs.filter(pl.col("flagged") == 0).height
    )


def test_it_is_what_detect_confirms(found: Power) -> None:
    row = found.runs.filter("base").row(0, named=True)
    made = simulation.posts(found.scenario, row["seed"])
    clusters = evenhand.detect(made.posts).clusters.filter("confirmed")
    assert clusters.height == row["groups"]
    assert clusters["accounts"].sum() == row["flagged"]
    planted = pl.DataFrame(pl.from_arrow(made.truth)).drop_nulls("network")
    assert planted["network"].unique().to_list() == ["lift"]  # the other one is left out
    assert row["planted"] == planted.height == 12


def test_the_same_seed_gives_the_same_bytes(scenario: simulation.Scenario, tmp_path: Path) -> None:
    for name, workers, seed in (("one", 1, 0), ("two", 2, 0), ("other", 1, 1)):
        again = evenhand.power(
            scenario, vary={"size": [12]}, repeats=2, settings=Settings(seed=seed), workers=workers
        )
        written = again.write(tmp_path / name, csv=True)
        assert len(written) == 8
    for path in (tmp_path / "one").rglob("*.*"):
        if path.name != "manifest.json":
            other = tmp_path / "two" / path.relative_to(tmp_path / "one")
            assert other.read_bytes() == path.read_bytes(), path.name
    different = (tmp_path / "other" / "power.parquet").read_bytes()
    assert different != (tmp_path / "one" / "power.parquet").read_bytes()


def test_the_folder(found: Power, tmp_path: Path) -> None:
    out = tmp_path / "power"
    written = found.write(out, command="evenhand power")
    assert {str(Path(one).relative_to(out)) for one in written} == {
        "manifest.json", "plots/power.png", "plots/power.svg", "power.parquet",
        "power_points.parquet", "scenario.yaml",
    }  # fmt: skip
    assert files.load(out / "scenario.yaml") == found.scenario
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    assert manifest["repeats"] == 3
    assert manifest["parameters"]["window_s"] == 60
    assert {one["file"] for one in manifest["outputs"]} == {
        str(Path(one).relative_to(out)) for one in written if not one.endswith("manifest.json")
    }
    with pytest.raises(InputError, match="holds an earlier run"):
        found.write(out)
    found.write(out, overwrite=True)


def test_the_network_is_chosen(scenario: simulation.Scenario) -> None:
    # Own values only: a network that works slowly in a quick window.
    alone = evenhand.power(scenario, network="other", vary={"camouflage": [0.6]}, repeats=1)
    assert alone.scenario.networks[0].name == "other"
    assert alone.points["value"].to_list() == [0.6]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"network": "none"}, "tiny: there is no network 'none'; there is lift, other."),
        ({"vary": {"sizes": [3]}}, "'sizes' cannot be varied; .* Did you mean size?"),
        ({"vary": {}}, "nothing is to be varied"),
        ({"vary": {"size": []}}, "size has 0 values; allowed are 1 to 50"),
        ({"vary": {"size": ["many"]}}, "size: 'many' is given; a number is needed."),
        ({"vary": {"size": [2.5]}}, "a whole number of accounts from 2 to 10,000"),
        ({"vary": {"size": [1]}}, "a whole number of accounts from 2 to 10,000"),
        ({"vary": {"size": ["nan"]}}, "a whole number of accounts from 2 to 10,000"),
        ({"vary": {"size": [9000]}}, r"with size 9000: networks\[0\].accounts: 9000 is given"),
        ({"vary": {"delay": ["soon"]}}, "'soon' is no length of time"),
        ({"vary": {"delay": [0]}}, "a delay is longer than nothing"),
        ({"vary": {"delay": ["60d"]}}, r"with delay 5.184e\+06: networks\[0\].delay_median_s"),
        ({"vary": {"camouflage": [1]}}, r"networks\[0\].camouflage: 1.0 is given; allowed is"),
        ({"vary": {"camouflage": [-0.5]}}, "allowed is a number from 0 to 0.99"),
        ({"vary": {"camouflage": [float("nan")]}}, "allowed is a number from 0 to 0.99"),
        ({"vary": {"size": [400]}}, "tiny, with size 400: 4000 posts are too few"),
        ({"repeats": 0}, "0 repeats of"),
        ({"repeats": 10**9}, "20,000 streams in all"),
        ({"settings": Settings(significance=False)}, "significance cannot be off"),
        ({"settings": Settings(window=timedelta(milliseconds=1))}, "window"),
    ],
)
def test_what_cannot_be_varied(
    scenario: simulation.Scenario, given: dict[str, object], said: str
) -> None:
    with pytest.raises(InputError, match=said):
        evenhand.power(scenario, **given)  # type: ignore[arg-type]


def test_a_scenario_without_a_network(scenario: simulation.Scenario) -> None:
    with pytest.raises(InputError, match="tiny: no network is planted in it"):
        evenhand.power(replace(scenario, networks=()))
    with pytest.raises(InputError, match="no_network: no network is planted in it"):
        evenhand.power("no_network")
    with pytest.raises(InputError, match="cannot be read"):
        evenhand.power("nowhere.yaml")


def test_workers_end_in_the_middle_of_a_stream() -> None:
    results = _each(cast(Any, time.sleep), [0.0, 300.0, 300.0, 300.0], 2)
    assert next(results) is None
    began = time.monotonic()
    cast(Any, results).close()  # as an error of the first process does
    assert time.monotonic() - began < 60


def test_a_worker_that_is_ended_from_outside_is_said() -> None:
    with pytest.raises(InputError, match="ended from outside"):
        list(_each(cast(Any, os._exit), [1], 2))
