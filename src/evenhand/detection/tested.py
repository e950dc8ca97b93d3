"""Candidates put to the test: discovered on one half of the time, tested on the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np

from evenhand.detection import groups_kernels as kernels
from evenhand.detection.arranged import Coded
from evenhand.detection.candidates import candidates, halves
from evenhand.detection.significance import cauchy
from evenhand.detection.surrogates import BANDWIDTH, Surrogates, speeds
from evenhand.engines import local
from evenhand.records.errors import InputError
from evenhand.records.progress import Progress

_NEAR = 0.75
STEPS = "steps to confirmed groups"
"""What progress is told of: four steps here, and who carries a group as the fifth."""


@dataclass(frozen=True)
class Search:
    """What is looked for, whichever part of the time it is looked for in."""

    window: timedelta
    jitter: timedelta
    alpha: float
    min_lift: float
    min_accounts: int
    resolution: float
    surrogates: int
    seed: int
    threads: int | None

    def __post_init__(self) -> None:
        """Raise InputError where a number is out of range."""
        if (
            not 0 < self.alpha < 1
            or self.min_lift < 0
            or self.min_accounts < 2
            or self.surrogates < 1
        ):
            raise InputError(
                "alpha must lie between 0 and 1, the minimum lift be 0 or more, a group have at "
                "least 2 accounts and the surrogates be 1 or more."
            )


@dataclass
class Candidate:
    """Accounts (codes in byte order), and the sums of their test: signal → moments."""

    accounts: np.ndarray[Any, Any]
    by_signal: dict[str, np.ndarray[Any, Any]]
    """Moments of the group (kernels.SUMS,)."""
    each: dict[str, np.ndarray[Any, Any]]
    """Moments of each account, (accounts, kernels.SUMS)."""
    company: np.ndarray[Any, Any]
    """What it is compared with, over all signals, (kernels.COMPANY,)."""
    p_value: float = 1.0
    half: int = 0
    """Where it was discovered; it was tested on the other one."""


def tested(
    coded: Coded,
    speeds: dict[str, np.ndarray[Any, Any]],
    block: timedelta,
    search: Search,
    progress: Progress,
) -> list[Candidate]:
    """Discover candidates on each half of these shares, and test each on the other half.

    ``speeds`` is what `usual_speeds` gives for the codes of ``coded``. The candidates of one half
    share no account.
    """
    half = halves(coded.time, block)
    found: list[Candidate] = []
    for h in (0, 1):
        progress(STEPS, 2 * h, 5)
        codes = candidates(
            coded.only(half == h),
            search.window,
            search.jitter,
            search.min_accounts,
            search.resolution,
            search.seed,
            search.threads,
        )
        progress(STEPS, 2 * h + 1, 5)
        chosen = half == 1 - h
        # A fifth of the surrogates is enough to see that most candidates are nothing; only those
        # that come near the lift that is asked for are looked at closely.
        few = max(1, search.surrogates // 5)
        rough = _tested(coded, speeds, chosen, codes, search, few)
        near = [
            n
            for n, c in enumerate(rough)
            if lift(c.by_signal) >= _NEAR * search.min_lift * allowance(c.company)
        ]
        closely = _tested(
            coded, speeds, chosen, [codes[n] for n in near], search, search.surrogates
        )
        for n, candidate in zip(near, closely, strict=True):
            rough[n] = candidate
        for candidate in rough:
            candidate.half = h
        found += rough
    progress(STEPS, 4, 5)
    return found


def _tested(
    coded: Coded,
    speeds: dict[str, np.ndarray[Any, Any]],
    chosen: np.ndarray[Any, Any],
    candidates: list[np.ndarray[Any, Any]],
    search: Search,
    surrogates: int,
) -> list[Candidate]:
    """Test candidates, none of which share an account, on the chosen shares."""
    result = [Candidate(np.sort(codes), {}, {}, np.zeros(kernels.COMPANY)) for codes in candidates]
    if not result:
        return []
    of_code = np.full(len(coded.names), -1, np.int32)
    for n, candidate in enumerate(result):
        of_code[candidate.accounts] = n
    workers = local.threads(search.threads)
    for name, rows in coded.by_signal():
        speed = speeds[name]
        objects = Surrogates.of(coded, rows[chosen[rows]], search.window, search.jitter, workers)

        def part(
            n: int, objects: Surrogates = objects, speed: np.ndarray[Any, Any] = speed
        ) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], np.ndarray[Any, Any]]:
            of_group = np.zeros((len(result), kernels.SUMS))
            of_account = np.zeros((objects.code.size, kernels.SUMS))
            of_company = np.zeros((len(result), kernels.COMPANY))
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
                search.seed,
                of_group,
                of_account,
                of_company,
            )
            return of_group, of_account, of_company

        of_group = np.zeros((len(result), kernels.SUMS))
        of_account = np.zeros((objects.code.size, kernels.SUMS))
        of_company = np.zeros((len(result), kernels.COMPANY))
        parts = range(len(objects.parts))
        for group_sums, account_sums, company in local.in_order(part, parts, workers):
            of_group += group_sums
            of_account += account_sums
            of_company += company
        by_code = objects.by_code(of_account)
        for n, candidate in enumerate(result):
            if of_group[n, kernels.MEAN] > 0:
                candidate.by_signal[name] = of_group[n]
                candidate.each[name] = by_code[candidate.accounts]
                candidate.company += of_company[n]
    for candidate in result:
        candidate.p_value = _p_value(candidate.by_signal)
    return result


def usual_speeds(coded: Coded, threads: int | None) -> dict[str, np.ndarray[Any, Any]]:
    """Say for each signal how quick each account usually is (see `speeds`), by its code."""
    workers = local.threads(threads)
    return {name: speeds(coded, rows, workers) for name, rows in coded.by_signal()}


def lift(by_signal: dict[str, np.ndarray[Any, Any]]) -> float:
    """Divide what was observed, over all signals, by what was expected; 0 for nothing."""
    total = sum(by_signal.values(), np.zeros(kernels.SUMS))
    return float(total[kernels.OBSERVED] / total[kernels.MEAN]) if total[kernels.MEAN] else 0.0


def allowance(company: np.ndarray[Any, Any]) -> float:
    """Say how many times the expected coincidences unlike company could make, from 1 on.

    Members that are quicker than those they are compared with lie closer together than these in
    the same proportion. A uniform time, where nobody stands in, knows nothing of the burst: as
    much again is allowed for as the part of such times is. Both are means over the shares of the
    group, weighted by the pairs that a share could make.
    """
    if company[kernels.COULD] <= 0:
        return 1.0
    alone, slower = company[[kernels.ALONE, kernels.SLOWER]] / company[kernels.COULD]
    return float(np.exp(max(slower, 0.0)) * (1 + alone))


def _p_value(by_signal: dict[str, np.ndarray[Any, Any]]) -> float:
    if not by_signal:
        return 1.0
    return cauchy(np.array([kernels.pearson_tail(*sums) for sums in by_signal.values()]))
