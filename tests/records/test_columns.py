from __future__ import annotations

from pathlib import Path

import pytest

from evenhand import records
from evenhand.records import InputError
from evenhand.records.columns import SPELLINGS, folded, matched


def test_spelling_is_compared_by_letters_alone() -> None:
    found = matched(["Author ID", "Tweet-Text", "Publish.Date"])
    assert found == {"account_id": "Author ID", "text": "Tweet-Text", "created_at": "Publish.Date"}


def test_our_own_names_go_first() -> None:
    for ours, spellings in SPELLINGS.items():
        assert spellings[0] == ours
        assert len({folded(s) for s in spellings}) == len(spellings)


def test_priority_decides_between_several() -> None:
    found = matched(["user", "user_id", "date", "created_at", "content", "text", "name"])
    assert found["account_id"] == "user_id"
    assert found["created_at"] == "created_at"
    assert found["text"] == "text"
    assert found["account_name"] == "name"


def test_what_is_given_goes_before() -> None:
    names = ["user_id", "channel", "date", "text", "message"]
    found = matched(names, {"text": "message", "account_id": "channel"})
    assert (found["text"], found["account_id"]) == ("message", "channel")
    with pytest.raises(InputError, match="no column 'absent' to use as text"):
        matched(names, {"text": "absent"})
    with pytest.raises(InputError, match="'nonsense' in the column mapping"):
        matched(names, {"nonsense": "text"})


def test_the_only_link_of_a_table_was_shared() -> None:
    assert matched(["user", "time", "url"])["urls"] == "url"
    assert matched(["user", "time", "url", "text"])["url"] == "url"


def write(folder: Path, text: str) -> Path:
    path = folder / "a.csv"
    path.write_text(text)
    return path


def test_ids_are_qualified_once(tmp_path: Path) -> None:
    text = "post_id,user,platform,time,text,reply_to\n"
    text += "1,ann,VK,2021-01-01,x,\nvk:2,vk:bob,VK,2021-01-01,y,1\n"
    rows = records.read(write(tmp_path, text)).frame().sort("post_id").to_dicts()
    assert [row["post_id"] for row in rows] == ["vk:1", "vk:2"]
    assert [row["account_id"] for row in rows] == ["vk:ann", "vk:bob"]
    assert rows[1]["reply_to"] == "vk:1"
    text = "post_id,user,time,text\n1,ann,2021-01-01,x\n"
    path = write(tmp_path, text)
    assert records.read(path).frame()["post_id"].to_list() == ["1"]
    assert records.read(path, platform="VK").frame()["post_id"].to_list() == ["vk:1"]


def test_message_ids_count_within_a_channel(tmp_path: Path) -> None:
    text = "message_id,channel_id,date,text\n1,10,2021-01-01,x\n1,20,2021-01-01,x\n"
    found = records.read(write(tmp_path, text), platform="telegram")
    assert found.frame()["post_id"].to_list() == ["telegram:10/1", "telegram:20/1"]


def test_reposts_known_by_their_text(tmp_path: Path) -> None:
    text = (
        "post_id,user,time,text\n1,ann,2021-01-01,RT @bob: Same https://t.co/1\n"
        "2,eve,2021-01-01,RT @zed: same\n3,bob,2021-01-01,Same\n4,eve,2021-01-01,RT @zed:\n"
        "5,eve,2021-01-01,RT @zed: https://t.co/2\n"
    )
    path = write(tmp_path, text)
    posts = {row["post_id"]: row for row in records.read(path).frame().to_dicts()}
    assert posts["1"]["repost_of"] == posts["2"]["repost_of"]
    assert posts["1"]["repost_of"].startswith("text:")
    assert posts["3"]["repost_of"] is None
    assert posts["5"]["repost_of"] == "unknown:5"
    telegram = records.read(path, platform="telegram").frame()
    assert telegram["repost_of"].null_count() == telegram.height


def test_a_flag_tells_reposts(tmp_path: Path) -> None:
    text = "post_id,user,time,text,is_retweet,retweet_id\n"
    text += "1,a,2021-01-01,x,True,9\n2,a,2021-01-01,RT @b: y,False,\n"
    text += "3,a,2021-01-01,z,1,\n4,a,2021-01-01,z,0,9\n"
    posts = records.read(write(tmp_path, text)).frame().sort("post_id")["repost_of"].to_list()
    assert posts[0] == "9"
    assert posts[1] is None
    assert posts[2].startswith("text:")
    assert posts[3] is None


def test_accounts_as_last_seen(tmp_path: Path) -> None:
    text = (
        "user_id,screen_name,time,text,followers_count\n1,old,2021-01-01,x,5\n"
        "1,new,2021-01-03,x,7\n1,,2021-01-04,x,\n1,mid,2021-01-02,x,6\n"
    )
    accounts = records.read(write(tmp_path, text), platform="vk").accounts.to_pylist()
    assert [(a["account_id"], a["handle"], a["followers"]) for a in accounts] == [
        ("vk:1", "new", 7)
    ]
    given = records.read(write(tmp_path, text), platform="vk").accounts
    found = records.read(write(tmp_path, text), platform="vk", accounts=given)
    assert found.accounts.equals(given)


def test_short_links_are_lengthened(tmp_path: Path) -> None:
    path = write(tmp_path, "user,time,text\nann,2021-01-01,see https://t.co/1 and https://t.co/2\n")
    posts = records.read(path, shorteners={"https://t.co/1": "https://example.org/a"}).frame()
    assert posts["urls"].to_list() == [["https://example.org/a", "https://t.co/2"]]


def test_progress_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, "user,time,text\nann,2021-01-01,x\nbob,2021-01-01,y\n")
    heard: list[tuple[str, int, int | None]] = []
    records.read(path, progress=lambda *said: heard.append(said))
    assert heard == [("rows read", 2, None), ("rows read", 2, 2)]


def test_a_column_of_theirs_may_have_any_name(tmp_path: Path) -> None:
    path = write(tmp_path, "row,user,time,text,\n7,ann,2021-01-01,x,\n")
    assert records.read(path).count == 1


@pytest.mark.parametrize(
    ("account", "joined"),
    [
        ("channel_id", True),
        ("Channel Name", True),
        ("chat_id", True),
        ("peer_id", True),
        ("group", True),
        ("user_id", False),
        ("sender_id", False),
        ("author", False),
        ("username", False),
    ],
)
def test_message_ids_are_whole_beside_a_user(tmp_path: Path, account: str, joined: bool) -> None:
    text = f"message_id,{account},date,text,reply_id\n1,10,2021-01-01,x,\n2,20,2021-01-01,y,1\n"
    rows = records.read(write(tmp_path, text), columns={"account_id": account}).frame()
    assert rows["post_id"].to_list() == (["10/1", "20/2"] if joined else ["1", "2"])
    assert rows["reply_to"].to_list() == [None, "20/1" if joined else "1"]


@pytest.mark.parametrize(
    ("header", "ours"),
    [
        (  # Coordination Network Toolkit, README, "CSV (All other platforms)"
            "message_id,user_id,username,repost_id,reply_id,message,timestamp,urls",
            "post_id,account_id,account_handle,repost_of,reply_to,text,created_at,urls",
        ),
        (  # 4CAT, datasources/twitter-import, map_item
            "id,timestamp,unix_timestamp,body,author,author_fullname,author_id,author_followers,"
            "language_guess,is_retweet,hashtags,urls,mentions",
            "post_id,,created_at,text,account_handle,account_name,account_id,account_followers,"
            "language,reposted,hashtags,urls,mentions",
        ),
        (  # 4CAT, datasources/bsky/search_bsky.py, map_item
            "id,created_at,author,author_id,body,tags,mentions,links,author_display_name,"
            "author_profile,author_created_at",
            "post_id,created_at,account_handle,account_id,text,hashtags,mentions,urls,account_name,"
            "account_url,account_created_at",
        ),
        (  # CrowdTangle's Instagram export, as 4CAT's datasources/custom-crowdtangle requires it
            "User Name,Followers at Posting,Created,URL,Link,Description",
            "account_id,account_followers,created_at,url,urls,text",
        ),
        (  # Communalytic's Bluesky export, as csds-preprocessor requires it
            "id,date,username,text",
            "post_id,created_at,account_id,text",
        ),
        (  # CooRTweet, prep_data
            "object_id,account_id,content_id,timestamp_share",
            "objects,account_id,post_id,created_at",
        ),
    ],
)
def test_headers_of_other_tools(header: str, ours: str) -> None:
    wanted = {
        our: their for our, their in zip(ours.split(","), header.split(","), strict=True) if our
    }
    assert matched(header.split(",")) == wanted


def test_a_named_format_says_which_of_its_columns_are_missing(tmp_path: Path) -> None:
    path = write(tmp_path, "account_id,tweet_time,tweet_text\n1,2021-01-01,x\n")
    with pytest.raises(InputError) as error:
        records.read(path, format="twitter_archive")
    assert "Missing here: tweetid, userid." in str(error.value)
    assert "The columns there are: account_id, tweet_time, tweet_text." in str(error.value)
    assert records.read(path).count == 1
