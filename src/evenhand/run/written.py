"""The folder of a run: its tables, a report that quotes the manifest, the manifest."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from evenhand.run.folder import written_aside
from evenhand.run.manifest import described, write_manifest
from evenhand.run.stages import Stages


def written(
    out: str | Path,
    stages: Stages,
    results: Callable[[Path], int],
    report: Callable[[Path, dict[str, Any]], Path],
    *,
    overwrite: bool,
    command: str,
    **told: Any,
) -> Path:
    """Write a run's folder; it appears whole or not at all.

    Args:
        out: the folder; made when missing.
        stages: of the run; writing and the report are two more.
        results: writes all but report and manifest into a folder, and says how many files.
        report: writes the page into a folder, with what the manifest tells; gives its path.
        overwrite: replace an earlier run in ``out``. Other files are never replaced.
        command: how the run was started.
        **told: what else the manifest tells (see `manifest.described`).

    Returns:
        The path of the page, in ``out``.

    Raises:
        InputError: ``out`` cannot be used. Nothing is then changed.
    """
    out = Path(out)
    with written_aside(out, overwrite=overwrite) as folder:
        with stages.stage("write") as counts:
            counts["files"] = results(folder)
        provenance = described(folder, command, **told)
        with stages.stage("report"):
            page = report(folder, provenance)
        write_manifest(provenance, folder, stages.rows)
    return out / page.name
