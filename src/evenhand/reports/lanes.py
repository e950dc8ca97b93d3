"""Swim lanes: every post of a group as a tick, and the coincidences that join them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import polars as pl

from evenhand.detection.findings import Findings
from evenhand.reports.chosen import Chosen, frame
from evenhand.reports.clock import Clock
from evenhand.reports.limits import Limits, fair
from evenhand.reports.strings import Strings

ACTIVITY_BINS = 72


@dataclass(frozen=True)
class Ticks:
    """What the swim lanes of all groups draw."""

    ticks: pl.DataFrame
    """``group, tick, row, post_id, time, step, coordinated``; ``tick`` counts within its group, by
    row and then time."""
    bursts: pl.DataFrame
    """``group, ticks, things``: posts of several accounts with one object, each within the window
    of the next; ``things`` lists ``signal, object`` of everything that these posts share."""
    posts: dict[int, int]
    """For each group, how many posts its accounts have in all, drawn or not."""


def ticks(findings: Findings, chosen: Chosen, limits: Limits, clock: Clock) -> Ticks:
    """Choose the ticks of every group with swim lanes and join them to bursts."""
    owner = chosen.lanes.join(chosen.accounts.select("account", "account_id"), on="account")
    groups = chosen.clusters.select("group", "cluster")
    every = (
        frame(findings.timeline)
        .join(groups, on="cluster")
        .join(owner.select("group", "row", "account_id"), on=["group", "account_id"])
        .sort("group", "row", "time", "post_id")
        .with_columns(step=clock.steps("time"))
    )
    sizes = dict(every.group_by("group").len().iter_rows())
    order = list(range(chosen.detailed))
    allowed = fair([sizes.get(group, 0) for group in order], limits.ticks, limits.ticks_in_all)
    kept = [
        _spread(part, allowed[group])
        for group in order
        if sizes.get(group) and (part := every.filter(pl.col("group") == group)).height
    ]
    drawn = (pl.concat(kept) if kept else every.clear()).with_columns(
        tick=pl.int_range(pl.len()).over("group")
    )
    return Ticks(drawn, _bursts(findings, chosen, drawn), sizes)


def _spread(posts: pl.DataFrame, most: int) -> pl.DataFrame:
    """At most ``most`` of these posts: coordinated ones first, others evenly spread."""
    if posts.height <= most:
        return posts
    strong = np.flatnonzero(posts["coordinated"].to_numpy())
    faint = np.flatnonzero(~posts["coordinated"].to_numpy())
    strong = _even(strong, most)
    return posts[np.sort(np.concatenate([strong, _even(faint, most - len(strong))]))]


def _even(rows: np.ndarray[Any, np.dtype[np.intp]], most: int) -> np.ndarray[Any, Any]:
    if len(rows) <= most:
        return rows
    return rows[np.linspace(0, len(rows) - 1, most).round().astype(np.intp)]


def _bursts(findings: Findings, chosen: Chosen, drawn: pl.DataFrame) -> pl.DataFrame:
    evidence = frame(findings.evidence).join(
        chosen.clusters.head(chosen.detailed).select("group", "cluster"), on="cluster"
    )
    key = ["group", "signal", "object"]
    sides = [
        evidence.select(*key, post_id=pl.col(f"post_{side}"), time=pl.col(f"time_{side}"))
        for side in "ab"
    ]
    window = timedelta(seconds=findings.looked_at.window_s)
    changed = pl.any_horizontal(pl.col(column).ne_missing(pl.col(column).shift()) for column in key)
    return (
        pl.concat(sides)
        .unique()
        .sort(*key, "time", "post_id")
        .with_columns(burst=(changed | (pl.col("time").diff() > window)).fill_null(True).cum_sum())
        .join(drawn.select("group", "post_id", "tick"), on=["group", "post_id"])
        .sort("burst", "tick")
        .group_by("group", "burst", "signal", "object", maintain_order=True)
        .agg(ticks=pl.col("tick"), first=pl.col("time").min())
        .filter(pl.col("ticks").list.len() > 1)
        # The same posts often share a text and a link: one line in the picture, not two.
        .group_by("group", "ticks", maintain_order=True)
        .agg(things=pl.struct("signal", "object"), first=pl.col("first").min())
        .sort("group", "first", "ticks")
    )


def lanes_of(
    group: int,
    *,
    drawn: Ticks,
    chosen: Chosen,
    strings: Strings,
    signals: list[str],
    posts: list[str],
) -> dict[str, object]:
    """Give the swim lanes of one group to the page.

    ``posts`` are the ids of the posts that the page carries in full. Times are differences along
    each row, flags one character for each tick.
    """
    lanes = chosen.lanes.filter(pl.col("group") == group)
    here = drawn.ticks.filter(pl.col("group") == group)
    number = {post: index for index, post in enumerate(posts)}
    counts = dict(here.group_by("row").len().iter_rows())
    steps = here.with_columns(step=pl.col("step") - pl.col("step").shift(fill_value=0).over("row"))[
        "step"
    ]
    known: list[int] = []
    for tick, post in here.select("tick", "post_id").iter_rows():
        if post in number:
            known += [tick, number[post]]
    bursts = drawn.bursts.filter(pl.col("group") == group)
    return {
        "accounts": lanes["account"].to_list(),
        "row_sizes": [counts.get(row, 0) for row in range(lanes.height)],
        "times": steps.to_list(),
        "coordinated": "".join("1" if flag else "0" for flag in here["coordinated"]),
        "posts": known,
        "posts_in_all": drawn.posts.get(group, 0),
        "burst_ticks": bursts["ticks"].to_list(),
        "burst_things": [
            [part for thing in things for part in _thing(thing, signals, strings)]
            for things in bursts["things"].to_list()
        ],
    }


def _thing(thing: dict[str, str], signals: list[str], strings: Strings) -> tuple[int, int]:
    return signals.index(thing["signal"]), strings.index(thing["object"])


def activity(findings: Findings, chosen: Chosen, clock: Clock) -> dict[int, dict[str, list[int]]]:
    """Count for each group the number of posts in equal parts of the whole period.

    Returns ``{group: {"all": [...], "coordinated": [...]}}``, each with ``ACTIVITY_BINS`` counts.
    """
    first, last = extent(findings, clock)
    width = max(last - first, 1) / ACTIVITY_BINS
    counted = (
        frame(findings.timeline)
        .join(chosen.clusters.select("group", "cluster"), on="cluster")
        .with_columns(
            bin=((clock.steps("time") - first) / width).floor().clip(0, ACTIVITY_BINS - 1).cast(int)
        )
        .group_by("group", "bin")
        .agg(every=pl.len(), strong=pl.col("coordinated").sum())
    )
    bars: dict[int, dict[str, list[int]]] = {
        group: {"all": [0] * ACTIVITY_BINS, "coordinated": [0] * ACTIVITY_BINS}
        for group in range(chosen.clusters.height)
    }
    for group, position, every, strong in counted.iter_rows():
        bars[group]["all"][position] = every
        bars[group]["coordinated"][position] = strong
    return bars


def extent(findings: Findings, clock: Clock) -> tuple[int, int]:
    """Return the first and last step of the period that was looked at."""
    ends = [findings.looked_at.first_post, findings.looked_at.last_post]
    if None in ends:
        times = frame(findings.timeline).select(step=clock.steps("time"))["step"]
        low, high = times.min(), times.max()
        return (low, high) if isinstance(low, int) and isinstance(high, int) else (0, 1)
    steps = pl.DataFrame({"time": ends}).select(clock.steps("time"))["time"].to_list()
    return steps[0], steps[1]
