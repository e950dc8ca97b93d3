"""Compiled loops under ``pairs.py``. They see integers only, release the GIL and hold no state.

The method is Gustavson's row-by-row sparse product: for one account at a time, a dense counter
over all other accounts is filled from the neighbours of its shares and then cleared where it was
touched. Memory is therefore input + accounts x threads + surviving edges, and never the pairs
themselves.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]
UInt32 = npt.NDArray[np.uint32]
UInt64 = npt.NDArray[np.uint64]
Float64 = npt.NDArray[np.float64]
Bool = npt.NDArray[np.bool_]

# Columns of the statistics of an edge, as `rows` fills them.
COINCIDENCES, POST_PAIRS, A_FIRST, B_FIRST, DELAY_SUM, DELAY_MIN, FIRST, LAST = range(8)
STATISTICS = 8
# Columns of what `by_account` lists of a share: its place, its object, and its neighbours' places.
POSITION, GROUP, LOW, HIGH = range(4)
OWN = 4
_LOW = np.int64(0xFFFFFFFF)
_ONE = np.uint64(1)
_FAR = np.int64(2**62)


@njit(cache=True, nogil=True)
def group_starts(codes: Int32, groups: int) -> Int64:
    """Count rows per code; return where each code's rows start when grouped (groups + 1,)."""
    starts = np.zeros(groups + 1, np.int64)
    for i in range(codes.size):
        starts[codes[i] + 1] += 1
    for g in range(groups):
        starts[g + 1] += starts[g]
    return starts


@njit(cache=True, nogil=True)
def by_object(
    objects: Int32, accounts: Int32, times: Int64, starts: Int64
) -> tuple[Int32, Int64, Int32, Int32]:
    """Group shares by object, leaving out objects shared once.

    Returns account, time and row of each remaining share, grouped by object and in input order
    inside one, and the length of each group.
    """
    groups = starts.size - 1
    target = np.empty(groups, np.int64)
    kept = 0
    n_groups = 0
    for g in range(groups):
        size = starts[g + 1] - starts[g]
        if size > 1:
            target[g] = kept
            kept += size
            n_groups += 1
        else:
            target[g] = -1
    account = np.empty(kept, np.int32)
    time = np.empty(kept, np.int64)
    row = np.empty(kept, np.int32)
    sizes = np.empty(n_groups, np.int32)
    k = 0
    for g in range(groups):
        if target[g] >= 0:
            sizes[k] = starts[g + 1] - starts[g]
            k += 1
    for i in range(objects.size):
        to = target[objects[i]]
        if to >= 0:
            account[to] = accounts[i]
            time[to] = times[i]
            row[to] = i
            target[objects[i]] = to + 1
    return account, time, row, sizes


@njit(cache=True, nogil=True)
def sort_groups(
    account: Int32, time: Int64, row: Int32, starts: Int64, first: int, last: int
) -> None:
    """Sort groups ``first`` to ``last`` by time, in place. Most arrive sorted or are tiny."""
    for g in range(first, last):
        lo, hi = starts[g], starts[g + 1]
        ordered = True
        for i in range(lo + 1, hi):
            if time[i] < time[i - 1]:
                ordered = False
                break
        if ordered:
            continue
        if hi - lo <= 32:
            for i in range(lo + 1, hi):
                t, a, r = time[i], account[i], row[i]
                j = i - 1
                while j >= lo and time[j] > t:
                    time[j + 1], account[j + 1], row[j + 1] = time[j], account[j], row[j]
                    j -= 1
                time[j + 1], account[j + 1], row[j + 1] = t, a, r
        else:
            order = np.argsort(time[lo:hi], kind="mergesort")
            time[lo:hi] = time[lo:hi][order]
            account[lo:hi] = account[lo:hi][order]
            row[lo:hi] = row[lo:hi][order]


@njit(cache=True, nogil=True)
def windows(
    time: Int64, starts: Int64, window: int, low: Int32, high: Int32, first: int, last: int
) -> None:
    """For each share of groups ``first`` to ``last``: its neighbours are low[p] <= q < high[p]."""
    for g in range(first, last):
        lo, hi = starts[g], starts[g + 1]
        left = lo
        right = lo
        for p in range(lo, hi):
            while time[p] - time[left] > window:
                left += 1
            while right < hi and time[right] - time[p] <= window:
                right += 1
            low[p] = left
            high[p] = right


@njit(cache=True, nogil=True)
def in_a_pair(account: Int32, low: Int32, high: Int32) -> Bool:
    """Tell which shares have a neighbour of another account, in time linear in the shares.

    Inside a group the nearest share of another account, to either side, decides.
    """
    n = account.size
    found = np.zeros(n, np.bool_)
    other = 0  # nearest position to the left whose account differs from account[p]
    for p in range(n):
        if p > 0 and account[p - 1] != account[p]:
            other = p - 1
        if p > 0 and other >= low[p] and account[other] != account[p]:
            found[p] = True
    other = n - 1
    for p in range(n - 1, -1, -1):
        if p < n - 1 and account[p + 1] != account[p]:
            other = p + 1
        if p < n - 1 and other < high[p] and account[other] != account[p]:
            found[p] = True
    return found


@njit(cache=True, nogil=True)
def by_account(
    account: Int32, group: Int32, low: Int32, high: Int32, accounts: int
) -> tuple[Int64, Int32]:
    """List each account's shares in ascending order, those with any neighbour only.

    Returns the starts of each account's rows, of shape (accounts + 1,), and the rows, of shape
    (shares, OWN): all that is needed of a share side by side, since each lies somewhere else.
    """
    starts = np.zeros(accounts + 1, np.int64)
    for p in range(account.size):
        if high[p] - low[p] > 1:
            starts[account[p] + 1] += 1
    for a in range(accounts):
        starts[a + 1] += starts[a]
    target = starts[:-1].copy()
    own = np.empty((starts[accounts], OWN), np.int32)
    for p in range(account.size):
        if high[p] - low[p] > 1:
            mine = own[target[account[p]]]
            mine[POSITION] = p
            mine[GROUP] = group[p]
            mine[LOW] = low[p]
            mine[HIGH] = high[p]
            target[account[p]] += 1
    return starts, own


@njit(cache=True, nogil=True)
def work_per_account(starts: Int64, own: Int32) -> Int64:
    """Count the neighbours that each account's row has to visit."""
    work = np.zeros(starts.size - 1, np.int64)
    for a in range(starts.size - 1):
        for i in range(starts[a], starts[a + 1]):
            work[a] += own[i, HIGH] - own[i, LOW]
    return work


@njit(cache=True, nogil=True)
def sort_numbers(numbers: Int32, spare: Int32, size: int) -> None:
    """Sort the first ``size`` non-negative numbers in place; ``spare`` is scratch as long."""
    if size <= 48:
        for i in range(1, size):
            value = numbers[i]
            j = i - 1
            while j >= 0 and numbers[j] > value:
                numbers[j + 1] = numbers[j]
                j -= 1
            numbers[j + 1] = value
        return
    highest = np.int32(0)
    for i in range(size):
        highest = max(highest, numbers[i])
    shift = 0
    places = np.empty(2049, np.int64)
    while shift < 32 and (highest >> shift) > 0:
        places[:] = 0
        for i in range(size):
            places[((numbers[i] >> shift) & 2047) + 1] += 1
        for d in range(2048):
            places[d + 1] += places[d]
        for i in range(size):
            digit = (numbers[i] >> shift) & 2047
            spare[places[digit]] = numbers[i]
            places[digit] += 1
        numbers[:size] = spare[:size]
        shift += 11


@njit(cache=True, nogil=True)
def rows(
    first: int,
    last: int,
    account: Int32,
    time: Int64,
    starts: Int64,
    own: Int32,
    passes: Bool,
    every: bool,
    min_weight: int,
    count_posts: bool,
    cells: Int64,
    edge_a: Int32,
    edge_b: Int32,
    statistics: Int64,
) -> int:
    """Compute the edges of accounts ``first`` to ``last`` with accounts of higher number.

    ``cells`` is scratch of one int64 per account, all zero, and is all zero again on return. While
    counting, a cell holds (number of the object last counted) << 32 | weight; afterwards, for
    accounts that reach ``min_weight``, the place of their edge + 1.

    A pair is looked at only when ``every`` or ``passes`` holds for at least one of its accounts.

    Writes edges ordered by a, then b, into ``edge_a``, ``edge_b`` and ``statistics`` (of shape
    (room, STATISTICS), room enough for all), and returns how many.
    """
    touched = np.empty(cells.size + 1, np.int32)
    spare = np.empty(cells.size + 1, np.int32)
    # One bit for each account: most neighbours did not survive, and bits fit into the cache.
    survivors = np.zeros(cells.size // 64 + 1, np.uint64)
    edges = 0
    for a in range(first, last):
        n_touched = 0
        mark = np.int64(0)
        object_before = -1
        free = every or passes[a]
        for i in range(starts[a], starts[a + 1]):
            mine = own[i]
            if mine[GROUP] != object_before:
                object_before = mine[GROUP]
                mark += 1
            tag = mark << 32
            # The two loops differ in what raises the weight. What is written without need is
            # cheaper than a branch that the processor cannot foresee.
            if count_posts:
                for q in range(mine[LOW], mine[HIGH]):
                    b = account[q]
                    if b > a and (free or passes[b]):
                        cell = cells[b]
                        touched[n_touched] = b
                        n_touched += cell == 0
                        cells[b] = tag | min((cell & _LOW) + 1, _LOW)
            else:
                for q in range(mine[LOW], mine[HIGH]):
                    b = account[q]
                    if b > a and (free or passes[b]):
                        cell = cells[b]
                        touched[n_touched] = b
                        n_touched += cell == 0
                        cells[b] = tag | ((cell & _LOW) + 1) if cell >> 32 != mark else cell
        kept = 0
        for i in range(n_touched):
            b = touched[i]
            if cells[b] & _LOW >= min_weight:
                touched[kept] = b
                kept += 1
            else:
                cells[b] = 0
        if kept == 0:
            continue
        sort_numbers(touched, spare, kept)
        begin = edges
        for i in range(kept):
            b = touched[i]
            cells[b] = edges + 1
            survivors[b >> 6] |= _ONE << np.uint64(b & 63)
            edge_a[edges] = a
            edge_b[edges] = b
            s = statistics[edges]
            s[COINCIDENCES] = 0  # while counting: (object last counted + 1) << 32 | objects
            s[POST_PAIRS] = 0
            s[A_FIRST] = 0
            s[B_FIRST] = 0
            s[DELAY_SUM] = 0
            s[DELAY_MIN] = _FAR
            s[FIRST] = _FAR
            s[LAST] = -_FAR
            edges += 1
        for i in range(starts[a], starts[a + 1]):
            mine = own[i]
            t_a = time[mine[POSITION]]
            tag = np.int64(mine[GROUP]) + 1
            for q in range(mine[LOW], mine[HIGH]):
                b = account[q]
                if b > a and (survivors[b >> 6] >> np.uint64(b & 63)) & _ONE:
                    s = statistics[cells[b] - 1]
                    t_b = time[q]
                    s[POST_PAIRS] += 1
                    counted = s[COINCIDENCES]
                    if counted >> 32 != tag:
                        s[COINCIDENCES] = tag << 32 | ((counted & _LOW) + 1)
                    s[A_FIRST] += t_a < t_b
                    s[B_FIRST] += t_b < t_a
                    delay = abs(t_b - t_a)
                    s[DELAY_SUM] += delay
                    s[DELAY_MIN] = min(s[DELAY_MIN], delay)
                    s[FIRST] = min(s[FIRST], t_a, t_b)
                    s[LAST] = max(s[LAST], t_a, t_b)
        for e in range(begin, edges):
            cells[edge_b[e]] = 0
            survivors[edge_b[e] >> 6] = 0
            statistics[e, COINCIDENCES] &= _LOW
    return edges


@njit(cache=True, nogil=True)
def columns(
    edges: int, edge_a: Int32, edge_b: Int32, statistics: Int64, name: Int32, per_second: float
) -> tuple[Int32, Int32, UInt32, UInt64, Int64, Int64, Float64, Float64, UInt64, UInt64]:
    """Turn what ``rows`` wrote into the columns of the edges table.

    ``name[a]`` is the place of account a's id in byte order; the lower one becomes account_a.
    Delays come in ticks of 1 / ``per_second`` and leave in seconds.
    """
    a = np.empty(edges, np.int32)
    b = np.empty(edges, np.int32)
    coincidences = np.empty(edges, np.uint32)
    post_pairs = np.empty(edges, np.uint64)
    first_seen = np.empty(edges, np.int64)
    last_seen = np.empty(edges, np.int64)
    mean_delay = np.empty(edges, np.float64)
    min_delay = np.empty(edges, np.float64)
    a_first = np.empty(edges, np.uint64)
    b_first = np.empty(edges, np.uint64)
    for e in range(edges):
        s = statistics[e]
        x, y = name[edge_a[e]], name[edge_b[e]]
        swap = x > y
        a[e] = y if swap else x
        b[e] = x if swap else y
        coincidences[e] = s[COINCIDENCES]
        post_pairs[e] = s[POST_PAIRS]
        first_seen[e] = s[FIRST]
        last_seen[e] = s[LAST]
        mean_delay[e] = s[DELAY_SUM] / (s[POST_PAIRS] * per_second)
        min_delay[e] = s[DELAY_MIN] / per_second
        a_first[e] = s[B_FIRST] if swap else s[A_FIRST]
        b_first[e] = s[A_FIRST] if swap else s[B_FIRST]
    return (
        a,
        b,
        coincidences,
        post_pairs,
        first_seen,
        last_seen,
        mean_delay,
        min_delay,
        a_first,
        b_first,
    )
