"""The command line: parse, call, show. No logic lives here."""

from evenhand.cli.app import main

__all__ = ["main"]
