"""A pile of reports side by side: stories, utterances, and what each outlet alone has."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa

from evenhand.records.documents import document_table
from evenhand.records.errors import InputError
from evenhand.records.progress import Progress, silent
from evenhand.records.schemas import (
    ACTORS,
    ALONE,
    COMPARED,
    DIFFERENCES,
    QUOTATIONS,
    RENDERINGS,
    STORIES,
    THREADS,
    UTTERANCES,
)
from evenhand.tracing import dates, differences
from evenhand.tracing.actors import Actor, actors
from evenhand.tracing.alignment import WORDS_ALIKE, Link, Unit, aligned, units
from evenhand.tracing.encoders import NOT_LOOKED_FOR, Encoder
from evenhand.tracing.encoders import encoder as load_encoder
from evenhand.tracing.names import fold
from evenhand.tracing.quotations import Quotation, quotations
from evenhand.tracing.readings import Reading, headline, reading
from evenhand.tracing.speech import TABLES
from evenhand.tracing.stories import chances, labels, stories

MOST_DOCUMENTS = 2_000
LONGEST_TEXT = 200_000
"""Characters of a document that are read; what goes beyond is left out, with a note."""
_MOST_PAIRS = 12  # renderings of an utterance that are compared each with each
_STORY_ACTORS = 12
_TRUSTED_PRECISION = ("day", "year")


@dataclass(frozen=True)
class Comparison:
    """What reports have in common and what they do not. Tables of `records.schemas`."""

    stories: pa.Table
    compared: pa.Table
    quotations: pa.Table
    utterances: pa.Table
    renderings: pa.Table
    differences: pa.Table
    alone: pa.Table
    actors: pa.Table
    threads: pa.Table
    encoder: str | None
    """Name and version of the encoder, or None."""
    notes: tuple[str, ...]
    """Sentences for a person: what was not looked for, what was cut."""

    @property
    def sentence(self) -> str:
        """What was found, in words."""
        several = sum(1 for n in self.utterances["documents"].to_pylist() if n > 1)
        documents, told = self.compared.num_rows, self.stories.num_rows
        return (
            f"{_count(documents, 'document')} {'tells' if documents == 1 else 'tell'} "
            f"{_count(told, 'story', 'stories')}; "
            f"{_count(several, 'utterance')} {'is' if several == 1 else 'are'} rendered by two "
            "documents or more."
        )


def compare(
    documents: pa.Table | pl.DataFrame | Iterable[Mapping[str, Any]],
    *,
    encoder: Encoder | str | None = "auto",
    progress: Progress = silent,
) -> Comparison:
    """Compare reports: which tell the same story, and how each renders the same words.

    Args:
        documents: a table DOCUMENTS (`records.read_documents`), or mappings with ``text`` and what
            else is known (``outlet``, ``title``, ``language``, ``published``).
        encoder: ``"auto"`` for the installed one that knows the languages, a name (see
            `tracing.encoders.encoder`), one that is loaded, or None to look for no translations.
        progress: called with what is done, how much of it, and out of how much.

    Returns:
        The tables. The order of documents changes the numbers of things and nothing else.

    Raises:
        InputError: there is no document, or there are more than MOST_DOCUMENTS.
    """
    rows, notes = _rows(documents)
    languages = sorted({row["language"] for row in rows if row["language"]})
    chosen = _encoder(encoder, languages, notes)
    readings = []
    for number, row in enumerate(rows, 1):
        readings.append(reading(row))
        progress("documents read closely", number, len(rows))
    texts = [one.text for one in readings]
    tongues = [one.language for one in readings]
    _say_unknown(tongues, notes)
    named = actors(
        texts, [one.lines for one in readings], tongues, [one.mentions for one in readings], chosen
    )
    likely = chances(readings, named, chosen, progress)
    groups = stories(likely)
    whens = _whens(groups, readings, named)
    order = sorted(
        range(len(groups)),
        key=lambda g: (whens[g].day is None, whens[g].day or dt.date.max, groups[g]),
    )
    groups, whens = [groups[g] for g in order], [whens[g] for g in order]
    found = [
        (place, one)
        for place, read in enumerate(readings)
        for one in quotations(read.text, read.language, read.lines, read.mentions)
    ]
    return _Tables(readings, groups, whens, likely, named, found, chosen, notes).made(progress)


def _rows(documents: Any) -> tuple[list[dict[str, Any]], list[str]]:
    if isinstance(documents, pl.DataFrame):
        documents = documents.to_arrow()
    table = documents if isinstance(documents, pa.Table) else document_table(documents)
    if not table.num_rows:
        raise InputError("There is no document to compare.")
    if table.num_rows > MOST_DOCUMENTS:
        raise InputError(
            f"{table.num_rows:,} documents are too many to compare each with each; the most are "
            f"{MOST_DOCUMENTS:,}. Give a part of them: of some days, or of some outlets."
        )
    rows: list[dict[str, Any]] = table.to_pylist()
    notes = []
    for row in rows:
        if len(row["text"]) > LONGEST_TEXT:
            notes.append(
                f"{row['document_id']}: only the first {LONGEST_TEXT:,} of {len(row['text']):,} "
                "characters were read."
            )
            row["text"] = row["text"][:LONGEST_TEXT]
    return rows, notes


def _encoder(
    wanted: Encoder | str | None, languages: Sequence[str], notes: list[str]
) -> Encoder | None:
    if isinstance(wanted, str):
        chosen = load_encoder(None if wanted == "auto" else wanted, languages)
        if chosen is None:
            notes.append(NOT_LOOKED_FOR)
    else:
        chosen = wanted
        if chosen is None:
            notes.append("Translations were not looked for: no sentence encoder was to be used.")
    if chosen is not None:
        notes += chosen.notes
        if not chosen.same_quotation.measured:
            notes.append(
                f"The bound for the same quotation was not measured with the encoder {chosen.name}."
            )
    return chosen


def _say_unknown(languages: Sequence[str], notes: list[str]) -> None:
    others = sorted({one or "unknown" for one in languages} - set(TABLES))
    if others:
        notes.append(
            f"Speakers and reported speech are not read in: {', '.join(others)}. Only quotation "
            "marks are."
        )


def _whens(
    groups: Sequence[Sequence[int]], readings: Sequence[Reading], named: Sequence[Actor]
) -> list[dates.When]:
    """Date each story; first by itself, then with the years of its actors' other stories."""
    whens = [dates.event([readings[p].clues for p in group]) for group in groups]
    story_of = {place: number for number, group in enumerate(groups) for place in group}
    for number, when in enumerate(whens):
        if when.day is not None:
            continue
        years = [
            whens[other].day.year  # type: ignore[union-attr]
            for actor in named
            if any(story_of[p] == number for p in actor.mentions)
            for other in sorted({story_of[p] for p in actor.mentions} - {number})
            if whens[other].precision in _TRUSTED_PRECISION
        ]
        if years:
            own = [readings[p].clues for p in groups[number]]
            whens[number] = dates.event(own, (min(years), max(years)))
    return whens


class _Tables:
    """Everything found, on its way into tables."""

    def __init__(
        self,
        readings: Sequence[Reading],
        groups: Sequence[Sequence[int]],
        whens: Sequence[dates.When],
        likely: Any,
        named: Sequence[Actor],
        found: Sequence[tuple[int, Quotation]],
        encoder: Encoder | None,
        notes: list[str],
    ) -> None:
        self.readings, self.groups, self.whens, self.likely = readings, groups, whens, likely
        self.named, self.found, self.encoder, self.notes = named, found, encoder, notes
        self.story_of = {place: number for number, group in enumerate(groups) for place in group}
        self.actor_of = self._actor_of()

    def made(self, progress: Progress) -> Comparison:
        utterances, renderings, changes = self._utterances(progress)
        alone = self._alone(progress)
        return Comparison(
            stories=self._stories(),
            compared=self._compared(alone),
            quotations=self._quotations(),
            utterances=_table(utterances, UTTERANCES),
            renderings=_table(renderings, RENDERINGS),
            differences=_table(changes, DIFFERENCES),
            alone=_table(alone, ALONE),
            actors=self._actors(),
            threads=self._threads(),
            encoder=f"{self.encoder.name} {self.encoder.version}" if self.encoder else None,
            notes=tuple(dict.fromkeys(self.notes)),
        )

    def _actor_of(self) -> dict[str, int]:
        """Find the actor of each folded form."""
        found: dict[str, int] = {}
        for number, actor in enumerate(self.named):
            for form in actor.forms:
                found.setdefault(fold(form), number)
        return found

    def _speaker(self, one: Quotation) -> int | None:
        if one.speaker is None:
            return None
        return self.actor_of.get(fold(one.speaker.name))

    def _speaker_key(self, one: Quotation) -> str:
        actor = self._speaker(one)
        if actor is not None:
            return f"a{actor + 1}"
        # words that no name stands for say too little to agree or to disagree
        return fold(one.speaker.name) if one.speaker and one.speaker.rule != "words" else ""

    def _stories(self) -> pa.Table:
        rows = []
        for number, (group, label) in enumerate(
            zip(self.groups, labels(self.groups, self.readings), strict=True)
        ):
            when = self.whens[number]
            shared = [
                actor
                for actor in self.named
                if 2 * sum(p in actor.mentions for p in group) > len(group)
            ]
            shared.sort(key=lambda actor: -sum(len(actor.mentions.get(p, ())) for p in group))
            rows.append(
                {
                    "story": f"s{number + 1}",
                    "label": label,
                    "documents": len(group),
                    "outlets": sorted({self.readings[p].label for p in group}),
                    "languages": sorted({self.readings[p].language for p in group}),
                    "event_day": when.day,
                    "event_precision": when.precision,
                    "event_earliest": when.earliest,
                    "event_latest": when.latest,
                    "event_candidates": list(when.candidates),
                    "event_how": when.how,
                    "actors": [actor.name for actor in shared[:_STORY_ACTORS]],
                }
            )
        return _table(rows, STORIES)

    def _compared(self, alone: Sequence[Mapping[str, Any]]) -> pa.Table:
        only = Counter(row["document_id"] for row in alone)
        quoted = Counter(document for document, _ in self.found)
        rows = []
        for number, group in enumerate(self.groups):
            for place in group:
                one = self.readings[place]
                when = dates.document(one.clues, self.whens[number])
                others = [p for p in group if p != place]
                outside = [
                    (float(np.mean(self.likely[place, list(g)])), n)
                    for n, g in enumerate(self.groups)
                    if n != number
                ]
                nearest = max(outside, key=lambda x: (x[0], -x[1]), default=None)
                rows.append(
                    {
                        "document_id": one.document_id,
                        "story": f"s{number + 1}",
                        "outlet": one.label,
                        "headline": " ".join(headline(one).split()),
                        "language": one.language,
                        "file": one.file,
                        "sentences": len(one.sentences),
                        "quotations": quoted[place],
                        "alone": only[one.document_id] if others else None,
                        "written": when.day,
                        "written_precision": when.precision,
                        "written_earliest": when.earliest,
                        "written_latest": when.latest,
                        "written_how": when.how,
                        "same_story": _rounded(np.mean(self.likely[place, others]))
                        if others
                        else None,
                        "nearest_story": f"s{nearest[1] + 1}" if nearest else None,
                        "nearest_chance": _rounded(nearest[0]) if nearest else None,
                    }
                )
        return _table(rows, COMPARED)

    def _quotations(self) -> pa.Table:
        rows = []
        for number, (place, one) in enumerate(self.found):
            read = self.readings[place]
            actor = self._speaker(one)
            clause = one.context.of(read.text) if one.kind == "fragment" else None
            rows.append(
                {
                    "quotation": f"q{number + 1}",
                    "document_id": read.document_id,
                    "story": f"s{self.story_of[place] + 1}",
                    "start": one.start,
                    "end": one.end,
                    "starts": [part.start for part in one.parts],
                    "ends": [part.end for part in one.parts],
                    "text": one.text(read.text),
                    "kind": one.kind,
                    "marks": one.marks,
                    "clause": clause,
                    "speaker": one.speaker.name if one.speaker else None,
                    "speaker_words": one.said_by.span.of(read.text) if one.said_by else None,
                    "speaker_rule": one.speaker.rule if one.speaker else None,
                    "actor": f"a{actor + 1}" if actor is not None else None,
                }
            )
        return _table(rows, QUOTATIONS)

    def _utterances(self, progress: Progress) -> tuple[list[dict[str, Any]], ...]:
        utterances: list[dict[str, Any]] = []
        renderings: list[dict[str, Any]] = []
        changes: list[dict[str, Any]] = []
        texts = [one.text for one in self.readings]
        tongues = [one.language for one in self.readings]
        places: dict[int, list[int]] = defaultdict(list)
        for number, (document, _) in enumerate(self.found):
            places[self.story_of[document]].append(number)
        for story in range(len(self.groups)):
            own = places[story]
            said = units(
                texts, tongues, [self.found[n] for n in own],
                [self._speaker_key(self.found[n][1]) for n in own],
            )  # fmt: skip
            groups, links = aligned(said, self.encoder)
            nearest = _nearest(links)
            groups.sort(key=lambda g: (-len({said[u].document for u in g}), g))
            for group in groups:
                name = f"u{len(utterances) + 1}"
                rendered = self._rendered(group, said, own)
                utterances.append(self._utterance(name, story, rendered))
                for whole, text, span in rendered:
                    one = self.found[own[whole[0].quotation]][1]
                    renderings.append(
                        {
                            "utterance": name,
                            "quotation": f"q{own[whole[0].quotation] + 1}",
                            "document_id": self.readings[whole[0].document].document_id,
                            "outlet": self.readings[whole[0].document].label,
                            "language": whole[0].language,
                            "kind": whole[0].kind,
                            "start": span[0],
                            "end": span[1],
                            "text": text,
                            "speaker": one.speaker.name if one.speaker else None,
                            "similarity": _rounded(
                                max(nearest.get(u, 0.0) for u in whole_places(said, whole))
                            ),
                        }
                    )
                changes += self._changes(name, rendered, own)
            progress("stories compared", story + 1, len(self.groups))
        return utterances, renderings, changes

    def _rendered(
        self, group: Sequence[int], said: Sequence[Unit], own: Sequence[int]
    ) -> list[tuple[list[Unit], str, tuple[int, int]]]:
        """List the renderings of a group: neighbouring sentences of one quotation are one."""
        by_quotation: dict[int, list[Unit]] = defaultdict(list)
        for place in group:
            by_quotation[said[place].quotation].append(said[place])
        found = []
        for _, whole in sorted(by_quotation.items()):
            spans = [span for unit in whole for span in unit.spans]
            text = " ".join(unit.text for unit in whole)
            found.append((whole, text, (spans[0].start, spans[-1].end)))
        # the others are compared with the first: a whole sentence of the speaker where there is one
        order = ("direct", "fragment", "indirect")
        return sorted(found, key=lambda one: order.index(one[0][0].kind))

    def _utterance(
        self, name: str, story: int, rendered: Sequence[tuple[list[Unit], str, tuple[int, int]]]
    ) -> dict[str, Any]:
        keys = Counter(w[0].speaker for w, _, _ in rendered if w[0].speaker)
        shown = {key: self._shown(key) for key in keys}
        speaker = min(keys, key=lambda key: (-keys[key], key)) if keys else None
        direct = [text for w, text, _ in rendered if w[0].kind == "direct"] or [
            text for _, text, _ in rendered
        ]
        return {
            "utterance": name,
            "story": f"s{story + 1}",
            "speaker": shown[speaker] if speaker else None,
            "text": max(direct, key=len),
            "renderings": len(rendered),
            "documents": len({w[0].document for w, _, _ in rendered}),
            "languages": sorted({w[0].language for w, _, _ in rendered}),
            "speakers": sorted(shown.values()) if len(shown) > 1 else [],
        }

    def _shown(self, key: str) -> str:
        if key.startswith("a") and key[1:].isdigit():
            return self.named[int(key[1:]) - 1].name
        return key

    def _changes(
        self,
        name: str,
        rendered: Sequence[tuple[list[Unit], str, tuple[int, int]]],
        own: Sequence[int],
    ) -> list[dict[str, Any]]:
        rows = []
        firsts = range(len(rendered)) if len(rendered) <= _MOST_PAIRS else range(1)
        for a in firsts:
            for b in range(a + 1, len(rendered)):
                (first, text_a, _), (second, text_b, _) = rendered[a], rendered[b]
                same = first[0].language == second[0].language
                if same:
                    found = differences.words(text_a, text_b)
                elif self.encoder is not None:
                    found = differences.clauses(text_a, text_b, self.encoder)
                else:
                    continue
                rows += [
                    {
                        "utterance": name,
                        "quotation_a": f"q{own[first[0].quotation] + 1}",
                        "quotation_b": f"q{own[second[0].quotation] + 1}",
                        "outlet_a": self.readings[first[0].document].label,
                        "outlet_b": self.readings[second[0].document].label,
                        "level": "words" if same else "clauses",
                        "change": one.change,
                        "text_a": one.first or None,
                        "text_b": one.second or None,
                        "similarity": _rounded(one.similarity),
                    }
                    for one in found
                ]
        return rows

    def _alone(self, progress: Progress) -> list[dict[str, Any]]:
        """Sentences that are near none of the other documents of their story."""
        rows = []
        for number, group in enumerate(self.groups):
            if len(group) < 2:
                continue
            said = [
                (place, span, span.of(self.readings[place].text))
                for place in group
                for span in self.readings[place].sentences
            ]
            owners = np.array([place for place, _, _ in said])
            near, least = self._near([text for _, _, text in said], owners)
            for row, (place, span, text) in enumerate(said):
                nearest = int(near[row].argmax())
                if near[row, nearest] >= least:
                    continue
                known = bool(near[row, nearest] > -1)
                rows.append(
                    {
                        "document_id": self.readings[place].document_id,
                        "story": f"s{number + 1}",
                        "outlet": self.readings[place].label,
                        "start": span.start,
                        "end": span.end,
                        "text": text,
                        "nearest": _rounded(near[row, nearest]) if known else None,
                        "nearest_text": said[nearest][2] if known else None,
                    }
                )
        return rows

    def _near(self, texts: Sequence[str], owners: Any) -> tuple[Any, float]:
        """Score sentences of different documents (-1 within one); also the least that counts."""
        if self.encoder is not None and self.encoder.translation.score == "cosine":
            vectors = self.encoder.encode(texts)
            near, least = vectors @ vectors.T, self.encoder.translation.at_least
        else:
            near, least = differences.word_likeness(texts), WORDS_ALIKE
        near = near.copy()
        near[owners[:, None] == owners[None, :]] = -1
        return near, least

    def _actors(self) -> pa.Table:
        quoted = Counter(self._speaker(one) for _, one in self.found)
        rows = []
        for number, actor in enumerate(self.named):
            told = sorted({self.story_of[place] for place in actor.mentions})
            rows.append(
                {
                    "actor": f"a{number + 1}",
                    "name": actor.name,
                    "forms": list(actor.forms),
                    "mentions": sum(len(spans) for spans in actor.mentions.values()),
                    "documents": len(actor.mentions),
                    "stories": [f"s{story + 1}" for story in told],
                    "quoted": quoted[number],
                }
            )
        return _table(rows, ACTORS)

    def _threads(self) -> pa.Table:
        shared: dict[tuple[int, ...], list[Actor]] = defaultdict(list)
        for actor in self.named:
            told = tuple(sorted({self.story_of[place] for place in actor.mentions}))
            if len(told) > 1:
                shared[told].append(actor)
        ordered = sorted(
            shared.items(),
            key=lambda item: (-len(item[0]), -max(len(a.mentions) for a in item[1]), item[0]),
        )
        names = labels(self.groups, self.readings)
        rows = []
        for number, (told, who) in enumerate(ordered):
            documents = len({place for actor in who for place in actor.mentions})
            for story in told:
                when = self.whens[story]
                rows.append(
                    {
                        "thread": f"t{number + 1}",
                        "actors": [actor.name for actor in who],
                        "stories": len(told),
                        "documents": documents,
                        "story": f"s{story + 1}",
                        "label": names[story],
                        "event_day": when.day,
                        "event_precision": when.precision,
                        "event_earliest": when.earliest,
                        "event_latest": when.latest,
                    }
                )
        return _table(rows, THREADS)


def whole_places(said: Sequence[Unit], whole: Sequence[Unit]) -> list[int]:
    """Places of units among all."""
    wanted = {(unit.quotation, unit.number) for unit in whole}
    return [place for place, unit in enumerate(said) if (unit.quotation, unit.number) in wanted]


def _nearest(links: Sequence[Link]) -> dict[int, float]:
    found: dict[int, float] = {}
    for link in links:
        for place in (link.a, link.b):
            found[place] = max(found.get(place, 0.0), link.similarity)
    return found


def _table(rows: Sequence[Mapping[str, Any]], schema: pa.Schema) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=schema)


def _rounded(value: Any) -> float | None:
    # an encoder's last digits depend on what else is encoded
    return None if value is None else round(float(value), 4)


def _count(number: int, one: str, several: str = "") -> str:
    return f"{number:,} {one if number == 1 else several or one + 's'}"
