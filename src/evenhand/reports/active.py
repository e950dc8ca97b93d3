"""When each cluster acted."""

from __future__ import annotations

from datetime import datetime

import polars as pl

from evenhand.detection.findings import Findings
from evenhand.reports.chosen import frame


def active(findings: Findings) -> dict[str, tuple[datetime, datetime]]:
    """Give the first and the last coordinated post of each cluster.

    A group that stood out more in a period than in the whole time was active in its episodes: its
    accounts also coincide on other days, as anybody's do.
    """
    ends = ["first_seen", "last_seen"]
    clusters = frame(findings.clusters).select("cluster", "period_start", *ends)
    inside = (
        frame(findings.episodes)
        .drop_nulls(["cluster", *ends])
        .join(clusters.drop_nulls("period_start").select("cluster"), on="cluster")
        .group_by("cluster")
        .agg(pl.col("first_seen").min(), pl.col("last_seen").max())
    )
    found = {cluster: (first, last) for cluster, _, first, last in clusters.iter_rows()}
    return found | {cluster: (first, last) for cluster, first, last in inside.iter_rows()}
