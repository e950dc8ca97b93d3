"""The network of accounts: components and clusters from edges."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import igraph
import numpy as np
import polars as pl
import pyarrow as pa

from evenhand.detection.pairs import Weight
from evenhand.records.errors import InputError
from evenhand.records.schemas import NETWORK


def network(
    edges: pa.Table,
    *,
    weight: Weight = "objects",
    resolution: float = 1.0,
    min_accounts: int = 2,
    seed: int = 0,
    confirmed: Sequence[Sequence[str]] = (),
    apart: frozenset[str] = frozenset(),
) -> pa.Table:
    """Join edges to a network and cut it into clusters.

    Two accounts with edges on several signals are joined once; the weight is the largest of their
    counts on one signal, not the sum, since one post that carries a link, a text and hashtags would
    count three times.

    Args:
        edges: table PAIRS or EDGES.
        weight: which count of an edge is its weight.
        resolution: of the modularity that Leiden optimises; higher gives smaller clusters.
        min_accounts: smaller clusters are not called clusters; 2 or more.
        seed: of Leiden.
        confirmed: accounts of groups that are known already, none in two of them. They are clusters
            as they are, the first ones, in this order; Leiden cuts up what is left.
        apart: accounts that share no cluster with others. Edges between the two kinds count in
            component, degree and strength, and join no cluster.

    Returns:
        Table NETWORK: one row for each account with an edge, in byte order of ids.

    Communities: Leiden (Traag, Waltman and van Eck 2019, "From Louvain to Leiden", Scientific
    Reports 9) as igraph has it.
    """
    if min_accounts < 2:
        raise InputError("A cluster has at least 2 accounts; --min-accounts must be 2 or more.")
    if not resolution > 0:
        raise InputError("The resolution must be above 0.")
    joined = joined_edges(edges, weight)
    if joined.height == 0:
        return NETWORK.empty_table()
    names = pl.concat([joined["account_a"], joined["account_b"]]).unique().sort()
    # Through polars, whose order of strings is that of their bytes, as everywhere here.
    codes = names.to_frame("account_a").with_row_index("code")
    a = _codes(joined["account_a"], codes)
    b = _codes(joined["account_b"], codes)
    weights = joined["weight"].to_numpy().astype(np.float64)
    order = np.lexsort((b, a))
    a, b, weights = a[order], b[order], weights[order]
    graph = igraph.Graph(n=names.len(), edges=np.column_stack((a, b)))
    component = np.asarray(graph.connected_components().membership)
    member, kept = _members(
        *_apart(graph, weights, names, apart), names, confirmed, resolution, seed
    )
    degree = np.bincount(a, minlength=names.len()) + np.bincount(b, minlength=names.len())
    strength = np.bincount(a, weights, names.len()) + np.bincount(b, weights, names.len())
    inside = member[a] == member[b]
    within = np.bincount(member[a][inside], weights[inside], minlength=member.max() + 1)
    large = np.bincount(member) >= min_accounts
    large[:kept] = True
    table = pl.DataFrame(
        {
            "account_id": names,
            "component": _ranked(component, np.bincount(component).astype(np.float64)),
            "cluster": _ranked(member, np.where(large, within, 0), kept),
            "large": large[member],
            "degree": degree,
            "strength": strength,
        }
    ).with_columns(
        cluster=pl.when("large").then(pl.format("c{}", "cluster")), component=pl.col("component")
    )
    return table.select(NETWORK.names).to_arrow().cast(NETWORK)


def communities(
    graph: igraph.Graph, weights: np.ndarray[Any, Any], resolution: float, seed: int
) -> np.ndarray[Any, Any]:
    """Cut a graph into communities: Leiden on modularity, the same for the same seed.

    ``weights`` has one number above 0 for each edge. Returns the community of each node.
    """
    with _seeded(seed):
        found = graph.community_leiden(
            objective_function="modularity",
            weights=weights,
            resolution=resolution,
            n_iterations=-1,
        )
    return np.asarray(found.membership)


def joined_edges(edges: pa.Table, weight: Weight) -> pl.DataFrame:
    """Join the signals of each two accounts: ``account_a, account_b`` (String) and ``weight``."""
    frame: Any = pl.from_arrow(edges.select(["account_a", "account_b", _COUNTS[weight]]))
    joined: pl.DataFrame = (
        frame.lazy()
        .with_columns(pl.col("account_a", "account_b").cast(pl.String))
        .group_by("account_a", "account_b")
        .agg(weight=pl.col(_COUNTS[weight]).max().cast(pl.UInt64))
        .sort("account_a", "account_b")
        .collect()
    )
    return joined


_COUNTS: dict[Weight, str] = {"objects": "coincidences", "post-pairs": "post_pairs"}


def _codes(names: pl.Series, codes: pl.DataFrame) -> np.ndarray[Any, Any]:
    found = names.to_frame("account_a").join(
        codes, on="account_a", how="left", maintain_order="left"
    )
    return found["code"].to_numpy().astype(np.int64)


def _apart(
    graph: igraph.Graph, weights: np.ndarray[Any, Any], names: pl.Series, apart: frozenset[str]
) -> tuple[igraph.Graph, np.ndarray[Any, Any]]:
    """Leave out the edges between accounts of ``apart`` and others."""
    if not apart:
        return graph, weights
    kind = np.array([name in apart for name in names], np.bool_)
    ends = np.array(graph.get_edgelist(), np.int64)
    alike = kind[ends[:, 0]] == kind[ends[:, 1]]
    return igraph.Graph(n=kind.size, edges=ends[alike]), weights[alike]


def _members(
    graph: igraph.Graph,
    weights: np.ndarray[Any, Any],
    names: pl.Series,
    confirmed: Sequence[Sequence[str]],
    resolution: float,
    seed: int,
) -> tuple[np.ndarray[Any, Any], int]:
    """Give each account its cluster: first the confirmed ones, then the communities of the rest."""
    if not confirmed:
        return communities(graph, weights, resolution, seed), 0
    group = {account: n for n, accounts in enumerate(confirmed) for account in accounts}
    member = np.array([group.get(name, -1) for name in names], np.int64)
    # Confirmed groups without an account in the network would leave gaps in the numbers.
    present = np.unique(member[member >= 0])
    member[member >= 0] = np.searchsorted(present, member[member >= 0])
    rest = np.flatnonzero(member < 0)
    if rest.size:
        graph.es["weight"] = weights
        part = graph.induced_subgraph(rest.tolist())
        found = communities(part, np.array(part.es["weight"], float), resolution, seed)
        member[rest] = present.size + found
    return member, present.size


def _ranked(
    group: np.ndarray[Any, Any], value: np.ndarray[Any, Any], kept: int = 0
) -> np.ndarray[Any, Any]:
    """Give each group its place, from 1, by falling value (of equal ones, by first member).

    The first ``kept`` groups keep their places.
    """
    first = np.full(value.size, group.size)
    np.minimum.at(first, group, np.arange(group.size))
    rank = np.empty(value.size, np.int64)
    order = np.lexsort((first[kept:], -value[kept:])) + kept
    rank[np.concatenate((np.arange(kept), order))] = np.arange(1, value.size + 1)
    numbered: np.ndarray[Any, Any] = rank[group]
    return numbered


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    """Give igraph a generator of its own: it has one for the whole process and no other way."""
    igraph.set_random_number_generator(random.Random(seed))  # noqa: S311 - no secret in it
    try:
        yield
    finally:
        igraph.set_random_number_generator(random)
