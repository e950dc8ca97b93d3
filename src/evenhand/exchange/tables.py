"""Tables as files: Parquet for programs, CSV for people and spreadsheets."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import cast

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from evenhand.exchange import kernels
from evenhand.exchange.aside import aside
from evenhand.records import dictionaries

ROWS_IN_GROUP = 1 << 20
SAMPLE = 1 << 16

# Spreadsheets run a cell that begins with one of these as a formula, also with the full-width signs
# of East Asian keyboards (OWASP, "CSV injection").
FORMULA = r"^'*[=+\-@\t\r\n＝＋－＠]"
TIME_FORMAT = "%Y-%m-%dT%H:%M:%S%.f"


def write_parquet(table: pa.Table, path: Path | str) -> None:
    """Write a table as Parquet (zstd), with its schema and the metadata of table and columns.

    Equal tables give equal bytes, however their chunks and dictionaries came about, with one
    version of pyarrow. Strings that repeat are dictionary-encoded. The file takes its name when it
    is whole; memory beyond the table's own is that of a million rows.
    """
    with (
        aside(path) as part,
        pq.ParquetWriter(
            part, table.schema, compression="zstd", use_dictionary=_repeating(table)
        ) as writer,
    ):
        for start in range(0, table.num_rows, ROWS_IN_GROUP):
            _write_group(writer, table.slice(start, ROWS_IN_GROUP))


def write_batches(batches: Iterable[pa.RecordBatch], schema: pa.Schema, path: Path | str) -> int:
    """Write batches as Parquet while they come, holding about a million rows, and count the rows.

    The bytes depend on the rows alone, not on how they are cut into batches.
    """
    rows = 0
    with (
        aside(path) as part,
        pq.ParquetWriter(part, schema, compression="zstd") as writer,
    ):
        held: list[pa.RecordBatch] = []
        for batch in batches:
            held.append(batch)
            while sum(one.num_rows for one in held) >= ROWS_IN_GROUP:
                whole = pa.Table.from_batches(held, schema)
                _write_group(writer, whole.slice(0, ROWS_IN_GROUP))
                rows += ROWS_IN_GROUP
                held = whole.slice(ROWS_IN_GROUP).to_batches()
        rest = pa.Table.from_batches(held, schema)
        _write_group(writer, rest)
        rows += int(rest.num_rows)
    return rows


def _write_group(writer: pq.ParquetWriter, rows: pa.Table) -> None:
    columns = [_canonical(column) for column in rows.columns]
    writer.write_table(pa.table(columns, schema=rows.schema), row_group_size=ROWS_IN_GROUP)


def _canonical(column: pa.ChunkedArray) -> pa.Array:
    """One chunk; a dictionary holds the values in order of first appearance and no others."""
    if not pa.types.is_dictionary(column.type):
        return column.combine_chunks()
    whole = dictionaries.coded(column)
    codes = whole.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    places, used = kernels.renumbered(codes, len(whole.dictionary))
    values = whole.dictionary.take(pa.array(used))
    return pa.DictionaryArray.from_arrays(
        pa.array(places, column.type.index_type, mask=places < 0), values
    )


def _repeating(table: pa.Table) -> list[str]:
    """Columns whose first rows hold each value twice or more on average, as Parquet paths."""
    names = []
    for field in table.schema:
        if pa.types.is_dictionary(field.type):
            names.append(field.name)
        elif pa.types.is_string(field.type) or pa.types.is_large_string(field.type):
            head = table[field.name].slice(0, SAMPLE)
            if 2 * pc.count_distinct(head, mode="all").as_py() <= len(head):
                names.append(field.name)
        elif pa.types.is_list(field.type) and pa.types.is_string(field.type.value_type):
            names.append(f"{field.name}.list.element")
    return names


def write_csv(table: pa.Table, path: Path | str) -> None:
    r"""Write a table as CSV by RFC 4180: UTF-8 without a mark, a header line, lines ended by CR LF.

    Times in UTC are ISO 8601 with a Z; lists and structs are JSON; null is an empty cell and an
    empty string is ``""``; line ends inside a cell stay, in quotes.

    A cell of a *string* column (and a column's name) that a spreadsheet would run as a formula gets
    a leading apostrophe: one that begins with ``= + - @``, a tab or a line end, or one of the
    full-width signs of the same, also after apostrophes of its own. So it can be undone: take one
    apostrophe from every string that matches ``^'+[=+\-@\t\r\n＝＋－＠]``. Numbers stay numbers.

    The file takes its name when it is whole. Raises ValueError for a column of a type that has no
    place in a CSV file (bytes, durations).
    """
    frame = cast(pl.DataFrame, pl.from_arrow(table))
    cells = frame.select(_cell(name, kind) for name, kind in frame.schema.items())
    names = pl.Series("name", frame.columns, pl.String).to_frame().select(_neutral(pl.col("name")))
    cells.columns = names.to_series().to_list()
    with aside(path) as part:
        cells.write_csv(part, line_terminator="\r\n")


def _neutral(column: pl.Expr) -> pl.Expr:
    dangerous = column.str.contains(FORMULA)
    return pl.when(dangerous).then(pl.concat_str(pl.lit("'"), column)).otherwise(column)


def _cell(name: str, kind: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if kind.is_nested():
        # Polars makes JSON of structs only: wrap the column in one, and cut it out again.
        wrapped = pl.struct(column.alias("c")).struct.json_encode()
        cut = wrapped.str.slice(len('{"c":')).str.head(-1)
        return pl.when(column.is_not_null()).then(cut).alias(name)
    if isinstance(kind, pl.Datetime):
        zone = "Z" if kind.time_zone else ""
        utc = column.dt.convert_time_zone("UTC") if kind.time_zone else column
        return utc.dt.strftime(TIME_FORMAT + zone).alias(name)
    if isinstance(kind, pl.Binary | pl.Duration | pl.Object):
        raise ValueError(
            f"Column {name!r} is of type {kind}, which a CSV file cannot hold. Write Parquet, or "
            "leave the column out."
        )
    if isinstance(kind, pl.String | pl.Categorical | pl.Enum):
        return _neutral(column.cast(pl.String)).alias(name)
    return column
