"""Support: whether an account coincides with confirmed groups more than chance explains."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np

from evenhand.detection import groups_kernels, support_kernels
from evenhand.detection.arranged import Coded
from evenhand.detection.surrogates import BANDWIDTH, Surrogates
from evenhand.engines import local

_LEAST = 2  # coincidences; one alone is never taken for evidence


def support(
    coded: Coded,
    speeds: dict[str, np.ndarray[Any, Any]],
    core: np.ndarray[Any, Any],
    half: np.ndarray[Any, Any],
    window: timedelta,
    jitter: timedelta,
    surrogates: int,
    seed: int,
    threads: int | None,
) -> np.ndarray[Any, Any]:
    """Test each account of a confirmed group against all of them, on both halves of the time.

    A group is judged on the half that did not discover it. Where two halves cut one network up
    differently, that judges an account by little: here it is judged on each half by its
    coincidences with *every* account of the confirmed groups which the other half discovered. Its
    own time alone is redrawn, as in `groups`, and the others' stay where they are. On neither half
    had its behaviour there a part in choosing those whom it is compared with.

    Args:
        coded: the shares.
        speeds: signal → usual speed of each account, by code (see `groups`).
        core: of shape (2, accounts): whether an account is in a confirmed group discovered on the
            half.
        half: to which half each share belongs, 0 or 1.
        window: largest time between two shares of one coincidence.
        jitter: how far exact times are forgotten.
        surrogates: draws of each time.
        seed: of the draws.
        threads: how many to use; all cores when None. Results do not depend on it.

    Returns:
        A p-value for each account, by code; 1 for those outside the groups and for those with
        fewer than two coincidences.
    """
    sums = np.zeros((len(coded.names), groups_kernels.SUMS))
    judged = core[0] | core[1]
    workers = local.threads(threads)
    for h in (0, 1):
        for name, rows in coded.by_signal():
            there = rows[half[rows] == 1 - h]
            touched = np.zeros(len(coded.objects), np.bool_)
            touched[coded.object[there[core[h][coded.account[there]]]]] = True
            there = there[touched[coded.object[there]]]
            if there.size:
                sums += _sums(
                    coded,
                    there,
                    speeds[name],
                    core[h],
                    judged,
                    (window, jitter),
                    surrogates,
                    seed,
                    workers,
                )
    p_values = np.ones(len(coded.names))
    for account in np.flatnonzero(sums[:, groups_kernels.OBSERVED] >= _LEAST):
        p_values[account] = groups_kernels.pearson_tail(*sums[account])
    return p_values


def _sums(
    coded: Coded,
    rows: np.ndarray[Any, Any],
    speed: np.ndarray[Any, Any],
    core: np.ndarray[Any, Any],
    judged: np.ndarray[Any, Any],
    lengths: tuple[timedelta, timedelta],
    surrogates: int,
    seed: int,
    workers: int,
) -> np.ndarray[Any, Any]:
    """Add up moments over the objects of one signal and half, (accounts, SUMS) by code."""
    objects = Surrogates.of(coded, rows, *lengths, workers)

    def part(n: int) -> np.ndarray[Any, Any]:
        mine = np.zeros((objects.code.size, groups_kernels.SUMS))
        support_kernels.test_accounts(
            objects.parts[n],
            objects.jittered.account,
            objects.jittered.time,
            objects.jittered.bounds,
            objects.hashes,
            core[objects.code],
            judged[objects.code],
            speed[objects.code],
            objects.code,
            objects.jittered.window,
            objects.jittered.jitter,
            surrogates,
            BANDWIDTH,
            seed,
            mine,
        )
        return mine

    of_account = np.zeros((objects.code.size, groups_kernels.SUMS))
    for mine in local.in_order(part, range(len(objects.parts)), workers):
        of_account += mine
    return objects.by_code(of_account)
