"""The commands, and what happens to an error that is meant for a person."""

from __future__ import annotations

import os
import signal
import sys
from typing import Annotated

import typer

from evenhand import __version__
from evenhand.cli import demo, detect, lists, stages
from evenhand.cli.console import errors, out
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
app.command("network")(stages.network)
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
    try:
        app()
    except InputError as error:
        errors.print("Error:", style="bold red", end=" ")
        errors.print(str(error), markup=False, highlight=False, soft_wrap=True)
        sys.exit(2)
    except KeyboardInterrupt:
        errors.print("Stopped. Nothing was written.", markup=False)
        sys.exit(128 + signal.SIGINT)
    except BrokenPipeError:
        # Whoever read our output has had enough; Python would complain once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
