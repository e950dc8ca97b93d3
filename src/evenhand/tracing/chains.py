"""Chains of aligned sentences: in order on both sides, with few left out between them."""

from __future__ import annotations

from collections.abc import Sequence

WIDEST_GAP = 3
"""Sentences that may be left out between two of a chain, on either side."""


def chains(points: Sequence[tuple[int, int, float]]) -> list[list[int]]:
    """Join aligned pairs to chains, the one with the greatest sum of scores first.

    A local alignment (Smith and Waterman 1981) of points that are given: from one point of a chain
    to the next both places rise, by at most WIDEST_GAP + 1. Once a chain is taken its points are
    gone, and the rest is joined anew.

    Args:
        points: (place in the document, place in the article, score above zero) of each pair, by
            place in the document; no place occurs twice.

    Returns:
        The points of each chain in order, as places in ``points``. Every point is in one chain,
        which may be of one point.
    """
    found = []
    left = list(range(len(points)))
    while left:
        best: list[float] = []
        before: list[int] = []
        for at, number in enumerate(left):
            i, j, score = points[number]
            total, previous = score, -1
            for earlier in range(at - 1, -1, -1):
                i_before, j_before, _ = points[left[earlier]]
                if i - i_before > WIDEST_GAP + 1:
                    break
                if 0 < j - j_before <= WIDEST_GAP + 1 and best[earlier] + score > total:
                    total, previous = best[earlier] + score, earlier
            best.append(total)
            before.append(previous)
        at = max(range(len(left)), key=best.__getitem__)
        chain = []
        while at >= 0:
            chain.append(left[at])
            at = before[at]
        found.append(chain[::-1])
        taken = set(chain)
        left = [number for number in left if number not in taken]
    return found
