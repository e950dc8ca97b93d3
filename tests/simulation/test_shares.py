from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand import detection, simulation
from evenhand.records.schemas import SHARES
from evenhand.simulation.posts import TRUTH
from evenhand.simulation.share_scenario import DIFFICULTIES, Group

SMALL = simulation.ShareScenario(
    "small",
    simulation.Topics(shares=3_000, accounts=300, objects=400, topics=5),
    (Group("one", accounts=8, operations=10), Group("own", accounts=5, popularity=None)),
    days=7,
)


def frame(table: pa.Table) -> pl.DataFrame:
    return pl.DataFrame(pl.from_arrow(table)).cast(
        {"account": pl.String, "object": pl.String, "signal": pl.String}
    )


def counted(shares: pa.Table, truth: pa.Table) -> dict[int, tuple[int, int]]:
    """True and false pairs at a minimum weight of 2 and of 3, window 60 s."""
    network = dict(zip(truth["account_id"].to_pylist(), truth["network"].to_pylist(), strict=True))
    edges = detection.pairs(shares, timedelta(seconds=60), 2, threads=1)
    planted = np.array(
        [
            network[a] is not None and network[a] == network[b]
            for a, b in zip(
                edges["account_a"].to_pylist(), edges["account_b"].to_pylist(), strict=True
            )
        ],
        dtype=bool,
    )
    weight = edges["coincidences"].to_numpy()
    return {
        least: (int((planted & (weight >= least)).sum()), int((~planted & (weight >= least)).sum()))
        for least in (2, 3)
    }


def test_counts_are_as_in_the_notes() -> None:
    """Section 2 of the notes: 499 and 26 false pairs of 100,000 shares; 1,750 and 1,493 true."""
    nothing = counted(*simulation.share_stream(simulation.topics_scenario(None), 0))
    planted = counted(*simulation.share_stream(simulation.topics_scenario("middle"), 0))
    assert nothing[2][0] == nothing[3][0] == 0
    assert 250 < nothing[2][1] < 1_000
    assert 8 < nothing[3][1] < 80
    assert 1_500 < planted[2][0] < 1_900
    assert 1_200 < planted[3][0] < 1_750


def test_counts_among_cascades_are_as_in_the_notes() -> None:
    """The same section: 16,625 and 1,641 false pairs of 84,000 reposts; 915 and 844 true."""
    nothing = counted(*simulation.share_stream(simulation.cascades_scenario(None), 0))
    planted = counted(*simulation.share_stream(simulation.cascades_scenario("middle"), 0))
    assert 8_000 < nothing[2][1] < 33_000
    assert 800 < nothing[3][1] < 3_300
    assert 800 < planted[2][0] <= 950
    assert 650 < planted[3][0] <= 950


@pytest.mark.parametrize(
    "make", [simulation.topics_scenario, simulation.cascades_scenario], ids=lambda f: f.__name__
)
def test_difficulties_are_in_order(make: object) -> None:
    found = []
    for difficulty in ("easy", "middle", "hard"):
        scenario = make(difficulty)  # type: ignore[operator]
        shares, truth = simulation.share_stream(scenario, 3)
        pairs = sum(g.accounts * (g.accounts - 1) // 2 for g in scenario.groups)
        found.append(counted(shares, truth)[3][0] / pairs)
    assert found[0] > 0.99 > found[1] > 0.7 > found[2] > 0.15


def test_tables_are_whole() -> None:
    scenario = simulation.topics_scenario()
    began = time.perf_counter()
    shares, truth = simulation.share_stream(scenario, 1)
    assert time.perf_counter() - began < 5  # under a second on an idle machine
    assert shares.schema.equals(SHARES, check_metadata=True)
    assert truth.schema.equals(TRUTH, check_metadata=True)
    shares.validate(full=True)
    truth.validate(full=True)
    assert (shares.num_rows, truth.num_rows) == (100_000, 4_500)
    rows = frame(shares)
    assert rows["time"].is_sorted()
    assert rows["post"].is_unique().all()
    assert rows["time"].min() >= scenario.start
    assert rows["time"].max() < scenario.start + timedelta(days=28)
    assert set(rows["account"]) <= set(truth["account_id"].to_pylist())
    assert truth["account_id"].to_pylist() == sorted(truth["account_id"].to_pylist())
    per_account = rows.group_by("account").len()["len"]
    assert per_account.max() > 20 * per_account.median()


def test_the_same_seed_gives_the_same_bytes() -> None:
    def spelt(seed: int) -> list[dict[str, object]]:
        shares, truth = simulation.share_stream(SMALL, seed)
        return [*frame(shares).to_dicts(), *truth.to_pylist()]

    assert spelt(4) == spelt(4)
    assert spelt(4) != spelt(5)


def test_half_of_what_members_share_is_ordinary() -> None:
    scenario = simulation.topics_scenario("middle")
    shares, truth = simulation.share_stream(scenario, 2)
    planted = set(truth.filter(pc.is_valid(truth["network"]))["account_id"].to_pylist())
    acts = 10 * 15 * 20 * 0.5
    mine = frame(shares).filter(pl.col("account").is_in(planted)).height
    assert 1.9 * acts < mine < 2.1 * acts


def test_groups_act_on_odd_and_even_days() -> None:
    for scenario in (simulation.topics_scenario("middle"), simulation.cascades_scenario("hard")):
        shares, truth = simulation.share_stream(scenario, 2)
        rows = frame(shares).join(
            pl.DataFrame(pl.from_arrow(truth)), left_on="account", right_on="account_id"
        )
        close = rows.drop_nulls("network").sort("object", "network", "time")
        close = close.with_columns(
            (pl.col("time").diff().over("object", "network").dt.total_seconds() <= 60).alias(
                "soon"
            ),
            (pl.col("time").dt.ordinal_day() % 2).alias("odd"),
        )
        acts = close.filter("soon").group_by("network", "odd").len()
        assert acts.height == 2 * len(scenario.groups)
        assert acts["len"].min() >= 5


def test_popularity_decides_what_is_pushed() -> None:
    def others(popularity: float | None) -> float:
        group = Group("g", operations=10, participation=1.0, popularity=popularity, camouflage=0)
        scenario = replace(simulation.topics_scenario(None), groups=(group,))
        shares, truth = simulation.share_stream(scenario, 6)
        rows = frame(shares).join(
            pl.DataFrame(pl.from_arrow(truth)), left_on="account", right_on="account_id"
        )
        pushed = rows.drop_nulls("network")["object"].unique()
        return (
            rows.filter(
                pl.col("network").is_null(), pl.col("object").is_in(pushed.implode())
            ).height
            / 10
        )

    assert others(None) == 0
    assert 1 < others(0.0) < others(0.5) < others(1.0)


def test_delays_have_the_shape_that_is_asked_for() -> None:
    for shape in ("lognormal", "exponential", "uniform"):
        group = Group(
            "g", accounts=50, operations=40, participation=1.0, popularity=None, camouflage=0,
            delay_shape=shape, delay_median_s=100, delay_most_s=190,
        )  # fmt: skip
        scenario = replace(simulation.topics_scenario(None), groups=(group,))
        shares, truth = simulation.share_stream(scenario, 1)
        planted = set(truth.filter(pc.is_valid(truth["network"]))["account_id"].to_pylist())
        mine = frame(shares).filter(pl.col("account").is_in(planted))
        delay = mine.select(
            (pl.col("time") - pl.col("time").min().over("object")).dt.total_seconds()
        )["time"]
        assert delay.max() <= 190
        assert 50 < delay.median() < 110


def test_what_cannot_be() -> None:
    def play(**changes: object) -> None:
        simulation.share_stream(replace(SMALL, background=replace(SMALL.background, **changes)), 0)

    with pytest.raises(ValueError, match="Give it more"):
        play(accounts=13)
    with pytest.raises(ValueError, match="too few for what the planted groups share"):
        play(shares=100)
    with pytest.raises(ValueError, match="more accounts or objects"):
        play(objects=3)
    with pytest.raises(ValueError, match="easy, middle, hard"):
        simulation.topics_scenario("harder")  # type: ignore[arg-type]
    assert set(DIFFICULTIES) == {"easy", "middle", "hard"}


@settings(max_examples=15, deadline=None)
@given(
    st.integers(0, 2**32),
    st.integers(1, 40),
    st.sampled_from(["lognormal", "exponential", "uniform"]),
    st.none() | st.floats(0, 1),
    st.floats(0, 0.8),
    st.booleans(),
)
def test_any_small_scenario(
    seed: int, days: int, shape: str, popularity: float | None, camouflage: float, cascades: bool
) -> None:
    group = Group(
        "g", accounts=6, operations=7, delay_shape=shape, popularity=popularity,
        camouflage=camouflage,
    )  # fmt: skip
    background = (
        simulation.Cascades(shares=900, accounts=150, objects=60, sources=4)
        if cascades
        else simulation.Topics(shares=900, accounts=150, objects=200, topics=4)
    )
    scenario = simulation.ShareScenario("any", background, (group,), days=days)
    shares, truth = simulation.share_stream(scenario, seed)
    shares.validate(full=True)
    assert shares.num_rows == 900
    assert truth["network"].to_pylist().count("g") == 6
    rows = frame(shares)
    assert rows["time"].max() < scenario.start + timedelta(days=days)
