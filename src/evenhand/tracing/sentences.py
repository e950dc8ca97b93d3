"""Sentences of a text, by where they begin and end in it.

Two needs differ. To find which sentence of a quotation another outlet has, a quotation is cut like
any other text; to find whole texts again, a quotation of several sentences is kept together. The
first is our own rule, with the abbreviations of each language; the second is pysbd (Sadvilkar and
Neumann 2020) in the languages that it knows, one line at a time, and our own rule in the others and
in lines so long that nobody wrote them as a paragraph.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Literal

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # its regular expressions are not written as raw strings
    import pysbd
    from pysbd.languages import LANGUAGE_CODES

from evenhand.tracing.speech import NONE, TABLES

LINE = re.compile(r"[^\r\n\x0b\x0c\x85\u2028\u2029]+")
LONGEST_LINE = 5_000
"""Characters of a line that pysbd is given; its time grows faster than the line."""
# After a full stop a space has to follow, not so after the signs of scripts without spaces.
_END = re.compile(
    r"""(?:(?P<mark>[.!?…]+)(?P<closing>["”»’'“)\]]*)(?P<gap>\s+)(?=["“„«»‘'(\[—–-]?\s?[\w¿¡@#$€£\u2190-\u2bff\U0001f000-\U0001faff]))"""
    r"""|(?P<wide>[。！？｡]+[”’」』】）]*|[؟۔।॥።]+["'»”’)\]]*)"""
)
_BEGINNING = re.compile(r"[\"“„«»‘'(\[—–\- ]*(.?)", re.DOTALL)
_WORD_BEFORE = re.compile(r"([\w.]+)$")
_LONGEST_WORD = 24  # characters of an abbreviation


@dataclass(frozen=True)
class Span:
    """A part of a text: characters ``start`` to ``end``, the end not included."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return what stands there."""
        return text[self.start : self.end]


def sentences(
    text: str, span: Span, language: str, *, quotations: Literal["cut", "whole"] = "cut"
) -> list[Span]:
    """Cut a part of a text into sentences; white space between them belongs to none.

    By our own rule a full stop ends no sentence after an abbreviation of the language, a single
    capital letter, or letters with stops between them ("U.S."), nor before a small letter.

    Args:
        text: anything.
        span: the part of it.
        language: its code, or "" for unknown.
        quotations: ``cut`` for our own rule everywhere; ``whole`` keeps a quotation of several
            sentences together where pysbd can, and ends a sentence with its line.
    """
    if quotations == "cut":
        return _trimmed(text, _by_rule(text, span, language))
    found: list[Span] = []
    for match in LINE.finditer(text, span.start, span.end):
        line = Span(*match.span())
        found += _by_pysbd(text, line, language) or _by_rule(text, line, language)
    return _trimmed(text, found)


def _by_rule(text: str, span: Span, language: str) -> list[Span]:
    found = []
    start = span.start
    abbreviations = _abbreviations(language)
    content = span.of(text)
    for end in _END.finditer(content):
        if end["wide"]:
            place = span.start + end.end()
        else:
            place = span.start + end.start("gap")
            after = _BEGINNING.match(content, end.end())[1]  # type: ignore[index]
            if after.islower() and after.isalpha():
                continue
            before = content[max(0, end.start() - _LONGEST_WORD) : end.start()]
            if end["mark"] == "." and not end["closing"] and _short(before, abbreviations):
                continue
        found.append(Span(start, place))
        start = span.start + end.end()
    return [*found, Span(start, span.end)]


def _by_pysbd(text: str, line: Span, language: str) -> list[Span] | None:
    """Split with pysbd; None when it fails or its pieces are not those of the line, in order."""
    if language not in LANGUAGE_CODES or line.end - line.start > LONGEST_LINE:
        return None
    said = line.of(text)
    try:
        pieces = _segmenter(language).segment(said)
    except Exception:  # it raises whatever its regular expressions stumble on
        return None
    at, found = 0, []
    for piece in pieces:
        if piece.start < at or said[at : piece.start].strip() or piece.end > len(said):
            return None
        found.append(Span(line.start + piece.start, line.start + piece.end))
        at = piece.end
    return None if said[at:].strip() else found


@lru_cache(maxsize=32)
def _segmenter(language: str) -> Any:
    return pysbd.Segmenter(language=language, clean=False, char_span=True)


def _trimmed(text: str, found: list[Span]) -> list[Span]:
    """Take the white space off both ends, and leave out what is nothing else."""
    trimmed = []
    for one in found:
        said = one.of(text)
        inner = said.strip()
        if inner:
            start = one.start + len(said) - len(said.lstrip())
            trimmed.append(Span(start, start + len(inner)))
    return trimmed


@cache
def _abbreviations(language: str) -> frozenset[str]:
    return frozenset(TABLES.get(language, NONE).abbreviations)


def _short(before: str, abbreviations: frozenset[str]) -> bool:
    match = _WORD_BEFORE.search(before)
    if match is None:
        return False
    word = match[1]
    if len(word) == 1 and word.isupper():
        return True
    return "." in word or word.lower() in abbreviations
