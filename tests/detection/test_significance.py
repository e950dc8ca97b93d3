from __future__ import annotations

import itertools
import math
import random
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.detection import pairs
from evenhand.detection import significance_kernels as k
from evenhand.detection.significance import benjamini_hochberg, combined, significance
from evenhand.records.errors import InputError
from tests.detection.reference import shares_table

SECOND = 1_000_000
chances = st.lists(st.floats(0, 1), max_size=9)


@given(chances, st.integers(0, 10))
def test_tail_is_the_poisson_binomial(p: list[float], seen: int) -> None:
    exact = sum(
        math.prod(x if hit else 1 - x for x, hit in zip(p, hits, strict=True))
        for hits in itertools.product((0, 1), repeat=len(p))
        if sum(hits) >= seen
    )
    assert k.tail(np.array(p, float), seen) == pytest.approx(exact, abs=1e-12)


@given(chances, st.integers(1, 9))
def test_binomial_bound_is_a_bound(p: list[float], seen: int) -> None:
    if p:
        bound = k.binomial_bound(len(p), math.fsum(p), seen)
        assert bound >= k.tail(np.array(p, float), seen) - 1e-12


def test_tail_against_monte_carlo_and_the_bound_where_it_takes_over() -> None:
    rng = np.random.default_rng(1)
    p = rng.uniform(0, 0.3, 60)
    drawn = (rng.random((200_000, 60)) < p).sum(axis=1)
    for seen in (8, 12, 16):
        assert k.tail(p, seen) == pytest.approx((drawn >= seen).mean(), rel=0.06)
    many = rng.uniform(0, 0.02, 40_000)
    seen = 480  # n x seen is over the limit: expected is about 400
    drawn = rng.binomial(1, many, (4_000, many.size)).sum(axis=1)
    assert (drawn >= seen).mean() <= k.tail(many, seen) < 1e-3


@pytest.mark.parametrize("apart", [0, 10, 59, 61, 300, 3000, 3659])
def test_uniform_chance_against_monte_carlo(apart: int) -> None:
    rng = np.random.default_rng(2)
    window, jitter = 60, 3600
    moves = rng.uniform(-jitter / 2, jitter / 2, (2, 2_000_000))
    near = (np.abs(apart + moves[0] - moves[1]) <= window).mean()
    assert k.uniform_chance(apart, window, jitter) == pytest.approx(near, abs=3e-4)
    assert k.uniform_chance(window + jitter, window, jitter) == 0


def test_density_chance_against_monte_carlo() -> None:
    """Draw as the docstring says and count; ten random objects, every pair in them."""
    rng = np.random.default_rng(3)
    window, jitter = 60, 600
    for _ in range(10):
        n = int(rng.integers(2, 9))
        time = np.sort(rng.integers(0, 900, n))

        def bounds(distance: int, time: Any = time) -> tuple[Any, Any]:
            low = np.searchsorted(time, time - distance, "left").astype(np.int32)
            high = np.searchsorted(time, time + distance, "right").astype(np.int32)
            return low, high

        for p, q in itertools.combinations(range(n), 2):
            draws = []
            for own in (p, q):
                pool = [
                    time[i] for i in range(n) if i not in (p, q) and abs(time[i] - time[own]) <= 300
                ]
                size = 200_000
                drawn = time[own] + rng.uniform(-300, 300, size)
                which = rng.integers(0, len(pool) + 1, size)
                for i, t in enumerate(pool):
                    drawn[which == i] = t
                draws.append(drawn)
            near = (np.abs(draws[0] - draws[1]) <= window).mean()
            found = k.density_chance(p, q, time, *bounds(60), *bounds(300), window, jitter)
            assert found == pytest.approx(near, abs=6e-3)


rows = st.lists(
    st.tuples(
        st.just("link"),
        st.sampled_from("abcde"),
        st.sampled_from(["o1", "o2", "o3"]),
        st.integers(0, 400).map(lambda s: s * SECOND),
        st.just("p"),
    ),
    max_size=40,
)


@settings(max_examples=100, deadline=None)
@given(rows, st.sampled_from(["uniform", "density"]))
def test_equals_the_definition(rows: list[Any], null: Any) -> None:
    window, jitter = 20, 100
    shares = shares_table(rows)
    edges = pairs(shares, timedelta(seconds=window), 1)
    found = significance(
        edges, shares, timedelta(seconds=window), timedelta(seconds=jitter), null=null
    ).to_pylist()
    first: dict[tuple[str, str], int] = {}
    for _, account, object_, time, _ in rows:
        key = (object_, account)
        first[key] = min(first.get(key, time), time)
    tested = 0
    by_pair = {}
    for a, b in itertools.combinations("abcde", 2):
        p = []
        seen = 0
        for object_ in ("o1", "o2", "o3"):
            if (object_, a) not in first or (object_, b) not in first:
                continue
            apart = abs(first[object_, a] - first[object_, b])
            if apart > (window + jitter) * SECOND:
                continue
            seen += apart <= window * SECOND
            if null == "uniform":
                p.append(k.uniform_chance(apart, window * SECOND, jitter * SECOND))
            else:
                p.append(_density(first, object_, a, b, window * SECOND, jitter * SECOND))
        tested += bool(p)
        by_pair[a, b] = (len(p), sum(p), k.tail(np.array(p, float), seen))
    for edge in found:
        trials, expected, p_value = by_pair[edge["account_a"], edge["account_b"]]
        assert edge["trials"] == trials
        assert edge["expected"] == pytest.approx(expected)
        assert edge["p_value"] == pytest.approx(p_value)
        assert edge["pair_p_value"] == pytest.approx(p_value, abs=1e-6)
    q = benjamini_hochberg(np.array([e["pair_p_value"] for e in found]), tested)
    assert [e["pair_q_value"] for e in found] == pytest.approx(list(q))


def _density(
    first: dict[tuple[str, str], int], object_: str, a: str, b: str, window: int, jitter: int
) -> float:
    """The chance as it is defined, with sums over the others."""
    times = {who: t for (o, who), t in first.items() if o == object_}
    mine, other = times[a], times[b]
    pools = [
        [t for who, t in times.items() if who not in (a, b) and abs(t - own) <= jitter // 2]
        for own in (mine, other)
    ]

    def uniform_near(at: float, centre: float) -> float:
        low, high = max(at - window, centre - jitter / 2), min(at + window, centre + jitter / 2)
        return max(0.0, high - low) / jitter

    total = k.uniform_chance(abs(mine - other), window, jitter)
    total += sum(uniform_near(t, other) for t in pools[0])
    total += sum(uniform_near(t, mine) for t in pools[1])
    total += sum(abs(t - u) <= window for t in pools[0] for u in pools[1])
    return total / ((len(pools[0]) + 1) * (len(pools[1]) + 1))


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20), st.integers(0, 30))
def test_benjamini_hochberg_by_its_definition(p: list[float], more: int) -> None:
    tests = len(p) + more
    everyone = sorted([*p, *[1.0] * more])
    expected = [
        min(1.0, *(everyone[r] * tests / (r + 1) for r in range(tests) if everyone[r] >= value))
        for value in p
    ]
    assert list(benjamini_hochberg(np.array(p), tests)) == pytest.approx(expected)


def test_cauchy_combination() -> None:
    pair = np.array([1, 1, 2, 3, 3])
    p = np.array([0.01, 0.01, 0.01, 1e-200, 0.5])
    found = combined(pair, p, signals=2)
    assert found[0] == found[1] == pytest.approx(0.01)  # equal values stay
    assert found[2] == pytest.approx(0.02, rel=0.01)  # one of two signals: twice
    assert found[3] == pytest.approx(2e-200, rel=0.01)


def test_forgotten_times_are_not_significant_and_planted_ones_are() -> None:
    """Two hundred accounts share forty objects in the same hours; ten do it by the second."""
    rng = random.Random(5)
    rows = []
    for n in range(40):
        start = n * 50_000
        rows += [
            ("link", f"a{(a * 7 + n * 13) % 200}", f"o{n}", start + rng.randrange(3600))
            for a in range(60)
        ]
        moment = start + rng.randrange(3600)
        rows += [("link", f"planted{a}", f"o{n}", moment + rng.randrange(30)) for a in range(10)]
    shares = shares_table([(s, a, o, t * SECOND, "p") for s, a, o, t in rows])
    window, jitter = timedelta(seconds=60), timedelta(seconds=600)
    tested = significance(pairs(shares, window, 2), shares, window, jitter, null="uniform")
    inside = outside = 0
    for edge in tested.to_pylist():
        both = edge["account_a"].startswith("planted") + edge["account_b"].startswith("planted")
        if edge["pair_q_value"] <= 0.05:
            inside += both == 2
            outside += both < 2
    assert inside == 45
    assert outside <= 3


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"jitter": timedelta(seconds=60)}, "jitter must be above the window"),
        ({"null": "poisson"}, "must be 'density' or 'uniform', not 'poisson'"),
    ],
)
def test_wrong_parameters(wrong: dict[str, Any], says: str) -> None:
    shares = shares_table([])
    given_: dict[str, Any] = {"jitter": timedelta(seconds=600)}
    window = timedelta(seconds=60)
    with pytest.raises(InputError, match=says):
        significance(pairs(shares, window), shares, window, **(given_ | wrong))
