"""The parts of names: places, kinds, and the names inside a name."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("followthemoney")

from evenhand.registry.name_kinds import kind_of, says_little
from evenhand.registry.name_numbers import with_numbers
from evenhand.registry.name_places import at_places, one_place, place_of
from evenhand.registry.name_scripts import known_words, skeleton, spelled_out
from evenhand.registry.name_variants import variants
from evenhand.registry.names import prepared


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("council of the united arab emirates", "council of the unitedarabemirates"),
        ("office in the us", "office in the unitedstates"),
        ("hashemite kingdom of jordan", "jordan"),
        ("government of trinidad and tobago", "trinidadtobago"),
        ("ministry of oil of the republic of iraq", "ministry of oil of the iraq"),
        ("embassy of iraq", "embassy of iraq"),
        ("democratic republic of the congo", "drcongo"),
        ("republic", "republic"),
        ("", ""),
    ],
)
def test_countries_in_one_word(words: str, expected: str) -> None:
    assert at_places(words.split()) == expected.split()


@given(st.lists(st.text("abcdefghij of the us uk republic kingdom", max_size=9), max_size=7))
@settings(max_examples=100, deadline=None)
def test_places_never_fail_and_settle(words: list[str]) -> None:
    once = at_places([word.replace(" ", "") for word in words])
    assert at_places(once) == once


def test_a_country_of_the_past_is_its_successors() -> None:
    assert one_place("suhh", "ru")
    assert one_place("ru", "suhh")
    assert not one_place("ru", "ua")
    assert place_of("unitedstates") == "us"
    assert place_of("aurora") is None


def test_kinds_are_those_of_many_languages() -> None:
    assert kind_of("banco") == kind_of("bank") == kind_of("banque")
    assert kind_of("inzhiniring") == kind_of("engineering")
    assert kind_of("aurora") is None
    assert says_little("association")
    assert not says_little("bank")


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("Aurora Wire (formerly: Tidal Post)", "Tidal Post"),
        ("Aurora Wire (aka Tidal Post)", "Tidal Post"),
        ("Aurora Wire (on behalf of Agents LLP)", "Aurora Wire"),
        ("Aurora Wire thru Agents", "Aurora Wire"),
        ("NTV/NTV Mir", "NTV Mir"),
    ],
)
def test_names_inside_a_name(text: str, inside: str) -> None:
    assert inside in variants(text)


def test_what_is_no_name_of_its_own() -> None:
    assert variants("V/O Tidesnab") == ("V/O Tidesnab",)
    assert variants("Aurora Corporation (U.S.A.)") == ("Aurora Corporation (U.S.A.)",)
    assert all("Agents" not in one for one in variants("Aurora (through Agents)")[1:])


def test_consonants_are_what_persian_writes() -> None:
    written = prepared("بانک مرکزی")
    assert written.abjad
    assert next(word for word, _, _ in written.words) == "bank"
    assert skeleton(written.words[1][0]) == skeleton("markazi")


@pytest.mark.parametrize(("one", "other"), [("tsnym", "tasnim"), ("aslamy", "eslami")])
def test_letters_of_long_vowels_do_not_count(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("71st plant", "71 plant"),
        ("21-y kanal", "21 kanal"),
        ("aurora no. 5", "aurora  5"),
        ("aurora #5", "aurora  5"),
        ("aurora tides iv", "aurora tides 4"),
        ("iv aurora", "iv aurora"),
        ("nord", "nord"),
    ],
)
def test_ordinals_are_numbers(text: str, expected: str) -> None:
    assert with_numbers(text) == expected


def test_words_of_media_in_other_scripts() -> None:
    assert spelled_out("中国中央电视台").split() == ["china", "central", "television"]
    assert known_words(["wkalt", "llanba"]) == ["agency", "news"]
    assert spelled_out("وكالة السودان").split()[1] == "Sudan"
    assert spelled_out("аврора") == "аврора"


def test_an_abbreviation_of_the_name_itself_counts_for_nothing() -> None:
    with_it, without = prepared("Auroria Tidal Party A.T.P."), prepared("Auroria Tidal Party")
    assert with_it.joined == without.joined


def test_a_description_after_a_comma_is_none_of_the_name() -> None:
    assert "Aurora Tides" in variants("Aurora Tides, Agencia Informativa Libre, S.A.")
    assert variants("Ministry of Tides, State Embassy") == ("Ministry of Tides, State Embassy",)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("mezhdunarodnay", "international"),
        ("mezhdunorodnaya", "international"),
        ("gosudarstvenny", "state"),
        ("televisa", "televisa"),
    ],
)
def test_words_of_kind_in_other_endings_or_with_a_slip(word: str, expected: str) -> None:
    assert prepared(word).words[0][0] == expected
