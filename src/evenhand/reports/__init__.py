"""What a person reads: the report of a run as one page, and its plots as files.

``write`` makes the report, within ``Limits``; ``sentences`` says numbers in words wherever else a
person reads them. Everything else is private to this room.
"""

from __future__ import annotations

from evenhand.reports import sentences
from evenhand.reports.limits import Limits
from evenhand.reports.write import write

__all__ = ["Limits", "sentences", "write"]
