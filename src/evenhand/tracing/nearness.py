"""Which texts of two sides are each other's best, under an encoder's rule.

Exact search in tiles: a part of one side against a part of the other is one matrix product, and no
more than TILE_ROWS * TILE_COLUMNS cosines exist at a time. The other side may be a memory-mapped
file of half precision; its parts are brought to single precision as they are read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evenhand.records.progress import Progress, silent
from evenhand.tracing.encoders import Rule, Vectors

Int64 = npt.NDArray[np.int64]
Float32 = npt.NDArray[np.float32]

TILE_ROWS, TILE_COLUMNS = 1_024, 16_384
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
        return _pairs([], [], [], [])
    near_left, (near_right,) = hubness(left, [right], rule)
    of_left, of_right = np.zeros(len(left), np.int64), np.zeros(len(right), np.int64)
    score_left = np.full(len(left), -np.inf, np.float32)
    score_right = np.full(len(right), -np.inf, np.float32)
    for row, column, cosines in _tiles(left, right):
        rows, columns = _slice(row, cosines, 0), _slice(column, cosines, 1)
        score = scores(cosines, near_left[rows], near_right[columns], rule)
        _keep_best(score, column, of_left[rows], score_left[rows])
        _keep_best(score.T, row, of_right[columns], score_right[columns])
    mutual = of_right[of_left] == np.arange(len(left))
    said = np.any(left, axis=1) & np.any(right, axis=1).take(of_left)  # neither of them is blank
    pairs = np.flatnonzero(mutual & said & (score_left >= rule.at_least))
    others = of_left[pairs]
    cosine = np.einsum("ij,ij->i", left[pairs], np.asarray(right[others], np.float32))
    return Pairs(pairs, others, score_left[pairs], cosine)


def hits(
    left: Vectors,
    right: Vectors,
    rule: Rule,
    near_left: Float32,
    near_right: Float32,
    most: int = 32,
    progress: Progress = silent,
) -> Iterator[Pairs]:
    """Find every two rows that satisfy the rule, for up to TILE_ROWS of the left at a time.

    Args:
        left: rows of length one or zero (n, d).
        right: rows of the same encoder (m, d), of single or half precision.
        rule: that encoder's.
        near_left: how near everything is to each, from `hubness` (n,).
        near_right: the same for the right (m,).
        most: the best so many of each left row are kept. What is near to more is boilerplate.
        progress: hears "sentences compared".

    Yields:
        Pairs by left row, then right row.
    """
    for start in range(0, len(left), TILE_ROWS):
        block = left[start : start + TILE_ROWS]
        parts: list[Pairs] = []
        for _, column, cosines in _tiles(block, right):
            columns = _slice(column, cosines, 1)
            near = near_left[start : start + len(block)]
            score = scores(cosines, near, near_right[columns], rule)
            rows, places = _above(score, rule.at_least, most)
            parts.append(Pairs(rows, column + places, score[rows, places], cosines[rows, places]))
        found = _together(parts, most)
        blank = ~np.any(block, axis=1)[found.left]
        yield _taken(found, np.flatnonzero(~blank), start)
        progress("sentences compared", min(start + TILE_ROWS, len(left)), len(left))


def hubness(left: Vectors, rights: Sequence[Vectors], rule: Rule) -> tuple[Float32, list[Float32]]:
    """Say how near everything on the other side is to each row; zeros for cosine.

    The right side may come in parts, which count as one. Returns (n,), and (m,) for each part.
    """
    near = np.full((len(left), NEIGHBOURS), -np.inf, np.float32)
    nears = [np.full((len(right), NEIGHBOURS), -np.inf, np.float32) for right in rights]
    in_all = sum(map(len, rights))
    if rule.score == "cosine" or not len(left) or not in_all:
        return np.zeros(len(left), np.float32), [np.zeros(len(part), np.float32) for part in rights]
    for right, near_right in zip(rights, nears, strict=True):
        for row, column, cosines in _tiles(left, right):
            _keep_nearest(cosines, near[_slice(row, cosines, 0)])
            _keep_nearest(cosines.T, near_right[_slice(column, cosines, 1)])
    fewest_right, fewest_left = min(NEIGHBOURS, in_all), min(NEIGHBOURS, len(left))
    return near[:, -fewest_right:].mean(axis=1), [
        part[:, -fewest_left:].mean(axis=1) for part in nears
    ]


def scores(cosines: Float32, near_left: Float32, near_right: Float32, rule: Rule) -> Float32:
    """Turn cosines (n, m) into the rule's score, given how near everything is to each row."""
    if rule.score == "cosine":
        return cosines
    return np.asarray(2 * cosines - near_left[:, None] - near_right[None, :], np.float32)


def _tiles(left: Vectors, right: Vectors) -> Iterator[tuple[int, int, Float32]]:
    """Give the cosines of all pairs in tiles, each with its first row and column."""
    for row in range(0, len(left), TILE_ROWS):
        block = np.asarray(left[row : row + TILE_ROWS], np.float32)
        for column in range(0, len(right), TILE_COLUMNS):
            other = np.asarray(right[column : column + TILE_COLUMNS], np.float32)
            yield row, column, block @ other.T


def _slice(start: int, tile: Float32, axis: int) -> slice:
    return slice(start, start + tile.shape[axis])


def _keep_best(score: Float32, first: int, best: Int64, best_score: Float32) -> None:
    """Replace in place the best of each row by this tile's where it is better."""
    places = score.argmax(axis=1)
    found = score[np.arange(len(score)), places]
    better = found > best_score
    best[better], best_score[better] = first + places[better], found[better]


def _keep_nearest(cosines: Float32, nearest: Float32) -> None:
    """Merge in place the greatest NEIGHBOURS of each row, ascending, with this tile's."""
    width = min(NEIGHBOURS, cosines.shape[1])
    top = np.partition(cosines, cosines.shape[1] - width, axis=1)[:, -width:]
    nearest[:] = np.sort(np.concatenate([nearest, top], axis=1), axis=1)[:, -NEIGHBOURS:]


def _above(score: Float32, bound: float, most: int) -> tuple[Int64, Int64]:
    """Find the places of at least the bound, the best ``most`` of each row."""
    over = score >= bound
    for row in np.flatnonzero(over.sum(axis=1) > most):
        order = np.argsort(-score[row], kind="stable")[most:]
        over[row, order] = False
    rows, places = np.nonzero(over)
    return rows, places


def _together(parts: list[Pairs], most: int) -> Pairs:
    """Join the pairs of several tiles of the same rows, the best ``most`` of each left row."""
    if not parts:
        return _pairs([], [], [], [])
    whole = Pairs(
        np.concatenate([part.left for part in parts]),
        np.concatenate([part.right for part in parts]),
        np.concatenate([part.score for part in parts]),
        np.concatenate([part.cosine for part in parts]),
    )
    whole = _taken(whole, np.lexsort((whole.right, -whole.score, whole.left)))
    starts = np.searchsorted(whole.left, whole.left)  # where each pair's left row begins
    whole = _taken(whole, np.flatnonzero(np.arange(len(starts)) - starts < most))
    return _taken(whole, np.lexsort((whole.right, whole.left)))


def _taken(pairs: Pairs, places: Int64, shift: int = 0) -> Pairs:
    return Pairs(
        pairs.left[places] + shift, pairs.right[places], pairs.score[places], pairs.cosine[places]
    )


def _pairs(left: list[int], right: list[int], score: list[float], cosine: list[float]) -> Pairs:
    return Pairs(
        np.array(left, np.int64),
        np.array(right, np.int64),
        np.array(score, np.float32),
        np.array(cosine, np.float32),
    )
