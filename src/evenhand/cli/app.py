"""The commands, and what happens to an error that is meant for a person."""

from __future__ import annotations

import os
import signal
import sys
import threading
from types import FrameType
from typing import Annotated

import typer
from rich.text import Text

from evenhand import __version__
from evenhand.cli import (
    calibrate,
    compare,
    corpus,
    demo,
    detect,
    lists,
    power,
    registry_names,
    simulate,
    stages,
    traces,
    windows,
)
from evenhand.cli.console import errors, out, plain
from evenhand.records.errors import InputError

app = typer.Typer(
    name="evenhand",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=(
        "Evenhand finds accounts that act together in a file of posts, and shows the posts that "
        "say so.\n\n"
        "It reports behaviour, with its evidence. It never says who is behind it.\n\n"
        "Example: **evenhand detect posts.csv --out run**"
    ),
)
app.command("detect")(detect.detect)
app.command("demo")(demo.demo)
app.command("read")(stages.read)
app.command("shares")(stages.shares)
app.command("pairs")(stages.pairs)
app.command("calibrate")(calibrate.calibrate)
app.command("compare")(compare.compare)
app.command("network")(stages.network)
app.command("windows")(windows.windows)
app.command("trace")(traces.trace)
app.add_typer(corpus.app, name="corpus")
app.add_typer(registry_names.app, name="registry")
app.command("simulate")(simulate.simulate)
app.command("power")(power.power)
app.command("formats")(lists.formats)
app.command("signals")(lists.signals)


def _version(wanted: bool) -> None:
    if wanted:
        out.print(f"evenhand {__version__}", highlight=False)
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help="Say the version and stop."
        ),
    ] = False,
) -> None:
    """Take what comes before the command."""


def main() -> None:
    """Run the command line: exit with 2 and a sentence when something given cannot be used."""
    before = {}
    if threading.current_thread() is threading.main_thread():
        before = {
            number: signal.signal(number, _stop) for number in (signal.SIGINT, signal.SIGTERM)
        }
    try:
        app()
    except InputError as error:
        _say(str(error))
        sys.exit(2)
    except _Stopped as stopped:
        errors.print("Stopped. Nothing unfinished was left.", markup=False)
        sys.exit(128 + stopped.number)
    except BrokenPipeError:
        # Whoever read our output has had enough; Python would complain once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        _say(f"{where}{error.strerror or error}. Nothing unfinished was left.")
        sys.exit(2)
    except MemoryError:
        _say("There is not enough memory for this. Nothing unfinished was left.")
        sys.exit(2)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _say(what: str) -> None:
    errors.print(Text("Error: ", style="bold red").append_text(plain(what)), soft_wrap=True)


class _Stopped(BaseException):
    """Somebody wants an end: it comes as an error does, so that what is not finished is removed.

    Not KeyboardInterrupt, which typer takes for itself and ends without a word.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def _stop(number: int, frame: FrameType | None) -> None:
    raise _Stopped(number)
