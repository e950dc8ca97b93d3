"""Networks that act for three days of a year: found in periods, and in the whole time.

    python benchmarks/episodes.py      # part of make bench-accuracy; a few minutes

1. Years with five groups of 20 accounts that each act for three days: who is found, with periods
   and without, and at what cost.
2. Years without any planted network: how often does `--period 7d` confirm anything?
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import platform
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, cast

import polars as pl
import pyarrow as pa

import evenhand
from evenhand import detection
from evenhand.detection.calibration import wilson
from evenhand.simulation.share_scenario import year_scenario
from evenhand.simulation.shares import share_stream
from machine import machine

RESULTS = Path(__file__).parent / "EPISODES.md"
WINDOW = timedelta(seconds=60)
JITTER = timedelta(seconds=600)
PERIOD = timedelta(days=7)
ACTIVE_DAYS = 3
GROUPS = 5
Background = Literal["topics", "cascades"]
BACKGROUNDS: dict[Background, str] = {"topics": "topics and bursts", "cascades": "fast cascades"}
SEARCHES: dict[str, Callable[[pa.Table], detection.Groups]] = {
    "the whole year": lambda s: detection.groups(s, WINDOW, JITTER, threads=1),
    "`--period 7d`": lambda s: detection.episodes(s, WINDOW, JITTER, PERIOD, threads=1),
}


def frame(table: pa.Table) -> pl.DataFrame:
    return cast(pl.DataFrame, pl.from_arrow(table))


def year(job: tuple[Background, int, int]) -> list[dict[str, Any]]:
    """One year: what each search confirms, how right it is and how long it took."""
    background, groups, seed = job
    shares, truth = share_stream(year_scenario(background, groups, ACTIVE_DAYS), seed)
    planted = frame(truth).drop_nulls("network").select("account_id", "network")
    rows = []
    for name, search in SEARCHES.items():
        if not groups and name == "the whole year":
            continue  # it is the first of the periods, and part 1 of ACCURACY.md
        began = time.process_time()
        found = search(shares)
        seconds = time.process_time() - began
        confirmed = frame(found.groups).filter("confirmed").select("group")
        carried = frame(found.members).filter("supported").join(confirmed, on="group")
        known = carried.join(planted, on="account_id")
        by_network = known.group_by("network").agg(pl.col("account_id").n_unique())
        rows.append(
            {
                "background": background,
                "search": name,
                "seconds": seconds,
                "candidates": found.candidates,
                "confirmed": confirmed.height,
                "accounts": carried["account_id"].n_unique(),
                "right": known["account_id"].n_unique(),
                "planted": planted.height,
                # A network counts as found when half of its accounts carry a confirmed group.
                "networks": int((by_network["account_id"] >= 10).sum()),
                "episodes": found.episodes.num_rows,
            }
        )
    return rows


def played(jobs: list[tuple[Background, int, int]], workers: int) -> list[dict[str, Any]]:
    # Not by forking: Polars' threads do not live on in a forked process, and it would wait forever.
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=fresh) as pool:
        return [row for part in pool.map(year, jobs) for row in part]


def section_without(streams: int, workers: int) -> list[str]:
    jobs = [(name, 0, seed) for name in BACKGROUNDS for seed in range(streams // 2)]
    rows = pl.DataFrame(played(jobs, workers))
    lines = [
        "## 2. Nothing planted",
        "",
        "| background | years | with a confirmed group | share (95 % interval) | candidates |",
        "|---|---:|---:|---|---:|",
    ]
    for name, words in (*BACKGROUNDS.items(), (None, "both")):
        mine = rows if name is None else rows.filter(background=name)
        hits = int((mine["confirmed"] > 0).sum())
        low, high = wilson(hits, mine.height)
        lines.append(
            f"| {words} | {mine.height} | {hits} | {hits / mine.height:.3f} ({low:.3f}–{high:.3f})"
            f" | {mine['candidates'].sum():,} |"
        )
    return [*lines, ""]


def section_planted(seeds: int, workers: int) -> list[str]:
    jobs = [(name, GROUPS, 100 + seed) for name in BACKGROUNDS for seed in range(seeds)]
    rows = pl.DataFrame(played(jobs, workers))
    lines = [
        "## 1. Five groups of three days each",
        "",
        f"Sums over {seeds} years each. A group counts as found when half of its 20 accounts carry "
        "a confirmed one. Seconds are means of processor time, on one thread.",
        "",
        "| background | looked at | groups found | of | accounts in confirmed groups "
        "| of them planted | planted accounts found | candidates | seconds |",
        "|---|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for part in rows.partition_by("background", "search", maintain_order=True):
        s = part.sum().row(0, named=True)
        words = BACKGROUNDS[part["background"][0]]
        lines.append(
            f"| {words} | {part['search'][0]} | {s['networks']} | {GROUPS * part.height} "
            f"| {s['accounts']} | {s['right']} | {s['right'] / s['planted']:.2f} "
            f"| {s['candidates']:,} | {s['seconds'] / part.height:.1f} |"
        )
    return [*lines, ""]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--streams", type=int, default=40)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--no-write", action="store_true")
    wanted = parser.parse_args()
    workers = len(os.sched_getaffinity(0))
    lines = [
        "# Episodes",
        "",
        f"Measured {datetime.now(UTC):%Y-%m-%d} by `benchmarks/episodes.py` on {machine()}; "
        f"evenhand {evenhand.__version__}, Python {platform.python_version()}. Window 60 s, jitter "
        f"600 s, periods of 7 days, q ≤ 0.05, lift ≥ {detection.Settings().min_lift:g} allowances.",
        "",
        "The streams are `year_scenario` of `evenhand.simulation.share_scenario`: a year of "
        "325,000 shares by 1,125 accounts among topics and bursts, and of 275,000 reposts by "
        "1,000 fans in fast cascades. Of what the accounts of a planted group share in the year, "
        "97 % is ordinary; on three days they push 15 popular objects.",
        "",
        *section_planted(wanted.seeds, workers),
    ]
    print("\n".join(lines), file=sys.stderr, flush=True)
    lines += section_without(wanted.streams, workers)
    text = "\n".join(lines)
    print(text)
    if not wanted.no_write:
        RESULTS.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
