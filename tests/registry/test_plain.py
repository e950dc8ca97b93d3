"""Lists of ours: one fact in each row."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("followthemoney")

from evenhand.records.errors import InputError
from evenhand.registry.claims import Claim, EntityKey
from evenhand.registry.cleaning import cleaned
from evenhand.registry.formats.plain import read_plain
from evenhand.registry.formats.rows import Refusals

HEAD = "actor,fact,value,share,since,until,source,link,kind,grade,note\n"
WIRE = "wire,is,MediaOutlet,,,,Us,,own_research,A1,\n"
STATE = "state,is,PublicBody,,,,Us,,own_research,A1,\n"


def _read(tmp_path: Path, rows: str) -> tuple[list[Claim], list[str]]:
    path = tmp_path / "list.csv"
    path.write_text(HEAD + rows, encoding="utf-8")
    refused = Refusals()
    found = list(read_plain(path, "ours", refused=refused))
    return found, [row["reason"] for row in refused.table().to_pylist()]


def test_relations_point_from_who_does_it(tmp_path: Path) -> None:
    rows = WIRE + STATE + "wire,owner,state,60,2014,2020-05,Us,https://a.example,press,B2,a note\n"
    found, refused = _read(tmp_path, rows)
    assert refused == []
    claim = cleaned(found[-1])
    assert claim.entity == EntityKey("ours:state", "PublicBody")
    assert claim.property == "Ownership"
    assert claim.value == EntityKey("ours:wire", "MediaOutlet")
    assert (claim.valid_from, claim.valid_to) == ("2014", "2020-05")
    assert dict(claim.details) == {"percentage": "60", "description": "a note"}
    assert (claim.source.grade, claim.source.url) == ("B2", "https://a.example")


def test_a_source_says_when_it_was_read_and_what_was_kept(tmp_path: Path) -> None:
    path, kept = tmp_path / "list.csv", "0" * 64
    path.write_text(
        "actor,fact,value,source,kind,seen,capture\n"
        f"wire,is,MediaOutlet,Us,self,2026-11-22,{kept}\n"
        "wire,name,Wire,Us,self,2026-13-01,\n"
        "wire,alias,Wired,Us,self,,12345\n",
        encoding="utf-8",
    )
    first, late, short = read_plain(path, "ours")
    assert (first.source.captured_at, first.source.capture) == ("2026-11-22", kept)
    cleaned(first)
    with pytest.raises(InputError, match="no date"):
        cleaned(late)
    with pytest.raises(InputError, match="no SHA-256"):
        cleaned(short)


@pytest.mark.parametrize(
    ("written", "asset"),
    [
        ("https://www.wire.example/", "domain:wire.example"),
        ("wire.example/radio/", "site:wire.example/radio"),
        ("medium.com/@wire", "site:medium.com/@wire"),
    ],
)
def test_a_domain_with_a_path_is_that_part_of_it(tmp_path: Path, written: str, asset: str) -> None:
    found, refused = _read(tmp_path, WIRE + f"wire,domain,{written},,,,Us,,self,A2,\n")
    assert refused == []
    assert found[-1].entity.id == asset


@pytest.mark.parametrize(
    ("fact", "kind"), [("published by", "publisher"), ("subsidiary of", "subsidiary")]
)
def test_publishers_and_parents_control(tmp_path: Path, fact: str, kind: str) -> None:
    found, refused = _read(tmp_path, WIRE + STATE + f"wire,{fact},state,,,,Us,,press,B2,\n")
    assert refused == []
    claim = cleaned(found[-1])
    assert (claim.entity.id, claim.property) == ("ours:state", "Control")
    assert dict(claim.details)["controlType"] == kind


def test_a_relation_can_be_denied(tmp_path: Path) -> None:
    found, refused = _read(tmp_path, WIRE + STATE + "wire,not edited by,state,,,,Us,,self,C3,\n")
    assert refused == []
    claim = cleaned(found[-1])
    assert (claim.entity.id, claim.property) == ("ours:state", "Control")
    assert dict(claim.details) == {"controlType": "editorial", "status": "denied"}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("wire,owner,nobody,,,,Us,,press,,\n", "no actor of this list"),
        ("wire,likes,state,,,,Us,,press,,\n", "no fact that a row can say"),
        ("wire,domain,facebook.com,,,,Us,,press,,\n", "everyone who uses that platform"),
        ("wire,domain,10.0.0.1,,,,Us,,press,,\n", "IP address"),
        ("wire,account,twitter:@a b,,,,Us,,press,,\n", "names no account"),
        ("wire,name,=HYPERLINK(1),,,,Us,,press,,\n", "formula"),
        ("wire,name,<b>Wire</b>,,,,Us,,press,,\n", "HTML"),
        ("wire,name,Wire,,,,Us,,gossip,,\n", "no kind of source"),
        ("wire,name,Wire,,,,Us,,press,G9,\n", "no grade"),
        ("wire,name,Wire,,,,,,press,,\n", "source is missing"),
        ("wire,name,Wire,50,,,Us,,press,,\n", "Only an owner has a share"),
        ("wire,name,Wire\n", "11 fields expected"),
    ],
)
def test_a_row_that_cannot_be_used_says_why(tmp_path: Path, row: str, reason: str) -> None:
    found, refused = _read(tmp_path, WIRE + STATE + row)
    assert len(found) == 2
    assert len(refused) == 1
    assert reason in refused[0]


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("actor,value\nwire,x\n")
    with pytest.raises(InputError, match="facts need the column fact and source and kind"):
        list(read_plain(path))
