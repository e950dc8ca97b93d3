"""When a report was written and when what it tells happened, as far as the text says so.

Two dates are kept apart: the document's own (given with it, or in its dateline) and the event's (a
day named in the first lines, a weekday before the document's date, or else the document's date).
A year that nobody wrote is never made up: it is inferred only where the text holds evidence (a
weekday that has to fall on the day, years that it speaks of as past), every other year that would
do is listed, and the way is said.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from evenhand.tracing.attribution import patterns
from evenhand.tracing.paragraphs import Paragraph
from evenhand.tracing.sentences import Span, sentences
from evenhand.tracing.speech import NONE, TABLES, Speech

Precision = Literal["day", "year", "none"]
_HEAD = 120  # characters of the first lines in which a dateline stands
_LINES = 3
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_AHEAD = 10  # years after the last one named that are listed as possible
_YEAR = r"(?:19|20)\d\d"
_AGENCY = re.compile(r"(?:\((?P<a>[A-ZА-Я][^()]{1,30})\)|/(?P<b>[^/\n]{2,30})/)")
ELECTION_EVERY = 4
"""Years between American presidential elections, always in a year that it divides (3 USC 1)."""


@dataclass(frozen=True)
class Clues:
    """What one document says of time."""

    written: dt.date | None
    """The day it was published, when that is known from outside its text."""
    dateline: tuple[int, int] | None
    """Month and day at its head."""
    dateline_year: int | None
    days: tuple[tuple[int, int, int | None], ...]
    """Other days that it names: month, day and year or None."""
    told_on: int | None
    """The weekday named in the first sentences beside a verb of speaking, Monday is 0."""
    offset: int | None
    """"today" and "yesterday" there, in days."""
    weekdays: frozenset[int]
    past_years: tuple[int, ...]
    years: tuple[int, ...]
    election: bool
    """It looks forward to an American presidential election in November."""
    agency: str
    """The agency in its dateline, or ""."""
    head: Span | None
    """Where its dateline stands."""


@dataclass(frozen=True)
class When:
    """A date with what is not known about it."""

    day: dt.date | None
    """The best guess; the first of January where only the year is known."""
    precision: Precision
    earliest: dt.date | None
    latest: dt.date | None
    candidates: tuple[dt.date, ...]
    """Every day that fits, when there are several."""
    how: str
    """How it was found, as a sentence."""


def clues(
    text: str, lines: Sequence[Paragraph], language: str, written: dt.date | None = None
) -> Clues:
    """Gather what a document says of time.

    ``written`` is the day of its publication where that is known from outside its text.
    """
    table = TABLES.get(language, NONE)
    body = [one.span for one in lines if not one.aside]
    dateline, year, agency, head = _dateline(text, body, table)
    days = []
    for span in body:
        for month, day, own in _days(text, span, table):
            if (month, day) != dateline:
                days.append((month, day, own))
    told_on, offset = _told(text, body, language, table, head)
    low = "\n".join(span.of(text) for span in body).lower()
    years = sorted({int(y) for y in re.findall(rf"(?<![\d.,$€£])({_YEAR})(?![\d%])", low)})
    past = {
        int(match[1])
        for form in table.last_year
        for match in re.finditer(form.replace("{year}", f"({_YEAR})"), low)
    }
    weekdays = {
        number
        for word, number in table.weekdays.items()
        if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", low)
    }
    election = bool(table.american_election and re.search(table.american_election, low))
    return Clues(
        written, dateline, year, tuple(dict.fromkeys(days)), told_on, offset,
        frozenset(weekdays), tuple(sorted(past)), tuple(years), election, agency, head,
    )  # fmt: skip


def event(found: Sequence[Clues], years: tuple[int, int] | None = None) -> When:
    """Say when an event happened, from all documents that tell it.

    Args:
        found: the clues of its documents.
        years: first and last year of the other stories about the same actors, which bound a year
            that nothing else does; None when there are none.
    """
    written = sorted(one.written for one in found if one.written)
    if written:
        return _from_written(found, written)
    days = _main_days(found)
    past = sorted({year for one in found for year in one.past_years})
    named = sorted({year for one in found for year in one.years})
    with_year = [one for one in found if one.dateline and one.dateline_year]
    if with_year:
        first = with_year[0]
        assert first.dateline is not None  # noqa: S101 - for the type checker
        day = _day(first.dateline_year, *first.dateline)
        if day:
            return When(day, "day", day, day, (), "The dateline names day and year.")
    if days:
        return _without_year(found, days[0], past, named, years)
    if named:
        return _year_only(past, named)
    return When(None, "none", None, None, (), "The text names no day and no year.")


def document(found: Clues, happened: When) -> When:
    """Say when a document was written, given when its story happened."""
    if found.written:
        return When(found.written, "day", found.written, found.written, (), "Given with it.")
    if not found.dateline:
        return When(None, "none", None, None, (), "It has no date of its own.")
    month, day = found.dateline
    if found.dateline_year:
        at = _day(found.dateline_year, month, day)
        if at:
            return When(at, "day", at, at, (), "The dateline names day and year.")
    if happened.day is None or happened.precision != "day":
        return When(
            None, "none", None, None, (), f"Its dateline says {_said(month, day)}, of no year."
        )
    candidates = tuple(
        at for one in (happened.candidates or (happened.day,)) if (at := _day(one.year, month, day))
    )
    at = _day(happened.day.year, month, day)
    several = candidates if len(candidates) > 1 else ()
    return When(
        at, "day" if at else "none", min(candidates, default=at), max(candidates, default=at),
        several, f"Its dateline says {_said(month, day)}; the year is that of the event.",
    )  # fmt: skip


def apart(a: Clues, b: Clues) -> int | None:
    """Least days between two documents' dates, or None when either has none.

    Without years it is the days between the two days of the year, at most half a year.
    """
    if a.written and b.written:
        return abs((a.written - b.written).days)
    first = (a.written.month, a.written.day) if a.written else a.dateline
    second = (b.written.month, b.written.day) if b.written else b.dateline
    if first is None or second is None:
        return None
    if a.dateline_year and b.dateline_year:
        days = [_day(a.dateline_year, *first), _day(b.dateline_year, *second)]
        if days[0] and days[1]:
            return abs((days[0] - days[1]).days)
    ordinals = [day.toordinal() for one in (first, second) if (day := _day(2020, *one))]
    if len(ordinals) < 2:
        return None
    between = abs(ordinals[0] - ordinals[1])
    return min(between, 366 - between)


def _from_written(found: Sequence[Clues], written: Sequence[dt.date]) -> When:
    first = written[0]
    for one in found:
        if one.written is None:
            continue
        if one.told_on is not None:
            back = (one.written.weekday() - one.told_on) % 7
            day = one.written - dt.timedelta(days=back)
            how = "The weekday in its first lines, on or before the day of publication."
            return When(day, "day", min(day, first), one.written, (), how)
        if one.offset is not None:
            day = one.written + dt.timedelta(days=one.offset)
            how = "The first lines say it relative to the day of publication."
            return When(day, "day", min(day, first), max(day, one.written), (), how)
    how = "The earliest day of publication; the texts name no other day in their first lines."
    return When(first, "day", first, written[-1], (), how)


def _main_days(found: Sequence[Clues]) -> list[tuple[int, int]]:
    """Days that can be the event's, the most likely first: datelines, then other days named."""
    datelines = [one.dateline for one in found if one.dateline]
    if datelines:
        return sorted(set(datelines), key=lambda one: (-datelines.count(one), one))
    others = [(month, day) for one in found for month, day, year in one.days if year is None]
    return sorted(set(others), key=lambda one: (-others.count(one), one))


def _without_year(
    found: Sequence[Clues],
    at: tuple[int, int],
    past: Sequence[int],
    named: Sequence[int],
    years: tuple[int, int] | None,
) -> When:
    """Look for the years in which a day without one can lie."""
    month, day = at
    reasons = [f"{_said(month, day)} stands in the text without a year"]
    told = {one.told_on for one in found if one.told_on is not None}
    elections = any(one.election for one in found) and month < 11
    earliest = max(past, default=None)
    bound = ""
    if earliest is not None:
        span = range(earliest, earliest + _AHEAD + 1)
        bound = f"{earliest} is spoken of as past or present"
    elif years is not None:
        span = range(years[0], years[1] + 1)
        bound = f"other stories about the same actors are of {_span(years)}"
    else:
        span = range(_FIRST_YEAR, _LAST_YEAR)
    fitting = [year for year in span if _day(year, month, day)]
    evidence = False
    if len(told) == 1:
        weekday = next(iter(told))
        # the day of the news is the day it is told on; its weekday comes from the same story
        fitting = [y for y in fitting if _weekday(y, month, day) == weekday]
        reasons.append(f"it has to be a {_WEEKDAYS[weekday]}")
        evidence = True
    if elections:
        fitting = [y for y in fitting if y % ELECTION_EVERY == 0]
        reasons.append(
            "an American presidential election in November is to come, so the year can be divided "
            "by four"
        )
        evidence = True
    if bound:
        reasons.append(bound)
    if not fitting or not bound or not (evidence or earliest is not None):
        how = "; ".join(reasons) + ": no year can be told."
        return When(None, "none", None, None, (), _sentence(how))
    days = tuple(d for y in fitting if (d := _day(y, month, day)))
    if not evidence:
        reasons.append("nothing else tells the year")
    if len(days) == 1:
        reasons.append(f"only {days[0].year} fits")
    else:
        others = ", ".join(str(one.year) for one in days[1:4]) + ", …" * (len(days) > 4)
        reasons.append(f"{days[0].year} is the first that fits, and {others} cannot be excluded")
    how = _sentence("; ".join(reasons) + ".")
    return When(days[0], "day", days[0], days[-1], days if len(days) > 1 else (), how)


def _year_only(past: Sequence[int], named: Sequence[int]) -> When:
    latest = named[-1]
    how = f"No day is named; the latest year in the text is {latest}"
    first = dt.date(max(past, default=latest), 1, 1)
    if past and past[-1] < latest:
        how += f", and {past[-1]} the latest that it speaks of as past"
    how += ". It may be later."
    return When(dt.date(latest, 1, 1), "year", first, None, (), how)


def _dateline(
    text: str, body: Sequence[Span], table: Speech
) -> tuple[tuple[int, int] | None, int | None, str, Span | None]:
    for span in body[:_LINES]:
        head = Span(span.start, min(span.end, span.start + _HEAD))
        content = head.of(text)
        agency = _AGENCY.search(content)
        end = re.search(r"\s[-—–]{1,2}\s|[-—–]\s|/\.\s|\)\.\s", content)
        if end is None or not content[: end.start() + 1].strip():
            continue
        opening = content[: end.end()]
        if not re.match(r"[«\"“]?[A-ZÀ-ÝА-ЯЁ]", opening) or table is NONE:
            continue
        days = list(_days(text, Span(head.start, head.start + end.end()), table))
        shouted = re.match(r"[A-ZÀ-ÝА-ЯЁ]{3,}", opening)
        named = agency if agency and agency.end() <= end.end() else None
        if not days and not (named and (shouted or end.start() < 40)):
            continue
        who = (named["a"] or named["b"]).strip() if named else ""
        where = Span(head.start, head.start + end.end())
        if days:
            month, day, year = days[0]
            return (month, day), year, who, where
        return None, None, who, where
    return None, None, "", None


def _days(text: str, span: Span, table: Speech) -> list[tuple[int, int, int | None]]:
    """Days with the names of their months, and days in figures with a year."""
    found = []
    content = span.of(text)
    if table.months:
        months = "|".join(sorted(map(re.escape, table.months), key=len, reverse=True))
        joint = r"(?:\s+de)?\s+"
        forms = (
            rf"(?<!\w)(?P<m>{months})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,?\s+(?P<y>{_YEAR}))?",
            rf"(?<!\d)(?P<d>\d{{1,2}})(?:er|\.|st|nd|rd|th)?{joint}(?P<m>{months})(?!\w)\.?"
            rf"(?:(?:\s+de|,)?\s+(?P<y>{_YEAR}))?",
        )
        for form in forms:
            for match in re.finditer(form, content, re.IGNORECASE):
                month, day = table.months[match["m"].lower()], int(match["d"])
                if _day(2020, month, day):
                    found.append(
                        (match.start(), month, day, int(match["y"]) if match["y"] else None)
                    )
    for match in re.finditer(rf"(?<!\d)(\d{{1,2}})\.(\d{{1,2}})\.({_YEAR})(?!\d)", content):
        day, month, year = map(int, match.groups())
        if _day(year, month, day):
            found.append((match.start(), month, day, year))
    for match in re.finditer(rf"(?<!\d)({_YEAR})-(\d\d)-(\d\d)(?!\d)", content):
        year, month, day = map(int, match.groups())
        if _day(year, month, day):
            found.append((match.start(), month, day, year))
    return [(month, day, year) for _, month, day, year in sorted(found)]


def _told(
    text: str, body: Sequence[Span], language: str, table: Speech, head: Span | None
) -> tuple[int | None, int | None]:
    """Find the weekday, or the day relative to writing, of what the first sentences tell."""
    use = patterns(language)
    if use is None:
        return None, None
    start = head.end if head else 0
    for span in body[:2]:
        for sentence in sentences(text, span, language)[:2]:
            low = Span(max(sentence.start, start), sentence.end).of(text).lower()
            if not use.verbs.search(low):
                continue
            for word, number in table.weekdays.items():
                if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", low):
                    return number, None
            for word, days in table.days.items():
                if days <= 0 and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", low):
                    return None, days
    return None, None


_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def _day(year: int | None, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year or 0, month, day)
    except ValueError:
        return None


def _weekday(year: int, month: int, day: int) -> int | None:
    at = _day(year, month, day)
    return at.weekday() if at else None


def _said(month: int, day: int) -> str:
    return f"{day} {_MONTHS[month - 1]}"


def _span(years: tuple[int, int]) -> str:
    return str(years[0]) if years[0] == years[1] else f"{years[0]} to {years[1]}"


def _sentence(how: str) -> str:
    return how[0].upper() + how[1:]
