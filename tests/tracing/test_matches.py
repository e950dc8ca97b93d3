"""Matches: coverage, order, kinds and which of two is earlier."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.records import document_table
from evenhand.tracing.corpus import corpus_of
from evenhand.tracing.matches import matches, numbered
from evenhand.tracing.passage_kernels import in_order
from evenhand.tracing.passages import passages
from evenhand.tracing.trace import NO_TRANSLATIONS, trace
from tests.tracing.articles import articles, document, texts


def matched(documents, source):
    found = passages(documents, corpus_of(source), threads=1)
    return [pl.DataFrame(table) for table in matches(found, documents)]


def test_a_whole_copy_covers_both():
    source = articles(10)
    rows, parts = matched(document(texts(source)["a4"].upper(), outlet="B"), source)
    row = rows.row(0, named=True)
    assert (row["article_id"], row["kind"], row["match"]) == ("a4", "verbatim", "m1")
    assert (row["coverage"], row["article_coverage"], row["in_order"]) == (1, 1, 1)
    assert parts["match"].to_list() == ["m1"] * parts.height


def test_parts_in_another_order():
    source = articles(10)
    words = texts(source)["a4"].split()
    text = " ".join(
        [*words[80:110], "then comes this", *words[40:70], "and then that", *words[:30]]
    )
    row = matched(document(text, outlet="B"), source)[0].row(0, named=True)
    assert row["passages"] == 3
    assert row["in_order"] == pytest.approx(1 / 3)
    assert row["words"] == 90
    assert row["coverage"] == pytest.approx(90 / 96)
    assert row["article_coverage"] == pytest.approx(90 / 120)


def test_a_passage_twice_covers_the_article_once():
    source = articles(10)
    part = " ".join(texts(source)["a4"].split()[:30])
    row = matched(document(f"{part} again as it was said: {part}", outlet="B"), source)[0].row(
        0, named=True
    )
    assert row["passages"] == 2
    assert row["words"] == 60
    assert row["article_coverage"] == pytest.approx(30 / 120)


def test_quotations_count_apart():
    said = "we regret that the company creates a precedent of unequal treatment of its clients"
    lead = "The spokesman told reporters on a call on Friday morning in the capital that"
    source = document(f"{lead} all is well. “{said}”, he said.", outlet="A")
    copy = document(f"{lead} nobody knows. The office: “{said}”.", outlet="B")
    row = matched(copy, source)[0].row(0, named=True)
    assert (row["kind"], row["words"], row["quoted_words"]) == ("verbatim", 14, 14)
    quoting = document(f"Asked about it yesterday it answered: “{said}”.", outlet="B")
    row = matched(quoting, source)[0].row(0, named=True)
    assert (row["kind"], row["words"], row["coverage"]) == ("quotation", 0, 0)


@pytest.mark.parametrize(
    ("ours", "theirs", "direction"),
    [
        ("2020-01-02T10:00:00Z", "2020-01-02T09:00:00Z", "article"),
        ("2020-01-02T10:00:00Z", "2020-01-02T10:00:00Z", "same"),
        ("2020-01-02T08:00:00Z", "2020-01-02T09:00:00Z", "document"),
        ("2020-01-02T10:00:20Z", "2020-01-02T10:00", "unknown"),
        ("2020-01-02", "2020-01-02T09:00:00Z", "unknown"),
        ("2020-01-02", "2020-01-03", "unknown"),
        ("2020-01-02", "2020-01-07", "document"),
        (None, "2020-01-07", "unknown"),
    ],
)
def test_which_is_earlier_as_far_as_the_dates_tell(ours, theirs, direction):
    text = "one two three four five six seven eight nine ten"
    source = document(text, outlet="A", published=theirs)
    row = matched(document(text, outlet="B", published=ours), source)[0].row(0, named=True)
    assert row["direction"] == direction
    if direction != "unknown":
        assert row["least_delay_s"] <= row["delay_s"] <= row["most_delay_s"]


def test_the_rarest_come_first_and_methods_are_put_together():
    source = articles(20)
    every = texts(source)
    copies = document_table(
        {"document_id": f"d{i}", "outlet": "B", "text": " ".join(every[f"a{i}"].split()[: 10 * i])}
        for i in range(2, 8)
    )
    rows, parts = matched(copies, source)
    assert rows["rarity"].is_sorted(descending=True)
    assert parts["match"].to_list() == sorted(parts["match"], key=lambda name: int(name[1:]))
    unmeasured = rows.with_columns(rarity=pl.lit(None, dtype=pl.Float64))
    together, within = (pl.DataFrame(table) for table in numbered([(rows, parts)] * 2))
    assert together["match"].n_unique() == 2 * rows.height
    assert within.height == 2 * parts.height
    last = pl.DataFrame(numbered([(unmeasured, parts), (rows, parts)])[0])
    assert last["rarity"].is_null().to_list() == [False] * rows.height + [True] * rows.height


@given(st.lists(st.integers(0, 30), min_size=1, max_size=12))
def test_in_order_is_the_longest_rising_sequence(places):
    best = [1] * len(places)
    for i, place in enumerate(places):
        best[i] += max((best[j] for j in range(i) if places[j] < place), default=0)
    found = in_order(np.array([0, len(places)]), np.array(places, np.int64))
    assert found[0] == pytest.approx(max(best) / len(places))


def test_tracing_gives_the_texts_of_what_matched_and_says_what_it_did_not_do():
    source = articles(20)
    copy = document(" ".join(texts(source)["a3"].split()[:40]), outlet="B")
    traced = trace(copy, source, threads=1)
    assert traced.documents["document_id"].to_pylist() == ["d"]
    assert traced.articles["document_id"].to_pylist() == ["a3"]
    assert traced.notes == (NO_TRANSLATIONS,)
    row = traced.passages.to_pylist()[0]
    here = traced.documents["text"][0].as_py()[row["document_start"] : row["document_end"]]
    there = traced.articles["text"][0].as_py()[row["article_start"] : row["article_end"]]
    assert here == there
