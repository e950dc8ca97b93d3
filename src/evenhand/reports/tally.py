"""How many groups and accounts there are in a run, by what became of them."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from evenhand.detection.findings import Findings
from evenhand.reports.chosen import frame


@dataclass(frozen=True)
class Tally:
    """Counts of groups and of the accounts in them; no account is in two groups."""

    confirmed: int
    """Groups that were confirmed; 0 when nothing was tested."""
    in_confirmed: int
    """Accounts in them."""
    others: int
    """Groups that were not: those that counting alone joined."""
    in_others: int
    """Accounts in them."""
    with_edge: int
    """Accounts that coincided with another often enough, in groups or not."""
    uncarried: int = 0
    """Groups that passed the test and are not shown as one: those who carry them are in a stronger
    group already, or are too few."""

    @property
    def groups(self) -> int:
        """All groups."""
        return self.confirmed + self.others

    @property
    def in_groups(self) -> int:
        """Accounts in any group."""
        return self.in_confirmed + self.in_others


def tally(findings: Findings) -> Tally:
    """Count the groups of a run."""
    clusters = frame(findings.clusters).with_columns(pl.col("confirmed").fill_null(value=False))
    confirmed = clusters.filter("confirmed")["cluster"]
    held = frame(findings.members)["cluster"].drop_nulls()
    in_confirmed = int(held.is_in(confirmed.implode()).sum())
    passed = frame(findings.groups)["confirmed"].sum()
    return Tally(
        confirmed=confirmed.len(),
        in_confirmed=in_confirmed,
        others=clusters.height - confirmed.len(),
        in_others=held.len() - in_confirmed,
        with_edge=findings.members.num_rows,
        uncarried=max(0, int(passed) - confirmed.len()),
    )
