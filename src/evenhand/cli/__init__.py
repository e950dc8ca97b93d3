"""The command line: parse, call, show. No logic lives here."""

from __future__ import annotations

from evenhand.records.errors import InputError


def main() -> None:
    """Run the command line."""
    raise InputError("The command line is not built yet.")
