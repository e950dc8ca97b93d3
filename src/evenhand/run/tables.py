"""The tables of a run, as files of its folder."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import pyarrow as pa

from evenhand.exchange import tables
from evenhand.records.progress import Progress, silent


def write_tables(
    named: Mapping[str, pa.Table],
    folder: Path,
    *,
    csv: Collection[str] = (),
    others: int = 0,
    progress: Progress = silent,
) -> int:
    """Write each table as NAME.parquet, and those whose names are in ``csv`` as NAME.csv too.

    ``progress`` hears "files written", out of these and of ``others`` that the caller writes next.
    Returns how many were written.
    """
    files = 0
    in_all = len(named) + len(set(csv) & set(named)) + others
    for name, table in named.items():
        tables.write_parquet(table, folder / f"{name}.parquet")
        files += 1
        if name in csv:
            tables.write_csv(table, folder / f"{name}.csv")
            files += 1
        progress("files written", files, in_all)
    return files
