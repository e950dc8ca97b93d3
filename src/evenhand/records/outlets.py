"""The list of outlets: their names in several languages and scripts, their domains and handles."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from evenhand.records.columns import folded
from evenhand.records.errors import InputError
from evenhand.records.links import canonical_link, link_domain
from evenhand.records.schemas import OUTLETS

_COLUMNS = tuple(OUTLETS.names)
_SPELLED = {
    "outlet": "outlet outlet_name name publisher media_outlet",
    "alias": "alias aliases also_known_as aka handle",
    "domain": "domain domains website site url",
    "language": "language lang",
}
_LONGEST = 200  # characters of a name
_MOST_ROWS = 200_000
_DEFANGED = re.compile(r"\[\.\]|\(\.\)|\[dot\]", re.I)
# Everybody's: a link there says nothing until its path says whose page it is.
_PLATFORM_HOSTS = (
    "t.me telegram.me twitter.com x.com facebook.com instagram.com youtube.com youtu.be "
    "tiktok.com vk.com ok.ru reddit.com linkedin.com medium.com threads.net rumble.com odysee.com "
    "dzen.ru linktr.ee bsky.app truthsocial.com weibo.com substack.com google.com yandex.ru "
    "apple.com archive.org archive.today web.archive.org"
)
_PLATFORMS = frozenset(_PLATFORM_HOSTS.split())


@dataclass(frozen=True)
class Outlet:
    """An outlet and all names that it goes by; the main one is among the aliases.

    Handles are without @. A site is a host and a path: ("ria.ru", ""), ("t.me", "/rian_ru").
    """

    name: str
    aliases: tuple[str, ...]
    handles: frozenset[str]
    sites: frozenset[tuple[str, str]]

    def has(self, link: str) -> bool:
        """Whether a link leads to one of its sites.

        That is the same host or one below it, and the same path or one below it; never a host that
        only looks alike.
        """
        place = site(link)
        if place is None:
            return False
        host, path = place
        return any(
            (host == mine or host.endswith("." + mine))
            and (not below or path == below or path.startswith(below + "/"))
            for mine, below in self.sites
        )

    def is_called(self, name: str | None) -> bool:
        """Whether a whole field is one of its names, handles or sites, whatever the case."""
        if not name:
            return False
        said = _folded(name)
        return (
            said in {_folded(alias) for alias in self.aliases}
            or said.lstrip("@") in self.handles
            or ("." in name and " " not in name.strip() and self.has(name))
        )


def outlets(
    given: str | Path | pa.Table | Iterable[Mapping[str, str | None]],
    *,
    where: str = "the table of outlets",
    refused: list[str] | None = None,
) -> list[Outlet]:
    """Read a list of outlets: a CSV file (comma, semicolon or tab), or rows of OUTLETS.

    Args:
        given: its path, or the rows. Only ``outlet`` is needed; ``alias``, ``domain`` and
            ``language`` may be empty. An alias that begins with @ is a handle.
        where: what rows are called in errors.
        refused: takes a sentence for each row that cannot be used, and the others count; without it
            such a row is an error.

    Returns:
        Each outlet once, by its name. Two outlets may share an alias or a domain.

    Raises:
        InputError: the file cannot be read, has no column of outlets or no outlet; a row has more
            cells than the header, no outlet, or a domain that is none or everybody's.
    """
    if isinstance(given, (str, Path)):
        where, rows = str(given), _file_rows(Path(given))
    else:
        items = given.to_pylist() if isinstance(given, pa.Table) else list(given)
        rows = [(number, dict(item)) for number, item in enumerate(items, 1)]
    found: dict[str, tuple[str, dict[str, None], set[str], set[tuple[str, str]]]] = {}
    for number, row in rows:
        try:
            _take(row, f"{where}, row {number}", found)
        except InputError as error:
            if refused is None:
                raise
            refused.append(str(error))
    if not found and refused is None:
        raise InputError(f"{where}: there is no outlet in it.")
    return [
        Outlet(name, tuple(aliases), frozenset(handles), frozenset(sites))
        for name, aliases, handles, sites in (found[key] for key in sorted(found))
    ]


def _take(
    row: Mapping[str, str | None],
    at: str,
    found: dict[str, tuple[str, dict[str, None], set[str], set[tuple[str, str]]]],
) -> None:
    """Add what one row says to the outlets, or nothing; InputError for what cannot be used."""
    name, alias, domain = (_cell(row.get(column)) for column in ("outlet", "alias", "domain"))
    if not name and not alias and not domain:
        return
    if not name:
        raise InputError(f"{at}: no outlet is named. Every row needs one in 'outlet'.")
    if max(len(name), len(alias)) > _LONGEST:
        raise InputError(f"{at}: a name of more than {_LONGEST} characters is no name.")
    if alias and not alias.startswith("@") and not any(map(str.isalnum, alias)):
        raise InputError(f"{at}: the alias '{alias}' has no letter or digit.")
    place = _site_of_its_own(domain, at) if domain else None
    _, aliases, handles, sites = found.setdefault(_folded(name), (name, {name: None}, set(), set()))
    if alias.startswith("@"):
        handles.add(_folded(alias).lstrip("@"))
    elif alias:
        aliases[alias] = None
    if place is not None:
        sites.add(place)


def joined(
    first: Sequence[Outlet], second: Sequence[Outlet]
) -> tuple[list[Outlet], dict[str, tuple[str, str]]]:
    """Join two lists: an outlet that has the same name in both is one, with what either has.

    Returns the outlets, those of the first list before others, and the clashes: each alias, @handle
    or site that the two lists give to outlets of different names, with both names.
    """
    by_name = {_folded(one.name): one for one in first}
    theirs = {mark: one.name for one in first for mark in _marks(one)}
    clashes: dict[str, tuple[str, str]] = {}
    for one in second:
        key = _folded(one.name)
        for mark in _marks(one):
            other = theirs.get(mark)
            if other is not None and _folded(other) != key:
                clashes.setdefault(mark, (other, one.name))
        mine = by_name.get(key)
        by_name[key] = one if mine is None else Outlet(
            mine.name,
            tuple(dict.fromkeys((*mine.aliases, *one.aliases))),
            mine.handles | one.handles,
            mine.sites | one.sites,
        )  # fmt: skip
    return list(by_name.values()), clashes


def _marks(one: Outlet) -> list[str]:
    """Give all that an outlet is known by, as it is compared."""
    places = sorted(host + path for host, path in one.sites)
    return [*map(_folded, one.aliases), *(f"@{name}" for name in sorted(one.handles)), *places]


def outlets_from(
    given: str | os.PathLike[str] | pa.Table | Sequence[Outlet] | None,
) -> list[Outlet]:
    """Take a list of outlets in whatever form a caller has it; none is an empty one."""
    if given is None:
        return []
    if isinstance(given, (str, os.PathLike)):
        return outlets(Path(given))
    return outlets(given) if isinstance(given, pa.Table) else list(given)


def site(link: str) -> tuple[str, str] | None:
    """Split a link into its host and its path in lower case; None when it is no web link."""
    plain = canonical_link(_DEFANGED.sub(".", link))
    if plain is None:
        return None
    host, _, path = plain.removeprefix("https://").partition("/")
    path = re.split(r"[?#]", path, maxsplit=1)[0].strip("/").lower()
    if host in ("t.me", "telegram.me", "telegram.dog"):
        # t.me/s/name is the same channel, seen without the app.
        host, path = "t.me", re.sub(r"^s/", "", path)
    return host, f"/{path}" if path else ""


def is_platform(host: str) -> bool:
    """Whether a host is one on which everybody has pages."""
    return host in _PLATFORMS or link_domain(host) in _PLATFORMS


def _site_of_its_own(domain: str, at: str) -> tuple[str, str]:
    place = site(domain)
    if place is None or link_domain(f"https://{place[0]}/") is None:
        raise InputError(
            f"{at}: '{domain}' is no domain. Give one such as ria.ru, or a page such as "
            "t.me/rian_ru."
        )
    if not place[1] and is_platform(place[0]):
        raise InputError(
            f"{at}: {place[0]} is everybody's. Give the outlet's page on it, as in t.me/rian_ru."
        )
    return place


def _file_rows(path: Path) -> list[tuple[int, dict[str, str | None]]]:
    if not path.is_file():
        raise InputError(f"{path}: there is no such file of outlets. Give a CSV: {_header()}.")
    at = 0
    rows: list[tuple[int, list[str]]] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            head = lines.readline()
            lines.seek(0)
            separator = max(",;\t", key=head.count)
            read = csv.reader(lines, delimiter=separator, strict=True)
            for row in read:
                at = read.line_num
                rows.append((at, row))
                if len(rows) > _MOST_ROWS + 1:
                    raise InputError(f"{path}: more than {_MOST_ROWS:,} rows. Give fewer outlets.")
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path}, after line {at}: not a readable CSV: it is not UTF-8. "
            "Save it again as CSV in UTF-8."
        ) from error
    except (OSError, csv.Error) as error:
        raise InputError(
            f"{path}, after line {at}: not a readable CSV of outlets ({error}). Look for a "
            "quotation mark that is not closed."
        ) from error
    columns = _matched(rows[0][1] if rows else [], path)
    named: list[tuple[int, dict[str, str | None]]] = []
    for number, (line, row) in enumerate(rows[1:], 1):
        if len(row) > len(rows[0][1]) and any(map(str.strip, row[len(rows[0][1]) :])):
            raise InputError(
                f"{path}, row {number} (line {line}): {len(row)} cells, but the header has "
                f"{len(rows[0][1])}. Put names with commas into quotation marks."
            )
        named.append((number, {ours: row[at] for ours, at in columns.items() if at < len(row)}))
    return named


def _matched(names: list[str], path: Path) -> dict[str, int]:
    places: dict[str, int] = {}
    for at, name in enumerate(names):
        places.setdefault(folded(name), at)
    found = {}
    for ours, spellings in _SPELLED.items():
        known = [places[folded(one)] for one in spellings.split() if folded(one) in places]
        if known:
            found[ours] = known[0]
    if "outlet" not in found:
        there = ", ".join(f"'{name}'" for name in names) or "none"
        raise InputError(
            f"{path}: no column names the outlet. The columns there are: {there}. The first line "
            f"has to be: {_header()}."
        )
    return found


def _header() -> str:
    return ",".join(_COLUMNS)


def _cell(value: object) -> str:
    return " ".join(str(value).split()) if value is not None else ""


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
