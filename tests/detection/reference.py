"""The pairs of accounts by the definition alone: slow, plain, and right by reading it."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pyarrow as pa

from evenhand.records.schemas import SHARES, UTC_TIME

Row = tuple[str, str, str, int, str]  # signal, account, object, microseconds, post


def shares_table(rows: list[Row]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) if rows else [[], [], [], [], []]
    signal, account, object_, time, post = (list(c) for c in columns)
    return pa.table(
        [
            pa.array(signal, pa.string()).dictionary_encode(),
            pa.array(account, pa.string()).dictionary_encode(),
            pa.array(object_, pa.string()).dictionary_encode(),
            pa.array(time, pa.int64()).cast(UTC_TIME),
            pa.array(post, pa.string()),
        ],
        schema=SHARES,
    )


def brute_force(
    rows: list[Row],
    window_us: int,
    min_weight: int,
    weight: str = "objects",
    min_participation: int = 1,
) -> dict[tuple[str, str, str], dict[str, Any]]:
    """Compare every share with every other one."""
    edges: dict[tuple[str, str, str], dict[str, Any]] = {}
    for signal in {r[0] for r in rows}:
        mine = [r for r in rows if r[0] == signal]
        mine = [r for r in mine if sum(o[1] == r[1] for o in mine) >= min_participation]
        found = [
            (x, y)
            for x in mine
            for y in mine
            if x[1].encode() < y[1].encode() and x[2] == y[2] and abs(x[3] - y[3]) <= window_us
        ]
        paired = {s[4] for pair in found for s in pair}
        counts: dict[str, int] = defaultdict(int)
        for r in mine:
            counts[r[1]] += r[4] in paired
        by_edge: dict[tuple[str, str], list[tuple[Row, Row]]] = defaultdict(list)
        for x, y in found:
            if max(counts[x[1]], counts[y[1]]) >= min_participation:
                by_edge[x[1], y[1]].append((x, y))
        for (a, b), both in by_edge.items():
            objects = {x[2] for x, _ in both}
            if (len(objects) if weight == "objects" else len(both)) < min_weight:
                continue
            delays = [abs(x[3] - y[3]) for x, y in both]
            edges[signal, a, b] = {
                "coincidences": len(objects),
                "post_pairs": len(both),
                "first_seen": min(min(x[3], y[3]) for x, y in both),
                "last_seen": max(max(x[3], y[3]) for x, y in both),
                "mean_delay_s": sum(delays) / (len(both) * 1e6),
                "min_delay_s": min(delays) / 1e6,
                "a_first": sum(x[3] < y[3] for x, y in both),
                "b_first": sum(y[3] < x[3] for x, y in both),
            }
    return edges


def as_dict(edges: pa.Table) -> dict[tuple[str, str, str], dict[str, Any]]:
    result = {}
    for name in ("first_seen", "last_seen"):
        place = edges.column_names.index(name)
        edges = edges.set_column(place, name, edges[name].cast(pa.int64()))
    for row in edges.to_pylist():
        key = (row.pop("signal"), row.pop("account_a"), row.pop("account_b"))
        assert key not in result, f"the edge {key} stands twice"
        result[key] = row
    return result
