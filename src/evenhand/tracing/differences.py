"""What one rendering of an utterance adds, drops or changes against another.

Within a language words are compared, by the longest parts that both have in order. Across languages
words cannot be; there clauses are matched by the encoder, and a clause that is near nothing on the
other side is added or dropped.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

from evenhand.tracing.encoders import Encoder

Change = Literal["added", "dropped", "changed", "aligned"]
NOTHING_NEAR = 0.40
"""Cosine below which a clause has no counterpart (USE; a rough bound, not measured on its own)."""
_MOST_WORDS = 1_500
_SHORTEST_CLAUSE = 4  # words; a shorter one goes with its neighbour
_WORD = re.compile(r"\w+(?:[.'’-]\w+)*", re.UNICODE)
_CLAUSE = re.compile(r"[,;:—–]\s+|\.{3}\s+|\s[—–-]\s|[.!?…]\s+(?=[A-ZÀ-ÝА-ЯЁ«“\"])")


@dataclass(frozen=True)
class Difference:
    """One difference of a second text from a first."""

    change: Change
    first: str
    second: str
    similarity: float | None = None


def words(first: str, second: str) -> list[Difference]:
    """Compare two texts of one language word by word; case and punctuation do not count."""
    left = list(_WORD.finditer(first))[:_MOST_WORDS]
    right = list(_WORD.finditer(second))[:_MOST_WORDS]
    matcher = SequenceMatcher(
        None, [m.group().lower() for m in left], [m.group().lower() for m in right], autojunk=False
    )
    changes: dict[str, Change] = {"replace": "changed", "delete": "dropped", "insert": "added"}
    return [
        Difference(changes[tag], _cut(first, left[a:b]), _cut(second, right[c:d]))
        for tag, a, b, c, d in matcher.get_opcodes()
        if tag != "equal"
    ]


def segments(first: str, second: str) -> list[tuple[str, str]]:
    """Give the second text in pieces, each with how it stands to the first.

    ``same``, ``added`` and ``changed`` pieces together are the second text; ``dropped`` pieces
    between them are words of the first that it has not.
    """
    left = list(_WORD.finditer(first))[:_MOST_WORDS]
    right = list(_WORD.finditer(second))[:_MOST_WORDS]
    matcher = SequenceMatcher(
        None, [m.group().lower() for m in left], [m.group().lower() for m in right], autojunk=False
    )
    pieces: list[tuple[str, str]] = []
    at = 0
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            continue
        start = right[c].start() if c < d else (right[c].start() if c < len(right) else len(second))
        if c == d and c and c == len(right):
            start = right[-1].end()
        pieces.append((second[at:start], "same"))
        at = start
        if a < b:
            pieces.append((_cut(first, left[a:b]), "dropped"))
        if c < d:
            end = right[d - 1].end()
            pieces.append((second[start:end], "changed" if a < b else "added"))
            at = end
    pieces.append((second[at:], "same"))
    return [(text, kind) for text, kind in pieces if text]


def word_likeness(texts: Sequence[str]) -> npt.NDArray[np.float32]:
    """Likeness of words of every two texts, 0 to 1, shape (n, n)."""
    plain = [" ".join(text.lower().split()) for text in texts]
    found = process.cdist(plain, plain, scorer=fuzz.token_sort_ratio, dtype=np.float32)
    return np.asarray(found / 100, np.float32)


def clauses(first: str, second: str, encoder: Encoder) -> list[Difference]:
    """Match the clauses of two texts of different languages.

    Each clause goes with the one that is nearest to it and has it nearest in turn; what is left is
    dropped or added, unless the whole of the other side is near enough to hold it.
    """
    left, right = _clauses(first), _clauses(second)
    vectors = encoder.encode([*left, *right, first, second])
    a, b = vectors[: len(left)], vectors[len(left) : len(left) + len(right)]
    whole_a, whole_b = vectors[-2], vectors[-1]
    cosines = a @ b.T
    across, down = cosines.argmax(axis=1), cosines.argmax(axis=0)
    found = []
    taken: set[int] = set()
    for i, clause in enumerate(left):
        j = int(across[i])
        if down[j] == i and cosines[i, j] >= NOTHING_NEAR:
            found.append(Difference("aligned", clause, right[j], float(cosines[i, j])))
            taken.add(j)
        elif max(float(a[i] @ whole_b), float(cosines[i].max())) < NOTHING_NEAR:
            found.append(Difference("dropped", clause, "", float(cosines[i].max())))
    for j, clause in enumerate(right):
        near = max(float(b[j] @ whole_a), float(cosines[:, j].max()))
        if j not in taken and near < NOTHING_NEAR:
            found.append(Difference("added", "", clause, float(np.max(cosines[:, j]))))
    return found


def _cut(text: str, matches: list[re.Match[str]]) -> str:
    return text[matches[0].start() : matches[-1].end()] if matches else ""


def _clauses(text: str) -> list[str]:
    parts = [part.strip() for part in _CLAUSE.split(text) if part.strip()]
    joined: list[str] = []
    for part in parts:
        if joined and (
            len(_WORD.findall(part)) < _SHORTEST_CLAUSE
            or len(_WORD.findall(joined[-1])) < _SHORTEST_CLAUSE
        ):
            joined[-1] = f"{joined[-1]}, {part}"
        else:
            joined.append(part)
    return joined or [text]
