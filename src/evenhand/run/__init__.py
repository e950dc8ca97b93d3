"""The main jobs from end to end, and the folders that they leave."""

from evenhand.run.detect import Result, detect
from evenhand.run.power import Power, power
from evenhand.run.trace import TraceResult, trace

__all__ = ["Power", "Result", "TraceResult", "detect", "power", "trace"]
