"""Lengths of time as a person writes them."""

from __future__ import annotations

import re
from datetime import timedelta

from evenhand.records.errors import InputError

_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0, "d": 86_400.0, "w": 604_800.0}


def duration(given: str | float | timedelta) -> timedelta:
    """Read ``60``, ``60s``, ``5m``, ``1h30m``, ``7d``: a bare number is seconds.

    Raises InputError for anything else, and for what is negative or longer than a century.
    """
    if isinstance(given, timedelta):
        found = given
    elif isinstance(given, int | float):
        found = _seconds(float(given), str(given))
    else:
        found = _seconds(_total(given), given)
    if not timedelta(0) <= found <= timedelta(days=36_525):
        raise InputError(f"A length of time from 0 to 100 years is needed; {given} is not.")
    return found


def _total(text: str) -> float:
    compact = re.sub(r"\s+", "", text.strip().lower())
    if re.fullmatch(r"\d+(\.\d+)?", compact):
        return float(compact)
    parts = re.findall(r"(\d+(?:\.\d+)?)(ms|min|s|m|h|d|w)", compact)
    if not parts or "".join(number + unit for number, unit in parts) != compact:
        raise InputError(
            f"'{text}' is no length of time. Write a number and a unit: 60s, 5m, 1h30m, 7d."
        )
    return sum(float(number) * _UNITS[unit] for number, unit in parts)


def _seconds(seconds: float, given: str) -> timedelta:
    try:
        return timedelta(seconds=seconds)
    except (OverflowError, ValueError) as error:
        raise InputError(
            f"A length of time from 0 to 100 years is needed; {given} is not."
        ) from error
