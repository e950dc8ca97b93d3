"""Streams of posts whose truth is known: the demo, calibration, speed.

``posts(scenario, seed)`` makes a stream with planted networks and says who is in them;
``share_stream(scenario, seed)`` makes shares without texts, to measure on many streams what is
found; ``stream(n_posts, seed)`` makes a long plain one to measure speed on; ``compare`` holds
what was found against the truth.
"""

from __future__ import annotations

from evenhand.simulation.comparison import Comparison, Measured, compare, measure
from evenhand.simulation.demo import demo_scenario
from evenhand.simulation.files import dump, load, shipped
from evenhand.simulation.posts import Simulated, posts
from evenhand.simulation.scenario import Scenario
from evenhand.simulation.share_scenario import (
    Cascades,
    Group,
    ShareScenario,
    Topics,
    cascades_scenario,
    topics_scenario,
)
from evenhand.simulation.shares import share_stream
from evenhand.simulation.stream import stream, write_stream

__all__ = [
    "Cascades",
    "Comparison",
    "Group",
    "Measured",
    "Scenario",
    "ShareScenario",
    "Simulated",
    "Topics",
    "cascades_scenario",
    "compare",
    "demo_scenario",
    "dump",
    "load",
    "measure",
    "posts",
    "share_stream",
    "shipped",
    "stream",
    "topics_scenario",
    "write_stream",
]
