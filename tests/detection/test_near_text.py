"""Near-identical texts, held against comparing everything with everything."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Indel

from evenhand.detection import Options, minhash, shares
from evenhand.detection.signals import chosen
from evenhand.records.errors import InputError

WORDS = [
    "harbour",
    "storm",
    "north",
    "council",
    "bridge",
    "market",
    "school",
    "river",
    "train",
    "winter",
    "people",
    "minister",
    "report",
    "closed",
    "opened",
    "morning",
    "evening",
    "yesterday",
    "tomorrow",
    "because",
    "without",
    "against",
    "during",
    "between",
    "wonderful",
    "terrible",
    "million",
    "euros",
    "workers",
    "doctors",
    "farmers",
    "border",
    "energy",
    "prices",
    "election",
    "vote",
    "paper",
    "glass",
    "stone",
    "field",
    "summer",
    "garden",
    "window",
    "letter",
    "music",
    "doctor",
    "village",
    "coast",
    "island",
    "engine",
]


def near(texts: list[str | None], options: Options | None = None) -> dict[str, str]:
    """Every post's object, by its text; one account for each post."""
    posts = pl.DataFrame(
        {
            "post_id": [f"p{n}" for n in range(len(texts))],
            "account_id": [f"a{n}" for n in range(len(texts))],
            "created_at": [
                datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=n) for n in range(len(texts))
            ],
            "text": pl.Series(texts, dtype=pl.String),
        }
    )
    table = shares(posts, ["near_text"], options, lonely=True)
    assert set(table["signal"].to_pylist()) <= {"near_text"}
    held = dict(zip(table["post"].to_pylist(), table["object"].to_pylist(), strict=True))
    assert len(held) == table.num_rows
    return {text: held[f"p{n}"] for n, text in enumerate(texts) if text and f"p{n}" in held}


def said(rng: np.random.Generator, size: int) -> list[str]:
    return rng.choice(WORDS, size).tolist()


def similarity(one: str, other: str) -> float:
    """2 * longest common subsequence over both lengths, by the textbook's table."""
    row = [0] * (len(other) + 1)
    for letter in one:
        before = 0
        for n, with_ in enumerate(other, 1):
            above = row[n]
            row[n] = before + 1 if letter == with_ else max(above, row[n - 1])
            before = above
    return 2 * row[-1] / (len(one) + len(other))


def jaccard(one: str, other: str) -> float:
    a, b = (set(pairwise(text.split())) for text in (one, other))
    return len(a & b) / len(a | b)


def replaced(words: list[str], rng: np.random.Generator) -> str:
    for place in rng.choice(len(words), 2, replace=False):
        words[place] = "quite"
    return " ".join(words)


def inserted(words: list[str], rng: np.random.Generator) -> str:
    words.insert(int(rng.integers(len(words))), "really")
    words.insert(int(rng.integers(len(words))), "truly")
    return " ".join(words)


def deleted(words: list[str], rng: np.random.Generator) -> str:
    for _ in range(2):
        del words[rng.integers(len(words))]
    return " ".join(words)


EDITS = {
    "replaced": replaced,
    "inserted": inserted,
    "deleted": deleted,
    "cut off": lambda words, _: " ".join(words[:-4]),
    "emoji": lambda words, _: "🔥 ".join([*words, "👉🏽"]),
    "hashtags": lambda words, _: " ".join(words) + " #Vote2024 #harbour #NOW",
    "link": lambda words, _: " ".join(words) + " https://site.example/a?b=c",
    "mention": lambda words, _: "RT @someone: " + " ".join(words),
    "case": lambda words, _: " ".join(words).upper(),
    "punctuation": lambda words, _: "“" + " … ".join(words).replace("storm", "storm—") + "”!!!",
}


@pytest.mark.parametrize("edit", EDITS)
def test_edited_copies_are_found(edit: str) -> None:
    rng = np.random.default_rng(1)
    originals = [said(rng, 24) for _ in range(300)]
    copies = [EDITS[edit](list(words), rng) for words in originals]
    texts = [" ".join(words) for words in originals]
    objects = near([*texts, *copies])
    together = [objects[a] == objects[b] for a, b in zip(texts, copies, strict=True)]
    assert np.mean(together) >= 0.99
    assert len(set(objects.values())) >= 299  # and nothing else is


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "港口今天因为来自北海的暴风雨而关闭，请大家注意安全不要出门。",
            "港口今天因为来自北海的大暴风雨而关闭！请大家注意安全别出门🙏",
        ),
        (
            "嵐のため本日は港が閉鎖されています。お出かけの際は十分にご注意ください。",
            "嵐のため今日は港が閉鎖されています。お出かけの際は十分にご注意下さい！",
        ),
        (
            "วันนี้ท่าเรือปิดเนื่องจากพายุจากทะเลเหนือ ขอให้ทุกคนระมัดระวังและอยู่ในบ้าน",
            "วันนี้ท่าเรือปิดเพราะพายุจากทะเลเหนือ ขอให้ทุกคนระมัดระวังและอยู่บ้าน!!",
        ),
        (
            "오늘 항구는 북해에서 온 폭풍 때문에 문을 닫았습니다 모두 집에 머물러 주세요",
            "오늘 항구는 북해에서 온 큰 폭풍 때문에 문을 닫았습니다. 모두 집에 머물러 주세요",
        ),
        (
            "الميناء مغلق اليوم بسبب العاصفة القادمة من بحر الشمال ابقوا في منازلكم",
            "الميناء مغلق اليوم بسبب العاصفة القادمة من بحر الشمال، ابقوا في بيوتكم",
        ),
    ],
    ids=["Chinese", "Japanese", "Thai", "Korean", "Arabic"],
)
def test_scripts(one: str, other: str) -> None:
    unlike = one[len(one) // 2 :] + one[: len(one) // 4] + other[-3:] + WORDS[0] * 3
    objects = near([one, other, unlike])
    assert objects[one] == objects[other] != objects[unlike]


def test_against_all_pairs() -> None:
    rng = np.random.default_rng(2)
    texts = []
    for _ in range(60):
        words = said(rng, 20)
        texts += [" ".join(words), *(EDITS["replaced"](list(words), rng) for _ in range(2))]
    ranked = pl.Series(sorted(set(texts)))
    leader = minhash.leaders(ranked, 0.8, 2)
    listed = ranked.to_list()
    assert (leader <= np.arange(len(listed))).all()
    assert (leader[leader] == leader).all()
    for text, first in zip(listed, leader, strict=True):
        assert similarity(text, listed[first]) >= 0.8
    pairs = [
        (a, b)
        for b in range(len(listed))
        for a in range(b)
        if jaccard(listed[a], listed[b]) > 0.5 and similarity(listed[a], listed[b]) >= 0.8
    ]
    assert len(pairs) > 50
    assert np.mean([leader[a] == leader[b] for a, b in pairs]) >= 0.99


def test_keys_agree_as_often_as_shingles_do() -> None:
    rng = np.random.default_rng(3)
    pairs = []
    for _ in range(2_000):
        words = said(rng, 20)
        pairs.append((" ".join(words), EDITS["replaced"](list(words), rng)))
    one, other = (minhash._band_keys(pl.Series(side), 1) for side in zip(*pairs, strict=True))
    expected = np.mean([jaccard(*pair) ** 4 for pair in pairs])
    assert np.mean(one == other) == pytest.approx(expected, rel=0.05)


texts_of_few_words = st.lists(
    st.lists(st.sampled_from(WORDS[:6]), min_size=4, max_size=9).map(" ".join), max_size=40
)


@settings(max_examples=60, deadline=None)
@given(texts_of_few_words, st.randoms())
def test_the_order_of_rows_changes_nothing(texts: list[str], random: object) -> None:
    other = list(texts)
    random.shuffle(other)  # type: ignore[attr-defined]
    loose = Options(near_text_similarity=0.6)
    objects = near(texts, loose)
    assert objects == near(other, loose)
    for text, name in objects.items():
        assert name in texts
        assert Indel.normalized_similarity(text, name) >= 0.6


def test_threads_change_nothing() -> None:
    rng = np.random.default_rng(4)
    ranked = pl.Series(sorted({" ".join(said(rng, 6)[:5] + ["end"] * 3) for _ in range(3_000)}))
    ranked = ranked.append(pl.Series([text + " more" for text in ranked]))
    one, two = (minhash.leaders(ranked, 0.7, workers) for workers in (1, 2))
    assert (one == two).all()
    assert (one != np.arange(len(one))).sum() > 1_000


def test_a_group_has_the_name_of_its_most_frequent_text() -> None:
    b = "the harbour of the old town is closed today because of a storm"
    a = b.replace("harbour", "Airport")
    c = b.replace("today", "now")
    assert set(near([a, b, c]).values()) == {a.lower()}  # bytewise first
    assert set(near([a, b, c, c + " https://x.example", b + "!"]).values()) == {c}


def test_every_coincidence_of_text_is_one_of_near_text() -> None:
    rng = np.random.default_rng(5)
    texts = ["😀" * 25, "!" * 30, "😀" * 25, *(" ".join(said(rng, 4)) for _ in range(50))]
    texts += [text + "." for text in texts[3:20]] + texts[5:9]
    times = pl.Series(np.arange(len(texts))).cast(pl.Datetime("us", "UTC"))
    ids = [f"p{n}" for n in range(len(texts))]
    posts = pl.DataFrame({"post_id": ids, "account_id": ids, "created_at": times, "text": texts})
    tables = [shares(posts, [name], lonely=True) for name in ("text", "near_text")]
    exact, loose = (dict(zip(*table.select(["post", "object"]), strict=True)) for table in tables)
    assert exact.keys() == loose.keys()
    for one in exact:
        for other in exact:
            assert exact[one] != exact[other] or loose[one] == loose[other]


def test_chains_are_cut() -> None:
    """Each text shares most words with the next; the ends share none."""
    rng = np.random.default_rng(6)
    stream = [f"{word}{n}" for n, word in enumerate(said(rng, 400))]
    texts = [" ".join(stream[n : n + 20]) for n in range(0, 380, 2)]
    objects = near(texts, Options(near_text_similarity=0.7))
    assert len(set(objects.values())) > 10
    for text, name in objects.items():
        assert similarity(text, name) >= 0.7


def test_a_chain_longer_than_its_leaders_is_cut_too() -> None:
    texts = pl.Series([" ".join(f"w{n + k:05}" for k in range(20)) for n in range(0, 20_000, 2)])
    leader = minhash.leaders(texts, 0.7, 1)
    for text, first in list(zip(texts, texts.gather(leader), strict=True))[::50]:
        assert similarity(text, first) >= 0.7
    assert 1_000 < np.unique(leader).size < 9_900


def test_short_texts_from_one_template_stay_apart() -> None:
    cities = ["Amsterdam", "Barcelona", "Copenhagen", "Dubrovnik", "Edinburgh", "Florence"]
    texts = [f"good morning {city}, {n * 37} visitors" for n, city in enumerate(cities)]
    assert len(set(near(texts).values())) == len(texts)


@pytest.mark.parametrize(
    "texts",
    [
        [],
        [None, "", "   ", "short", "https://only.example/link"],
        ["spam " * 100_000, "spam " * 10, "spam " * 11],
        ["x" * 1_000_000, "x" * 999_999 + "y", "x" * 30],
        ["\x00\ufffd" * 20, "a\x00b" * 20, "\u0301" * 30, "\U0010ffff" * 30],
        [" ".join(WORDS)] * 100_000,
        [f"{'spam ' * (5 + n)}" for n in range(2_000)],
    ],
    ids=["none", "empty", "one word", "huge", "odd", "identical", "hot bucket"],
)
def test_hostile(texts: list[str | None]) -> None:
    if len(texts) == 100_000:
        assert near(texts) == {texts[0]: texts[0]}
        return
    for text, name in near(texts).items():
        a, b = (" ".join(each.split())[:3_000] for each in (text, name))
        assert Indel.normalized_similarity(a, b) >= 0.8 or a == b


def test_texts_alike_at_the_beginning_alone_stay_apart() -> None:
    rng = np.random.default_rng(7)
    begin = " ".join(said(rng, minhash.LONGEST // 4))
    assert len(begin) > minhash.LONGEST
    objects = near([begin, begin + begin])
    assert len(set(objects.values())) == 2


@pytest.mark.parametrize("wrong", [0, -1, 1.01, float("nan")])
def test_similarity_out_of_range(wrong: float) -> None:
    with pytest.raises(InputError, match="near_text_similarity"):
        near(["a text of some length is here"], Options(near_text_similarity=wrong))


def test_it_is_found_when_asked_for() -> None:
    assert "near_text" not in {signal.name for signal in chosen(None)}
    assert [signal.name for signal in chosen(["near_text"])] == ["near_text"]
    table = shares(pa.table({name: [] for name in ("account_id", "created_at", "post_id")}))
    assert table.num_rows == 0
