from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from evenhand.detection import Options, all_signals, read_shares, shares
from evenhand.records.errors import InputError
from evenhand.records.schemas import POSTS, SHARES

LISTS = ("urls", "hashtags", "mentions", "media", "objects")


def posts(*rows: dict[str, Any]) -> pa.Table:
    """Each row gives what matters; ids, accounts and times are made where it does not."""
    filled = []
    for n, row in enumerate(rows):
        base: dict[str, Any] = dict.fromkeys(POSTS.names)
        base |= {
            "post_id": f"p{n}",
            "account_id": f"a{n}",
            "created_at": datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=n),
        }
        filled.append(base | row)
    return pa.Table.from_pylist(filled, schema=POSTS)


def found(table: pa.Table) -> set[tuple[str, str, str]]:
    rows = table.select(["signal", "account", "object"]).to_pylist()
    assert len({tuple(r.items()) for r in rows}) == len(rows)
    return {(r["signal"], r["account"], r["object"]) for r in rows}


CASES = [
    ("repost", {"repost_of": "x"}, {"repost_of": "x"}, "x"),
    (
        "link",
        {"urls": ["https://www.Site.example/a?utm_source=q"]},
        {"urls": ["http://m.site.example/a#top"]},
        "https://site.example/a",
    ),
    (
        "domain",
        {"urls": ["https://news.site.example/a"]},
        {"urls": ["https://site.example/b"]},
        "site.example",
    ),
    ("hashtags", {"hashtags": ["Vote", "Now"]}, {"hashtags": ["vote", "NOW"]}, "#vote #now"),
    (
        "text",
        {"text": "The  harbour is closed TODAY https://a.example"},
        {"text": "@you the harbour is closed today"},
        "the harbour is closed today",
    ),
    ("mention", {"mentions": ["Harbour", "q"]}, {"mentions": ["harbour"]}, "harbour"),
    ("reply", {"reply_to": "x"}, {"reply_to": "x"}, "x"),
    ("media", {"media": ["h1", "h2"]}, {"media": ["h2"]}, "h2"),
    ("object", {"objects": ["o"]}, {"objects": ["o", "n"]}, "o"),
    (
        "near_text",
        {"text": "the harbour of the old town is closed today because of the storm"},
        {"text": "THE HARBOUR OF THE OLD TOWN IS CLOSED ALL DAY BECAUSE OF THE STORM! #storm"},
        "the harbour of the old town is closed all day because of the storm! #storm",
    ),
    ("near_media", {"media": ["0" * 64]}, {"media": ["F" + "0" * 63, "key"]}, "0" * 64),
]


def test_every_signal_has_a_case() -> None:
    assert {case[0] for case in CASES} == set(all_signals())


@pytest.mark.parametrize(("signal", "one", "other", "object_"), CASES)
def test_signal(signal: str, one: dict[str, Any], other: dict[str, Any], object_: str) -> None:
    table = shares(posts(one, other), [signal])
    assert table.schema.equals(SHARES)
    assert found(table) == {(signal, "a0", object_), (signal, "a1", object_)}


def test_the_order_of_hashtags_counts() -> None:
    table = posts({"hashtags": ["a", "b"]}, {"hashtags": ["b", "a"]})
    assert found(shares(table, ["hashtags"])) == set()


def test_short_texts_and_single_hashtags_do_not_count() -> None:
    both = {"text": "Good morning!", "hashtags": ["mood"]}
    table = posts(both, both)
    assert found(shares(table)) == set()
    loose = Options(text_min_length=5, hashtags_min=1)
    assert {signal for signal, _, _ in found(shares(table, options=loose))} == {"text", "hashtags"}


def test_a_repost_counts_in_the_repost_signal_alone() -> None:
    row = {
        "text": "a text that is long enough to count",
        "hashtags": ["a", "b"],
        "urls": ["https://site.example/a"],
        "repost_of": "x",
    }
    table = posts(row, row)
    assert {signal for signal, _, _ in found(shares(table))} == {"repost"}
    every = shares(table, options=Options(include_reposts=True))
    assert {signal for signal, _, _ in found(every)} == {"repost", "text", "hashtags", "link"}


def test_objects_of_one_account_are_left_out_unless_asked_for() -> None:
    table = posts(
        {"objects": ["x"], "account_id": "a"},
        {"objects": ["x"], "account_id": "a"},
        {"objects": ["y"], "account_id": "b"},
    )
    assert shares(table).num_rows == 0
    assert shares(table, lonely=True).num_rows == 3


def test_coarse_signals_are_not_looked_for_unasked() -> None:
    row = {"mentions": ["x"], "reply_to": "y", "urls": ["https://site.example/a"]}
    assert {s for s, _, _ in found(shares(posts(row, row)))} == {"link"}


def test_an_object_twice_in_one_post_is_one_share() -> None:
    table = posts({"media": ["h", "h"]}, {"media": ["h"]})
    assert shares(table, ["media"]).num_rows == 2


def test_unknown_signal_is_named() -> None:
    with pytest.raises(
        InputError, match=r"no signal 'retweet'\. The signals are: domain, hashtags"
    ):
        shares(posts(), ["retweet"])


def test_a_table_without_times_is_refused() -> None:
    with pytest.raises(InputError, match="'created_at' is missing"):
        shares(pl.DataFrame({"account_id": ["a"], "post_id": ["p"]}))


def test_shares_survive_parquet(tmp_path: Path) -> None:
    table = shares(posts({"objects": ["x"]}, {"objects": ["x"]}))
    pq.write_table(table, tmp_path / "shares.parquet")
    assert read_shares(tmp_path / "shares.parquet").equals(table)


def test_the_contract_is_read_as_shares(tmp_path: Path) -> None:
    path = tmp_path / "contract.parquet"
    columns = {
        "object_id": ["x", "x"],
        "account_id": ["a", "b"],
        "content_id": ["p", "q"],
        "timestamp_share": [1, 2],
    }
    pq.write_table(pa.table(columns), path)
    rows = read_shares(path).to_pylist()
    assert rows[1] == {
        "signal": "object",
        "account": "b",
        "object": "x",
        "time": datetime(1970, 1, 1, 0, 0, 2, tzinfo=UTC),
        "post": "q",
    }
    assert read_shares(path, posts=False)["post"].to_pylist() == ["", ""]


def test_what_is_no_table_of_shares_is_refused(tmp_path: Path) -> None:
    text = tmp_path / "a.csv"
    text.write_text("account_id\n")
    with pytest.raises(InputError, match=r"a\.csv cannot be read as Parquet"):
        read_shares(text)
    other = tmp_path / "b.parquet"
    pq.write_table(pa.table({"who": ["a"]}), other)
    with pytest.raises(InputError, match=r"it has the columns who\. Needed are signal, account"):
        read_shares(other)
    nulls = tmp_path / "c.parquet"
    columns = {"object_id": ["x"], "account_id": [None], "content_id": ["p"]}
    pq.write_table(pa.table(columns | {"timestamp_share": [1]}), nulls)
    with pytest.raises(InputError, match="1 rows without account_id"):
        read_shares(nulls)
    pq.write_table(pa.table(columns | {"account_id": ["a"], "timestamp_share": ["1"]}), nulls)
    with pytest.raises(InputError, match="times of the type string"):
        read_shares(nulls)
