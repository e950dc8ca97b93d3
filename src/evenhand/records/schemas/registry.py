"""Tables of what the registry says of posts and accounts, and of who may be whom."""

from __future__ import annotations

import pyarrow as pa

from evenhand.records.schemas.columns import STRINGS, UTC_TIME, column, table

SCREENED = table(
    "screened",
    "One row for each claim that an account of the posts, or a site or account they link to, is a "
    "registered actor's. An account or site that two claims give away has two rows.",
    column(
        "kind",
        pa.string(),
        "`account` (it posts), `site` or `linked_account` (posts link to it).",
        nullable=False,
    ),
    column(
        "what", pa.string(), "The account's id, or the host or account linked to.", nullable=False
    ),
    column("asset", pa.string(), "The presence in the registry.", nullable=False),
    column("actor", pa.string(), "Whose it is, by id.", nullable=False),
    column("actor_name", pa.string(), "What that actor is called.", nullable=False),
    column("claim", pa.int64(), "Number of the claim.", nullable=False),
    column("source", pa.string(), "Who says it.", nullable=False),
    column("source_kind", pa.string(), "What kind of source that is.", nullable=False),
    column("grade", pa.string(), "The source's grade (Admiralty code).", nullable=False),
    column("link", pa.string(), "Where it can be read."),
    column("valid_from", pa.string(), "From when it holds; null when the source does not say."),
    column("valid_to", pa.string(), "Until when it holds; null when the source does not say."),
    column(
        "posts",
        pa.uint64(),
        "Posts of the account, or that link there, on days on which the claim holds.",
        "posts",
        nullable=False,
    ),
    column(
        "posts_outside",
        pa.uint64(),
        "The same on days on which it does not.",
        "posts",
        nullable=False,
    ),
    column(
        "accounts", pa.uint64(), "Accounts that those posts are by.", "accounts", nullable=False
    ),
    column("first_at", UTC_TIME, "The first of these posts, of both kinds.", "UTC"),
    column("last_at", UTC_TIME, "The last of them.", "UTC"),
)

REGISTERED = table(
    "registered",
    "One row for each claim that an account of a run's posts, or a site or account they link to, "
    "is a registered actor's (`--registry`): table screened, with the run's groups. Who is "
    "registered and who links where is context, and no judgement.",
    *SCREENED,
    column(
        "clusters",
        STRINGS,
        "Confirmed groups that the account is in, or with accounts that link there; where nothing "
        "was tested, all such groups.",
        nullable=False,
    ),
    column(
        "cluster_accounts",
        pa.uint64(),
        "Accounts of these groups that it is, or that link there.",
        "accounts",
        nullable=False,
    ),
    column(
        "cluster_posts",
        pa.uint64(),
        "Posts of those accounts that link there, on any day; for an account all its posts.",
        "posts",
        nullable=False,
    ),
)

CANDIDATES = table(
    "candidates",
    "One row for each two entities of the registry whose names are alike.",
    column("left", pa.string(), "One of them, by id.", nullable=False),
    column("left_name", pa.string(), "The name of it that is alike.", nullable=False),
    column("right", pa.string(), "The other, by id.", nullable=False),
    column("right_name", pa.string(), "The name of it that is alike.", nullable=False),
    column(
        "score",
        pa.float64(),
        "How alike, from 0 to 1; no probability.",
        nullable=False,
    ),
    column("reasons", pa.string(), "Why, in words.", nullable=False),
    column("judged", pa.string(), "`same`, `different` or `unsure`, where a person has judged."),
)
