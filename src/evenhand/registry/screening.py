"""Which accounts and links of posts belong to registered actors, and by whose word.

Accounts are compared by their service and handle, or number; links by the host that a claim names,
with all that is below it, and on hosts that many share by their path. Nothing is compared by a part
of a name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

import polars as pl
import pyarrow as pa

from evenhand.records.links import Shorteners, canonical_link, link_host
from evenhand.records.schemas import SCREENED
from evenhand.registry.claims import EntityKey
from evenhand.registry.formats.rows import why_no_name
from evenhand.registry.handles import SAME_SERVICE, account_in_link
from evenhand.registry.periods import FIRST, LAST, first_day, last_day
from evenhand.registry.view import Recorded, View

_ORDER = {"account": 0, "site": 1, "linked_account": 2}


@dataclass(frozen=True, slots=True)
class Screened:
    """What came of screening: table SCREENED, and how much was looked at."""

    found: pa.Table
    posts: int
    accounts: int
    links: int


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
        plain = canonical_link(link, shorteners)
        host = link_host(link, shorteners)
        if plain is None or host is None:
            return []
        found = []
        account = account_in_link(plain)
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
    posts: pa.Table | None = None,
    accounts: pa.Table | None = None,
    shorteners: Shorteners | None = None,
) -> Screened:
    """Say which accounts, and which sites and accounts linked to, are registered actors'.

    ``posts`` and ``accounts`` are tables POSTS and ACCOUNTS; either may be missing. Whether a claim
    holds is asked of the day of each post. Accounts without posts are found by claims of any day.
    """
    presences = Presences(view)
    frame = _posts(posts)
    known = _accounts(frame, accounts)
    links = frame.select(pl.col("urls").explode().drop_nulls().unique())["urls"].sort()
    rows: list[dict[str, object]] = []
    hits = [
        ("account", account_id, asset)
        for account_id, platform, handle in known.iter_rows()
        for asset in presences.of_account(account_id, platform, handle)
    ]
    by_account = _frame(hits)
    of_accounts = frame.join(by_account, left_on="account_id", right_on="what", how="inner")
    rows += _told(presences, by_account, of_accounts.rename({"account_id": "what"}), view)
    linked = [(link, asset) for link in links for asset in presences.of_link(link, shorteners)]
    by_link = pl.DataFrame(
        {"link": [link for link, _ in linked], "asset": [asset for _, asset in linked]},
        schema={"link": pl.String, "asset": pl.String},
    )
    with_links = (
        frame.explode("urls")
        .join(by_link, left_on="urls", right_on="link", how="inner")
        .unique(["post", "asset"], maintain_order=True)
        .with_columns(what=pl.col("asset"))
    )
    assets = sorted(set(by_link["asset"].to_list()))
    named = _frame([(_kind(asset), asset, asset) for asset in assets])
    rows += _told(presences, named, with_links, view)
    rows.sort(key=lambda row: (_ORDER[str(row["kind"])], str(row["what"]), str(row["claim"])))
    table = pa.Table.from_pylist(rows, schema=SCREENED)
    return Screened(table, frame.height, known.height, len(links))


def outlets(view: View) -> Iterator[tuple[str, str, str, str]]:
    """Give media as a list of outlets for tracing: outlet, alias, domain, language.

    An outlet is a MediaOutlet, called by its first name; weak aliases are left out. Accounts are
    aliases with their sign, and domains where their link is.
    """
    keys = {key.id: key for key in view.entities("MediaOutlet")}
    names: dict[str, list[str]] = {}
    for key, name, text in view.texts(("name", "alias", "previousName")):
        if key.id in keys and why_no_name(text) is None:
            found = names.setdefault(key.id, [])
            found.insert(0, text) if name == "name" and not found else found.append(text)
    places: dict[str, list[str]] = {}
    for one in view.ties("owner"):
        owner = one.claim.value
        if isinstance(owner, EntityKey) and owner.id in names:
            places.setdefault(owner.id, []).append(one.claim.entity.id)
    for number, called in sorted(names.items()):
        outlet, *others = dict.fromkeys(called)
        yield outlet, "", "", ""
        for alias in others:
            yield outlet, alias, "", ""
        for asset in sorted(set(places.get(number, []))):
            kind, _, rest = asset.partition(":")
            if kind == "account":
                service, _, handle = rest.partition(":")
                if not handle.startswith("#"):
                    yield outlet, f"@{handle}", _PAGES.get(service, "").format(handle), ""
            else:
                yield outlet, "", rest, ""


def declared(view: View) -> Iterator[tuple[str, str, str, str]]:
    """Give what actors say themselves is theirs, as declarations for detection.

    Only claims of the kind "self" count: who, what, link, platform. Whether an account is automated
    is not what they say; that it is the outlet's own is what it declares.
    """
    owned = [one for one in view.ties("owner") if one.claim.source.kind == "self"]
    names = view.names(
        {one.claim.value.id for one in owned if isinstance(one.claim.value, EntityKey)}
    )
    for one in sorted(owned, key=lambda one: (one.claim.entity.id, one.number)):
        kind, _, rest = one.claim.entity.id.partition(":")
        owner = one.claim.value
        if not isinstance(owner, EntityKey) or kind not in ("account", "domain"):
            continue
        thing = "An account" if kind == "account" else "A site"
        what = f"{thing} of {names[owner.id]}, by its own word"
        link = one.claim.source.url or ""
        if kind == "domain":
            yield rest, what, link, ""
        else:
            service, _, handle = rest.partition(":")
            who = f"{service}:{handle[1:]}" if handle.startswith("#") else f"{service}:@{handle}"
            yield who, what, link, service


_PAGES = {"telegram": "t.me/{}", "facebook": "facebook.com/{}", "vk": "vk.com/{}"}


def _posts(posts: pa.Table | None) -> pl.DataFrame:
    schema: dict[str, pl.DataType] = {
        "account_id": pl.String(),
        "platform": pl.String(),
        "created_at": pl.Datetime("us", "UTC"),
        "urls": pl.List(pl.String()),
    }
    if posts is None:
        frame = pl.DataFrame(schema=schema)
    else:
        frame = pl.DataFrame(posts.select(list(schema))).cast(pl.Schema(schema))
    return frame.with_columns(
        day=pl.col("created_at").dt.strftime("%Y-%m-%d"),
    ).with_row_index("post")


def _accounts(posts: pl.DataFrame, accounts: pa.Table | None) -> pl.DataFrame:
    """Give every account once: id, platform, handle."""
    schema = {"account_id": pl.String, "platform": pl.String, "handle": pl.String}
    said = pl.DataFrame(schema=schema)
    if accounts is not None:
        said = pl.DataFrame(accounts.select(list(schema))).cast(schema)  # type: ignore[arg-type]
    posting = posts.select("account_id", "platform", pl.lit(None, pl.String).alias("handle"))
    both = pl.concat([said, posting]).group_by("account_id").agg(pl.all().drop_nulls().first())
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
