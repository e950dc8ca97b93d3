"""Compiled loops under ``minhash.py``: shingles, band keys, pairs of a band, union-find, stars.

They see bytes and integers only, release the GIL and hold no state.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from evenhand.detection.kernels import Bool, Int64, UInt32, UInt64

Bytes = npt.NDArray[np.uint8]

ROWS = 4
NEXT = 4
"""Texts after it in a bucket with which a text is paired, besides the bucket's first."""

# How many units make a shingle, by the script of its first one. Two words; in scripts that are
# written without spaces as many characters as make about two words at the least.
_WORD, _HAN, _KANA, _THAI = 2, 2, 3, 5
SEED = np.uint64(0x9E3779B97F4A7C15)
PRIME = np.uint64(0x100000001B3)
_MIX = np.uint64(0xFF51AFD7ED558CCD)
_SHIFT = np.uint64(32)
_LOW = np.int64(0xFFFFFFFF)
_TOP = np.uint32(0xFFFFFFFF)
_SPACE = np.uint8(32)


@njit(cache=True, nogil=True)
def spread(value: Any) -> Any:
    """Spread the bits of a 64-bit integer (the finaliser of MurmurHash3, half of it)."""
    value ^= value >> np.uint64(33)
    value *= _MIX
    value ^= value >> np.uint64(29)
    return value


@njit(cache=True, nogil=True)
def unit_length(point: int) -> int:
    """Say how many units make a shingle that begins with this code point (0: it is a word's)."""
    if point < 0x0E00:
        return 0
    if point <= 0x0EFF or 0x1000 <= point <= 0x109F or 0x1780 <= point <= 0x17FF:
        return _THAI  # Thai, Lao, Burmese, Khmer
    if 0x1950 <= point <= 0x19DF or 0x1A20 <= point <= 0x1AAF or 0xA980 <= point <= 0xA9DF:
        return _THAI  # Tai Le, New Tai Lue, Tai Tham, Javanese
    if 0x3041 <= point <= 0x30FF or 0x31F0 <= point <= 0x31FF:
        return _KANA
    if 0x2E80 <= point <= 0x3007 or 0x3100 <= point <= 0x312F or 0x3400 <= point <= 0x9FFF:
        return _HAN
    if 0xF900 <= point <= 0xFAFF or 0x20000 <= point <= 0x3FFFF:
        return _HAN
    return 0


@njit(cache=True, nogil=True)
def band_keys(data: Bytes, starts: Int64, factors: UInt32, terms: UInt32) -> UInt64:
    """Hash texts to one key for each band: MinHash (Broder 1997), banded.

    A unit is a word, or one character of a script without spaces; a shingle is a few units in a
    row, and a text is the set of its shingles. Row r has the smallest ``x * factors[r] + terms[r]``
    (modulo 2**32) over the hashes x of the shingles, and a band the hash of its rows.

    Args:
        data: UTF-8, words of letters, marks and digits, parted by single spaces.
        starts: where each text starts, and the last one ends (texts + 1,).
        factors: odd numbers (bands * ROWS,).
        terms: numbers (bands * ROWS,).

    Returns:
        (texts, bands).
    """
    texts = starts.size - 1
    rows = factors.size
    bands = rows // ROWS
    keys = np.empty((texts, bands), np.uint64)
    longest = 0
    for t in range(texts):
        longest = max(longest, starts[t + 1] - starts[t])
    units = np.empty(longest + 1, np.uint64)
    lengths = np.empty(longest + 1, np.int64)
    smallest = np.empty(rows, np.uint32)
    for t in range(texts):
        n = _units(data, starts[t], starts[t + 1], units, lengths)
        smallest[:] = _TOP
        shingles = 0
        for u in range(n):
            low, high = u, u + lengths[u]
            if high > n:
                if u + 1 < n or shingles:
                    continue
                low, high = 0, n  # too short for any: the whole of it is the one shingle
            mixed = SEED
            for v in range(low, high):
                mixed = spread((mixed ^ units[v]) * PRIME)
            x = np.uint32(mixed >> _SHIFT)
            for r in range(rows):
                smallest[r] = min(smallest[r], np.uint32(x * factors[r] + terms[r]))
            shingles += 1
        for b in range(bands):
            key = np.uint64(b + 1) * SEED
            for r in range(b * ROWS, (b + 1) * ROWS):
                key = spread((key ^ np.uint64(smallest[r])) * PRIME)
            keys[t, b] = key
    return keys


@njit(cache=True, nogil=True)
def _units(data: Bytes, start: int, end: int, units: UInt64, lengths: Int64) -> int:
    """Part one text into hashes of its units; return how many there are."""
    n = 0
    i = start
    inside = False
    mixed = SEED
    while i < end:
        first = np.int64(data[i])
        size = 1 if first < 0x80 else 2 if first < 0xE0 else 3 if first < 0xF0 else 4
        point = first if size == 1 else first & (0x7F >> size)
        for j in range(i + 1, min(i + size, end)):
            point = (point << 6) | (np.int64(data[j]) & 0x3F)
        length = unit_length(point)
        if inside and (length or data[i] == _SPACE):
            units[n] = mixed
            lengths[n] = _WORD
            n += 1
            inside = False
        if length:
            units[n] = spread((SEED ^ np.uint64(point)) * PRIME)
            lengths[n] = length
            n += 1
        elif data[i] != _SPACE:
            if not inside:
                mixed = SEED
                inside = True
            mixed = spread((mixed ^ np.uint64(point)) * PRIME)
        i += size
    if inside:
        units[n] = mixed
        lengths[n] = _WORD
        n += 1
    return n


@njit(cache=True, nogil=True)
def find(parent: Int64, item: int) -> int:
    """Return the first item of the set that the item is in (union-find with halved paths)."""
    while parent[item] != item:
        parent[item] = parent[parent[item]]
        item = parent[item]
    return item


@njit(cache=True, nogil=True)
def unite(parent: Int64, codes: Int64) -> None:
    """Unite the sets of the two items of each pair (``first << 32 | second``)."""
    for code in codes:
        a = find(parent, code >> 32)
        b = find(parent, code & _LOW)
        if a < b:
            parent[b] = a
        else:
            parent[a] = b


@njit(cache=True, nogil=True)
def roots(parent: Int64) -> Int64:
    """Return the first item of the set of each item."""
    found = np.empty_like(parent)
    for item in range(parent.size):
        found[item] = find(parent, item)
    return found


@njit(cache=True, nogil=True)
def pairs_in_buckets(keys: UInt64, order: Int64, parent: Int64) -> Int64:
    """List the pairs of one band that are worth comparing.

    Texts with one key are a bucket. Each is paired with the NEXT ones after it and with the
    bucket's first, so there are at most NEXT + 1 pairs for each text however large the buckets
    are; up to NEXT + 2 texts that is every pair. Two that are in one set already are left out.

    Args:
        keys: ascending (texts,).
        order: the texts of these keys, ascending within each key (texts,).
        parent: the sets of `unite`.

    Returns:
        ``first << 32 | second``, first < second.
    """
    codes = np.empty(1024, np.int64)
    n = 0
    start = 0
    for p in range(1, order.size):
        if keys[p] != keys[start]:
            start = p
            continue
        low = max(start, p - NEXT)
        root = find(parent, order[p])
        for q in range(low - 1, p):
            other = order[max(q, start)] if q >= low else order[start]
            if (q < low and low == start) or find(parent, other) == root:
                continue
            if n == codes.size:
                larger = np.empty(2 * n, np.int64)
                larger[:n] = codes
                codes = larger
            codes[n] = (other << 32) | order[p]
            n += 1
    return codes[:n].copy()


@njit(cache=True, nogil=True)
def stars(codes: Int64, left: Bool, leader: Int64) -> None:
    """Give the texts that are left to leaders along known pairs, the first text leading first.

    ``codes`` are ascending; ``leader`` is changed in place.
    """
    taken = np.zeros(left.size, np.bool_)
    for code in codes:
        a = code >> 32
        b = code & _LOW
        if left[a] and left[b] and not taken[a] and not taken[b]:
            leader[b] = a
            taken[b] = True
