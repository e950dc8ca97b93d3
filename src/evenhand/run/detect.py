"""The main job, as one sentence: read, share, pair, gather."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pyarrow as pa

from evenhand import detection, records
from evenhand.detection import Options, Settings
from evenhand.detection.episodes import groups_of_run
from evenhand.detection.pairs import Weight
from evenhand.detection.periods import edges_of_run
from evenhand.detection.sensitivity import sensitivity
from evenhand.detection.stretch import stretch
from evenhand.records import Records
from evenhand.records.declared import Declarations, read_declared
from evenhand.records.durations import duration
from evenhand.records.progress import Progress, silent
from evenhand.run.registered import for_detection, view_of, with_groups
from evenhand.run.result import Result
from evenhand.run.stages import Stages

if TYPE_CHECKING:
    from evenhand.registry.view import View

_REPEATS = 5  # enough to see a setting that finds groups by chance; `evenhand calibrate` does more


def detect(
    posts: Records | pl.LazyFrame | pl.DataFrame | pa.Table | str | Path | Sequence[str | Path],
    *,
    signals: Sequence[str] | None = None,
    window: str | float | timedelta = "60s",
    min_weight: int = 2,
    weight: Weight = "objects",
    min_participation: int = 1,
    options: Options | None = None,
    settings: Settings | None = None,
    declared: Declarations | pa.Table | pl.DataFrame | str | Path | None = None,
    registry: View | Path | str | None = None,
    threads: int | None = None,
    progress: Progress = silent,
    stages: Stages | None = None,
) -> Result:
    """Find accounts that act together in posts.

    Args:
        posts: what `read_posts` returned, a table POSTS, or paths of files to read.
        signals: kinds of behaviour; None for all but the coarse ones.
        window: largest time between two shares of one coincidence: ``"60s"``, ``"1h"``, seconds.
        min_weight: how often two accounts must coincide on a signal to be joined.
        weight: what is counted: distinct ``objects`` or ``post-pairs``.
        min_participation: shares that an account must have to be looked at.
        options: what can be set about signals.
        settings: everything at once, instead of the parameters above.
        declared: accounts and domains that declare their automation: a file or table with the
            columns who, what and link, or what `evenhand.read_declared` returned. What they do
            together is found as everything else is, and shown apart.
        registry: a registry's file or URL, as it is now, or a view of one
            (``open_registry(…).at(valid, known)``). Accounts that its actors call their own are
            declared, and it is told whose accounts and sites are in the posts.
        threads: how many to use; all cores when None. Results do not depend on it.
        progress: called with what is done, how much of it, and out of how much.
        stages: the record of stages to go on with, when the posts were read by the caller.

    Raises:
        InputError: something given cannot be used; the message says what to do.
    """
    chosen = settings or Settings(
        window=duration(window),
        min_weight=min_weight,
        signals=None if signals is None else tuple(signals),
        options=options or Options(),
        weight=weight,
        min_participation=min_participation,
    )
    chosen.check()
    stages = stages or Stages()
    if declared is not None and not isinstance(declared, Declarations):
        declared = read_declared(declared)
    view = view_of(registry)
    found = _records(posts, stages, progress)
    said, handed = declared, None
    if view is not None:
        with stages.stage("registry", posts=found.count) as counts:
            handed = for_detection(view, found, declared, chosen.options.shorteners)
            counts["claims"] = handed.told["claims"]
        said = handed.declared
    rejected = found.rejected
    if said is not None:
        rejected = pa.concat_tables([rejected, said.rejected]).combine_chunks()
    counts = {"posts": found.count}
    records.check_window(chosen.window.total_seconds(), found.sources)
    resolution_s = max((source.resolution_s for source in found.sources), default=1)
    chosen.check_period(chosen.jitter_for(resolution_s))
    with stages.stage("shares", **counts) as counts:
        shares = detection.shares(
            found.posts,
            chosen.signals,
            chosen.options,
            lonely=chosen.min_participation > 1,
            progress=progress,
        )
        counts["shares"] = shares.num_rows
    with stages.stage("pairs", **counts) as counts:
        edges = edges_of_run(shares, chosen, threads=threads, progress=progress)
        counts["edges"] = edges.num_rows
    tested = others = calibration = again = None
    if chosen.significance:
        with stages.stage("significance", **counts) as counts:
            edges, tested = _tested(edges, shares, chosen, resolution_s, threads, progress)
            counts.update(edges=edges.num_rows, candidates=tested.candidates)
        again = stretch(shares)
        with stages.stage("sensitivity", shares=again.shares.num_rows) as counts:
            there = tested
            if not again.whole:
                there = groups_of_run(
                    again.shares,
                    chosen,
                    chosen.window,
                    chosen.jitter_for(resolution_s),
                    threads=threads,
                )
            others = sensitivity(
                again.shares, chosen, resolution_s, there, threads=threads, progress=progress
            )
            counts["settings"] = others.num_rows
        with stages.stage("calibration", shares=again.shares.num_rows) as counts:
            calibration = detection.calibrate(
                again.shares,
                chosen,
                resolution_s,
                repeats=_REPEATS,
                threads=threads,
                progress=progress,
            )
            counts["repeats"] = _REPEATS
    with stages.stage("findings", **counts) as counts:
        gathered = detection.findings(
            found.posts,
            found.accounts,
            rejected,
            shares,
            edges,
            chosen,
            files=[source.file for source in found.sources],
            resolution_s=resolution_s,
            tested=tested,
            sensitivity=others,
            calibration=calibration,
            again=again,
            declarations=None if said is None else said.table,
            threads=threads,
            progress=progress,
        )
        counts.update(
            clusters=gathered.clusters.num_rows,
            accounts=gathered.members.num_rows,
            evidence=gathered.evidence.num_rows,
        )
    if handed is not None and handed.screened is not None:
        gathered = replace(gathered, registered=with_groups(handed.screened, gathered))
    return Result(gathered, chosen, found, stages, shares, declared, handed)


def _tested(
    edges: pa.Table,
    shares: pa.Table,
    settings: Settings,
    resolution_s: float,
    threads: int | None,
    progress: Progress,
) -> tuple[pa.Table, detection.Groups]:
    """Test pairs and groups against what would be seen by chance."""
    jitter = settings.jitter_for(resolution_s)
    edges = detection.significance(
        edges, shares, settings.window, jitter, threads=threads, progress=progress
    )
    found = groups_of_run(
        shares, settings, settings.window, jitter, threads=threads, progress=progress
    )
    return edges, found


def _records(posts: Any, stages: Stages, progress: Progress) -> Records:
    if isinstance(posts, Records):
        return posts
    if isinstance(posts, pl.LazyFrame | pl.DataFrame | pa.Table):
        return records.from_table(posts)
    return read(posts, stages, progress=progress)


def read(posts: Any, stages: Stages, **options: Any) -> Records:
    """Read posts as a stage of a run; ``options`` are those of `records.read`."""
    with stages.stage("read") as counts:
        found = records.read(posts, **options)
        counts.update(
            rows=sum(source.rows for source in found.sources),
            posts=found.count,
            rejected=found.rejected.num_rows,
        )
    return found
