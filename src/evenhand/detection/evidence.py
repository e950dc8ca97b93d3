"""Evidence: from edges back to the posts that made them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from evenhand.detection import evidence_kernels, kernels
from evenhand.detection.arranged import Arranged, Coded, arrange, numbers
from evenhand.engines import local
from evenhand.records import dictionaries
from evenhand.records.schemas import EDGES, EVIDENCE

_KEY = ["signal", "account_a", "account_b"]


@dataclass(frozen=True)
class Evidence:
    """What lies behind the edges of a run."""

    table: pa.Table
    """EVIDENCE: one row for each pair of posts on an edge inside a cluster, sorted."""
    total: int
    """How many rows there would be without the limit."""
    on_edge: kernels.Bool
    """For each row of SHARES, whether it is part of a coincidence on any edge."""
    in_cluster: kernels.Bool
    """The same for edges inside clusters."""


def evidence(
    edges: pa.Table,
    shares: pa.Table,
    window: timedelta,
    *,
    limit: int = 1_000_000,
    threads: int | None = None,
) -> Evidence:
    """Find the posts behind edges.

    Args:
        edges: table EDGES, as `in_clusters` returns it.
        shares: the table SHARES that the edges come from.
        window: the window that the edges were found with.
        limit: at most so many rows of evidence. Over it, whole edges are left out, so that what is
            said about an edge is complete: each cluster's strongest edges stay.
        threads: how many to use; all cores when None.
    """
    workers = local.threads(threads)
    coded = Coded.of(shares)
    chosen, total = _within(edges, limit)
    inside = ~np.asarray(edges["cluster"].is_null())
    on_edge = np.zeros(shares.num_rows, np.bool_)
    in_cluster = np.zeros(shares.num_rows, np.bool_)
    signal = np.asarray(edges["signal"].cast(pa.string()).to_numpy(zero_copy_only=False))
    a = places(edges["account_a"], coded.names)
    b = places(edges["account_b"], coded.names)
    found: list[pl.DataFrame] = []
    for name, rows in coded.by_signal():
        mine = np.flatnonzero(signal == name)
        if mine.size == 0:
            continue
        arranged = arrange(coded, rows, window, workers)
        for subset, marks in ((mine, on_edge), (mine[inside[mine]], in_cluster)):
            edge_starts, edge_b, _ = _rows_of(a[subset], b[subset], arranged)
            hit = evidence_kernels.mark(edge_starts, edge_b, *_neighbours(arranged))
            marks[arranged.row[hit]] = True
        listed = mine[chosen[mine]]
        if listed.size == 0:
            continue
        room = int(np.asarray(edges["post_pairs"].take(pa.array(listed))).sum())
        edge_starts, edge_b, _ = _rows_of(a[listed], b[listed], arranged)
        p, q = evidence_kernels.post_pairs(room, edge_starts, edge_b, *_neighbours(arranged))
        found.append(_rows(name, arranged.row[p], arranged.row[q], shares))
    return Evidence(_table(found, edges), total, on_edge, in_cluster)


def in_clusters(edges: pa.Table, network: pa.Table) -> pa.Table:
    """Say of each edge which cluster holds both its accounts; the strongest edges come first.

    From PAIRS, tested or not, to EDGES; the medians are null until `with_medians`.
    """
    cluster = network["cluster"].combine_chunks().dictionary_encode()
    accounts = network["account_id"].combine_chunks()
    codes = cluster.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    of_a = codes[places(edges["account_a"], accounts)]
    of_b = codes[places(edges["account_b"], accounts)]
    both = np.where((of_a == of_b) & (of_a >= 0), of_a, -1)
    held = cluster.dictionary.take(pa.array(both, mask=both < 0))
    size = edges.num_rows
    columns = {name: edges[name] for name in edges.column_names if name in EDGES.names}
    for field in EDGES:
        columns.setdefault(field.name, pa.nulls(size, field.type))
    columns["cluster"] = held.cast(pa.string())
    table = pa.table([columns[name] for name in EDGES.names], schema=EDGES)
    # The kernel's order depends on nothing but the shares, and strings compare slowly: sorting by
    # numbers alone, stably, is enough to put strong edges first in a fixed order.
    order = (
        np.lexsort(
            (
                -numbers(table["post_pairs"].combine_chunks()).astype(np.int64),
                -numbers(table["coincidences"].combine_chunks()).astype(np.int64),
            )
        )
        if size
        else np.empty(0, np.int64)
    )
    return table.take(pa.array(order))


def with_medians(edges: pa.Table, found: Evidence) -> pa.Table:
    """Fill in the median delay of the edges whose evidence is complete."""
    if found.table.num_rows == 0:
        return edges
    frame: Any = pl.from_arrow(found.table.select([*_KEY, "delay_s"]))
    medians = frame.group_by(_KEY).agg(pl.col("delay_s").abs().median().alias("median_delay_s"))
    keys: Any = pl.from_arrow(edges.select(_KEY))
    joined = keys.with_columns(pl.col(_KEY).cast(pl.String)).join(
        medians, on=_KEY, how="left", maintain_order="left"
    )
    place = EDGES.names.index("median_delay_s")
    return edges.set_column(place, EDGES.field(place), joined["median_delay_s"].to_arrow())


def _within(edges: pa.Table, limit: int) -> tuple[kernels.Bool, int]:
    """Choose the edges whose evidence is listed: in turn, the strongest left of each cluster."""
    frame: Any = pl.from_arrow(edges.select(["cluster", "post_pairs"]))
    inside = frame.with_row_index("row").filter(pl.col("cluster").is_not_null())
    if inside.height == 0:
        return np.zeros(edges.num_rows, np.bool_), 0
    in_turn = (
        inside.with_columns(
            turn=pl.int_range(pl.len()).over("cluster"),
            number=pl.col("cluster").str.slice(1).cast(pl.Int64),
        )
        .sort("turn", "number")
        .with_columns(upto=pl.col("post_pairs").cum_sum())
    )
    chosen = np.zeros(edges.num_rows, np.bool_)
    chosen[in_turn.filter(pl.col("upto") <= limit)["row"].to_numpy()] = True
    return chosen, int(inside["post_pairs"].sum())


def places(values: pa.ChunkedArray, names: pa.Array) -> np.ndarray[Any, Any]:
    """Look up where each value stands in ``names``; all of them are there."""
    whole = dictionaries.coded(values)
    # A dictionary may also hold values that no row has; they need not be among the names.
    places = pc.index_in(whole.dictionary, names).fill_null(-1).to_numpy(zero_copy_only=False)
    result: np.ndarray[Any, Any] = places[numbers(whole.indices)]
    return result


def _rows_of(
    a: np.ndarray[Any, Any], b: np.ndarray[Any, Any], arranged: Arranged
) -> tuple[kernels.Int64, kernels.Int32, kernels.Int64]:
    """Group edges by their first account, in the kernel's numbers: (starts, b, order)."""
    first, second = arranged.number[a], arranged.number[b]
    order = np.argsort(first, kind="stable")
    starts = kernels.group_starts(first, arranged.number.size)
    return starts, second[order], order


def _neighbours(arranged: Arranged) -> tuple[np.ndarray[Any, Any], ...]:
    return arranged.account, arranged.starts, arranged.own


def _rows(
    signal: str, row_a: kernels.Int32, row_b: kernels.Int32, shares: pa.Table
) -> pl.DataFrame:
    first: Any = pl.from_arrow(shares.take(pa.array(row_a)))
    second: Any = pl.from_arrow(shares.select(["account", "time", "post"]).take(pa.array(row_b)))
    frame: pl.DataFrame = first.select(
        signal=pl.lit(signal),
        object=pl.col("object").cast(pl.String),
        account_a=pl.col("account").cast(pl.String),
        account_b=second["account"].cast(pl.String),
        post_a=pl.col("post"),
        post_b=second["post"],
        time_a=pl.col("time"),
        time_b=second["time"],
    )
    return frame.with_columns(
        delay_s=(pl.col("time_b") - pl.col("time_a")).dt.total_microseconds() / 1e6
    )


def _table(found: list[pl.DataFrame], edges: pa.Table) -> pa.Table:
    if not found:
        return EVIDENCE.empty_table()
    held: Any = pl.from_arrow(
        edges.select([*_KEY, "cluster"]).filter(pc.is_valid(edges["cluster"]))
    )
    rows = (
        pl.concat(found)
        .join(held.with_columns(pl.col(_KEY).cast(pl.String)), on=_KEY)
        .with_columns(number=pl.col("cluster").str.slice(1).cast(pl.Int64))
        .sort("number", *_KEY, "object", "time_a", "time_b", "post_a", "post_b")
    )
    return rows.select(EVIDENCE.names).to_arrow().cast(EVIDENCE)
