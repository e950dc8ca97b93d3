"""Compiled loop under ``support.py``: one account's time redrawn while the others' stay."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from evenhand.detection.groups_kernels import draw, mixed, moments
from evenhand.detection.kernels import Bool, Float64, Int32, Int64, UInt64


@njit(cache=True, nogil=True)
def test_accounts(
    objects: Int64,
    account: Int32,
    time: Int64,
    bounds: Int64,
    hashes: UInt64,
    core: Bool,
    judged: Bool,
    speed: Float64,
    code: Int32,
    window: int,
    jitter: int,
    surrogates: int,
    bandwidth: float,
    seed: int,
    of_account: Float64,
) -> None:
    """Count each judged account's coincidences with the core, as they are and in surrogates.

    For each of ``objects``, in their order, and each share in it of a ``judged`` account with a
    share of the ``core`` in reach: its time is drawn ``surrogates`` times from the times at which
    accounts outside the core shared the object within jitter / 2 of it, each weighted by how alike
    its usual ``speed`` is, or uniformly there with the weight of one outsider of the same speed.
    The observed count takes part as one more surrogate. ``of_account`` of shape (accounts, SUMS)
    is added to.
    """
    state = np.zeros(1, np.uint64)
    half = jitter / 2
    counts = np.empty(surrogates + 1, np.float64)
    for o in range(objects.size):
        g = objects[o]
        lo, hi = bounds[g], bounds[g + 1]
        others = np.empty(hi - lo, np.float64)
        cumulative = np.empty(hi - lo, np.float64)
        places = np.empty(hi - lo, np.int64)
        for p in range(lo, hi):
            mine = account[p]
            if not judged[mine]:
                continue
            first = p
            while first > lo and time[p] - time[first - 1] <= half + window:
                first -= 1
            last = p + 1
            while last < hi and time[last] - time[p] <= half + window:
                last += 1
            near = 0
            outside = 0
            total = 1.0
            for q in range(first, last):
                who = account[q]
                if core[who]:
                    if who != mine:
                        others[near] = time[q]
                        near += 1
                elif who != mine and abs(time[q] - time[p]) <= half:
                    apart = (speed[who] - speed[mine]) / bandwidth
                    total += math.exp(-0.5 * apart * apart)
                    cumulative[outside] = total
                    places[outside] = q
                    outside += 1
            if near == 0:
                continue
            state[0] = mixed(hashes[g] + mixed(np.uint64(code[mine]) + np.uint64(1))) ^ (
                np.uint64(seed)
            )
            for r in range(surrogates):
                mark = draw(state) * total
                if mark < 1.0:
                    drawn = time[p] + (draw(state) - 0.5) * jitter
                else:
                    found = np.searchsorted(cumulative[:outside], mark, side="right")
                    drawn = float(time[places[min(found, outside - 1)]])
                counts[r] = _within(others[:near], drawn, window)
            counts[surrogates] = _within(others[:near], float(time[p]), window)
            moments(counts, of_account[mine])


@njit(cache=True, nogil=True)
def _within(times: Float64, middle: float, window: int) -> float:
    """Count sorted ``times`` at most ``window`` from ``middle``."""
    low = np.searchsorted(times, middle - window, side="left")
    return float(np.searchsorted(times, middle + window, side="right") - low)
