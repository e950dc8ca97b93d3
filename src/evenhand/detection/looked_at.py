"""What a run looked at: the denominators of everything that it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl
import pyarrow as pa

from evenhand.detection.arranged import numbers
from evenhand.detection.declared import Declared
from evenhand.detection.groups import Groups
from evenhand.detection.periods import periods
from evenhand.detection.settings import Settings
from evenhand.detection.signals import chosen


@dataclass(frozen=True)
class LookedAt:
    """What was looked at: the denominators of everything that is said."""

    files: tuple[str, ...]
    """Names of the input files."""
    posts: int
    """Posts that could be used."""
    accounts: int
    """Accounts with at least one usable post."""
    rejected: int
    """Input rows that could not be used."""
    platforms: tuple[str, ...]
    languages: tuple[str, ...]
    """Most frequent first."""
    first_post: datetime | None
    last_post: datetime | None
    resolution_s: float
    """Coarsest time resolution of the sources, in seconds (1, 60, 3600, 86400)."""
    signals: tuple[str, ...]
    """Signals that were looked for."""
    shares: dict[str, int]
    """Shares per signal that could coincide (of objects that two or more accounts shared)."""
    window_s: float
    min_weight: int
    weight: str
    """What the weight of an edge counts: ``objects`` or ``post-pairs``."""
    min_participation: int
    jitter_s: float | None = None
    """How far exact times were forgotten in the tests; None when nothing was tested."""
    alpha: float = 0.05
    """Share of false groups that was accepted among the confirmed ones."""
    min_lift: float = 1.1
    """Times as many coincidences as expected that a confirmed group has at least."""
    candidates: int = 0
    """Groups that were tested (by halves of the time: one group may count twice)."""
    confirmed: int = 0
    """Groups that were confirmed."""
    period_s: float | None = None
    """Length of the periods that were asked for; None when all the time was looked at as one."""
    periods: int = 0
    """Periods that were looked at besides all the time; 0 also where one would hold everything."""
    declarations: int | None = None
    """Usable declarations of a file and of a registry; None when neither was given."""


def looked_at(
    posts: pl.LazyFrame,
    per_account: pl.DataFrame,
    rejected: pa.Table,
    shares: pa.Table,
    settings: Settings,
    files: Sequence[str],
    resolution_s: float,
    tested: Groups | None,
    groups: pl.DataFrame | None,
    said: Declared | None,
) -> LookedAt:
    """Count what was looked at; ``tested`` and ``groups`` are None where nothing was tested."""
    span = posts.select(
        first=pl.col("created_at").min(), last=pl.col("created_at").max(), posts=pl.len()
    ).collect(engine="streaming")
    languages = (
        posts.select("language")
        .drop_nulls()
        .group_by("language")
        .len()
        .sort("len", "language", descending=[True, False])
        .collect(engine="streaming")
    )
    signals = pl.Series(shares["signal"].cast(pa.string()))
    counts = dict(sorted(signals.value_counts().rows()))
    return LookedAt(
        files=tuple(files),
        posts=span["posts"][0],
        accounts=per_account.height,
        rejected=rejected.num_rows,
        platforms=tuple(per_account["platform"].drop_nulls().unique().sort()),
        languages=tuple(languages["language"]),
        first_post=span["first"][0],
        last_post=span["last"][0],
        resolution_s=resolution_s,
        signals=tuple(signal.name for signal in chosen(settings.signals)),
        shares={signal.name: counts.get(signal.name, 0) for signal in chosen(settings.signals)},
        window_s=settings.window.total_seconds(),
        min_weight=settings.min_weight,
        weight=settings.weight,
        min_participation=settings.min_participation,
        jitter_s=None if tested is None else settings.jitter_for(resolution_s).total_seconds(),
        alpha=settings.alpha,
        min_lift=settings.min_lift,
        candidates=0 if tested is None else tested.candidates,
        confirmed=0 if groups is None else groups["group"].n_unique(),
        period_s=None if settings.period is None else settings.period.total_seconds(),
        periods=_periods(shares, settings),
        declarations=None if said is None else said.entries.height,
    )


def _periods(shares: pa.Table, settings: Settings) -> int:
    if settings.period is None:
        return 0
    return len(periods(numbers(shares["time"].cast(pa.int64())), settings.period))
