"""What the tests against chance say, in words with numbers.

A value of probability is never shown finer than one in a million: the tail of a distribution that
was fitted to a few hundred surrogates says "hardly ever", and not how much less than hardly ever.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from evenhand.detection.findings import Findings
from evenhand.detection.looked_at import LookedAt
from evenhand.reports.chosen import frame
from evenhand.reports.declared import parts
from evenhand.reports.sentences import count, number
from evenhand.reports.texts import one_line

LEAST = 1e-6
_BYSTANDERS = 200


def about(value: float) -> str:
    """Write an expected count: 794, 18.8, 0.26."""
    if value >= 100:
        return number(round(value))
    if value >= 10:
        return f"{value:.1f}"
    if value == 0:
        return "0"
    return f"{value:.2f}" if value >= 0.01 else "under 0.01"


def times(lift: float) -> str:
    """Write how many times as often: 4.2 times."""
    return f"{number(round(lift)) if lift >= 100 else f'{lift:.1f}'} times"


def value(chance: float) -> str:
    """Write a p- or q-value: 0.43, 0.0032, < 0.000001."""
    if chance < LEAST:
        return "< 0.000001"
    if chance >= 0.1:
        return f"{chance:.2f}"
    digits = 1 - math.floor(math.log10(chance))
    return f"{chance:.{min(digits, 6)}f}"


def odds(chance: float) -> str:
    """Say a probability as a share of cases: ``about 3 in 100``."""
    if chance < LEAST:
        return "fewer than 1 in a million"
    if chance < 0.01:
        size = 10 ** max(0, math.floor(math.log10(1 / chance)) - 1)
        return f"about 1 in {number(round(1 / chance / size) * size)}"
    if chance < 0.995:
        return f"about {number(max(1, round(100 * chance)))} in 100"
    return "nearly all"


def comparison(looked_at: LookedAt) -> str:
    """Say in which times others shared the same things: ``in the same minutes``."""
    jitter = looked_at.jitter_s or 0.0
    for size, words in ((7200, "minutes"), (2 * 86_400, "hours")):
        if jitter < size:
            return f"in the same {words}"
    return "in the same days"


def group(cluster: Mapping[str, Any], tested: int, looked_at: LookedAt, other_part: int = 0) -> str:
    """Say how a confirmed group's test came out. ``cluster`` is a row of CLUSTERS.

    ``tested`` accounts were tested together; those that only stood by are no longer in the group,
    and ``other_part`` of them are its declared or undeclared part, a cluster of their own.
    """
    accounts = int(cluster["accounts"])
    who = f"Its {count(accounts, 'account')}"
    stood_by = tested - accounts - other_part
    if other_part:
        part = "undeclared" if cluster["declared_accounts"] else "declared"
        who += f"{',' if stood_by > 0 else ' and'} {count(other_part, f'{part} one')}"
    if stood_by > 0:
        who += f" and {number(stood_by)} that only stood by"
    return (
        f"{who} coincided {count(cluster['observed'], 'time')} {_tested_when(cluster, looked_at)}; "
        f"accounts as quick as they, sharing the same things {comparison(looked_at)}, "
        f"would have coincided about {about(cluster['expected'])} times: "
        f"{times(cluster['lift'])} as often{_allowed(cluster['allowance'])}. "
        f"Among groups this far out, {odds(cluster['q_value'])} "
        f"{'is' if _one(cluster['q_value']) else 'are'} expected to be there by chance "
        f"(q {_equals(cluster['q_value'])})."
    )


def _allowed(allowance: float) -> str:
    """Say what unlike company could make of it, when that is a tenth or more."""
    if allowance < 1.1:
        return ""
    return (
        f", of which {times(allowance)} is allowed for, since these others are few or slower than "
        "its accounts"
    )


def _tested_when(cluster: Mapping[str, Any], looked_at: LookedAt) -> str:
    first, last = looked_at.first_post, looked_at.last_post
    start, end = cluster.get("period_start"), cluster.get("period_end")
    if start and end:
        shown = "%Y-%m-%d" if (end - start).days >= 1 else "%Y-%m-%d %H:%M"
        where = "on the days" if (end - start).days >= 4 else "in the parts of it"
        return (
            f"between {start:{shown}} and {end:{shown}} (UTC), the period in which they stood out "
            f"most, {where} on which they were tested"
        )
    if first and last and (last - first).days > 4:
        return "on the days on which they were tested"
    return "in the part of the time in which they were tested"


def _one(chance: float) -> bool:
    return odds(chance).startswith("about 1 in")


def _equals(chance: float) -> str:
    words = value(chance)
    return words if words.startswith("<") else f"= {words}"


@dataclass(frozen=True)
class Test:
    """How one confirmed group was tested."""

    sentence: str
    tested: int
    """Accounts that were tested together."""
    other_part: int
    """Those of them that are its declared or undeclared part, a cluster of their own."""
    signals: list[dict[str, Any]]
    """A row for each signal: name, observed, expected, z, p, in words."""
    bystanders: list[dict[str, Any]]
    """Accounts that were removed: id, handle, observed, expected, p, in words."""
    bystanders_in_all: int


def tests(findings: Findings) -> dict[str, Test]:
    """Tell of each confirmed cluster how it was tested."""
    which = _groups_of_clusters(findings)
    rows = frame(findings.group_members)
    handles = dict(
        frame(findings.members).select("account_id", "handle").drop_nulls("handle").iter_rows()
    )
    made = {}
    for cluster in frame(findings.clusters).filter(pl.col("confirmed")).iter_rows(named=True):
        of_group = rows.filter(pl.col("group") == which.get(cluster["cluster"], ""))
        stood = of_group.filter(~pl.col("supported")).sort("account_id")
        tested = max(of_group.height, int(cluster["accounts"]))
        other = 0
        if cluster["part_of"]:
            other = parts(cluster, findings)[0 if cluster["declared_accounts"] else 1]
        made[cluster["cluster"]] = Test(
            sentence=group(cluster, tested, findings.looked_at, other),
            tested=tested,
            other_part=other,
            signals=[_signal(row) for row in cluster["by_signal"] or []],
            bystanders=[
                {
                    "id": row["account_id"],
                    "handle": one_line(handles.get(row["account_id"]), 80),
                    **_numbers(row),
                }
                for row in stood.head(_BYSTANDERS).iter_rows(named=True)
            ],
            bystanders_in_all=stood.height,
        )
    return made


def _groups_of_clusters(findings: Findings) -> dict[str, str]:
    """Find the group that each confirmed cluster is: the one that most of its accounts carry."""
    carried = frame(findings.group_members).filter("supported")
    confirmed = frame(findings.groups).filter("confirmed").select("group")
    clusters = frame(findings.clusters).filter(pl.col("confirmed")).select("cluster")
    counted = (
        carried.join(confirmed, on="group")
        .join(frame(findings.members).select("account_id", "cluster"), on="account_id")
        .join(clusters, on="cluster")
        .group_by("cluster", "group")
        .len()
        .sort("len", "group", descending=[True, False])
        .unique("cluster", keep="first", maintain_order=True)
    )
    return dict(counted.select("cluster", "group").iter_rows())


def _signal(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"signal": row["signal"], "z": f"{row['z']:.1f}", **_numbers(row)}


def _numbers(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "observed": int(row["observed"]),
        "expected": about(row["expected"]),
        "p": value(row["p_value"]),
    }


def rounded(values: Sequence[float | None], digits: int = 3) -> list[float | None]:
    """Keep of numbers what a page shows; of probabilities not more than one in ten million."""
    return [None if v is None else float(f"{max(v, 1e-7):.{digits}g}") for v in values]
