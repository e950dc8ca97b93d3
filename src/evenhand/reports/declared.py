"""Declared coordination, in words: who declared what, and how it stands to what is not declared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from evenhand.detection.findings import Findings
from evenhand.detection.looked_at import LookedAt
from evenhand.reports.chosen import frame
from evenhand.reports.limits import Limits
from evenhand.reports.registered import claim_words
from evenhand.reports.sentences import count, listed, number, share
from evenhand.reports.texts import one_line, web_address

_TEXT = 300
_SAID = 8
_NAMED = 5


@dataclass(frozen=True)
class Declaration:
    """One declaration, as the page lists it; ``claim`` is empty for one of the file."""

    who: str
    what: str
    link: str | None
    claim: str
    found: str
    used: bool


def declarations(findings: Findings, limits: Limits) -> list[Declaration]:
    """List the declarations in the order of the file, at most ``limits.declarations``."""
    return [
        Declaration(
            one_line(row["who"], _TEXT),
            one_line(row["what"], _TEXT),
            web_address(row["link"]),
            "" if row["claim"] is None else claim_words([_claim(row)]),
            _found(row),
            used=row["unused"] is None,
        )
        for row in findings.declared.slice(0, limits.declarations).to_pylist()
    ]


def unused(findings: Findings) -> str:
    """Say which declarations changed nothing, and why; empty when each did."""
    rows = frame(findings.declared).filter(pl.col("unused").is_not_null())
    if not rows.height:
        return ""
    reasons = rows.group_by("unused", maintain_order=True).agg("who")
    told = [
        f"{listed([one_line(who, 60) for who in names], _NAMED)} ({reason})"
        for reason, names in reasons.head(_NAMED).iter_rows()
    ]
    verb = "changes" if rows.height == 1 else "change"
    more = reasons.height - len(told)
    rest = f"; and {count(more, 'more reason')}" if more > 0 else ""
    return (
        f"{number(rows.height)} of {count(findings.declared.num_rows, 'declaration')} {verb} "
        f"nothing here: {'; '.join(told)}{rest}. All are in declared.parquet."
    )


def of_group(cluster: Mapping[str, Any], findings: Findings) -> dict[str, object] | None:
    """Tell what the page says of one group's declaration; None when no declarations were given.

    ``cluster`` is a row of CLUSTERS.
    """
    if cluster["declared"] is None:
        return None
    said = _said(cluster, findings) if cluster["declared"] else []
    return {
        "is": cluster["declared"],
        "sentences": list(_sentences(cluster, findings)),
        "says": said[:_SAID],
        "says_in_all": len(said),
    }


def parts(cluster: Mapping[str, Any], findings: Findings) -> tuple[int, int]:
    """Count the undeclared and declared accounts that carry the group a cluster is a part of."""
    carry = frame(findings.group_members).filter("supported", pl.col("group") == cluster["part_of"])
    people = frame(findings.members).select("account_id", "declared")
    known = carry.join(people, on="account_id")["declared"].is_not_null()
    return known.len() - int(known.sum()), int(known.sum())


def in_parts(findings: Findings) -> list[list[str]]:
    """List the clusters that are parts of one group, for each group that has two."""
    split = frame(findings.clusters).drop_nulls("part_of")
    names = split.group_by("part_of", maintain_order=True).agg("cluster")["cluster"].to_list()
    return [clusters for clusters in names if len(clusters) > 1]


def kind(looked_at: LookedAt) -> str:
    """Say before "group" that it is not declared, where declarations were given."""
    return "" if looked_at.declarations is None else "undeclared "


def _found(row: Mapping[str, Any]) -> str:
    if row["unused"] is not None:
        return str(row["unused"])
    posts = count(row["coordinated_posts"], "coordinated post")
    return posts if row["kind"] == "domain" else f"{count(row['accounts'], 'account')}, {posts}"


def _said(cluster: Mapping[str, Any], findings: Findings) -> list[dict[str, object]]:
    """Tell who declared what, of a declared group: words, link, and whom it is about."""
    if cluster["declared_accounts"]:
        rows = (
            frame(findings.members)
            .filter(pl.col("cluster") == cluster["cluster"])
            .join(_claims(findings), on="account_id", how="left")
            .group_by("declared", "declared_link")
            .agg(pl.len(), pl.col("said").drop_nulls())
            .sort("len", "declared", "declared_link", descending=[True, False, False])
        )
        return [
            _one(what, link, count(n, "account"), [_claim(one) for one in said])
            for what, link, n, said in rows.iter_rows()
        ]
    domains = frame(findings.declared).filter(
        pl.col("kind") == "domain", pl.col("key").is_in(cluster["declared_domains"])
    )
    return [
        _one(what, link, f"links to {key}")
        for what, link, key in domains.select("what", "link", "key").iter_rows()
    ]


def _one(
    what: str, link: str | None, of: str, claims: Sequence[tuple[int, str, str]] = ()
) -> dict[str, object]:
    told: dict[str, object] = {"what": one_line(what, _TEXT), "link": web_address(link) or ""}
    return told | {"of": of} | ({"claims": claim_words(claims)} if claims else {})


def _claims(findings: Findings) -> pl.DataFrame:
    """Give the registry's claim that declares each account: ``account_id, said``."""
    rows = frame(findings.declared).filter(
        pl.col("claim").is_not_null(), pl.col("unused").is_null()
    )
    return rows.select(account_id="key", said=pl.struct("claim", "source", "grade"))


def _claim(row: Mapping[str, Any]) -> tuple[int, str, str]:
    return row["claim"], row["source"], row["grade"]


def _sentences(cluster: Mapping[str, Any], findings: Findings) -> list[str]:
    said = []
    accounts, posts = cluster["accounts"], cluster["coordinated_posts"]
    domains = listed([one_line(d, 100) for d in cluster["declared_domains"] or []], _NAMED)
    by_accounts = bool(cluster["declared_accounts"])
    if by_accounts:
        said.append(f"Declared: its {count(accounts, 'account')} are named in the declarations.")
    elif cluster["declared"]:
        said.append(
            f"Declared by domain: all its {count(posts, 'coordinated post')} link to {domains} and "
            "nowhere else. Its accounts declare nothing themselves: whoever spreads those links "
            "together would stand here."
        )
    elif cluster["declared_posts"]:
        said.append(
            f"{share(cluster['declared_posts'], posts)} coordinated posts link to {domains}, which "
            "is declared, and nowhere else; the others do not, so the group counts as undeclared."
        )
    if cluster["part_of"]:
        undeclared, declared = parts(cluster, findings)
        part, other = ("declared", "undeclared") if by_accounts else ("undeclared", "declared")
        said.append(
            f"It is the {part} part of a group of {number(undeclared)} undeclared and "
            f"{number(declared)} declared accounts. The test was of both together: what it says "
            f"may be owed to the {other} ones in part."
        )
    if cluster["across_accounts"]:
        others = "undeclared" if by_accounts else "declared"
        said.append(
            f"Its accounts also coincided {count(cluster['across_coincidences'], 'time')} with "
            f"{count(cluster['across_accounts'], f'{others} account')}, which are in no group "
            "with them."
        )
    return said
