"""Write the report of a run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evenhand.detection.findings import Findings
from evenhand.records.progress import Progress, silent
from evenhand.reports import answers, declared, sentences
from evenhand.reports.chosen import frame
from evenhand.reports.limits import Limits
from evenhand.reports.page import page
from evenhand.reports.page_data import page_data
from evenhand.reports.plots import plots
from evenhand.reports.registered import CONTEXT, registered
from evenhand.reports.repeat import reasons, repeat
from evenhand.reports.settings import settings, signal_counts
from evenhand.reports.tally import tally
from evenhand.reports.texts import one_line

DEFAULT_SEED = 0


def write(
    findings: Findings,
    out: Path,
    *,
    provenance: Mapping[str, object],
    progress: Progress = silent,
    limits: Limits | None = None,
) -> Path:
    """Write ``report.html`` and ``plots/*.svg, *.png`` into the folder ``out``; make it if needed.

    ``provenance`` is the manifest of the run; keys that it lacks are left out of the page. Its
    ``seed`` fixes the layout of the map. ``limits`` bounds the page; every cut is said in it. The
    same findings and provenance give the same bytes, on a machine with the same fonts and
    libraries. Returns the path of ``report.html``. Raises ``OSError`` where it cannot write.
    """
    limits = limits or Limits()
    seed = provenance.get("seed")
    data = page_data(
        findings,
        seed=seed if isinstance(seed, int) else DEFAULT_SEED,
        limits=limits,
        progress=progress,
    )
    out.mkdir(parents=True, exist_ok=True)
    drawn = plots(data, out / "plots", limits=limits, progress=progress)
    path = out / "report.html"
    path.write_bytes(page(data, static(findings, provenance, limits, drawn)))
    return path


def static(
    findings: Findings, provenance: Mapping[str, object], limits: Limits, plot_files: list[str]
) -> dict[str, Any]:
    """Gather what the template says without the program: sections 1, 7 and 8."""
    looked = findings.looked_at
    found = tally(findings)
    rejected, reasons_in_all, rejected_rest = reasons(findings.rejected, limits)
    return {
        "title": _title(looked.files),
        "looked_at": looked,
        "line": sentences.looked_at_line(looked),
        "answer": answers.answer(looked, found),
        "further": answers.further(looked, found),
        "periods": answers.periods(looked),
        "again": answers.again(findings.again),
        "calibrated": answers.calibrated(findings.calibration),
        "answer_limit": answers.limit(looked, found),
        "advice": answers.advice(looked, found),
        "outside": found.with_edge - found.in_groups if found.groups else 0,
        "tested": looked.jitter_s is not None,
        "groups": found.groups,
        "declarations": declared.declarations(findings, limits),
        "declared_groups": found.declared,
        "unused_declarations": declared.unused(findings),
        "registered": registered(findings),
        "context": CONTEXT,
        "evidence_cut": (
            (findings.evidence.num_rows, findings.evidence_total)
            if findings.evidence_total > findings.evidence.num_rows
            else None
        ),
        "settings": settings(looked),
        "sensitivity": findings.sensitivity.to_pylist(),
        "signals": signal_counts(looked, frame(findings.edges)["signal"].to_list()),
        "rejected": rejected,
        "rejected_reasons_in_all": reasons_in_all,
        "rejected_rest": rejected_rest,
        "repeat": repeat(provenance),
        "plot_files": sorted({Path(file).stem for file in plot_files}),
        "files": [one_line(file, 200) for file in looked.files],
        "languages": [one_line(language, 20) for language in looked.languages],
        "platforms": [one_line(platform, 60) for platform in looked.platforms],
        "number": sentences.number,
        "count": sentences.count,
        "listed": sentences.listed,
        "duration": sentences.duration,
        "moment": sentences.moment,
        "percent": sentences.percent,
    }


def _title(files: tuple[str, ...]) -> str:
    names = [one_line(Path(file).name or file, 60) for file in files]
    return sentences.listed(names, 2) or "an empty input"
