"""Vectors kept with a corpus: the same result, and nothing of another version."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from evenhand.records.errors import InputError
from evenhand.tracing.corpus import add, corpus_of, open_corpus
from evenhand.tracing.encoders import Encoder, encoder
from evenhand.tracing.trace import trace
from evenhand.tracing.vectors import FOLDER, damaged, keep
from tests.cli.test_commands import run
from tests.tracing.test_translations import ENGLISH, FRENCH, OTHER, UKRAINIAN, document, table


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A corpus of two articles."""
    for name, text in (("port", ENGLISH), ("music", OTHER)):
        (tmp_path / f"{name}.txt").write_text(text)
    add(tmp_path / "corpus", sorted(tmp_path.glob("*.txt")), language="en")
    return tmp_path / "corpus"


def use() -> Encoder:
    found = encoder("use")
    assert found is not None
    return found


POSTS = table(document("fr", FRENCH, "fr"), document("uk", UKRAINIAN, "uk"))


def test_what_is_kept_is_what_is_found(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = trace(POSTS, open_corpus(folder), translated=True)
    assert before.matches["document_id"].to_pylist() == ["fr", "uk"]
    assert keep(open_corpus(folder), use()) == 8
    assert keep(open_corpus(folder), use()) == 0
    encoded: list[str] = []
    plain = Encoder.encode
    monkeypatch.setattr(
        Encoder,
        "encode",
        lambda self, texts, *rest: encoded.extend(texts) or plain(self, texts, *rest),
    )
    after = trace(POSTS, open_corpus(folder), translated=True)
    # English is encoded for e5 only, whose vectors were not kept.
    assert sum("crane" in text for text in encoded) == 1
    assert after.matches["document_id"].to_pylist() == ["fr", "uk"]
    places = ["document_start", "article_start", "method"]
    assert after.passages.select(places).equals(before.passages.select(places))
    for left, right in zip(
        after.passages["similarity"].to_pylist(),
        before.passages["similarity"].to_pylist(),
        strict=True,
    ):
        assert left == pytest.approx(right, abs=1e-3)


def test_articles_that_were_added_since_are_encoded_too(folder: Path, tmp_path: Path) -> None:
    keep(open_corpus(folder), use())
    (tmp_path / "more.txt").write_text(ENGLISH + " One sentence more was added to this report.")
    add(folder, tmp_path / "more.txt", language="en")
    found = trace(POSTS.slice(0, 1), open_corpus(folder), translated=True)
    assert len(found.matches) == 2
    assert keep(open_corpus(folder), use()) == 6


def test_another_version_is_refused(folder: Path) -> None:
    keep(open_corpus(folder), use())
    other = replace(use(), version="another/1")
    with pytest.raises(InputError, match=r"cannot be compared .* evenhand corpus encode"):
        keep(open_corpus(folder), other)
    with pytest.raises(InputError, match="holds vectors of the encoder use"):
        trace(POSTS, open_corpus(folder), translated=True, encoder=other)


def test_what_is_damaged_is_refused(folder: Path) -> None:
    keep(open_corpus(folder), use())
    [path] = (folder / FOLDER).glob("*.npy")
    path.write_bytes(path.read_bytes()[:-700])
    with pytest.raises(InputError, match="damaged"):
        trace(POSTS, open_corpus(folder), translated=True)
    [described] = (folder / FOLDER).glob("*.json")
    described.write_text("{")
    with pytest.raises(InputError, match="damaged"):
        keep(open_corpus(folder), use())


def test_what_is_kept_is_verified(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    keep(open_corpus(folder), use())
    assert damaged(folder) == []
    path = next((folder / FOLDER).glob("*.npy"))
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    assert run("corpus", "verify", folder) == 2
    assert "corpus encode" in capsys.readouterr().err


def test_what_belongs_to_no_shard_is_removed_and_strangers_stay(folder: Path) -> None:
    keep(open_corpus(folder), use())
    old = folder / FOLDER / "shard-000099.use.npy"
    old.write_bytes(b"")
    stranger = folder / FOLDER / "notes.txt"
    stranger.write_text("mine")
    assert keep(open_corpus(folder), use()) == 0
    assert not old.exists()
    assert stranger.exists()


def test_a_corpus_in_memory_keeps_nothing() -> None:
    with pytest.raises(InputError, match="no folder to keep vectors in"):
        keep(corpus_of(POSTS), use())


def test_from_the_command_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("corpus", "encode", folder) == 0
    assert "8 sentences encoded with use" in capsys.readouterr().out
    [described] = (folder / FOLDER).glob("*.json")
    assert json.loads(described.read_text())["sentences"] == 8
    assert run("corpus", "verify", folder) == 0
    posts = folder.parent / "posts.parquet"
    pl.DataFrame(POSTS).write_parquet(posts)
    words = ["trace", posts, "--against", folder, "--out", folder.parent / "run", "--translations"]
    assert run(*words, "--encoder", "use") == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "The encoder use does not know the language uk" in said
    assert run(*words, "--overwrite", "--encoder", "none") == 2
    assert "'none' is no encoder" in capsys.readouterr().err
