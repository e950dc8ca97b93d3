"""CSV and TSV files as batches of strings, every record accounted for.

Values are taken as they stand: nothing is guessed to be a number, and an empty field is null.
NUL bytes become U+FFFD, for no database or page downstream takes them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterator
from typing import BinaryIO

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from evenhand.records import kernels
from evenhand.records.batches import NOT_UTF8, ROW, Batch, refusals
from evenhand.records.errors import InputError
from evenhand.records.files import CHUNK_BYTES, Limits

ROWS_AT_ONCE = 131_072
_SEPARATORS = (",", "\t", ";", "|")
_HEADER_BYTES = 1 << 20
_FAULTS = {
    kernels.FIELDS: "{} fields expected in each row, but this one has more or fewer",
    kernels.TRAILING: "text after a closing quotation mark; a mark inside quotes must be doubled",
    kernels.UNCLOSED: "a quotation mark is opened and not closed",
    kernels.TOO_OFTEN: "a quotation mark is open at the end of the line, in a file with so many "
    "broken ones that no value over several lines is looked for any more",
}


def read_delimited(
    stream: BinaryIO, name: str, separator: str | None, limits: Limits
) -> tuple[list[str], Iterator[Batch]]:
    """Read a CSV or TSV stream (UTF-8).

    Returns the column names and an iterator of batches of at most 131,072 rows, all columns String.
    Raises InputError when there is no header line, when it is followed by nothing, or when two
    columns have the same name.
    """
    head = stream.peek(_HEADER_BYTES)[:_HEADER_BYTES]  # type: ignore[attr-defined]
    if b"\r" in head and b"\n" not in head:
        raise InputError(
            f"{name}: its lines end with a carriage return alone, as on old Macs. Save it again "
            "with ordinary line ends."
        )
    separator = separator or _separator(head)
    columns, used = _header(head, name, separator)
    stream.read(used)
    return columns, _batches(stream, name, columns, separator, limits)


def _header(head: bytes, name: str, separator: str) -> tuple[list[str], int]:
    data = np.frombuffer(head, dtype=np.uint8)
    cells = 16_384
    starts, ends = np.zeros(cells, np.int64), np.zeros(cells, np.int64)
    quoted = np.zeros(cells, np.bool_)
    spans, faults = np.zeros((1, 2), np.int64), np.zeros(1, np.int8)
    fields, used = kernels.split_records(
        data, ord(separator), 0, _HEADER_BYTES, True, starts, ends, quoted, spans, faults
    )
    if faults[0]:
        raise InputError(
            f"{name}: the header line cannot be read (an unbalanced quotation mark, or more than "
            f"{cells:,} columns). The first line must name the columns."
        )
    raw = [head[starts[i] : ends[i]] for i in range(fields)]
    columns = [value.replace(b'""', b'"').decode("utf-8", "replace").strip() for value in raw]
    if not any(columns):
        raise InputError(f"{name}: there is no header line. The first line must name the columns.")
    twice = sorted(column for column, times in Counter(columns).items() if column and times > 1)
    if twice:
        raise InputError(
            f"{name}: two columns have the same name: {', '.join(twice)}. Rename one of them."
        )
    return columns, used


def _separator(head: bytes) -> str:
    line = head.lstrip(b"\r\n").split(b"\n", 1)[0]
    outside = b"".join(line.split(b'"')[::2])
    return max(_SEPARATORS, key=lambda mark: outside.count(mark.encode()))


def _batches(
    stream: BinaryIO, name: str, columns: list[str], separator: str, limits: Limits
) -> Iterator[Batch]:
    room = max(1, min(ROWS_AT_ONCE, (1 << 24) // len(columns)))
    starts = np.empty(room * len(columns), np.int64)
    ends, quoted = np.empty_like(starts), np.empty(starts.size, np.bool_)
    spans, faults = np.empty((ROWS_AT_ONCE, 2), np.int64), np.empty(ROWS_AT_ONCE, np.int8)
    row, rest, final = 0, b"", False

    def split(text: bytes, last: bool) -> Generator[Batch, None, bytes]:
        nonlocal row
        while True:
            data = np.frombuffer(text, dtype=np.uint8)
            count, used = kernels.split_records(
                data, ord(separator), len(columns), limits.field_bytes, last,
                starts, ends, quoted, spans, faults,
            )  # fmt: skip
            if count:
                batch = _batch(text, data, columns, row, count, starts, ends, quoted, spans, faults)
                row += count
                yield batch
            text = text[used:]
            if count < ROWS_AT_ONCE and np.count_nonzero(faults[:count] == 0) < room:
                return text

    while not final or rest:
        if not final:
            chunk = stream.read(CHUNK_BYTES)
            final = len(chunk) < CHUNK_BYTES
            rest += chunk
        rest = yield from split(rest, final)
        if final:
            break
        if len(rest) > limits.record_bytes and (end := rest.rfind(b"\n") + 1):
            # A record over many lines that is too long: each of its lines is looked at alone.
            yield from split(rest[:end], True)
            rest = rest[end:]
        elif len(rest) > limits.record_bytes:
            row += 1
            start = rest[:400].decode("utf-8", "replace")
            rest, final = _next_line(stream)
            reason = f"a line longer than {limits.record_bytes:,} bytes"
            yield Batch(_empty(columns), refusals([(row, None, reason, start)]))
    if row == 0:
        raise InputError(f"{name}: the file has a header line and no rows.")


def _next_line(stream: BinaryIO) -> tuple[bytes, bool]:
    while chunk := stream.read(CHUNK_BYTES):
        if (end := chunk.find(b"\n")) >= 0:
            return chunk[end + 1 :], False
    return b"", True


def _batch(
    text: bytes,
    data: kernels.Bytes,
    columns: list[str],
    before: int,
    count: int,
    starts: kernels.Offsets,
    ends: kernels.Offsets,
    quoted: np.ndarray,
    spans: kernels.Offsets,
    faults: np.ndarray,
) -> Batch:
    good = np.flatnonzero(faults[:count] == 0)
    refused = [
        (
            before + 1 + int(bad),
            None,
            _FAULTS[int(faults[bad])].format(len(columns)),
            text[spans[bad, 0] : min(spans[bad, 1], spans[bad, 0] + 800)]
            .decode("utf-8", "replace")
            .rstrip("\r\n"),
        )
        for bad in np.flatnonzero(faults[:count])
    ]
    if not good.size:
        return Batch(_empty(columns), refusals(refused))
    rows = good + before + 1
    series = [pl.Series(ROW, rows, dtype=pl.Int64)]
    broken: dict[int, tuple[int, str, str, str]] = {}
    for number, column in enumerate(columns):
        if not column:
            continue
        cells = np.arange(good.size) * len(columns) + number
        size = int((ends[cells] - starts[cells]).sum())
        out, offsets = np.empty(size, np.uint8), np.empty(cells.size + 1, np.int64)
        used = kernels.gather_field(data, starts, ends, quoted, cells, out, offsets)
        out[:used][out[:used] == 0] = 0x1A  # SUB stands in for NUL until the text is one
        values, bad = _strings(out[:used], offsets)
        if (out[:used] == 0x1A).any():
            values = values.str.replace_all("\x1a", "\ufffd", literal=True)
        for i, value in bad:
            broken.setdefault(i, (int(rows[i]), column, NOT_UTF8, value))
        series.append(values.alias(column))
    frame = pl.DataFrame(series)
    if broken:
        keep = np.ones(frame.height, np.bool_)
        keep[list(broken)] = False
        frame = frame.filter(pl.Series(keep))
    text_columns = pl.col(pl.String)
    frame = frame.with_columns(pl.when(text_columns != "").then(text_columns))
    return Batch(frame, refusals([*refused, *broken.values()]))


def _strings(
    data: kernels.Bytes, offsets: kernels.Offsets
) -> tuple[pl.Series, list[tuple[int, str]]]:
    """Make strings of bytes and offsets; what is not UTF-8 is null and returned beside."""
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(data)]
    array = pa.LargeBinaryArray.from_buffers(pa.large_binary(), offsets.size - 1, buffers)
    try:
        return pl.Series(pc.cast(array, pa.large_string())), []
    except pa.ArrowInvalid:
        raw = [bytes(data[offsets[i] : offsets[i + 1]]) for i in range(offsets.size - 1)]
    values: list[str | None] = []
    bad = []
    for i, value in enumerate(raw):
        try:
            values.append(value.decode())
        except UnicodeDecodeError:
            values.append(None)
            bad.append((i, value.decode("utf-8", "backslashreplace")))
    return pl.Series(values, dtype=pl.String), bad


def _empty(columns: list[str]) -> pl.DataFrame:
    kinds = {ROW: pl.Int64} | {column: pl.String for column in columns if column}
    return pl.DataFrame(schema=kinds)
