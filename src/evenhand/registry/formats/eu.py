"""The European Union's consolidated list of financial sanctions (CSV 1.1)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from evenhand.registry.claims import Claim, Source, facts, listed, said
from evenhand.registry.formats.dates import day
from evenhand.registry.formats.rows import Refusals, Row, name_of, once, plain, table_rows

LIST = "eu"
AUTHORITY = "Council of the European Union"
_SPELLINGS = {
    "number": ("Entity_LogicalId",),
    "reference": ("Entity_EU_ReferenceNumber",),
    "un": ("Entity_UnitedNationId",),
    "kind": ("Entity_SubjectType_ClassificationCode", "Entity_SubjectType"),
    "since": ("Entity_Regulation_EntryIntoForceDate", "Entity_Regulation_PublicationDate"),
    "act": ("Entity_Regulation_NumberTitle",),
    "program": ("Entity_Regulation_Programme",),
    "link": ("Entity_Regulation_PublicationUrl",),
    "name": ("NameAlias_WholeName",),
    "strength": ("NameAlias_Remark",),
    "country": ("Address_CountryIso2Code",),
    "citizenship": ("Citizenship_CountryIso2Code",),
    "address": ("Address_Street",),
    "birth": ("BirthDate_BirthDate",),
    "paper": ("Identification_Number",),
}
_PRIVATE = {"address": "addresses", "birth": "dates of birth", "paper": "numbers of papers"}
_PERSON = frozenset({"p", "person"})


def read_eu(
    path: str | Path, list_name: str = LIST, *, refused: Refusals | None = None
) -> Iterator[Claim]:
    """Read the list: several rows for each entity, one for each name, address, paper.

    The first name of an entity is its name, the others are aliases. Streets, dates of birth and
    numbers of papers are left out.

    Raises InputError when the file is not this list.
    """
    notes = refused if refused is not None else Refusals()
    yield from once(_claims(path, list_name, notes))


def _claims(path: str | Path, list_name: str, notes: Refusals) -> Iterator[Claim]:
    named: set[str] = set()
    for row in table_rows(path, "sanctions", ("number", "name", "kind"), _SPELLINGS, notes):
        number = row["number"]
        if not number.isdigit():
            notes.add(row.number, row.theirs("number"), "no number of the list", number)
            continue
        person = row["kind"].lower() in _PERSON
        key = listed(list_name, number, "Person" if person else "Organization")
        source = Source(
            "authority_listing", "EU consolidated list of financial sanctions", "A1", _link(row)
        )
        if row["name"] and (name := name_of(row, "name", notes)):
            first = number not in named
            named.add(number)
            weak = "low quality" in row["strength"].lower() or "weak" in row["strength"].lower()
            which = "name" if first else "weakAlias" if weak else "alias"
            yield from facts(key, source, place=row.place, **{which: name})
        given = {"authorityId": row["reference"], "program": row["program"], "unscId": row["un"]}
        yield said(
            "Sanction",
            key,
            AUTHORITY,
            source,
            valid_from=day(row["since"]),
            place=row.place,
            summary=row["act"],
            **given,
        )
        for column, name in (("country", "country"), ("citizenship", "nationality")):
            value = plain(row[column])
            if value and value != "00" and (name == "country" or person):
                yield Claim(key, name, value, source, place=row.place)
        for column, kind in _PRIVATE.items():
            if row[column]:
                notes.drop(kind)


def _link(row: Row) -> str | None:
    link = row["link"]
    return link if link.startswith(("http://", "https://")) else None
