"""The same utterance in several documents: quotations whose sentences say the same.

Sentences of quotations are matched, never whole texts: narration of one event is alike too. Two
sentences belong together when each is the other's best match among the two documents' quotations and
they are as near as the encoder's threshold for quotations asks (`tracing.encoders`). Without an
encoder only documents of one language are compared, by their words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

from evenhand.tracing.names import fold
from evenhand.tracing.quotations import Quotation
from evenhand.tracing.sentences import Span, sentences

Matrix = npt.NDArray[np.float32]

WORDS_ALIKE = 0.62
"""Least likeness of words (0 to 1) for two sentences of one language without an encoder."""
SAME_SPEAKER = 0.02
OTHER_SPEAKER = -0.06
"""What agreement on the speaker adds to a cosine, and what a contradiction takes."""
_SLACK = 0.06  # how far below the threshold the mean of a joined group may lie
_GAIN = 0.0


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
    language: str
    kind: str
    speaker: str
    """The speaker's name in the form of `fold`, or ""."""


@dataclass(frozen=True)
class Link:
    """Two units that say the same."""

    a: int
    b: int
    similarity: float


def units(
    texts: Sequence[str],
    languages: Sequence[str],
    found: Sequence[tuple[int, Quotation]],
    speakers: Sequence[str] | None = None,
) -> list[Unit]:
    """Cut quotations into what is matched.

    Args:
        texts, languages: of the documents.
        found: every quotation with the place of its document.
        speakers: a key for the speaker of each quotation that is the same in all documents, or "";
            made from the names when None.
    """
    made = []
    for place, (document, one) in enumerate(found):
        text, language = texts[document], languages[document]
        name = one.speaker.name if one.speaker else ""
        key = fold(name) if speakers is None else speakers[place]
        if one.kind == "fragment":
            groups = [(one.context,)]
        elif one.kind == "indirect":
            groups = [one.parts]
        else:
            groups = _sentences(text, one, language)
        for number, spans in enumerate(groups):
            said = " ".join(span.of(text) for span in spans)
            made.append(Unit(document, place, number, spans, said, language, one.kind, key))
    return made


def _sentences(text: str, one: Quotation, language: str) -> list[tuple[Span, ...]]:
    """The sentences of direct speech; one that narration interrupts is put together."""
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


def likeness(said: Sequence[Unit], vectors: Matrix | None) -> Matrix:
    """Score every two units, shape (n, n), about -1 to 1.

    With vectors it is their cosine, or the likeness of words where both are of one language and
    that is higher; without, the likeness of words, and 0 across languages. Agreement on the speaker
    counts as a little evidence.
    """
    texts = [" ".join(one.text.lower().split()) for one in said]
    words = process.cdist(texts, texts, scorer=fuzz.token_sort_ratio, dtype=np.float32) / 100
    tongues = np.array([one.language for one in said])
    same = tongues[:, None] == tongues[None, :]
    if vectors is None:
        scores = np.where(same, words, 0)
    else:
        cosine = vectors @ vectors.T
        scores = np.where(same & (words > WORDS_ALIKE), np.maximum(cosine, words), cosine)
    who = np.array([one.speaker for one in said])
    known = (who != "")[:, None] & (who != "")[None, :]
    alike = who[:, None] == who[None, :]
    scores = scores + np.where(known & alike, SAME_SPEAKER, 0) + np.where(known & ~alike, OTHER_SPEAKER, 0)
    return scores.astype(np.float32)


def aligned(
    said: Sequence[Unit], vectors: Matrix | None, threshold: float
) -> tuple[list[list[int]], list[Link]]:
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
    threshold = WORDS_ALIKE if vectors is None else threshold
    scores = likeness(said, vectors)
    links = sorted(_mutual(said, scores, threshold), key=lambda one: (-one.similarity, one.a, one.b))
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
    used += _split(said, scores, threshold, group, members, vectors)
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
    """A fragment and the direct speech of the same document that it was cut from."""
    links = []
    for i in inside:
        if said[i].kind != "fragment":
            continue
        others = [j for j in inside if said[j].quotation != said[i].quotation]
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
    said: Sequence[Unit],
    scores: Matrix,
    threshold: float,
    group: list[int],
    members: dict[int, list[int]],
    vectors: Matrix | None,
) -> list[Link]:
    """Join a sentence left over to its neighbour's utterance, when both together fit it better."""
    made = []
    for place, one in enumerate(said):
        if len(members.get(group[place], ())) != 1 or one.kind != "direct":
            continue
        best: tuple[float, int, int] | None = None
        for near in (place - 1, place + 1):
            if not 0 <= near < len(said) or said[near].quotation != one.quotation:
                continue
            for other in members[group[near]]:
                if said[other].document == one.document or scores[place, other] < threshold:
                    continue
                both = _together(said, vectors, place, near, other)
                if both > scores[near, other] + _GAIN and (best is None or both > best[0]):
                    best = (both, near, other)
        if best is not None:
            made.append(Link(min(place, best[2]), max(place, best[2]), float(scores[place, best[2]])))
            _join(group, members, group[best[1]], group[place])
    return made


def _together(
    said: Sequence[Unit], vectors: Matrix | None, place: int, near: int, other: int
) -> float:
    """How near two neighbouring sentences together are to a third."""
    if vectors is None or said[place].language == said[other].language:
        first, second = sorted((place, near))
        joined = f"{said[first].text} {said[second].text}".lower()
        words = fuzz.token_sort_ratio(joined, said[other].text.lower()) / 100
        if vectors is None:
            return words
    weights = [len(said[place].text), len(said[near].text)]
    mean = vectors[place] * weights[0] + vectors[near] * weights[1]
    return float(mean @ vectors[other] / max(float(np.linalg.norm(mean)), 1e-9))


def _reported(
    said: Sequence[Unit],
    scores: Matrix,
    threshold: float,
    group: list[int],
    members: dict[int, list[int]],
) -> list[Link]:
    """Reported speech joins the one group, or the one unit, that it is nearest to."""
    made = []
    spoken = [place for place, one in enumerate(said) if one.kind != "indirect"]
    reports = [place for place, one in enumerate(said) if one.kind == "indirect"]
    for place in reports:
        if not spoken:
            break
        best = max(spoken, key=lambda other: (scores[place, other], -other))
        if scores[place, best] >= threshold:
            made.append(Link(min(place, best), max(place, best), float(scores[place, best])))
            _join(group, members, group[best], group[place])
    left = np.array([p for p in reports if len(members.get(group[p], ())) == 1], dtype=np.int64)
    for link in sorted(_mutual_reports(said, scores, left, threshold), key=lambda x: -x.similarity):
        a, b = group[link.a], group[link.b]
        if a != b and float(scores[np.ix_(members[a], members[b])].mean()) >= threshold:
            made.append(link)
            _join(group, members, a, b)
    return made


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
        if again == i and i < best and scores[i, best] >= threshold:
            links.append(Link(int(i), int(best), float(scores[i, best])))
    return links


def _join(group: list[int], members: dict[int, list[int]], into: int, other: int) -> None:
    for place in members[other]:
        group[place] = into
    members[into] += members.pop(other)
