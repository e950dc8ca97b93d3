"""Sentences of a text, by where they begin and end in it.

pysbd (Sadvilkar and Neumann 2020) splits the languages that it knows, one line at a time; it knows
abbreviations and keeps a quotation of several sentences together. Other languages, and lines so
long that nobody wrote them as a paragraph, are split after . ! ? … and their like.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import polars as pl

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # its regular expressions are not written as raw strings
    import pysbd
    from pysbd.languages import LANGUAGE_CODES

from evenhand.records.progress import Progress, silent
from evenhand.tracing.encoders import language_code

LONGEST_LINE = 5_000
"""Characters of a line that pysbd is given; its time grows faster than the line."""
_LINE = re.compile(r"[^\r\n\x0b\x0c\x85\u2028\u2029]+")
_CLOSING = r"[\"'»”’“)\]』」】]*"
# After a full stop a space has to follow, not so after the signs of scripts without spaces.
_END = re.compile(rf"(?:[.!?…]+{_CLOSING}(?=\s)|[؟۔।॥።]+{_CLOSING}|[。！？｡]+[”’」』】）]*)")
_INITIAL = re.compile(r"(?:^|[\s(\"«“])\w{1,2}$")  # a letter or two before the stop: "S. King"


def spans(text: str, language: str | None = None) -> list[tuple[int, int]]:
    """Find the sentences of a text.

    Args:
        text: anything.
        language: its tag, or None for unknown.

    Returns:
        (start, end) of each in characters, in order, without the white space around it; every
        character that is no white space is in exactly one.
    """
    code = language_code(language) or ""
    found = []
    for line in _LINE.finditer(text):
        offset, said = line.start(), line.group()
        parts = _by_pysbd(said, code) if code in LANGUAGE_CODES else None
        for start, end in parts if parts is not None else _by_rule(said):
            trimmed = said[start:end]
            inner = trimmed.strip()
            if inner:
                lead = len(trimmed) - len(trimmed.lstrip())
                found.append((offset + start + lead, offset + start + lead + len(inner)))
    return found


def sentences(documents: pl.DataFrame, progress: Progress = silent) -> pl.DataFrame:
    """List the sentences of documents.

    Args:
        documents: ``text`` and ``language`` of each, in the order that ``document`` counts.
        progress: hears "documents split".

    Returns:
        ``document`` (row of the document, from 0), ``start`` and ``end`` (characters), ``sentence``
        (the words), in the order of documents and of their sentences.
    """
    texts, languages = documents["text"].to_list(), documents["language"].to_list()
    counts: list[int] = []
    bounds: list[tuple[int, int]] = []
    said: list[str] = []
    for number, (text, language) in enumerate(zip(texts, languages, strict=True), 1):
        found = spans(text, language)
        counts.append(len(found))
        bounds += found
        said += [text[start:end] for start, end in found]
        if number % 1_000 == 0 or number == len(texts):
            progress("documents split", number, len(texts))
    places = np.array(bounds, np.int64).reshape(-1, 2)
    return pl.DataFrame(
        {
            "document": np.repeat(np.arange(len(counts)), np.array(counts, np.int64)),
            "start": places[:, 0],
            "end": places[:, 1],
            "sentence": pl.Series(said, dtype=pl.String),
        }
    )


def letters(texts: Iterable[str]) -> Sequence[int]:
    """Count the letters and digits of each text, one of a script without spaces as three."""
    return [
        sum(3 if "\u2e80" <= sign <= "\ud7ff" or sign >= "\U00020000" else 1
            for sign in text if sign.isalnum())
        for text in texts
    ]  # fmt: skip


@lru_cache(maxsize=32)
def _segmenter(language: str) -> Any:
    return pysbd.Segmenter(language=language, clean=False, char_span=True)


def _by_pysbd(line: str, language: str) -> list[tuple[int, int]] | None:
    """Split with pysbd; None when it fails or its pieces are not those of the line, in order."""
    if len(line) > LONGEST_LINE:
        return None
    try:
        pieces = _segmenter(language).segment(line)
    except Exception:  # it raises whatever its regular expressions stumble on
        return None
    at, found = 0, []
    for piece in pieces:
        if piece.start < at or line[at : piece.start].strip() or piece.end > len(line):
            return None
        found.append((piece.start, piece.end))
        at = piece.end
    return None if line[at:].strip() else found


def _by_rule(line: str) -> list[tuple[int, int]]:
    found, at = [], 0
    for end in _END.finditer(line):
        stop = end.group()[0] == "."
        if stop and len(end.group()) == 1 and _INITIAL.search(line, at, end.start()):
            continue
        found.append((at, end.end()))
        at = end.end()
    return [*found, (at, len(line))]
