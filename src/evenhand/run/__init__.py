"""The main job from end to end, and the folder that it leaves."""

from evenhand.run.detect import Result, detect

__all__ = ["Result", "detect"]
