"""What of a run goes on the page: which groups, accounts and edges, strongest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import igraph
import polars as pl
import pyarrow as pa

from evenhand.detection.findings import Findings
from evenhand.reports.limits import Limits


@dataclass(frozen=True)
class Chosen:
    """The part of a run that the page shows; indices count from 0."""

    clusters: pl.DataFrame
    """CLUSTERS with ``group`` (index), only those with a card, strongest first."""
    lanes: pl.DataFrame
    """``group, row, account`` (index): who has a swim lane, strongest first within a group."""
    accounts: pl.DataFrame
    """MEMBERS with ``account`` (index) and ``group`` (index, null when it has no card)."""
    edges: pl.DataFrame
    """EDGES with ``a, b`` (account indices) and ``weight``, strongest first, cut for the map."""
    joined: pl.DataFrame
    """``a, b, weight`` of all pairs of chosen accounts, summed over signals, for the layout."""
    detailed: int
    """How many of the groups have swim lanes and evidence; they are the first ones."""


def frame(table: pa.Table) -> pl.DataFrame:
    """Read an Arrow table as a Polars frame, with coded columns as plain strings."""
    made = cast("pl.DataFrame", pl.from_arrow(table))
    return made.with_columns(pl.col(pl.Categorical).cast(pl.String))


def choose(findings: Findings, limits: Limits) -> Chosen:
    """Pick what the page has room for."""
    members = frame(findings.members).sort(
        ["strength", "account_id"], descending=[True, False], maintain_order=True
    )
    clusters = frame(findings.clusters).head(limits.groups).with_row_index("group")
    detailed = _detailed(clusters, limits)
    in_lanes = (
        members.join(clusters.head(detailed).select("group", "cluster"), on="cluster")
        .with_columns(row=pl.int_range(pl.len()).over("group"))
        .filter(pl.col("row") < limits.lanes)
        .sort("group", "row")
    )
    # Whoever has a lane must be in the table of accounts; the rest fills up by strength.
    accounts = (
        pl.concat([in_lanes.select("account_id"), members.select("account_id")])
        .unique(maintain_order=True)
        .head(max(limits.accounts, in_lanes.height))
        .join(members, on="account_id", how="left", maintain_order="left")
        .join(clusters.select("group", "cluster"), on="cluster", how="left", maintain_order="left")
        .sort(["strength", "account_id"], descending=[True, False])
        .with_row_index("account")
    )
    index = accounts.select("account_id", "account")
    lanes = in_lanes.join(index, on="account_id").select("group", "row", "account")
    edges = _edges(findings, index)
    joined = edges.group_by("a", "b").agg(pl.col("weight").sum()).sort("a", "b")
    return Chosen(
        clusters=clusters,
        lanes=lanes.sort("group", "row"),
        accounts=accounts,
        edges=_strongest(edges, joined, limits.map_edges),
        joined=joined,
        detailed=detailed,
    )


def _detailed(clusters: pl.DataFrame, limits: Limits) -> int:
    """How many groups, from the strongest, can have swim lanes within the bound of all lanes."""
    room = limits.lanes_in_all
    for done, accounts in enumerate(clusters["accounts"].to_list()):
        room -= min(accounts, limits.lanes)
        if room < 0:
            return done
    return clusters.height


def _edges(findings: Findings, index: pl.DataFrame) -> pl.DataFrame:
    weight = "post_pairs" if findings.looked_at.weight == "post-pairs" else "coincidences"
    return (
        frame(findings.edges)
        .join(index.rename({"account_id": "account_a", "account": "a"}), on="account_a")
        .join(index.rename({"account_id": "account_b", "account": "b"}), on="account_b")
        .with_columns(weight=pl.col(weight).cast(pl.Int64))
        .sort(["weight", "a", "b", "signal"], descending=[True, False, False, False])
    )


def _strongest(edges: pl.DataFrame, joined: pl.DataFrame, most: int) -> pl.DataFrame:
    """At most ``most`` edges: first those that hold the components together, then by strength.

    Without the strongest tree of each component a cut by strength alone would leave groups of weak
    edges as loose points, which says something false about them.
    """
    if edges.height <= most:
        return edges
    graph = igraph.Graph(edges=joined.select("a", "b").to_numpy().tolist())
    tree = graph.spanning_tree((-joined["weight"]).to_list(), return_tree=False)
    held = joined[sorted(tree)].select("a", "b", holds=pl.lit(value=True))
    return (
        edges.join(held, on=["a", "b"], how="left", maintain_order="left")
        .with_columns(again=pl.int_range(pl.len()).over("a", "b"))
        .with_columns(holds=pl.col("holds").fill_null(value=False) & (pl.col("again") == 0))
        .sort("holds", descending=True, maintain_order=True)
        .head(most)
        .sort(["weight", "a", "b", "signal"], descending=[True, False, False, False])
        .drop("holds", "again")
    )
