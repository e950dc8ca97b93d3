"""The answer in its three modes: counted only, tested with confirmed groups, and without."""

from __future__ import annotations

from dataclasses import replace

import made_findings
import pytest

from evenhand.reports import Tally, answers, chance, tally
from evenhand.reports.settings import settings

COUNTED = made_findings.make().looked_at
TESTED = replace(COUNTED, accounts=5000, jitter_s=600.0, candidates=45)
NOTHING = Tally(0, 0, 0, 0, 0)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def counted(groups: int, accounts: int, with_edge: int) -> Tally:
    return Tally(0, 0, groups, accounts, with_edge)


def test_counted_groups_have_counts_and_denominators() -> None:
    looked = replace(COUNTED, accounts=5120)
    assert answers.answer(looked, counted(3, 46, 60)) == (
        "3 groups (46 of 5,120 accounts) posted at least 2 of the same things within 60 seconds "
        "of each other."
    )
    assert answers.answer(looked, counted(1, 5, 5)).startswith("1 group (5 of 5,120 accounts)")
    assert answers.further(looked, counted(3, 46, 60)) == ""
    assert "Counting alone" in answers.limit(looked, counted(3, 46, 60))
    assert answers.advice(looked, counted(3, 46, 60)) == []


def test_the_answer_follows_what_the_weight_counts() -> None:
    pairs = replace(COUNTED, weight="post-pairs", min_weight=5)
    assert "posted the same things within 60 seconds of each other at least 5 times" in (
        answers.answer(pairs, counted(1, 2, 2))
    )
    once = replace(COUNTED, min_weight=1)
    assert "posted the same thing within 60 seconds of each other at least once" in (
        answers.answer(once, counted(1, 2, 2))
    )


def test_an_empty_answer_says_so_and_what_to_try() -> None:
    looked = made_findings.empty().looked_at
    assert answers.answer(looked, NOTHING).startswith("No group was found: no two of 120")
    assert "4 of 120 accounts" in answers.answer(looked, counted(0, 0, 4))
    tips = " ".join(answers.advice(looked, NOTHING))
    assert "use a window of at least 1 day" in tips
    assert "For repost, text and hashtags, no two accounts shared" in tips


def test_confirmed_groups_are_said_with_what_is_expected_to_be_false() -> None:
    found = Tally(1, 20, 22, 55, 90)
    assert plain(answers.answer(TESTED, found)) == (
        "1 group (20 of 5,000 accounts) posted the same things within 60 seconds of each other "
        "far more often than others who shared the same things in the same minutes. 45 candidates "
        "were tested; among confirmed groups at most 5 % are expected to be false (0.05 of 1)."
    )
    assert answers.further(TESTED, found) == (
        "22 further groups (55 accounts) only coincide often enough to be joined by counting; "
        "what they did is no more than chance could do, or there is too little of it to tell."
    )
    assert "two honest news bots" in answers.limit(TESTED, found).lower()
    assert answers.advice(TESTED, found) == []


def test_one_further_group_is_said_in_the_singular() -> None:
    said = answers.further(TESTED, Tally(2, 27, 1, 4, 90))
    assert said.startswith("1 further group (4 accounts) only coincides often enough")
    assert "1 more group passed the test, but those who carry it are in a stronger group" in (
        answers.further(TESTED, Tally(0, 0, 0, 0, 3, uncarried=1))
    )


def test_nothing_confirmed_says_what_that_means() -> None:
    found = Tally(0, 0, 16, 35, 40)
    said = answers.answer(TESTED, found)
    assert said.startswith("No group was confirmed: 45 candidates were tested, and none")
    assert answers.further(TESTED, found).startswith("16 groups (35 accounts) coincide often")
    assert "a single burst, a few posts, or times too coarse" in answers.limit(TESTED, found)
    assert any("more days" in tip for tip in answers.advice(TESTED, found))
    coarse = replace(TESTED, resolution_s=60.0)
    assert any("known to 60 seconds" in tip for tip in answers.advice(coarse, found))
    none = replace(TESTED, candidates=0)
    assert "no candidate to test" in answers.answer(none, found)
    assert answers.answer(none, NOTHING).startswith("No group was found: no two of")


@pytest.mark.parametrize(
    ("jitter_s", "said"),
    [(600, "in the same minutes"), (36_000, "in the same hours"), (864_000, "in the same days")],
)
def test_what_others_are_compared_in_follows_the_jitter(jitter_s: float, said: str) -> None:
    assert chance.comparison(replace(TESTED, jitter_s=jitter_s)) == said


def test_the_tally_keeps_confirmed_and_other_groups_apart() -> None:
    found = tally(made_findings.with_tests(confirmed=2))
    assert (found.confirmed, found.in_confirmed, found.others, found.in_others) == (2, 27, 1, 4)
    assert (found.groups, found.in_groups, found.with_edge) == (3, 31, 91)
    assert tally(made_findings.make()).confirmed == 0


def test_a_confirmed_group_is_said_with_seen_and_expected() -> None:
    findings = made_findings.with_tests()
    first, second = chance.tests(findings).values()
    assert first.sentence == (
        "Its 20 accounts and 3 that only stood by coincided 3,296 times on the days on which they "
        "were tested; accounts as quick as they, sharing the same things in the same minutes, "
        "would have coincided about 794 times: 4.2 times as often, of which 1.2 times is allowed "
        "for, since these others are few or slower than its accounts. Among groups this far out, "
        "fewer than 1 in a million are expected to be there by chance (q < 0.000001)."
    )
    assert "about 1 in 100 is expected to be there by chance (q = 0.012)" in second.sentence
    assert "Its 7 accounts coincided 41 times" in second.sentence
    assert (first.tested, first.bystanders_in_all, second.bystanders_in_all) == (23, 3, 0)
    assert [row["signal"] for row in first.signals] == ["link", "text"]


@pytest.mark.parametrize(
    ("number", "value", "odds"),
    [
        (3.7e-70, "< 0.000001", "fewer than 1 in a million"),
        (0.0, "< 0.000001", "fewer than 1 in a million"),
        (0.0000012, "0.000001", "about 1 in 830,000"),
        (0.00032, "0.00032", "about 1 in 3,100"),
        (0.0123, "0.012", "about 1 in 100"),
        (0.43, "0.43", "about 43 in 100"),
        (1.0, "1.00", "nearly all"),
    ],
)
def test_small_probabilities_are_not_told_finer_than_is_known(
    number: float, value: str, odds: str
) -> None:
    assert chance.value(number) == value
    assert chance.odds(number) == odds


@pytest.mark.parametrize(
    ("expected", "said"),
    [(793.66, "794"), (1234.5, "1,234"), (18.776, "18.8"), (0.2637, "0.26"), (0.001, "under 0.01")],
)
def test_expected_counts_are_rounded(expected: float, said: str) -> None:
    assert chance.about(expected) == said


def test_the_settings_are_those_that_matter_in_this_mode() -> None:
    names = [setting.name for setting in settings(TESTED)]
    assert names[-3:] == ["Jitter", "Alpha", "Minimum lift"]
    assert [setting.name for setting in settings(COUNTED)][-1] == "Test against chance"
