"""``evenhand trace``, and what it has in common with ``evenhand corpus``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, TypeAlias

import polars as pl
import pyarrow as pa
import typer
from rich import box
from rich.table import Table
from rich.text import Text

from evenhand.cli import disclosures, options, registered, show
from evenhand.cli.bars import Bars
from evenhand.cli.console import command_line, errors, out, plain
from evenhand.engines import local
from evenhand.records.document_files import DocumentFile
from evenhand.records.outlets import outlets_from
from evenhand.reports import trace as page
from evenhand.reports.sentences import count
from evenhand.run.folder import check_free
from evenhand.run.stages import Stages
from evenhand.run.trace import TraceResult, read
from evenhand.run.trace import trace as run
from evenhand.tracing.corpus import open_corpus
from evenhand.tracing.passages import PassageSettings
from evenhand.tracing.undisclosed import Threshold

_MOST_MATCHES = 12
_MOST_REASONS = 6
_MOST_SOURCES = 10

Files: TypeAlias = Annotated[
    list[str],
    typer.Argument(
        help="Files, folders or patterns: text, HTML, WARC, CSV, TSV, JSON (Lines) or Parquet, and "
        "every format of posts; also .gz and .zst.",
        show_default=False,
        metavar="FILES",
    ),
]
Outlet: TypeAlias = Annotated[
    str | None,
    typer.Option("--outlet", help="Who published what does not say so itself."),
]
Language: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--language",
        help="The language of what does not say so, as in **en**; it is detected by default.",
    ),
]
Map: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="OURS=THEIRS",
        help="Take a column of ours (text, title, url, outlet, published, …) from one of theirs, "
        "as in **--map text=message**.",
    ),
]


def trace(
    documents: Files,
    against: Annotated[
        Path, typer.Option("--against", help="The corpus (see **evenhand corpus add**).")
    ],
    folder: Annotated[Path, typer.Option("--out", help="The folder for everything found.")],
    min_words: Annotated[
        int,
        typer.Option("--min-words", help="Words that agree in a passage, at least."),
    ] = 8,
    max_articles: Annotated[
        int,
        typer.Option(
            "--max-articles", help="Articles to keep for each document, the rarest in common first."
        ),
    ] = 100,
    translations: Annotated[
        bool,
        typer.Option(
            "--translations",
            help="Look for translations too: every sentence on both sides is encoded, a few "
            "hundred a second.",
        ),
    ] = False,
    encoder: Annotated[
        str | None,
        typer.Option("--encoder", help="The sentence encoder for them: **use** or **e5**, say."),
    ] = None,
    outlets: disclosures.Outlets = None,
    registry: options.Registry = None,
    registry_valid: options.RegistryValid = None,
    registry_known: options.RegistryKnown = None,
    undisclosed_posts: disclosures.Posts = 5,
    undisclosed_share: disclosures.Share = 0.5,
    with_: Annotated[
        Path | None,
        typer.Option(
            "--with",
            metavar="RUN",
            help="The folder of **evenhand detect** over the same posts: its groups are shown "
            "beside, with what their accounts do not disclose.",
            show_default=False,
        ),
    ] = None,
    outlet: Outlet = None,
    language: Language = None,
    map_: Map = None,
    format_: options.Format = None,
    platform: options.Platform = None,
    encoding: options.Encoding = None,
    dates: options.Dates = None,
    threads: options.Threads = None,
    csv: Annotated[bool, typer.Option("--csv", help="Write every table as CSV too.")] = False,
    overwrite: options.Overwrite = False,
    json: options.Json = False,
) -> None:
    """Find which texts come from which articles of a corpus: whole, in part, or edited.

    It says which of two is earlier in what was compared, never which is the original. What both
    have in quotation marks is taken for a quotation of somebody else, and not for a copy. Of each
    match it says whether the copier names whose content it is, and of each account how often.

    Example: **evenhand trace posts.csv --against CORPUS --out run**
    """
    settings = PassageSettings(min_words=min_words, max_articles=max_articles)
    settings.check()
    threshold = Threshold(undisclosed_posts, undisclosed_share)
    view = options.registry(registry, registry_valid, registry_known)
    listed = outlets_from(outlets)
    local.threads(threads)
    check_free(folder, overwrite=overwrite)
    corpus = open_corpus(against)
    with Bars(quiet=json) as bars:
        stages = Stages()
        found = read(
            documents,
            stages,
            outlet=outlet,
            language=language,
            columns=options.columns(map_),
            format=format_,
            platform=platform,
            encoding=encoding,
            dates=options.dates(dates),
            progress=bars,
        )
        if not json:
            sources(found.sources, found.rejected)
        result = run(
            found,
            corpus,
            settings=settings,
            translated=translations,
            encoder=encoder,
            outlets=listed,
            registry=view,
            threshold=threshold,
            with_run=with_,
            threads=threads,
            progress=bars,
            stages=stages,
        )
        written = result.write(
            folder, csv=csv, overwrite=overwrite, command=command_line(), progress=bars
        )
    if json:
        _json(result, written)
    else:
        _said(result, written)


def sources(found: Sequence[DocumentFile], rejected: pa.Table) -> None:
    """Say what was read, as what, and what could not be used."""
    for source in found[:_MOST_SOURCES]:
        read_as = f"{count(source.documents, 'document')} of {count(source.rows, 'record')}"
        errors.print(plain(f"{source.file}: {source.format}, {read_as}"))
        renamed = [f"{ours} = {other}" for ours, other in source.columns.items() if ours != other]
        if renamed:
            errors.print(plain(f"  columns: {', '.join(renamed)}", "dim"))
        for note in source.notes:
            errors.print(plain(f"  {note}", "dim"))
    rest = found[_MOST_SOURCES:]
    if rest:
        documents = count(sum(source.documents for source in rest), "document")
        errors.print(plain(f"and {count(len(rest), 'more file')} with {documents}"))
    if rejected.num_rows:
        counts = pl.DataFrame(rejected)["reason"].value_counts().sort(
            ["count", "reason"], descending=[True, False]
        )  # fmt: skip
        errors.print(Text(f"{count(rejected.num_rows, 'record')} not used:", style="yellow"))
        for reason, times in counts.head(_MOST_REASONS).iter_rows():
            errors.print(plain(f"  {times:>9,}  {reason}"))
        if counts.height > _MOST_REASONS:
            errors.print(Text(f"  and {count(counts.height - _MOST_REASONS, 'more reason')}"))


def _said(result: TraceResult, folder: Path) -> None:
    matches = result.matches
    out.print()
    first, *others = sentences(result)
    out.print(plain(first, "bold"))
    for sentence in others:
        out.print(plain(sentence))
    disclosures.said(result)
    if matches.height:
        names = result.documents.select("document_id", by=pl.coalesce("account_id", "outlet"))
        theirs = result.articles.select(article_id="document_id", of="outlet")
        shown = (
            matches.head(_MOST_MATCHES)
            .join(names, on="document_id", how="left", maintain_order="left")
            .join(theirs, on="article_id", how="left", maintain_order="left")
        )
        table = Table(box=box.SIMPLE_HEAD)
        table.add_column("match")
        table.add_column("document", overflow="fold", max_width=26)
        table.add_column("article", overflow="fold", max_width=26)
        for name in ("kind", "earlier"):
            table.add_column(name)
        for name in ("words", "of it", "bits"):
            table.add_column(name, justify="right")
        for row in shown.iter_rows(named=True):
            table.add_row(
                row["match"],
                plain(row["by"] or row["document_id"]),
                plain(row["of"] or row["article_id"]),
                row["kind"],
                row["direction"],
                f"{row['words'] or row['quoted_words']:,}",
                f"{row['coverage']:.0%}",
                "" if row["rarity"] is None else f"{row['rarity']:,.0f}",
            )
        out.print(table)
        if matches.height > _MOST_MATCHES:
            more = count(matches.height - _MOST_MATCHES, "more match", "more matches")
            out.print(plain(f"and {more}, in matches.parquet"))
    for note in result.notes:
        out.print(plain(f"- {note}"))
    for note in result.beside.notes if result.beside else ():
        out.print(plain(f"- {note}"))
    if result.of_registry is not None:
        out.print(plain(registered.as_of(result.of_registry), "dim"))
    out.print()
    out.print(
        Text("Report: ", style="bold").append_text(plain(str(folder / "report.html"), "not bold"))
    )
    out.print(Text("Tables: ", style="bold").append_text(plain(str(folder), "not bold")))


def sentences(result: TraceResult) -> list[str]:
    """Say what was found: the answer first, then what else there is to say of it."""
    found = result.found
    counted = page.tally(found)
    said = (
        page.answers.answer(found.seen, counted),
        page.answers.rest(found.seen, counted),
        page.answers.uncertain(found.seen) if counted.undisclosed else "",
        page.answers.findings(found.seen, counted),
        page.answers.together(counted, found.run),
    )
    return [sentence for sentence in said if sentence]


def _json(result: TraceResult, folder: Path) -> None:
    show.print_json(
        {
            "folder": str(folder),
            "report": str(folder / "report.html"),
            "answer": " ".join(sentences(result)),
            "documents": result.read.documents.num_rows,
            "articles": result.corpus.documents,
            "matches": result.matches.head(1_000).to_dicts(),
            "matches_in_all": result.matches.height,
            "passages": result.passages.height,
            "rejected": result.rejected.height,
            "undisclosed": result.undisclosed.head(1_000).to_dicts(),
            "coordinated": result.coordinated.head(1_000).to_dicts(),
            **({"registry": dict(result.of_registry.told)} if result.of_registry else {}),
            "notes": [*result.notes, *(result.beside.notes if result.beside else ())],
        }
    )
