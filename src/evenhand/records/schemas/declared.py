"""The table of what accounts and domains declare of themselves."""

from __future__ import annotations

import pyarrow as pa

from evenhand.records.schemas.columns import column, table

DECLARED = table(
    "declared",
    "One row for each declaration of automation or coordination that was given with `--declared`, "
    "or that a registry gave with `--registry`, and what it names in the posts.",
    column(
        "row",
        pa.int64(),
        "Number of the record in the file, the first is 1 (a header line is not counted); those of "
        "a registry are counted on after it.",
        "records",
        nullable=False,
    ),
    column("who", pa.string(), "Whom it is about, as the file writes it.", nullable=False),
    column(
        "kind",
        pa.string(),
        "`account` (an id), `handle` or `domain`.",
        nullable=False,
    ),
    column("platform", pa.string(), "Where the account is; null when the file does not say."),
    column(
        "key",
        pa.string(),
        "What is compared: the id, the handle in lower case without its sign, the domain's "
        "canonical host.",
        nullable=False,
    ),
    column("what", pa.string(), "What is declared, in words.", nullable=False),
    column("link", pa.string(), "Address of the declaration; null when none was given."),
    column(
        "accounts",
        pa.uint64(),
        "Accounts of the posts that it names; for a domain 0.",
        "accounts",
    ),
    column(
        "coordinated_posts",
        pa.uint64(),
        "Posts behind the clusters that are theirs; for a domain those that link to it.",
        "posts",
    ),
    column(
        "unused",
        pa.string(),
        "Why it changed nothing: what it names was not found, or not for certain.",
    ),
    column("claim", pa.int64(), "Number of the registry's claim; null for a row of the file."),
    column("source", pa.string(), "Who says so, as the registry has it."),
    column("grade", pa.string(), "That source's grade (Admiralty code)."),
)
