"""Which window to look through: how far apart shares of one object are, and what stands out.

The rule, in one paragraph. Take every two shares of one object by different accounts and count them
by their delay; each object counts by its shares, not by its pairs. For each delay *d* ask how many
such pairs there would be if every share were moved at random within ten times *d* (interval jitter,
Amarasingham et al. 2012). The ratio of the two is above 1 where shares bunch on the scale of *d*. A
stream in which people react over hours has one hump, at hours. When a hump of short delays stands
before that, with a valley between the two, the short one is a scale of its own: the window is the
delay that holds nine in ten of what is in the short hump above the level of the valley, rounded up.
The jitter of a test should be ten windows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import polars as pl
import pyarrow as pa

from evenhand.detection import kernels
from evenhand.detection import windows_kernels as counting
from evenhand.detection.arranged import Coded
from evenhand.records import times
from evenhand.records.errors import InputError

JITTER = 10
"""Width of the jitter, in windows (the project's notes on coordination, section 2)."""
BINS_PER_DECADE = 12
LONGEST_S = 900.0
"""No longer window is suggested: beyond it are the scales on which news spreads."""
FEWEST_PAIRS = 100
"""Pairs of shares within LONGEST_S below which nothing is said."""
LEAST_EXCESS = 0.05
"""A hump counts when it holds so much more than the level of the valley, as a share of that."""
LEAST_Z = 4.0
"""And when it is so many standard deviations of a Poisson count above it."""
COVERED = 0.9
_SMOOTH = np.array([1.0, 2.0, 3.0, 2.0, 1.0])
_NICE_S = (1, 2, 3, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 420, 600, 900)
_TICKS = 1_000_000

DELAYS = pa.schema(
    [
        pa.field("signal", pa.string(), nullable=False),
        pa.field("from_s", pa.float64(), nullable=False, metadata={"unit": "seconds"}),
        pa.field("to_s", pa.float64(), nullable=False, metadata={"unit": "seconds"}),
        pa.field("next_shares", pa.int64(), nullable=False, metadata={"unit": "shares"}),
        pa.field("pairs", pa.int64(), nullable=False, metadata={"unit": "pairs of shares"}),
        pa.field("weighted", pa.float64(), nullable=False),
        pa.field("expected", pa.float64(), nullable=False),
        pa.field("ratio", pa.float64()),
    ],
    metadata={
        "table": "delays",
        "meaning": "Shares of one object by two accounts, by their delay: more than from_s, at "
        "most to_s (the first row: exactly 0). next_shares counts shares by the delay to the next "
        "one by another account; pairs counts all pairs; weighted gives each pair one divided by "
        "the object's shares less one; expected is weighted after jitter of ten times to_s; ratio "
        "is the one over the other, smoothed over five rows.",
    },
)


@dataclass(frozen=True)
class Suggestion:
    """What the delays of one signal suggest."""

    signal: str
    shares: int
    """Shares of objects that were shared twice or more."""
    objects: int
    next_half_s: float | None
    """Half of the shares that are followed by another account's are followed within this."""
    resolution_s: float
    """Of the times."""
    answer: Literal["window", "none", "too_few"] = "too_few"
    """There is a short scale; there is none; too few shares to say."""
    window_s: float | None = None
    """The fine scale: the window to look through."""
    jitter_s: float | None = None
    """The coarse scale: ten windows."""
    times_as_many: float | None = None
    """Pairs within the window, over what the jitter leaves of them."""
    spread_s: float | None = None
    """The scale on which objects spread at large: where the ratio is highest, the short hump
    left out."""

    @property
    def why(self) -> str:
        """Say it in a sentence."""
        if self.answer == "too_few":
            return "not enough shares to say"
        if self.answer == "none":
            return "no short delays stand out from how things spread"
        return (
            f"two shares are this close {self.times_as_many:.1f} times as often as by chance in "
            "the same hours"
        )


@dataclass(frozen=True)
class Windows:
    """The delays of every signal, and what they suggest."""

    table: pa.Table
    """DELAYS: by signal, then from the shortest delay."""
    suggestions: tuple[Suggestion, ...]
    """One for each signal that occurs, in the order of names."""

    @property
    def window_s(self) -> float | None:
        """One window for all signals: the longest that is suggested, or None."""
        return max((s.window_s for s in self.suggestions if s.window_s is not None), default=None)


def windows(shares: pa.Table, resolution_s: float | None = None) -> Windows:
    """Look at how far apart shares of one object are, and suggest windows.

    Args:
        shares: table SHARES.
        resolution_s: how fine the times are, in seconds; None finds it from the times (86,400,
            3,600, 60 or 1). No window below it is suggested.

    The module's docstring states the rule; nothing in it is random. Work grows with shares times
    about 80 delays, and memory with the shares.

    Raises InputError when ``shares`` is not a SHARES table or the resolution is not above 0.
    """
    if resolution_s is not None and not resolution_s > 0:
        raise InputError(f"The resolution of times must be above 0 s; {resolution_s} was given.")
    coded = Coded.of(shares)
    unit = resolution_s or times.resolution_s(pl.Series(pl.from_arrow(shares["time"])))
    tables, suggestions = [], []
    for name, rows in coded.by_signal():
        table, suggestion = _of_one(name, coded, rows, float(unit))
        tables.append(table)
        suggestions.append(suggestion)
    whole = pa.concat_tables(tables) if tables else DELAYS.empty_table()
    return Windows(whole, tuple(suggestions))


def _of_one(
    signal: str, coded: Coded, rows: kernels.Int32, unit: float
) -> tuple[pa.Table, Suggestion]:
    objects = coded.object[rows]
    starts = kernels.group_starts(objects, len(coded.objects))
    account, time, _, sizes = kernels.by_object(
        objects, coded.account[rows], coded.time[rows], starts
    )
    bounds = np.concatenate(([0], np.cumsum(sizes, dtype=np.int64)))
    kernels.sort_groups(account, time, np.arange(time.size, dtype=np.int32), bounds, 0, sizes.size)

    span_s = float(time.max() - time.min()) / _TICKS if time.size else 0.0
    steps = _steps(span_s, unit)
    # Half a unit more: times that were cut to the unit are so far apart at most.
    upper = ((steps + 0.5) * unit * _TICKS).astype(np.int64)
    counts = _between_accounts(account, time, bounds, upper)
    delay = counting.next_by_another(account, time, bounds)
    delay = delay[delay >= 0]
    followed = np.diff(np.searchsorted(np.sort(delay), upper, side="right"), prepend=0)

    delays: counting.Float64 = (steps * unit).astype(np.float64)
    edges = np.concatenate(([0.0], delays + unit / 2))
    seen = np.diff(counts, prepend=0.0)
    expected = np.array([_expected(edges, seen[counting.WEIGHT], k) for k in range(steps.size)])
    ratio = _over(_smooth(seen[counting.WEIGHT]), _smooth(expected))
    table = pa.table(
        [
            pa.array([signal] * steps.size, pa.string()),
            pa.array(np.concatenate(([0.0], delays[:-1]))),
            pa.array(delays),
            pa.array(followed.astype(np.int64)),
            pa.array(np.round(seen[counting.PAIRS]).astype(np.int64)),
            pa.array(seen[counting.WEIGHT]),
            pa.array(expected),
            pa.array(ratio, mask=np.isnan(ratio)),
        ],
        schema=DELAYS,
    )
    known = Suggestion(
        signal=signal,
        shares=int(time.size),
        objects=int(sizes.size),
        next_half_s=float(np.median(delay)) / _TICKS if delay.size else None,
        resolution_s=unit,
    )
    return table, _suggested(known, edges, delays, seen, expected, ratio)


def _steps(span_s: float, unit: float) -> kernels.Int64:
    """Delays in units, ascending from 0, logarithmic as far as whole units allow."""
    most = max(1.0, np.ceil(span_s / unit))
    points = int(np.ceil(np.log10(most) * BINS_PER_DECADE)) + 2
    steps: kernels.Int64 = np.unique(np.round(np.geomspace(1, most, points)).astype(np.int64))
    return np.concatenate(([0], steps))


def _between_accounts(
    account: kernels.Int32, time: kernels.Int64, starts: kernels.Int64, upper: kernels.Int64
) -> counting.Float64:
    """Cumulative counts of pairs of different accounts: all pairs less those of one account."""
    sizes = np.diff(starts)
    weight = 1.0 / np.maximum(sizes - 1, 1)
    every = counting.pairs_within(time, starts, upper, weight)
    group = np.repeat(np.arange(sizes.size), sizes)
    order = np.lexsort((time, account, group))
    who, where = account[order], group[order]
    cuts = np.flatnonzero((np.diff(who) != 0) | (np.diff(where) != 0)) + 1
    begins = np.concatenate(([0], cuts, [time.size] if time.size else [])).astype(np.int64)
    of_one = counting.pairs_within(time[order], begins, upper, weight[where[begins[:-1]]])
    found: counting.Float64 = every - of_one
    return found


def _expected(edges: counting.Float64, weighted: counting.Float64, k: int) -> float:
    """How much would be in bin ``k`` if every share were moved at random within ten times its end.

    The difference of two uniform moves is triangular; a bin is taken as uniform inside.
    """
    width = JITTER * edges[k + 1]
    inside = (np.arange(8) + 0.5) / 8
    delay = edges[:-1, None] + np.diff(edges)[:, None] * inside
    chance = sum(
        _triangular((edges[k + 1] - at) / width) - _triangular((edges[k] - at) / width)
        for at in (delay, -delay)
    )
    return float((weighted * np.asarray(chance).mean(axis=1)).sum())


def _triangular(x: counting.Float64) -> counting.Float64:
    """Distribution function of the difference of two uniforms on (-1/2, 1/2)."""
    x = np.clip(x, -1, 1)
    below: counting.Float64 = np.where(x < 0, (1 + x) ** 2 / 2, 1 - (1 - x) ** 2 / 2)
    return below


def _smooth(values: counting.Float64) -> counting.Float64:
    smooth: counting.Float64 = np.convolve(values, _SMOOTH, mode="full")[2:-2]
    return smooth


def _over(above: counting.Float64, below: counting.Float64) -> counting.Float64:
    ratio: counting.Float64 = np.divide(
        above, below, out=np.full(above.shape, np.nan), where=below > 0
    )
    return ratio


def _suggested(
    known: Suggestion,
    edges: counting.Float64,
    delays: counting.Float64,
    seen: counting.Float64,
    expected: counting.Float64,
    ratio: counting.Float64,
) -> Suggestion:
    """Apply the rule to the counts of one signal."""
    short = delays <= LONGEST_S
    if seen[counting.PAIRS][short].sum() < FEWEST_PAIRS:
        return known
    level = np.nan_to_num(ratio)
    weighted, square = seen[counting.WEIGHT], seen[counting.SQUARE]
    spread = float(delays[int(np.argmax(level * (weighted > 0)))])
    none = replace(known, answer="none", spread_s=spread)
    best: tuple[float, int] | None = None
    for valley in range(1, delays.size - 1):
        if delays[valley] > LONGEST_S * 2:
            break
        rises = level[valley + 1 :].max() > level[valley] * (1 + LEAST_EXCESS)
        lowest = level[valley] <= level[valley + 1] and level[valley] <= level[valley - 1]
        if not (rises and lowest):
            continue
        base = level[valley] * expected[: valley + 1]
        excess = float((weighted[: valley + 1] - base).sum())
        z = excess / max(float(np.sqrt(square[: valley + 1].sum())), 1e-9)
        if excess >= LEAST_EXCESS * base.sum() and z >= LEAST_Z and (best is None or z > best[0]):
            best = (z, valley)
    if best is None:
        return none
    valley = best[1]
    above = np.cumsum(weighted[: valley + 1] - level[valley] * expected[: valley + 1])
    at = int(np.argmax(above >= COVERED * above[-1]))
    unit = known.resolution_s
    window = _rounded(max(float(delays[at]), unit), unit)
    if window > LONGEST_S:
        return none
    inside = delays <= window
    jittered = _moved(edges, weighted, window + unit / 2)
    return replace(
        known,
        answer="window",
        window_s=window,
        jitter_s=JITTER * window,
        times_as_many=float(weighted[inside].sum()) / jittered if jittered else None,
        spread_s=float(delays[valley + 1 + int(np.argmax(level[valley + 1 :]))]),
    )


def _moved(edges: counting.Float64, weighted: counting.Float64, window: float) -> float:
    """How much would lie within a window if every share were moved within ten windows."""
    inside = (np.arange(8) + 0.5) / 8
    delay = edges[:-1, None] + np.diff(edges)[:, None] * inside
    width = JITTER * window
    chance = _triangular((window - delay) / width) - _triangular((-window - delay) / width)
    return float((weighted * chance.mean(axis=1)).sum())


def _rounded(seconds: float, unit: float) -> float:
    """Up to a number that a person would choose, and to whole units."""
    nice = next((float(n) for n in _NICE_S if n >= seconds), np.inf)
    return float(np.ceil(min(max(nice, seconds), 1e9) / unit) * unit)
