"""What a run found, with everything that a person needs to check it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
import pyarrow as pa

from evenhand.detection.clusters import clusters
from evenhand.detection.evidence import Evidence, evidence, in_clusters, with_medians
from evenhand.detection.members import members
from evenhand.detection.network import network
from evenhand.detection.settings import Settings
from evenhand.detection.signals import chosen
from evenhand.records.progress import Progress, silent
from evenhand.records.schemas import POSTS, TIMELINE


@dataclass(frozen=True)
class LookedAt:
    """What was looked at: the denominators of everything that is said."""

    files: tuple[str, ...]
    """Names of the input files."""
    posts: int
    """Posts that could be used."""
    accounts: int
    """Accounts with at least one usable post."""
    rejected: int
    """Input rows that could not be used."""
    platforms: tuple[str, ...]
    languages: tuple[str, ...]
    """Most frequent first."""
    first_post: datetime | None
    last_post: datetime | None
    resolution_s: float
    """Coarsest time resolution of the sources, in seconds (1, 60, 3600, 86400)."""
    signals: tuple[str, ...]
    """Signals that were looked for."""
    shares: dict[str, int]
    """Shares per signal that could coincide (of objects that two or more accounts shared)."""
    window_s: float
    min_weight: int
    weight: str
    """What the weight of an edge counts: ``objects`` or ``post-pairs``."""
    min_participation: int


@dataclass(frozen=True)
class Findings:
    """The tables of one run. The schemas are those of ``evenhand.records.schemas``."""

    looked_at: LookedAt
    edges: pa.Table
    """EDGES: every edge, also those outside clusters."""
    clusters: pa.Table
    """CLUSTERS, strongest evidence first."""
    members: pa.Table
    """MEMBERS: every account with an edge."""
    evidence: pa.Table
    """EVIDENCE: post pairs of the edges inside clusters, cut at ``evidence_limit`` rows."""
    evidence_total: int
    """How many post pairs there are in all, so that a cut is seen."""
    posts: pa.Table
    """POSTS: the posts that the evidence names."""
    timeline: pa.Table
    """TIMELINE: all posts of the accounts in clusters, coordinated or not."""
    rejected: pa.Table
    """REJECTED."""


def findings(
    posts: pl.LazyFrame,
    accounts: pa.Table,
    rejected: pa.Table,
    shares: pa.Table,
    edges: pa.Table,
    settings: Settings,
    *,
    files: Sequence[str] = (),
    resolution_s: float = 1.0,
    threads: int | None = None,
    progress: Progress = silent,
) -> Findings:
    """Gather what was found and what is needed to check it.

    Args:
        posts: table POSTS.
        accounts: table ACCOUNTS, as far as the sources describe them.
        rejected: table REJECTED.
        shares: table SHARES, of these posts.
        edges: table PAIRS, of these shares.
        settings: those that shares and edges were made with.
        files: names of the input files.
        resolution_s: coarsest time resolution of the sources.
        threads: how many to use; all cores when None.
        progress: told how many of its steps are done.
    """
    steps = "steps from edges to findings"
    progress(steps, 0, 4)
    nodes = network(
        edges,
        weight=settings.weight,
        resolution=settings.resolution,
        min_accounts=settings.min_accounts,
        seed=settings.seed,
    )
    held = in_clusters(edges, nodes)
    progress(steps, 1, 4)
    found = evidence(held, shares, settings.window, limit=settings.evidence_limit, threads=threads)
    held = with_medians(held, found)
    progress(steps, 2, 4)
    per_account = (
        posts.group_by("account_id")
        .agg(platform=pl.col("platform").drop_nulls().min(), posts=pl.len())
        .collect(engine="streaming")
    )
    people = members(nodes, _rows(shares, found.on_edge), accounts, per_account)
    membership: Any = pl.from_arrow(people.select(["account_id", "cluster"]))
    membership = membership.drop_nulls("cluster")
    marked = _rows(shares, found.in_cluster).join(
        membership, left_on="account", right_on="account_id"
    )
    texts = (
        posts.select("language", "text", post="post_id")
        .join(marked.lazy().select("post").unique(), on="post", how="semi")
        .collect(engine="streaming")
    )
    groups = clusters(held, people, found.table, marked, _sharing(shares, marked), texts)
    progress(steps, 3, 4)
    result = Findings(
        looked_at=_looked_at(posts, per_account, rejected, shares, settings, files, resolution_s),
        edges=held,
        clusters=groups,
        members=people,
        evidence=found.table,
        evidence_total=found.total,
        posts=_evidence_posts(posts, found),
        timeline=_timeline(posts, membership, marked),
        rejected=rejected,
    )
    progress(steps, 4, 4)
    return result


def _rows(shares: pa.Table, which: Any) -> pl.DataFrame:
    frame: Any = pl.from_arrow(shares.filter(pa.array(which)))
    rows: pl.DataFrame = frame.with_columns(pl.col("signal", "account", "object").cast(pl.String))
    return rows


def _sharing(shares: pa.Table, marked: pl.DataFrame) -> pl.DataFrame:
    """Find all shares of the marked objects, also those by other accounts."""
    frame: Any = pl.from_arrow(shares.select(["signal", "account", "object"]))
    rows: pl.DataFrame = (
        frame.lazy()
        .with_columns(pl.col("signal", "account", "object").cast(pl.String))
        .join(
            marked.lazy().select("signal", "object").unique(), on=["signal", "object"], how="semi"
        )
        .collect()
    )
    return rows


def _evidence_posts(posts: pl.LazyFrame, found: Evidence) -> pa.Table:
    proof: Any = pl.from_arrow(found.table.select(["post_a", "post_b"]))
    ids = pl.concat([proof["post_a"], proof["post_b"]]).unique().to_frame("post_id")
    rows = posts.join(ids.lazy(), on="post_id", how="semi").sort("post_id").collect()
    return rows.select(POSTS.names).to_arrow().cast(POSTS)


def _timeline(posts: pl.LazyFrame, membership: pl.DataFrame, marked: pl.DataFrame) -> pa.Table:
    coordinated = marked.select(post_id="post").unique().with_columns(coordinated=pl.lit(True))
    rows = (
        posts.select("account_id", "post_id", time="created_at")
        .join(membership.lazy(), on="account_id")
        .join(coordinated.lazy(), on="post_id", how="left")
        .with_columns(
            pl.col("coordinated").fill_null(False), number=pl.col("cluster").str.slice(1).cast(int)
        )
        .sort("number", "account_id", "time", "post_id")
        .collect()
    )
    return rows.select(TIMELINE.names).to_arrow().cast(TIMELINE)


def _looked_at(
    posts: pl.LazyFrame,
    per_account: pl.DataFrame,
    rejected: pa.Table,
    shares: pa.Table,
    settings: Settings,
    files: Sequence[str],
    resolution_s: float,
) -> LookedAt:
    span = posts.select(
        first=pl.col("created_at").min(), last=pl.col("created_at").max(), posts=pl.len()
    ).collect(engine="streaming")
    languages = (
        posts.select("language")
        .drop_nulls()
        .group_by("language")
        .len()
        .sort("len", "language", descending=[True, False])
        .collect(engine="streaming")
    )
    signals = pl.Series(shares["signal"].cast(pa.string()))
    counts = dict(sorted(signals.value_counts().rows()))
    return LookedAt(
        files=tuple(files),
        posts=span["posts"][0],
        accounts=per_account.height,
        rejected=rejected.num_rows,
        platforms=tuple(per_account["platform"].drop_nulls().unique().sort()),
        languages=tuple(languages["language"]),
        first_post=span["first"][0],
        last_post=span["last"][0],
        resolution_s=resolution_s,
        signals=tuple(signal.name for signal in chosen(settings.signals)),
        shares={signal.name: counts.get(signal.name, 0) for signal in chosen(settings.signals)},
        window_s=settings.window.total_seconds(),
        min_weight=settings.min_weight,
        weight=settings.weight,
        min_participation=settings.min_participation,
    )
