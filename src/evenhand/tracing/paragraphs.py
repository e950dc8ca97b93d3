"""Paragraphs of a text, and which of them are no part of what it reports."""

from __future__ import annotations

import re
from dataclasses import dataclass

from evenhand.tracing.sentences import LINE, Span
from evenhand.tracing.speech import NONE, TABLES

_BULLET = re.compile(r"\s*(?:[-*•·▪‣●]\s|\d{1,2}[.)]\s)")
_CUT = ("…", "...")
_SHORTEST_TEASER = 40


@dataclass(frozen=True)
class Paragraph:
    """A line of a text that is more than white space."""

    span: Span
    aside: bool
    """It is no part of the report: a list of other headlines, a pointer to other articles, or a
    teaser that the text repeats."""


def paragraphs(text: str, language: str) -> list[Paragraph]:
    """Cut a text into its lines, without the white space around them.

    A line is an aside when it begins like an item of a list and does not quote, when it begins as
    the language's pointers to other articles do, or when it is cut off ("…") and its beginning
    comes again later.
    """
    found = []
    see_also = TABLES.get(language, NONE).see_also
    for line in LINE.finditer(text):
        content = line.group()
        start = line.start() + len(content) - len(content.lstrip())
        end = line.end() - (len(content) - len(content.rstrip()))
        if start >= end:
            continue
        words = text[start:end].lower()
        pointer = any(
            re.match(re.escape(one) + r"\s*(?::|»|>|\?|$|[-–—])", words) for one in see_also
        )
        aside = pointer or _bullet(text[start:end]) or _teaser(text, start, end)
        found.append(Paragraph(Span(start, end), aside))
    return found


def _bullet(line: str) -> bool:
    match = _BULLET.match(line)
    return bool(match) and not re.search(r"[\"“”«»„]", line)


def _teaser(text: str, start: int, end: int) -> bool:
    line = text[start:end]
    cut = next((mark for mark in _CUT if line.endswith(mark)), None)
    if cut is None or end - start < _SHORTEST_TEASER:
        return False
    last = line[: -len(cut)].rstrip()[-_SHORTEST_TEASER:]
    return last in text[end:]
