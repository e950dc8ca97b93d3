"""Tracing: which documents come from which articles of a corpus, by every method there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl
import pyarrow as pa

from evenhand.records.documents import as_documents
from evenhand.records.progress import Progress, silent
from evenhand.records.schemas import DOCUMENTS
from evenhand.tracing.corpus import Corpus, corpus_of
from evenhand.tracing.encoders import Encoder
from evenhand.tracing.matches import by_id, matches, numbered
from evenhand.tracing.passages import PassageSettings, passages
from evenhand.tracing.translated import translations
from evenhand.tracing.vectors import kept_by

NO_TRANSLATIONS = "Translations were not looked for. They are with --translations."


@dataclass(frozen=True)
class Traced:
    """What tracing found.

    Tables: ``matches`` (MATCHES, the rarest first), ``passages`` (PASSAGES, in the order of their
    matches), and ``documents`` and ``articles`` (DOCUMENTS): those with a match, with the texts
    that the passages' characters count in. ``notes`` are sentences that belong in every output.
    """

    matches: pa.Table
    passages: pa.Table
    documents: pa.Table
    articles: pa.Table
    notes: tuple[str, ...]


def trace(
    documents: pa.Table | pl.DataFrame,
    against: Corpus | pa.Table | pl.DataFrame,
    settings: PassageSettings | None = None,
    *,
    translated: bool = False,
    encoder: Encoder | str | None = None,
    threads: int | None = None,
    progress: Progress = silent,
) -> Traced:
    """Find what documents have in common with articles.

    Copies, whole or in part, verbatim or edited, are found by their words; with ``translated`` also
    translations, by the vectors of their sentences, for which every sentence on both sides is
    encoded.

    Args:
        documents: a table DOCUMENTS: posts, reports, articles.
        against: a corpus (`tracing.corpus.open_corpus`), or a table DOCUMENTS.
        settings: what counts as a passage.
        translated: look for translations too.
        encoder: for them; None for the bundled one that knows the languages.
        threads: all cores by default; they change nothing.
        progress: hears how far it is.

    Raises:
        InputError: a setting makes no sense, an encoder cannot be had.
    """
    corpus = against if isinstance(against, Corpus) else corpus_of(against, threads)
    frame = pl.DataFrame(documents).select(DOCUMENTS.names)
    found = passages(frame, corpus, settings, threads=threads, progress=progress)
    parts = [matches(found, frame)]
    notes = list(_left_out(found.left_out, settings or PassageSettings()))
    articles = found.articles
    if translated:
        every = pl.concat([shard.column(*DOCUMENTS.names) for shard in corpus.shards])
        others = translations(
            as_documents(frame),
            as_documents(every),
            encoder,
            kept=kept_by(corpus),
            progress=progress,
        )
        parts.append((others.matches, others.passages))
        notes += others.notes
        articles = every
    else:
        notes.append(NO_TRANSLATIONS)
    return _together(parts, frame, articles, notes)


def _together(
    parts: Sequence[tuple[pa.Table, pa.Table]],
    documents: pl.DataFrame,
    articles: pl.DataFrame,
    notes: Sequence[str],
) -> Traced:
    together, within = numbered(parts)
    return Traced(
        together,
        within,
        as_documents(by_id(documents, together["document_id"])),
        as_documents(by_id(articles, together["article_id"])),
        tuple(notes),
    )


def _left_out(count: int, settings: PassageSettings) -> Sequence[str]:
    if not count:
        return ()
    return (
        f"Documents that match more than {settings.max_articles:,} articles show those with the "
        f"rarest passages; {count:,} further matches were left out.",
    )
