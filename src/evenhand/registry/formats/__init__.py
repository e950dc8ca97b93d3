"""The formats in which lists of actors come, one file each.

A reader is ``read_<format>(path, list_name, *, refused)``: it yields claims, and notes in
``refused`` each row that gives none. A new format is a file here and a line in `FORMATS`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from evenhand.records.errors import InputError
from evenhand.records.files import find
from evenhand.registry.claims import Claim
from evenhand.registry.formats import eu, eu_bans, fara, matrix, meta, ofac, stix, uk
from evenhand.registry.formats.followthemoney import read_followthemoney
from evenhand.registry.formats.plain import read_plain
from evenhand.registry.formats.rows import Refusals


class Reader(Protocol):
    """What reads a format."""

    def __call__(
        self, path: str | Path, list_name: str, *, refused: Refusals | None = None
    ) -> Iterator[Claim]:
        """Yield the claims of a file, as of a list of that name."""
        ...


@dataclass(frozen=True, slots=True)
class Format:
    """A format: what it is, how it is read, and the name of the list unless another is given.

    ``beside`` names the files that are read together with the one that is given.
    """

    meaning: str
    read: Reader
    list_name: str
    beside: Callable[[Path], list[Path]] = lambda _: []


FORMATS: dict[str, Format] = {
    "plain": Format("our own CSV, one fact in each row", read_plain, "plain"),
    "ofac": Format("OFAC SDN, CSV", ofac.read_ofac, ofac.LIST, ofac.beside),
    "eu": Format("EU consolidated list of financial sanctions, CSV", eu.read_eu, eu.LIST),
    "eu-bans": Format("EU broadcast bans, CSV", eu_bans.read_eu_bans, eu_bans.LIST),
    "uk": Format("UK Sanctions List, CSV", uk.read_uk, uk.LIST),
    "fara": Format("FARA, foreign principals, CSV", fara.read_fara, fara.LIST),
    "fara-registrants": Format(
        "FARA, registrants, CSV", fara.read_fara_registrants, fara.REGISTRANTS
    ),
    "matrix": Format("State Media Matrix, CSV", matrix.read_matrix, matrix.LIST),
    "meta": Format("Meta's indicators, a CSV or a folder of them", meta.read_meta, meta.LIST),
    "stix": Format("STIX 2.1 bundle, JSON", stix.read_stix, stix.LIST),
    "ftm": Format("FollowTheMoney entities, JSON Lines", read_followthemoney, "ftm"),
}
"""Every format by the name it has on the command line."""

_VERSION = 12  # digits of a hash that name a version


def read_list(
    path: str | Path, format_name: str, *, refused: Refusals | None = None
) -> Iterator[Claim]:
    """Read a list in one of `FORMATS` as claims; what gives none is noted in ``refused``.

    Raises InputError for an unknown format and a file that is not of it.
    """
    if format_name not in FORMATS:
        known = ", ".join(FORMATS)
        raise InputError(f"“{format_name}” is no format of a list. There are: {known}.")
    one = FORMATS[format_name]
    return one.read(path, one.list_name, refused=refused)


def version_of(path: Path, format_name: str) -> str:
    """Name a version of a list by what is in it: the first digits of the SHA-256 of its file.

    Of a list in several files, in a folder or beside each other, all count, with their names; one
    in a folder of its own has the same version as alone.
    Raises InputError for a file that cannot be read.
    """
    try:
        if path.is_dir():
            files = find(path)
            if len(files) == 1:
                return files[0].sha256()[:_VERSION]
            hashes = [f"{one.path.name} {one.sha256()}" for one in files]
        else:
            others = FORMATS[format_name].beside(path)
            if not others:
                return _sha256(path)[:_VERSION]
            hashes = [f"{one.name} {_sha256(one)}" for one in (path, *others)]
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from error
    return hashlib.sha256("\n".join(hashes).encode()).hexdigest()[:_VERSION]


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
