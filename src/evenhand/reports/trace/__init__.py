"""The report of a trace as one page: which texts come from which articles, and do they say so.

``write`` makes it of what was ``Found``; ``answers`` says the same in sentences wherever else a
person reads them. Everything else is private to this room.
"""

from __future__ import annotations

from evenhand.reports.trace import answers
from evenhand.reports.trace.found import Found, Seen, seen
from evenhand.reports.trace.limits import TraceLimits
from evenhand.reports.trace.tally import TraceTally, tally
from evenhand.reports.trace.write import write

__all__ = ["Found", "Seen", "TraceLimits", "TraceTally", "answers", "seen", "tally", "write"]
