from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from evenhand.detection import Groups, Settings, calibrate, episodes, groups
from evenhand.detection.sensitivity import sensitivity
from evenhand.records.errors import InputError
from evenhand.records.schemas import EPISODES, GROUP_MEMBERS, GROUPS, SHARES
from tests.detection.streams import cascades

WINDOW = timedelta(seconds=60)
JITTER = timedelta(seconds=600)
WEEK = timedelta(days=7)
BRIEF = {"days": 100, "posts": 2500, "fans": 500, "last_day": 3.0, "actions": 25}


def confirmed(found: Groups) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = found.groups.filter(found.groups["confirmed"]).to_pylist()
    return rows


def carried(found: Groups, group: str) -> set[str]:
    return {
        row["account_id"]
        for row in found.members.to_pylist()
        if row["group"] == group and row["supported"]
    }


def test_three_days_are_found_in_periods_and_lost_in_all_the_time() -> None:
    shares, truth = cascades(12, planted=1, **BRIEF)  # type: ignore[arg-type]
    assert confirmed(groups(shares, WINDOW, JITTER)) == []
    found = episodes(shares, WINDOW, JITTER, WEEK)
    assert found.groups.schema.equals(GROUPS)
    assert found.members.schema.equals(GROUP_MEMBERS)
    assert found.episodes.schema.equals(EPISODES)
    (group,) = confirmed(found)
    assert len(carried(found, group["group"]) & set(truth)) >= 11
    assert len(carried(found, group["group"]) - set(truth)) <= 1
    assert group["period_end"] - group["period_start"] == WEEK
    (episode,) = found.episodes.to_pylist()
    assert (episode["episode"], episode["group"]) == ("e1", group["group"])
    assert episode["period_start"].isoformat().startswith("1970-01-01")
    assert episode["period_end"].isoformat() <= "1970-01-12"
    for name in ("observed", "expected", "lift", "z", "p_value", "q_value"):
        assert episode[name] == group[name]
    # What else was looked at is paid for: q is p times the number of all candidates, or nearly.
    assert group["q_value"] == pytest.approx(group["p_value"] * found.candidates, rel=1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_cascades_alone_confirm_nothing_in_any_period(seed: int) -> None:
    shares, _ = cascades(seed, days=28, posts=1400, fans=500)
    found = episodes(shares, WINDOW, JITTER, timedelta(days=4))
    assert found.periods > 10
    assert found.candidates > 20, "there was little to test"
    assert confirmed(found) == []
    assert found.episodes.num_rows == 0


def test_a_network_of_all_the_time_is_one_group_and_one_episode() -> None:
    """It is confirmed in the whole and in most periods, and is not told several times."""
    shares, truth = cascades(11, planted=2, days=21, posts=1400, fans=500, actions=120)
    found = episodes(shares, WINDOW, JITTER, WEEK)
    rows = confirmed(found)
    assert len(rows) == 2
    for row in rows:
        assert row["period_start"] is None, "the whole time has the highest z"
        accounts = carried(found, row["group"])
        assert len({truth[a] for a in accounts if a in truth}) == 1
        assert len(accounts & set(truth)) >= 11
    assert not carried(found, "g1") & carried(found, "g2")
    assert {row["group"] for row in found.episodes.to_pylist()} == {"g1", "g2"}
    assert found.episodes.num_rows <= 4
    assert max(row["periods"] for row in found.episodes.to_pylist()) >= 2


def test_order_and_threads_change_nothing() -> None:
    shares, _ = cascades(13, planted=1, days=20, fans=200, posts=500)
    first = episodes(shares, WINDOW, JITTER, WEEK, threads=1)
    order = np.random.default_rng(0).permutation(shares.num_rows)
    again = episodes(shares.take(pa.array(order)), WINDOW, JITTER, WEEK, threads=3)
    for name in ("groups", "members", "episodes"):
        assert getattr(again, name).equals(getattr(first, name))


def test_a_period_longer_than_the_posts_is_as_if_not_given() -> None:
    shares, _ = cascades(14, planted=1, fans=200, posts=300)
    found = episodes(shares, WINDOW, JITTER, timedelta(days=30))
    plain = groups(shares, WINDOW, JITTER)
    assert found.periods == 0
    assert found.groups.equals(plain.groups)
    assert found.members.equals(plain.members)


def test_nothing_to_look_at() -> None:
    found = episodes(SHARES.empty_table(), WINDOW, JITTER, WEEK)
    assert found.groups.num_rows == found.episodes.num_rows == found.candidates == 0


def test_repeats_look_at_the_same_periods_as_the_run() -> None:
    shares, _ = cascades(12, planted=1, days=20, posts=600, fans=300, last_day=3.0, actions=25)
    settings = Settings(min_weight=3, period=WEEK)
    found = episodes(shares, WINDOW, JITTER, WEEK)
    runs = calibrate(shares, settings, 1, repeats=1)
    plain = calibrate(shares, Settings(min_weight=3), 1, repeats=1)
    assert runs.runs["candidates"][0].as_py() > plain.runs["candidates"][0].as_py()
    assert runs.real_edges < plain.real_edges
    assert runs.with_groups()[0] == 0
    rows = sensitivity(shares, settings, 1, found).to_pylist()
    assert [row["candidates"] for row in rows if row["chosen"]] == [found.candidates]
    assert max(row["candidates"] for row in rows) > plain.runs["candidates"][0].as_py()


@pytest.mark.parametrize("wrong", [{"alpha": 1.0}, {"min_accounts": 1}])
def test_wrong_parameters(wrong: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="alpha must lie between 0 and 1"):
        episodes(SHARES.empty_table(), WINDOW, JITTER, WEEK, **wrong)
