from __future__ import annotations

import math
from datetime import timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.detection import groups
from evenhand.detection import groups_kernels as k
from evenhand.detection.confirmed import confirmed_accounts
from evenhand.detection.significance_kernels import density_chance
from evenhand.detection.tested import allowance
from evenhand.records.errors import InputError
from evenhand.records.schemas import GROUP_MEMBERS, GROUPS, SHARES
from tests.detection.streams import cascades, table

WINDOW = timedelta(seconds=60)
JITTER = timedelta(seconds=600)
MICRO = 1_000_000


@given(st.lists(st.integers(0, 50), min_size=2, max_size=12), st.integers(0, 20))
def test_each_members_neighbours(times: list[int], window: int) -> None:
    drawn = np.array(times, float)
    order = np.argsort(drawn, kind="stable")
    out = np.empty(drawn.size)
    k._near_each(drawn, order, drawn.size, window, np.empty(drawn.size), out)
    assert out.tolist() == [
        sum(abs(t - u) <= window for j, u in enumerate(times) if j != i)
        for i, t in enumerate(times)
    ]


@given(st.floats(0, 60))
def test_upper_gamma_where_it_has_a_name(x: float) -> None:
    assert k.upper_gamma(1.0, x) == pytest.approx(math.exp(-x), rel=1e-9)
    assert k.upper_gamma(0.5, x) == pytest.approx(math.erfc(math.sqrt(x)), rel=1e-9, abs=1e-15)
    poisson = sum(math.exp(-x) * x**i / math.factorial(i) for i in range(7))
    assert k.upper_gamma(7.0, x) == pytest.approx(poisson, rel=1e-9)


@pytest.mark.parametrize("clump", [1, 3, 10])
def test_pearson_tail_against_monte_carlo(clump: int) -> None:
    """Sums of clumps that come by chance: their tails, from a tenth to one in ten thousand."""
    rng = np.random.default_rng(1)
    rate = 20.0
    sums = clump * rng.poisson(rate, 2_000_000)
    mean, variance, third = clump * rate, clump**2 * rate, clump**3 * rate
    for quantile in (0.9, 0.99, 0.9999):
        seen = float(np.quantile(sums, quantile))
        exact = (sums >= seen).mean()
        # Off by up to half a clump: the correction for counts knows steps of one.
        assert k.pearson_tail(seen, mean, variance, third) == pytest.approx(exact, rel=0.6)


def test_rare_counts_are_not_taken_for_impossible() -> None:
    """Three where a fifth is expected: one in 870 by Poisson; at least a third of that here."""
    poisson = 1 - math.exp(-0.2) * (1 + 0.2 + 0.02)
    assert k.pearson_tail(3, 0.2, 0.2, 0.2) >= poisson / 3
    assert k.pearson_tail(0, 0.2, 0.2, 0.2) == 1
    assert k.pearson_tail(5, 0.0, 0.0, 0.0) == 0


def test_two_members_coincide_as_often_as_the_density_says() -> None:
    """The surrogates' mean is the chance that `significance` computes exactly."""
    rng = np.random.default_rng(2)
    for _ in range(6):
        n = int(rng.integers(3, 9))
        time = np.sort(rng.integers(0, 900, n)) * MICRO
        account = np.arange(n, dtype=np.int32)
        p, q = sorted(rng.choice(n, 2, replace=False).tolist())
        member_of = np.full(n, -1, np.int32)
        member_of[[p, q]] = 0
        of_group, of_account = np.zeros((1, k.SUMS)), np.zeros((n, k.SUMS))
        company = np.zeros((1, k.COMPANY))
        surrogates = 60_000
        k.test_objects(
            np.array([0]),
            account,
            time,
            np.array([0, n]),
            np.array([7], np.uint64),
            member_of,
            np.zeros(n),
            60 * MICRO,
            600 * MICRO,
            surrogates,
            1.0,
            3,
            of_group,
            of_account,
            company,
        )
        bounds = [
            np.searchsorted(time, time + sign * distance * MICRO, side).astype(np.int32)
            for distance in (60, 300)
            for sign, side in ((-1, "left"), (1, "right"))
        ]
        exact = density_chance(p, q, time, *bounds, 60 * MICRO, 600 * MICRO)
        assert of_group[0, k.MEAN] == pytest.approx(exact, abs=0.008)
        assert of_group[0, k.OBSERVED] == (time[q] - time[p] <= 60 * MICRO)
        assert of_account[p].tolist() == of_account[q].tolist() == of_group[0].tolist()


def test_surrogates_come_from_outsiders_of_the_same_speed() -> None:
    """Quick members among quick and slow outsiders are compared with the quick ones."""
    quick, slow = 40, 40
    time = np.concatenate((np.full(quick, 10), np.full(slow, 250), [10, 10])) * MICRO
    order = np.argsort(time, kind="stable")
    account = np.arange(time.size, dtype=np.int32)[order]
    speed = np.concatenate((np.full(quick, 2.0), np.full(slow, 6.0), [2.0, 2.0]))
    member_of = np.full(time.size, -1, np.int32)
    member_of[-2:] = 0
    chances = {}
    for name, speeds in (("matched", speed), ("blind", np.zeros(time.size))):
        of_group, of_account = np.zeros((1, k.SUMS)), np.zeros((time.size, k.SUMS))
        k.test_objects(
            np.array([0]), account, time[order], np.array([0, time.size]),
            np.array([1], np.uint64), member_of, speeds, 60 * MICRO, 600 * MICRO, 4000, 1.0, 0,
            of_group, of_account, np.zeros((1, k.COMPANY)),
        )  # fmt: skip
        chances[name] = of_group[0, k.MEAN]
    assert chances["matched"] > 0.9
    assert 0.45 < chances["blind"] < 0.6


def test_company_is_what_a_plain_loop_finds() -> None:
    """How much of the draws is uniform, and how much slower the others are, by definition."""
    rng = np.random.default_rng(5)
    n, half = 30, 300 * MICRO
    time = np.sort(rng.integers(0, 1_500, n)) * MICRO
    account = rng.permutation(n).astype(np.int32)
    member_of = np.where(np.arange(n) < 12, np.arange(n) % 2, -1).astype(np.int32)
    speed = rng.normal(5, 1, n)
    company = np.zeros((2, k.COMPANY))
    k.test_objects(
        np.array([0]), account, time, np.array([0, n]), np.array([1], np.uint64), member_of, speed,
        60 * MICRO, 2 * half, 3, 0.7, 0, np.zeros((2, k.SUMS)), np.zeros((n, k.SUMS)), company,
    )  # fmt: skip
    wanted = np.zeros((2, k.COMPANY))
    for p in range(n):
        group = member_of[account[p]]
        if group < 0:
            continue
        others = [
            speed[account[q]] - speed[account[p]]
            for q in range(n)
            if member_of[account[q]] != group and abs(time[q] - time[p]) <= half
        ]
        weights = [math.exp(-0.5 * (apart / 0.7) ** 2) for apart in others]
        total = 1 + sum(weights)
        slower = sum(w * apart for w, apart in zip(weights, others, strict=True)) / total
        wanted[group] += [5, 5 / total, 5 * slower]
    np.testing.assert_allclose(company, wanted)


def test_what_unlike_company_could_make_is_allowed_for() -> None:
    assert allowance(np.array([10.0, 0.0, 0.0])) == 1
    assert allowance(np.array([10.0, 0.0, -5.0])) == 1  # slower members coincide less
    assert allowance(np.array([10.0, 5.0, 0.0])) == pytest.approx(1.5)
    assert allowance(np.array([10.0, 5.0, 10 * math.log(2)])) == pytest.approx(3)
    assert allowance(np.zeros(3)) == 1


def confirmed(found: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = found.groups.filter(found.groups["confirmed"]).to_pylist()
    return rows


def carried(found: Any, group: str) -> set[str]:
    return {
        row["account_id"]
        for row in found.members.to_pylist()
        if row["group"] == group and row["supported"]
    }


@pytest.mark.parametrize("seed", range(6))
def test_cascades_alone_confirm_nothing(seed: int) -> None:
    shares, _ = cascades(seed)
    found = groups(shares, WINDOW, JITTER)
    assert found.groups.num_rows > 0, "there was nothing to test"
    assert confirmed(found) == []


@pytest.mark.parametrize("seed", [0, 2])
def test_a_small_crowd_is_not_taken_for_a_network(seed: int) -> None:
    """A fifth of all fans is one candidate, so that few others are left to stand in for it."""
    shares, _ = cascades(seed, days=28, posts=1400, fans=500)
    found = groups(shares, WINDOW, JITTER)
    quick = [row for row in found.groups.to_pylist() if row["q_value"] <= 0.05]
    assert max(row["lift"] for row in quick) > 1.4
    assert all(row["allowance"] > row["lift"] for row in quick)
    assert confirmed(found) == []


def test_a_large_network_in_a_small_crowd_is_found() -> None:
    shares, truth = cascades(0, planted=2, size=40, days=28, posts=1400, fans=500)
    found = groups(shares, WINDOW, JITTER)
    rows = confirmed(found)
    accounts = set().union(*(carried(found, row["group"]) for row in rows))
    assert all(row["lift"] > 1.5 * row["allowance"] for row in rows)
    assert len(accounts & truth.keys()) >= 0.9 * len(truth)
    assert len(accounts & truth.keys()) >= 0.9 * len(accounts)


def test_planted_groups_are_confirmed_account_by_account() -> None:
    shares, truth = cascades(11, planted=3)
    found = groups(shares, WINDOW, JITTER)
    assert found.groups.schema.equals(GROUPS)
    assert found.members.schema.equals(GROUP_MEMBERS)
    rows = confirmed(found)
    # What the two halves cut up differently may stand there twice; its accounts are in one.
    networks = confirmed_accounts(found)
    assert len(networks) == 3
    for row in rows:
        accounts = set(networks.get(row["group"], carried(found, row["group"])))
        planted = [truth[a] for a in accounts if a in truth]
        assert len(set(planted)) == 1
        assert len(planted) >= 11
        assert len(accounts) - len(planted) <= 2
        assert row["lift"] >= 1.1 * row["allowance"]
        assert row["q_value"] <= 0.05
        assert row["observed"] == sum(s["observed"] for s in row["by_signal"])
    bystanders = [m for m in found.members.to_pylist() if not m["supported"]]
    assert not any(m["account_id"] in truth for m in bystanders if m["group"] in networks)


def test_what_happened_on_one_half_only_is_not_confirmed() -> None:
    """A group that acted on a single day has no second half to be confirmed on."""
    shares, _ = cascades(12, planted=1, last_day=1.0, actions=25)
    assert confirmed(groups(shares, WINDOW, JITTER)) == []


def test_order_threads_and_chunks_change_nothing() -> None:
    shares, _ = cascades(13, planted=1, fans=300, posts=300)
    first = groups(shares, WINDOW, JITTER, threads=1)
    assert max(first.groups["allowance"].to_pylist()) > 1  # sums of floats, over all objects
    rng = np.random.default_rng(0)
    for threads in (2, 3):
        order = rng.permutation(shares.num_rows)
        mixed = shares.take(pa.array(order))
        plain = mixed.set_column(1, "account", mixed["account"].cast(pa.string()))
        again = groups(plain.cast(SHARES), WINDOW, JITTER, threads=threads)
        assert again.groups.equals(first.groups)
        assert again.members.equals(first.members)


def test_another_seed_draws_other_surrogates_and_finds_the_same() -> None:
    shares, truth = cascades(14, planted=1)
    one, other = (groups(shares, WINDOW, JITTER, seed=seed) for seed in (0, 1))
    assert confirmed(one)[0]["expected"] != confirmed(other)[0]["expected"]
    for found in (one, other):
        assert len(carried(found, "g1") & set(truth)) >= 11


def test_nothing_and_almost_nothing() -> None:
    empty = groups(SHARES.empty_table(), WINDOW, JITTER)
    assert empty.groups.num_rows == empty.members.num_rows == empty.candidates == 0
    few = table(np.array([0, 1, 2]), np.array([0, 0, 0]), np.array([0, 1, 2]) * MICRO)
    assert groups(few, WINDOW, JITTER).groups.num_rows == 0


@pytest.mark.parametrize(
    "wrong", [{"alpha": 0.0}, {"min_lift": -1.0}, {"min_accounts": 1}, {"surrogates": 0}]
)
def test_wrong_parameters(wrong: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="alpha must lie between 0 and 1"):
        groups(SHARES.empty_table(), WINDOW, JITTER, **wrong)
