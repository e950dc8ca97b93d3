"""The terminal: results go to standard output, all about the work to standard error."""

from __future__ import annotations

import re
import shlex
import sys

from rich.console import Console
from rich.text import Text

from evenhand.reports.texts import shown

_WIDEST = 100
# As SQLAlchemy reads them: a password may hold strokes and spaces, and keys may have one too.
_PASSWORD = re.compile(r"(://[^:/@\s]*:)(?:[^/\s]*|[^@]*)(?=@)|((?<=[?&])(?:ssl)?password=)[^&]*")

out = Console(width=None)
errors = Console(stderr=True)

for _console in (out, errors):
    # Lines over 100 columns are hard to read, and files and pipes have no width of their own.
    _console.width = min(_console.width, _WIDEST) if _console.is_terminal else _WIDEST


def plain(text: str, style: str = "") -> Text:
    """Make a line of ``text`` as it stands, without markup.

    Names, labels and reasons hold what strangers wrote. A terminal obeys control characters, so
    each of them is shown by a visible sign instead, also line ends.
    """
    return Text(shown(text).replace("\n", "␊"), style=style)


def command_line() -> str:
    """Say how this process was started, to be typed again; passwords in URLs are left out."""
    words = [_PASSWORD.sub(r"\1\2***", word) for word in sys.argv[1:]]
    return shlex.join(["evenhand", *words])
