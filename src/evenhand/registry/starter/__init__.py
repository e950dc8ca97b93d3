"""The set of actors that comes with the project: media of every kind of control, as sourced claims.

The files beside this one are lists of ours, one fact in each row (see formats/plain.py), written by
hand from public facts. The classes of control are what others found, never what we say.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import as_file, files

from evenhand.registry.claims import Claim
from evenhand.registry.formats.plain import read_plain
from evenhand.registry.formats.rows import Refusals

LIST = "starter"
"""The name of the list under which it is imported."""

VERSION = "2026-11-22"
"""The day on which it was written; what it says was known on that day."""


def read_starter(*, refused: Refusals | None = None) -> Iterator[Claim]:
    """Read the starter set as claims of the list `LIST`, file by file in order of their names."""
    folder = files(__name__)
    for name in sorted(path.name for path in folder.iterdir() if path.name.endswith(".csv")):
        with as_file(folder / name) as path:
            yield from read_plain(path, LIST, refused=refused)
