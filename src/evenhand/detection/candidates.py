"""Candidates: groups of accounts that coincide more often than uniform jitter explains."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import igraph
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from evenhand.detection.arranged import Coded, numbers
from evenhand.detection.evidence import places
from evenhand.detection.network import communities
from evenhand.detection.pairs import pairs
from evenhand.detection.significance import expected_by_chance

_DAY = timedelta(days=1)


def block_for(time: np.ndarray[Any, Any]) -> timedelta:
    """Choose the length of blocks: a day, or an eighth of times that span less than four days.

    ``time`` is in microseconds.
    """
    if time.size == 0:
        return _DAY
    return block_of(timedelta(microseconds=int(time.max() - time.min())))


def block_of(span: timedelta) -> timedelta:
    """Choose the length of blocks for a stretch of time (see `block_for`)."""
    return _DAY if span >= 4 * _DAY else max(span / 8, timedelta(seconds=1))


def halves(time: np.ndarray[Any, Any], block: timedelta) -> np.ndarray[Any, Any]:
    """Say of each time to which half it belongs; blocks begin at midnight, UTC, of the first."""
    if time.size == 0:
        return np.empty(0, np.int64)
    day = _DAY // timedelta(microseconds=1)
    start = int(time.min()) // day * day
    halves: np.ndarray[Any, Any] = ((time - start) // (block // timedelta(microseconds=1))) % 2
    return halves


def candidates(
    shares: Coded,
    window: timedelta,
    jitter: timedelta,
    min_accounts: int,
    resolution: float,
    seed: int,
    threads: int | None,
) -> list[np.ndarray[Any, Any]]:
    """Find communities of accounts with excess coincidences, as arrays of account codes.

    Two accounts are joined when they coincide on two objects or more, and more often than uniform
    jitter of their first shares makes them.
    """
    edges = pairs(shares, window, 2, threads=threads)
    chance = expected_by_chance(edges, shares, window, jitter, threads=threads)
    excess = numbers(edges["coincidences"]).astype(np.float64) - chance
    names = pc.unique(
        pa.chunked_array(
            edges["account_a"].cast(pa.string()).chunks
            + edges["account_b"].cast(pa.string()).chunks,
            pa.string(),
        )
    )
    names = names.take(pc.array_sort_indices(names))
    a, b = (places(edges[name], names) for name in ("account_a", "account_b"))
    # Of several signals the largest excess counts: one post may bring all of them.
    order = np.lexsort((-excess, b, a))
    a, b, excess = a[order], b[order], excess[order]
    first = np.ones(a.size, np.bool_)
    first[1:] = (a[1:] != a[:-1]) | (b[1:] != b[:-1])
    kept = first & (excess > 0)
    a, b, excess = a[kept], b[kept], excess[kept]
    if a.size == 0:
        return []
    graph = igraph.Graph(n=len(names), edges=np.column_stack((a, b)))
    member = communities(graph, excess, resolution, seed)
    sizes = np.bincount(member)
    by_community = np.argsort(member, kind="stable")
    sets = [
        names.take(pa.array(part))
        for part in np.split(by_community, np.cumsum(sizes)[:-1])
        if part.size >= min_accounts
    ]
    return _codes(sets, shares.names)


def _codes(sets: list[pa.Array], names: pa.Array) -> list[np.ndarray[Any, Any]]:
    """Look up the codes of the accounts of each set."""
    if not sets:
        return []
    whole = places(pa.chunked_array(sets), names)
    return np.split(whole, np.cumsum([len(one) for one in sets])[:-1])
