"""What a person reads: the report of a run as one page, and its plots as files.

``write`` makes the report, within ``Limits``; ``answers``, ``chance`` and ``sentences`` say numbers
in words wherever else a person reads them, of the groups that ``tally`` counts. Everything else is
private to this room.
"""

from __future__ import annotations

from evenhand.reports import answers, chance, sentences
from evenhand.reports.limits import Limits
from evenhand.reports.tally import Tally, tally
from evenhand.reports.write import write

__all__ = ["Limits", "Tally", "answers", "chance", "sentences", "tally", "write"]
