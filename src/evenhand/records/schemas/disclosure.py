"""Tables of outlets and of whether copiers say whose content it is."""

from __future__ import annotations

import pyarrow as pa

from evenhand.records.schemas.columns import STRINGS, UTC_TIME, column, table

OUTLETS = table(
    "outlets",
    "One way in which an outlet is known. An outlet has as many rows as it needs.",
    column("outlet", pa.string(), "Its main name, the same in all its rows.", nullable=False),
    column(
        "alias",
        pa.string(),
        "Another name, in any language or script; or a handle, which begins with @.",
    ),
    column(
        "domain",
        pa.string(),
        "A domain of its own (`ria.ru`), or its place on a platform (`t.me/rian_ru`).",
    ),
    column("language", pa.string(), "The language of the alias."),
)

DISCLOSURES = table(
    "disclosures",
    "One match, and whether the copier says whose content it is.",
    column("match", pa.string(), "The match.", nullable=False),
    column("document_id", pa.string(), "The document.", nullable=False),
    column("article_id", pa.string(), "The article.", nullable=False),
    column(
        "account_id",
        pa.string(),
        "Who published the document: its account, else its outlet, else its author.",
    ),
    column("outlet", pa.string(), "Whose article it is; null where the corpus does not say."),
    column(
        "disclosure",
        pa.string(),
        "disclosed; partial (only a picture is credited, or another source is); undisclosed (the "
        "outlet is not named anywhere); unknown (it is named, but not as the source, or nothing "
        "can be told).",
        nullable=False,
    ),
    column(
        "means",
        pa.string(),
        "What decided it: own (the outlet's account), repost, byline, credit, reported, link, "
        "picture, other_source, other_repost, mention, short_link, earlier (the document came "
        "before the article), no_outlet; null for undisclosed.",
    ),
    column(
        "place", pa.string(), "Where those words are: text, title, author, urls, outlet, repost_of."
    ),
    column("words", pa.string(), "The words that decided it, with some around them."),
    column("start", pa.int64(), "Where they begin in the text, when there.", "characters"),
    column("end", pa.int64(), "Where they end there.", "characters"),
)

UNDISCLOSED = table(
    "undisclosed",
    "One account and one outlet: how many of its posts have the outlet's content without saying "
    "so. Of a post that matches several articles of an outlet the most open disclosure counts.",
    column(
        "account_id",
        pa.string(),
        "The account, else the outlet, else the author. Documents that have none of them are left "
        "out.",
        nullable=False,
    ),
    column(
        "outlet",
        pa.string(),
        "Whose content; null in the row that counts all outlets together, in which a post counts "
        "once, and as disclosed when it discloses any.",
    ),
    column("posts", pa.uint32(), "Posts of the account.", "posts", nullable=False),
    column(
        "matched",
        pa.uint32(),
        "Posts of those with the outlet's content. Left out are matches of nothing but quotations, "
        "what came before the article, and the outlet's own posts.",
        "posts",
        nullable=False,
    ),
    column("disclosed", pa.uint32(), "Posts of those that disclose.", "posts", nullable=False),
    column("partial", pa.uint32(), "That do in part.", "posts", nullable=False),
    column("unknown", pa.uint32(), "Of which it cannot be told.", "posts", nullable=False),
    column("undisclosed", pa.uint32(), "That do not.", "posts", nullable=False),
    column("share", pa.float64(), "Undisclosed of the matched.", "0 to 1", nullable=False),
    column(
        "share_low",
        pa.float64(),
        "Lower end of its 95 % interval (Wilson 1927).",
        "0 to 1",
        nullable=False,
    ),
    column("share_high", pa.float64(), "Upper end of it.", "0 to 1", nullable=False),
    column("posts_share", pa.float64(), "Undisclosed of all its posts.", "0 to 1", nullable=False),
    column("posts_share_low", pa.float64(), "Lower end, likewise.", "0 to 1", nullable=False),
    column("posts_share_high", pa.float64(), "Upper end of it.", "0 to 1", nullable=False),
    column("first_seen", UTC_TIME, "Time of its first undisclosed post, where known.", "UTC"),
    column("last_seen", UTC_TIME, "Time of its last one.", "UTC"),
    column("matches", STRINGS, "Matches of its undisclosed posts, up to 20.", nullable=False),
    column(
        "finding",
        pa.string(),
        "u1, u2, … where the account passes the threshold; null where it does not.",
    ),
)
