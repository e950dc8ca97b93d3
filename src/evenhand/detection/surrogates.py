"""Surrogates: what is needed to draw times anew, for groups, their accounts and their delays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np

from evenhand.detection import groups_kernels
from evenhand.detection.arranged import Coded, arrange
from evenhand.detection.significance import Jittered

BANDWIDTH = 1.0  # of the logarithm of seconds: outsiders up to about three times quicker or slower
_PARTS = 8  # whatever the number of threads: sums of floats depend on how they are cut


@dataclass(frozen=True)
class Surrogates:
    """The objects of one signal, ready for the compiled loops that draw times anew."""

    jittered: Jittered
    code: np.ndarray[Any, Any]
    """From the number of an account in the loops to its code."""
    hashes: np.ndarray[Any, Any]
    """A number for each object that depends on who shared it when, and on nothing else."""
    parts: list[np.ndarray[Any, Any]]
    """The objects in an order that depends on nothing but their own shares, cut into parts."""

    @classmethod
    def of(
        cls,
        coded: Coded,
        rows: np.ndarray[Any, Any],
        window: timedelta,
        jitter: timedelta,
        workers: int,
    ) -> Surrogates:
        """Group the shares in ``rows``, which are of one signal, by object."""
        jittered = Jittered.of(arrange(coded, rows, window, workers), window, jitter)
        code = jittered.arranged.code
        groups_kernels.settle_ties(jittered.account, jittered.time, jittered.bounds)
        hashes = groups_kernels.content_hashes(
            code[jittered.account], jittered.time, jittered.bounds
        )
        objects = np.lexsort((hashes, jittered.time[jittered.bounds[:-1]]))
        return cls(jittered, code, hashes, np.array_split(objects, _PARTS))

    def by_code(self, by_number: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """Put rows for the loops' accounts into the order of codes."""
        moved: np.ndarray[Any, Any] = by_number[self.jittered.arranged.number]
        return moved


def speeds(coded: Coded, rows: np.ndarray[Any, Any], workers: int) -> np.ndarray[Any, Any]:
    """Say how quick each account usually is: the mean logarithm of its delays in seconds.

    A delay is counted from the object's first share, one second being the least.
    """
    arranged = arrange(coded, rows, timedelta(0), workers)
    start = np.repeat(arranged.time[arranged.bounds[:-1]], np.diff(arranged.bounds))
    delay = np.log1p((arranged.time - start) / 1e6)
    accounts = arranged.code.size
    counts = np.bincount(arranged.account, minlength=accounts)
    sums = np.bincount(arranged.account, delay, minlength=accounts)
    by_number = sums / np.maximum(counts, 1)
    by_code: np.ndarray[Any, Any] = by_number[arranged.number]
    return by_code
