"""What each stage of a run took and gave, for the manifest."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

if sys.platform != "win32":
    import resource
else:  # Windows has no such module, and its figure is left out there
    resource = None


class Stages:
    """A record of stages in the order in which they ran."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []

    @contextmanager
    def stage(self, name: str, **taken: int) -> Iterator[dict[str, int]]:
        """Time a stage; what the caller puts into the yielded dict is recorded as its counts."""
        began = time.perf_counter()
        given: dict[str, int] = {}
        yield given
        row: dict[str, Any] = {"stage": name, "in": taken, "out": given}
        row["seconds"] = round(time.perf_counter() - began, 3)
        row["peak_memory_mib"] = peak_memory_mib()
        self.rows.append(row)


def peak_memory_mib() -> int | None:
    """Return the most memory that this process has held so far, in MiB; None where unknown."""
    if resource is None:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(peak // (1024 * 1024 if sys.platform == "darwin" else 1024))
