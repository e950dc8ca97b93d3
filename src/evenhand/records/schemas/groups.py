"""Tables of groups that were tested, and of the clusters and accounts that were found."""

from __future__ import annotations

import pyarrow as pa

from evenhand.records.schemas.columns import STRINGS, UTC_TIME, column, table

ALLOWANCE = (
    "Times the expected number that could be chance, because those it is compared with are few or "
    "slower."
)

_HOW_OFTEN = (
    column("lift", pa.float64(), "Observed over expected.", nullable=False),
    column("allowance", pa.float64(), ALLOWANCE, "from 1", nullable=False),
)

CLUSTER_OBJECT = pa.struct(
    [
        pa.field("signal", pa.string(), nullable=False),
        pa.field("object", pa.string(), nullable=False),
        pa.field("accounts", pa.uint32(), nullable=False),
        pa.field("coordinated_shares", pa.uint64(), nullable=False),
        pa.field("cluster_shares", pa.uint64(), nullable=False),
        pa.field("all_shares", pa.uint64(), nullable=False),
        pa.field("example_post", pa.string()),
    ]
)

SIGNAL_TEST = pa.struct(
    [
        pa.field("signal", pa.string(), nullable=False),
        pa.field("observed", pa.uint64(), nullable=False),
        pa.field("expected", pa.float64(), nullable=False),
        pa.field("z", pa.float64(), nullable=False),
        pa.field("p_value", pa.float64(), nullable=False),
    ]
)

GROUPS = table(
    "groups",
    "A group of accounts that was discovered on one half of the time and tested on the other.",
    column("group", pa.string(), "Its number: g1, g2, … by falling z.", nullable=False),
    column("accounts", pa.uint32(), "How many accounts it has.", "accounts", nullable=False),
    column(
        "observed",
        pa.uint64(),
        "Coincidences of first shares inside it, on the halves that it was tested on.",
        "coincidences",
        nullable=False,
    ),
    column(
        "expected",
        pa.float64(),
        "The same if its accounts had only been as quick as others who shared the same objects.",
        "coincidences",
        nullable=False,
    ),
    *_HOW_OFTEN,
    column("z", pa.float64(), "Distance of the two in standard deviations.", "", nullable=False),
    column(
        "p_value",
        pa.float64(),
        "Chance of so many or more, over all signals (Cauchy combination).",
        "0 to 1",
        nullable=False,
    ),
    column(
        "q_value",
        pa.float64(),
        "Share of false groups expected among those up to this one (Benjamini-Hochberg).",
        "0 to 1",
        nullable=False,
    ),
    column(
        "confirmed",
        pa.bool_(),
        "Whether q is at most alpha, and lift so far above the allowance that it is no luck.",
        nullable=False,
    ),
    column(
        "by_signal",
        pa.list_(SIGNAL_TEST),
        "The same for each signal alone.",
        nullable=False,
    ),
    column(
        "period_start",
        UTC_TIME,
        "Start of the period that these numbers are of; null where they are of the whole time.",
        "UTC",
    ),
    column("period_end", UTC_TIME, "Its end.", "UTC"),
)

GROUP_MEMBERS = table(
    "group_members",
    "One row for each account of a group, with what the group's number owes to it.",
    column("group", pa.string(), "The group.", nullable=False),
    column("account_id", pa.string(), "The account.", nullable=False),
    column(
        "observed",
        pa.uint64(),
        "Its coincidences with the others of the group, where it was tested.",
        "coincidences",
        nullable=False,
    ),
    column("expected", pa.float64(), "The same by chance.", "coincidences", nullable=False),
    column(
        "p_value",
        pa.float64(),
        "Chance of so many or more; a bystander's is large. In a confirmed group, combined with "
        "the account's coincidences with all confirmed groups (see the page on significance).",
        "0 to 1",
        nullable=False,
    ),
    column(
        "q_value",
        pa.float64(),
        "The same after Benjamini and Hochberg, over the accounts of all confirmed groups; null "
        "in other groups.",
        "0 to 1",
    ),
    column(
        "supported",
        pa.bool_(),
        "Whether the account carries a confirmed group (q at most alpha), rather than standing by.",
        nullable=False,
    ),
)

CLUSTERS = table(
    "clusters",
    "A group of accounts joined by edges, strongest evidence first.",
    column("cluster", pa.string(), "Its number in this run: c1, c2, …", nullable=False),
    column(
        "label", pa.string(), "A name from what it shared, never from who it is.", nullable=False
    ),
    column("component", pa.uint32(), "Number of its connected component, from 1.", nullable=False),
    column("accounts", pa.uint32(), "How many accounts it has.", "accounts", nullable=False),
    column("edges", pa.uint64(), "Pairs of its accounts that coincide.", "pairs", nullable=False),
    column(
        "density", pa.float64(), "Those pairs out of all possible ones.", "0 to 1", nullable=False
    ),
    column("signals", STRINGS, "Kinds of behaviour that join it.", nullable=False),
    column(
        "coincidences",
        pa.uint64(),
        "Coincidences over its pairs and signals.",
        "coincidences",
        nullable=False,
    ),
    column("post_pairs", pa.uint64(), "Post pairs over the same.", "pairs", nullable=False),
    column("first_seen", UTC_TIME, "Earliest coordinated post.", "UTC", nullable=False),
    column("last_seen", UTC_TIME, "Latest coordinated post.", "UTC", nullable=False),
    column("median_delay_s", pa.float64(), "Median delay over its post pairs.", "s"),
    column(
        "coordinated_posts",
        pa.uint64(),
        "Posts of its accounts that are part of a coincidence inside it.",
        "posts",
        nullable=False,
    ),
    column("posts", pa.uint64(), "All posts of its accounts.", "posts", nullable=False),
    column("platforms", STRINGS, "Platforms of its accounts.", nullable=False),
    column("languages", STRINGS, "Languages of its coordinated posts, most frequent first."),
    column(
        "objects",
        pa.list_(CLUSTER_OBJECT),
        "Its most shared objects: by how many of its accounts, in how many coordinated shares, "
        "out of how many shares of the cluster and of everyone; and the earliest such post.",
    ),
    column(
        "confirmed",
        pa.bool_(),
        "Whether it is a confirmed group (see groups); null when significance was not asked for.",
    ),
    column(
        "observed",
        pa.uint64(),
        "Of a confirmed group: coincidences of first shares on the halves it was tested on.",
        "coincidences",
    ),
    column("expected", pa.float64(), "The same by chance.", "coincidences"),
    column("lift", pa.float64(), "Observed over expected."),
    column("allowance", pa.float64(), ALLOWANCE, "from 1"),
    column("z", pa.float64(), "Their distance in standard deviations."),
    column("q_value", pa.float64(), "Share of false groups expected up to this one.", "0 to 1"),
    column("by_signal", pa.list_(SIGNAL_TEST), "The same for each signal alone."),
    column(
        "declared",
        pa.bool_(),
        "Whether it is declared coordination: its accounts are declared, or all its coordinated "
        "posts are links to declared domains; null when no declarations were given.",
    ),
    column(
        "declared_accounts",
        pa.uint32(),
        "Accounts of it that are declared: all or none, since the two kinds share no cluster.",
        "accounts",
    ),
    column(
        "declared_posts",
        pa.uint64(),
        "Coordinated posts that link to declared domains and nowhere else.",
        "posts",
    ),
    column("declared_domains", STRINGS, "The declared domains that these lead to."),
    column(
        "across_accounts",
        pa.uint32(),
        "Accounts of the other kind, declared or not, that its accounts coincide with.",
        "accounts",
    ),
    column(
        "across_coincidences",
        pa.uint64(),
        "The coincidences with them; they join no cluster.",
        "coincidences",
    ),
    column(
        "part_of",
        pa.string(),
        "The confirmed group whose declared or undeclared part it is, where it has both: the test "
        "was of both together. Null otherwise.",
    ),
    column(
        "period_start",
        UTC_TIME,
        "Start of the period that these numbers are of; null where they are of the whole time.",
        "UTC",
    ),
    column("period_end", UTC_TIME, "Its end.", "UTC"),
)

EPISODES = table(
    "episodes",
    "A stretch of time in which a confirmed group acted: periods that overlap or touch, in each of "
    "which it was confirmed. Empty unless --period was given.",
    column("episode", pa.string(), "Its number: e1, e2, … by time.", nullable=False),
    column("group", pa.string(), "The group (see groups).", nullable=False),
    column("cluster", pa.string(), "The cluster that the group is; null when it is none."),
    column("period_start", UTC_TIME, "Start of the first period.", "UTC", nullable=False),
    column("period_end", UTC_TIME, "End of the last period.", "UTC", nullable=False),
    column("first_seen", UTC_TIME, "The cluster's earliest coordinated post in it.", "UTC"),
    column("last_seen", UTC_TIME, "The cluster's latest coordinated post in it.", "UTC"),
    column("periods", pa.uint32(), "Periods that confirmed it.", "periods", nullable=False),
    column("accounts", pa.uint32(), "Accounts that carry it.", "accounts", nullable=False),
    column(
        "observed",
        pa.uint64(),
        "Coincidences in the period with the highest z, on the halves that it was tested on.",
        "coincidences",
        nullable=False,
    ),
    column("expected", pa.float64(), "The same by chance.", "coincidences", nullable=False),
    *_HOW_OFTEN,
    column("z", pa.float64(), "Their distance in standard deviations.", "", nullable=False),
    column("p_value", pa.float64(), "Chance of so many or more.", "0 to 1", nullable=False),
    column(
        "q_value",
        pa.float64(),
        "Share of false groups expected up to this one, of the candidates of all periods.",
        "0 to 1",
        nullable=False,
    ),
)

MEMBERS = table(
    "accounts",
    "One row for each account with at least one edge (written as `accounts` by a run).",
    column("account_id", pa.string(), "The same id as in posts.", nullable=False),
    column("platform", pa.string(), "Where the account is."),
    column("handle", pa.string(), "Its short public name."),
    column("name", pa.string(), "Its display name."),
    column("kind", pa.string(), "user, page, channel, group, …"),
    column("created_at", UTC_TIME, "When the account was made.", "UTC"),
    column("followers", pa.int64(), "Followers at the latest capture.", "accounts"),
    column("cluster", pa.string(), "The cluster it belongs to; null when in none."),
    column("component", pa.uint32(), "Number of its connected component.", nullable=False),
    column("degree", pa.uint32(), "Accounts that it coincides with.", "accounts", nullable=False),
    column("strength", pa.uint64(), "Sum of the weights of those edges.", "", nullable=False),
    column(
        "coordinated_posts",
        pa.uint64(),
        "Its posts that are part of a coincidence on an edge.",
        "posts",
        nullable=False,
    ),
    column("posts", pa.uint64(), "All its posts.", "posts", nullable=False),
    column(
        "coordinated_share",
        pa.float64(),
        "The first of these two out of the second.",
        "0 to 1",
        nullable=False,
    ),
    column("signals", STRINGS, "Kinds of behaviour on its edges.", nullable=False),
    column("first_seen", UTC_TIME, "Its earliest coordinated post.", "UTC", nullable=False),
    column("last_seen", UTC_TIME, "Its latest coordinated post.", "UTC", nullable=False),
    column(
        "observed",
        pa.uint64(),
        "In a confirmed group: its coincidences with the others, where it was tested.",
        "coincidences",
    ),
    column("expected", pa.float64(), "The same by chance.", "coincidences"),
    column(
        "support_p_value",
        pa.float64(),
        "Chance of so many or more: how sure it is that the account belongs to the group.",
        "0 to 1",
    ),
    column("declared", pa.string(), "What is declared of it, in words; null when nothing is."),
    column("declared_link", pa.string(), "Address of the declaration."),
    column(
        "across_accounts",
        pa.uint32(),
        "Accounts of the other kind, declared or not, that it coincides with; null when no "
        "declarations were given.",
        "accounts",
    ),
    column(
        "across_coincidences",
        pa.uint64(),
        "The coincidences with them; they join no cluster.",
        "coincidences",
    ),
)
