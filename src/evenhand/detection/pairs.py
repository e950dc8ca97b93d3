"""Edges: which accounts put the same objects out within the window, counted exactly."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from queue import SimpleQueue
from typing import Literal, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from evenhand.detection import kernels
from evenhand.detection.arranged import Arranged, Coded, arrange, as_coded, numbers, parts
from evenhand.engines import local
from evenhand.records import dictionaries
from evenhand.records.errors import InputError
from evenhand.records.progress import Progress, silent
from evenhand.records.schemas import PAIRS

Weight: TypeAlias = Literal["objects", "post-pairs"]

_VISITS_PER_BLOCK = 2_000_000
_TICKS_PER_SECOND = 1e6  # times are held in microseconds


def pairs(
    shares: pa.Table | Coded,
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
        shares: table SHARES (or the codes of one).
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
    shares: pa.Table | Coded,
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
    coded = as_coded(shares)
    for name, rows in coded.by_signal():
        if min_participation > 1:
            who = coded.account[rows]
            rows = rows[np.bincount(who)[who] >= min_participation]  # noqa: PLW2901
        arranged = arrange(coded, rows, window, workers)
        passes = np.ones(1, np.bool_)
        if min_participation > 1:
            passes = _participating(coded, rows, arranged, min_participation)
        for columns in _row_blocks(arranged, min_weight, weight, passes, workers, name, progress):
            yield _batch(name, coded.names, columns)


def _row_blocks(
    s: Arranged,
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
    blocks = parts(visits, max(1, int(visits[-1]) // _VISITS_PER_BLOCK))
    # An edge needs min_weight visits of its row, and a row has at most one edge for each account.
    room = max(
        (min(int(visits[j] - visits[i]) // min_weight, (j - i) * accounts) for i, j in blocks),
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
            s.starts,
            s.own,
            passes,
            passes.size == 1,
            min_weight,
            weight == "post-pairs",
            *mine,
        )
        columns: tuple[np.ndarray, ...] = kernels.columns(
            edges, *mine[1:], s.code, _TICKS_PER_SECOND
        )
        # Only a block that ended well gives its scratch back: after an error it is not all zero.
        scratch.put(mine)
        return columns

    what = f"accounts compared ({signal})"
    for (_, done), columns in zip(blocks, local.in_order(block, blocks, workers), strict=True):
        progress(what, done, accounts)
        yield columns


def _participating(
    coded: Coded, rows: kernels.Int32, arranged: Arranged, least: int
) -> kernels.Bool:
    """Tell which accounts have ``least`` shares or more in posts that are part of any pair.

    What counts is shares: a post that carries two objects counts twice, as it does in CooRTweet.
    """
    posts = dictionaries.coded(coded.post)
    post = numbers(posts.indices)
    paired = np.zeros(len(posts.dictionary), np.bool_)
    in_a_pair = kernels.in_a_pair(arranged.account, arranged.low, arranged.high)
    paired[post[arranged.row[in_a_pair]]] = True
    counts = np.bincount(coded.account[rows][paired[post[rows]]], minlength=arranged.code.size)
    # One entry more than accounts: an array of one entry means that everyone passes.
    passing: kernels.Bool = np.append(counts[arranged.code] >= least, False)
    return passing


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


def read_edges(path: str | Path) -> pa.Table:
    """Read edges that `pair_batches` gave and that were written as Parquet.

    Raises InputError when the file is not Parquet or is not such a table.
    """
    try:
        table = pq.read_table(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise InputError(f"{path} cannot be read as Parquet: {error}.") from error
    missing = [name for name in PAIRS.names if name not in table.column_names]
    if missing:
        raise InputError(
            f"{path} is not a table of edges: it has the columns {', '.join(table.column_names)}; "
            f"'{missing[0]}' is missing. Edges are what `evenhand pairs` writes."
        )
    return table.select(PAIRS.names).cast(PAIRS)
