"""Days of which often only the year or the month is known, and periods between two of them."""

from __future__ import annotations

import calendar
import re
from datetime import UTC, date, datetime
from functools import lru_cache

from evenhand.records.errors import InputError

_PARTIAL = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$", re.ASCII)
FIRST, LAST = "0001-01-01", "9999-12-31"
"""What stands for a beginning or an end that nobody has said."""


@lru_cache(maxsize=65_536)
def first_day(text: str) -> str:
    """Give the first day that a year, month or day (2017, 2017-10, 2017-10-26) stands for.

    Raises InputError for what is none of the three or not in the calendar.
    """
    year, month, day = _parts(text)
    return f"{year:04}-{month or 1:02}-{day or 1:02}"


@lru_cache(maxsize=65_536)
def last_day(text: str) -> str:
    """Give the last day that a year, month or day stands for (see `first_day`)."""
    year, month, day = _parts(text)
    month = month or 12
    return f"{year:04}-{month:02}-{day or calendar.monthrange(year, month)[1]:02}"


def check_period(begins: str | None, ends: str | None) -> None:
    """Refuse a period that ends before it begins; within one year or month it may be either.

    Raises InputError, also for a date that is none.
    """
    first = FIRST if begins is None else first_day(begins)
    last = LAST if ends is None else last_day(ends)
    if last < first:
        raise InputError(
            f"The period ends ({ends}) before it begins ({begins}). Give the earlier date first, "
            "or leave out the one that is not known."
        )


def moment(value: str | datetime | None = None) -> str:
    """Give a moment the form that the registry keeps: UTC, to the microsecond, in text that sorts.

    None is now. A day is its end, so that what became known on it is known "on" it; a time without
    a zone is UTC. Raises InputError for text that is no ISO 8601 date or time.
    """
    if value is None:
        value = datetime.now(UTC)
    elif isinstance(value, str):
        if _PARTIAL.match(value):
            return f"{last_day(value)}T23:59:59.999999Z"
        try:
            value = datetime.fromisoformat(value)
        except ValueError as error:
            raise InputError(
                f"“{value}” is no date or time. Write 2017-10-26 or 2017-10-26T18:00:00Z."
            ) from error
    value = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    return f"{value:%Y-%m-%dT%H:%M:%S.%f}Z".rjust(27, "0")


def today() -> str:
    """Give the day it is in UTC."""
    return datetime.now(UTC).date().isoformat()


def _parts(text: str) -> tuple[int, int | None, int | None]:
    found = _PARTIAL.match(text)
    if found:
        year, month, day = (int(part) if part else None for part in found.groups())
        try:
            date(year or 0, month or 1, day or 1)
        except ValueError:
            found = None
    if not found:
        raise InputError(
            f"“{text}” is no date of the calendar. Write a year, a month or a day: 2017, 2017-10 "
            "or 2017-10-26."
        )
    return year or 0, month, day
