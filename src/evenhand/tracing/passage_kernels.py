"""Compiled loops under ``passages.py``: fingerprints looked up, and seeds made into passages.

They see integers only, release the GIL and hold no state.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from evenhand.detection.kernels import Float64, Int64, UInt32
from evenhand.detection.minhash_kernels import Bytes

GAP = 3
"""Words that may differ in a row, on either side, within a passage."""
_ANCHOR = 2  # words in a row that must be the same after a gap
_DROP = 4  # a passage ends where it has lost so much on its way (X-drop of Altschul et al. 1990)
_PREFIX = np.uint32(16)


@njit(cache=True, nogil=True)
def looked_up(
    wanted: UInt32,
    fingerprints: UInt32,
    places: UInt32,
    starts: Int64,
    prefixes: Int64,
    enough: int,
    low: Int64,
    high: Int64,
    documents: Int64,
) -> None:
    """Find fingerprints in a shard.

    ``low`` and ``high`` get the range of each among the shard's, and ``documents`` is raised by the
    documents that have it; beyond ``enough`` of its places it counts places, for it is common then.
    """
    for f in range(wanted.size):
        value = wanted[f]
        prefix = np.int64(value >> _PREFIX)
        a, b = prefixes[prefix], prefixes[prefix + 1]
        while a < b:
            middle = (a + b) >> 1
            if fingerprints[middle] < value:
                a = middle + 1
            else:
                b = middle
        b = a
        while b < prefixes[prefix + 1] and fingerprints[b] == value and b - a <= 4 * enough:
            b += 1
        low[f], high[f] = a, b
        if b - a > 4 * enough:
            documents[f] += b - a
            continue
        until = np.int64(-1)
        for p in range(a, b):
            if np.int64(places[p]) >= until:
                documents[f] += 1
                until = starts[_holder(starts, np.int64(places[p])) + 1]


@njit(cache=True, nogil=True)
def _holder(starts: Int64, place: int) -> int:
    """Find the text that a token is in."""
    a, b = 0, starts.size - 1
    while b - a > 1:
        middle = (a + b) >> 1
        if starts[middle] <= place:
            a = middle
        else:
            b = middle
    # Texts without tokens start where the next one does.
    return a


@njit(cache=True, nogil=True)
def found(
    hashes: UInt32,
    gram: Bytes,
    bounds: Int64,
    first: Int64,
    at: Int64,
    low: Int64,
    high: Int64,
    documents: Int64,
    common: int,
    tokens: UInt32,
    places: UInt32,
    starts: Int64,
    least: float,
) -> tuple[Int64, Int64]:
    """Find the passages that some texts share with the texts of a shard.

    Every fingerprint that both have and that is not common is a seed: it is extended to both sides
    as far as words agree, over gaps of up to `GAP` words.

    Args:
        hashes: tokens of the texts.
        gram: how many like each make a k-gram.
        bounds: where the tokens of each text start, and the last one ends (texts + 1,).
        first: where the fingerprints of each text start, likewise (texts + 1,).
        at: the token at which each fingerprint starts.
        low: where the places of each fingerprint begin in the shard (from `looked_up`).
        high: where they end.
        documents: how many documents of the corpus have it.
        common: fingerprints in more documents than these are no seeds.
        tokens: of the shard.
        places: of the shard's fingerprints.
        starts: where the tokens of each document of the shard start (documents + 1,).
        least: words that agree, which a passage has at least.

    Returns:
        A row for each passage: text, document of the shard, first and last + 1 token of the text
        (from its beginning) and of the document, tokens that agree (passages, 7); and how many
        seeds were not used, being common (1,).
    """
    rows = np.empty((256, 7), np.int64)
    n = 0
    unused = np.zeros(1, np.int64)
    seeds = np.empty(1024, np.int64)
    froms = np.empty(1024, np.int64)
    for t in range(bounds.size - 1):
        s = 0
        for f in range(first[t], first[t + 1]):
            if documents[f] > common:
                unused[0] += 1
                continue
            need = s + high[f] - low[f]
            if need > seeds.size:
                seeds = _grown(seeds, need)
                froms = _grown(froms, need)
            for p in range(low[f], high[f]):
                seeds[s] = places[p]
                froms[s] = at[f]
                s += 1
        if not s:
            continue
        order = np.argsort(seeds[:s], kind="mergesort")
        begin = n
        until, holder = np.int64(-1), np.int64(0)
        for o in order:
            place, here = seeds[o], froms[o]
            if place >= until:
                holder = _holder(starts, place)
                until = starts[holder + 1]
                begin = n
            inside = False
            for r in range(begin, n):
                if (
                    rows[r, 2] <= here - bounds[t] < rows[r, 3]
                    and rows[r, 4] <= place - starts[holder] < rows[r, 5]
                ):
                    inside = True
                    break
            if inside:
                continue
            size = np.int64(gram[here])
            same = place + size <= until
            for x in range(size if same else 0):
                if hashes[here + x] != tokens[place + x]:
                    same = False
                    break
            if not same:
                continue
            q1, a1, more = _right(hashes, here + size, bounds[t + 1], tokens, place + size, until)
            q0, a0, before = _left(hashes, here, bounds[t], tokens, place, starts[holder])
            alike = size + more + before
            words = 0.0
            for x in range(q0, q1):
                words += 4.0 / gram[x]
            if words * alike / (q1 - q0) < least - 1e-6:
                continue
            if n == rows.shape[0]:
                larger = np.empty((2 * n, 7), np.int64)
                larger[:n] = rows
                rows = larger
            rows[n, 0], rows[n, 1] = t, holder
            rows[n, 2], rows[n, 3] = q0 - bounds[t], q1 - bounds[t]
            rows[n, 4], rows[n, 5] = a0 - starts[holder], a1 - starts[holder]
            rows[n, 6] = alike
            n += 1
    return rows[:n].copy(), unused


@njit(cache=True, nogil=True)
def _grown(values: Int64, need: int) -> Int64:
    larger = np.empty(max(need, 2 * values.size), np.int64)
    larger[: values.size] = values
    return larger


@njit(cache=True, nogil=True)
def _right(q: UInt32, i: int, q_end: int, a: UInt32, j: int, a_end: int) -> tuple[int, int, int]:
    """Extend to the right; return both ends and the tokens that agree."""
    best_i, best_j, best_same = i, j, 0
    score = best = same = 0
    while True:
        while i < q_end and j < a_end and q[i] == a[j]:
            i += 1
            j += 1
            score += 1
            same += 1
        if score > best:
            best, best_i, best_j, best_same = score, i, j, same
        moved = False
        for gap in range(1, GAP + 1):
            # Of gaps of one length first the one that is the same on both sides.
            for less in range(gap + 1):
                for side in range(2 if less else 1):
                    x = gap - less if side == 0 else gap
                    y = gap if side == 0 else gap - less
                    if i + x + _ANCHOR > q_end or j + y + _ANCHOR > a_end:
                        continue
                    agrees = True
                    for z in range(_ANCHOR):
                        if q[i + x + z] != a[j + y + z]:
                            agrees = False
                            break
                    if agrees:
                        i += x
                        j += y
                        score -= gap
                        moved = True
                        break
                if moved:
                    break
            if moved:
                break
        if not moved or best - score > _DROP:
            return best_i, best_j, best_same


@njit(cache=True, nogil=True)
def _left(q: UInt32, i: int, q_start: int, a: UInt32, j: int, a_start: int) -> tuple[int, int, int]:
    """Extend to the left, as `_right` does to the right; return both starts."""
    best_i, best_j, best_same = i, j, 0
    score = best = same = 0
    while True:
        while i > q_start and j > a_start and q[i - 1] == a[j - 1]:
            i -= 1
            j -= 1
            score += 1
            same += 1
        if score > best:
            best, best_i, best_j, best_same = score, i, j, same
        moved = False
        for gap in range(1, GAP + 1):
            for less in range(gap + 1):
                for side in range(2 if less else 1):
                    x = gap - less if side == 0 else gap
                    y = gap if side == 0 else gap - less
                    if i - x - _ANCHOR < q_start or j - y - _ANCHOR < a_start:
                        continue
                    agrees = True
                    for z in range(1, _ANCHOR + 1):
                        if q[i - x - z] != a[j - y - z]:
                            agrees = False
                            break
                    if agrees:
                        i -= x
                        j -= y
                        score -= gap
                        moved = True
                        break
                if moved:
                    break
            if moved:
                break
        if not moved or best - score > _DROP:
            return best_i, best_j, best_same


@njit(cache=True, nogil=True)
def kept(rows: Int64) -> Int64:
    """Leave out passages of one pair that lie for the most part in a better one.

    Takes rows of `found`, those of one text and document together; the better one has more tokens
    that agree, and of two alike the one that comes first. Returns the places of those kept.
    """
    out = np.empty(rows.shape[0], np.int64)
    n = 0
    start = 0
    while start < rows.shape[0]:
        end = start + 1
        while (
            end < rows.shape[0]
            and rows[end, 0] == rows[start, 0]
            and rows[end, 1] == rows[start, 1]
        ):
            end += 1
        order = np.argsort(-rows[start:end, 6], kind="mergesort") + start
        begin = n
        for o in order:
            size = rows[o, 3] - rows[o, 2]
            free = True
            for k in range(begin, n):
                r = out[k]
                shared = min(rows[o, 3], rows[r, 3]) - max(rows[o, 2], rows[r, 2])
                if 2 * shared > size:
                    free = False
                    break
            if free:
                out[n] = o
                n += 1
        start = end
    return out[:n].copy()


@njit(cache=True, nogil=True)
def rarity(
    rows: Int64,
    gram: Bytes,
    bounds: Int64,
    first: Int64,
    at: Int64,
    documents: Int64,
    in_all: int,
    common: int,
) -> tuple[Float64, Int64]:
    """Weigh passages by how rare their fingerprints are.

    Returns the sum of ``log2((documents + 1) / documents with it)`` over the fingerprints of each
    passage that are not common, and the tokens that are in no common one (passages,).
    """
    bits = np.zeros(rows.shape[0])
    own = np.zeros(rows.shape[0], np.int64)
    for r in range(rows.shape[0]):
        t = rows[r, 0]
        low, high = bounds[t] + rows[r, 2], bounds[t] + rows[r, 3]
        own[r] = high - low
        covered = low
        f = first[t] + np.searchsorted(at[first[t] : first[t + 1]], low)
        while f < first[t + 1] and at[f] < high:
            if documents[f] > common:
                end = min(high, at[f] + gram[at[f]])
                own[r] -= max(0, end - max(covered, at[f]))
                covered = max(covered, end)
            elif documents[f]:
                bits[r] += max(0.0, np.log2((in_all + 1) / documents[f]))
            f += 1
    return bits, own


@njit(cache=True, nogil=True)
def in_order(bounds: Int64, starts: Int64) -> Float64:
    """Say which share of each group's places rise: the longest rising sequence over their number.

    ``bounds``: where each group starts, and the last one ends (groups + 1,); by patience sorting.
    """
    out = np.ones(bounds.size - 1)
    ends = np.empty(starts.size, np.int64)
    for g in range(bounds.size - 1):
        n = 0
        for p in range(bounds[g], bounds[g + 1]):
            at = np.searchsorted(ends[:n], starts[p])
            ends[at] = starts[p]
            if at == n:
                n += 1
        if bounds[g + 1] > bounds[g]:
            out[g] = n / (bounds[g + 1] - bounds[g])
    return out
