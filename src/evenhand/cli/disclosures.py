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
    """Say how many matched documents name their source, and which accounts do not."""
    whole = result.undisclosed.filter(pl.col("outlet").is_null())
    if whole.is_empty():
        return
    matched, hidden = int(whole["matched"].sum()), int(whole["undisclosed"].sum())
    out.print(
        plain(
            f"Of {count(matched, 'document')} with an outlet's content, {hidden:,} "
            f"{'does' if hidden == 1 else 'do'} not name it, by what can be read. It may have come "
            "from elsewhere."
        )
    )
    found = whole.filter(pl.col("finding").is_not_null())
    if found.is_empty():
        return
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("finding")
    table.add_column("account", overflow="fold", max_width=34)
    for name in ("posts", "matched", "undisclosed", "share, 95 %"):
        table.add_column(name, justify="right")
    for row in found.head(_MOST_ACCOUNTS).iter_rows(named=True):
        table.add_row(
            row["finding"],
            plain(row["account_id"]),
            f"{row['posts']:,}",
            f"{row['matched']:,}",
            f"{row['undisclosed']:,}",
            f"{row['share']:.0%} ({row['share_low']:.0%}-{row['share_high']:.0%})",
        )
    out.print(table)
    if found.height > _MOST_ACCOUNTS:
        more = count(found.height - _MOST_ACCOUNTS, "more account")
        out.print(plain(f"and {more}, in undisclosed.parquet"))
