from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

pytest.importorskip("followthemoney")

from hypothesis import given
from hypothesis import strategies as st

from evenhand.records.errors import InputError
from evenhand.registry.percentages import Share, exclude, share
from evenhand.registry.periods import check_period, first_day, last_day, moment


@given(st.dates())
def test_a_partial_date_stands_for_all_of_it(day: date) -> None:
    whole = day.isoformat()
    assert first_day(whole) == last_day(whole) == whole
    for length in (4, 7):
        assert first_day(whole[:length]) <= whole <= last_day(whole[:length])


def test_a_period_may_begin_and_end_in_one_year() -> None:
    check_period("2014-05", "2014")
    check_period(None, "2014")
    with pytest.raises(InputError):
        check_period("2014-05-02", "2014-05-01")


@pytest.mark.parametrize("text", ["", "14", "2014-13", "2014-2", "2014-02-30", "٢٠١٤", "0000"])
def test_no_date(text: str) -> None:
    with pytest.raises(InputError):
        first_day(text)


def test_moments_sort_as_text() -> None:
    assert moment("2017-10-26") == "2017-10-26T23:59:59.999999Z"
    assert moment("2017-10-26T20:00:00+02:00") == "2017-10-26T18:00:00.000000Z"
    assert moment("2017-10-26T18:00:00") == "2017-10-26T18:00:00.000000Z"
    assert moment("0001").startswith("0001-12-31T")
    with pytest.raises(InputError):
        moment("yesterday")


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("50", 50, 50), ("50.1 %", "50.1", "50.1"), ("33,3", "33.3", "33.3"), (">50", 50, 100),
     ("at least 25%", 25, 100), ("25-50", 25, 50), ("75-to-100-percent", 75, 100),
     ("25 – 50 %", 25, 50), ("<5", 0, 5), ("0", 0, 0), ("100", 100, 100),
     ("majority", 50, 100), ("Wholly", 100, 100)],
)  # fmt: skip
def test_shares(text: str, low: str, high: str) -> None:
    assert share(text) == Share(Decimal(low), Decimal(high))


def test_contradicting_shares() -> None:
    assert exclude(["60", "40"])
    assert exclude(["majority", "40"])
    assert not exclude(["majority", "60", "all of it, they say", ">50"])
    assert not exclude([])


def test_words_are_no_share() -> None:
    assert share("mostly") is None
    assert share("") is None
    assert share("1e5") is None
    with pytest.raises(InputError):
        share("100.0001")
