"""Which accounts and links of posts belong to registered actors, and by whose word.

Accounts are compared by their service and handle, or number; links by the host that a claim names,
with all that is below it, and on hosts that many share by their path. Nothing is compared by a part
of a name.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlsplit

import polars as pl
import pyarrow as pa

from evenhand.records.links import Shorteners, canonical_link, host_of, hosts
from evenhand.records.schemas import SCREENED
from evenhand.records.shared_hosts import SHORTENERS
from evenhand.registry.claims import EntityKey
from evenhand.registry.handles import SAME_SERVICE, account_of
from evenhand.registry.periods import FIRST, LAST, first_day, last_day
from evenhand.registry.view import Recorded, View

_ORDER = {"account": 0, "site": 1, "linked_account": 2}


@dataclass(frozen=True, slots=True)
class Screened:
    """What came of screening: table SCREENED, and how much was looked at.

    Of the ``links``, ``short`` lead nobody knows where; of the ``accounts``, ``numbered`` have no
    handle but a number, by which few are registered. What they are cannot be said.
    ``linking`` says how many posts of each account link to each presence: ``asset, account_id,
    posts``.
    """

    found: pa.Table
    posts: int
    accounts: int
    links: int
    linking: pl.DataFrame
    short: int
    numbered: int


class Presences:
    """The accounts and sites that claims of a view give to actors, to look others up in.

    Claims of every day count here; on which days they hold is for the caller to compare.
    """

    def __init__(self, view: View) -> None:
        self._claims: dict[str, list[Recorded]] = {}
        for one in replace(view, whole=True).ties("owner"):
            if one.claim.entity.id.startswith(("account:", "domain:", "site:")):
                self._claims.setdefault(one.claim.entity.id, []).append(one)

    def __len__(self) -> int:
        """Count the presences."""
        return len(self._claims)

    def claims(self, asset: str) -> list[Recorded]:
        """Give the claims that say whose a presence is."""
        return self._claims.get(asset, [])

    def of_account(self, account_id: str, platform: str | None, handle: str | None) -> list[str]:
        """Find an account of posts among them: by its handle, or by its number.

        An id that is no number is taken for a handle where no other is known.
        """
        service, _, number = account_id.rpartition(":")
        service = (platform or service).lower()
        service = SAME_SERVICE.get(service, service)
        if not service:
            return []
        names = [f"#{number}"]
        name = handle or (number if not number.isdigit() else "")
        if name:
            names.append(name.lstrip("@").casefold())
        keys = (f"account:{service}:{name}" for name in names)
        return [key for key in keys if key in self._claims]

    def of_link(self, link: str, shorteners: Shorteners | None = None) -> list[str]:
        """Find what a link leads to: an account, a site on a shared host, or a domain.

        Of several domains, one below the other, the longest counts.
        """
        plain = canonical_link(link, shorteners)  # once: of all that is done here it takes longest
        if plain is None:
            return []
        host = host_of(plain)
        found = []
        account = account_of(plain)
        if account is not None and account.id in self._claims:
            found.append(account.id)
        path = [part for part in urlsplit(plain).path.split("/") if part]
        for length in range(len(path), 0, -1):
            key = f"site:{host}/{'/'.join(path[:length])}"
            if key in self._claims:
                found.append(key)
                break
        labels = host.split(".")
        for start in range(len(labels) - 1):
            key = f"domain:{'.'.join(labels[start:])}"
            if key in self._claims:
                found.append(key)
                break
        return found


def screen(
    view: View,
    posts: pa.Table | pl.LazyFrame | None = None,
    accounts: pa.Table | None = None,
    shorteners: Shorteners | None = None,
) -> Screened:
    """Say which accounts, and which sites and accounts linked to, are registered actors'.

    ``posts`` and ``accounts`` are tables POSTS and ACCOUNTS; either may be missing. Whether a claim
    holds is asked of the day of each post. Accounts without posts are found by claims of any day.
    Of lazy posts only those are held that a registered account wrote, or that link to its like.
    """
    presences = Presences(view)
    frame = _posts(posts)
    known = _accounts(frame, accounts)
    links = frame.select(pl.col("urls").explode().drop_nulls().unique())
    distinct = links.collect(engine="streaming")["urls"].sort()
    rows: list[dict[str, object]] = []
    hits = [
        ("account", account_id, asset)
        for account_id, platform, handle in known.iter_rows()
        for asset in presences.of_account(account_id, platform, handle)
    ]
    by_account = _frame(hits)
    of_accounts = _ordered(
        frame.join(by_account.lazy(), left_on="account_id", right_on="what", how="inner")
    )
    rows += _told(presences, by_account, of_accounts.rename({"account_id": "what"}), view)
    linked = [(link, asset) for link in distinct for asset in presences.of_link(link, shorteners)]
    by_link = pl.DataFrame(
        {"link": [link for link, _ in linked], "asset": [asset for _, asset in linked]},
        schema={"link": pl.String, "asset": pl.String},
    )
    with_links = _ordered(
        frame.explode("urls")
        .join(by_link.lazy(), left_on="urls", right_on="link", how="inner")
        .select("post", "account_id", "created_at", "day", "asset", what=pl.col("asset"))
        .unique()
    )
    assets = sorted(set(by_link["asset"].to_list()))
    named = _frame([(_kind(asset), asset, asset) for asset in assets])
    rows += _told(presences, named, with_links, view)
    rows.sort(key=lambda row: (_ORDER[str(row["kind"])], str(row["what"]), str(row["claim"])))
    table = pa.Table.from_pylist(rows, schema=SCREENED)
    linking = with_links.group_by("asset", "account_id").len("posts").sort("asset", "account_id")
    looked_at = frame.select(pl.len()).collect(engine="streaming").item()
    short = int(hosts(distinct, shorteners).is_in(SHORTENERS).sum())
    number = pl.col("account_id").str.contains(r"(^|:)\d+$")
    numbered = known.filter(pl.col("handle").is_null() & number).height
    return Screened(table, looked_at, known.height, len(distinct), linking, short, numbered)


def _posts(posts: pa.Table | pl.LazyFrame | None) -> pl.LazyFrame:
    schema = pl.Schema(
        {
            "account_id": pl.String(),
            "platform": pl.String(),
            "created_at": pl.Datetime("us", "UTC"),
            "urls": pl.List(pl.String()),
        }
    )
    if posts is None:
        frame = pl.LazyFrame(schema=schema)
    elif isinstance(posts, pl.LazyFrame):
        frame = posts.select(list(schema)).cast(schema)
    else:
        frame = pl.DataFrame(posts.select(list(schema))).cast(schema).lazy()
    return frame.with_columns(
        day=pl.col("created_at").dt.strftime("%Y-%m-%d"),
    ).with_row_index("post")


def _ordered(posts: pl.LazyFrame) -> pl.DataFrame:
    return posts.collect(engine="streaming").sort("post", "asset")


def _accounts(posts: pl.LazyFrame, accounts: pa.Table | None) -> pl.DataFrame:
    """Give every account once: id, platform, handle."""
    schema = {"account_id": pl.String, "platform": pl.String, "handle": pl.String}
    said = pl.DataFrame(schema=schema)
    if accounts is not None:
        said = pl.DataFrame(accounts.select(list(schema))).cast(schema)  # type: ignore[arg-type]
    posting = posts.group_by("account_id").agg(
        pl.col("platform").drop_nulls().min(), handle=pl.lit(None, pl.String)
    )
    both = pl.concat([said, posting.select(list(schema)).collect(engine="streaming")])
    both = both.group_by("account_id", maintain_order=True).agg(pl.all().drop_nulls().first())
    return both.select(list(schema)).sort("account_id")


def _told(
    presences: Presences, named: pl.DataFrame, posts: pl.DataFrame, view: View
) -> list[dict[str, object]]:
    """Make a row for each claim: on how many posts it holds, and on how many it does not."""
    by_asset = dict(iter(posts.group_by(["what", "asset"], maintain_order=True)))
    empty = posts.clear()
    rows: list[dict[str, object]] = []
    owners = {
        one.claim.value.id
        for asset in named["asset"].unique().to_list()
        for one in presences.claims(asset)
        if isinstance(one.claim.value, EntityKey)
    }
    names = view.names(owners)
    for kind, what, asset in named.iter_rows():
        part = by_asset.get((what, asset), empty)
        for one in presences.claims(asset):
            owner = one.claim.value
            if isinstance(owner, EntityKey):
                row = _row(kind, what, one, part)
                rows.append({**row, "actor": owner.id, "actor_name": names[owner.id]})
    return rows


def _row(kind: str, what: str, one: Recorded, posts: pl.DataFrame) -> dict[str, object]:
    claim = one.claim
    begins = FIRST if claim.valid_from is None else first_day(claim.valid_from)
    ends = LAST if claim.valid_to is None else last_day(claim.valid_to)
    inside = int(posts["day"].is_between(begins, ends).sum()) if posts.height else 0
    return {
        "kind": kind,
        "what": what.split(":", 1)[1] if kind != "account" else what,
        "asset": claim.entity.id,
        "claim": one.number,
        "source": claim.source.name,
        "source_kind": claim.source.kind,
        "grade": claim.source.grade,
        "link": claim.source.url,
        "valid_from": claim.valid_from,
        "valid_to": claim.valid_to,
        "posts": inside,
        "posts_outside": posts.height - inside,
        "accounts": posts["account_id"].n_unique() if "account_id" in posts.columns else 1,
        "first_at": posts["created_at"].min(),
        "last_at": posts["created_at"].max(),
    }


def _frame(rows: list[tuple[str, str, str]]) -> pl.DataFrame:
    schema = {"kind": pl.String, "what": pl.String, "asset": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _kind(asset: str) -> str:
    return "linked_account" if asset.startswith("account:") else "site"
