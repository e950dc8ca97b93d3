"""Evenhand finds coordinated distribution of content in a mass of posts.

import evenhand

posts = evenhand.read_posts("posts.csv")
result = evenhand.detect(posts, window="60s")
result.clusters                     # a Polars frame; also .edges, .accounts, .evidence
result.write("run")                 # tables, graph files, manifest and report.html
"""

from __future__ import annotations

__version__ = "0.1.0.dev0"

from evenhand.detection import Options, Settings
from evenhand.records import Documents, Records, read_documents
from evenhand.records import read as read_posts
from evenhand.records.declared import read_declared
from evenhand.records.errors import InputError
from evenhand.run import Power, Result, TraceResult, detect, power, trace

__all__ = [
    "Documents",
    "InputError",
    "Options",
    "Power",
    "Records",
    "Result",
    "Settings",
    "TraceResult",
    "__version__",
    "detect",
    "power",
    "read_declared",
    "read_documents",
    "read_posts",
    "trace",
]
