"""What a person sees on the terminal."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
from rich import box
from rich.table import Table
from rich.text import Text

from evenhand import Result
from evenhand.cli import registered
from evenhand.cli.console import errors, out, plain
from evenhand.records import Records
from evenhand.records.accounts import FORMAT as ACCOUNTS_FORMAT
from evenhand.records.declared import Declarations
from evenhand.reports import answers, chance, declared, sentences, tally
from evenhand.reports.active import active
from evenhand.reports.texts import HIDDEN

_MOST_GROUPS = 12
_MOST_REASONS = 6
_NEITHER = "confirmed and declared are false"
# What a terminal may obey and JSON need not escape: DEL, C1 controls, reordering and hidden signs.
_OBEYED = re.compile("[" + "".join(re.escape(chr(code)) for code in (0x7F, *HIDDEN)) + "]")


def sources(found: Records) -> None:
    """Say what was read, as what, and what could not be used."""
    for source in found.sources:
        line = source.file
        if source.format == ACCOUNTS_FORMAT:
            line += f": {sentences.count(source.rows, 'row')} on accounts"
        elif source.format:  # a copy of another file has none
            posts, rows = sentences.count(source.posts, "post"), sentences.count(source.rows, "row")
            unit = sentences.duration(source.resolution_s)
            line += f": {source.format}, {posts} of {rows}, times to {unit}"
        errors.print(plain(line))
        renamed = [
            f"{ours} = {theirs}" for ours, theirs in source.columns.items() if ours != theirs
        ]
        same = [ours for ours, theirs in source.columns.items() if ours == theirs]
        if renamed:
            errors.print(plain(f"  columns: {', '.join(renamed)}", "dim"))
        if same:
            errors.print(plain(f"  columns named as ours: {', '.join(same)}", "dim"))
        for note in source.notes:
            errors.print(plain(f"  {note}", "dim"))
    _rejected(found.rejected)


def declarations(said: Declarations) -> None:
    """Say how many declarations were read, and which rows could not be used."""
    source = said.source
    line = f"{source.file}: {sentences.count(said.table.num_rows, 'declaration')}"
    errors.print(plain(f"{line} of {sentences.count(source.rows, 'row')}"))
    _rejected(said.rejected)


def _rejected(table: pa.Table) -> None:
    if table.num_rows:
        counts = table["reason"].value_counts().to_pylist()
        counts.sort(key=lambda row: (-row["counts"], row["values"]))
        rejected = sentences.count(table.num_rows, "row")
        errors.print(Text(f"{rejected} could not be used:", style="yellow"))
        for row in counts[:_MOST_REASONS]:
            errors.print(plain(f"  {row['counts']:>9,}  {row['values']}"))
        if len(counts) > _MOST_REASONS:
            more = sentences.count(len(counts) - _MOST_REASONS, "more reason")
            errors.print(Text(f"  and {more}"))


def result(found: Result, report: Path) -> None:
    """Say what was found: groups first, then where the report lies."""
    looked = found.findings.looked_at
    out.print()
    out.print(plain(sentences.looked_at_line(looked)))
    out.print(plain(found.sentence, "bold"))
    counted = tally(found.findings)
    tested = looked.jitter_s is not None
    clusters = found.findings.clusters.to_pylist()
    rows = [row for row in clusters if not row["declared"] and (row["confirmed"] or not tested)]
    if rows:
        _table(found, rows, tested=tested)
    further = answers.further(looked, counted)
    if further:
        if not rows:
            out.print()
        apart = "confirmed is false" if looked.declarations is None else _NEITHER
        listed = f" They are the rows of clusters.parquet where {apart}."
        out.print(plain(further + (listed if counted.others else "")))
    if looked.period_s is not None:
        out.print(Text(answers.periods(looked), style="dim"))
    _declared(found, clusters)
    registered.said(found)
    if counted.groups:
        out.print(Text(answers.limit(looked, counted), style="dim"))
    else:
        for tip in answers.advice(looked, counted):
            out.print(plain(f"- {tip}"))
    out.print()
    where = plain(str(report), "not bold")
    out.print(Text("Report: ", style="bold").append_text(where), soft_wrap=True)


def _declared(found: Result, clusters: list[dict[str, Any]]) -> None:
    """Show the declared groups in a table of their own, and what was declared in vain."""
    if found.findings.looked_at.declarations is None:
        return
    out.print()
    rows = [row for row in clusters if row["declared"]]
    if rows:
        out.print(Text("Declared coordination", style="bold"))
        confirmed = [row for row in rows if row["confirmed"]]
        _table(found, confirmed or rows, tested=bool(confirmed))
        more = len(rows) - len(confirmed)
        if confirmed and more:
            groups = sentences.count(more, "more group")
            out.print(Text(f"and {groups} that {'is' if more == 1 else 'are'} not confirmed"))
    for names in declared.in_parts(found.findings):
        both = sentences.listed(names)
        out.print(Text(f"{both} are parts of one group; the test was of both together."))
    in_vain = declared.unused(found.findings)
    if in_vain:
        out.print(plain(in_vain, "yellow"))


def _table(found: Result, rows: list[dict[str, Any]], *, tested: bool) -> None:
    header, when = _active(found)
    out.print((_confirmed if tested else _groups)(rows[:_MOST_GROUPS], header, when))
    more = len(rows) - _MOST_GROUPS
    if more > 0:
        groups = sentences.count(more, "more group")
        out.print(Text(f"and {groups}, in the report and in clusters.parquet"))


def result_json(found: Result, report: Path) -> None:
    """Print the same for a program: one JSON object."""
    looked = found.findings.looked_at
    print_json(
        {
            "report": str(report),
            "answer": found.sentence,
            "further": answers.further(looked, tally(found.findings)),
            "looked_at": {
                name: list(value) if isinstance(value, tuple) else value
                for name, value in vars(looked).items()
            },
            "edges": found.findings.edges.num_rows,
            "accounts": found.findings.members.num_rows,
            "evidence": found.findings.evidence_total,
            **_clusters(found),
            **registered.told(found),
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
                for source in found.sources
            ],
        }
    )


def _clusters(found: Result) -> dict[str, Any]:
    """List the groups, the declared ones apart where declarations were given."""
    rows = found.findings.clusters.to_pylist()
    if found.findings.looked_at.declarations is None:
        return {"clusters": rows}
    return {
        "clusters": [row for row in rows if not row["declared"]],
        "declared_clusters": [row for row in rows if row["declared"]],
        "declared": found.findings.declared.to_pylist(),
    }


def print_json(value: Mapping[str, Any]) -> None:
    """Print JSON, times as ISO 8601."""
    text = json.dumps(value, ensure_ascii=False, indent=1, default=_plain)
    text = _OBEYED.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)
    out.print(text, markup=False, highlight=False, soft_wrap=True)


def _plain(value: Any) -> str:
    return str(value.isoformat()) if hasattr(value, "isoformat") else str(value)


def _active(found: Result) -> tuple[str, dict[str, str]]:
    """Say of each group from which day to which it was active, and give a heading for that.

    A year that all posts are of is said in the heading only.
    """
    looked = found.findings.looked_at
    years = {moment.year for moment in (looked.first_post, looked.last_post) if moment}
    shown = "%m-%d" if len(years) == 1 else "%Y-%m-%d"
    said = {}
    for cluster, ends in active(found.findings).items():
        first, last = (f"{moment:{shown}}" for moment in ends)
        said[cluster] = first if first == last else f"{first} – {last}"
    return (f"active {years.pop()}" if len(years) == 1 else "active"), said


def _confirmed(rows: list[dict[str, Any]], header: str, when: dict[str, str]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, width=100)
    table.add_column("group", no_wrap=True)
    table.add_column(f"what it shared\n{header}", ratio=1, no_wrap=True, overflow="ellipsis")
    table.add_column("accounts", justify="right", no_wrap=True)
    table.add_column("coincidences\nseen / by chance", justify="right", no_wrap=True)
    table.add_column("times\nas often", justify="right", no_wrap=True)
    table.add_column("chance of\na false one", justify="right", no_wrap=True)
    for row in rows:
        table.add_row(
            plain(row["cluster"]),
            plain(row["label"]).append(f"\n{when[row['cluster']]}", style="dim"),
            f"{row['accounts']:,}",
            f"{row['observed']:,} / {chance.about(row['expected'])}",
            chance.times(row["lift"]).removesuffix(" times"),
            chance.value(row["q_value"]),
        )
    return table


def _groups(rows: list[dict[str, Any]], header: str, when: dict[str, str]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, width=100)
    table.add_column("group", no_wrap=True)
    table.add_column(f"what it shared\n{header}", ratio=1, no_wrap=True, overflow="ellipsis")
    table.add_column("accounts", justify="right", no_wrap=True)
    table.add_column("coincidences", justify="right", no_wrap=True)
    table.add_column("posts in them", justify="right", no_wrap=True)
    table.add_column("half within", justify="right", no_wrap=True)
    for row in rows:
        median = row["median_delay_s"]
        table.add_row(
            plain(row["cluster"]),
            plain(row["label"]).append(f"\n{when[row['cluster']]}", style="dim"),
            f"{row['accounts']:,}",
            f"{row['coincidences']:,}",
            f"{row['coordinated_posts']:,} of {row['posts']:,}",
            "" if median is None else f"{median:,.0f} s",
        )
    return table
