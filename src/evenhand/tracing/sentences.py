"""Paragraphs and sentences of a text, with the places where they stand in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from evenhand.tracing.speech import NONE, TABLES

_LINE = re.compile(r"[^\n\r\u2028\u2029\u0085]+")
_BULLET = re.compile(r"\s*(?:[-*•·▪‣●]\s|\d{1,2}[.)]\s)")
_END = re.compile(
    r"""(?:(?P<mark>[.!?…]+)(?P<closing>["”»’'“)\]]*)(?P<gap>\s+)(?=["“„«»‘'(\[—–-]?\s?[\w¿¡@#$€£]))"""
    r"""|(?P<wide>[。！？]+[」』”]*)"""
)
_WORD_BEFORE = re.compile(r"([\w.]+)$")
_CUT = ("…", "...")
_SHORTEST_TEASER = 40


@dataclass(frozen=True)
class Span:
    """A part of a text: characters ``start`` to ``end``, the end not included."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return what stands there."""
        return text[self.start : self.end]


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
    for line in _LINE.finditer(text):
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


def sentences(text: str, span: Span, language: str) -> list[Span]:
    """Cut a part of a text into sentences; white space between them belongs to none.

    A full stop ends no sentence after an abbreviation of the language, a single capital letter, or
    letters with stops between them ("U.S."), nor before a small letter.
    """
    found = []
    start = span.start
    abbreviations = _abbreviations(language)
    content = span.of(text)
    for end in _END.finditer(content):
        if end["wide"]:
            place = span.start + end.end()
        else:
            place = span.start + end.start("gap")
            after = content[end.end() :].lstrip("\"“„«»‘'([—–- ")[:1]
            if after.islower() and after.isalpha():
                continue
            if (
                end["mark"] == "."
                and not end["closing"]
                and _short(content[: end.start()], abbreviations)
            ):
                continue
        if place > start:
            found.append(Span(start, place))
        start = span.start + end.end()
    if start < span.end:
        found.append(Span(start, span.end))
    return [one for one in found if one.of(text).strip()]


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


@cache
def _abbreviations(language: str) -> frozenset[str]:
    return frozenset(TABLES.get(language, NONE).abbreviations)


def _short(before: str, abbreviations: frozenset[str]) -> bool:
    match = _WORD_BEFORE.search(before[-24:])
    if match is None:
        return False
    word = match[1]
    if len(word) == 1 and word.isupper():
        return True
    return "." in word or word.lower() in abbreviations
