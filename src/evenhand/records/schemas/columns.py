"""How a table is described: its columns, their types, units and meanings."""

from __future__ import annotations

import pyarrow as pa

UTC_TIME = pa.timestamp("us", tz="UTC")
CODED = pa.dictionary(pa.int32(), pa.string())
STRINGS = pa.list_(pa.string())


def column(
    name: str, kind: pa.DataType, meaning: str, unit: str = "", nullable: bool = True
) -> pa.Field:
    """Describe a column; meaning and unit travel inside the Parquet files."""
    metadata = {"meaning": meaning} | ({"unit": unit} if unit else {})
    return pa.field(name, kind, nullable=nullable, metadata=metadata)


def table(name: str, meaning: str, *columns: pa.Field) -> pa.Schema:
    """Describe a table, by what one row is."""
    return pa.schema(columns, metadata={"table": name, "meaning": meaning})
