from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import polars as pl
import pyarrow as pa
import pytest

from evenhand.detection.delays import delays
from evenhand.records.schemas import DELAYS, SHARES
from tests.detection.streams import cascades
from tests.detection.test_groups import JITTER, WINDOW


def by_definition(shares: pa.Table, accounts: set[str]) -> list[int]:
    """Delays of first shares inside, 36 bins of 5 s; the edge belongs to the lower bin."""
    rows = pl.DataFrame(shares).with_columns(pl.col("account", "object").cast(pl.String))
    first = rows.filter(pl.col("account").is_in(accounts)).group_by("account", "object")
    counts = [0] * 36
    for _, part in first.agg(pl.col("time").min()).group_by("object"):
        for one, other in combinations(part["time"].to_list(), 2):
            gap = abs((one - other).total_seconds())
            if gap <= 180:
                counts[max(0, math.ceil(gap / 5) - 1)] += 1
    return counts


def test_delays_are_counted_as_defined_and_stand_out_from_chance() -> None:
    shares, truth = cascades(11, planted=2, fans=300, posts=300)
    clusters = {
        f"c{n + 1}": sorted(a for a, network in truth.items() if network == name)
        for n, name in enumerate(sorted(set(truth.values())))
    }
    found = delays(shares, clusters, WINDOW, JITTER)
    assert found.schema.equals(DELAYS)
    frame = pl.DataFrame(found)
    assert frame["cluster"].unique(maintain_order=True).to_list() == list(clusters)
    for name, accounts in clusters.items():
        mine = frame.filter(pl.col("cluster") == name)
        assert mine["observed"].to_list() == by_definition(shares, set(accounts))
        assert mine["from_s"].to_list() == pytest.approx([5.0 * n for n in range(36)])
        inside = mine.filter(pl.col("to_s") <= 60)
        assert inside["observed"].sum() > 2 * inside["expected"].sum() > 0


def test_no_bin_is_shorter_than_times_are_known() -> None:
    shares, truth = cascades(13, planted=1, fans=200, posts=200)
    found = delays(shares, {"c1": sorted(truth)}, WINDOW, JITTER, resolution_s=60)
    assert found["to_s"].to_pylist() == [60, 120, 180]
    fine = delays(shares, {"c1": sorted(truth)}, WINDOW, JITTER)
    assert sum(found["observed"].to_pylist()) == sum(fine["observed"].to_pylist())


def test_threads_and_the_order_of_rows_change_nothing() -> None:
    shares, truth = cascades(13, planted=1, fans=200, posts=200)
    clusters = {"c1": sorted(truth)}
    mixed = shares.take(pa.array(np.random.default_rng(0).permutation(shares.num_rows)))
    first = delays(shares, clusters, WINDOW, JITTER, threads=1)
    assert delays(mixed, clusters, WINDOW, JITTER, threads=3).equals(first)


def test_no_cluster_is_no_row() -> None:
    assert delays(SHARES.empty_table(), {}, WINDOW, JITTER).num_rows == 0
