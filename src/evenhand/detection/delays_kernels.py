"""Compiled loop under ``delays.py``: how far apart members of a group are, and by chance."""

from __future__ import annotations

import numpy as np
from numba import njit

from evenhand.detection.groups_kernels import COMPANY, draw_members, members
from evenhand.detection.kernels import Float64, Int32, Int64, UInt64


@njit(cache=True, nogil=True)
def count_delays(
    objects: Int64,
    account: Int32,
    time: Int64,
    bounds: Int64,
    hashes: UInt64,
    member_of: Int32,
    speed: Float64,
    jitter: int,
    surrogates: int,
    bandwidth: float,
    seed: int,
    width: float,
    observed: Float64,
    expected: Float64,
) -> None:
    """Count pairs of members by the delay between their shares of each of ``objects``.

    Bins are ``width`` long, the last one ends with the last delay that is counted; a delay on the
    edge of two bins belongs to the lower one, and none at all to the first. ``observed`` and
    ``expected`` (the mean of the surrogates), of shape (groups, bins), are added to.
    """
    bins = observed.shape[1]
    company = np.zeros(COMPANY)  # which the delays have no use for
    for o in range(objects.size):
        g = objects[o]
        lo, hi = bounds[g], bounds[g + 1]
        places, spans = members(lo, hi, account, member_of)
        for n in range(spans.shape[0]):
            some = places[spans[n, 0] : spans[n, 1]]
            this = member_of[account[some[0]]]
            drawn = draw_members(
                some,
                lo,
                hi,
                account,
                time,
                member_of,
                speed,
                jitter,
                surrogates,
                bandwidth,
                hashes[g],
                seed,
                company,
            )
            for r in range(surrogates):
                _count(np.sort(drawn[r]), width, bins, 1.0 / surrogates, expected[this])
            _count(np.sort(drawn[surrogates]), width, bins, 1.0, observed[this])


@njit(cache=True, nogil=True)
def _count(times: Float64, width: float, bins: int, weight: float, counts: Float64) -> None:
    """Add ``weight`` for each pair of sorted ``times`` to the bin of its delay."""
    for i in range(times.size):
        for j in range(i + 1, times.size):
            delay = times[j] - times[i]
            if delay > width * bins:
                break
            counts[max(0, int(np.ceil(delay / width)) - 1)] += weight
