"""Near-identical texts: banded MinHash proposes, an edit similarity decides, leaders make groups.

MinHash: Broder 1997, "On the resemblance and containment of documents"; bands: Leskovec, Rajaraman,
Ullman, "Mining of Massive Datasets", 3.4; groups around leaders: Aslam, Pelekhov, Rus 2004, "The
star clustering algorithm". Bands of four rows over shingles of two words. More than the usual dozen
bands are needed for copies in which a tenth of the words is another: 12 bands find .92 of them,
20 bands .98 and 28 bands over .99 (posts of 14 to 33 words, benchmarks/near_text.py).

Texts come in order of rank, and everything follows from it: the result does not depend on threads.

**Chains.** Where A is near B and B near C, A and C need not be near at all, and in a million posts
from templates such chains join everything. Therefore being joined by near pairs only says who may
be in one group. A group has a leader, its text of highest rank, and every other text of it is near
the leader itself.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl
import pyarrow as pa
from rapidfuzz import process
from rapidfuzz.distance import Indel

from evenhand.detection import minhash_kernels as kernels
from evenhand.detection.kernels import Bool, Float64, Int64, UInt32, UInt64
from evenhand.engines import local

BANDS = 28
"""What two texts share of their shingles leads to one equal band of so many, or to none."""
LONGEST = 5_000
"""Characters of a text that are compared; of longer ones the rest must be of like length."""
_BLOCK = 1 << 16  # texts hashed at a time by one thread
_CHUNK = 100_000  # pairs compared at a time: what their spelt-out strings may take
_SEED = 20_260_301
# How many leaders a set of m joined texts may have that all others in it are compared with:
# _LEADERS + _BUDGET // m. Small sets are compared in full, large ones at a bounded cost.
_LEADERS = 8
_BUDGET = 4_000


def leaders(words: pl.Series, similarity: float, workers: int) -> Int64:
    """Group texts that are nearly the same.

    Two texts are near when the similarity of their spelling, ``2 * L / (length + length)`` with L
    the length of their longest common subsequence (rapidfuzz, Indel), is at least ``similarity``.
    Pairs that share the fraction j of their shingles are proposed with the probability
    ``1 - (1 - j**4)**28``: .998 at j = 2/3, .84 at 1/2, .10 at 1/4.

    Memory beside the texts: 8 bytes for each text and band, 16 for each pair compared, of which
    there are at most 5 for each text and band (in practice about one in all), and `_CHUNK` pairs
    spelt out.

    Args:
        words: distinct texts of letters and digits with single spaces, highest rank first (n,).
        similarity: above 0, at most 1.
        workers: threads.

    Returns:
        The place of each text's leader; a leader's is its own, and never after the text's (n,).
    """
    count = len(words)
    cut = words.str.slice(0, LONGEST)
    sizes = words.str.len_chars().to_numpy().astype(np.float64)
    near = _Near(cut, sizes, similarity, workers)
    parent = np.arange(count)
    known = _joined(_band_keys(cut, workers), parent, near)
    return _led(kernels.roots(parent), known, near)


class _Near:
    """Tells which pairs of texts are near."""

    def __init__(self, texts: pl.Series, sizes: Float64, similarity: float, workers: int) -> None:
        self.texts, self.sizes, self.similarity, self.workers = texts, sizes, similarity, workers

    def __call__(self, codes: Int64) -> Bool:
        """Compare the texts of each pair ``first << 32 | second``."""
        first, second = codes >> 32, codes & 0xFFFFFFFF
        one, other = self.sizes[first], self.sizes[second]
        # What lengths alone allow; it is also what holds for texts beyond LONGEST.
        near: Bool = 2 * np.minimum(one, other) >= self.similarity * (one + other)
        asked = np.flatnonzero(near)
        for start in range(0, asked.size, _CHUNK):
            part = asked[start : start + _CHUNK]
            scores = process.cpdist(
                self.texts.gather(first[part]).to_list(),
                self.texts.gather(second[part]).to_list(),
                scorer=Indel.normalized_similarity,
                score_cutoff=self.similarity,
                dtype=np.float64,
                workers=self.workers,
            )
            near[part] = scores >= self.similarity
        return near


@cache
def _rows(bands: int) -> tuple[UInt32, UInt32]:
    rng = np.random.default_rng(_SEED)
    size = bands * kernels.ROWS
    factors = rng.integers(0, 1 << 32, size, dtype=np.uint32) | np.uint32(1)
    return factors, rng.integers(0, 1 << 32, size, dtype=np.uint32)


def _band_keys(texts: pl.Series, workers: int) -> UInt64:
    array = texts.rechunk().to_arrow().cast(pa.large_string())
    _, places, held = array.buffers()
    starts = np.frombuffer(places, np.int64)[array.offset : array.offset + len(array) + 1]
    data = np.frombuffer(held, np.uint8) if held is not None else np.zeros(0, np.uint8)
    factors, terms = _rows(BANDS)
    blocks = local.in_order(
        lambda at: kernels.band_keys(data, starts[at : at + _BLOCK + 1], factors, terms),
        range(0, len(array), _BLOCK),
        workers,
    )
    return np.concatenate([*blocks, np.empty((0, BANDS), np.uint64)])


def _joined(keys: UInt64, parent: Int64, near: _Near) -> Int64:
    """Join texts that are near, band after band; return the near pairs seen, ascending.

    What an earlier band has joined or refused is not compared again.
    """
    known = refused = np.empty(0, np.int64)
    for band in range(BANDS):
        own = np.ascontiguousarray(keys[:, band])
        order = np.argsort(own, kind="stable")
        codes = kernels.pairs_in_buckets(own[order], order, parent)
        codes = codes[~_among(codes, refused)]
        close = near(codes)
        kernels.unite(parent, codes[close])
        known = np.concatenate([known, codes[close]])
        refused = np.sort(np.concatenate([refused, codes[~close]]))
    return np.sort(known)


def _among(codes: Int64, ascending: Int64) -> Bool:
    if not ascending.size:
        return np.zeros(codes.size, np.bool_)
    places = np.minimum(np.searchsorted(ascending, codes), ascending.size - 1)
    return np.asarray(ascending[places] == codes)


def _led(roots: Int64, known: Int64, near: _Near) -> Int64:
    """Choose leaders within the joined sets.

    In rounds: the text of highest rank that is left in a set leads, and all others left that are
    near it follow it. A set that has had its number of leaders and has texts left (a long chain)
    is finished along the near pairs already known.
    """
    leader = np.arange(roots.size)
    sizes = np.bincount(roots, minlength=roots.size)
    left = np.flatnonzero(sizes[roots] > 1)
    left = left[np.argsort(roots[left], kind="stable")]
    unfinished = np.zeros(roots.size, np.bool_)
    turn = 0
    while left.size:
        sets = roots[left]
        is_first = np.concatenate([[True], sets[1:] != sets[:-1]])
        heads = left[is_first][np.cumsum(is_first) - 1][~is_first]
        left = left[~is_first]
        codes = (heads << 32) | left
        follows = _among(codes, known)
        follows[~follows] = near(codes[~follows])
        leader[left[follows]] = heads[follows]
        left = left[~follows]
        turn += 1
        over = turn >= _LEADERS + _BUDGET // sizes[roots[left]]
        unfinished[left[over]] = True
        left = left[~over]
    if unfinished.any():
        kernels.stars(known, unfinished, leader)
    return leader
