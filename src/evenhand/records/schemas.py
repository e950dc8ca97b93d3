"""Every table of the project: its columns, their types, units and meanings.

A stage takes one of these tables and returns another; nothing else passes between rooms. The pages
of documentation that describe the tables are generated from here (``docs/generate.py``).
"""

from __future__ import annotations

import pyarrow as pa

UTC_TIME = pa.timestamp("us", tz="UTC")
CODED = pa.dictionary(pa.int32(), pa.string())
STRINGS = pa.list_(pa.string())


def _column(
    name: str, kind: pa.DataType, meaning: str, unit: str = "", nullable: bool = True
) -> pa.Field:
    metadata = {"meaning": meaning} | ({"unit": unit} if unit else {})
    return pa.field(name, kind, nullable=nullable, metadata=metadata)


def _table(name: str, meaning: str, *columns: pa.Field) -> pa.Schema:
    return pa.schema(columns, metadata={"table": name, "meaning": meaning})


POSTS = _table(
    "posts",
    "One row for each published item.",
    _column(
        "post_id",
        pa.string(),
        "Id of the post, `platform:id` when the platform is known. Where a file has no ids, one is "
        "made from the post's content (`made:…`), the same in any order of the rows.",
        nullable=False,
    ),
    _column(
        "account_id",
        pa.string(),
        "Who published it, `platform:id` when the platform is known.",
        nullable=False,
    ),
    _column("platform", pa.string(), "Where it was published: twitter, telegram, …"),
    _column("created_at", UTC_TIME, "When it was published.", "UTC", nullable=False),
    _column("text", pa.string(), "What it says, as published."),
    _column("language", pa.string(), "Its language as the source gives it (BCP 47 where it can)."),
    _column("urls", STRINGS, "Links in it, as published, expanded where the source expands them."),
    _column("hashtags", STRINGS, "Its hashtags in order, without the leading sign."),
    _column("mentions", STRINGS, "Handles it names in order, without the leading sign."),
    _column(
        "repost_of",
        pa.string(),
        "Id of the post that it repeats; null when it is not a repost. Where the source says "
        "'repost' without an id, the original is known by its text (`text:…`).",
    ),
    _column("quote_of", pa.string(), "Id of the post that it quotes with words of its own."),
    _column("reply_to", pa.string(), "Id of the post that it answers."),
    _column("media", STRINGS, "Hashes or keys of its images and videos."),
    _column(
        "objects",
        STRINGS,
        "What was shared, where the file itself names it (four-column contract).",
    ),
    _column("url", pa.string(), "Address at which the post itself can be seen."),
)

ACCOUNTS = _table(
    "accounts",
    "One row for each account that the sources describe.",
    _column("account_id", pa.string(), "The same id as in posts.", nullable=False),
    _column("platform", pa.string(), "Where the account is."),
    _column("handle", pa.string(), "Its short public name, without the leading sign."),
    _column("name", pa.string(), "Its display name."),
    _column("kind", pa.string(), "user, page, channel, group, … as the source says."),
    _column("created_at", UTC_TIME, "When the account was made.", "UTC"),
    _column("followers", pa.int64(), "Followers at the latest capture in the file.", "accounts"),
    _column("url", pa.string(), "Address at which the account can be seen."),
)

REJECTED = _table(
    "rejected",
    "One row for each input row that could not be used.",
    _column("file", pa.string(), "Name of the input file as it was given.", nullable=False),
    _column(
        "row",
        pa.int64(),
        "Number of the record in the file, the first is 1 (a header line is not counted).",
        "records",
        nullable=False,
    ),
    _column("column", pa.string(), "The column at fault, as the file names it."),
    _column("reason", pa.string(), "Why it could not be used.", nullable=False),
    _column("value", pa.string(), "What stood there, cut to 200 characters."),
)

SHARES = _table(
    "shares",
    "One account putting one object out at one time.",
    _column("signal", CODED, "The kind of behaviour: repost, link, text, …", nullable=False),
    _column("account", CODED, "Who shared it (account_id).", nullable=False),
    _column("object", CODED, "What was shared.", nullable=False),
    _column("time", UTC_TIME, "When it was shared.", "UTC", nullable=False),
    _column("post", pa.string(), "The post that carried it (post_id).", nullable=False),
)

EDGES = _table(
    "edges",
    "Two accounts and one signal, with all coincidences between them. Inside a confirmed group "
    "every coincidence makes an edge; those below the minimum weight are not tested, and their "
    "columns of tests are null.",
    _column("signal", CODED, "The kind of behaviour.", nullable=False),
    _column("account_a", CODED, "The account whose id comes first in byte order.", nullable=False),
    _column("account_b", CODED, "The other account.", nullable=False),
    _column(
        "coincidences",
        pa.uint32(),
        "Distinct objects that both shared within the window.",
        "objects",
        nullable=False,
    ),
    _column(
        "post_pairs",
        pa.uint64(),
        "Pairs of one post of each account with the same object within the window.",
        "pairs",
        nullable=False,
    ),
    _column("first_seen", UTC_TIME, "Time of the earliest post in them.", "UTC", nullable=False),
    _column("last_seen", UTC_TIME, "Time of the latest post in them.", "UTC", nullable=False),
    _column("mean_delay_s", pa.float64(), "Mean delay over the post pairs.", "s", nullable=False),
    _column("min_delay_s", pa.float64(), "Shortest delay of a post pair.", "s", nullable=False),
    _column(
        "a_first", pa.uint64(), "Post pairs in which account_a came first.", "pairs", nullable=False
    ),
    _column(
        "b_first",
        pa.uint64(),
        "Post pairs in which account_b came first; the rest are ties.",
        "pairs",
        nullable=False,
    ),
    _column(
        "trials",
        pa.uint32(),
        "Objects that both shared near enough in time for chance to make them coincide.",
        "objects",
    ),
    _column(
        "expected",
        pa.float64(),
        "Coincidences among the trials that chance alone would make (first shares only).",
        "objects",
    ),
    _column(
        "p_value",
        pa.float64(),
        "Chance of so many coincidences or more if only the hours were alike.",
        "0 to 1",
    ),
    _column(
        "pair_p_value",
        pa.float64(),
        "The same for the two accounts over all signals (Cauchy combination).",
        "0 to 1",
    ),
    _column(
        "pair_q_value",
        pa.float64(),
        "Share of false ones expected among pairs up to this one (Benjamini-Hochberg).",
        "0 to 1",
    ),
    _column(
        "median_delay_s",
        pa.float64(),
        "Median delay over the post pairs; only for edges inside a cluster.",
        "s",
    ),
    _column("cluster", pa.string(), "The cluster that holds both accounts; null when none does."),
)

PAIRS = pa.schema(
    list(EDGES)[: EDGES.get_field_index("trials")],
    metadata={"table": "pairs", "meaning": "Edges as they are before clusters are known."},
)

NETWORK = _table(
    "network",
    "Where each account with an edge stands.",
    _column("account_id", pa.string(), "The same id as in posts.", nullable=False),
    _column(
        "component",
        pa.uint32(),
        "Number of its connected component, the largest is 1.",
        nullable=False,
    ),
    _column(
        "cluster",
        pa.string(),
        "The cluster it belongs to: c1 has the greatest sum of weights inside; null when in none.",
    ),
    _column("degree", pa.uint32(), "Accounts that it coincides with.", "accounts", nullable=False),
    _column("strength", pa.uint64(), "Sum of the weights of those edges.", "", nullable=False),
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

GROUPS = _table(
    "groups",
    "A group of accounts that was discovered on one half of the time and tested on the other.",
    _column("group", pa.string(), "Its number: g1, g2, … by falling z.", nullable=False),
    _column("accounts", pa.uint32(), "How many accounts it has.", "accounts", nullable=False),
    _column(
        "observed",
        pa.uint64(),
        "Coincidences of first shares inside it, on the halves that it was tested on.",
        "coincidences",
        nullable=False,
    ),
    _column(
        "expected",
        pa.float64(),
        "The same if its accounts had only been as quick as others who shared the same objects.",
        "coincidences",
        nullable=False,
    ),
    _column("lift", pa.float64(), "Observed over expected.", "", nullable=False),
    _column("z", pa.float64(), "Distance of the two in standard deviations.", "", nullable=False),
    _column(
        "p_value",
        pa.float64(),
        "Chance of so many or more, over all signals (Cauchy combination).",
        "0 to 1",
        nullable=False,
    ),
    _column(
        "q_value",
        pa.float64(),
        "Share of false groups expected among those up to this one (Benjamini-Hochberg).",
        "0 to 1",
        nullable=False,
    ),
    _column("confirmed", pa.bool_(), "Whether q and lift are good enough.", nullable=False),
    _column(
        "by_signal",
        pa.list_(SIGNAL_TEST),
        "The same for each signal alone.",
        nullable=False,
    ),
)

GROUP_MEMBERS = _table(
    "group_members",
    "One row for each account of a group, with what the group's number owes to it.",
    _column("group", pa.string(), "The group.", nullable=False),
    _column("account_id", pa.string(), "The account.", nullable=False),
    _column(
        "observed",
        pa.uint64(),
        "Its coincidences with the others of the group, where it was tested.",
        "coincidences",
        nullable=False,
    ),
    _column("expected", pa.float64(), "The same by chance.", "coincidences", nullable=False),
    _column(
        "p_value",
        pa.float64(),
        "Chance of so many or more; a bystander's is large.",
        "0 to 1",
        nullable=False,
    ),
    _column(
        "supported",
        pa.bool_(),
        "Whether the account carries the group (p at most 0.05), rather than standing by.",
        nullable=False,
    ),
)

CLUSTERS = _table(
    "clusters",
    "A group of accounts joined by edges, strongest evidence first.",
    _column("cluster", pa.string(), "Its number in this run: c1, c2, …", nullable=False),
    _column(
        "label", pa.string(), "A name from what it shared, never from who it is.", nullable=False
    ),
    _column("component", pa.uint32(), "Number of its connected component, from 1.", nullable=False),
    _column("accounts", pa.uint32(), "How many accounts it has.", "accounts", nullable=False),
    _column("edges", pa.uint64(), "Pairs of its accounts that coincide.", "pairs", nullable=False),
    _column(
        "density", pa.float64(), "Those pairs out of all possible ones.", "0 to 1", nullable=False
    ),
    _column("signals", STRINGS, "Kinds of behaviour that join it.", nullable=False),
    _column(
        "coincidences",
        pa.uint64(),
        "Coincidences over its pairs and signals.",
        "coincidences",
        nullable=False,
    ),
    _column("post_pairs", pa.uint64(), "Post pairs over the same.", "pairs", nullable=False),
    _column("first_seen", UTC_TIME, "Earliest coordinated post.", "UTC", nullable=False),
    _column("last_seen", UTC_TIME, "Latest coordinated post.", "UTC", nullable=False),
    _column("median_delay_s", pa.float64(), "Median delay over its post pairs.", "s"),
    _column(
        "coordinated_posts",
        pa.uint64(),
        "Posts of its accounts that are part of a coincidence inside it.",
        "posts",
        nullable=False,
    ),
    _column("posts", pa.uint64(), "All posts of its accounts.", "posts", nullable=False),
    _column("platforms", STRINGS, "Platforms of its accounts.", nullable=False),
    _column("languages", STRINGS, "Languages of its coordinated posts, most frequent first."),
    _column(
        "objects",
        pa.list_(CLUSTER_OBJECT),
        "Its most shared objects: by how many of its accounts, in how many coordinated shares, "
        "out of how many shares of the cluster and of everyone; and the earliest such post.",
    ),
    _column(
        "confirmed",
        pa.bool_(),
        "Whether it is a confirmed group (see groups); null when significance was not asked for.",
    ),
    _column(
        "observed",
        pa.uint64(),
        "Of a confirmed group: coincidences of first shares on the halves it was tested on.",
        "coincidences",
    ),
    _column("expected", pa.float64(), "The same by chance.", "coincidences"),
    _column("lift", pa.float64(), "Observed over expected."),
    _column("z", pa.float64(), "Their distance in standard deviations."),
    _column("q_value", pa.float64(), "Share of false groups expected up to this one.", "0 to 1"),
    _column("by_signal", pa.list_(SIGNAL_TEST), "The same for each signal alone."),
)

MEMBERS = _table(
    "accounts",
    "One row for each account with at least one edge (written as `accounts` by a run).",
    _column("account_id", pa.string(), "The same id as in posts.", nullable=False),
    _column("platform", pa.string(), "Where the account is."),
    _column("handle", pa.string(), "Its short public name."),
    _column("name", pa.string(), "Its display name."),
    _column("kind", pa.string(), "user, page, channel, group, …"),
    _column("created_at", UTC_TIME, "When the account was made.", "UTC"),
    _column("followers", pa.int64(), "Followers at the latest capture.", "accounts"),
    _column("cluster", pa.string(), "The cluster it belongs to; null when in none."),
    _column("component", pa.uint32(), "Number of its connected component.", nullable=False),
    _column("degree", pa.uint32(), "Accounts that it coincides with.", "accounts", nullable=False),
    _column("strength", pa.uint64(), "Sum of the weights of those edges.", "", nullable=False),
    _column(
        "coordinated_posts",
        pa.uint64(),
        "Its posts that are part of a coincidence on an edge.",
        "posts",
        nullable=False,
    ),
    _column("posts", pa.uint64(), "All its posts.", "posts", nullable=False),
    _column(
        "coordinated_share",
        pa.float64(),
        "The first of these two out of the second.",
        "0 to 1",
        nullable=False,
    ),
    _column("signals", STRINGS, "Kinds of behaviour on its edges.", nullable=False),
    _column("first_seen", UTC_TIME, "Its earliest coordinated post.", "UTC", nullable=False),
    _column("last_seen", UTC_TIME, "Its latest coordinated post.", "UTC", nullable=False),
    _column(
        "observed",
        pa.uint64(),
        "In a confirmed group: its coincidences with the others, where it was tested.",
        "coincidences",
    ),
    _column("expected", pa.float64(), "The same by chance.", "coincidences"),
    _column(
        "support_p_value",
        pa.float64(),
        "Chance of so many or more: how sure it is that the account belongs to the group.",
        "0 to 1",
    ),
)

EVIDENCE = _table(
    "evidence",
    "One row for each pair of posts behind an edge inside a cluster.",
    _column("cluster", pa.string(), "The cluster.", nullable=False),
    _column("signal", pa.string(), "The kind of behaviour.", nullable=False),
    _column("object", pa.string(), "What both shared.", nullable=False),
    _column("account_a", pa.string(), "As in edges.", nullable=False),
    _column("account_b", pa.string(), "As in edges.", nullable=False),
    _column("post_a", pa.string(), "The post of account_a.", nullable=False),
    _column("post_b", pa.string(), "The post of account_b.", nullable=False),
    _column("time_a", UTC_TIME, "When account_a posted.", "UTC", nullable=False),
    _column("time_b", UTC_TIME, "When account_b posted.", "UTC", nullable=False),
    _column("delay_s", pa.float64(), "time_b less time_a.", "s", nullable=False),
)

SENSITIVITY = _table(
    "sensitivity",
    "What would have been confirmed with another window or jitter: one row for each setting.",
    _column("window_s", pa.float64(), "The window.", "s", nullable=False),
    _column("jitter_s", pa.float64(), "The jitter.", "s", nullable=False),
    _column("chosen", pa.bool_(), "Whether it is the setting of this run.", nullable=False),
    _column("candidates", pa.uint32(), "Groups that were tested.", "groups", nullable=False),
    _column("confirmed", pa.uint32(), "Groups that were confirmed.", "groups", nullable=False),
    _column("accounts", pa.uint32(), "Accounts that carry them.", "accounts", nullable=False),
    _column(
        "accounts_in_common",
        pa.uint32(),
        "Those of them that carry a group in this run too.",
        "accounts",
        nullable=False,
    ),
)

CALIBRATION = _table(
    "calibration",
    "What was found in the real posts with their exact times forgotten: one row for each repeat.",
    _column("repeat", pa.uint32(), "Number of the repeat, from 1.", nullable=False),
    _column("edges", pa.uint64(), "Edges that were left.", "edges", nullable=False),
    _column("candidates", pa.uint32(), "Groups that were tested.", "groups", nullable=False),
    _column("groups", pa.uint32(), "Groups that were confirmed: false.", "groups", nullable=False),
    _column("accounts", pa.uint32(), "Accounts in them.", "accounts", nullable=False),
)

TIMELINE = _table(
    "timeline",
    "One row for each post of an account in a cluster: the ticks of the report's swim lanes.",
    _column("cluster", pa.string(), "The cluster.", nullable=False),
    _column("account_id", pa.string(), "Who posted.", nullable=False),
    _column("post_id", pa.string(), "The post.", nullable=False),
    _column("time", UTC_TIME, "When.", "UTC", nullable=False),
    _column(
        "coordinated", pa.bool_(), "Whether it is part of a coincidence inside.", nullable=False
    ),
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
    "groups": GROUPS,
    "group_members": GROUP_MEMBERS,
    "sensitivity": SENSITIVITY,
    "calibration": CALIBRATION,
}
