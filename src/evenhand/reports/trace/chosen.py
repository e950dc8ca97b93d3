"""Which matches a page has room for: those of findings, then the rarest."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from evenhand.reports.chosen import frame
from evenhand.reports.trace.found import Found
from evenhand.reports.trace.limits import TraceLimits


@dataclass(frozen=True)
class Kept:
    """What the page shows, in the order in which it shows it."""

    matches: pl.DataFrame
    """MATCHES with what was decided of each (DISCLOSURES), rarest first, and ``opened``: whether
    the page has its texts."""
    passages: pl.DataFrame
    """PASSAGES of the opened ones, bounded for each match."""
    left_out: dict[str, int]
    """Passages of an opened match that the page does not have, where there are any."""


def choose(found: Found, limits: TraceLimits) -> Kept:
    """Pick those that findings name, for up to half of the page, and then the rarest."""
    whole = frame(found.undisclosed).filter(
        pl.col("finding").is_not_null(), pl.col("outlet").is_null()
    )
    named = whole["matches"].explode().drop_nulls().unique(maintain_order=True)
    first = pl.DataFrame({"match": named.head(limits.matches // 2)}, schema={"match": pl.String})
    picked = (
        frame(found.matches)
        .with_row_index("rank")
        .join(first.with_row_index("place"), on="match", how="left", maintain_order="left")
        .sort("place", "rank", nulls_last=True)
        .head(limits.matches)
        .with_row_index("turn")
        .with_columns(opened=pl.col("turn") < limits.opened)
        .sort("rank")
        .join(
            frame(found.disclosures).drop("document_id", "article_id"),
            on="match", how="left", maintain_order="left",
        )
    )  # fmt: skip
    opened = picked.filter("opened").select("match")
    passages = frame(found.passages).join(opened, on="match", how="semi", maintain_order="left")
    number = pl.int_range(pl.len()).over("match")
    kept = passages.filter(number < limits.passages)
    more = passages.group_by("match").len().filter(pl.col("len") > limits.passages)
    return Kept(picked, kept, {match: count - limits.passages for match, count in more.iter_rows()})
