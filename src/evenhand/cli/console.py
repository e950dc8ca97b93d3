"""Where words go: results to standard output, everything about the work to standard error."""

from __future__ import annotations

from rich.console import Console

_WIDEST = 100

out = Console(width=None)
errors = Console(stderr=True)

for _console in (out, errors):
    # Lines over 100 columns are hard to read, and files and pipes have no width of their own.
    _console.width = min(_console.width, _WIDEST) if _console.is_terminal else _WIDEST
