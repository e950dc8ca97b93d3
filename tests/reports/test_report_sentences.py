from __future__ import annotations

from datetime import UTC, datetime

import made_findings
import pytest

from evenhand.reports import sentences

LOOKED = made_findings.make().looked_at


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (3, 7, "3 of 7"),
        (9, 5120, "9 of 5,120"),
        (46, 5120, "46 of 5,120 (under 1 %)"),
        (41, 44, "41 of 44 (93 %)"),
        (0, 44, "0 of 44"),
        (44, 44, "44 of 44 (100 %)"),
        (9999, 10000, "9,999 of 10,000 (over 99 %)"),
    ],
)
def test_few_cases_are_given_as_counts(part: int, whole: int, said: str) -> None:
    assert sentences.share(part, whole).replace("\u00a0", " ") == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 seconds"),
        (0.5, "0.5 seconds"),
        (1, "1 second"),
        (60, "60 seconds"),
        (90, "90 seconds"),
        (120, "2 minutes"),
        (3600, "1 hour"),
        (5400, "90 minutes"),
        (86400, "1 day"),
        (604800, "7 days"),
    ],
)
def test_durations_take_the_unit_that_keeps_them_short(seconds: float, said: str) -> None:
    assert sentences.duration(seconds).replace("\u00a0", " ") == said


def test_a_group_is_said_with_its_pairs_out_of_the_possible_ones() -> None:
    row = made_findings.make().clusters.to_pylist()[1]
    said = sentences.group(row, LOOKED).replace("\u00a0", " ")
    assert "Its 7 accounts shared reposts of the same post within 60 seconds of each other" in said
    assert "of 21" in said
    assert "(UTC)" in said


def test_a_group_of_two_is_not_said_to_have_one_of_one_pairs() -> None:
    row = made_findings.make().clusters.to_pylist()[1] | {"accounts": 2, "edges": 1}
    assert "possible pairs" not in sentences.group(row, LOOKED)


def test_lists_and_periods_read_as_english() -> None:
    assert sentences.listed([]) == ""
    assert sentences.listed(["a"]) == "a"
    assert sentences.listed(["a", "b", "c"]) == "a, b and c"
    assert sentences.listed(list("abcdef"), 2) == "a, b and 4 more"
    day = datetime(2024, 3, 1, 10, tzinfo=UTC)
    assert sentences.period(day, day.replace(hour=11)) == "2024-03-01 10:00:00 to 11:00:00 UTC"
    assert sentences.period(day, day.replace(day=9)) == "2024-03-01 to 2024-03-09 (UTC)"
