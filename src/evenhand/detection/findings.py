"""What a run found, with everything that a person needs to check it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl
import pyarrow as pa

from evenhand.detection.calibration import Calibration
from evenhand.detection.carried import carried, support, tests, with_edges_inside
from evenhand.detection.clusters import clusters
from evenhand.detection.declared import (
    across,
    declared,
    declared_clusters,
    linked,
    with_posts,
)
from evenhand.detection.delays import delays
from evenhand.detection.evidence import Evidence, evidence, in_clusters, with_medians
from evenhand.detection.groups import Groups
from evenhand.detection.looked_at import LookedAt, looked_at
from evenhand.detection.members import members
from evenhand.detection.network import network
from evenhand.detection.settings import Settings
from evenhand.detection.stretch import Stretch
from evenhand.records.progress import Progress, silent
from evenhand.records.schemas import (
    DECLARED,
    DELAYS,
    EPISODES,
    GROUP_MEMBERS,
    GROUPS,
    POSTS,
    REGISTERED,
    SENSITIVITY,
    TIMELINE,
)


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
    delays: pa.Table = field(default_factory=DELAYS.empty_table)
    """DELAYS of the confirmed clusters; empty when nothing was tested."""
    groups: pa.Table = field(default_factory=GROUPS.empty_table)
    """GROUPS: every candidate that was tested, confirmed or not; empty when nothing was."""
    group_members: pa.Table = field(default_factory=GROUP_MEMBERS.empty_table)
    """GROUP_MEMBERS: their accounts, with those that only stand by."""
    episodes: pa.Table = field(default_factory=EPISODES.empty_table)
    """EPISODES: when the confirmed groups acted, by periods; empty when none were asked for."""
    sensitivity: pa.Table = field(default_factory=SENSITIVITY.empty_table)
    """SENSITIVITY: other windows and jitters; empty when they were not looked at."""
    again: Stretch | None = None
    """The stretch of time that sensitivity and calibration are about; None when not tried."""
    calibration: Calibration | None = None
    """What was found with the exact times forgotten; None when that was not tried."""
    declared: pa.Table = field(default_factory=DECLARED.empty_table)
    """DECLARED: what was declared, and what it names in these posts."""
    registered: pa.Table = field(default_factory=REGISTERED.empty_table)
    """REGISTERED: whose accounts and links are in these posts; empty without a registry."""


_LINKS = ("urls", "objects")  # of POSTS: where its links stand


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
    tested: Groups | None = None,
    sensitivity: pa.Table | None = None,
    calibration: Calibration | None = None,
    again: Stretch | None = None,
    declarations: pa.Table | None = None,
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
        tested: the groups of these shares (`detection.groups`). Each confirmed one is a cluster of
            the accounts that carry it, in the order of the groups and before all others; all its
            coincidences become edges, however few. None when nothing was tested.
        sensitivity: table SENSITIVITY, when other settings were looked at.
        calibration: what was found with the exact times forgotten, when that was tried.
        again: the stretch of time in which these two were tried.
        declarations: table DECLARED, when there is one. Declared accounts form clusters among
            themselves and so do the others; nothing is left out for being declared.
        threads: how many to use; all cores when None.
        progress: told how many of its steps are done.
    """
    steps = "steps from edges to findings"
    progress(steps, 0, 4)
    per_account = (
        posts.group_by("account_id")
        .agg(platform=pl.col("platform").drop_nulls().min(), posts=pl.len())
        .collect(engine="streaming")
    )
    said = None if declarations is None else declared(declarations, per_account, accounts)
    whole = carried(tested, settings.min_accounts)
    edges = with_edges_inside(edges, shares, whole, settings, threads)
    confirmed = whole if said is None else carried(tested, settings.min_accounts, said.ids)
    nodes = network(
        edges,
        weight=settings.weight,
        resolution=settings.resolution,
        min_accounts=settings.min_accounts,
        seed=settings.seed,
        confirmed=[part.accounts for part in confirmed],
        apart=frozenset() if said is None else said.ids,
    )
    groups = tests(tested, confirmed, nodes)
    held = in_clusters(edges, nodes)
    progress(steps, 1, 4)
    found = evidence(held, shares, settings.window, limit=settings.evidence_limit, threads=threads)
    held = with_medians(held, found)
    progress(steps, 2, 4)
    others = across(held, said)
    people = members(
        nodes,
        _rows(shares, found.on_edge),
        accounts,
        per_account,
        support(tested, confirmed),
        None if said is None else said.accounts,
        others,
    )
    membership: Any = pl.from_arrow(people.select(["account_id", "cluster"]))
    membership = membership.drop_nulls("cluster")
    marked = _rows(shares, found.in_cluster).join(
        membership, left_on="account", right_on="account_id"
    )
    texts = (
        posts.select("language", "text", *(_LINKS if said else ()), post="post_id")
        .join(marked.lazy().select("post").unique(), on="post", how="semi")
        .collect(engine="streaming")
    )
    linking = None if said is None else linked(texts, said, settings.options.shorteners)
    described = clusters(
        held,
        people,
        found.table,
        marked,
        _sharing(shares, marked),
        texts,
        groups,
        None if linking is None else declared_clusters(people, marked, linking, others),
    )
    progress(steps, 3, 4)
    result = Findings(
        looked_at=looked_at(
            posts,
            per_account,
            rejected,
            shares,
            settings,
            files,
            resolution_s,
            tested,
            groups,
            said,
        ),
        edges=held,
        clusters=described,
        members=people,
        evidence=found.table,
        evidence_total=found.total,
        posts=_evidence_posts(posts, found),
        timeline=_timeline(posts, membership, marked),
        rejected=rejected,
        delays=_delays(shares, people, groups, settings, resolution_s, threads),
        groups=GROUPS.empty_table() if tested is None else tested.groups,
        group_members=GROUP_MEMBERS.empty_table() if tested is None else tested.members,
        episodes=_episodes(tested, groups, marked),
        sensitivity=SENSITIVITY.empty_table() if sensitivity is None else sensitivity,
        calibration=calibration,
        again=again,
        declared=DECLARED.empty_table()
        if said is None or linking is None
        else with_posts(said, marked, linking),
    )
    progress(steps, 4, 4)
    return result


def _delays(
    shares: pa.Table,
    people: pa.Table,
    groups: pl.DataFrame | None,
    settings: Settings,
    resolution_s: float,
    threads: int | None,
) -> pa.Table:
    """Count the delays inside confirmed clusters."""
    frame: Any = pl.from_arrow(people.select(["cluster", "account_id"]))
    wanted = [] if groups is None else sorted(groups["cluster"], key=lambda name: int(name[1:]))
    return delays(
        shares,
        {name: frame.filter(pl.col("cluster") == name)["account_id"].sort() for name in wanted},
        settings.window,
        settings.jitter_for(resolution_s),
        resolution_s=resolution_s,
        seed=settings.seed,
        threads=threads,
    )


def _episodes(tested: Groups | None, groups: pl.DataFrame | None, marked: pl.DataFrame) -> pa.Table:
    """Add to each episode its cluster, and when this was first and last coordinated in it.

    A group of which a part is declared is two clusters, and its episodes are then told of each.
    """
    if tested is None or groups is None or tested.episodes.num_rows == 0:
        return EPISODES.empty_table()
    frame: Any = pl.from_arrow(tested.episodes.drop_columns(["cluster", "first_seen", "last_seen"]))
    known = frame.join(
        groups.select("group", "cluster").sort(pl.col("cluster").str.slice(1).cast(pl.Int64)),
        on="group",
        how="left",
        maintain_order="left_right",
    )
    acted = (
        known.select("episode", "cluster", "period_start", "period_end")
        .join(marked.select("cluster", "time"), on="cluster")
        .filter(pl.col("time") >= pl.col("period_start"), pl.col("time") < pl.col("period_end"))
        .group_by("episode", "cluster")
        .agg(first_seen=pl.col("time").min(), last_seen=pl.col("time").max())
    )
    rows = known.join(acted, on=["episode", "cluster"], how="left", maintain_order="left")
    return rows.select(EPISODES.names).to_arrow().cast(EPISODES)


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
