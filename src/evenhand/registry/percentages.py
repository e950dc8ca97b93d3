"""Shares as lists write them: "50", "50,1 %", "more than 25", "25-50", "majority", "all"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from evenhand.records.errors import InputError

_NUMBER = r"(-?\d{1,6}(?:[.,]\d{1,12})?)"
_PERCENT = r"\s*(?:%|percent|per cent|pct\.?)?"
_ONE = re.compile(rf"^{_NUMBER}{_PERCENT}$")
_RANGE = re.compile(rf"^{_NUMBER}{_PERCENT}\s*(?:-|–|—|to|-to-)\s*{_NUMBER}(?:-|){_PERCENT}$")
_ABOVE = re.compile(rf"^(?:>=?|≥|more than|over|at least|min\.?)\s*{_NUMBER}{_PERCENT}$")
_BELOW = re.compile(rf"^(?:<=?|≤|less than|under|up to|at most|max\.?)\s*{_NUMBER}{_PERCENT}$")
_ALL = Decimal(100)
_WORDS = {
    "all": (_ALL, _ALL),
    "wholly": (_ALL, _ALL),
    "majority": (Decimal(50), _ALL),
}


@dataclass(frozen=True, slots=True)
class Share:
    """A part of something in percent, between ``low`` and ``high``; exact where both are equal."""

    low: Decimal
    high: Decimal


UNSAID = Share(Decimal(0), _ALL)
"""A share of which nothing is known but that there is one."""
WHOLE = Share(_ALL, _ALL)
NOTHING = Share(Decimal(0), Decimal(0))


@lru_cache(maxsize=16_384)
def share(text: str) -> Share | None:
    """Read a percentage or a range of percentages; None for words that give no number.

    A majority is 50 % or more, as sanctions rules count it; all and wholly are 100 %.
    Raises InputError for a number under 0 or over 100, and for a range from more to less.
    """
    words = text.strip().lower()
    if words in _WORDS:
        low, high = _WORDS[words]
    elif found := _ONE.match(words):
        low = high = _number(found[1])
    elif found := _RANGE.match(words):
        low, high = _number(found[1]), _number(found[2])
    elif found := _ABOVE.match(words):
        low, high = _number(found[1]), _ALL
    elif found := _BELOW.match(words):
        low, high = Decimal(0), _number(found[1])
    else:
        return None
    if low < 0 or max(low, high) > _ALL:
        raise InputError(
            f"“{text}” is no percentage: it has to be between 0 and 100. Correct it in the "
            "source's copy or leave the percentage out."
        )
    if low > high:
        raise InputError(f"“{text}” goes from more to less. Write the smaller percentage first.")
    return Share(low, high)


def percent(text: str) -> str:
    """Give a share as it is shown: "60 %", "25-50 %", and words as they are."""
    number = text.removesuffix("%").rstrip()
    return f"{number} %" if number[-1:].isdigit() else text


def exclude(shares: Iterable[str]) -> bool:
    """Say whether no number fits all of what is said; "60" fits "majority", "40" does not."""
    found = [known for text in shares if (known := share(text)) is not None]
    return bool(found) and max(one.low for one in found) > min(one.high for one in found)


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))
