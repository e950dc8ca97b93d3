"""``evenhand calibrate``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from evenhand import detection
from evenhand.cli import options, show
from evenhand.cli.bars import Bars
from evenhand.cli.console import out as console
from evenhand.cli.console import plain
from evenhand.exchange import tables
from evenhand.exchange.aside import check_writable
from evenhand.reports.sentences import count, duration, number
from evenhand.run.earlier import read_run


def calibrate(
    run: Annotated[Path, typer.Argument(help="The folder that `evenhand detect` wrote.")],
    repeats: Annotated[int, typer.Option("--repeats", help="How often to look again.")] = 20,
    out: Annotated[
        Path | None, typer.Option("--out", help="A Parquet file for the figures of each repeat.")
    ] = None,
    threads: options.Threads = None,
    json: options.Json = False,
) -> None:
    """Say how much a run would find by chance, from its own posts.

    It moves every post by a random time, so that whatever was planned to the minute is gone, and
    looks again with the same settings. What is still found is false.

    Example: **evenhand calibrate run --repeats 20**
    """
    earlier = read_run(run)
    if out is not None:
        check_writable(out)
    with Bars(quiet=json) as bars:
        found = detection.calibrate(
            earlier.shares,
            earlier.settings,
            earlier.resolution_s,
            repeats=repeats,
            threads=threads,
            progress=bars,
        )
    if out is not None:
        tables.write_parquet(found.runs, out)
    hits, low, high = found.with_groups()
    mean, least, most = found.edges()
    if json:
        show.print_json(
            {
                "repeats": repeats,
                "jitter_s": found.jitter.total_seconds(),
                "runs_with_a_confirmed_group": hits,
                "share_low": low,
                "share_high": high,
                "edges_mean": mean,
                "edges_least": least,
                "edges_most": most,
                "edges_as_it_is": found.real_edges,
                "runs": found.runs.to_pylist(),
            }
        )
        return
    lines = [
        f"{count(repeats, 'run')} on the same posts, each moved by up to "
        f"{duration(found.jitter.total_seconds() / 2)} to either side:",
        f"- {number(hits)} of {number(repeats)} had a confirmed group. The share of such runs lies "
        f"between {low * 100:.0f} % and {high * 100:.0f} % (95 % interval).",
        f"- Edges that were left: {number(round(mean, 1))} on average ({number(least)} to "
        f"{number(most)}); with the times as they are there are {number(found.real_edges)}.",
    ]
    for line in lines:
        console.print(plain(line))
