"""Text from strangers made fit for XML 1.0, a column at a time."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

# Neither as themselves nor as references may these stand in XML 1.0 (section 2.2, Char).
ILLEGAL = "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"
REPLACEMENT = "\ufffd"

ROWS_AT_ONCE = 50_000


def escaped(column: pl.Expr) -> pl.Expr:
    """Make a string column fit for element text and for attribute values in double quotes.

    Tab, line feed and carriage return become references, since parsers turn them into blanks in
    attributes; characters that XML cannot hold become U+FFFD.
    """
    return (
        column.str.replace_all(ILLEGAL, REPLACEMENT)
        .str.replace_all("&", "&amp;", literal=True)
        .str.replace_all("<", "&lt;", literal=True)
        .str.replace_all(">", "&gt;", literal=True)
        .str.replace_all('"', "&quot;", literal=True)
        .str.replace_all("\t", "&#9;", literal=True)
        .str.replace_all("\n", "&#10;", literal=True)
        .str.replace_all("\r", "&#13;", literal=True)
    )


def names(frame: pl.DataFrame) -> list[str]:
    """Spell out the names of the columns."""
    column = pl.DataFrame({"name": frame.columns}, schema={"name": pl.String})
    return column.select(escaped(pl.col("name")))["name"].to_list()


def value(frame: pl.DataFrame, name: str) -> pl.Expr:
    """Spell out one column of the frame as XML would have it; null stays null."""
    column = pl.col(name)
    return escaped(column) if frame.schema[name] == pl.String else column.cast(pl.String)


def lines(frame: pl.DataFrame, element: list[pl.Expr]) -> Iterator[bytes]:
    """Write each row as the joined parts of ``element``, some ten thousand rows at once.

    A part that is null is left out: that is how a missing value is said.
    """
    for rows in frame.iter_slices(ROWS_AT_ONCE):
        text = rows.select(pl.concat_str(element, ignore_nulls=True)).to_series().str.join("\n")
        yield f"{text.item()}\n".encode()
