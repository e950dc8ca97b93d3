"""``evenhand windows``."""

from __future__ import annotations

import json as json_
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from evenhand import __version__, detection, records
from evenhand.cli import options, show
from evenhand.cli.bars import Bars
from evenhand.cli.console import out as console
from evenhand.detection.windows import FEWEST_PAIRS, LONGEST_S, Suggestion, Windows
from evenhand.detection.windows import windows as look
from evenhand.exchange import tables
from evenhand.exchange.aside import aside, check_writable
from evenhand.records.errors import InputError
from evenhand.reports import windows as plot

FILES = ("windows.json", "delays.parquet", "plots/delays.svg", "plots/delays.png")
_UNITS = ((86_400, "d"), (3_600, "h"), (60, "m"), (1, "s"))


def windows(
    posts: options.Posts,
    signals: options.Signals = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="A folder for the plot and the numbers behind it.")
    ] = None,
    map_: options.Map = None,
    format_: options.Format = None,
    platform: options.Platform = None,
    encoding: options.Encoding = None,
    dates: options.Dates = None,
    include_reposts: options.IncludeReposts = False,
    text_min_length: options.TextMinLength = 20,
    hashtags_min: options.HashtagsMin = 2,
    near_text_similarity: options.NearText = 0.8,
    near_media_distance: options.NearMedia = 31,
    shorteners: options.Shorteners = None,
    overwrite: options.Overwrite = False,
    json: options.Json = False,
) -> None:
    """Look at how far apart shares of the same thing are, and suggest a window for **detect**.

    For each signal it says whether short delays stand out from how things spread at large, and up
    to where. It does not say that anything is coordinated.

    Example: **evenhand windows posts.csv --signals link,text --out windows**
    """
    _check(out, overwrite)
    with Bars(quiet=json) as bars:
        found = records.read(
            posts,
            columns=options.columns(map_),
            format=format_,
            platform=platform,
            encoding=encoding,
            dates=options.dates(dates),
            progress=bars,
        )
        if not json:
            show.sources(found)
        shares = detection.shares(
            found.posts,
            options.names(signals),
            options.signal_options(
                include_reposts,
                text_min_length,
                hashtags_min,
                shorteners,
                near_text_similarity,
                near_media_distance,
            ),
            progress=bars,
        )
        resolution = max((source.resolution_s for source in found.sources), default=1)
        result = look(shares, resolution)
        written = _write(result, out) if out is not None else []
    if json:
        show.print_json(_plain(result, written))
    else:
        _show(result, written)


def _check(out: Path | None, overwrite: bool) -> None:
    """Refuse a folder in which something would be lost, before any work is done."""
    if out is None:
        return
    if out.exists() and not out.is_dir():
        raise InputError(f"{out} is a file; --out needs a folder, which is made when missing.")
    for name in FILES:
        check_writable(out / name)
        if (out / name).exists() and not overwrite:
            raise InputError(
                f"{out / name} is there already. Give --overwrite to replace it, or another folder "
                "with --out."
            )


def _write(result: Windows, out: Path) -> list[str]:
    out.mkdir(parents=True, exist_ok=True)
    tables.write_parquet(result.table, out / "delays.parquet")
    files = ["delays.parquet", *plot.delays(result, out / "plots"), "windows.json"]
    written = [str(out / name) for name in files]
    with aside(out / "windows.json") as part:
        text = json_.dumps(_plain(result, []), ensure_ascii=False, indent=1)
        part.write_text(text + "\n", encoding="utf-8")
    return written


def _plain(result: Windows, written: list[str]) -> dict[str, Any]:
    return {
        "evenhand": __version__,
        "window_s": result.window_s,
        "signals": [asdict(one) | {"why": one.why} for one in result.suggestions],
        "files": written,
    }


def _show(result: Windows, written: list[str]) -> None:
    if not result.suggestions:
        console.print("Nothing was shared by two accounts, so there are no delays to look at.")
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, width=100)
    table.add_column("signal", no_wrap=True)
    table.add_column("shares", justify="right", no_wrap=True)
    table.add_column("half are followed\nby another within", justify="right")
    table.add_column("window", justify="right", no_wrap=True)
    table.add_column("jitter", justify="right", no_wrap=True)
    table.add_column("why", ratio=1)
    for one in result.suggestions:
        table.add_row(
            one.signal,
            f"{one.shares:,}",
            _about(one.next_half_s),
            _short(one.window_s),
            _short(one.jitter_s),
            one.why,
        )
    console.print(table)
    for line in _advice(result.suggestions, result.window_s):
        console.print(Text(line))
    if written:
        console.print(Text("Wrote " + ", ".join(written)), soft_wrap=True)


def _advice(suggestions: tuple[Suggestion, ...], window_s: float | None) -> list[str]:
    lines = []
    if window_s is not None:
        lines.append(f"Try it: evenhand detect … --window {_short(window_s)}")
        if len({one.window_s for one in suggestions} - {None}) > 1:
            lines.append(
                "That is the longest of them and covers all. Where a signal needs less, chance "
                "comes with it: run that signal alone, with --signals and its own window."
            )
        lines.append(
            "Short delays stand out up to there. That alone is no sign of a plan: fast readers, "
            "news tickers and scheduled posts bunch too."
        )
    elif any(one.answer == "none" for one in suggestions):
        unit = max(one.resolution_s for one in suggestions)
        lines.append(
            "The delays suggest no window: as far as they tell, things spread on one scale. A "
            "small group can hide in that."
        )
        lines.append(
            f"Use a window that you can give reasons for, such as {_short(max(60.0, unit))}, "
            "and try a shorter and a longer one."
        )
    if any(one.answer == "too_few" for one in suggestions):
        lines.append(
            f"Not enough shares to say: fewer than {FEWEST_PAIRS} pairs within {_short(LONGEST_S)}."
        )
    coarse = max(one.resolution_s for one in suggestions)
    if coarse > 1:
        lines.append(f"The times are only to {_short(coarse)}; no shorter window makes sense.")
    return lines


def _short(seconds: float | None) -> str:
    """Write a length of time as ``--window`` reads it: 45s, 2m, 1h."""
    if seconds is None:
        return "–"
    size, unit = next((s, u) for s, u in _UNITS if (seconds % s == 0 and seconds >= s) or s == 1)
    return f"{seconds / size:g}{unit}"


def _about(seconds: float | None) -> str:
    """Write a measured length of time to two or three figures."""
    if seconds is None:
        return "–"
    size, unit = next((s, u) for s, u in _UNITS if seconds >= 2 * s or s == 1)
    number = seconds / size
    return (
        f"{number:.0f} {unit}" if number >= 10 or number == int(number) else f"{number:.1f} {unit}"
    )
