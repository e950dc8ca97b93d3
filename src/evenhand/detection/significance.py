"""Significance: how likely so many coincidences are if only the hours were alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal, TypeAlias

import numpy as np
import pyarrow as pa

from evenhand.detection import kernels, significance_kernels
from evenhand.detection.arranged import Arranged, Coded, arrange, as_coded, parts
from evenhand.detection.evidence import places
from evenhand.engines import local
from evenhand.records.errors import InputError
from evenhand.records.progress import Progress, silent
from evenhand.records.schemas import EDGES, PAIRS

Null: TypeAlias = Literal["density", "uniform"]

_VISITS_PER_BLOCK = 4_000_000
_OF_PERIOD = ("period_weight", "period_first_seen", "period_last_seen")
_ADDED = ("trials", "expected", "p_value", "pair_p_value", "pair_q_value")


def significance(
    edges: pa.Table,
    shares: pa.Table,
    window: timedelta,
    jitter: timedelta,
    *,
    null: Null = "density",
    threads: int | None = None,
    progress: Progress = silent,
) -> pa.Table:
    """Say of each edge how likely so many coincidences are by chance.

    *Trials* of two accounts are the objects whose first shares by the two lie at most ``window`` +
    ``jitter`` apart. Under the null each first share keeps its object and its rough time and loses
    its exact one: it is drawn anew within ± ``jitter`` / 2, uniformly (``uniform``), or from the
    times at which other accounts shared the object there, mixed with the uniform (``density``), so
    that a burst in which everybody took part explains itself. The chances of coincidence of the
    trials give the exact tail of their number (Poisson-binomial).

    Args:
        edges: table PAIRS, found in ``shares`` with ``window``; what it says of periods is kept.
        shares: table SHARES.
        window: largest time between two shares of one coincidence.
        jitter: how far exact times are forgotten; well above the window, near ten of them.
        null: ``density`` or ``uniform``.
        threads: how many to use; all cores when None.
        progress: told how many accounts are done.

    Returns:
        ``edges`` with ``trials, expected, p_value, pair_p_value, pair_q_value`` (see EDGES).
        ``pair_p_value`` combines the signals (Liu and Xie 2020, "Cauchy combination test", JASA
        115) with equal weights over all signals in ``shares``; a signal on which the two have no
        edge adds nothing. ``pair_q_value`` is Benjamini and Hochberg's over all pairs with at
        least one trial on some signal, edge or not; pairs without an edge count as p = 1, and a
        pair with trials on several signals is counted for each, both of which only make q larger.

    Raises:
        InputError: the jitter is not above the window, or ``null`` is neither word.

    Method: interval jitter (Amarasingham, Harrison, Hatsopoulos and Geman 2012, J. Neurophysiology
    107). Pair values are evidence for a person; findings rest on groups (`detection.groups`).
    """
    if jitter <= window:
        raise InputError("The jitter must be above the window; near ten windows is usual.")
    if null not in ("density", "uniform"):
        raise InputError(f"The null must be 'density' or 'uniform', not '{null}'.")
    coded = Coded.of(shares)
    result, a, b = _tested_edges(
        coded, edges, window, jitter, null, threads, progress, count_all=True
    )
    columns = {name: edges[name] for name in PAIRS.names}
    columns["trials"] = pa.array(result.trials.astype(np.uint32))
    columns["expected"] = pa.array(result.expected)
    columns["p_value"] = pa.array(result.p_value)
    both = a.astype(np.int64) << 32 | b
    pair_p = combined(both, result.p_value, result.signals)
    columns["pair_p_value"] = pa.array(pair_p)
    columns["pair_q_value"] = pa.array(_pair_q(both, pair_p, result.pairs))
    kept = [name for name in _OF_PERIOD if name in edges.column_names]
    columns |= {name: edges[name] for name in kept}
    fields = [EDGES.field(name) for name in (*PAIRS.names, *_ADDED, *kept)]
    return pa.table([columns[field.name] for field in fields], schema=pa.schema(fields))


def expected_by_chance(
    edges: pa.Table,
    shares: pa.Table | Coded,
    window: timedelta,
    jitter: timedelta,
    *,
    threads: int | None = None,
) -> np.ndarray[Any, Any]:
    """Say of each edge how many coincidences uniform jitter would make.

    It is the column ``expected`` of `significance` with the uniform null, for a part of the work:
    nothing has to be known of the accounts without an edge.
    """
    result, _, _ = _tested_edges(
        as_coded(shares), edges, window, jitter, "uniform", threads, silent, count_all=False
    )
    return result.expected


def _tested_edges(
    coded: Coded,
    edges: pa.Table,
    window: timedelta,
    jitter: timedelta,
    null: Null,
    threads: int | None,
    progress: Progress,
    *,
    count_all: bool,
) -> tuple[_Tested, np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Test edges signal by signal; return also the codes of their accounts."""
    workers = local.threads(threads)
    signal = np.asarray(edges["signal"].cast(pa.string()).to_numpy(zero_copy_only=False))
    a = places(edges["account_a"], coded.names)
    b = places(edges["account_b"], coded.names)
    result = _Tested.nothing(edges.num_rows)
    for name, rows in coded.by_signal():
        result.signals += 1
        mine = np.flatnonzero(signal == name)
        if mine.size == 0 and not count_all:
            continue
        jittered = Jittered.of(arrange(coded, rows, window, workers), window, jitter)
        result.pairs += _test(
            jittered, mine, a[mine], b[mine], null, result, workers, name, progress, count_all
        )
    return result, a, b


def combined(
    pair: np.ndarray[Any, Any], p_values: np.ndarray[Any, Any], signals: int
) -> np.ndarray[Any, Any]:
    """Combine the p-values of each pair's signals (Cauchy; see `significance`)."""
    _, group = np.unique(pair, return_inverse=True)
    size = group.max() + 1 if group.size else 0
    mean = np.bincount(group, _cauchy_scores(p_values), minlength=size) / signals
    whole: np.ndarray[Any, Any] = _cauchy_tail(mean)[group]
    return whole


def cauchy(p_values: np.ndarray[Any, Any]) -> float:
    """Combine p-values with equal weights, whatever they have to do with each other."""
    return float(_cauchy_tail(np.array([_cauchy_scores(p_values).mean()]))[0])


def _cauchy_scores(p_values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    # Below 1e-15 tan is out of the reach of floats; its limit is 1 / (pi p).
    angle = (0.5 - np.clip(p_values, 1e-15, 1 - 1e-9)) * np.pi
    limit = 1 / (np.pi * np.maximum(p_values, 1e-300))
    scores: np.ndarray[Any, Any] = np.where(p_values < 1e-15, limit, np.tan(angle))
    return scores


def _cauchy_tail(scores: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    limit = 1 / (np.pi * np.maximum(scores, 1))
    tail = np.where(scores > 1e15, limit, 0.5 - np.arctan(scores) / np.pi)
    clipped: np.ndarray[Any, Any] = np.clip(tail, 0, 1)
    return clipped


def benjamini_hochberg(p_values: np.ndarray[Any, Any], tests: int) -> np.ndarray[Any, Any]:
    """Turn the smallest p-values of ``tests`` tests into q-values; the other tests have p = 1."""
    order = np.argsort(p_values, kind="stable")
    rank = np.arange(1, p_values.size + 1)
    raised = p_values[order] * max(tests, p_values.size) / rank
    smallest = np.minimum.accumulate(raised[::-1])[::-1]
    q_values = np.empty(p_values.size)
    q_values[order] = np.minimum(smallest, 1)
    return q_values


def _pair_q(
    pair: np.ndarray[Any, Any], p_values: np.ndarray[Any, Any], tests: int
) -> np.ndarray[Any, Any]:
    _, first, group = np.unique(pair, return_index=True, return_inverse=True)
    whole: np.ndarray[Any, Any] = benjamini_hochberg(p_values[first], tests)[group]
    return whole


@dataclass
class _Tested:
    trials: kernels.Int64
    expected: kernels.Float64
    p_value: kernels.Float64
    pairs: int = 0
    """Pairs of accounts with a trial."""
    signals: int = 0
    """Signals that occur."""

    @classmethod
    def nothing(cls, size: int) -> _Tested:
        return cls(np.zeros(size, np.int64), np.zeros(size), np.ones(size))


@dataclass(frozen=True)
class Jittered:
    """First shares of each account and object, with the neighbours that jitter can bring near."""

    arranged: Arranged
    position: kernels.Int64
    """Where each first share stands among the arranged shares."""
    account: kernels.Int32
    time: kernels.Int64
    bounds: kernels.Int64
    near: tuple[kernels.Int32, kernels.Int32]
    """Neighbours within the window, from the first of the two up to the second."""
    half: tuple[kernels.Int32, kernels.Int32]
    """Neighbours within jitter / 2."""
    own_starts: kernels.Int64
    own: kernels.Int32
    """Each account's shares with their neighbours within window + jitter."""
    work: kernels.Int64
    window: int
    jitter: int

    @classmethod
    def of(cls, arranged: Arranged, window: timedelta, jitter: timedelta) -> Jittered:
        """Choose the first shares and find their neighbours. Ticks are microseconds."""
        accounts = arranged.code.size
        position = significance_kernels.firsts(arranged.account, arranged.bounds, accounts)
        bounds = np.searchsorted(position, arranged.bounds)
        account, time = arranged.account[position], arranged.time[position]
        ticks, wide = (length // timedelta(microseconds=1) for length in (window, jitter))

        def within(distance: int) -> tuple[kernels.Int32, kernels.Int32]:
            low, high = np.empty(account.size, np.int32), np.empty(account.size, np.int32)
            kernels.windows(time, bounds, distance, low, high, 0, bounds.size - 1)
            return low, high

        group = np.repeat(np.arange(bounds.size - 1, dtype=np.int32), np.diff(bounds))
        starts, own = kernels.by_account(account, group, *within(ticks + wide), accounts)
        return cls(
            arranged=arranged,
            position=position,
            account=account,
            time=time,
            bounds=bounds,
            near=within(ticks),
            half=within(wide // 2),
            own_starts=starts,
            own=own,
            work=kernels.work_per_account(starts, own),
            window=ticks,
            jitter=wide,
        )


def _test(
    jittered: Jittered,
    mine: np.ndarray[Any, Any],
    a: np.ndarray[Any, Any],
    b: np.ndarray[Any, Any],
    null: Null,
    result: _Tested,
    workers: int,
    signal: str,
    progress: Progress,
    count_all: bool,
) -> int:
    """Test the edges of one signal, fill in ``result``, and count pairs with a trial."""
    number = jittered.arranged.number
    first, second = np.minimum(number[a], number[b]), np.maximum(number[a], number[b])
    order = np.lexsort((second, first))
    accounts = number.size
    edge_starts = kernels.group_starts(first, accounts)
    edge_b = second[order]
    visits = np.concatenate(([0], np.cumsum(jittered.work)))
    blocks = parts(visits, max(1, int(visits[-1]) // _VISITS_PER_BLOCK))

    def block(part: tuple[int, int]) -> tuple[Any, ...]:
        found: tuple[Any, ...] = significance_kernels.tested(
            *part,
            jittered.account,
            jittered.time,
            *jittered.near,
            *jittered.half,
            jittered.own_starts,
            jittered.own,
            edge_starts,
            edge_b,
            jittered.window,
            jittered.jitter,
            null == "density",
            count_all,
            np.zeros(accounts, np.int32),
        )
        return found

    pairs = 0
    for (i, j), found in zip(blocks, local.in_order(block, blocks, workers), strict=True):
        count, trials, _, expected, p_value = found
        pairs += count
        where = mine[order[edge_starts[i] : edge_starts[j]]]
        result.trials[where] = trials
        result.expected[where] = expected
        result.p_value[where] = p_value
        progress(f"accounts tested ({signal})", j, accounts)
    return pairs
