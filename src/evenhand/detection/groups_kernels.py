"""Compiled loops under ``groups.py``: surrogate times for the members of groups."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from evenhand.detection.kernels import Float64, Int32, Int64, UInt64

# Columns of the sums that are kept for each group and each account. Over objects, which are
# independent, means, variances and third central moments add up.
OBSERVED, MEAN, VARIANCE, THIRD = range(4)
SUMS = 4
# Columns of what a group is compared with: over its shares, the pairs that each could make, and of
# these the part for which nobody stands in, and the sum of how much slower the others are.
COULD, ALONE, SLOWER = range(3)
COMPANY = 3


@njit(cache=True, nogil=True)
def mixed(x: np.uint64) -> np.uint64:
    """Scramble 64 bits (the finaliser of SplitMix64; Steele, Lea and Flood 2014)."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


@njit(cache=True, nogil=True)
def draw(state: UInt64) -> float:
    """Draw a number in [0, 1) and move the state on."""
    state[0] += np.uint64(0x9E3779B97F4A7C15)
    return float(mixed(state[0]) >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@njit(cache=True, nogil=True)
def settle_ties(account: Int32, time: Int64, bounds: Int64) -> None:
    """Put shares of one object and one time in the order of their accounts, in place."""
    for g in range(bounds.size - 1):
        i = bounds[g]
        while i < bounds[g + 1]:
            j = i + 1
            while j < bounds[g + 1] and time[j] == time[i]:
                j += 1
            if j - i > 1:
                account[i:j].sort()
            i = j


@njit(cache=True, nogil=True)
def content_hashes(account: Int32, time: Int64, bounds: Int64) -> UInt64:
    """Give each object a number that depends on who shared it when and on nothing else."""
    hashes = np.zeros(bounds.size - 1, np.uint64)
    for g in range(bounds.size - 1):
        for p in range(bounds[g], bounds[g + 1]):
            hashes[g] += mixed(np.uint64(time[p]) + mixed(np.uint64(account[p]) + np.uint64(1)))
    return hashes


@njit(cache=True, nogil=True)
def _near_each(
    times: Float64, order: Int64, size: int, window: float, scratch: Float64, out: Float64
) -> None:
    """For each member, count the others at most ``window`` apart. ``order`` sorts the times."""
    for i in range(size):
        scratch[i] = times[order[i]]
    left = 0
    right = 0
    for i in range(size):
        while scratch[i] - scratch[left] > window:
            left += 1
        right = max(right, i)
        while right + 1 < size and scratch[right + 1] - scratch[i] <= window:
            right += 1
        out[order[i]] = right - left


@njit(cache=True, nogil=True)
def members(lo: int, hi: int, account: Int32, member_of: Int32) -> tuple[Int64, Int64]:
    """Find the members of groups among the shares ``lo`` to ``hi`` - 1, of which one object is.

    Returns their places, group by group, and where in these each group with two members or more
    begins and ends, of shape (groups, 2).
    """
    count = 0
    for p in range(lo, hi):
        count += member_of[account[p]] >= 0
    groups = np.empty(count, np.int64)
    places = np.empty(count, np.int64)
    n = 0
    for p in range(lo, hi):
        if member_of[account[p]] >= 0:
            groups[n] = member_of[account[p]]
            places[n] = p
            n += 1
    order = np.argsort(groups, kind="mergesort")
    spans = np.empty((count // 2, 2), np.int64)
    several = 0
    start = 0
    while start < count:
        end = start + 1
        while end < count and groups[order[end]] == groups[order[start]]:
            end += 1
        if end - start >= 2:
            spans[several, 0] = start
            spans[several, 1] = end
            several += 1
        start = end
    return places[order], spans[:several]


@njit(cache=True, nogil=True)
def draw_members(
    places: Int64,
    lo: int,
    hi: int,
    account: Int32,
    time: Int64,
    member_of: Int32,
    speed: Float64,
    jitter: int,
    surrogates: int,
    bandwidth: float,
    hashed: np.uint64,
    seed: int,
    company: Float64,
) -> Float64:
    """Draw the times of the members at ``places`` among one object's shares, ``lo`` to ``hi`` - 1.

    As `test_objects` says; ``hashed`` is the object's hash. Returns (surrogates + 1, members); the
    last row are their own times. ``company`` of shape (COMPANY,) is added to.
    """
    half = jitter / 2
    m = places.size
    this = member_of[account[places[0]]]
    state = np.empty(1, np.uint64)
    state[0] = mixed(hashed + np.uint64(this) * np.uint64(0x9E3779B97F4A7C15)) ^ np.uint64(seed)
    cumulative = np.empty(hi - lo, np.float64)
    drawn = np.empty((surrogates + 1, m), np.float64)
    for i in range(m):
        p = places[i]
        drawn[surrogates, i] = time[p]
        # Outsiders within jitter / 2: walk both ways from the member's own place.
        first = p
        while first > lo and time[p] - time[first - 1] <= half:
            first -= 1
        last = p + 1
        while last < hi and time[last] - time[p] <= half:
            last += 1
        total = 1.0
        slower = 0.0
        for q in range(first, last):
            if member_of[account[q]] != this:
                apart = (speed[account[q]] - speed[account[p]]) / bandwidth
                weight = math.exp(-0.5 * apart * apart)
                total += weight
                slower += weight * apart
            cumulative[q - first] = total
        company[COULD] += m - 1
        company[ALONE] += (m - 1) / total
        company[SLOWER] += (m - 1) * slower * bandwidth / total
        for r in range(surrogates):
            mark = draw(state) * total
            if mark < 1.0:
                drawn[r, i] = time[p] + (draw(state) - 0.5) * jitter
            else:
                found = np.searchsorted(cumulative[: last - first], mark, side="right")
                drawn[r, i] = time[first + min(found, last - first - 1)]
    return drawn


@njit(cache=True, nogil=True)
def test_objects(
    objects: Int64,
    account: Int32,
    time: Int64,
    bounds: Int64,
    hashes: UInt64,
    member_of: Int32,
    speed: Float64,
    window: int,
    jitter: int,
    surrogates: int,
    bandwidth: float,
    seed: int,
    of_group: Float64,
    of_account: Float64,
    of_company: Float64,
) -> None:
    """Count coincidences inside groups, as they are and in surrogates, and add them up.

    For each of ``objects``, in their order, and each group with two members or more among its
    shares: every member's time is drawn ``surrogates`` times from the times at which *outsiders*
    (accounts not in the group) shared the object within jitter / 2 of it, each weighted by how
    alike its usual ``speed`` is (a normal kernel of ``bandwidth``), or uniformly there with the
    weight of one outsider of the same speed.

    The observed count takes part as one more surrogate, so that what is rarer than the surrogates
    can show is not taken for impossible.

    ``of_group`` of shape (groups, SUMS), ``of_account`` of shape (accounts, SUMS) and
    ``of_company`` of shape (groups, COMPANY) are added to.
    """
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
                of_company[this],
            )
            _add(drawn, window, this, account[some], of_group, of_account)


@njit(cache=True, nogil=True)
def _add(
    drawn: Float64, window: int, group: int, who: Int32, of_group: Float64, of_account: Float64
) -> None:
    """Add what one object says of one group to the sums."""
    draws, m = drawn.shape
    totals = np.empty(draws, np.float64)
    each = np.empty((draws, m), np.float64)
    scratch = np.empty(m, np.float64)
    for r in range(draws):
        order = np.argsort(drawn[r], kind="mergesort")
        _near_each(drawn[r], order, m, window, scratch, each[r])
        totals[r] = each[r].sum() / 2
    moments(totals, of_group[group])
    for i in range(m):
        moments(each[:, i], of_account[who[i]])


@njit(cache=True, nogil=True)
def moments(values: Float64, sums: Float64) -> None:
    """Add the mean, variance and third central moment; the last value is the observed one."""
    mean = values.mean()
    variance = 0.0
    third = 0.0
    for value in values:
        apart = value - mean
        variance += apart * apart
        third += apart * apart * apart
    sums[OBSERVED] += values[-1]
    sums[MEAN] += mean
    sums[VARIANCE] += variance / values.size
    sums[THIRD] += third / values.size


@njit(cache=True, nogil=True)
def upper_gamma(a: float, x: float) -> float:
    """Return the regularised upper incomplete gamma function Q(a, x).

    By its series below a + 1 and its continued fraction above (modified Lentz); relative error
    about 1e-12.
    """
    if x <= 0:
        return 1.0
    log_front = a * math.log(x) - x - math.lgamma(a)
    if x < a + 1:
        term = 1.0 / a
        total = term
        n = a
        for _ in range(10_000):
            n += 1
            term *= x / n
            total += term
            if term < total * 1e-15:
                break
        return max(0.0, 1 - total * math.exp(log_front))
    tiny = 1e-300
    b = x + 1 - a
    c = 1 / tiny
    d = 1 / b
    h = d
    for i in range(1, 10_000):
        an = -i * (i - a)
        b += 2
        d = an * d + b
        d = tiny if abs(d) < tiny else d
        c = b + an / c
        c = tiny if abs(c) < tiny else c
        d = 1 / d
        step = d * c
        h *= step
        if abs(step - 1) < 1e-15:
            break
    return math.exp(log_front) * h


@njit(cache=True, nogil=True)
def pearson_tail(seen: float, mean: float, variance: float, third: float) -> float:
    """Chance of ``seen`` or more under the Pearson type III distribution of these moments.

    That is a shifted gamma distribution; it is used with a correction for counts (seen - 1/2).
    Where the third moment says less skew than a Poisson count has, the Poisson's is taken.
    """
    if seen <= 0:
        return 1.0
    if variance <= 0:
        return 1.0 if seen <= mean else 0.0
    skew = max(third / variance**1.5, 1 / math.sqrt(max(mean, 1e-12)))
    shape = 4 / (skew * skew)
    scale = math.sqrt(variance) * skew / 2
    return upper_gamma(shape, (seen - 0.5 - (mean - shape * scale)) / scale)
