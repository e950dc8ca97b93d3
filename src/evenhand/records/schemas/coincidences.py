"""Tables of who shared what within a window of whom: shares, pairs, networks, evidence."""

from __future__ import annotations

import pyarrow as pa

from evenhand.records.schemas.columns import CODED, UTC_TIME, column, table

SHARES = table(
    "shares",
    "One account putting one object out at one time.",
    column("signal", CODED, "The kind of behaviour: repost, link, text, …", nullable=False),
    column("account", CODED, "Who shared it (account_id).", nullable=False),
    column("object", CODED, "What was shared.", nullable=False),
    column("time", UTC_TIME, "When it was shared.", "UTC", nullable=False),
    column("post", pa.string(), "The post that carried it (post_id).", nullable=False),
)

EDGES = table(
    "edges",
    "Two accounts and one signal, with all coincidences between them. Inside a confirmed group "
    "every coincidence makes an edge; those below the minimum weight are not tested, and their "
    "columns of tests are null.",
    column("signal", CODED, "The kind of behaviour.", nullable=False),
    column("account_a", CODED, "The account whose id comes first in byte order.", nullable=False),
    column("account_b", CODED, "The other account.", nullable=False),
    column(
        "coincidences",
        pa.uint32(),
        "Distinct objects that both shared within the window.",
        "objects",
        nullable=False,
    ),
    column(
        "post_pairs",
        pa.uint64(),
        "Pairs of one post of each account with the same object within the window.",
        "pairs",
        nullable=False,
    ),
    column("first_seen", UTC_TIME, "Time of the earliest post in them.", "UTC", nullable=False),
    column("last_seen", UTC_TIME, "Time of the latest post in them.", "UTC", nullable=False),
    column("mean_delay_s", pa.float64(), "Mean delay over the post pairs.", "s", nullable=False),
    column("min_delay_s", pa.float64(), "Shortest delay of a post pair.", "s", nullable=False),
    column(
        "a_first", pa.uint64(), "Post pairs in which account_a came first.", "pairs", nullable=False
    ),
    column(
        "b_first",
        pa.uint64(),
        "Post pairs in which account_b came first; the rest are ties.",
        "pairs",
        nullable=False,
    ),
    column(
        "trials",
        pa.uint32(),
        "Objects that both shared near enough in time for chance to make them coincide.",
        "objects",
    ),
    column(
        "expected",
        pa.float64(),
        "Coincidences among the trials that chance alone would make (first shares only).",
        "objects",
    ),
    column(
        "p_value",
        pa.float64(),
        "Chance of so many coincidences or more if only the hours were alike.",
        "0 to 1",
    ),
    column(
        "pair_p_value",
        pa.float64(),
        "The same for the two accounts over all signals (Cauchy combination).",
        "0 to 1",
    ),
    column(
        "pair_q_value",
        pa.float64(),
        "Share of false ones expected among pairs up to this one (Benjamini-Hochberg).",
        "0 to 1",
    ),
    column(
        "median_delay_s",
        pa.float64(),
        "Median delay over the post pairs; only for edges inside a cluster.",
        "s",
    ),
    column("cluster", pa.string(), "The cluster that holds both accounts; null when none does."),
    column(
        "period_weight",
        pa.uint64(),
        "With --period: what the minimum weight counts, in the period that has most of it.",
    ),
    column("period_first_seen", UTC_TIME, "Time of the earliest of these posts.", "UTC"),
    column("period_last_seen", UTC_TIME, "Time of the latest of them.", "UTC"),
)

PAIRS = pa.schema(
    list(EDGES)[: EDGES.get_field_index("trials")],
    metadata={"table": "pairs", "meaning": "Edges as they are before clusters are known."},
)

NETWORK = table(
    "network",
    "Where each account with an edge stands.",
    column("account_id", pa.string(), "The same id as in posts.", nullable=False),
    column(
        "component",
        pa.uint32(),
        "Number of its connected component, the largest is 1.",
        nullable=False,
    ),
    column(
        "cluster",
        pa.string(),
        "The cluster it belongs to: c1 has the greatest sum of weights inside; null when in none.",
    ),
    column("degree", pa.uint32(), "Accounts that it coincides with.", "accounts", nullable=False),
    column("strength", pa.uint64(), "Sum of the weights of those edges.", "", nullable=False),
)

EVIDENCE = table(
    "evidence",
    "One row for each pair of posts behind an edge inside a cluster.",
    column("cluster", pa.string(), "The cluster.", nullable=False),
    column("signal", pa.string(), "The kind of behaviour.", nullable=False),
    column("object", pa.string(), "What both shared.", nullable=False),
    column("account_a", pa.string(), "As in edges.", nullable=False),
    column("account_b", pa.string(), "As in edges.", nullable=False),
    column("post_a", pa.string(), "The post of account_a.", nullable=False),
    column("post_b", pa.string(), "The post of account_b.", nullable=False),
    column("time_a", UTC_TIME, "When account_a posted.", "UTC", nullable=False),
    column("time_b", UTC_TIME, "When account_b posted.", "UTC", nullable=False),
    column("delay_s", pa.float64(), "time_b less time_a.", "s", nullable=False),
)

TIMELINE = table(
    "timeline",
    "One row for each post of an account in a cluster: the ticks of the report's swim lanes.",
    column("cluster", pa.string(), "The cluster.", nullable=False),
    column("account_id", pa.string(), "Who posted.", nullable=False),
    column("post_id", pa.string(), "The post.", nullable=False),
    column("time", UTC_TIME, "When.", "UTC", nullable=False),
    column(
        "coordinated", pa.bool_(), "Whether it is part of a coincidence inside.", nullable=False
    ),
)
