"""What a reader hands on: a batch of rows as they stand in the file, and those it had to refuse."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import polars as pl

VALUE_LENGTH = 200
NOT_UTF8 = "not valid UTF-8"
ROW = "(row)"  # no name that a file would give a column of its own
# Rows refused, before the name of the file is added; see REJECTED in schemas/posts.py.
REFUSED = {"row": pl.Int64, "column": pl.String, "reason": pl.String, "value": pl.String}


@dataclass(frozen=True)
class Batch:
    """Some records of one file.

    ``frame`` holds the rows with a column `ROW` (Int64, number of the record in the file, from 1)
    beside the file's own columns or, when a format has already read them, ours (see drafts.py).
    ``rows`` counts what was there: the frame's rows, the refused and the ``not_posts``.
    """

    frame: pl.DataFrame
    refused: pl.DataFrame = field(default_factory=lambda: refusals([]))
    accounts: pl.DataFrame | None = None
    not_posts: int = 0

    @property
    def rows(self) -> int:
        """Count the records in it, used or not."""
        return self.frame.height + self.refused.height + self.not_posts


def refusals(rows: Iterable[tuple[int, str | None, str, str | None]]) -> pl.DataFrame:
    """Make a table of refused rows from (row, column, reason, value); values are cut to length."""
    return pl.DataFrame(list(rows), schema=REFUSED, orient="row").with_columns(
        pl.col("value").str.slice(0, VALUE_LENGTH)
    )
