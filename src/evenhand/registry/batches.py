"""Many rows and many values at once, as each of the two databases takes them fastest."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from evenhand.registry.needed import needed

with needed():
    from sqlalchemy import (
        ARRAY,
        ColumnElement,
        Connection,
        Table,
        bindparam,
        func,
        select,
    )

_AT_ONCE = 5_000  # values in one statement; both databases take more
T = TypeVar("T")


def insert_new(
    connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Insert rows, in this order, and leave those that are there as they are.

    The rows go to the driver as they are, tuples in the order of ``columns``: SQLite takes them
    one by one from memory, PostgreSQL as one array for each column.
    """
    if not rows:
        return
    # Tables and columns are named by this program; what others gave is in the rows.
    into = f"INSERT INTO {table.name} ({', '.join(columns)})"
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(columns))
        connection.exec_driver_sql(
            f"{into} VALUES ({marks}) ON CONFLICT DO NOTHING",
            list(rows),
        )
        return
    dialect = connection.dialect
    arrays = ", ".join(f"%s::{table.c[name].type.compile(dialect)}[]" for name in columns)
    connection.exec_driver_sql(
        f"{into} SELECT {', '.join(columns)} FROM unnest({arrays}) "  # noqa: S608
        f"WITH ORDINALITY AS given ({', '.join(columns)}, place) ORDER BY place "
        "ON CONFLICT DO NOTHING",
        tuple(list(values) for values in zip(*rows, strict=True)),
    )


def among(
    connection: Connection, column: ColumnElement[Any], values: Sequence[str] | Sequence[int]
) -> ColumnElement[bool]:
    """Say that a column is one of many values, in one parameter however many they are."""
    if connection.dialect.name == "sqlite":
        given = func.json_each(json.dumps(values)).table_valued("value")
        return column.in_(select(given.c.value))
    return column == func.any(bindparam(None, list(values), type_=ARRAY(column.type)))


def portions(values: Sequence[T], size: int = _AT_ONCE) -> Iterator[Sequence[T]]:
    """Cut a list into parts that one statement can take."""
    for start in range(0, len(values), size):
        yield values[start : start + size]
