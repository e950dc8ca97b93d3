from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand import simulation
from evenhand.simulation.stream import DAY_S, DAYS, SCHEMA, START_S, popularity


def coincident_pairs(frame: pl.DataFrame, window_s: int) -> int:
    """Pairs of posts of different accounts with one object within the window, exactly."""
    frame = frame.sort("object_id", "timestamp_share")
    objects = frame["object_id"].rank("dense").to_numpy().astype(np.int64)
    accounts = frame["account_id"].rank("dense").to_numpy().astype(np.int64)
    when = frame["timestamp_share"].to_numpy() - START_S

    def within(groups: np.ndarray) -> int:
        # One axis for group and time, groups too far apart to meet.
        axis = groups * (4 * DAYS * DAY_S) + when
        axis.sort()
        return int((np.searchsorted(axis, axis + window_s, side="right")).sum()) - sum(
            range(1, len(axis) + 1)
        )

    own = objects * (accounts.max() + 1) + accounts
    return within(objects) - within(np.unique(own, return_inverse=True)[1])


def test_pair_counter_by_hand() -> None:
    frame = pl.DataFrame(
        {
            "object_id": ["x", "x", "x", "x", "y", "y"],
            "account_id": ["a", "b", "a", "c", "a", "b"],
            "timestamp_share": [START_S + t for t in (0, 60, 30, 500, 0, 61)],
        }
    )
    assert coincident_pairs(frame, 60) == 2


def test_shape_and_determinism() -> None:
    table = simulation.stream(50_000, 3)
    assert table.schema == SCHEMA
    assert table.equals(simulation.stream(50_000, 3))
    assert not table.equals(simulation.stream(50_000, 4))
    frame = pl.DataFrame(pl.from_arrow(table))
    assert frame["timestamp_share"].is_sorted()
    assert frame["timestamp_share"].min() >= START_S
    assert frame["timestamp_share"].max() < START_S + DAYS * DAY_S
    assert frame["content_id"].n_unique() == frame.height == 50_000
    assert frame["object_id"].str.contains("^[0-9a-f]{32}$").all()
    assert frame["account_id"].str.contains("^[1-9][0-9]{18}$").all()
    assert frame["content_id"].str.contains("^[1-9][0-9]{18}$").all()
    assert frame["object_id"].n_unique() == 5_000
    assert 4_800 < frame["account_id"].n_unique() <= 5_000


def test_shuffled_rows_are_the_same_rows() -> None:
    ordered = simulation.stream(20_000, 1)
    shuffled = simulation.stream(20_000, 1, shuffled=True)
    assert not shuffled.equals(ordered)
    assert sorted(shuffled["content_id"].to_pylist()) == sorted(ordered["content_id"].to_pylist())
    key = [("content_id", "ascending")]
    assert shuffled.sort_by(key).equals(ordered.sort_by(key))


def test_calibration_does_not_depend_on_size_or_seed() -> None:
    for n, seed in ((100_000, 0), (100_000, 1), (400_000, 2)):
        frame = pl.DataFrame(pl.from_arrow(simulation.stream(n, seed)))
        # 5 M posts: 26.6 million pairs within 60 s, 496 million within an hour.
        assert coincident_pairs(frame, 60) / n == pytest.approx(5.3, rel=0.12)
        assert coincident_pairs(frame, 3600) / n == pytest.approx(99, rel=0.12)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 200_000))
def test_sizes_add_up(n: int) -> None:
    sizes = popularity(n)
    assert sizes.sum() == n
    assert sizes.min() >= 1
    assert (np.diff(sizes) <= 0).all()


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 300), st.integers(0, 2**63), st.integers(1, 50))
def test_chunks_do_not_change_the_stream(
    tmp_path_factory: pytest.TempPathFactory, n: int, seed: int, chunk: int
) -> None:
    path = tmp_path_factory.mktemp("stream") / "s.parquet"
    simulation.write_stream(n, seed, path, chunk)
    file = pq.ParquetFile(path)
    assert file.num_row_groups == -(-n // chunk)
    assert file.read().equals(simulation.stream(n, seed))


def test_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one post"):
        simulation.stream(0, 1)


@pytest.mark.slow
def test_five_million_posts(tmp_path: Path) -> None:
    start = time.perf_counter()
    simulation.write_stream(5_000_000, 1, tmp_path / "s.parquet")
    assert time.perf_counter() - start < 30
    frame = pl.read_parquet(tmp_path / "s.parquet")
    assert coincident_pairs(frame, 3600) == pytest.approx(496e6, rel=0.1)
