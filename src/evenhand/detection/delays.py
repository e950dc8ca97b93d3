"""Delays: how far apart in time the accounts of a confirmed group share the same things."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from evenhand.detection import delays_kernels
from evenhand.detection.arranged import Coded
from evenhand.detection.evidence import places
from evenhand.detection.surrogates import BANDWIDTH, Surrogates, speeds
from evenhand.engines import local
from evenhand.records.progress import Progress, silent
from evenhand.records.schemas import DELAYS

_BINS = 36
_WINDOWS = 3  # far enough to see where the group falls back to what chance makes
_SURROGATES = 100


def delays(
    shares: pa.Table,
    clusters: Mapping[str, Sequence[str]],
    window: timedelta,
    jitter: timedelta,
    *,
    resolution_s: float = 0,
    seed: int = 0,
    threads: int | None = None,
    progress: Progress = silent,
) -> pa.Table:
    """Count the delays between first shares inside clusters, as they are and by chance.

    Args:
        shares: table SHARES.
        clusters: cluster → its accounts; an account is in one of them.
        window: largest time of a coincidence; delays are counted up to three of them.
        jitter: how far exact times are forgotten.
        resolution_s: how exact the times are, in seconds; no bin is shorter.
        seed: of the surrogates.
        threads: how many to use; all cores when None. Results do not depend on it.
        progress: told how many signals are done.

    Returns:
        Table DELAYS, up to 36 rows to a cluster, in the order of ``clusters``. Chance is what
        `groups` compares with: each account's time redrawn from outsiders as quick as it. All of
        the time is counted, also where the group was discovered: a picture, not a test.
    """
    if not clusters:
        return DELAYS.empty_table()
    coded = Coded.of(shares)
    wanted = pa.array([account for accounts in clusters.values() for account in accounts])
    member_of = np.full(len(coded.names), -1, np.int32)
    member_of[places(pa.chunked_array([wanted]), coded.names)] = np.repeat(
        np.arange(len(clusters), dtype=np.int32), [len(accounts) for accounts in clusters.values()]
    )
    width = max(window * _WINDOWS / _BINS / timedelta(microseconds=1), resolution_s * 1e6, 1.0)
    bins = math.ceil(window * _WINDOWS / timedelta(microseconds=1) / width)
    observed, expected = (np.zeros((len(clusters), bins)) for _ in range(2))
    workers = local.threads(threads)
    signals = list(coded.by_signal())
    for n, (_, rows) in enumerate(signals):
        progress("signals' delays", n, len(signals))
        usual = speeds(coded, rows, workers)
        shared = np.bincount(
            coded.object[rows[member_of[coded.account[rows]] >= 0]], minlength=len(coded.objects)
        )
        there = rows[shared[coded.object[rows]] >= 2]
        if not there.size:
            continue
        objects = Surrogates.of(coded, there, window, jitter, workers)

        def part(
            n: int, objects: Surrogates = objects, usual: np.ndarray[Any, Any] = usual
        ) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
            seen, chance = (np.zeros((len(clusters), bins)) for _ in range(2))
            delays_kernels.count_delays(
                objects.parts[n],
                objects.jittered.account,
                objects.jittered.time,
                objects.jittered.bounds,
                objects.hashes,
                member_of[objects.code],
                usual[objects.code],
                objects.jittered.jitter,
                _SURROGATES,
                BANDWIDTH,
                seed,
                width,
                seen,
                chance,
            )
            return seen, chance

        for seen, chance in local.in_order(part, range(len(objects.parts)), workers):
            observed += seen
            expected += chance
    progress("signals' delays", len(signals), len(signals))
    edges = np.arange(bins + 1) * width / 1e6
    return pa.table(
        [
            pa.array([name for name in clusters for _ in range(bins)]),
            np.tile(edges[:-1], len(clusters)),
            np.tile(edges[1:], len(clusters)),
            observed.ravel().astype(np.uint64),
            expected.ravel(),
        ],
        schema=DELAYS,
    )
