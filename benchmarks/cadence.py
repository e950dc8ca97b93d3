"""Whether posting in time with each other, whatever is posted, would earn its place as a signal.

    make bench-cadence

A prototype, which lives here and not in the package. Each platform's clock is cut into slots that
end between the quarters of the hour, and a slot is an object like any other: accounts *coincide*
when their first posts in it are at most the window apart, and `detection.groups` tests them. Posts
with an object that somebody else has shared too are left out.

1. Streams without a network: people, accounts on schedules, live audiences.
2. Networks that post different things in lock step, seconds apart.
3. Real posts: Internet Research Agency accounts, an organic burst, Telegram channels.
4. Time and memory at a million posts.

Part 3 needs the real data in ../shared/data; where it is absent the report says so.
"""

from __future__ import annotations

import argparse
import gzip
import json
import multiprocessing
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any, cast

import numpy as np
import polars as pl
import pyarrow as pa

import evenhand
from accuracy import (
    BACKGROUNDS,
    DATA,
    DIFFICULTIES,
    IRA_WINDOWS,
    Accounts,
    confirmed,
    frame,
    real_posts,
    wilson,
)
from evenhand import detection
from evenhand.detection.groups_kernels import upper_gamma
from evenhand.records.schemas import SHARES, UTC_TIME
from evenhand.simulation.population import DAY_S, HOURS
from evenhand.simulation.share_scenario import Difficulty, ShareScenario
from evenhand.simulation.shares import share_stream
from machine import machine

RESULTS = Path(__file__).parent / "CADENCE.md"
WINDOWS = (10, 60)
OBJECT_WINDOW = timedelta(seconds=60)
LOCK_STEP: dict[Difficulty, tuple[int, int]] = {
    "easy": (2, 10),
    "middle": (5, 20),
    "hard": (10, 60),
}
"""Seconds, median and most, between an operation's start and a member's post."""
SCHEDULES = ("quarters", "five minutes", "minutes", "daily", "every three hours", "loops")
AS_THEY_ARE, NO_HABITS, PAIRS = "groups", "groups, own habits left out", "pairs, uniform jitter"

Names = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Crowd:
    """What a stream holds besides people who post in the hours in which they share things."""

    name: str
    schedules: tuple[str, ...] = ()
    reaction_s: float | None = None
    """Median time in which live audiences answer; None for none."""


CROWDS = (
    Crowd("people"),
    *(Crowd(f"people, and schedules: {kind}", (kind,)) for kind in SCHEDULES),
    *(Crowd(f"people, and live audiences, {r} s", (), r) for r in (40, 20, 10)),
)
EVERYTHING = Crowd("people, all schedules, live audiences, 40 s", SCHEDULES, 40)


def timeline(
    background: str, difficulty: Difficulty | None, seed: int, crowd: Crowd
) -> tuple[pl.DataFrame, dict[str, str | None], pa.Table]:
    """Posts without common objects (account, time in s), networks, and the shares left aside.

    Shares of the background only say when people are there: three in five are followed by a post
    of one's own within minutes, some by two. What planted groups do together becomes posts of their
    own.
    """
    scenario: ShareScenario = BACKGROUNDS[background](difficulty)
    if difficulty:
        median, most = LOCK_STEP[difficulty]
        groups = tuple(
            replace(group, popularity=None, delay_median_s=median, delay_most_s=most)
            for group in scenario.groups
        )
        scenario = replace(scenario, groups=groups)
    shares, truth = share_stream(scenario, seed)
    rng = np.random.default_rng([seed, 7])
    network: dict[str, str | None] = dict(frame(truth).select("account_id", "network").rows())
    rows = frame(shares).select(
        pl.col("account", "object").cast(pl.String), time=pl.col("time").dt.epoch("s")
    )
    of = pl.col("account").replace_strict(network, return_dtype=pl.String)
    together = ((of.n_unique() == 1) & of.is_not_null().all()).over("object")
    mine = rows.select(together).to_series()
    start = int(scenario.start.timestamp())
    others = np.array(sorted(name for name, group in network.items() if group is None))
    rng.shuffle(others)
    parts = [
        rows.filter(mine).select("account", "time"),
        *_own_posts(rows.filter(~mine), rng),
        *_audiences(others, start, scenario.days, crowd.reaction_s, rng),
        *_scheduled(others[::-1], start, scenario.days, crowd.schedules, rng),
    ]
    posts = pl.concat(parts).filter(pl.col("time") < start + scenario.days * DAY_S)
    return posts.sort("time", "account"), network, shares.filter(pa.array(~mine.to_numpy()))


def _posts(account: Names, time: Names) -> pl.DataFrame:
    return pl.DataFrame({"account": account.astype(str), "time": time.astype(np.int64)})


def _own_posts(rows: pl.DataFrame, rng: np.random.Generator) -> Iterator[pl.DataFrame]:
    account, time = rows["account"].to_numpy().astype(str), rows["time"].to_numpy()
    for chance in (0.6, 0.4):
        chosen = rng.random(len(account)) < chance
        account = account[chosen]
        time = time[chosen] + 1 + 90 * np.exp(rng.normal(0, 1, len(account)))
        yield _posts(account, time)


def _audiences(
    others: Names, start: int, days: int, reaction_s: float | None, rng: np.random.Generator
) -> Iterator[pl.DataFrame]:
    """One audience of 270 and eight of 30, each with six evenings of six moments to react to."""
    if reaction_s is None:
        return
    for first, size, chance in ((0, 270, 0.15), *((270 + 30 * n, 30, 0.3) for n in range(8))):
        fans = others[first : first + size]
        for day in rng.choice(days, 6, replace=False):
            evening = start + day * DAY_S + 19 * 3600 + rng.integers(0, 3600)
            for moment in evening + rng.integers(0, 6600, 6):
                who = fans[rng.random(size) < chance]
                yield _posts(who, moment + reaction_s * np.exp(rng.normal(0, 0.6, len(who))))


def _scheduled(
    others: Names, start: int, days: int, kinds: tuple[str, ...], rng: np.random.Generator
) -> Iterator[pl.DataFrame]:
    """150 accounts in all on these schedules, a second or two late; no two know of each other."""
    awake = HOURS / HOURS.sum()
    for n, kind in enumerate(kinds):
        size = 150 // len(kinds)
        for who in others[n * size : (n + 1) * size]:
            late = 2.0
            if kind in ("quarters", "five minutes", "minutes"):  # planned anew for each post
                day = np.repeat(np.arange(days), 2)[rng.random(2 * days) < 0.6]
                minute = {
                    "quarters": rng.choice([0, 30, 15, 45], day.size, p=[0.6, 0.2, 0.1, 0.1]),
                    "five minutes": 5 * rng.integers(0, 12, day.size),
                    "minutes": rng.integers(0, 60, day.size),
                }[kind]
                time = day * DAY_S + rng.choice(24, day.size, p=awake) * 3600 + minute * 60
            elif kind == "loops":  # sleep, post, sleep: they drift
                period = rng.choice([3600, 7200, 10_800, 14_400])
                work = rng.uniform(0.3, 3) * np.exp(rng.normal(0, 0.3, days * DAY_S // period))
                time, late = rng.uniform(0, period) + np.cumsum(period + work), 0.0
            else:  # a minute of one's own, half of them the full hour
                minute = 0 if rng.random() < 0.5 else rng.integers(0, 60)
                if kind == "daily":
                    time = np.arange(days) * DAY_S + rng.choice(24, p=awake) * 3600 + minute * 60
                else:
                    time = np.arange(days * 8) * 10_800 + rng.integers(0, 3) * 3600 + minute * 60
            time = start + time + rng.exponential(late, len(time))
            yield _posts(np.repeat(who, len(time)), time)


def without_habits(posts: pl.DataFrame, window_s: int) -> pl.DataFrame:
    """Leave out posts at a second of the hour at which the account posts more than by chance.

    That is, with two other posts or more of its own within the window of that second in any hour,
    which as many posts spread evenly over the hour would bring about in one case of a hundred.
    """
    ordered = posts.sort("account", "time")
    code = ordered["account"].rank("dense").to_numpy().astype(np.int64) * 20_000 + 5_000
    second = code + ordered["time"].to_numpy() % 3600
    every = np.sort(np.concatenate([second - 3600, second, second + 3600]))
    near = np.searchsorted(every, second + window_s, "right")
    near -= np.searchsorted(every, second - window_s, "left") + 1
    total = ordered.select(pl.len().over("account")).to_series().to_numpy()
    cases, case = np.unique(np.column_stack((near, total)), axis=0, return_inverse=True)
    share = (2 * window_s + 1) / 3600
    # The chance of k or more under Poisson is 1 - Q(k, mean).
    habit = [
        k >= 2 and 1 - upper_gamma(float(k), (n - 1) * share) < 0.01 for k, n in cases.tolist()
    ]
    return ordered.filter(pl.Series(~np.array(habit, bool)[case.ravel()]))


def as_shares(posts: pl.DataFrame, window_s: int) -> pa.Table:
    """Make the slots of the clock objects, and a share of each post."""
    length = max(900, 30 * window_s)
    slot = ((pl.col("time") + 450) // length).cast(pl.String)
    rows = posts.select("account", object=slot, time=pl.col("time")).with_row_index("post")
    columns = [
        pa.array(["cadence"] * rows.height).dictionary_encode(),
        *(
            rows[name].to_arrow().cast(pa.string()).dictionary_encode()
            for name in ("account", "object")
        ),
        pa.array(rows["time"].to_numpy() * 1_000_000).cast(UTC_TIME),
        rows["post"].cast(pl.String).to_arrow().cast(pa.string()),
    ]
    return pa.table(columns, schema=SHARES)


def rule(name: str, posts: pl.DataFrame, window_s: int, threads: int | None = 1) -> list[Accounts]:
    """Accounts that a rule flags together."""
    window, jitter = timedelta(seconds=window_s), timedelta(seconds=10 * window_s)
    kept = without_habits(posts, window_s) if name == NO_HABITS else posts
    shares = as_shares(kept, window_s)
    if name != PAIRS:
        return confirmed(detection.groups(shares, window, jitter, threads=threads))
    edges = detection.pairs(shares, window, 2, threads=threads)
    tested = detection.significance(edges, shares, window, jitter, null="uniform", threads=threads)
    wanted = frame(tested).filter(pl.col("pair_q_value") <= 0.05)
    return [
        set(pair) for pair in wanted.select(pl.col("account_a", "account_b").cast(pl.String)).rows()
    ]


Job = tuple[str, Difficulty | None, int, Crowd, int, tuple[str, ...]]


def one_stream(job: Job) -> list[dict[str, Any]]:
    """How each rule does on one stream."""
    background, difficulty, seed, crowd, window_s, wanted = job
    posts, network, common = timeline(background, difficulty, seed, crowd)
    known = {name for name, group in network.items() if group}
    found = {name: rule(name, posts, window_s) for name in wanted}
    if difficulty:
        objects = detection.groups(common, OBJECT_WINDOW, 10 * OBJECT_WINDOW, threads=1)
        found["confirmed groups of the other signals"] = confirmed(objects)
    return [
        {
            "crowd": crowd.name,
            "difficulty": difficulty,
            "window": window_s,
            "rule": name,
            "groups": len(groups),
            "flagged": len(set().union(*groups)),
            "right": len(set().union(*groups) & known),
            "planted": len(known),
        }
        for name, groups in found.items()
    ]


def every_stream(jobs: Iterable[Job], workers: int) -> Iterator[list[dict[str, Any]]]:
    """All rows of each kind (crowd, difficulty, window and rule), in the order of jobs."""
    # Not forked: compiled threads do not survive it.
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        rows = [row for part in pool.map(one_stream, jobs) for row in part]
    kinds = ("crowd", "difficulty", "window", "rule")

    def kind(row: dict[str, Any]) -> tuple[Any, ...]:
        return tuple(row[name] for name in kinds)

    order = {k: n for n, k in enumerate(dict.fromkeys(map(kind, rows)))}
    for _, part in groupby(sorted(rows, key=lambda row: order[kind(row)]), kind):
        yield list(part)


def section_without(few: int, many: int, workers: int) -> list[str]:
    jobs: list[Job] = [
        (background, None, seed, crowd, window_s, rules)
        for window_s in WINDOWS
        for crowd, count, rules in (
            *((crowd, few, (AS_THEY_ARE, NO_HABITS)) for crowd in CROWDS),
            (EVERYTHING, many, (PAIRS, AS_THEY_ARE, NO_HABITS)),
        )
        for background in BACKGROUNDS
        for seed in range(count // 2)
    ]
    lines = [
        "## 1. Nothing planted",
        "",
        "Half of the streams have topics and bursts, half fast cascades. 150 accounts are on",
        "schedules, and no two of them know of each other: *quarters*, *five minutes* and",
        "*minutes* are posts planned for such a time, *daily* and *every three hours* keep to a",
        "minute of their own, *loops* sleep for hours between posts. A live audience reacts to",
        "moments of a broadcast in its own words, after so many seconds in the median.",
        "",
        "| window | stream | rule | streams | with anything found | share (95 % interval) "
        "| accounts in it |",
        "|---:|---|---|---:|---:|---|---:|",
    ]
    for rows in every_stream(jobs, workers):
        first, hits = rows[0], sum(row["groups"] > 0 for row in rows)
        low, high = wilson(hits, len(rows))
        lines.append(
            f"| {first['window']} s | {first['crowd']} | {first['rule']} | {len(rows)} | {hits} "
            f"| {hits / len(rows):.3f} ({low:.3f}–{high:.3f}) "
            f"| {sum(row['flagged'] for row in rows):,} |"
        )
    return [*lines, ""]


def section_planted(seeds: int, workers: int) -> list[str]:
    jobs: list[Job] = [
        (background, difficulty, 100 + seed, EVERYTHING, window_s, (PAIRS, AS_THEY_ARE, NO_HABITS))
        for window_s in WINDOWS
        for difficulty in DIFFICULTIES
        for background in BACKGROUNDS
        for seed in range(seeds)
    ]
    lines = [
        "## 2. Networks in lock step",
        "",
        f"Sums over {seeds} streams of each background: {EVERYTHING.name}. The networks are those",
        "of ACCURACY.md, but their members post something different each, after the operation's",
        "start by "
        + ", ".join(f"{LOCK_STEP[n][0]} s ({n})" for n in DIFFICULTIES)
        + " in the median.",
        "They share nothing together, which is why the other signals cannot see them.",
        "",
        "| window | level | rule | accounts flagged | precision | recall |",
        "|---:|---|---|---:|---:|---:|",
    ]
    for rows in every_stream(jobs, workers):
        first = rows[0]
        flagged, right, planted = (sum(r[k] for r in rows) for k in ("flagged", "right", "planted"))
        lines.append(
            f"| {first['window']} s | {first['difficulty']} | {first['rule']} | {flagged:,} "
            f"| {f'{right / flagged:.3f}' if flagged else '–'} | {right / planted:.3f} |"
        )
    return [*lines, ""]


def times(posts: pl.DataFrame) -> pl.DataFrame:
    return posts.select(
        pl.col("account_id").cast(pl.String).alias("account"),
        time=pl.col("created_at").dt.epoch("s"),
    )


def objects_aside(posts: pl.DataFrame) -> tuple[pl.DataFrame, Accounts]:
    """Posts without an object that others shared, and the accounts that objects confirm."""
    shares = detection.shares(posts)
    used = frame(shares).select(post_id=pl.col("post").cast(pl.String)).unique()
    groups = confirmed(detection.groups(shares, OBJECT_WINDOW, 10 * OBJECT_WINDOW))
    return times(posts.join(used, on="post_id", how="anti")), set().union(*groups)


def section_real(repeats: int) -> list[str]:
    ira, control = real_posts()
    lines = [
        "## 3. Real posts",
        "",
        "Accounts of the Internet Research Agency mixed with the burst around a boxing match, as",
        "in ACCURACY.md. Times are to the minute, so the window is 60 s.",
        "",
        "| period | posts | without common objects | rule | IRA accounts | not found by objects "
        f"| control accounts | IRA accounts, {repeats} times jittered: most |",
        "|---|---:|---:|---|---:|---:|---:|---:|",
    ]
    rng = np.random.default_rng(0)
    for name, (first, last) in IRA_WINDOWS.items():
        mine = ira.filter(pl.col("created_at").is_between(first, last))
        known = set(mine["account_id"])
        middle = mine["created_at"].sort()[mine.height // 2]
        moved = control.with_columns(
            (
                pl.col("created_at") + (middle - cast(datetime, control["created_at"].min()))
            ).dt.truncate("1m"),
            account_id=pl.lit("control:") + pl.col("account_id"),
            post_id=pl.lit("control:") + pl.col("post_id"),
        )
        mixed = pl.concat([mine, moved.select(mine.columns)], how="vertical_relaxed")
        rest, objects = objects_aside(mixed)
        replicas = [
            rest.with_columns(pl.col("time") + pl.Series(rng.integers(-300, 300, rest.height)))
            for _ in range(repeats)
        ]
        for which in (PAIRS, AS_THEY_ARE, NO_HABITS):
            found = set().union(*rule(which, rest, 60, None))
            left = [len(set().union(*rule(which, replica, 60, None))) for replica in replicas]
            lines.append(
                f"| {name} | {mixed.height:,} | {rest.height:,} | {which} | {len(found & known)} "
                f"| {len((found & known) - objects)} | {len(found - known)} | {max(left)} |"
            )
    lines += [
        "",
        "Times to the second, nobody known to be coordinated (the channels with nothing aside):",
        "",
        "| posts | accounts | window | rule | groups or pairs | accounts in them |",
        "|---|---:|---:|---|---:|---:|",
    ]
    burst = evenhand.read_posts(
        DATA / "control_posts" / "mayweather_mcgregor_2017-08-27.csv"
    ).frame()
    with gzip.open(DATA / "telegram_ru_news" / "posts.jsonl.gz") as file:
        telegram = pl.read_ndjson(file.read()).select(
            account="channel_id",
            time=pl.col("date").str.to_datetime(time_zone="UTC").dt.epoch("s"),
        )
    for what, posts in (
        ("boxing match, 70 minutes", objects_aside(burst)[0]),
        ("Telegram channels", telegram),
    ):
        for window_s in WINDOWS:
            for which in (PAIRS, AS_THEY_ARE, NO_HABITS):
                found_sets = rule(which, posts, window_s, None)
                lines.append(
                    f"| {what} ({posts.height:,}) | {posts['account'].n_unique():,} | {window_s} s "
                    f"| {which} | {len(found_sets)} | {len(set().union(*found_sets))} |"
                )
    return [*lines, ""]


def child(path: str, which: str, window_s: int) -> None:
    """Measure one rule on the posts of a Parquet file, compiled code ready."""
    posts = pl.read_parquet(path)
    rule(which, posts.head(50_000), window_s, None)
    began = time.process_time()
    found = rule(which, posts, window_s, None)
    print(
        json.dumps(
            {
                "seconds": time.process_time() - began,
                "mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
                "flagged": len(set().union(*found)),
            }
        )
    )


def section_cost(size: int) -> list[str]:
    from evenhand.simulation import stream

    made = cast(pl.DataFrame, pl.from_arrow(stream(size, 1)))
    posts = made.select(account=pl.col("account_id").cast(pl.String), time="timestamp_share").sort(
        "time", "account"
    )
    lines = [
        "## 4. Time and memory",
        "",
        f"{posts.height:,} posts of {posts['account'].n_unique():,} accounts: those of RESULTS.md,",
        "with nothing left aside; a process of its own each, compiled code ready. Seconds are the",
        "processor's, on all cores together.",
        "",
        "| window | rule | processor seconds | peak memory | accounts flagged |",
        "|---:|---|---:|---:|---:|",
    ]
    with tempfile.TemporaryDirectory(prefix="evenhand-bench-") as name:
        path = Path(name) / "posts.parquet"
        posts.write_parquet(path)
        for window_s in WINDOWS:
            words = [sys.executable, __file__, "--child", str(path), NO_HABITS, str(window_s)]
            done = subprocess.run(words, capture_output=True, text=True, check=True)
            found = json.loads(done.stdout)
            lines.append(
                f"| {window_s} s | {NO_HABITS} | {found['seconds']:.1f} | {found['mib']:,} MiB "
                f"| {found['flagged']:,} |"
            )
    return [*lines, ""]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--few", type=int, default=12, help="streams of each single kind")
    parser.add_argument("--many", type=int, default=80, help="streams with everything")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--posts", type=int, default=1_000_000)
    parser.add_argument("--no-write", action="store_true", help="print, and leave the file alone")
    parser.add_argument("--child", nargs=3, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.child:
        path, which, window_s = wanted.child
        child(path, which, int(window_s))
        return
    began = time.perf_counter()
    workers = len(os.sched_getaffinity(0))
    lines = [
        "# Cadence: measured, not kept",
        "",
        f"Measured {datetime.now(UTC):%Y-%m-%d} by `make bench-cadence` on {machine()}; evenhand "
        f"{evenhand.__version__}, Python {platform.python_version()}. Jitter ten windows, "
        f"q ≤ 0.05, lift ≥ {detection.Settings().min_lift:g}. `benchmarks/cadence.py` says how, "
        "`docs/signals.md` what follows.",
        "",
    ]
    sections: tuple[Callable[[], list[str]], ...] = (
        lambda: section_without(wanted.few, wanted.many, workers),
        lambda: section_planted(wanted.seeds, workers),
        lambda: (
            section_real(wanted.repeats)
            if DATA.exists()
            else ["Part 3 needs the real data in ../shared/data, which is not here.", ""]
        ),
        lambda: section_cost(wanted.posts),
    )
    for section in sections:
        found = section()
        print("\n".join(found), file=sys.stderr, flush=True)
        lines += found
    minutes = (time.perf_counter() - began) / 60
    lines += [f"The run took {minutes:.0f} minutes on {workers} cores.", ""]
    text = "\n".join(lines)
    print(text)
    if not wanted.no_write:
        RESULTS.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
