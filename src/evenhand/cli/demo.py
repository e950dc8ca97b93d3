"""``evenhand demo``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

import evenhand
from evenhand import records, simulation
from evenhand.cli import options, show
from evenhand.cli.bars import Bars
from evenhand.cli.console import command_line
from evenhand.cli.console import out as console
from evenhand.exchange import tables
from evenhand.exchange.aside import check_writable
from evenhand.run.folder import check_free


def demo(
    out: Annotated[
        Path, typer.Option("--out", help="The folder for the posts and for what is found.")
    ] = Path("demo-run"),
    seed: Annotated[
        int, typer.Option("--seed", min=0, help="Another seed makes another stream.")
    ] = 0,
    overwrite: options.Overwrite = False,
) -> None:
    """Make a stream of posts with a planted network, find it, and compare.

    The stream is invented: 5,000 accounts on two platforms, and among them a network that spreads a
    fictional agency's articles without saying so.

    Example: **evenhand demo --out demo-run**
    """
    run = out / "run"
    for name in ("posts.parquet", "accounts.parquet", "truth.parquet"):
        check_writable(out / name)
    check_free(run, overwrite=overwrite)
    with Bars() as bars:
        made = simulation.posts(simulation.demo_scenario(), seed)
        file = out / "posts.parquet"
        tables.write_parquet(made.posts, file)
        tables.write_parquet(made.accounts, out / "accounts.parquet")
        tables.write_parquet(made.truth, out / "truth.parquet")
        found = records.read(file, accounts=made.accounts, progress=bars)
        show.sources(found)
        result = evenhand.detect(found, min_weight=3, progress=bars)
        report = result.write(
            run, csv=True, overwrite=overwrite, command=command_line(), progress=bars
        )
    show.result(result, report)
    console.print()
    for line in simulation.compare(made.truth, result.findings.members).sentences():
        console.print(Text(line))
