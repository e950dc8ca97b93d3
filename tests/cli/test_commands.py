from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

import evenhand
from evenhand.cli import main
from tests.run.test_detect import rows, write

COMMANDS = ["detect", "demo", "read", "shares", "pairs", "network", "formats", "signals"]


def run(*words: str | Path) -> int:
    """Run the command line in this process and return its exit status."""
    before = sys.argv
    sys.argv = ["evenhand", *map(str, words)]
    try:
        main()
    except SystemExit as end:
        return int(end.code or 0)
    finally:
        sys.argv = before
    return 0


@pytest.fixture
def posts(tmp_path: Path) -> Path:
    return write(tmp_path / "posts.csv", rows())


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--version") == 0
    assert capsys.readouterr().out == f"evenhand {evenhand.__version__}\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_sentences_with_an_example(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(command, "--help") == 0
    said = capsys.readouterr().out
    assert "Example: evenhand " + command in said
    assert "." in said.split("Example:")[0]


def test_every_command_is_in_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--help") == 0
    said = capsys.readouterr().out
    assert "Example:" in said
    for command in COMMANDS:
        assert f" {command} " in said


def test_detect_says_what_was_found(
    posts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "run"
    assert run("detect", posts, "--min-weight", "4", "--out", out) == 0
    said = capsys.readouterr()
    assert "account_id = author" in said.err
    assert "1 group (6 of 66 accounts)" in said.out
    assert "links to wire.example" in said.out
    assert "Counting alone does not tell coordination from coincidence" in said.out
    assert str(out / "report.html") in said.out
    assert max(len(line) for line in said.out.splitlines() if "report.html" not in line) <= 100
    assert (out / "report.html").stat().st_size > 10_000
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["command"] == f"evenhand detect {posts} --min-weight 4 --out {out}"


def test_json_is_one_object(
    posts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("detect", posts, "--min-weight", "4", "--out", tmp_path / "run", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["clusters"][0]["accounts"] == 6
    assert said["looked_at"]["posts"] == 330
    assert said["sources"][0]["columns"]["account_id"] == "author"
    assert Path(said["report"]).exists()


def test_nothing_found_says_what_to_try(
    posts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("detect", posts, "--min-weight", "99", "--out", tmp_path / "run") == 0
    said = capsys.readouterr().out
    assert "No group was found" in said
    assert "smaller minimum weight" in said.replace("\n", " ")


def test_the_stages_alone_give_the_same_edges(posts: Path, tmp_path: Path) -> None:
    assert run("read", posts, "--out", tmp_path / "p.parquet") == 0
    assert run("shares", tmp_path / "p.parquet", "--out", tmp_path / "s.parquet") == 0
    edges = tmp_path / "e.parquet"
    assert run("pairs", tmp_path / "s.parquet", "--min-weight", "2", "--out", edges) == 0
    assert run("network", edges, "--out", tmp_path / "n.parquet") == 0
    accounts = pl.read_parquet(tmp_path / "n.parquet")
    assert set(accounts["account_id"]) == set(evenhand.detect(posts).accounts["account_id"])
    alone = pl.read_parquet(edges)
    whole = evenhand.detect(posts, min_weight=2).edges.select(alone.columns)
    key = ["signal", "account_a", "account_b"]
    plain = [frame.with_columns(pl.col(key).cast(pl.String)).sort(key) for frame in (alone, whole)]
    assert plain[0].equals(plain[1])


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["detect", "no-such.csv", "--out", "x"], "no-such.csv"),
        (["detect", "{posts}", "--out", "{posts}"], "is a file; --out needs a folder"),
        (["detect", "{posts}", "--out", "{here}"], "did not write, so it is left alone"),
        (["detect", "{posts}", "--out", "x", "--map", "text"], "--map text=message; 'text' is"),
        (["detect", "{posts}", "--out", "x", "--weight", "posts"], "one of objects, post-pairs"),
        (["detect", "{posts}", "--out", "x", "--window", "1 fortnight"], "no length of time"),
        (["detect", "{posts}", "--out", "x", "--signals", "likes"], "no signal 'likes'"),
        (["pairs", "{posts}", "--out", "x"], "cannot be read as Parquet"),
        (["network", "{posts}", "--out", "x"], "cannot be read as Parquet"),
        (["shares", "{posts}", "--out", "x", "--format", "myspace"], "myspace"),
    ],
)
def test_what_cannot_be_used_is_a_sentence_and_exit_2(
    words: list[str],
    says: str,
    posts: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    empty = tmp_path / "elsewhere"
    empty.mkdir()
    monkeypatch.chdir(empty)
    filled = [w.format(posts=posts, here=posts.parent) for w in words]
    assert run(*filled) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert says in said.err.replace("\n", " ")
    assert "Traceback" not in said.err
    assert list(empty.iterdir()) == []


def test_a_stopped_reader_is_no_error(posts: Path, tmp_path: Path) -> None:
    """As in `evenhand formats | head -1`."""
    child = subprocess.Popen(
        [sys.executable, "-m", "evenhand", "formats"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    child.stdout.close()
    _, said = child.communicate()
    assert "Traceback" not in said
