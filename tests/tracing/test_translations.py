"""Translated matches, on texts written for the purpose."""

from __future__ import annotations

import pyarrow as pa
import pytest

from evenhand.records.documents import document_table
from evenhand.records.errors import InputError
from evenhand.records.schemas import MATCHES, PASSAGES
from evenhand.tracing import encoders, translations
from evenhand.tracing.translated import Translations
from evenhand.tracing.translated import translations as translated

ENGLISH = (
    "The port of the island was closed on Monday after a storm damaged two of its cranes. "
    "Engineers said that repairs would take at least three weeks. "
    "Ships with food and medicine were sent to a smaller harbour in the south. "
    "The government promised to pay fishermen for the days they cannot work. "
    "Tourists were advised to take the ferry from the neighbouring town."
)
FRENCH = (
    "Bonjour à tous nos lecteurs de ce mardi matin. "
    "Le port de l'île a été fermé lundi après qu'une tempête a endommagé deux de ses grues. "
    "Les ingénieurs ont déclaré que les réparations dureraient au moins trois semaines. "
    "Les navires transportant de la nourriture et des médicaments ont été envoyés vers un port "
    "plus petit dans le sud. "
    "Le gouvernement a promis de payer les pêcheurs pour les jours où ils ne peuvent pas "
    "travailler."
)
SAME_EVENT = (
    "La tempête de dimanche a fait peur aux habitants de l'île. "
    "« Je n'ai jamais vu de telles vagues », raconte une habitante. "
    "Les écoles resteront fermées jusqu'à jeudi. "
    "Le maire demande de l'aide à la capitale."
)
UKRAINIAN = (
    "Порт острова закрили в понеділок після того, як шторм пошкодив два крани. "
    "Інженери сказали, що ремонт триватиме щонайменше три тижні. "
    "Судна з продуктами та ліками відправили до меншої гавані на півдні. "
    "Уряд пообіцяв заплатити рибалкам за дні, коли вони не можуть працювати."
)
OTHER = (
    "The orchestra opened its season with a symphony that had been lost for a century. "
    "Critics praised the young conductor from the north. "
    "The next concert is in May, and all tickets are sold."
)


def table(*items: dict[str, object]) -> pa.Table:
    return document_table(items)


def document(name: str, text: str, language: str | None, day: str = "") -> dict[str, object]:
    given: dict[str, object] = {"document_id": name, "text": text, "language": language}
    return given | ({"published": day} if day else {})


ARTICLES = table(
    document("port", ENGLISH, "en", "2024-03-04T10:00:00Z"), document("music", OTHER, "en")
)


def found(*documents: dict[str, object], **asked: object) -> Translations:
    return translated(table(*documents), ARTICLES, **asked)  # type: ignore[arg-type]


def test_a_translation_is_a_chain_with_its_pairs() -> None:
    result = found(document("copy", FRENCH, "fr", "2024-03-05T08:00:00Z"))
    assert result.matches.schema.equals(MATCHES)
    assert result.passages.schema.equals(PASSAGES)
    [match] = result.matches.to_pylist()
    assert (match["document_id"], match["article_id"]) == ("copy", "port")
    assert (match["kind"], match["passages"], match["in_order"]) == ("translated", 4, 1.0)
    assert 0.7 < match["coverage"] < 1
    assert 0.6 < match["article_coverage"] < 1
    assert match["direction"] == "article"
    assert match["delay_s"] == 22 * 3600
    assert match["caveat"] is None
    passages = result.passages.to_pylist()
    assert FRENCH[passages[0]["document_start"] : passages[0]["document_end"]].startswith("Le port")
    assert ENGLISH[passages[0]["article_start"] : passages[0]["article_end"]].endswith("cranes.")
    assert passages[0]["method"].startswith("use universal-sentence-encoder-multilingual-3/")
    assert [passage["passage"] for passage in passages] == [1, 2, 3, 4]
    assert sum(passage["words"] for passage in passages) == match["words"]


def test_another_report_of_the_event_is_no_translation() -> None:
    assert len(found(document("other", SAME_EVENT, "fr")).matches) == 0


def test_languages_that_use_lacks_go_to_e5() -> None:
    result = found(document("uk", UKRAINIAN, "uk"), document("fr", FRENCH, "fr"))
    methods = dict(
        zip(
            result.passages["document_id"].to_pylist(),
            result.passages["method"].to_pylist(),
            strict=True,
        )
    )
    assert methods["uk"].startswith("e5 ")
    assert methods["fr"].startswith("use ")
    assert not result.notes


def test_the_same_language_is_not_compared_even_where_it_was_mistaken() -> None:
    assert len(found(document("copy", ENGLISH, "en")).matches) == 0
    assert len(found(document("copy", ENGLISH, "nl")).matches) == 0


def test_a_language_that_is_not_known_is_said() -> None:
    result = found(document("numbers", "12 34 56", None), document("fr", FRENCH, "fr"))
    assert result.notes == (
        "Translations were not looked for in 1 of 2 documents, whose language is not known.",
    )


def test_one_language_on_both_sides_is_said_and_a_wrong_name_refused() -> None:
    posts = document("copy", ENGLISH, "en")
    assert any("in different languages" in note for note in found(posts).notes)
    with pytest.raises(InputError, match="nope"):
        found(posts, encoder="nope")


def test_short_posts_match_with_a_caveat() -> None:
    one = FRENCH.split(". ")[1] + "."
    result = translated(
        table(document("post", one, "fr")),
        table(document("en", ENGLISH.split(". ", maxsplit=1)[0], "en")),
    )
    assert result.matches["caveat"].to_pylist() == ["one sentence alone, in a text of one"]
    two = ". ".join(FRENCH.split(". ")[1:3])
    assert found(document("post", two, "fr")).matches["caveat"].to_pylist() == [
        "two sentences alone, in a text of 2"
    ]


def test_what_both_quote_makes_no_match() -> None:
    def all_quoted(text: str, left: str, right: str) -> str:
        return " ".join(f"{left}{part.rstrip('.')}.{right}" for part in text.split(". "))

    assert not len(
        translated(
            table(document("fr", all_quoted(FRENCH, "«", "»"), "fr")),
            table(document("en", all_quoted(ENGLISH, "“", "”"), "en")),
        ).matches
    )


def test_without_an_encoder_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoders, "encoder", lambda *given, **named: None)
    result = found(document("copy", FRENCH, "fr"))
    assert len(result.matches) == 0
    assert result.notes == (encoders.NOT_LOOKED_FOR,)


def test_one_sentence_is_no_chain() -> None:
    with pytest.raises(InputError, match="one sentence alone is no chain"):
        found(document("copy", FRENCH, "fr"), least=1)


def test_nothing_to_compare() -> None:
    result = found(document("blank", "… 12", "fr"))
    assert len(result.matches) == 0
    assert len(translations.aligned(ARTICLES, ARTICLES).pairs) == 0
