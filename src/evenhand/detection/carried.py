"""Confirmed groups as clusters: the accounts that carry each of them, and how it was tested."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from evenhand.detection.confirmed import confirmed_accounts
from evenhand.detection.groups import Groups
from evenhand.detection.pairs import pairs
from evenhand.detection.settings import Settings

_COUNTS = {"objects": "coincidences", "post-pairs": "post_pairs"}
_TEST_COLUMNS = (
    "confirmed",
    "observed",
    "expected",
    "lift",
    "allowance",
    "z",
    "q_value",
    "by_signal",
    "period_start",
    "period_end",
)


@dataclass(frozen=True)
class Carried:
    """Accounts that carry a confirmed group, or the declared or undeclared part of them."""

    group: str
    accounts: list[str]
    split: bool = False
    """Whether the group has declared and undeclared accounts; its test was of both together."""


def carried(
    tested: Groups | None, least: int, declared: frozenset[str] = frozenset()
) -> list[Carried]:
    """Name the accounts that carry each confirmed group, those not declared before the declared.

    An account of two groups belongs to the first; of groups and parts with fewer than ``least``
    accounts none is named.
    """
    if tested is None:
        return []
    found = []
    for group, accounts in confirmed_accounts(tested, least).items():
        parts = [[a for a in accounts if (a in declared) == kind] for kind in (False, True)]
        split = all(parts)
        found += [Carried(group, part, split) for part in parts if len(part) >= least]
    return found


def with_edges_inside(
    edges: pa.Table,
    shares: pa.Table,
    confirmed: Sequence[Carried],
    settings: Settings,
    threads: int | None,
) -> pa.Table:
    """Add the edges inside confirmed groups that are below the minimum weight."""
    group = {account: one.group for one in confirmed for account in one.accounts}
    if not group or settings.min_weight == 1:
        return edges
    mine = shares.filter(pc.is_in(shares["account"].cast(pa.string()), pa.array(list(group))))
    every = pairs(mine, settings.window, 1, weight=settings.weight, threads=threads)
    frame: Any = pl.from_arrow(every.select(["account_a", "account_b", _COUNTS[settings.weight]]))
    of_group = pl.DataFrame({"account": list(group), "group": list(group.values())})
    a, b = (
        frame.select(account=pl.col(name).cast(pl.String)).join(
            of_group, on="account", how="left", maintain_order="left"
        )["group"]
        for name in ("account_a", "account_b")
    )
    few = (a == b) & (frame[_COUNTS[settings.weight]] < settings.min_weight)
    added = every.filter(pa.array(few.to_list(), pa.bool_()))
    return pa.concat_tables([edges, added], promote_options="default").unify_dictionaries()


def support(tested: Groups | None, confirmed: Sequence[Carried]) -> pl.DataFrame | None:
    """Give what the group's number owes to each account: the rows that `members` takes."""
    if tested is None:
        return None
    mine: Any = pl.from_arrow(tested.members)
    rows: pl.DataFrame = mine.join(_held(confirmed), on=["group", "account_id"]).select(
        "account_id", "observed", "expected", support_p_value="p_value"
    )
    return rows


def tests(
    tested: Groups | None, confirmed: Sequence[Carried], nodes: pa.Table
) -> pl.DataFrame | None:
    """Say which cluster each confirmed group is, with its tests: the rows that `clusters` takes."""
    if tested is None:
        return None
    frame: Any = pl.from_arrow(tested.groups)
    network: Any = pl.from_arrow(nodes.select(["account_id", "cluster"]))
    which = (
        _held(confirmed)
        .join(network, on="account_id")
        .select("group", "cluster", part_of=pl.when("split").then("group"))
        .unique()
    )
    rows: pl.DataFrame = frame.join(which, on="group").select(
        "cluster", "group", "part_of", *_TEST_COLUMNS
    )
    return rows


def _held(confirmed: Sequence[Carried]) -> pl.DataFrame:
    return pl.DataFrame(
        [(one.group, account, one.split) for one in confirmed for account in one.accounts],
        schema={"group": pl.String, "account_id": pl.String, "split": pl.Boolean},
        orient="row",
    )
