"""Times as small whole numbers: since the first moment of the run, in seconds if they suffice."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from evenhand.detection.findings import Findings
from evenhand.reports.chosen import frame

SECOND_US = 1_000_000
MILLISECOND_US = 1_000


@dataclass(frozen=True)
class Clock:
    """The time scale of one page."""

    start_us: int
    """Microseconds from 1970-01-01 UTC to its zero."""
    unit_us: int
    """Microseconds in one of its steps: a second, or a millisecond where times are finer."""

    def steps(self, column: str) -> pl.Expr:
        """Turn a UTC time column into steps since the start; null stays null."""
        return (pl.col(column).dt.epoch("us") - self.start_us) // self.unit_us


def clock(findings: Findings) -> Clock:
    """Choose the coarsest scale that keeps apart the times of the page, from the earliest."""
    times: list[pl.Series] = []
    for table, columns in (
        (findings.timeline, ["time"]),
        (findings.evidence, ["time_a", "time_b"]),
        (findings.edges, ["first_seen", "last_seen"]),
    ):
        rows = frame(table)
        times += [rows[column].dt.epoch("us").drop_nulls() for column in columns]
    if findings.looked_at.first_post is not None:
        times.append(pl.Series("first", [findings.looked_at.first_post]).dt.epoch("us"))
    all_times = pl.concat([series.rename("time") for series in times])
    earliest = all_times.min()
    if not isinstance(earliest, int):
        return Clock(0, SECOND_US)
    whole = bool((all_times % SECOND_US == 0).all())
    # The start is a whole second, so that ticks of a clock fall on whole steps.
    return Clock(earliest // SECOND_US * SECOND_US, SECOND_US if whole else MILLISECOND_US)
