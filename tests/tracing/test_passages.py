"""Passages: found where they are, at the right characters, against a slow search of all of them."""

import itertools
import time

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.records import InputError, document_table
from evenhand.tracing.corpus import Corpus, corpus_of
from evenhand.tracing.passages import PassageSettings, passages
from evenhand.tracing.quotation_marks import quoted_spans
from evenhand.tracing.shards import shard_of
from tests.tracing.articles import articles, document, texts, words

TEXT = st.lists(st.sampled_from("abcdefghijklmnop"), min_size=1, max_size=60)


def found(documents, corpus, **chosen):
    chosen = PassageSettings(**chosen) if chosen else None
    return passages(documents, corpus, chosen, threads=1).passages


def common_runs(one, other, least):
    """All longest runs of words that two texts share: (start in one, start in other, length)."""
    runs = []
    for i in range(len(one)):
        for j in range(len(other)):
            if i and j and one[i - 1] == other[j - 1]:
                continue
            size = 0
            while (
                i + size < len(one) and j + size < len(other) and one[i + size] == other[j + size]
            ):
                size += 1
            if size >= least:
                runs.append((i, j, size))
    return runs


@settings(max_examples=60, deadline=None)
@given(TEXT, TEXT, st.integers(0, 40), st.integers(8, 20))
def test_every_run_of_words_in_common_is_found(one, other, at, size):
    other = other[:at] + one[:size] + other[at:]
    corpus = corpus_of(document(" ".join(other)))
    rows = found(document(", ".join(one), outlet="B"), corpus)
    assert rows["words"].ge(8).all()
    for i, _, length in common_runs(one, other, 8):
        covered = np.zeros(len(one), bool)
        for row in rows.iter_rows(named=True):
            covered[row["document_first"] : row["document_last"]] = True
        # A passage that lies for the most part in a better one of the same two texts is left out.
        assert 2 * covered[i : i + length].sum() > length


@settings(max_examples=60, deadline=None)
@given(TEXT, st.integers(0, 2**32 - 1))
def test_characters_and_similarity_are_those_of_the_texts(base, seed):
    rng = np.random.default_rng(seed)
    one = [*words(rng, 5), *base, *words(rng, 5)]
    other = ["x", *(word for word in base if rng.random() > 0.1)]
    left, right = ".  ".join(one), "«" + " ".join(other).upper() + "»"
    rows = found(document(left, outlet="B"), corpus_of(document(right)))
    for row in rows.iter_rows(named=True):
        here = left[row["document_start"] : row["document_end"]].replace(".", "").split()
        there = right[row["article_start"] : row["article_end"]].lower().split()
        assert here == one[row["document_first"] : row["document_last"]]
        assert there == other[row["article_first"] : row["article_last"]]
        assert len(here) == row["words"]
        assert row["same"] <= longest_common(here, there)
        assert row["similarity"] == pytest.approx(2 * row["same"] / (len(here) + len(there)))
        assert row["kind"] == ("verbatim" if here == there else "edited")
        assert here[0] == there[0]
        assert here[-1] == there[-1]


def longest_common(one, other):
    table = np.zeros((len(one) + 1, len(other) + 1), int)
    for i, a in enumerate(one, 1):
        for j, b in enumerate(other, 1):
            best = max(table[i - 1, j], table[i, j - 1])
            table[i, j] = max(best, table[i - 1, j - 1] + (a == b))
    return table[-1, -1]


def test_an_edited_passage_is_one_passage():
    source = articles(30)
    copied = texts(source)["a7"].split()[20:50]
    copied[10] = "changed"
    copied[20:22] = ["both", "of", "these"]
    rows = found(document("before it " + " ".join(copied) + " after it", outlet="B"),
                 corpus_of(source))  # fmt: skip
    row = rows.row(0, named=True)
    assert rows.height == 1
    assert (row["article_id"], row["kind"]) == ("a7", "edited")
    assert (row["document_first"], row["document_last"]) == (2, 33)
    assert (row["article_first"], row["article_last"]) == (20, 50)
    assert row["same"] == 27


def test_what_is_in_quotation_marks_on_both_sides_is_a_quotation():
    said = "we regret that the company creates a precedent of unequal treatment of its clients"
    report = f"The minister spoke on Monday about the news. “{said}”, he told reporters afterwards."
    other = f"Asked about the ban the office answered: «{said}» and nothing more than that."
    plain = f"The company did it. Indeed {said} and nobody knows why that is."
    corpus = corpus_of(document(report))
    assert found(document(other, outlet="B"), corpus)["kind"].to_list() == ["quotation"]
    assert found(document(plain, outlet="B"), corpus)["kind"].to_list() == ["verbatim"]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ('He said "no way" and left', ["no way"]),
        ("„Ja“ und „nein”", ["Ja", "nein"]),
        ("»Ja« und »nein«", ["Ja", "nein"]),
        ("« Oui » et « non »", [" Oui ", " non "]),
        ("“one\n\n“two” three", ["one", "two"]),
        ('an open " mark\nand the next line', []),
        ("「はい」と言った", ["はい"]),
        ("彼は「はい」と言った", ["はい"]),
        ("«The yard «Star» stays», she said", ["The yard «Star» stays"]),
        ("«one\ntwo» three «four» five", ["one\ntwo", "four"]),
        ("a „stray mark and „then” this", ["then"]),
        ('**"all of it"**, 5" wide and 6" deep', ["all of it"]),
    ],
)
def test_quotation_marks(text, quoted):
    assert [text[a:b] for a, b in quoted_spans(text)] == quoted


@given(st.text(alphabet='aя "“”„«»「」『』‹›\n*', max_size=80))
def test_quoted_spans_are_in_order_and_apart(text):
    spans = quoted_spans(text)
    assert all(0 < a <= b <= len(text) for a, b in spans)
    assert all(b < c for (_, b), (c, _) in itertools.pairwise(spans))


@pytest.mark.parametrize("bad", ["“a ", "„a\n", '" ', "«a", "»«", "“„«»\n", "„" + "a" * 90 + "\n"])
def test_many_marks_take_no_time(bad):
    text = bad * (200_000 // len(bad))
    began = time.perf_counter()
    quoted_spans(text)
    assert time.perf_counter() - began < 5


def test_boilerplate_is_learned_from_the_corpus():
    rng = np.random.default_rng(3)
    footer = "subscribe to our channel and read the news before all of the others do"
    source = document_table(
        {"document_id": f"a{i}", "text": " ".join(words(rng, 60)) + " " + footer} for i in range(50)
    )
    # Also where the word before it happens to be the same.
    last = texts(source)["a7"].split()[59]
    for text in (f"my own words. {footer}", f"my own words {last} {footer}"):
        traced = passages(document(text, outlet="B"), corpus_of(source), threads=1)
        assert traced.passages.is_empty()
        assert traced.boilerplate > 0


def test_rare_words_count_for_more():
    rng = np.random.default_rng(4)
    often, once = " ".join(f"often{i}" for i in range(12)), " ".join(f"once{i}" for i in range(12))
    source = document_table(
        {
            "document_id": f"a{i}",
            "text": " ".join(words(rng, 40))
            + (f" {often}" if i < 15 else "")
            + f" {once}" * (i == 3),
        }
        for i in range(100)
    )
    rows = found(
        document(f"{often} and then {once}", outlet="B"), corpus_of(source), max_articles=99
    )
    best = rows.sort("rarity", descending=True).row(0, named=True)
    assert best["article_id"] == "a3"
    assert rows["article_id"].n_unique() == 15
    few = passages(document(often, outlet="B"), corpus_of(source), PassageSettings(max_articles=4))
    assert few.passages["article_id"].n_unique() == 4
    assert few.left_out == 11


def test_shards_threads_and_order_change_nothing():
    source = pl.DataFrame(articles(60))
    rng = np.random.default_rng(5)
    every = list(texts(source.to_arrow()).values())
    copies = document_table(
        {"document_id": f"d{i}", "outlet": "B",
         "text": " ".join([*words(rng, 20), *every[i].split()[5 : 20 + i], *words(rng, 20)])}
        for i in range(40)
    )  # fmt: skip
    columns = ["document_id", "article_id", "document_start", "article_end", "rarity", "kind"]

    def rows(corpus, threads, documents=copies):
        frame = passages(documents, corpus, threads=threads).passages
        return frame.select(columns).sort(columns).rows()

    whole = rows(corpus_of(source), 1)
    parts = Corpus(None, tuple(shard_of(source[a : a + 7]) for a in range(0, 60, 7)))
    assert len({row[0] for row in whole}) == 40
    assert rows(parts, 1) == whole
    assert rows(parts, 2) == whole
    assert rows(corpus_of(source.reverse()), 2, pl.DataFrame(copies).reverse()) == whole


def test_a_document_is_not_compared_with_itself():
    source = articles(5)
    assert found(source.slice(2, 1), corpus_of(source)).is_empty()


def test_scripts_without_spaces():
    article = "政府发言人周五表示该公司的决定没有任何理由并且造成了对客户不平等待遇的先例"
    post = "刚刚看到：该公司的决定没有任何理由并且造成了对客户不平等待遇的先例！转发"
    row = found(document(post, outlet="B"), corpus_of(document(article))).row(0, named=True)
    assert post[row["document_start"] : row["document_end"]] == article[9:]


def test_nothing_to_find_and_nothing_to_look_in():
    empty = articles(3).slice(0, 0)
    assert found(empty, corpus_of(articles(3))).is_empty()
    assert found(document("one word"), corpus_of(articles(3))).is_empty()
    assert found(articles(3), corpus_of(empty)).is_empty()
    assert found(articles(3), Corpus(None, ())).is_empty()


def test_settings_that_make_no_sense_are_refused():
    with pytest.raises(InputError, match="fewer than 4"):
        found(articles(1), corpus_of(articles(1)), min_words=3)
    with pytest.raises(InputError, match="max_articles"):
        found(articles(1), corpus_of(articles(1)), max_articles=0)
