"""Indicators of networks that Meta removed (facebook/threat-research), flat and by kill chain."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from evenhand.records.errors import InputError
from evenhand.records.files import find
from evenhand.registry.claims import Claim, EntityKey, Source, facts, listed, present, site
from evenhand.registry.formats.rows import Refusals, Row, first_cells, once, table_rows
from evenhand.registry.handles import account_in_link

LIST = "meta"
_LINK = "https://github.com/facebook/threat-research"
_FLAT = {"kind": ("indicator_type",), "value": ("indicator_value",), "note": ("comment",)}
_CHAIN = {
    "tactic": ("Tactic",),
    "technique": ("Technique",),
    "procedure": ("Procedure",),
    "value": ("Indicator",),
    "note": ("Notes", "Comments", "Commernts", "Note", "Comment"),
}
_FLAT_PLACES = frozenset({"domain_name", "cib_url", "telegram_url", "url", "phishing_url"})
# Only what a network gets for itself is its own: 0.6 domains, 0.9 accounts, 1 disguises, 9.5
# domains that replace others. Elsewhere stand the sites of those it posted to.
_OWN = re.compile(r"^(?:0\.6|0\.9|1\.\d|9\.5)\b")
_POSTS = re.compile(r"^(?:6|7)\.\d\b")  # posts, of which the link may say the account
_NUMBERED = re.compile(r"^\d+(?:\.\d+)*")
_PLACE = re.compile(
    r"^(?:https?://)?(?:[\w-]+\.)+[a-z][\w-]{1,62}(?::\d{1,5})?(?:[/?#]\S*)?$", re.I
)
_MAIL = re.compile(r"\S+(?:@|\[at\]|\(at\))[\w-]+\.\w+", re.I)
_HASH = re.compile(r"^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})$", re.I)
_ADDRESS = re.compile(r"^(?:https?://)?\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?(?:/\S*)?$")
_DEFANGED = (
    (re.compile(r"\s*[\[({]\s*(?:\.|dot)\s*[\])}]\s*", re.I), "."),
    (re.compile(r"\[:\]|\(:\)"), ":"),
    (re.compile(r"^h(?:xx|\*\*)p", re.I), "http"),
    (re.compile(r"\[/\]"), "/"),
)


def read_meta(
    path: str | Path, list_name: str = LIST, *, refused: Refusals | None = None
) -> Iterator[Claim]:
    """Read one CSV of indicators, or a folder of them; each file is one network.

    Domains and accounts that the network had become its presences, with the status removed for
    Meta's own services only. Numbers of assets, headlines and descriptions become notes on the
    network. Hashes of files, email and IP addresses are counted and left out, and so are links to
    places that were not its own. Defanged values (``[.]``, ``hxxp``) are made whole.

    A network is a name that Meta gave to what it removed; it is no legal person, and nothing here
    says who was behind it. Raises InputError when a file is none of the two shapes.
    """
    notes = refused if refused is not None else Refusals()
    files = [file.path for file in find(str(path)) if file.kind == "table"]
    if not files:
        raise InputError(f"{path}: indicators are read from CSV or TSV files.")
    for file in files:
        yield from once(_of_file(file, list_name, notes))


def defanged(text: str) -> str:
    """Make a value whole that was written so that nobody clicks on it."""
    for written, meant in _DEFANGED:
        text = written.sub(meant, text)
    return text.strip().rstrip(",;")


def _of_file(file: Path, list_name: str, notes: Refusals) -> Iterator[Claim]:
    flat = "indicator_type" in [cell.strip().lower() for cell in first_cells(file, "indicators")]
    name = _network_name(file)
    report = name.split(" network", 1)[0] if flat else " ".join(name.split()[:2])
    source = Source("researcher", f"Meta, adversarial threat report, {report}", "B2", _LINK)
    network = listed(list_name, name.casefold(), "Organization")
    yield from facts(network, source, name=name)
    spellings, needed = (_FLAT, ("kind", "value")) if flat else (_CHAIN, ("procedure", "value"))
    for row in table_rows(file, "indicators", needed, spellings, notes):
        value = defanged(row["value"])
        if not value:
            notes.drop("rows without an indicator")
        elif _HASH.match(value):
            notes.drop("hashes of files")
        elif _MAIL.search(value) and not _PLACE.match(value):
            notes.drop("email addresses")
        elif _ADDRESS.match(value):
            notes.drop("IP addresses")
        elif flat and row["kind"] not in _FLAT_PLACES:
            notes.drop(f"indicators of type {row['kind']}")
        elif _PLACE.match(value):
            yield from _place(network, value, row, flat, source, notes)
        else:
            told = ": ".join(filter(None, (row["procedure"], value)))
            told += f" ({row['note']})" if row["note"] and not _MAIL.search(row["note"]) else ""
            yield Claim(network, "notes", told, source, place=row.place)


def _place(
    network: EntityKey, value: str, row: Row, flat: bool, source: Source, notes: Refusals
) -> Iterator[Claim]:
    step = _NUMBERED.match(row["procedure"]) or _NUMBERED.match(row["technique"])
    number = step[0] if step else ""
    own = flat or bool(_OWN.match(number))
    linked = account_in_link(value)
    if not own and (linked is None or not _POSTS.match(number)):
        notes.drop("links to places that were not the network's")
        return
    try:
        where = linked or site(value)
    except InputError as error:
        notes.add(row.number, row.theirs("value"), str(error), row["value"])
        return
    kind = "domain" if linked is None else "account"
    metas = linked is not None and linked.id.split(":")[1] in ("facebook", "instagram", "threads")
    status = "removed" if metas else None
    yield from present(
        where, network, source, kind=kind, place=row.place, presenceStatus=status, notes=row["note"]
    )


def _network_name(file: Path) -> str:
    name = file.name.split(".")[0].replace("_updated", "")
    words = re.sub(r"[_\s]+", " ", name).strip().split()
    plain = [word.capitalize() if word.isupper() and len(word) > 3 else word for word in words]
    return " ".join(plain)
