from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.detection import groups_kernels as k
from evenhand.detection import support_kernels
from evenhand.detection.arranged import Coded
from evenhand.detection.support import support
from evenhand.records.schemas import SHARES
from tests.detection.streams import table
from tests.detection.test_groups import JITTER, MICRO, WINDOW


def exact_moments(
    mine: int, time: Any, core: Any, speed: Any, window: float, jitter: float
) -> tuple[float, float, float]:
    """Mean, variance and third central moment of one account's coincidences with the core.

    By the definition: every place that its time can be drawn from, with its weight. The uniform
    part is cut where the number of coincidences changes.
    """
    others = [t for i, t in enumerate(time) if core[i] and i != mine]
    here = time[mine]

    def count(at: float) -> int:
        return sum(abs(at - t) <= window for t in others)

    values, weights = [], []
    for i, t in enumerate(time):
        if not core[i] and i != mine and abs(t - here) <= jitter / 2:
            values.append(count(t))
            weights.append(float(np.exp(-0.5 * (speed[i] - speed[mine]) ** 2)))
    low, high = here - jitter / 2, here + jitter / 2
    cuts = sorted(
        {low, high} | {c for t in others for c in (t - window, t + window) if low < c < high}
    )
    for left, right in pairwise(cuts):
        values.append(count((left + right) / 2))
        weights.append((right - left) / jitter)
    chance = np.array(weights) / sum(weights)
    apart = np.array(values) - chance @ np.array(values)
    return (
        float(chance @ np.array(values)),
        float(chance @ apart**2),
        float(chance @ apart**3),
    )


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_one_accounts_moments_are_those_of_the_definition(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = int(rng.integers(3, 25))
    time = np.sort(rng.integers(0, 1200, n))
    core = rng.random(n) < 0.5
    speed = rng.normal(3, 1, n)
    mine = int(rng.integers(n))
    judged = np.zeros(n, np.bool_)
    judged[mine] = True
    surrogates = 20_000
    sums = np.zeros((n, k.SUMS))
    support_kernels.test_accounts(
        np.array([0]), np.arange(n, dtype=np.int32), time * MICRO, np.array([0, n]),
        np.array([5], np.uint64), core, judged, speed, np.arange(n, dtype=np.int32), 60 * MICRO,
        600 * MICRO, surrogates, 1.0, 0, sums,
    )  # fmt: skip
    mean, variance, third = exact_moments(mine, time, core, speed, 60, 600)
    others = [t for i, t in enumerate(time) if core[i] and i != mine]
    assert sums[mine, k.OBSERVED] == sum(abs(time[mine] - t) <= 60 for t in others)
    error = 5 * (variance / surrogates) ** 0.5 + 1e-3
    assert sums[mine, k.MEAN] == pytest.approx(mean, abs=error)
    assert sums[mine, k.VARIANCE] == pytest.approx(variance, rel=0.1, abs=0.05)
    assert sums[mine, k.THIRD] == pytest.approx(third, rel=0.25, abs=0.3)
    assert not sums[~judged].any()


def stream() -> tuple[Coded, np.ndarray[Any, Any]]:
    """Accounts 0–3 act together on one half and 0, 1, 4, 5 on the other; 6 and more never do."""
    rng = np.random.default_rng(1)
    rows = []
    for n in range(60):
        together = (0, 1, 2, 3) if n % 2 == 0 else (0, 1, 4, 5)
        for who in range(31):
            delay = 250 + rng.integers(20) if who in together else rng.integers(600)
            rows.append((who, n, n * 3600 + delay))
    account, object_, time = np.array(rows).T
    coded = Coded.of(table(account, object_, time * MICRO))
    return coded, (coded.time // (3600 * MICRO)) % 2


def test_an_account_is_supported_by_groups_that_the_other_half_discovered() -> None:
    coded, half = stream()
    code = {name: n for n, name in enumerate(coded.names.to_pylist())}
    by_number = [code[name] for name in sorted(code, key=lambda name: int(name.strip("a")))]
    core = np.zeros((2, len(code)), np.bool_)
    core[0, by_number[:4]] = True
    core[1, [by_number[n] for n in (0, 1, 4, 5, 6)]] = True  # 6 was caught by mistake
    speeds = {name: np.full(len(code), 5.0) for name in coded.signals}
    first, again = (
        support(coded, speeds, core, half, WINDOW, JITTER, 200, 0, threads) for threads in (1, 3)
    )
    assert first.tolist() == again.tolist()
    assert (first[by_number[:2]] < 1e-6).all(), "they act with both, on all of the time"
    assert first[by_number[6]] > 0.05
    assert (first[by_number[7:]] == 1).all(), "only accounts of the groups are judged"


def test_nobody_confirmed_is_nobody_judged() -> None:
    coded = Coded.of(SHARES.empty_table())
    nobody = np.zeros((2, 0), np.bool_)
    assert support(coded, {}, nobody, np.empty(0), WINDOW, JITTER, 200, 0, 1).size == 0
