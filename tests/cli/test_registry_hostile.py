"""What the commands of a registry say to files, names and paths that are wrong or hostile."""

from __future__ import annotations

import gzip
import os
import sqlite3
from pathlib import Path

import pytest

pytest.importorskip("followthemoney")

from evenhand.records import files
from tests.cli.test_commands import run
from tests.cli.test_registry import HEAD, ROWS, where

__all__ = ["where"]
ESCAPE = "\x1b[31mred\x1b]0;title\x07\x9b2J"
OVERRIDE = "\u202egpj.exe\u2066"


def _said(capsys: pytest.CaptureFixture[str]) -> str:
    said = capsys.readouterr()
    for sign in said.out + said.err:
        assert sign == "\n" or ord(sign) >= 0x20, repr(sign)
        assert not 0x7F <= ord(sign) < 0xA0, repr(sign)
        assert sign not in "\u202e\u2066", repr(sign)
    return " ".join((said.out + said.err).split())


def test_a_wrong_row_is_told_with_file_row_and_column(
    where: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "bad.csv"
    end = ",,,,S,https://s.example,press,B2,\n"
    wrong = [
        "a,is,Spaceship",
        "a,name,=HYPERLINK(1)",
        "a,alias,<b>A</b>",
        "a,flies,high",
        "nobody,name,A",
    ]
    ok = f"a,is,Company{end}a,name,A{end}"
    share = "a,owner,b,130,2020,2019,S,https://s.example,gossip,B2,\n"
    file.write_text(HEAD + ok + "".join(row + end for row in wrong) + share, encoding="utf-8")
    capsys.readouterr()
    assert run("registry", "import", file, "--format", "plain") == 0
    said = _said(capsys)
    for place in ("row 3, value", "row 4, value", "row 5, value", "row 6, fact", "row 7, actor"):
        assert f"bad.csv, {place}: " in said
    assert "and 1 more reason: the same command with --json" in said


def test_a_registry_that_is_damaged_inside_is_a_sentence(
    where: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with sqlite3.connect(where) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = where.read_bytes()
    kept = 4096 * (len(whole) // 4096 // 3)
    where.write_bytes(whole[:kept] + b"\xa5" * (len(whole) - kept))
    for path in (f"{where}-wal", f"{where}-shm"):
        Path(path).unlink(missing_ok=True)
    capsys.readouterr()
    for command in (
        ("related", "state"),
        ("show", "wire"),
        ("outlets", "--out", tmp_path / "outlets.csv"),
        ("import", tmp_path / "tides.csv", "--format", "plain", "--list", "other"),
    ):
        assert run("registry", *command) == 2, command
        assert "The file is damaged" in _said(capsys)
    assert not (tmp_path / "outlets.csv").exists()


def test_a_truncated_registry_and_another_program_s_database(
    where: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with sqlite3.connect(where) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    os.truncate(where, 20_000)
    capsys.readouterr()
    assert run("registry", "lists") == 2
    assert "The file is damaged" in _said(capsys)
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
    assert run("registry", "init", "--registry", other) == 2
    assert "another program: it has a table bookmarks" in _said(capsys)


def test_a_folder_that_may_not_be_written_to(
    where: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    capsys.readouterr()
    assert run("registry", "lists") == 2
    assert "a registry keeps its log beside it" in _said(capsys)
    assert run("registry", "init", "--registry", tmp_path / "new.db") == 2
    assert "may not be written to" in _said(capsys)


def test_no_command_writes_over_what_it_reads(
    where: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    posts = tmp_path / "posts.csv"
    posts.write_text("account_id,created_at,text\na,2024-01-01T00:00:00Z,x\n")
    before = where.read_bytes(), posts.read_bytes()
    here = tmp_path / "somewhere" / ".." / where.name
    (tmp_path / "somewhere").mkdir()
    for command in (
        ("outlets", "--out", where),
        ("declared", "--out", here),
        ("match", "Aurora", "--out", where),
        ("show", "wire", "--html", here),
        ("screen", posts, "--out", where),
        ("screen", posts, "--out", posts),
    ):
        assert run("registry", *command) == 2, command
        assert "would be lost" in _said(capsys)
    assert run("registry", "outlets", "--out", tmp_path) == 2
    assert "is a folder" in _said(capsys)
    assert (where.read_bytes(), posts.read_bytes()) == before


def test_a_terminal_obeys_no_name(
    where: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "names.csv"
    name, source = f"Night {ESCAPE}{OVERRIDE}", f"Source {ESCAPE}{OVERRIDE}"
    lines = [f'n,is,MediaOutlet,,,,"{source}",https://s.example,self,B2,\n']
    for fact, value in (("name", name), ("listed by", f"Council {ESCAPE}"), ("owner", "m")):
        lines.append(f'n,{fact},"{value}",,,,"{source}",https://s.example,self,B2,"{ESCAPE}"\n')
    lines += [line.replace("n,", "m,", 1) for line in lines[:2]]
    lines += [f"m,alias,An ordinary name {n},,,,S,https://s.example,press,B2,\n" for n in range(99)]
    file.write_text(HEAD + "".join(lines), encoding="utf-8")
    capsys.readouterr()
    assert run("registry", "import", file, "--format", "plain", "--list", "n") == 0
    _said(capsys)
    who = ("--who", f"W {ESCAPE}{OVERRIDE}")
    assert run("registry", "judge", "n:n", "n:m", "different", *who, "--reasons", ESCAPE) == 0
    for command in (
        ("show", "n:n"),
        ("show", "n:n", "--json"),
        ("related", "n:m", "--paths", "--rule", "majority+control"),
        ("presences", "n:n"),
        ("match", "Night red", "--least", "0.2"),
        ("judgements",),
        ("judgements", "--json"),
        ("lists",),
    ):
        assert run("registry", *command) == 0, command
        assert _said(capsys)
    assert run("registry", "related", f"nobody {ESCAPE}") == 2
    assert run("registry", "import", file, "--format", ESCAPE) == 2
    assert run("registry", "import", f"{ESCAPE}{OVERRIDE}.csv", "--format", "plain") == 2
    assert _said(capsys)
    page = tmp_path / "page.html"
    assert run("registry", "show", "n:n", "--html", page) == 0
    assert not set(page.read_text(encoding="utf-8")) & {"\x1b", "\x07", "\x9b", "\u202e", "\u2066"}


def test_files_that_would_fill_memory_or_disk_are_refused(
    where: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle = tmp_path / "bundle.json"
    bundle.write_text('{"type": "bundle", "objects": [')
    os.truncate(bundle, 1_000_000_000)  # holes, which take no place on the disk
    capsys.readouterr()
    assert run("registry", "import", bundle, "--format", "stix") == 2
    assert "read whole" in _said(capsys)
    monkeypatch.setattr(files, "_INFLATION_FREE_BYTES", 1 << 20)
    bomb = tmp_path / "bomb.csv.gz"
    bomb.write_bytes(gzip.compress((HEAD + ROWS).encode() + b"0" * 40_000_000))
    assert run("registry", "import", bomb, "--format", "plain", "--list", "bomb") == 2
    assert "made to fill a disk" in _said(capsys)


def test_a_byte_that_is_no_utf_8_is_a_sentence(
    where: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A terminal hands such bytes on as halves of pairs, which no database takes."""
    file = tmp_path / "list.csv"
    file.write_text(HEAD + ROWS, encoding="utf-8")
    bad = "Aur\udcffra"
    for command in (
        ("show", bad),
        ("related", bad),
        ("presences", bad),
        ("judge", bad, "a:b", "same", "--who", "W"),
        ("import", file, "--format", "plain", "--list", "other", "--version", bad),
    ):
        assert run("registry", *command) == 2, command
        assert "no UTF-8" in _said(capsys), command
    assert run("registry", "match", bad) == 0
    assert _said(capsys)


def test_no_file_is_left_where_no_registry_was(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    there = tmp_path / "none.db"
    assert run("registry", "lists", "--registry", f"sqlite:///{there}") == 2
    assert "there is no registry there" in _said(capsys)
    assert not there.exists()
