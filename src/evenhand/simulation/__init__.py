"""Streams of posts whose truth is known: the demo, calibration, speed.

``posts(scenario, seed)`` makes a stream with planted networks and says who is in them;
``stream(n_posts, seed)`` makes a long plain one to measure speed on; ``compare`` holds what was
found against the truth.
"""

from __future__ import annotations

from evenhand.simulation.comparison import Comparison, compare
from evenhand.simulation.demo import demo_scenario
from evenhand.simulation.posts import Simulated, posts
from evenhand.simulation.stream import stream, write_stream

__all__ = [
    "Comparison",
    "Simulated",
    "compare",
    "demo_scenario",
    "posts",
    "stream",
    "write_stream",
]
