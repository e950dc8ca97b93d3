"""Who is related: against a slow exact reference, and on cases worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pytest

pytest.importorskip("followthemoney")

from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.records.errors import InputError
from evenhand.registry import Claim, Registry, Source
from evenhand.registry import related as relation
from evenhand.registry.closure import Related, related_entities
from evenhand.registry.graph import Change
from evenhand.registry.judgements import judge, undo
from evenhand.registry.rules import parse_rule
from evenhand.registry.what_if import parse_change, what_if
from tests.registry.conftest import Place
from tests.registry.made import PRESS, REGISTER, company, controls, made, named, owns

STATE = company("s")


def ids(found: Related) -> list[str]:
    return sorted(one.entity.id.removeprefix("tides:") for one in found.members)


def by(registry: Registry, rule: str, actor: str = "s", valid: str | None = None) -> Related:
    return related_entities(registry.at(valid), company(actor), parse_rule(rule))


def test_the_cascade_is_no_product(place: Place) -> None:
    # State 50 % X, X 50 % Y, Y 30 % and X 20 % of Z: all are in, with an interest of 17.5 % in Z.
    claims = [
        owns("s", "x", "50"),
        owns("x", "y", "50"),
        owns("y", "z", "30"),
        owns("x", "z", "20"),
    ]
    registry = made(place, claims)
    found = by(registry, "ofac")
    assert ids(found) == ["x", "y", "z"]
    last = found.members[-1]
    assert (last.entity.id, last.depth, float(last.cascade or 0)) == ("tides:z", 3, 50.0)
    assert last.interest == pytest.approx(0.175)
    assert [one.number for one in last.path] == [1, 2, 3, 4]
    assert list(last.path) == [registry.claim(number) for number in (1, 2, 3, 4)]
    assert not last.disputed


def denied(who: str, whom: str, source: Source = PRESS, **details: str) -> Claim:
    return relation("Control", company(who), company(whom), source, status="denied", **details)


def test_a_denial_counts_as_its_grade_says(place: Place) -> None:
    """By a register (A2) it outweighs the press (C3); the other way round it is a dispute."""
    claims = [
        relation("Control", STATE, company("x"), PRESS),
        denied("s", "x", REGISTER),
        relation("Control", STATE, company("y"), REGISTER),
        denied("s", "y", PRESS),
        relation("Control", company("y"), company("z"), REGISTER),
    ]
    found = by(made(place, claims), "control")
    assert ids(found) == ["y", "z"]
    y, z = found.members
    assert y.disputed
    assert z.disputed  # which stands and falls with y
    assert [one.number for one in y.path] == [3]
    assert [one.number for one in y.against] == [4]
    (x,) = found.possible
    assert x.entity == company("x")
    assert [one.number for one in x.path] == [1]
    assert [one.number for one in x.against] == [2]


def test_a_denial_is_of_its_own_kind_of_control(place: Place) -> None:
    claims = [
        relation("Control", STATE, company("x"), REGISTER, controlType="funding"),
        relation("Control", STATE, company("x"), REGISTER, controlType="publisher"),
        denied("s", "x", REGISTER, controlType="editorial"),
    ]
    (x,) = by(made(place, claims), "control+funding+editorial").members
    assert (x.by, x.also, x.disputed) == ("control", ("funding",), False)


def test_a_denial_is_shown_where_another_way_leads_in(place: Place) -> None:
    claims = [
        relation("Control", STATE, company("x"), PRESS),
        denied("s", "x", REGISTER),
        relation("Control", STATE, company("y"), REGISTER),
        relation("Control", company("y"), company("x"), REGISTER),
    ]
    y, x = by(made(place, claims), "control").members
    assert (y.entity, x.entity) == (company("y"), company("x"))
    assert ([one.number for one in x.path], x.disputed) == ([3, 4], False)
    assert [one.number for one in x.against] == [2]


def test_what_else_would_have_brought_it_in_is_told(place: Place) -> None:
    claims = [
        relation("Control", STATE, company("x"), REGISTER),
        owns("s", "x", "30"),
        owns("s", "h", "100"),
        owns("h", "x", "30"),
    ]
    x = next(
        one
        for one in by(made(place, claims), "control+majority").members
        if one.entity == company("x")
    )
    assert (x.by, x.also, x.cascade) == ("control", ("majority",), 60)
    assert [one.number for one in x.path] == [1]
    assert sorted(one.number for one in x.besides) == [2, 4]


def test_a_denied_holding_is_none(place: Place) -> None:
    claims = [
        relation("Ownership", STATE, company("x"), PRESS, percentage="60"),
        relation("Ownership", STATE, company("x"), REGISTER, status="denied"),
    ]
    found = by(made(place, claims), "majority")
    assert (ids(found), [one.entity for one in found.possible]) == ([], [company("x")])


def test_owners_of_more_than_the_whole_are_a_dispute(place: Place) -> None:
    claims = [owns("s", "h", "100"), owns("s", "x", "100"), owns("h", "x", "100")]
    members = {one.entity.id: one for one in by(made(place, claims), "majority").members}
    assert members["tides:x"].cascade == 200
    assert members["tides:x"].disputed
    assert not members["tides:h"].disputed


def test_what_if_somebody_denied_it(place: Place) -> None:
    registry = made(place, [relation("Control", STATE, company("x"), PRESS)])
    view = registry.at()
    change = parse_change(view, "tides:s | Control | tides:x | status=denied")
    found = what_if(view, STATE, parse_rule("control"), [change])
    assert [one.entity for one in found.leaving] == [company("x")]


def test_shares_are_added_exactly(place: Place) -> None:
    thirds = [owns("s", name, "100") for name in "abc"]
    claims = [*thirds, owns("a", "x", "16.7"), owns("b", "x", "16.6"), owns("c", "x", "16.7")]
    assert "x" in ids(by(made(place, claims), "majority"))


def test_a_cycle_ends_where_it_began(place: Place) -> None:
    claims = [
        owns("s", "x", "60"), owns("x", "y", "60"), owns("y", "x", "40"), owns("y", "s", "90"),
        owns("p", "q", "100"), owns("q", "p", "100"),
    ]  # fmt: skip
    registry = made(place, claims)
    found = by(registry, "majority")
    assert ids(found) == ["x", "y"]
    assert found.members[0].interest == pytest.approx(0.6 / (1 - 0.24))
    # Two that own each other wholly belong to nobody else.
    assert ids(by(registry, "majority", "p")) == ["q"]


def test_claims_that_cannot_all_be_true_give_no_interest(place: Place) -> None:
    claims = [
        owns("s", "a", "100"),
        owns("s", "b", "100"),
        owns("a", "c", "80"),
        owns("b", "c", "80"),
    ]
    last = by(made(place, claims), "majority").members[-1]
    assert (float(last.cascade or 0), last.interest) == (160.0, None)


def test_parts_and_their_composition(place: Place) -> None:
    claims = [
        owns("s", "owned", "50"), controls("owned", "run", "management"),
        controls("s", "paid", "funding"), controls("paid", "written", "editorial"),
        relation("Succession", company("run"), company("renamed"), REGISTER, valid_from="2020"),
    ]  # fmt: skip
    registry = made(place, claims)
    assert ids(by(registry, "majority")) == ["owned"]
    assert ids(by(registry, "control")) == []
    assert ids(by(registry, "eu")) == ["owned", "run"]
    assert ids(by(registry, "funding")) == ["paid"]
    assert ids(by(registry, "funding+editorial")) == ["paid", "written"]
    assert ids(by(registry, "majority+control+succession")) == ["owned", "renamed", "run"]
    assert ids(by(registry, "majority+control+succession", valid="2019")) == ["owned", "run"]
    assert ids(by(registry, "majority:51+control")) == []


def test_a_member_by_several_parts_says_so(place: Place) -> None:
    registry = made(place, [owns("s", "x", "50", PRESS), controls("s", "x")])
    one, other = by(registry, "majority+control"), by(registry, "control+majority")
    assert (one.members[0].by, one.members[0].also, one.members[0].weakest) == (
        "majority", ("control",), "C3",
    )  # fmt: skip
    assert (other.members[0].by, other.members[0].weakest) == ("control", "A2")


def test_the_weakest_grade_is_that_of_the_whole_path(place: Place) -> None:
    doubtful = REGISTER.__class__("press", "Rumours", grade="B5")
    registry = made(place, [owns("s", "x", "50", PRESS), owns("x", "y", "50", doubtful)])
    assert [one.weakest for one in by(registry, "majority").members] == ["C3", "C5"]


def test_of_contradicting_claims_the_best_graded_counts(
    place: Place,
) -> None:
    claims = [owns("s", "x", "60"), owns("s", "x", "20", PRESS), owns("s", "y", "20"),
              owns("s", "y", "60", PRESS), owns("s", "z", None), owns("s", "w", ">25")]  # fmt: skip
    found = by(made(place, claims), "majority")
    assert [(one.entity.id, one.disputed) for one in found.members] == [("tides:x", True)]
    assert [one.entity.id for one in found.possible] == ["tides:w", "tides:y", "tides:z"]


def test_what_was_judged_the_same_is_one(place: Place) -> None:
    registry = made(place, [owns("s", "x", "50"), owns("x2", "y", "50"), *named(company("x2"))])
    assert ids(by(registry, "majority")) == ["x"]
    judgement = judge(registry, "tides:x", "tides:x2", "same", "Ann")
    found = by(registry, "majority")
    assert ids(found) == ["x", "y"]
    assert found.members[0].same == ("tides:x", "tides:x2")
    undo(registry, judgement.number, "Bo")
    assert ids(by(registry, "majority")) == ["x"]


def test_what_a_claim_would_change(place: Place) -> None:
    registry = made(
        place,
        [owns("s", "x", "50"), owns("x", "y", "50"), owns("s", "z", "30"), *named(company("z"))],
    )
    view, rule = registry.at(), parse_rule("majority")
    found = what_if(
        view, STATE, rule, [parse_change(view, "tides:x | Ownership | z | percentage=20")]
    )
    assert [one.entity.id for one in found.joining] == ["tides:z"]
    assert not found.leaving
    found = what_if(view, STATE, rule, [parse_change(view, "end 1")])
    assert [one.entity.id for one in found.leaving] == ["tides:x", "tides:y"]
    more = "tides:s | Ownership | tides:y | percentage=5"
    found = what_if(view, STATE, rule, [parse_change(view, more)])
    assert [(float(was.cascade or 0), float(will.cascade or 0)) for was, will in found.moved] == [
        (50.0, 55.0)
    ]
    assert ids(by(registry, "majority")) == ["x", "y"]


@pytest.mark.parametrize(
    ("change", "why"),
    [("end 99", "does not hold"), ("end", "is no change"),
     ("tides:s | Loves | tides:x", "no change"), ("a | Ownership | tides:x", "No entity"),
     ("tides:s | Ownership | tides:x | half", "no detail"),
     ("tides:s | Ownership | tides:x | percentage=120", "between 0 and 100")],
)  # fmt: skip
def test_what_is_no_change(place: Place, change: str, why: str) -> None:
    view = made(place, [owns("s", "x", "50")]).at()
    with pytest.raises(InputError, match=why):
        what_if(view, STATE, parse_rule("majority"), [parse_change(view, change)])


@pytest.mark.parametrize(
    "text", ["", "power", "control:20", "majority:0", "majority:x", "majority:101"]
)
def test_no_rule(text: str) -> None:
    with pytest.raises(InputError):
        parse_rule(text)


def test_a_rule_is_written_as_it_is_read() -> None:
    for text in ("majority", "majority:25+control", "funding+editorial", "control+majority"):
        assert str(parse_rule(text)) == text
    assert str(parse_rule("majority", "33.3")) == "majority:33.3"


SHARES = st.integers(1, 20).map(lambda five: 5 * five)


@st.composite
def holdings(draw: st.DrawFn) -> list[tuple[int, int, int]]:
    """Who owns how much of whom among eight; nobody is owned beyond the whole."""
    found = []
    for asset in range(1, 8):
        left = 100
        for owner in draw(st.lists(st.integers(0, 7), max_size=4, unique=True)):
            share = min(draw(SHARES), left)
            if owner != asset and share:
                found.append((owner, asset, share))
                left -= share
    return found


def cascade(holdings: Sequence[tuple[int, int, int]], threshold: int) -> dict[int, int]:
    """The slow exact reference: ask everybody again until nobody joins."""
    members = {0}
    while True:
        held = {
            asset: sum(share for owner, one, share in holdings if one == asset and owner in members)
            for asset in range(1, 8)
        }
        joining = {asset for asset, share in held.items() if share >= threshold} - members
        if not joining:
            return {asset: held[asset] for asset in members if asset}
        members |= joining


def interest(holdings: Sequence[tuple[int, int, int]]) -> list[Fraction] | None:
    """Solve v = v A with v_0 = 1 exactly, by elimination; None when that has no one solution."""
    size = 7
    matrix = [[Fraction(0)] * (size + 1) for _ in range(size)]
    for asset in range(1, 8):
        matrix[asset - 1][asset - 1] = Fraction(1)
    for owner, asset, share in holdings:
        if owner == 0:
            matrix[asset - 1][size] += Fraction(share, 100)
        else:
            matrix[asset - 1][owner - 1] -= Fraction(share, 100)
    for column in range(size):
        pivot = next((row for row in range(column, size) if matrix[row][column]), None)
        if pivot is None:
            return None
        matrix[column], matrix[pivot] = matrix[pivot], matrix[column]
        matrix[column] = [value / matrix[column][column] for value in matrix[column]]
        for row in range(size):
            if row != column and matrix[row][column]:
                factor = matrix[row][column]
                matrix[row] = [
                    one - factor * other
                    for one, other in zip(matrix[row], matrix[column], strict=True)
                ]
    return [row[size] for row in matrix]


@pytest.fixture(scope="module")
def empty(lasting: Place) -> Registry:
    return made(lasting)


@settings(max_examples=60)
@given(holdings(), st.sampled_from([25, 50, 75]))
def test_the_cascade_is_the_reference_s(
    empty: Registry, given_: list[tuple[int, int, int]], threshold: int
) -> None:
    changes = [
        Change(added=owns(f"n{owner}", f"n{asset}", str(share))) for owner, asset, share in given_
    ]
    found = related_entities(
        empty.at(), company("n0"), parse_rule("majority", str(threshold)), changes
    )
    expected = cascade(given_, threshold)
    assert {int(one.entity.id[-1]): int(one.cascade or 0) for one in found.members} == expected
    exact = interest(given_)
    for one in found.members:
        if exact is not None and one.interest is not None:
            assert one.interest == pytest.approx(float(exact[int(one.entity.id[-1]) - 1]), abs=1e-9)
        # Every step of a path begins at the actor or at one that an earlier step brought in.
        inside = {"tides:n0"}
        for step in one.path:
            assert step.claim.entity.id in inside
            inside.add(step.claim.value.id)
        assert one.entity.id in inside


@settings(max_examples=25)
@given(holdings(), st.integers(0, 7), st.integers(1, 7), SHARES)
def test_one_claim_more_never_drops_anybody(
    empty: Registry, given_: list[tuple[int, int, int]], owner: int, asset: int, share: int
) -> None:
    held = {(one, other) for one, other, _ in given_}
    if owner == asset or (owner, asset) in held:
        return
    view, rule = empty.at(), parse_rule("majority")
    changes = [Change(added=owns(f"n{a}", f"n{b}", str(part))) for a, b, part in given_]
    before = related_entities(view, company("n0"), rule, changes)
    more = [*changes, Change(added=owns(f"n{owner}", f"n{asset}", str(share)))]
    assert set(ids(before)) <= set(ids(related_entities(view, company("n0"), rule, more)))


def test_a_long_chain_is_refused(empty: Registry) -> None:
    changes = [Change(added=owns(f"c{step}", f"c{step + 1}", "100")) for step in range(1_100)]
    with pytest.raises(InputError, match="a chain of more than 1,000"):
        related_entities(empty.at(), company("c0"), parse_rule("majority"), changes)
