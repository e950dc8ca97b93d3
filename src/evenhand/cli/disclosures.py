"""What ``evenhand trace`` asks and says of disclosure."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import polars as pl
import typer
from rich import box
from rich.table import Table

from evenhand.cli.console import out, plain
from evenhand.reports.sentences import count
from evenhand.run.trace import TraceResult

_MOST_ACCOUNTS = 10

Outlets: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--outlets",
        help="A CSV of **outlet,alias,domain,language**: the names by which outlets are credited.",
        show_default=False,
    ),
]
Posts: TypeAlias = Annotated[
    int,
    typer.Option(
        "--undisclosed-posts",
        help="Posts with an outlet's content and without its name from which on an account is a "
        "finding.",
    ),
]
Share: TypeAlias = Annotated[
    float,
    typer.Option(
        "--undisclosed-share",
        help="Share of its matched posts that these are at least (the lower end of the 95 % "
        "interval counts).",
    ),
]


def said(result: TraceResult) -> None:
    """Say which accounts pass the threshold, and which coordinated groups have their content."""
    findings(result)
    groups(result)


def findings(result: TraceResult) -> None:
    """Show the accounts that pass the threshold, with their groups where there are any."""
    found = result.undisclosed.filter(pl.col("outlet").is_null(), pl.col("finding").is_not_null())
    if found.is_empty():
        return
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("finding")
    table.add_column("account", overflow="fold", max_width=30)
    if result.beside:
        table.add_column("group")
    for name in ("posts", "matched", "undisclosed", "share, 95 %"):
        table.add_column(name, justify="right")
    for row in found.head(_MOST_ACCOUNTS).iter_rows(named=True):
        table.add_row(
            row["finding"],
            plain(row["account_id"]),
            *([result.beside.members.get(row["account_id"], "")] if result.beside else []),
            f"{row['posts']:,}",
            f"{row['matched']:,}",
            f"{row['undisclosed']:,}",
            f"{row['share']:.0%} ({row['share_low']:.0%}-{row['share_high']:.0%})",
        )
    out.print(table)
    if found.height > _MOST_ACCOUNTS:
        more = count(found.height - _MOST_ACCOUNTS, "more account")
        out.print(plain(f"and {more}, in undisclosed.parquet"))


def groups(result: TraceResult) -> None:
    """Show the coordinated groups of the run that was given that have undisclosed content."""
    found = result.coordinated.filter(pl.col("undisclosed") > 0)
    if found.is_empty():
        return
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("group")
    table.add_column("what it shared", overflow="fold", max_width=34)
    for name in ("accounts", "findings", "matched", "undisclosed"):
        table.add_column(name, justify="right")
    for row in found.head(_MOST_ACCOUNTS).iter_rows(named=True):
        confirmed = "" if row["confirmed"] is not False else " (not confirmed)"
        table.add_row(
            row["cluster"],
            plain(row["label"] + confirmed),
            f"{row['accounts']:,}",
            f"{len(row['findings']):,}",
            f"{row['matched']:,}",
            f"{row['undisclosed']:,}",
        )
    out.print(table)
    if found.height > _MOST_ACCOUNTS:
        more = count(found.height - _MOST_ACCOUNTS, "more group")
        out.print(plain(f"and {more}, in coordinated.parquet"))
