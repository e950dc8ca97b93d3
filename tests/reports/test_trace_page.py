"""The page of a trace: what stands in it, before any browser."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import made_trace
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.reports import trace
from evenhand.reports.texts import shown
from evenhand.reports.trace.excerpts import excerpt
from evenhand.reports.trace.page_data import page_data


@pytest.fixture(scope="module")
def data() -> dict[str, Any]:
    return page_data(made_trace.found(), trace.TraceLimits())


def _cut(text: str, start: int, end: int) -> str:
    """Cut by UTF-16 units, as a browser does."""
    return text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")


def test_every_passage_is_where_the_page_says(data: dict[str, Any]) -> None:
    matches = data["matches"]
    cut = []
    for at, passages in enumerate(matches["passages"]):
        for passage in passages:
            text = data["documents"]["text"][matches["document"][at]]
            other = data["articles"]["text"][matches["article"][at]]
            cut.append((_cut(text, *passage[2:4]), _cut(other, *passage[4:6])))
    assert cut == [
        (made_trace.TAKEN, made_trace.TAKEN),
        (made_trace.EDITED, made_trace.TAKEN),
        (made_trace.FRENCH, made_trace.ENGLISH),
        (made_trace.QUOTED, made_trace.QUOTED),
    ]
    text = data["documents"]["text"][matches["document"][2]]
    assert _cut(text, matches["decided_start"][2], matches["decided_end"][2]) == "Example Wire"


def test_long_texts_are_cut_around_their_passages(data: dict[str, Any]) -> None:
    article = data["matches"]["article"][0]
    text, gaps = data["articles"]["text"][article], data["articles"]["gaps"][article]
    assert len(text) < 2_000
    assert len(gaps) == 2
    whole = data["articles"]["length"][article]
    assert len(text) + sum(count for _, count in gaps) == whole


@given(
    st.text(st.sampled_from("ab \r\n\u200b\u202e\U0001f525é"), max_size=120),
    st.lists(st.tuples(st.integers(0, 120), st.integers(0, 40)), max_size=6),
    st.integers(10, 130),
)
def test_excerpts_keep_what_they_say(text: str, spans: list[tuple[int, int]], most: int) -> None:
    ends = [(min(at, len(text)), min(at + size, len(text))) for at, size in spans]
    made = excerpt(text, ends, most, 5)
    left = sum(count for _, count in made.gaps)
    if len(text) <= most:
        assert made.text == shown(text)
        assert made.gaps == []
        for start, end in ends:
            within = not any(text[place - 1 : place + 1] == "\r\n" for place in (start, end))
            if within:
                cut = _cut(made.text, made.places[start], made.places[end])
                assert cut == shown(text[start:end])
    else:
        assert len(text) - left <= most
    places = [made.places[at] for at in sorted(made.places)]
    assert places == sorted(places)
    assert all(0 <= place <= len(made.text.encode("utf-16-le")) // 2 for place in places)


def test_accounts_are_counted_and_marked(data: dict[str, Any]) -> None:
    accounts, names = data["accounts"], data["names"]
    assert names[accounts["name"][0]] == "mirror"
    assert accounts["finding"] == ["u1", ""]
    assert (accounts["posts"][0], accounts["matched"][0], accounts["undisclosed"][0]) == (2, 2, 2)
    assert accounts["low"][0] == pytest.approx(0.3424, abs=1e-4)
    assert accounts["cluster"] == ["c1", ""]
    assert [[names[one], *counts] for one, *counts in accounts["by"][0]] == [["Example Wire", 2, 2]]


def test_only_web_addresses_become_links(data: dict[str, Any]) -> None:
    assert set(data["documents"]["url"]) == {""}
    assert data["documents"]["links"][0] == ["https://links.example/1"]


def test_huge_fields_do_not_make_a_huge_page(tmp_path: Path) -> None:
    found = made_trace.found()
    huge = "x" * 1_000_000
    rows = found.documents.to_pylist()
    rows[0] |= {"account_id": huge, "author": huge, "title": huge, "url": f"https://{huge}.example",
                "urls": [f"https://a.example/{huge}"] * 50, "language": huge, "repost_of": huge,
                "date_method": huge}  # fmt: skip
    rows[1]["text"] = f"{rows[1]['text']} {huge}"
    made = replace(found, documents=pa.Table.from_pylist(rows, found.documents.schema))
    page = trace.write(made, tmp_path, provenance=made_trace.provenance())
    assert page.stat().st_size < 250_000


def test_the_answer_and_what_is_not_in_it() -> None:
    found = made_trace.found()
    counted = trace.tally(found)
    assert trace.answers.answer(found.seen, counted) == (
        "3 of 5 posts by 2 accounts hold passages of 1 article of Example Wire; 2 of them do not "
        "say so."
    )
    assert trace.answers.rest(found.seen, counted) == (
        "Of the others, 1 names the outlet. 1 further post only quotes the same words as an "
        "article, which copies nobody."
    )
    assert trace.answers.findings(found.seen, counted).startswith("1 account passes the threshold")
    assert "1 of 2 coordinated groups" in trace.answers.together(counted, found.run)
    none = replace(
        found, matches=found.matches[:0], disclosures=found.disclosures[:0],
        undisclosed=found.undisclosed[:0], coordinated=found.coordinated[:0], run=None,
    )  # fmt: skip
    empty = trace.tally(none)
    assert trace.answers.answer(found.seen, empty) == (
        "None of 5 posts holds a passage of 96 articles of Example Wire and North Post."
    )
    assert trace.answers.together(empty, None) == ""


def test_a_big_trace_is_bounded_and_says_so() -> None:
    found = made_trace.found(300)
    limits = trace.TraceLimits(matches=50, opened=10, accounts=5, text_in_all=20_000)
    made = page_data(found, limits)
    assert len(made["matches"]["id"]) == 50
    assert made["in_all"]["matches"] == 304
    assert sum(one is not None for one in made["matches"]["passages"]) == 10
    assert len(made["accounts"]["name"]) == 5
    ranks = [int(name[1:]) for name in made["matches"]["id"]]
    assert ranks == sorted(ranks)
    named = found.undisclosed.to_pylist()[0]["matches"]
    assert set(named) <= set(made["matches"]["id"])


def test_strangers_cannot_leave_the_data(tmp_path: Path) -> None:
    found = made_trace.found()
    page = trace.write(found, tmp_path, provenance=made_trace.provenance()).read_text("utf-8")
    assert page.count("</script>") == 2
    assert "<script>window.pwned" not in page
    assert "\u202e" not in page
    block = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.S)
    assert block is not None
    json.loads(block.group(1))
    assert "default-src &#39;none&#39;" in page
    again = trace.write(found, tmp_path / "again", provenance=made_trace.provenance())
    assert again.read_text("utf-8") == page
    assert {path.name for path in (tmp_path / "plots").iterdir()} == {
        "undisclosed.png", "undisclosed.svg",
    }  # fmt: skip
