from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("followthemoney")

from tests.cli.test_commands import run

HEAD = "actor,fact,value,share,since,until,source,link,kind,grade,note\n"
ROWS = """\
state,is,PublicBody,,,,Gazette,https://gazette.example,authority_listing,A1,
state,name,Ministry of Tides,,,,Gazette,https://gazette.example,authority_listing,A1,
group,is,Company,,,,Register,https://register.example,company_register,A2,
group,name,Aurora Group,,,,Register,https://register.example,company_register,A2,
group,owner,state,50,2013,,Register,https://register.example,company_register,A2,
wire,is,MediaOutlet,,,,Matrix,https://matrix.example,researcher,B2,
wire,name,Aurora & Wire,,,,Matrix,https://matrix.example,researcher,B2,
wire,typology,SC,,2015,,Matrix,https://matrix.example,researcher,B2,
wire,owner,group,60,2014,,Register,https://register.example,company_register,A2,
wire,owner,group,160,2014,,Register,https://register.example,company_register,A2,
wire,channel,telegram:@AuroraWire,,2017,,Matrix,https://matrix.example,researcher,B2,
wire,listed by,Council of the Islands,,2022-03-02,,Journal,https://j.example,authority_listing,A1,
"""


@pytest.fixture
def where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "registry.db"
    monkeypatch.setenv("EVENHAND_REGISTRY", str(path))
    (tmp_path / "tides.csv").write_text(HEAD + ROWS, encoding="utf-8")
    assert run("registry", "init") == 0
    command = ("registry", "import", tmp_path / "tides.csv", "--format", "plain", "--list", "tides")
    assert run(*command, "--version", "1") == 0
    return path


def test_an_import_says_what_it_did(
    where: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ("registry", "import", tmp_path / "tides.csv", "--format", "plain", "--list", "tides")
    capsys.readouterr()
    assert run(*command, "--version", "1") == 0
    said = capsys.readouterr()
    assert "tides 1: 15 claims." in said.out
    assert "Nothing changed." in said.out
    assert "between 0 and 100" in " ".join(said.err.split())
    (tmp_path / "tides.csv").write_text(HEAD + "".join(ROWS.splitlines(True)[:2]))
    assert run(*command) == 2
    assert "shrinks by half" in " ".join(capsys.readouterr().err.split())
    assert run(*command, "--yes", "--json") == 0
    assert json.loads(capsys.readouterr().out)["ended"] == 13
    assert run("registry", "lists") == 0
    assert run("registry", "formats") == 0
    said = capsys.readouterr()
    assert max(map(len, said.out.splitlines())) <= 100


def test_an_actor_that_no_list_describes_is_told(
    where: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    end = ",2014,,Register,https://r.example,press,B2,"
    rows = ["inn,is,Company,", "inn,owner,tides:grop,60", "inn,funded by,tides:group,"]
    (tmp_path / "inns.csv").write_text(HEAD + "".join(f"{row}{end}\n" for row in rows))
    capsys.readouterr()
    command = ("registry", "import", tmp_path / "inns.csv", "--format", "plain", "--list", "inns")
    assert run(*command) == 0
    said = " ".join(capsys.readouterr().err.split())
    assert "describes 1 actor it names: tides:grop. Correct the id" in said


def test_a_denial_is_told(where: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "said.csv").write_text(
        HEAD + "wire,is,MediaOutlet,,,,Matrix,,researcher,B2,\n"
        "wire,name,Dawn,,,,Matrix,,researcher,B2,\n"
        "group,is,Company,,,,Matrix,,researcher,B2,\ngroup,name,Hill,,,,Matrix,,researcher,B2,\n"
        "wire,published by,group,,2020,,Matrix,,researcher,B2,\n"
        "wire,not controlled by,group,,,,Dawn,,self,C3,nobody's business\n",
        encoding="utf-8",
    )
    path = tmp_path / "said.csv"
    assert run("registry", "import", path, "--format", "plain", "--list", "said") == 0
    capsys.readouterr()
    assert run("registry", "related", "Hill", "--rule", "control", "--paths") == 0
    said = capsys.readouterr().out
    assert "Hill publishes Dawn, from 2020: Matrix (B2)" in said
    assert "against it, 21: it is denied that Hill controls Dawn: Dawn (C3)" in said
    assert "disputed" in said
    assert run("registry", "show", "Dawn") == 0
    said = capsys.readouterr().out
    assert "is controlled by: denied" in said
    assert "nobody's business" in said
    assert said.count("contradicted") == 2
    assert run("registry", "related", "Hill", "--rule", "control", "--json") == 0
    (member,) = json.loads(capsys.readouterr().out)["members"]
    assert [one["details"]["status"] for one in member["against"]] == ["denied"]


def test_related(where: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run("registry", "related", "ministry of tides", "--paths") == 0
    said = capsys.readouterr().out
    assert max(map(len, said.splitlines())) <= 100
    assert "2 related entities" in said
    assert run("registry", "related", "state", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert [(one["id"], one["cascade_percent"], one["interest_percent"], one["weakest_grade"])
            for one in found["members"]] == [
        ("tides:group", 50.0, 50.0, "A2"), ("tides:wire", 60.0, 30.0, "A2"),
    ]  # fmt: skip
    assert run("registry", "related", "state", "--valid", "2012", "--json") == 0
    assert json.loads(capsys.readouterr().out)["members"] == []
    change = "state | Ownership | wire | percentage=5"
    assert run("registry", "related", "state", "--what-if", change) == 0
    assert "2 members now, 2 with the change" in " ".join(capsys.readouterr().out.split())
    assert run("registry", "related", "state", "--what-if", "end 5", "--json") == 0
    assert len(json.loads(capsys.readouterr().out)["leaving"]) == 2
    assert run("registry", "related", "state", "--rule", "power") == 2
    capsys.readouterr()
    assert run("registry", "related", "state", "--rule", "control") == 0
    assert "Other rules give some: 2 by --rule majority." in capsys.readouterr().out
    assert run("registry", "related", "wire") == 0
    assert "No other part of a rule gives any." in capsys.readouterr().out
    assert run("registry", "related", "state", "--known", "2020-01-01") == 0
    assert "holds nothing about it" in capsys.readouterr().out
    assert run("registry", "related", "nobody") == 2


def test_presences_and_show(
    where: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run("registry", "presences", "group", "--rule", "majority") == 0
    assert "aurorawire" in capsys.readouterr().out
    assert run("registry", "presences", "wire", "--json") == 0
    assert json.loads(capsys.readouterr().out)["presences"][0]["kind"] == "channel"
    assert run("registry", "show", "wire") == 0
    said = capsys.readouterr().out
    assert max(map(len, said.splitlines())) <= 100
    assert "Council of the Islands" in said
    assert run("registry", "show", "wire", "--json") == 0
    assert json.loads(capsys.readouterr().out)["listings"][0]["source"]["grade"] == "A1"
    page = tmp_path / "wire.html"
    assert run("registry", "show", "wire", "--html", page) == 0
    first = page.read_bytes()
    assert b"Aurora &amp; Wire" in first
    assert run("registry", "show", "wire", "--html", page) == 0
    assert page.read_bytes() == first
    assert run("registry", "show", "wire", "--html", tmp_path) == 2


def test_without_a_registry(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("registry", "lists", "--registry", tmp_path / "none.db") == 2
    assert "evenhand registry init" in " ".join(capsys.readouterr().err.split())
    assert run("registry", "import", tmp_path / "no.csv", "--format", "nothing") == 2
    assert "no format of a list" in " ".join(capsys.readouterr().err.split())
