from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from tests.cli.test_commands import run
from tests.run.test_detect import rows, write


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["read", "{posts}", "--out", ""], ". is a folder; give the name of a file"),
        (["detect", "", "--out", "x"], "An empty path was given"),
        (["detect", "{posts}", "--out", "x", "--map", "text=a", "--map", "text=b"], "two columns"),
    ],
)
def test_words_that_say_nothing_or_too_much(
    words: list[str],
    says: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    posts = write(tmp_path / "posts.csv", rows())
    assert run(*(word.format(posts=posts) for word in words)) == 2
    assert says in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["posts.csv"]


def test_damaged_tables_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "lists.parquet"
    columns = {"object_id": ["a"], "content_id": ["1"], "timestamp_share": [1]}
    pl.DataFrame({"account_id": [[1]], **columns}).write_parquet(path)
    assert run("pairs", path, "--out", tmp_path / "e.parquet") == 2
    assert "lists.parquet: damaged, or with columns of other types" in capsys.readouterr().err
