"""The sanctions list of the US Treasury (OFAC SDN), as its own CSV files or re-packed in one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from evenhand.records.errors import InputError
from evenhand.registry.claims import Claim, EntityKey, Source, facts, listed, present, said, site
from evenhand.registry.formats.rows import (
    Refusals,
    Row,
    first_cells,
    name_of,
    parts_of,
    plain,
    table_rows,
    why_no_name,
)

LIST = "ofac"
AUTHORITY = "US Treasury, Office of Foreign Assets Control"
_SCHEMATA = {"individual": "Person", "vessel": "Vessel", "aircraft": "Airplane"}
_SPELLINGS = {
    "uid": ("uid", "ent_num"),
    "name": ("name", "SDN_Name"),
    "type": ("type", "SDN_Type"),
    "programs": ("programs", "Program"),
    "aliases": ("alternate_names",),
    "flag": ("Vess_flag",),
    "remarks": ("Remarks",),
}
# The files of the Treasury itself have no header line (specification of 25 September 2023).
_SDN = (
    "ent_num", "SDN_Name", "SDN_Type", "Program", "Title", "Call_Sign", "Vess_type", "Tonnage",
    "GRT", "Vess_flag", "Vess_owner", "Remarks",
)  # fmt: skip
_ALT = ("ent_num", "alt_num", "alt_type", "alt_name", "alt_remarks")
_ADD = ("ent_num", "add_num", "address", "city", "country", "add_remarks")
_BESIDE = {"alt": (_ALT, "alt_name"), "add": (_ADD, "country")}
_NOTHING = "-0-"
_SITE = re.compile(r"\bWebsite:?\s+(\S+?)[;.,)]?(?=\s|$)", re.I)
_LINKED = re.compile(r"\bLinked To:\s*([^;]+?)(?:\.\s*$|;|$)", re.I)


def read_ofac(
    path: str | Path, list_name: str = LIST, *, refused: Refusals | None = None
) -> Iterator[Claim]:
    """Read ``sdn.csv`` with ``alt.csv`` and ``add.csv`` beside it, or one table with a header.

    Of addresses the country is taken, of remarks the website and whom an entity is linked to; the
    rest is private. Names of persons stay as they are listed, the last name first.

    Raises InputError when the file is neither of the two.
    """
    notes = refused if refused is not None else Refusals()
    own = first_cells(path, "sanctions")[0].isdigit()
    schemata: dict[str, str] = {}
    header = _SDN if own else None
    needed = ("uid", "name", "type", "programs")
    for row in table_rows(path, "sanctions", needed, _SPELLINGS, notes, header=header):
        yield from _entry(row, list_name, schemata, notes)
    if own:
        yield from _beside(Path(path), list_name, schemata, notes)


def beside(path: str | Path) -> list[Path]:
    """Give the files that are read with the one at ``path``: aliases and countries, if any."""
    if not first_cells(path, "sanctions")[0].isdigit():
        return []
    others = sorted(Path(path).parent.glob("*.[cC][sS][vV]"))
    found = (next((p for p in others if p.stem.lower() == name), None) for name in _BESIDE)
    return [other for other in found if other is not None]


def _entry(row: Row, list_name: str, schemata: dict[str, str], notes: Refusals) -> Iterator[Claim]:
    number, name = _cell(row, "uid"), name_of(row, "name", notes)
    if not number.isdigit():
        notes.add(row.number, row.theirs("uid"), "no number of the list", number)
        return
    if name is None:
        return
    schema = schemata[number] = _SCHEMATA.get(_cell(row, "type").lower(), "Organization")
    key, source = listed(list_name, number, schema), _source(number)
    yield from facts(key, source, place=row.place, name=name)
    for alias in parts_of(_cell(row, "aliases")):
        yield from _alias(key, source, alias, row, notes)
    programs = re.split(r"\]\s*\[|;", _cell(row, "programs").strip("[] "))
    for program in dict.fromkeys(part.strip() for part in programs if part.strip()):
        yield said("Sanction", key, AUTHORITY, source, place=row.place, program=program)
    if schema == "Vessel" and _cell(row, "flag"):
        yield from _one(key, "flag", _cell(row, "flag"), source, row)
    remarks = _cell(row, "remarks")
    if remarks and schema == "Person":
        notes.drop("remarks on persons")
    elif remarks:
        yield from _remarks(key, source, remarks, row, notes)


def _remarks(
    key: EntityKey, source: Source, remarks: str, row: Row, notes: Refusals
) -> Iterator[Claim]:
    for link in _SITE.findall(remarks):
        try:
            yield from present(site(link), key, source, kind="domain", place=row.place)
        except InputError as error:
            notes.add(row.number, row.theirs("remarks"), str(error), link)
    for other in _LINKED.findall(remarks):
        yield from _one(key, "notes", f"Linked to: {plain(other)}", source, row)
    notes.drop("remarks, but for websites and links")


def _beside(
    path: Path, list_name: str, schemata: dict[str, str], notes: Refusals
) -> Iterator[Claim]:
    for other in beside(path):
        name = other.stem.lower()
        header, column = _BESIDE[name]
        spellings = {"uid": ("ent_num",), column: (), "quality": ("alt_remarks",)}
        for row in table_rows(other, name, ("uid", column), spellings, notes, header=header):
            number, value = _cell(row, "uid"), _cell(row, column)
            if number not in schemata:
                if number != "\x1a":  # what old editors write at the end of a file
                    notes.add(
                        row.number, "ent_num", f"{other.name}: no such entry in the list", number
                    )
                continue
            key, source = listed(list_name, number, schemata[number]), _source(number)
            if column == "alt_name" and value:
                yield from _alias(key, source, value, row, notes)
            elif value:
                yield from _one(key, "country", value, source, row)
            if column == "country":
                notes.drop("addresses, but for the country")


def _alias(
    key: EntityKey, source: Source, alias: str, row: Row, notes: Refusals
) -> Iterator[Claim]:
    if why := why_no_name(alias):
        notes.add(row.number, row.theirs("aliases"), why, alias)
    else:
        yield from _one(key, "alias", alias, source, row)


def _one(key: EntityKey, name: str, value: str, source: Source, row: Row) -> Iterator[Claim]:
    yield Claim(key, name, value, source, place=row.place)


def _cell(row: Row, name: str) -> str:
    value = row[name]
    return "" if value == _NOTHING else value


def _source(number: str) -> Source:
    link = f"https://sanctionssearch.ofac.treas.gov/Details.aspx?id={number}"
    return Source("authority_listing", "OFAC Specially Designated Nationals list", "A1", link)
