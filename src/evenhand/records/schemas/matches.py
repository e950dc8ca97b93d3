"""Tables of what texts have in common: passages, and matches of a document and an article."""

from __future__ import annotations

import pyarrow as pa

from evenhand.records.schemas.columns import column, table

_KINDS = (
    "verbatim (the same words, whatever their case and punctuation), edited, translated, or "
    "quotation (in quotation marks on both sides, as when both quote the same speech)"
)

PASSAGES = table(
    "passages",
    "One passage of a document that was found in an article.",
    column("match", pa.string(), "The match that it belongs to.", nullable=False),
    column(
        "passage",
        pa.uint32(),
        "Its number in the match, in the document's order, from 1.",
        nullable=False,
    ),
    column("document_id", pa.string(), "The document.", nullable=False),
    column("article_id", pa.string(), "The article (document_id in the corpus).", nullable=False),
    column("kind", pa.string(), f"How: {_KINDS}.", nullable=False),
    column(
        "document_start",
        pa.int64(),
        "Where it begins in the document's text.",
        "characters",
        nullable=False,
    ),
    column(
        "document_end",
        pa.int64(),
        "Where it ends there (the first character after it).",
        "characters",
        nullable=False,
    ),
    column(
        "article_start",
        pa.int64(),
        "Where it begins in the article's text.",
        "characters",
        nullable=False,
    ),
    column("article_end", pa.int64(), "Where it ends there.", "characters", nullable=False),
    column(
        "words",
        pa.uint32(),
        "Its words in the document (characters where a script has no spaces).",
        "words",
        nullable=False,
    ),
    column(
        "similarity",
        pa.float64(),
        "Verbatim and edited: words alike and in order, twice, out "
        "of the words of both sides. Translated: what the encoder says.",
        "0 to 1",
        nullable=False,
    ),
    column(
        "rarity",
        pa.float64(),
        "How rare its words are in the corpus: the sum over its "
        "fingerprints of log2(documents / documents that have it); boilerplate has none. Null "
        "where it was not measured.",
        "bits",
    ),
    column(
        "method",
        pa.string(),
        "What found it: fingerprints, or the encoder and its version.",
        nullable=False,
    ),
)

MATCHES = table(
    "matches",
    "A document and an article that have passages in common, the rarest first.",
    column("match", pa.string(), "Its number in this run: m1, m2, …", nullable=False),
    column("document_id", pa.string(), "The document.", nullable=False),
    column("article_id", pa.string(), "The article (document_id in the corpus).", nullable=False),
    column("kind", pa.string(), f"What most of its words are: {_KINDS}.", nullable=False),
    column(
        "passages",
        pa.uint32(),
        "Passages in common, quotations among them.",
        "passages",
        nullable=False,
    ),
    column(
        "words",
        pa.uint32(),
        "Words of the document in its passages, quotations left out.",
        "words",
        nullable=False,
    ),
    column(
        "quoted_words",
        pa.uint32(),
        "Words of the document in passages that are quotations.",
        "words",
        nullable=False,
    ),
    column(
        "coverage",
        pa.float64(),
        "Share of the document's words that is in the passages, quotations left out.",
        "0 to 1",
        nullable=False,
    ),
    column(
        "article_coverage",
        pa.float64(),
        "Share of the article's words that is, likewise; near 1 the article was taken whole.",
        "0 to 1",
        nullable=False,
    ),
    column(
        "in_order",
        pa.float64(),
        "Share of the passages that stand in the article's order "
        "(longest rising sequence); 1 where there is one passage.",
        "0 to 1",
        nullable=False,
    ),
    column(
        "similarity", pa.float64(), "Mean over the passages, by words.", "0 to 1", nullable=False
    ),
    column("rarity", pa.float64(), "Sum over the passages, quotations left out.", "bits"),
    column(
        "direction",
        pa.string(),
        "Which is earlier in what was compared: article, document, "
        "same (not a second between them) or unknown (the dates do not tell). Never which is "
        "the original.",
        nullable=False,
    ),
    column(
        "delay_s",
        pa.float64(),
        "Time from the article to the document as dated; negative when the document is earlier.",
        "s",
    ),
    column(
        "least_delay_s",
        pa.float64(),
        "The least that it can be, given how uncertain both dates are.",
        "s",
    ),
    column("most_delay_s", pa.float64(), "The most that it can be.", "s"),
    column(
        "caveat",
        pa.string(),
        "Why it is less certain than others, in words (one sentence alone of a short post, say); "
        "null where nothing of that kind is known.",
    ),
)
