"""One side of a comparison across languages: its sentences, and their vectors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
import pyarrow as pa

from evenhand.records.progress import Progress, silent
from evenhand.tracing.encoders import Encoder, Vectors, language_code
from evenhand.tracing.quotation_marks import quoted_shares
from evenhand.tracing.sentences import Span, sentences

FEWEST_LETTERS = 15
"""Letters of a sentence that is compared; one sign of a script without spaces counts as three."""
QUOTED = 0.5
"""Share of a sentence in quotation marks from which it is a quotation."""
SENTENCES = {
    "document": pl.String,
    "start": pl.Int64,
    "end": pl.Int64,
    "sentence": pl.String,
    "letters": pl.UInt32,
    "ordinal": pl.Int64,
    "usable": pl.UInt32,
    "language": pl.String,
    "quoted": pl.Boolean,
}


@dataclass(frozen=True)
class Side:
    """The sentences of one side that are long enough to compare, by language, and their vectors.

    ``table`` has ``document`` (its id), ``ordinal`` (which of the document's, from 0), ``start``,
    ``end``, ``sentence``, ``letters``, ``quoted`` (mostly within quotation marks), ``usable`` (how
    many the document has) and ``language`` (see SENTENCES); ``vectors`` its rows (n, d), which may
    be a mapped file of half precision.
    """

    table: pl.DataFrame
    vectors: Vectors


def side(
    documents: pl.DataFrame, languages: Iterable[str], encoder: Encoder, progress: Progress = silent
) -> Side:
    """Split documents of these languages into sentences, and encode those that are long enough.

    Takes ``document_id``, ``text`` and ``language`` (its code) of each document.
    """
    chosen = documents.filter(pl.col("language").is_in(sorted(languages)))
    chosen = chosen.sort("language", maintain_order=True)
    table = sentence_table(chosen, progress)
    table = (
        table.with_columns(
            letters=pl.Series(letters(table["sentence"]), dtype=pl.UInt32),
            ordinal=pl.int_range(pl.len()).over("document"),
        )
        .filter(pl.col("letters") >= FEWEST_LETTERS)
        .with_columns(usable=pl.len().over("document"))
    )
    row = table["document"]
    places = (table[name].to_numpy().astype(np.int64) for name in ("document", "start", "end"))
    shares = quoted_shares(chosen["text"].to_list(), *places)
    table = table.with_columns(
        document=chosen["document_id"].gather(row),
        language=chosen["language"].gather(row),
        quoted=pl.Series(shares >= QUOTED, dtype=pl.Boolean),
    )
    table = table.select(pl.col(name).cast(kind) for name, kind in SENTENCES.items())
    return Side(table, encoder.encode(table["sentence"].to_list(), progress))


def read_documents(documents: pa.Table | pl.DataFrame) -> pl.DataFrame:
    """Take ids, texts and languages of DOCUMENTS, the languages as their codes."""
    frame = pl.DataFrame(documents).select("document_id", "text", "language")
    return frame.with_columns(
        language=pl.col("language").map_elements(language_code, return_dtype=pl.String)
    )


def of_language(whole: Side, language: str) -> Side:
    """Take the rows of one language, which lie together."""
    places = np.flatnonzero((whole.table["language"] == language).to_numpy())
    if not len(places):
        return Side(whole.table.clear(), whole.vectors[:0])
    start, stop = int(places[0]), int(places[-1]) + 1
    return Side(whole.table[start:stop], whole.vectors[start:stop])


def sentence_table(documents: pl.DataFrame, progress: Progress = silent) -> pl.DataFrame:
    """List the sentences of documents.

    Args:
        documents: ``text`` and ``language`` of each, in the order that ``document`` counts.
        progress: hears "documents split".

    Returns:
        ``document`` (row of the document, from 0), ``start`` and ``end`` (characters), ``sentence``
        (the words), in the order of documents and of their sentences.
    """
    texts, languages = documents["text"].to_list(), documents["language"].to_list()
    counts: list[int] = []
    bounds: list[tuple[int, int]] = []
    said: list[str] = []
    for number, (text, language) in enumerate(zip(texts, languages, strict=True), 1):
        whole = Span(0, len(text))
        found = [
            (one.start, one.end)
            for one in sentences(text, whole, language or "", quotations="whole")
        ]
        counts.append(len(found))
        bounds += found
        said += [text[start:end] for start, end in found]
        if number % 1_000 == 0 or number == len(texts):
            progress("documents split", number, len(texts))
    places = np.array(bounds, np.int64).reshape(-1, 2)
    return pl.DataFrame(
        {
            "document": np.repeat(np.arange(len(counts)), np.array(counts, np.int64)),
            "start": places[:, 0],
            "end": places[:, 1],
            "sentence": pl.Series(said, dtype=pl.String),
        }
    )


def letters(texts: Iterable[str]) -> Sequence[int]:
    """Count the letters and digits of each text, one of a script without spaces as three."""
    return [
        sum(3 if "\u2e80" <= sign <= "\ud7ff" or sign >= "\U00020000" else 1
            for sign in text if sign.isalnum())
        for text in texts
    ]  # fmt: skip
