"""Real files, where they are at hand."""

from __future__ import annotations

import polars as pl
import pytest

from evenhand import records
from tests.data import shared_data


def one(folder: str, name: str) -> tuple[records.Records, records.Source]:
    found = records.read(shared_data(folder) / name)
    source = found.sources[0]
    assert source.rows == source.posts + source.rejected + source.not_posts + source.merged
    frame = found.frame()
    assert frame.height == source.posts
    assert frame["post_id"].n_unique() == frame.height
    assert frame.equals(frame.sort("created_at", "account_id", "post_id"))
    assert set(found.accounts["account_id"].to_pylist()) == set(frame["account_id"].to_list())
    return found, source


def test_russian_trolls() -> None:
    found, source = one("ira_tweets", "ira_dev.csv.gz")
    assert (source.format, source.rows, source.rejected) == ("fivethirtyeight_recut", 135_861, 0)
    assert found.accounts.num_rows == 471
    assert (source.resolution_s, source.ids_made, source.zone_assumed) == (60, True, True)
    frame = found.frame()
    assert set(frame["repost_of"].drop_nulls().str.slice(0, 5).unique()) <= {"text:", "unkno"}
    with pytest.raises(records.InputError, match="minute"):
        records.check_window(30, found.sources)


def test_telegram_channels() -> None:
    found, source = one("telegram_ru_news", "posts.jsonl.gz")
    assert (source.format, source.posts) == ("generic", 22_099)
    assert found.accounts.num_rows == 24
    assert found.accounts["name"].null_count == 0
    assert found.frame()["urls"].drop_nulls().len() > 1000


def test_fight_night() -> None:
    found, source = one("control_posts", "mayweather_mcgregor_2017-08-27.csv")
    assert (source.posts, source.resolution_s) == (12_118, 1)
    assert found.frame().filter(pl.col("repost_of").is_not_null()).height >= 0


def test_reddit_comments() -> None:
    _, source = one("reddit_ira", "comments_min.csv")
    assert source.rows == 6_711
    assert source.columns["account_id"] == "author.name"


def test_coortweet() -> None:
    found, source = one("coortweet", "russian_coord_tweets.csv.gz")
    assert source.format == "contract"
    assert found.frame()["objects"].list.len().sum() == 35_124
    assert (source.rows, source.merged, source.rejected) == (35_125, 39, 1)


def test_a_folder_with_something_else_in_it_says_so() -> None:
    with pytest.raises(records.InputError, match=r"authors\.csv"):
        records.read(shared_data("ira_tweets"))
