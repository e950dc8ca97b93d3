"""Edges: which accounts put the same objects out within the window, counted exactly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from queue import SimpleQueue
from typing import Literal, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from evenhand.detection import kernels
from evenhand.engines import local
from evenhand.records.errors import InputError
from evenhand.records.progress import Progress, silent
from evenhand.records.schemas import PAIRS, SHARES

Weight: TypeAlias = Literal["objects", "post-pairs"]

_VISITS_PER_BLOCK = 2_000_000
_TICKS_PER_SECOND = 1e6  # times are held in microseconds
_MOST_SHARES = 2**31 - 1


def pairs(
    shares: pa.Table,
    window: timedelta,
    min_weight: int = 2,
    *,
    weight: Weight = "objects",
    min_participation: int = 1,
    threads: int | None = None,
    progress: Progress = silent,
) -> pa.Table:
    """Find every two accounts that coincide at least ``min_weight`` times on one signal.

    Two accounts *coincide* on an object when both shared it and the two times are at most
    ``window`` apart (inclusive). The counts are exact: nothing is sampled, approximated or capped.

    Args:
        shares: table SHARES.
        window: largest time between two shares of one coincidence, zero or more.
        min_weight: edges below it are left out; 1 or more.
        weight: what ``min_weight`` counts: distinct ``objects``, or ``post-pairs`` as CooRTweet
            does (one post near four posts of the other account counts four).
        min_participation: as CooRTweet's parameter of that name. First, accounts with fewer shares
            of the signal are left out; then two accounts are compared only when one of them has at
            least so many shares in posts that are part of any pair.
        threads: how many to use; all cores when None. Results do not depend on it.
        progress: told how many accounts are done.

    Returns:
        Table PAIRS. Its order depends only on what the shares say, not on theirs: by signal, then
        from the less to the more active account.

    Raises:
        InputError: a parameter is out of range, or ``shares`` is not a SHARES table.

    Memory is the shares (about 40 bytes each), one counter for each account and thread, and the
    edges that are returned. Method: row-by-row sparse product (Gustavson 1978, "Two fast algorithms
    for sparse matrices", ACM TOMS 4) over the share-by-object matrix with a sliding window.
    """
    batches = list(
        pair_batches(
            shares,
            window,
            min_weight,
            weight=weight,
            min_participation=min_participation,
            threads=threads,
            progress=progress,
        )
    )
    return pa.Table.from_batches(batches, PAIRS)


def pair_batches(
    shares: pa.Table,
    window: timedelta,
    min_weight: int = 2,
    *,
    weight: Weight = "objects",
    min_participation: int = 1,
    threads: int | None = None,
    progress: Progress = silent,
) -> Iterator[pa.RecordBatch]:
    """Yield the rows of `pairs` in batches, so that they can be written without being held."""
    if window < timedelta(0):
        raise InputError("The window must not be negative.")
    if min_weight < 1 or min_participation < 1:
        raise InputError("The minimum weight and the minimum participation must be 1 or more.")
    if weight not in ("objects", "post-pairs"):
        raise InputError(f"The weight must be 'objects' or 'post-pairs', not '{weight}'.")
    workers = local.threads(threads)
    account = coded(shares, "account")
    names = account.dictionary
    place = pc.rank(names, sort_keys="ascending", tiebreaker="first").to_numpy() - 1
    signal = coded(shares, "signal")
    ordered_names = names.take(pc.array_sort_indices(names))
    for code in pc.array_sort_indices(signal.dictionary).to_pylist():
        name = signal.dictionary[code].as_py()
        rows = np.flatnonzero(_numbers(signal.indices) == code)
        if rows.size == 0:
            continue
        if rows.size > _MOST_SHARES:
            raise InputError(
                f"There are {rows.size:,} shares of the signal '{name}'; at most {_MOST_SHARES:,} "
                "can be paired in one run. Cut the posts into periods and run each of them."
            )
        if min_participation > 1:
            who = _numbers(account.indices)[rows]
            rows = rows[np.bincount(who)[who] >= min_participation]
        of_signal = None if rows.size == len(shares) else rows
        sorted_ = _Sorted.of(shares, of_signal, account, place, window, workers)
        passes = np.ones(1, np.bool_)
        if min_participation > 1:
            passes = _participating(shares, rows, account, sorted_, min_participation)
        for columns in _row_blocks(sorted_, min_weight, weight, passes, workers, name, progress):
            yield _batch(name, ordered_names, columns)


@dataclass(frozen=True)
class _Sorted:
    """The shares of one signal, grouped by object and sorted by time inside it.

    Accounts are numbered from the least to the most active (ties in byte order of their ids), so
    that in the kernel the test "is the other account's number higher" is mostly decided alike in a
    row, and the busiest counters lie next to each other.
    """

    account: kernels.Int32
    time: kernels.Int64
    row: kernels.Int32
    group: kernels.Int32
    low: kernels.Int32
    high: kernels.Int32
    starts: kernels.Int64
    positions: kernels.Int32
    work: kernels.Int64
    name: kernels.Int32

    @classmethod
    def of(
        cls,
        shares: pa.Table,
        rows: kernels.Int64 | None,
        account: pa.DictionaryArray,
        place: kernels.Int64,
        window: timedelta,
        workers: int,
    ) -> _Sorted:
        objects = coded(shares, "object")
        object_codes = _numbers(objects.indices)
        account_codes = _numbers(account.indices)
        times = _numbers(shares["time"].cast(pa.int64()).combine_chunks())
        if rows is not None:
            object_codes, account_codes = object_codes[rows], account_codes[rows]
            times = times[rows]
        activity = np.bincount(account_codes, minlength=place.size)
        order = np.lexsort((place, activity))
        number = np.empty(place.size, np.int32)
        number[order] = np.arange(place.size, dtype=np.int32)
        starts = kernels.group_starts(object_codes, len(objects.dictionary))
        who, when, row, sizes = kernels.by_object(
            object_codes, number[account_codes], times, starts
        )
        bounds = np.zeros(sizes.size + 1, np.int64)
        np.cumsum(sizes, out=bounds[1:])
        low = np.empty(who.size, np.int32)
        high = np.empty(who.size, np.int32)
        ticks = window // timedelta(microseconds=1)

        def sort(part: tuple[int, int]) -> None:
            kernels.sort_groups(who, when, row, bounds, *part)
            kernels.windows(when, bounds, ticks, low, high, *part)

        for _ in local.in_order(sort, _parts(bounds, 16), workers):
            pass
        begins, positions = kernels.by_account(who, low, high, place.size)
        return cls(
            account=who,
            time=when,
            row=row,
            group=np.repeat(np.arange(sizes.size, dtype=np.int32), sizes),
            low=low,
            high=high,
            starts=begins,
            positions=positions,
            work=kernels.work_per_account(begins, positions, low, high),
            name=place[order].astype(np.int32),
        )


def _row_blocks(
    s: _Sorted,
    min_weight: int,
    weight: Weight,
    passes: kernels.Bool,
    workers: int,
    signal: str,
    progress: Progress,
) -> Iterator[tuple[np.ndarray, ...]]:
    """Yield the columns of the edges, block by block of accounts."""
    accounts = s.work.size
    visits = np.zeros(accounts + 1, np.int64)
    np.cumsum(s.work, out=visits[1:])
    blocks = _parts(visits, max(1, int(visits[-1]) // _VISITS_PER_BLOCK))
    # An edge needs min_weight visits of its row, and a row has at most one edge for each account.
    room = max(
        (
            min(int(visits[j] - visits[i]) // min_weight, (j - i) * accounts)
            for i, j in blocks
        ),
        default=0,
    )
    scratch: SimpleQueue[tuple[np.ndarray, ...]] = SimpleQueue()
    for _ in range(workers):
        scratch.put(
            (
                np.zeros(accounts, np.int64),
                np.empty(room, np.int32),
                np.empty(room, np.int32),
                np.empty((room, kernels.STATISTICS), np.int64),
            )
        )

    def block(part: tuple[int, int]) -> tuple[np.ndarray, ...]:
        mine = scratch.get()
        edges = kernels.rows(
            *part,
            s.account,
            s.time,
            s.group,
            s.low,
            s.high,
            s.starts,
            s.positions,
            passes,
            passes.size == 1,
            min_weight,
            weight == "post-pairs",
            *mine,
        )
        columns: tuple[np.ndarray, ...] = kernels.columns(
            edges, *mine[1:], s.name, _TICKS_PER_SECOND
        )
        # Only a block that ended well gives its scratch back: after an error it is not all zero.
        scratch.put(mine)
        return columns

    what = f"accounts compared ({signal})"
    for (_, done), columns in zip(
        blocks, local.in_order(block, blocks, workers), strict=True
    ):
        progress(what, done, accounts)
        yield columns


def _participating(
    shares: pa.Table, rows: kernels.Int64, account: pa.DictionaryArray, s: _Sorted, least: int
) -> kernels.Bool:
    """Tell which accounts have ``least`` shares or more in posts that are part of any pair.

    What counts is shares: a post that carries two objects counts twice, as it does in CooRTweet.
    """
    posts = shares["post"].take(pa.array(rows)).combine_chunks().dictionary_encode()
    if isinstance(posts, pa.ChunkedArray):
        posts = posts.chunk(0)
    post = _numbers(posts.indices)
    paired = np.zeros(len(posts.dictionary), np.bool_)
    paired[post[s.row[kernels.in_a_pair(s.account, s.low, s.high)]]] = True
    counts = np.bincount(
        _numbers(account.indices)[rows][paired[post]], minlength=len(account.dictionary)
    )
    # The kernel numbers accounts by activity; s.name leads from there to byte order.
    in_byte_order = counts[_numbers(pc.array_sort_indices(account.dictionary))]
    passing: kernels.Bool = np.concatenate((in_byte_order[s.name] >= least, [False]))
    return passing


def _parts(cumulative: kernels.Int64, wanted: int) -> list[tuple[int, int]]:
    """Cut 0 … len - 1 into about ``wanted`` runs of equal growth of ``cumulative``."""
    size = cumulative.size - 1
    marks = np.linspace(0, cumulative[-1], wanted + 1)[1:-1]
    cuts = np.unique(np.concatenate(([0, size], np.searchsorted(cumulative, marks))))
    return [(int(i), int(j)) for i, j in zip(cuts[:-1], cuts[1:], strict=True)]


def _batch(signal: str, names: pa.Array, columns: tuple[np.ndarray, ...]) -> pa.RecordBatch:
    a, b, coincidences, post_pairs, first, last, mean, least, a_first, b_first = columns
    which = pa.DictionaryArray.from_arrays(
        pa.array(np.zeros(a.size, np.int32)), pa.array([signal], pa.string())
    )
    moment = PAIRS.field("first_seen").type
    return pa.RecordBatch.from_arrays(
        [
            which,
            pa.DictionaryArray.from_arrays(pa.array(a), names),
            pa.DictionaryArray.from_arrays(pa.array(b), names),
            pa.array(coincidences),
            pa.array(post_pairs),
            pa.array(first).cast(moment),
            pa.array(last).cast(moment),
            pa.array(mean),
            pa.array(least),
            pa.array(a_first),
            pa.array(b_first),
        ],
        schema=PAIRS,
    )


def coded(shares: pa.Table, column: str) -> pa.DictionaryArray:
    """Return one column of a SHARES table as codes into a dictionary without repetitions."""
    if column not in shares.column_names:
        raise InputError(
            f"A table of shares has the columns {', '.join(SHARES.names)}; "
            f"'{column}' is missing among {', '.join(shares.column_names)}."
        )
    values = shares[column]
    if values.null_count:
        raise InputError(f"{values.null_count} shares have no {column}; remove them first.")
    if pa.types.is_dictionary(values.type):
        values = values.unify_dictionaries()
    else:
        values = values.cast(pa.string()).dictionary_encode()
    whole = values.combine_chunks()
    if isinstance(whole, pa.ChunkedArray):  # some versions keep the wrapping
        whole = whole.chunk(0) if whole.num_chunks else pa.array([], values.type)
    if pc.count_distinct(whole.dictionary).as_py() != len(whole.dictionary):
        whole = whole.cast(pa.string()).dictionary_encode()
    return whole.cast(pa.dictionary(pa.int32(), pa.string()))


def _numbers(array: pa.Array) -> np.ndarray:
    return np.asarray(array.to_numpy(zero_copy_only=False))
