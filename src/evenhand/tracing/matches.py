"""Matches: what a document and an article have in common, summed up from their passages."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
import pyarrow as pa

from evenhand.records.schemas import DOCUMENTS, MATCHES, PASSAGES
from evenhand.tracing.passage_kernels import in_order
from evenhand.tracing.passages import Found

_PAIR = ["document_id", "article_id"]
_TIMES = ("published_at", "published_earliest", "published_latest")
_KINDS = ("verbatim", "edited", "translated", "quotation")


def matches(found: Found, documents: pa.Table | pl.DataFrame) -> tuple[pa.Table, pa.Table]:
    """Sum up passages by document and article: tables MATCHES and PASSAGES, the rarest first.

    Coverage counts every word once, however many passages it is in; quotations are left out of it.
    """
    rows = found.passages.sort(*_PAIR, "document_first", "document_last", "article_first")
    rows = rows.with_columns(
        here=_fresh("document_first", "document_last"),
        of_article=_fresh_in_article(rows),
    )
    copied = pl.col("kind") != "quotation"
    by_kind = [
        pl.col("words").filter(pl.col("kind") == kind).sum().alias(f"as_{kind}") for kind in _KINDS
    ]
    summed = rows.group_by(_PAIR, maintain_order=True).agg(
        *by_kind,
        passages=pl.len(),
        words=pl.col("here").filter(copied).sum(),
        quoted_words=pl.col("words").filter(~copied).sum(),
        coverage=pl.col("here").filter(copied).sum() / pl.col("document_words").first(),
        article_coverage=pl.col("of_article").filter(copied).sum()
        / pl.col("article_words").first(),
        similarity=(pl.col("similarity") * pl.col("words")).sum() / pl.col("words").sum(),
        rarity=pl.col("rarity").filter(copied).sum(),
    )
    sizes = summed["passages"].to_numpy().astype(np.int64)
    bounds = np.concatenate([[0], np.cumsum(sizes)])
    ordered = in_order(bounds, rows["article_first"].to_numpy())
    most = pl.concat_list(f"as_{kind}" for kind in _KINDS).list.arg_max()
    summed = summed.with_columns(
        in_order=pl.Series(ordered, dtype=pl.Float64),
        kind=most.replace_strict(dict(enumerate(_KINDS)), return_dtype=pl.String),
        caveat=pl.lit(None, dtype=pl.String),
    )
    summed = dated(summed, pl.DataFrame(documents), found.articles)
    summed = summed.with_columns(match=pl.lit("")).select(MATCHES.names)
    rows = rows.with_columns(
        match=pl.lit(""), passage=pl.int_range(1, pl.len() + 1).over(_PAIR)
    ).select(PASSAGES.names)
    return numbered([(summed, rows)])


def numbered(
    parts: Sequence[tuple[pa.Table | pl.DataFrame, pa.Table | pl.DataFrame]],
) -> tuple[pa.Table, pa.Table]:
    """Put MATCHES and PASSAGES of several methods together: the rarest first, and then by words.

    The matches are numbered anew, m1, m2, …, and their passages with them. A match whose rarity was
    not measured comes after those whose was. Where two methods found something between the same two
    texts there are two matches.
    """
    kinds = [dict(pl.DataFrame(schema.empty_table()).schema) for schema in (MATCHES, PASSAGES)]
    tables: list[list[pl.DataFrame]] = [[], []]
    for number, pair in enumerate(parts):
        for place, one in enumerate(pair):
            columns = [pl.col(name).cast(kind) for name, kind in kinds[place].items()]
            frame = pl.DataFrame(one).select(columns)
            tables[place].append(frame.with_columns(part=pl.lit(number)))
    key = ["part", *_PAIR]
    every = pl.concat(tables[0]).sort(
        pl.col("rarity"), "words", "quoted_words", *key,
        descending=[True, True, True, False, False, False], nulls_last=True,
    )  # fmt: skip
    every = every.with_columns(match=pl.format("m{}", pl.int_range(1, pl.len() + 1)))
    names = every.select(*key, "match").with_row_index("at")
    passages = (
        pl.concat(tables[1])
        .drop("match")
        .join(names, on=key, how="left")
        .sort("at", "passage")
        .select(PASSAGES.names)
    )
    return _as(every, MATCHES), _as(passages, PASSAGES)


def _fresh(first: str, last: str) -> pl.Expr:
    """Count the words of each passage that no earlier one of its pair and sort covers."""
    group = [*_PAIR, pl.col("kind") == "quotation"]
    until = pl.col(last).cum_max().shift(1, fill_value=0).over(group)
    return (pl.col(last) - pl.max_horizontal(first, until)).clip(lower_bound=0)


def _fresh_in_article(rows: pl.DataFrame) -> pl.Series:
    """Count the same in the article, in which passages may come in any order."""
    placed = rows.with_row_index("at").sort(*_PAIR, "article_first", "article_last")
    placed = placed.with_columns(of_article=_fresh("article_first", "article_last"))
    return placed.sort("at")["of_article"]


def dated(summed: pl.DataFrame, documents: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Add which came first, as far as the dates of both tell."""
    here = documents.select("document_id", *_TIMES)
    there = articles.select(article_id="document_id", **{f"of_{name}": name for name in _TIMES})
    frame = summed.join(here, on="document_id", how="left", maintain_order="left")
    frame = frame.join(there, on="article_id", how="left", maintain_order="left")
    frame = frame.with_columns(
        delay_s=_seconds("published_at", "of_published_at"),
        least_delay_s=_seconds("published_earliest", "of_published_latest"),
        most_delay_s=_seconds("published_latest", "of_published_earliest"),
    )
    least, most = pl.col("least_delay_s"), pl.col("most_delay_s")
    return frame.with_columns(
        direction=pl.when(least.is_null() | most.is_null())
        .then(pl.lit("unknown"))
        .when((least.abs() < 1) & (most.abs() < 1))
        .then(pl.lit("same"))
        .when(least > 0)
        .then(pl.lit("article"))
        .when(most < 0)
        .then(pl.lit("document"))
        .otherwise(pl.lit("unknown"))
    )


def _seconds(later: str, earlier: str) -> pl.Expr:
    return (pl.col(later) - pl.col(earlier)).dt.total_microseconds() / 1e6


def _as(frame: pl.DataFrame, schema: pa.Schema) -> pa.Table:
    table = frame.select(schema.names).to_arrow(compat_level=pl.CompatLevel.oldest())
    return table.combine_chunks().cast(schema)


def by_id(documents: pl.DataFrame, ids: pa.ChunkedArray) -> pl.DataFrame:
    """Give the documents with these ids, in order of their ids."""
    wanted = pl.Series(ids.unique().to_pylist(), dtype=pl.String)
    return (
        documents.select(DOCUMENTS.names)
        .filter(pl.col("document_id").is_in(wanted.implode()))
        .sort("document_id")
    )
