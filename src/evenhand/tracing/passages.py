"""Passages of documents that stand, word for word or edited, in the articles of a corpus.

Fingerprints that a document shares with an article are seeds (fingerprints.py). A seed is extended
to both sides while the words are the same, over gaps of up to three words on either side, as far as
more is gained than lost (X-drop: Altschul et al. 1990). What is boilerplate is learned from the
corpus: a fingerprint that very many of its documents have is no seed, passages have to have words
outside of such ones, and every other fingerprint counts for as many bits as it is rare.

Passages are found for a block of documents in all shards at a time. Memory: the tokens of a block,
the passages found, and of the index what is looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
import pyarrow as pa

from evenhand.detection.kernels import Float64, Int64
from evenhand.engines import local
from evenhand.records.errors import InputError
from evenhand.records.progress import Progress, silent
from evenhand.records.schemas import DOCUMENTS
from evenhand.tracing import passage_kernels as kernels
from evenhand.tracing.corpus import Corpus
from evenhand.tracing.fingerprints import Tokens, fingerprints, tokens
from evenhand.tracing.quotation_marks import quoted_shares

METHOD = "fingerprints"
QUOTED = 0.75
"""Share of a passage in quotation marks, on both sides, from which it is a quotation."""
_BLOCK = 256  # documents looked for at a time by one thread
_BLOCK_CHARACTERS = 2_000_000
_ARTICLES_AT_ONCE = 4_000
_COLUMNS = (
    "text", "article", "document_first", "document_last", "article_first", "article_last", "same"
)  # fmt: skip


@dataclass(frozen=True)
class PassageSettings:
    """What counts as a passage.

    ``min_words``: words that it has at least, of those that agree (a character counts for one
    in Chinese, for two thirds in Japanese kana, for two fifths in Thai). ``max_articles``: articles
    that are kept for each document, those with the rarest passages. ``common``: a fingerprint in
    more documents of the corpus is boilerplate; None for a two-hundredth of them, at least 20 and
    at most 1,000.
    """

    min_words: int = 8
    max_articles: int = 100
    common: int | None = None

    def check(self) -> None:
        """Raise InputError when a value makes no sense."""
        if self.min_words < 4:
            raise InputError(
                f"Passages of fewer than 4 words cannot be looked for ({self.min_words} was asked "
                "for): they are common speech."
            )
        for name, value in (("max_articles", self.max_articles), ("common", self.common)):
            if value is not None and value < 1:
                raise InputError(f"{name} must be 1 or more, not {value}.")

    def common_for(self, documents: int) -> int:
        """Give ``common`` for a corpus of so many documents."""
        return self.common or min(1_000, max(20, documents // 200))


@dataclass(frozen=True)
class Found:
    """Passages, and what was left out.

    ``passages`` has, for each: document_id, article_id, kind, document_start, document_end,
    article_start, article_end, words, similarity, rarity, method (as in PASSAGES); and
    document_words, article_words (all that the two texts have), article_passage_words, document and
    article (numbers of the two, the latter in ``articles``). ``articles`` holds the documents of
    the corpus that are in them. ``boilerplate`` counts fingerprints that were no seeds;
    ``left_out`` articles beyond ``max_articles``.
    """

    passages: pl.DataFrame
    articles: pl.DataFrame
    boilerplate: int
    left_out: int


def passages(
    documents: pa.Table | pl.DataFrame,
    corpus: Corpus,
    settings: PassageSettings | None = None,
    *,
    threads: int | None = None,
    progress: Progress = silent,
) -> Found:
    """Find the passages of documents (DOCUMENTS) that stand in articles of a corpus.

    A document that is itself in the corpus is not compared with itself. The order of documents and
    shards, and threads, change nothing.
    """
    chosen = settings or PassageSettings()
    chosen.check()
    workers = local.threads(threads)
    frame = pl.DataFrame(documents).select(DOCUMENTS.names)
    texts = frame["text"]
    hashes = [shard.column("sha256")["sha256"].hash() for shard in corpus.shards]
    own = frame["sha256"].hash()
    blocks = list(_blocks(texts))

    def block(span: tuple[int, int]) -> tuple[pl.DataFrame, int, int]:
        part = texts[span[0] : span[1]]
        found, unused = _in_block(part, corpus, chosen)
        found = found.with_columns(pl.col("text") + span[0])
        found = _without_itself(found, hashes, own)
        best, left_out = _rarest(found, chosen.max_articles)
        return _on_documents(best, part, span[0]), unused, left_out

    parts: list[pl.DataFrame] = []
    boilerplate = left = done = 0
    for (low, high), (found, unused, left_out) in zip(
        blocks, local.in_order(block, blocks, workers), strict=True
    ):
        parts.append(found)
        boilerplate += unused
        left += left_out
        done += high - low
        progress("documents traced", done, frame.height)
    if not parts:
        parts = [block((0, 0))[0]]
    found, articles = _on_articles(pl.concat(parts), corpus, workers)
    names = frame.select("document_id").with_row_index("document").cast({"document": pl.Int64})
    found = found.rename({"text": "document"}).join(
        names, on="document", how="left", maintain_order="left"
    )
    return Found(found, articles, boilerplate, left)


def _blocks(texts: pl.Series) -> Iterator[tuple[int, int]]:
    sizes = texts.str.len_chars().to_list()
    low = characters = 0
    for at, size in enumerate(sizes):
        if at > low and (at - low >= _BLOCK or characters + size > _BLOCK_CHARACTERS):
            yield low, at
            low, characters = at, 0
        characters += size
    if sizes:
        yield low, len(sizes)


def _in_block(
    texts: pl.Series, corpus: Corpus, settings: PassageSettings
) -> tuple[pl.DataFrame, int]:
    """Find the passages of some texts in all shards; ``text`` counts from the first of them."""
    words = tokens(texts)
    values, at = fingerprints(words)
    first = np.searchsorted(at, words.places).astype(np.int64)
    common = settings.common_for(corpus.documents)
    ranges: list[tuple[Int64, Int64]] = []
    documents = np.zeros(values.size, np.int64)
    for shard in corpus.shards:
        low, high = np.zeros(values.size, np.int64), np.zeros(values.size, np.int64)
        index = shard.index
        kernels.looked_up(
            values, index.fingerprints, index.places, index.starts, index.prefixes, common,
            low, high, documents,
        )  # fmt: skip
        ranges.append((low, high))
    unused = 0
    parts = []
    for number, (shard, (low, high)) in enumerate(zip(corpus.shards, ranges, strict=True)):
        index = shard.index
        rows, skipped = kernels.found(
            words.hashes, words.gram, words.places, first, at, low, high, documents, common,
            index.tokens, index.places, index.starts, float(settings.min_words),
        )  # fmt: skip
        rows = rows[kernels.kept(rows)]
        unused = int(skipped[0])  # the same in every shard
        bits, own = kernels.rarity(
            rows, words.gram, words.places, first, at, documents, corpus.documents, common
        )
        # A line that very many end with is no passage for the one word before it.
        enough = 2 * own >= settings.min_words
        parts.append(_framed(rows[enough], bits[enough], number))
    return pl.concat([_framed(np.empty((0, 7), np.int64), np.empty(0), 0), *parts]), unused


def _framed(rows: Int64, bits: Float64, shard: int) -> pl.DataFrame:
    columns = {name: rows[:, place] for place, name in enumerate(_COLUMNS)}
    frame = pl.DataFrame(columns, schema=dict.fromkeys(_COLUMNS, pl.Int64))
    return frame.with_columns(
        pl.lit(shard, dtype=pl.Int64).alias("shard"), pl.Series("rarity", bits, dtype=pl.Float64)
    )


def _without_itself(found: pl.DataFrame, hashes: list[pl.Series], own: pl.Series) -> pl.DataFrame:
    parts = []
    for (shard,), part in found.partition_by("shard", as_dict=True, maintain_order=True).items():
        theirs = hashes[int(shard)].gather(part["article"])
        parts.append(part.filter(theirs != own.gather(part["text"])))
    return pl.concat([found.clear(), *parts])


def _rarest(found: pl.DataFrame, most: int) -> tuple[pl.DataFrame, int]:
    """Keep, for each text, the articles with the most bits in common; count the others."""
    pairs = found.group_by("text", "shard", "article").agg(
        bits=pl.col("rarity").sum(), alike=pl.col("same").sum()
    )
    ordered = pairs.sort(
        "text", "bits", "alike", "shard", "article", descending=[False, True, True, False, False]
    )
    best = ordered.filter(pl.int_range(pl.len()).over("text") < most)
    kept = found.join(
        best.select("text", "shard", "article"), on=["text", "shard", "article"], how="semi"
    )
    return kept, ordered.height - best.height


def _on_documents(found: pl.DataFrame, texts: pl.Series, before: int) -> pl.DataFrame:
    """Add where the passages stand in the documents, and how much of each is quoted."""
    words = tokens(texts)
    text = found["text"].to_numpy() - before
    start, end = _characters(words, text, found, "document")
    used, place = np.unique(text, return_inverse=True)
    quoted = quoted_shares(texts.gather(used).to_list(), place, start, end)
    return found.with_columns(
        document_start=pl.Series(start),
        document_end=pl.Series(end),
        document_words=pl.Series(np.diff(words.places)[text]),
        document_quoted=pl.Series(quoted),
    )


def _on_articles(
    found: pl.DataFrame, corpus: Corpus, workers: int
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Add where the passages stand in the articles, and what follows from both sides."""
    articles: list[pl.DataFrame] = []
    parts: list[pl.DataFrame] = []
    jobs = []
    for (shard,), part in found.partition_by("shard", as_dict=True, maintain_order=True).items():
        wanted = np.unique(part["article"].to_numpy())
        jobs += [
            (int(shard), wanted[at : at + _ARTICLES_AT_ONCE], part)
            for at in range(0, wanted.size, _ARTICLES_AT_ONCE)
        ]

    def placed(job: tuple[int, Int64, pl.DataFrame]) -> tuple[pl.DataFrame, pl.DataFrame]:
        shard, wanted, part = job
        rows = corpus.shards[shard].rows(wanted)
        own = part.filter(pl.col("article").is_in(wanted.tolist()))
        place = np.searchsorted(wanted, own["article"].to_numpy())
        words = tokens(rows["text"])
        start, end = _characters(words, place, own, "article")
        quoted = quoted_shares(rows["text"].to_list(), place, start, end)
        own = own.with_columns(
            article_start=pl.Series(start),
            article_end=pl.Series(end),
            article_words=pl.Series(np.diff(words.places)[place]),
            article_quoted=pl.Series(quoted),
            article_id=rows["document_id"].gather(place),
        )
        return own, rows

    for own, rows in local.in_order(placed, jobs, workers):
        parts.append(own)
        articles.append(rows)
    if not parts:
        nothing = pl.Series([], dtype=pl.Int64)
        empty = found.with_columns(
            article_start=nothing,
            article_end=nothing,
            article_words=nothing,
            article_quoted=nothing.cast(pl.Float64),
            article_id=nothing.cast(pl.String),
        )
        return _kinds(empty), pl.DataFrame(DOCUMENTS.empty_table())
    return _kinds(pl.concat(parts)), pl.concat(articles).sort("document_id")


def _characters(words: Tokens, text: Int64, found: pl.DataFrame, side: str) -> tuple[Int64, Int64]:
    """Turn tokens into characters, with the marks that close what a passage opens left out."""
    first = words.places[text] + found[f"{side}_first"].to_numpy()
    last = words.places[text] + found[f"{side}_last"].to_numpy() - 1
    return words.starts[first].astype(np.int64), words.ends[last].astype(np.int64)


def _kinds(found: pl.DataFrame) -> pl.DataFrame:
    here = pl.col("document_last") - pl.col("document_first")
    there = pl.col("article_last") - pl.col("article_first")
    quoted = (pl.col("document_quoted") >= QUOTED) & (pl.col("article_quoted") >= QUOTED)
    return found.with_columns(
        words=here,
        article_passage_words=there,
        similarity=2 * pl.col("same") / (here + there),
        kind=pl.when(quoted)
        .then(pl.lit("quotation"))
        .when((here == pl.col("same")) & (there == pl.col("same")))
        .then(pl.lit("verbatim"))
        .otherwise(pl.lit("edited")),
        method=pl.lit(METHOD),
    ).drop("document_quoted", "article_quoted", "shard")
