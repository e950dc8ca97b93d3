"""A table beside the posts: one Parquet, CSV or TSV file, read as its rows stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from evenhand.records.batches import Batch
from evenhand.records.delimited import read_delimited
from evenhand.records.errors import InputError
from evenhand.records.files import InputFile, Limits, find, opened
from evenhand.records.parquet_rows import read_parquet

Take = Callable[[list[str], Iterable[Batch]], None]


def read_rows(file: InputFile, encoding: str | None, limits: Limits, take: Take) -> None:
    """Hand the names of the columns and the batches of rows to ``take``."""
    if file.kind == "parquet":
        take(*read_parquet(file.path, file.name))
        return
    with opened(file, limits, encoding) as stream:
        take(*read_delimited(stream, file.name, file.separator, limits))


def one_table(path: str, holds: str) -> InputFile:
    """Find the one file of a path; ``holds`` names its rows in the error: ``accounts``.

    Raises InputError when it is missing, several, or no table.
    """
    files = find(path)
    if len(files) != 1 or files[0].kind == "json":
        raise InputError(f"{path}: {holds} are read from one Parquet, CSV or TSV file.")
    return files[0]
