"""``evenhand registry match``, ``judge``, ``screen``: who may be whom, and whose posts they are."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from evenhand.cli import options
from evenhand.cli.registry import WHERE, Known, Valid, Where, app, room
from evenhand.records.errors import InputError

__all__ = ["app"]
Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE", help="Write the table as well: CSV or Parquet."),
]
Who = Annotated[str, typer.Option("--who", help="Who says so.", show_default=False, metavar="NAME")]


@app.command("starter")
def starter(where: Where = WHERE) -> None:
    """Bring in the set of actors that comes with evenhand: 152 outlets, with who owns them.

    Example: **evenhand registry starter**
    """
    room("cli.registry_naming").starter(where)


@app.command("match")
def match(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            help="Names or ids to look for; without any, two lists are compared.",
            show_default=False,
            metavar="[NAME]...",
        ),
    ] = None,
    left: Annotated[
        str | None, typer.Option("--left", metavar="LIST", help="Look for those of this list …")
    ] = None,
    right: Annotated[
        str | None, typer.Option("--right", metavar="LIST", help="… among those of this one.")
    ] = None,
    least: Annotated[
        float | None,
        typer.Option(
            "--least",
            min=0.0,
            max=1.0,
            help="The lowest score to show. [default: 0.85; 0.7 for a name]",
            show_default=False,
        ),
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", min=1, help="How many candidates for each.")
    ] = 10,
    valid: Valid = None,
    known: Known = None,
    out: Out = None,
    where: Where = WHERE,
    json: options.Json = False,
) -> None:
    """Find entities whose names are alike: across scripts, legal forms and spellings.

    A score is no probability. What somebody judged is shown beside it; to judge, use
    **evenhand registry judge**.

    Example: **evenhand registry match "АНО ТВ-Новости"**

    Example: **evenhand registry match --left eu-broadcast-bans --right ofac**
    """
    room("cli.registry_naming").match(
        where, names or [], left, right, least, limit, valid, known, out, json=json
    )


@app.command("judge")
def judge(
    who: Who,
    left: Annotated[
        str | None, typer.Argument(help="One entity, by id.", show_default=False)
    ] = None,
    right: Annotated[
        str | None, typer.Argument(help="The other, by id.", show_default=False)
    ] = None,
    verdict: Annotated[
        str | None,
        typer.Argument(help="**same**, **different** or **unsure**.", show_default=False),
    ] = None,
    table: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="FILE",
            help="Many at once: a table of **match --out** with words in its column judged.",
        ),
    ] = None,
    reasons: Annotated[str, typer.Option("--reasons", help="Why, in your words.")] = "",
    where: Where = WHERE,
) -> None:
    """Say whether two entities are the same. Nothing is merged, and it can be undone.

    Who is the same as the same is the same.

    Example: **evenhand registry judge ofac:50692 starter:ru-tv-novosti same --who "A. Reader"**

    Example: **evenhand registry judge --from candidates.csv --who "A. Reader"**
    """
    if table is not None:
        if left is not None:
            raise InputError("Give two entities, or a table with --from, and not both.")
        room("cli.registry_naming").judge_table(where, table, who, reasons)
        return
    if left is None or right is None or verdict is None:
        raise InputError(
            "A judgement takes two ids and a verdict, or a table of them: --from candidates.csv"
        )
    room("cli.registry_naming").judge(where, left, right, verdict, who, reasons)


@app.command("undo")
def undo(
    number: Annotated[int, typer.Argument(help="The judgement's number.", show_default=False)],
    who: Who,
    where: Where = WHERE,
) -> None:
    """Undo a judgement. It stays on record.

    Example: **evenhand registry undo 1 --who "A. Reader"**
    """
    room("cli.registry_naming").undo(where, number, who)


@app.command("judgements")
def judgements(
    entity: Annotated[
        str | None, typer.Argument(help="Only those about this entity, by id.")
    ] = None,
    where: Where = WHERE,
    json: options.Json = False,
) -> None:
    """List what was judged, by whom and when, what was undone too.

    Example: **evenhand registry judgements**
    """
    room("cli.registry_naming").judgements(where, entity, json=json)


@app.command("screen")
def screen(
    posts: options.Posts,
    accounts: options.Accounts = None,
    format_: options.Format = None,
    platform: options.Platform = None,
    encoding: options.Encoding = None,
    shorteners: options.Shorteners = None,
    known: Known = None,
    out: Out = None,
    where: Where = WHERE,
    json: options.Json = False,
) -> None:
    """Say which accounts of posts, and which sites they link to, are registered actors'.

    Each answer is a claim with its source, and counts the posts on days on which it holds.

    Example: **evenhand registry screen posts.csv --out screened.csv**
    """
    room("cli.registry_naming").screen(
        where, posts, accounts, format_, platform, encoding, shorteners, known, out, json=json
    )


@app.command("outlets")
def outlets(
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where to write the CSV.")],
    valid: Valid = None,
    known: Known = None,
    where: Where = WHERE,
) -> None:
    """Write the registered outlets as a list for **evenhand trace --outlets**.

    Example: **evenhand registry outlets --out outlets.csv**
    """
    room("cli.registry_naming").outlets(where, valid, known, out)


@app.command("declared")
def declared(
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where to write the CSV.")],
    valid: Valid = None,
    known: Known = None,
    where: Where = WHERE,
) -> None:
    """Write what actors say themselves is theirs, for **evenhand detect --declared**.

    Example: **evenhand registry declared --out declared.csv**
    """
    room("cli.registry_naming").declared(where, valid, known, out)
