"""Declared automation: which accounts and links of a stream somebody has declared.

Accounts are declared by their id or handle and links by their domain. What is declared is kept
apart from what is not, and both are counted on each other's side; nothing is left out for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl
import pyarrow as pa

from evenhand.records import links
from evenhand.records.schemas import DECLARED

_NO_ACCOUNT = "no account of the posts has this {}"
_SEVERAL = "several accounts have this {}, and it is not said which: write the platform before it"
_NO_LINK = "no post behind a group links there and nowhere else"
_BUT_AN_ACCOUNT = "; an account has this name: to declare it, write account in a column kind"
_TWICE = "row {} names the same account, and counts"


@dataclass(frozen=True)
class Declared:
    """The declarations that hold for these posts."""

    entries: pl.DataFrame
    """DECLARED with ``accounts`` and ``unused`` filled in, as far as accounts are concerned."""
    accounts: pl.DataFrame
    """``account_id, row, declared, declared_link`` of each declared account."""
    domains: Mapping[str, int]
    """Canonical host: row of its declaration."""

    @property
    def ids(self) -> frozenset[str]:
        """Ids of the declared accounts."""
        return frozenset(self.accounts["account_id"])


def declared(table: pa.Table, per_account: pl.DataFrame, accounts: pa.Table) -> Declared:
    """Find the accounts that declarations name.

    Args:
        table: table DECLARED.
        per_account: ``account_id, platform`` of every account that posted.
        accounts: table ACCOUNTS, as far as the sources describe them.

    An id is compared as it is and, where it has no platform before it, with what follows the
    platform in ours; a handle in lower case with ours, or with the id where no handle is known. A
    name that several accounts have declares none of them: it is not known which one is meant.
    """
    rows: Any = pl.from_arrow(table.select(DECLARED.names))
    known = _names(per_account, accounts)
    by_id = rows.filter(pl.col("kind") == "account")
    exact = by_id.join(known, left_on="key", right_on="account_id").select("row", account_id="key")
    rest = by_id.filter(~pl.col("row").is_in(exact["row"].implode()))
    handles = rows.filter(pl.col("kind") == "handle")
    here = pl.col("platform").is_null() | pl.col("platform").eq_missing(pl.col("where"))
    found = pl.concat(
        [
            exact,
            rest.join(known, left_on="key", right_on="bare").select("row", "account_id"),
            handles.join(known, left_on="key", right_on="handle")
            .filter(here)
            .select("row", "account_id"),
        ]
    )
    several = found.group_by("row").len().filter(pl.col("len") > 1)["row"]
    found = found.filter(~pl.col("row").is_in(several.implode())).sort("row")
    first = found.unique("account_id", keep="first", maintain_order=True)
    later = found.join(first.rename({"row": "earlier"}), on="account_id").filter(
        pl.col("row") != pl.col("earlier")
    )
    entries = _judged(rows, known, first, several, later)
    said = first.join(rows.select("row", "what", "link"), on="row").select(
        "account_id", "row", declared="what", declared_link="link"
    )
    domains = rows.filter(pl.col("kind") == "domain")
    return Declared(entries, said, dict(domains.select("key", "row").iter_rows()))


def declared_host(host: str, domains: Mapping[str, int]) -> str | None:
    """Find the nearest declared domain that a canonical host is, or is below; None for none."""
    while host:
        if host in domains:
            return host
        _, dot, host = host.partition(".")
        if not dot:
            return None
    return None


def linked(posts: pl.DataFrame, found: Declared, shorteners: Mapping[str, str]) -> pl.DataFrame:
    """Say which declared domains posts link to.

    Args:
        posts: ``post, urls, objects``; objects count where they are web addresses.
        found: the declarations.
        shorteners: where short links lead, for those that are known.

    Returns:
        ``post, domains`` (sorted) of the posts that link to declared domains and nowhere else. A
        post that links elsewhere too is left out: a declared link beside another would otherwise
        excuse both.
    """
    each = pl.concat(
        [
            posts.select("post", url="urls").explode("url"),
            posts.select("post", url="objects")
            .explode("url")
            .filter(pl.col("url").str.contains(r"(?i)^https?://")),
        ]
    ).drop_nulls("url")
    hosts = links.hosts(each["url"], shorteners)
    distinct = hosts.drop_nulls().unique()
    domain = pl.Series([declared_host(h, found.domains) for h in distinct], dtype=pl.String)
    each = each.with_columns(
        domain=hosts.replace_strict(distinct, domain, default=None, return_dtype=pl.String)
    )
    return (
        each.group_by("post")
        .agg(everywhere=pl.col("domain").is_not_null().all(), domains=pl.col("domain").unique())
        .filter("everywhere")
        .select("post", pl.col("domains").list.sort())
        .sort("post")
    )


def across(edges: pa.Table, found: Declared | None) -> pl.DataFrame:
    """Count for each account its coincidences with those of the other kind, declared or not.

    Returns ``account_id, other, coincidences``: a row for each account and account of the other
    kind that it has edges with, the coincidences over all signals.
    """
    if found is None:
        kinds = {"account_id": pl.String, "other": pl.String, "coincidences": pl.UInt64}
        return pl.DataFrame(schema=kinds)
    held: Any = pl.from_arrow(edges.select(["account_a", "account_b", "coincidences"]))
    ids = found.accounts["account_id"].implode()
    held = held.with_columns(pl.col("account_a", "account_b").cast(pl.String)).filter(
        pl.col("account_a").is_in(ids) != pl.col("account_b").is_in(ids)
    )
    both = [
        held.select("coincidences", account_id=mine, other=theirs)
        for mine, theirs in (("account_a", "account_b"), ("account_b", "account_a"))
    ]
    counted: pl.DataFrame = (
        pl.concat(both)
        .group_by("account_id", "other")
        .agg(pl.col("coincidences").cast(pl.UInt64).sum())
        .sort("account_id", "other")
    )
    return counted


def declared_clusters(
    members: pa.Table, marked: pl.DataFrame, linking: pl.DataFrame, others: pl.DataFrame
) -> pl.DataFrame:
    """Say of each cluster whether it is declared, and by what.

    Args:
        members: table MEMBERS.
        marked: ``cluster, post`` of the shares behind the clusters.
        linking: what `linked` returns of those posts.
        others: what `across` returns.

    Returns:
        ``cluster`` and the columns of CLUSTERS from ``declared`` to ``across_coincidences``. A
        cluster is declared when its accounts are, or when every post behind it links to declared
        domains and nowhere else.
    """
    people: Any = pl.from_arrow(members.select(["account_id", "cluster", "declared"]))
    people = people.drop_nulls("cluster")
    by_accounts = people.group_by("cluster").agg(
        declared_accounts=pl.col("declared").is_not_null().sum().cast(pl.UInt32)
    )
    by_posts = (
        marked.select("cluster", "post")
        .unique()
        .join(linking, on="post", how="left")
        .group_by("cluster")
        .agg(
            declared_posts=pl.col("domains").is_not_null().sum().cast(pl.UInt64),
            all_posts=pl.col("domains").is_not_null().all(),
            declared_domains=pl.col("domains").explode().drop_nulls().unique().sort(),
        )
    )
    outside = (
        people.join(others, on="account_id")
        .group_by("cluster")
        .agg(
            across_accounts=pl.col("other").n_unique().cast(pl.UInt32),
            across_coincidences=pl.col("coincidences").sum(),
        )
    )
    table: pl.DataFrame = (
        by_accounts.join(by_posts, on="cluster", how="left")
        .join(outside, on="cluster", how="left")
        .with_columns(
            pl.col("across_accounts", "across_coincidences", "declared_posts").fill_null(0),
            declared=(pl.col("declared_accounts") > 0) | pl.col("all_posts").fill_null(value=False),
        )
        .drop("all_posts")
    )
    return table


def with_posts(found: Declared, marked: pl.DataFrame, linking: pl.DataFrame) -> pa.Table:
    """Fill in table DECLARED how many posts behind the clusters each declaration is about.

    Args:
        found: the declarations.
        marked: ``account, post`` of the shares behind the clusters.
        linking: what `linked` returns of those posts.
    """
    of_accounts = (
        marked.select("account", "post")
        .unique()
        .join(found.accounts, left_on="account", right_on="account_id")
        .select("row")
    )
    rows = pl.DataFrame(
        {"domain": list(found.domains), "row": list(found.domains.values())},
        schema={"domain": pl.String, "row": pl.Int64},
    )
    of_domains = (
        linking.explode("domains").join(rows, left_on="domains", right_on="domain").select("row")
    )
    counted = pl.concat([of_accounts, of_domains]).group_by("row").len("posts_of")
    is_domain = pl.col("kind") == "domain"
    table = found.entries.join(counted, on="row", how="left", maintain_order="left").with_columns(
        coordinated_posts=pl.col("posts_of").fill_null(0).cast(pl.UInt64)
    )
    table = table.with_columns(
        unused=pl.when(is_domain & (pl.col("coordinated_posts") == 0))
        .then(pl.concat_str(pl.lit(_NO_LINK), pl.col("unused").fill_null("")))
        .when(is_domain)
        .then(None)
        .otherwise("unused")
    )
    return table.select(DECLARED.names).to_arrow().cast(DECLARED)


def _names(per_account: pl.DataFrame, accounts: pa.Table) -> pl.DataFrame:
    """Give what each account can be called by: ``account_id, where, bare, handle``."""
    described: Any = pl.from_arrow(accounts.select(["account_id", "handle"]))
    before = pl.col("where").fill_null("") + ":"
    named: pl.DataFrame = (
        per_account.select("account_id", where="platform")
        .join(described, on="account_id", how="left")
        .with_columns(bare=pl.col("account_id").str.strip_prefix(before))
        .with_columns(handle=pl.coalesce("handle", "bare").str.strip_prefix("@").str.to_lowercase())
    )
    return named


def _judged(
    rows: pl.DataFrame,
    known: pl.DataFrame,
    first: pl.DataFrame,
    several: pl.Series,
    later: pl.DataFrame,
) -> pl.DataFrame:
    """Count the account of each row, and say of the others why they name none."""
    noun = pl.when(pl.col("kind") == "handle").then(pl.lit("handle")).otherwise(pl.lit("id"))
    is_domain = pl.col("kind") == "domain"
    names_one = pl.col("row").is_in(first["row"].implode())
    called = pl.concat([known["bare"].str.to_lowercase(), known["handle"]]).implode()
    return rows.join(
        later.select("row", "earlier"), on="row", how="left", maintain_order="left"
    ).with_columns(
        accounts=names_one.cast(pl.UInt64),
        unused=pl.when(is_domain & pl.col("who").str.to_lowercase().is_in(called))
        .then(pl.lit(_BUT_AN_ACCOUNT))
        .when(is_domain | names_one)
        .then(None)
        .when(pl.col("row").is_in(several.implode()))
        .then(pl.format(_SEVERAL, noun))
        .when(pl.col("earlier").is_not_null())
        .then(pl.format(_TWICE, "earlier"))
        .otherwise(pl.format(_NO_ACCOUNT, noun)),
    )
