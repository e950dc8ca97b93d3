"""Periods: stretches of time that overlap by half, and the edges that are strong inside one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa

from evenhand.detection import kernels
from evenhand.detection.arranged import Coded
from evenhand.detection.pairs import Weight, pairs
from evenhand.detection.settings import Settings
from evenhand.records.progress import Progress, silent
from evenhand.records.schemas import EDGES

_MICROSECOND = timedelta(microseconds=1)
_DAY = timedelta(days=1) // _MICROSECOND
_KEY = ["signal", "account_a", "account_b"]
OF_PERIOD = ("period_weight", "period_first_seen", "period_last_seen")
"""What an edge says of its strongest period."""


def periods(time: kernels.Int64, period: timedelta) -> list[tuple[int, int]]:
    """Cut time into periods that begin every half of their length, from midnight UTC.

    Args:
        time: of the shares, in microseconds, in any order.
        period: length of each.

    Returns:
        Start and end of each in microseconds, the end not part of it: the last one reaches beyond
        the last share. None at all when one period would hold all of them.
    """
    if time.size == 0:
        return []
    length, step = period // _MICROSECOND, period // 2 // _MICROSECOND
    first, last = int(time.min()), int(time.max())
    if last - first < length:
        return []
    start = first // _DAY * _DAY
    found: list[tuple[int, int]] = []
    while not found or found[-1][1] <= last:
        found.append((start, start + length))
        start += step
    return [(begin, end) for begin, end in found if end > first]


def rows_of(time: kernels.Int64, stretch: tuple[int, int]) -> tuple[int, int]:
    """Say which of the sorted times lie in a stretch: the first row, and the one after the last."""
    first, last = np.searchsorted(time, stretch)
    return int(first), int(last)


def edges_of_run(
    shares: pa.Table,
    settings: Settings,
    *,
    threads: int | None = None,
    progress: Progress = silent,
) -> pa.Table:
    """Find the edges that a run with these settings finds: PAIRS, and `OF_PERIOD` with periods."""
    edges = pairs(
        shares,
        settings.window,
        settings.min_weight,
        weight=settings.weight,
        min_participation=settings.min_participation,
        threads=threads,
        progress=progress,
    )
    if settings.period is None:
        return edges
    return in_periods(
        edges,
        shares,
        settings.window,
        settings.period,
        settings.min_weight,
        weight=settings.weight,
        threads=threads,
        progress=progress,
    )


def in_periods(
    edges: pa.Table,
    shares: pa.Table,
    window: timedelta,
    period: timedelta,
    min_weight: int,
    *,
    weight: Weight = "objects",
    threads: int | None = None,
    progress: Progress = silent,
) -> pa.Table:
    """Keep the edges that reach the minimum weight inside one period.

    In a year, two who meet twice have met by chance; in a week they may not have. The counts of an
    edge stay those of all the time, since its evidence is all of it; what it did in the period in
    which it was strongest (of equal ones the first) stands beside them.

    Args:
        edges: table PAIRS, found in ``shares`` with ``window`` and ``min_weight`` or less.
        shares: table SHARES.
        window: largest time between two shares of one coincidence.
        period: length of the periods.
        min_weight: as of `pairs`, inside one period.
        weight: what ``min_weight`` counts.
        threads: how many to use; all cores when None.
        progress: told how many periods are done.

    Returns:
        Rows of ``edges`` in their order, with the columns ``period_weight, period_first_seen,
        period_last_seen`` of EDGES. Where one period would hold everything, all rows, with nulls.
    """
    coded = Coded.of(shares).in_order_of_time()
    stretches = periods(coded.time, period)
    if not stretches:
        return _with(
            edges, [pa.nulls(edges.num_rows, EDGES.field(name).type) for name in OF_PERIOD]
        )
    count = "coincidences" if weight == "objects" else "post_pairs"
    parts = []
    for done, stretch in enumerate(stretches):
        progress("periods counted", done, len(stretches))
        part, _ = coded.stretch(*rows_of(coded.time, stretch))
        found: Any = pl.from_arrow(pairs(part, window, min_weight, weight=weight, threads=threads))
        parts.append(
            found.select(
                pl.col(_KEY).cast(pl.String),
                period_weight=pl.col(count).cast(pl.UInt64),
                period_first_seen="first_seen",
                period_last_seen="last_seen",
            )
        )
    progress("periods counted", len(stretches), len(stretches))
    strongest = (
        pl.concat(parts)
        .sort("period_weight", "period_first_seen", descending=[True, False])
        .unique(_KEY, keep="first", maintain_order=True)
    )
    keys: Any = pl.from_arrow(edges.select(_KEY))
    joined = keys.with_columns(pl.col(_KEY).cast(pl.String)).join(
        strongest, on=_KEY, how="left", maintain_order="left"
    )
    held = joined["period_weight"].is_not_null()
    kept = joined.filter(held)
    return _with(
        edges.filter(pa.array(held.to_list(), pa.bool_())),
        [kept[name].to_arrow().cast(EDGES.field(name).type) for name in OF_PERIOD],
    )


def _with(edges: pa.Table, columns: list[pa.Array]) -> pa.Table:
    for name, values in zip(OF_PERIOD, columns, strict=True):
        edges = edges.append_column(EDGES.field(name), values)
    return edges
