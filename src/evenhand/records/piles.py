"""All posts of a read: kept in memory while they fit, then on disk; made unique, then in order.

Two rules make the result independent of the order of rows and files. Of several posts with one id
the earliest stays (then by account, text, and the rest); identical posts without an id are
numbered, and are put out where a post read back from a table already has the id so made. Posts are
sorted by created_at, account_id, post_id.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from evenhand.records.batches import ROW
from evenhand.records.drafts import FILE, LISTS, MADE, POST_COLUMNS
from evenhand.records.schemas import POSTS

_ORDER = ("created_at", "account_id", "post_id")
_GROUP_ROWS = 131_072
_KEPT, _NTH, _PART, _OBJECTS = "(n)", "(nth)", "(part)", "(objects)"
_KEY = [FILE, ROW, "post_id"]


@dataclass(frozen=True)
class Settled:
    """The finished posts, and the duplicates put out.

    ``posts`` is lazy over memory or over ``folder``'s Parquet file; ``counts`` has `FILE`, posts,
    made; ``refused`` has `FILE`, row, column, reason, value.
    """

    posts: pl.LazyFrame
    counts: pl.DataFrame
    refused: pl.DataFrame
    folder: Path | None


class Pile:
    """Where batches of posts are collected.

    ``memory_bytes`` is how much stays in memory; ``spill`` a folder for the rest (a temporary one
    by default). `settle` ends it.
    """

    def __init__(self, memory_bytes: int, spill: Path | None) -> None:
        self._memory_bytes = memory_bytes
        self._spill = spill
        self._frames: list[pl.DataFrame] = []
        self._bytes = 0
        self._folder: Path | None = None
        self._parts: list[Path] = []
        self._hashes: list[np.ndarray] = []
        self._times: list[np.ndarray] = []
        self._read_back: list[np.ndarray] = []

    def add(self, posts: pl.DataFrame) -> None:
        """Add a batch; write all to disk when it no longer fits."""
        if posts.is_empty():
            return
        self._frames.append(posts)
        made_before = ~pl.col(MADE) & pl.col("post_id").str.starts_with("made:")
        self._read_back.append(posts.filter(made_before)["post_id"].hash().to_numpy())
        self._bytes += int(posts.estimated_size())
        if self._bytes > self._memory_bytes:
            self._write()

    def settle(self) -> Settled:
        """Make the posts unique and put them in order."""
        if not self._parts:
            if not self._frames:
                raise ValueError("there is nothing to settle")
            frame = pl.concat(self._frames, rechunk=True)
            self._frames = []
            twice = frame.filter(pl.col("post_id").is_duplicated())
            final, refused = _final(frame, _verdicts(twice), self._taken())
            counts = _counts(final)
            return Settled(final.select(POST_COLUMNS).sort(_ORDER).lazy(), counts, refused, None)
        self._write()
        return self._settle_on_disk()

    def _taken(self) -> pl.Series:
        """Hash the ids that were made when a table was written that is now read back."""
        return pl.Series(np.concatenate(self._read_back), dtype=pl.UInt64).unique()

    def discard(self) -> None:
        """Remove what was written, when the read fails."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _write(self) -> None:
        if not self._frames:
            return
        if self._folder is None:
            if self._spill is not None:
                self._spill.mkdir(parents=True, exist_ok=True)
            self._folder = Path(tempfile.mkdtemp(prefix="evenhand-posts-", dir=self._spill))
        frame = pl.concat(self._frames)
        path = self._folder / f"part-{len(self._parts):05}.parquet"
        frame.write_parquet(path, compression="lz4", row_group_size=_GROUP_ROWS)
        self._hashes.append(frame["post_id"].hash().to_numpy())
        self._times.append(frame["created_at"].dt.epoch("us").to_numpy())
        self._parts.append(path)
        self._frames, self._bytes = [], 0

    def _settle_on_disk(self) -> Settled:
        """Sort what does not fit: deal it out by time into buckets that do, then sort each."""
        folder = self._folder
        if folder is None:
            raise ValueError("nothing was written")
        twice, times = _repeated(self._hashes), np.concatenate(self._times)
        self._hashes, self._times = [], []
        verdicts = _verdicts(self._rows_with(twice))
        taken = self._taken()
        buckets = 2 * len(self._parts)
        edges = np.unique(np.quantile(times, np.linspace(0, 1, buckets + 1)[1:-1], method="lower"))
        del times
        refused, counts = [], []
        dealt = _Dealt(folder, edges.size + 1)
        for part in self._parts:
            for batch in _slices(part):
                final, bad = _final(batch, verdicts, taken)
                refused.append(bad)
                counts.append(_counts(final))
                bucket = np.searchsorted(
                    edges, final["created_at"].dt.epoch("us").to_numpy(), "right"
                )
                dealt.add(final.select(POST_COLUMNS), bucket)
            part.unlink()
        path = folder / "posts.parquet"
        with pq.ParquetWriter(path, POSTS, compression="zstd") as writer:
            for bucket_rows in dealt.taken():
                table = as_posts(bucket_rows.sort(_ORDER))
                writer.write_table(table, row_group_size=_GROUP_ROWS)
        totals = pl.concat(counts).group_by(FILE).agg(pl.col("posts", "made").sum())
        return Settled(pl.scan_parquet(path), totals, pl.concat(refused), folder)

    def _rows_with(self, hashes: np.ndarray) -> pl.DataFrame:
        wanted = pl.Series(hashes, dtype=pl.UInt64).to_frame("h")
        found = []
        for part in self._parts:
            for batch in _slices(part) if hashes.size else ():
                keep = batch["post_id"].hash().is_in(wanted["h"].implode())
                found.append(batch.filter(keep))
        rows = pl.concat(found) if found else next(_slices(self._parts[0])).clear()
        return rows.filter(pl.col("post_id").is_duplicated())


class _Dealt:
    """Buckets of posts on disk, one Parquet file each, in the order of time."""

    def __init__(self, folder: Path, buckets: int) -> None:
        self._paths = [folder / f"bucket-{i:05}.parquet" for i in range(buckets)]
        self._writers = [pq.ParquetWriter(path, POSTS, compression="lz4") for path in self._paths]

    def add(self, posts: pl.DataFrame, bucket: np.ndarray) -> None:
        for number in np.unique(bucket):
            rows = posts.filter(pl.Series(bucket == number))
            self._writers[int(number)].write_table(as_posts(rows))

    def taken(self) -> Iterator[pl.DataFrame]:
        for writer in self._writers:
            writer.close()
        for path in self._paths:
            rows = pl.read_parquet(path)
            path.unlink()
            if not rows.is_empty():
                yield rows


def as_posts(frame: pl.DataFrame) -> pa.Table:
    """Give a frame of posts the exact Arrow types of POSTS."""
    table = frame.select(POST_COLUMNS).to_arrow(compat_level=pl.CompatLevel.oldest())
    # In slices, so that no array of a slice needs more than 32-bit offsets.
    size = _GROUP_ROWS
    parts = [
        table.slice(at, size).combine_chunks().cast(POSTS) for at in range(0, len(table), size)
    ]
    return pa.concat_tables(parts) if parts else POSTS.empty_table()


def _slices(part: Path) -> Iterator[pl.DataFrame]:
    file = pq.ParquetFile(part)
    for group in range(file.num_row_groups):
        yield pl.DataFrame(file.read_row_group(group))


def _repeated(hashes: list[np.ndarray]) -> np.ndarray:
    ordered = np.sort(np.concatenate(hashes))
    return np.unique(ordered[1:][ordered[1:] == ordered[:-1]])


def _verdicts(twice: pl.DataFrame) -> pl.DataFrame:
    """Decide about posts with one id: the number of each among them (1 is the one that stays).

    Where a file has a row for each object that a post shared, the objects of all rows go to the one
    that stays, and the others have the number 0.
    """
    rest = [name for name in POST_COLUMNS if name not in ("post_id", *_ORDER, "text", *LISTS)]
    lists = [pl.col(name).list.join("\x1e", ignore_nulls=True).alias(name) for name in LISTS]
    # A post whose id is its own goes before one whose id was made.
    keys = ["post_id", MADE, "created_at", "account_id", "text", *rest, *LISTS, FILE, ROW]
    ordered = twice.with_columns(_nth(), *lists, pl.col("objects").alias(_OBJECTS))
    ordered = ordered.sort(keys, nulls_last=False)
    ordered = ordered.with_columns(
        pl.int_range(1, pl.len() + 1).over("post_id").alias(_KEPT),
        (
            pl.col("objects").is_not_null()
            & pl.struct("post_id", "objects").is_first_distinct()
            & ~pl.col(MADE)
            & pl.all_horizontal(
                pl.col(name).eq_missing(pl.col(name).first().over("post_id"))
                for name in ("account_id", "created_at", "text")
            )
        ).alias(_PART),
    )
    together = (
        pl.col(_OBJECTS)
        .filter(pl.col(_PART))
        .list.explode(keep_nulls=False, empty_as_null=False)
        .unique()
        .sort()
    )
    merged = ordered.filter(pl.col(_PART)).group_by("post_id").agg(together)
    kept = pl.when(pl.col(_PART) & (pl.col(_KEPT) > 1)).then(0).otherwise(pl.col(_KEPT))
    return ordered.select(*_KEY, _NTH, kept.alias(_KEPT)).join(merged, on="post_id", how="left")


def _nth() -> pl.Expr:
    """Tell posts with one id within one record apart: by their order in it."""
    return pl.int_range(pl.len()).over(_KEY).alias(_NTH)


def _final(
    posts: pl.DataFrame, verdicts: pl.DataFrame, taken: pl.Series
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Carry out the verdicts: number the made ids, put out the duplicates of the others."""
    refused = _put_out(posts.clear())
    if verdicts.is_empty():
        frame = posts.with_columns(pl.lit(1, dtype=pl.Int64).alias(_KEPT))
    else:
        frame = posts.with_columns(_nth()).join(
            verdicts, on=[*_KEY, _NTH], how="left", maintain_order="left"
        )
        frame = frame.with_columns(pl.col(_KEPT).fill_null(1))
        frame = frame.with_columns(
            objects=pl.when(pl.col(_KEPT) == 1)
            .then(pl.coalesce(_OBJECTS, "objects"))
            .otherwise("objects")
        ).filter(pl.col(_KEPT) > 0)
        out = ~pl.col(MADE) & (pl.col(_KEPT) > 1)
        refused = _put_out(frame.filter(out))
        frame = frame.filter(~out)
    named = pl.when(pl.col(MADE)).then(pl.format("{}-{}", "post_id", _KEPT)).otherwise("post_id")
    frame = frame.with_columns(named.alias("post_id"))
    if taken.len():
        there = pl.col(MADE) & pl.col("post_id").hash().is_in(taken.implode())
        refused = pl.concat([refused, _put_out(frame.filter(there))])
        frame = frame.filter(~there)
    nameless = pl.col("repost_of") == "unknown:"
    if frame.select(nameless.any()).item():
        unknown = pl.concat_str(pl.lit("unknown:"), "post_id")
        frame = frame.with_columns(
            repost_of=pl.when(nameless).then(unknown).otherwise(pl.col("repost_of"))
        )
    return frame.select(*POST_COLUMNS, FILE, MADE), refused


def _put_out(posts: pl.DataFrame) -> pl.DataFrame:
    return posts.select(
        FILE,
        pl.col(ROW).alias("row"),
        column=pl.lit("post_id"),
        reason=pl.lit("the post is already there: another row has this id"),
        value=pl.col("post_id"),
    )


def _counts(posts: pl.DataFrame) -> pl.DataFrame:
    return posts.group_by(FILE).agg(posts=pl.len(), made=pl.col(MADE).sum())
