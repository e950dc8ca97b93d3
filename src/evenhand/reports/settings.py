"""The settings of a run that would change its answer, and what a change would do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from evenhand.detection.looked_at import LookedAt
from evenhand.reports.sentences import count, duration, listed, number


@dataclass(frozen=True)
class Setting:
    """One row of the table of settings."""

    name: str
    value: str
    effect: str


def settings(looked_at: LookedAt) -> list[Setting]:
    """List the settings with their present values."""
    unit = "pairs of posts" if looked_at.weight == "post-pairs" else "different things"
    return [
        Setting(
            "Window",
            duration(looked_at.window_s),
            "Longer: slower relays are found too, and more people who met by chance. "
            "Shorter: only what happens almost at once.",
        ),
        Setting(
            "Minimum weight",
            f"{number(looked_at.min_weight)} {unit}",
            "Higher: only pairs of accounts that did it often; small or young groups are lost. "
            "Lower: more groups, more chance.",
        ),
        Setting(
            "Period",
            "the whole time"
            if looked_at.period_s is None
            else duration(looked_at.period_s)
            + (", and the whole time" if looked_at.jitter_s is not None else ""),
            "A short one: networks that acted for a few days only are found too, and coincidences "
            "that are far apart no longer add up. At least twice as long as such an action.",
        ),
        Setting(
            "Weight",
            f"counts {unit}",
            "Different things: repeating one thing many times counts once. "
            "Pairs of posts: every repetition counts.",
        ),
        Setting(
            "Signals",
            listed(looked_at.signals) or "none",
            "More signals: other kinds of shared behaviour are seen. Broad ones (domain, mention, "
            "single hashtags) join people who only have an interest in common.",
        ),
        Setting(
            "Minimum participation",
            count(looked_at.min_participation, "share").replace("no shares", "0 shares")
            + " for each account",
            "Higher: accounts that post little are left out. Lower: everyone is looked at.",
        ),
        *_tests(looked_at),
    ]


def _tests(looked_at: LookedAt) -> list[Setting]:
    if looked_at.jitter_s is None:
        return [
            Setting(
                "Test against chance",
                "left out (--count-only)",
                "With it: each group is held against what others who shared the same things did.",
            )
        ]
    return [
        Setting(
            "Jitter",
            duration(looked_at.jitter_s),
            "How far exact times are forgotten to know what chance would do. Longer: "
            "people who are merely all quick look as if they acted together, and more is "
            "confirmed. Shorter: chance coincides nearly as often as the group, and less is "
            "confirmed. Near ten windows is usual.",
        ),
        Setting(
            "Alpha",
            f"{100 * looked_at.alpha:g} %",
            "The share of false groups that is accepted among the confirmed ones. Lower: fewer "
            "groups, surer ones.",
        ),
        Setting(
            "Minimum lift",
            f"{looked_at.min_lift:g} times as often",
            "How many times as often as by chance a confirmed group must coincide. Lower: with "
            "much data, fans who are a little quicker than others are confirmed too.",
        ),
    ]


@dataclass(frozen=True)
class Signal:
    """How much of one signal there was to look at."""

    name: str
    shares: int
    edges: int


def signal_counts(looked_at: LookedAt, edge_signals: Iterable[str]) -> list[Signal]:
    """Count for each signal the shares that could coincide and the edges that came of them."""
    edges: dict[str, int] = {}
    for signal in edge_signals:
        edges[signal] = edges.get(signal, 0) + 1
    return [
        Signal(signal, looked_at.shares.get(signal, 0), edges.get(signal, 0))
        for signal in looked_at.signals
    ]
