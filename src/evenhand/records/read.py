"""The reading of files into the tables of the contract: `read`, and what it gives."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import polars as pl
import pyarrow as pa

from evenhand.records.batches import REFUSED
from evenhand.records.drafts import ACCOUNT, FILE, latest_accounts
from evenhand.records.errors import InputError
from evenhand.records.files import InputFile, Limits, find
from evenhand.records.formats import NAMES
from evenhand.records.ingest import Tally, Wishes, ingest
from evenhand.records.links import Shorteners, shorteners_from
from evenhand.records.piles import Pile, Settled, as_posts
from evenhand.records.progress import Progress, silent
from evenhand.records.schemas import ACCOUNTS, POSTS, REJECTED
from evenhand.records.times import UTC, DayOrder, resolution_s

_NAMED_IN_ERRORS = 5
PathLike = str | os.PathLike[str]


@dataclass(frozen=True)
class Source:
    """What came of one file: ``rows`` = ``posts`` + ``rejected`` + ``not_posts`` + ``merged``.

    ``merged`` counts rows that went into another's post: further objects of the same post.
    ``columns`` maps ours to the file's; ``resolution_s`` is how fine its times are (86400, 3600, 60
    or 1 seconds); ``zone_assumed`` says that some had no zone and were taken as UTC; ``ids_made``
    that some posts had no id of their own. ``first`` and ``last`` are the earliest and latest time
    (UTC); ``bytes`` is the size on disk. ``notes`` are sentences for a person about what was assumed.
    """

    file: str
    format: str
    rows: int
    posts: int
    rejected: int
    not_posts: int
    columns: Mapping[str, str]
    resolution_s: int
    zone_assumed: bool
    ids_made: bool
    first: dt.datetime | None
    last: dt.datetime | None
    sha256: str
    bytes: int
    merged: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Records:
    """Everything read.

    ``posts`` is lazy, with the columns of POSTS, sorted by created_at, account_id, post_id; `frame`
    and `table` give all of it in memory. Where it was too much for memory it lies in a temporary
    file that goes away with this object.
    """

    posts: pl.LazyFrame
    accounts: pa.Table
    rejected: pa.Table
    sources: tuple[Source, ...]
    _folder: Path | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self._folder is not None:
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)

    @property
    def count(self) -> int:
        """How many posts there are."""
        return sum(source.posts for source in self.sources)

    def frame(self) -> pl.DataFrame:
        """Give all posts as a polars frame."""
        return self.posts.collect()

    def table(self) -> pa.Table:
        """Give all posts as an Arrow table with exactly the schema POSTS."""
        return as_posts(self.frame())


def read(
    paths: PathLike | Sequence[PathLike],
    *,
    accounts: pa.Table | None = None,
    columns: Mapping[str, str] | None = None,
    format: str | None = None,
    platform: str | None = None,
    dates: DayOrder | None = None,
    encoding: str | None = None,
    strict: bool = False,
    shorteners: Shorteners | PathLike | None = None,
    progress: Progress = silent,
    spill: PathLike | None = None,
    limits: Limits | None = None,
) -> Records:
    """Read files of posts, whatever their format, into one table.

    ``paths``: files, folders (their files of known suffix, at any depth) and glob patterns.
    ``accounts`` (ACCOUNTS) adds to what the files say of accounts.
    ``columns`` maps our columns to theirs where spelling alone does not tell. ``format`` is one of
    `evenhand.records.formats`; without it the shape of the file tells. ``platform`` qualifies ids (it goes
    before what a format implies, not before a platform column). ``dates`` settles dates that can be
    read day first or month first. ``encoding`` is for text that is neither UTF-8 nor marked.
    ``shorteners`` maps short links to where they lead (a mapping, or a CSV of short,long).
    ``spill`` is where posts beyond ``limits.memory_bytes`` go, a temporary folder by default.

    The result does not depend on the order of rows or files. Rows that cannot be used are in
    ``rejected`` with the reason; with ``strict`` they raise instead. Raises InputError when a file
    cannot be used at all.
    """
    limits = limits or Limits()
    wishes = Wishes(
        dict(columns) if columns else None,
        _known_format(format),
        platform.strip().lower() if platform else None,
        _known_order(dates),
        encoding,
        shorteners_from(shorteners if not isinstance(shorteners, os.PathLike) else str(shorteners)),
        limits,
    )
    files = find(paths)
    hashes = [file.sha256() for file in files]
    pile = Pile(limits.memory_bytes, Path(spill) if spill is not None else None)
    tallies: dict[int, Tally] = {}
    rows = 0

    def seen(count: int) -> None:
        nonlocal rows
        rows += count
        progress("rows read", rows, None)

    try:
        for number, file in enumerate(files):
            if hashes.index(hashes[number]) == number:
                tallies[number] = ingest(file, number, wishes, pile, seen)
                _refuse_useless(file, tallies[number])
        settled = pile.settle()
        progress("rows read", rows, rows)
        rejected = _rejected(files, tallies, settled)
        if strict:
            _refuse_rejected(rejected)
        sources = tuple(
            _source(file, number, hashes, files, tallies, settled)
            for number, file in enumerate(files)
        )
        described = _accounts(tallies, accounts)
    except BaseException:
        pile.discard()
        raise
    return Records(settled.posts, described, rejected, sources, settled.folder)


def _known_format(name: str | None) -> str | None:
    if name is not None and name not in NAMES:
        raise InputError(f"'{name}' is no known format. Known are: {', '.join(NAMES)}.")
    return name


def _known_order(dates: DayOrder | None) -> DayOrder | None:
    if dates not in (None, "dmy", "mdy"):
        raise InputError(f"The order of dates is dmy or mdy, not '{dates}'.")
    return dates


def _refuse_useless(file: InputFile, tally: Tally) -> None:
    """Raise InputError when not one row of a file could be used."""
    refused = sum(part.height for part in tally.refused)
    if refused + tally.not_posts < tally.rows:
        return
    if not refused:
        raise InputError(
            f"{file.name}: none of its {tally.rows:,} {tally.format} records is a post. If it holds "
            "posts in another shape, name it with --format."
        )
    first = pl.concat(tally.refused).sort("row").row(0, named=True)
    raise InputError(
        f"{file.name}: none of its {tally.rows:,} records could be used. {_sentence(first)} Check "
        f"that the columns were matched rightly ({_matches(tally)}); --map corrects them."
    )


def _matches(tally: Tally) -> str:
    return ", ".join(f"{ours} = {theirs}" for ours, theirs in tally.columns.items())


def _sentence(row: Mapping[str, object]) -> str:
    place = f"row {row['row']}" + (f", column '{row['column']}'" if row["column"] else "")
    value = f": {str(row['value'])[:60]!r}" if row["value"] else ""
    return f"{place.capitalize()}: {row['reason']}{value}."


def _rejected(files: list[InputFile], tallies: Mapping[int, Tally], settled: Settled) -> pa.Table:
    parts = [
        part.cast(pl.Schema(REFUSED)).with_columns(pl.lit(files[number].name).alias("file"))
        for number, tally in tallies.items()
        for part in tally.refused
    ]
    names = {number: file.name for number, file in enumerate(files)}
    columns = {number: tally.columns.get("post_id", "post_id") for number, tally in tallies.items()}
    put_out = settled.refused.with_columns(
        pl.col(FILE).replace_strict(names, return_dtype=pl.String).alias("file"),
        pl.col(FILE).replace_strict(columns, default=None, return_dtype=pl.String).alias("column"),
        pl.col("value").str.slice(0, 200),
    )
    order = REJECTED.names
    frame = pl.concat([part.select(order) for part in [*parts, put_out]]).sort(
        "file", "row", "column", "reason", "value", nulls_last=False
    )
    return frame.to_arrow(compat_level=pl.CompatLevel.oldest()).combine_chunks().cast(REJECTED)


def _refuse_rejected(rejected: pa.Table) -> None:
    if rejected.num_rows == 0:
        return
    first = rejected.slice(0, _NAMED_IN_ERRORS).to_pylist()
    lines = " ".join(f"{row['file']}: {_sentence(row)}" for row in first)
    more = rejected.num_rows - len(first)
    raise InputError(
        f"{rejected.num_rows:,} rows cannot be used. {lines}"
        + (f" And {more:,} more." if more else "")
        + " Correct them, or leave --strict out: they are then set aside with the reason."
    )


def _source(
    file: InputFile,
    number: int,
    hashes: list[str],
    files: list[InputFile],
    tallies: Mapping[int, Tally],
    settled: Settled,
) -> Source:
    tally = tallies.get(number)
    name, sha256, size = file.name, hashes[number], file.size
    if tally is None:
        twin = files[hashes.index(sha256)].name
        note = f"It has the same bytes as {twin} and was not read again."
        return Source(
            name, "", 0, 0, 0, 0, MappingProxyType({}), 1, False, False, None, None, sha256, size,
            notes=(note,),
        )  # fmt: skip
    counts = settled.counts.filter(pl.col(FILE) == number)
    posts, made = int(counts["posts"].sum()), int(counts["made"].sum())
    put_out = settled.refused.filter(pl.col(FILE) == number).height
    rejected = sum(part.height for part in tally.refused) + put_out
    return Source(
        file=name,
        format=tally.format,
        rows=tally.rows,
        posts=posts,
        rejected=rejected,
        not_posts=tally.not_posts,
        columns=MappingProxyType(tally.columns),
        resolution_s=tally.resolution_s,
        zone_assumed=tally.zoneless,
        ids_made=made > 0,
        first=tally.first,
        last=tally.last,
        sha256=sha256,
        bytes=size,
        merged=tally.rows - tally.not_posts - rejected - posts,
        notes=_notes(tally, made),
    )


def _notes(tally: Tally, made: int) -> tuple[str, ...]:
    notes = []
    if tally.zoneless:
        notes.append("Its times have no zone; they were taken as UTC.")
    if made:
        notes.append(f"{made:,} posts have no id of their own; one was made from their content.")
    if tally.not_posts:
        notes.append(f"{tally.not_posts:,} records are not posts.")
    return tuple(notes)


def _accounts(tallies: Mapping[int, Tally], given: pa.Table | None) -> pa.Table:
    frames = [tally.accounts for tally in tallies.values() if tally.accounts is not None]
    if given is not None:
        more = pl.DataFrame(given.select(ACCOUNTS.names).cast(ACCOUNTS))
        # What the caller says himself is the latest that is known.
        frames.append(
            more.with_columns(seen=pl.lit(dt.datetime.max).cast(UTC)).select(frames[0].columns)
        )
    frame = latest_accounts(pl.concat(frames)).sort("account_id")
    frame = frame.select("account_id", "platform", *ACCOUNT)
    return frame.to_arrow(compat_level=pl.CompatLevel.oldest()).combine_chunks().cast(ACCOUNTS)


def from_table(posts: pl.LazyFrame | pl.DataFrame | pa.Table) -> Records:
    """Take a table of posts that is already at hand.

    It needs post_id, account_id, created_at (with a zone) and may have the other columns of POSTS.
    Nothing is read from texts and nothing is renamed. Raises InputError when a needed column is
    missing or has another type, when it is null somewhere, and when two posts have one id.
    """
    lazy = pl.DataFrame(posts).lazy() if isinstance(posts, pa.Table) else posts.lazy()
    schema = lazy.collect_schema()
    wanted = pl.DataFrame(POSTS.empty_table()).schema
    needed = [column.name for column in POSTS if not column.nullable]
    missing = [name for name in needed if name not in schema]
    if missing:
        there = ", ".join(schema.names())
        raise InputError(
            f"The table of posts has no column {', '.join(missing)}. The columns there are: {there}."
        )
    if getattr(schema["created_at"], "time_zone", None) is None:
        raise InputError("The column created_at must hold times with a zone (UTC).")
    try:
        frame = lazy.select(
            pl.col(name).cast(kind) if name in schema else pl.lit(None, dtype=kind).alias(name)
            for name, kind in wanted.items()
        ).collect()
    except pl.exceptions.PolarsError as error:
        raise InputError(f"The table of posts has a column of another type: {error}.") from error
    for name in needed:
        if frame[name].null_count():
            raise InputError(f"The table of posts has rows without {name}. Leave them out.")
    if frame["post_id"].is_duplicated().any():
        twice = frame.filter(pl.col("post_id").is_duplicated())["post_id"][0]
        raise InputError(f"Two rows of the table of posts have the same post_id: {twice}.")
    frame = frame.sort("created_at", "account_id", "post_id")
    unknown = [pl.lit(None, dtype=pl.String).alias(n) for n in ("handle", "name", "kind", "url")]
    described = latest_accounts(
        frame.select(
            "account_id",
            "platform",
            *unknown,
            pl.lit(None, dtype=UTC).alias("created_at"),
            pl.lit(None, dtype=pl.Int64).alias("followers"),
            pl.col("created_at").alias("seen"),
        )
    )
    accounts = described.sort("account_id").select(ACCOUNTS.names)
    source = Source(
        file="(table)",
        format="table",
        rows=frame.height,
        posts=frame.height,
        rejected=0,
        not_posts=0,
        columns=MappingProxyType({}),
        resolution_s=resolution_s(frame["created_at"]),
        zone_assumed=False,
        ids_made=False,
        first=frame["created_at"].min(),  # type: ignore[arg-type]
        last=frame["created_at"].max(),  # type: ignore[arg-type]
        sha256="",
        bytes=0,
    )
    table = accounts.to_arrow(compat_level=pl.CompatLevel.oldest()).combine_chunks()
    return Records(frame.lazy(), table.cast(ACCOUNTS), REJECTED.empty_table(), (source,))
