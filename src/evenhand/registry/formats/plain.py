"""Our own list: a CSV with one fact in each row, to be read and written by people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from evenhand.records.errors import InputError
from evenhand.records.links import canonical_link
from evenhand.registry import model
from evenhand.registry.claims import (
    DENIED,
    SOURCE_KINDS,
    UNGRADED,
    Claim,
    EntityKey,
    Source,
    facts,
    listed,
    present,
    said,
    site,
)
from evenhand.registry.formats.rows import Refusals, Row, plain, table_rows, why_no_name
from evenhand.registry.handles import account_written

COLUMNS = (
    "actor", "fact", "value", "share", "since", "until", "source", "link", "kind", "grade", "seen",
    "capture", "note",
)  # fmt: skip
_PROPERTIES = {
    "name": "name",
    "alias": "alias",
    "weak alias": "weakAlias",
    "previous name": "previousName",
    "country": "country",
    "medium": "medium",
    "language": "language",
    "typology": "typology",
    "legal basis": "legalForm",
    "registration number": "registrationNumber",
    "website": "website",
}
# Fact: the relation, whether the actor is its second end, and what it says of itself.
_RELATIONS: dict[str, tuple[str, bool, dict[str, str]]] = {
    "owner": ("Ownership", True, {}),
    "controlled by": ("Control", True, {}),
    "funded by": ("Control", True, {"controlType": "funding"}),
    "edited by": ("Control", True, {"controlType": "editorial"}),
    "published by": ("Control", True, {"controlType": "publisher"}),
    "subsidiary of": ("Control", True, {"controlType": "subsidiary"}),
    "founded by": ("UnknownLink", True, {"role": "founder"}),
    "predecessor": ("Succession", True, {}),
    "agent of": ("Representation", False, {}),
}
_DENIALS = {
    f"not {fact}": fact
    for fact in (
        "owner",
        "controlled by",
        "published by",
        "subsidiary of",
        "funded by",
        "edited by",
    )
}
_NAMES = frozenset({"name", "alias", "weak alias", "previous name"})
_KEY = re.compile(r"^[a-z0-9][a-z0-9._-]{0,99}$")
FACTS = (
    "is",
    *_PROPERTIES,
    *_RELATIONS,
    *_DENIALS,
    "domain",
    "account",
    "page",
    "channel",
    "group",
    "listed by",
)
"""What a row can say. ``is`` gives the schema and has to be there once for each actor."""


def read_plain(
    path: str | Path, list_name: str = "plain", *, refused: Refusals | None = None
) -> Iterator[Claim]:
    """Read a list of ours (see `COLUMNS` and `FACTS`).

    ``actor`` is a key of the list's own (``xa-aurora-wire``); the value of a relation is one too,
    or the id of an entity elsewhere (``ofac:12345``). ``since`` and ``until`` are years, months or
    days, both of them days on which it held. ``kind`` and ``grade`` are those of a source (see
    `claims.Source`), ``seen`` is the day on which somebody read it there, and ``capture`` the
    SHA-256 of the page or file that was kept.

    Rows that cannot be used are noted in ``refused``. Raises InputError when the file cannot be
    used at all.
    """
    notes = refused if refused is not None else Refusals()
    spellings = dict.fromkeys(COLUMNS, ())
    needed = ("actor", "fact", "value", "source", "kind")
    rows = list(table_rows(path, "facts", needed, spellings, notes))
    yield from _claims(rows, list_name, notes)


def _claims(rows: list[Row], list_name: str, notes: Refusals) -> Iterator[Claim]:
    schemata: dict[str, str] = {}
    for row in rows:
        if row["fact"].lower() == "is" and _KEY.match(row["actor"]):
            schemata.setdefault(row["actor"], row["value"])
    for row in rows:
        try:
            yield from list(_of_row(row, list_name, schemata))
        except _WrongCellError as error:
            notes.add(row.number, error.column, str(error), row[error.column])


class _WrongCellError(InputError):
    """A cell that cannot be used, and its column."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column


@contextmanager
def _cell(column: str) -> Iterator[None]:
    """Say of what is wrong in which column it stands."""
    try:
        yield
    except _WrongCellError:
        raise
    except InputError as error:
        raise _WrongCellError(column, str(error)) from error


def _of_row(row: Row, list_name: str, schemata: dict[str, str]) -> Iterable[Claim]:
    fact, value = row["fact"].lower(), row["value"]
    with _cell("actor"):
        actor = _actor(row["actor"], list_name, schemata)
    if fact not in FACTS:
        raise _WrongCellError(
            "fact",
            f"“{fact[:60]}” is no fact that a row can say. There are: {', '.join(FACTS)}.",
        )
    source = _source(row)
    if row["share"] and fact != "owner":
        raise _WrongCellError(
            "share", "Only an owner has a share. Leave the cell empty, or say it in the note."
        )
    with _cell("value"):
        return _said(row, fact, value, actor, source, list_name, schemata)


def _said(
    row: Row,
    fact: str,
    value: str,
    actor: EntityKey,
    source: Source,
    list_name: str,
    schemata: dict[str, str],
) -> Iterable[Claim]:
    """Give the claims of a row, of which everything but the value is known to be good."""
    if not value:
        raise InputError("The value is missing.")
    place = row.place
    begins, ends = row["since"] or None, row["until"] or None
    note = plain(row["note"]) or None
    if fact == "is":
        if model.schema(value) is None:
            raise InputError(
                f"“{value[:60]}” is no schema. Write MediaOutlet, Organization, Company or such."
            )
        return [*facts(actor, source, place=place, notes=note)]
    if fact in _RELATIONS or fact in _DENIALS:
        relation, second, details = _RELATIONS[_DENIALS.get(fact, fact)]
        if fact in _DENIALS:
            details = {**details, **dict(DENIED)}
        other = _actor(value, list_name, schemata)
        subject, target = (other, actor) if second else (actor, other)
        told = {**details, "percentage": row["share"], "description": note or ""}
        given = tuple(sorted((name, text) for name, text in told.items() if text))
        return [Claim(subject, relation, target, source, begins, ends, given, place)]
    if fact == "listed by":
        return [
            said(
                "Sanction",
                actor,
                value,
                source,
                valid_from=begins,
                valid_to=ends,
                place=place,
                reason=note,
            )
        ]
    if fact in ("domain", "account", "page", "channel", "group"):
        asset = _domain(value) if fact == "domain" else account_written(value)
        return present(
            asset,
            actor,
            source,
            kind=fact,
            valid_from=begins,
            valid_to=ends,
            place=place,
            notes=note,
        )
    if fact in _NAMES and (why := why_no_name(value)):
        raise InputError(f"As a name: {why}.")
    found = [Claim(actor, _PROPERTIES[fact], value, source, begins, ends, (), place)]
    if note is not None:
        found.append(Claim(actor, "notes", f"{fact}: {note}", source, place=place))
    return found


def _domain(value: str) -> EntityKey:
    """Name a site; who writes a path means that part of it, on whatever host."""
    asset = site(value)
    path = urlsplit(canonical_link(value) or "").path.rstrip("/")
    if path and asset.id.startswith("domain:"):
        return EntityKey(f"site:{asset.id.removeprefix('domain:')}{path}", asset.schema)
    return asset


def _actor(key: str, list_name: str, schemata: dict[str, str]) -> EntityKey:
    if ":" in key and key.split(":", 1)[0].strip():
        return EntityKey(key, "Organization")
    if key not in schemata:
        raise InputError(
            f"“{key[:100]}” is no actor of this list: no row says what it is. Add one with the "
            "fact “is”; keys are of lower-case letters, digits, - . and _."
        )
    return listed(list_name, key, schemata[key])


def _source(row: Row) -> Source:
    kind, grade = row["kind"].lower(), row["grade"].upper() or UNGRADED
    if kind not in SOURCE_KINDS:
        raise _WrongCellError(
            "kind", f"“{kind[:60]}” is no kind of source. There are: {', '.join(SOURCE_KINDS)}."
        )
    if not re.match(r"^[A-F][1-6]$", grade):
        raise _WrongCellError(
            "grade", f"“{grade[:20]}” is no grade. Write A1 to F6, or leave it empty."
        )
    if not row["source"]:
        raise _WrongCellError("source", "The source is missing: who says it.")
    return Source(
        kind,
        row["source"],
        grade,
        row["link"] or None,
        row["capture"].lower() or None,
        row["seen"] or None,
    )
