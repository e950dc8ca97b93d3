from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.records import lists, normalised, stable_hashes
from evenhand.records.texts import without_repost_prefix


def normal(text: str) -> str:
    return pl.DataFrame({"t": [text]}).select(normalised(pl.col("t"))).item()


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("  Hello\n\tWORLD  ", "hello world"),
        ("ﬁne ①", "fine 1"),
        ("a\u200bb\ufeff\u00adc", "abc"),
        ("See https://example.org/a?b=1, now", "see now"),
        ("www.example.org/x", ""),
        ("hi @Ann_A and @bob@two.example!", "hi and !"),
        ("mail ann@example.org", "mail ann@example.org"),
        ("", ""),
        ("Привет, МИР", "привет, мир"),
    ],
)
def test_normal_form(text: str, form: str) -> None:
    assert normal(text) == form


@settings(deadline=None)
@given(st.text())
def test_normal_form_is_trimmed_and_single_spaced(text: str) -> None:
    form = normal(text)
    assert form == form.strip(" ")
    assert "  " not in form


def test_repost_prefix() -> None:
    frame = pl.DataFrame({"t": ["RT @ann: RT @bob hi", "rt @ann hi", "RT hi", None]})
    bare = frame.select(without_repost_prefix(pl.col("t"))).to_series().to_list()
    assert bare == ["RT @bob hi", "rt @ann hi", "RT hi", None]


def test_hashes_never_change() -> None:
    hashes = stable_hashes(pl.Series(["hello", None, "привет", "hello"])).to_list()
    assert hashes == ["a7b6eda801e5347d", None, "378cfc3568d05b8d", "a7b6eda801e5347d"]


@pytest.mark.parametrize(
    ("cell", "kind", "items"),
    [
        ('["a", "b, \\"c\\""]', "hashtags", ["a", 'b, "c"']),
        ("['#a','b']", "hashtags", ["a", "b"]),
        ("[a, b]", "hashtags", ["a", "b"]),
        ("#a #b", "hashtags", ["a", "b"]),
        ("a,b;c|d", "hashtags", ["a", "b", "c", "d"]),
        ("@ann @bob", "mentions", ["ann", "bob"]),
        ("[]", "hashtags", None),
        ("", "hashtags", None),
        (None, "hashtags", None),
        ('["", null, "a"]', "hashtags", ["a"]),
        ("https://a.org/x,y;z", "urls", ["https://a.org/x,y;z"]),
        ("https://a.org/x,https://b.org|http://c.org d.org", "urls",
         ["https://a.org/x", "https://b.org", "http://c.org", "d.org"]),
        ("[https://a.org/x,y, https://b.org]", "urls", ["https://a.org/x,y", "https://b.org"]),
        ("any thing, at [all]", "objects", ["any thing, at [all]"]),
        ('["o1","o 2"]', "objects", ["o1", "o 2"]),
        ("[not json]", "objects", ["[not json]"]),
        ('[\u00a0"a"]', "objects", ['[\u00a0"a"]']),
    ],
)  # fmt: skip
def test_cells(cell: str | None, kind: str, items: list[str] | None) -> None:
    assert lists.cells(pl.Series([cell], dtype=pl.String), kind).to_list() == [items]


@settings(deadline=None)
@given(st.lists(st.text(max_size=20), max_size=5), st.sampled_from(["urls", "hashtags", "objects"]))
def test_no_cell_raises(cells: list[str], kind: str) -> None:
    cells += [f"[{cell}]" for cell in cells]
    assert lists.cells(pl.Series(cells, dtype=pl.String), kind).len() == len(cells)


@pytest.mark.parametrize(
    ("text", "links", "tags", "names"),
    [
        ("See https://a.org/x_(y), (http://b.org/z).", ["https://a.org/x_(y)", "http://b.org/z"],
         None, None),
        ("cut https://t.co/abc… and https://t.co/d...", None, None, None),
        ("#Тест #123 #a_b1 x#y &#39; https://a.org/#frag", ["https://a.org/#frag"],
         ["Тест", "a_b1"], None),
        ("#a#b ＃全角", None, ["a", "全角"], None),
        ("@bob.Great a@b.org @x.bsky.social @u@m.org", None, None,
         ["bob", "x.bsky.social", "u@m.org"]),
        ("nothing", None, None, None),
        (None, None, None, None),
    ],
)  # fmt: skip
def test_what_is_read_out_of_texts(
    text: str | None, links: list[str] | None, tags: list[str] | None, names: list[str] | None
) -> None:
    series = pl.Series([text], dtype=pl.String)
    assert lists.links_in(series).to_list() == [links]
    assert lists.hashtags_in(series).to_list() == [tags]
    assert lists.mentions_in(series).to_list() == [names]
