"""Compiled loops under ``windows.py``: how many shares of one object lie how far apart.

Pairs are never listed: for each bound on the delay two pointers go through the shares once, so that
the work is the shares times the bounds, however popular an object is.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]
Float64 = npt.NDArray[np.float64]

# What `pairs_within` counts of pairs: one for each, their weight, the square of their weight.
PAIRS, WEIGHT, SQUARE = range(3)


@njit(cache=True, nogil=True)
def next_by_another(account: Int32, time: Int64, starts: Int64) -> Int64:
    """For each share, the delay to the next share of its object by another account; -1 for none.

    Shares are grouped by object (``starts``, groups + 1) and sorted by time inside a group.
    """
    delay = np.full(account.size, -1, np.int64)
    for g in range(starts.size - 1):
        lo, hi = starts[g], starts[g + 1]
        other = hi  # the next position whose account is not that of p
        for p in range(hi - 2, lo - 1, -1):
            if account[p + 1] != account[p]:
                other = p + 1
            if other < hi:
                delay[p] = time[other] - time[p]
    return delay


@njit(cache=True, nogil=True)
def pairs_within(time: Int64, starts: Int64, bounds: Int64, weight: Float64) -> Float64:
    """Count pairs of shares of one group that are at most so far apart.

    Args:
        time: sorted inside each group.
        starts: where groups start (groups + 1,).
        bounds: ascending delays, inclusive (n,).
        weight: of a pair of each group (groups,).

    Returns the cumulative counts, of shape (3, n): PAIRS, WEIGHT and SQUARE.
    """
    counts = np.zeros((3, bounds.size))
    for g in range(starts.size - 1):
        lo, hi = starts[g], starts[g + 1]
        if hi - lo < 2:
            continue
        span = time[hi - 1] - time[lo]
        found = np.int64(0)
        for k in range(bounds.size):
            if found < (hi - lo) * (hi - lo - 1) // 2:
                if bounds[k] >= span:
                    found = (hi - lo) * (hi - lo - 1) // 2
                else:
                    found = np.int64(0)
                    left = lo
                    for p in range(lo + 1, hi):
                        while time[p] - time[left] > bounds[k]:
                            left += 1
                        found += p - left
            counts[PAIRS, k] += found
            counts[WEIGHT, k] += found * weight[g]
            counts[SQUARE, k] += found * weight[g] * weight[g]
    return counts
