"""How well stories and quotations are found: benchmarks/STORIES.md.

    python benchmarks/stories.py      # make bench-tracing; some minutes

Needs ../shared/data/same_story_pairs, ../shared/seeds and ../shared/reference.
"""

from __future__ import annotations

import csv
import json
import platform
import sys
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import numpy as np

from evenhand.records.documents import document_table, read_documents
from evenhand.tracing import compare
from evenhand.tracing.actors import actors
from evenhand.tracing.encoders import encoder
from evenhand.tracing.quotations import quotations
from evenhand.tracing.readings import reading
from evenhand.tracing.stories import SAME_STORY, chances
from machine import machine

HERE = Path(__file__).parent
SHARED = HERE.parents[1] / "shared"
RESULTS = HERE / "STORIES.md"
BOOTSTRAPS = 2_000


def pairs() -> list[tuple[str, dict[str, str]]]:
    csv.field_size_limit(sys.maxsize)
    found = []
    for path in sorted((SHARED / "data" / "same_story_pairs").glob("*.tsv")):
        with path.open(newline="", encoding="utf-8") as file:
            name = path.stem.split("__")[1]
            found += [(name, row) for row in csv.DictReader(file, delimiter="\t")]
    return found


def auc(scores: np.ndarray, same: np.ndarray) -> float:
    above = scores[same][:, None] - scores[~same][None, :]
    return float((above > 0).mean() + (above == 0).mean() / 2)


def interval(scores: np.ndarray, same: np.ndarray) -> tuple[float, float]:
    """95 % by the bootstrap over pairs of documents."""
    random = np.random.default_rng(0)
    found = []
    while len(found) < BOOTSTRAPS:
        rows = random.integers(0, len(same), len(same))
        if 0 < same[rows].sum() < len(rows):
            found.append(auc(scores[rows], same[rows]))
    low, high = np.quantile(found, [0.025, 0.975])
    return float(low), float(high)


def same_story() -> tuple[list[str], dict[str, float]]:
    rows = pairs()
    documents = [
        {
            "text": row[f"INPUT:{which}_text"],
            "title": row[f"INPUT:{which}_title"],
            "url": row[f"INPUT:{which}_url"],
            "language": "en" if name.startswith("en") else "ru",
            "document_id": f"{number}-{which}",
        }
        for number, (name, row) in enumerate(rows)
        for which in ("first", "second")
    ]
    # one at a time: some articles are in two pairs
    tables = [document_table([one]).to_pylist()[0] for one in documents]
    speed = {}
    began = time.process_time()
    readings = [reading(row) for row in tables]
    speed["reading"] = (time.process_time() - began) / len(readings)
    began = time.process_time()
    quoted = sum(len(quotations(r.text, r.language, r.lines, r.mentions)) for r in readings)
    speed["quotations"] = (time.process_time() - began) / len(readings)
    speed["quotations each"] = quoted / len(readings)
    speed["characters each"] = float(np.mean([len(r.text) for r in readings]))
    same = np.array([row["GOLDEN:quality"] == "OK" for _, row in rows])
    names = np.array([name for name, _ in rows])
    held_out = np.arange(len(rows)) % 2 == 1
    lines = []
    for label, chosen in (("USE", encoder("use")), ("no encoder", None)):
        began = time.process_time()
        named = actors(
            [r.text for r in readings],
            [r.lines for r in readings],
            [r.language for r in readings],
            [r.mentions for r in readings],
            chosen,
        )
        speed[f"actors, {label}"] = (time.process_time() - began) / len(readings)
        began = time.process_time()
        likely = chances(readings, named, chosen)
        speed[f"chances, {label}"] = (time.process_time() - began) / len(readings)
        scores = np.array([likely[2 * n, 2 * n + 1] for n in range(len(rows))])
        parts = [
            ("held out", held_out),
            ("fitted on", ~held_out),
            ("all", np.ones(len(rows), bool)),
        ]
        parts += [(f"all of {name}", names == name) for name in sorted(set(names))]
        for what, rows_of in parts:
            low, high = interval(scores[rows_of], same[rows_of])
            right = (scores[rows_of] >= SAME_STORY) == same[rows_of]
            lines.append(
                f"| {label} | {what} | {rows_of.sum()} | {same[rows_of].sum()} "
                f"| {auc(scores[rows_of], same[rows_of]):.3f} | {low:.3f} to {high:.3f} "
                f"| {right.mean():.2f} |"
            )
    return lines, speed


def seeds() -> list[str]:
    gold = json.loads((SHARED / "reference" / "seeds_gold_quotes.json").read_text("utf-8"))
    documents = read_documents(SHARED / "seeds").documents
    place = {row["document_id"]: Path(row["file"]).name[:3] for row in documents.to_pylist()}
    lines = []
    for label, chosen in (("USE", "use"), ("e5", "e5"), ("no encoder", None)):
        began = time.process_time()
        made = compare(documents, encoder=chosen)
        seconds = time.process_time() - began
        right, found, same = judged(made.renderings.to_pylist(), place, gold)
        stories = sorted(
            sorted(
                place[row["document_id"]]
                for row in made.compared.to_pylist()
                if row["story"] == story
            )
            for story in made.stories["story"].to_pylist()
        )
        lines.append(
            f"| {label} | {right} of {found} | {right} of {same} "
            f"| {'; '.join(' '.join(one) for one in stories)} | {seconds:.1f} |"
        )
    return lines


def judged(rows: list[dict], place: dict[str, str], gold: dict) -> tuple[int, int, int]:
    """Pairs of units put into one utterance: right ones, all, and those of the gold file."""
    unit_of = {}
    for number, row in enumerate(rows):
        near = [one for one in gold["units"] if one["doc"] == place[row["document_id"]]]
        best = max(near, key=lambda one, row=row: overlap(one, row), default=None)
        if best is not None and overlap(best, row) > 0.5:
            unit_of[number] = best["id"]
        elif row["kind"] != "indirect":
            unit_of[number] = f"none-{number}"
    same = {frozenset((one["a"], one["b"])) for one in gold["pairs"] if one["rel"] == "same"}
    free = {one["id"] for one in gold["units"] if one["kind"] == "indirect"}
    found = {
        frozenset((first, second))
        for a, first in unit_of.items()
        for b, second in unit_of.items()
        if a < b and rows[a]["utterance"] == rows[b]["utterance"] and not {first, second} & free
    }
    return len(found & same), len(found), len(same)


def overlap(one: dict, row: dict) -> float:
    shared = min(one["end"], row["end"]) - max(one["start"], row["start"])
    return shared / (max(one["end"], row["end"]) - min(one["start"], row["start"]))


def main() -> None:
    lines, speed = same_story()
    gold = seeds()
    report = f"""# Stories and quotations

{machine()}; Python {platform.python_version()}, numpy {version("numpy")},
{datetime.now(UTC):%d %B %Y}. Written by `python benchmarks/stories.py`. Seconds are those of the
processor; other work was running.

## Same story or not

250 pairs of news articles in Russian and English, judged by people ("OK" is the same story):
IlyaGusev/tgcontest, Apache-2.0. All 500 articles are one pile, so that rare names count as rare.
The rule was fitted on every second pair; "held out" are the others. The articles come without
dates. Of the false pairs that score high, many are another chapter of the same affair, or the same
forecast for another day.

| encoder | pairs | number | same | AUC | 95 % | right at 0.5 |
|---|---|---|---|---|---|---|
{chr(10).join(lines)}

The aim of .9 is reached for the English pairs and missed for all together. More features
(headlines, figures in them, days named) were tried, and changed nothing on the held-out half.

## The same utterance

Three reports of one event, two English and one French, with 13 pairs of quotations aligned by hand
(12 of different documents, one of a report that repeats itself); reported speech counts neither
way. Rules and bounds were made with these reports at hand, so the figures are in-sample; made texts
in five languages are in `tests/tracing/test_quotations.py`. Two more reports of other events are in
the pile.

| encoder | pairs found that are right | right pairs found | stories | s for all |
|---|---|---|---|---|
{chr(10).join(gold)}

## Speed

Per document of {speed["characters each"]:,.0f} characters on average, with
{speed["quotations each"]:.1f} quotations:

| step | ms |
|---|---|
| lines, sentences, names, dates | {1000 * speed["reading"]:.1f} |
| quotations and their speakers | {1000 * speed["quotations"]:.1f} |
| actors, USE | {1000 * speed["actors, USE"]:.1f} |
| actors, no encoder | {1000 * speed["actors, no encoder"]:.1f} |
| every two of 500 documents compared, with USE | {1000 * speed["chances, USE"]:.1f} |
| the same, no encoder | {1000 * speed["chances, no encoder"]:.1f} |
"""
    RESULTS.write_text(report, encoding="utf-8")
    print(report)


if __name__ == "__main__":
    main()
