"""The network as rows of nodes and links, before a graph format spells it out."""

from __future__ import annotations

from typing import Literal, TypeAlias, cast

import polars as pl
import pyarrow as pa

Weight: TypeAlias = Literal["objects", "post-pairs"]
"""What the weight of a link counts, in the words of ``LookedAt.weight``."""

# Paul Tol's "muted" scheme: nine colours that colour-blind readers can tell apart, and a grey for
# accounts in no cluster. The tenth cluster has the colour of the first.
COLOURS = (
    (204, 102, 119),
    (51, 34, 136),
    (221, 204, 119),
    (17, 119, 51),
    (136, 204, 238),
    (136, 34, 85),
    (68, 170, 153),
    (153, 153, 51),
    (170, 68, 153),
)
NO_CLUSTER = (187, 187, 187)

LIST_SEPARATOR = "|"
TIME_FORMAT = "%Y-%m-%dT%H:%M:%S%.fZ"


def network(
    members: pa.Table, edges: pa.Table, weight: Weight = "objects"
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Flatten the tables of a run into nodes and links.

    ``members`` is MEMBERS, ``edges`` EDGES (one row for each pair and signal). Nodes have ``node``
    (n0, n1, … in byte order of account ids), ``label`` (the handle, or else the account id) and
    every column of ``members``. Links are one row for each pair in byte order: ``source``,
    ``target``, ``weight`` (the most coincidences of any one signal, or the most post pairs), sums
    and extremes over the signals, and a pair of columns for each signal. Times are ISO 8601 in UTC,
    lists are joined with ``|``, numbers are int64 or float64.

    A link's ``mean_delay_s`` is the mean over its post pairs of all signals. ``median_delay_s`` is
    left out: medians of single signals do not add up.

    Raises ValueError when an account stands twice in ``members``, an edge has an end that is not in
    them, or ``weight`` is unknown.
    """
    nodes = _nodes(members)
    return nodes, _links(nodes, edges, weight)


def colours(nodes: pl.DataFrame) -> list[tuple[int, int, int]]:
    """Give the colour of each node by its cluster: red, green, blue, 0 to 255."""
    names = nodes["cluster"].unique().drop_nulls().to_list()
    by_number = sorted(names, key=lambda name: (len(name), name))  # c2 before c10
    palette = {name: COLOURS[i % len(COLOURS)] for i, name in enumerate(by_number)}
    return [palette.get(name, NO_CLUSTER) for name in nodes["cluster"]]


def _frame(table: pa.Table) -> pl.DataFrame:
    """Only strings, int64, float64 and booleans."""
    frame = cast(pl.DataFrame, pl.from_arrow(table))
    changes = []
    for name, kind in frame.schema.items():
        column = pl.col(name)
        if isinstance(kind, pl.List):
            changes.append(column.list.eval(pl.element().cast(pl.String)).list.join(LIST_SEPARATOR))
        elif isinstance(kind, pl.Datetime):
            changes.append(column.dt.strftime(TIME_FORMAT))
        elif kind.is_integer():
            changes.append(column.cast(pl.Int64))
        elif kind.is_float():
            changes.append(column.cast(pl.Float64).fill_nan(None))
        elif kind != pl.Boolean:
            changes.append(column.cast(pl.String))
        else:
            changes.append(column)
    return frame.select(changes)


def _nodes(members: pa.Table) -> pl.DataFrame:
    frame = _frame(members).sort("account_id")
    if frame["account_id"].is_duplicated().any():
        twice = frame["account_id"].filter(frame["account_id"].is_duplicated())[0]
        raise ValueError(f"Account {twice!r} stands more than once in the accounts of the run.")
    label = pl.when(pl.col("handle").str.len_bytes() > 0).then("handle").otherwise("account_id")
    return frame.select(
        pl.format("n{}", pl.int_range(pl.len())).alias("node"), label.alias("label"), pl.all()
    )


def _links(nodes: pl.DataFrame, edges: pa.Table, weight: Weight) -> pl.DataFrame:
    if weight not in ("objects", "post-pairs"):
        raise ValueError(f"The weight of a link is 'objects' or 'post-pairs', not {weight!r}.")
    frame = cast(pl.DataFrame, pl.from_arrow(edges)).with_columns(
        pl.col("signal", "account_a", "account_b", "cluster").cast(pl.String),
        pl.col("coincidences", "post_pairs", "a_first", "b_first").cast(pl.Int64),
    )
    known = set(nodes["account_id"])
    for end in ("account_a", "account_b"):
        strangers = frame[end].unique().filter(~frame[end].unique().is_in(known))
        if len(strangers):
            raise ValueError(
                f"An edge has {end} {strangers.sort()[0]!r}, which is not among the accounts of "
                "the run. Give the accounts and the edges of one run."
            )
    signals = frame["signal"].unique().sort().to_list()
    counted = "coincidences" if weight == "objects" else "post_pairs"
    links = frame.group_by("account_a", "account_b").agg(
        pl.col(counted).max().cast(pl.Float64).alias("weight"),
        pl.col("coincidences").sum(),
        pl.col("post_pairs").sum(),
        pl.col("signal").sort().str.join(LIST_SEPARATOR).alias("signals"),
        *(
            pl.col(count).filter(pl.col("signal") == signal).sum().alias(f"{count}_{signal}")
            for signal in signals
            for count in ("coincidences", "post_pairs")
        ),
        pl.col("first_seen").min().dt.strftime(TIME_FORMAT),
        pl.col("last_seen").max().dt.strftime(TIME_FORMAT),
        # In the order of signals, so that the last bit of the sum does not depend on threads.
        (pl.col("mean_delay_s") * pl.col("post_pairs")).sort_by("signal").sum()
        / pl.col("post_pairs").sum(),
        pl.col("min_delay_s").min(),
        pl.col("a_first").sum(),
        pl.col("b_first").sum(),
        pl.col("cluster").drop_nulls().first(),
    )
    ends = nodes.select("account_id", "node")
    return (
        links.sort("account_a", "account_b")
        .join(ends.rename({"node": "source"}), left_on="account_a", right_on="account_id")
        .join(ends.rename({"node": "target"}), left_on="account_b", right_on="account_id")
        .sort("account_a", "account_b")
        .select("source", "target", pl.exclude("source", "target", "account_a", "account_b"))
    )
