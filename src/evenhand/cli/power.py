"""``evenhand power``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich import box
from rich.table import Table

import evenhand
from evenhand.cli import options, show
from evenhand.cli.bars import Bars
from evenhand.cli.console import command_line, plain
from evenhand.cli.console import out as console
from evenhand.detection import Settings
from evenhand.engines import local
from evenhand.records.durations import duration
from evenhand.records.errors import InputError
from evenhand.reports.power import TITLES, value
from evenhand.run.folder import check_free
from evenhand.run.power import Power
from evenhand.simulation.variation import VARIED


def power(
    scenario: Annotated[
        str,
        typer.Option(
            "--scenario",
            help="A YAML file, or one of **demo**, **easy**, **hard**, **middle** "
            "(see **evenhand simulate**).",
            show_default=False,
        ),
    ],
    out: Annotated[Path, typer.Option("--out", help="The folder for tables and plot.")],
    vary: Annotated[
        list[str] | None,
        typer.Option(
            "--vary",
            metavar="THING=VALUES",
            help="What to vary, and through which values: **size=5,10,20**, **delay=10s,1m,5m** or "
            "**camouflage=0,0.5,0.9**; repeat it for more than one. Without it all three, around "
            "the scenario's own values.",
        ),
    ] = None,
    more: Annotated[list[str] | None, typer.Argument(hidden=True)] = None,
    network: Annotated[
        str | None,
        typer.Option("--network", help="The planted network to vary; the first by default."),
    ] = None,
    repeats: Annotated[int, typer.Option("--repeats", help="Streams to play for each value.")] = 10,
    signals: options.Signals = None,
    window: options.Window = "60s",
    jitter: options.Jitter = "auto",
    alpha: options.Alpha = 0.05,
    min_lift: options.MinLift = 1.1,
    seed: options.Seed = 0,
    threads: options.Threads = None,
    csv: Annotated[bool, typer.Option("--csv", help="Write the tables as CSV too.")] = False,
    overwrite: options.Overwrite = False,
    json: options.Json = False,
) -> None:
    """Say how large, quick and careless a network must be to be found.

    It plays a scenario again and again, with one thing about its planted network varied at a time:
    how many accounts it has, how long they wait, and how many of their posts are ordinary. In each
    stream it looks for confirmed groups as **detect** does, and holds them against the truth.

    Example: **evenhand power --scenario middle --vary size=5,10,20 --out power**
    """
    settings = Settings(
        window=duration(window),
        signals=options.names(signals),
        jitter=None if jitter == "auto" else duration(jitter),
        alpha=alpha,
        min_lift=min_lift,
        seed=seed,
    )
    workers = local.threads(threads)
    if seed < 0:
        raise InputError(f"--seed must be 0 or more; {seed} was given.")
    check_free(out, overwrite=overwrite)
    with Bars(quiet=json) as bars:
        found = evenhand.power(
            scenario,
            network=network,
            vary=_varied([*(vary or []), *(more or [])]),
            repeats=repeats,
            settings=settings,
            workers=workers,
            progress=bars,
        )
    written = found.write(out, csv=csv, overwrite=overwrite, command=command_line())
    if json:
        show.print_json(_plain(found, written))
    else:
        _show(found, out)


def _varied(given: list[str]) -> dict[str, list[str | float]] | None:
    """Read ``--vary``. Raises InputError for one without values."""
    found: dict[str, list[str | float]] = {}
    for item in (word for words in given for word in words.split()):
        thing, _, values = item.partition("=")
        listed: list[str | float] = [one.strip() for one in values.split(",") if one.strip()]
        if not listed:
            raise InputError(
                f"--vary needs a thing and its values, as in --vary size=5,10,20; '{item}' is not "
                f"that. What can be varied is {', '.join(VARIED)}."
            )
        if thing in found:
            raise InputError(f"--vary names {thing} twice; give all its values at once.")
        found[thing] = listed
    return found or None


def _plain(found: Power, written: list[str]) -> dict[str, Any]:
    return {
        "evenhand": evenhand.__version__,
        "scenario": found.source,
        "network": found.scenario.networks[0].name,
        "repeats": found.repeats,
        "parameters": found.settings.as_dict(),
        "sentence": found.sentence,
        "false_groups": found.false_sentence,
        "points": found.summary.to_pylist(),
        "files": written,
    }


def _show(found: Power, out: Path) -> None:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("varied", no_wrap=True)
    table.add_column("value", justify="right", no_wrap=True)
    table.add_column("found in", justify="right", no_wrap=True)
    table.add_column("recall (95 %)", justify="right", no_wrap=True)
    table.add_column("precision (95 %)", justify="right", no_wrap=True)
    table.add_column("false groups", justify="right", no_wrap=True)
    before = None
    for row in found.summary.to_pylist():
        varied = row["varied"]
        if before not in (None, varied):
            table.add_section()
        table.add_row(
            TITLES[varied].lower() if varied != before else "",
            value(varied, row["value"]) + (" *" if row["base"] else "  "),
            f"{row['found']} of {row['streams']}",
            _interval(row, "recall"),
            _interval(row, "precision"),
            str(row["false_groups"]),
        )
        before = varied
    net = found.scenario.networks[0]
    console.print(plain(f"Scenario {found.source}, network {net.name}"))
    console.print(table)
    notes = (
        "* as in the scenario. Found: one confirmed group holds half of the network's accounts or "
        "more."
    )
    if any(row["precision"] is None for row in found.summary.to_pylist()):
        notes += " –: nothing was confirmed, so there is no precision."
    console.print(plain(notes, "dim"))
    console.print(plain(found.sentence, "bold"))
    console.print(plain(found.false_sentence))
    console.print(plain(f"Plot: {out / 'plots' / 'power.svg'}"), soft_wrap=True)


def _interval(row: dict[str, Any], measure: str) -> str:
    if row[measure] is None:
        return "–"
    return f"{row[measure]:.2f} ({row[f'{measure}_low']:.2f}–{row[f'{measure}_high']:.2f})"
