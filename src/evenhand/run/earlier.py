"""A run that was written earlier, read back from its folder."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

import evenhand
from evenhand.detection import Settings, read_shares
from evenhand.records.errors import InputError
from evenhand.records.schemas import CLUSTERS, MEMBERS
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

    Raises InputError when it is none, when another version of evenhand wrote it, which may have
    found something else, or when its shares are no longer those that the manifest names.
    """
    folder = Path(folder)
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        version, parameters = manifest["evenhand"], manifest["parameters"]
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
    if version != evenhand.__version__:
        raise InputError(
            f"{folder} was written by evenhand {version}, and this is {evenhand.__version__}. What "
            "this one finds by chance says nothing of what that one found. Repeat the run with the "
            f"command in its {MANIFEST}."
        )
    path = folder / "shares.parquet"
    if not path.is_file() or sha256(path) != expected:
        raise InputError(
            f"{path} is missing or was changed since the run. Repeat the run with the command in "
            f"its {MANIFEST}."
        )
    return EarlierRun(Settings.from_dict(parameters), read_shares(path), resolution_s)


@dataclass(frozen=True)
class EarlierGroups:
    """The coordinated clusters of a run, and what it looked at."""

    clusters: pa.Table
    """Table CLUSTERS."""
    members: pa.Table
    """Table MEMBERS."""
    inputs: frozenset[str]
    """Hashes (SHA-256) of the files that it read."""


def read_groups(folder: str | Path) -> EarlierGroups:
    """Read the clusters of a run of ``evenhand detect`` from its folder.

    Raises InputError when it is none, when its tables are another version's, which have other
    columns, or when a table is no longer what the manifest names.
    """
    folder = Path(folder)
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        hashes = {output["file"]: output["sha256"] for output in manifest["outputs"]}
        inputs = frozenset(str(source["sha256"]) for source in manifest["inputs"])
        expected = {name: hashes[f"{name}.parquet"] for name in ("clusters", "accounts")}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"{folder} is not the folder of a run of evenhand detect: it has no {MANIFEST} that "
            "names tables of clusters and accounts. Give the folder that `evenhand detect --out` "
            "wrote."
        ) from error
    tables = {}
    for name, schema in (("clusters", CLUSTERS), ("accounts", MEMBERS)):
        path = folder / f"{name}.parquet"
        if not path.is_file() or sha256(path) != expected[name]:
            raise InputError(
                f"{path} is missing or was changed since the run. Repeat the run with the command "
                f"in its {MANIFEST}."
            )
        read = pq.read_table(path)
        if missing := [column for column in schema.names if column not in read.column_names]:
            raise InputError(
                f"{path} has no column {missing[0]}: another version of evenhand wrote it. Repeat "
                f"the run with the command in its {MANIFEST}."
            )
        tables[name] = read.select(schema.names)
    return EarlierGroups(tables["clusters"], tables["accounts"], inputs)
