"""Compiled loops under ``fingerprints.py``: tokens with their places, and winnowing.

They see code points and integers only, release the GIL and hold no state.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from evenhand.detection.kernels import Int64, UInt32
from evenhand.detection.minhash_kernels import PRIME, SEED, Bytes, spread

WORDS = 4
"""Words of a k-gram; of scripts without spaces as many characters as make so many."""
WINDOW = 3
"""k-grams of which the smallest is kept, at every place."""

# What a code point is once it is folded. From UNIT on it is a token of its own, and the number
# above UNIT says how many of its kind make a k-gram.
SEPARATOR, LETTER, MARK, UNIT = 0, 1, 2, 3

_SHIFT = np.uint64(32)
_OTHER = np.uint64(0xC2B2AE3D27D4EB4F)
_NONE = np.uint64(0xFFFFFFFFFFFFFFFF)


@njit(cache=True, nogil=True)
def tokens(
    points: UInt32,
    bounds: Int64,
    first: UInt32,
    count: Bytes,
    folded: UInt32,
    kind: Bytes,
) -> tuple[UInt32, UInt32, UInt32, Bytes, Int64]:
    """Part texts into tokens: words, or single characters of scripts without spaces.

    Args:
        points: code points of all texts, one after the other (characters,).
        bounds: where each text starts, and the last one ends (texts + 1,).
        first: where the folded form of each code point starts (code points,).
        count: how long that form is (code points,).
        folded: the folded forms, one after the other.
        kind: what each of them is.

    Returns:
        Hashes of the tokens; the character of its text at which each starts, and ends; how many
        tokens like it make a k-gram; where the tokens of each text start (texts + 1,).
    """
    room = 1  # one sign can become many words (U+FDFA has four)
    for point in points:
        room += int(count[point])
    hashes = np.empty(room, np.uint32)
    starts, ends = np.empty(room, np.uint32), np.empty(room, np.uint32)
    gram = np.empty(room, np.uint8)
    places = np.empty(bounds.size, np.int64)
    n = 0
    for t in range(bounds.size - 1):
        places[t] = n
        low = bounds[t]
        inside = 0  # what the open token is: 0 none, LETTER, or the kind of a unit
        mixed, marks = SEED, np.uint64(0)
        begin, end = 0, 0
        for i in range(low, bounds[t + 1]):
            point = points[i]
            for x in range(first[point], first[point] + count[point]):
                this = kind[x]
                if this == MARK:
                    if inside:  # marks of one letter count the same in any order
                        marks += spread((SEED ^ np.uint64(folded[x])) * PRIME)
                        end = i - low + 1
                    continue
                if inside and marks:
                    mixed = spread((mixed ^ marks) * PRIME)
                    marks = np.uint64(0)
                if (inside and this != LETTER) or inside > LETTER:
                    hashes[n] = np.uint32(mixed >> _SHIFT)
                    starts[n], ends[n] = begin, end
                    gram[n] = WORDS if inside == LETTER else inside - UNIT
                    n += 1
                    inside = 0
                if this == SEPARATOR:
                    continue
                if not inside:
                    inside, mixed, begin = this, SEED, i - low
                mixed = spread((mixed ^ np.uint64(folded[x])) * PRIME)
                end = i - low + 1
        if inside:
            if marks:
                mixed = spread((mixed ^ marks) * PRIME)
            hashes[n] = np.uint32(mixed >> _SHIFT)
            starts[n], ends[n] = begin, end
            gram[n] = WORDS if inside == LETTER else inside - UNIT
            n += 1
    places[bounds.size - 1] = n
    return hashes[:n].copy(), starts[:n].copy(), ends[:n].copy(), gram[:n].copy(), places


@njit(cache=True, nogil=True)
def winnowed(hashes: UInt32, gram: Bytes, places: Int64) -> tuple[UInt32, Int64]:
    """Choose fingerprints: of every `WINDOW` k-grams in a row the smallest, the last of equals.

    Winnowing (Schleimer, Wilkerson, Aiken 2003): two texts that share `WORDS` + `WINDOW` - 1 words
    in a row share a fingerprint there.

    Returns:
        The fingerprints, and the place of the first token of each among all tokens, ascending.
    """
    found = np.empty(hashes.size, np.uint32)
    where = np.empty(hashes.size, np.int64)
    recent = np.empty(WINDOW, np.uint64)
    n = 0
    for t in range(places.size - 1):
        low, high = places[t], places[t + 1]
        last = -1
        for u in range(low, high):
            mixed = _NONE
            if u + gram[u] <= high:
                mixed = SEED
                for v in range(u, u + gram[u]):
                    mixed = spread((mixed ^ np.uint64(hashes[v])) * PRIME)
            recent[(u - low) % WINDOW] = mixed
            if u - low < WINDOW - 1 and u + 1 < high:
                continue
            best, at = _NONE, -1
            for v in range(max(low, u - WINDOW + 1), u + 1):
                if recent[(v - low) % WINDOW] <= best and recent[(v - low) % WINDOW] != _NONE:
                    best, at = recent[(v - low) % WINDOW], v
            if at >= 0 and at != last:
                found[n] = np.uint32(spread(best * _OTHER) >> _SHIFT)
                where[n] = at
                n += 1
                last = at
    return found[:n].copy(), where[:n].copy()
