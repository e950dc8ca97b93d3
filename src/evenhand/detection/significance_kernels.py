"""Compiled loops under ``significance.py``: chances of coincidence and their tails."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from evenhand.detection.kernels import HIGH, LOW, POSITION, Float64, Int32, Int64

_EXACT_WORK = 2_000_000  # trials x coincidences up to which the tail is computed term by term


@njit(cache=True, nogil=True)
def uniform_chance(apart: int, window: int, jitter: int) -> float:
    """Chance that two shares ``apart`` ticks from each other come within ``window`` of each other.

    Each is moved by its own uniform in (-jitter / 2, jitter / 2); the difference of two such moves
    is triangular on (-jitter, jitter).
    """
    return _triangular(window - apart, jitter) - _triangular(-window - apart, jitter)


@njit(cache=True, nogil=True)
def _triangular(x: float, width: float) -> float:
    """Distribution function of the triangular distribution on (-width, width)."""
    if x <= -width:
        return 0.0
    if x >= width:
        return 1.0
    if x < 0:
        return 0.5 * (1 + x / width) ** 2
    return 1 - 0.5 * (1 - x / width) ** 2


@njit(cache=True, nogil=True)
def _overlap(at: int, window: int, centre: int, jitter: int) -> float:
    """Chance that a uniform on ``centre`` ± jitter / 2 lies within ``window`` of ``at``."""
    low = max(at - window, centre - jitter / 2)
    high = min(at + window, centre + jitter / 2)
    return max(0.0, high - low) / jitter


@njit(cache=True, nogil=True)
def density_chance(
    p: int,
    q: int,
    time: Int64,
    low: Int32,
    high: Int32,
    half_low: Int32,
    half_high: Int32,
    window: int,
    jitter: int,
) -> float:
    """Chance of coincidence when both draw their times from what others did with the object.

    A share's surrogate time is one of the times at which *other* accounts shared the object within
    jitter / 2 of it, each with weight 1, or uniform there, with weight 1. The shares of the group
    are firsts: one for each account. ``low`` and ``high`` bound the neighbours within ``window``,
    ``half_low`` and ``half_high`` those within jitter / 2.
    """
    # Neither p nor q counts among the others, of either.
    others_p = half_high[p] - half_low[p] - 1 - (half_low[p] <= q < half_high[p])
    others_q = half_high[q] - half_low[q] - 1 - (half_low[q] <= p < half_high[q])
    total = uniform_chance(abs(time[p] - time[q]), window, jitter)
    for i in range(half_low[p], half_high[p]):
        if i in (p, q):
            continue
        total += _overlap(time[i], window, time[q], jitter)
        first = max(low[i], half_low[q])
        last = min(high[i], half_high[q])
        near = max(0, last - first)
        near -= (first <= p < last) + (first <= q < last)
        total += near
    for j in range(half_low[q], half_high[q]):
        if j not in (p, q):
            total += _overlap(time[j], window, time[p], jitter)
    return total / ((others_p + 1.0) * (others_q + 1.0))


@njit(cache=True, nogil=True)
def tail(chances: Float64, seen: int) -> float:
    """Chance of ``seen`` or more successes in independent trials of these chances.

    Exact (the Poisson-binomial, term by term) while trials x seen is at most 2·10⁶. Beyond, the
    binomial with the mean chance, which is an upper bound once ``seen`` exceeds the expected number
    by one (Hoeffding 1956), and 1 where it does not.
    """
    n = chances.size
    if seen <= 0:
        return 1.0
    if seen > n:
        return 0.0
    if n * seen > _EXACT_WORK:
        return binomial_bound(n, chances.sum(), seen)
    fewer = np.zeros(seen)  # chance of 0, 1, … seen - 1 successes so far
    fewer[0] = 1.0
    reached = 0.0
    for i in range(n):
        p = chances[i]
        reached += fewer[seen - 1] * p
        for k in range(min(i + 1, seen - 1), 0, -1):
            fewer[k] = fewer[k] * (1 - p) + fewer[k - 1] * p
        fewer[0] *= 1 - p
    return min(1.0, reached)


@njit(cache=True, nogil=True)
def binomial_bound(n: int, expected: float, seen: int) -> float:
    """Bound the Poisson-binomial tail by the binomial of the same mean (see `tail`)."""
    if seen < expected + 1:
        return 1.0
    p = expected / n
    if p <= 0:
        return 0.0
    log_term = (
        math.lgamma(n + 1.0)
        - math.lgamma(seen + 1.0)
        - math.lgamma(n - seen + 1.0)
        + seen * math.log(p)
        + (n - seen) * math.log1p(-p)
    )
    term = math.exp(log_term)
    total = 0.0
    for k in range(seen, n + 1):
        total += term
        if term < total * 1e-17:
            break
        term *= (n - k) / (k + 1.0) * p / (1 - p)
    return min(1.0, total)


@njit(cache=True, nogil=True)
def firsts(account: Int32, starts: Int64, accounts: int) -> Int64:
    """Choose each account's first share of each object from groups sorted by time."""
    seen = np.full(accounts, -1, np.int64)
    chosen = np.empty(account.size, np.int64)
    n = 0
    for g in range(starts.size - 1):
        for p in range(starts[g], starts[g + 1]):
            if seen[account[p]] != g:
                seen[account[p]] = g
                chosen[n] = p
                n += 1
    return chosen[:n]


@njit(cache=True, nogil=True)
def tested(
    first: int,
    last: int,
    account: Int32,
    time: Int64,
    low: Int32,
    high: Int32,
    half_low: Int32,
    half_high: Int32,
    own_starts: Int64,
    own: Int32,
    edge_starts: Int64,
    edge_b: Int32,
    window: int,
    jitter: int,
    density: bool,
    count_all: bool,
    cells: Int32,
) -> tuple[int, Int64, Int64, Float64, Float64]:
    """Test the edges of accounts ``first`` to ``last``, and count the pairs that had a trial.

    ``low`` … bound each share's neighbours within the window, ``half_low`` … within jitter / 2.
    ``own`` lists each account's shares with their neighbours within window + jitter
    (`kernels.by_account`): those are the trials.
    Account a's edges lead to ``edge_b[edge_starts[a]:edge_starts[a + 1]]``, all of higher number.
    ``cells`` is scratch of one zero for each account, and zero again on return.

    Returns pairs of accounts with a trial (only those with an edge unless ``count_all``); and for
    each edge: trials, coincidences among them, expected coincidences, and the chance of at least so
    many.
    """
    size = edge_starts[last] - edge_starts[first]
    offset = edge_starts[first]
    trials = np.zeros(size, np.int64)
    seen = np.zeros(size, np.int64)
    expected = np.zeros(size, np.float64)
    p_value = np.ones(size, np.float64)
    touched = np.empty(cells.size, np.int32)
    pairs = 0
    for a in range(first, last):
        n_touched = 0
        if not count_all and edge_starts[a] == edge_starts[a + 1]:
            continue
        for e in range(edge_starts[a], edge_starts[a + 1]):
            cells[edge_b[e]] = e - offset + 2
            touched[n_touched] = edge_b[e]
            n_touched += 1
        from_edges = n_touched
        in_all = 0
        for i in range(own_starts[a], own_starts[a + 1]):
            p = own[i, POSITION]
            for q in range(own[i, LOW], own[i, HIGH]):
                b = account[q]
                if b > a:
                    cell = cells[b]
                    if cell == 0:
                        if count_all:
                            cells[b] = 1
                            touched[n_touched] = b
                            n_touched += 1
                    elif cell > 1:
                        trials[cell - 2] += 1
                        seen[cell - 2] += low[p] <= q < high[p]
        pairs += n_touched - from_edges
        for e in range(edge_starts[a], edge_starts[a + 1]):
            pairs += trials[e - offset] > 0
            in_all += trials[e - offset]
        if in_all:
            chances = np.empty(in_all)
            filled = np.zeros(from_edges + 1, np.int64)
            here = edge_starts[a]
            for e in range(here, edge_starts[a + 1]):
                filled[e - here + 1] = filled[e - here] + trials[e - offset]
            begins = filled.copy()
            for i in range(own_starts[a], own_starts[a + 1]):
                p = own[i, POSITION]
                for q in range(own[i, LOW], own[i, HIGH]):
                    b = account[q]
                    if b > a and cells[b] > 1:
                        slot = cells[b] - 2 + offset - here
                        if density:
                            chance = density_chance(
                                p, q, time, low, high, half_low, half_high, window, jitter
                            )
                        else:
                            chance = uniform_chance(abs(time[p] - time[q]), window, jitter)
                        chances[filled[slot]] = chance
                        filled[slot] += 1
            for e in range(here, edge_starts[a + 1]):
                mine = chances[begins[e - here] : begins[e - here + 1]]
                expected[e - offset] = mine.sum()
                p_value[e - offset] = tail(mine, seen[e - offset])
        for i in range(n_touched):
            cells[touched[i]] = 0
    return pairs, trials, seen, expected, p_value
