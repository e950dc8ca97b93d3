"""Everything that was read, in the tables of the contract."""

from __future__ import annotations

import shutil
import weakref
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import polars as pl
import pyarrow as pa

from evenhand.records.drafts import latest_accounts
from evenhand.records.errors import InputError
from evenhand.records.piles import as_posts
from evenhand.records.schemas import ACCOUNTS, POSTS, REJECTED
from evenhand.records.source import Source
from evenhand.records.times import UTC, resolution_s


@dataclass(frozen=True)
class Records:
    """Everything read.

    ``posts`` is lazy, with the columns of POSTS, sorted by created_at, account_id, post_id; `frame`
    and `table` give all of it in memory. Where it was too much for memory it lies in a temporary
    file that goes away with this object.
    """

    posts: pl.LazyFrame
    accounts: pa.Table
    rejected: pa.Table
    sources: tuple[Source, ...]
    _folder: Path | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Have what lies on disk removed when this object goes."""
        if self._folder is not None:
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)

    @property
    def count(self) -> int:
        """How many posts there are."""
        return sum(source.posts for source in self.sources)

    def frame(self) -> pl.DataFrame:
        """Give all posts as a polars frame."""
        return self.posts.collect()

    def table(self) -> pa.Table:
        """Give all posts as an Arrow table with exactly the schema POSTS."""
        return as_posts(self.frame())


def from_table(posts: pl.LazyFrame | pl.DataFrame | pa.Table) -> Records:
    """Take a table of posts that is already at hand.

    It needs post_id, account_id, created_at (with a zone) and may have the other columns of POSTS.
    Nothing is read from texts and nothing is renamed. Raises InputError when a needed column is
    missing or has another type, when it is null somewhere, and when two posts have one id.
    """
    lazy = pl.DataFrame(posts).lazy() if isinstance(posts, pa.Table) else posts.lazy()
    schema = lazy.collect_schema()
    wanted = pl.DataFrame(POSTS.empty_table()).schema
    needed = [column.name for column in POSTS if not column.nullable]
    missing = [name for name in needed if name not in schema]
    if missing:
        there = ", ".join(schema.names())
        raise InputError(
            f"The table of posts has no column {', '.join(missing)}. The columns there are: "
            f"{there}."
        )
    if getattr(schema["created_at"], "time_zone", None) is None:
        raise InputError("The column created_at must hold times with a zone (UTC).")
    try:
        frame = lazy.select(
            pl.col(name).cast(kind) if name in schema else pl.lit(None, dtype=kind).alias(name)
            for name, kind in wanted.items()
        ).collect()
    except pl.exceptions.PolarsError as error:
        raise InputError(f"The table of posts has a column of another type: {error}.") from error
    for name in needed:
        if frame[name].null_count():
            raise InputError(f"The table of posts has rows without {name}. Leave them out.")
    if frame["post_id"].is_duplicated().any():
        twice = frame.filter(pl.col("post_id").is_duplicated())["post_id"][0]
        raise InputError(f"Two rows of the table of posts have the same post_id: {twice}.")
    frame = frame.sort("created_at", "account_id", "post_id")
    unknown = [pl.lit(None, dtype=pl.String).alias(n) for n in ("handle", "name", "kind", "url")]
    described = latest_accounts(
        frame.select(
            "account_id",
            "platform",
            *unknown,
            pl.lit(None, dtype=UTC).alias("created_at"),
            pl.lit(None, dtype=pl.Int64).alias("followers"),
            pl.col("created_at").alias("seen"),
        )
    )
    accounts = described.sort("account_id").select(ACCOUNTS.names)
    source = Source(
        file="(table)",
        format="table",
        rows=frame.height,
        posts=frame.height,
        rejected=0,
        not_posts=0,
        columns=MappingProxyType({}),
        resolution_s=resolution_s(frame["created_at"]),
        zone_assumed=False,
        ids_made=False,
        first=frame["created_at"].min(),  # type: ignore[arg-type]
        last=frame["created_at"].max(),  # type: ignore[arg-type]
        sha256="",
        bytes=0,
    )
    table = accounts.to_arrow(compat_level=pl.CompatLevel.oldest()).combine_chunks()
    return Records(frame.lazy(), table.cast(ACCOUNTS), REJECTED.empty_table(), (source,))
