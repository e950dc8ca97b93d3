"""What is shown of one actor: presences, facts, contradictions, and who stands around it."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("followthemoney")

from evenhand.registry import Claim, Registry, account, facts, present, said, site
from evenhand.registry.judgements import judge
from evenhand.registry.presences import presences
from evenhand.registry.profile import profile
from evenhand.registry.surroundings import surroundings
from tests.registry.made import PRESS, REGISTER, company, controls, made, named, owns

WIRE = company("wire", "MediaOutlet")
CHANNEL = account("telegram", "@AuroraWire")


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return made(
        tmp_path,
        [
            *facts(WIRE, REGISTER, name="Aurora Wire", typology="SC"),
            Claim(WIRE, "typology", "ISM", PRESS),
            *present(CHANNEL, WIRE, PRESS, kind="channel", presenceStatus="active"),
            *facts(CHANNEL, REGISTER, presenceStatus="removed"),
            *present(CHANNEL, company("other"), REGISTER, kind="channel"),
            *present(site("aurora.example"), WIRE, REGISTER, kind="domain", valid_from="2020"),
            *present(account("x", "unowned"), None, PRESS, kind="account"),
            said("Sanction", WIRE, "Council of Islands", REGISTER, program="12/2022"),
            *named(company("group"), "Aurora Group"),
            owns("group", WIRE, "60"),
            owns("group", WIRE, "20", PRESS),
            owns("state", "group", "100", since="2013", until="2019"),
            controls("wire", "dawn", "editorial"),
        ],
    )


def test_presences_by_app_with_their_source(registry: Registry) -> None:
    found = presences(registry.at("2021"), [WIRE])
    assert [(one.service, one.kind, one.name, one.status) for one in found] == [
        ("telegram", "channel", "aurorawire", "active or removed"),
        ("web", "domain", "aurora.example", None),
    ]
    assert [key.id for key in found[0].others] == ["tides:other"]
    assert found[1].claims[0].claim.source == REGISTER
    assert [one.service for one in presences(registry.at("2019"), [WIRE])] == ["telegram"]


def test_presences_of_what_was_judged_the_same(registry: Registry) -> None:
    assert not presences(registry.at(), [company("group")])
    judge(registry, "tides:group", "tides:wire", "same", "Ann")
    assert len(presences(registry.at(), [company("group")])) == 2


def test_a_profile_says_what_contradicts_what(registry: Registry) -> None:
    found = profile(registry.at(), WIRE)
    assert {(fact.label, fact.value) for fact in found.facts if fact.contradicted} == {
        ("State media typology", "SC"), ("State media typology", "ISM"),
    }  # fmt: skip
    assert [(tie.label, found.names[tie.other.id], tie.contradicted) for tie in found.ties] == [
        ("is owned by", "Aurora Group", True), ("edits", "tides:dawn", False),
    ]  # fmt: skip
    assert [one.claim.value for one in found.listings] == ["Council of Islands"]
    assert found.name == "Aurora Wire"


def test_who_stands_around_at_any_time(registry: Registry) -> None:
    found = surroundings(registry.at(), WIRE)
    assert found.levels == {
        "tides:wire": 0, "tides:group": -1, "tides:state": -2, "tides:dawn": 1,
    }  # fmt: skip
    assert len(found.ties) == 4
    assert found.left_off == 0


def test_whom_there_is_no_room_for_does_not_depend_on_the_process(tmp_path: Path) -> None:
    """Texts have other hashes in each process, and so have sets of them another order."""
    many = [owns("wire", f"paper-{number}", "100") for number in range(70)]
    view = made(tmp_path, many).at()
    keys = [company(f"paper-{number}") for number in (7, 3, 9, 1, 8, 2, 3)]
    assert list(view.same(keys)) == [key.id for key in keys[:-1]]
    found = surroundings(view, company("wire"))
    assert [*found.levels] == ["tides:wire", *(f"tides:paper-{number}" for number in range(59))]
    assert found.left_off == 11
