"""What ``evenhand detect`` and ``evenhand trace`` say of the registry they were given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich import box
from rich.table import Table
from rich.text import Text

from evenhand import Result
from evenhand.cli.console import out, plain
from evenhand.reports.registered import CONTEXT, Row, registered
from evenhand.reports.sentences import number
from evenhand.run.registered import Registered

_MOST = 4  # of accounts, and of what is linked to


def as_of(handed: Registered) -> str:
    """Say which registry was asked, as of when, so that a person can ask it the same again."""
    told = handed.told
    known = str(told["known"])
    return (
        f"Registry {told['registry']}, as of {told['valid']}, as known {known[:19]} UTC. To ask it "
        f"the same again: --registry-valid {told['valid']} --registry-known {known}"
    )


def said(result: Result) -> None:
    """Show the registered actors in the posts of a run, and what clashes; nothing without any."""
    handed = result.of_registry
    if handed is None:
        return
    out.print()
    found = registered(result.findings, _MOST)
    if found is None:
        out.print(plain("No account or link of these posts is a registered actor's."))
    else:
        out.print(Text("Registered actors in these posts", style="bold"))
        out.print(plain(f"{found.sentence} {CONTEXT}"))
        rows = [*found.accounts, *found.places]
        out.print(_table(rows))
        more = found.accounts_in_all + found.places_in_all - len(rows)
        if more:
            out.print(plain(f"and {number(more)} more, in the report and in registered.parquet"))
    for note in handed.notes:
        out.print(plain(note, "yellow"))
    out.print(plain(as_of(handed), "dim"))


def told(result: Result) -> Mapping[str, Any]:
    """Give the same for a program; empty without a registry."""
    if result.of_registry is None:
        return {}
    return {
        "registry": {**result.of_registry.told, "notes": list(result.of_registry.notes)},
        "registered": result.findings.registered.to_pylist(),
    }


def _table(rows: list[Row]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, width=100)
    table.add_column("account, or linked to", overflow="fold", ratio=3)
    table.add_column("whose", overflow="fold", ratio=3)
    table.add_column("posts", justify="right", overflow="fold")
    table.add_column("groups", overflow="fold", ratio=2)
    table.add_column("who says whose", overflow="fold", ratio=3)
    for row in rows:
        source = f"{row.source} ({row.grade}), claim {row.claim}"
        cells = (row.what, row.actor, row.posts, row.groups or "none", source)
        table.add_row(*(plain(cell) for cell in cells))
    return table
