from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.test_commands import run
from tests.run.test_power import TINY


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    path = tmp_path / "tiny.yaml"
    path.write_text(TINY, "utf-8")
    return path


def test_a_table_and_a_sentence(
    scenario: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "power"
    words = ["power", "--scenario", scenario, "--repeats", "1", "--threads", "1"]
    vary = ["--vary", "size=3", "camouflage=0.9"]
    assert run(*words, *vary, "--out", out) == 0
    said = capsys.readouterr().out
    assert max(map(len, said.splitlines()[:-1])) <= 100
    assert "12 accounts *" in said
    assert "1 of 1" in said
    assert "Found in four of five streams or more:" in said
    assert "3 streams were played" in said
    assert (out / "plots" / "power.svg").exists()
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    assert manifest["command"].startswith("evenhand power --scenario")

    assert run(*words, *vary, "--out", out) == 2
    assert "--overwrite" in capsys.readouterr().err
    assert run(*words, *vary, "--out", out, "--overwrite", "--csv", "--json") == 0
    plain = json.loads(capsys.readouterr().out)
    assert (plain["network"], plain["repeats"]) == ("lift", 1)
    assert [(p["varied"], p["value"]) for p in plain["points"]] == [
        ("size", 3), ("size", 12), ("camouflage", 0.2), ("camouflage", 0.9)
    ]  # fmt: skip
    assert " ".join(plain["sentence"].split()) in " ".join(said.split())
    assert str(out / "power.csv") in plain["files"]


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["--vary", "size"], "'size' is not that"),
        (["--vary", "size="], "'size=' is not that"),
        (["--vary", "size=3", "other.yaml"], "'other.yaml' is not that"),
        (["--vary", "size=3", "size=5"], "names size twice"),
        (["--vary", "delays=3s"], "Did you mean delay?"),
        (["--network", "none"], "there is no network 'none'; there is lift, other."),
        (["--repeats", "0"], "0 repeats"),
        (["--seed", "-1"], "--seed must be 0 or more"),
        (["--window", "soon"], "no length of time"),
        (["--signals", "likes"], "There is no signal 'likes'"),
        (["--threads", "0"], "must be 1 or more"),
    ],
)
def test_what_cannot_be_used(
    words: list[str],
    error: str,
    scenario: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = tmp_path / "power"
    assert run("power", "--scenario", scenario, "--out", out, *words) == 2
    assert error in " ".join(capsys.readouterr().err.split())
    assert not out.exists()


def test_a_slip_in_the_scenario(
    scenario: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scenario.write_text(TINY.replace("accounts: 500", "accounts: few"), "utf-8")
    assert run("power", "--scenario", scenario, "--out", tmp_path / "power") == 2
    assert "tiny.yaml: accounts: 'few' is given" in " ".join(capsys.readouterr().err.split())
