from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from evenhand.detection import pairs
from evenhand.detection.periods import in_periods, periods, rows_of
from tests.detection.streams import cascades, table

DAY = 86_400_000_000
MICRO = 1_000_000


@given(
    st.lists(st.integers(0, 40 * DAY), min_size=1, max_size=30),
    st.integers(DAY // 10, 12 * DAY).map(lambda n: n // 2 * 2),
)
def test_every_share_lies_in_two_periods_and_what_is_short_in_one_whole(
    times: list[int], length: int
) -> None:
    time = np.sort(np.array(times))
    found = periods(time, timedelta(microseconds=length))
    if time[-1] - time[0] < length:
        assert found == []
        return
    assert all(end - begin == length for begin, end in found)
    for moment in times:
        held = sum(begin <= moment < end for begin, end in found)
        assert 1 <= held <= 2
        assert held == 2 or moment - time[0] < length or found[-1][1] - moment <= length
    for moment in times:
        brief = min(moment + length // 2 - 1, int(time[-1]))
        assert any(begin <= moment and brief < end for begin, end in found)
    for begin, end in found:
        first, last = rows_of(time, (begin, end))
        assert time[first:last].tolist() == [t for t in time.tolist() if begin <= t < end]


def test_an_edge_has_to_be_strong_within_one_period() -> None:
    """Two meet three times in a week, two others four times in a year."""
    starts = [(0, 1, day) for day in (10, 11, 12)] + [(2, 3, day) for day in (1, 100, 200, 300)]
    rows = [
        (account, n, (day * 86_400 + 20 * turn) * MICRO)
        for n, (a, b, day) in enumerate(starts)
        for turn, account in enumerate((a, b))
    ]
    accounts, objects, times = (np.array(column) for column in zip(*rows, strict=True))
    shares = table(accounts, objects, times)
    window, week = timedelta(seconds=60), timedelta(days=7)
    edges = pairs(shares, window, 2)
    assert edges.num_rows == 2
    (edge,) = in_periods(edges, shares, window, week, 2).to_pylist()
    assert (edge["account_a"], edge["account_b"]) == ("a00000", "a00001")
    assert (edge["coincidences"], edge["period_weight"]) == (3, 3)
    assert edge["period_first_seen"].day == 11
    assert edge["period_last_seen"].day == 13
    whole = in_periods(edges, shares, window, timedelta(days=400), 2)
    assert whole.num_rows == 2
    assert whole["period_weight"].null_count == 2


def test_counts_of_periods_against_a_plain_recount() -> None:
    shares, _ = cascades(5, days=12, posts=250, fans=80)
    window, period = timedelta(seconds=120), timedelta(days=4)
    edges = pairs(shares, window, 2)
    found = in_periods(edges, shares, window, period, 2, threads=2)
    frame: Any = pl.from_arrow(shares)
    frame = frame.with_columns(pl.col("account", "object").cast(pl.String))
    rows = [
        (a, o, int(t.timestamp() * 1e6))
        for a, o, t in frame.select("account", "object", "time").rows()
    ]
    best: dict[tuple[str, str], int] = {}
    for begin, end in periods(np.array([t for *_, t in rows]), period):
        met: dict[tuple[str, str], set[str]] = {}
        by_object: dict[str, list[tuple[str, int]]] = {}
        for a, o, t in rows:
            if begin <= t < end:
                by_object.setdefault(o, []).append((a, t))
        for o, some in by_object.items():
            for a, t in some:
                for b, u in some:
                    if a < b and abs(t - u) <= 120 * MICRO:
                        met.setdefault((a, b), set()).add(o)
        for pair, objects in met.items():
            best[pair] = max(best.get(pair, 0), len(objects))
    wanted = {pair: count for pair, count in best.items() if count >= 2}
    counted = {
        (row["account_a"], row["account_b"]): row["period_weight"] for row in found.to_pylist()
    }
    assert wanted
    assert counted == wanted
