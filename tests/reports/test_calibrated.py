from __future__ import annotations

from datetime import timedelta
from typing import Any

import pyarrow as pa
from tests.detection.streams import cascades

from evenhand.detection import Calibration
from evenhand.detection.stretch import stretch
from evenhand.records.schemas import CALIBRATION
from evenhand.reports.answers import again, calibrated


def calibration(groups: list[int]) -> Calibration:
    rows: list[dict[str, Any]] = [
        {"repeat": n + 1, "edges": 90 + n, "candidates": 7, "groups": g, "accounts": 3 * g}
        for n, g in enumerate(groups)
    ]
    return Calibration(pa.Table.from_pylist(rows, schema=CALIBRATION), 422, timedelta(minutes=10))


def test_nothing_by_chance() -> None:
    said = calibrated(calibration([0, 0, 0]))
    assert "3 times more" in said
    assert "moved by up to 5 minutes at random" in said
    assert "no group was confirmed, and 91 of 422 edges were left on average" in said


def test_groups_by_chance_are_said() -> None:
    assert "2 of them confirmed a group" in calibrated(calibration([1, 0, 2]))


def test_what_was_looked_at_in_a_large_run() -> None:
    shares, _ = cascades(12, fans=100, posts=60)
    assert again(stretch(shares)) == again(None) == ""
    part = stretch(shares, most=shares.num_rows // 3)
    said = again(part)
    assert "is about the middle of its time" in said
    assert f"with {part.shares.num_rows:,} of its {shares.num_rows:,} shares" in said


def test_not_tried_is_not_said() -> None:
    assert calibrated(None) == ""
