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
    """Groups that were confirmed and are not declared; 0 when nothing was tested."""
    in_confirmed: int
    """Accounts in them."""
    others: int
    """Groups that are neither: those that counting alone joined."""
    in_others: int
    """Accounts in them."""
    with_edge: int
    """Accounts that coincided with another often enough, in groups or not."""
    uncarried: int = 0
    """Groups that passed the test and are not shown as one: those who carry them are in a stronger
    group already, or are too few."""
    declared: int = 0
    """Groups that are declared, confirmed or not."""
    declared_confirmed: int = 0
    """Those of them that were confirmed."""
    in_declared: int = 0
    """Accounts in declared groups."""

    @property
    def undeclared(self) -> int:
        """Groups that are not declared, confirmed or not."""
        return self.confirmed + self.others

    @property
    def groups(self) -> int:
        """All groups."""
        return self.undeclared + self.declared

    @property
    def in_groups(self) -> int:
        """Accounts in any group."""
        return self.in_confirmed + self.in_others + self.in_declared


def tally(findings: Findings) -> Tally:
    """Count the groups of a run."""
    clusters = frame(findings.clusters).with_columns(
        pl.col("confirmed", "declared").fill_null(value=False)
    )
    held = frame(findings.members)["cluster"].drop_nulls()

    def inside(some: pl.DataFrame) -> int:
        return int(held.is_in(some["cluster"].implode()).sum())

    declared, others = clusters.filter("declared"), clusters.filter(~pl.col("declared"))
    confirmed, unconfirmed = others.filter("confirmed"), others.filter(~pl.col("confirmed"))
    # Both parts of a group that has declared and undeclared accounts are one that passed.
    shown = clusters.filter("confirmed")
    halves = shown["part_of"].drop_nulls()
    passed = int(frame(findings.groups)["confirmed"].sum())
    return Tally(
        confirmed=confirmed.height,
        in_confirmed=inside(confirmed),
        others=unconfirmed.height,
        in_others=inside(unconfirmed),
        with_edge=findings.members.num_rows,
        uncarried=max(0, passed - shown.height + halves.len() - halves.n_unique()),
        declared=declared.height,
        declared_confirmed=int(declared["confirmed"].sum()),
        in_declared=inside(declared),
    )
