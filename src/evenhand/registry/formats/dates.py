"""Dates as lists write them, as ISO days, months and years."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

_ISO = re.compile(r"^(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?$")
_SLASHED = re.compile(r"^(\d{1,2})[/.](\d{1,2})[/.](\d{4})$")
_WORDS = re.compile(r"^(\d{1,2})[ -]([A-Za-z]{3})[a-z]*[ -](\d{4})$")
_PART = re.compile(r"^\d{4}(?:-\d{2})?$")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


@lru_cache(maxsize=65_536)
def day(text: str, *, month_first: bool = False) -> str | None:
    """Give a date as ISO; None when it is empty or none.

    ``month_first`` is for lists of the United States (06/27/2020); elsewhere the day comes first.
    A year and a month stay what they are.
    """
    text = text.strip()
    if _PART.match(text):
        return text
    if found := _ISO.match(text):
        year, month, number = (int(part) for part in found.groups())
    elif found := _SLASHED.match(text):
        number, month, year = (int(part) for part in found.groups())
        if month_first:
            number, month = month, number
    elif (found := _WORDS.match(text)) and found[2].lower() in _MONTHS:
        number, month, year = int(found[1]), _MONTHS.index(found[2].lower()) + 1, int(found[3])
    else:
        return None
    try:
        return date(year, month, number).isoformat()
    except ValueError:
        return None
