"""The formats in which lists of actors come, one file each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from evenhand.records.errors import InputError
from evenhand.registry.claims import Claim
from evenhand.registry.formats import (
    eu,
    eu_bans,
    fara,
    followthemoney,
    matrix,
    meta,
    ofac,
    plain,
    stix,
    uk,
)
from evenhand.registry.formats.rows import Refusals

Read = Callable[..., Iterator[Claim]]


@dataclass(frozen=True)
class ListFormat:
    """A format: its name for ``--format``, what it is, its reader, the list it goes to."""

    name: str
    meaning: str
    read: Read
    list_name: str


_ALL = (
    ListFormat("plain", "A CSV of ours, one fact in each row", plain.read_plain, "plain"),
    ListFormat("ofac", "OFAC SDN, CSV", ofac.read_ofac, ofac.LIST),
    ListFormat("eu", "EU consolidated list of financial sanctions, CSV", eu.read_eu, eu.LIST),
    ListFormat("eu-bans", "EU broadcast bans, CSV", eu_bans.read_eu_bans, eu_bans.LIST),
    ListFormat("uk", "UK Sanctions List, CSV", uk.read_uk, uk.LIST),
    ListFormat("fara", "FARA foreign principals, CSV", fara.read_fara, fara.LIST),
    ListFormat(
        "fara-registrants", "FARA registrants, CSV", fara.read_fara_registrants, fara.REGISTRANTS
    ),
    ListFormat("matrix", "State Media Matrix, CSV", matrix.read_matrix, matrix.LIST),
    ListFormat("meta", "Meta's indicators, CSV or a folder of them", meta.read_meta, meta.LIST),
    ListFormat("stix", "STIX 2.1 bundle, JSON", stix.read_stix, stix.LIST),
    ListFormat(
        "ftm",
        "FollowTheMoney entities, JSON Lines (OpenSanctions)",
        followthemoney.read_followthemoney,
        "ftm",
    ),
)
FORMATS: dict[str, ListFormat] = {one.name: one for one in _ALL}
"""The formats by name, in the order in which they are offered."""


def read_list(
    path: str | Path, format_name: str, refused: Refusals | None = None
) -> Iterator[Claim]:
    """Read a list in one of `FORMATS` as claims; what gives none is noted in ``refused``.

    Raises InputError for an unknown format and a file that is not of it.
    """
    if format_name not in FORMATS:
        raise InputError(f"“{format_name}” is no format of lists. There are: {', '.join(FORMATS)}.")
    return FORMATS[format_name].read(path, refused=refused)


__all__ = ["FORMATS", "ListFormat", "Refusals", "read_list"]
