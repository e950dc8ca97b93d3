from __future__ import annotations

from datetime import timedelta

from evenhand.detection import Settings, groups
from evenhand.detection.sensitivity import sensitivity
from evenhand.records.schemas import SENSITIVITY
from tests.detection.streams import cascades


def test_each_setting_has_its_row_and_its_groups() -> None:
    shares, _ = cascades(11, planted=2, fans=500, posts=500)
    settings = Settings()
    tested = groups(shares, settings.window, settings.jitter_for(1))
    table = sensitivity(shares, settings, 1, tested)
    assert table.schema.equals(SENSITIVITY)
    rows = table.to_pylist()
    assert [(row["window_s"], row["jitter_s"]) for row in rows] == [
        (30, 300),
        (60, 300),
        (60, 600),
        (60, 1800),
        (120, 1200),
    ]
    (own,) = [row for row in rows if row["chosen"]]
    assert own["confirmed"] == sum(tested.groups["confirmed"].to_pylist()) == 2
    assert own["accounts"] == own["accounts_in_common"] >= 22
    by_setting = {(row["window_s"], row["jitter_s"]): row for row in rows}
    assert by_setting[60, 1800]["confirmed"] == 2
    assert by_setting[60, 1800]["accounts_in_common"] >= 20
    # A jitter of five windows leaves little room to be quicker than chance.
    assert by_setting[60, 300]["accounts"] < by_setting[60, 600]["accounts"]
    assert all(row["accounts_in_common"] <= row["accounts"] for row in rows)


def test_a_window_below_the_resolution_is_left_out() -> None:
    shares, _ = cascades(1, fans=100, posts=100)
    settings = Settings(window=timedelta(seconds=60))
    tested = groups(shares, settings.window, settings.jitter_for(60))
    rows = sensitivity(shares, settings, 60, tested).to_pylist()
    assert {row["window_s"] for row in rows} == {60, 120}
