from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from evenhand import records
from evenhand.records import InputError

POSTS = "post_id,user,time,text\n1,ann,2021-01-01,x\n2,bob,2021-01-01,y\n"


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text)
    return path


def by_id(found: records.Records) -> dict[str, dict[str, object]]:
    return {row["account_id"]: row for row in found.accounts.to_pylist()}


def test_a_file_of_accounts_adds_what_it_knows(tmp_path: Path) -> None:
    posts = write(tmp_path, "posts.csv", POSTS)
    text = "account_id,handle,name,kind,created_at,followers,url\n"
    text += 'ann,@Ann,Ann A.,page,2019-05-01,"1,200",https://a.example\neve,eve,,,,,\n,x,,,,,\n'
    accounts = write(tmp_path, "accounts.csv", text)
    found = records.read(posts, accounts=accounts)
    ann = by_id(found)["ann"]
    assert (ann["handle"], ann["name"], ann["kind"]) == ("Ann", "Ann A.", "page")
    assert (ann["followers"], ann["url"]) == (1200, "https://a.example")
    assert ann["created_at"] == dt.datetime(2019, 5, 1, tzinfo=dt.UTC)
    source = found.sources[-1]
    assert (source.format, source.rows, source.posts, source.rejected) == ("accounts", 3, 0, 1)
    assert source.rows == source.posts + source.rejected + source.not_posts + source.merged
    assert source.notes == (
        "Accounts described: 2, of them with posts here: 1 (of 2 that posted).",
    )
    assert found.count == 2
    rejected = found.rejected.to_pylist()[0]
    assert (rejected["file"], rejected["row"]) == (str(accounts), 3)
    assert rejected["reason"] == "no account"


@pytest.mark.parametrize("name", ["a.parquet", "a.tsv"])
def test_other_files_and_spellings(tmp_path: Path, name: str) -> None:
    posts = write(tmp_path, "posts.csv", POSTS.replace("ann", "7"))
    frame = pl.DataFrame({"User ID": [7], "screen_name": ["ann"], "followers_count": [5]})
    path = tmp_path / name
    if name.endswith("parquet"):
        frame.write_parquet(path)
    else:
        frame.write_csv(path, separator="\t")
    ann = by_id(records.read(posts, accounts=path))["7"]
    assert (ann["handle"], ann["followers"]) == ("ann", 5)


def test_ids_are_qualified_as_those_of_posts(tmp_path: Path) -> None:
    posts = write(tmp_path, "posts.csv", POSTS)
    plain = write(tmp_path, "a.csv", "account_id,name\nann,Ann\nvk:bob,Bob\n")
    for given in (
        records.read(posts, accounts=plain, platform="vk"),
        records.read(
            write(tmp_path, "own.csv", "post_id,user,time,text,platform\n1,ann,2021-01-01,x,vk\n"),
            accounts=plain,
        ),
        records.read(
            posts,
            accounts=write(tmp_path, "b.csv", "account_id,name,platform\nann,Ann,VK\nbob,Bob,VK\n"),
            platform="vk",
        ),
    ):
        assert by_id(given)["vk:ann"]["name"] == "Ann"
        assert by_id(given)["vk:bob"]["name"] == "Bob"


def test_what_cannot_be_used(tmp_path: Path) -> None:
    posts = write(tmp_path, "posts.csv", POSTS)
    for name, text, said in (
        ("a.csv", "color,size\nred,1\n", r"\(account_id\).*'color', 'size'"),
        ("a.json", "[]", "one Parquet, CSV or TSV file"),
        ("a.csv", "account_id,created_at\nann,3/4/2020\n", "--dates|dmy"),
    ):
        with pytest.raises(InputError, match=said):
            records.read(posts, accounts=write(tmp_path, name, text))
