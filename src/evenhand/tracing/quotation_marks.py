"""Which parts of a text stand in quotation marks, of whatever kind: nothing about who speaks."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np

from evenhand.detection.kernels import Float64, Int64

_LONGEST = 3_000  # characters; a mark that is not closed by then was none
_CURLY = r"“[^“”]{1,%d}(?:”|(?=\s*\n\s*“))"  # a quotation over paragraphs opens anew in each
_LOW = r"„[^„“”\"]{1,%d}[“”\"]"
_STRAIGHT = r"\"[^\"\n]{1,%d}\""
_CORNERS = r"「[^「」]{1,%d}」|『[^『』]{1,%d}』"
_FRENCH, _INWARD = r"«[^«»]{1,%d}»", r"»[^«»]{1,%d}«"


def _pattern(*parts: str) -> re.Pattern[str]:
    return re.compile("|".join(parts).replace("%d", str(_LONGEST)))


_OUTWARD_MARKS = _pattern(_LOW, _CURLY, _FRENCH, _STRAIGHT, _CORNERS)
_INWARD_MARKS = _pattern(_LOW, _CURLY, _INWARD, _STRAIGHT, _CORNERS)


def quoted_spans(text: str) -> list[tuple[int, int]]:
    """Find what stands in quotation marks: first character after the opening mark, and the end.

    Knows “ ”, „ “, « » and » «, straight double marks and the corner marks of East Asia. Single
    marks are left alone, since they cannot be told from apostrophes.
    """
    inward = 0 <= text.find("»") < text.find("«")
    marks = _INWARD_MARKS if inward else _OUTWARD_MARKS
    return [
        (found.start() + 1, found.end() - (0 if found[0][-1].isalnum() else 1))
        for found in marks.finditer(text)
    ]


def quoted_shares(texts: Iterable[str], which: Int64, starts: Int64, ends: Int64) -> Float64:
    """Say how much of each passage stands in quotation marks, 0 to 1 of its characters.

    ``which`` is the text that each passage is in (its number among ``texts``), ``starts`` and
    ``ends`` its characters there.
    """
    begin, length, bounds = [], [], [0]
    for text in texts:
        low = bounds[-1]
        for start, end in quoted_spans(text):
            begin.append(low + start)
            length.append(end - start)
        bounds.append(low + len(text) + 1)
    opened, sizes = np.array(begin, np.int64), np.array(length, np.int64)
    before = np.concatenate([[0], np.cumsum(sizes)])
    offsets = np.array(bounds, np.int64)[which]

    def inside(at: Int64) -> Int64:
        """Count the characters in marks before each place."""
        n = np.searchsorted(opened, at, side="right")
        if not opened.size:
            return np.zeros(at.size, np.int64)
        last = np.maximum(n - 1, 0)
        over = np.maximum(opened[last] + sizes[last] - at, 0)
        return np.asarray(np.where(n > 0, before[n] - over, 0), dtype=np.int64)

    return np.asarray((inside(offsets + ends) - inside(offsets + starts)) / (ends - starts))
