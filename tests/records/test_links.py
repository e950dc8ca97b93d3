from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.records import InputError, canonical, registrable_domain, shorteners_from
from evenhand.records.links import LONGEST_LINK, canonical_link, expanded, link_domain

_piece = st.text("abcXYZ019-._~%/?&=#@:;,+! éж\\[]()\"'<>", max_size=12)
_host = st.sampled_from(
    ["example.org", "WWW.Example.org:443", "m.example.co.uk", "amp.x.io:8080", "пример.рф", "[::1]",
     "10.0.0.1", "x.com", "youtube.com", "l.facebook.com", "a.cdn.ampproject.org", "google.com"]
)  # fmt: skip
urls = st.builds(
    "{}{}/{}?{}#{}".format,
    st.sampled_from(["http://", "https://", "//", "", "HTTPS://u:p@"]),
    _host,
    _piece,
    _piece,
    _piece,
)


@settings(deadline=None)
@given(st.one_of(urls, st.text(max_size=60)))
def test_canonical_is_idempotent_and_never_raises(url: str) -> None:
    once = canonical_link(url)
    link_domain(url)
    if once is not None:
        assert once.startswith("https://")
        assert once.isascii()
        assert canonical_link(once) == once


@pytest.mark.parametrize(
    ("urls", "form"),
    [
        (["HTTP://WWW.Example.ORG:80/a/?utm_source=x&b=2&a=1#part", "https://example.org/a?a=1&b=2",
          "m.example.org/a?b=2&a=1&fbclid=z", "//user:pw@mobile.example.org//a/?a=1&&b=2&gclid="],
         "https://example.org/a?a=1&b=2"),
        (["http://example.org", "https://www.example.org/?", "https://example.org/#top"],
         "https://example.org/"),
        (["https://m.youtube.com/watch?v=Abc&feature=share&si=1", "https://youtube.com/watch?v=Abc"],
         "https://youtube.com/watch?v=Abc"),
        (["https://m.facebook.com/story.php?story_fbid=1&id=2&__tn__=R&refid=5"],
         "https://facebook.com/story.php?id=2&story_fbid=1"),
        (["https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2Fz%3Ffbclid%3D1&h=x",
          "https://www.google.com/url?q=https://example.org/z&sa=U",
          "https://www-example-org.cdn.ampproject.org/c/s/example.org/z/amp/",
          "https://www.google.com/amp/s/amp.example.org/z"], "https://example.org/z"),
        (["https://пример.рф/путь", "http://xn--e1afmkfd.xn--p1ai/%d0%bf%d1%83%d1%82%d1%8c/"],
         "https://xn--e1afmkfd.xn--p1ai/%D0%BF%D1%83%D1%82%D1%8C"),
        (["https://x.com/ann/status/1?s=20&t=abc", "https://mobile.twitter.com/ann/status/1"],
         "https://twitter.com/ann/status/1"),
        (["https://example.org/%7Eann/a%2fb c"], "https://example.org/~ann/a%2Fb%20c"),
        (["http://[::1]:8080/x"], "https://[::1]:8080/x"),
        (["https://example.org/#/route", "https://example.org/#/route/"], None),
        (["https://t.co/AbC"], "https://t.co/AbC"),
    ],
)  # fmt: skip
def test_links_to_one_page_are_one(urls: list[str], form: str | None) -> None:
    found = canonical(pl.Series(urls)).to_list()
    if form is not None:
        assert found == [form] * len(urls)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://youtube.com/watch?v=a", "https://youtube.com/watch?v=b"),
        ("https://example.org/?p=1", "https://example.org/?p=2"),
        ("https://example.org/?id=1", "https://example.org/?id=2"),
        ("https://example.org/A", "https://example.org/a"),
        ("https://m.com/", "https://www.com/"),
        ("https://example.org/a%2Fb", "https://example.org/a/b"),
        ("https://example.org/#!/a", "https://example.org/#!/b"),
        ("https://example.org:8080/", "https://example.org/"),
        ("https://example.org/?s=1", "https://example.org/?s=2"),
        ("https://web.archive.example/?url=https://a.org", "https://a.org"),
    ],
)
def test_other_pages_stay_apart(one: str, other: str) -> None:
    assert canonical_link(one) != canonical_link(other)
    assert canonical_link(one) is not None


@pytest.mark.parametrize(
    "url",
    ["", " ", "javascript:alert(1)", "data:text/html,x", "mailto:ann@example.org", "https://",
     "https:///path", "http://[bad/x", "http://host:99999/", "http://a..b/", "ftp://example.org/x",
     "https://example.org/" + "x" * LONGEST_LINK, "x" * 1_000_000, "hello", "http://-a-.org/",
     "https://exa mple.org/", "http://1.2.3/", "https://example.org:0/", "\ud800"],
)  # fmt: skip
def test_what_is_no_web_link_is_null(url: str) -> None:
    assert canonical_link(url) is None
    assert link_domain(url) is None


def test_domains() -> None:
    given = ["https://news.example.co.uk/a", "m.example.org", "https://10.0.0.1/x", "http://co.uk/",
             "https://ann.github.io", None, "javascript:x",
             "https://l.facebook.com/l.php?u=http://a.org/"]  # fmt: skip
    assert registrable_domain(pl.Series(given)).to_list() == [
        "example.co.uk", "example.org", "10.0.0.1", None, "ann.github.io", None, None, "a.org"
    ]  # fmt: skip


def test_short_links_lead_where_the_table_says(tmp_path: Path) -> None:
    path = tmp_path / "short.csv"
    path.write_text("short,long\nhttps://t.co/1,https://example.org/a?utm_source=x\n")
    table = shorteners_from(path)
    assert table is not None
    links = pl.Series(["http://t.co/1", "https://t.co/2", None])
    assert canonical(links, table).to_list() == ["https://example.org/a", "https://t.co/2", None]
    assert expanded(links, table)[0] == "https://example.org/a?utm_source=x"
    assert canonical(links, {}).to_list()[0] == "https://t.co/1"
    assert shorteners_from(None) is None
    circle = {"https://t.co/1": "https://t.co/2", "https://t.co/2": "https://t.co/1"}
    assert canonical(links, circle)[0].startswith("https://t.co/")


def test_a_table_of_short_links_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file of short links"):
        shorteners_from(tmp_path / "absent.csv")
    path = tmp_path / "short.csv"
    path.write_text("one,two,three\n")
    with pytest.raises(InputError, match=r"line 1: 3 fields"):
        shorteners_from(path)
    path.write_bytes(b"\xff\xfe\x00,")
    with pytest.raises(InputError, match="not a readable CSV"):
        shorteners_from(path)
