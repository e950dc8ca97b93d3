"""A file of accounts beside the posts: what somebody knows of them, by id."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl
import pyarrow as pa

from evenhand.records import times
from evenhand.records.batches import ROW, Batch, refusals
from evenhand.records.beside import one_table, read_rows
from evenhand.records.columns import SPELLINGS, folded
from evenhand.records.drafts import ACCOUNT, id_text
from evenhand.records.errors import InputError
from evenhand.records.files import Limits
from evenhand.records.schemas import ACCOUNTS
from evenhand.records.source import Source

FORMAT = "accounts"
# Beside accounts these can only be said of them; beside posts they could be said of the post.
_ALSO = {
    "name": ("name",),
    "kind": ("kind", "type"),
    "created_at": ("created_at",),
    "url": ("url",),
}


@dataclass(frozen=True)
class Described:
    """A file of accounts as read: table ACCOUNTS, the refused rows (REFUSED), and its source."""

    accounts: pa.Table
    refused: pl.DataFrame
    source: Source


def read_accounts(
    path: str,
    platform: str | None,
    *,
    dates: times.DayOrder | None = None,
    encoding: str | None = None,
    limits: Limits | None = None,
) -> Described:
    """Read a Parquet, CSV or TSV file with a row for each account.

    ``account_id`` is needed; the other columns are those of ACCOUNTS, by their names there or by
    the spellings that posts have for them. Ids get ``platform`` before them as those of posts do,
    unless the file has a column that says where the account is. Of two rows on one account the
    later one counts.

    Raises InputError when the file cannot be used.
    """
    limits = limits or Limits()
    file = one_table(path, "accounts")
    parts: list[pl.DataFrame] = []
    refused: list[pl.DataFrame] = []
    columns: dict[str, str] = {}

    def take(names: list[str], batches: Iterable[Batch]) -> None:
        columns.update(_matched(names, file.name))
        for batch in batches:
            parts.append(batch.frame.select(ROW, *(pl.col(n).alias(o) for o, n in columns.items())))
            refused.append(batch.refused)

    read_rows(file, encoding, limits, take)
    frame = _typed(pl.concat(parts), platform)
    order = None
    if "created_at" in columns and frame.schema["created_at"] == pl.String:
        flags = times.day_orders(frame["created_at"])
        order = times.decided_order(flags, dates, file.name, columns["created_at"])
    made = times.parsed(frame["created_at"], order)
    frame = frame.with_columns(created_at=made.values)
    nobody = frame["account_id"].is_null()
    rows = frame.filter(nobody)[ROW].to_list()
    refused.append(refusals((row, columns["account_id"], "no account", None) for row in rows))
    frame = frame.filter(~nobody).unique("account_id", keep="last", maintain_order=True)
    table = frame.select("account_id", "platform", *ACCOUNT)
    bad = pl.concat(refused)
    read = sum(part.height for part in parts) + sum(part.height for part in refused[:-1])
    source = Source(
        file=file.name,
        format=FORMAT,
        rows=read,
        posts=0,
        rejected=bad.height,
        not_posts=read - bad.height,
        columns=MappingProxyType(columns),
        resolution_s=1,
        zone_assumed=made.zoneless,
        ids_made=False,
        first=None,
        last=None,
        sha256=file.sha256(),
        bytes=file.size,
    )
    accounts = table.to_arrow(compat_level=pl.CompatLevel.oldest()).combine_chunks().cast(ACCOUNTS)
    return Described(accounts, bad, source)


def _matched(names: list[str], file: str) -> dict[str, str]:
    by_fold: dict[str, str] = {}
    for name in filter(None, names):
        by_fold.setdefault(folded(name), name)
    found: dict[str, str] = {}
    for ours in ("account_id", "platform", *ACCOUNT):
        if ours in ("account_id", "platform"):
            spellings = SPELLINGS[ours]
        else:
            spellings = (*_ALSO.get(ours, ()), *SPELLINGS[f"account_{ours}"])
        known = (by_fold.get(folded(spelling)) for spelling in (ours, *spellings))
        free = next((name for name in known if name and name not in found.values()), None)
        # An account known by its handle alone has it as id and as handle.
        if free is None and ours == "handle" and folded(found["account_id"]) in _HANDLES:
            free = found["account_id"]
        if free is not None:
            found[ours] = free
        elif ours == "account_id":
            there = ", ".join(f"'{name}'" for name in names)
            raise InputError(
                f"{file}: no column says which account a row is about (account_id). The columns "
                f"there are: {there}. Rename the one that does."
            )
    return found


_HANDLES = frozenset(folded(name) for name in ("handle", "screen_name", "username"))


def _typed(frame: pl.DataFrame, platform: str | None) -> pl.DataFrame:
    for name in ("platform", *ACCOUNT):
        if name not in frame.columns:
            frame = frame.with_columns(pl.lit(None, dtype=pl.String).alias(name))
    texts = [pl.col(n).cast(pl.String).str.strip_chars() for n in ACCOUNT if n != "created_at"]
    frame = frame.with_columns(id_text(frame["account_id"]).str.strip_chars(), *texts)
    frame = frame.with_columns(
        platform=pl.col("platform").cast(pl.String).str.strip_chars().str.to_lowercase(),
        handle=pl.col("handle").str.strip_prefix("@"),
        followers=pl.col("followers")
        .str.replace_all(",", "", literal=True)
        .cast(pl.Float64, strict=False)
        .cast(pl.Int64, strict=False),
    )
    frame = frame.with_columns(
        pl.when(pl.col(n) != "").then(pl.col(n)).alias(n)
        for n in ("account_id", "platform", "handle", "name", "kind", "url")
    )
    where = pl.col("platform").fill_null(pl.lit(platform, dtype=pl.String))
    return frame.with_columns(platform=where).with_columns(
        account_id=pl.when(
            pl.col("platform").is_null()
            | pl.col("account_id").str.starts_with(pl.col("platform") + ":")
        )
        .then("account_id")
        .otherwise(pl.concat_str("platform", pl.lit(":"), "account_id"))
    )
