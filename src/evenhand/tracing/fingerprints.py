"""Texts as tokens that keep their places, and the fingerprints by which passages are found again.

A token is a word, or one character of a script that is written without spaces. Two tokens are the
same when they are in the form of Unicode NFKD with case folded; punctuation, spaces, apostrophes
and signs that are not seen part words or are passed over, and links are left out. The place of a
token is that of its characters in the text as it stands, so nothing has to be mapped back.

Fingerprints are chosen by winnowing (Schleimer, Wilkerson, Aiken 2003, "Winnowing: local algorithms
for document fingerprinting"), k-grams of four words and windows of three: whatever six words two
texts share in a row, they share a fingerprint there.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from dataclasses import dataclass

import numpy as np
import polars as pl

from evenhand.detection.kernels import Int64, UInt32
from evenhand.detection.minhash_kernels import Bytes, unit_length
from evenhand.tracing import fingerprint_kernels as kernels

SCHEME = "winnowing k=4 window=3 NFKD 1"
"""What makes two fingerprints comparable; it changes whenever their values do."""
SHARED_WORDS = kernels.WORDS + kernels.WINDOW - 1
"""Words in a row that two texts must share to share a fingerprint for certain."""
_POINTS = 0x110000
# A search for the fixed beginning of a pattern is many times faster than records' URL_PATTERN.
_LINKS = (re.compile(r"://[^\s<>\"“”«»]+"), re.compile(r"www\.[^\s<>\"“”«»]+"))
_LONGEST_PROTOCOL = 5


@dataclass(frozen=True)
class Tokens:
    """The tokens of some texts, one after the other.

    ``hashes`` tell them apart; ``starts`` and ``ends`` are characters of the text that each is in;
    ``gram`` says how many like it make a k-gram; the tokens of text i are those from ``places[i]``
    until before ``places[i + 1]``.
    """

    hashes: UInt32
    starts: UInt32
    ends: UInt32
    gram: Bytes
    places: Int64


def tokens(texts: pl.Series) -> Tokens:
    """Part texts into tokens. Takes 4 bytes for each character and 13 for each token meanwhile."""
    values = texts.to_list()
    lengths = texts.str.len_chars().to_numpy()
    bounds = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])
    points = np.frombuffer("".join(values).encode("utf-32-le"), np.uint32)
    points = _without_links(values, bounds, points)
    return Tokens(*kernels.tokens(points, bounds, *_FOLDING.tables(points)))


def _without_links(texts: list[str], bounds: Int64, points: UInt32) -> UInt32:
    """Put spaces for links: an address that two texts share is no passage."""
    copied = False
    for text, low in zip(texts, bounds, strict=False):
        for pattern in _LINKS:
            for link in pattern.finditer(text):
                start = link.start()
                first = max(0, start - _LONGEST_PROTOCOL)
                while start > first and text[start - 1].isalpha():
                    start -= 1
                if not copied:
                    points, copied = points.copy(), True
                points[low + start : low + link.end()] = 32
    return points


def fingerprints(found: Tokens) -> tuple[UInt32, Int64]:
    """Choose the fingerprints of texts: their values, and places among all the tokens."""
    values, places = kernels.winnowed(found.hashes, found.gram, found.places)
    return values, places


class _Folding:
    """What each code point becomes, looked up once for those that occur."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known = np.zeros(_POINTS, np.bool_)
        self._first = np.zeros(_POINTS, np.uint32)
        self._count = np.zeros(_POINTS, np.uint8)
        self._folded: list[int] = []
        self._kind: list[int] = []
        self._arrays = (np.zeros(0, np.uint32), np.zeros(0, np.uint8))

    def tables(self, points: UInt32) -> tuple[UInt32, Bytes, UInt32, Bytes]:
        """Give the tables that `kernels.tokens` needs, with all of these code points in them."""
        with self._lock:
            new = np.unique(points[~self._known[points]])
            for point in new.tolist():
                form = _folded(point)
                self._first[point] = len(self._folded)
                self._count[point] = len(form)
                self._folded += [part for part, _ in form]
                self._kind += [kind for _, kind in form]
                self._known[point] = True
            if new.size:
                self._arrays = (np.array(self._folded, np.uint32), np.array(self._kind, np.uint8))
            return self._first, self._count, *self._arrays


_FOLDING = _Folding()


def _folded(point: int) -> list[tuple[int, int]]:
    """Fold one code point: the code points it becomes, each with its kind. None when invisible."""
    form = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", chr(point)).casefold())
    parts = []
    for sign in form:
        code, category = ord(sign), unicodedata.category(sign)
        if category in ("Cf", "Cs") or 0xFE00 <= code <= 0xFE0F or code == 0x34F:
            continue  # soft hyphens, joiners, direction marks, variation selectors
        if category[0] == "M" and unicodedata.combining(sign):
            parts.append((code, kernels.MARK))
        elif category[0] in "LMN":
            length = unit_length(code)
            gram = kernels.WORDS // 2 * length
            parts.append((code, kernels.UNIT + gram if length else kernels.LETTER))
        else:
            parts.append((code, kernels.SEPARATOR))
    return parts
