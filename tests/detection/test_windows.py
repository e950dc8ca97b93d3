from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand import simulation
from evenhand.detection import windows_kernels
from evenhand.detection.windows import DELAYS, JITTER, LONGEST_S, Windows, windows
from evenhand.records.errors import InputError
from evenhand.records.schemas import SHARES, UTC_TIME

DAY_S = 86_400


def table(rows: list[tuple[str, str, float]], signal: str = "link") -> pa.Table:
    """Shares from (account, object, seconds)."""
    return pa.table(
        [
            pa.array([signal] * len(rows)).dictionary_encode(),
            pa.array([a for a, _, _ in rows], pa.string()).dictionary_encode(),
            pa.array([o for _, o, _ in rows], pa.string()).dictionary_encode(),
            pa.array([round(t * 1e6) for _, _, t in rows], pa.int64()).cast(UTC_TIME),
            pa.array([f"p{i}" for i in range(len(rows))], pa.string()),
        ],
        names=SHARES.names,
    ).cast(SHARES)


def slow(
    rng: np.random.Generator, objects: int = 500, scale_s: float = 3_600, shares: int = 12
) -> list[tuple[str, str, float]]:
    """A background that reacts on the scale of hours."""
    rows = []
    for number in range(objects):
        start = rng.uniform(0, 28 * DAY_S)
        rows += [
            (f"a{rng.integers(3_000)}", f"o{number}", float(int(start + delay)))
            for delay in rng.exponential(scale_s, shares)
        ]
    return rows


def relays(
    rng: np.random.Generator, scale_s: float, objects: int = 60, members: int = 8, of: int = 500
) -> tuple[list[tuple[str, str, float]], np.ndarray]:
    """Groups that share objects of the background within ``scale_s``; and their pair delays."""
    rows, delays = [], []
    for number in range(objects):
        start = rng.uniform(0, 28 * DAY_S)
        times = np.floor(start + rng.exponential(scale_s, members))
        rows += [(f"g{m}", f"o{number % of}", float(t)) for m, t in enumerate(times)]
        delays.append(np.abs(np.subtract.outer(times, times))[np.triu_indices(members, 1)])
    return rows, np.concatenate(delays)


def only(found: Windows) -> object:
    assert len(found.suggestions) == 1
    return found.suggestions[0]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("scale_s", [5, 20, 60])
def test_a_short_scale_is_found_and_covered(scale_s: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    planted, delays = relays(rng, scale_s, objects=100)
    one = only(windows(table(slow(rng) + planted)))
    assert one.answer == "window"
    assert np.mean(delays <= one.window_s) >= 0.8
    assert scale_s <= one.window_s <= 6 * scale_s
    assert one.window_s < 3_600 / 5, "well below the scale of the background"
    assert one.jitter_s == JITTER * one.window_s
    assert one.times_as_many > 1.2
    assert one.spread_s > 2 * one.window_s


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("scale_s", [1_800, 3_600, 6 * 3_600])
def test_without_a_short_scale_it_says_so(scale_s: float, seed: int) -> None:
    one = only(windows(table(slow(np.random.default_rng(seed), scale_s=scale_s))))
    assert (one.answer, one.window_s, one.jitter_s) == ("none", None, None)
    assert one.spread_s > scale_s / 4
    assert "no short delays" in one.why


@pytest.mark.parametrize("seed", range(3))
def test_times_spread_evenly_suggest_nothing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows = [
        (f"a{rng.integers(500)}", f"o{rng.integers(20)}", float(rng.integers(14 * DAY_S)))
        for _ in range(8_000)
    ]
    assert only(windows(table(rows))).answer == "none"


@pytest.mark.parametrize("seed", range(3))
def test_streams_of_the_benchmarks(seed: int) -> None:
    for make in (simulation.topics_scenario, simulation.cascades_scenario):
        nothing, _ = simulation.share_stream(make(None), seed)
        assert only(windows(nothing)).answer == "none"
        easy, _ = simulation.share_stream(make("easy"), seed)
        assert 10 <= only(windows(easy)).window_s <= 45


def test_the_demo() -> None:
    """Pushed within about a minute: seen in links and texts; nothing where nothing is planted."""
    from evenhand import detection  # noqa: PLC0415

    scenario = simulation.demo_scenario()
    made = simulation.posts(scenario, 0)
    found = windows(detection.shares(made.posts, ["link", "text"]))
    assert [s.signal for s in found.suggestions] == ["link", "text"]
    assert all(30 <= s.window_s <= 90 for s in found.suggestions)
    assert found.window_s == max(s.window_s for s in found.suggestions)
    made = simulation.posts(replace(scenario, networks=()), 0)
    found = windows(detection.shares(made.posts, ["link", "text"]))
    assert [s.answer for s in found.suggestions] == ["none", "none"]
    assert found.window_s is None


@pytest.mark.parametrize("unit", [60, 3_600])
def test_no_window_below_the_resolution(unit: int) -> None:
    rng = np.random.default_rng(1)
    planted, _ = relays(rng, 20)
    rows = [(a, o, t // unit * unit) for a, o, t in slow(rng, scale_s=20_000) + planted]
    one = only(windows(table(rows)))
    assert one.resolution_s == unit
    assert one.window_s is None or one.window_s >= unit
    if unit == 60:
        assert one.window_s in (60, 120)
    assert only(windows(table(rows), 60)).resolution_s == 60


def test_too_few_shares() -> None:
    one = only(windows(table([("a", "x", 0), ("b", "x", 5), ("c", "y", 9)])))
    assert one.answer == "too_few"
    assert one.why == "not enough shares to say"
    assert (one.shares, one.objects, one.next_half_s) == (2, 1, 5)


def test_nothing_at_all() -> None:
    found = windows(SHARES.empty_table())
    assert found.suggestions == ()
    assert found.window_s is None
    assert found.table.schema.equals(DELAYS)
    alone = windows(table([("a", "x", 0), ("a", "x", 7), ("b", "y", 3)]))
    assert only(alone).answer == "too_few"
    assert only(alone).next_half_s is None


def test_what_cannot_be_used() -> None:
    with pytest.raises(InputError, match="above 0"):
        windows(table([("a", "x", 0)]), 0)
    with pytest.raises(InputError, match="'object' is missing"):
        windows(SHARES.empty_table().drop_columns(["object"]))


def test_order_changes_nothing() -> None:
    rng = np.random.default_rng(3)
    rows = slow(rng, objects=80) + relays(rng, 20, objects=20, of=80)[0]
    first = windows(table(rows))
    mixed = [rows[i] for i in rng.permutation(len(rows))]
    again = windows(table(mixed))
    for name in ("from_s", "to_s", "next_shares", "pairs"):
        assert first.table[name].equals(again.table[name])
    np.testing.assert_allclose(first.table["weighted"], again.table["weighted"])
    assert first.window_s == again.window_s


SOME = st.lists(
    st.tuples(st.sampled_from("abcd"), st.sampled_from("xyz"), st.integers(0, 5_000)),
    min_size=2,
    max_size=40,
)


@settings(max_examples=60, deadline=None)
@given(SOME)
def test_counts_are_those_of_the_plain_way(rows: list[tuple[str, str, int]]) -> None:
    found = windows(table(rows), 1)  # type: ignore[arg-type]
    if not found.suggestions:
        return
    upper = np.array(found.table["to_s"])
    pairs = np.zeros(upper.size, int)
    follows = np.zeros(upper.size, int)
    for i, (a, x, t) in enumerate(rows):
        later = [
            u - t
            for j, (b, y, u) in enumerate(rows)
            if b != a and y == x and (u > t or (u == t and j > i))
        ]
        for delay in later:
            pairs[np.searchsorted(upper, delay)] += 1
    assert np.array(found.table["pairs"]).tolist() == pairs.tolist()
    # Among shares of the same second it is chance which counts as the next.
    if len({(x, t) for _, x, t in rows}) == len(rows):
        for a, x, t in rows:
            later = [u - t for b, y, u in rows if b != a and y == x and u > t]
            if later:
                follows[np.searchsorted(upper, min(later))] += 1
        assert np.array(found.table["next_shares"]).tolist() == follows.tolist()


def test_expected_is_what_moving_gives() -> None:
    """The closed form against shares that are really moved, for one bound."""
    rng = np.random.default_rng(5)
    rows = slow(rng, objects=300) + relays(rng, 20, objects=60, of=300)[0]
    found = windows(table(rows), 1)
    upper = np.array(found.table["to_s"])
    k = int(np.searchsorted(upper, 60))
    width = JITTER * (upper[k] + 0.5)
    counts = []
    for _ in range(20):
        moved = [(a, o, t + rng.uniform(-width / 2, width / 2)) for a, o, t in rows]
        there = windows(table(moved), 1).table
        low, high = upper[k - 3], upper[k]
        to = np.array(there["to_s"])
        counts.append(np.array(there["weighted"])[(to > low) & (to <= high)].sum())
    mine = sum(np.array(found.table["expected"])[i] for i in range(k - 2, k + 1))
    assert abs(np.mean(counts) - mine) < 0.15 * mine


def test_a_hot_object_takes_no_pairs() -> None:
    """A million pairs times a hundred: counted, never listed."""
    time = np.sort(np.random.default_rng(1).integers(0, 10**9, 20_000))
    starts = np.array([0, time.size])
    bounds = np.array([0, 10**6, 10**9])
    counts = windows_kernels.pairs_within(time, starts, bounds, np.ones(1))
    assert counts[windows_kernels.PAIRS, -1] == time.size * (time.size - 1) // 2
    assert LONGEST_S == 900
