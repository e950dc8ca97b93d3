"""Accounts that spread outlets' content without saying so: counts, intervals, findings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from evenhand.records.errors import InputError
from evenhand.records.schemas import UNDISCLOSED

_Z = 1.959963984540054  # the normal distribution's 97.5 % point
_NO_COPY = ("own", "earlier", "no_outlet")
_ORDER = ["disclosed", "partial", "unknown", "undisclosed"]  # the most open first
_MOST_MATCHES = 20
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Threshold:
    """From when on an account is a finding.

    ``posts``: at least so many undisclosed posts, all outlets together. ``share``: the lower end of
    the 95 % interval of their share of the matched posts is at least so much. With the defaults
    five of five posts are enough, and nine of twelve are not quite.
    """

    posts: int = 5
    share: float = 0.5

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        if self.posts < 1:
            raise InputError(
                f"The fewest undisclosed posts of a finding must be 1 or more; {self.posts} given."
            )
        if not 0 <= self.share <= 1:
            raise InputError(
                f"The least share of undisclosed posts must be 0 to 1; {self.share} was given."
            )


def undisclosed(
    disclosures: pa.Table, documents: pa.Table, threshold: Threshold | None = None
) -> pa.Table:
    """Count for each account, and each account and outlet, what it discloses.

    Args:
        disclosures: a table of DISCLOSURES.
        documents: all DOCUMENTS that were traced, with and without matches.
        threshold: from when on an account is a finding; its defaults when None.

    Returns:
        A table of UNDISCLOSED: findings first (u1 has the most undisclosed posts), then the other
        accounts with a match, by their undisclosed posts; each account's row of all outlets
        together, then one for each outlet.
    """
    threshold = threshold or Threshold()
    posts = pl.DataFrame(
        pl.from_arrow(
            documents.select(["document_id", "account_id", "outlet", "author", "published_at"])
        )
    ).with_columns(account=pl.coalesce("account_id", "outlet", "author"))
    matched = (
        pl.DataFrame(pl.from_arrow(disclosures))
        .filter(pl.col("account_id").is_not_null() & ~pl.col("means").fill_null("").is_in(_NO_COPY))
        .select(
            "document_id",
            "outlet",
            "match",
            account="account_id",
            rank=pl.col("disclosure").replace_strict(
                _ORDER, list(range(len(_ORDER))), return_dtype=pl.UInt8
            ),
        )
        .join(posts.select("document_id", "published_at"), on="document_id", how="left")
    )
    counts = pl.concat(
        [
            _counted(matched.with_columns(outlet=pl.lit(None, pl.String))),
            _counted(matched),
        ]
    ).join(posts.group_by("account").agg(posts=pl.len().cast(pl.UInt32)), on="account", how="left")
    low, high = wilson(counts["undisclosed"].to_numpy(), counts["matched"].to_numpy())
    all_low, all_high = wilson(counts["undisclosed"].to_numpy(), counts["posts"].to_numpy())
    counts = counts.with_columns(
        share=pl.col("undisclosed") / pl.col("matched"),
        share_low=pl.Series(low),
        share_high=pl.Series(high),
        posts_share=pl.col("undisclosed") / pl.col("posts"),
        posts_share_low=pl.Series(all_low),
        posts_share_high=pl.Series(all_high),
    )
    found = _numbered(counts, threshold)
    return (
        found.rename({"account": "account_id"})
        .select(UNDISCLOSED.names)
        .to_arrow(compat_level=pl.CompatLevel.oldest())
        .combine_chunks()
        .cast(UNDISCLOSED)
    )


def wilson(successes: npt.ArrayLike, trials: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Give the 95 % interval of shares by Wilson's score (1927); 0 to 1 where nothing was tried.

    Takes counts of any one shape and returns lower and upper ends of it.
    """
    k, n = np.asarray(successes, np.float64), np.asarray(trials, np.float64)
    tried = np.maximum(n, 1)
    share = k / tried
    middle = share + _Z**2 / (2 * tried)
    spread = _Z * np.sqrt(share * (1 - share) / tried + _Z**2 / (4 * tried**2))
    scale = 1 + _Z**2 / tried
    low = np.where(n > 0, np.clip((middle - spread) / scale, 0, share), 0.0)
    high = np.where(n > 0, np.clip((middle + spread) / scale, share, 1), 1.0)
    return low, high


def _counted(matched: pl.DataFrame) -> pl.DataFrame:
    """Count posts by their most open disclosure."""
    of_posts = matched.group_by("account", "outlet", "document_id", maintain_order=True).agg(
        pl.col("rank").min(), pl.col("published_at").first(), pl.col("match").first()
    )
    hidden = pl.col("rank") == _ORDER.index("undisclosed")
    ordered = of_posts.sort("published_at", "document_id", nulls_last=True)
    return ordered.group_by("account", "outlet", maintain_order=True).agg(
        matched=pl.len().cast(pl.UInt32),
        **{
            name: (pl.col("rank") == number).sum().cast(pl.UInt32)
            for number, name in enumerate(_ORDER)
        },
        first_seen=pl.col("published_at").filter(hidden).min(),
        last_seen=pl.col("published_at").filter(hidden).max(),
        matches=pl.col("match").filter(hidden).head(_MOST_MATCHES),
    )


def _numbered(counts: pl.DataFrame, threshold: Threshold) -> pl.DataFrame:
    """Order accounts, and number those that pass the threshold."""
    passed = (pl.col("undisclosed") >= threshold.posts) & (pl.col("share_low") >= threshold.share)
    whole = (
        counts.filter(pl.col("outlet").is_null())
        .with_columns(passed=passed)
        .sort(
            ["passed", "undisclosed", "share_low", "account"],
            descending=[True, True, True, False],
        )
        .with_row_index("place")
    )
    named = whole.select(
        "account",
        "place",
        finding=pl.when("passed").then(pl.format("u{}", pl.col("place") + 1)),
    )
    return counts.join(named, on="account", how="left").sort(
        "place", pl.col("outlet").is_not_null(), "undisclosed", "outlet",
        descending=[False, False, True, False],
    )  # fmt: skip
