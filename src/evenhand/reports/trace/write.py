"""Write the report of a trace."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from evenhand.records.progress import Progress, silent
from evenhand.reports import sentences
from evenhand.reports.chosen import frame
from evenhand.reports.limits import Limits
from evenhand.reports.page import assembled, read
from evenhand.reports.repeat import reasons, repeat
from evenhand.reports.texts import one_line
from evenhand.reports.trace import answers
from evenhand.reports.trace.found import Found
from evenhand.reports.trace.limits import TraceLimits
from evenhand.reports.trace.page_data import DISCLOSURES, KINDS, page_data
from evenhand.reports.trace.plots import plots
from evenhand.reports.trace.settings import settings
from evenhand.reports.trace.tally import tally

FILE = "report.html"
SCRIPTS = (
    "words.js",
    "dom.js",
    "theme.js",
    "difference.js",
    "table.js",
    "trace_data.js",
    "trace_bars.js",
    "trace_texts.js",
    "trace_match.js",
    "trace_matches.js",
    "trace_accounts.js",
    "trace_groups.js",
    "trace_start.js",
)
"""The program in the order in which its parts need each other."""


def write(
    found: Found,
    out: Path,
    *,
    provenance: Mapping[str, object],
    limits: TraceLimits | None = None,
    progress: Progress = silent,
) -> Path:
    """Write ``report.html`` and ``plots/*.svg, *.png`` into the folder ``out``; make it if needed.

    ``provenance`` is the manifest of the run; keys that it lacks are left out of the page.
    ``limits`` bounds the page; every cut is said in it. The same tables and provenance give the
    same bytes, on a machine with the same fonts and libraries. Returns the path of the page.
    Raises ``OSError`` where it cannot write.
    """
    limits = limits or TraceLimits()
    data = page_data(found, limits)
    out.mkdir(parents=True, exist_ok=True)
    drawn = plots(found, out / "plots", limits, progress)
    style = read("report.css") + read("trace.css")
    program = "\n".join(read(name) for name in SCRIPTS)
    path = out / FILE
    page = assembled("trace.html", style, program, static(found, provenance, limits, drawn), data)
    path.write_bytes(page)
    return path


def static(
    found: Found, provenance: Mapping[str, object], limits: TraceLimits, plot_files: list[str]
) -> dict[str, Any]:
    """Gather what the template says without the program: the answer, the limits, how to repeat."""
    seen, counted = found.seen, tally(found)
    bounds = Limits(
        rejected_reasons=limits.rejected_reasons, rejected_examples=limits.rejected_examples
    )
    rejected, reasons_in_all, rejected_rest = reasons(found.rejected, bounds)
    return {
        "title": sentences.listed([one_line(Path(file).name or file, 60) for file in seen.files], 2)
        or "a table",
        "seen": seen,
        "noun": answers.noun(seen),
        "line": answers.line(seen),
        "answer": answers.answer(seen, counted),
        "rest": answers.rest(seen, counted),
        "findings": answers.findings(seen, counted),
        "together": answers.together(counted, found.run),
        "uncertain": answers.uncertain(seen) if counted.undisclosed else "",
        "notes": [one_line(note, 400) for note in seen.notes],
        "run": one_line(found.run, 200) if found.run is not None else None,
        "run_notes": [one_line(note, 400) for note in found.run_notes],
        "kinds": _kinds(found),
        "disclosures": [name or "not asked" for name in DISCLOSURES],
        "settings": settings(seen),
        "rejected": rejected,
        "rejected_reasons_in_all": reasons_in_all,
        "rejected_rest": rejected_rest,
        "repeat": repeat(provenance),
        "corpus": repeat({"parameters": provenance.get("corpus")}).parameters,
        "plot_files": sorted({Path(file).stem for file in plot_files}),
        "files": [one_line(file, 200) for file in seen.files],
        "outlets": [one_line(name, 80) for name in seen.outlets],
        "languages": [one_line(name, 20) for name in seen.languages],
        "article_languages": [one_line(name, 20) for name in seen.article_languages],
        "number": sentences.number,
        "count": sentences.count,
        "moment": sentences.moment,
    }


def _kinds(found: Found) -> list[tuple[str, list[int]]]:
    """Count matches by kind and by what was decided of them, over all of the run."""
    decided = frame(found.disclosures).select("match", "disclosure")
    counted = (
        frame(found.matches)
        .select("match", "kind")
        .join(decided, on="match", how="left")
        .group_by("kind", pl.col("disclosure").fill_null(""))
        .len()
    )
    numbers = {(kind, one): count for kind, one, count in counted.iter_rows()}
    return [
        (kind, [numbers.get((kind, one), 0) for one in DISCLOSURES])
        for kind in KINDS
        if any(numbers.get((kind, one), 0) for one in DISCLOSURES)
    ]
