"""Parquet files as batches, with the types that they have."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from evenhand.records.batches import NOT_UTF8, ROW, Batch, refusals
from evenhand.records.errors import InputError

ROWS_AT_ONCE = 131_072
_MARK = b"PAR1"  # at both ends of a Parquet file


def read_parquet(path: Path, name: str) -> tuple[list[str], Iterator[Batch]]:
    """Read a Parquet file: its column names, and an iterator of batches.

    Raises InputError when it is none, is damaged, holds no rows or has two columns of one name.
    """
    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowException, OSError) as error:
        raise _unreadable(name, error) from error
    columns = list(file.schema_arrow.names)
    twice = sorted(column for column, times in Counter(columns).items() if times > 1)
    if twice:
        raise InputError(
            f"{name}: two columns have the same name: {', '.join(twice)}. Rename one of them."
        )
    if file.metadata.num_rows == 0:
        raise InputError(f"{name}: the file has columns and no rows.")
    return columns, _batches(file, name)


def refuse_other(path: Path, advice: str) -> None:
    """Raise InputError, with ``advice`` at the end, for what is not a whole Parquet file."""
    try:
        with path.open("rb") as file:
            head = file.read(4)
            file.seek(-min(4, file.seek(0, os.SEEK_END)), os.SEEK_END)
            tail = file.read(4)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}.") from error
    if head != _MARK:
        raise InputError(f"{path} cannot be read as Parquet: it is another kind of file. {advice}")
    if tail != _MARK:
        raise InputError(
            f"{path} cannot be read as Parquet: it was cut off while it was written or copied. "
            "Write or copy it again."
        )


def _batches(file: pq.ParquetFile, name: str) -> Iterator[Batch]:
    row = 0
    try:
        for part in file.iter_batches(batch_size=ROWS_AT_ONCE):
            frame = pl.DataFrame(pa.Table.from_batches([part]))
            rows = pl.int_range(row + 1, row + 1 + frame.height, dtype=pl.Int64, eager=True)
            row += frame.height
            yield _of_text(frame.with_columns(rows.alias(ROW)))
    except (pa.ArrowException, OSError, pl.exceptions.PolarsError) as error:
        raise _unreadable(name, error) from error


def _of_text(frame: pl.DataFrame) -> Batch:
    """Take bytes for UTF-8, and refuse the rows where they are not."""
    refused: dict[int, tuple[int, str, str, str]] = {}
    for name, kind in frame.schema.items():
        if kind != pl.Binary:
            continue
        texts: list[str | None] = []
        for at, value in enumerate(frame[name]):
            try:
                texts.append(None if value is None else value.decode())
            except UnicodeDecodeError:
                texts.append(None)
                shown = value.decode("utf-8", "backslashreplace")
                refused.setdefault(at, (frame[ROW][at], name, NOT_UTF8, shown))
        frame = frame.with_columns(pl.Series(name, texts, dtype=pl.String))
    if not refused:
        return Batch(frame)
    bad = pl.int_range(frame.height, eager=True).is_in(list(refused))
    return Batch(frame.filter(~bad), refusals(refused.values()))


def _unreadable(name: str, error: BaseException) -> InputError:
    why = str(error).split("\n", 1)[0][:200]
    return InputError(
        f"{name}: not a readable Parquet file ({why}). It may have been cut off while it was "
        "written or copied; write or copy it again."
    )
