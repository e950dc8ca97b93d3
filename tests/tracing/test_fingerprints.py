"""Tokens and fingerprints, held against slow ones that say the same in plain Python."""

import itertools
import unicodedata

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from evenhand.tracing.fingerprint_kernels import WINDOW, WORDS
from evenhand.tracing.fingerprints import SHARED_WORDS, fingerprints, tokens

LETTERS = st.sampled_from("aAbcдДжñéßİıσςΣ漢字かガがｶไทยकि")
SIGNS = st.sampled_from(
    [
        " ",
        "\n",
        "-",
        "’",
        "…",
        "½",
        "㍿",
        "ﬁ",
        "\u0301",
        "\u0323",
        "\u200d",
        "\u00ad",
        "\ufe0f",
        "1",
    ]
)
TEXTS = st.lists(st.one_of(LETTERS, SIGNS), max_size=40).map("".join)


def folded(text):
    return unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())


def spelt(text):
    """The tokens of a text as they stand in it."""
    found = tokens(pl.Series([text], dtype=pl.String))
    return [text[a:b] for a, b in zip(found.starts, found.ends, strict=True)]


def form(token):
    """What two spellings of one token have in common, marks in any order."""
    hidden = [s for s in folded(token) if unicodedata.category(s) != "Cf" and s != "\ufe0f"]
    clusters = []
    for sign in hidden:
        if unicodedata.combining(sign) and clusters:
            clusters[-1] += sign
        else:
            clusters.append(sign)
    return tuple("".join(sorted(cluster)) for cluster in clusters)


def test_words_and_their_places():
    assert spelt("Don’t stop, the ﬁne Straße!") == ["Don", "t", "stop", "the", "ﬁne", "Straße"]
    assert spelt("株式会社 and ไทย") == ["株", "式", "会", "社", "and", "ไ", "ท", "ย"]
    assert spelt("see https://example.com/a?b=c and www.example.org now") == ["see", "and", "now"]
    assert spelt("a\u00adb x\u200dy") == ["a\u00adb", "x\u200dy"]
    assert spelt("") == spelt("… — !") == []


def test_one_word_in_many_spellings_is_one_token():
    spellings = ["CAFÉ", "cafe\u0301", "ｃａｆé", "Ca\u00adfé", "café\ufe0f"]
    hashes = tokens(pl.Series(spellings)).hashes
    assert len(set(hashes.tolist())) == 1
    assert (
        tokens(pl.Series(["ệ", "ê\u0323", "e\u0323\u0302"]))
        .hashes.tolist()
        .count(tokens(pl.Series(["ệ"])).hashes[0])
        == 3
    )


@given(TEXTS)
def test_places_are_those_of_the_text_as_it_stands(text):
    found = tokens(pl.Series([text], dtype=pl.String))
    assert (found.starts < found.ends).all()
    assert (found.ends <= len(text)).all()
    assert (np.diff(found.starts.astype(np.int64)) >= 0).all()
    covered = np.zeros(len(text), bool)
    for start, end in zip(found.starts, found.ends, strict=True):
        covered[start:end] = True
    for place, sign in enumerate(text):
        letters = [s for s in folded(sign) if unicodedata.category(s)[0] in "LN"]
        assert covered[place] or not letters


@given(TEXTS, TEXTS)
def test_two_tokens_are_the_same_when_their_forms_are(one, other):
    found = tokens(pl.Series([one, other], dtype=pl.String))
    words = [*spelt(one), *spelt(other)]
    # A sign that folds to several tokens (㍿) has them all at one place; look at the others.
    known = {}
    for token, hashed in zip(words, found.hashes.tolist(), strict=True):
        if "㍿" in token or "½" in token or "…" in token:
            continue
        assert known.setdefault(form(token), hashed) == hashed
    assert len(set(known.values())) == len(known)


def windows(places):
    """List the windows of k-grams: the place of the first k-gram, and how many there are."""
    for low, high in itertools.pairwise(places):
        grams = max(0, high - low - WORDS + 1)
        yield from ((low + start, min(WINDOW, grams)) for start in range(grams - WINDOW + 1))
        if 0 < grams < WINDOW:
            yield low, grams


@given(st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=30), max_size=4))
def test_every_window_of_grams_holds_a_fingerprint(texts):
    found = tokens(pl.Series([" ".join(words) for words in texts], dtype=pl.String))
    values, at = fingerprints(found)
    assert (np.diff(at) > 0).all()
    for start, size in windows(found.places.tolist()):
        assert any(start <= place < start + size for place in at.tolist())
    by_gram = {}
    for value, place in zip(values.tolist(), at.tolist(), strict=True):
        gram = tuple(found.hashes[place : place + WORDS].tolist())
        assert by_gram.setdefault(gram, value) == value


@given(
    st.lists(st.sampled_from("abcdefgh"), max_size=12),
    st.lists(st.sampled_from("ijklmnop"), min_size=SHARED_WORDS, max_size=9),
    st.lists(st.sampled_from("qrstuvwx"), max_size=12),
)
def test_six_words_in_common_give_a_fingerprint_in_common(before, shared, after):
    texts = [" ".join(before + shared + after), " ".join(after + shared + before)]
    one, other = (set(fingerprints(tokens(pl.Series([text])))[0].tolist()) for text in texts)
    assert one & other


def test_texts_of_one_batch_do_not_touch_each_other():
    texts = ["one two three four five six", "", "seven eight nine ten eleven twelve"]
    together = fingerprints(tokens(pl.Series(texts)))[0]
    apart = [fingerprints(tokens(pl.Series([text])))[0] for text in texts]
    assert together.tolist() == np.concatenate(apart).tolist()
