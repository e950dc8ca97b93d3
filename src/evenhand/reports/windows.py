"""How far apart shares of one object are, as a plot: one panel for each signal."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from evenhand.detection.windows import Suggestion, Windows
from evenhand.reports.plots import COLOURS, FAINT, INK, MUTED, _save, _style, _title
from evenhand.reports.sentences import SIGNAL_WORDS, duration, number

NAME = "delays"
_TICKS_S = {
    1: "1 s",
    10: "10 s",
    60: "1 min",
    600: "10 min",
    3_600: "1 h",
    21_600: "6 h",
    86_400: "1 day",
    604_800: "1 week",
    2_592_000: "30 days",
    31_536_000: "1 year",
}


def delays(found: Windows, folder: Path) -> list[str]:
    """Draw the delays of every signal into ``folder`` as SVG and PNG.

    Returns the names of the files relative to the folder's parent; none without shares. Raises
    OSError where it cannot write.
    """
    shown = [s for s in found.suggestions if s.next_half_s is not None]
    if not shown:
        return []
    folder.mkdir(parents=True, exist_ok=True)
    with _style():
        figure = Figure(figsize=(8, 2.9 * len(shown)), layout="constrained")
        axes = figure.subplots(len(shown), squeeze=False)
        table = pl.DataFrame(pl.from_arrow(found.table))
        for place, suggestion in enumerate(shown):
            _panel(axes[place, 0], table.filter(signal=suggestion.signal), suggestion)
        axes[-1, 0].set_xlabel("delay between two shares of one thing")
        return _save(figure, folder, NAME)


def _panel(axes: Axes, table: pl.DataFrame, suggestion: Suggestion) -> None:
    unit = suggestion.resolution_s
    upper = table["to_s"].to_numpy() + unit / 2
    lower = np.concatenate(([unit / 4], upper[:-1]))
    # Equal areas are equal numbers: what is in a bin, for each factor of ten of delay.
    tenfold = np.log10(upper / lower)
    seen = table["weighted"].to_numpy() / tenfold
    expected = table["expected"].to_numpy() / tenfold
    axes.bar(lower, seen, upper - lower, align="edge", color=FAINT, linewidth=0, label="as it is")
    axes.step(
        np.append(lower, upper[-1]),
        np.append(expected, expected[-1]),
        where="post",
        color=INK,
        linewidth=1,
        label="if all were moved at random by up to five times the delay",
    )
    if suggestion.window_s is not None:
        inside = table["to_s"].to_numpy() <= suggestion.window_s
        axes.bar(
            lower[inside],
            seen[inside],
            (upper - lower)[inside],
            align="edge",
            color=COLOURS[0],
            linewidth=0,
            label=f"within the suggested window, {duration(suggestion.window_s)}",
        )
        axes.axvline(suggestion.window_s + unit / 2, color=COLOURS[1], linewidth=1)
    axes.set_xscale("log")
    axes.set_xlim(lower[0], upper[-1])
    ticks = [tick for tick in _TICKS_S if lower[0] <= tick <= upper[-1]]
    axes.set_xticks(ticks, [_TICKS_S[tick] for tick in ticks], minor=False)
    axes.minorticks_off()
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.set_ylabel("pairs", color=MUTED)
    axes.legend(frameon=False, fontsize=7, loc="upper left")
    words = SIGNAL_WORDS.get(suggestion.signal, suggestion.signal)
    _title(
        axes,
        words[0].upper() + words[1:],
        f"{number(suggestion.shares)} shares: {_says(suggestion)}",
    )


def _says(suggestion: Suggestion) -> str:
    if suggestion.window_s is None:
        return suggestion.why
    return f"a window of {duration(suggestion.window_s)}"
