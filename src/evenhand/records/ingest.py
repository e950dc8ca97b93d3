"""One file read from end to end: which format it has, batch after batch into the pile."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import polars as pl
import pyarrow as pa

from evenhand.records import times
from evenhand.records.batches import ROW, Batch, refusals
from evenhand.records.columns import matched, refuse_missing
from evenhand.records.delimited import read_delimited
from evenhand.records.drafts import (
    ACCOUNT,
    LISTS,
    STRINGS,
    Reading,
    latest_accounts,
    read_draft,
)
from evenhand.records.errors import InputError
from evenhand.records.files import InputFile, Limits, opened
from evenhand.records.formats import GENERIC, RECORDS, TABLES
from evenhand.records.formats.shapes import RecordFormat, TableFormat, text_of
from evenhand.records.json_records import Chunk, Refusal, flat_batch, read_json, sound
from evenhand.records.links import Shorteners
from evenhand.records.parquet_rows import read_parquet
from evenhand.records.piles import Pile

_RECORDS_LOOKED_AT = 100
_ACCOUNTS_APART = 200_000  # rows on accounts that wait before they are put together
_TEXTS = (*STRINGS, "created_at", "account_created_at", "account_followers")
_ALWAYS = ("account_id", "created_at")
_ARROW_LISTS = pa.large_list(pa.large_string())


@dataclass(frozen=True)
class Wishes:
    """What the caller of read asked for, the same for all files."""

    columns: Mapping[str, str] | None
    format: str | None
    platform: str | None
    dates: times.DayOrder | None
    encoding: str | None
    shorteners: Shorteners | None
    limits: Limits


@dataclass
class Tally:
    """What came of one file, filled while it is read."""

    format: str = ""
    columns: dict[str, str] = field(default_factory=dict)
    rows: int = 0
    not_posts: int = 0
    refused: list[pl.DataFrame] = field(default_factory=list)
    accounts: list[pl.DataFrame] = field(default_factory=list)
    zoneless: bool = False
    unit_s: int = times.RESOLUTIONS_S[0]
    some_times: pl.Series = field(default_factory=lambda: pl.Series([], dtype=times.UTC))
    first: Any = None
    last: Any = None

    @property
    def resolution_s(self) -> int:
        """How fine its times are, in seconds (see times.resolution_s)."""
        return self.unit_s if self.some_times.len() >= times.DISTINCT_TIMES_NEEDED else 1


def ingest(
    file: InputFile, number: int, wishes: Wishes, pile: Pile, seen: Callable[[int], None]
) -> Tally:
    """Read a file into the pile.

    ``number`` tells its posts from those of other files; ``seen`` is called with the rows of each
    batch. Raises InputError when the file as a whole cannot be used.
    """
    tally = Tally()
    with opened_rows(file, wishes) as source:
        if isinstance(source, KnownRecords):
            _read_records(source, file, number, wishes, pile, tally, seen)
        else:
            _read_table(source, file, number, wishes, pile, tally, seen)
    if tally.rows == 0:
        raise InputError(f"{file.name}: there is no record in the file.")
    return tally


@dataclass(frozen=True)
class TableRows:
    """A file as a table: names of its columns (of the first batch, where ``open``) and batches."""

    columns: list[str]
    batches: Iterator[Batch]
    open: bool


@dataclass(frozen=True)
class KnownRecords:
    """A file as records of a known format."""

    format: RecordFormat
    chunks: Iterator[Chunk]


@contextmanager
def opened_rows(file: InputFile, wishes: Wishes) -> Iterator[TableRows | KnownRecords]:
    """Open a file of rows: as records of a known format, or as a table."""
    if file.kind == "parquet":
        columns, batches = read_parquet(file.path, file.name)
        yield TableRows(columns, batches, False)
        return
    with opened(file, wishes.limits, wishes.encoding) as stream:
        if file.kind == "table":
            columns, batches = read_delimited(stream, file.name, file.separator, wishes.limits)
            yield TableRows(columns, batches, False)
            return
        chunks = read_json(stream, file.name, wishes.limits)
        first = next(chunks, None)
        if first is None:
            raise InputError(f"{file.name}: there is no record in the file.")
        chunks = chain([first], chunks)
        shape = _record_format(first, wishes)
        if shape is not None:
            yield KnownRecords(shape, chunks)
            return
        second = next(chunks, None), next(chunks, None)
        chunks = chain((chunk for chunk in second if chunk is not None), chunks)
        batch = flat_batch(next(chunks))
        names = [name for name in batch.frame.columns if name != ROW]
        yield TableRows(names, chain([batch], map(flat_batch, chunks)), second[1] is not None)


def _record_format(first: Chunk, wishes: Wishes) -> RecordFormat | None:
    if wishes.format is not None:
        return next((f for f in RECORDS if f.name == wishes.format), None)
    if wishes.columns:
        return None
    looked = Chunk(
        first.numbers[:_RECORDS_LOOKED_AT],
        first.lines[:_RECORDS_LOOKED_AT] if first.lines is not None else None,
        first.values[:_RECORDS_LOOKED_AT] if first.values is not None else None,
        [],
    )
    for _, record in looked.records([]):
        for shape in RECORDS:
            if shape.recognises(record):
                return shape
    return None


def _read_table(
    source: TableRows,
    file: InputFile,
    number: int,
    wishes: Wishes,
    pile: Pile,
    tally: Tally,
    seen: Callable[[int], None],
) -> None:
    names = source.columns
    if source.open:  # a later record may have a key that the first ones lack
        names = all_columns(file, wishes)
    shape = table_format(names, file, wishes)
    theirs = _matched(shape, names, file, wishes)
    tally.format = shape.name if shape else GENERIC
    tally.columns = theirs
    order = (shape.order if shape else None) or wishes.dates
    platform = wishes.platform or (shape.platform if shape else None)
    batches, before = source.batches, False
    while (batch := next(batches, None)) is not None:
        table = with_columns(batch.frame, list(theirs.values()))
        if order is None:
            column = theirs["created_at"]
            flags = times.day_orders(_strings(table[column]))
            if flags[0]:  # dates in need of a day order, which the whole column decides
                after = next(batches, None)
                if before or after is not None:
                    flags = all_day_orders(file, wishes, column)
                if after is not None:
                    batches = chain([after], batches)
                order = times.decided_order(flags, None, file.name, column)
        before = True
        draft = table.select(ROW, *(pl.col(name).alias(ours) for ours, name in theirs.items()))
        if shape is not None and shape.finish is not None:
            draft = shape.finish(table, draft)
        reading = Reading(
            number, platform, theirs, order, wishes.limits.field_bytes, wishes.shorteners
        )
        _take(Batch(draft, batch.refused), reading, pile, tally)
        seen(batch.rows)


def _read_records(
    source: KnownRecords,
    file: InputFile,
    number: int,
    wishes: Wishes,
    pile: Pile,
    tally: Tally,
    seen: Callable[[int], None],
) -> None:
    shape = source.format
    platform = wishes.platform or shape.platform
    tally.format = shape.name
    tally.columns = dict(shape.columns)
    reading = Reading(
        number,
        platform,
        shape.columns,
        wishes.dates,
        wishes.limits.field_bytes,
        wishes.shorteners,
    )
    for chunk in source.chunks:
        batch = record_batch(chunk, shape, platform)
        _take(batch, reading, pile, tally)
        seen(batch.rows)


def record_batch(chunk: Chunk, shape: RecordFormat, platform: str) -> Batch:
    """Read a chunk of records of a known format into a draft; accounts get the platform given."""
    rows: list[int] = []
    texts: dict[str, list[str | None]] = {name: [] for name in _TEXTS}
    lists: dict[str, list[list[str] | None]] = {n: [] for n in LISTS if n in shape.columns}
    reposted: list[bool] = []
    accounts: list[dict[str, Any]] = []
    refused: list[Refusal] = []
    not_posts = 0
    for number, record in chunk.records(refused):
        try:
            found = shape.found(record)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            what = f"key {error}" if isinstance(error, KeyError) else str(error)[:100]
            reason = f"not a {shape.name} record as documented ({what})"
            refused.append((number, None, reason, str(sound(record))[:200]))
            continue
        not_posts += found.not_posts
        for post in found.posts:
            rows.append(number)
            reposted.append(post.get("reposted") is True)
            for name, values in texts.items():
                values.append(_text(post.get(name)))
            for name, cells in lists.items():
                cells.append(_texts(post.get(name)))
        if found.accounts:
            seen = max((str(post.get("created_at") or "") for post in found.posts), default="")
            accounts += [account | {"seen": seen} for account in found.accounts]
    known = [_text_series(name, texts[name]) for name in _TEXTS]
    frame = pl.DataFrame(
        [
            pl.Series(ROW, rows, dtype=pl.Int64),
            *(s for s in known if s.name in _ALWAYS or s.null_count() < s.len()),
            # Arrow builds lists of strings several times faster than polars does.
            *(pl.Series(n, pa.array(cells, _ARROW_LISTS)) for n, cells in lists.items()),
        ]
    )
    if "reposted" in shape.columns:
        frame = frame.with_columns(pl.Series("reposted", reposted, dtype=pl.Boolean))
    return Batch(frame, refusals(refused), _account_frame(accounts, platform), not_posts)


def _account_frame(accounts: list[dict[str, Any]], platform: str) -> pl.DataFrame | None:
    if not accounts:
        return None
    keys = ("account_id", *ACCOUNT, "seen")
    frame = pl.DataFrame([_text_series(key, [_text(a.get(key)) for a in accounts]) for key in keys])
    return frame.drop_nulls("account_id").select(
        pl.concat_str(pl.lit(f"{platform}:"), "account_id").alias("account_id"),
        pl.lit(platform).alias("platform"),
        pl.col("handle").str.strip_prefix("@"),
        "name",
        "kind",
        pl.Series("created_at", times.parsed(frame["created_at"]).values),
        pl.col("followers").cast(pl.Float64, strict=False).cast(pl.Int64, strict=False),
        "url",
        pl.Series("seen", times.parsed(frame["seen"]).values),
    )


def _text(value: Any) -> str | None:
    text = value if isinstance(value, str) else text_of(value)
    return text.replace("\x00", "\ufffd") if text and "\x00" in text else text


def _texts(values: Any) -> list[str] | None:
    if not values:
        return None
    return [str(sound(value)) for value in values if isinstance(value, str)]


def _text_series(name: str, values: list[str | None]) -> pl.Series:
    try:
        return pl.Series(name, values, dtype=pl.String)
    except (UnicodeEncodeError, pl.exceptions.PolarsError):
        return pl.Series(name, [sound(value) for value in values], dtype=pl.String)


def _take(batch: Batch, reading: Reading, pile: Pile, tally: Tally) -> None:
    read = read_draft(batch.frame, reading)
    pile.add(read.posts)
    tally.rows += batch.rows
    tally.not_posts += batch.not_posts
    tally.refused += [part for part in (batch.refused, read.refused) if not part.is_empty()]
    names = read.accounts.columns
    tally.accounts += [
        part.select(names) for part in (batch.accounts, read.accounts) if part is not None
    ]
    if sum(part.height for part in tally.accounts[1:]) > max(
        _ACCOUNTS_APART, tally.accounts[0].height
    ):
        tally.accounts = [latest_accounts(pl.concat(tally.accounts))]
    tally.zoneless = tally.zoneless or read.zoneless
    created = read.posts["created_at"]
    if created.is_empty():
        return
    tally.unit_s = min(tally.unit_s, times.common_unit_s(created))
    if tally.some_times.len() < times.DISTINCT_TIMES_NEEDED:
        tally.some_times = (
            pl.concat([tally.some_times, created]).unique().head(times.DISTINCT_TIMES_NEEDED)
        )
    first, last = created.min(), created.max()
    tally.first = first if tally.first is None else min(tally.first, first)
    tally.last = last if tally.last is None else max(tally.last, last)


def table_format(names: list[str], file: InputFile, wishes: Wishes) -> TableFormat | None:
    """Recognise a format by a table's columns; None when it is none of the known ones."""
    if wishes.format is None:
        if wishes.columns:
            return None
        return next((shape for shape in TABLES if shape.recognises(names)), None)
    if wishes.format == GENERIC:
        return None
    shape = next((shape for shape in TABLES if shape.name == wishes.format), None)
    if shape is None:
        raise InputError(
            f"{file.name}: the format '{wishes.format}' comes as JSON, but this file is a table. "
            "Leave the format out, or give the JSON file."
        )
    return shape


def _matched(
    shape: TableFormat | None, names: list[str], file: InputFile, wishes: Wishes
) -> dict[str, str]:
    if shape is None:
        return matched(names, wishes.columns, file.name)
    try:
        if shape.tolerant:
            return matched(names, shape.matched(names), file.name)
        theirs = shape.matched(names)
        refuse_missing(theirs, names, file.name)
    except InputError as error:
        missing = shape.missing(names)
        if not missing:  # only a format that was named can lack something that it needs
            raise
        raise InputError(
            f"{file.name}: not of the format {shape.name}, which has the columns "
            f"{', '.join(shape.needs)}. Missing here: {', '.join(missing)}. The columns there are: "
            f"{', '.join(names)}. Leave --format out to have the columns matched by their names, "
            "or name another format (evenhand formats lists them)."
        ) from error
    return theirs


def with_columns(table: pl.DataFrame, names: Iterable[str]) -> pl.DataFrame:
    """Add the columns that are missing, as nulls."""
    missing = [name for name in dict.fromkeys(names) if name not in table.columns]
    return table.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in missing)


def _strings(values: pl.Series) -> pl.Series:
    return values if values.dtype == pl.String else pl.Series([], dtype=pl.String)


def all_columns(file: InputFile, wishes: Wishes) -> list[str]:
    """Name the columns of all batches of a file, for which it is read once."""
    names: dict[str, None] = {}
    with opened_rows(file, wishes) as source:
        if isinstance(source, TableRows):
            for batch in source.batches:
                names |= dict.fromkeys(name for name in batch.frame.columns if name != ROW)
    return sorted(names)


def all_day_orders(file: InputFile, wishes: Wishes, column: str) -> tuple[bool, bool, bool]:
    """Say what all dates of a column tell of their day order (times.day_orders)."""
    flags = (False, False, False)
    with opened_rows(file, wishes) as source:
        if isinstance(source, TableRows):
            for batch in source.batches:
                if column in batch.frame.columns:
                    found = times.day_orders(_strings(batch.frame[column]))
                    flags = (flags[0] or found[0], flags[1] or found[1], flags[2] or found[2])
    return flags
