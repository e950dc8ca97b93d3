"""A document as it was read: its lines, sentences, names, and what it says of time."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from evenhand.tracing.dates import Clues, clues
from evenhand.tracing.names import Mention, names
from evenhand.tracing.paragraphs import Paragraph, paragraphs
from evenhand.tracing.sentences import Span, sentences

_FEWEST_LETTERS = 12  # of a sentence that says something


@dataclass(frozen=True)
class Reading:
    """One document, taken apart."""

    document_id: str
    label: str
    """What to call its outlet: as given, the agency in its dateline, or the name of its file."""
    title: str
    text: str
    language: str
    lines: tuple[Paragraph, ...]
    sentences: tuple[Span, ...]
    """Of its body, without dateline and asides."""
    mentions: tuple[Mention, ...]
    clues: Clues
    file: str


def reading(row: Mapping[str, Any]) -> Reading:
    """Take a row of DOCUMENTS apart."""
    text, language = row["text"], row["language"] or ""
    lines = tuple(paragraphs(text, language))
    title = row["title"] or ""
    published = row["published_at"]
    written = published.date() if isinstance(published, dt.datetime) else None
    found = clues(text, lines, language, written)
    said = [
        one
        for line in lines
        if not line.aside and line.span.of(text) != title
        for one in sentences(text, _without_head(line.span, found.head), language)
        if sum(map(str.isalnum, one.of(text))) >= _FEWEST_LETTERS
    ]
    mentions = tuple(
        one
        for one in names(text, lines, language)
        if not (
            found.head and one.span.end <= found.head.end and one.span.start >= found.head.start
        )
    )
    label = row["outlet"] or found.agency or PurePath(row["file"] or "").stem
    return Reading(
        row["document_id"], label or row["document_id"], title, text, language, lines,
        tuple(said), mentions, found, row["file"] or "",
    )  # fmt: skip


def _without_head(span: Span, head: Span | None) -> Span:
    if head is None or not (span.start <= head.start < span.end):
        return span
    return Span(min(head.end, span.end), span.end)


def headline(one: Reading) -> str:
    """Return the title, or the first sentence where there is none."""
    if one.title:
        return one.title
    return one.sentences[0].of(one.text) if one.sentences else one.text[:120].strip()


def lede(one: Reading) -> str:
    """Return the title and the first two sentences, which say what a report is about."""
    said = [span.of(one.text) for span in one.sentences[:2]]
    return re.sub(r"\s+", " ", " ".join([one.title, *said])).strip()
