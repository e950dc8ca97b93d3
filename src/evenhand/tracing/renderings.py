"""Utterances, how each document renders them, and what the renderings add, drop and change."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from evenhand.records.progress import Progress
from evenhand.records.schemas import DIFFERENCES, RENDERINGS, UTTERANCES
from evenhand.tracing import differences
from evenhand.tracing.alignment import Link, aligned
from evenhand.tracing.comparison_tables import Parts, rounded, table_of
from evenhand.tracing.units import Unit, units

_MOST_PAIRS = 12  # renderings of an utterance that are compared each with each


def utterance_tables(parts: Parts, progress: Progress) -> tuple[pa.Table, pa.Table, pa.Table]:
    """Find the utterances of every story: tables UTTERANCES, RENDERINGS and DIFFERENCES."""
    utterances: list[dict[str, Any]] = []
    renderings: list[dict[str, Any]] = []
    changes: list[dict[str, Any]] = []
    texts = [one.text for one in parts.readings]
    tongues = [one.language for one in parts.readings]
    places: dict[int, list[int]] = defaultdict(list)
    for number, (document, _) in enumerate(parts.found):
        places[parts.story_of[document]].append(number)
    for story in range(len(parts.groups)):
        own = places[story]
        said = units(
            texts, tongues, [parts.found[n] for n in own],
            [parts.speaker_key(parts.found[n][1]) for n in own],
        )  # fmt: skip
        groups, links = aligned(said, parts.encoder)
        nearest = _nearest(links)
        groups.sort(key=lambda g: (-len({said[u].document for u in g}), g))
        for group in groups:
            name = f"u{len(utterances) + 1}"
            rendered = _rendered(group, said)
            utterances.append(_utterance(parts, name, story, rendered))
            for whole, text, span in rendered:
                one = parts.found[own[whole[0].quotation]][1]
                renderings.append(
                    {
                        "utterance": name,
                        "quotation": f"q{own[whole[0].quotation] + 1}",
                        "document_id": parts.readings[whole[0].document].document_id,
                        "outlet": parts.readings[whole[0].document].label,
                        "language": whole[0].language,
                        "kind": whole[0].kind,
                        "start": span[0],
                        "end": span[1],
                        "text": text,
                        "speaker": one.speaker.name if one.speaker else None,
                        "similarity": rounded(
                            max(nearest.get(u, 0.0) for u in _places(said, whole))
                        ),
                    }
                )
            changes += _changes(parts, name, rendered, own)
        progress("stories compared", story + 1, len(parts.groups))
    return (
        table_of(utterances, UTTERANCES),
        table_of(renderings, RENDERINGS),
        table_of(changes, DIFFERENCES),
    )


def _rendered(
    group: Sequence[int], said: Sequence[Unit]
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
    parts: Parts, name: str, story: int, rendered: Sequence[tuple[list[Unit], str, tuple[int, int]]]
) -> dict[str, Any]:
    keys = Counter(w[0].speaker for w, _, _ in rendered if w[0].speaker)
    shown = {key: _shown(parts, key) for key in keys}
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


def _shown(parts: Parts, key: str) -> str:
    if key.startswith("a") and key[1:].isdigit():
        return parts.named[int(key[1:]) - 1].name
    return key


def _changes(
    parts: Parts,
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
            elif parts.encoder is not None:
                found = differences.clauses(text_a, text_b, parts.encoder)
            else:
                continue
            rows += [
                {
                    "utterance": name,
                    "quotation_a": f"q{own[first[0].quotation] + 1}",
                    "quotation_b": f"q{own[second[0].quotation] + 1}",
                    "outlet_a": parts.readings[first[0].document].label,
                    "outlet_b": parts.readings[second[0].document].label,
                    "level": "words" if same else "clauses",
                    "change": one.change,
                    "text_a": one.first or None,
                    "text_b": one.second or None,
                    "similarity": rounded(one.similarity),
                }
                for one in found
            ]
    return rows


def _places(said: Sequence[Unit], whole: Sequence[Unit]) -> list[int]:
    """Places of units among all."""
    wanted = {(unit.quotation, unit.number) for unit in whole}
    return [place for place, unit in enumerate(said) if (unit.quotation, unit.number) in wanted]


def _nearest(links: Sequence[Link]) -> dict[int, float]:
    found: dict[int, float] = {}
    for link in links:
        for place in (link.a, link.b):
            found[place] = max(found.get(place, 0.0), link.similarity)
    return found
