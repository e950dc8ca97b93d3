"""The scenario that ``evenhand demo`` shows."""

from __future__ import annotations

from datetime import UTC, datetime

from evenhand.simulation.phrases import Outlet
from evenhand.simulation.scenario import Language, Network, Platform, Scenario


def demo_scenario() -> Scenario:
    """50,000 posts of 5,000 accounts in four weeks, with one planted network.

    18 accounts and two pages push the articles of Meridian Wire, an agency that does not exist, in
    three languages on two platforms, within about a minute of each other. Most of what they post is
    ordinary. Around them: news that travels, cascades of reposts, evenings with one hashtag,
    greetings and quiz results that many write alike, and honest fans of the agency.
    """
    return Scenario(
        name="demo",
        start=datetime(2026, 3, 2, tzinfo=UTC),
        days=28,
        posts=50_000,
        accounts=5_000,
        platforms=(Platform("chirper", 0.58), Platform("agora", 0.42)),
        languages=(
            Language("en", 0.30, (-5, -5, 0, 0, 1)),
            Language("es", 0.19, (1, 1, -3, -5)),
            Language("fr", 0.13, (1, 1, 0)),
            Language("de", 0.10, (1,)),
            Language("ru", 0.09, (3, 3, 5)),
            Language("uk", 0.07, (2,)),
            Language("ar", 0.07, (2, 3, 3)),
            Language("pt", 0.05, (0, -3)),
        ),
        networks=(
            Network("meridian", Outlet("Meridian Wire", "MeridianWire", "meridian-wire.example")),
        ),
    )
