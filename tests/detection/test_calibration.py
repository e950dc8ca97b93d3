from __future__ import annotations

from datetime import timedelta

import numpy as np
import pyarrow as pa
import pytest

from evenhand.detection import Settings, calibrate, groups
from evenhand.detection.calibration import jittered, wilson
from evenhand.records.errors import InputError
from evenhand.records.schemas import CALIBRATION
from tests.detection.streams import cascades

JITTER = timedelta(seconds=600)


def test_forgotten_times_leave_no_group_of_a_planted_one() -> None:
    shares, _ = cascades(11, planted=2, fans=500, posts=500)
    found = groups(shares, timedelta(seconds=60), JITTER)
    assert sum(found.groups["confirmed"].to_pylist()) == 2
    calibration = calibrate(shares, Settings(min_weight=3), 1, repeats=4)
    assert calibration.runs.schema.equals(CALIBRATION)
    assert calibration.runs.num_rows == 4
    hits, low, high = calibration.with_groups()
    assert (hits, low) == (0, 0)
    assert 0.4 < high < 0.5
    mean, least, most = calibration.edges()
    assert 0 < least <= mean <= most < calibration.real_edges


def test_same_seed_same_moves_in_any_order() -> None:
    shares, _ = cascades(12, fans=200, posts=100)
    moved = jittered(shares, JITTER, 1, 5)
    apart = np.asarray(moved["time"].cast(pa.int64())) - np.asarray(shares["time"].cast(pa.int64()))
    assert np.abs(apart).max() <= 301e6
    assert np.abs(apart).mean() == pytest.approx(150e6, rel=0.1)
    order = np.random.default_rng(0).permutation(shares.num_rows)
    mixed = jittered(shares.take(pa.array(order)), JITTER, 1, 5)
    assert mixed["time"].to_pylist() == [moved["time"].to_pylist()[i] for i in order]
    assert jittered(shares, JITTER, 1, 6)["time"] != moved["time"]


def test_shares_of_one_post_move_together_and_times_stay_as_coarse() -> None:
    shares, _ = cascades(13, fans=100, posts=50)
    shares = shares.set_column(4, "post", pa.array(["same"] * shares.num_rows))
    moved = jittered(shares, JITTER, 1, 1)
    apart = np.asarray(moved["time"].cast(pa.int64())) - np.asarray(shares["time"].cast(pa.int64()))
    assert np.ptp(apart) < 1e6  # no more than the cut to whole seconds
    minutes = jittered(shares, JITTER, 60, 1)
    assert not (np.asarray(minutes["time"].cast(pa.int64())) % 60_000_000).any()


def test_wilson_interval() -> None:
    assert wilson(0, 20) == pytest.approx((0, 0.1611), abs=1e-4)
    assert wilson(10, 20) == pytest.approx((0.2993, 0.7007), abs=1e-4)


def test_no_repeats_are_refused() -> None:
    shares, _ = cascades(1, fans=50, posts=20)
    with pytest.raises(InputError, match="1 repeat or more; 0 was given"):
        calibrate(shares, Settings(), 1, repeats=0)
