"""What a stream of shares without texts is to hold, and the streams that methods are compared on.

The presets follow the two prototype streams of the project's notes on coordination, section 2: ten
groups of 20 among topics and bursts, five groups of 20 among fast cascades.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Annotated, Literal, TypeAlias, get_args

from evenhand.simulation.allowed import (
    Accounts,
    Between,
    Days,
    Items,
    Name,
    OneOf,
    Seconds,
    Share,
    Spread,
    Tail,
)

Difficulty: TypeAlias = Literal["easy", "middle", "hard"]
Shape: TypeAlias = Annotated[str, OneOf(("lognormal", "exponential", "uniform"))]


@dataclass(frozen=True)
class Topics:
    """Accounts with interests share objects that come up, burst and linger."""

    shares: Items = 100_000
    """In all, planted ones included."""
    accounts: Accounts = 4_500
    objects: Items = 9_000
    topics: Annotated[int, Between(1, 10_000)] = 30
    interests: Annotated[int, Between(1, 100)] = 1
    """Topics that an account has."""
    loyalty: Share = 0.8
    """Share of an account's shares that are of its own topics."""
    activity_tail: Tail = 1.3
    popularity_tail: Tail = 1.0
    delay_median_s: Seconds = 7_200
    """Between an object's first appearance and a share."""
    delay_spread: Spread = 1.5


@dataclass(frozen=True)
class Cascades:
    """Sources post, and their fans repost within minutes, the eager ones again and again."""

    shares: Items = 84_000
    accounts: Accounts = 4_000
    """Fans."""
    objects: Items = 2_500
    """Posts of the sources."""
    sources: Annotated[int, Between(1, 10_000)] = 40
    interests: Annotated[int, Between(1, 100)] = 4
    """Sources that a fan follows."""
    activity_tail: Tail = 2.5
    """Of how eager fans are."""
    popularity_tail: Tail = 1.4
    delay_median_s: Seconds = 850
    """Between a post and a repost, by a fan of usual speed."""
    delay_spread: Spread = 0.8
    """Of one fan's delays."""
    speed_spread: Spread = 0.7
    """Of the fans' usual delays: what makes the quick ones coincide with each other."""


@dataclass(frozen=True)
class Group:
    """Accounts that push objects together, and behave like everybody else otherwise."""

    name: Name
    accounts: Annotated[int, Between(2, 5_000)] = 20
    operations: Annotated[int, Between(1, 10_000)] = 15
    """Objects that it pushes."""
    participation: Share = 0.5
    """Chance that a member takes part in an operation."""
    delay_median_s: Seconds = 20
    """Between the start of an operation and a member's share."""
    delay_most_s: Seconds = 60
    delay_shape: Shape = "lognormal"
    delay_spread: Spread = 0.6
    popularity: Share | None = 1.0
    """What it pushes: null for objects of its own that nobody else shares, or from 0 for objects
    of the background that are shared least to 1 for those that are shared most."""
    camouflage: Annotated[float, Between(0, 0.99)] = 0.5
    """Share of its shares that are ordinary."""
    from_day: Annotated[int, Between(0, 3_649)] = 0
    """Day on which its operations begin, counted from 0."""
    active_days: Days | None = None
    """Days that they last; null for all the time from there."""


@dataclass(frozen=True)
class ShareScenario:
    """A stream of shares: when, what crowd, which groups."""

    name: Name
    background: Topics | Cascades
    groups: tuple[Group, ...] = ()
    days: Days = 28
    start: datetime = datetime(2026, 3, 2, tzinfo=UTC)


DIFFICULTIES: dict[Difficulty, Group] = {
    "easy": Group(
        "easy",
        accounts=20,
        operations=30,
        participation=0.8,
        delay_median_s=10,
        popularity=None,
        camouflage=0.2,
    ),
    "middle": Group("middle"),
    "hard": Group(
        "hard",
        accounts=10,
        operations=12,
        participation=0.5,
        delay_median_s=60,
        delay_most_s=300,
        camouflage=0.85,
    ),
}
"""``middle`` is the notes' prototype: popular objects within a minute, half of the time."""


def topics_scenario(difficulty: Difficulty | None = "middle", groups: int = 10) -> ShareScenario:
    """100,000 shares of 4,500 accounts in four weeks; ``difficulty`` None plants nothing."""
    return _scenario("topics", Topics(), difficulty, groups)


def cascades_scenario(difficulty: Difficulty | None = "middle", groups: int = 5) -> ShareScenario:
    """84,000 reposts of 2,500 posts by 4,000 fans; ``difficulty`` None plants nothing."""
    return _scenario("cascades", Cascades(), difficulty, groups)


def year_scenario(
    background: Literal["topics", "cascades"] = "topics", groups: int = 0, active_days: int = 3
) -> ShareScenario:
    """Make a year as busy as the four weeks of the other presets, a quarter as wide.

    The groups are those of ``middle``, one after the other, and behave like everybody else for the
    rest of the year: nearly all that they share is ordinary.
    """
    of: dict[str, Topics | Cascades] = {
        "topics": Topics(shares=325_000, accounts=1_125, objects=29_000),
        "cascades": Cascades(shares=275_000, accounts=1_000, objects=8_100),
    }
    like = replace(DIFFICULTIES["middle"], active_days=active_days, camouflage=0.97)
    planted = tuple(
        replace(like, name=f"episode {number + 1}", from_day=30 + number * 300 // groups)
        for number in range(groups)
    )
    what = f"{groups} groups of {active_days} days" if groups else "nothing planted"
    return ShareScenario(f"a year of {background}, {what}", of[background], planted, days=365)


def _scenario(
    name: str, background: Topics | Cascades, difficulty: Difficulty | None, groups: int
) -> ShareScenario:
    if difficulty is None:
        return ShareScenario(f"{name}, nothing planted", background)
    if difficulty not in get_args(Difficulty):
        raise ValueError(f"A difficulty is one of easy, middle, hard, not {difficulty!r}.")
    like = DIFFICULTIES[difficulty]
    if difficulty == "middle" and isinstance(background, Cascades):
        like = replace(like, operations=17)
    planted = tuple(replace(like, name=f"{difficulty} {number + 1}") for number in range(groups))
    return ShareScenario(f"{name}, {difficulty}", background, planted)
