"""What a person sees on the terminal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich import box
from rich.table import Table
from rich.text import Text

from evenhand import Result
from evenhand.cli.console import errors, out
from evenhand.records import Records
from evenhand.reports import sentences

_MOST_GROUPS = 12
_MOST_REASONS = 6


def sources(found: Records) -> None:
    """Say what was read, as what, and what could not be used."""
    for source in found.sources:
        unit = sentences.duration(source.resolution_s)
        line = Text(f"{source.file}: {source.format}, ")
        line.append(f"{source.posts:,} posts of {source.rows:,} rows, times to {unit}")
        errors.print(line)
        renamed = [
            f"{ours} = {theirs}" for ours, theirs in source.columns.items() if ours != theirs
        ]
        same = [ours for ours, theirs in source.columns.items() if ours == theirs]
        if renamed:
            errors.print(Text(f"  columns: {', '.join(renamed)}", style="dim"))
        if same:
            errors.print(Text(f"  columns named as ours: {', '.join(same)}", style="dim"))
        for note in source.notes:
            errors.print(Text(f"  {note}", style="dim"))
    if found.rejected.num_rows:
        counts = found.rejected["reason"].value_counts().to_pylist()
        counts.sort(key=lambda row: (-row["counts"], row["values"]))
        errors.print(Text(f"{found.rejected.num_rows:,} rows could not be used:", style="yellow"))
        for row in counts[:_MOST_REASONS]:
            errors.print(Text(f"  {row['counts']:>9,}  {row['values']}"))
        if len(counts) > _MOST_REASONS:
            errors.print(Text(f"  and {len(counts) - _MOST_REASONS} more reasons"))


def result(found: Result, report: Path) -> None:
    """Say what was found: groups first, then where the report lies."""
    looked = found.findings.looked_at
    out.print()
    out.print(Text(sentences.looked_at_line(looked)))
    out.print(Text(found.sentence, style="bold"))
    rows = found.findings.clusters.slice(0, _MOST_GROUPS).to_pylist()
    if rows:
        out.print(_groups(rows))
        more = found.findings.clusters.num_rows - len(rows)
        if more:
            out.print(Text(f"and {more:,} more groups, in the report and in clusters.parquet"))
        out.print(Text(sentences.answer_limit(len(rows)), style="dim"))
    else:
        for tip in sentences.advice(looked):
            out.print(Text(f"- {tip}"))
    out.print()
    out.print(Text("Report: ", style="bold").append(str(report), style="not bold"), soft_wrap=True)


def result_json(found: Result, report: Path) -> None:
    """Print the same for a program: one JSON object."""
    looked = found.findings.looked_at
    print_json(
        {
            "report": str(report),
            "answer": found.sentence,
            "looked_at": {
                name: list(value) if isinstance(value, tuple) else value
                for name, value in vars(looked).items()
            },
            "edges": found.findings.edges.num_rows,
            "accounts": found.findings.members.num_rows,
            "evidence": found.findings.evidence_total,
            "clusters": found.findings.clusters.to_pylist(),
            "sources": [
                {
                    "file": source.file,
                    "format": source.format,
                    "rows": source.rows,
                    "posts": source.posts,
                    "rejected": source.rejected,
                    "columns": dict(source.columns),
                    "resolution_s": source.resolution_s,
                }
                for source in found.records.sources
            ],
        }
    )


def print_json(value: Mapping[str, Any]) -> None:
    """Print JSON, times as ISO 8601."""
    text = json.dumps(value, ensure_ascii=False, indent=1, default=_plain)
    out.print(text, markup=False, highlight=False, soft_wrap=True)


def _plain(value: Any) -> str:
    return str(value.isoformat()) if hasattr(value, "isoformat") else str(value)


def _groups(rows: list[dict[str, Any]]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, width=100)
    table.add_column("group", no_wrap=True)
    table.add_column("what it shared", ratio=1, no_wrap=True, overflow="ellipsis")
    table.add_column("accounts", justify="right", no_wrap=True)
    table.add_column("coincidences", justify="right", no_wrap=True)
    table.add_column("posts in them", justify="right", no_wrap=True)
    table.add_column("half within", justify="right", no_wrap=True)
    for row in rows:
        median = row["median_delay_s"]
        table.add_row(
            Text(row["cluster"]),
            Text(row["label"]),
            f"{row['accounts']:,}",
            f"{row['coincidences']:,}",
            f"{row['coordinated_posts']:,} of {row['posts']:,}",
            "" if median is None else f"{median:,.0f} s",
        )
    return table
