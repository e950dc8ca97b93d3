"""What people say of two entities: transitive, consistent, and undone without a trace in either."""

from __future__ import annotations

import pytest

pytest.importorskip("followthemoney")

from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.records.errors import InputError
from evenhand.registry import Registry
from evenhand.registry.judgements import Verdict, history, judge, judge_all, judged, undo
from tests.registry.conftest import Place
from tests.registry.made import company, made, named


@pytest.fixture
def registry(place: Place) -> Registry:
    return made(place, (claim for name in "abcd" for claim in named(company(name))))


def say(registry: Registry, left: str, right: str, verdict: str, who: str = "Ann") -> int:
    return judge(registry, f"tides:{left}", f"tides:{right}", verdict, who).number


def asked(registry: Registry, left: str, right: str) -> str | None:
    return judged(registry.at()).verdict(f"tides:{left}", f"tides:{right}")


def test_same_is_transitive_and_undone(registry: Registry) -> None:
    before = registry.at().claims(["tides:a", "tides:b", "tides:c"])
    first, _ = say(registry, "a", "b", "same"), say(registry, "b", "c", "same")
    assert asked(registry, "c", "a") == "same"
    assert [key.id for key in registry.at().same([company("a")])["tides:a"]] == [
        "tides:a", "tides:b", "tides:c",
    ]  # fmt: skip
    then = registry.at()
    gone = undo(registry, first, "Bo")
    assert (gone.undone_by, gone.known_to is not None) == ("Bo", True)
    assert asked(registry, "a", "c") is None
    assert asked(registry, "b", "c") == "same"
    assert registry.at().claims(["tides:a", "tides:b", "tides:c"]) == before
    assert judged(then).verdict("tides:a", "tides:c") == "same"
    assert [one.number for one in history(registry.engine, "tides:b")] == [1, 2]


def test_many_are_judged_together_or_not_at_all(registry: Registry) -> None:
    say(registry, "a", "b", "unsure", "Bo")
    wanted = [
        Verdict("tides:a", "tides:b", "same", "one licence", "row 1"),
        Verdict("tides:c", "tides:b", "different", place="row 2"),
        Verdict("tides:a", "tides:c", "same", place="row 3"),
    ]
    with pytest.raises(InputError, match="row 3: tides:a and tides:c cannot be the same"):
        judge_all(registry, wanted, "Ann")
    assert (asked(registry, "a", "b"), asked(registry, "b", "c")) == ("unsure", None)
    twice = [wanted[1], Verdict("tides:b", "tides:c", "same", place="row 9")]
    with pytest.raises(InputError, match=r"row 9: .*judged “different” by row 2"):
        judge_all(registry, twice, "Ann")
    missing = [wanted[1], Verdict("tides:a", "tides:z", "same", place="row 4")]
    with pytest.raises(InputError, match=r"row 4: .*no entity"):
        judge_all(registry, missing, "Ann")
    first, second = judge_all(registry, wanted[:2], "Ann")
    assert (first.verdict, first.reasons, first.who) == ("same", "one licence", "Ann")
    assert first.known_from == second.known_from
    assert asked(registry, "a", "c") == "different"
    assert [one.number for one in judge_all(registry, wanted[:2], "Cy")] == [
        first.number,
        second.number,
    ]


def test_different_holds_for_what_is_the_same(registry: Registry) -> None:
    say(registry, "a", "b", "same")
    number = say(registry, "b", "c", "different")
    assert asked(registry, "a", "c") == "different"
    with pytest.raises(InputError, match=f"judgement {number} by Ann"):
        say(registry, "c", "a", "same")
    say(registry, "a", "d", "same")
    with pytest.raises(InputError, match="by way of other judgements"):
        say(registry, "d", "b", "different")


def test_a_new_judgement_of_the_same_two_takes_the_place_of_the_old(registry: Registry) -> None:
    say(registry, "a", "b", "unsure")
    assert asked(registry, "a", "b") == "unsure"
    assert say(registry, "b", "a", "unsure") == 1
    say(registry, "b", "a", "different", "Bo")
    assert asked(registry, "a", "b") == "different"
    assert [one.undone_by for one in history(registry.engine)] == ["Bo", None]


def test_what_is_no_judgement(registry: Registry) -> None:
    for left, right, verdict, who, why in (
        ("a", "a", "same", "Ann", "given twice"), ("a", "z", "same", "Ann", "id “tides:z”"),
        ("a", "b", "alike", "Ann", "no judgement"), ("a", "b", "same", " ", "needs a name"),
    ):  # fmt: skip
        with pytest.raises(InputError, match=why):
            say(registry, left, right, verdict, who)
    with pytest.raises(InputError, match="no judgement 7"):
        undo(registry, 7, "Ann")
    number = say(registry, "a", "b", "same")
    undo(registry, number, "Ann")
    with pytest.raises(InputError, match="was undone by Ann"):
        undo(registry, number, "Bo")


VERDICT = st.sampled_from(["same", "different", "unsure"])


@settings(max_examples=15)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), VERDICT), max_size=8))
def test_no_order_of_judgements_makes_same_and_different_meet(
    tmp_path_factory: pytest.TempPathFactory, said: list[tuple[int, int, str]]
) -> None:
    names = "abcd"
    registry = made(
        tmp_path_factory.mktemp("j"), (claim for name in names for claim in named(company(name)))
    )
    for left, right, verdict in said:
        try:
            say(registry, names[left], names[right], verdict)
        except InputError:
            continue
    standing = [one for one in history(registry.engine) if one.known_to is None]
    found = judged(registry.at())
    for one in standing:
        if one.verdict != "unsure":
            assert found.verdict(one.left, one.right) == one.verdict
