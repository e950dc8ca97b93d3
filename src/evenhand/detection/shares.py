"""Shares: which account put which object out when, for each signal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from evenhand.detection.signals import Options, Signal, chosen
from evenhand.engines import local
from evenhand.records.dictionaries import coded
from evenhand.records.errors import InputError
from evenhand.records.progress import Progress, silent
from evenhand.records.schemas import SHARES, UTC_TIME

_CORE = ["account_id", "created_at", "post_id"]
_CODE_BYTES = 8  # what a code and its part of the dictionary take at most
_CONTRACT = {
    "account_id": "account",
    "object_id": "object",
    "timestamp_share": "time",
    "content_id": "post",
}


def shares(
    posts: pl.LazyFrame | pl.DataFrame | pa.Table,
    signals: Sequence[str] | None = None,
    options: Options | None = None,
    *,
    lonely: bool = False,
    progress: Progress = silent,
) -> pa.Table:
    """Turn posts into shares.

    Args:
        posts: table POSTS; columns that a signal does not need may be missing.
        signals: names of signals (`detection.signals`); None takes all but the coarse ones.
        options: what can be set about the signals.
        lonely: keep the shares of objects that only one account shared. They cannot be part of a
            coincidence; only the participation counts of `pairs` need them.
        progress: told how many signals are done.

    Returns:
        Table SHARES, in no particular order.

    Raises:
        InputError: there is no such signal.
    """
    options = options or Options()
    frame = _lazy(posts)
    present = set(frame.collect_schema().names())
    parts: list[tuple[str, pl.DataFrame]] = []
    wanted = [signal for signal in chosen(signals) if signal.column in present]
    for done, signal in enumerate(wanted):
        progress("signals looked for", done, len(wanted))
        part = _of_one(frame, present, signal, options, lonely)
        if part.height:
            parts.append((signal.name, part))
    progress("signals looked for", len(wanted), len(wanted))
    return _coded(parts)


def _of_one(
    frame: pl.LazyFrame, present: set[str], signal: Signal, options: Options, lonely: bool
) -> pl.DataFrame:
    if signal.from_reposts:
        frame = frame.filter(pl.col("repost_of").is_not_null())
    elif not options.include_reposts and "repost_of" in present:
        frame = frame.filter(pl.col("repost_of").is_null())
    rows = (
        signal.objects(frame.select(*_CORE, signal.column), options)
        .select(*_CORE, "object")
        .filter(pl.col("object").str.len_bytes() > 0)  # also drops null
        .collect(engine="streaming")
        # A post that carries one object twice shares it once.
        .unique(["post_id", "object", "account_id", "created_at"], maintain_order=True)
    )
    if lonely:
        return rows
    several = (
        rows.lazy()
        .group_by("object")
        .agg(pl.col("account_id").n_unique() > 1)
        .filter("account_id")
        .select("object")
    )
    return rows.lazy().join(several, on="object", how="semi").collect()


def _coded(parts: list[tuple[str, pl.DataFrame]]) -> pa.Table:
    if not parts:
        return SHARES.empty_table()
    tables = []
    for name, part in parts:
        tables.append(
            pa.table(
                [
                    pa.chunked_array([_repeated(name, part.height)]),
                    _as_codes(part["account_id"]),
                    _as_codes(part["object"]),
                    part["created_at"].to_arrow().cast(UTC_TIME),
                    part["post_id"].to_arrow().cast(pa.string()),
                ],
                schema=SHARES,
            )
        )
    return pa.concat_tables(tables).unify_dictionaries()


def _repeated(value: str, size: int) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(
        pa.repeat(pa.scalar(0, pa.int32()), size), pa.array([value], pa.string())
    )


def _as_codes(values: pl.Series) -> pa.DictionaryArray:
    codes = values.to_arrow().dictionary_encode()
    return pa.DictionaryArray.from_arrays(codes.indices, codes.dictionary.cast(pa.string()))


def _lazy(posts: pl.LazyFrame | pl.DataFrame | pa.Table) -> pl.LazyFrame:
    whole: Any = pl.from_arrow(posts) if isinstance(posts, pa.Table) else posts
    frame: pl.LazyFrame = whole.lazy()
    missing = [name for name in _CORE if name not in frame.collect_schema().names()]
    if missing:
        raise InputError(
            f"A table of posts needs the columns {', '.join(_CORE)}; '{missing[0]}' is missing. "
            "Read the file with evenhand.read_posts, which finds and names them."
        )
    return frame


def read_shares(path: str | Path, *, posts: bool = True) -> pa.Table:
    """Read shares from Parquet: a table SHARES, or the four columns of CooRTweet's contract.

    Strings that the file holds as dictionaries are taken as codes and never spelt out, which
    makes this several times faster than reading them.

    Args:
        path: one Parquet file.
        posts: False leaves the post ids out (they are then all ""), which counting does not need.

    Raises:
        InputError: not Parquet, a column is missing, of the wrong type or has nulls.
    """
    path = Path(path)
    try:
        schema = pq.read_schema(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise InputError(f"{path} cannot be read as Parquet: {error}.") from error
    if set(_CONTRACT) <= set(schema.names):
        renamed = _CONTRACT
    elif set(SHARES.names) <= set(schema.names):
        renamed = {name: name for name in SHARES.names}
    else:
        raise InputError(
            f"{path} is not a table of shares: it has the columns {', '.join(schema.names)}. "
            f"Needed are {', '.join(SHARES.names)} or {', '.join(_CONTRACT)}. "
            "For a file of posts, run `evenhand shares` first."
        )
    theirs = {ours: name for name, ours in renamed.items() if posts or ours != "post"}
    strings = [theirs[name] for name in ("signal", "account", "object") if name in theirs]
    table = pq.read_table(
        path, columns=list(theirs.values()), read_dictionary=_held_as_codes(path, strings)
    )
    nulls = [name for name in table.column_names if table[name].null_count]
    if nulls:
        raise InputError(
            f"{path} has {table[nulls[0]].null_count:,} rows without {nulls[0]}. Run it through "
            "`evenhand shares`, which sets such rows aside with their reason."
        )
    size = table.num_rows
    encoded = dict(
        zip(
            strings,
            local.in_order(lambda name: coded(table[name]), strings, 2),
            strict=True,
        )
    )
    columns: dict[str, Any] = {
        ours: encoded.get(name, table[name]) for ours, name in theirs.items()
    }
    columns.setdefault("signal", pa.chunked_array([_repeated("object", size)]))
    if "post" not in columns:
        columns["post"] = pa.chunked_array([pa.repeat(pa.scalar("", pa.string()), size)])
    columns["time"] = _times(columns["time"], path)
    return pa.table({name: columns[name] for name in SHARES.names}).cast(SHARES)


def _held_as_codes(path: Path, names: list[str]) -> list[str]:
    """Name the columns whose values the file holds as codes alone.

    Writers give up on a dictionary that grows too large and spell the strings out. Then it is
    faster to read them so and make the codes here, and the size of a column tells.
    """
    metadata = pq.ParquetFile(path).metadata
    spelt_out = set()
    for group in range(metadata.num_row_groups):
        rows = metadata.row_group(group)
        for place in range(rows.num_columns):
            column = rows.column(place)
            if column.total_uncompressed_size > _CODE_BYTES * column.num_values:
                spelt_out.add(column.path_in_schema)
    return [name for name in names if name not in spelt_out]


def _times(times: pa.ChunkedArray, path: Path) -> pa.ChunkedArray:
    if pa.types.is_timestamp(times.type):
        return times.cast(UTC_TIME, safe=False)
    if pa.types.is_integer(times.type):
        return pc.multiply(times.cast(pa.int64()), 1_000_000).cast(UTC_TIME)
    raise InputError(
        f"{path} has times of the type {times.type}; timestamps or whole seconds since 1970 are "
        "needed. `evenhand shares` reads other spellings of time."
    )
