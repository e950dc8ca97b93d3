"""The plots of a trace as files, for print and slides: SVG and PNG of each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
from matplotlib.figure import Figure

from evenhand.records.progress import Progress, silent
from evenhand.reports.chosen import frame
from evenhand.reports.plots import COLOURS, INK, MUTED, _save, _style, _title
from evenhand.reports.sentences import count, number
from evenhand.reports.texts import one_line
from evenhand.reports.trace.found import Found
from evenhand.reports.trace.limits import TraceLimits

LEAST_ACCOUNTS = 2
LEAST_DELAYS = 20
"""Copies below which a picture of their delays would say more than there is."""
_TICKS = ((1, "1 s"), (60, "1 min"), (3_600, "1 h"), (86_400, "1 day"), (2_592_000, "30 days"))
BINS_TO_TEN = 5


def plots(
    found: Found, folder: Path, limits: TraceLimits, progress: Progress = silent
) -> list[str]:
    """Draw ``undisclosed`` (shares of accounts) and ``delays`` into ``folder``, made if needed.

    What would hold next to nothing is not drawn. Returns the names of the files relative to the
    folder's parent. Raises ``OSError`` where it cannot write.
    """
    wanted: list[tuple[str, Callable[[], Figure]]] = []
    accounts = frame(found.undisclosed).filter(pl.col("outlet").is_null())
    if accounts.height >= LEAST_ACCOUNTS:
        wanted.append(("undisclosed", lambda: shares(accounts, found, limits.plotted_accounts)))
    later = after(found)
    if later.len() >= LEAST_DELAYS:
        wanted.append(("delays", lambda: delays(later)))
    if not wanted:
        return []
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    with _style():
        for done, (name, draw) in enumerate(wanted, 1):
            files += _save(draw(), folder, name)
            progress("plots drawn", done, len(wanted))
    return files


def after(found: Found) -> pl.Series:
    """Seconds from article to copy, where the article is the earlier one for certain."""
    rows = frame(found.matches).filter(
        pl.col("kind") != "quotation", pl.col("direction") == "article"
    )
    return rows["delay_s"].drop_nulls()


def shares(accounts: pl.DataFrame, found: Found, most: int) -> Figure:
    """Draw the undisclosed share of each account, with its interval."""
    rows = accounts.head(most)
    figure = Figure(figsize=(7, 1.6 + 0.26 * rows.height), layout="constrained")
    axes = figure.subplots()
    at = -np.arange(rows.height)
    passed = rows["finding"].is_not_null().to_numpy()
    for chosen, colour, marker, words in (
        (passed, COLOURS[1], "o", "finding"),
        (~passed, COLOURS[0], "s", "no finding"),
    ):
        if chosen.any():
            low, high, share = (
                100 * rows[name].to_numpy()[chosen] for name in ("share_low", "share_high", "share")
            )
            axes.hlines(at[chosen], low, high, colors=colour, linewidths=2)
            axes.scatter(share, at[chosen], c=colour, marker=marker, s=28, zorder=3, label=words)
    axes.axvline(100 * found.seen.threshold_share, color=MUTED, linewidth=0.8, linestyle="--")
    names = [
        f"{one_line(row['account_id'], 28)}  ({number(row['undisclosed'])} of "
        f"{number(row['matched'])})"
        for row in rows.iter_rows(named=True)
    ]
    axes.set_yticks(at, names, fontsize=8)
    axes.set_ylim(0.7 - rows.height, 0.6)
    axes.set_xlim(-2, 102)
    axes.set_xlabel("undisclosed, per cent of matched posts")
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.legend(frameon=False, loc="upper left", bbox_to_anchor=(1, 1), fontsize=8)
    cut = f"; the first {number(rows.height)} of {count(accounts.height, 'account')}"
    _title(
        axes,
        "Content of outlets that does not say so",
        "bars: 95 % intervals (Wilson); dashed: the threshold"
        + (cut if rows.height < accounts.height else ""),
    )
    return figure


def delays(seconds: pl.Series) -> Figure:
    """Draw how long after the article its copies came, on a scale of powers of ten."""
    figure = Figure(figsize=(7, 3.2), layout="constrained")
    axes = figure.subplots()
    powers = np.log10(np.maximum(seconds.to_numpy(), 1.0))
    least, most = float(powers.min()), float(powers.max())
    edges = np.arange(np.floor(least), np.ceil(most) + 1.01 / BINS_TO_TEN, 1 / BINS_TO_TEN)
    counts, _ = np.histogram(powers, edges)
    axes.bar(edges[:-1], counts, np.diff(edges) * 0.92, align="edge", color=COLOURS[0], linewidth=0)
    axes.axvline(float(np.median(powers)), color=INK, linewidth=1)
    used = np.flatnonzero(counts)
    axes.set_xticks([float(np.log10(value)) for value, _ in _TICKS], [words for _, words in _TICKS])
    axes.set_xlim(edges[used[0]] - 0.3, edges[used[-1] + 1] + 0.3)
    axes.set_ylabel("matches")
    _title(
        axes,
        "From article to copy",
        f"{count(seconds.len(), 'match', 'matches')} in which the article is earlier in this "
        "corpus; line: half of them",
    )
    return figure
