"""Translated matches: sentences of a document that say what sentences of an article say, in order.

One high cosine proves little, since reports of one event say alike things. What makes a translated
match is a chain: sentences that are each other's best within the two texts and that stand in the
same order in both, with few left out between them. Sentences that are in quotation marks on both
sides may come from the same speech; they are shown in the chain, but do not count towards it.
Documents of one language are not compared here; copies are found by their words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import polars as pl
import pyarrow as pa

from evenhand.records.errors import InputError
from evenhand.records.progress import Progress, silent
from evenhand.tracing import encoders
from evenhand.tracing.chains import chains
from evenhand.tracing.encoders import Encoder
from evenhand.tracing.nearness import hits, hubness
from evenhand.tracing.sides import Side, of_language, read_documents, side

ALONE_LETTERS = 40
"""Letters of a sentence that may make a match without another beside it."""
SHORT_DOCUMENT = 2
"""Sentences up to which a document is a short post, all of which have to be aligned."""
SAME_WORDS = 0.6
"""Share of words in common from which two sentences are a copy whose language was mistaken."""
_WORD = re.compile(r"\w+")
_KEPT = ["document", "ordinal", "start", "end", "letters", "quoted", "usable", "sentence"]


Kept: TypeAlias = Callable[[Encoder], list[Side | None]]
"""Gives what is kept of an encoder's sentences, or None for each part of which nothing is."""


@dataclass(frozen=True)
class Aligned:
    """Aligned pairs of sentences, and what a reader has to know of how they were found.

    ``pairs`` has, for each pair in a chain: ``document_id``, ``article_id``, ``chain`` (its number
    between these two, from 1), ``document_start``, ``document_end``, ``article_start``,
    ``article_end``, ``similarity`` (cosine), ``quoted``, ``method`` and ``caveat``.
    """

    pairs: pl.DataFrame
    notes: tuple[str, ...]


PAIRS = {
    "document_id": pl.String,
    "article_id": pl.String,
    "chain": pl.UInt32,
    "document_start": pl.Int64,
    "document_end": pl.Int64,
    "article_start": pl.Int64,
    "article_end": pl.Int64,
    "similarity": pl.Float64,
    "quoted": pl.Boolean,
    "method": pl.String,
    "caveat": pl.String,
}

ONE_LANGUAGE = (
    "Translations were not found, since no document and article are known to be in different "
    "languages."
)


def aligned(
    documents: pa.Table,
    articles: pa.Table,
    encoder: Encoder | str | None = None,
    least: int = 3,
    kept: Kept | None = None,
    progress: Progress = silent,
) -> Aligned:
    """Find chains of sentences of documents that are translations of articles' sentences.

    Args:
        documents: a table of `DOCUMENTS`.
        articles: another, or the same.
        encoder: one that is loaded, or its name (see `encoders.encoder`); None for the bundled one
            that knows both languages, so that some pairs of languages may get another than others.
        least: aligned sentences that make a chain, those in quotation marks on both sides not
            counted; at least 2. In a document of up to SHORT_DOCUMENT sentences all have to be.
        kept: gives sentences of articles that are encoded already (see `vectors.kept_by`).
        progress: hears how far it is.

    Returns:
        The aligned pairs. Without an encoder none, and a note that says so.

    Raises:
        InputError: ``least`` is below 2, or the encoder cannot be used.
    """
    if least < 2:
        raise InputError(
            f"A chain of {least} was asked for, but one sentence alone is no chain: at least 2."
        )
    here, there = read_documents(documents), read_documents(articles)
    notes = _unknown(here, "documents") + _unknown(there, "articles")
    found = []
    jobs = list(_by_encoder(here, there, encoder))
    if not jobs:
        notes.append(ONE_LANGUAGE)
        if isinstance(encoder, str):  # a name that is none is refused all the same
            chosen = encoders.encoder(encoder)
            notes += chosen.notes if chosen else ()
    for one, pairs in jobs:
        if one is None:
            notes.append(encoders.NOT_LOOKED_FOR)
            continue
        notes += one.notes
        left = side(here, {mine for mine, _ in pairs}, one, progress)
        rights = _sides(there, {theirs for _, theirs in pairs}, one, kept, progress)
        for mine, theirs in pairs:
            parts = [of_language(right, theirs) for right in rights]
            found.append(_between(of_language(left, mine), parts, one, least, progress))
    whole = pl.concat([pl.DataFrame(schema=PAIRS), *found])
    order = ["document_id", "article_id", "chain", "document_start"]
    return Aligned(whole.sort(order), tuple(dict.fromkeys(notes)))


def _unknown(documents: pl.DataFrame, what: str) -> list[str]:
    count = documents["language"].null_count()
    if not count:
        return []
    return [
        f"Translations were not looked for in {count:,} of {len(documents):,} {what}, whose "
        "language is not known."
    ]


def _by_encoder(
    here: pl.DataFrame, there: pl.DataFrame, encoder: Encoder | str | None
) -> list[tuple[Encoder | None, list[tuple[str, str]]]]:
    """Say which encoder compares which pairs of languages."""
    mine, theirs = (
        sorted(frame["language"].drop_nulls().unique().to_list()) for frame in (here, there)
    )
    pairs = [(one, other) for one in mine for other in theirs if one != other]
    if not pairs:
        return []
    if isinstance(encoder, Encoder):
        return [(encoder, pairs)]
    if encoder is not None:
        return [(encoders.encoder(encoder, {*mine, *theirs}), pairs)]
    routes: dict[str, list[tuple[str, str]]] = {}
    for pair in pairs:
        routes.setdefault(encoders.route(pair), []).append(pair)
    return [
        (encoders.encoder(languages={code for pair in some for code in pair}), some)
        for _, some in sorted(routes.items(), reverse=True)
    ]


def _sides(
    there: pl.DataFrame,
    languages: set[str],
    encoder: Encoder,
    kept: Kept | None,
    progress: Progress,
) -> list[Side]:
    """Take the articles' sentences that are kept, and encode those of the other articles."""
    sides = [part for part in kept(encoder) if part is not None] if kept else []
    # Those of kept articles that have no sentence long enough are looked at again: it costs little.
    held = pl.concat([pl.Series([], dtype=pl.String), *(part.table["document"] for part in sides)])
    rest = there.filter(~pl.col("document_id").is_in(held.unique().implode()))
    return [*sides, side(rest, languages, encoder, progress)]


def _between(
    left: Side, rights: Sequence[Side], encoder: Encoder, least: int, progress: Progress
) -> pl.DataFrame:
    """Align all documents of one language with all articles of another."""
    rule = encoder.translation
    near_left, near_rights = hubness(left.vectors, [right.vectors for right in rights], rule)
    tables = []
    for right, near_right in zip(rights, near_rights, strict=True):
        for found in hits(
            left.vectors, right.vectors, rule, near_left, near_right, progress=progress
        ):
            theirs = right.table.select(pl.col(_KEPT).name.prefix("article_"))
            score = pl.DataFrame({"score": found.score, "cosine": found.cosine}).cast(pl.Float64)
            parts = [
                left.table.select(_KEPT)[found.left],
                theirs[found.right],
                score.select(pl.all().round(5)),
            ]
            tables.append(pl.concat(parts, how="horizontal"))
    if not tables:
        return pl.DataFrame(schema=PAIRS)
    return _chained(_mutual(pl.concat(tables)), encoder, least)


def _mutual(table: pl.DataFrame) -> pl.DataFrame:
    """Keep the pairs that are each other's best within their document and article."""
    first = pl.int_range(pl.len()) == 0
    return (
        table.sort(
            ["document", "article_document", "score", "ordinal", "article_ordinal"],
            descending=[False, False, True, False, False],
        )
        .filter(
            first.over("document", "ordinal", "article_document")
            & first.over("document", "article_document", "article_ordinal")
        )
        .sort(["document", "article_document", "ordinal"])
    )


def _chained(table: pl.DataFrame, encoder: Encoder, least: int) -> pl.DataFrame:
    """Keep the chains that are long enough."""
    shortest = pl.min_horizontal("usable", "article_usable")
    table = table.filter((pl.len().over("document", "article_document") >= 2) | (shortest == 1))
    table = table.filter(~_same_words(table)).with_columns(
        shortest=shortest,
        said=pl.col("quoted") & pl.col("article_quoted"),
        sure=(pl.col("score") >= encoder.translation.alone)
        & (pl.min_horizontal("letters", "article_letters") >= ALONE_LETTERS),
    )
    starts = (
        table.select(pl.struct("document", "article_document").rle_id().alias("pair"))
        .with_row_index()
        .group_by("pair", maintain_order=True)
        .first()["index"]
        .to_list()
    )
    points = list(table.select("ordinal", "article_ordinal", "score").iter_rows())
    facts = list(table.select("shortest", "said", "sure").iter_rows())
    rows: list[int] = []
    numbers: list[int] = []
    caveats: list[str | None] = []
    for start, stop in zip(starts, [*starts, len(table)][1:], strict=True):
        kept = 0
        for chain in chains(points[start:stop]):
            places = [start + place for place in chain]
            counted = [place for place in places if not facts[place][1]]
            enough, caveat = _enough(counted, facts, least)
            if enough:
                kept += 1
                rows += places
                numbers += [kept] * len(places)
                caveats += [caveat] * len(places)
    return table[rows].select(
        document_id="document",
        article_id="article_document",
        chain=pl.Series(numbers, dtype=pl.UInt32),
        document_start="start",
        document_end="end",
        article_start="article_start",
        article_end="article_end",
        similarity=pl.col("cosine").clip(0, 1),
        quoted="said",
        method=pl.lit(f"{encoder.name} {encoder.version}"),
        caveat=pl.Series(caveats, dtype=pl.String),
    )


def _same_words(table: pl.DataFrame) -> pl.Series:
    """Say which pairs share their words, and so are of one language, whatever was detected."""
    said = [
        [set(_WORD.findall(text.lower())) for text in table[column]]
        for column in ("sentence", "article_sentence")
    ]
    shares = [
        2 * len(mine & theirs) / max(1, len(mine) + len(theirs))
        for mine, theirs in zip(*said, strict=True)
    ]
    return pl.Series(shares, dtype=pl.Float64) >= SAME_WORDS


def _enough(
    counted: list[int], facts: list[tuple[int, bool, bool]], least: int
) -> tuple[bool, str | None]:
    """Say whether a chain makes a match, and what makes it less certain than others."""
    if not counted:
        return False, None
    shortest = facts[counted[0]][0]
    if len(counted) >= least:
        return True, None
    if len(counted) >= 2 and shortest <= SHORT_DOCUMENT + 2:
        return True, f"two sentences alone, in a text of {shortest}"
    if len(counted) == 1 and shortest == 1 and facts[counted[0]][2]:
        return True, "one sentence alone, in a text of one"
    return False, None
