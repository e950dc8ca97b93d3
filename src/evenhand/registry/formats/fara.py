"""The United States' register of foreign agents (FARA): registrants and their principals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from evenhand.registry.claims import Claim, Source, facts, listed, related
from evenhand.registry.formats.dates import day
from evenhand.registry.formats.rows import (
    Refusals,
    Row,
    name_of,
    once,
    table_rows,
)

LIST = "fara"
REGISTRANTS = "fara-registrants"
_SOURCE = Source(
    "authority_listing", "FARA, US Department of Justice", "A1", "https://efile.fara.gov/"
)
_SPELLINGS = {
    "number": ("Registration_Number", "Registration Number"),
    "registrant": ("Registrant_Name", "Registrant Name", "Name"),
    "business": ("Business_Name", "Business Name"),
    "since": ("Registration_Date", "Registration Date"),
    "until": ("Termination_Date", "Termination Date"),
    "principal": ("Foreign_Principal", "Foreign Principal"),
    "country": ("Country/Location_Represented", "Country/Location Represented"),
    "begins": ("Foreign_Principal_Registration_Date", "Foreign Principal Registration Date"),
    "ends": ("Foreign_Principal_Termination_Date", "Foreign Principal Termination Date"),
    "address": ("Address_1", "Address 1"),
}
_NOBODY = "no foreign principal listed"
_MARKS = re.compile(r"^[\s'\"“”]+|[\s'\"“”]+$")


def read_fara(
    path: str | Path, list_name: str = LIST, *, refused: Refusals | None = None
) -> Iterator[Claim]:
    """Read the CSV of foreign principals: who registered as whose agent, from when to when.

    A registrant is known by its number; a principal, which has none, by its name and country.
    Addresses are left out. A period that ends before it begins is left out too, and noted.

    Raises InputError when the file is not this list.
    """
    notes = refused if refused is not None else Refusals()
    needed = ("number", "registrant", "principal")
    rows = table_rows(path, "foreign principals", needed, _SPELLINGS, notes)
    yield from once(_of_principals(rows, list_name, notes))


def read_fara_registrants(
    path: str | Path, list_name: str = REGISTRANTS, *, refused: Refusals | None = None
) -> Iterator[Claim]:
    """Read the CSV of registrants: their names and when they were registered.

    It is a list of its own, since a new version of either file says nothing of the other; who is
    in both is one entity, known by the number (``fara:6496``) whatever ``list_name`` is.
    Raises InputError when the file is not this list.
    """
    notes = refused if refused is not None else Refusals()
    needed = ("number", "registrant", "since")
    rows = table_rows(path, "registrants", needed, _SPELLINGS, notes)
    yield from once(_of_registrants(rows, notes))


def _of_registrants(rows: Iterator[Row], notes: Refusals) -> Iterator[Claim]:
    for row in rows:
        name = name_of(row, "registrant", notes)
        if name is None or not _numbered(row, notes):
            continue
        begins, ends = _period(row, "since", "until", notes)
        yield from facts(
            listed(LIST, row["number"], "LegalEntity"),
            _SOURCE,
            valid_from=begins,
            valid_to=ends,
            place=row.place,
            name=name,
            alias=row["business"],
            registrationNumber=f"FARA {row['number']}",
        )


def _of_principals(rows: Iterator[Row], list_name: str, notes: Refusals) -> Iterator[Claim]:
    for row in rows:
        registrant, principal = name_of(row, "registrant", notes), name_of(row, "principal", notes)
        if registrant is None or principal is None or not _numbered(row, notes):
            continue
        principal = _MARKS.sub("", principal) or principal
        country = row["country"]
        agent = listed(LIST, row["number"], "LegalEntity")
        called = f"principal/{country.casefold()}/{principal.casefold()}"[:400]
        client = listed(list_name, called, "LegalEntity")
        yield from facts(agent, _SOURCE, place=row.place, name=registrant)
        if principal.casefold().startswith(_NOBODY):
            why = "the register names no principal; the registrant is kept"
            notes.add(row.number, row.theirs("principal"), why, principal)
            continue
        yield from facts(client, _SOURCE, place=row.place, name=principal, country=country)
        begins, ends = _period(row, "begins", "ends", notes)
        yield related(
            "Representation",
            agent,
            client,
            _SOURCE,
            valid_from=begins,
            valid_to=ends,
            place=row.place,
            role="agent of a foreign principal",
        )


def _numbered(row: Row, notes: Refusals) -> bool:
    if row["address"]:
        notes.drop("addresses")
    if row["number"].isdigit():
        return True
    notes.add(row.number, row.theirs("number"), "no registration number", row["number"])
    return False


def _period(row: Row, first: str, last: str, notes: Refusals) -> tuple[str | None, str | None]:
    begins, ends = _date(row, first, notes), _date(row, last, notes)
    if begins and ends and ends < begins:
        why = f"ends before it begins ({begins}); the row is kept without its period"
        notes.add(row.number, row.theirs(last), why, row[last])
        return None, None
    return begins, ends


def _date(row: Row, column: str, notes: Refusals) -> str | None:
    text = row[column]
    found = day(text, month_first=True)
    if text and found is None:
        notes.add(row.number, row.theirs(column), "no date; the row is kept without it", text)
    return found
