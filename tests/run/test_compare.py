"""Reports side by side, from files to the folder."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from evenhand.cli import main
from evenhand.records.errors import InputError
from evenhand.records.schemas import TABLES as SCHEMAS
from evenhand.run.compare import TABLES, compare_files

FIRST = (
    "OSTBY, March 4 /Nordwire/. Ostby keeps its harbour, mayor Anna Berg said on Monday.\n"
    "“We will never sell this harbour to a foreign company,” Berg told the council.\n"
)
SECOND = (
    "The mayor of Ostby, Anna Berg, has refused to sell the harbour of Ostby.\n"
    '"We will never sell the harbour to any foreign company <script>alert(1)</script>," Berg '
    "told the council of Ostby on Monday.\n"
)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    (tmp_path / "first.txt").write_text(FIRST, encoding="utf-8")
    (tmp_path / "=second.txt").write_text(SECOND, encoding="utf-8")
    return [tmp_path / "first.txt", tmp_path / "=second.txt"]


def test_a_folder_with_everything(files, tmp_path):
    out = tmp_path / "out"
    report = compare_files(files, encoder=None).write(out, command="evenhand compare …")
    assert report == out / "report.html"
    for name in TABLES:
        assert pq.read_schema(out / f"{name}.parquet").names == SCHEMAS[name].names
    whole = json.loads((out / "comparison.json").read_text(encoding="utf-8"))
    assert len(whole["compared"]) == 2
    assert "Translations were not looked for" in whole["notes"][0]
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert [Path(one["file"]).name for one in manifest["inputs"]] == ["=second.txt", "first.txt"]
    assert {one["file"] for one in manifest["outputs"]} >= {"report.html", "stories.csv"}
    with (out / "compared.csv").open(newline="", encoding="utf-8") as file:
        outlets = {row["outlet"] for row in csv.DictReader(file)}
    assert outlets == {"Nordwire", "'=second"}  # a spreadsheet runs nothing


def test_the_same_files_give_the_same_bytes(files, tmp_path):
    for name in ("one", "two"):
        compare_files(files, encoder=None).write(tmp_path / name, command="")
    for path in (tmp_path / "one").iterdir():
        if path.name != "manifest.json":
            assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name


def test_what_a_report_says_is_text_on_the_page(files, tmp_path):
    report = compare_files(files, encoder=None).write(tmp_path / "out")
    page = report.read_text(encoding="utf-8")
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert page.count("<script>") == 1
    assert "default-src &#39;none&#39;" in page


def test_a_folder_of_somebody_else_is_left_alone(files, tmp_path):
    made = compare_files(files, encoder=None)
    with pytest.raises(InputError, match="did not write"):
        made.write(tmp_path)


def test_the_command(files, tmp_path, capsys, monkeypatch):
    words = ["evenhand", "compare", *map(str, files), "--encoder", "none", "--out"]
    monkeypatch.setattr("sys.argv", [*words, str(tmp_path / "out")])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr().out
    assert ended.value.code in (0, None)
    assert "2 documents tell 1 story" in said
    assert "not looked for" in said
    monkeypatch.setattr("sys.argv", [*words, str(tmp_path / "again"), "--json"])
    with pytest.raises(SystemExit):
        main()
    assert json.loads(capsys.readouterr().out)["stories"][0]["documents"] == 2


def test_a_wrong_encoder_is_said_before_reading(tmp_path, capsys, monkeypatch):
    words = ["evenhand", "compare", str(tmp_path / "none.txt"), "--encoder", "magic", "--out"]
    monkeypatch.setattr("sys.argv", [*words, str(tmp_path / "out")])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "'magic' is no encoder" in " ".join(capsys.readouterr().err.split())
