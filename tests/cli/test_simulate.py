from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from evenhand.simulation import files
from evenhand.simulation.posts import TRUTH
from tests.cli.test_commands import run

SMALL = """
name: small
start: 2026-03-02
days: 5
posts: 1500
accounts: 200
platforms: [{name: chirper, share: 1}]
languages: [{code: en, share: 1}]
networks:
  - name: wire
    agency: {name: Wire, handle: Wire, domain: wire.example}
    accounts: 5
    pages: 1
    operations: 5
    languages: [en]
"""


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, "utf-8")
    return path


def test_a_scenario_is_played(
    scenario: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    posts, truth, accounts = (tmp_path / f"{name}.parquet" for name in ("p", "t", "a"))
    words = ["simulate", "--scenario", scenario, "--out", posts, "--truth", truth]
    assert run(*words, "--accounts", accounts, "--seed", "3") == 0
    said = capsys.readouterr().out
    assert "posts of 200 accounts, 6 of them in 1 planted network, to " in said
    assert pl.read_parquet(posts)["account_id"].n_unique() == 200
    found = pl.read_parquet(truth)
    assert found.columns == TRUTH.names
    assert found["network"].count() == 6
    assert pl.read_parquet(accounts).height == 200
    before = posts.read_bytes()
    assert run(*words, "--seed", "3") == 0
    assert posts.read_bytes() == before
    assert run(*words, "--seed", "4") == 0
    assert posts.read_bytes() != before


def test_show(scenario: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("simulate", "--show") == 0
    said = capsys.readouterr().out
    assert said == files.text_of("demo")
    assert files.read(said) == files.load("demo")
    assert run("simulate", "--show", "--scenario", "hard") == 0
    assert capsys.readouterr().out == files.text_of("hard")
    assert run("simulate", "--show", "--scenario", scenario) == 0
    assert files.read(capsys.readouterr().out).name == "small"


def test_what_cannot_be_played(
    scenario: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = ["--out", tmp_path / "p.parquet", "--truth", tmp_path / "t.parquet"]

    def error(*words: str | Path) -> str:
        assert run("simulate", *words) == 2
        said = " ".join(capsys.readouterr().err.split())
        assert said.startswith("Error: ")
        assert not list(tmp_path.glob("*.parquet"))
        return said

    assert "--show" in error("--scenario", scenario)
    assert "cannot be read" in error("--scenario", tmp_path / "none.yaml", *out)
    assert "one of cascades, demo, easy" in error("--scenario", "none", *out)
    same = ["--out", tmp_path / "p.parquet", "--truth", tmp_path / "p.parquet"]
    assert "a file each" in error("--scenario", scenario, *same)
    lost = ["--out", scenario, "--truth", tmp_path / "t.parquet"]
    assert "would be lost" in error("--scenario", scenario, *lost)
    scenario.write_text(SMALL.replace("posts: 1500", "posts: 210"), "utf-8")
    said = error("--scenario", scenario, *out)
    assert "small.yaml: 210 posts are too few" in said
    scenario.write_text(SMALL.replace("days: 5", "days: five"), "utf-8")
    said = error("--scenario", scenario, *out)
    assert "small.yaml: days: 'five' is given; allowed is a whole number from 1 to 3,650." in said


def test_every_scenario_that_ships_is_in_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("simulate", "--help") == 0
    said = capsys.readouterr().out
    assert all(name in said for name in files.shipped())
