"""How many texts there are of each sort: the numbers of every sentence about a trace."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from evenhand.reports.chosen import frame
from evenhand.reports.trace.found import Found

OPEN_FIRST = ("disclosed", "partial", "unknown", "undisclosed")
NO_COPY = ("own", "earlier", "no_outlet")
"""Means that say nothing of whether a copier disclosed: see `tracing.undisclosed`."""


@dataclass(frozen=True)
class TraceTally:
    """Counts of documents by what became of them; each is in one of the sorts."""

    matched: int
    """Documents with a passage of an article, quotations aside."""
    accounts: int
    """Accounts that published them."""
    articles: int
    """Articles that have these passages."""
    outlets: tuple[str, ...]
    """Outlets of these articles, those with the most documents first."""
    disclosed: int
    partial: int
    unknown: int
    undisclosed: int
    own: int
    """Published by the outlet itself."""
    earlier: int
    """Dated before every article that they match."""
    no_outlet: int
    """The corpus does not say whose the article is."""
    quoting: int
    """Documents that only quote the same words."""
    findings: int
    """Accounts that pass the threshold."""
    findings_posts: int
    """Their undisclosed posts."""
    hiding: int
    """Accounts with an undisclosed post."""
    clusters: int = 0
    """Coordinated groups of the run that was given."""
    clusters_hiding: int = 0
    """Those with an account that has undisclosed posts."""


def tally(found: Found) -> TraceTally:
    """Count what was found. A document counts as disclosed when it discloses any of its matches."""
    matches = frame(found.matches.select(["match", "document_id", "article_id", "kind"]))
    copies = matches.filter(pl.col("kind") != "quotation")
    decided = frame(found.disclosures).filter(pl.col("match").is_in(copies["match"].implode()))
    means = pl.col("means").fill_null("")
    aside = means.is_in(NO_COPY)
    rank = pl.col("disclosure").replace_strict(
        list(OPEN_FIRST), list(range(len(OPEN_FIRST))), return_dtype=pl.Int64
    )
    sorts = (
        decided.group_by("document_id")
        .agg(
            rank=rank.filter(~aside).min(),
            own=(means == "own").any(),
            earlier=(means == "earlier").any(),
            account=pl.col("account_id").first(),
        )
        .with_columns(
            sort=pl.when(pl.col("rank").is_not_null())
            .then(pl.col("rank").replace_strict(list(range(4)), list(OPEN_FIRST), default=None))
            .when("own")
            .then(pl.lit("own"))
            .when("earlier")
            .then(pl.lit("earlier"))
            .otherwise(pl.lit("no_outlet"))
        )
    )
    counted = dict(sorts["sort"].value_counts().iter_rows())
    whose = (
        decided.filter(pl.col("outlet").is_not_null())
        .group_by("outlet")
        .agg(pl.col("document_id").n_unique())
        .sort(["document_id", "outlet"], descending=[True, False])
    )
    whole = frame(found.undisclosed).filter(pl.col("outlet").is_null())
    passed = whole.filter(pl.col("finding").is_not_null())
    joint = frame(found.coordinated)
    return TraceTally(
        matched=copies["document_id"].n_unique(),
        accounts=sorts["account"].drop_nulls().n_unique(),
        articles=copies["article_id"].n_unique(),
        outlets=tuple(whose["outlet"]),
        **{name: int(counted.get(name, 0)) for name in (*OPEN_FIRST, *NO_COPY)},
        quoting=matches["document_id"].n_unique() - copies["document_id"].n_unique(),
        findings=passed.height,
        findings_posts=int(passed["undisclosed"].sum()),
        hiding=whole.filter(pl.col("undisclosed") > 0).height,
        clusters=joint.height,
        clusters_hiding=joint.filter(pl.col("undisclosed") > 0).height,
    )
