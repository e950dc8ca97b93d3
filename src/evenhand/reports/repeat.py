"""What is needed to repeat a run, read from its manifest; whatever is missing is left out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
import pyarrow as pa

from evenhand.reports.chosen import frame
from evenhand.reports.limits import Limits
from evenhand.reports.texts import one_line, shown


@dataclass(frozen=True)
class Hashed:
    """A file of the run and the hash that identifies its content."""

    file: str
    sha256: str
    facts: str


@dataclass(frozen=True)
class Repeat:
    """What section 8 of the page says."""

    command: str
    version: str
    created: str
    seed: str
    parameters: list[tuple[str, str]]
    libraries: list[tuple[str, str]]
    inputs: list[Hashed]
    outputs: list[Hashed]
    registry: list[tuple[str, str]]
    """Which registry was asked, as of when; empty without one."""
    registry_notes: list[str]
    known: str
    """The moment as of which it was asked, for a sentence; empty without one."""


def repeat(provenance: Mapping[str, object]) -> Repeat:
    """Read the manifest; keys that are absent or of another type give empty values."""
    return Repeat(
        command=_text(provenance.get("command")),
        version=_text(provenance.get("version")),
        created=_text(provenance.get("created")),
        seed=_text(provenance.get("seed")),
        parameters=_pairs(provenance.get("parameters")),
        libraries=_pairs(provenance.get("libraries")),
        inputs=_files(provenance.get("inputs")),
        outputs=_files(provenance.get("outputs")),
        **_registry(provenance.get("registry")),
    )


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, list | tuple) and all(isinstance(part, str) for part in value):
        return shown(", ".join(value))
    return shown(json.dumps(value, ensure_ascii=False, sort_keys=True, default=str))


def _pairs(value: object) -> list[tuple[str, str]]:
    if not isinstance(value, Mapping):
        return []
    return [(_text(str(key)), _text(part) or "not set") for key, part in value.items()]


def _registry(value: object) -> dict[str, Any]:
    """Say which registry it was in the words of the options that ask it the same again."""
    told = value if isinstance(value, Mapping) else {}
    lists = told.get("lists")
    lists = [one for one in lists if isinstance(one, Mapping)] if isinstance(lists, list) else []
    rows = [
        ("registry", _text(told.get("registry"))),
        ("registry-valid", _text(told.get("valid"))),
        ("registry-known", _text(told.get("known"))),
        (
            "lists",
            ", ".join(f"{_text(one.get('list'))} {_text(one.get('version'))}" for one in lists),
        ),
        ("SHA-256 of its history", _text(told.get("sha256"))),
    ]
    notes = told.get("notes")
    known = _text(told.get("known"))
    return {
        "registry": [(name, text) for name, text in rows if text],
        "registry_notes": [_text(one) for one in notes] if isinstance(notes, list) else [],
        "known": f"{known[:10]} at {known[11:19]} UTC" if known else "",
    }


def _files(value: object) -> list[Hashed]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        return []
    return [
        Hashed(
            _text(entry.get("file")),
            _text(entry.get("sha256")),
            ", ".join(
                f"{part:,} {unit}" if isinstance(part, int) else _text(part)
                for key, unit in (
                    ("format", ""),
                    ("bytes", "bytes"),
                    ("rows", "rows"),
                    ("posts", "posts"),
                    ("rejected", "rejected"),
                )
                if (part := entry.get(key)) is not None
            ),
        )
        for entry in value
        if isinstance(entry, Mapping)
    ]


@dataclass(frozen=True)
class Reason:
    """Input rows that were rejected for one reason."""

    reason: str
    column: str
    rows: int
    examples: list[str]


def reasons(rejected: pa.Table, limits: Limits) -> tuple[list[Reason], int, int]:
    """Count rejected rows by reason, most frequent first.

    Returns at most ``limits.rejected_reasons`` of them, how many reasons there are in all, and how
    many rows the reasons left out stand for.
    """
    table = frame(rejected)
    counted = (
        table.group_by("reason", "column", maintain_order=True)
        .agg(
            pl.len().alias("rows"),
            pl.struct("file", "row", "value").head(limits.rejected_examples).alias("examples"),
        )
        .sort("rows", descending=True, maintain_order=True)
    )
    kept = counted.head(limits.rejected_reasons)
    made = [
        Reason(
            one_line(row["reason"], 300),
            one_line(row["column"], 80),
            row["rows"],
            [_example(example) for example in row["examples"]],
        )
        for row in kept.iter_rows(named=True)
    ]
    return made, counted.height, int(counted["rows"].sum()) - int(kept["rows"].sum())


def _example(example: Mapping[str, object]) -> str:
    row = example["row"]
    place = f"{one_line(str(example['file']), 80)}, row {row:,}" if isinstance(row, int) else ""
    value = example["value"]
    return place if value is None else f"{place}: {one_line(str(value), 80)}"
