"""JSON files as chunks of records: one object a line, an array, objects in a row, an export.

Lines are read one by one, and a bad one is refused by itself. In an array or a nested document a
fault leaves no place to go on from, so it ends the reading with an InputError. Nothing is held in
memory but the record at hand and the chunk of records around it.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO

import polars as pl

from evenhand.records.batches import NOT_UTF8, ROW, Batch, refusals
from evenhand.records.errors import InputError
from evenhand.records.files import CHUNK_BYTES, Limits
from evenhand.records.json_stream import JsonReader, fault, telegram_messages, values

RECORDS_AT_ONCE = 20_000
Record = tuple[int, Any]
Refusal = tuple[int, str | None, str, str | None]


@dataclass(frozen=True)
class Chunk:
    """Records in order, each with its number in the file, and the lines that were none.

    ``lines`` holds the records as they stand (JSON bytes) where the file has one a line.
    """

    numbers: list[int]
    lines: list[bytes] | None
    values: list[Any] | None
    refused: list[Refusal]

    def records(self, refused: list[Refusal]) -> Iterator[Record]:
        """Parse the records one by one; what is not a JSON object is added to ``refused``.

        A record is given out before the next is parsed, so that a caller who keeps little of each
        has little for the garbage collector to go through.
        """
        refused += self.refused
        if self.values is not None:
            for number, value in zip(self.numbers, self.values, strict=True):
                if isinstance(value, dict):
                    yield number, value
                else:
                    refused.append((number, None, "not a JSON object", _start(value)))
            return
        for number, line in zip(self.numbers, self.lines or [], strict=True):
            try:
                value = json.loads(line)
            except UnicodeDecodeError:
                reason = NOT_UTF8
            except (ValueError, RecursionError) as error:
                reason = f"not a JSON object ({fault(error)})"
            else:
                if isinstance(value, dict):
                    yield number, value
                    continue
                reason = "not a JSON object"
            start = line[:800].decode("utf-8", "backslashreplace")
            refused.append((number, None, reason, start))


def read_json(stream: BinaryIO, name: str, limits: Limits) -> Iterator[Chunk]:
    """Read a JSON stream (UTF-8) of any shape, chunk by chunk.

    Raises InputError where an array or a nested document is damaged or holds a record longer than
    ``limits.record_bytes``.
    """
    head = stream.peek(1 << 20)[: 1 << 20].lstrip()  # type: ignore[attr-defined]
    if not head.startswith((b"[", b"{")) and not name.lower().rstrip(".gzst").endswith("l"):
        raise InputError(
            f"{name}: this is not JSON; it begins with {head[:40].decode('utf-8', 'replace')!r}. "
            "Expected are objects, one a line, or an array of objects."
        )
    if _has_lines(head):
        return _line_chunks(stream, limits)
    reader = JsonReader(stream, name, limits)
    found = telegram_messages(reader, {}) if _is_telegram(head) else values(reader)
    return _value_chunks(found)


def flat_batch(chunk: Chunk) -> Batch:
    """Make a table of a chunk: a String column for each key, and for each key one level down.

    A list of single values becomes a list of strings, a nested key ``user.id``; what is nested
    deeper is left as its text, and lists of objects are left out.
    """
    if chunk.lines is not None:
        numbers, lines, refused = chunk.numbers, chunk.lines, chunk.refused
        frame = _frame(lines)
        if frame is not None and frame.height == len(lines):
            return Batch(_with_rows(frame, numbers), refusals(refused))
    refused = []
    records = list(chunk.records(refused))
    frame = _frame([json.dumps(_sound(value)).encode() for _, value in records])
    if frame is None:  # polars cannot agree on types: all of it by hand
        flat = [_flattened(_sound(value)) for _, value in records]
        keys = sorted({key for value in flat for key in value})
        texts = [[_cell(value.get(key)) for value in flat] for key in keys]
        frame = pl.DataFrame(
            dict(zip(keys, texts, strict=True)), schema=dict.fromkeys(keys, pl.String)
        )
    return Batch(_with_rows(frame, [number for number, _ in records]), refusals(refused))


def _with_rows(frame: pl.DataFrame, numbers: list[int]) -> pl.DataFrame:
    rows = pl.Series(ROW, numbers, dtype=pl.Int64)
    text = pl.col(pl.String)
    return frame.with_columns(pl.when(text != "").then(text)).with_columns(rows)


def _frame(lines: list[bytes]) -> pl.DataFrame | None:
    if not lines:
        return pl.DataFrame()
    data = b"\n".join(lines)
    if b"\\u0000" in data or b"\\ud" in data.lower():
        return None  # NUL and half surrogates need care
    try:
        schema = pl.scan_ndjson(io.BytesIO(data), infer_schema_length=None).collect_schema()
        wanted = _wanted(schema)
        frame = pl.read_ndjson(io.BytesIO(data), schema=wanted)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        return None
    structs = [name for name, kind in wanted.items() if isinstance(kind, pl.Struct)]
    nested = [
        pl.col(name).struct.field(inner).alias(f"{name}.{inner}")
        for name in structs
        for inner in _inner(wanted[name])
        if f"{name}.{inner}" not in schema
    ]
    return frame.with_columns(nested).drop(structs)


def _wanted(schema: Mapping[str, pl.DataType]) -> dict[str, pl.DataType]:
    """Say as what each key is read: a text, a list of texts, or a level of such.

    A list of objects is left out and counts as not there, so that hashtags kept in such a one are
    read from the text instead.
    """
    wanted: dict[str, pl.DataType] = {}
    for name, kind in schema.items():
        if isinstance(kind, pl.List):
            if not isinstance(kind.inner, pl.List | pl.Struct):
                wanted[name] = pl.List(pl.String)
        elif isinstance(kind, pl.Struct):
            level = _wanted({field.name: field.dtype for field in kind.fields})  # type: ignore[misc]
            flat = {n: pl.String() if isinstance(k, pl.Struct) else k for n, k in level.items()}
            if flat:
                wanted[name] = pl.Struct(flat)
        else:
            wanted[name] = pl.String()
    return wanted


def _inner(kind: pl.DataType) -> list[str]:
    return [field.name for field in kind.fields] if isinstance(kind, pl.Struct) else []


def _flattened(record: dict[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in record.items():
        if isinstance(value, dict):
            flat |= {f"{key}.{name}": inner for name, inner in value.items()}
        else:
            flat[key] = value
    flat |= {key: record[key] for key in flat if key in record}
    return {key: value for key, value in flat.items() if not _holds_objects(value)}


def _holds_objects(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(item, dict | list) for item in value)


def _cell(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def _sound(value: Any) -> Any:
    """Replace half surrogates and NULs, which no table can hold, in all strings of a value."""
    if isinstance(value, str):
        if "\x00" in value:
            value = value.replace("\x00", "\ufffd")
        if not value.isascii():
            value = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return value
    if isinstance(value, list):
        return [_sound(item) for item in value]
    if isinstance(value, dict):
        return {_sound(key): _sound(item) for key, item in value.items()}
    return value


def sound(value: Any) -> Any:
    """Give a parsed JSON value with its strings fit for a table (see `_sound`)."""
    try:
        return _sound(value)
    except RecursionError:
        return {}


def _start(value: Any) -> str:
    return str(value)[:200].encode("utf-8", "replace").decode()


def _has_lines(head: bytes) -> bool:
    """Whether a file has one object a line: some early line is a whole one by itself."""
    if head.startswith(b"["):
        return False
    lines = head.split(b"\n", 50)
    for line in lines[:50]:
        if line.startswith(b"{") and line.rstrip().endswith(b"}"):
            try:
                json.loads(line)
            except (ValueError, RecursionError):
                continue
            return True
    # A first line longer than what was looked at is a large record, unless it is an export.
    return (len(lines) == 1 and not _is_telegram(head)) or not head.startswith(b"{")


def _is_telegram(head: bytes) -> bool:
    start = head[:100_000]
    return (
        bool(re.search(rb'"(?:messages|chats|left_chats)"\s*:\s*[\[{]', start)) and head[:1] == b"{"
    )


def _line_chunks(stream: BinaryIO, limits: Limits) -> Iterator[Chunk]:
    row, rest = 0, b""
    while True:
        data = stream.read(CHUNK_BYTES)
        lines = (rest + data).split(b"\n")
        rest = lines.pop() if data else b""
        refused: list[Refusal] = []
        numbers, kept = [], []
        for line in lines:
            if line and not line.isspace():
                row += 1
                if len(line) > limits.record_bytes:
                    refused.append(_too_long(row, line, limits))
                else:
                    numbers.append(row)
                    kept.append(line)
        if len(rest) > limits.record_bytes:
            row += 1
            refused.append(_too_long(row, rest, limits))
            rest = _skipped(stream)
        if kept or refused:
            yield Chunk(numbers, kept, None, refused)
        if not data:
            return


def _too_long(row: int, line: bytes, limits: Limits) -> Refusal:
    start = line[:800].decode("utf-8", "replace")
    return row, None, f"a line longer than {limits.record_bytes:,} bytes", start


def _skipped(stream: BinaryIO) -> bytes:
    while data := stream.read(CHUNK_BYTES):
        if (end := data.find(b"\n")) >= 0:
            return data[end + 1 :]
    return b""


def _value_chunks(found: Iterator[Any]) -> Iterator[Chunk]:
    row = 0
    while some := list(islice(found, RECORDS_AT_ONCE)):
        yield Chunk(list(range(row + 1, row + 1 + len(some))), None, some, [])
        row += len(some)
