"""What a person reads: the report of a run as one page, and its plots as files.

``write`` is the one function that others call; everything else is private to this room.
"""

from __future__ import annotations

from evenhand.reports.write import write

__all__ = ["write"]
