"""The manifest of a run: what it takes to repeat it and to know that nothing changed since."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import evenhand
from evenhand.detection import Settings
from evenhand.records.source import Source

_LIBRARIES = ("igraph", "numba", "numpy", "polars", "pyarrow", "publicsuffixlist", "ural")


def manifest(
    sources: Sequence[Source], settings: Settings, folder: Path, command: str
) -> dict[str, Any]:
    """Describe a run whose tables lie in ``folder``.

    Nothing in it depends on the day, so that the report that quotes it is the same every time; the
    times of the run are added by `write_manifest`.
    """
    inputs = [
        {
            "file": source.file,
            "sha256": source.sha256,
            "bytes": source.bytes,
            "format": source.format,
            "rows": source.rows,
            "posts": source.posts,
            "rejected": source.rejected,
            "columns": dict(source.columns),
            "resolution_s": source.resolution_s,
        }
        for source in sources
    ]
    return described(settings, inputs, folder, command)


def described(
    settings: Settings, inputs: list[dict[str, Any]], folder: Path, command: str
) -> dict[str, Any]:
    """Describe what was made from ``inputs`` with ``settings``, and the files in ``folder``."""
    return {
        "evenhand": evenhand.__version__,
        "version": evenhand.__version__,
        "command": command,
        "parameters": settings.as_dict(),
        "seed": settings.seed,
        "inputs": inputs,
        "outputs": outputs(folder),
        "libraries": {name: version(name) for name in _LIBRARIES}
        | {"python": platform.python_version()},
    }


def write_manifest(described: Mapping[str, Any], path: Path) -> None:
    """Write the manifest with the time at which the run ended."""
    whole = dict(described) | {"created": datetime.now(UTC).isoformat(timespec="seconds")}
    path.write_text(
        json.dumps(whole, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8"
    )


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
