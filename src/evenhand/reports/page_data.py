"""Everything that the page shows, as one plain structure that becomes JSON.

Columns are lists, accounts and posts are named by index, repeated texts are stored once, and times
are whole steps of one clock, so that a run with thousands of accounts still opens at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
import polars as pl

from evenhand.detection.findings import Findings
from evenhand.records.progress import Progress, silent
from evenhand.reports import chance, declared, evidence, lanes, sentences
from evenhand.reports.active import active
from evenhand.reports.chosen import Chosen, choose, frame
from evenhand.reports.clock import Clock, clock
from evenhand.reports.layout import layout
from evenhand.reports.limits import Limits
from evenhand.reports.strings import Strings
from evenhand.reports.texts import one_line, web_address

FORMAT = 1
PARTS = 5
"""Steps that ``progress`` hears of."""


def page_data(
    findings: Findings, *, seed: int, limits: Limits, progress: Progress = silent
) -> dict[str, Any]:
    """Gather what the page needs to draw itself; the keys are read by ``page/data.js``."""
    say = _Steps(progress)
    chosen = choose(findings, limits)
    scale = clock(findings)
    signals = _signals(findings)
    strings = Strings(limits.object_text)
    say.next()
    positions = _positions(chosen, seed)
    say.next()
    drawn = lanes.ticks(findings, chosen, limits, scale)
    say.next()
    proof = evidence.shown(findings, chosen, limits, scale)
    say.next()
    groups = _groups(
        findings, chosen, limits, scale, strings=strings, signals=signals, drawn=drawn, proof=proof
    )
    first, last = lanes.extent(findings, scale)
    looked = findings.looked_at
    say.next()
    return {
        "format": FORMAT,
        "clock": {"start_ms": scale.start_us // 1000, "step_ms": scale.unit_us // 1000},
        "period": [first, last],
        "resolution_s": looked.resolution_s,
        "window_s": looked.window_s,
        "weight": looked.weight,
        "min_weight": looked.min_weight,
        "test": _test_settings(findings),
        "signals": signals,
        "in_all": {
            "accounts": looked.accounts,
            "posts": looked.posts,
            "groups": findings.clusters.num_rows,
            "with_edge": findings.members.num_rows,
            "edges": findings.edges.num_rows,
            "evidence": findings.evidence_total,
            "evidence_kept": findings.evidence.num_rows,
        },
        "detailed": chosen.detailed,
        "accounts": _accounts(chosen, scale, signals, positions),
        "declared": _declared(findings, chosen),
        "groups": groups,
        "posts": evidence.posts_of(proof, limits),
        "edges": _edges(chosen, scale, signals),
        "strings": strings.shown(),
        "strings_left_off": strings.left_off(),
        "limits": {"text": limits.text, "lanes": limits.lanes},
    }


def _test_settings(findings: Findings) -> dict[str, object] | None:
    looked = findings.looked_at
    if looked.jitter_s is None:
        return None
    return {
        "jitter": sentences.duration(looked.jitter_s),
        "within": sentences.duration(looked.jitter_s / 2),
        "when": chance.comparison(looked),
        "period": sentences.duration(looked.period_s) if looked.period_s else None,
        "alpha": f"{100 * looked.alpha:g}{sentences.SPACE}%",
        "min_lift": f"{looked.min_lift:g}",
        "candidates": looked.candidates,
    }


class _Steps:
    """Counts the parts that are done and tells the listener."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.done = 0

    def next(self) -> None:
        self.done += 1
        self.progress("parts of the report prepared", self.done, PARTS)


def _signals(findings: Findings) -> list[str]:
    """Signals that were looked for, then any other that an edge or its evidence names."""
    seen = set(frame(findings.edges)["signal"]) | set(frame(findings.evidence)["signal"])
    looked = list(findings.looked_at.signals)
    return looked + sorted(signal for signal in seen if signal not in looked)


def _positions(chosen: Chosen, seed: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Map positions as whole numbers; one account takes a room of 1,000."""
    pairs = chosen.joined.select("a", "b").to_numpy().astype(np.int64).reshape(-1, 2)
    weights = chosen.joined["weight"].to_numpy().astype(np.float64)
    return np.round(layout(chosen.accounts.height, pairs, weights, seed) * 1000).astype(np.int64)


def _bits(names: list[str] | None, signals: list[str]) -> int:
    return sum(1 << signals.index(name) for name in set(names or []) if name in signals)


def _accounts(
    chosen: Chosen, scale: Clock, signals: list[str], positions: np.ndarray[Any, Any]
) -> dict[str, object]:
    table = chosen.accounts
    kinds = Strings(60)
    platforms = Strings(60)
    return {
        "id": table["account_id"].to_list(),
        "handle": [one_line(handle, 80) for handle in table["handle"]],
        "name": [one_line(name, 120) for name in table["name"]],
        "kind": [kinds.index(kind) for kind in table["kind"]],
        "kinds": kinds.shown(),
        "platform": [platforms.index(platform) for platform in table["platform"]],
        "platforms": platforms.shown(),
        "created_day": table.select(pl.col("created_at").dt.epoch("d"))["created_at"].to_list(),
        "followers": table["followers"].to_list(),
        "posts": table["posts"].to_list(),
        "coordinated": table["coordinated_posts"].to_list(),
        "degree": table["degree"].to_list(),
        "strength": table["strength"].to_list(),
        "group": table.select(pl.col("group").cast(pl.Int64).fill_null(-1))["group"].to_list(),
        "cluster_without_card": [
            cluster if group is None and cluster is not None else 0
            for cluster, group in table.select("cluster", "group").iter_rows()
        ],
        "signals": [_bits(names, signals) for names in table["signals"].to_list()],
        "observed": table["observed"].to_list(),
        "expected": chance.rounded(table["expected"].to_list()),
        "support_p": chance.rounded(table["support_p_value"].to_list()),
        "x": positions[:, 0].tolist(),
        "y": positions[:, 1].tolist(),
    }


def _declared(findings: Findings, chosen: Chosen) -> dict[str, object] | None:
    """Tell of each account what it declares; None when no declarations were given."""
    if findings.looked_at.declarations is None:
        return None
    table = chosen.accounts
    texts = Strings(200)
    return {
        "what": [-1 if what is None else texts.index(what) for what in table["declared"]],
        "texts": texts.shown(),
        "link": [web_address(link) or "" for link in table["declared_link"]],
        "across_accounts": table["across_accounts"].to_list(),
        "across_coincidences": table["across_coincidences"].to_list(),
    }


def _edges(chosen: Chosen, scale: Clock, signals: list[str]) -> dict[str, object]:
    table = chosen.edges.with_columns(
        first=scale.steps("first_seen"), last=scale.steps("last_seen")
    ).with_columns(length=pl.col("last") - pl.col("first"))
    return {
        "a": table["a"].to_list(),
        "b": table["b"].to_list(),
        "signal": [signals.index(signal) for signal in table["signal"]],
        "weight": table["weight"].to_list(),
        "first": table["first"].to_list(),
        "length": table["length"].to_list(),
        "tests": _edge_tests(chosen),
    }


def _edge_tests(chosen: Chosen) -> dict[str, object]:
    """Give the tests of edges inside groups, the only ones whose posts the page shows."""
    table = (
        chosen.edges.with_row_index("edge")
        .filter(pl.col("trials").is_not_null(), pl.col("cluster").is_not_null())
        .select("edge", "trials", "expected", "p_value", "pair_q_value")
    )
    return {
        "edge": table["edge"].to_list(),
        "trials": table["trials"].to_list(),
        "expected": chance.rounded(table["expected"].to_list()),
        "p": chance.rounded(table["p_value"].to_list()),
        "q": chance.rounded(table["pair_q_value"].to_list()),
    }


def _groups(
    findings: Findings,
    chosen: Chosen,
    limits: Limits,
    scale: Clock,
    *,
    strings: Strings,
    signals: list[str],
    drawn: lanes.Ticks,
    proof: evidence.Shown,
) -> list[dict[str, object]]:
    bars = lanes.activity(findings, chosen, scale)
    gaps = evidence.delays(findings, chosen)
    beside = evidence.against_chance(findings)
    tested = chance.tests(findings)
    episodes = _episodes(findings, scale)
    when = active(findings)
    ends = pl.DataFrame(
        [when[cluster] for cluster in chosen.clusters["cluster"]],
        schema={"first": pl.Datetime("us", "UTC"), "last": pl.Datetime("us", "UTC")},
        orient="row",
    ).select(first=scale.steps("first"), last=scale.steps("last"))
    posts = proof.posts["post_id"].to_list()
    steps = chosen.clusters.select(first=scale.steps("first_seen"), last=scale.steps("last_seen"))
    made: list[dict[str, object]] = []
    for row, (first, last), acted in zip(
        chosen.clusters.iter_rows(named=True), steps.iter_rows(), ends.iter_rows(), strict=True
    ):
        group = int(row["group"])
        one: dict[str, object] = {
            "id": row["cluster"],
            "label": one_line(row["label"], 200),
            "sentence": sentences.group(row, findings.looked_at),
            "confirmed": row["confirmed"],
            "declared": declared.of_group(row, findings),
            "test": asdict(tested[row["cluster"]]) if row["cluster"] in tested else None,
            "accounts": row["accounts"],
            "pairs": row["edges"],
            "signals": [signals.index(name) for name in row["signals"] if name in signals],
            "coincidences": row["coincidences"],
            "post_pairs": row["post_pairs"],
            "first": first,
            "last": last,
            "median_delay_s": row["median_delay_s"],
            "coordinated_posts": row["coordinated_posts"],
            "posts": row["posts"],
            "platforms": [one_line(name, 60) for name in row["platforms"]],
            "languages": [one_line(name, 20) for name in row["languages"] or []],
            "activity": bars[group],
            "active": acted,
            "episodes": episodes.get(row["cluster"], []),
            "delays": gaps[group],
            "against_chance": beside.get(row["cluster"]),
            "objects": _objects(row["objects"] or [], limits, strings, signals),
            "objects_in_all": len(row["objects"] or []),
        }
        if group < chosen.detailed:
            one["lanes"] = lanes.lanes_of(
                group, drawn=drawn, chosen=chosen, strings=strings, signals=signals, posts=posts
            )
            one["evidence"] = evidence.pairs_of(group, proof, strings, signals)
        made.append(one)
    return made


def _episodes(findings: Findings, scale: Clock) -> dict[str, list[dict[str, object]]]:
    """Give the episodes of each cluster, by time."""
    found: dict[str, list[dict[str, object]]] = {}
    rows = frame(findings.episodes).drop_nulls(["cluster", "first_seen"])
    rows = rows.with_columns(first=scale.steps("first_seen"), last=scale.steps("last_seen"))
    for row in rows.iter_rows(named=True):
        found.setdefault(row["cluster"], []).append(
            {
                "id": row["episode"],
                "first": row["first"],
                "last": row["last"],
                "accounts": row["accounts"],
                "observed": row["observed"],
                "expected": chance.rounded([row["expected"]])[0],
            }
        )
    return found


def _objects(
    objects: list[Mapping[str, Any]], limits: Limits, strings: Strings, signals: list[str]
) -> dict[str, list[int]]:
    rows = [thing for thing in objects if thing["signal"] in signals][: limits.objects]
    numbers = ("accounts", "coordinated_shares", "cluster_shares", "all_shares")
    return {
        "signal": [signals.index(thing["signal"]) for thing in rows],
        "object": [strings.index(thing["object"]) for thing in rows],
    } | {column: [int(thing[column]) for thing in rows] for column in numbers}
