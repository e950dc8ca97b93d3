"""What a registry gives to a run: outlets for tracing, declared accounts and context for detection.

The registry's libraries are an extra, so they are imported only when a registry is given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pyarrow as pa

from evenhand.detection.findings import Findings
from evenhand.records import Records
from evenhand.records.declared import Declarations, read_declared
from evenhand.records.outlets import Outlet, joined
from evenhand.records.outlets import outlets as outlets_of
from evenhand.records.schemas import DECLARED, REGISTERED, REJECTED
from evenhand.reports.sentences import count, listed

if TYPE_CHECKING:
    from evenhand.registry.screening import Screened
    from evenhand.registry.view import View

_NAMED = 5


@dataclass(frozen=True)
class Registered:
    """What a registry gave to a run."""

    told: Mapping[str, Any]
    """Which registry, as of which day and moment: for the manifest, and to repeat it."""
    notes: tuple[str, ...]
    """What clashes and what could not be used, in sentences."""
    outlets: tuple[Outlet, ...] = ()
    """All outlets, those of the list that was given too; only of a trace."""
    screened: Screened | None = None
    """Whose accounts and links are in the posts; only of detection."""
    declared: Declarations | None = None
    """All declarations, those of the file that was given too; only of detection."""


def view_of(
    given: View | Path | str | None, valid: str | None = None, known: str | None = None
) -> View | None:
    """Open a registry by its file or URL, as of a day and a moment; a view is taken as it is.

    Without them it is today, and what the registry knows now. Raises InputError when there is none,
    and when its libraries are missing.
    """
    if given is None or not isinstance(given, Path | str):
        return given
    view: View = import_module("evenhand.registry.store").open_registry(given).at(valid, known)
    return view


def for_tracing(view: View, given: Sequence[Outlet]) -> Registered:
    """Add the registered outlets to a list of outlets, and say where the two clash."""
    told, name = _told(view)
    rows = import_module("evenhand.registry.handed").outlets(view)
    keys = ("outlet", "alias", "domain", "language")
    refused: list[str] = []
    found = outlets_of(
        (dict(zip(keys, row, strict=True)) for row in rows), where=name, refused=refused
    )
    both, clashes = joined(given, found)
    notes = []
    if clashes:
        shown = [
            f"{mark} ({one} in the list, {other} in the registry)"
            for mark, (one, other) in clashes.items()
        ]
        notes.append(
            f"{count(len(clashes), 'name, handle or site', 'names, handles and sites')} of the "
            f"list of outlets {'is' if len(clashes) == 1 else 'are'} another outlet's in the "
            f"registry, and both count: {listed(shown, _NAMED)}."
        )
    if refused:
        notes.append(
            f"{count(len(refused), 'name or site', 'names or sites')} of the registry cannot be "
            f"used for tracing. The first: {refused[0]}"
        )
    return Registered(told | {"outlets": len(found)}, tuple(notes), outlets=tuple(both))


def for_detection(
    view: View, found: Records, declared: Declarations | None, shorteners: Mapping[str, str]
) -> Registered:
    """Screen posts, and add to declarations the accounts that registered actors call their own.

    An account is declared by a claim of its actor that holds on the view's day; sites are not,
    since everybody can link to them. Where the file names the same account, the file counts.
    """
    told, name = _told(view)
    done: Screened = import_module("evenhand.registry.screening").screen(
        view, found.posts, found.accounts, shorteners
    )
    own, notes = _own(view, done.found, name)
    counts = {"accounts": own.table.num_rows, "claims": done.found.num_rows}
    both = own if declared is None else _joined(declared, own)
    told_of = both.table.num_rows or both.rejected.num_rows
    said = both if told_of or declared is not None else None
    return Registered(told | counts, tuple(notes), screened=done, declared=said)


def with_groups(done: Screened, findings: Findings) -> pa.Table:
    """Say beside what was screened in which groups the accounts are: table REGISTERED."""
    clusters: Any = pl.from_arrow(findings.clusters.select(["cluster", "confirmed"]))
    members: Any = pl.from_arrow(findings.members.select(["account_id", "cluster", "posts"]))
    kept = clusters.filter(pl.col("confirmed").fill_null(value=True))["cluster"]
    inside = members.filter(pl.col("cluster").is_in(kept.implode()))
    here = pl.col("kind") == "account"
    rows: Any = pl.DataFrame(done.found).with_row_index("at")
    of_accounts = (
        rows.filter(here)
        .join(inside.rename({"posts": "their"}), left_on="what", right_on="account_id")
        .select("at", "cluster", "their", account_id="what")
    )
    of_links = (
        rows.filter(~here)
        .select("at", "asset")
        .join(done.linking.rename({"posts": "their"}), on="asset")
        .join(inside.drop("posts"), on="account_id")
        .select("at", "cluster", pl.col("their").cast(pl.UInt64), "account_id")
    )
    grouped = (
        pl.concat([of_accounts, of_links])
        .group_by("at")
        .agg(
            clusters=pl.col("cluster")
            .sort_by(pl.col("cluster").str.slice(1).cast(pl.Int64))
            .unique(maintain_order=True),
            cluster_accounts=pl.col("account_id").n_unique().cast(pl.UInt64),
            cluster_posts=pl.col("their").sum(),
        )
    )
    table = rows.join(grouped, on="at", how="left", maintain_order="left").with_columns(
        pl.col("clusters").fill_null([]),
        pl.col("cluster_accounts", "cluster_posts").fill_null(0),
    )
    return table.select(REGISTERED.names).to_arrow().cast(REGISTERED)


def _own(view: View, screened: pa.Table, name: str) -> tuple[Declarations, list[str]]:
    """Take from what was screened the accounts that are called their own by registered actors."""
    handed = import_module("evenhand.registry.handed")
    rows: Any = pl.from_arrow(screened)
    rows = rows.filter(pl.col("kind") == "account", pl.col("source_kind") == "self")
    held = view.holds(rows["claim"].to_list())
    rows = rows.filter(pl.col("claim").is_in(sorted(held))).sort("what", "grade", "claim")
    best = rows.unique("what", keep="first", maintain_order=True)
    notes = []
    same = import_module("evenhand.registry.judgements").judged(view).group
    claimed = rows.group_by("what", maintain_order=True).agg("actor_name", "actor")
    shown = [
        f"{what} ({listed(list(dict.fromkeys(names)))})"
        for what, names, actors in claimed.iter_rows()
        if len({same(actor)[0] for actor in actors}) > 1
    ]
    if shown:
        notes.append(
            f"{count(len(shown), 'account')} several registered actors call their own; the best "
            f"graded claim counts, then the first: {listed(shown, _NAMED)}."
        )
    frame = best.select(
        who="what",
        what=pl.col("actor_name").map_elements(
            lambda actor: handed.own_word("An account", actor), return_dtype=pl.String
        ),
        link="link",
        kind=pl.lit("account"),
    )
    read = read_declared(frame)
    claims = best.select("claim", "source", "grade").with_row_index("row", 1)
    told: Any = pl.from_arrow(read.table.drop_columns(["claim", "source", "grade"]))
    table = told.join(
        claims.with_columns(pl.col("row").cast(pl.Int64)), on="row", maintain_order="left"
    )
    refused: Any = pl.from_arrow(read.rejected)
    refused = refused.with_columns(file=pl.lit(name)).select(REJECTED.names)
    return (
        Declarations(
            table.select(DECLARED.names).to_arrow().cast(DECLARED),
            refused.to_arrow().cast(REJECTED),
            replace(read.source, file=name),
        ),
        notes,
    )


def _joined(first: Declarations, second: Declarations) -> Declarations:
    """Put the registry's declarations behind those of a file, their rows counted on."""
    rows: Any = pl.from_arrow(second.table)
    rows = rows.with_columns(pl.col("row") + first.source.rows)
    tables = [first.table, rows.to_arrow().cast(DECLARED)]
    rejected = [first.rejected, second.rejected]
    return Declarations(
        pa.concat_tables(tables).combine_chunks(),
        pa.concat_tables(rejected).combine_chunks(),
        first.source,
    )


def _told(view: View) -> tuple[dict[str, Any], str]:
    """Say which registry a view is of, for the manifest, and give its name."""
    state = import_module("evenhand.registry.handed").state(view)
    url = view.engine.url
    is_file = url.get_backend_name() == "sqlite"
    where = (
        (url.database or "") if is_file else import_module("evenhand.registry.database").shown(url)
    )
    told = {
        "registry": where,
        "valid": state.valid,
        "known": state.known,
        "lists": [
            {"list": name, "version": version, "known_from": known}
            for name, version, known in state.versions
        ],
        "sha256": state.sha256,
    }
    return told, Path(where).name if is_file else where
