"""What a format is: how to know it, and how to read it into drafts (see drafts.py)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from evenhand.records.columns import folded
from evenhand.records.times import DayOrder

Item = dict[str, Any]


@dataclass(frozen=True)
class TableFormat:
    """A table with known columns.

    It is recognised by having all of ``needs``. ``columns`` maps ours to theirs; those that a file
    lacks are left out, and what it does not name is matched by spelling when ``tolerant``.
    ``finish`` may correct the draft, given the file's own table.
    """

    name: str
    meaning: str
    platform: str | None
    needs: tuple[str, ...]
    columns: Mapping[str, str]
    order: DayOrder | None = None
    tolerant: bool = False
    finish: Callable[[pl.DataFrame, pl.DataFrame], pl.DataFrame] | None = None

    def recognises(self, theirs: Iterable[str]) -> bool:
        """Whether a table with these columns is of this format."""
        return not self.missing(theirs)

    def missing(self, theirs: Iterable[str]) -> list[str]:
        """List the columns that it needs and a table with these columns lacks."""
        there = {folded(name) for name in theirs}
        return [name for name in self.needs if folded(name) not in there]

    def matched(self, theirs: Iterable[str]) -> dict[str, str]:
        """Map ours to the names that a file really has."""
        by_fold = {folded(name): name for name in reversed(list(theirs))}
        return {
            ours: by_fold[folded(name)]
            for ours, name in self.columns.items()
            if folded(name) in by_fold
        }


@dataclass(frozen=True)
class Found:
    """What one record holds: posts (drafts), accounts described apart, and what is neither."""

    posts: list[Item] = field(default_factory=list)
    accounts: list[Item] = field(default_factory=list)
    not_posts: int = 0


@dataclass(frozen=True)
class RecordFormat:
    """JSON records of a known shape.

    ``recognises`` is asked about the first records; ``found`` reads one and may raise KeyError,
    TypeError, ValueError or AttributeError for a record that is not as documented, which is then
    refused. ``columns`` names what ours is made of, for messages and for `Source`; what it lacks
    of urls, hashtags and mentions is read from the text.
    """

    name: str
    meaning: str
    platform: str
    recognises: Callable[[Item], bool]
    found: Callable[[Item], Found]
    columns: Mapping[str, str]


NOT_A_POST = Found(not_posts=1)


def items_of(value: Any, key: str | None = None) -> list[Any]:
    """Give the elements of a list, or of the list under a key; nothing where there is none."""
    if key is not None:
        value = value.get(key) if isinstance(value, dict) else None
    return [item for item in value if item is not None] if isinstance(value, list) else []


def part(value: Any, *keys: str) -> Any:
    """Go down through nested objects; None where the way ends."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def text_of(value: Any) -> str | None:
    """Write an id or name as text; None for nothing and for what is no single value."""
    if value is None or isinstance(value, (dict, list, bool)):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value) or None
