"""A corpus on disk: grows, survives a real kill -9, can be searched meanwhile, refuses others."""

import json
import signal
import subprocess
import sys
import time

import numpy as np
import polars as pl
import pytest

from evenhand.records import InputError
from evenhand.tracing import corpus as corpora
from evenhand.tracing import passages as passage_finding
from evenhand.tracing.catalogue import CORPUS_FILE
from evenhand.tracing.corpus import add, open_corpus, outlets, verify
from evenhand.tracing.passages import passages
from tests.tracing.articles import articles, document, texts


@pytest.fixture
def made(tmp_path):
    """A corpus of 40 articles in two shards, and the table of them."""
    table = articles(40)
    for part, name in ((table.slice(0, 25), "one"), (table.slice(25), "two")):
        path = tmp_path / f"{name}.parquet"
        pl.DataFrame(part).write_parquet(path)
        add(tmp_path / "corpus", path, threads=1)
    return tmp_path / "corpus", table


def held(folder):
    return pl.concat([shard.column("document_id", "text") for shard in open_corpus(folder).shards])


def test_it_holds_what_was_added_and_finds_it_again(made):
    folder, table = made
    corpus = open_corpus(folder)
    assert len(corpus.shards) == 2
    assert dict(held(folder).iter_rows()) == texts(table)
    copied = " ".join(texts(table)["a30"].split()[3:40])
    found = passages(document(copied, outlet="B"), corpus, threads=1)
    assert found.passages["article_id"].to_list() == ["a30"]
    assert found.articles.select("document_id", "published_at").row(0)[0] == "a30"
    assert verify(folder).faults == ()
    row = outlets(corpus).row(0, named=True)
    assert (row["outlet"], row["documents"], row["undated"]) == ("Wire", 40, 0)


def test_many_threads_read_one_corpus(made, monkeypatch):
    folder, table = made
    monkeypatch.setattr(passage_finding, "_ARTICLES_AT_ONCE", 1)
    copies = pl.DataFrame(table).with_columns(
        pl.lit("B").alias("outlet"),
        pl.concat_str("document_id", pl.lit("-copy")).alias("document_id"),
        pl.concat_str("sha256", pl.lit("-copy")).alias("sha256"),
    )
    for _ in range(5):
        found = passages(copies, open_corpus(folder), threads=8).passages
        assert found["document_id"].n_unique() == 40


def test_the_same_document_is_not_added_again_and_that_is_said(made, tmp_path):
    folder, _ = made
    before = (folder / CORPUS_FILE).read_bytes()
    added = add(folder, tmp_path / "one.parquet", threads=1)
    assert (added.documents, added.already, added.in_all) == (0, 25, 40)
    assert set(added.rejected["reason"].to_pylist()) == {"the same document is already there"}
    assert (folder / CORPUS_FILE).read_bytes() == before


def test_the_same_files_make_the_same_corpus(made, tmp_path):
    folder, _ = made
    for name in ("one", "two"):
        add(tmp_path / "again", tmp_path / f"{name}.parquet", threads=2)
    assert (tmp_path / "again" / CORPUS_FILE).read_text() == (folder / CORPUS_FILE).read_text()


def test_a_file_that_cannot_be_read_leaves_the_corpus_as_it_was(made, tmp_path):
    folder, _ = made
    before = sorted(path.relative_to(folder) for path in folder.rglob("*"))
    (tmp_path / "good.txt").write_text("Some words that are new here.")
    (tmp_path / "zzz.csv").write_text("a,b\n1,2\n")
    with pytest.raises(InputError, match="no column holds texts"):
        add(folder, [tmp_path / "good.txt", tmp_path / "zzz.csv"], threads=1)
    assert sorted(path.relative_to(folder) for path in folder.rglob("*")) == before
    with pytest.raises(InputError, match="no column holds texts"):
        add(tmp_path / "new", tmp_path / "zzz.csv")
    assert not (tmp_path / "new").exists()


def test_a_reader_keeps_what_it_opened_while_shards_are_merged(made, tmp_path, monkeypatch):
    folder, table = made
    before = open_corpus(folder)
    monkeypatch.setattr(corpora, "_TOGETHER", 3)
    path = tmp_path / "three.parquet"
    pl.DataFrame(articles(10, seed=9)).write_parquet(path)
    add(folder, path, threads=1)
    after = open_corpus(folder)
    assert (len(after.shards), after.documents) == (1, 50)
    assert verify(folder).faults == ()
    assert len(list((folder / "shards").iterdir())) == 1
    copied = document(" ".join(texts(table)["a30"].split()[3:40]), outlet="B")
    assert passages(copied, before, threads=1).articles["document_id"].to_list() == ["a30"]
    assert passages(copied, after, threads=1).articles["document_id"].to_list() == ["a30"]
    ids = held(folder)["document_id"]
    assert ids.n_unique() == 50
    assert ids.str.contains("#").sum() == 10  # other articles with the ids of the first ones


@pytest.mark.parametrize("delay_s", [0.0, 0.1])
def test_kill_9_while_adding_leaves_the_corpus_whole(made, tmp_path, delay_s):
    folder, _ = made
    path = tmp_path / "more.parquet"
    pl.DataFrame(articles(400, length=60, seed=7)).write_parquet(path)
    code = (
        "import sys\n"
        "from evenhand.tracing import corpus\n"
        "corpus._CHARACTERS = 5_000\n"  # many shards, so that it is killed between two
        "print('ready', flush=True)\n"
        "corpus.add(sys.argv[1], sys.argv[2], threads=1)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(folder), str(path)], stdout=subprocess.PIPE
    )
    process.stdout.readline()
    time.sleep(delay_s)
    shards = folder / "shards"
    while process.poll() is None and len(list(shards.iterdir())) < 3:
        time.sleep(0.005)  # until something of the new is there
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert open_corpus(folder).documents in (40, 440)
    assert verify(folder).faults == ()
    add(folder, path, threads=1)
    assert open_corpus(folder).documents == 440
    assert verify(folder).faults == ()
    named = {shard["name"] for shard in json.loads((folder / CORPUS_FILE).read_text())["shards"]}
    assert {one.name for one in shards.iterdir()} == named


def test_one_process_adds_at_a_time(made, tmp_path):
    folder, _ = made
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from evenhand.tracing import corpus\n"
        "with corpus._locked(Path(sys.argv[1])):\n"
        "    print('held', flush=True)\n"
        "    sys.stdin.read()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout.readline() == b"held\n"
    with pytest.raises(InputError, match="Another process is adding"):
        add(folder, tmp_path / "one.parquet")
    assert open_corpus(folder).documents == 40
    process.communicate()
    assert add(folder, tmp_path / "one.parquet").already == 25


def test_another_version_is_refused_with_how_to_rebuild(made, tmp_path):
    folder, table = made
    manifest = json.loads((folder / CORPUS_FILE).read_text())
    manifest["scheme"] = "another"
    (folder / CORPUS_FILE).write_text(json.dumps(manifest))
    for use in (open_corpus, verify, lambda top: add(top, tmp_path / "one.parquet")):
        with pytest.raises(InputError, match=r"corpus add NEW .*/shards\."):
            use(folder)
    (folder / "vectors").mkdir()  # of corpus encode; it is no document
    (folder / "vectors" / "shard-000001.use.json").write_text('{"sentences": 1}')
    add(tmp_path / "new", folder / "shards", threads=1)
    frame = pl.concat(
        [shard.column(*table.column_names) for shard in open_corpus(tmp_path / "new").shards]
    )
    columns = ["document_id", "text", "published_at", "published_latest", "sha256"]
    assert frame.select(columns).rows() == pl.DataFrame(table).select(columns).rows()


def test_damage_is_noticed(made):
    folder, _ = made
    path = folder / "shards" / "shard-000001" / "tokens.npy"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    assert len(verify(folder).faults) == 1
    path.write_bytes(data[:-8])
    with pytest.raises(InputError, match="changed or cut off"):
        open_corpus(folder)
    path.unlink()
    with pytest.raises(InputError, match="missing"):
        open_corpus(folder)
    assert "cannot be read" in verify(folder).faults[0]


def test_what_is_no_corpus(tmp_path):
    with pytest.raises(InputError, match="is no corpus"):
        open_corpus(tmp_path)
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(InputError, match="left alone"):
        add(tmp_path, tmp_path / "notes.txt")
    (tmp_path / CORPUS_FILE).write_text("[1]")
    with pytest.raises(InputError, match="corpus"):
        open_corpus(tmp_path)


def _first(manifest):
    return manifest["shards"][0]


@pytest.mark.parametrize(
    "change",
    [
        lambda manifest: manifest["shards"].append({}),
        lambda manifest: manifest["shards"].append("shard-000009"),
        lambda manifest: manifest["shards"].append(_first(manifest)),
        lambda manifest: manifest.update(next="x"),
        lambda manifest: manifest.update(next=1),
        lambda manifest: _first(manifest).update(name="../../precious"),
        lambda manifest: _first(manifest).update(name="shard-000001/../../../precious"),
        lambda manifest: _first(manifest).update(documents="many"),
        lambda manifest: _first(manifest).update(files={}),
        lambda manifest: _first(manifest)["files"].update({"../x": {"bytes": 1, "sha256": ""}}),
        lambda manifest: _first(manifest)["files"]["tokens.npy"].update(bytes="1"),
    ],
)
def test_a_catalogue_that_evenhand_did_not_write_is_refused(made, tmp_path, change):
    folder, _ = made
    manifest = json.loads((folder / CORPUS_FILE).read_text())
    change(manifest)
    (folder / CORPUS_FILE).write_text(json.dumps(manifest))
    before = sorted(folder.rglob("*"))
    for use in (open_corpus, verify, lambda top: add(top, tmp_path / "one.parquet")):
        with pytest.raises(InputError, match=r"damaged .* corpus add NEW"):
            use(folder)
    assert sorted({*folder.rglob("*")} - {folder / ".adding"}) == [
        path for path in before if path.name != ".adding"
    ]


def test_what_somebody_put_beside_the_shards_is_left_there(made, tmp_path):
    folder, _ = made
    (folder / "shards" / "photos").mkdir()
    (folder / "shards" / "shard-000777").mkdir()  # as an interrupted addition leaves it
    path = tmp_path / "new.txt"
    path.write_text("A text that is new to this corpus, and says so.")
    add(folder, path, threads=1)
    assert (folder / "shards" / "photos").is_dir()
    assert not (folder / "shards" / "shard-000777").exists()


def test_arrays_that_do_not_fit_each_other_are_refused(made):
    folder, _ = made
    path = folder / "shards" / "shard-000001" / "starts.npy"
    starts = np.load(path)
    for at, value in ((0, 1), (3, 1 << 40), (-1, starts[-1] + 5)):
        changed = starts.copy()
        changed[at] = value
        np.save(path, changed)
        with pytest.raises(InputError, match="do not fit"):
            open_corpus(folder)


def test_damaged_documents_are_said_with_what_to_do(made):
    folder, _ = made
    path = folder / "shards" / "shard-000001" / "documents.parquet"
    data = bytearray(path.read_bytes())
    data[4:2_000] = bytes(1_996)
    path.write_bytes(data)
    with pytest.raises(InputError, match=r"documents\.parquet of shard-000001 .* corpus verify"):
        outlets(open_corpus(folder))
