"""Mutual best and margins, held against comparing every two rows in plain Python."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.tracing import nearness
from evenhand.tracing.encoders import Rule, Vectors
from evenhand.tracing.nearness import mutual_best

COSINE, MARGIN = Rule("cosine", 0.2, 0.2), Rule("margin", 0.01, 0.01)


def unit(seed: int, rows: int) -> Vectors:
    drawn = np.random.default_rng(seed).normal(size=(rows, 6)).astype(np.float32)
    return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


def reference(left: Vectors, right: Vectors, rule: Rule) -> list[tuple[int, int]]:
    """Every score of every two, one at a time."""
    cosines = [[float(np.dot(a, b)) for b in right] for a in left]

    def near(values: list[float]) -> float:
        best = sorted(values, reverse=True)[: nearness.NEIGHBOURS]
        return sum(best) / len(best)

    score = [list(row) for row in cosines]
    if rule.score == "margin":
        columns = [near([row[j] for row in cosines]) for j in range(len(right))]
        score = [
            [2 * value - near(row) - columns[j] for j, value in enumerate(row)] for row in cosines
        ]
    return [
        (i, j)
        for i, row in enumerate(score)
        for j, value in enumerate(row)
        if value >= rule.at_least
        and value == max(row)
        and value == max(other[j] for other in score)
    ]


@pytest.mark.parametrize("rule", [COSINE, MARGIN])
@given(seed=st.integers(0, 10_000), n=st.integers(1, 12), m=st.integers(1, 12))
def test_against_all_pairs(rule: Rule, seed: int, n: int, m: int) -> None:
    left, right = unit(seed, n), unit(seed + 1, m)
    got = mutual_best(left, right, rule)
    assert list(zip(got.left.tolist(), got.right.tolist(), strict=True)) == reference(
        left, right, rule
    )


@pytest.mark.parametrize("rule", [COSINE, MARGIN])
def test_the_size_of_blocks_changes_nothing(rule: Rule, monkeypatch: pytest.MonkeyPatch) -> None:
    left, right = unit(1, 53), unit(2, 47)
    whole = mutual_best(left, right, rule)
    monkeypatch.setattr(nearness, "TILE_ROWS", 10)
    monkeypatch.setattr(nearness, "TILE_COLUMNS", 7)
    parts = mutual_best(left, right, rule)
    assert len(whole.left) > 5
    assert parts.left.tolist() == whole.left.tolist()
    assert parts.right.tolist() == whole.right.tolist()
    np.testing.assert_allclose(parts.score, whole.score, atol=1e-6)


def test_an_empty_side_has_no_pairs() -> None:
    assert not len(mutual_best(unit(1, 0), unit(2, 3), COSINE).left)


def test_a_blank_text_has_no_partner() -> None:
    blank = np.zeros((2, 6), np.float32)
    assert not len(mutual_best(blank, blank, COSINE).left)
    assert not len(mutual_best(blank, -np.abs(unit(1, 5)), MARGIN).left)
