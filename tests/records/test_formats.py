"""Each known format, from a small file in its documented shape."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from evenhand import records
from evenhand.records import formats as known
from evenhand.records.records import Records
from evenhand.records.schemas import ACCOUNTS, POSTS, REJECTED

SAMPLES = Path(__file__).parent / "samples"


def read(name: str) -> tuple[Records, dict[str, dict]]:
    found = records.read(SAMPLES / name)
    assert found.table().schema.equals(POSTS, check_metadata=False)
    assert found.accounts.schema.equals(ACCOUNTS, check_metadata=False)
    assert found.rejected.schema.equals(REJECTED, check_metadata=False)
    for source in found.sources:
        assert source.rows == source.posts + source.rejected + source.not_posts + source.merged
    return found, {row["post_id"]: row for row in found.frame().to_dicts()}


@pytest.mark.parametrize("name", sorted(path.name for path in SAMPLES.iterdir()))
def test_the_shape_tells_the_format(name: str) -> None:
    source = records.read(SAMPLES / name).sources[0]
    stem = name.partition(".")[0].removesuffix("_flat").removesuffix("_all")
    assert source.format == stem
    assert source.format in known()


def test_contract_joins_the_objects_of_one_post() -> None:
    found, posts = read("contract.csv")
    assert posts["p1"]["objects"] == ["o1", "o2"]
    assert posts["p2"]["objects"] == ["o1"]
    assert posts["p1"]["created_at"] == datetime(2021, 6, 16, 22, 4, 51, tzinfo=UTC)
    assert (found.sources[0].merged, found.sources[0].rejected) == (1, 0)


def test_twitter_v2_page() -> None:
    found, posts = read("twitter_v2.jsonl")
    first = posts["twitter:101"]
    assert first["account_id"] == "twitter:1"
    assert first["urls"] == ["https://example.org/story"]
    assert (first["hashtags"], first["mentions"], first["media"]) == (["News"], ["bob"], ["3_7"])
    assert posts["twitter:102"]["repost_of"] == "twitter:90"
    assert posts["twitter:102"]["urls"] == ["https://example.org/whole"]
    assert posts["twitter:103"]["quote_of"] == "twitter:91"
    assert posts["twitter:103"]["reply_to"] == "twitter:92"
    assert found.sources[0].not_posts == 1
    ann = found.accounts.to_pylist()[0]
    assert (ann["handle"], ann["followers"], ann["created_at"].year) == ("ann", 5, 2010)


def test_twitter_v2_flattened() -> None:
    found, posts = read("twitter_v2_flat.jsonl")
    assert posts["twitter:201"]["reply_to"] == "twitter:92"
    assert posts["twitter:202"]["repost_of"] is None
    assert found.accounts["followers"].to_pylist() == [7]


def test_twitter_archive() -> None:
    found, posts = read("twitter_archive.csv")
    first = posts["twitter:900001"]
    assert first["urls"] == ["https://example.org/a", "https://example.org/b"]
    assert (first["hashtags"], first["mentions"]) == (["World"], None)
    assert posts["twitter:900002"]["repost_of"] == "twitter:900001"
    assert posts["twitter:900002"]["mentions"] == ["7aaa="]
    assert posts["twitter:900003"]["repost_of"] is None
    assert posts["twitter:900003"]["quote_of"] == "twitter:800"
    assert posts["twitter:900003"]["reply_to"] == "twitter:900001"
    bob = found.accounts.to_pylist()[1]
    assert (bob["handle"], bob["followers"]) == ("bob_b", 4)


def test_fivethirtyeight() -> None:
    found, posts = read("fivethirtyeight.csv")
    first = posts["twitter:914580356430536707"]
    assert first["account_id"] == "twitter:ANN_A"
    assert first["created_at"] == datetime(2017, 10, 1, 19, 58, tzinfo=UTC)
    assert (first["urls"], first["language"]) == (["https://example.org/like"], "en")
    assert first["repost_of"] is None
    assert posts["twitter:914621840496189440"]["repost_of"].startswith("text:")
    nothing = "twitter:914621840496189441"
    assert posts[nothing]["repost_of"] == f"unknown:{nothing}"
    assert found.accounts["followers"].to_pylist() == [9636, 9638]


def test_fivethirtyeight_recut_makes_ids_and_finds_originals_by_text() -> None:
    found, posts = read("fivethirtyeight_recut.csv")
    originals = [post["repost_of"] for post in posts.values() if post["repost_of"]]
    assert len(originals) == 2
    assert len(set(originals)) == 1
    same = sorted(i for i, post in posts.items() if post["text"] == "#Tag one")
    assert [i[-2:] for i in same] == ["-1", "-2"]
    assert same[0][:-2] == same[1][:-2]
    assert posts[same[0]]["hashtags"] == ["Tag"]
    assert found.sources[0].ids_made


def test_bluesky() -> None:
    found, posts = read("bluesky.jsonl")
    first = posts["bluesky:at://did:plc:aaa/app.bsky.feed.post/3k1"]
    assert first["account_id"] == "bluesky:did:plc:aaa"
    assert first["created_at"] == datetime(2024, 9, 9, 19, 46, 2, 329308, tzinfo=UTC)
    assert first["urls"] == ["https://example.org/x"]
    assert (first["hashtags"], first["mentions"]) == (["tag"], ["did:plc:bbb"])
    assert first["media"] == ["bafkreia"]
    assert first["reply_to"] == "bluesky:at://did:plc:ccc/app.bsky.feed.post/3k0"
    repost = posts["bluesky:at://did:plc:bbb/app.bsky.feed.repost/3k2"]
    assert repost["repost_of"] == first["post_id"]
    last = posts["bluesky:at://did:plc:ddd/app.bsky.feed.post/3k4"]
    assert last["quote_of"] == first["post_id"]
    assert last["urls"] == ["https://example.org/card"]
    assert found.sources[0].not_posts == 2
    assert found.rejected.num_rows == 0


def test_mastodon() -> None:
    found, posts = read("mastodon.json")
    first = posts["mastodon:https://one.example/users/ann/statuses/1"]
    assert first["text"] == "Read this & that\nnow #news @bob"
    assert first["account_id"] == "mastodon:ann@one.example"
    assert first["urls"] == ["https://example.org/a", "https://example.org/card"]
    assert first["mentions"] == ["bob@two.example"]
    boost = posts["mastodon:https://two.example/users/bob/statuses/2/activity"]
    assert boost["repost_of"] == first["post_id"]
    assert found.accounts["followers"].to_pylist() == [3, None]


def test_telegram_one_chat() -> None:
    found, posts = read("telegram.json")
    first = posts["telegram:1234567890/2"]
    assert first["text"] == "News: https://example.org/a #news more"
    assert first["urls"] == ["https://example.org/a", "https://example.org/b"]
    assert first["created_at"] == datetime(2022, 5, 1, 10, tzinfo=UTC)
    assert first["media"] == ["photos/photo_1.jpg"]
    assert first["repost_of"] is None
    forwarded = posts["telegram:1234567890/3"]
    assert forwarded["repost_of"].startswith("text:")
    assert forwarded["reply_to"] == first["post_id"]
    assert found.sources[0].not_posts == 1
    account = found.accounts.to_pylist()[0]
    assert (account["account_id"], account["kind"]) == ("telegram:channel1234567890", "channel")


def test_telegram_all_chats() -> None:
    _, posts = read("telegram_all.json")
    assert set(posts) == {"telegram:11/1", "telegram:22/1"}
    assert posts["telegram:11/1"]["reply_to"] is None


def test_reddit() -> None:
    found, posts = read("reddit.jsonl")
    assert posts["reddit:t3_abc1"]["urls"] == ["https://example.org/story"]
    second = posts["reddit:t3_abc2"]
    assert second["repost_of"] == "reddit:t3_abc1"
    assert second["urls"] == ["https://example.org/x"]
    assert posts["reddit:t1_c1"]["reply_to"] == "reddit:t3_abc1"
    assert [(r["row"], r["reason"]) for r in found.rejected.to_pylist()] == [
        (4, "the author was deleted")
    ]


def test_tiktok() -> None:
    _, posts = read("tiktok.json")
    first = posts["tiktok:702874395068494965"]
    assert (first["hashtags"], first["mentions"]) == (["dance"], ["bob"])
    second = posts["tiktok:702874395068494966"]
    assert first["media"] == second["media"] == ["music:703847506349838790"]
    assert second["quote_of"] == first["post_id"]


def test_meta_content_library() -> None:
    found, posts = read("meta_content_library.csv")
    first = posts["facebook:555001"]
    assert (first["urls"], first["hashtags"]) == (["https://example.org/a"], ["News"])
    assert posts["facebook:555002"]["repost_of"] == first["post_id"]
    assert found.accounts["kind"].to_pylist() == ["PAGE", "PAGE"]


def test_a_record_not_as_documented_is_refused(tmp_path: Path) -> None:
    good = (SAMPLES / "bluesky.jsonl").read_text()
    broken = '{"did":"d","time_us":1,"kind":"commit","commit":{"operation":"create","rkey":"1",'
    broken += '"collection":"app.bsky.feed.post"}}\n'
    path = tmp_path / "events.jsonl"
    path.write_text(good + broken + '{"cut off\n[1]\n')
    found = records.read(path)
    reasons = found.rejected["reason"].to_pylist()
    assert reasons[0].startswith("not a bluesky record as documented (key 'record'")
    assert [reason[:17] for reason in reasons[1:]] == ["not a JSON object"] * 2
    assert found.rejected["row"].to_pylist() == [6, 7, 8]


def test_a_page_of_reposts_is_the_same_read_in_pieces(tmp_path: Path) -> None:
    lines = (SAMPLES / "bluesky.jsonl").read_text().splitlines()
    for i, line in enumerate(reversed(lines)):
        (tmp_path / f"{i}.jsonl").write_text(line + "\n")
    with pytest.raises(records.InputError, match="is a post"):
        records.read(tmp_path)
    for i in (1, 2):
        (tmp_path / f"{i}.jsonl").unlink()
    whole = records.read(SAMPLES / "bluesky.jsonl").frame()
    assert records.read(tmp_path).frame().equals(whole)


def test_the_format_can_be_named(tmp_path: Path) -> None:
    with pytest.raises(records.InputError, match="no known format"):
        records.read(SAMPLES / "contract.csv", format="nonsense")
    with pytest.raises(records.InputError, match="comes as JSON"):
        records.read(SAMPLES / "contract.csv", format="bluesky")
    generic = records.read(SAMPLES / "contract.csv", format="generic").frame()
    assert generic.equals(records.read(SAMPLES / "contract.csv").frame())
    assert isinstance(generic, pl.DataFrame)


def test_a_platform_given_goes_before_that_of_the_format() -> None:
    found = records.read(SAMPLES / "twitter_v2.jsonl", platform="x")
    assert set(found.frame()["platform"].to_list()) == {"x"}
    assert [a["account_id"] for a in found.accounts.to_pylist()] == ["x:1", "x:2"]
