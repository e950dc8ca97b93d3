"""Pairs of posts that the page shows side by side, and the delays between them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import polars as pl

from evenhand.detection.findings import Findings
from evenhand.reports.chosen import Chosen, frame
from evenhand.reports.clock import Clock
from evenhand.reports.limits import Limits, fair
from evenhand.reports.strings import Strings
from evenhand.reports.texts import web_address

DELAY_BINS = 30


@dataclass(frozen=True)
class Shown:
    """The evidence on the page and the posts that it needs."""

    pairs: pl.DataFrame
    """``group, signal, object, first, second``: indices into ``posts``, the earlier post first."""
    posts: pl.DataFrame
    """``post`` (index), ``post_id, account`` (index), ``step, text, url, language``."""
    in_run: dict[int, int]
    """For each group, how many pairs the run kept."""


def shown(findings: Findings, chosen: Chosen, limits: Limits, clock: Clock) -> Shown:
    """Choose the evidence: every edge gets its first pair before any edge gets a second.

    Within an edge, objects come before repetitions of an object, and short delays before long. The
    posts that this order meets first are kept, up to the bound, and then the pairs among them.
    """
    index = chosen.accounts.select("account_id", "account")
    rows = (
        frame(findings.evidence)
        .join(chosen.clusters.select("group", "cluster"), on="cluster")
        .with_columns(gap=pl.col("delay_s").abs())
    )
    in_run = dict(rows.group_by("group").len().iter_rows())
    edge = ["group", "account_a", "account_b"]
    order = ["gap", "time_a", "post_a", "post_b"]
    ranked = (
        rows.filter(pl.col("group") < chosen.detailed)
        .join(index.rename({"account_id": "account_a", "account": "a"}), on="account_a")
        .join(index.rename({"account_id": "account_b", "account": "b"}), on="account_b")
        .sort(*edge, "signal", "object", *order)
        .with_columns(again=pl.int_range(pl.len()).over(*edge, "signal", "object"))
        .sort(*edge, "again", *order, "signal", "object")
        .with_columns(turn=pl.int_range(pl.len()).over(*edge))
        .sort("group", "turn", "a", "b", maintain_order=True)
        .with_columns(place=pl.int_range(pl.len()).over("group"))
    )
    named = _first_named(ranked)
    few = _bounded(named, chosen.detailed, limits.posts, limits.posts_in_all)
    known = few.select("group", "post_id")
    among = (
        ranked.join(known.rename({"post_id": "post_a"}), on=["group", "post_a"], how="semi")
        .join(known.rename({"post_id": "post_b"}), on=["group", "post_b"], how="semi")
        .sort("group", "place")
    )
    kept = _bounded(among, chosen.detailed, limits.evidence, limits.evidence_in_all)
    posts = _posts(findings, few, clock)
    return Shown(_pairs(kept, posts), posts, in_run)


def _first_named(ranked: pl.DataFrame) -> pl.DataFrame:
    """Every post in the order in which the ranked pairs name it."""
    sides = [
        ranked.select(
            "group",
            "place",
            post_id=pl.col(f"post_{s}"),
            account=pl.col(s),
            time=pl.col(f"time_{s}"),
        )
        for s in "ab"
    ]
    return (
        pl.concat(sides)
        .sort("group", "place", "post_id")
        .unique(["group", "post_id"], keep="first", maintain_order=True)
    )


def _bounded(rows: pl.DataFrame, groups: int, each: int, in_all: int) -> pl.DataFrame:
    """Keep the first rows of each group, within the bounds."""
    sizes = dict(rows.group_by("group").len().iter_rows())
    allowed = fair([sizes.get(group, 0) for group in range(groups)], each, in_all)
    bound = pl.DataFrame(
        {"group": range(groups), "most": allowed}, schema={"group": pl.UInt32, "most": pl.Int64}
    )
    return (
        rows.join(bound, on="group", maintain_order="left")
        .filter(pl.int_range(pl.len()).over("group") < pl.col("most"))
        .drop("most")
    )


def _posts(findings: Findings, few: pl.DataFrame, clock: Clock) -> pl.DataFrame:
    known = (
        frame(findings.posts)
        .select("post_id", "text", "url", "language")
        .unique("post_id", keep="first", maintain_order=True)
    )
    return (
        few.select("post_id", "account", step=clock.steps("time"))
        .unique("post_id", keep="first", maintain_order=True)
        .sort("step", "post_id")
        .join(known, on="post_id", how="left", maintain_order="left")
        .with_row_index("post")
    )


def _pairs(kept: pl.DataFrame, posts: pl.DataFrame) -> pl.DataFrame:
    index = posts.select("post_id", "post")
    return (
        kept.join(index.rename({"post_id": "post_a", "post": "at_a"}), on="post_a")
        .join(index.rename({"post_id": "post_b", "post": "at_b"}), on="post_b")
        .sort("group", "place")
        .select(
            "group",
            "signal",
            "object",
            first=pl.min_horizontal("at_a", "at_b"),
            second=pl.max_horizontal("at_a", "at_b"),
        )
    )


def pairs_of(
    group: int, evidence: Shown, strings: Strings, signals: list[str]
) -> dict[str, object]:
    """Give the evidence of one group to the page."""
    here = evidence.pairs.filter(pl.col("group") == group)
    return {
        "signal": [signals.index(signal) for signal in here["signal"]],
        "object": [strings.index(text) for text in here["object"]],
        "first": here["first"].to_list(),
        "second": here["second"].to_list(),
        "in_run": evidence.in_run.get(group, 0),
    }


def posts_of(evidence: Shown, limits: Limits) -> dict[str, object]:
    """Give the posts of all shown evidence to the page; a repeated text is stored once."""
    texts = Strings(limits.text)
    posts = evidence.posts
    index = [texts.index(text) for text in posts["text"]]
    if texts.in_all() > limits.text_in_all:
        texts.characters = max(
            limits.text_least, min(limits.text, limits.text_in_all // max(len(set(index)), 1))
        )
    return {
        "id": posts["post_id"].to_list(),
        "account": posts["account"].to_list(),
        "time": posts["step"].to_list(),
        "text": index,
        "has_text": "".join("0" if text is None else "1" for text in posts["text"]),
        "url": [web_address(url) for url in posts["url"]],
        "language": [language or "" for language in posts["language"]],
        "texts": texts.shown(),
        "texts_left_off": texts.left_off(),
    }


def against_chance(findings: Findings) -> dict[str, dict[str, object]]:
    """Give the delays of first shares in confirmed clusters beside those that chance makes.

    Returns ``{cluster: {"width_s": float, "observed": [...], "expected": [...]}}``.
    """
    made: dict[str, dict[str, object]] = {}
    for (cluster,), rows in frame(findings.delays).group_by("cluster", maintain_order=True):
        made[str(cluster)] = {
            "width_s": rows["to_s"][0] - rows["from_s"][0],
            "observed": rows["observed"].to_list(),
            "expected": [float(f"{value:.4g}") for value in rows["expected"]],
        }
    return made


def delays(findings: Findings, chosen: Chosen) -> dict[int, dict[str, object]]:
    """Count how far apart the post pairs of each group are.

    Returns ``{group: {"width_s": float, "counts": [...], "zero": int}}``: ``zero`` pairs have the
    same time, and ``counts`` are the others by the size of their delay, in bins of ``width_s``
    seconds up to the window, each with its upper end (so that whole seconds fill them evenly).
    """
    window = findings.looked_at.window_s
    width = math.ceil(window / DELAY_BINS) if window >= 5 else max(window, 0.02) / 20
    bins = max(1, math.ceil(window / width))
    counted = (
        frame(findings.evidence)
        .join(chosen.clusters.select("group", "cluster"), on="cluster")
        .with_columns(gap=pl.col("delay_s").abs())
        .with_columns(bin=((pl.col("gap") / width).ceil() - 1).clip(-1, bins - 1).cast(int))
        .group_by("group", "bin")
        .len()
    )
    made: dict[int, dict[str, object]] = {}
    for group in range(chosen.clusters.height):
        counts = [0] * (bins + 1)
        here = counted.filter(pl.col("group") == group)
        for position, pairs in here.select("bin", "len").iter_rows():
            counts[position + 1] = pairs
        made[group] = {"width_s": width, "counts": counts[1:], "zero": counts[0]}
    return made
