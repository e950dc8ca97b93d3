"""What the registry hands on to tracing, and how it is known again."""

from __future__ import annotations

import pytest

pytest.importorskip("followthemoney")

from evenhand.records.outlets import outlets as read_outlets
from evenhand.registry import Claim, Source, facts, listed, present, site
from evenhand.registry.database import shown
from evenhand.registry.handed import outlets, state
from evenhand.registry.judgements import judge, undo
from evenhand.run.registered import for_tracing
from tests.registry.conftest import Place
from tests.registry.made import made

SELF = Source("self", "About us", "B2")


def test_outlets_of_one_name_stay_apart_until_somebody_judges_them_the_same(place: Place) -> None:
    north, south = listed("t", "north", "MediaOutlet"), listed("t", "south", "MediaOutlet")
    elsewhere = listed("other", "n", "MediaOutlet")
    registry = made(
        place,
        [
            *facts(north, SELF, name="NTV"),
            *facts(south, SELF, name="NTV", alias="Southern"),
            *present(site("north.example"), north, SELF, kind="domain"),
            *present(site("south.example"), south, SELF, kind="domain"),
            *facts(elsewhere, SELF, name="Aurora"),
        ],
    )
    rows = list(outlets(registry.at()))
    assert {row[0] for row in rows} == {"NTV (t:north)", "NTV (t:south)", "Aurora"}
    assert ("NTV (t:south)", "NTV", "", "") in rows
    apart = {row[0]: row[2] for row in rows if row[2]}
    assert apart == {"NTV (t:north)": "north.example", "NTV (t:south)": "south.example"}
    before = state(registry.at())
    done = judge(registry, north.id, south.id, "same", "A. Reader")
    keys = ("outlet", "alias", "domain", "language")
    found = read_outlets([dict(zip(keys, row, strict=True)) for row in outlets(registry.at())])
    assert [one.name for one in found] == ["Aurora", "NTV"]
    assert len(found[1].sites) == 2
    undo(registry, done.number, "B. Other")
    assert list(outlets(registry.at())) == rows
    # What was known before is the same registry still, and what is known now is another.
    assert state(registry.at(before.valid, before.known)) == before
    assert state(registry.at()).sha256 != before.sha256


def test_what_an_outlet_owns_besides_sites_and_accounts_is_no_place_of_it(place: Place) -> None:
    outlet, van = listed("t", "north", "MediaOutlet"), listed("t", "van.example", "Vehicle")
    claims = [*facts(outlet, SELF, name="NTV"), *facts(van, SELF, name="Van")]
    registry = made(place, [*claims, Claim(van, "owner", outlet, SELF)])
    assert list(outlets(registry.at())) == [("NTV", "", "", "")]


def test_the_manifest_names_the_registry(place: Place) -> None:
    told = for_tracing(made(place).at(), []).told
    assert told["lists"] == []
    begins = "postgresql+psycopg://" if isinstance(place, str) else str(place)
    assert str(told["registry"]).startswith(begins)


def test_a_password_is_shown_nowhere() -> None:
    for url in (
        "postgresql://me:s3cret@host/name",
        "postgresql://me:a/s3cret@host/name",
        "postgresql://me@host/name?password=s3cret",
        "postgresql://me@host/name?sslpassword=s3cret",
    ):
        assert "s3cret" not in shown(url)
        assert "host/name" in shown(url)
