"""A pile of reports side by side: stories, utterances, and what each outlet alone has."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
import pyarrow as pa

from evenhand.records.documents import document_table
from evenhand.records.errors import InputError
from evenhand.records.progress import Progress, silent
from evenhand.tracing import dates
from evenhand.tracing.actors import Actor, actors
from evenhand.tracing.comparison_tables import (
    Parts,
    actors_table,
    alone_table,
    compared_table,
    quotations_table,
    stories_table,
    threads_table,
)
from evenhand.tracing.encoders import NOT_LOOKED_FOR, Encoder
from evenhand.tracing.encoders import encoder as load_encoder
from evenhand.tracing.quotations import quotations
from evenhand.tracing.readings import Reading, reading
from evenhand.tracing.renderings import utterance_tables
from evenhand.tracing.speech import TABLES
from evenhand.tracing.stories import chances, stories

MOST_DOCUMENTS = 2_000
LONGEST_TEXT = 200_000
"""Characters of a document that are read; what goes beyond is left out, with a note."""
_TRUSTED_PRECISION = ("day", "year")


@dataclass(frozen=True)
class Comparison:
    """What reports have in common and what they do not. Tables of `records.schemas`."""

    stories: pa.Table
    compared: pa.Table
    quotations: pa.Table
    utterances: pa.Table
    renderings: pa.Table
    differences: pa.Table
    alone: pa.Table
    actors: pa.Table
    threads: pa.Table
    encoder: str | None
    """Name and version of the encoder, or None."""
    notes: tuple[str, ...]
    """Sentences for a person: what was not looked for, what was cut."""

    @property
    def sentence(self) -> str:
        """What was found, in words."""
        several = sum(1 for n in self.utterances["documents"].to_pylist() if n > 1)
        documents, told = self.compared.num_rows, self.stories.num_rows
        return (
            f"{_count(documents, 'document')} {'tells' if documents == 1 else 'tell'} "
            f"{_count(told, 'story', 'stories')}; "
            f"{_count(several, 'utterance')} {'is' if several == 1 else 'are'} rendered by two "
            "documents or more."
        )


def compare(
    documents: pa.Table | pl.DataFrame | Iterable[Mapping[str, Any]],
    *,
    encoder: Encoder | str | None = "auto",
    progress: Progress = silent,
) -> Comparison:
    """Compare reports: which tell the same story, and how each renders the same words.

    Args:
        documents: a table DOCUMENTS (`records.read_documents`), or mappings with ``text`` and what
            else is known (``outlet``, ``title``, ``language``, ``published``).
        encoder: ``"auto"`` for the installed one that knows the languages, a name (see
            `tracing.encoders.encoder`), one that is loaded, or None to look for no translations.
        progress: called with what is done, how much of it, and out of how much.

    Returns:
        The tables. The order of documents changes the numbers of things and nothing else.

    Raises:
        InputError: there is no document, or there are more than MOST_DOCUMENTS.
    """
    rows, notes = _rows(documents)
    languages = sorted({row["language"] for row in rows if row["language"]})
    chosen = _encoder(encoder, languages, notes)
    readings = []
    for number, row in enumerate(rows, 1):
        readings.append(reading(row))
        progress("documents read closely", number, len(rows))
    texts = [one.text for one in readings]
    tongues = [one.language for one in readings]
    _say_unknown(tongues, notes)
    named = actors(
        texts, [one.lines for one in readings], tongues, [one.mentions for one in readings], chosen
    )
    likely = chances(readings, named, chosen, progress)
    groups = stories(likely)
    whens = _whens(groups, readings, named)
    order = sorted(
        range(len(groups)),
        key=lambda g: (whens[g].day is None, whens[g].day or dt.date.max, groups[g]),
    )
    groups, whens = [groups[g] for g in order], [whens[g] for g in order]
    found = [
        (place, one)
        for place, read in enumerate(readings)
        for one in quotations(read.text, read.language, read.lines, read.mentions)
    ]
    parts = Parts(readings, groups, whens, likely, named, found, chosen)
    utterances, renderings, changes = utterance_tables(parts, progress)
    alone = alone_table(parts)
    return Comparison(
        stories=stories_table(parts),
        compared=compared_table(parts, alone),
        quotations=quotations_table(parts),
        utterances=utterances,
        renderings=renderings,
        differences=changes,
        alone=alone,
        actors=actors_table(parts),
        threads=threads_table(parts),
        encoder=f"{chosen.name} {chosen.version}" if chosen else None,
        notes=tuple(dict.fromkeys(notes)),
    )


def _rows(documents: Any) -> tuple[list[dict[str, Any]], list[str]]:
    if isinstance(documents, pl.DataFrame):
        documents = documents.to_arrow()
    table = documents if isinstance(documents, pa.Table) else document_table(documents)
    if not table.num_rows:
        raise InputError("There is no document to compare.")
    if table.num_rows > MOST_DOCUMENTS:
        raise InputError(
            f"{table.num_rows:,} documents are too many to compare each with each; the most are "
            f"{MOST_DOCUMENTS:,}. Give a part of them: of some days, or of some outlets."
        )
    rows: list[dict[str, Any]] = table.to_pylist()
    notes = []
    for row in rows:
        if len(row["text"]) > LONGEST_TEXT:
            notes.append(
                f"{row['document_id']}: only the first {LONGEST_TEXT:,} of {len(row['text']):,} "
                "characters were read."
            )
            row["text"] = row["text"][:LONGEST_TEXT]
    return rows, notes


def _encoder(
    wanted: Encoder | str | None, languages: Sequence[str], notes: list[str]
) -> Encoder | None:
    if isinstance(wanted, str):
        chosen = load_encoder(None if wanted == "auto" else wanted, languages)
        if chosen is None:
            notes.append(NOT_LOOKED_FOR)
    else:
        chosen = wanted
        if chosen is None:
            notes.append("Translations were not looked for: no sentence encoder was to be used.")
    if chosen is not None:
        notes += chosen.notes
        if not chosen.same_quotation.measured:
            notes.append(
                f"The bound for the same quotation was not measured with the encoder {chosen.name}."
            )
    return chosen


def _say_unknown(languages: Sequence[str], notes: list[str]) -> None:
    others = sorted({one or "unknown" for one in languages} - set(TABLES))
    if others:
        notes.append(
            f"Speakers and reported speech are not read in: {', '.join(others)}. Only quotation "
            "marks are."
        )


def _whens(
    groups: Sequence[Sequence[int]], readings: Sequence[Reading], named: Sequence[Actor]
) -> list[dates.When]:
    """Date each story; first by itself, then with the years of its actors' other stories."""
    whens = [dates.event([readings[p].clues for p in group]) for group in groups]
    story_of = {place: number for number, group in enumerate(groups) for place in group}
    for number, when in enumerate(whens):
        if when.day is not None:
            continue
        years = [
            whens[other].day.year  # type: ignore[union-attr]
            for actor in named
            if any(story_of[p] == number for p in actor.mentions)
            for other in sorted({story_of[p] for p in actor.mentions} - {number})
            if whens[other].precision in _TRUSTED_PRECISION
        ]
        if years:
            own = [readings[p].clues for p in groups[number]]
            whens[number] = dates.event(own, (min(years), max(years)))
    return whens


def _count(number: int, one: str, several: str = "") -> str:
    return f"{number:,} {one if number == 1 else several or one + 's'}"
