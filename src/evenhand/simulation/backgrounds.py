"""What the crowd of a stream without texts shares: by topics, or in cascades after sources."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from evenhand.simulation.population import DAY_S, HOURS, Numbers
from evenhand.simulation.share_scenario import Cascades, Topics

ROUNDS = 12


@dataclass(frozen=True)
class Drawn:
    """Shares as numbers, one entry each."""

    account: Numbers
    object: Numbers
    time: Numbers
    """Whole seconds from the start (int64)."""
    objects: int
    """How many objects there are, numbered from 0."""


@dataclass(frozen=True)
class Crowd:
    """Who shares how much of what is not planted."""

    shares: int
    activity: Numbers
    """Share of them that each account has, about; one entry for each account."""
    planted: int
    """The first so many accounts are members of groups."""
    cover: int
    """Shares that these have among them, as camouflage."""


def spread_over_topics(
    background: Topics, days: int, crowd: Crowd, rng: np.random.Generator
) -> Drawn:
    """Draw shares: account by activity, topic by its interests, object by popularity.

    An account shares an object once at most.
    """
    activity = crowd.activity
    topic = np.sort(rng.integers(0, background.topics, background.objects))
    weight = rng.pareto(background.popularity_tail, background.objects) + 0.05
    weight = np.minimum(weight, weight.sum() * 0.02)
    born = _moments(rng, days, background.objects)
    interest = rng.integers(0, background.topics, (len(activity), background.interests))
    cumulative = np.concatenate(([0.0], np.cumsum(weight)))
    first = np.searchsorted(topic, np.arange(background.topics + 1))
    low, high = cumulative[first[:-1]], cumulative[first[1:]]

    def tries(size: int) -> tuple[Numbers, Numbers, Numbers]:
        account = _by(rng, activity, size)
        own = interest[account, rng.integers(0, background.interests, size)]
        any_ = np.searchsorted(cumulative[first[1:]], rng.random(size) * cumulative[-1])
        about = np.where(rng.random(size) < background.loyalty, own, any_)
        at = low[about] + rng.random(size) * (high[about] - low[about])
        object_ = np.searchsorted(cumulative, at, side="right") - 1
        object_ = np.clip(object_, 0, background.objects - 1)
        spread = rng.normal(0, background.delay_spread, size)
        return account, object_, born[object_] + background.delay_median_s * np.exp(spread)

    return _drawn(tries, background.objects, days, crowd, rng)


def cascade(background: Cascades, days: int, crowd: Crowd, rng: np.random.Generator) -> Drawn:
    """Draw reposts: fan by eagerness, one of its sources, one of the source's posts.

    A fan reposts a post once at most.
    """
    activity = crowd.activity
    busy = rng.pareto(1.5, background.sources) + 0.5
    source = np.sort(_by(rng, busy / busy.sum(), background.objects))
    weight = rng.pareto(background.popularity_tail, background.objects) + 0.2
    weight = np.minimum(weight, weight.sum() * 0.01)
    posted = _moments(rng, days, background.objects)
    follows = _by(rng, busy / busy.sum(), len(activity) * background.interests)
    follows = follows.reshape(len(activity), background.interests)
    speed = np.exp(rng.normal(0, background.speed_spread, len(activity)))
    cumulative = np.concatenate(([0.0], np.cumsum(weight)))
    first = np.searchsorted(source, np.arange(background.sources + 1))
    low, high = cumulative[first[:-1]], cumulative[first[1:]]

    def tries(size: int) -> tuple[Numbers, Numbers, Numbers]:
        fan = _by(rng, activity, size)
        of = follows[fan, rng.integers(0, background.interests, size)]
        at = low[of] + rng.random(size) * (high[of] - low[of])
        post = np.clip(np.searchsorted(cumulative, at, side="right") - 1, 0, background.objects - 1)
        spread = rng.normal(0, background.delay_spread, size)
        return fan, post, posted[post] + background.delay_median_s * speed[fan] * np.exp(spread)

    return _drawn(tries, background.objects, days, crowd, rng)


def _drawn(
    tries: Callable[[int], tuple[Numbers, Numbers, Numbers]],
    objects: int,
    days: int,
    crowd: Crowd,
    rng: np.random.Generator,
) -> Drawn:
    """Try until there are as many shares as wanted, each account and object once."""
    none = np.zeros(0, np.int64)
    account, object_, time = none, none, none.astype(np.float64)
    wanted = (crowd.cover, crowd.shares - crowd.cover)
    missing = 1.0
    for effort in range(ROUNDS):
        size = int(1.6 * missing * crowd.shares) + 200 << effort
        more = tries(min(size, 4 * crowd.shares + 200))
        inside = more[2] < days * DAY_S
        # People sleep: what falls into the night is mostly not shared.
        inside &= rng.random(len(inside)) < _awake(more[2])
        account = np.concatenate([account, more[0][inside]])
        object_ = np.concatenate([object_, more[1][inside]])
        time = np.concatenate([time, more[2][inside]])
        _, first = np.unique(account * objects + object_, return_index=True)
        first.sort()
        account, object_, time = account[first], object_[first], time[first]
        kinds = (np.flatnonzero(account < crowd.planted), np.flatnonzero(account >= crowd.planted))
        missing = max(1 - len(k) / max(w, 1) for k, w in zip(kinds, wanted, strict=True) if w)
        if missing <= 0:
            break
    else:
        raise ValueError(
            f"Only {len(account)} different pairs of account and object came about, and "
            f"{crowd.shares} shares are wanted. Give the background more accounts or objects."
        )
    keep = np.sort(np.concatenate([k[:w] for k, w in zip(kinds, wanted, strict=True)]))
    return Drawn(account[keep], object_[keep], time[keep].astype(np.int64), objects)


def _by(rng: np.random.Generator, share: Numbers, size: int) -> Numbers:
    cumulative = np.cumsum(share)
    found: Numbers = np.searchsorted(cumulative, rng.random(size) * cumulative[-1], side="right")
    return np.minimum(found, len(share) - 1)


def _moments(rng: np.random.Generator, days: int, count: int) -> Numbers:
    """Seconds from the start at which things appear: any day, by the hours people are up."""
    hour = _by(rng, HOURS / HOURS.sum(), count) + rng.random(count)
    moments: Numbers = rng.integers(0, days, count) * DAY_S + hour * 3600
    return moments


def _awake(seconds: Numbers) -> Numbers:
    likely: Numbers = 0.3 + 0.7 * HOURS[(seconds // 3600 % 24).astype(np.int64)]
    return likely
