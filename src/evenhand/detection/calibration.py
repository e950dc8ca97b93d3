"""Calibration: what is found in real posts with their exact times forgotten. It is false."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pyarrow as pa

from evenhand.detection.episodes import groups_of_run
from evenhand.detection.periods import edges_of_run
from evenhand.detection.settings import Settings
from evenhand.records import dictionaries
from evenhand.records.errors import InputError
from evenhand.records.progress import Progress, silent
from evenhand.records.schemas import CALIBRATION, UTC_TIME


@dataclass(frozen=True)
class Calibration:
    """What repeated runs on jittered times found."""

    runs: pa.Table
    """CALIBRATION: one row for each repeat."""
    real_edges: int
    """Edges with the times as they are."""
    jitter: timedelta

    def with_groups(self) -> tuple[int, float, float]:
        """Count runs with a confirmed group, and give the 95 % interval of their share (Wilson)."""
        hits = sum(n > 0 for n in self.runs["groups"].to_pylist())
        return hits, *wilson(hits, self.runs.num_rows)

    def edges(self) -> tuple[float, int, int]:
        """Give the mean, the smallest and the largest number of edges in a run."""
        found = self.runs["edges"].to_pylist()
        return sum(found) / len(found), min(found), max(found)


def calibrate(
    shares: pa.Table,
    settings: Settings,
    resolution_s: float,
    *,
    repeats: int = 20,
    threads: int | None = None,
    progress: Progress = silent,
) -> Calibration:
    """Forget the exact times, look again, and count what is still found.

    Every post is moved by its own uniform within ± jitter / 2, all its shares together; objects,
    accounts and rough times stay. Whatever two accounts planned to the minute is gone, so edges and
    confirmed groups that remain are what these settings find in such posts by chance.

    Args:
        shares: table SHARES of the run.
        settings: those of the run; ``settings.seed`` fixes the moves.
        resolution_s: coarsest time resolution of the sources: jittered times are cut to it again.
        repeats: how often; 1 or more.
        threads: how many to use; all cores when None.
        progress: told how many repeats are done.
    """
    if repeats < 1:
        raise InputError(f"Calibration needs 1 repeat or more; {repeats} was given.")
    jitter = settings.jitter_for(resolution_s)
    rows = []
    for repeat in range(repeats):
        progress("jittered runs", repeat, repeats)
        moved = jittered(shares, jitter, resolution_s, settings.seed * 1_000_003 + repeat)
        edges = edges_of_run(moved, settings, threads=threads)
        found = groups_of_run(moved, settings, settings.window, jitter, threads=threads)
        confirmed = found.groups.filter(found.groups["confirmed"])["group"]
        carried = found.members.filter(found.members["supported"])
        accounts = sum(g in set(confirmed.to_pylist()) for g in carried["group"].to_pylist())
        rows.append(
            {
                "repeat": repeat + 1,
                "edges": edges.num_rows,
                "candidates": found.candidates,
                "groups": len(confirmed),
                "accounts": accounts,
            }
        )
    progress("jittered runs", repeats, repeats)
    real = edges_of_run(shares, settings, threads=threads)
    return Calibration(pa.Table.from_pylist(rows, schema=CALIBRATION), real.num_rows, jitter)


def jittered(shares: pa.Table, jitter: timedelta, resolution_s: float, seed: int) -> pa.Table:
    """Move every post by its own uniform within ± jitter / 2, and cut times to the resolution."""
    posts = dictionaries.coded(shares["post"])
    # In byte order of post ids, so that the order of rows does not change who moves how far.
    order = np.argsort(np.asarray(posts.dictionary.to_numpy(zero_copy_only=False), dtype=object))
    place = np.empty(order.size, np.int64)
    place[order] = np.arange(order.size)
    ticks = jitter // timedelta(microseconds=1)
    moves = np.random.default_rng(seed).integers(-(ticks // 2), ticks // 2 + 1, order.size)
    step = int(resolution_s * 1e6)
    times = np.asarray(shares["time"].cast(pa.int64()))
    moved = (times + moves[place][np.asarray(posts.indices)]) // step * step
    column = shares.column_names.index("time")
    return shares.set_column(column, shares.schema.field(column), pa.array(moved).cast(UTC_TIME))


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Give the 95 % interval of a share (Wilson 1927, J. American Statistical Association 22)."""
    z = 1.959964
    middle = (hits + z * z / 2) / (of + z * z)
    half = z / (of + z * z) * math.sqrt(hits * (of - hits) / of + z * z / 4)
    return max(0.0, middle - half), min(1.0, middle + half)
