from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from evenhand import simulation
from evenhand.exchange import tables
from evenhand.simulation import files
from tests.cli.test_commands import run


@pytest.fixture(scope="module")
def easy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("easy") / "posts.parquet"
    tables.write_parquet(simulation.posts(files.load("easy"), 0).posts, path)
    return path


@pytest.fixture(scope="module")
def nothing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("nothing") / "posts.parquet"
    tables.write_parquet(simulation.posts(files.load("no_network"), 0).posts, path)
    return path


def test_a_window_is_suggested(easy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("windows", easy, "--signals", "link,text,media") == 0
    said = capsys.readouterr().out
    assert max(map(len, said.splitlines())) <= 100
    assert "times as often as by chance" in " ".join(said.split())
    assert "evenhand detect … --window " in said
    assert "no sign of a plan" in " ".join(said.split())
    for signal in ("link", "text", "media"):
        assert f" {signal} " in said


def test_nothing_is_suggested(nothing: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("windows", nothing, "--signals", "link,text,media") == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "no short delays stand out" in said
    assert "The delays suggest no window" in said
    assert "not enough shares to say" in said
    assert "Not enough shares to say: fewer than 100 pairs within 15m." in said


def test_json(easy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("windows", easy, "--signals", "link", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["signals"][0]["signal"] == "link"
    assert 5 <= said["window_s"] == said["signals"][0]["window_s"] <= 60
    assert said["signals"][0]["jitter_s"] == 10 * said["window_s"]
    assert said["files"] == []


def test_the_folder(easy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "w"
    assert run("windows", easy, "--signals", "link", "--out", out) == 0
    assert "delays.parquet" in capsys.readouterr().out
    names = {str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()}
    assert names == {"delays.parquet", "plots/delays.svg", "plots/delays.png", "windows.json"}
    table = pl.read_parquet(out / "delays.parquet")
    assert table["signal"].unique().to_list() == ["link"]
    assert table["to_s"].is_sorted()
    assert json.loads((out / "windows.json").read_text("utf-8"))["signals"][0]["answer"] == "window"
    before = (out / "plots" / "delays.svg").read_bytes()

    assert run("windows", easy, "--signals", "link", "--out", out) == 2
    assert "is there already" in " ".join(capsys.readouterr().err.split())
    assert run("windows", easy, "--signals", "link", "--out", out, "--overwrite") == 0
    assert (out / "plots" / "delays.svg").read_bytes() == before
    file = tmp_path / "file"
    file.touch()
    assert run("windows", easy, "--out", file) == 2
    assert "is a file" in capsys.readouterr().err


def test_times_to_the_minute(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = pl.DataFrame(pl.from_arrow(simulation.posts(files.load("easy"), 0).posts))
    made = made.with_columns(pl.col("created_at").dt.truncate("1m"))
    made.write_parquet(tmp_path / "posts.parquet")
    assert run("windows", tmp_path / "posts.parquet", "--signals", "text") == 0
    said = capsys.readouterr().out
    assert "The times are only to 1m; no shorter window makes sense." in said
    assert "--window 1m" in said


def test_nothing_shared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "posts.csv"
    path.write_text(
        "post_id,account_id,created_at,text\n"
        "1,a,2024-01-01T00:00:00Z,something that nobody else says\n",
        "utf-8",
    )
    assert run("windows", path, "--out", tmp_path / "w") == 0
    assert "no delays to look at" in capsys.readouterr().out
    assert run("windows", path, "--signals", "likes") == 2
