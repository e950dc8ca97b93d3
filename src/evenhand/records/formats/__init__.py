"""The formats known by their shape, one file each; what is none of them is matched by columns."""

from __future__ import annotations

from evenhand.records.formats import (
    bluesky,
    contract,
    fivethirtyeight,
    mastodon,
    meta_content_library,
    reddit,
    telegram,
    tiktok,
    twitter_archive,
    twitter_v2,
)
from evenhand.records.formats.shapes import Found, RecordFormat, TableFormat

GENERIC = "generic"
TABLES: tuple[TableFormat, ...] = (
    contract.FORMAT,
    twitter_archive.FORMAT,
    fivethirtyeight.FORMAT,
    fivethirtyeight.RECUT,
    meta_content_library.FORMAT,
)
RECORDS: tuple[RecordFormat, ...] = (
    bluesky.FORMAT,
    telegram.FORMAT,
    mastodon.FORMAT,
    tiktok.FORMAT,
    reddit.FORMAT,
    twitter_v2.FORMAT,
)
NAMES: tuple[str, ...] = (GENERIC, *(f.name for f in TABLES), *(f.name for f in RECORDS))


def known() -> dict[str, str]:
    """Name the formats that `read` takes, each with what it is."""
    generic = {GENERIC: "Any table or flat JSON whose columns can be matched to ours"}
    tables = {shape.name: shape.meaning for shape in TABLES}
    return tables | {shape.name: shape.meaning for shape in RECORDS} | generic


__all__ = ["GENERIC", "NAMES", "RECORDS", "TABLES", "Found", "RecordFormat", "TableFormat", "known"]
