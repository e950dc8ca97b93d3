"""``evenhand simulate``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from evenhand import simulation
from evenhand.cli import options
from evenhand.cli.console import out as console
from evenhand.exchange import tables
from evenhand.exchange.aside import check_writable
from evenhand.records.errors import InputError
from evenhand.simulation import files

COMPLETE = "demo"
"""The shipped scenario that has every key, with comments."""


def simulate(
    scenario: Annotated[
        str | None,
        typer.Option(
            "--scenario",
            help="A YAML file, or one of **cascades**, **demo**, **easy**, **hard**, **middle**, "
            "**no_network**.",
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="The Parquet file for the posts.")
    ] = None,
    truth: Annotated[
        Path | None,
        typer.Option("--truth", help="The Parquet file that says which accounts were planted."),
    ] = None,
    accounts: Annotated[
        Path | None,
        typer.Option("--accounts", help="A Parquet file for what is known of the accounts."),
    ] = None,
    seed: options.Seed = 0,
    show: Annotated[
        bool,
        typer.Option(
            "--show", help="Print the scenario, or a complete one with comments, and stop."
        ),
    ] = False,
) -> None:
    """Make a stream of posts in which it is known who acts together.

    A scenario says what the crowd is like and which networks are planted in it. The same scenario
    and seed give the same posts. Everything is invented.

    Example: **evenhand simulate --scenario hard --out posts.parquet --truth truth.parquet**
    """
    if show:
        console.print(
            Text(files.text_of(scenario or COMPLETE).rstrip()), soft_wrap=True, highlight=False
        )
        return
    if scenario is None or out is None or truth is None:
        raise InputError(
            "--scenario, --out and --truth are needed. `evenhand simulate --show` prints a "
            "complete scenario to begin with."
        )
    wanted = {path: None for path in (out, truth, accounts) if path is not None}
    if len(wanted) < 2 + (accounts is not None):
        raise InputError("--out, --truth and --accounts need a file each.")
    said = files.load(scenario)
    for path in wanted:
        check_writable(path, [scenario] if Path(scenario).is_file() else [])
    try:
        made = simulation.posts(said, seed)
    except ValueError as error:
        raise InputError(f"{scenario}: {error}") from error
    tables.write_parquet(made.posts, out)
    tables.write_parquet(made.truth, truth)
    if accounts is not None:
        tables.write_parquet(made.accounts, accounts)
    planted = len(made.truth["network"].drop_null())
    console.print(
        Text(
            f"Wrote {made.posts.num_rows:,} posts of {made.accounts.num_rows:,} accounts, "
            f"{planted:,} of them in {len(said.networks):,} planted "
            f"{'network' if len(said.networks) == 1 else 'networks'}, to "
            + ", ".join(map(str, wanted))
        ),
        soft_wrap=True,
    )
