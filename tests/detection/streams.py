"""Streams in which reposts cascade: fans with personal speeds, and groups that act on purpose."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from evenhand.records.schemas import SHARES, UTC_TIME


def cascades(
    seed: int,
    *,
    planted: int = 0,
    size: int = 12,
    fans: int = 800,
    posts: int = 700,
    days: int = 14,
    actions: int = 40,
    last_day: float | None = None,
) -> tuple[pa.Table, dict[str, int]]:
    """Return shares, and which planted group each of its accounts is in.

    Fans of 12 sources repost within minutes, each at a speed of its own, some far more eagerly than
    others. A planted group's members otherwise behave like the fans they are; now and then half of
    them repost a popular post within 40 seconds of each other.
    """
    rng = np.random.default_rng(seed)
    source = np.minimum(rng.pareto(1.2, posts).astype(int), 11)
    start = np.sort(rng.uniform(0, days * 86_400, posts))
    speed = np.exp(rng.normal(np.log(240), 1.0, fans))
    eager = rng.beta(1, 3, fans)
    follows = rng.random((12, fans)) < 0.25
    who, what, when = [], [], []
    for p in range(posts):
        audience = np.flatnonzero(follows[source[p]])
        chosen = audience[rng.random(audience.size) < eager[audience] * 0.5]
        delay = rng.exponential(speed[chosen]) * np.exp(rng.normal(0, 0.4, chosen.size))
        who.append(chosen)
        what.append(np.full(chosen.size, p))
        when.append(start[p] + delay)
    popular = np.argsort(-np.bincount(np.concatenate(what), minlength=posts))[: posts // 3]
    if last_day is not None:
        popular = popular[start[popular] < last_day * 86_400]
    truth: dict[str, int] = {}
    free = rng.permutation(fans)
    for group in range(planted):
        members = free[group * size : (group + 1) * size]
        truth |= {f"a{m:05}": group for m in members.tolist()}
        for p in rng.choice(popular, min(actions, popular.size), replace=False):
            acting = members[rng.random(size) < 0.5]
            moment = start[p] + rng.exponential(200)
            who.append(acting)
            what.append(np.full(acting.size, p))
            when.append(moment + rng.uniform(0, 40, acting.size))
    accounts, objects = np.concatenate(who), np.concatenate(what)
    times = (np.concatenate(when) * 1e6).astype(np.int64)
    return table(accounts, objects, times), truth


def table(accounts: np.ndarray, objects: np.ndarray, times: np.ndarray) -> pa.Table:
    """Make a table SHARES of one signal from numbers; times are microseconds."""
    size = accounts.size
    return pa.table(
        [
            pa.array(["repost"] * size).dictionary_encode(),
            pa.array([f"a{a:05}" for a in accounts.tolist()]).dictionary_encode(),
            pa.array([f"o{o:05}" for o in objects.tolist()]).dictionary_encode(),
            pa.array(times).cast(UTC_TIME),
            pa.array([f"p{i}" for i in range(size)]),
        ],
        schema=SHARES,
    )
