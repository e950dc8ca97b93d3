"""What machine a benchmark ran on, for the head of its report."""

from __future__ import annotations

import os
import platform
from pathlib import Path


def machine() -> str:
    """Name processor, cores that may be used, and memory (Linux)."""
    cpu = next(
        (
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{cpu}, {len(os.sched_getaffinity(0))} cores, {memory:.0f} GiB"
