"""The main jobs from end to end, and the folders that they leave."""

from evenhand.run.detect import detect
from evenhand.run.power import Power, power
from evenhand.run.result import Result
from evenhand.run.trace import TraceResult, trace

__all__ = ["Power", "Result", "TraceResult", "detect", "power", "trace"]
