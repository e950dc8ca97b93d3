"""Members: each account with an edge, and what part of what it posts is coordinated."""

from __future__ import annotations

from typing import Any

import polars as pl
import pyarrow as pa

from evenhand.records.schemas import ACCOUNTS, MEMBERS

_EMPTY = pl.DataFrame(
    schema={
        "account_id": pl.String,
        "observed": pl.UInt64,
        "expected": pl.Float64,
        "support_p_value": pl.Float64,
    }
)
_DECLARED = pl.DataFrame(
    schema={"account_id": pl.String, "declared": pl.String, "declared_link": pl.String}
)
_ACROSS = pl.DataFrame(
    schema={
        "account_id": pl.String,
        "across_accounts": pl.UInt32,
        "across_coincidences": pl.UInt64,
    }
)


def members(
    network: pa.Table,
    marked: pl.DataFrame,
    accounts: pa.Table,
    per_account: pl.DataFrame,
    support: pl.DataFrame | None = None,
    declared: pl.DataFrame | None = None,
    across: pl.DataFrame | None = None,
) -> pa.Table:
    """Describe every account of the network.

    Args:
        network: as `detection.network` returns it.
        marked: the shares that are part of a coincidence on an edge: ``account, post, time,
            signal`` (strings and a UTC time).
        accounts: table ACCOUNTS; may lack some or all of them.
        per_account: ``account_id, platform, posts``: how many posts each account has.
        support: ``account_id, observed, expected, support_p_value`` of accounts in confirmed
            groups; None when nothing was tested.
        declared: ``account_id, declared, declared_link`` of declared accounts; None when no
            declarations were given.
        across: as `detection.declared.across` returns it.

    Returns:
        Table MEMBERS: clusters in their order, in each the strongest accounts first; then accounts
        outside clusters.
    """
    nodes: Any = pl.from_arrow(network)
    known: Any = pl.from_arrow(accounts.select(ACCOUNTS.names))
    coordinated = marked.group_by("account").agg(
        coordinated_posts=pl.col("post").n_unique().cast(pl.UInt64),
        signals=pl.col("signal").unique().sort(),
        first_seen=pl.col("time").min(),
        last_seen=pl.col("time").max(),
    )
    table = (
        nodes.join(coordinated, left_on="account_id", right_on="account", how="left")
        .join(per_account, on="account_id", how="left")
        .join(known.drop("platform"), on="account_id", how="left")
        .join(_EMPTY if support is None else support, on="account_id", how="left")
        .join(_DECLARED if declared is None else declared, on="account_id", how="left")
        .join(_across(across), on="account_id", how="left")
        .with_columns(
            posts=pl.col("posts").cast(pl.UInt64),
            coordinated_share=pl.col("coordinated_posts") / pl.col("posts"),
            number=pl.col("cluster").str.slice(1).cast(pl.Int64),
        )
        .sort("number", "strength", "account_id", descending=[False, True, False], nulls_last=True)
    )
    if declared is not None:
        table = table.with_columns(pl.col("across_accounts", "across_coincidences").fill_null(0))
    return table.select(MEMBERS.names).to_arrow().cast(MEMBERS)


def _across(across: pl.DataFrame | None) -> pl.DataFrame:
    if across is None:
        return _ACROSS
    return across.group_by("account_id").agg(
        across_accounts=pl.len().cast(pl.UInt32), across_coincidences=pl.col("coincidences").sum()
    )
