"""The UK's sanctions lists: the UK Sanctions List, and the consolidated list that ended in 2026."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from evenhand.records.errors import InputError
from evenhand.registry.claims import Claim, Source, facts, listed, present, said, site
from evenhand.registry.formats.dates import day
from evenhand.registry.formats.rows import Refusals, Row, once, parts_of, table_rows, why_no_name

LIST = "uk"
AUTHORITY = "United Kingdom, Foreign, Commonwealth and Development Office"
_LINK = "https://www.gov.uk/government/publications/the-uk-sanctions-list"
_SPELLINGS = {
    "number": ("Unique ID", "Group ID"),
    "kind": ("Designation Type", "Individual, Entity, Ship", "Group Type"),
    "how": ("Name type", "Alias Type"),
    "strength": ("Alias strength", "Alias Quality"),
    "other_script": ("Name non-latin script",),
    "regime": ("Regime Name", "Regime"),
    "measures": ("Sanctions Imposed",),
    "since": ("Date Designated", "Listed On", "UK Sanctions List Date Designated"),
    "country": ("Address Country", "Country"),
    "website": ("Website",),
    "form": ("Type of entity",),
    "parent": ("Parent company",),
    "address": ("Address Line 1", "Address 1"),
    "phone": ("Phone number",),
    "email": ("Email address",),
    "birth": ("D.O.B", "DOB"),
    **{f"name{n}": (f"Name {n}",) for n in range(1, 7)},
}
_PRIVATE = {
    "address": "addresses",
    "phone": "telephone numbers",
    "email": "email addresses",
    "birth": "dates of birth",
}
_SCHEMATA = {"individual": "Person", "ship": "Vessel"}


def read_uk(
    path: str | Path, list_name: str = LIST, *, refused: Refusals | None = None
) -> Iterator[Claim]:
    """Read either list; both have one row for each name, and a line with a date before the header.

    Addresses, telephone numbers, email addresses and dates of birth are left out.

    Raises InputError when the file is neither of the two.
    """
    notes = refused if refused is not None else Refusals()
    yield from once(_claims(path, list_name, notes))


def _claims(path: str | Path, list_name: str, notes: Refusals) -> Iterator[Claim]:
    rows = table_rows(
        path,
        "sanctions",
        ("number", "kind", "name6"),
        _SPELLINGS,
        notes,
        skip_until=("Name 6", "Name 1"),
    )
    for row in rows:
        number = row["number"]
        if not number:
            notes.add(row.number, row.theirs("number"), "no number of the list")
            continue
        schema = _SCHEMATA.get(row["kind"].lower(), "Organization")
        key = listed(list_name, number, schema)
        source = Source("authority_listing", "UK Sanctions List", "A1", _LINK)
        yield from facts(
            key, source, place=row.place, legalForm=row["form"] if schema != "Vessel" else None
        )
        for which, name in _names(row):
            if why := why_no_name(name):
                notes.add(row.number, "Name", why, name)
            else:
                yield Claim(key, which, name, source, place=row.place)
        yield said(
            "Sanction",
            key,
            AUTHORITY,
            source,
            valid_from=day(row["since"]),
            place=row.place,
            program=row["regime"] or None,
            provisions=row["measures"] or None,
        )
        if row["country"] and schema != "Vessel":
            yield Claim(key, "country", row["country"], source, place=row.place)
        if row["parent"] and schema == "Organization":
            yield Claim(key, "notes", f"Parent company: {row['parent']}", source, place=row.place)
        if row["website"] and schema != "Person":
            for link in parts_of(row["website"].replace(" ", ";").replace(",", ";")):
                try:
                    yield from present(site(link), key, source, kind="domain", place=row.place)
                except InputError as error:
                    notes.add(row.number, row.theirs("website"), str(error), link)
        for column, kind in _PRIVATE.items():
            if row[column]:
                notes.drop(kind)


def _names(row: Row) -> Iterator[tuple[str, str]]:
    whole = " ".join(row[f"name{n}"] for n in range(1, 7) if row[f"name{n}"])
    first = row["how"].lower() in ("primary name", "")
    weak = row["strength"].lower() in ("low", "weak", "low quality a.k.a", "low quality")
    if whole:
        yield "name" if first else "weakAlias" if weak else "alias", whole
    if row["other_script"]:
        yield "alias", row["other_script"]
