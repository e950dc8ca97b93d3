from __future__ import annotations

import errno
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

import evenhand
from evenhand.cli import main
from tests.run.test_detect import rows, write

COMMANDS = [
    "detect",
    "simulate",
    "power",
    "windows",
    "demo",
    "read",
    "shares",
    "pairs",
    "network",
    "calibrate",
    "trace",
    "formats",
    "signals",
]


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
    assert "Confirmed means: more often than chance explains" in said.out
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
    assert (
        run("detect", posts, "--min-weight", "99", "--count-only", "--out", tmp_path / "run") == 0
    )
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
        (["detect", "no-such.csv", "--out", "x", "--threads", "0"], "threads must be 1 or more"),
        (["detect", "{posts}", "--out", "x", "--weight", "posts"], "one of objects, post-pairs"),
        (["detect", "{posts}", "--out", "x", "--window", "1 fortnight"], "no length of time"),
        (["detect", "{posts}", "--out", "x", "--signals", "likes"], "no signal 'likes'"),
        (["pairs", "{posts}", "--out", "x"], "another kind of file. For a file of posts, run `ev"),
        (["network", "{posts}", "--out", "x"], "cannot be read as Parquet"),
        (["pairs", "none.parquet", "--out", "x"], "none.parquet cannot be read: No such file"),
        (["read", "{posts}", "--out", "{posts}"], "is one of the files that are read"),
        (["read", "{here}", "--out", "{posts}"], "is one of the files that are read"),
        (["shares", "{posts}", "--out", "{posts}"], "is one of the files that are read"),
        (["shares", "{posts}", "--out", "."], ". is a folder; give the name of a file"),
        (["read", "{posts}", "--out", "{posts}/x"], "is a file and no folder"),
        (["demo", "--out", "{posts}"], "is a file and no folder"),
        (["detect", ".", "--out", "x"], "Error: .: the folder holds no file that can be read."),
        (["detect", "{posts}", "--accounts", "no.csv", "--out", "x"], "no.csv: there is no such"),
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
    assert said.err.lstrip().count("\n\n") == 0
    assert ".." not in said.err
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


@pytest.mark.parametrize("command", ["read", "shares", "pairs", "network"])
def test_missing_folders_are_made_and_removed_when_writing_fails(
    command: str, posts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shares, edges = tmp_path / "s.parquet", tmp_path / "e.parquet"
    assert run("shares", posts, "--out", shares) == 0
    assert run("pairs", shares, "--out", edges) == 0
    given = {"pairs": shares, "network": edges}.get(command, posts)
    out = tmp_path / "new" / "folder" / "x.parquet"

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr("pyarrow.parquet.ParquetWriter.write_table", full)
        assert run(command, given, "--out", out) == 2
    assert not (tmp_path / "new").exists()
    assert run(command, given, "--out", out) == 0
    assert out.is_file()
    assert not list(out.parent.glob(".*"))


def test_a_full_disk_is_a_sentence(
    posts: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("evenhand.reports.write", full)
    assert run("detect", posts, "--out", tmp_path / "run") == 2
    assert "No space left on device. Nothing unfinished was left." in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["posts.csv"]


def test_one_is_singular_and_no_line_is_empty_before_the_answer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "one.csv"
    path.write_text("id,author,date,text\n1,ann,2024-05-01T00:00:01Z,x\n")
    assert run("read", path, "--out", tmp_path / "p.parquet") == 0
    assert run("detect", path, "--out", tmp_path / "run") == 0
    both = write(tmp_path / "posts.csv", [[*row, ""][:4] for row in rows()[:30]])
    shares, edges = tmp_path / "s.parquet", tmp_path / "e.parquet"
    said = capsys.readouterr()
    assert "1 post of 1 row, times to 1 second" in " ".join(said.err.split())
    assert "\n\n" not in said.err
    assert "\n\n\n" not in said.out
    assert run("shares", both, "--out", shares) == 0
    assert run("pairs", shares, "--min-weight", "5", "--out", edges) == 0
    assert run("network", edges, "--out", tmp_path / "n.parquet") == 0
    assert "6 accounts in 1 cluster to" in capsys.readouterr().out.replace("\n", " ")


def test_accounts_reach_the_report(posts: Path, tmp_path: Path) -> None:
    known = tmp_path / "who.csv"
    known.write_text("account_id,handle,kind,followers\nplanted0,wire_zero,page,1234\n")
    out = tmp_path / "run"
    words = ["detect", posts, "--accounts", known, "--min-weight", "4", "--out", out]
    assert run(*words) == 0
    row = pl.read_parquet(out / "accounts.parquet").filter(account_id="planted0").to_dicts()[0]
    assert (row["handle"], row["kind"], row["followers"]) == ("wire_zero", "page", 1234)
    assert "wire_zero" in (out / "report.html").read_text()
    manifest = json.loads((out / "manifest.json").read_text())
    assert {source["file"] for source in manifest["inputs"]} == {str(posts), str(known)}
    assert run("read", posts, "--accounts", known, "--out", tmp_path / "p.parquet") == 0
    beside = pl.read_parquet(tmp_path / "p.accounts.parquet")
    assert beside.filter(account_id="planted0")["followers"].to_list() == [1234]
    assert (
        run(
            "detect",
            tmp_path / "p.parquet",
            "--accounts",
            tmp_path / "p.accounts.parquet",
            "--min-weight",
            "4",
            "--out",
            tmp_path / "again",
        )
        == 0
    )
    again = pl.read_parquet(tmp_path / "again" / "accounts.parquet")
    assert again.equals(pl.read_parquet(out / "accounts.parquet"))


def test_a_terminal_is_not_given_what_it_would_obey(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = "\x1b[2J\x9b31m\u202e"
    table = [[r[0], r[1] + bad, r[2], f"{bad}thing {r[3][-5:]}"] for r in rows()]
    table.append(["last", "nobody", f"never{bad}", "x"])
    path = write(tmp_path / "posts.csv", table)
    path.write_text(path.read_text().replace("text", "objects", 1), encoding="utf-8")
    words = ["detect", path, "--min-weight", "1", "--out"]
    assert run(*words, tmp_path / "run") == 0
    said = capsys.readouterr()
    assert "⟦U+202E⟧" in said.out
    assert run(*words, tmp_path / "again", "--json") == 0
    machine = capsys.readouterr().out
    assert json.loads(machine)["clusters"]
    path.write_text(f"id,author,date,te{bad}xt\n1,ann,2024-05-01,x\n", encoding="utf-8")
    assert run("detect", path, "--out", tmp_path / "no") == 2
    strict = capsys.readouterr().err
    assert "⟦U+009B⟧" in strict
    for text in (said.out, said.err, machine, strict):
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", text)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("command", ["detect", "read"])
def test_what_is_stopped_leaves_nothing(
    command: str,
    number: signal.Signals,
    posts: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def stopped(*_: object, **__: object) -> None:
        signal.raise_signal(number)

    before = signal.getsignal(number)
    monkeypatch.setattr("pyarrow.parquet.ParquetWriter.write_table", stopped)
    assert run(command, posts, "--out", tmp_path / "new" / "out") == 128 + number
    assert "Stopped. Nothing unfinished was left." in capsys.readouterr().err
    assert not list(tmp_path.rglob("*out*"))
    assert signal.getsignal(number) is before


def test_calibrate_looks_again_at_a_run(
    posts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "run"
    assert run("detect", posts, "--min-weight", "2", "--out", out) == 0
    capsys.readouterr()
    assert run("calibrate", out, "--repeats", "3", "--out", tmp_path / "c.parquet") == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "3 runs on the same posts, each moved by up to 5 minutes to either side" in said
    assert "0 of 3 had a confirmed group" in said
    assert pl.read_parquet(tmp_path / "c.parquet").height == 3
    assert run("calibrate", out, "--repeats", "2", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["repeats"] == 2
    assert found["edges_mean"] < found["edges_as_it_is"]


def test_periods_are_looked_at_said_and_repeated(
    posts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "run"
    assert run("detect", posts, "--window", "30s", "--period", "30m", "--out", out) == 2
    assert "ten times the jitter" in " ".join(capsys.readouterr().err.split())
    assert run("detect", posts, "--window", "30s", "--period", "2h", "--out", out) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "periods of 2 hours" in said
    assert {"period_weight", "period_first_seen"} <= set(
        pl.read_parquet(out / "edges.parquet").columns
    )
    assert "episode" in pl.read_parquet(out / "episodes.parquet").columns
    assert run("calibrate", out, "--repeats", "1", "--json") == 0
    capsys.readouterr()
    assert run("detect", posts, "--period", "999d", "--out", tmp_path / "long") == 0
    assert "as if none had been given" in " ".join(capsys.readouterr().out.split())


def test_calibrate_refuses_what_is_no_run_or_was_changed(
    posts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("calibrate", tmp_path) == 2
    assert "is not the folder of a run" in " ".join(capsys.readouterr().err.split())
    out = tmp_path / "run"
    assert run("detect", posts, "--out", out) == 0
    manifest = out / "manifest.json"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace(f'"evenhand": "{evenhand.__version__}"', '"evenhand": "0.0"'))
    assert run("calibrate", out) == 2
    assert "was written by evenhand 0.0, and this is" in " ".join(capsys.readouterr().err.split())
    manifest.write_text(text, encoding="utf-8")
    shares = out / "shares.parquet"
    shares.write_bytes(shares.read_bytes() + b"!")
    assert run("calibrate", out) == 2
    assert "was changed since the run" in " ".join(capsys.readouterr().err.split())


def test_nearly_the_same_texts_by_a_threshold_of_ones_own(tmp_path: Path) -> None:
    texts = [
        "the harbour of the old town is closed today because of the storm from the north",
        "the harbour of the old town is shut today because of a storm from the north",
    ]
    made = [
        [f"p{n}{a}", f"account{a}", f"2024-05-0{n + 1}T10:00:0{a}Z", f"{texts[a]} number {n}" * 2]
        for n in range(3)
        for a in range(2)
    ]
    path = write(tmp_path / "near.csv", made)
    shares = {}
    for similarity in ("0.5", "0.99"):
        out = tmp_path / f"{similarity}.parquet"
        words = ["shares", path, "--signals", "near_text", "--near-text-similarity", similarity]
        assert run(*words, "--out", out) == 0
        shares[similarity] = pl.read_parquet(out).height
    assert shares["0.5"] == 6
    assert shares["0.99"] == 0
    assert run("shares", path, "--signals", "near_text", "--near-text-similarity", "7", "--out",
               tmp_path / "x.parquet") == 2  # fmt: skip
