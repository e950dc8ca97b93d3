"""Attribution and its traps; counts, intervals and findings."""

from __future__ import annotations

import math
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.records.documents import document_table
from evenhand.records.errors import InputError
from evenhand.records.outlets import Outlet, outlets
from evenhand.records.schemas import DISCLOSURES, MATCHES, UNDISCLOSED
from evenhand.tracing.disclosure import Decided, decide, disclosures
from evenhand.tracing.undisclosed import Threshold, undisclosed, wilson

LISTED = outlets(
    [
        {"outlet": "RIA Novosti", "alias": "РИА Новости", "domain": "ria.ru"},
        {"outlet": "RIA Novosti", "alias": "РИА", "domain": "t.me/rian_ru"},
        {"outlet": "RIA Novosti", "alias": "RIA"},
        {"outlet": "RIA Novosti", "alias": "@rian_ru"},
        {"outlet": "Reuters", "domain": "reuters.com"},
        {"outlet": "TASS", "alias": "ТАСС"},
        {"outlet": "RT"},
        {"outlet": "Xinhua", "alias": "新华社"},
    ]
)
BY_NAME = {outlet.name: outlet for outlet in LISTED}
RIA = BY_NAME["RIA Novosti"]


def document(text: str, **fields: Any) -> dict[str, Any]:
    empty = dict.fromkeys(("outlet", "account_id", "author", "title", "url", "repost_of"))
    return {"document_id": "d", "urls": None, **empty, "text": text, **fields}


def decided(text: str, of: str = "RIA Novosti", **fields: Any) -> Decided:
    return decide(document(text, **fields), BY_NAME[of], LISTED)


@pytest.mark.parametrize(
    ("text", "outlet", "means"),
    [
        ("MOSCOW (Reuters) - The port was closed on Monday.", "Reuters", "credit"),
        ("MOSCOW, October 27. /TASS/. The port was closed.", "TASS", "credit"),
        ("МОСКВА, 27 окт — РИА Новости. Порт закрыли.", "RIA Novosti", "credit"),
        ("Порт закрыли в понедельник — РИА Новости", "RIA Novosti", "credit"),
        ("**Порт закрыли,** — «РИА Новости».\n\nПодписаться", "RIA Novosti", "credit"),
        ("⚡️РИА Новости: **порт закрыли", "RIA Novosti", "credit"),
        ("The port was closed.\nSource: RIA Novosti", "RIA Novosti", "credit"),
        ("Порт закрыли.\nИсточник: РИА", "RIA Novosti", "credit"),
        ("Порт закрыли.\n\nРИА Новости", "RIA Novosti", "credit"),
        ("The port was closed, via @rian_ru", "RIA Novosti", "credit"),
        ("По данным РИА\u00a0Новости, порт закрыли.", "RIA Novosti", "reported"),
        ("Порт закрыли, [сообщает](https://t.me/x/1) агентство «РИА Новости».", "RIA Novosti",
         "reported"),
        ("Порт закрыли, рассказал РИА Новости министр.", "RIA Novosti", "reported"),
        ("According to the RIA Novosti news agency, the port was closed.", "RIA Novosti",
         "reported"),
        ("Selon l'agence RIA Novosti, le port a été fermé.", "RIA Novosti", "reported"),
        ("Der Hafen wurde laut der Agentur Reuters geschlossen.", "Reuters", "reported"),
        ("El puerto cerró, según la agencia Reuters.", "Reuters", "reported"),
        ("Reuters reported that the port was closed.", "Reuters", "reported"),
        ("据新华社报道，港口关闭。", "Xinhua", "reported"),
        ("Порт закрыли. Подробнее: https://ria.ru/2024/port.html", "RIA Novosti", "link"),
        ("Порт закрыли. t.me/rian_ru/17", "RIA Novosti", "link"),
        ("Порт закрыли.\n#РИАНовости", "RIA Novosti", "credit"),
    ],
)  # fmt: skip
def test_attribution(text: str, outlet: str, means: str) -> None:
    found = decided(text, outlet)
    assert (found.disclosure, found.means) == ("disclosed", means)
    assert found.start is not None
    assert found.end is not None
    assert " ".join(text[found.start : found.end].split()) in (found.words or "")


@pytest.mark.parametrize(
    ("text", "outlet", "result", "means"),
    [
        ("RIA was fined by a court on Monday.", "RIA Novosti", "unknown", "mention"),
        ("Суд оштрафовал РИА Новости.", "RIA Novosti", "unknown", "mention"),
        ("MARIA and the RIAD talks; ria is a bay.", "RIA Novosti", "undisclosed", None),
        ("Мария и КРИА встретились.", "RIA Novosti", "undisclosed", None),
        ("RT @somebody: the port was closed", "RT", "undisclosed", None),
        ("Art and start, rt.", "RT", "undisclosed", None),
        ("They used Mask R-RT and the RT-2.", "RT", "unknown", "mention"),
        ("They used Mask R-RT.", "RT", "undisclosed", None),
        ("The port was closed. https://notria.ru/port", "RIA Novosti", "undisclosed", None),
        ("See https://forbes.example/ria-novosti-found", "RIA Novosti", "undisclosed", None),
        ("Порт закрыли.\nФото: РИА Новости", "RIA Novosti", "partial", "picture"),
        ("Порт закрыли.\n© РИА Новости", "RIA Novosti", "partial", "picture"),
        ("The port was closed, Reuters reported.", "RIA Novosti", "partial", "other_source"),
        ("Порт закрыли. Источник: Портовый листок", "RIA Novosti", "partial", "other_source"),
        ("The port was closed. https://bit.ly/3x", "RIA Novosti", "unknown", "short_link"),
        ("The port was closed.", "RIA Novosti", "undisclosed", None),
        ("", "RIA Novosti", "undisclosed", None),
    ],
)
def test_what_is_no_attribution(text: str, outlet: str, result: str, means: str | None) -> None:
    found = decided(text, outlet)
    assert (found.disclosure, found.means) == (result, means)


def test_fields_beside_the_text() -> None:
    assert decided("x", author="By RIA Novosti").means == "byline"
    assert decided("x", urls=["https://ria.ru/1"]).means == "link"
    assert decided("x", title="Порт закрыли — РИА Новости").place == "title"
    assert decided("x", outlet="РИА Новости").means == "own"
    assert decided("x", outlet="rian_ru").means == "own"
    assert decided("x", url="https://ria.ru/1").means == "own"


def test_reposts() -> None:
    publishers = {
        "1": {"outlet": "РИА Новости", "account_id": None, "url": None},
        "2": {"outlet": "Somebody", "account_id": None, "url": None},
    }
    found = [
        decide(document("x", repost_of=post), RIA, LISTED, publishers) for post in ("1", "2", "3")
    ]
    assert [(one.disclosure, one.means) for one in found] == [
        ("disclosed", "repost"),
        ("partial", "other_repost"),
        ("partial", "other_repost"),
    ]


@given(
    st.lists(
        st.sampled_from(
            ["РИА", "РИА Новости", " ", "\n", "—", "(", ")", "по данным", "https://ria.ru/x", "://",
             "RT @", "@rian_ru", "source:", "Фото:", "\0", "\ud83d", "\u202e", "[](", "a.b."]
        )
    )
)  # fmt: skip
def test_offsets_are_those_of_the_words(parts: list[str]) -> None:
    text = "".join(parts)
    found = decided(text)
    if found.start is not None and found.end is not None:
        assert 0 <= found.start < found.end <= len(text)
        said = text[found.start : found.end]
        assert said == said.strip()
        assert RIA.has(said) or RIA.is_called(said.lstrip("#")) or found.means == "other_source"


def test_hostile_texts_take_no_time() -> None:
    for text in (
        "a." * 100_000,
        "РИА " * 50_000,
        "[" * 200_000,
        "по данным " * 40_000,
        "—(" * 99_999,
    ):
        assert decided(text).disclosure in {"undisclosed", "unknown", "disclosed"}


def match(number: int, document: str, article: str, **fields: Any) -> dict[str, Any]:
    given: dict[str, Any] = dict.fromkeys(MATCHES.names)
    for field in MATCHES:
        if not field.nullable:
            given[field.name] = "x" if pa.types.is_string(field.type) else 0
    found = {"kind": "verbatim", "direction": "article"} | fields
    return given | {"match": f"m{number}", "document_id": document, "article_id": article} | found


def traced(posts: list[dict[str, Any]], *matches: dict[str, Any]) -> tuple[pa.Table, pa.Table]:
    documents = document_table(posts)
    articles = document_table(
        [
            {"document_id": "a1", "outlet": "РИА Новости", "text": "The port was closed."},
            {"document_id": "a2", "outlet": "Port News", "url": "https://portnews.example/2",
             "text": "The harbour is closed."},
            {"document_id": "a3", "text": "Nobody knows whose this is."},
        ]
    )  # fmt: skip
    return (
        disclosures(pa.Table.from_pylist(list(matches), MATCHES), documents, articles, LISTED),
        documents,
    )


def test_every_match_is_decided_but_quotations() -> None:
    found, _ = traced(
        [
            {
                "document_id": "d1",
                "account_id": "x:1",
                "text": "The port was closed. (RIA Novosti)",
            },
            {
                "document_id": "d2",
                "outlet": "page",
                "text": "The port was closed. portnews.example",
            },
            {"document_id": "d3", "account_id": "x:1", "text": "The port!", "repost_of": "a1"},
        ],
        match(1, "d1", "a1"),
        match(2, "d1", "a2"),
        match(3, "d2", "a2"),
        match(4, "d2", "a3"),
        match(5, "d2", "a1", kind="quotation"),
        match(6, "d2", "a1", direction="document"),
        match(7, "d3", "a1", kind="translated"),
    )
    assert found.schema.equals(DISCLOSURES)
    columns = (found[name].to_pylist() for name in ("match", "outlet", "disclosure", "means"))
    assert list(zip(*columns, strict=True)) == [
        ("m1", "RIA Novosti", "disclosed", "credit"),
        ("m2", "Port News", "partial", "other_source"),
        ("m3", "Port News", "disclosed", "link"),
        ("m4", None, "unknown", "no_outlet"),
        ("m6", "RIA Novosti", "unknown", "earlier"),
        ("m7", "RIA Novosti", "disclosed", "repost"),
    ]
    assert found["account_id"].to_pylist() == ["x:1", "x:1", "page", "page", "page", "x:1"]


def test_accounts_that_hide_their_source_are_findings() -> None:
    posts = [
        {"document_id": f"{account}{number}", "account_id": account,
         "text": f"Report {number} of {account}." + said,
         "published": f"2024-03-{number + 1:02}T00:00:00Z"}
        for account, said in (("hides", ""), ("credits", " RIA Novosti reported."), ("few", ""))
        for number in range(2 if account == "few" else 8)
    ]  # fmt: skip
    posts.append({"document_id": "own", "account_id": "own", "outlet": "РИА", "text": "Report."})
    matches = [match(n, post["document_id"], "a1") for n, post in enumerate(posts)]
    matches += [match(100, "hides0", "a2"), match(101, "few1", "a2")]
    decisions, documents = traced(posts, *matches)
    found = undisclosed(decisions, documents)
    assert found.schema.equals(UNDISCLOSED)
    rows = found.to_pylist()
    assert [(row["account_id"], row["outlet"], row["finding"]) for row in rows] == [
        ("hides", None, "u1"),
        ("hides", "RIA Novosti", "u1"),
        ("hides", "Port News", "u1"),
        ("few", None, None),
        ("few", "RIA Novosti", None),
        ("few", "Port News", None),
        ("credits", None, None),
        ("credits", "RIA Novosti", None),
    ]
    assert (rows[0]["posts"], rows[0]["matched"], rows[0]["undisclosed"]) == (8, 8, 8)
    assert (rows[0]["first_seen"].day, rows[0]["last_seen"].day) == (1, 8)
    assert rows[0]["matches"][0] == "m0"
    assert math.isclose(rows[0]["share_low"], 0.6756, abs_tol=1e-4)
    assert (rows[6]["disclosed"], rows[6]["undisclosed"]) == (8, 0)
    loose = undisclosed(decisions, documents, Threshold(posts=2, share=0.3))
    assert [row["finding"] for row in loose.to_pylist() if not row["outlet"]] == ["u1", "u2", None]


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [  # Newcombe 1998, Statistics in Medicine 17, Table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (5, 5, 0.5655, 1.0),
        (0, 0, 0.0, 1.0),
    ],
)
def test_wilson(successes: int, trials: int, low: float, high: float) -> None:
    found = wilson([successes], [trials])
    assert found[0][0] == pytest.approx(low, abs=5e-5)
    assert found[1][0] == pytest.approx(high, abs=5e-5)


@given(st.integers(0, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_holds_its_share(drawn: tuple[int, int]) -> None:
    (low,), (high,) = wilson([drawn[0]], [drawn[1]])
    assert 0 <= low <= (drawn[0] / drawn[1] if drawn[1] else 0) <= high <= 1


def test_thresholds_that_cannot_be() -> None:
    with pytest.raises(InputError, match="must be 1 or more"):
        Threshold(posts=0)
    with pytest.raises(InputError, match="must be 0 to 1"):
        Threshold(share=1.5)


def test_nothing_matched() -> None:
    decisions, documents = traced([{"document_id": "d", "text": "Nothing."}])
    assert len(decisions) == 0
    assert len(undisclosed(decisions, documents)) == 0


def test_outlets_are_compared_by_all_they_are() -> None:
    assert isinstance(RIA, Outlet)
    assert outlets([{"outlet": "RIA Novosti"}])[0] != RIA
