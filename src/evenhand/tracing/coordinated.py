"""Coordinated clusters beside undisclosed content: what the accounts of a cluster publish."""

from __future__ import annotations

import polars as pl
import pyarrow as pa

from evenhand.records.schemas import COORDINATED


def coordinated(undisclosed: pa.Table, clusters: pa.Table, members: pa.Table) -> pa.Table:
    """Count for each cluster what its accounts were found to publish.

    That is counting, not a test: accounts that post much have more of both.

    Args:
        undisclosed: a table of UNDISCLOSED.
        clusters: CLUSTERS of a run over the same posts.
        members: MEMBERS of it.

    Returns:
        A table of COORDINATED: a row for every cluster, those with the most undisclosed posts
        first, then in the order of the run.
    """
    whose = pl.DataFrame(members).select("account_id", pl.col("cluster").cast(pl.String))
    rows = (
        pl.DataFrame(undisclosed)
        .join(whose.drop_nulls(), on="account_id", how="inner", maintain_order="left")
        .with_columns(whole=pl.col("outlet").is_null())
    )
    whole = rows.filter("whole")
    counted = whole.group_by("cluster").agg(
        hiding=(pl.col("undisclosed") > 0).sum(),
        findings=pl.col("finding").drop_nulls(),
        matched=pl.col("matched").sum(),
        undisclosed=pl.col("undisclosed").sum(),
    )
    outlets = (
        rows.filter(~pl.col("whole") & (pl.col("undisclosed") > 0))
        .group_by("cluster", "outlet")
        .agg(pl.col("undisclosed").sum())
        .sort("cluster", "undisclosed", "outlet", descending=[False, True, False])
        .group_by("cluster", maintain_order=True)
        .agg(outlets="outlet")
    )
    empty = pl.lit([], pl.List(pl.String))
    made = (
        pl.DataFrame(clusters)
        .select("cluster", "label", "confirmed", "declared", "accounts")
        .with_row_index("place")
        .join(counted, on="cluster", how="left")
        .join(outlets, on="cluster", how="left")
        .with_columns(
            pl.col("hiding", "matched", "undisclosed").fill_null(0),
            pl.col("findings").fill_null(empty),
            pl.col("outlets").fill_null(empty),
        )
        .sort("undisclosed", "place", descending=[True, False])
    )
    table = made.select(COORDINATED.names).to_arrow(compat_level=pl.CompatLevel.oldest())
    return table.combine_chunks().cast(COORDINATED)
