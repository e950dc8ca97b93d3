"""Chains, held against trying every subset of the points."""

from __future__ import annotations

from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from evenhand.tracing.chains import WIDEST_GAP, chains

Points = list[tuple[int, int, float]]


def is_chain(points: Points) -> bool:
    return all(
        0 < after[side] - before[side] <= WIDEST_GAP + 1
        for before, after in pairwise(points)
        for side in (0, 1)
    )


@given(
    st.integers(1, 9).flatmap(
        lambda n: st.tuples(
            st.lists(st.integers(0, 16), min_size=n, max_size=n, unique=True),
            st.lists(st.integers(0, 16), min_size=n, max_size=n, unique=True),
            st.lists(st.integers(1, 64).map(lambda x: x / 64), min_size=n, max_size=n),
        )
    )
)
def test_the_first_chain_is_the_best_of_all(
    drawn: tuple[list[int], list[int], list[float]],
) -> None:
    points = sorted(zip(*drawn, strict=True))
    found = chains(points)
    assert sorted(place for chain in found for place in chain) == list(range(len(points)))
    assert all(is_chain([points[place] for place in chain]) for chain in found)
    best = max(
        sum(points[place][2] for place in some)
        for size in range(1, len(points) + 1)
        for some in combinations(range(len(points)), size)
        if is_chain([points[place] for place in some])
    )
    assert sum(points[place][2] for place in found[0]) == best


def test_no_points_have_no_chains() -> None:
    assert chains([]) == []
