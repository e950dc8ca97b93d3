"""What the report of a trace is made of: its tables, and what was compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import polars as pl
import pyarrow as pa

from evenhand.records.schemas import COORDINATED
from evenhand.reports.chosen import frame


@dataclass(frozen=True)
class Seen:
    """What was compared: the denominators of everything that is said."""

    files: tuple[str, ...]
    documents: int
    posts: bool
    """Whether every document is a post of an account; they are then called posts."""
    accounts: int
    """Different accounts, else outlets, else authors, of the documents."""
    languages: tuple[str, ...]
    """Most frequent first."""
    first: datetime | None
    last: datetime | None
    undated: int
    rejected: int
    articles: int
    outlets: tuple[str, ...]
    """Outlets of the corpus, those with the most articles first."""
    article_languages: tuple[str, ...]
    articles_first: datetime | None
    articles_last: datetime | None
    articles_undated: int
    notes: tuple[str, ...] = ()
    listed: int = 0
    """Outlets in the list that was given."""
    translations: bool = False
    min_words: int = 8
    max_articles: int = 20
    threshold_posts: int = 5
    threshold_share: float = 0.5


@dataclass(frozen=True)
class Found:
    """The tables of one trace. The schemas are those of ``evenhand.records.schemas``."""

    seen: Seen
    matches: pa.Table
    passages: pa.Table
    disclosures: pa.Table
    undisclosed: pa.Table
    documents: pa.Table
    """DOCUMENTS with a match."""
    articles: pa.Table
    """DOCUMENTS of the corpus with a match."""
    rejected: pa.Table
    coordinated: pa.Table = field(default_factory=COORDINATED.empty_table)
    """COORDINATED groups of a run over the same posts; empty when none was given."""
    members: dict[str, str] = field(default_factory=dict)
    """The cluster of each account in one."""
    run: str | None = None
    """The folder of that run; None when none was given."""
    run_notes: tuple[str, ...] = ()
    """What is uncertain about joining it to this trace."""


def seen(
    documents: pa.Table,
    outlets: pl.DataFrame,
    *,
    files: Sequence[str],
    rejected: int,
    **others: object,
) -> Seen:
    """Summarise what was compared.

    ``documents`` are all DOCUMENTS that were traced; ``outlets`` is the summary of the corpus
    (`tracing.corpus.outlets`); ``others`` are the remaining fields of `Seen`.
    """
    read = frame(documents.select(["account_id", "outlet", "author", "language", "published_at"]))
    times = read["published_at"].drop_nulls()
    first, last = times.min(), times.max()
    return Seen(
        files=tuple(files),
        documents=read.height,
        posts=read.height > 0 and read["account_id"].null_count() == 0,
        accounts=read.select(
            pl.coalesce("account_id", "outlet", "author").drop_nulls().n_unique()
        ).item(),
        languages=_frequent(read["language"]),
        first=first if isinstance(first, datetime) else None,
        last=last if isinstance(last, datetime) else None,
        undated=read["published_at"].null_count(),
        rejected=rejected,
        articles=int(outlets["documents"].sum()),
        outlets=tuple(outlets["outlet"].drop_nulls()),
        article_languages=tuple(sorted({one for many in outlets["languages"] for one in many})),
        articles_first=_bound(outlets["first"].min()),
        articles_last=_bound(outlets["last"].max()),
        articles_undated=int(outlets["undated"].sum()),
        **others,  # type: ignore[arg-type]
    )


def _bound(value: object) -> datetime | None:
    return value if isinstance(value, datetime) else None


def _frequent(names: pl.Series) -> tuple[str, ...]:
    counted = names.drop_nulls().alias("name").value_counts(sort=False)
    return tuple(counted.sort(["count", "name"], descending=[True, False])["name"])
