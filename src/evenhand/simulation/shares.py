"""Streams of shares without texts, made in a moment: to measure on many of them what is found.

Two backgrounds (reference: the project's notes on coordination, section 2):

- ``Topics``: accounts have interests, objects come up, are shared in a burst and linger;
- ``Cascades``: a few sources post, and their fans repost within minutes, each at a speed of their
  own, the eager ones again and again.

In both, groups can be planted that push objects together and behave like everybody else otherwise.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from evenhand.records.schemas import SHARES, UTC_TIME
from evenhand.simulation.backgrounds import Crowd, Drawn, cascade, spread_over_topics
from evenhand.simulation.population import DAY_S, Numbers
from evenhand.simulation.posts import TRUTH
from evenhand.simulation.share_scenario import Group, ShareScenario, Topics

BAND = 0.05
"""Chosen objects lie so close to the wanted popularity, as a share of all ranks, to either side."""


def share_stream(scenario: ShareScenario, seed: int) -> tuple[pa.Table, pa.Table]:
    """Make a stream of shares: exactly the scenario's, the same bytes for the same seed.

    Returns:
        SHARES in order of time, of one signal (``link`` for topics, ``repost`` for cascades),
        times in whole seconds; and TRUTH with a row for each account, in order of ids, where
        ``role`` is ``amplifier`` in a planted group and ``ordinary`` elsewhere.

    Raises ValueError when there are too few accounts or shares for what is planted.
    """
    crowd_rng, acts_rng, rest_rng = np.random.default_rng(seed).spawn(3)
    background = scenario.background
    planted = np.full(background.accounts, -1)
    members = _members(scenario, planted)
    schedules = [_schedule(group, acts_rng) for group in scenario.groups]
    crowd = _crowd(scenario, planted, [len(who) for _, who, _ in schedules], crowd_rng)
    if isinstance(background, Topics):
        drawn = spread_over_topics(background, scenario.days, crowd, crowd_rng)
    else:
        drawn = cascade(background, scenario.days, crowd, crowd_rng)

    parts = [drawn]
    objects = drawn.objects
    for group, who, schedule in zip(scenario.groups, members, schedules, strict=True):
        part, objects = _acts(group, who, schedule, drawn, objects, scenario.days, acts_rng)
        parts.append(part)
    account = np.concatenate([part.account for part in parts])
    object_ = np.concatenate([part.object for part in parts])
    time = np.concatenate([part.time for part in parts])
    return (
        _shares(scenario, account, object_, time, objects, rest_rng),
        _truth(scenario, planted),
    )


def _members(scenario: ShareScenario, planted: Numbers) -> list[Numbers]:
    """Give each group its accounts, from 0 on, and note their group in ``planted``."""
    wanted = sum(group.accounts for group in scenario.groups)
    if wanted >= len(planted):
        raise ValueError(
            f"The background has {len(planted)} accounts, and {wanted} are to be planted among "
            "them. Give it more."
        )
    for group in scenario.groups:
        if group.from_day >= scenario.days:
            raise ValueError(
                f"{group.name} begins on day {group.from_day} (counted from 0) of {scenario.days}."
            )
    members = []
    start = 0
    for number, group in enumerate(scenario.groups):
        members.append(np.arange(start, start + group.accounts))
        planted[start : start + group.accounts] = number
        start += group.accounts
    return members


def _schedule(group: Group, rng: np.random.Generator) -> tuple[Numbers, Numbers, Numbers]:
    """Operation, member (counted within the group) and delay in seconds of each act."""
    takes_part = rng.random((group.operations, group.accounts)) < group.participation
    operation, member = np.nonzero(takes_part)
    if group.delay_shape == "uniform":
        delay = rng.uniform(0, 2 * group.delay_median_s, len(member))
    elif group.delay_shape == "exponential":
        delay = rng.exponential(group.delay_median_s / np.log(2), len(member))
    else:
        spread = rng.normal(0, group.delay_spread, len(member))
        delay = group.delay_median_s * np.exp(spread)
    return operation, member, np.minimum(delay, group.delay_most_s)


def _crowd(
    scenario: ShareScenario, planted: Numbers, acts: list[int], rng: np.random.Generator
) -> Crowd:
    """Say how active everybody is besides the operations; planted ones by their camouflage."""
    background = scenario.background
    left = background.shares - sum(acts)
    cover = [
        round(count * group.camouflage / (1 - group.camouflage))
        for group, count in zip(scenario.groups, acts, strict=True)
    ]
    if left <= sum(cover):
        raise ValueError(
            f"{background.shares} shares are too few for what the planted groups share, their "
            "camouflage included. Give the background more shares, or the groups fewer operations."
        )
    activity = np.minimum(rng.pareto(background.activity_tail, len(planted)) + 0.25, 60)
    activity[planted < 0] *= (left - sum(cover)) / activity[planted < 0].sum()
    for number, count in enumerate(cover):
        mine = planted == number
        spread = activity[mine] ** 0.4  # less unequal than people are
        activity[mine] = spread / spread.sum() * count
    return Crowd(left, activity / activity.sum(), int((planted >= 0).sum()), sum(cover))


def _acts(
    group: Group,
    who: Numbers,
    schedule: tuple[Numbers, Numbers, Numbers],
    drawn: Drawn,
    objects: int,
    days: int,
    rng: np.random.Generator,
) -> tuple[Drawn, int]:
    """Make the shares of a group's operations, and count the objects there are after them."""
    operation, member, delay = schedule
    wanted = group.operations
    # Operations turn with the days, so that odd and even days both have them.
    last = days - group.from_day
    span = min(group.active_days or last, last)
    turns = np.arange(wanted)
    day = group.from_day + (rng.permutation(span)[turns % span] + turns // span * 2) % span
    if group.popularity is None:
        chosen = objects + np.arange(wanted)
        objects += wanted
        start = day * DAY_S + rng.uniform(6, 22, wanted) * 3600
    else:
        chosen, start = _joining_in(group.popularity, day, drawn, rng)
    time = np.minimum(start[operation] + delay, days * DAY_S - 1)
    return Drawn(who[member], chosen[operation], time.astype(np.int64), objects), objects


def _joining_in(
    popularity: float, day: Numbers, drawn: Drawn, rng: np.random.Generator
) -> tuple[Numbers, Numbers]:
    """Choose an object of the background for each operation, and a moment of its own spread.

    Objects are ranked by their shares; ``popularity`` 1 takes the top ranks, 0 those shared least
    (but twice). Where objects are to be had on the wanted day, one of that day is taken.
    """
    counts = np.bincount(drawn.object, minlength=drawn.objects)
    ranked = np.argsort(counts, kind="stable")
    ranked = ranked[counts[ranked] >= 2]
    if not len(ranked):
        raise ValueError("No object of the background was shared twice; give it more shares.")
    centre = BAND + popularity * (1 - 2 * BAND)
    low = int((centre - BAND) * len(ranked))
    band = np.zeros(drawn.objects, bool)
    band[ranked[low : max(low + 1, int(np.ceil((centre + BAND) * len(ranked))))]] = True
    rows = np.flatnonzero(band[drawn.object])
    row_day = drawn.time[rows] // DAY_S
    taken = np.zeros(drawn.objects, bool)
    picked = np.empty(len(day), np.int64)
    for number, wanted in enumerate(day):
        free = rows[~taken[drawn.object[rows]]]
        today = rows[(row_day == wanted) & ~taken[drawn.object[rows]]]
        among = today if len(today) else free if len(free) else rows
        picked[number] = among[rng.integers(len(among))]
        taken[drawn.object[picked[number]]] = True
    return drawn.object[picked], drawn.time[picked].astype(np.float64)


def _shares(
    scenario: ShareScenario,
    account: Numbers,
    object_: Numbers,
    time: Numbers,
    objects: int,
    rng: np.random.Generator,
) -> pa.Table:
    count = len(account)
    order = np.lexsort((np.arange(count), time))
    # Ids say nothing: who is planted and what is obscure cannot be told from their order.
    names = rng.permutation(objects)
    start = int(scenario.start.timestamp())
    signal = "link" if isinstance(scenario.background, Topics) else "repost"
    return pa.table(
        [
            pa.DictionaryArray.from_arrays(np.zeros(count, np.int32), pa.array([signal])),
            pa.DictionaryArray.from_arrays(
                pa.array(account[order].astype(np.int32)), _account_ids(scenario)
            ),
            pa.DictionaryArray.from_arrays(
                pa.array(object_[order].astype(np.int32)),
                pa.array([f"object:{name:07d}" for name in names]),
            ),
            pa.array((time[order] + start) * 1_000_000).cast(UTC_TIME),
            pa.array([f"post:{number:08d}" for number in range(count)]),
        ],
        schema=SHARES,
    )


def _account_ids(scenario: ShareScenario) -> pa.Array:
    count = scenario.background.accounts
    names = np.random.default_rng(count).permutation(count)
    return pa.array([f"account:{name:06d}" for name in names])


def _truth(scenario: ShareScenario, planted: Numbers) -> pa.Table:
    names = [group.name for group in scenario.groups]
    network = [names[number] if number >= 0 else None for number in planted]
    role = ["amplifier" if number >= 0 else "ordinary" for number in planted]
    columns = [_account_ids(scenario), pa.array(network, pa.string()), pa.array(role)]
    return pa.table(columns, schema=TRUTH).sort_by("account_id")
