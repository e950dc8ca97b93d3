"""Sentences and their places."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.tracing.sentences import Span, sentences
from evenhand.tracing.sides import letters, sentence_table


def whole(text: str, language: str | None = None) -> list[Span]:
    return sentences(text, Span(0, len(text)), language or "", quotations="whole")


@given(
    text=st.one_of(
        st.text(max_size=200),
        st.text(alphabet="aБ他.!?…。 \n\t\r\u2028\"«»“”'()-1,\0\u202b\ud83d", max_size=80),
    ),
    language=st.sampled_from(["en", "ru", "de", "fr", "zh", "ja", "ar", "fa", "uk", None, "x-y"]),
)
@settings(max_examples=300)
def test_every_character_is_in_one_sentence(text: str, language: str | None) -> None:
    at = 0
    for one in whole(text, language):
        start, end = one.start, one.end
        assert at <= start < end <= len(text)
        assert not text[at:start].strip()
        assert text[start:end] == text[start:end].strip()
        at = end
    assert not text[at:].strip()


@pytest.mark.parametrize(
    ("text", "language", "parts"),
    [
        ("Mr. Smith came. He left at 5 p.m. on Friday.", "en", 2),
        ("«Ми раді!» Потім С. Кінг поїхав о 5.30... Чи ні? Так.", "uk", 4),
        ("我该去睡觉了。你在干什么？", "zh", 2),
        ("我该去睡觉了。你在干什么？", None, 2),
        ("Headline without a stop\nThe text begins. It ends", "en", 3),
        ("ما هذا؟ لا أعرف.", "ar", 2),
        ("Це не я. Так. 🔥 Ні.", "uk", 3),
        ("", "en", 0),
        (" \n\t ", "ru", 0),
    ],
)
def test_known_sentences(text: str, language: str | None, parts: int) -> None:
    assert len(whole(text, language)) == parts


def test_an_endless_line_is_split_by_the_simple_rule() -> None:
    assert len(whole("One sentence of many. " * 2_000, "en")) == 2_000


def test_the_table_of_sentences() -> None:
    documents = pl.DataFrame({"text": ["One. Two.", "", "Three."], "language": ["en", None, "en"]})
    assert sentence_table(documents).rows() == [
        (0, 0, 4, "One."),
        (0, 5, 9, "Two."),
        (2, 0, 6, "Three."),
    ]


def test_letters() -> None:
    assert list(letters(["a b-c, 1", "他们", "", "…"])) == [4, 6, 0, 0]
