"""Shares as the kernels need them: numbers instead of strings, then grouped and sorted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from evenhand.detection import kernels
from evenhand.engines import local
from evenhand.records import dictionaries
from evenhand.records.errors import InputError
from evenhand.records.schemas import SHARES

_MOST_SHARES = 2**31 - 1


@dataclass(frozen=True)
class Coded:
    """A SHARES table in numbers; every array has one entry for each share."""

    signal: kernels.Int32
    signals: list[str]
    account: kernels.Int32
    names: pa.Array
    """Account ids in byte order: an account's code is its place here."""
    object: kernels.Int32
    objects: pa.Array
    time: kernels.Int64
    """Microseconds since 1970, UTC."""
    post: pa.ChunkedArray

    @classmethod
    def of(cls, shares: pa.Table) -> Coded:
        """Check a SHARES table and take its codes. Raises InputError when it is none."""
        missing = [name for name in SHARES.names if name not in shares.column_names]
        if missing:
            raise InputError(
                f"A table of shares has the columns {', '.join(SHARES.names)}; "
                f"'{missing[0]}' is missing among {', '.join(shares.column_names)}."
            )
        for name in SHARES.names:
            if shares[name].null_count:
                raise InputError(
                    f"{shares[name].null_count:,} shares have no {name}; remove them first."
                )
        if shares.num_rows > _MOST_SHARES:
            raise InputError(
                f"There are {shares.num_rows:,} shares; at most {_MOST_SHARES:,} can be paired in "
                "one run. Cut the posts into periods and run each of them."
            )
        columns = ("account", "object", "signal")
        (account, names), (object_, objects), (signal, signals) = local.in_order(
            lambda column: _codes(shares[column]), columns, 2
        )
        place = np.empty(len(names), np.int32)
        order = numbers(pc.array_sort_indices(names))
        place[order] = np.arange(len(names), dtype=np.int32)
        return cls(
            signal=signal,
            signals=signals.to_pylist(),
            account=place[account],
            names=names.take(pa.array(order)),
            object=object_,
            objects=objects,
            time=numbers(shares["time"].cast(pa.int64())),
            post=shares["post"],
        )

    def only(self, rows: kernels.Bool) -> Coded:
        """Keep the shares for which ``rows`` is true; codes stay what they are."""
        return replace(
            self,
            signal=self.signal[rows],
            account=self.account[rows],
            object=self.object[rows],
            time=self.time[rows],
            post=self.post.filter(pa.array(rows)),
        )

    def in_order_of_time(self) -> Coded:
        """Sort the shares by time, so that a stretch of time is a stretch of rows."""
        order = np.argsort(self.time, kind="stable")
        return replace(
            self,
            signal=self.signal[order],
            account=self.account[order],
            object=self.object[order],
            time=self.time[order],
            post=self.post.take(pa.array(order)),
        )

    def stretch(self, first: int, last: int) -> tuple[Coded, kernels.Int32]:
        """Keep the rows from ``first`` to ``last`` - 1, and number anew what occurs in them.

        What is done to a short stretch then costs as little as it is short. Returns also the former
        code of each account; the order of accounts stays that of bytes.
        """
        accounts, account = np.unique(self.account[first:last], return_inverse=True)
        objects, object_ = np.unique(self.object[first:last], return_inverse=True)
        part = Coded(
            signal=self.signal[first:last],
            signals=self.signals,
            account=account.astype(np.int32),
            names=self.names.take(pa.array(accounts)),
            object=object_.astype(np.int32),
            objects=self.objects.take(pa.array(objects)),
            time=self.time[first:last],
            post=self.post.slice(first, last - first),
        )
        return part, accounts

    def by_signal(self) -> Iterator[tuple[str, kernels.Int32]]:
        """Yield each signal that occurs, in the order of names, with the rows of its shares."""
        for name, code in sorted((name, code) for code, name in enumerate(self.signals)):
            rows = np.flatnonzero(self.signal == code).astype(np.int32)
            if rows.size:
                yield name, rows


def as_coded(shares: pa.Table | Coded) -> Coded:
    """Take the codes of a SHARES table; what is coded already stays as it is."""
    return shares if isinstance(shares, Coded) else Coded.of(shares)


@dataclass(frozen=True)
class Arranged:
    """Some shares, grouped by object and sorted by time inside it; objects shared once left out.

    Accounts are numbered from the least to the most active (ties in byte order of their ids), so
    that in the kernel the test "is the other account's number higher" is mostly decided alike in a
    row, and the busiest counters lie next to each other.
    """

    account: kernels.Int32
    """Number of the account of each share."""
    time: kernels.Int64
    row: kernels.Int32
    """Where the share stands in the SHARES table."""
    low: kernels.Int32
    """The shares from ``low`` to ``high`` - 1 are those of the same object within the window."""
    high: kernels.Int32
    starts: kernels.Int64
    """Where each account's rows of ``own`` start; one longer than there are accounts."""
    bounds: kernels.Int64
    """Where each object's shares start; one longer than there are objects."""
    own: kernels.Int32
    """The shares of each account that have any neighbour (`kernels.by_account`)."""
    work: kernels.Int64
    """Neighbours to visit for each account."""
    code: kernels.Int32
    """From the number of an account to its code (its place in byte order)."""
    number: kernels.Int32
    """The way back."""


def arrange(coded: Coded, rows: kernels.Int32, window: timedelta, workers: int) -> Arranged:
    """Group the shares in ``rows`` by object, sort them by time and find their neighbours."""
    every = rows.size == coded.account.size
    account = coded.account if every else coded.account[rows]
    object_ = coded.object if every else coded.object[rows]
    time = coded.time if every else coded.time[rows]
    accounts = len(coded.names)
    code = np.argsort(np.bincount(account, minlength=accounts), kind="stable").astype(np.int32)
    number = np.empty(accounts, np.int32)
    number[code] = np.arange(accounts, dtype=np.int32)
    starts = kernels.group_starts(object_, len(coded.objects))
    who, when, row, sizes = kernels.by_object(object_, number[account], time, starts)
    bounds = np.zeros(sizes.size + 1, np.int64)
    np.cumsum(sizes, out=bounds[1:])
    low = np.empty(who.size, np.int32)
    high = np.empty(who.size, np.int32)
    ticks = window // timedelta(microseconds=1)

    def sort(part: tuple[int, int]) -> None:
        kernels.sort_groups(who, when, row, bounds, *part)
        kernels.windows(when, bounds, ticks, low, high, *part)

    for _ in local.in_order(sort, parts(bounds, 16), workers):
        pass
    group = np.repeat(np.arange(sizes.size, dtype=np.int32), sizes)
    begins, own = kernels.by_account(who, group, low, high, accounts)
    return Arranged(
        account=who,
        time=when,
        row=row if every else rows[row],
        low=low,
        high=high,
        starts=begins,
        bounds=bounds,
        own=own,
        work=kernels.work_per_account(begins, own),
        code=code,
        number=number,
    )


def parts(cumulative: kernels.Int64, wanted: int) -> list[tuple[int, int]]:
    """Cut 0 … len - 1 into about ``wanted`` runs of equal growth of ``cumulative``."""
    size = cumulative.size - 1
    marks = np.linspace(0, cumulative[-1], wanted + 1)[1:-1]
    cuts = np.unique(np.concatenate(([0, size], np.searchsorted(cumulative, marks))))
    return [(int(i), int(j)) for i, j in pairwise(cuts)]


def _codes(values: pa.ChunkedArray) -> tuple[kernels.Int32, pa.Array]:
    whole = dictionaries.coded(values)
    return numbers(whole.indices), whole.dictionary


def numbers(values: pa.Array | pa.ChunkedArray) -> np.ndarray[Any, Any]:
    """Return the numbers of a column without nulls, without copying where that can be."""
    if isinstance(values, pa.ChunkedArray):
        if values.num_chunks != 1:
            return np.asarray(values.to_numpy())
        values = values.chunk(0)
    return np.asarray(values.to_numpy(zero_copy_only=False))
