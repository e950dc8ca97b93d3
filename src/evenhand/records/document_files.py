"""One file after another as documents: texts, pages, archives of pages, tables and exports."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

import polars as pl

from evenhand.records.batches import NOT_UTF8, REFUSED
from evenhand.records.document_drafts import (
    EMPTY,
    Asked,
    draft,
    finished,
    framed,
    rejections,
)
from evenhand.records.document_rows import Rows, rows
from evenhand.records.errors import InputError
from evenhand.records.files import InputFile, opened
from evenhand.records.pages import LONGEST_PAGE, Page, page, pages_in_warc
from evenhand.records.schemas import REJECTED

KINDS = {
    ".txt": "text", ".text": "text", ".md": "text",
    ".html": "html", ".htm": "html", ".xhtml": "html",
    ".warc": "warc",
}  # fmt: skip
_ONE_BY_ONE = 2_000  # texts and pages put together at a time
_BYTES_AT_ONCE = 32 << 20
_HEADLINE = 200  # characters that a first line has at most to be one
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True)
class DocumentFile:
    """What came of one file: ``rows`` records, of them ``documents`` and ``rejected``.

    Records of an archive that are no pages are in none of them. ``columns`` maps ours to the
    file's; ``notes`` are sentences for a person.
    """

    file: str
    format: str
    rows: int
    documents: int
    rejected: int
    columns: Mapping[str, str]
    sha256: str
    bytes: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """Some documents (frame DOCUMENTS), some rejected rows (REJECTED), and files now finished."""

    documents: pl.DataFrame
    rejected: pl.DataFrame
    sources: tuple[DocumentFile, ...]


def parts(files: list[InputFile], asked: Asked) -> Iterator[Part]:
    """Read files part by part."""
    waiting = _Waiting()
    for file in files:
        if file.kind in ("text", "html"):
            waiting.take(file, asked)
            if waiting.full:
                yield waiting.part(asked)
                waiting = _Waiting()
            continue
        if waiting.sources:
            yield waiting.part(asked)
            waiting = _Waiting()
        yield from _archive(file, asked) if file.kind == "warc" else _table(file, asked)
    if waiting.sources:
        yield waiting.part(asked)


@dataclass
class _Waiting:
    """Texts and pages that wait to become one part."""

    drafts: list[dict[str, Any]] = field(default_factory=list)
    refused: list[tuple[str, int, str | None, str, str | None]] = field(default_factory=list)
    sources: list[DocumentFile] = field(default_factory=list)
    bytes: int = 0

    @property
    def full(self) -> bool:
        """Whether it is time to finish them."""
        return len(self.sources) >= _ONE_BY_ONE or self.bytes > _BYTES_AT_ONCE

    def take(self, file: InputFile, asked: Asked) -> None:
        """Read a file that is one document."""
        found: dict[str, Any] | str
        try:
            found = _text(file, asked) if file.kind == "text" else _page(file, asked)
        except InputError as error:
            found = str(error).removeprefix(f"{file.name}: ").removesuffix(".")
        if isinstance(found, str):
            self.refused.append((file.name, 1, None, found, None))
        else:
            self.drafts.append(found)
            self.bytes += len(found["text"])
        used = int(not isinstance(found, str))
        self.sources.append(
            DocumentFile(file.name, file.kind, 1, used, 1 - used, {}, file.sha256(), file.size)
        )

    def part(self, asked: Asked) -> Part:
        """Make documents of all of them."""
        documents, refused = finished(framed(self.drafts), asked)
        lost = set(refused["file"])
        sources = [
            source
            if source.file not in lost
            else DocumentFile(source.file, source.format, 1, 0, 1, {}, source.sha256, source.bytes)
            for source in self.sources
        ]
        return Part(documents, pl.concat([rejections(self.refused), refused]), tuple(sources))


def _text(file: InputFile, asked: Asked) -> dict[str, Any] | str:
    longest = asked.wishes.limits.field_bytes
    with opened(file, asked.wishes.limits, asked.wishes.encoding) as stream:
        data = stream.read(longest + 1)
    if len(data) > longest:
        return f"a text longer than {longest:,} bytes"
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return f"{NOT_UTF8}; if it has another encoding, name it with --encoding, as in cp1251"
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd").strip()
    title, published = _headline(text), _dateline(text)
    return draft(file.name, 1, text=text, title=title, published=published,
                  date_method="text" if published else "none")  # fmt: skip


def _headline(text: str) -> str | None:
    """Take a first line of its own, with an empty one below it, for the headline."""
    first, *rest = text.split("\n", 2)
    alone = bool(rest) and not rest[0].strip()
    if alone and len(first) <= _HEADLINE and not first.rstrip().endswith((".", "…", ":", ",")):
        return first.strip()
    return None


def _dateline(text: str) -> str | None:
    """Find a day in the first lines: a line that is nothing but a date with its year."""
    for line in text[:2_000].split("\n")[:6]:
        bare = line.strip(" \t.,;|()[]")
        if len(bare) > 60 or not _YEAR.search(bare):
            continue
        try:
            found = import_module("dateparser").parse(  # here, since it takes a while
                bare,
                settings={
                    "REQUIRE_PARTS": ["day", "month", "year"],
                    "PARSERS": ["absolute-time"],
                },
            )
        except (ValueError, TypeError, OverflowError, RecursionError, AttributeError):
            continue
        if found is not None:
            return str(found.strftime("%Y-%m-%d"))
    return None


def _page(file: InputFile, asked: Asked) -> dict[str, Any] | str:
    with opened(file, asked.wishes.limits, None) as stream:
        data = stream.read(LONGEST_PAGE + 1)
    found = page(data, asked.now, encoding=asked.wishes.encoding)
    return found.fault or _of_page(file.name, 1, found, asked)


def _of_page(file: str, number: int, found: Page, asked: Asked) -> dict[str, Any]:
    return draft(
        file, number, text=found.text, title=found.title, author=found.author, url=found.url,
        outlet=asked.outlet or found.site, language=found.language,
        published=found.at, date_method=found.method,
    )  # fmt: skip


def _archive(file: InputFile, asked: Asked) -> Iterator[Part]:
    waiting = _Waiting()
    seen = documents = rejected = 0
    with opened(file, asked.wishes.limits, "utf-8") as stream:
        for number, found in pages_in_warc(stream, asked.now, asked.wishes.encoding):
            seen += 1
            if found.fault:
                waiting.refused.append((file.name, number, None, found.fault, found.url))
            else:
                waiting.drafts.append(_of_page(file.name, number, found, asked))
                waiting.bytes += len(found.text)
            if len(waiting.drafts) >= _ONE_BY_ONE or waiting.bytes > _BYTES_AT_ONCE:
                part = waiting.part(asked)
                documents, rejected = (
                    documents + part.documents.height, rejected + part.rejected.height
                )  # fmt: skip
                yield part
                waiting = _Waiting()
    part = waiting.part(asked)
    documents, rejected = documents + part.documents.height, rejected + part.rejected.height
    file.refuse_changed()
    source = DocumentFile(
        file.name, "warc", seen, documents, rejected, {}, file.sha256(), file.size
    )
    yield Part(part.documents, part.rejected, (source,))


def _table(file: InputFile, asked: Asked) -> Iterator[Part]:
    documents = rejected = seen = unread = 0
    zoneless = False
    last: Rows | None = None
    notes: list[str] = []
    for last in rows(file, asked.wishes):
        frame = last.frame.with_columns(file=pl.lit(file.name))
        found, unused = finished(frame, asked)
        refused = last.refused.cast(pl.Schema(REFUSED)).with_columns(file=pl.lit(file.name))
        refused = pl.concat([refused.select(REJECTED.names), unused])
        documents += found.height
        rejected += refused.height
        seen += last.seen
        unread += last.unread_dates
        zoneless |= last.zoneless
        notes += last.notes
        yield Part(found, refused, ())
    file.refuse_changed()
    if zoneless:
        notes.append("Its times have no zone; they were taken as UTC.")
    if unread:
        notes.append(f"Dates that could not be read, and were left out: {unread:,}.")
    source = DocumentFile(
        file.name, last.format if last else "table", seen, documents, rejected,
        dict(last.columns) if last else {}, file.sha256(), file.size, tuple(notes),
    )  # fmt: skip
    yield Part(EMPTY, rejections([]), (source,))
