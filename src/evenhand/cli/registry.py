"""``evenhand registry``: make one, bring lists in, ask who is who and who is related."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import typer

from evenhand.cli import options

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help=(
        "Keep a registry of who is who: actors, who controls whom, where they are present and who "
        "lists them. Every fact is a claim with a source and a date.\n\n"
        'It needs: **pip install "evenhand[registry]"**\n\n'
        "Example: **evenhand registry related aurora-group --rule majority+control**"
    ),
)
Where: TypeAlias = Annotated[
    str,
    typer.Option(
        "--registry",
        help="The registry: a SQLite file, or the URL of a PostgreSQL database.",
        envvar="EVENHAND_REGISTRY",
    ),
]
WHERE = "registry.db"
Actor: TypeAlias = Annotated[
    str,
    typer.Argument(
        help="An actor: its id in the registry, or a name it has or had.",
        show_default=False,
        metavar="ACTOR",
    ),
]
Valid: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--valid", metavar="DATE", help="As things are said to be on this day. [default: today]"
    ),
]
Known: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--known",
        metavar="DATE",
        help="As far as the registry knew at the end of this day. [default: now]",
    ),
]
RuleText: TypeAlias = Annotated[
    str,
    typer.Option(
        "--rule",
        help="What relates: majority, control, funding, editorial, succession, several joined with "
        "+, or the presets ofac and eu.",
    ),
]


def room(name: str) -> Any:
    """Import a part of the registry when a command asks for it: its libraries are an extra."""
    return import_module(f"evenhand.{name}")


@app.command("init")
def init(
    where: Where = WHERE,
    sql: Annotated[
        bool,
        typer.Option(
            "--sql", help="Print the SQL that would make it, for an administrator; make nothing."
        ),
    ] = False,
) -> None:
    """Make an empty registry, or bring one of an older evenhand up to date.

    Example: **evenhand registry init**
    """
    room("cli.registry_work").init(where, sql=sql)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="The list.", show_default=False, metavar="FILE")],
    format_: Annotated[
        str, typer.Option("--format", help="The format (see **evenhand registry formats**).")
    ],
    list_: Annotated[
        str | None,
        typer.Option(
            "--list", metavar="NAME", help="The list's name here. [default: the format's]"
        ),
    ] = None,
    version: Annotated[
        str | None,
        typer.Option(
            "--version", help="The list's version. [default: 12 digits of the SHA-256 of its files]"
        ),
    ] = None,
    known: Annotated[
        str | None,
        typer.Option(
            "--known",
            metavar="DATE",
            help="When you knew this version, if not now. Import older versions first.",
        ),
    ] = None,
    yes: Annotated[
        bool,
        typer.Option(
            "--yes", help="Import it even if it shrank by half, or is older than the last one."
        ),
    ] = False,
    where: Where = WHERE,
    json: options.Json = False,
) -> None:
    """Bring a list to a new version: what is new is added, what has left it is ended.

    Importing a version twice changes nothing. Addresses, telephone numbers and papers are left out.

    Example: **evenhand registry import actors.csv --format plain**
    """
    room("cli.registry_work").import_file(
        where, file, format_, list_, version, known, yes=yes, json=json
    )


@app.command("formats")
def formats() -> None:
    """List the formats that lists can have.

    Example: **evenhand registry formats**
    """
    room("cli.registry_work").formats()


@app.command("lists")
def lists(where: Where = WHERE, json: options.Json = False) -> None:
    """List what was imported, and what each version added and ended.

    Example: **evenhand registry lists**
    """
    room("cli.registry_work").lists(where, json=json)


@app.command("related")
def related(
    actor: Actor,
    rule: RuleText = "majority",
    threshold: Annotated[
        str | None,
        typer.Option("--threshold", help="What a majority is, in percent. [default: 50]"),
    ] = None,
    valid: Valid = None,
    known: Known = None,
    what_if: Annotated[
        list[str] | None,
        typer.Option(
            "--what-if",
            metavar="CHANGE",
            help="See what a claim would change: **'OWNER | Ownership | OWNED | percentage=60'**, "
            "or **'end 12'**.",
        ),
    ] = None,
    paths: Annotated[
        bool, typer.Option("--paths", help="Show the claims that brought each member in.")
    ] = False,
    where: Where = WHERE,
    json: options.Json = False,
) -> None:
    """Find everyone who is related to an actor by a rule, and the claims that say so.

    A majority is a cascade: who is in counts in full for what it owns. The interest, which
    multiplies percentages along the chain, stands beside it.

    Example: **evenhand registry related aurora-group --rule majority+control --paths**
    """
    room("cli.registry_related").related(
        where, actor, rule, threshold, valid, known, what_if or [], paths=paths, json=json
    )


@app.command("presences")
def presences(
    actor: Actor,
    rule: Annotated[
        str | None,
        typer.Option("--rule", help="Those of everyone related by this rule as well."),
    ] = None,
    valid: Valid = None,
    known: Known = None,
    where: Where = WHERE,
    json: options.Json = False,
) -> None:
    """List where an actor is present: accounts, pages, channels, groups, domains, ad accounts.

    Example: **evenhand registry presences aurora-wire**
    """
    room("cli.registry_work").presences(where, actor, rule, valid, known, json=json)


@app.command("show")
def show(
    actor: Actor,
    valid: Valid = None,
    known: Known = None,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write a page instead.")
    ] = None,
    where: Where = WHERE,
    json: options.Json = False,
) -> None:
    """Show what is said of an actor, by whom, and what contradicts what.

    Example: **evenhand registry show aurora-wire --html aurora.html**
    """
    room("cli.registry_work").show(where, actor, valid, known, html, json=json)
