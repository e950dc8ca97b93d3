"""The main job from end to end, and the folder that it leaves; and how well it finds a network."""

from evenhand.run.detect import Result, detect
from evenhand.run.power import Power, power

__all__ = ["Power", "Result", "detect", "power"]
