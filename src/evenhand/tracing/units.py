"""What is compared of a quotation: its sentences, and for a fragment the clause that carries it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.tracing.names import fold
from evenhand.tracing.quotation import Quotation
from evenhand.tracing.sentences import Span, sentences

FEWEST_WORDS = 4
"""Of a fragment that is compared by itself, without its clause."""


@dataclass(frozen=True)
class Unit:
    """One sentence of a quotation, or the clause that carries a fragment."""

    document: int
    quotation: int
    """Its place among all quotations."""
    number: int
    """Its place in the quotation, from 0."""
    spans: tuple[Span, ...]
    text: str
    shorter: tuple[str, ...]
    """For a fragment also the part of its clause around it, and itself when it is long enough."""
    language: str
    kind: str
    speaker: str
    """A key for the speaker that is the same in all documents, or ""."""


def units(
    texts: Sequence[str],
    languages: Sequence[str],
    found: Sequence[tuple[int, Quotation]],
    speakers: Sequence[str] | None = None,
) -> list[Unit]:
    """Cut quotations into what is matched.

    Args:
        texts: the documents.
        languages: of each.
        found: every quotation with the place of its document.
        speakers: a key for the speaker of each quotation that is the same in all documents, or "";
            made from the names when None.
    """
    made = []
    for place, (document, one) in enumerate(found):
        text, language = texts[document], languages[document]
        name = one.speaker.name if one.speaker else ""
        key = fold(name) if speakers is None else speakers[place]
        groups: list[tuple[Span, ...]] = [one.parts]
        shorter: tuple[str, ...] = ()
        if one.kind == "fragment":
            groups = [(one.context,)]
            shorter = _shorter(text, one)
        elif one.kind == "direct":
            groups = _sentences(text, one, language)
        for number, spans in enumerate(groups):
            said = " ".join(span.of(text) for span in spans)
            made.append(
                Unit(document, place, number, spans, said, shorter, language, one.kind, key)
            )
    return made


def _shorter(text: str, one: Quotation) -> tuple[str, ...]:
    said = one.text(text)
    found = []
    before = text[one.context.start : one.start]
    after = text[one.end : one.context.end]
    start = one.context.start + (before.rfind(",") + 1)
    end = one.end + (after.find(",") if "," in after else len(after))
    if start > one.context.start or end < one.context.end:
        found.append(text[start:end].strip())
    if len(re.findall(r"\w+", said)) >= FEWEST_WORDS:
        found.append(said)
    return tuple(found)


def _sentences(text: str, one: Quotation, language: str) -> list[tuple[Span, ...]]:
    """Cut the sentences of direct speech; one that narration interrupts is put together."""
    groups: list[tuple[Span, ...]] = []
    open_end = False
    for part in one.parts:
        for span in sentences(text, part, language):
            if open_end and span.of(text)[:1].islower():
                groups[-1] = (*groups[-1], span)
            else:
                groups.append((span,))
            open_end = False
        open_end = bool(groups) and text[groups[-1][-1].end - 1] not in ".!?…"
    return groups
