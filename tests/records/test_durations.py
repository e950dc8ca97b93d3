from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.records.durations import duration
from evenhand.records.errors import InputError


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("60", 60),
        ("60s", 60),
        (" 5 m ", 300),
        ("5min", 300),
        ("1h30m", 5400),
        ("7d", 604_800),
        ("2W", 1_209_600),
        ("250ms", 0.25),
        ("1.5h", 5400),
        (60, 60),
        (0.5, 0.5),
        (timedelta(hours=1), 3600),
    ],
)
def test_as_people_write_them(written: Any, seconds: float) -> None:
    assert duration(written) == timedelta(seconds=seconds)


@pytest.mark.parametrize("written", ["", "soon", "5 fortnights", "h", "1h30", "-5s", "1e3s", "5s!"])
def test_what_is_none_is_refused(written: str) -> None:
    with pytest.raises(InputError, match="length of time"):
        duration(written)


@pytest.mark.parametrize("given_", [-1, 1e30, float("nan"), float("inf"), "999999999999d"])
def test_what_is_too_long_or_negative_is_refused(given_: Any) -> None:
    with pytest.raises(InputError, match="from 0 to 100 years"):
        duration(given_)


@given(st.text(max_size=12))
def test_no_text_is_more_than_refused(text: str) -> None:
    with suppress(InputError):
        assert duration(text) >= timedelta(0)
