"""The tables of a comparison, from what was found in its documents."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from evenhand.records.schemas import ACTORS, ALONE, COMPARED, QUOTATIONS, STORIES, THREADS
from evenhand.tracing import dates, differences
from evenhand.tracing.actors import Actor
from evenhand.tracing.alignment import WORDS_ALIKE
from evenhand.tracing.encoders import Encoder
from evenhand.tracing.names import fold
from evenhand.tracing.quotation import Quotation
from evenhand.tracing.readings import Reading, headline
from evenhand.tracing.stories import labels

_STORY_ACTORS = 12


@dataclass(frozen=True)
class Parts:
    """Everything that was found in documents, on its way into tables."""

    readings: Sequence[Reading]
    """The documents; what follows names them by their places here."""
    groups: Sequence[Sequence[int]]
    """The documents of each story."""
    whens: Sequence[dates.When]
    """When each story happened."""
    likely: Any
    """The chance of every two documents to tell one story (n, n)."""
    named: Sequence[Actor]
    found: Sequence[tuple[int, Quotation]]
    """Each quotation, with its document."""
    encoder: Encoder | None

    @cached_property
    def story_of(self) -> dict[int, int]:
        """The story of each document."""
        return {place: number for number, group in enumerate(self.groups) for place in group}

    @cached_property
    def actor_of(self) -> dict[str, int]:
        """The actor of each folded form."""
        found: dict[str, int] = {}
        for number, actor in enumerate(self.named):
            for form in actor.forms:
                found.setdefault(fold(form), number)
        return found

    def speaker(self, one: Quotation) -> int | None:
        """Return the number of the actor who is quoted, when it is one."""
        if one.speaker is None:
            return None
        return self.actor_of.get(fold(one.speaker.name))

    def speaker_key(self, one: Quotation) -> str:
        """Return what all quotations of one speaker have in common; empty for an unknown one."""
        actor = self.speaker(one)
        if actor is not None:
            return f"a{actor + 1}"
        # words that no name stands for say too little to agree or to disagree
        return fold(one.speaker.name) if one.speaker and one.speaker.rule != "words" else ""


def stories_table(parts: Parts) -> pa.Table:
    """List the stories, their documents and when they happened: table STORIES."""
    rows = []
    for number, (group, label) in enumerate(
        zip(parts.groups, labels(parts.groups, parts.readings), strict=True)
    ):
        when = parts.whens[number]
        shared = [
            actor
            for actor in parts.named
            if 2 * sum(p in actor.mentions for p in group) > len(group)
        ]
        shared.sort(key=lambda actor: -sum(len(actor.mentions.get(p, ())) for p in group))
        rows.append(
            {
                "story": f"s{number + 1}",
                "label": label,
                "documents": len(group),
                "outlets": sorted({parts.readings[p].label for p in group}),
                "languages": sorted({parts.readings[p].language for p in group}),
                "event_day": when.day,
                "event_precision": when.precision,
                "event_earliest": when.earliest,
                "event_latest": when.latest,
                "event_candidates": list(when.candidates),
                "event_how": when.how,
                "actors": [actor.name for actor in shared[:_STORY_ACTORS]],
            }
        )
    return table_of(rows, STORIES)


def compared_table(parts: Parts, alone: pa.Table) -> pa.Table:
    """List the documents of each story, beside what each ``alone`` has: table COMPARED."""
    only = Counter(alone["document_id"].to_pylist())
    quoted = Counter(document for document, _ in parts.found)
    rows = []
    for number, group in enumerate(parts.groups):
        for place in group:
            one = parts.readings[place]
            when = dates.document(one.clues, parts.whens[number])
            others = [p for p in group if p != place]
            outside = [
                (float(np.mean(parts.likely[place, list(g)])), n)
                for n, g in enumerate(parts.groups)
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
                    "same_story": rounded(np.mean(parts.likely[place, others])) if others else None,
                    "nearest_story": f"s{nearest[1] + 1}" if nearest else None,
                    "nearest_chance": rounded(nearest[0]) if nearest else None,
                }
            )
    return table_of(rows, COMPARED)


def quotations_table(parts: Parts) -> pa.Table:
    """List every quotation: table QUOTATIONS."""
    rows = []
    for number, (place, one) in enumerate(parts.found):
        read = parts.readings[place]
        actor = parts.speaker(one)
        clause = one.context.of(read.text) if one.kind == "fragment" else None
        rows.append(
            {
                "quotation": f"q{number + 1}",
                "document_id": read.document_id,
                "story": f"s{parts.story_of[place] + 1}",
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
    return table_of(rows, QUOTATIONS)


def alone_table(parts: Parts) -> pa.Table:
    """List sentences that are near none of the other documents of their story: table ALONE."""
    rows = []
    for number, group in enumerate(parts.groups):
        if len(group) < 2:
            continue
        said = [
            (place, span, span.of(parts.readings[place].text))
            for place in group
            for span in parts.readings[place].sentences
        ]
        owners = np.array([place for place, _, _ in said])
        near, least = _near(parts, [text for _, _, text in said], owners)
        for row, (place, span, text) in enumerate(said):
            nearest = int(near[row].argmax())
            if near[row, nearest] >= least:
                continue
            known = bool(near[row, nearest] > -1)
            rows.append(
                {
                    "document_id": parts.readings[place].document_id,
                    "story": f"s{number + 1}",
                    "outlet": parts.readings[place].label,
                    "start": span.start,
                    "end": span.end,
                    "text": text,
                    "nearest": rounded(near[row, nearest]) if known else None,
                    "nearest_text": said[nearest][2] if known else None,
                }
            )
    return table_of(rows, ALONE)


def _near(parts: Parts, texts: Sequence[str], owners: Any) -> tuple[Any, float]:
    """Score sentences of different documents (-1 within one); also the least that counts."""
    if parts.encoder is not None and parts.encoder.translation.score == "cosine":
        vectors = parts.encoder.encode(texts)
        near, least = vectors @ vectors.T, parts.encoder.translation.at_least
    else:
        near, least = differences.word_likeness(texts), WORDS_ALIKE
    near = near.copy()
    near[owners[:, None] == owners[None, :]] = -1
    return near, least


def actors_table(parts: Parts) -> pa.Table:
    """List who is named, where, and how often quoted: table ACTORS."""
    quoted = Counter(parts.speaker(one) for _, one in parts.found)
    rows = []
    for number, actor in enumerate(parts.named):
        told = sorted({parts.story_of[place] for place in actor.mentions})
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
    return table_of(rows, ACTORS)


def threads_table(parts: Parts) -> pa.Table:
    """List stories that share actors: table THREADS."""
    shared: dict[tuple[int, ...], list[Actor]] = defaultdict(list)
    for actor in parts.named:
        told = tuple(sorted({parts.story_of[place] for place in actor.mentions}))
        if len(told) > 1:
            shared[told].append(actor)
    ordered = sorted(
        shared.items(),
        key=lambda item: (-len(item[0]), -max(len(a.mentions) for a in item[1]), item[0]),
    )
    names = labels(parts.groups, parts.readings)
    rows = []
    for number, (told, who) in enumerate(ordered):
        documents = len({place for actor in who for place in actor.mentions})
        for story in told:
            when = parts.whens[story]
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
    return table_of(rows, THREADS)


def table_of(rows: Sequence[Mapping[str, Any]], schema: pa.Schema) -> pa.Table:
    """Make a table of a schema from its rows."""
    return pa.Table.from_pylist(list(rows), schema=schema)


def rounded(value: Any) -> float | None:
    """Round a likeness to what is the same whatever else is compared."""
    # an encoder's last digits depend on what else is encoded
    return None if value is None else round(float(value), 4)
