"""What a planted network can be asked to do, beyond the demo's."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from difflib import SequenceMatcher

import numpy as np
import polars as pl
import pytest

from evenhand import detection, simulation
from evenhand.simulation import files
from evenhand.simulation.rewording import reworded
from evenhand.simulation.scenario import Network, Scenario

BASE = replace(files.load("easy"), posts=4_500, accounts=450, days=14, networks=())
OWN = replace(files.load("easy").networks[0], operations=20, participation=1.0, camouflage=0.2)
LIFT = Network(
    "lift", accounts=10, pages=0, languages=("en", "es"), operations=15, participation=1.0,
    signals=("link", "repost"), popularity=1.0, camouflage=0.5,
)  # fmt: skip


def played(net: Network, seed: int = 1, scenario: Scenario = BASE) -> pl.DataFrame:
    made = simulation.posts(replace(scenario, networks=(net,)), seed)
    assert abs(made.posts.num_rows - scenario.posts) <= 3
    rows = pl.DataFrame(pl.from_arrow(made.posts))
    return rows.join(pl.DataFrame(pl.from_arrow(made.truth)), on="account_id")


def together(rows: pl.DataFrame, signal: str, window_s: int = 60) -> int:
    """Pairs of members that coincide three times or more on a signal."""
    shares = detection.shares(rows.drop("network", "role"), [signal])
    edges = pl.DataFrame(pl.from_arrow(detection.pairs(shares, timedelta(seconds=window_s), 3)))
    members = rows.drop_nulls("network")["account_id"].unique().implode()
    inside = pl.col("account_a").cast(pl.String).is_in(members) & pl.col("account_b").cast(
        pl.String
    ).is_in(members)
    return edges.filter(inside).height


@pytest.mark.parametrize("signal", ["link", "text", "media", "repost", "hashtags"])
def test_one_signal_alone(signal: str) -> None:
    rows = played(replace(OWN, signals=(signal,), platforms=1))
    everything = {name: together(rows, name) for name in ("link", "text", "media", "hashtags")}
    if signal == "repost":  # of what the pages say; both lead in turn
        assert together(rows, "repost") > 100
    else:
        assert everything[signal] > 100
    others = {name: count for name, count in everything.items() if name != signal}
    assert max(others.values()) < 10, others


def test_all_signals_at_once() -> None:
    rows = played(replace(OWN, signals=("link", "text", "media", "repost", "hashtags")))
    assert all(together(rows, name) for name in ("link", "text", "repost", "hashtags"))


def test_reworded_texts_are_alike_and_not_the_same() -> None:
    verbatim, alike = (played(replace(OWN, signals=("text",), paraphrase=p)) for p in (0.0, 1.0))
    assert together(alike, "text") < 0.2 * together(verbatim, "text")


def test_rewording_keeps_names_and_numbers() -> None:
    rng = np.random.default_rng(1)
    text = (
        "Audit finds 23 irregularities at Karsholm port. Auditors found 23 irregularities in "
        "contracts for grain at the port of Karsholm. The report was finished in autumn."
    )
    out = reworded(rng, np.full(50, text, object), np.full(50, "en", object))
    assert len(set(out)) > 10
    assert all("23" in one and "Karsholm" in one for one in out)
    assert np.mean([SequenceMatcher(None, text, one).ratio() for one in out]) > 0.5


@pytest.mark.parametrize("signals", [("link",), ("repost",), ("link", "repost")])
def test_lifting_what_others_share(signals: tuple[str, ...]) -> None:
    rows = played(replace(LIFT, signals=signals, platforms=1))
    for signal in ("link", "repost"):
        if signal in signals:
            assert together(rows, signal) > 20
        else:
            assert together(rows, signal) < 5
    assert together(rows, "text") < 5
    by_id = rows.select("post_id", "created_at", "platform", "account_id")
    both = rows.drop_nulls("repost_of").join(by_id, left_on="repost_of", right_on="post_id")
    assert both.height == rows["repost_of"].count()
    assert (both["created_at"] >= both["created_at_right"]).all()
    assert (both["platform"] == both["platform_right"]).all()
    assert (both["account_id"] != both["account_id_right"]).all()


def test_what_is_lifted_is_as_popular_as_asked() -> None:
    def others(popularity: float) -> float:
        rows = played(replace(LIFT, signals=("repost",), popularity=popularity, camouflage=0.0))
        lifted = rows.drop_nulls("network").drop_nulls("repost_of")["repost_of"].unique()
        crowd = rows.filter(pl.col("network").is_null())
        return crowd.filter(pl.col("repost_of").is_in(lifted.implode())).height / len(lifted)

    assert others(0.0) < others(0.6) < others(1.0)


def test_on_so_many_platforms() -> None:
    for count in (1, 2):
        rows = played(replace(OWN, platforms=count)).drop_nulls("network")
        assert rows["platform"].n_unique() == count


@pytest.mark.parametrize("shape", ["lognormal", "exponential", "uniform"])
def test_delays_stay_within_the_most(shape: str) -> None:
    net = replace(OWN, delay_shape=shape, delay_median_s=100, delay_most_s=150, signals=("media",))
    rows = played(net).drop_nulls("network").filter(pl.col("media").list.len() > 0)
    rows = rows.filter(pl.col("repost_of").is_null())  # members repost each other as others do
    spans = rows.group_by("media").agg(
        (pl.col("created_at").max() - pl.col("created_at").min()).dt.total_seconds(), pl.len()
    )
    spans = spans.filter(pl.col("len") > 5)
    assert spans.height >= 15
    assert spans["created_at"].max() <= 150
    assert spans["created_at"].median() > 80


def test_the_crowd_can_be_changed() -> None:
    night = replace(BASE, languages=(replace(BASE.languages[0], utc_offsets=(0,)),))

    def at_night(rhythm: float) -> float:
        crowd = replace(night.crowd, rhythm=rhythm)
        made = simulation.posts(replace(night, crowd=crowd), 1)
        rows = pl.DataFrame(pl.from_arrow(made.posts))
        return float((rows["created_at"].dt.hour().is_between(1, 4)).mean() or 0)

    assert at_night(0.0) > 3 * at_night(1.0) > 3 * at_night(3.0)


def test_difficulties_that_ship_are_in_order() -> None:
    def found(name: str) -> float:
        scenario = files.load(name)
        made = simulation.posts(scenario, 1)
        rows = pl.DataFrame(pl.from_arrow(made.posts)).join(
            pl.DataFrame(pl.from_arrow(made.truth)), on="account_id"
        )
        pairs = sum(n * (n - 1) // 2 for n in (x.accounts + x.pages for x in scenario.networks))
        return sum(together(rows, signal) for signal in ("link", "repost")) / pairs

    easy, middle, hard = (found(name) for name in ("easy", "middle", "hard"))
    assert easy > 0.8 > middle > 0.2 > hard


def test_nothing_to_lift() -> None:
    mix = replace(BASE.mix, news=0.0, reposts=0.0)
    net = replace(LIFT, signals=("repost",), operations=1)
    with pytest.raises(ValueError, match="could lift"):
        simulation.posts(replace(BASE, mix=mix, networks=(net,)), 1)
