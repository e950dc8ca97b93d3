"""Lists that are tables: their rows as they stand, and a note of each that gave no claim."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

import polars as pl
import pyarrow as pa

from evenhand.records.batches import NOT_UTF8, ROW, Batch, refusals
from evenhand.records.columns import folded
from evenhand.records.delimited import read_delimited
from evenhand.records.errors import InputError
from evenhand.records.files import InputFile, Limits, find, opened
from evenhand.records.schemas import REJECTED
from evenhand.registry.claims import Claim

LONGEST_NAME = 1_000  # characters; the longest name on the real lists has 353
_NOT_UTF8 = "not valid UTF-8. Save the file again in UTF-8"
_LIMITS = Limits(field_bytes=1 << 18, record_bytes=4 << 20)
_FORMULA = re.compile(r"^\s*(?:[=+\t\r]|[-@](?=[A-Za-z]+[(|!]))")
_TAG = re.compile(r"<\s*/?\s*[a-zA-Z!][^>]{0,500}>")
_SPACE = re.compile(r"[\s\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+")


def writable(text: str) -> str:
    """Give a text a form that can be shown and kept: without the halves of pairs JSON may have."""
    return text.encode("utf-8", "replace").decode("utf-8")


class Refusals:
    """What of a list gave no claim, row by row; hand one to a reader and look at it afterwards.

    ``rows`` counts the records of the list, ``dropped`` those of each kind that are left out on
    purpose, such as private addresses.
    """

    def __init__(self) -> None:
        self.file = ""
        self.rows = 0
        self.dropped: dict[str, int] = {}
        self._rows: list[tuple[int, str | None, str, str | None]] = []
        self._files: list[str] = []

    def __len__(self) -> int:
        """Count them."""
        return len(self._rows)

    def add(self, row: int, column: str | None, reason: str, value: str | None = None) -> None:
        """Note one; several may be of one row. Halves of pairs, as JSON may have, become "?"."""
        column, value = (text and writable(text) for text in (column, value))
        self._rows.append((row, column, writable(reason), value))
        self._files.append(self.file)

    def drop(self, kind: str, times: int = 1) -> None:
        """Count what is left out on purpose."""
        self.dropped[kind] = self.dropped.get(kind, 0) + times

    def table(self) -> pa.Table:
        """Give them as a table REJECTED, file by file, in the order of rows."""
        frame = refusals(self._rows).with_columns(file=pl.Series(self._files, dtype=pl.String))
        places = {name: number for number, name in enumerate(dict.fromkeys(self._files))}
        order = pl.Series([places[name] for name in self._files], dtype=pl.Int64)
        frame = frame.with_columns(order=order).sort("order", "row", maintain_order=True)
        frame = frame.select(REJECTED.names)
        return frame.to_arrow(compat_level=pl.CompatLevel.oldest()).cast(REJECTED)


@dataclass(frozen=True)
class Row:
    """One record: ``number`` from 1, and its cells by our names; empty ones are absent."""

    number: int
    cells: Mapping[str, str] = field(repr=False)
    columns: Mapping[str, str] = field(repr=False)

    def __getitem__(self, name: str) -> str:
        """Give a cell; an empty text where there is none."""
        return self.cells.get(name, "")

    @property
    def place(self) -> str:
        """Say where it is, for a person to find it."""
        return f"row {self.number}"

    def theirs(self, name: str) -> str:
        """Give the file's own name of one of our columns."""
        return self.columns.get(name, name)


def table_rows(
    path: str | Path,
    holds: str,
    needed: Sequence[str],
    spellings: Mapping[str, Sequence[str]],
    refused: Refusals,
    *,
    header: Sequence[str] | None = None,
    skip_until: Sequence[str] = (),
) -> Iterator[Row]:
    """Read the rows of a CSV or TSV list, with its columns under our names.

    ``spellings`` gives for each of our columns how files spell it, in order of preference; those of
    ``needed`` have to be there. A file without a header line is read with ``header``. Lines before
    the first that names all of ``skip_until`` are passed over, twenty at most. Cells are freed of
    HTML entities, invisible characters and double spaces; broken records go to ``refused``.

    Raises InputError when the file cannot be opened, is no table, or lacks a column.
    """
    file = list_file(path, holds)
    refused.file = file.name
    with opened(file, _LIMITS) as stream:
        ready: BinaryIO = stream
        if header is not None:
            ready = _prefixed((",".join(header) + "\n").encode(), stream)
        elif skip_until:
            ready = _from_header(stream, skip_until)
        names, batches = read_delimited(ready, file.name, file.separator, _LIMITS)
        found = _matched(names, holds, needed, spellings, file.name)
        yield from _rows(batches, found, refused)


def first_cells(path: str | Path, holds: str) -> list[str]:
    """Look at the first line of a table: its cells, without quotation marks."""
    with opened(list_file(path, holds), _LIMITS) as stream:
        line = stream.readline(1 << 16).decode("utf-8", "replace")
    return [cell.strip().strip('"') for cell in re.split(r"[,;\t]", line)]


def list_file(path: str | Path, holds: str, kinds: Mapping[str, str] | None = None) -> InputFile:
    """Find the one file of a list.

    Raises InputError when it is missing, several, or of a kind that holds no list.
    """
    files = find(str(path), kinds)
    wanted = "table" if kinds is None else "json"
    if len(files) != 1 or files[0].kind != wanted:
        what = "one CSV or TSV file" if kinds is None else "one JSON file"
        raise InputError(f"{path}: {holds} are read from {what}.")
    return files[0]


def name_of(row: Row, column: str, refused: Refusals) -> str | None:
    """Take a cell for a name; None, with a note, for what no name can be."""
    name = row[column]
    reason = why_no_name(name)
    if reason is None:
        return name
    if name:
        refused.add(row.number, row.theirs(column), reason, name)
    return None


def why_no_name(name: str) -> str | None:
    """Say why a text cannot be a name; None when it can."""
    if not name:
        return "empty, where a name has to be"
    if len(name) > LONGEST_NAME:
        return f"{len(name):,} characters; a name has at most {LONGEST_NAME:,}. Shorten it"
    if _FORMULA.match(name):
        return "a spreadsheet would take it for a formula. Write the name without the first sign"
    if _TAG.search(name):
        return "holds HTML. Write the name as plain text"
    if not any(char.isalnum() for char in name):
        return "no letter and no digit in it, so that it names nobody"
    return None


def plain(text: str) -> str:
    """Free a cell of HTML entities, invisible characters and double spaces."""
    if "&" in text:
        text = html.unescape(text)
    return _SPACE.sub(" ", text).strip()


def once(claims: Iterable[Claim]) -> Iterator[Claim]:
    """Give each claim once, as it was first read: lists repeat an entity's facts in each row."""
    seen: set[Claim] = set()
    for claim in claims:
        known = replace(claim, place="")
        if known not in seen:
            seen.add(known)
            yield claim


def parts_of(text: str, separator: str = ";") -> list[str]:
    """Split a cell that holds several values, each once, in its order."""
    return list(dict.fromkeys(part for raw in text.split(separator) if (part := raw.strip())))


def _rows(batches: Iterable[Batch], found: Mapping[str, str], refused: Refusals) -> Iterator[Row]:
    theirs = dict(found)
    for batch in batches:
        refused.rows += batch.rows
        for number, column, reason, value in batch.refused.iter_rows():
            why = _NOT_UTF8 if reason == NOT_UTF8 else reason
            refused.add(number, column, why, value)
        frame = batch.frame.select(ROW, *(pl.col(name).alias(o) for o, name in found.items()))
        for values in frame.iter_rows(named=True):
            number = values.pop(ROW)
            yield Row(number, {o: plain(v) for o, v in values.items() if v is not None}, theirs)


def _matched(
    names: list[str],
    holds: str,
    needed: Sequence[str],
    spellings: Mapping[str, Sequence[str]],
    file: str,
) -> dict[str, str]:
    by_fold: dict[str, str] = {}
    for name in filter(None, names):
        by_fold.setdefault(folded(name), name)
    found = {}
    for ours, spelled in spellings.items():
        theirs = next(
            (by_fold[key] for s in (ours, *spelled) if (key := folded(s)) in by_fold), None
        )
        if theirs is not None:
            found[ours] = theirs
    missing = [
        spellings[ours][0] if spellings[ours] else ours for ours in needed if ours not in found
    ]
    if missing:
        there = ", ".join(f"'{name}'" for name in names[:40])
        raise InputError(
            f"{file}: {holds} need the column {' and '.join(missing)}. The columns there are: "
            f"{there}. Check that it is this format, or rename the column that holds it."
        )
    return found


def _from_header(stream: BinaryIO, words: Sequence[str]) -> BinaryIO:
    passed = b""
    for _ in range(20):
        line = stream.readline(1 << 20)
        if all(word.encode() in line for word in words):
            return _prefixed(line, stream)
        passed += line
    return _prefixed(passed, stream)


class _Joined(io.RawIOBase):
    """Some bytes, then those of a stream."""

    def __init__(self, start: bytes, stream: BinaryIO) -> None:
        self._start, self._stream = start, stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        part = self._start[: len(buffer)] or self._stream.read(len(buffer))
        self._start = self._start[len(buffer) :]
        buffer[: len(part)] = part
        return len(part)


def _prefixed(start: bytes, stream: BinaryIO) -> BinaryIO:
    return io.BufferedReader(_Joined(start, stream), 1 << 20)  # type: ignore[type-var]
