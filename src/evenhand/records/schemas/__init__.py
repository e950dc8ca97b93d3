"""Every table of the project: its columns, their types, units and meanings.

A stage takes one of these tables and returns another; nothing else passes between rooms. The pages
of documentation that describe the tables are generated from here (``docs/generate.py``).
"""

from __future__ import annotations

from evenhand.records.schemas.checks import (
    CALIBRATION,
    DELAYS,
    SENSITIVITY,
)
from evenhand.records.schemas.coincidences import (
    EDGES,
    EVIDENCE,
    NETWORK,
    PAIRS,
    SHARES,
    TIMELINE,
)
from evenhand.records.schemas.columns import CODED, STRINGS, UTC_TIME
from evenhand.records.schemas.coordinated import COORDINATED
from evenhand.records.schemas.declared import DECLARED
from evenhand.records.schemas.disclosure import DISCLOSURES, OUTLETS, UNDISCLOSED
from evenhand.records.schemas.documents import DOCUMENTS
from evenhand.records.schemas.groups import (
    CLUSTER_OBJECT,
    CLUSTERS,
    EPISODES,
    GROUP_MEMBERS,
    GROUPS,
    MEMBERS,
    SIGNAL_TEST,
)
from evenhand.records.schemas.matches import MATCHES, PASSAGES
from evenhand.records.schemas.posts import ACCOUNTS, POSTS, REJECTED
from evenhand.records.schemas.power import POWER, POWER_POINTS
from evenhand.records.schemas.registry import CANDIDATES, REGISTERED, SCREENED
from evenhand.records.schemas.stories import (
    ACTORS,
    ALONE,
    COMPARED,
    DIFFERENCES,
    QUOTATIONS,
    RENDERINGS,
    STORIES,
    THREADS,
    UTTERANCES,
)

TABLES = {
    "posts": POSTS,
    "accounts": ACCOUNTS,
    "rejected": REJECTED,
    "shares": SHARES,
    "pairs": PAIRS,
    "edges": EDGES,
    "network": NETWORK,
    "clusters": CLUSTERS,
    "members": MEMBERS,
    "evidence": EVIDENCE,
    "timeline": TIMELINE,
    "delays": DELAYS,
    "groups": GROUPS,
    "group_members": GROUP_MEMBERS,
    "episodes": EPISODES,
    "sensitivity": SENSITIVITY,
    "calibration": CALIBRATION,
    "declared": DECLARED,
    "documents": DOCUMENTS,
    "matches": MATCHES,
    "passages": PASSAGES,
    "power": POWER,
    "power_points": POWER_POINTS,
    "outlets": OUTLETS,
    "disclosures": DISCLOSURES,
    "undisclosed": UNDISCLOSED,
    "stories": STORIES,
    "compared": COMPARED,
    "quotations": QUOTATIONS,
    "utterances": UTTERANCES,
    "renderings": RENDERINGS,
    "differences": DIFFERENCES,
    "alone": ALONE,
    "actors": ACTORS,
    "threads": THREADS,
    "coordinated": COORDINATED,
    "screened": SCREENED,
    "registered": REGISTERED,
    "candidates": CANDIDATES,
}

__all__ = [
    "ACCOUNTS",
    "ACTORS",
    "ALONE",
    "CALIBRATION",
    "CANDIDATES",
    "CLUSTERS",
    "CLUSTER_OBJECT",
    "CODED",
    "COMPARED",
    "COORDINATED",
    "DECLARED",
    "DELAYS",
    "DIFFERENCES",
    "DISCLOSURES",
    "DOCUMENTS",
    "EDGES",
    "EPISODES",
    "EVIDENCE",
    "GROUPS",
    "GROUP_MEMBERS",
    "MATCHES",
    "MEMBERS",
    "NETWORK",
    "OUTLETS",
    "PAIRS",
    "PASSAGES",
    "POSTS",
    "POWER",
    "POWER_POINTS",
    "QUOTATIONS",
    "REGISTERED",
    "REJECTED",
    "RENDERINGS",
    "SCREENED",
    "SENSITIVITY",
    "SHARES",
    "SIGNAL_TEST",
    "STORIES",
    "STRINGS",
    "TABLES",
    "THREADS",
    "TIMELINE",
    "UNDISCLOSED",
    "UTC_TIME",
    "UTTERANCES",
]
