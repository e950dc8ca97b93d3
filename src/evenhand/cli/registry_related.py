"""What ``evenhand registry related`` shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich import box
from rich.table import Table
from rich.text import Text

from evenhand.cli import show as printed
from evenhand.cli.console import out, plain
from evenhand.registry.claims import EntityKey, denies
from evenhand.registry.closure import Member, Related, related_entities
from evenhand.registry.graph import SUPPOSED
from evenhand.registry.percentages import percent
from evenhand.registry.profile import period_words, source_words, tie_words
from evenhand.registry.rules import PARTS, parse_rule
from evenhand.registry.store import open_registry
from evenhand.registry.values import of_related, of_what_if
from evenhand.registry.view import Recorded, View
from evenhand.registry.what_if import parse_change, what_if
from evenhand.reports.sentences import count

_NONE = "–"


def related(
    where: str,
    actor: str,
    rule: str,
    threshold: str | None,
    valid: str | None,
    known: str | None,
    changes: Sequence[str],
    *,
    paths: bool,
    json: bool,
) -> None:
    """See `registry.related`."""
    parsed = parse_rule(rule, threshold)
    view = open_registry(where).at(valid, known)
    key = view.find(actor)
    if changes:
        found = what_if(view, key, parsed, [parse_change(view, text) for text in changes])
        members = (*found.joining, *found.leaving, *(one for pair in found.moved for one in pair))
        names = _names(view, found.before, members)
        if json:
            printed.print_json(of_what_if(found, names))
            return
        out.print(
            plain(
                f"{names[key.id]} by {parsed}: {count(len(found.before.members), 'member')} now, "
                f"{len(found.after.members):,} with the change.",
                "bold",
            ),
            soft_wrap=True,
        )
        rows = [("joins", member) for member in found.joining]
        rows += [("leaves", member) for member in found.leaving]
        for before, after in found.moved:
            rows += [("was", before), ("would be", after)]
        if rows:
            out.print(_members(rows, names))
        else:
            out.print(plain("Nothing would change."))
        _show_paths([*found.joining] if paths else [], names)
        return
    closure = related_entities(view, key, parsed)
    names = _names(view, closure, closure.members)
    if json:
        printed.print_json(of_related(closure, names))
        return
    out.print(
        plain(
            f"{names[key.id]} by {parsed}, as of {view.valid}: "
            f"{count(len(closure.members), 'related entity', 'related entities')}.",
            "bold",
        ),
        soft_wrap=True,
    )
    if closure.members:
        out.print(_members([("", member) for member in closure.members], names))
    else:
        out.print(plain(_why_none(view, closure)), soft_wrap=True)
    if closure.possible:
        shown = ", ".join(names[one.entity.id] for one in closure.possible[:10])
        more = len(closure.possible) - 10
        out.print(
            plain(
                "Might be in, if the highest claim or an unsaid share were right: "
                f"{shown}{f' and {more:,} more' if more > 0 else ''}."
            ),
            soft_wrap=True,
        )
    if paths:
        _show_paths(closure.members, names)
        _show_paths(closure.possible, names, "might be in")


def _why_none(view: View, closure: Related) -> str:
    """Say whether anything was known of an actor without members, and which rules give some."""
    key = closure.actor
    same = [one.id for one in view.same([key])[key.id]]
    if not view.claims(same) and not view.claims_to(same):
        return (
            f"The registry holds nothing about it: nothing was known by {view.known[:16]} UTC that "
            f"is said to hold on {view.valid}. That is no answer to who is related."
        )
    others = [
        (part, len(related_entities(view, key, parse_rule(part)).members))
        for part in PARTS
        if part not in closure.rule.parts
    ]
    found = [f"{number:,} by --rule {part}" for part, number in others if number]
    return (
        f"Other rules give some: {', '.join(found)}."
        if found
        else "No other part of a rule gives any."
    )


def _names(view: View, closure: Related, members: Iterable[Member]) -> dict[str, str]:
    wanted = {closure.actor.id}
    for member in (*members, *closure.possible):
        wanted.add(member.entity.id)
        for one in (*member.path, *member.besides, *member.against):
            wanted.add(one.claim.entity.id)
            if isinstance(one.claim.value, EntityKey):
                wanted.add(one.claim.value.id)
    return view.names(wanted)


def _members(rows: Iterable[tuple[str, Member]], names: dict[str, str]) -> Table:
    rows = list(rows)
    changes = any(change for change, _ in rows)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    if changes:
        table.add_column("")
    table.add_column("entity", overflow="fold")
    table.add_column("by", no_wrap=True)
    for heading in ("steps", "held %", "interest %"):
        table.add_column(heading, justify="right")
    for heading in ("weakest", "", "claims"):
        table.add_column(heading)
    for change, member in rows:
        cells: list[str | Text] = [
            Text("\n").join((plain(names[member.entity.id]), plain(member.entity.id, "dim"))),
            "\n".join((member.by, *member.also)),
            str(member.depth),
            _NONE if member.cascade is None else _figure(float(member.cascade)),
            _NONE if member.interest is None else _figure(100 * member.interest),
            member.weakest,
            plain("disputed" if member.disputed else "", "yellow"),
            ", ".join(_number(one) for one in member.path),
        ]
        table.add_row(*([change] if changes else []), *cells)
    return table


def _show_paths(members: Iterable[Member], names: dict[str, str], how: str = "") -> None:
    for member in members:
        title = f"{names[member.entity.id]}{' ' + how if how else ''}, because"
        out.print(plain(title, "bold"), soft_wrap=True)
        for one in member.path:
            out.print(plain(f"  {_said(one, names)}"), soft_wrap=True)
        for one in member.besides:
            out.print(plain(f"  besides, {_said(one, names)}"), soft_wrap=True)
        for one in member.against:
            out.print(plain(f"  against it, {_said(one, names)}"), soft_wrap=True)


def _said(one: Recorded, names: dict[str, str]) -> str:
    value, details = one.claim.value, dict(one.claim.details)
    other = names[value.id] if isinstance(value, EntityKey) else value
    share = f" {percent(details['percentage'])} of" if "percentage" in details else ""
    words = tie_words(one.claim.property, details.get("controlType", ""), outward=True)
    denied = "it is denied that " if denies(one.claim) else ""
    when = period_words(one)
    return (
        f"{_number(one)}: {denied}{names[one.claim.entity.id]} {words}{share} {other}"
        f"{', ' + when if when else ''}: {source_words(one)}"
    )


def _number(one: Recorded) -> str:
    return "what if" if one.number == SUPPOSED else str(one.number)


def _figure(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")
