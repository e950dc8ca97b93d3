"""Which documents tell the same event.

Two documents are compared by what they say (their best pairs of sentences, their first lines), whom
and what they name, the figures that they give, and their dates. A logistic function makes one
number of it; documents are joined as long as the mean number within a group is above a half
(average linkage), so that one near pair does not chain two events together.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz

from evenhand.records.progress import Progress, silent
from evenhand.tracing.actors import Actor
from evenhand.tracing.dates import apart
from evenhand.tracing.encoders import Encoder, Vectors
from evenhand.tracing.readings import Reading, headline, lede

Matrix = npt.NDArray[np.float64]

FEATURES = ("sentences", "first lines", "names", "figures", "words", "days apart")
# Weights of a constant and of FEATURES. Fitted by logistic regression on every other one of 250
# pairs of news articles (IlyaGusev/tgcontest, English and Russian, judged by people); what they are
# worth on the rest is in benchmarks/STORIES.md. Those pairs have no dates: the last weight is set.
_DAYS = -3.0
ONE_LANGUAGE = (-3.57, 0.12, 1.97, 2.91, 0.83, 2.06, _DAYS)
TWO_LANGUAGES = (-3.67, 0.82, 2.39, 3.39, 0.89, 0.0, _DAYS)
WITHOUT_ENCODER = (-2.72, 0.0, 0.0, 3.12, 0.96, 2.76, _DAYS)
NAMES_ONLY = (-2.21, 0.0, 0.0, 4.22, 1.23, 0.0, _DAYS)
"""Two languages and no encoder."""
SAME_STORY = 0.5
_BEST = 3  # pairs of sentences that count
_MOST_SENTENCES = 40  # of a document that are compared, from its beginning
_NEAR_DAYS = 3
_LONGEST_APART = 30
_TOKEN = re.compile(r"[^\W\d_]{3,}")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_STEM = 6  # letters of a word that are compared: endings change


def stories(chances: Matrix) -> list[list[int]]:
    """Group documents by the chance (n, n) that two tell the same event.

    Returns every document in one group, groups by their first document.
    """
    count = len(chances)
    groups = [[place] for place in range(count)]
    means = chances.astype(np.float64).copy()
    np.fill_diagonal(means, -1)
    sizes = np.ones(count)
    alive = np.ones(count, bool)
    while alive.sum() > 1:
        flat = int(means.argmax())
        a, b = sorted(divmod(flat, count))
        if means[a, b] < SAME_STORY:
            break
        row = (means[a] * sizes[a] + means[b] * sizes[b]) / (sizes[a] + sizes[b])
        means[a], means[:, a] = row, row
        means[b], means[:, b] = -1, -1
        means[a, a] = -1
        means[a, ~alive], means[~alive, a] = -1, -1
        sizes[a] += sizes[b]
        alive[b] = False
        means[a, b] = means[b, a] = -1
        groups[a] += groups[b]
        groups[b] = []
    return sorted(sorted(group) for group in groups if group)


def chances(
    readings: Sequence[Reading],
    actors: Sequence[Actor],
    encoder: Encoder | None = None,
    progress: Progress = silent,
) -> Matrix:
    """Say for every two documents how likely they tell the same event, shape (n, n)."""
    measured = features(readings, actors, encoder, progress)
    tongues = np.array([one.language for one in readings])
    one = np.array(WITHOUT_ENCODER if encoder is None else ONE_LANGUAGE)
    two = np.array(NAMES_ONLY if encoder is None else TWO_LANGUAGES)
    scores = np.where(
        tongues[:, None] == tongues[None, :],
        one[0] + measured @ one[1:],
        two[0] + measured @ two[1:],
    )
    found = 1 / (1 + np.exp(-scores))
    np.fill_diagonal(found, 1)
    return np.asarray(found, np.float64)


def features(
    readings: Sequence[Reading],
    actors: Sequence[Actor],
    encoder: Encoder | None = None,
    progress: Progress = silent,
) -> npt.NDArray[np.float64]:
    """Measure every two documents, shape (n, n, 6): see FEATURES; each is symmetric.

    ``sentences``: mean cosine of the three best pairs of sentences that are each other's best.
    ``first lines``: cosine of title and first two sentences. ``names``: cosine of the actors named,
    rare ones more. ``figures``: share of the figures of the one with fewer that both have.
    ``words``: cosine of the words, rare ones more, within a language. ``days apart``: 0 up to three
    days, rising to 1 at thirty.
    """
    count = len(readings)
    found = np.zeros((count, count, len(FEATURES)))
    if encoder is not None:
        vectors, first_lines = encoded(readings, encoder, progress)
        found[:, :, 1] = first_lines @ first_lines.T
        for a in range(count):
            for b in range(a + 1, count):
                found[a, b, 0] = found[b, a, 0] = _best_pairs(vectors[a], vectors[b])
            progress("documents compared", a + 1, count)
    found[:, :, 2] = _names(readings, actors)
    figures = [_figures(one) for one in readings]
    tongues = np.array([one.language for one in readings])
    found[:, :, 4] = np.where(tongues[:, None] == tongues[None, :], _words(readings), 0)
    for a in range(count):
        for b in range(a + 1, count):
            fewest = min(len(figures[a]), len(figures[b]))
            found[a, b, 3] = len(figures[a] & figures[b]) / fewest if fewest else 0
            days = apart(readings[a].clues, readings[b].clues)
            if days is not None:
                past = (days - _NEAR_DAYS) / (_LONGEST_APART - _NEAR_DAYS)
                found[a, b, 5] = min(max(past, 0.0), 1.0)
            found[b, a, 3], found[b, a, 5] = found[a, b, 3], found[a, b, 5]
    return found


def encoded(
    readings: Sequence[Reading], encoder: Encoder, progress: Progress = silent
) -> tuple[list[Vectors], Vectors]:
    """Encode the sentences of each document, up to 40, and its first lines."""
    said = [span.of(one.text) for one in readings for span in one.sentences[:_MOST_SENTENCES]]
    vectors = encoder.encode(said, progress)
    parts, start = [], 0
    for one in readings:
        size = min(len(one.sentences), _MOST_SENTENCES)
        parts.append(vectors[start : start + size])
        start += size
    return parts, encoder.encode([lede(one) for one in readings])


def _best_pairs(left: Vectors, right: Vectors) -> float:
    if not len(left) or not len(right):
        return 0.0
    cosines = left @ right.T
    across, down = cosines.argmax(axis=1), cosines.argmax(axis=0)
    mutual = [cosines[i, j] for i, j in enumerate(across) if down[j] == i]
    return float(np.mean(sorted(mutual)[-_BEST:]))


def _names(readings: Sequence[Reading], actors: Sequence[Actor]) -> Matrix:
    count = len(readings)
    weighed: list[dict[int, float]] = [{} for _ in readings]
    for column, actor in enumerate(actors):
        rare = 1 + np.log((1 + count) / (1 + len(actor.mentions)))
        for document, spans in actor.mentions.items():
            weighed[document][column] = rare * (1 + np.log(len(spans)))
    return _cosine(weighed)


def _words(readings: Sequence[Reading]) -> Matrix:
    counts = []
    for one in readings:
        said = " ".join([one.title, *(span.of(one.text) for span in one.sentences)]).lower()
        counts.append(Counter(word[:_STEM] for word in _TOKEN.findall(said)))
    documents = Counter(word for counted in counts for word in counted)
    rare = {word: np.log((1 + len(readings)) / many) + 0.3 for word, many in documents.items()}
    return _cosine(
        [
            {word: rare[word] * (1 + np.log(times)) for word, times in counted.items()}
            for counted in counts
        ]
    )


def _cosine(weighed: Sequence[Mapping[Any, float]]) -> Matrix:
    """Cosine of every two sparse vectors; what one document alone has counts in its length only."""
    lengths = [np.sqrt(sum(weight**2 for weight in one.values())) for one in weighed]
    shared = Counter(key for one in weighed for key in one)
    place: dict[Hashable, int] = {}
    for one in weighed:
        for key in one:
            if shared[key] > 1:
                place.setdefault(key, len(place))
    unit = np.zeros((len(weighed), max(len(place), 1)), np.float32)
    for row, one in enumerate(weighed):
        for key, weight in one.items():
            if key in place:
                unit[row, place[key]] = weight / max(float(lengths[row]), 1e-12)
    return np.asarray(unit @ unit.T, np.float64)


def _figures(one: Reading) -> set[str]:
    return {found for span in one.sentences for found in _FIGURE.findall(span.of(one.text))}


def labels(groups: Sequence[Sequence[int]], readings: Sequence[Reading]) -> list[str]:
    """Name each story by the headline that is most like the others' of its group."""
    found = []
    for group in groups:
        lines = [headline(readings[place]) for place in group]
        likest = max(
            range(len(group)),
            key=lambda at: (
                sum(fuzz.token_set_ratio(lines[at], other) for other in lines),
                bool(readings[group[at]].title),
                -at,
            ),
        )
        found.append(" ".join(lines[likest].split()))
    return found
