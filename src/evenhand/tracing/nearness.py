"""Which texts of two sides are each other's best, under an encoder's rule.

Exact search in blocks: a block of one side against all of the other is one matrix product, and no
more than BLOCK_BYTES of cosines exist at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evenhand.tracing.encoders import Rule, Vectors

Int64 = npt.NDArray[np.int64]
Float32 = npt.NDArray[np.float32]

BLOCK_BYTES = 64 << 20
NEIGHBOURS = 4
"""How many of the nearest on the other side make up how near everything is to a text."""


@dataclass(frozen=True)
class Pairs:
    """Pairs of rows of two sides (k,), by the left one; ``score`` and ``cosine`` go with them."""

    left: Int64
    right: Int64
    score: Float32
    cosine: Float32


def mutual_best(left: Vectors, right: Vectors, rule: Rule) -> Pairs:
    """Pair the rows that are each other's best and satisfy the rule.

    With the rule's margin, how near everything is to a row is judged by these two sides alone: they
    should be whole documents or more, not two sentences. Of equals the first row is the best.

    Args:
        left: rows of length one or zero (n, d).
        right: rows of the same encoder (m, d).
        rule: that encoder's.
    """
    if not len(left) or not len(right):
        nothing = np.empty(0, np.int64)
        return Pairs(nothing, nothing, np.empty(0, np.float32), np.empty(0, np.float32))
    near_left, near_right = hubness(left, right, rule)
    best_right = np.empty(len(left), np.int64)
    best_score = np.empty(len(left), np.float32)
    best_left = np.zeros(len(right), np.int64)
    right_score = np.full(len(right), -np.inf, np.float32)
    for start, cosines in blocks(left, right):
        score = scores(cosines, near_left[start : start + len(cosines)], near_right, rule)
        rows = np.arange(len(score))
        columns = score.argmax(axis=1)
        best_right[start : start + len(score)] = columns
        best_score[start : start + len(score)] = score[rows, columns]
        down = score.argmax(axis=0)
        found = score[down, np.arange(len(right))]
        better = found > right_score
        best_left[better], right_score[better] = start + down[better], found[better]
    mutual = best_left[best_right] == np.arange(len(left))
    said = np.any(left, axis=1) & np.any(right, axis=1).take(best_right)  # neither of them is blank
    pairs = np.flatnonzero(mutual & said & (best_score >= rule.at_least))
    others = best_right[pairs]
    cosine = np.einsum("ij,ij->i", left[pairs], right[others])
    return Pairs(pairs, others, best_score[pairs], cosine)


def hubness(left: Vectors, right: Vectors, rule: Rule) -> tuple[Float32, Float32]:
    """Say how near everything on the other side is to each row: (n,) and (m,); zeros for cosine."""
    near_left = np.zeros(len(left), np.float32)
    near_right = np.zeros(len(right), np.float32)
    if rule.score == "cosine" or not len(left) or not len(right):
        return near_left, near_right
    nearest = np.full((NEIGHBOURS, len(right)), -np.inf, np.float32)
    for start, cosines in blocks(left, right):
        near_left[start : start + len(cosines)] = _mean_of_best(cosines.T)
        together = np.concatenate([nearest, cosines])
        nearest = np.partition(together, len(together) - NEIGHBOURS, axis=0)[-NEIGHBOURS:]
    near_right[:] = nearest[-min(NEIGHBOURS, len(left)) :].mean(axis=0)
    return near_left, near_right


def scores(cosines: Float32, near_left: Float32, near_right: Float32, rule: Rule) -> Float32:
    """Turn cosines (n, m) into the rule's score, given how near everything is to each row."""
    if rule.score == "cosine":
        return cosines
    return np.asarray(2 * cosines - near_left[:, None] - near_right[None, :], np.float32)


def blocks(left: Vectors, right: Vectors) -> Iterator[tuple[int, Float32]]:
    """Give the cosines of all pairs, a block of left rows at a time, with the block's first row."""
    rows = max(1, BLOCK_BYTES // (4 * max(1, len(right))))
    for start in range(0, len(left), rows):
        yield start, np.asarray(left[start : start + rows] @ right.T, np.float32)


def _mean_of_best(values: Float32) -> Float32:
    """Mean of the greatest NEIGHBOURS of each column, or of all where there are fewer."""
    if len(values) <= NEIGHBOURS:
        return np.asarray(values.mean(axis=0), np.float32)
    best = np.partition(values, len(values) - NEIGHBOURS, axis=0)[-NEIGHBOURS:]
    return np.asarray(best.mean(axis=0), np.float32)
