"""The same utterance in several documents: quotations whose sentences say the same.

Sentences of quotations are matched, never whole texts: narration of one event is alike too. Two
sentences belong together when each is the other's best match among both documents' quotations and
they satisfy the encoder's rule for quotations. Without an encoder only documents of one language
are compared, by their words.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

from evenhand.tracing.encoders import Encoder, Rule, Vectors
from evenhand.tracing.nearness import NEIGHBOURS
from evenhand.tracing.units import FEWEST_WORDS, Unit

Matrix = npt.NDArray[np.float32]

WORDS_ALIKE = 0.62
"""Least likeness of words (0 to 1) for two sentences of one language without an encoder."""
VERBATIM = 0.92
"""Likeness of a fragment with a part of a sentence from which it counts as cut out of that."""
SAME_SPEAKER = 0.02
OTHER_SPEAKER = -0.06
"""What agreement on the speaker adds to a score, and what a contradiction takes."""
_UNKNOWN_SPEAKER = 0.1
_SLACK = 0.06  # how far below the bound the mean of a joined group may lie
_PAIRS_AT_ONCE = 4_000  # units of one story beyond which words are not compared pair by pair


@dataclass(frozen=True)
class Link:
    """Two units that say the same."""

    a: int
    b: int
    similarity: float


@dataclass(frozen=True)
class Scores:
    """How alike every two units are, and the least that counts."""

    values: Matrix
    """(n, n), symmetric."""
    at_least: float
    vectors: Vectors | None


def likeness(said: Sequence[Unit], encoder: Encoder | None) -> Scores:
    """Score every two units.

    With an encoder it is the score of its rule for quotations, of the best of what a fragment can
    be compared by. A fragment whose words stand in a sentence of its language scores as much as
    they are alike. Without an encoder it is the likeness of words, and 0 across languages.
    Agreement on the speaker counts as a little evidence.
    """
    texts = [" ".join(one.text.lower().split()) for one in said]
    tongues = np.array([one.language for one in said])
    same = tongues[:, None] == tongues[None, :]
    words = np.zeros((len(said), len(said)), np.float32)
    if len(said) <= _PAIRS_AT_ONCE:
        words = process.cdist(texts, texts, scorer=fuzz.token_sort_ratio, dtype=np.float32)
        words = np.asarray(words / 100, np.float32)
    whole = _verbatim(said, texts, same)
    vectors: Vectors | None = None
    if encoder is None:
        values, at_least = np.where(same, np.maximum(words, whole), 0), WORDS_ALIKE
    else:
        vectors = encoder.encode([one.text for one in said])
        rule = encoder.same_quotation
        cosines = _cosines(said, encoder, vectors)
        at_least = rule.at_least
        values = _ruled(said, cosines, rule)
        if rule.score == "cosine":
            values = np.where(same & (words > WORDS_ALIKE), np.maximum(values, words), values)
            values = np.maximum(values, whole)
        else:  # another scale: what is nearly the same words is the same by any measure
            values = np.where(same & (np.maximum(words, whole) > VERBATIM), 1, values)
    who = np.array([one.speaker for one in said])
    known = (who != "")[:, None] & (who != "")[None, :]
    alike = who[:, None] == who[None, :]
    values = values + np.where(known & alike, SAME_SPEAKER, 0)
    values = values + np.where(known & ~alike, OTHER_SPEAKER, 0)
    return Scores(values.astype(np.float32), at_least, vectors)


def _cosines(said: Sequence[Unit], encoder: Encoder, vectors: Vectors) -> Matrix:
    """Cosines of every two units, of the best of their forms."""
    cosines = vectors @ vectors.T
    short = [(place, text) for place, one in enumerate(said) for text in one.shorter]
    if short:
        others = encoder.encode([text for _, text in short])
        owners = np.array([place for place, _ in short])
        near = others @ vectors.T
        np.maximum.at(cosines, owners, near)
        np.maximum.at(cosines.T, owners, near)
        between = others @ others.T
        np.maximum.at(cosines, (owners[:, None], owners[None, :]), between)
    return np.asarray(cosines, np.float32)


def _ruled(said: Sequence[Unit], cosines: Matrix, rule: Rule) -> Matrix:
    if rule.score == "cosine":
        return cosines
    documents = np.array([one.document for one in said])
    others = np.where(documents[:, None] == documents[None, :], -np.inf, cosines)
    nearest = np.sort(others, axis=1)[:, -NEIGHBOURS:]
    counted = np.isfinite(nearest)
    near = np.where(counted, nearest, 0).sum(axis=1) / np.maximum(counted.sum(axis=1), 1)
    return np.asarray(2 * cosines - near[:, None] - near[None, :], np.float32)


def _verbatim(said: Sequence[Unit], texts: Sequence[str], same: npt.NDArray[np.bool_]) -> Matrix:
    """Likeness of each fragment's own words with the best part of every sentence, where high."""
    whole = np.zeros((len(said), len(said)), np.float32)
    rows = [
        (place, one.shorter[-1].lower())
        for place, one in enumerate(said)
        if one.shorter and len(re.findall(r"\w+", one.shorter[-1])) >= FEWEST_WORDS
    ]
    if rows and len(said) <= _PAIRS_AT_ONCE:
        found = process.cdist(
            [text for _, text in rows], texts, scorer=fuzz.partial_ratio, dtype=np.float32
        )
        lengths = np.array([len(text) for text in texts])
        for (place, text), row in zip(rows, found / 100, strict=True):
            kept = np.where((row >= VERBATIM) & (lengths >= len(text)) & same[place], row, 0)
            whole[place] = np.maximum(whole[place], kept)
            whole[:, place] = np.maximum(whole[:, place], kept)
    np.fill_diagonal(whole, 0)
    return whole


def aligned(said: Sequence[Unit], encoder: Encoder | None) -> tuple[list[list[int]], list[Link]]:
    """Group units that are one utterance.

    Direct speech and fragments are matched where each is the other's best between two documents;
    in one document a fragment may repeat direct speech. Groups grow from the strongest link on, as
    long as all of their members are near each other on average and a document gives no two direct
    sentences of different places. Then sentences that were split or merged by an outlet join what
    they are part of, and reported speech joins what it reports.

    Returns:
        The groups with two units or more, each in order, and the links behind them.
    """
    if not said:
        return [], []
    scored = likeness(said, encoder)
    scores, threshold = scored.values, scored.at_least
    links = sorted(
        _mutual(said, scores, threshold), key=lambda one: (-one.similarity, one.a, one.b)
    )
    group = list(range(len(said)))
    members = {place: [place] for place in group}
    for link in links:
        a, b = group[link.a], group[link.b]
        if a == b:
            continue
        both = members[a] + members[b]
        mean = float(scores[np.ix_(members[a], members[b])].mean())
        if mean < threshold - _SLACK or _clash(said, both):
            continue
        _join(group, members, a, b)
    used = list(links)
    used += _split(said, scored, group, members)
    used += _reported(said, scores, threshold, group, members)
    groups = sorted(sorted(one) for one in members.values() if len(one) > 1)
    kept = [link for link in used if group[link.a] == group[link.b]]
    return groups, kept


def _mutual(said: Sequence[Unit], scores: Matrix, threshold: float) -> list[Link]:
    by_document: dict[int, list[int]] = {}
    for place, one in enumerate(said):
        if one.kind != "indirect":
            by_document.setdefault(one.document, []).append(place)
    links = []
    documents = sorted(by_document)
    for at, first in enumerate(documents):
        left = np.array(by_document[first])
        for second in documents[at + 1 :]:
            right = np.array(by_document[second])
            block = scores[np.ix_(left, right)]
            links += [
                Link(int(left[i]), int(right[j]), float(block[i, j]))
                for i, j in enumerate(block.argmax(axis=1))
                if block[:, j].argmax() == i and block[i, j] >= threshold
            ]
        links += _repeats(said, scores, left, threshold)
    return links


def _repeats(
    said: Sequence[Unit], scores: Matrix, inside: npt.NDArray[np.int64], threshold: float
) -> list[Link]:
    """Link a fragment and the direct speech of the same document that it was cut from."""
    links = []
    for i in inside:
        if said[i].kind != "fragment":
            continue
        others = [j for j in inside if said[j].kind == "direct"]
        if others:
            best = max(others, key=lambda j: (scores[i, j], -j))
            if scores[i, best] >= threshold:
                links.append(Link(min(i, best), max(i, best), float(scores[i, best])))
    return links


def _clash(said: Sequence[Unit], members: Sequence[int]) -> bool:
    direct: dict[int, set[tuple[int, int]]] = {}
    for place in members:
        one = said[place]
        if one.kind == "direct":
            direct.setdefault(one.document, set()).add((one.quotation, one.number))
    return any(len(places) > 1 for places in direct.values())


def _split(
    said: Sequence[Unit], scored: Scores, group: list[int], members: dict[int, list[int]]
) -> list[Link]:
    """Join a sentence left over to its neighbour's utterance, when both together fit it better."""
    made = []
    scores = scored.values
    for place, one in enumerate(said):
        if len(members.get(group[place], ())) != 1 or one.kind != "direct":
            continue
        best: tuple[float, int, int] | None = None
        for near in (place - 1, place + 1):
            if not 0 <= near < len(said) or said[near].quotation != one.quotation:
                continue
            for other in members[group[near]]:
                if said[other].document == one.document or scores[place, other] < scored.at_least:
                    continue
                both, alone = _together(said, scored.vectors, place, near, other)
                if both > alone and (best is None or both > best[0]):
                    best = (both, near, other)
        if best is not None:
            a, b = sorted((place, best[2]))
            made.append(Link(a, b, float(scores[a, b])))
            _join(group, members, group[best[1]], group[place])
    return made


def _together(
    said: Sequence[Unit], vectors: Vectors | None, place: int, near: int, other: int
) -> tuple[float, float]:
    """How near two neighbouring sentences together are to a third, and the neighbour alone."""
    if vectors is None:
        first, second = sorted((place, near))
        target = said[other].text.lower()
        joined = f"{said[first].text} {said[second].text}".lower()
        return (
            fuzz.token_sort_ratio(joined, target) / 100,
            fuzz.token_sort_ratio(said[near].text.lower(), target) / 100,
        )
    mean = vectors[place] * len(said[place].text) + vectors[near] * len(said[near].text)
    both = float(mean @ vectors[other] / max(float(np.linalg.norm(mean)), 1e-9))
    return both, float(vectors[near] @ vectors[other])


def _reported(
    said: Sequence[Unit],
    scores: Matrix,
    threshold: float,
    group: list[int],
    members: dict[int, list[int]],
) -> list[Link]:
    """Join reported speech to the one group, or the one unit, that it is nearest to."""
    made = []
    spoken = [place for place, one in enumerate(said) if one.kind != "indirect"]
    reports = [place for place, one in enumerate(said) if one.kind == "indirect"]
    for place in reports:
        if not spoken:
            break
        best = max(spoken, key=lambda other: (scores[place, other], -other))
        if scores[place, best] >= threshold + _doubt(said[place], said[best]):
            made.append(Link(min(place, best), max(place, best), float(scores[place, best])))
            _join(group, members, group[best], group[place])
    left = np.array([p for p in reports if len(members.get(group[p], ())) == 1], dtype=np.int64)
    for link in sorted(_mutual_reports(said, scores, left, threshold), key=lambda x: -x.similarity):
        a, b = group[link.a], group[link.b]
        if a != b and float(scores[np.ix_(members[a], members[b])].mean()) >= threshold:
            made.append(link)
            _join(group, members, a, b)
    return made


def _doubt(one: Unit, other: Unit) -> float:
    """How much nearer reported speech has to be where the speaker is not the same."""
    if one.speaker and one.speaker == other.speaker:
        return 0.0
    return math.inf if one.speaker and other.speaker else _UNKNOWN_SPEAKER


def _mutual_reports(
    said: Sequence[Unit], scores: Matrix, left: npt.NDArray[np.int64], threshold: float
) -> list[Link]:
    links = []
    for i in left:
        others = [j for j in left if said[j].document != said[i].document]
        if not others:
            continue
        best = max(others, key=lambda j: (scores[i, j], -j))
        back = [j for j in left if said[j].document != said[best].document]
        again = max(back, key=lambda j: (scores[best, j], -j))
        least = threshold + _doubt(said[i], said[best])
        if again == i and i < best and scores[i, best] >= least:
            links.append(Link(int(i), int(best), float(scores[i, best])))
    return links


def _join(group: list[int], members: dict[int, list[int]], into: int, other: int) -> None:
    for place in members[other]:
        group[place] = into
    members[into] += members.pop(other)
