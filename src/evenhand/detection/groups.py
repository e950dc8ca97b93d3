"""Groups: what a finding rests on. Discovered on one half of the time, confirmed on the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import igraph
import numpy as np
import pyarrow as pa

from evenhand.detection import groups_kernels as kernels
from evenhand.detection.arranged import Coded
from evenhand.detection.candidates import block_for, candidates, halves
from evenhand.detection.settings import Settings
from evenhand.detection.significance import benjamini_hochberg, cauchy
from evenhand.detection.support import support
from evenhand.detection.surrogates import BANDWIDTH, Surrogates, speeds
from evenhand.engines import local
from evenhand.records.errors import InputError
from evenhand.records.progress import Progress, silent
from evenhand.records.schemas import GROUP_MEMBERS, GROUPS

_NEAR = 0.75


@dataclass(frozen=True)
class Groups:
    """Candidate groups and what became of them."""

    groups: pa.Table
    """GROUPS, by falling z; those not confirmed too."""
    members: pa.Table
    """GROUP_MEMBERS."""
    block: timedelta
    """Length of the blocks of time that make the two halves in turn."""
    candidates: int
    """How many candidates were tested; one group may have been one on both halves."""


def groups(
    shares: pa.Table,
    window: timedelta,
    jitter: timedelta,
    *,
    alpha: float = 0.05,
    min_lift: float = 2.0,
    min_accounts: int = 3,
    resolution: float = 1.0,
    surrogates: int = 200,
    block: timedelta | None = None,
    seed: int = 0,
    threads: int | None = None,
    progress: Progress = silent,
) -> Groups:
    """Find groups of accounts that coincide more often than others as quick as they.

    Time is cut into blocks that belong to two halves in turn. On each half, accounts with more
    coincidences than uniform jitter explains (two or more) form a network, and its communities are
    the candidates. A candidate is tested on the *other* half, so that choosing it does not bias
    testing it: all coincidences of first shares inside it, against surrogates in which each
    member's time is drawn from what outsiders of similar usual speed did with the same object
    within ± ``jitter`` / 2. Whoever is in the group is left out of what it is compared with.

    Args:
        shares: table SHARES.
        window: largest time between two shares of one coincidence.
        jitter: how far exact times are forgotten, near ten windows.
        alpha: a confirmed group has a q-value of at most this.
        min_lift: and at least so many times the expected coincidences: with much data a tiny
            eagerness is significant too.
        min_accounts: candidates have at least so many accounts.
        resolution: of the communities.
        surrogates: draws of each member's time for each object; a fifth of them for candidates
            that show at once that they are far below ``min_lift``.
        block: length of the blocks; a day when the shares span four days or more, else an eighth.
        seed: of communities and surrogates.
        threads: how many to use; all cores when None. Results do not depend on it.
        progress: told how many of its steps are done.

    Returns:
        The groups. Candidates of the two halves that share half of their accounts or more are one
        group, of the accounts of both; its numbers are the sums over the halves where it was
        tested, and its q-value the smallest of them.

    Raises:
        InputError: a parameter is out of range.

    Per signal, means, variances and third moments of independent objects add up, and the tail is
    that of the Pearson type III distribution with these moments; signals are combined as pairs'
    are. Reference: coordination by density jitter with the group left out (docs/significance.md).
    """
    if not 0 < alpha < 1 or min_lift < 0 or min_accounts < 2 or surrogates < 1:
        raise InputError(
            "alpha must lie between 0 and 1, the minimum lift be 0 or more, a group have at least "
            "2 accounts and the surrogates be 1 or more."
        )
    coded = Coded.of(shares)
    length = block or block_for(coded.time)
    half = halves(coded.time, length)
    workers = local.threads(threads)
    usual = {name: speeds(coded, rows, workers) for name, rows in coded.by_signal()}
    found: list[_Candidate] = []
    steps = "steps to confirmed groups"
    for h in (0, 1):
        progress(steps, 2 * h, 5)
        codes = candidates(
            coded.only(half == h),
            window,
            jitter,
            min_accounts,
            resolution,
            seed,
            threads,
        )
        progress(steps, 2 * h + 1, 5)
        chosen = half == 1 - h
        # A fifth of the surrogates is enough to see that most candidates are nothing; only those
        # that come near the lift that is asked for are looked at closely.
        few = max(1, surrogates // 5)
        rough = _tested(coded, usual, chosen, codes, window, jitter, few, seed, threads)
        near = [n for n, c in enumerate(rough) if _lift(c.by_signal) >= _NEAR * min_lift]
        close = [codes[n] for n in near]
        closely = _tested(coded, usual, chosen, close, window, jitter, surrogates, seed, threads)
        for n, candidate in zip(near, closely, strict=True):
            rough[n] = candidate
        for candidate in rough:
            candidate.half = h
        found += rough
    progress(steps, 4, 5)
    tested = _verdicts(_merged(found), len(found), alpha, min_lift)
    core = np.zeros((2, len(coded.names)), np.bool_)
    for group in tested:
        for candidate in group.candidates if group.confirmed else ():
            core[candidate.half, candidate.accounts] = True
    belonging = support(coded, usual, core, half, window, jitter, surrogates, seed, threads)
    progress(steps, 5, 5)
    return _tables(tested, belonging, coded, len(found), alpha, length)


@dataclass
class _Candidate:
    """Accounts (codes in byte order), and the sums of their test: signal → moments."""

    accounts: np.ndarray[Any, Any]
    by_signal: dict[str, np.ndarray[Any, Any]]
    """Moments of the group (kernels.SUMS,)."""
    each: dict[str, np.ndarray[Any, Any]]
    """Moments of each account, (accounts, kernels.SUMS)."""
    p_value: float = 1.0
    half: int = 0
    """Where it was discovered; it was tested on the other one."""


@dataclass
class _Tested:
    """A group: candidates that are one, with the sums over the halves where they were tested."""

    candidates: list[_Candidate]
    by_signal: dict[str, np.ndarray[Any, Any]]
    each: dict[int, np.ndarray[Any, Any]]
    """Account code → moments of its coincidences with the others of its candidate."""
    p_value: float
    q_value: float
    lift: float
    confirmed: bool


def _tested(
    coded: Coded,
    speeds: dict[str, np.ndarray[Any, Any]],
    chosen: np.ndarray[Any, Any],
    candidates: list[np.ndarray[Any, Any]],
    window: timedelta,
    jitter: timedelta,
    surrogates: int,
    seed: int,
    threads: int | None,
) -> list[_Candidate]:
    """Test candidates, none of which share an account, on the chosen shares."""
    result = [_Candidate(np.sort(codes), {}, {}) for codes in candidates]
    if not result:
        return []
    of_code = np.full(len(coded.names), -1, np.int32)
    for n, candidate in enumerate(result):
        of_code[candidate.accounts] = n
    workers = local.threads(threads)
    for name, rows in coded.by_signal():
        speed = speeds[name]
        objects = Surrogates.of(coded, rows[chosen[rows]], window, jitter, workers)

        def part(
            n: int, objects: Surrogates = objects, speed: np.ndarray[Any, Any] = speed
        ) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
            of_group = np.zeros((len(result), kernels.SUMS))
            of_account = np.zeros((objects.code.size, kernels.SUMS))
            kernels.test_objects(
                objects.parts[n],
                objects.jittered.account,
                objects.jittered.time,
                objects.jittered.bounds,
                objects.hashes,
                of_code[objects.code],
                speed[objects.code],
                objects.jittered.window,
                objects.jittered.jitter,
                surrogates,
                BANDWIDTH,
                seed,
                of_group,
                of_account,
            )
            return of_group, of_account

        of_group = np.zeros((len(result), kernels.SUMS))
        of_account = np.zeros((objects.code.size, kernels.SUMS))
        parts = range(len(objects.parts))
        for group_sums, account_sums in local.in_order(part, parts, workers):
            of_group += group_sums
            of_account += account_sums
        by_code = objects.by_code(of_account)
        for n, candidate in enumerate(result):
            if of_group[n, kernels.MEAN] > 0:
                candidate.by_signal[name] = of_group[n]
                candidate.each[name] = by_code[candidate.accounts]
    for candidate in result:
        candidate.p_value = _p_value(candidate.by_signal)
    return result


def groups_of_run(
    shares: pa.Table,
    settings: Settings,
    window: timedelta,
    jitter: timedelta,
    *,
    threads: int | None = None,
    progress: Progress = silent,
) -> Groups:
    """Find the groups that a run with these settings finds, with a window and jitter of choice."""
    return groups(
        shares,
        window,
        jitter,
        alpha=settings.alpha,
        min_lift=settings.min_lift,
        min_accounts=max(3, settings.min_accounts),
        resolution=settings.resolution,
        seed=settings.seed,
        threads=threads,
        progress=progress,
    )


def _lift(by_signal: dict[str, np.ndarray[Any, Any]]) -> float:
    total = _total(by_signal)
    return float(total[kernels.OBSERVED] / total[kernels.MEAN]) if total[kernels.MEAN] else 0.0


def _p_value(by_signal: dict[str, np.ndarray[Any, Any]]) -> float:
    if not by_signal:
        return 1.0
    return cauchy(np.array([kernels.pearson_tail(*sums) for sums in by_signal.values()]))


def _merged(found: list[_Candidate]) -> list[list[_Candidate]]:
    """Put together the candidates of both halves that share half of the smaller one's accounts."""
    if not found:
        return []
    owner = np.repeat(np.arange(len(found)), [c.accounts.size for c in found])
    account = np.concatenate([c.accounts for c in found])
    order = np.lexsort((owner, account))
    owner, account = owner[order], account[order]
    # Candidates of one half share nothing, so an account stands at most twice.
    twice = np.flatnonzero(account[1:] == account[:-1])
    both, common = np.unique(
        np.column_stack((owner[twice], owner[twice + 1])), axis=0, return_counts=True
    )
    size = np.array([c.accounts.size for c in found])
    close = 2 * common >= np.minimum(size[both[:, 0]], size[both[:, 1]])
    graph = igraph.Graph(n=len(found), edges=both[close].tolist())
    return [[found[i] for i in sorted(c)] for c in graph.connected_components()]


def _verdicts(
    merged: list[list[_Candidate]], tests: int, alpha: float, min_lift: float
) -> list[_Tested]:
    """Add up the candidates that are one group, and say whether it is confirmed."""
    p_values = np.array([min(c.p_value for c in several) for several in merged])
    q_values = benjamini_hochberg(p_values, tests)
    result = []
    for several, p_value, q_value in zip(merged, p_values, q_values, strict=True):
        by_signal: dict[str, np.ndarray[Any, Any]] = {}
        each: dict[int, np.ndarray[Any, Any]] = {}
        for candidate in several:
            for signal, sums in candidate.by_signal.items():
                by_signal[signal] = by_signal.get(signal, 0) + sums
            for account in candidate.accounts.tolist():
                each.setdefault(account, np.zeros(kernels.SUMS))
            for of_signal in candidate.each.values():
                for account, sums in zip(candidate.accounts.tolist(), of_signal, strict=True):
                    each[account] = each[account] + sums
        lift = _lift(by_signal)
        confirmed = bool(q_value <= alpha and lift >= min_lift)
        result.append(
            _Tested(several, by_signal, each, float(p_value), float(q_value), lift, confirmed)
        )
    total = {id(group): _z(_total(group.by_signal)) for group in result}
    result.sort(key=lambda group: (-group.confirmed, -total[id(group)], min(group.each)))
    return result


def _tables(
    tested: list[_Tested],
    belonging: np.ndarray[Any, Any],
    coded: Coded,
    tests: int,
    alpha: float,
    block: timedelta,
) -> Groups:
    """Write down groups and their members; ``belonging`` is what `support` says of each account."""
    rows = []
    members: list[dict[str, Any]] = []
    for n, group in enumerate(tested, 1):
        total = _total(group.by_signal)
        rows.append(
            {
                "group": f"g{n}",
                "accounts": len(group.each),
                "observed": int(total[kernels.OBSERVED]),
                "expected": float(total[kernels.MEAN]),
                "lift": group.lift,
                "z": _z(total),
                "p_value": group.p_value,
                "q_value": group.q_value,
                "confirmed": group.confirmed,
                "by_signal": [
                    {
                        "signal": signal,
                        "observed": int(sums[kernels.OBSERVED]),
                        "expected": float(sums[kernels.MEAN]),
                        "z": _z(sums),
                        "p_value": float(kernels.pearson_tail(*sums)),
                    }
                    for signal, sums in sorted(group.by_signal.items())
                ],
            }
        )
        for account, sums in sorted(group.each.items()):
            p_value = float(kernels.pearson_tail(*sums))
            if group.confirmed:
                p_value = cauchy(np.array([p_value, belonging[account]]))
            members.append(
                {
                    "group": f"g{n}",
                    "account_id": coded.names[account].as_py(),
                    "observed": int(sums[kernels.OBSERVED]),
                    "expected": float(sums[kernels.MEAN]),
                    "p_value": p_value,
                    "q_value": None,
                    "supported": False,
                }
            )
    confirmed = {row["group"] for row in rows if row["confirmed"]}
    judged = [member for member in members if member["group"] in confirmed]
    q_values = benjamini_hochberg(np.array([m["p_value"] for m in judged]), len(judged))
    for member, q_value in zip(judged, q_values, strict=True):
        member["q_value"] = float(q_value)
        member["supported"] = bool(q_value <= alpha)
    return Groups(
        pa.Table.from_pylist(rows, schema=GROUPS),
        pa.Table.from_pylist(members, schema=GROUP_MEMBERS),
        block,
        tests,
    )


def _total(by_signal: dict[str, np.ndarray[Any, Any]]) -> np.ndarray[Any, Any]:
    return sum(by_signal.values(), np.zeros(kernels.SUMS))


def _z(sums: np.ndarray[Any, Any]) -> float:
    spread = np.sqrt(max(sums[kernels.VARIANCE], 1e-12))
    return float((sums[kernels.OBSERVED] - sums[kernels.MEAN]) / spread)
