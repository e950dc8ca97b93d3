"""The manifest of a run: what it takes to repeat it and to know that nothing changed since."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import evenhand
from evenhand.records.document_files import DocumentFile
from evenhand.records.source import Source
from evenhand.run.folder import MANIFEST

OF_DETECTION = ("igraph", "numba", "numpy", "polars", "pyarrow", "publicsuffixlist", "ural")
"""Libraries that coordination is found with."""


def described(
    folder: Path,
    command: str,
    *,
    parameters: Mapping[str, Any],
    inputs: list[dict[str, Any]],
    libraries: Sequence[str],
    **more: Any,
) -> dict[str, Any]:
    """Describe a run whose tables lie in ``folder``.

    Nothing in it depends on the day, so that the report that quotes it is the same every time; the
    times of the run are added by `write_manifest`.

    Args:
        folder: what is in it is hashed.
        command: how the run was started.
        parameters: what was asked for.
        inputs: what was read (see `inputs_of`).
        libraries: those whose version the results depend on.
        **more: what only this kind of run has to say.
    """
    return {
        "evenhand": evenhand.__version__,
        "version": evenhand.__version__,
        "command": command,
        "parameters": dict(parameters),
        "inputs": inputs,
        "outputs": outputs(folder),
        "libraries": {name: version(name) for name in libraries}
        | {"python": platform.python_version()},
        **more,
    }


def inputs_of(sources: Iterable[Source | DocumentFile]) -> list[dict[str, Any]]:
    """Tell of each file that was read what it takes to know it again and how it was understood."""
    return [
        {
            "file": source.file,
            "sha256": source.sha256,
            "bytes": source.bytes,
            "format": source.format,
            "rows": source.rows,
            "rejected": source.rejected,
            "columns": dict(source.columns),
            "notes": list(source.notes),
            **(
                {"posts": source.posts, "resolution_s": source.resolution_s}
                if isinstance(source, Source)
                else {"documents": source.documents}
            ),
        }
        for source in sources
    ]


def write_manifest(
    described: Mapping[str, Any], folder: Path, stages: Sequence[Mapping[str, Any]] | None = None
) -> None:
    """Write the manifest, with the time at which the run ended and its ``stages``.

    Outputs are hashed again: the report and its plots could not be in what the report quotes.
    """
    whole = dict(described) | {
        "outputs": outputs(folder),
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    if stages is not None:
        whole["stages"] = list(stages)
    text = json.dumps(whole, indent=1, ensure_ascii=False, sort_keys=True)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def outputs(folder: Path) -> list[dict[str, str]]:
    """Name and hash every file below a run folder."""
    return [
        {"file": path.relative_to(folder).as_posix(), "sha256": sha256(path)}
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]


def sha256(path: Path) -> str:
    """Hash a file without holding it."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
