"""What is written is what is read, in any format and any order of rows."""

from __future__ import annotations

import gzip
import json
import random
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand import records
from evenhand.records.schemas import POSTS

LISTS = ("urls", "hashtags", "mentions", "media", "objects")
_plain = st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"])
_word = st.text(_plain, min_size=1, max_size=12).map(str.strip).filter(bool)
_id = st.from_regex(r"[a-z0-9]{1,8}", fullmatch=True)
_text = st.text(st.one_of(_plain, st.sampled_from('\n\t",;|\\')), max_size=40)
_tag = st.from_regex(r"[a-zа-я]{1,8}", fullmatch=True)
_when = st.datetimes(datetime(1990, 1, 1), datetime(2099, 12, 31)).map(
    lambda t: t.replace(tzinfo=UTC)
)


@st.composite
def posts(draw: st.DrawFn) -> list[dict]:
    ids = draw(st.lists(_id, min_size=1, max_size=8, unique=True))
    rows = []
    for number in ids:
        platform = draw(st.sampled_from([None, "twitter", "telegram"]))
        prefix = f"{platform}:" if platform else ""
        other = _id.filter(lambda i: i not in ("0", "na", "nan", "none", "null", "false"))
        reference = st.none() | other.map(prefix.__add__)
        shared = st.none() | st.lists(_word, min_size=1, max_size=1)
        rows.append(
            {
                "post_id": prefix + "p" + number,
                "account_id": prefix + draw(_word),
                "platform": platform,
                "created_at": draw(_when),
                "text": draw(_text) or None,
                "language": draw(st.sampled_from([None, "en", "ru"])),
                "urls": draw(st.lists(st.just("https://example.org/a,b;c"), max_size=2)) or None,
                "hashtags": draw(st.lists(_tag, max_size=3)) or None,
                "mentions": draw(st.lists(_tag, max_size=3)) or None,
                "repost_of": draw(reference),
                "quote_of": draw(reference),
                "reply_to": draw(reference),
                "media": draw(st.lists(_word, max_size=2)) or None,
                "objects": draw(shared),
                "url": None,
            }
        )
    return rows


def written(rows: list[dict], folder: Path, kind: str) -> Path:
    path = folder / f"posts.{kind}"
    flat = [row | {"created_at": row["created_at"].isoformat()} for row in rows]
    if kind == "jsonl":
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in flat))
    elif kind == "json":
        path.write_text(json.dumps(flat, indent=1))
    elif kind == "parquet":
        schema = pl.DataFrame(POSTS.empty_table()).schema
        pl.DataFrame(rows, schema=schema).write_parquet(path)
    else:
        for row in flat:
            for name in LISTS:
                row[name] = json.dumps(row[name], ensure_ascii=False) if row[name] else None
        mark = "\t" if kind == "tsv" else ","
        frame = pl.DataFrame(flat, schema=dict.fromkeys(POSTS.names, pl.String))
        frame.write_csv(path, separator=mark)
    return path


@settings(max_examples=25, deadline=None)
@given(rows=posts(), seed=st.integers(0, 99))
@pytest.mark.parametrize("kind", ["csv", "tsv", "jsonl", "json", "parquet"])
def test_every_format_gives_back_the_table(kind: str, rows: list[dict], seed: int) -> None:
    expected = pl.DataFrame(rows, schema=pl.DataFrame(POSTS.empty_table()).schema)
    expected = expected.sort("created_at", "account_id", "post_id")
    random.Random(seed).shuffle(rows)
    with tempfile.TemporaryDirectory() as folder:
        found = records.read(written(rows, Path(folder), kind))
        assert found.rejected.to_pylist() == []
        assert found.frame().to_dicts() == expected.to_dicts()


def stream(count: int, seed: int = 1) -> list[dict]:
    """Posts with repeated ids, rows without an id, and identical rows among these."""
    chance = random.Random(seed)
    rows = []
    for i in range(count):
        with_id = chance.random() < 0.6
        rows.append(
            {
                "post_id": str(chance.randrange(count)) if with_id else None,
                "account_id": f"a{chance.randrange(6)}",
                "created_at": f"2021-01-01T00:00:{chance.randrange(6):02}Z",
                "text": chance.choice(["RT @x: same", "same", None, "RT @x: https://t.co/1"]),
                "followers": i % 7,
            }
        )
    return rows


def test_no_order_of_rows_or_files_matters(tmp_path: Path) -> None:
    rows = stream(400)
    seen = []
    for seed in range(3):
        random.Random(seed).shuffle(rows)
        folder = tmp_path / str(seed)
        folder.mkdir()
        for part in range(3):
            pl.DataFrame(rows[part::3]).write_csv(folder / f"{part}.csv")
        found = records.read(folder)
        frame = found.frame()
        assert frame["post_id"].n_unique() == frame.height
        assert sum(s.posts + s.rejected for s in found.sources) == len(rows)
        seen.append((frame, found.accounts))
    for frame, accounts in seen[1:]:
        assert frame.equals(seen[0][0])
        assert accounts.equals(seen[0][1])


def test_posts_on_disk_are_the_same_as_in_memory(tmp_path: Path) -> None:
    rows = stream(3000)
    for part in range(6):
        pl.DataFrame(rows[part::6]).write_csv(tmp_path / f"{part}.csv")
    whole = records.read(tmp_path)
    spill = tmp_path / "spill"
    on_disk = records.read(
        tmp_path / "*.csv", spill=spill, limits=records.Limits(memory_bytes=2000)
    )
    assert any(spill.rglob("posts.parquet"))
    assert on_disk.frame().equals(whole.frame())
    assert on_disk.table().equals(whole.table())
    assert on_disk.rejected.equals(whole.rejected)
    assert on_disk.accounts.equals(whole.accounts)
    assert [(s.posts, s.rejected) for s in on_disk.sources] == [
        (s.posts, s.rejected) for s in whole.sources
    ]
    assert whole.rejected.num_rows > 0
    del on_disk
    assert not any(spill.iterdir())


def test_what_was_exported_reads_back(tmp_path: Path) -> None:
    pl.DataFrame(stream(200)).write_csv(tmp_path / "first.csv")
    first = records.read(tmp_path / "first.csv", platform="twitter")
    pq.write_table(first.table(), tmp_path / "again.parquet")
    again = records.read(tmp_path / "again.parquet")
    assert again.frame().equals(first.frame())
    assert records.from_table(first.table()).frame().equals(first.frame())


def test_packed_files(tmp_path: Path) -> None:
    data = b"post_id,user,time,text\n1,ann,2021-01-01,hello\n"
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(data))
    (tmp_path / "b.csv").write_bytes(data)
    both = records.read(tmp_path)
    assert both.count == 1
    assert [s.rejected for s in both.sources] == [0, 1]
    assert both.rejected["reason"][0].as_py().startswith("the post is already there")


def test_a_copy_of_a_file_is_not_read_twice(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / f"{name}.csv").write_text("user,time,text\nann,2021-01-01,hello\n")
    found = records.read(tmp_path)
    assert found.count == 1
    assert "same bytes" in found.sources[1].notes[0]
