"""What is told of each input file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """What came of one file: ``rows`` = ``posts`` + ``rejected`` + ``not_posts`` + ``merged``.

    ``merged`` counts rows that went into another's post: further objects of the same post.
    ``columns`` maps ours to the file's; ``resolution_s`` is how fine its times are (86400, 3600, 60
    or 1 seconds); ``zone_assumed`` says that some had no zone and were taken as UTC; ``ids_made``
    that some posts had no id of their own. ``first`` and ``last`` are the earliest and latest time
    (UTC); ``bytes`` is the size on disk. ``notes`` are sentences for a person about what was
    assumed.
    """

    file: str
    format: str
    rows: int
    posts: int
    rejected: int
    not_posts: int
    columns: Mapping[str, str]
    resolution_s: int
    zone_assumed: bool
    ids_made: bool
    first: dt.datetime | None
    last: dt.datetime | None
    sha256: str
    bytes: int
    merged: int = 0
    notes: tuple[str, ...] = ()
