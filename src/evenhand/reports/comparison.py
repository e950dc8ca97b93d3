"""The page of a comparison: stories, what was said, how each outlet has it, what it alone has.

It is plain HTML; the one program in it switches between light and dark. Whatever a report contains
stands in it as text.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from evenhand.reports.page import assembled, read
from evenhand.reports.sentences import count, listed, number
from evenhand.reports.texts import one_line, shown
from evenhand.tracing import Comparison
from evenhand.tracing.differences import segments

STORIES = 60
UTTERANCES = 40
ALONE = 40
SINGLES = 200
THREADS = 40
_LONGEST = 1_200
_FILE = "report.html"
# What stands before and behind the speaker's name.
_KINDS = {
    "direct": ("quoting", ""),
    "fragment": ("quoting", "in part"),
    "indirect": ("reporting the words of", ""),
}
_CHANGES = {"added": "Adds", "dropped": "Drops", "changed": "Changes", "aligned": "Says as"}


def write(made: Comparison, out: Path, *, provenance: Mapping[str, Any]) -> Path:
    """Write ``report.html`` into the folder ``out`` and return its path.

    ``provenance`` is the manifest of the run. What goes beyond the limits of this file's constants
    is left to the tables, and the page says so. The same input gives the same bytes.
    """
    style = read("report.css") + read("comparison.css")
    path = out / _FILE
    path.write_bytes(
        assembled(
            "comparison.html", style, read("theme.js") + "\nTheme.start();\n",
            page_of(made, provenance),
        )
    )  # fmt: skip
    return path


def page_of(made: Comparison, provenance: Mapping[str, Any]) -> dict[str, Any]:
    """Gather what the template says."""
    stories = made.stories.to_pylist()
    several = [row for row in stories if row["documents"] > 1]
    singles = [row for row in stories if row["documents"] == 1]
    documents = _by(made.compared, "story")
    quotations = {row["quotation"]: row for row in made.quotations.to_pylist()}
    parts = (
        documents, _by(made.utterances, "story"), _by(made.renderings, "utterance"),
        _by(made.differences, "utterance"), _by(made.alone, "document_id"), quotations,
    )  # fmt: skip
    return {
        "sentence": made.sentence,
        "encoder": made.encoder,
        "notes": [one_line(note, 400) for note in made.notes],
        "stories": [_story(row, *parts) for row in several[:STORIES]],
        "more_stories": max(0, len(several) - STORIES),
        "singles": [
            {
                "story": row["story"],
                "day": day(row),
                "how": row["event_how"],
                "outlet": one_line(documents[row["story"]][0]["outlet"], 80),
                "language": documents[row["story"]][0]["language"],
                "label": one_line(row["label"], 200),
                "nearest": documents[row["story"]][0]["nearest_story"],
                "chance": documents[row["story"]][0]["nearest_chance"],
                "speakers": _speakers(documents[row["story"]], quotations),
            }
            for row in singles[:SINGLES]
        ],
        "more_singles": max(0, len(singles) - SINGLES),
        "timeline": _timeline(stories, made.threads),
        "command": shown(str(provenance.get("command") or "")),
        "version": provenance.get("version", ""),
        "inputs": [
            {"file": one_line(row["file"], 200), "sha256": row["sha256"]}
            for row in provenance.get("inputs", [])[:SINGLES]
        ],
        "number": number,
        "count": count,
        "listed": listed,
    }


def day(row: Mapping[str, Any]) -> str:
    """Write the day of an event as exactly as it is known: 2024-03-01, 2024?, day unknown."""
    at = row["event_day"]
    if at is None:
        return "unknown"
    if row["event_precision"] == "year":
        return f"{at.year}?"
    sure = row["event_earliest"] == row["event_latest"]
    return f"{at.isoformat()}" + ("" if sure else "?")


def _written(row: Mapping[str, Any]) -> str:
    if row["written"] is None:
        return "unknown"
    sure = row["written_earliest"] == row["written_latest"]
    return f"{row['written'].isoformat()}" + ("" if sure else "?")


def _by(table: pa.Table, key: str) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in table.to_pylist():
        found[row[key]].append(row)
    return found


def _story(
    row: Mapping[str, Any],
    documents: Mapping[str, list[dict[str, Any]]],
    utterances: Mapping[str, list[dict[str, Any]]],
    renderings: Mapping[str, list[dict[str, Any]]],
    changes: Mapping[str, list[dict[str, Any]]],
    alone: Mapping[str, list[dict[str, Any]]],
    quotations: Mapping[str, dict[str, Any]],
) -> dict[str, Any]:
    own = documents[row["story"]]
    said = utterances.get(row["story"], [])
    return {
        "story": row["story"],
        "label": one_line(row["label"], 240),
        "day": day(row),
        "how": row["event_how"],
        "candidates": [one.isoformat() for one in row["event_candidates"] or []],
        "actors": [one_line(name, 80) for name in row["actors"]],
        "documents": [
            {
                "outlet": one_line(one["outlet"], 80),
                "headline": one_line(one["headline"], 200),
                "language": one["language"],
                "written": _written(one),
                "written_how": one["written_how"],
                "sentences": one["sentences"],
                "quotations": one["quotations"],
                "alone": one["alone"],
                "same": one["same_story"],
            }
            for one in own
        ],
        "utterances": [
            _utterance(one, renderings[one["utterance"]], changes.get(one["utterance"], []))
            for one in said[:UTTERANCES]
        ],
        "more_utterances": max(0, len(said) - UTTERANCES),
        "quoted": _quoted(own, quotations),
        "alone": [
            {
                "outlet": one_line(one["outlet"], 80),
                "sentences": [
                    _cut(only["text"]) for only in alone.get(one["document_id"], [])[:ALONE]
                ],
                "more": max(0, len(alone.get(one["document_id"], [])) - ALONE),
                "language": one["language"],
            }
            for one in own
        ],
    }


def _utterance(
    row: Mapping[str, Any], rendered: list[dict[str, Any]], changes: list[dict[str, Any]]
) -> dict[str, Any]:
    firsts: dict[str, dict[str, Any]] = {}
    made = []
    for one in rendered:
        first = firsts.get(one["language"])
        pieces = [(_cut(one["text"]), "same")]
        across = []
        if one["kind"] == "indirect":
            pass  # reported speech has words of its own
        elif first is not None:
            pieces = segments(_cut(first["text"]), _cut(one["text"]))
        elif firsts:
            first = next(iter(firsts.values()))
            across = [
                {
                    "change": _CHANGES[change["change"]],
                    "first": _cut(change["text_a"] or ""),
                    "second": _cut(change["text_b"] or ""),
                    "similarity": change["similarity"],
                }
                for change in changes
                if change["quotation_a"] == first["quotation"]
                and change["quotation_b"] == one["quotation"]
            ]
        firsts.setdefault(one["language"], one)
        made.append(
            {
                "outlet": one_line(one["outlet"], 80),
                "language": one["language"],
                "kind": _KINDS[one["kind"]],
                "speaker": one_line(one["speaker"], 100) if one["speaker"] else "somebody unnamed",
                "pieces": [(shown(text), kind) for text, kind in pieces],
                "against": one_line(first["outlet"], 80) if first is not None else "",
                "across": across,
                "similarity": one["similarity"],
            }
        )
    return {
        "utterance": row["utterance"],
        "speaker": one_line(row["speaker"], 100) if row["speaker"] else "nobody named",
        "speakers": [one_line(name, 100) for name in row["speakers"]],
        "documents": row["documents"],
        "renderings": made,
    }


def _quoted(
    documents: list[dict[str, Any]], quotations: Mapping[str, dict[str, Any]]
) -> dict[str, Any]:
    """Who is quoted by whom: quotations of each speaker in each document."""
    places = {one["document_id"]: column for column, one in enumerate(documents)}
    counted: dict[str, list[int]] = {}
    names: dict[str, Counter[str]] = defaultdict(Counter)
    for row in quotations.values():
        if row["document_id"] not in places:
            continue
        speaker = row["speaker"] or ""
        key = row["actor"] or speaker
        names[key][speaker] += 1
        counted.setdefault(key, [0] * len(documents))[places[row["document_id"]]] += 1
    rows = [
        (one_line(names[key].most_common(1)[0][0], 80) or "nobody named", counts)
        for key, counts in sorted(counted.items(), key=lambda item: (-sum(item[1]), item[0]))
    ]
    return {"outlets": [one_line(one["outlet"], 60) for one in documents], "rows": rows[:30]}


def _speakers(
    documents: list[dict[str, Any]], quotations: Mapping[str, dict[str, Any]]
) -> list[str]:
    own = {one["document_id"] for one in documents}
    counted = Counter(
        row["speaker"]
        for row in quotations.values()
        if row["document_id"] in own and row["speaker"]
    )
    return [one_line(name, 60) for name, _ in counted.most_common(4)]


def _timeline(stories: list[dict[str, Any]], threads: pa.Table) -> dict[str, Any]:
    """Stories of the same actors in time: a row for each thread, a column for each story."""
    rows = threads.to_pylist()
    shared = {row["story"] for row in rows}
    columns = [row for row in stories if row["story"] in shared][:STORIES]
    by_thread: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        by_thread[row["thread"]].append(row)
    return {
        "columns": [
            {
                "story": row["story"],
                "day": day(row),
                "how": row["event_how"],
                "label": one_line(row["label"], 120),
                "documents": row["documents"],
            }
            for row in columns
        ],
        "threads": [
            {
                "actors": listed([one_line(name, 50) for name in many[0]["actors"]], 6),
                "documents": many[0]["documents"],
                "in": [any(row["story"] == column["story"] for row in many) for column in columns],
            }
            for many in list(by_thread.values())[:THREADS]
        ],
        "more": max(0, len(by_thread) - THREADS),
    }


def _cut(text: str) -> str:
    plain = shown(text)
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1].rstrip() + "…"
