"""``evenhand corpus`` and ``evenhand trace``, from files to a folder of tables."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from tests.cli.test_commands import run
from tests.tracing.articles import articles, texts

TABLES = (
    "matches", "passages", "disclosures", "undisclosed", "documents", "articles", "rejected"
)  # fmt: skip


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A folder with a corpus and a file of posts, of which one takes a passage."""
    source = articles(30)
    pl.DataFrame(source).write_parquet(tmp_path / "articles.parquet")
    assert run("corpus", "add", tmp_path / "corpus", tmp_path / "articles.parquet") == 0
    copied = " ".join(texts(source)["a5"].split()[10:50])
    rows = [
        {"id": "1", "author": "page\x1b[31m", "date": "2020-03-01T10:00:00Z", "text": copied},
        {"id": "2", "author": "other", "date": "2020-03-01T10:00:00Z", "text": "my own words"},
        {"id": "3", "author": "other", "date": "2020-03-01T10:00:00Z", "text": ""},
    ]
    (tmp_path / "posts.jsonl").write_text("\n".join(json.dumps(row) for row in rows))
    return tmp_path


def test_from_files_to_tables(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["trace", made / "posts.jsonl", "--against", made / "corpus", "--out", made / "run"]
    assert run(*words, "--csv") == 0
    said = capsys.readouterr()
    assert "1 of 2 documents by 1 account holds passages of 1 article" in said.out
    assert "Translations were not looked for" in said.out
    assert "there are no words in its text" in said.err
    assert "\x1b" not in said.out + said.err
    assert all(len(line) <= 100 for line in (said.out + said.err).splitlines() if "/" not in line)
    found = pl.read_parquet(made / "run" / "matches.parquet")
    assert found.select("document_id", "article_id", "direction").rows() == [("1", "a5", "article")]
    manifest = json.loads((made / "run" / "manifest.json").read_text())
    assert {output["file"] for output in manifest["outputs"]} == {
        "report.html",
        *(f"{name}.{suffix}" for name in TABLES for suffix in ("parquet", "csv")),
    }
    assert manifest["corpus"]["documents"] == 30
    assert manifest["inputs"][0]["documents"] == 2
    assert run(*words) == 2
    files = [made / "run" / name for name in ("matches.parquet", "report.html")]
    assert run(*words, "--overwrite") == 0
    before = [file.read_bytes() for file in files]
    assert run(*words, "--overwrite") == 0
    assert [file.read_bytes() for file in files] == before
    assert run(*words, "--overwrite", "--threads", "1") == 0
    assert files[0].read_bytes() == before[0]


def test_json_is_one_object(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    words = ["trace", made / "posts.jsonl", "--against", made / "corpus", "--out", made / "run"]
    assert run(*words, "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["matches"][0]["article_id"] == "a5"
    assert said["matches_in_all"] == 1
    assert said["coordinated"] == []
    assert Path(said["report"]).is_file()


def test_accounts_that_do_not_name_their_source(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = pl.read_ndjson(made / "posts.jsonl").to_dicts()
    source = texts(articles(30))
    rows += [
        {"id": f"c{n}", "author": "page\x1b[31m", "date": "2020-03-02T10:00:00Z",
         "text": f"{n} " + " ".join(source[f"a{n}"].split()[:40])}
        for n in range(8)
    ]  # fmt: skip
    (made / "posts.jsonl").write_text("\n".join(json.dumps(row) for row in rows))
    (made / "outlets.csv").write_text("outlet,alias\nDaily,@daily\n")
    capsys.readouterr()
    words = ["trace", made / "posts.jsonl", "--against", made / "corpus", "--out", made / "run"]
    assert run(*words, "--outlets", made / "outlets.csv") == 0
    said = capsys.readouterr().out
    assert "hold passages of 8 articles of Wire; 9 of them do not say so." in " ".join(said.split())
    assert "u1" in said
    assert "--outlets" not in said
    assert "\x1b" not in said
    assert all(len(line) <= 100 for line in said.splitlines() if "/" not in line)
    found = pl.read_parquet(made / "run" / "undisclosed.parquet")
    assert found["undisclosed"].to_list() == [9, 9]
    assert run(*words, "--overwrite", "--outlets", made / "nothing.csv") == 2
    assert "no such file of outlets" in capsys.readouterr().err
    assert run(*words, "--overwrite", "--undisclosed-share", "2") == 2
    assert "must be 0 to 1" in capsys.readouterr().err


def test_a_corpus_is_shown_and_verified(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("corpus", "show", made / "corpus") == 0
    assert run("corpus", "verify", made / "corpus") == 0
    said = capsys.readouterr().out
    assert "30 documents of 1 outlet" in said
    assert "every file is as it was written" in said
    path = made / "corpus" / "shards" / "shard-000001" / "places.npy"
    path.write_bytes(path.read_bytes()[:-1])
    assert run("corpus", "verify", made / "corpus") == 2
    assert "is damaged" in capsys.readouterr().err


def test_what_is_no_corpus_is_a_sentence(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("trace", made / "posts.jsonl", "--against", made, "--out", made / "run") == 2
    assert "is no corpus" in capsys.readouterr().err
    assert not (made / "run").exists()
