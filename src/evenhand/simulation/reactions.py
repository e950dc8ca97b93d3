"""Who reacts to what, and when: the burst after news, the cascade after a post."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evenhand.simulation.population import Numbers, Population


@dataclass(frozen=True)
class Occasions:
    """Things to react to, one entry each."""

    time: Numbers
    """Seconds from the start."""
    weight: Numbers
    """How much reaction each draws."""
    source: Numbers
    """Number of the account behind it: fans come back to the same source."""
    median_s: Numbers
    """Typical delay of a reaction."""


def react(
    rng: np.random.Generator,
    people: Population,
    among: Numbers,
    occasions: Occasions,
    count: int,
    *,
    sigma: float,
    end_s: int,
) -> tuple[Numbers, Numbers, Numbers]:
    """Draw up to ``count`` reactions of the accounts ``among``: occasion, account, time.

    An account reacts as often as it is active, sooner or later by its own speed, mostly when it is
    awake and mostly to sources that it is a fan of, once to each occasion. Reactions after
    ``end_s`` are lost, so there may be fewer than ``count``.
    """
    nothing = np.zeros(0, np.int64)
    if count <= 0 or not len(among) or not len(occasions.time):
        return nothing, nothing, nothing
    chance = people.activity[among] / people.activity[among].sum()
    weight = occasions.weight / occasions.weight.sum()
    found = (nothing, nothing, nothing)
    for _ in range(6):
        tries = 5 * count
        event = rng.choice(len(weight), tries, p=weight)
        account = among[rng.choice(len(among), tries, p=chance)]
        delay = occasions.median_s[event] * people.speed[account]
        delay = delay * np.exp(rng.normal(0, sigma, tries))
        time = (occasions.time[event] + delay).astype(np.int64) + 1
        likely = people.awake(account, time)
        likely = likely * np.where(
            is_fan(account, occasions.source[event], people.crowd.fan_one_in),
            1,
            people.crowd.stranger,
        )
        keep = (rng.random(tries) < likely) & (time < end_s) & (account != occasions.source[event])
        # A planted account keeps away from the agency that it serves.
        keep &= ~(people.planted[account] & (people.role[occasions.source[event]] == "agency"))
        found = tuple(  # type: ignore[assignment]
            np.concatenate([old, new[keep]])
            for old, new in zip(found, (event, account, time), strict=True)
        )
        _, first = np.unique(found[0] * len(people.role) + found[1], return_index=True)
        first.sort()
        found = (found[0][first], found[1][first], found[2][first])
        if len(first) >= count:
            break
    return found[0][:count], found[1][:count], found[2][:count]


def is_fan(account: Numbers, source: Numbers, one_in: int) -> Numbers:
    """Whether an account is a fan of a source: fixed for the pair, one in so many."""
    fan: Numbers = ((account * 2_654_435_761 + source * 40_503) >> 7) % one_in == 0
    return fan
