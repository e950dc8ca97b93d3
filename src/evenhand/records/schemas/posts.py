"""Tables that reading fills."""

from __future__ import annotations

import pyarrow as pa

from evenhand.records.schemas.columns import STRINGS, UTC_TIME, column, table

POSTS = table(
    "posts",
    "One row for each published item.",
    column(
        "post_id",
        pa.string(),
        "Id of the post, `platform:id` when the platform is known. Where a file has no ids, one is "
        "made from the post's content (`made:…`), the same in any order of the rows.",
        nullable=False,
    ),
    column(
        "account_id",
        pa.string(),
        "Who published it, `platform:id` when the platform is known.",
        nullable=False,
    ),
    column("platform", pa.string(), "Where it was published: twitter, telegram, …"),
    column("created_at", UTC_TIME, "When it was published.", "UTC", nullable=False),
    column("text", pa.string(), "What it says, as published."),
    column("language", pa.string(), "Its language as the source gives it (BCP 47 where it can)."),
    column("urls", STRINGS, "Links in it, as published, expanded where the source expands them."),
    column("hashtags", STRINGS, "Its hashtags in order, without the leading sign."),
    column("mentions", STRINGS, "Handles it names in order, without the leading sign."),
    column(
        "repost_of",
        pa.string(),
        "Id of the post that it repeats; null when it is not a repost. Where the source says "
        "'repost' without an id, the original is known by its text (`text:…`).",
    ),
    column("quote_of", pa.string(), "Id of the post that it quotes with words of its own."),
    column("reply_to", pa.string(), "Id of the post that it answers."),
    column("media", STRINGS, "Hashes or keys of its images and videos."),
    column(
        "objects",
        STRINGS,
        "What was shared, where the file itself names it (four-column contract).",
    ),
    column("url", pa.string(), "Address at which the post itself can be seen."),
)

ACCOUNTS = table(
    "accounts",
    "One row for each account that the sources describe.",
    column("account_id", pa.string(), "The same id as in posts.", nullable=False),
    column("platform", pa.string(), "Where the account is."),
    column("handle", pa.string(), "Its short public name, without the leading sign."),
    column("name", pa.string(), "Its display name."),
    column("kind", pa.string(), "user, page, channel, group, … as the source says."),
    column("created_at", UTC_TIME, "When the account was made.", "UTC"),
    column("followers", pa.int64(), "Followers at the latest capture in the file.", "accounts"),
    column("url", pa.string(), "Address at which the account can be seen."),
)

REJECTED = table(
    "rejected",
    "One row for each input row that could not be used.",
    column("file", pa.string(), "Name of the input file as it was given.", nullable=False),
    column(
        "row",
        pa.int64(),
        "Number of the record in the file, the first is 1 (a header line is not counted).",
        "records",
        nullable=False,
    ),
    column("column", pa.string(), "The column at fault, as the file names it."),
    column("reason", pa.string(), "Why it could not be used.", nullable=False),
    column("value", pa.string(), "What stood there, cut to 200 characters."),
)
