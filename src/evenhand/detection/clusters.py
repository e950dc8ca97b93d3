"""Clusters: what each group of accounts did together."""

from __future__ import annotations

from typing import Any

import polars as pl
import pyarrow as pa

from evenhand.detection.labels import labels
from evenhand.records.schemas import CLUSTERS

_TOP_OBJECTS = 20


def clusters(
    edges: pa.Table,
    members: pa.Table,
    evidence: pa.Table,
    marked: pl.DataFrame,
    shared: pl.DataFrame,
    texts: pl.DataFrame,
    tests: pl.DataFrame | None = None,
    declared: pl.DataFrame | None = None,
) -> pa.Table:
    """Describe every cluster.

    Args:
        edges: table EDGES.
        members: table MEMBERS.
        evidence: table EVIDENCE.
        marked: the shares that are part of a coincidence inside a cluster: ``cluster, account,
            signal, object, post, time``.
        shared: all shares of the objects in ``marked``: ``account, signal, object``.
        texts: ``post, language, text`` of the posts in ``marked``.
        tests: ``cluster`` and the columns of CLUSTERS from ``confirmed`` on, of the clusters that
            are confirmed groups; None when nothing was tested.
        declared: as `detection.declared.declared_clusters` returns it; None when no declarations
            were given.

    Returns:
        Table CLUSTERS, in the order of their numbers.
    """
    inside: Any = pl.from_arrow(edges)
    inside = inside.filter(pl.col("cluster").is_not_null()).with_columns(
        pl.col("signal", "account_a", "account_b").cast(pl.String)
    )
    people: Any = pl.from_arrow(members)
    people = people.filter(pl.col("cluster").is_not_null())
    proof: Any = pl.from_arrow(evidence.select(["cluster", "delay_s"]))
    by_edges = inside.group_by("cluster").agg(
        edges=pl.struct("account_a", "account_b").n_unique().cast(pl.UInt64),
        signals=pl.col("signal").unique().sort(),
        coincidences=pl.col("coincidences").cast(pl.UInt64).sum(),
        post_pairs=pl.col("post_pairs").sum(),
        first_seen=pl.col("first_seen").min(),
        last_seen=pl.col("last_seen").max(),
        complete=pl.col("post_pairs").sum(),
    )
    by_members = people.group_by("cluster").agg(
        component=pl.col("component").first(),
        accounts=pl.len().cast(pl.UInt32),
        posts=pl.col("posts").sum(),
        platforms=pl.col("platform").drop_nulls().unique().sort(),
    )
    by_posts = marked.group_by("cluster").agg(
        coordinated_posts=pl.col("post").n_unique().cast(pl.UInt64)
    )
    by_proof = proof.group_by("cluster").agg(
        median_delay_s=pl.col("delay_s").abs().median(), listed=pl.len().cast(pl.UInt64)
    )
    size = pl.col("accounts").cast(pl.Float64)
    table = (
        by_members.join(by_edges, on="cluster")
        .join(by_posts, on="cluster", how="left")
        .join(by_proof, on="cluster", how="left")
        .join(_languages(marked, texts), on="cluster", how="left")
        .join(_objects(marked, shared, people), on="cluster", how="left")
        .with_columns(
            density=pl.col("edges") / (size * (size - 1) / 2),
            number=pl.col("cluster").str.slice(1).cast(pl.Int64),
            # A median over part of the post pairs would be taken for one over all.
            median_delay_s=pl.when(pl.col("listed") == pl.col("complete")).then("median_delay_s"),
        )
        .sort("number")
    )
    table = _with_tests(table, tests)
    if declared is not None:
        table = table.join(declared, on="cluster", how="left", maintain_order="left")
    kinds: dict[str, Any] = pl.DataFrame(CLUSTERS.empty_table()).schema
    unknown = [name for name in CLUSTERS.names if name not in (*table.columns, "label")]
    table = table.with_columns(pl.lit(None, dtype=kinds[name]).alias(name) for name in unknown)
    named = labels(table["objects"].to_list(), texts)
    return (
        table.with_columns(label=pl.Series(named, dtype=pl.String))
        .select(CLUSTERS.names)
        .to_arrow()
        .cast(CLUSTERS)
    )


def _with_tests(table: pl.DataFrame, tests: pl.DataFrame | None) -> pl.DataFrame:
    """Add what is known of confirmed groups; a cluster that is none is not confirmed."""
    if tests is None:
        return table
    return table.join(tests, on="cluster", how="left", maintain_order="left").with_columns(
        pl.col("confirmed").fill_null(False)
    )


def _languages(marked: pl.DataFrame, texts: pl.DataFrame) -> pl.DataFrame:
    return (
        marked.select("cluster", "post")
        .unique()
        .join(texts.select("post", "language"), on="post")
        .drop_nulls("language")
        .group_by("cluster", "language")
        .len()
        .sort("cluster", "len", "language", descending=[False, True, False])
        .group_by("cluster", maintain_order=True)
        .agg(languages=pl.col("language"))
    )


def _objects(marked: pl.DataFrame, shared: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """List each cluster's most shared objects, with how much of their sharing is the cluster's."""
    key = ["signal", "object"]
    in_all = shared.group_by(key).agg(all_shares=pl.len().cast(pl.UInt64))
    in_cluster = (
        shared.join(
            people.select("account_id", "cluster"), left_on="account", right_on="account_id"
        )
        .group_by("cluster", *key)
        .agg(cluster_shares=pl.len().cast(pl.UInt64))
    )
    return (
        marked.group_by("cluster", *key)
        .agg(
            accounts=pl.col("account").n_unique().cast(pl.UInt32),
            coordinated_shares=pl.len().cast(pl.UInt64),
            example_post=pl.col("post").sort_by("time", "post").first(),
        )
        .sort(
            "cluster",
            "accounts",
            "coordinated_shares",
            *key,
            descending=[False, True, True, False, False],
        )
        .group_by("cluster", maintain_order=True)
        .head(_TOP_OBJECTS)
        .join(in_cluster, on=["cluster", *key], how="left", maintain_order="left")
        .join(in_all, on=key, how="left", maintain_order="left")
        .group_by("cluster", maintain_order=True)
        .agg(
            objects=pl.struct(
                *key,
                "accounts",
                "coordinated_shares",
                "cluster_shares",
                "all_shares",
                "example_post",
            )
        )
    )
