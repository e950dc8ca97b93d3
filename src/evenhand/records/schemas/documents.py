"""The table of documents: articles of outlets, and texts that may come from them."""

from __future__ import annotations

import pyarrow as pa

from evenhand.records.schemas.columns import STRINGS, UTC_TIME, column, table

DOCUMENTS = table(
    "documents",
    "One row for each text that is traced, or that others may come from: an article, a post, a "
    "report.",
    column(
        "document_id",
        pa.string(),
        "Its id in its source; a post's is its post_id. Where there is none, one is made from its "
        "content (`made:…`). Two different documents with one id have `#` and a hash behind it.",
        nullable=False,
    ),
    column("outlet", pa.string(), "Who published it: an outlet, a site, a channel, an account."),
    column("account_id", pa.string(), "The account, when it is a post (the same id as in posts)."),
    column("author", pa.string(), "Its byline, where the source has one apart from the text."),
    column("url", pa.string(), "Its address."),
    column("title", pa.string(), "Its headline, where the source has one apart from the text."),
    column(
        "text",
        pa.string(),
        "What it says. Offsets in other tables count the characters (Unicode code points) of this "
        "text, from 0.",
        nullable=False,
    ),
    column("language", pa.string(), "Its main language, in two or three lower-case letters."),
    column(
        "language_method",
        pa.string(),
        "How that is known: given (the source or the caller says it), detected, or none.",
        nullable=False,
    ),
    column(
        "published_at",
        UTC_TIME,
        "When it was published; where only the day is known, its midnight.",
        "UTC",
    ),
    column("published_earliest", UTC_TIME, "The earliest time that it can have been.", "UTC"),
    column(
        "published_latest",
        UTC_TIME,
        "The latest time that it can have been. A day without "
        "zone can begin 14 hours before it does in UTC and end 12 hours after.",
        "UTC",
    ),
    column(
        "date_method",
        pa.string(),
        "How that is known: given, html (the page's own data), url, text (words of the page or of "
        "a line of its own), future (a date after the reading, which was not taken) or none.",
        nullable=False,
    ),
    column("urls", STRINGS, "Links in it that the source lists, expanded where it expands them."),
    column("repost_of", pa.string(), "Id of the post that it repeats, when it is a repost."),
    column(
        "sha256",
        pa.string(),
        "Hash of the document: outlet, account, author, address, title, text, time. The same "
        "document has the same, whatever file it came in.",
        nullable=False,
    ),
    column("file", pa.string(), "The file it was read from, as it was given.", nullable=False),
    column(
        "row",
        pa.int64(),
        "Number of the record in that file, the first is 1; of posts, their number in the order of "
        "time.",
        "records",
        nullable=False,
    ),
)
