"""The reading of articles and posts, whatever their format, into one table of documents."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
import pyarrow as pa

from evenhand.records.document_drafts import EMPTY, Asked, draft, finished, framed
from evenhand.records.document_files import KINDS, DocumentFile, Part, parts
from evenhand.records.errors import InputError
from evenhand.records.files import Limits, find
from evenhand.records.formats import NAMES
from evenhand.records.ingest import Wishes
from evenhand.records.progress import Progress, silent
from evenhand.records.read import PathLike
from evenhand.records.schemas import DOCUMENTS, REJECTED
from evenhand.records.times import DayOrder

LONGEST_TEXT = 16 << 20
"""Bytes of one text; a longer one is a book or a bomb and is rejected."""
COLUMNS = tuple(DOCUMENTS.names)


@dataclass(frozen=True)
class Documents:
    """Everything read: tables DOCUMENTS and REJECTED, and what is told of each file."""

    documents: pa.Table
    rejected: pa.Table
    sources: tuple[DocumentFile, ...]


def read_documents(
    paths: PathLike | Sequence[PathLike],
    *,
    outlet: str | None = None,
    language: str | None = None,
    columns: Mapping[str, str] | None = None,
    format: str | None = None,
    platform: str | None = None,
    dates: DayOrder | None = None,
    encoding: str | None = None,
    limits: Limits | None = None,
    now: dt.datetime | None = None,
    progress: Progress = silent,
) -> Documents:
    """Read articles or posts into a table of documents.

    Takes text and HTML files (one document each), JSON, JSON Lines, CSV, TSV and Parquet (one a
    row), WARC (its HTML responses), each also packed with gzip or zstd, and every format of posts
    that `records.read` knows: a post is a document whose outlet is its account. Nothing is fetched.

    Args:
        paths: files, folders (their files of known suffix, at any depth) and patterns.
        outlet: who published what does not say so itself; without it, the account, or the domain
            of its address.
        language: the language of what does not say so; without it, it is detected.
        columns: ours to theirs (document_rows.SPELLINGS), where spelling does not tell.
        format: a format of posts (`records.formats`), instead of having it recognised.
        platform: qualifies ids of posts.
        dates: the order of days and months that can be read both ways.
        encoding: of text that is neither UTF-8 nor marked.
        limits: see `Limits`; the longest text is ``field_bytes``.
        now: the time of reading; a date more than a day after it is not taken.
        progress: called with the documents read.

    Returns:
        The documents in order of file and row. The same document twice is kept once and listed in
        ``rejected`` with the reason, as is every record that has no text.

    Raises:
        InputError: a file cannot be used at all, or not one document was found.
    """
    documents, rejected = [EMPTY], []
    sources: list[DocumentFile] = []
    known = Known()
    for part in document_parts(
        paths,
        outlet=outlet,
        language=language,
        columns=columns,
        format=format,
        platform=platform,
        dates=dates,
        encoding=encoding,
        limits=limits,
        now=now,
        progress=progress,
    ):
        fresh, refused = known.fresh(part.documents)
        documents.append(fresh)
        rejected += [part.rejected, refused]
        sources += part.sources
    refused = pl.concat(rejected)
    found = pl.concat(documents)
    refuse_useless(found.height, refused)
    return Documents(as_documents(found), rejected_table(refused), tuple(sources))


def document_parts(
    paths: PathLike | Sequence[PathLike],
    *,
    outlet: str | None = None,
    language: str | None = None,
    columns: Mapping[str, str] | None = None,
    format: str | None = None,
    platform: str | None = None,
    dates: DayOrder | None = None,
    encoding: str | None = None,
    limits: Limits | None = None,
    now: dt.datetime | None = None,
    progress: Progress = silent,
) -> Iterator[Part]:
    """Read as `read_documents` does, giving out the documents part by part.

    Documents that are there twice are not looked out for (see `Known`).
    """
    if format is not None and format not in NAMES:
        raise InputError(f"'{format}' is no known format. Known are: {', '.join(NAMES)}.")
    limits = limits or Limits(field_bytes=LONGEST_TEXT)
    wishes = Wishes(
        dict(columns) if columns else None,
        format,
        platform.strip().lower() if platform else None,
        dates,
        encoding,
        None,
        limits,
    )
    asked = Asked(wishes, outlet, _language(language), now or dt.datetime.now(dt.UTC))
    done = 0
    for part in parts(find(paths, KINDS), asked):
        done += part.documents.height
        progress("documents read", done, None)
        yield part
    progress("documents read", done, done)


class Known:
    """The ids and hashes of documents that are there already."""

    def __init__(self, ids: Iterable[str] = (), hashes: Iterable[str] = ()) -> None:
        self._ids, self._hashes = set(ids), set(hashes)

    def fresh(self, documents: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Part documents (frame DOCUMENTS) into those that are new and those already there.

        A new one whose id another has gets a hash behind it. Returns the new ones, which count as
        known from now on, and rows of REJECTED.
        """
        keep: list[bool] = []
        ids: list[str] = []
        for id_, sha256 in documents.select("document_id", "sha256").iter_rows():
            is_new = sha256 not in self._hashes
            keep.append(is_new)
            if not is_new:
                continue
            own = id_ if id_ not in self._ids else f"{id_}#{sha256[:12]}"
            ids.append(own)
            self._ids.add(own)
            self._hashes.add(sha256)
        new = pl.Series(keep, dtype=pl.Boolean)
        fresh = documents.filter(new).with_columns(pl.Series("document_id", ids, dtype=pl.String))
        refused = documents.filter(~new).select(
            "file",
            "row",
            column=pl.lit(None, dtype=pl.String),
            reason=pl.lit("the same document is already there"),
            value=pl.col("document_id"),
        )
        return fresh, refused


def as_documents(frame: pl.DataFrame) -> pa.Table:
    """Give a frame of documents the exact Arrow types of DOCUMENTS."""
    table = frame.select(COLUMNS).to_arrow(compat_level=pl.CompatLevel.oldest())
    size = 1 << 16  # in slices, so that no array needs more than 32-bit offsets
    parts = [table.slice(at, size).cast(DOCUMENTS) for at in range(0, len(table), size)]
    return pa.concat_tables(parts) if parts else DOCUMENTS.empty_table()


def document_table(items: Iterable[Mapping[str, Any]], now: dt.datetime | None = None) -> pa.Table:
    """Make a table DOCUMENTS of what is at hand in Python: mappings of its columns and `published`.

    Only ``text`` is needed; ``published`` is a time as text (ISO 8601) or a datetime with a zone.
    Raises InputError when one has no words or when two are the same document.
    """
    drafts = [draft("(table)", number, **item) for number, item in enumerate(items, 1)]
    limits = Limits(field_bytes=LONGEST_TEXT)
    wishes = Wishes(None, None, None, None, None, None, limits)
    asked = Asked(wishes, None, None, now or dt.datetime.now(dt.UTC))
    documents, refused = finished(framed(drafts), asked)
    fresh, twice = Known().fresh(documents)
    for row in pl.concat([refused, twice]).iter_rows(named=True):
        raise InputError(f"Document {row['row']} of the table: {row['reason']}.")
    return as_documents(fresh)


def refuse_useless(documents: int, rejected: pl.DataFrame) -> None:
    """Raise InputError when there is not one document, with the first reason."""
    if documents:
        return
    if rejected.is_empty():
        raise InputError("No document was found in what was given: its archives hold no pages.")
    first = rejected.sort("file", "row").row(0, named=True)
    raise InputError(
        f"Not one document could be used, of {rejected.height:,}. The first: {first['file']}, row "
        f"{first['row']}: {first['reason']}."
    )


def _language(given: str | None) -> str | None:
    if given is None:
        return None
    if not re.fullmatch(r"[A-Za-z]{2,3}(?:[-_].*)?", given.strip()):
        raise InputError(
            f"'{given}' is no language. Give its code of two or three letters: en, fr, ru."
        )
    return re.split(r"[-_]", given.strip().lower())[0]


def rejected_table(refused: pl.DataFrame) -> pa.Table:
    """Give rejected rows, in order, the exact Arrow types of REJECTED."""
    ordered = refused.sort("file", "row", "column", "reason", nulls_last=False)
    return ordered.to_arrow(compat_level=pl.CompatLevel.oldest()).combine_chunks().cast(REJECTED)
