"""What networks are found, in words and as a plot: one panel for each thing that was varied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import ScaledTranslation

from evenhand.reports.plots import COLOURS, FAINT, MUTED, _save, _style, _title
from evenhand.reports.sentences import SPACE, count, duration, listed, number

NAME = "power"
OFTEN = 0.8
"""A network counts as found at a value when it is in so many of the streams."""

TITLES = {"size": "Size", "delay": "Delay", "camouflage": "Camouflage"}
_AXES = {
    "size": "accounts of the network",
    "delay": "median delay",
    "camouflage": "% of its accounts' posts that are ordinary",
}
_EASY_FIRST = {"size": False, "delay": True, "camouflage": True}
_BELOW = -0.09
_UPRIGHT = 8

Row = Mapping[str, Any]


def value(varied: str, number_: float) -> str:
    """Write a value of a varied thing: 10 accounts, 75 seconds, 80 %."""
    if varied == "size":
        return count(number_, "account")
    if varied == "delay":
        return duration(number_)
    return _percent(number_)


def sentence(points: pa.Table) -> str:
    """Say what networks were found in four of five streams or more. ``points``: POWER_POINTS."""
    rows = points.to_pylist()
    parts: list[str] = []
    for varied in dict.fromkeys(row["varied"] for row in rows):
        mine = [row for row in rows if row["varied"] == varied]
        parts.append(_found(varied, mine, first=not parts))
    return "Found in four of five streams or more: " + "; ".join(parts) + "."


def _found(varied: str, rows: Sequence[Row], *, first: bool) -> str:
    """One part of the sentence; ``rows`` come in order of their values."""
    often = [row for row in rows if row["found"] >= OFTEN * row["streams"]]
    if not often:
        ends = (value(varied, rows[0]["value"]), value(varied, rows[-1]["value"]))
        tried = ends[0] if len(rows) == 1 else f"{ends[0]} to {ends[1]}"
        best = max(rows, key=lambda row: row["found"] / row["streams"])
        return f"{_none(varied)} ({tried}; at best {best['found']} of {best['streams']} streams)"
    cut = "every" if len(often) == len(rows) else ""
    easy = list(rows) if _EASY_FIRST[varied] else list(reversed(rows))
    if not cut and easy[: len(often)] == (often if _EASY_FIRST[varied] else often[::-1]):
        cut = "from one end"
    streams = sum(row["streams"] for row in often)
    found = f"{number(sum(row['found'] for row in often))} of {number(streams)}"
    found = f"({found} streams)" if first else f"({found})"
    if len(rows) == 1 or not cut:
        return f"{_of(varied, _values(varied, often))} {found}"
    words = [value(varied, row["value"]) for row in often]
    hardest = words[-1] if _EASY_FIRST[varied] else words[0]
    bound = f"{hardest} or {'less' if _EASY_FIRST[varied] else 'more'}"
    tried = ", all that were tried" if cut == "every" else ""
    return f"{_of(varied, bound)} {found}{tried}"


def _values(varied: str, rows: Sequence[Row]) -> str:
    if varied == "size" and len(rows) > 1:
        return listed([number(row["value"]) for row in rows]) + " accounts"
    return listed([value(varied, row["value"]) for row in rows])


def _of(varied: str, bound: str) -> str:
    return {
        "size": f"networks of {bound}",
        "delay": f"those with a median delay of {bound}",
        "camouflage": f"those whose posts are ordinary in {bound}",
    }[varied]


def _none(varied: str) -> str:
    return {
        "size": "no size that was tried",
        "delay": "no delay that was tried",
        "camouflage": "no camouflage that was tried",
    }[varied]


def false_sentence(outcomes: pa.Table) -> str:
    """Say how many streams held a confirmed group that was not the network. ``outcomes``: POWER."""
    # The scenario's own values stand with each varied thing, and were played once.
    streams = {
        (row["seed"], *(() if row["base"] else (row["varied"], row["value"]))): row
        for row in outcomes.to_pylist()
    }
    false = sum(row["false_groups"] > 0 for row in streams.values())
    held = f"{number(false)} held" if false else "none of them held"
    return (
        f"{number(len(streams))} streams were played; {held} a confirmed group in which the "
        "network's accounts were fewer than half."
    )


def plot(points: pa.Table, window_s: float, folder: Path) -> list[str]:
    """Draw precision and recall against each varied thing into ``folder``, as SVG and PNG.

    ``points`` is POWER_POINTS; ``window_s`` is marked among the delays. Returns the names of the
    files relative to the folder's parent. Raises OSError where it cannot write.
    """
    rows = points.to_pylist()
    things = list(dict.fromkeys(row["varied"] for row in rows))
    folder.mkdir(parents=True, exist_ok=True)
    with _style():
        figure = Figure(figsize=(1.2 + 3.1 * len(things), 4.0), layout="constrained")
        axes = figure.subplots(1, len(things), squeeze=False, sharey=True)[0]
        for one, varied in zip(axes, things, strict=True):
            _panel(one, varied, [row for row in rows if row["varied"] == varied])
            if varied == "delay":
                values = [row["value"] for row in rows if row["varied"] == varied]
                if values[0] <= window_s <= values[-1]:
                    place = np.interp(np.log(window_s), np.log(values), range(len(values)))
                    _mark(one, float(place), "the window", ":")
        axes[0].set_ylabel("mean over streams, 95 % interval")
        handles = {
            label: handle
            for one in axes
            for handle, label in zip(*one.get_legend_handles_labels(), strict=True)
        }
        figure.legend(
            handles.values(), handles.keys(), loc="outside lower center", ncols=3, frameon=False
        )
        return _save(figure, folder, NAME)


def _panel(axes: Axes, varied: str, rows: Sequence[Row]) -> None:
    # Values stand at equal distances: 80, 90 and 95 % are far apart in what they mean.
    base = next(place for place, row in enumerate(rows) if row["base"])
    _mark(axes, base, "as in the scenario", "-")
    looks = (("recall", COLOURS[0], "o", "-", -2), ("precision", COLOURS[1], "s", "--", 2))
    for measure, colour, marker, line, aside in looks:
        places = [place for place, row in enumerate(rows) if row[measure] is not None]
        known = [rows[place] for place in places]
        figure = axes.get_figure()
        assert figure is not None  # noqa: S101 - axes are in a figure, for the type checker
        # Beside each other, so that neither hides the other.
        beside = axes.transData + ScaledTranslation(aside / 72, 0, figure.dpi_scale_trans)
        axes.errorbar(
            places,
            [row[measure] for row in known],
            yerr=[
                [row[measure] - row[f"{measure}_low"] for row in known],
                [row[f"{measure}_high"] - row[measure] for row in known],
            ],
            color=colour,
            marker=marker,
            markersize=5,
            linestyle=line,
            linewidth=1.2,
            elinewidth=1,
            capsize=2.5,
            label=measure,
            transform=beside,
        )
    nothing = [place for place, row in enumerate(rows) if row["precision"] is None]
    if nothing:
        axes.plot(
            nothing,
            [_BELOW] * len(nothing),
            marker="x",
            color=MUTED,
            linestyle="",
            label="nothing was confirmed: no precision",
        )
    values = [row["value"] for row in rows]
    axes.set_xticks(
        range(len(values)),
        [_tick(varied, one) for one in values],
        rotation=90 if len(values) > _UPRIGHT else 0,
    )
    axes.set_xlim(-0.5, len(values) - 0.5)
    axes.set_ylim(_BELOW - 0.06, 1.06)
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1])
    axes.grid(axis="y", color=FAINT, linewidth=0.4)
    axes.set_axisbelow(True)
    axes.set_xlabel(_AXES[varied])
    _title(axes, TITLES[varied])


def _mark(axes: Axes, at: float, label: str, line: str) -> None:
    axes.axvline(at, color=MUTED, linewidth=0.8, linestyle=line, alpha=0.8, label=label, zorder=0.5)


def _tick(varied: str, at: float) -> str:
    if varied == "camouflage":
        return f"{100 * at:g}"
    if varied == "size":
        return number(at)
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "m")):
        if at >= size and at % size == 0:
            return f"{at / size:g} {unit}"
    return f"{at:g} s"


def _percent(share: float) -> str:
    return f"{100 * share:g}{SPACE}%"
