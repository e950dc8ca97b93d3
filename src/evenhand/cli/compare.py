"""``evenhand compare``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from evenhand.cli import options, show
from evenhand.cli.bars import Bars
from evenhand.cli.console import command_line, plain
from evenhand.cli.console import out as console
from evenhand.reports.comparison import day
from evenhand.run.compare import Compared, as_json, compare_files
from evenhand.run.folder import check_free
from evenhand.tracing.encoders import encoder as load_encoder

_SHOWN = 12


def compare(
    files: Annotated[
        list[str],
        typer.Argument(
            help="Reports: text, HTML, JSON Lines, CSV, Parquet or WARC; files, folders, patterns.",
            show_default=False,
            metavar="FILES",
        ),
    ],
    out: Annotated[Path, typer.Option("--out", help="The folder for the page and the tables.")],
    encoder: Annotated[
        str,
        typer.Option(
            "--encoder",
            help="What finds translations: auto, use, e5, st:NAME, model2vec:NAME, or none.",
        ),
    ] = "auto",
    outlet: Annotated[
        str | None,
        typer.Option("--outlet", help="The outlet of reports that do not name theirs."),
    ] = None,
    language: Annotated[
        str | None,
        typer.Option("--language", help="Their language (en, fr, ...), where none is given."),
    ] = None,
    map_: options.Map = None,
    dates: options.Dates = None,
    encoding: options.Encoding = None,
    csv: Annotated[bool, typer.Option("--csv", help="Write every table as CSV too.")] = False,
    overwrite: options.Overwrite = False,
    json: options.Json = False,
) -> None:
    """Lay reports side by side: the same story, the same words, and what each outlet alone has.

    It groups reports that tell one event, finds who is quoted in them, matches the same utterance
    across outlets and languages, and shows what each rendering adds, drops and changes.

    Example: **evenhand compare reports/*.txt --out compared**
    """
    wanted = None if encoder == "none" else encoder
    if wanted not in (None, "auto"):
        load_encoder(wanted)  # a wrong name is said before anything is read
    check_free(out, overwrite=overwrite)
    with Bars(quiet=json) as bars:
        found = compare_files(
            files,
            encoder=wanted,
            progress=bars,
            outlet=outlet,
            language=language,
            columns=options.columns(map_),
            dates=options.dates(dates),
            encoding=encoding,
        )
        report = found.write(out, csv=csv, overwrite=overwrite, command=command_line())
    if json:
        show.print_json(_short(found, report))
    else:
        _show(found, report)


def _short(found: Compared, report: Path) -> dict[str, Any]:
    whole = as_json(found.comparison)
    for name in ("differences", "alone", "actors"):
        whole.pop(name)
    return whole | {"report": str(report), "rejected": found.documents.rejected.num_rows}


def _show(found: Compared, report: Path) -> None:
    made = found.comparison
    console.print(plain(made.sentence, "bold"))
    if found.documents.rejected.num_rows:
        console.print(
            plain(f"{found.documents.rejected.num_rows:,} rows could not be used: rejected.csv.")
        )
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, width=100)
    table.add_column("story", no_wrap=True)
    table.add_column("event", no_wrap=True)
    table.add_column("documents", justify="right")
    table.add_column("outlets", ratio=2)
    table.add_column("what", ratio=3)
    rows = made.stories.to_pylist()
    for row in rows[:_SHOWN]:
        outlets = ", ".join(row["outlets"])
        table.add_row(
            row["story"], day(row), f"{row['documents']:,}", plain(_cut(outlets, 60)),
            plain(_cut(row["label"], 90)),
        )  # fmt: skip
    console.print(table)
    if len(rows) > _SHOWN:
        console.print(f"{len(rows) - _SHOWN:,} more in {report}.")
    shared = [row for row in made.utterances.to_pylist() if row["documents"] > 1]
    if shared:
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, width=100)
        table.add_column("utterance", no_wrap=True)
        table.add_column("speaker", ratio=1)
        table.add_column("documents", justify="right")
        table.add_column("languages")
        table.add_column("words", ratio=4)
        for row in shared[:_SHOWN]:
            table.add_row(
                row["utterance"], plain(_cut(row["speaker"] or "–", 30)), f"{row['documents']:,}",
                ", ".join(row["languages"]), plain(_cut(row["text"], 110)),
            )  # fmt: skip
        console.print(table)
        if len(shared) > _SHOWN:
            console.print(f"{len(shared) - _SHOWN:,} more in {report}.")
    for note in made.notes:
        console.print(plain(note))
    console.print(Text("Wrote ").append_text(plain(str(report))), soft_wrap=True)


def _cut(text: str, longest: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"
