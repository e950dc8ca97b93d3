"""``evenhand corpus``: add articles, show what there is, check that it is whole."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from evenhand.cli import options, traces
from evenhand.cli.bars import Bars
from evenhand.cli.console import errors, out, plain
from evenhand.records.errors import InputError
from evenhand.reports.sentences import count
from evenhand.tracing import corpus as corpora
from evenhand.tracing.encoders import NOT_LOOKED_FOR, encoder
from evenhand.tracing.vectors import damaged, keep

_MOST_OUTLETS = 20

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help=(
        "Keep a corpus: the articles of outlets, with an index by which passages of them are found "
        "in other texts.\n\nExample: **evenhand corpus add CORPUS articles/ --outlet Wire**"
    ),
)
Folder = Annotated[
    Path, typer.Argument(help="The folder of the corpus.", show_default=False, metavar="CORPUS")
]


@app.command("add")
def add(
    corpus: Folder,
    files: traces.Files,
    outlet: traces.Outlet = None,
    language: traces.Language = None,
    map_: traces.Map = None,
    format_: options.Format = None,
    platform: options.Platform = None,
    encoding: options.Encoding = None,
    dates: options.Dates = None,
    threads: options.Threads = None,
) -> None:
    """Add articles to a corpus, which is made when it is not there.

    A document that is there already is not added again. The corpus can be searched meanwhile, and
    when adding is interrupted it is as it was before.

    Example: **evenhand corpus add CORPUS archive.warc.gz articles.csv --language en**
    """
    with Bars() as bars:
        added = corpora.add(
            corpus,
            files,
            threads=threads,
            progress=bars,
            outlet=outlet,
            language=language,
            columns=options.columns(map_),
            format=format_,
            platform=platform,
            encoding=encoding,
            dates=options.dates(dates),
        )
    traces.sources(added.sources, added.rejected)
    line = f"Added {count(added.documents, 'document')}."
    if added.already:
        line += f" Already there, and not added again: {added.already:,}."
    out.print(plain(line, "bold"))
    out.print(plain(f"{corpus} now holds {count(added.in_all, 'document')}."), soft_wrap=True)


@app.command("show")
def show(corpus: Folder) -> None:
    """Say what a corpus holds, by outlet.

    Example: **evenhand corpus show CORPUS**
    """
    found = corpora.open_corpus(corpus)
    summary = corpora.outlets(found)
    out.print(
        plain(
            f"{count(found.documents, 'document')} of {count(summary.height, 'outlet')}, "
            f"{count(found.words, 'word')}, in {count(len(found.shards), 'shard')}.",
            "bold",
        )
    )
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("outlet", overflow="fold")
    for name in ("documents", "first", "last", "undated"):
        table.add_column(name, justify="right")
    table.add_column("languages")
    for row in summary.head(_MOST_OUTLETS).iter_rows(named=True):
        days = [f"{row[name]:%Y-%m-%d}" if row[name] else "" for name in ("first", "last")]
        table.add_row(
            plain(row["outlet"] or "(not said)"),
            f"{row['documents']:,}",
            *days,
            f"{row['undated']:,}" if row["undated"] else "",
            plain(", ".join(row["languages"])),
        )
    out.print(table)
    if summary.height > _MOST_OUTLETS:
        out.print(Text(f"and {count(summary.height - _MOST_OUTLETS, 'more outlet')}"))


@app.command("encode")
def encode(
    corpus: Folder,
    name: Annotated[
        str,
        typer.Option("--encoder", help="The sentence encoder: **use** or **e5**, say."),
    ] = "use",
) -> None:
    """Encode the sentences of a corpus once, for every later search for translations.

    Documents in languages that the encoder does not know are left out. What was added since is
    encoded when this is run again; until then it is at each search.

    Example: **evenhand corpus encode CORPUS**
    """
    found = corpora.open_corpus(corpus)
    chosen = encoder(name)
    if chosen is None:
        raise InputError(NOT_LOOKED_FOR)
    for note in chosen.notes:
        errors.print(plain(note))
    with Bars() as bars:
        encoded = keep(found, chosen, bars)
    out.print(
        plain(
            f"{count(encoded, 'sentence')} encoded with {chosen.name} ({chosen.version}).", "bold"
        ),
        soft_wrap=True,
    )


@app.command("verify")
def verify(corpus: Folder) -> None:
    """Check every file of a corpus against the hash that was taken when it was written.

    Exits with 2 when one is missing or was changed.

    Example: **evenhand corpus verify CORPUS**
    """
    with Bars() as bars:
        found = corpora.verify(corpus, bars)
    kept = damaged(corpus)
    for fault in (*found.faults, *kept):
        errors.print(plain(fault), soft_wrap=True)
    if kept and not found.faults:
        raise InputError(f"{corpus} is whole, but not the vectors that are kept with it.")
    if found.faults:
        raise InputError(
            f"{corpus} is damaged: {count(len(found.faults), 'file')} of it. Build it anew from "
            "its sources with: evenhand corpus add."
        )
    out.print(
        plain(
            f"{count(found.documents, 'document')} in {count(found.shards, 'shard')}, "
            f"{found.bytes:,} bytes: every file is as it was written."
        )
    )
