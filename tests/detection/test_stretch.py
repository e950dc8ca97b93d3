from __future__ import annotations

import numpy as np
import polars as pl
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from evenhand.detection.stretch import stretch
from evenhand.records.schemas import SHARES
from tests.detection.streams import table


@given(st.lists(st.integers(0, 40), max_size=60), st.integers(1, 50))
def test_a_stretch_is_whole_in_its_time(times: list[int], most: int) -> None:
    count = len(times)
    shares = table(np.arange(count), np.zeros(count, int), np.array(times, int) * 1_000_000)
    part = stretch(shares, most)
    assert part.shares.num_rows <= most
    assert part.of_shares == count
    assert part.whole == (part.shares.num_rows == count)
    if count <= most:
        assert part.shares.equals(shares)
    if part.first is not None:
        inside = pl.DataFrame(shares).filter(pl.col("time").is_between(part.first, part.last))
        assert part.shares.num_rows == inside.height


def test_it_is_the_middle() -> None:
    shares = table(np.arange(100), np.zeros(100, int), np.arange(100) * 1_000_000)
    part = stretch(shares, 10)
    seconds = [time // 1_000_000 for time in part.shares["time"].cast(pa.int64()).to_pylist()]
    assert seconds == list(range(45, 55))


def test_nothing() -> None:
    assert stretch(SHARES.empty_table()).first is None
