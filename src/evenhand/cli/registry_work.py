"""What the commands of ``evenhand registry`` do, once its libraries are there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from evenhand import __version__
from evenhand.cli import show as printed
from evenhand.cli.bars import Bars
from evenhand.cli.console import errors, out, plain
from evenhand.exchange.aside import check_writable
from evenhand.records.errors import InputError
from evenhand.registry.claims import IS_A, Claim, EntityKey, denies
from evenhand.registry.closure import related_entities
from evenhand.registry.database import shown, statements
from evenhand.registry.formats import FORMATS, version_of
from evenhand.registry.formats.rows import Refusals
from evenhand.registry.percentages import percent
from evenhand.registry.presences import presences as presences_of
from evenhand.registry.profile import TYPE_WORDS, Profile, period_words, profile, source_words
from evenhand.registry.rules import parse_rule
from evenhand.registry.store import open_registry
from evenhand.registry.values import of_presence, of_profile
from evenhand.registry.view import Recorded
from evenhand.reports import actor as page
from evenhand.reports.sentences import count

_REASONS = 5  # refusals that are printed


def init(where: str, *, sql: bool) -> None:
    """See `registry.init`."""
    if sql:
        typer.echo(statements(where), nl=False)
        return
    open_registry(where, make=True)
    out.print(plain(f"The registry {shown(where)} is ready.", "bold"), soft_wrap=True)


def import_file(
    where: str,
    file: Path,
    format_: str,
    list_name: str | None,
    version: str | None,
    known: str | None,
    *,
    yes: bool,
    json: bool,
) -> None:
    """See `registry.import_`."""
    if format_ not in FORMATS:
        raise InputError(f"“{format_}” is no format of a list. There are: {', '.join(FORMATS)}.")
    registry = open_registry(where)
    name = list_name or FORMATS[format_].list_name
    notes = Refusals()
    abroad: set[str] = set()
    with Bars(quiet=json) as bars:
        done = registry.import_list(
            name,
            version or version_of(file, format_),
            _noting(FORMATS[format_].read(file, name, refused=notes), name, abroad),
            known=known,
            yes=yes,
            notes=notes,
            progress=bars,
        )
    described = {one.claim.entity.id for one in registry.at().claims(abroad, (IS_A,))}
    unknown = sorted(abroad - described)
    rejected = notes.table().to_pylist()
    reasons = [(_place(row), row["reason"]) for row in rejected if row["reason"]]
    reasons += [(f"{file.name}, {one.place}", one.why) for one in done.reasons]
    if json:
        printed.print_json(
            {
                "list": done.list_name,
                "version": done.version,
                "known_from": done.known_from,
                "claims": done.claims,
                "added": done.added,
                "ended": done.ended,
                "refused": done.refused,
                "private": done.private,
                "reasons": [{"place": place, "why": why} for place, why in reasons],
                "unknown": unknown,
            }
        )
        return
    out.print(plain(f"{name} {done.version}: {count(done.claims, 'claim')}.", "bold"))
    if done.added or done.ended:
        out.print(plain(f"Added {done.added:,}, ended {done.ended:,}."))
    else:
        out.print(plain("Nothing changed."))
    if done.private:
        said = f"Left out on purpose, private data above all: {count(done.private, 'value')}."
        out.print(plain(said))
    if unknown:
        shown_ids = ", ".join(unknown[:_REASONS])
        said = f"No list that is here describes {count(len(unknown), 'actor')} it names: "
        more = f" and {len(unknown) - _REASONS:,} more" if len(unknown) > _REASONS else ""
        errors.print(
            plain(f"{said}{shown_ids}{more}. Correct the id, or import that list too."),
            soft_wrap=True,
        )
    if reasons:
        total = done.refused
        errors.print(plain(f"Could not be used as it stands: {count(total, 'place')}. The first:"))
        for place, why in reasons[:_REASONS]:
            errors.print(plain(f"  {place}: {why}"), soft_wrap=True)
        if total > _REASONS:
            more = count(total - _REASONS, "more reason")
            errors.print(plain(f"  and {more}: the same command with --json lists them"))


def _noting(given: Iterable[Claim], list_name: str, abroad: set[str]) -> Iterator[Claim]:
    """Note the actors of other lists in relations: a wrong letter makes one that nobody knows."""
    for claim in given:
        other = claim.value
        if isinstance(other, EntityKey):
            abroad.update(
                key.id
                for key in (claim.entity, other)
                if key.schema != "OnlineAsset" and not key.id.startswith(f"{list_name}:")
            )
        yield claim


def _place(row: Mapping[str, Any]) -> str:
    """Say in which file, row and column a row of REJECTED could not be used."""
    return f"{row['file']}, row {row['row']}" + (f", {row['column']}" if row["column"] else "")


def formats() -> None:
    """See `registry.formats`."""
    table = _table("format", "what it is", "list")
    for name, one in FORMATS.items():
        table.add_row(name, one.meaning, one.list_name)
    out.print(table)


def lists(where: str, *, json: bool) -> None:
    """See `registry.lists`."""
    found = open_registry(where).versions()
    if json:
        printed.print_json(
            {
                "versions": [
                    {
                        "list": one.list_name,
                        "version": one.version,
                        "known_from": one.known_from,
                        "claims": one.claims,
                        "added": one.added,
                        "ended": one.ended,
                        "refused": one.refused,
                        "private": one.private,
                    }
                    for one in found
                ]
            }
        )
        return
    table = _table("list", "version", "known from")
    for heading in ("claims", "added", "ended", "refused", "private"):
        table.add_column(heading, justify="right")
    for one in found:
        figures = (one.claims, one.added, one.ended, one.refused, one.private)
        table.add_row(
            plain(one.list_name),
            plain(one.version),
            _minute(one.known_from),
            *(f"{figure:,}" for figure in figures),
        )
    out.print(table)


def presences(
    where: str, actor: str, rule: str | None, valid: str | None, known: str | None, *, json: bool
) -> None:
    """See `registry.presences`."""
    view = open_registry(where).at(valid, known)
    key = view.find(actor)
    actors = [key]
    if rule is not None:
        actors += [one.entity for one in related_entities(view, key, parse_rule(rule)).members]
    found = presences_of(view, actors)
    names = view.names({key.id, *(one.owner.id for one in found)})
    if json:
        printed.print_json(
            {
                "actor": key.id,
                "valid": view.valid,
                "known": view.known,
                "presences": [of_presence(one, names) for one in found],
            }
        )
        return
    of_whom = names[key.id] + (f" and everyone related by {rule}" if rule else "")
    out.print(plain(f"{of_whom}: {count(len(found), 'presence')}.", "bold"), soft_wrap=True)
    if not found:
        return
    table = _table("app", "kind", "name", "status", "owner", "source", "valid")
    for one in found:
        also = f", also given to {count(len(one.others), 'other')}" if one.others else ""
        table.add_row(
            plain(one.service or ""),
            plain((one.kind or "").replace("_", " ")),
            plain(one.name),
            plain(one.status or "not said"),
            plain(names[one.owner.id]),
            plain(source_words(one.claims[0]) + also),
            plain(period_words(one.claims[0])),
        )
    out.print(table)


def show(
    where: str,
    actor: str,
    valid: str | None,
    known: str | None,
    html: Path | None,
    *,
    json: bool,
) -> None:
    """See `registry.show`."""
    if html is not None:
        check_writable(html, [where])
    view = open_registry(where).at(valid, known)
    found = profile(view, view.find(actor))
    if html is not None:
        page.write(view, found, html, version=__version__)
    if json:
        printed.print_json(of_profile(found) | ({"page": str(html)} if html else {}))
    elif html is not None:
        out.print(plain(f"The page of {found.name}: {html}"), soft_wrap=True)
    else:
        _show(found)


def _show(found: Profile) -> None:
    out.print(plain(f"{found.name} ({found.actor.id})", "bold"), soft_wrap=True)
    out.print(plain(f"As of {found.valid}, as known {_minute(found.known)} UTC."))
    if len(found.same) > 1:
        out.print(plain(f"Judged the same: {', '.join(key.id for key in found.same)}."))
    if found.facts:
        table = _table("fact", "value", "source", "valid", "")
        for fact in found.facts:
            table.add_row(
                plain(fact.label),
                plain(fact.value),
                plain(_who(fact.claims)),
                plain(period_words(fact.claims[0])),
                plain("contradicted" if fact.contradicted else "", "yellow"),
            )
        out.print(table)
    if found.ties:
        table = _table("relation", "share", "source", "valid", "claim", "")
        for tie in found.ties:
            for one in tie.claims:
                details = dict(one.claim.details)
                share = details.get("percentage")
                kind = details.get("controlType", "")
                words = f"{tie.label}: denied" if denies(one.claim) else tie.label
                source = plain(source_words(one))
                if note := details.get("description"):
                    source = Text("\n").join((source, plain(note, "dim")))
                table.add_row(
                    Text("\n").join((plain(words), plain(found.names[tie.other.id]))),
                    plain(percent(share) if share else "" if kind in TYPE_WORDS else kind),
                    source,
                    plain(period_words(one)),
                    str(one.number),
                    plain("contradicted" if tie.contradicted else "", "yellow"),
                )
        out.print(table)
    if found.listings:
        table = _table("listed by", "as", "programme", "valid", "source")
        for one in found.listings:
            details = dict(one.claim.details)
            table.add_row(
                plain(str(one.claim.value)),
                plain(one.claim.property),
                plain(details.get("program", "")),
                plain(period_words(one)),
                plain(source_words(one)),
            )
        out.print(table)
    if found.judgements:
        table = _table("judged", "and", "are", "says", "on", "why", "undone")
        for judged in found.judgements:
            undone = f"{(judged.known_to or '')[:10]} by {judged.undone_by}"
            texts = (judged.left, judged.right, judged.verdict, judged.who, judged.known_from[:10])
            last = (judged.reasons, undone if judged.known_to else "")
            table.add_row(*(plain(text) for text in (*texts, *last)))
        out.print(table)
    out.print(
        plain(
            f"{count(len(found.presences), 'presence')}: evenhand registry presences "
            f"{found.actor.id}"
        ),
        soft_wrap=True,
    )


def _who(claims: tuple[Recorded, ...]) -> str:
    names = list(dict.fromkeys(source_words(one) for one in claims))
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"


def _minute(moment: str) -> str:
    return moment[:16].replace("T", " ")


def _table(*headings: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table
