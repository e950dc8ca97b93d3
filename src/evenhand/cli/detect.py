"""``evenhand detect``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import evenhand
from evenhand.cli import options, show
from evenhand.cli.bars import Bars
from evenhand.cli.console import command_line
from evenhand.detection import Settings
from evenhand.engines import local
from evenhand.records.durations import duration
from evenhand.run.detect import read
from evenhand.run.folder import check_free
from evenhand.run.stages import Stages


def detect(
    posts: options.Posts,
    out: Annotated[Path, typer.Option("--out", help="The folder for everything that is found.")],
    signals: options.Signals = None,
    window: options.Window = "60s",
    min_weight: options.MinWeight = 2,
    period: options.Period = None,
    weight: options.Weight = "objects",
    jitter: options.Jitter = "auto",
    alpha: options.Alpha = 0.05,
    min_lift: options.MinLift = 1.1,
    count_only: options.CountOnly = False,
    min_participation: options.MinParticipation = 1,
    accounts: options.Accounts = None,
    declared: options.Declared = None,
    registry: options.Registry = None,
    registry_valid: options.RegistryValid = None,
    registry_known: options.RegistryKnown = None,
    map_: options.Map = None,
    format_: options.Format = None,
    platform: options.Platform = None,
    encoding: options.Encoding = None,
    dates: options.Dates = None,
    strict: options.Strict = False,
    include_reposts: options.IncludeReposts = False,
    text_min_length: options.TextMinLength = 20,
    hashtags_min: options.HashtagsMin = 2,
    near_text_similarity: options.NearText = 0.8,
    near_media_distance: options.NearMedia = 31,
    shorteners: options.Shorteners = None,
    resolution: options.Resolution = 1.0,
    min_accounts: options.MinAccounts = 2,
    evidence_limit: Annotated[
        int,
        typer.Option(
            "--evidence-limit", min=0, help="Pairs of posts to list at most, strongest edges first."
        ),
    ] = 1_000_000,
    seed: options.Seed = 0,
    threads: options.Threads = None,
    csv: Annotated[bool, typer.Option("--csv", help="Write every table as CSV too.")] = False,
    overwrite: options.Overwrite = False,
    json: options.Json = False,
) -> None:
    """Find groups of accounts that put the same things out within a short time of each other.

    It reads the posts, finds who shared what, joins accounts that coincide again and again, and
    writes tables, graph files for Gephi and a report that shows the posts behind every group.

    Example: **evenhand detect posts.csv --window 60s --min-weight 3 --out run**
    """
    settings = Settings(
        window=duration(window),
        min_weight=min_weight,
        signals=options.names(signals),
        options=options.signal_options(
            include_reposts,
            text_min_length,
            hashtags_min,
            shorteners,
            near_text_similarity,
            near_media_distance,
        ),
        period=None if period is None else duration(period),
        weight=options.weight(weight),
        significance=not count_only,
        jitter=None if jitter == "auto" else duration(jitter),
        alpha=alpha,
        min_lift=min_lift,
        min_participation=min_participation,
        resolution=resolution,
        min_accounts=min_accounts,
        evidence_limit=evidence_limit,
        seed=seed,
    )
    settings.check()
    local.threads(threads)  # a wrong number is said before anything is read
    check_free(out, overwrite=overwrite)
    view = options.registry(registry, registry_valid, registry_known)
    said = None
    if declared is not None:
        said = evenhand.read_declared(declared, encoding=encoding, strict=strict)
    with Bars(quiet=json) as bars:
        stages = Stages()
        found = read(
            posts,
            stages,
            accounts=accounts,
            columns=options.columns(map_),
            format=format_,
            platform=platform,
            encoding=encoding,
            dates=options.dates(dates),
            strict=strict,
            progress=bars,
        )
        if not json:
            show.sources(found)
            if said is not None:
                show.declarations(said)
        result = evenhand.detect(
            found,
            settings=settings,
            declared=said,
            registry=view,
            threads=threads,
            progress=bars,
            stages=stages,
        )
        report = result.write(
            out, csv=csv, overwrite=overwrite, command=command_line(), progress=bars
        )
    if json:
        show.result_json(result, report)
    else:
        show.result(result, report)
