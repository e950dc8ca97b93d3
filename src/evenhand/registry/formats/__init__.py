"""The formats in which lists of actors come, one file each.

A reader is ``read_<format>(path, list_name, *, refused)``: it yields claims, and notes in
``refused`` each row that gives none. A new format is a file here and a line in `FORMATS`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from evenhand.registry.claims import Claim
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
    """A format: what it is, how it is read, and the name of the list unless another is given."""

    meaning: str
    read: Reader
    list_name: str


FORMATS: dict[str, Format] = {
    "plain": Format("our own CSV, one fact in each row", read_plain, "plain"),
}
"""Every format by the name it has on the command line."""
