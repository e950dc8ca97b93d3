"""Times as sources write them, turned into UTC; and how fine they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Protocol

import polars as pl

from evenhand.records.errors import InputError

DayOrder = Literal["dmy", "mdy"]
UTC = pl.Datetime("us", "UTC")
EARLIEST = pl.datetime(1990, 1, 1, time_zone="UTC", time_unit="us")
LATEST = pl.datetime(2100, 1, 1, time_zone="UTC", time_unit="us")
# Seconds per unit, coarsest first.
RESOLUTIONS_S = (86_400, 3_600, 60, 1)
RESOLUTION_NAMES = {86_400: "the day", 3_600: "the hour", 60: "the minute", 1: "the second"}
DISTINCT_TIMES_NEEDED = 5
_LAST_MICROS = 9_000_000_000_000_000  # the year 2255; calendars of libraries end soon after

_ZONE = r"(?:\s*(Z|z|UTC|GMT|[+-]\d{2}(?::?\d{2})?))?"
_CLOCK = r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?:\s*([AaPp])\.?[Mm]\.?)?"
_YEAR_FIRST = rf"^(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}})(?:(?:T|\s+){_CLOCK}{_ZONE})?$"
_YEAR_LAST = (
    rf"^(\d{{1,2}})([-/.])(\d{{1,2}})[-/.](\d{{4}}|\d{{2}})(?:(?:T|,?\s+){_CLOCK}{_ZONE})?$"
)
_COMPACT = r"^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})Z?)?$"
_TWITTER = r"^[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{1,2}) (\d{2}:\d{2}:\d{2}) ([+-]\d{4}) (\d{4})$"
_RFC_2822 = (
    r"^(?:[A-Z][a-z]{2}, )?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}:\d{2}:\d{2}) "
    r"(GMT|UTC|[+-]\d{4})$"
)
_EPOCH = r"^\d{9,19}(?:\.\d+)?$"
_CLOCK_PARTS = ("hour", "minute", "second", "fraction", "half", "zone")


@dataclass(frozen=True)
class Times:
    """A column of times read.

    ``values`` has the length of the input, type Datetime("us", "UTC"), null where nothing could be
    read; ``zoneless`` says whether a time was without zone, and so taken as UTC.
    """

    values: pl.Series
    zoneless: bool


class HasResolution(Protocol):
    """A source that knows how fine its times are."""

    @property
    def file(self) -> str:
        """Name of the file."""
        ...

    @property
    def resolution_s(self) -> int:
        """Resolution of its times, in seconds."""
        ...


def parsed(values: pl.Series, order: DayOrder | None = None) -> Times:
    """Read a column of times.

    Takes datetimes, dates, numbers and strings: ISO 8601 with or without zone; seconds,
    milliseconds, microseconds or nanoseconds since 1970 (told apart by magnitude: between 1990 and
    2100 the four do not overlap); "10/1/2017 19:58" and its kin in the given day order (with dots
    the day comes first); Twitter's "Wed Oct 10 20:19:24 +0000 2018"; RFC 2822. Without a zone they
    are UTC.
    """
    kind = values.dtype
    if kind == pl.Date:
        values = values.cast(pl.Datetime("us"))
        kind = values.dtype
    if isinstance(kind, pl.Datetime):
        known = values.filter(values.dt.year().is_between(1900, 2255).fill_null(True))
        if known.len() < values.len():  # far off, and beyond what can be reckoned with
            values = values.set(~values.dt.year().is_between(1900, 2255).fill_null(True), None)
        if kind.time_zone is None:
            return Times(values.cast(pl.Datetime("us")).dt.replace_time_zone("UTC"), True)
        return Times(values.dt.convert_time_zone("UTC").cast(UTC), False)
    if kind.is_numeric():
        return Times(_from_epoch(values.cast(pl.Float64, strict=False), values), False)
    return _from_strings(values.cast(pl.String), order)


def day_orders(values: pl.Series) -> tuple[bool, bool, bool]:
    """Say what a column tells about its day order.

    Returns three flags: some dates are written with the year last and slashes or dashes; one of
    them can only be day first; one can only be month first.
    """
    if values.dtype != pl.String:
        return False, False, False
    numbers = (
        values.str.strip_chars()
        .str.extract_groups(r"^(\d{1,2})[-/](\d{1,2})[-/](?:\d{4}|\d{2})(?:\D|$)")
        .struct.unnest()
        .cast(pl.Int32)
        .drop_nulls()
    )
    if numbers.is_empty():
        return False, False, False
    return True, bool((numbers["1"] > 12).any()), bool((numbers["2"] > 12).any())


def decided_order(
    flags: tuple[bool, bool, bool], given: DayOrder | None, file: str, column: str
) -> DayOrder | None:
    """Decide between day first and month first for a whole column; null when it does not matter.

    Raises InputError where nothing decides, or where the column holds both.
    """
    written, day_first, month_first = flags
    if given is not None or not written:
        return given
    if day_first and month_first:
        raise InputError(
            f"{file}: the dates in column '{column}' mix day/month and month/day. Rewrite them as "
            "2017-10-01, or say which one holds with --dates dmy or --dates mdy; the others are "
            "then rejected."
        )
    if not day_first and not month_first:
        raise InputError(
            f"{file}: the dates in column '{column}' can be read as day/month or as month/day, and "
            "no date in it is past the 12th to tell. Say which with --dates dmy or --dates mdy."
        )
    return "dmy" if day_first else "mdy"


def in_range(times: pl.Expr) -> pl.Expr:
    """Whether times lie from 1990 until before 2100, where posts can be."""
    return (times >= EARLIEST) & (times < LATEST)


def resolution_s(times: pl.Series) -> int:
    """Find how fine times are: 86400, 3600, 60 or 1 (seconds).

    The coarsest unit on which all of them fall, if there are at least five distinct times; with
    fewer there is no telling and it is 1. Times finer than a second count as 1.
    """
    known = times.drop_nulls().unique()
    if known.len() < DISTINCT_TIMES_NEEDED:
        return 1
    return common_unit_s(known)


def common_unit_s(times: pl.Series) -> int:
    """Find the coarsest unit (seconds) on which all times fall, however few they are."""
    seconds = times.drop_nulls().dt.epoch("us")
    for unit in RESOLUTIONS_S[:-1]:
        if not (seconds % (unit * 1_000_000) != 0).any():
            return unit
    return 1


def check_window(window_s: float, sources: Iterable[HasResolution]) -> None:
    """Refuse a window finer than the times it is to be applied to.

    Raises InputError naming the coarsest source and the smallest window that makes sense: its
    resolution.
    """
    coarsest = max(sources, key=lambda source: source.resolution_s, default=None)
    if coarsest is None or window_s >= coarsest.resolution_s:
        return
    unit = RESOLUTION_NAMES[coarsest.resolution_s]
    raise InputError(
        f"A window of {window_s:g} s is finer than the times in {coarsest.file}, which are only to "
        f"{unit}: posts up to {coarsest.resolution_s} s apart carry the same time there. The "
        f"smallest window that makes sense is {coarsest.resolution_s} s."
    )


def _from_strings(values: pl.Series, order: DayOrder | None) -> Times:
    text = values.str.strip_chars()
    found: list[pl.Series] = []
    zoneless = False
    rest = text
    for spelling in (_year_first, _epoch, _year_last, _twitter, _rfc_2822, _compact):
        if rest.null_count() == rest.len():
            break
        times, without_zone = spelling(rest, order)
        zoneless = zoneless or without_zone
        found.append(times)
        rest = rest.set(times.is_not_null(), None) if times.null_count() < times.len() else rest
    if not found:
        return Times(pl.Series(values.name, [None] * values.len(), dtype=UTC), False)
    frame = pl.DataFrame([s.alias(str(i)) for i, s in enumerate(found)])
    return Times(frame.select(pl.coalesce(pl.all()).alias(values.name)).to_series(), zoneless)


def _assembled(parts: pl.DataFrame) -> tuple[pl.Series, bool]:
    """Put together year, month, day, hour, minute, second, fraction, half (am, pm) and zone."""
    c = pl.col
    two = {
        name: c(name).fill_null("0").str.zfill(2) for name in ("month", "day", "minute", "second")
    }
    hour = c("hour").cast(pl.Int32).fill_null(0)
    afternoon = c("half").str.to_lowercase()
    hour = (
        pl.when(afternoon.is_null())
        .then(hour)
        .when((hour < 1) | (hour > 12))
        .then(99)
        .otherwise(hour % 12 + pl.when(afternoon == "p").then(12).otherwise(0))
    )
    digits = c("zone").str.replace_all(r"\D", "")
    offset_min = (
        digits.str.slice(0, 2).cast(pl.Int32, strict=False) * 60
        + digits.str.slice(2, 2).cast(pl.Int32, strict=False).fill_null(0)
    ).fill_null(0) * pl.when(c("zone").str.starts_with("-")).then(-1).otherwise(1)
    local = pl.format(
        "{}-{}-{} {}:{}:{}",
        c("year"),
        two["month"],
        two["day"],
        hour.cast(pl.String).str.zfill(2),
        two["minute"],
        two["second"],
    ).str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False, time_unit="us")
    micros = c("fraction").fill_null("0").str.pad_end(6, "0").str.slice(0, 6).cast(pl.Int64)
    valid_offset = offset_min.abs() <= 18 * 60
    out = parts.select(
        pl.when(valid_offset)
        .then(local + pl.duration(microseconds=micros) - pl.duration(minutes=offset_min))
        .dt.replace_time_zone("UTC")
        .alias("time"),
        (c("zone").is_null() & c("year").is_not_null()).any().alias("zoneless"),
    )
    return out["time"], bool(out["zoneless"].any())


def _groups(values: pl.Series, pattern: str, names: tuple[str, ...]) -> pl.DataFrame:
    return values.str.extract_groups(pattern).struct.rename_fields(list(names)).struct.unnest()


def _year_first(values: pl.Series, order: DayOrder | None) -> tuple[pl.Series, bool]:
    return _assembled(_groups(values, _YEAR_FIRST, ("year", "month", "day", *_CLOCK_PARTS)))


def _compact(values: pl.Series, order: DayOrder | None) -> tuple[pl.Series, bool]:
    names = ("year", "month", "day", "hour", "minute", "second")
    parts = _groups(values, _COMPACT, names)
    nothing = pl.lit(None, dtype=pl.String)
    times, _ = _assembled(parts.with_columns(half=nothing, fraction=nothing, zone=nothing))
    return times, times.null_count() < times.len()


def _year_last(values: pl.Series, order: DayOrder | None) -> tuple[pl.Series, bool]:
    parts = _groups(values, _YEAR_LAST, ("first", "sign", "other", "year", *_CLOCK_PARTS))
    day_first = (pl.col("sign") == ".") | pl.lit(order == "dmy")
    known = (pl.col("sign") == ".") | pl.lit(order is not None)
    short = pl.col("year").str.len_bytes() == 2
    century = pl.when(pl.col("year").cast(pl.Int32) < 70).then(pl.lit("20")).otherwise(pl.lit("19"))
    parts = parts.with_columns(
        day=pl.when(known).then(
            pl.when(day_first).then(pl.col("first")).otherwise(pl.col("other"))
        ),
        month=pl.when(known).then(
            pl.when(day_first).then(pl.col("other")).otherwise(pl.col("first"))
        ),
        year=pl.when(known).then(
            pl.when(short).then(pl.concat_str(century, pl.col("year"))).otherwise(pl.col("year"))
        ),
    )
    return _assembled(parts)


def _twitter(values: pl.Series, order: DayOrder | None) -> tuple[pl.Series, bool]:
    parts = _groups(values, _TWITTER, ("month", "day", "clock", "zone", "year"))
    return _with_month_names(parts), False


def _rfc_2822(values: pl.Series, order: DayOrder | None) -> tuple[pl.Series, bool]:
    parts = _groups(values, _RFC_2822, ("day", "month", "year", "clock", "zone"))
    zone = (
        pl.when(pl.col("zone").is_in(["GMT", "UTC"]))
        .then(pl.lit("+0000"))
        .otherwise(pl.col("zone"))
    )
    return _with_month_names(parts.with_columns(zone=zone)), False


def _with_month_names(parts: pl.DataFrame) -> pl.Series:
    spelled = pl.format(
        "{} {} {} {} {}", *(pl.col(n) for n in ("year", "month", "day", "clock", "zone"))
    )
    return parts.select(
        spelled.str.to_datetime("%Y %b %d %H:%M:%S %z", strict=False, time_unit="us").cast(UTC)
    ).to_series()


def _epoch(values: pl.Series, order: DayOrder | None) -> tuple[pl.Series, bool]:
    numbers = values.set(~values.str.contains(_EPOCH).fill_null(False), None)
    if numbers.null_count() == numbers.len():
        return pl.Series(values.name, [None] * values.len(), dtype=UTC), False
    return _from_epoch(numbers.cast(pl.Float64), numbers.cast(pl.Int64, strict=False)), False


def _from_epoch(approximate: pl.Series, exact: pl.Series) -> pl.Series:
    """Turn numbers into times; whole numbers are scaled as such so that no microsecond is lost."""
    frame = pl.DataFrame({"a": approximate, "e": exact.cast(pl.Int64, strict=False)})
    a, e = pl.col("a"), pl.col("e")
    whole = e.is_not_null() & (e.cast(pl.Float64) == a)
    rough = pl.when(a < 1e11).then(a * 1e6).when(a < 1e14).then(a * 1e3).when(a < 1e17).then(a)
    scaled = rough.otherwise(a / 1e3).round(0).cast(pl.Int64, strict=False)
    fine = pl.when(e < 10**11).then(e * 1_000_000).when(e < 10**14).then(e * 1_000)
    exactly = fine.when(e < 10**17).then(e).otherwise(e // 1_000)
    micros = pl.when(whole).then(exactly).otherwise(scaled)
    return (
        frame.select(pl.when(micros.is_between(0, _LAST_MICROS)).then(micros))
        .to_series()
        .cast(pl.Datetime("us"))
        .dt.replace_time_zone("UTC")
    )
