"""A run that was written earlier, read back from its folder."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from evenhand.detection import Settings, read_shares
from evenhand.records.errors import InputError
from evenhand.run.folder import MANIFEST
from evenhand.run.manifest import sha256


@dataclass(frozen=True)
class EarlierRun:
    """What is needed to look again at what a run looked at."""

    settings: Settings
    shares: pa.Table
    """Table SHARES."""
    resolution_s: float


def read_run(folder: str | Path) -> EarlierRun:
    """Read a run folder.

    Raises InputError when it is none, when its version is another, or when its shares are no longer
    those that the manifest names.
    """
    folder = Path(folder)
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        parameters = manifest["parameters"]
        hashes = {output["file"]: output["sha256"] for output in manifest["outputs"]}
        resolution_s = max(
            (float(source["resolution_s"]) for source in manifest["inputs"]), default=1.0
        )
        expected = hashes["shares.parquet"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"{folder} is not the folder of a run of this version: it has no {MANIFEST} that can "
            "be read. Give the folder that `evenhand detect --out` wrote."
        ) from error
    path = folder / "shares.parquet"
    if not path.is_file() or sha256(path) != expected:
        raise InputError(
            f"{path} is missing or was changed since the run. Repeat the run with the command in "
            f"its {MANIFEST}."
        )
    return EarlierRun(Settings.from_dict(parameters), read_shares(path), resolution_s)
