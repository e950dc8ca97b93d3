"""The set of actors that comes with the project."""

from __future__ import annotations

import pytest

pytest.importorskip("followthemoney")

from evenhand.registry import model
from evenhand.registry.claims import IS_A, Claim, EntityKey
from evenhand.registry.cleaning import cleaned, private
from evenhand.registry.formats.rows import Refusals
from evenhand.registry.starter import read_starter


@pytest.fixture(scope="module")
def claims() -> list[Claim]:
    refused = Refusals()
    found = list(read_starter(refused=refused))
    assert refused.table().to_pylist() == []
    return found


def test_every_claim_can_be_kept(claims: list[Claim]) -> None:
    assert not [claim for claim in claims if private(claim)]
    for claim in claims:
        cleaned(claim)


def test_every_fact_has_a_link_and_a_grade(claims: list[Claim]) -> None:
    for claim in claims:
        assert (claim.source.url or "").startswith("http"), claim
        assert claim.source.grade != "F6"
        assert claim.source.captured_at, "nobody has read it there"


def test_all_classes_of_many_countries_are_there(claims: list[Claim]) -> None:
    outlets = {c.entity.id for c in claims if c.property == IS_A and c.value == "MediaOutlet"}
    classes = {c.value for c in claims if c.property == "typology"}
    countries = {c.value for c in claims if c.property == "country" and c.entity.id in outlets}
    assert len(outlets) >= 60
    assert classes == set(model.TYPOLOGY)
    assert len(countries) >= 20


def test_no_person_is_in_it(claims: list[Claim]) -> None:
    assert not [c for c in claims if c.property == IS_A and c.value == "Person"]


def test_russian_state_media_hang_together(claims: list[Claim]) -> None:
    def said(relation: str, subject: str, other: str) -> list[Claim]:
        return [
            c
            for c in claims
            if c.property == relation
            and c.entity.id == f"starter:{subject}"
            and isinstance(c.value, EntityKey)
            and c.value.id == f"starter:{other}"
        ]

    assert said("Ownership", "ru-state", "ru-rossiya-segodnya")[0].valid_from == "2013-12-09"
    assert said("Ownership", "ru-rossiya-segodnya", "ru-sputnik")
    assert said("Ownership", "ru-tv-novosti", "ru-rt")
    assert said("Ownership", "ru-tv-novosti", "de-ruptly")
    assert said("Ownership", "ru-state", "ru-tass")
    assert said("Succession", "ru-ria-novosti-fgup", "ru-rossiya-segodnya")
    paid = said("Control", "ru-state", "ru-tv-novosti")
    assert any(("controlType", "funding") in claim.details for claim in paid)
    # Sources contradict each other on whether RT belongs to Rossiya Segodnya: both stay.
    assert said("Control", "ru-rossiya-segodnya", "ru-tv-novosti")
    assert said("UnknownLink", "ru-ria-novosti-fgup", "ru-tv-novosti")
