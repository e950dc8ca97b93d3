"""The scenario that ``evenhand demo`` shows."""

from __future__ import annotations

from evenhand.simulation.files import load
from evenhand.simulation.scenario import Scenario


def demo_scenario() -> Scenario:
    """50,000 posts of 5,000 accounts in four weeks, with one planted network.

    18 accounts and two pages push the articles of Meridian Wire, an agency that does not exist, in
    three languages on two platforms, within about a minute of each other. Most of what they post is
    ordinary. Around them: news that travels, cascades of reposts, evenings with one hashtag,
    greetings and quiz results that many write alike, and honest fans of the agency.

    It is ``scenarios/demo.yaml``.
    """
    return load("demo")
