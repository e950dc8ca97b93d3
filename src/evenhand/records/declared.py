"""A file of declarations: which accounts and domains say of themselves that they are automated."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import polars as pl
import pyarrow as pa

from evenhand.records.batches import ROW, Batch, refusals
from evenhand.records.beside import one_table, read_rows
from evenhand.records.columns import SPELLINGS, folded
from evenhand.records.drafts import id_text
from evenhand.records.errors import InputError
from evenhand.records.files import Limits
from evenhand.records.links import LONGEST_LINK, link_host
from evenhand.records.schemas import DECLARED, REJECTED
from evenhand.records.shared_hosts import shared_by_many
from evenhand.records.source import Source

FORMAT = "declarations"
KINDS = ("account", "handle", "domain")
_NEEDED = ("who", "what", "link")
_COLUMNS = (*_NEEDED, "kind", "platform")
_LONGEST = {"who": 300, "what": 1_000, "link": LONGEST_LINK, "kind": 50, "platform": 100}
_WEB = re.compile(r"^https?://[^\s/?#]+[^\s]*$", re.I)
_SCHEME = re.compile(r"^https?://", re.I)
_PLATFORM_HANDLE = re.compile(r"^([a-z][\w.-]*):@(.+)$", re.I)
_HANDLE = re.compile(r"^[^\s()<>\"'=,;]+$")
_NOT_A_DOMAIN = (
    "neither a domain nor an account: write the domain alone (example.org), an id (platform:123) "
    "or a handle (@name)"
)


@dataclass(frozen=True)
class Declarations:
    """A file of declarations as read."""

    table: pa.Table
    """DECLARED; what it names in the posts is not known yet, so those columns are null."""
    rejected: pa.Table
    """REJECTED: the rows that cannot be used."""
    source: Source


def read_declared(
    given: str | os.PathLike[str] | pa.Table | pl.DataFrame,
    *,
    platform: str | None = None,
    encoding: str | None = None,
    strict: bool = False,
    limits: Limits | None = None,
) -> Declarations:
    """Read declarations from a Parquet, CSV or TSV file, or from a table at hand.

    The columns are ``who`` (an account id, ``platform:id`` or bare; a handle, ``@name`` or
    ``platform:@name``; a domain, with or without scheme and www), ``what`` (what is declared, in
    words) and ``link`` (http or https; may be empty in a row). A column ``kind`` (account, handle,
    domain) settles what a name is where its form does not; a column ``platform``, or the parameter
    for rows without one, says where an account is.

    Of several rows on one account or domain the first counts; a later one that says the same is
    merged with it, and one that says something else is refused. So are rows that name nobody, say
    nothing, hold a formula, or declare a host that many share; with ``strict`` they raise.

    Raises InputError when the file cannot be used.
    """
    limits = limits or Limits()
    parts: list[pl.DataFrame] = []
    refused: list[pl.DataFrame] = []
    columns: dict[str, str] = {}

    def take(names: list[str], batches: Iterable[Batch]) -> None:
        columns.update(_matched(names, name))
        for batch in batches:
            parts.append(batch.frame.select(ROW, *(pl.col(n).alias(o) for o, n in columns.items())))
            refused.append(batch.refused)

    if isinstance(given, str | os.PathLike):
        file = one_table(os.fspath(given), "declarations")
        name, sha256, size = file.name, file.sha256(), file.size
        read_rows(file, encoding, limits, take)
    else:
        name = "(table of declarations)"
        frame = given if isinstance(given, pl.DataFrame) else pl.DataFrame(given)
        take(frame.columns, [Batch(frame.with_row_index(ROW, 1).cast({ROW: pl.Int64}))])
        rows = json.dumps(frame.rows(), default=str, ensure_ascii=False).encode()
        sha256, size = hashlib.sha256(rows).hexdigest(), 0
    table, wrong, merged = _entries(pl.concat(parts), columns, platform)
    in_file = pl.concat(refused)
    bad = pl.concat([in_file, wrong]).sort("row", maintain_order=True)
    if strict and bad.height:
        raise InputError(f"{name}: {_told(bad)} Correct it, or leave --strict out.")
    read = sum(part.height for part in parts) + in_file.height
    source = Source(
        file=name,
        format=FORMAT,
        rows=read,
        posts=0,
        rejected=bad.height,
        not_posts=read - bad.height - merged,
        columns=MappingProxyType(columns),
        resolution_s=1,
        zone_assumed=False,
        ids_made=False,
        first=None,
        last=None,
        sha256=sha256,
        bytes=size,
        merged=merged,
    )
    rejected = bad.with_columns(file=pl.lit(name)).select(REJECTED.names)
    return Declarations(table, rejected.to_arrow().cast(REJECTED), source)


def _matched(names: list[str], file: str) -> dict[str, str]:
    by_fold: dict[str, str] = {}
    for name in filter(None, names):
        by_fold.setdefault(folded(name), name)
    found = {ours: by_fold[folded(ours)] for ours in _COLUMNS if folded(ours) in by_fold}
    if "platform" not in found:
        other = next((n for n in SPELLINGS["platform"] if folded(n) in by_fold), None)
        found |= {"platform": by_fold[folded(other)]} if other else {}
    missing = [ours for ours in _NEEDED if ours not in found]
    if missing:
        there = ", ".join(f"'{name}'" for name in names)
        raise InputError(
            f"{file}: declarations need the columns who, what and link (and may have kind and "
            f"platform); missing: {', '.join(missing)}. The columns there are: {there}. Rename the "
            "ones that hold them."
        )
    return found


def _entries(
    frame: pl.DataFrame, columns: dict[str, str], platform: str | None
) -> tuple[pa.Table, pl.DataFrame, int]:
    """Make table DECLARED of rows, with the refused ones and how many were merged into another.

    Row by row: such a file is written by hand.
    """
    for name in _COLUMNS:
        if name not in frame.columns:
            frame = frame.with_columns(pl.lit(None, dtype=pl.String).alias(name))
    frame = frame.select(ROW, *(id_text(frame[name]).str.strip_chars() for name in _COLUMNS))
    kept: dict[tuple[str, str, str | None], dict[str, Any]] = {}
    wrong: list[tuple[int, str | None, str, str | None]] = []
    merged = 0
    for row, *values in frame.iter_rows():
        cells = dict(zip(_COLUMNS, (value or None for value in values), strict=True))
        try:
            entry = _entry(row, cells, platform)
            known = kept.setdefault((entry["kind"], entry["key"], entry["platform"]), entry)
            if known is not entry:
                _merge(known, entry)
                merged += 1
        except _WrongCellError as error:
            value = cells.get(error.column)
            wrong.append((row, columns.get(error.column), error.reason, value))
    names = DECLARED.names
    rows = [{name: entry.get(name) for name in names} for entry in kept.values()]
    table = pa.Table.from_pylist(rows, schema=DECLARED)
    return table, refusals(wrong), merged


class _WrongCellError(Exception):
    """A cell that cannot be used: its column, by our name, and why."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column, self.reason = column, reason


def _entry(row: int, cells: dict[str, str | None], platform: str | None) -> dict[str, Any]:
    for column, value in cells.items():
        if value is None:
            continue
        if len(value) > _LONGEST[column]:
            raise _WrongCellError(column, f"longer than {_LONGEST[column]:,} characters")
        if value.startswith("="):
            raise _WrongCellError(column, "a spreadsheet's formula: put the value itself there")
    who, what, link = cells["who"], cells["what"], cells["link"]
    if who is None:
        raise _WrongCellError(
            "who", "nobody is named: an account id, a @handle or a domain is needed"
        )
    if what is None:
        raise _WrongCellError("what", "it does not say what is declared")
    if link is not None and not (_WEB.match(link) and link_host(link)):
        raise _WrongCellError("link", "not a web address: it must begin with http:// or https://")
    kind = cells["kind"] and cells["kind"].lower()
    if kind not in (None, *KINDS):
        raise _WrongCellError("kind", f"must be one of {', '.join(KINDS)}, or empty")
    place = cells["platform"] or platform
    kind, key, place = _named(who, kind, place.lower() if place else None)
    return {
        "row": row,
        "who": who,
        "kind": kind,
        "platform": place,
        "key": key,
        "what": what,
        "link": link,
    }


def _named(who: str, kind: str | None, platform: str | None) -> tuple[str, str, str | None]:
    """Tell an account's id, a handle and a domain apart: (kind, key, platform)."""
    if found := _PLATFORM_HANDLE.match(who):
        platform, who = found[1].lower(), f"@{found[2]}"
    if kind == "handle" or (kind in (None, "account") and who.startswith("@")):
        handle = who.removeprefix("@").lower()
        if not _HANDLE.match(handle):
            raise _WrongCellError("who", "not a handle: it holds signs that no handle has")
        return "handle", handle, platform
    # A dot, and no sign that no host has: a name like first.last needs kind = account.
    if kind == "domain" or (kind is None and (_SCHEME.match(who) or _is_host(who))):
        return "domain", _domain(who), None
    if kind is None and "/" in who:
        raise _WrongCellError("who", _NOT_A_DOMAIN)
    if platform and not who.startswith(f"{platform}:"):
        who = f"{platform}:{who}"
    return "account", who, platform


def _is_host(who: str) -> bool:
    plain = who.rstrip("/")
    return "." in plain and not re.search(r"[:/@]", plain) and link_host(plain) is not None


def _domain(who: str) -> str:
    """Give a domain its canonical host.

    Raises _WrongCellError for what is none, a page, and a host that many share.
    """
    rest = _SCHEME.sub("", who).rstrip("/")
    if re.search(r"[/?#@\s]", rest):
        raise _WrongCellError("who", _NOT_A_DOMAIN)
    host = link_host(f"https://{rest}")
    if host is None:
        raise _WrongCellError("who", "not a domain: it must be a name like example.org")
    many = shared_by_many(host)
    if many is not None:
        raise _WrongCellError(
            "who", f"declaring {host} would declare {many}: declare the accounts, or a site of it"
        )
    return host


def _merge(known: dict[str, Any], entry: dict[str, Any]) -> None:
    two_links = {entry["link"], known["link"]} - {None}
    if entry["what"] != known["what"] or len(two_links) > 1:
        raise _WrongCellError(
            "who",
            f"row {known['row']} declares it already, and says something else: that row counts; "
            "keep one of the two",
        )
    known["link"] = known["link"] or entry["link"]


def _told(bad: pl.DataFrame) -> str:
    first = bad.row(0, named=True)
    more = f" ({bad.height - 1:,} more rows cannot be used either.)" if bad.height > 1 else ""
    return f"Row {first['row']} cannot be used: {first['reason']}.{more}"
