"""What a run found, with everything that a person needs to check it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa


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
