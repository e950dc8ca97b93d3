"""Registered actors in the posts: whose accounts post, and whose sites are linked to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from evenhand.detection.findings import Findings
from evenhand.reports.chosen import frame
from evenhand.reports.sentences import count, listed, number
from evenhand.reports.texts import one_line, web_address

CONTEXT = (
    "This is context and no judgement: being registered is no offence, and whoever links to a site "
    "need not be its own."
)
_TEXT = 200
_MOST = 50
_NAMED = 6


@dataclass(frozen=True)
class Row:
    """One claim on an account or a place that is linked to, as page and terminal show it."""

    what: str
    kind: str
    actor: str
    actor_id: str
    posts: str
    accounts: str
    groups: str
    source: str
    grade: str
    link: str | None
    claim: int


@dataclass(frozen=True)
class Registered:
    """The two tables of the section, each with how many rows it has in all."""

    sentence: str
    accounts: list[Row]
    accounts_in_all: int
    places: list[Row]
    places_in_all: int


def registered(findings: Findings, most: int = _MOST) -> Registered | None:
    """Tell of the registered actors in the posts; None when there is none or no registry.

    What is in confirmed groups comes first, then what has the most posts.
    """
    rows = frame(findings.registered)
    if not rows.height:
        return None
    rows = rows.sort(
        "cluster_accounts", "posts", "what", "claim", descending=[True, True, False, False]
    )
    here = pl.col("kind") == "account"
    accounts, places = rows.filter(here), rows.filter(~here)
    inside = rows.filter(pl.col("cluster_accounts") > 0)
    groups = inside["clusters"].explode().n_unique() if inside.height else 0
    posting, linked = accounts["what"].n_unique(), places["asset"].n_unique()
    sentence = (
        f"{count(posting, 'account').capitalize()} of these posts {_is(posting)} a registered "
        f"actor’s, and {count(linked, 'registered place', 'registered sites and accounts')} "
        f"{_is(linked)} linked to; {_groups_said(groups, findings)}."
    )
    return Registered(
        sentence,
        [_row(row, is_account=True) for row in accounts.head(most).to_dicts()],
        accounts.height,
        [_row(row, is_account=False) for row in places.head(most).to_dicts()],
        places.height,
    )


def claim_words(claims: Sequence[tuple[int, str, str]]) -> str:
    """Name claims by number, source and grade: ``claims 7 and 9 (Aurora Wire: about us, B1)``."""
    by_source: dict[tuple[str, str], list[str]] = {}
    for claim, source, grade in sorted(set(claims)):
        by_source.setdefault((source, grade), []).append(str(claim))
    return "; ".join(
        f"claim{'s' if len(numbers) > 1 else ''} {listed(numbers, _NAMED)} "
        f"({one_line(source, 100)}, {grade})"
        for (source, grade), numbers in by_source.items()
    )


def _row(row: Mapping[str, Any], *, is_account: bool) -> Row:
    outside = f" (+{number(row['posts_outside'])} at other times)" if row["posts_outside"] else ""
    groups = listed(row["clusters"], _NAMED)
    if groups and not is_account:
        groups += (
            f": {count(row['cluster_posts'], 'post')} by "
            f"{count(row['cluster_accounts'], 'account')}"
        )
    return Row(
        what=one_line(row["what"], _TEXT),
        kind=row["kind"].replace("_", " "),
        actor=one_line(row["actor_name"], _TEXT),
        actor_id=one_line(row["actor"], _TEXT),
        posts=f"{number(row['posts'])}{outside}",
        accounts=number(row["accounts"]),
        groups=groups,
        source=one_line(row["source"], _TEXT),
        grade=row["grade"],
        link=web_address(row["link"]),
        claim=row["claim"],
    )


def _groups_said(groups: int, findings: Findings) -> str:
    kind = "confirmed group" if findings.looked_at.jitter_s is not None else "group"
    if not groups:
        return f"no {kind} has any of them"
    verb = "has such an account or links" if groups == 1 else "have such accounts or link"
    return f"{count(groups, kind)} {verb} there"


def _is(number_of: int) -> str:
    return "is" if number_of == 1 else "are"
