"""Outcomes of repeated streams put together: means and shares with their intervals."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pyarrow as pa

from evenhand.detection.calibration import wilson
from evenhand.records.schemas import POWER_POINTS

_RESAMPLES = 2_000
_ENDS = (2.5, 97.5)

Interval = tuple[float, float, float]


def together(rows: Iterable[dict[str, Any]]) -> pa.Table:
    """Put the rows of POWER together to POWER_POINTS, in the order in which points first come."""
    points: dict[tuple[str, float], list[dict[str, Any]]] = {}
    for row in rows:
        points.setdefault((row["varied"], row["value"]), []).append(row)
    made = []
    for (varied, value), streams in points.items():
        found = sum(row["found"] for row in streams)
        low, high = wilson(found, len(streams))
        known = [row["precision"] for row in streams if row["precision"] is not None]
        made.append(
            {
                "varied": varied,
                "value": value,
                "base": streams[0]["base"],
                "streams": len(streams),
                "found": found,
                "found_low": low,
                "found_high": high,
                **_named("recall", bootstrapped([row["recall"] for row in streams])),
                "with_groups": len(known),
                **_named("precision", bootstrapped(known)),
                "false_groups": sum(row["false_groups"] for row in streams),
            }
        )
    return pa.Table.from_pylist(made, schema=POWER_POINTS)


def bootstrapped(values: list[float]) -> Interval | None:
    """Give the mean of values and its 95 % interval; None without values.

    The interval is the percentile bootstrap's (Efron 1979, Annals of Statistics 7) with a fixed
    seed. It has no width where all values are the same: a few streams that agree do not prove that
    others would.
    """
    if not values:
        return None
    held = np.array(values)
    draws = np.random.default_rng(0).integers(0, held.size, (_RESAMPLES, held.size))
    low, high = np.percentile(held[draws].mean(axis=1), _ENDS)
    return float(held.mean()), float(low), float(high)


def _named(name: str, interval: Interval | None) -> dict[str, float | None]:
    mean, low, high = interval or (None, None, None)
    return {name: mean, f"{name}_low": low, f"{name}_high": high}
