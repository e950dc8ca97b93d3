"""What a run of detection found, as Python shows it and as it is written to a folder."""

from __future__ import annotations

import html
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa

from evenhand import reports
from evenhand.detection import Findings, Settings
from evenhand.exchange import gexf, graphml
from evenhand.records import Records
from evenhand.records.declared import Declarations
from evenhand.records.progress import Progress, silent
from evenhand.records.source import Source
from evenhand.run.manifest import OF_DETECTION, inputs_of
from evenhand.run.registered import Registered
from evenhand.run.stages import Stages
from evenhand.run.tables import write_tables
from evenhand.run.written import written

_GRAPHS = ((graphml, "network.graphml"), (gexf, "network.gexf"))
_GRAPH_PAIRS = 1_000_000
_TEST = ("confirmed", "observed", "expected", "lift", "q_value")


@dataclass(frozen=True, repr=False)
class Result:
    """What a run found. The tables are Polars frames; ``findings`` holds them as Arrow."""

    findings: Findings
    settings: Settings
    records: Records
    stages: Stages
    shares: pa.Table
    """Table SHARES that the edges come from."""
    declarations: Declarations | None = None
    """The file of declarations, when one was given."""
    of_registry: Registered | None = None
    """What the registry gave, when there was one."""

    @property
    def sources(self) -> tuple[Source, ...]:
        """What is told of each input file, that of declarations last."""
        said = () if self.declarations is None else (self.declarations.source,)
        return (*self.records.sources, *said)

    @property
    def edges(self) -> pl.DataFrame:
        """Two accounts and a signal to a row, strongest first (table ``edges``)."""
        return pl.DataFrame(self.findings.edges)

    @property
    def clusters(self) -> pl.DataFrame:
        """A group of accounts to a row, strongest first (table ``clusters``)."""
        return pl.DataFrame(self.findings.clusters)

    @property
    def accounts(self) -> pl.DataFrame:
        """An account with an edge to a row (table ``members``)."""
        return pl.DataFrame(self.findings.members)

    @property
    def evidence(self) -> pl.DataFrame:
        """A pair of posts to a row (table ``evidence``)."""
        return pl.DataFrame(self.findings.evidence)

    @property
    def rejected(self) -> pl.DataFrame:
        """An input row that could not be used to a row (table ``rejected``)."""
        return pl.DataFrame(self.findings.rejected)

    @property
    def declared(self) -> pl.DataFrame:
        """A declaration to a row, with what it names in the posts (table ``declared``)."""
        return pl.DataFrame(self.findings.declared)

    @property
    def registered(self) -> pl.DataFrame:
        """A claim to a row, on whose accounts and links these are (table ``registered``)."""
        return pl.DataFrame(self.findings.registered)

    @property
    def sentence(self) -> str:
        """What was found, in words."""
        return reports.answers.answer(self.findings.looked_at, reports.tally(self.findings))

    def __repr__(self) -> str:
        """Say in a line what was found."""
        return f"<evenhand result: {self.sentence}>"

    def _repr_html_(self) -> str:
        """Show the sentence and the clusters in a notebook."""
        sentence = html.escape(self.sentence)
        columns = ["cluster", "label", "accounts", "signals", "coincidences", "median_delay_s"]
        if self.findings.looked_at.declarations is not None:
            columns = [*columns[:2], "declared", *columns[2:]]
        shown = self.clusters.select(*columns, "coordinated_posts", "posts", *_TEST)
        further = html.escape(
            reports.answers.further(self.findings.looked_at, reports.tally(self.findings))
        )
        return f"<p>{sentence}</p><p>{further}</p>{shown._repr_html_()}"

    def write(
        self,
        out: str | Path,
        *,
        csv: bool = False,
        overwrite: bool = False,
        command: str = "",
        progress: Progress = silent,
    ) -> Path:
        """Write the folder of the run: tables, graph files, plots, manifest and report.

        Args:
            out: the folder; made when missing.
            csv: write every table as CSV too.
            overwrite: replace an earlier run in ``out``. Other files are never replaced.
            command: how the run was started, for the manifest.
            progress: told how many files are written.

        Returns:
            The path of ``report.html``.

        Raises:
            InputError: ``out`` cannot be used. Nothing is then changed; the folder appears whole or
                not at all.
        """
        return written(
            out,
            self.stages,
            lambda folder: _write_results(self, folder, csv, progress),
            lambda folder, told: reports.write(
                self.findings, folder, provenance=told, progress=progress
            ),
            overwrite=overwrite,
            command=command,
            parameters=self.settings.as_dict(),
            inputs=inputs_of(self.sources),
            libraries=OF_DETECTION,
            seed=self.settings.seed,
            **_of_registry(self.of_registry),
        )


def _of_registry(handed: Registered | None) -> dict[str, Any]:
    """Give what the manifest says of a registry; nothing without one."""
    return {} if handed is None else {"registry": {**handed.told, "notes": list(handed.notes)}}


def _write_results(result: Result, folder: Path, csv: bool, progress: Progress) -> int:
    findings = result.findings
    named = {
        "edges": findings.edges,
        "clusters": findings.clusters,
        "accounts": findings.members,
        "evidence": findings.evidence,
        "rejected": findings.rejected,
        "posts": findings.posts,
        "timeline": findings.timeline,
        "groups": findings.groups,
        "group_members": findings.group_members,
        "episodes": findings.episodes,
        "delays": findings.delays,
        "sensitivity": findings.sensitivity,
        "declared": findings.declared,
        "shares": _in_order(result.shares),
    }
    if result.of_registry is not None:
        named["registered"] = findings.registered
    files = write_tables(
        named, folder, csv=named if csv else (), others=len(_GRAPHS), progress=progress
    )
    in_all = files + len(_GRAPHS)
    # The strongest come first, and a graph of more than a million edges opens nowhere.
    strongest = findings.edges.slice(0, _GRAPH_PAIRS)
    for writer, name in _GRAPHS:
        writer.write(findings.members, strongest, folder / name, weight=result.settings.weight)
        files += 1
        progress("files written", files, in_all)
    return files


def _in_order(shares: pa.Table) -> pa.Table:
    """Sort shares, which come in the order of the input: the same ones are the same bytes."""
    frame = pl.DataFrame(shares).with_row_index("row")
    keys = [pl.col(name).cast(pl.String) for name in ("signal", "account", "object")]
    order = frame.select("row", *keys, "time", "post").sort(
        "signal", "time", "account", "object", "post"
    )
    return shares.take(order["row"].to_arrow())
