"""The reading of files into the tables of the contract: `read`, and what it gives."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import polars as pl
import pyarrow as pa

from evenhand.records.accounts import Described, read_accounts
from evenhand.records.batches import NOT_UTF8, REFUSED
from evenhand.records.drafts import ACCOUNT, FILE, latest_accounts
from evenhand.records.errors import InputError
from evenhand.records.files import InputFile, Limits, find
from evenhand.records.formats import NAMES
from evenhand.records.ingest import Tally, Wishes, ingest
from evenhand.records.links import Shorteners, shorteners_from
from evenhand.records.piles import Pile, Settled
from evenhand.records.progress import Progress, silent
from evenhand.records.records import Records
from evenhand.records.schemas import ACCOUNTS, REJECTED
from evenhand.records.source import Source
from evenhand.records.times import UTC, DayOrder

_NAMED_IN_ERRORS = 5
PathLike = str | os.PathLike[str]


def read(
    paths: PathLike | Sequence[PathLike],
    *,
    accounts: pa.Table | PathLike | None = None,
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
    ``accounts`` adds to what the files say of accounts: a table ACCOUNTS, or a Parquet, CSV or TSV
    file (see accounts.py), whose ids get the platform of the posts when it is the only one.
    ``columns`` maps our columns to theirs where spelling alone does not tell. ``format`` is one of
    `formats()`; without it the shape of the file tells. ``platform`` qualifies ids (it goes before
    what a format implies, not before a platform column). ``dates`` settles dates that can be
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
    if isinstance(accounts, str | os.PathLike):
        find(os.fspath(accounts))  # what is not there is said before all posts are read
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
        for file in files:
            file.refuse_changed()
        settled = pile.settle()
        progress("rows read", rows, rows)
        given, listed = accounts, None
        if isinstance(accounts, str | os.PathLike):
            listed = read_accounts(
                os.fspath(accounts),
                wishes.platform or _only_platform(tallies),
                dates=wishes.dates,
                encoding=encoding,
                limits=limits,
            )
            given = listed.accounts
        rejected = _rejected(files, tallies, settled, listed)
        if strict:
            _refuse_rejected(rejected)
        doubles = _doubles(tallies)
        sources = tuple(
            _source(file, number, hashes, files, tallies, settled, doubles.get(number, ()))
            for number, file in enumerate(files)
        )
        described = _accounts(tallies, given)
        if listed is not None:
            sources = (*sources, replace(listed.source, notes=(_reached(listed, tallies),)))
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
            f"{file.name}: none of its {tally.format} records ({tally.rows:,} in all) is a post. "
            "If it holds posts in another shape, name it with --format."
        )
    first = pl.concat(tally.refused).sort("row").row(0, named=True)
    raise InputError(
        f"{file.name}: none of its records ({tally.rows:,} in all) could be used. "
        f"{_sentence(first)} Check that the columns were matched rightly ({_matches(tally)}); "
        "--map corrects them."
    )


def _matches(tally: Tally) -> str:
    return ", ".join(f"{ours} = {theirs}" for ours, theirs in tally.columns.items())


def _sentence(row: Mapping[str, object]) -> str:
    place = f"row {row['row']}" + (f", column '{row['column']}'" if row["column"] else "")
    value = f": {str(row['value'])[:60]!r}" if row["value"] else ""
    return f"{place.capitalize()}: {row['reason']}{value}."


def _rejected(
    files: list[InputFile],
    tallies: Mapping[int, Tally],
    settled: Settled,
    listed: Described | None,
) -> pa.Table:
    parts = [
        part.cast(pl.Schema(REFUSED)).with_columns(pl.lit(files[number].name).alias("file"))
        for number, tally in tallies.items()
        for part in tally.refused
    ]
    if listed is not None:
        name = listed.source.file
        parts.append(
            listed.refused.cast(pl.Schema(REFUSED)).with_columns(pl.lit(name).alias("file"))
        )
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
        f"Rows that cannot be used: {rejected.num_rows:,}. {lines}"
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
    more_notes: tuple[str, ...],
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
        notes=_notes(tally, made) + more_notes,
    )


def _notes(tally: Tally, made: int) -> tuple[str, ...]:
    notes = []
    if tally.zoneless:
        notes.append("Its times have no zone; they were taken as UTC.")
    if made:
        notes.append(f"Posts without an id of their own: {made:,}; one was made of their content.")
    if tally.not_posts:
        notes.append(f"Records that are not posts: {tally.not_posts:,}.")
    garbled = sum(int((part["reason"] == NOT_UTF8).sum()) for part in tally.refused)
    if garbled:
        notes.append(
            f"Rows that are not valid UTF-8: {garbled:,}. If the file has another encoding, name "
            'it: --encoding cp1252, or encoding="cp1252" in Python.'
        )
    return tuple(notes)


def _doubles(tallies: Mapping[int, Tally]) -> dict[int, tuple[str, ...]]:
    """Say of which files the accounts may be the same as others that carry their platform.

    An archive whose platform is known and a table that does not say it may hold the same posts.
    They would count as posts of two accounts each, which always act together.
    """
    frames = [
        part.select("account_id", "platform").unique().with_columns(number=pl.lit(number))
        for number, tally in tallies.items()
        for part in tally.accounts
    ]
    every = pl.concat(frames)
    bare = pl.col("account_id").str.strip_prefix(pl.col("platform") + ":")
    placed = every.drop_nulls("platform").select(bare, where="platform").unique()
    twice = every.filter(pl.col("platform").is_null()).join(placed, on="account_id")
    found = (
        twice.group_by("number", maintain_order=True)
        .agg(pl.col("account_id").n_unique(), pl.col("where").unique().sort())
        .iter_rows()
    )
    return {
        number: (
            f"Accounts with the same id as an account on {' or '.join(where)}: {count:,}. They "
            f"count as others, since this file does not say where they are; if they are the same, "
            f"say --platform {where[0]}.",
        )
        for number, count, where in found
    }


def _only_platform(tallies: Mapping[int, Tally]) -> str | None:
    """Name the platform of all accounts that posted, when there is one and no other."""
    frames = [
        part.select("platform").unique() for tally in tallies.values() for part in tally.accounts
    ]
    names = pl.concat(frames)["platform"].unique().to_list()
    return names[0] if len(names) == 1 else None


def _reached(listed: Described, tallies: Mapping[int, Tally]) -> str:
    """Say how many of the accounts that a file describes have posts."""
    frames = [part.select("account_id") for tally in tallies.values() for part in tally.accounts]
    posting = pl.concat(frames)["account_id"].unique()
    ids = pl.Series(listed.accounts["account_id"].to_pylist(), dtype=pl.String)
    there = ids.is_in(posting.implode()).sum()
    return (
        f"Accounts described: {ids.len():,}, of them with posts here: {there:,} "
        f"(of {posting.len():,} that posted)."
    )


def _accounts(tallies: Mapping[int, Tally], given: pa.Table | None) -> pa.Table:
    frames = [part for tally in tallies.values() for part in tally.accounts]
    if given is not None:
        more = pl.DataFrame(given.select(ACCOUNTS.names).cast(ACCOUNTS))
        # What the caller says himself is the latest that is known.
        frames.append(
            more.with_columns(seen=pl.lit(dt.datetime.max).cast(UTC)).select(frames[0].columns)
        )
    frame = latest_accounts(pl.concat(frames)).sort("account_id")
    frame = frame.select("account_id", "platform", *ACCOUNT)
    return frame.to_arrow(compat_level=pl.CompatLevel.oldest()).combine_chunks().cast(ACCOUNTS)
