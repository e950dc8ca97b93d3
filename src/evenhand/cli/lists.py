"""What can be named in an option: ``evenhand formats`` and ``evenhand signals``."""

from __future__ import annotations

from rich import box
from rich.table import Table

from evenhand import records
from evenhand.cli.console import out
from evenhand.detection import all_signals


def signals() -> None:
    """List the kinds of behaviour that can be looked for.

    Example: **evenhand signals**
    """
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("signal", "two accounts coincide when both", "looked for"):
        table.add_column(heading)
    for name, signal in all_signals().items():
        table.add_row(name, signal.meaning, "always" if signal.unasked else "when asked for")
    out.print(table)


def formats() -> None:
    """List the formats that are recognised by their shape.

    Example: **evenhand formats**
    """
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("format")
    table.add_column("what it is")
    for name, meaning in records.formats().items():
        table.add_row(name, meaning)
    out.print(table)
