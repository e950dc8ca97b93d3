"""Tables of translated matches and their passages, from aligned sentences."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

import polars as pl
import pyarrow as pa

from evenhand.records.progress import Progress, silent
from evenhand.records.schemas import MATCHES, PASSAGES
from evenhand.tracing.encoders import Encoder
from evenhand.tracing.matches import dated
from evenhand.tracing.translations import Kept, aligned

# Scripts without spaces have a word for each character; others are runs of letters and digits.
_WORD = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]|[\p{L}\p{M}\p{N}_]+"
_PAIR = ["document_id", "article_id"]
_TIMES = ["published_at", "published_earliest", "published_latest"]


@dataclass(frozen=True)
class Translations:
    """Translated ``matches`` and their ``passages`` (tables of these names).

    ``notes`` are sentences that belong in every output: which encoder was used instead of another,
    where translations were not looked for.
    """

    matches: pa.Table
    passages: pa.Table
    notes: tuple[str, ...]


def translations(
    documents: pa.Table,
    articles: pa.Table,
    encoder: Encoder | str | None = None,
    least: int = 3,
    kept: Kept | None = None,
    progress: Progress = silent,
) -> Translations:
    """Find which documents are translations of articles, in whole or in part.

    A passage is a sentence of the document with the article's sentence that it is aligned with.
    Sentences that are in quotation marks on both sides have the kind ``quotation``; they are listed
    where they stand in a chain, but make none. Rarity is not measured. See `aligned` for what is
    taken and raised.

    Args:
        documents: a table of `DOCUMENTS`.
        articles: another, or the same.
        encoder: a loaded one or its name; None for the bundled one that knows both languages.
        least: aligned sentences that make a match, at least 2.
        kept: gives sentences of articles that are encoded already (see `vectors.kept_by`).
        progress: hears how far it is.

    Returns:
        The matches, those with most words first, their passages and notes.
    """
    found = aligned(documents, articles, encoder, least, kept, progress)
    here, there = _described(documents), _described(articles)
    pairs = (
        found.pairs.join(here.select("document_id", "text"), on="document_id", how="left")
        .join(
            there.select(article_id="document_id", article_text="text"), on="article_id", how="left"
        )
        .with_columns(
            words=_words(_between("text", "document_start", "document_end")),
            article_words=_words(_between("article_text", "article_start", "article_end")),
            kind=pl.when("quoted").then(pl.lit("quotation")).otherwise(pl.lit("translated")),
        )
        .sort([*_PAIR, "document_start"])
    )
    matches = _matches(pairs, here, there)
    passages = (
        pairs.join(matches.select("match", *_PAIR).with_row_index("place"), on=_PAIR)
        .sort("place", "document_start")
        .with_columns(
            passage=pl.int_range(1, pl.len() + 1).over("match").cast(pl.UInt32),
            rarity=pl.lit(None, pl.Float64),
        )
    )
    return Translations(_as(matches, MATCHES), _as(passages, PASSAGES), found.notes)


def _matches(pairs: pl.DataFrame, here: pl.DataFrame, there: pl.DataFrame) -> pl.DataFrame:
    """Sum up the pairs of each document and article."""
    copied = ~pl.col("quoted")
    summed = pairs.group_by(_PAIR, maintain_order=True).agg(
        passages=pl.len().cast(pl.UInt32),
        words=pl.col("words").filter(copied).sum().cast(pl.UInt32),
        quoted_words=pl.col("words").filter(pl.col("quoted")).sum().cast(pl.UInt32),
        article_words=pl.col("article_words").filter(copied).sum(),
        # A sentence of signs alone has no words, and still counts for something.
        similarity=(pl.col("similarity") * (pl.col("words") + 1)).sum()
        / (pl.col("words") + 1).sum(),
        order="article_start",
        caveat=pl.when(pl.col("caveat").is_null().any())
        .then(None)
        .otherwise(pl.col("caveat").first()),
    )
    summed = summed.join(
        here.select("document_id", "all_words"), on="document_id", how="left"
    ).join(
        there.select(article_id="document_id", all_article_words="all_words"),
        on="article_id",
        how="left",
    )
    return (
        dated(summed, here, there)
        .with_columns(
            kind=pl.when(pl.col("quoted_words") > pl.col("words"))
            .then(pl.lit("quotation"))
            .otherwise(pl.lit("translated")),
            coverage=_share(pl.col("words"), pl.col("all_words")),
            article_coverage=_share(pl.col("article_words"), pl.col("all_article_words")),
            in_order=pl.col("order").map_elements(_in_order, return_dtype=pl.Float64),
            rarity=pl.lit(None, pl.Float64),
        )
        .sort(["words", *_PAIR], descending=[True, False, False])
        .with_columns(match=pl.format("m{}", pl.int_range(1, pl.len() + 1)))
    )


def _described(documents: pa.Table) -> pl.DataFrame:
    frame = pl.DataFrame(pl.from_arrow(documents.select(["document_id", "text", *_TIMES])))
    return frame.with_columns(all_words=_words(pl.col("text")))


def _between(text: str, start: str, end: str) -> pl.Expr:
    return pl.col(text).str.slice(pl.col(start), pl.col(end) - pl.col(start))


def _words(text: pl.Expr) -> pl.Expr:
    return text.str.count_matches(_WORD).cast(pl.UInt32)


def _share(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    return pl.when(whole > 0).then(part / whole).otherwise(0.0).clip(0, 1)


def _in_order(starts: pl.Series) -> float:
    """Share of places that rise (longest rising sequence, by patience sorting)."""
    ends: list[int] = []
    for start in starts.to_list():
        at = bisect_left(ends, start)
        ends[at : at + 1] = [start]
    return len(ends) / len(starts)


def _as(frame: pl.DataFrame, schema: pa.Schema) -> pa.Table:
    table = frame.select(schema.names).to_arrow(compat_level=pl.CompatLevel.oldest())
    return table.combine_chunks().cast(schema)
