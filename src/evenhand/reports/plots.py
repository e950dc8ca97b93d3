"""The plots of a run as files, for print and slides: SVG and PNG of each.

Texts from posts and handles are written as plain text: nothing in them is read as a formula.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure

from evenhand.records.progress import Progress, silent
from evenhand.reports.limits import Limits
from evenhand.reports.sentences import count, number
from evenhand.reports.texts import one_line

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#f0e442")
"""Okabe and Ito 2008, in the order of ``page/marks.js``."""
MARKERS = ("o", "s", "^", "D", "X", "v", "P")
INK, MUTED, FAINT = "#1b1f24", "#58626d", "#b4bcc5"
PREFERRED_FONTS = (
    "DejaVu Sans",
    "Noto Sans",
    "Noto Sans Arabic",
    "Noto Sans Hebrew",
    "Noto Sans Devanagari",
    "Noto Sans CJK SC",
    "Noto Emoji",
)
LANES = 60
"""Accounts in a plot of swim lanes; the page has all of them."""
MAP_EDGES = 30_000
DAY_MS = 86_400_000

Data = Mapping[str, Any]
"""What ``page_data`` returns."""


def plots(data: Data, folder: Path, *, limits: Limits, progress: Progress = silent) -> list[str]:
    """Draw all plots of a page into ``folder``, which is made if needed.

    There are ``activity``, ``map`` and, for each of the strongest groups, ``c1-lanes`` and
    ``c1-delays``; nothing is drawn that would be empty. Returns the names of the files relative to
    the folder's parent. Raises ``OSError`` where it cannot write.
    """
    wanted: list[tuple[str, Callable[[], Figure]]] = []
    if data["groups"]:
        wanted.append(("activity", lambda: activity(data)))
    if data["accounts"]["id"]:
        wanted.append(("map", lambda: network(data)))
    for group in range(min(limits.plotted_groups, data["detailed"])):
        name = f"c{group + 1}"
        wanted.append((f"{name}-lanes", lambda group=group: lanes(data, group)))  # type: ignore[misc]
        wanted.append((f"{name}-delays", lambda group=group: delays(data, group)))  # type: ignore[misc]
    if not wanted:
        return []
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    with _style():
        for done, (name, draw) in enumerate(wanted, 1):
            files += _save(draw(), folder, name)
            progress("plots drawn", done, len(wanted))
    return files


@contextmanager
def _style() -> Iterator[None]:
    """Plain, the same on each run, and without formulas."""
    known = set(font_manager.get_font_names())
    settings: Any = {
        "font.family": [font for font in PREFERRED_FONTS if font in known] or ["sans-serif"],
        "font.size": 9,
        "text.parse_math": False,
        "text.usetex": False,
        "svg.hashsalt": "evenhand",
        "svg.fonttype": "path",
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.edgecolor": MUTED,
        "axes.labelcolor": MUTED,
        "xtick.color": MUTED,
        "ytick.color": MUTED,
        "text.color": INK,
        "timezone": "UTC",
    }
    with mpl.rc_context(settings), warnings.catch_warnings():
        # A script without a font on this machine is drawn as boxes; that is all the warning says.
        warnings.filterwarnings("ignore", message=r"Glyph .* missing from font")
        yield


def _save(figure: Figure, folder: Path, name: str) -> list[str]:
    FigureCanvasAgg(figure)
    figure.savefig(folder / f"{name}.svg", metadata={"Date": None, "Creator": None})
    figure.set_layout_engine("none")  # the places found for the first file hold for the second
    figure.savefig(folder / f"{name}.png", dpi=160, metadata={"Software": None})
    return [f"{folder.name}/{name}.svg", f"{folder.name}/{name}.png"]


def _times(data: Data, steps: list[int]) -> list[float]:
    clock = data["clock"]
    # Matplotlib counts time in days since 1970-01-01 UTC.
    return [(clock["start_ms"] + step * clock["step_ms"]) / DAY_MS for step in steps]


def _time_axis(axes: Axes) -> None:
    locator = AutoDateLocator(tz=UTC)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    formatter = ConciseDateFormatter(locator, tz=UTC)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_formatter(formatter)
    axes.set_xlabel("time (UTC)")


def _title(axes: Axes, words: str, under: str = "") -> None:
    axes.set_title(words, loc="left", fontsize=11, fontweight="bold", pad=22 if under else 8)
    if under:
        note = axes.annotate(
            under,
            (0, 1),
            xytext=(0, 7),
            xycoords="axes fraction",
            textcoords="offset points",
            color=MUTED,
        )
        note.set_in_layout(False)


def _name(data: Data, group: int) -> str:
    one = data["groups"][group]
    return f"{_ordinal(data, group)}: {one_line(one['label'], 60)}"


def _ordinal(data: Data, group: int) -> str:
    one = data["groups"][group]
    declared = ", declared" if one["declared"] and one["declared"]["is"] else ""
    not_confirmed = ", not confirmed" if one["confirmed"] is False else ""
    return f"Group {group + 1}{declared}{not_confirmed}"


def _legend(data: Data, group: int) -> str:
    """Name a group beside the map; whether it is confirmed is said elsewhere."""
    return _ordinal(data, group).replace(", not confirmed", "")


def _hollow(data: Data, account: int) -> bool:
    """Tell whether an account, or its group, is declared; the page draws them hollow too."""
    if data["declared"] is None:
        return False
    group = data["accounts"]["group"][account]
    if group >= 0 and data["groups"][group]["declared"]["is"]:
        return True
    return bool(data["declared"]["what"][account] >= 0)


def activity(data: Data) -> Figure:
    """Coordinated posts of the strongest groups over the whole period, one row for each group."""
    shown = data["groups"][:12]
    figure = Figure(figsize=(9, 1.6 + 0.5 * len(shown)), layout="constrained")
    axes = figure.subplots()
    first, last = _times(data, data["period"])
    parts = len(shown[0]["activity"]["all"])
    width = max(last - first, 1e-6) / parts
    at = [first + (part + 0.5) * width for part in range(parts)]
    for row, group in enumerate(shown):
        bars = group["activity"]
        most = max(1, *bars["all"])
        for key, colour in (("all", FAINT), ("coordinated", COLOURS[row % len(COLOURS)])):
            heights = [0.85 * (value / most) ** 0.5 for value in bars[key]]
            axes.bar(at, heights, width * 0.85, bottom=-row - 0.4, color=colour, linewidth=0)
    axes.set_yticks(
        [-row for row in range(len(shown))],
        [one_line(_name(data, row), 36) for row in range(len(shown))],
    )
    axes.set_xlim(first, last if last > first else first + 1e-3)
    axes.set_ylim(-len(shown) + 0.4, 0.7)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    _time_axis(axes)
    cut = f"; the {len(shown)} strongest of {number(data['in_all']['groups'])} groups"
    _title(
        axes,
        "Posts of the groups over time",
        "coloured: coordinated; grey: other posts of the same accounts; heights: square roots, "
        "by row" + (cut if len(data["groups"]) > len(shown) else ""),
    )
    return figure


def lanes(data: Data, group: int) -> Figure:
    """Swim lanes of a group around its coordinated posts: rows are accounts, ticks are posts."""
    source = data["groups"][group]["lanes"]
    rows = min(len(source["accounts"]), LANES)
    strong: list[list[float]] = []
    faint: list[list[float]] = []
    place: list[tuple[float, int]] = []
    tick = 0
    for row, size in enumerate(source["row_sizes"]):
        step = 0
        strong.append([])
        faint.append([])
        for _ in range(size):
            step += source["times"][tick]
            place.append((step, row))
            (strong if source["coordinated"][tick] == "1" else faint)[row].append(step)
            tick += 1
    figure = Figure(figsize=(9, 1.5 + 0.19 * max(rows, 4)), layout="constrained")
    axes = figure.subplots()
    joins = [
        [place[one] for one in ticks if place[one][1] < rows] for ticks in source["burst_ticks"]
    ]
    lines = [
        list(zip(_times(data, [int(step) for step, _ in join]), [r for _, r in join], strict=True))
        for join in joins
        if len(join) > 1
    ]
    axes.add_collection(LineCollection(lines, colors=INK, linewidths=0.5, alpha=0.6))
    for ticks, colour, tall, wide in (
        (faint, FAINT, 0.3, 0.5),
        (strong, COLOURS[group % len(COLOURS)], 0.75, 1.4),
    ):
        axes.eventplot(
            [_times(data, [int(step) for step in row]) for row in ticks[:rows]],
            lineoffsets=list(range(rows)),
            linelengths=tall,
            linewidths=wide,
            colors=colour,
        )
    names = [
        one_line(data["accounts"]["handle"][account] or data["accounts"]["id"][account], 24)
        for account in source["accounts"][:rows]
    ]
    axes.set_yticks(range(rows), names, fontsize=7)
    axes.set_ylim(rows - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    low, high = _times(data, [data["groups"][group]["first"], data["groups"][group]["last"]])
    margin = max((high - low) * 0.05, 1 / 1440)
    axes.set_xlim(low - margin, high + margin)
    _time_axis(axes)
    accounts = data["groups"][group]["accounts"]
    who = count(accounts, "account")
    if rows < accounts:
        who = f"the {number(rows)} strongest of {who}"
    _title(
        axes,
        _name(data, group),
        f"{who[0].upper()}{who[1:]}; coloured ticks: coordinated posts, joined where they "
        "coincide; grey: other posts",
    )
    return figure


def delays(data: Data, group: int) -> Figure:
    """How far apart a group's posts are; of a confirmed one, beside what chance makes."""
    if data["groups"][group]["against_chance"]:
        return _against_chance(data, group)
    source = data["groups"][group]["delays"]
    width, counts = source["width_s"], source["counts"]
    figure = Figure(figsize=(5, 3.2), layout="constrained")
    axes = figure.subplots()
    colour = COLOURS[group % len(COLOURS)]
    axes.bar(-1.5 * width, source["zero"], width, color=INK, linewidth=0, label="same time")
    axes.bar(
        [(part + 0.5) * width for part in range(len(counts))],
        counts,
        width * 0.9,
        color=colour,
        linewidth=0,
    )
    axes.legend(frameon=False)
    axes.set_xlabel("delay in seconds")
    axes.set_ylabel("pairs of posts")
    total = source["zero"] + sum(counts)
    _title(
        axes,
        _name(data, group),
        f"Delays of {count(total, 'pair')} of posts; window {data['window_s']:g} s",
    )
    return figure


def _against_chance(data: Data, group: int) -> Figure:
    source = data["groups"][group]["against_chance"]
    width, seen, chance = source["width_s"], source["observed"], source["expected"]
    figure = Figure(figsize=(5, 3.2), layout="constrained")
    axes = figure.subplots()
    colour = COLOURS[group % len(COLOURS)]
    middles = [(part + 0.5) * width for part in range(len(seen))]
    axes.bar(middles, seen, width * 0.9, color=colour, linewidth=0, label="as they did")
    edges = [part * width for part in range(len(seen) + 1)]
    axes.stairs(chance, edges, color=INK, linewidth=1.5, label="by chance")
    axes.axvline(data["window_s"], color=INK, linewidth=0.8, linestyle="--", label="window")
    axes.legend(frameon=False)
    axes.set_xlabel("delay in seconds")
    axes.set_ylabel("pairs of accounts and things")
    _title(axes, _name(data, group), "Delays between first shares, over all of the time")
    return figure


def network(data: Data) -> Figure:
    """Draw the map of all accounts on the page."""
    accounts, edges = data["accounts"], data["edges"]
    figure = Figure(figsize=(9, 6), layout="constrained")
    axes = figure.subplots()
    x, y = accounts["x"], accounts["y"]
    pairs = list(zip(edges["a"][:MAP_EDGES], edges["b"][:MAP_EDGES], strict=True))
    lines = [[(x[a], -y[a]), (x[b], -y[b])] for a, b in pairs]
    axes.add_collection(
        LineCollection(
            lines,
            colors=INK,
            linewidths=0.4,
            alpha=0.15 if len(lines) < 2000 else 0.05,
            rasterized=len(lines) > 2000,
        )
    )
    size = 3 if len(x) > 1000 else 14
    members: dict[tuple[int, bool], list[int]] = {}
    for account, group in enumerate(accounts["group"]):
        members.setdefault((group, _hollow(data, account)), []).append(account)
    for (group, hollow), inside in sorted(members.items()):
        look = group % len(COLOURS)
        colour = COLOURS[look] if group >= 0 else MUTED
        axes.scatter(
            [x[account] for account in inside],
            [-y[account] for account in inside],
            s=size if group >= 0 else size * 0.4,
            c="none" if hollow else colour,
            marker=MARKERS[(group + group // len(COLOURS)) % len(MARKERS)] if group >= 0 else "o",
            linewidths=1.2 if hollow else 0.2,
            edgecolors=colour if hollow else INK,
            label=_legend(data, group) if 0 <= group < 10 else None,
            rasterized=len(x) > 1000,
        )
    axes.set_aspect("equal")
    axes.margins(0.03)
    axes.set_axis_off()
    if any(0 <= group < 10 for group, _ in members):
        axes.legend(frameon=False, loc="upper left", bbox_to_anchor=(1, 1), fontsize=8)
    said = f"{count(len(x), 'account')}"
    if len(x) < data["in_all"]["with_edge"]:
        said += f" of {number(data['in_all']['with_edge'])} with an edge"
    if len(pairs) < data["in_all"]["edges"]:
        said += f"; the {number(len(pairs))} strongest of {count(data['in_all']['edges'], 'edge')}"
    _title(axes, "Map of everything", f"{said}. A map alone proves nothing.")
    return figure
