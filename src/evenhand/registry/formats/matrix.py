"""The State Media Matrix: outlets, their companies, classes of control and accounts."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from pathlib import Path

from evenhand.records.errors import InputError
from evenhand.registry import model
from evenhand.registry.claims import Claim, EntityKey, Source, facts, listed, present, related, site
from evenhand.registry.formats.rows import Refusals, Row, name_of, once, table_rows
from evenhand.registry.handles import account_in_link, account_written
from evenhand.registry.name_places import tells_edition

LIST = "matrix"
_SOURCE = Source(
    "researcher",
    "State Media Matrix, ASD at GMF",
    "B2",
    "https://github.com/ASD-at-GMF/state-media-profiles",
)
_LINKS = {
    "instagram": "Instagram Link",
    "twitter": "Twitter Link",
    "facebook": "Facebook Link",
    "youtube": "Youtube Link",
    "telegram": "Telegram Link",
    "vk": "VK Link",
    "linkedin": "Linkedin link",
    "ok": "Ok.ru link",
    "tiktok": "Tiktok Link",
    "rutube": "Rutube Link",
}
_SPELLINGS = {
    "country": ("Country",),
    "company": ("Media company",),
    "outlet": ("Main assets",),
    "url": ("URL",),
    "class": ("Typology",),
    "stream": ("streaming media URL",),
    **{service: (column,) for service, column in _LINKS.items()},
}
# As the matrix spells them, which no table of countries knows.
_COUNTRIES = {"palestine territories": "ps", "europen union": "eu"}
_MEDIUM = re.compile(
    r"^(television|radio|print(?: media)?|news agency|online|publishing):\s*", re.I
)
_BRACKETED = re.compile(r"^(.*\S)\s*[(（]([^()（）]{2,80})[)）]\s*\**$")


def read_matrix(
    path: str | Path, list_name: str = LIST, *, refused: Refusals | None = None
) -> Iterator[Claim]:
    """Read the matrix: one row for each outlet or site, several of which may be one outlet.

    An outlet is known by its country, company and name, without the word before a colon that says
    its medium. A name in brackets after another is an alias. Where company and outlet are called
    the same, or the outlet is what the brackets hold, they are one.

    A class with a question mark, a link that leads to nobody's account and a shared host are noted
    in ``refused``; the rest of the row comes in. Raises InputError when the file is no such matrix.
    """
    notes = refused if refused is not None else Refusals()
    yield from once(_claims(path, list_name, notes))


def _claims(path: str | Path, list_name: str, notes: Refusals) -> Iterator[Claim]:
    needed = ("country", "company", "outlet", "class")
    for row in table_rows(path, "outlets", needed, _SPELLINGS, notes):
        if not row["country"] or not row["company"]:
            notes.add(row.number, "Country", "no country or no company", row["outlet"] or None)
            continue
        company, outlet = name_of(row, "company", notes), name_of(row, "outlet", notes)
        if company is None or outlet is None:
            continue
        key = yield from _outlet(row, list_name, company, outlet)
        yield from _presences(row, key, notes)
        kind = row["class"]
        if kind in model.TYPOLOGY:
            yield Claim(key, "typology", kind, _SOURCE, place=row.place)
        else:
            why = "no class of the matrix, or one in doubt" if kind else "no class is given"
            notes.add(row.number, row.theirs("class"), why, kind)


def _outlet(
    row: Row, list_name: str, company: str, outlet: str
) -> Generator[Claim, None, EntityKey]:
    medium = _MEDIUM.match(outlet)
    outlet = _MEDIUM.sub("", outlet).strip() or outlet
    names, owner_names = _names(outlet), _names(company)
    country, place = row["country"], row.place
    country = _COUNTRIES.get(country.casefold(), country)
    folder = f"{country.casefold()}/{owner_names[0].casefold()}"
    one = bool({n.casefold() for n in names} & {n.casefold() for n in owner_names})
    key = listed(
        list_name, (folder if one else f"{folder}/{names[0].casefold()}")[:400], "MediaOutlet"
    )
    first, *others = list(dict.fromkeys([*owner_names, *names])) if one else names
    yield from facts(
        key,
        _SOURCE,
        place=place,
        name=first,
        alias=others,
        country=country,
        medium=medium[1].lower() if medium else None,
    )
    if not one:
        owner = listed(list_name, folder[:400], "Organization")
        first, *others = owner_names
        yield from facts(owner, _SOURCE, place=place, name=first, alias=others, country=country)
        yield related("Ownership", owner, key, _SOURCE, place=place)
    return key


def _names(text: str) -> list[str]:
    """Split ``China Central Television (CCTV)`` into its two names."""
    text = text.strip(" *")
    found = _BRACKETED.match(text)
    own = found is not None and not all(map(tells_edition, found[2].casefold().split()))
    return [found[1].strip(" *"), found[2].strip()] if found and own else [text]


def _presences(row: Row, key: EntityKey, notes: Refusals) -> Iterator[Claim]:
    for column in ("url", "stream"):
        if not row[column]:
            continue
        try:
            linked = account_in_link(row[column])
            kind = "domain" if linked is None else "account"
            where = linked or site(row[column])
            yield from present(where, key, _SOURCE, kind=kind, place=row.place)
        except InputError as error:
            notes.add(row.number, row.theirs(column), str(error), row[column])
    for service in _LINKS:
        text = row[service]
        if not text:
            continue
        try:
            where = account_in_link(text) or account_written(text, service)
        except InputError as error:
            notes.add(row.number, row.theirs(service), str(error), text)
            continue
        yield from present(where, key, _SOURCE, kind="account", place=row.place)
