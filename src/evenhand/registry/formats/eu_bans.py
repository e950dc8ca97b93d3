"""Outlets that the European Union forbids to broadcast (Annex XV to Regulation (EU) 833/2014)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from evenhand.registry.claims import Claim, Source, facts, listed, said
from evenhand.registry.formats.dates import day
from evenhand.registry.formats.rows import Refusals, name_of, table_rows

LIST = "eu-broadcast-bans"
AUTHORITY = "Council of the European Union"
_SPELLINGS = {
    "act": ("celex",),
    "annex": ("annex",),
    "measure": ("measure",),
    "name": ("name",),
    "since": ("since", "date"),
}


def read_eu_bans(
    path: str | Path, list_name: str = LIST, *, refused: Refusals | None = None
) -> Iterator[Claim]:
    """Read the list: the act's CELEX number, annex, measure and the name as the annex has it.

    Names with a slash hold two spellings, of which both are kept beside the whole.

    Raises InputError when the file is not this list.
    """
    notes = refused if refused is not None else Refusals()
    for row in table_rows(path, "broadcast bans", ("act", "name"), _SPELLINGS, notes):
        name = name_of(row, "name", notes)
        if name is None:
            continue
        act = row["act"]
        link = f"https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:{act}"
        source = Source("authority_listing", "Official Journal of the European Union", "A1", link)
        key = listed(list_name, name.casefold(), "MediaOutlet")
        halves = [half.strip() for half in name.split("/")] if "/" in name else []
        yield from facts(key, source, place=row.place, name=name, alias=halves)
        annex = f"Annex {row['annex']}" if row["annex"] else None
        yield said(
            "Sanction",
            key,
            AUTHORITY,
            source,
            valid_from=day(row["since"]),
            place=row.place,
            program=act,
            provisions=row["measure"] or None,
            summary=annex,
        )
