"""A coordination run beside a trace of the same posts: its groups, joined by account."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pyarrow as pa

from evenhand.reports.sentences import count, number
from evenhand.run.earlier import read_groups
from evenhand.tracing.coordinated import coordinated


@dataclass(frozen=True)
class Beside:
    """The groups of a run, and what their accounts were found to publish."""

    run: str
    """Its folder, as it was given."""
    table: pa.Table
    """Table COORDINATED."""
    members: dict[str, str]
    """The cluster of each traced account that is in one."""
    notes: tuple[str, ...]
    """What is uncertain about joining the two, in sentences."""


def beside(
    folder: str | Path, accounts: pa.Table, documents: pa.Table, inputs: Collection[str]
) -> Beside:
    """Read a run of ``evenhand detect`` and join it to a trace.

    Args:
        folder: of the run.
        accounts: a table of UNDISCLOSED.
        documents: all DOCUMENTS that were traced.
        inputs: hashes (SHA-256) of the files that they were read from; none when they were not
            read from files.

    Raises:
        InputError: the folder is not of such a run, or was changed since.
    """
    groups = read_groups(folder)
    notes = []
    if inputs and not groups.inputs & set(inputs):
        notes.append(
            "The run looked at other files than this trace. Both are joined by the ids of the "
            "accounts, which must mean the same in both."
        )
    traced = (
        pl.DataFrame(documents.select(["account_id", "outlet", "author"]))
        .select(account=pl.coalesce("account_id", "outlet", "author"))["account"]
        .drop_nulls()
        .unique()
    )
    inside = (
        pl.DataFrame(groups.members)
        .select("account_id", pl.col("cluster").cast(pl.String))
        .drop_nulls()
    )
    here = inside.filter(pl.col("account_id").is_in(traced.implode()))
    if here.height < inside.height:
        notes.append(
            f"{number(here.height)} of {count(inside.height, 'account')} in its groups "
            f"{'has' if here.height == 1 else 'have'} posts in this trace."
        )
    table = coordinated(accounts, groups.clusters, groups.members)
    return Beside(str(folder), table, dict(here.iter_rows()), tuple(notes))
