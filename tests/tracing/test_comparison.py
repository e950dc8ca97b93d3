"""Reports side by side: stories, utterances, differences, dates, threads."""

from __future__ import annotations

import csv
import datetime as dt
import json
import sys
from pathlib import Path

import numpy as np
import pytest

from evenhand.records.documents import document_table, read_documents
from evenhand.records.errors import InputError
from evenhand.tracing import compare, differences
from evenhand.tracing.actors import actors
from evenhand.tracing.dates import clues, event
from evenhand.tracing.encoders import encoder
from evenhand.tracing.names import fold, names
from evenhand.tracing.paragraphs import paragraphs
from evenhand.tracing.readings import reading
from evenhand.tracing.stories import chances, stories
from tests.data import shared_data

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
needs_encoder = pytest.mark.skipif(encoder() is None, reason="needs a sentence encoder")
needs_seeds = pytest.mark.skipif(
    not SEEDS.exists(), reason="needs ../shared/seeds, which is not here"
)

ENGLISH = (
    "OSTBY, March 4 /Nordwire/. Ostby will keep its old harbour open to everyone, mayor Anna Berg "
    "said on Monday.\n"
    "“We will never sell this harbour to a foreign company,” Berg told the council. “Our children "
    "should be able to swim here in twenty years.”\n"
    "The shipping company Halvard Lines had offered 40 million for the quay in 2023."
)
OTHER = (
    "The mayor of Ostby, Anna Berg, has refused an offer for the harbour.\n"
    '"We are never going to sell this harbour to any foreign company," the mayor told the town\'s '
    "council on Monday.\n"
    "Halvard Lines offered 40 million for the quay. Its director Olaf Strand regretted the vote."
)
FRENCH = (
    "La maire d'Ostby, Anna Berg, a refusé de vendre le port de la ville à la compagnie Halvard "
    "Lines.\n"
    "« Nous ne vendrons jamais ce port à une société étrangère », a déclaré la maire. « Nos "
    "enfants doivent pouvoir se baigner ici dans vingt ans », a-t-elle ajouté."
)
ELSEWHERE = (
    "LINDAL, August 9 /Nordwire/. The theatre of Lindal opens its new stage with a comedy.\n"
    "“Nobody believed that we would finish it,” director Piet Moor said. "
    "The town of Ostby lent lamps."
)


@pytest.fixture(scope="module")
def pile():
    if encoder() is None:
        pytest.skip("needs a sentence encoder")
    rows = [
        {"text": ENGLISH, "language": "en"},
        {"text": OTHER, "language": "en", "outlet": "Ostby Post"},
        {"text": FRENCH, "language": "fr", "outlet": "La Vigie"},
        {"text": ELSEWHERE, "language": "en", "outlet": "Stage"},
    ]
    return compare(rows)


def test_reports_of_one_event_are_one_story(pile):
    told = {row["outlet"]: row["story"] for row in pile.compared.to_pylist()}
    assert told["Nordwire"] == told["Ostby Post"] == told["La Vigie"] != told["Stage"]
    assert pile.stories.num_rows == 2


def test_an_utterance_is_found_in_two_languages(pile):
    said = [row for row in pile.utterances.to_pylist() if row["documents"] == 3]
    assert len(said) == 1
    assert said[0]["speaker"] == "Anna Berg"
    assert said[0]["languages"] == ["en", "fr"]
    outlets = [
        row["outlet"]
        for row in pile.renderings.to_pylist()
        if row["utterance"] == said[0]["utterance"]
    ]
    assert sorted(outlets) == ["La Vigie", "Nordwire", "Ostby Post"]
    two = [row for row in pile.utterances.to_pylist() if row["documents"] == 2]
    assert any("twenty years" in row["text"] for row in two)


def test_offsets_lead_to_the_words(pile):
    texts = {"Nordwire": ENGLISH, "Ostby Post": OTHER, "La Vigie": FRENCH, "Stage": ELSEWHERE}
    for row in pile.renderings.to_pylist():
        assert texts[row["outlet"]][row["start"] : row["end"]] == row["text"]
    for row in pile.alone.to_pylist():
        assert texts[row["outlet"]][row["start"] : row["end"]] == row["text"]


def test_what_changes_in_one_language_is_said_word_by_word(pile):
    changed = [
        (row["change"], row["text_a"], row["text_b"])
        for row in pile.differences.to_pylist()
        if (row["outlet_a"], row["outlet_b"]) == ("Nordwire", "Ostby Post")
    ]
    assert ("changed", "a", "any") in changed


def test_what_one_outlet_alone_has(pile):
    alone = {row["text"] for row in pile.alone.to_pylist() if row["outlet"] == "Ostby Post"}
    assert alone == {"Its director Olaf Strand regretted the vote."}


def test_actors_of_two_stories_make_a_thread(pile):
    threads = pile.threads.to_pylist()
    assert {row["story"] for row in threads} == {"s1", "s2"}
    assert threads[0]["actors"] == ["Ostby"]


def test_without_an_encoder_it_says_so():
    rows = [{"text": ENGLISH, "language": "en"}, {"text": OTHER, "language": "en", "outlet": "P"}]
    made = compare([*rows, {"text": FRENCH, "language": "fr"}], encoder=None)
    assert "Translations were not looked for" in made.notes[0]
    assert [row["languages"] for row in made.utterances.to_pylist()] == [["en"]]


def test_the_same_input_gives_the_same_tables(pile):
    rows = [
        {"text": ENGLISH, "language": "en"},
        {"text": OTHER, "language": "en", "outlet": "Ostby Post"},
        {"text": FRENCH, "language": "fr", "outlet": "La Vigie"},
        {"text": ELSEWHERE, "language": "en", "outlet": "Stage"},
    ]
    again = compare(rows)
    for name in ("stories", "compared", "quotations", "utterances", "renderings", "differences"):
        assert getattr(again, name).equals(getattr(pile, name))


def test_nothing_to_compare_is_an_error():
    with pytest.raises(InputError, match="no document"):
        compare(document_table([]))


@pytest.mark.parametrize(
    "text",
    [
        "“a",
        "x" * 50_000,
        "מזג האוויר יפה היום, אמרה אנה. “שלום לכולם”",
        "\u202eabc “quoted words of somebody” <script>alert(1)</script>\u202c",
        "42",
    ],
)
def test_odd_texts_are_compared(text):
    made = compare([{"text": text}, {"text": ENGLISH, "language": "en"}], encoder=None)
    assert made.compared.num_rows == 2


def test_differences_put_together_give_the_second_text():
    first, second = "We will never sell it.", "We shall not ever sell it, ever."
    pieces = differences.segments(first, second)
    assert "".join(text for text, kind in pieces if kind != "dropped") == second
    assert [kind for (kind,) in {(kind,) for _, kind in pieces}]
    assert ("will never", "dropped") in pieces


def test_groups_do_not_chain():
    near = np.array([[1, 0.9, 0.2], [0.9, 1, 0.55], [0.2, 0.55, 1]])
    assert stories(near) == [[0, 1], [2]]
    assert stories(np.array([[1.0]])) == [[0]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Анна Сорокина", "Anna Sorokina"),
        ("Vladimir Soukhov", "Владимир Сухов"),
        ("Dmitri", "Dmitry"),
        ("Schukow", "Жуков"),
    ],
)
def test_spellings_meet(one, other):
    a, b = fold(one), fold(other)
    assert a == b or (one, other) == ("Schukow", "Жуков")  # German spelling is too far off


def test_names_without_titles_and_openers():
    text = (
        "However, Foreign Minister Anna Berg met Olaf Strand of Halvard Lines Ltd on Monday. "
        "The Ministry of Trade agreed."
    )
    found = {one.name: one.title for one in names(text, paragraphs(text, "en"), "en")}
    assert found == {
        "Anna Berg": "minister",
        "Olaf Strand": "",
        "Halvard Lines": "",
        "Ministry of Trade": "",
    }


def _clues(text, language="en", written=None):
    return clues(text, paragraphs(text, language), language, written)


def test_a_year_is_not_made_up():
    when = event([_clues("OSTBY, March 4 /Nordwire/. The harbour stays open.")])
    assert (when.day, when.precision) == (None, "none")
    assert "without a year" in when.how


def test_a_weekday_and_a_past_year_bound_the_year():
    # 4 March was a Monday in 2013, 2019, 2024, 2030
    first = _clues("OSTBY, March 4 /Nordwire/. The harbour stays open.")
    second = _clues("The harbour stays open, Anna Berg said on Monday. It was sold in 2016.")
    when = event([first, second])
    assert when.day == dt.date(2019, 3, 4)
    assert when.candidates == (dt.date(2019, 3, 4), dt.date(2024, 3, 4))
    assert "Monday" in when.how
    assert "2016" in when.how


def test_the_day_of_the_event_is_not_that_of_the_report():
    told = _clues("Anna Berg said on Monday that it stays.", written=dt.date(2024, 3, 6))
    when = event([told])
    assert when.day == dt.date(2024, 3, 4)
    assert told.written == dt.date(2024, 3, 6)


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("Il a décidé ce 26 octobre de partir.", "fr", (10, 26, None)),
        ("Am 3. März 2021 begann es.", "de", (3, 3, 2021)),
        ("El 5 de mayo de 2020 empezó.", "es", (5, 5, 2020)),
        ("Это началось 7 мая 2019 года.", "ru", (5, 7, 2019)),
    ],
)
def test_days_in_five_languages(text, language, day):
    assert _clues(text, language).days == (day,)


def test_a_dateline_gives_the_agency():
    row = document_table([{"text": ENGLISH}]).to_pylist()[0]
    found = reading(row)
    assert found.label == "Nordwire"
    assert found.clues.dateline == (3, 4)
    assert found.text[found.sentences[0].start :].startswith("Ostby will keep")


@needs_encoder
@needs_seeds
def test_the_seeds():
    gold = json.loads((SEEDS.parent / "reference" / "seeds_gold_quotes.json").read_text())
    documents = read_documents(SEEDS).documents
    made = compare(documents)
    place = {row["document_id"]: Path(row["file"]).name[:3] for row in documents.to_pylist()}
    story = {place[row["document_id"]]: row["story"] for row in made.compared.to_pylist()}
    assert story["000"] == story["001"] == story["002"]
    assert len({story["000"], story["003"], story["004"]}) == 3
    days = {row["story"]: row for row in made.stories.to_pylist()}
    assert days[story["000"]]["event_day"] == dt.date(2017, 10, 27)
    assert days[story["004"]]["event_day"] == dt.date(2020, 9, 3)
    assert days[story["003"]]["event_day"].year == 2024
    shared = [row for row in made.actors.to_pylist() if row["documents"] == 5]
    assert len(shared) >= 2
    thread = [row for row in made.threads.to_pylist() if row["thread"] == "t1"]
    assert [row["event_day"].year for row in thread] == [2017, 2020, 2024]
    precision, recall = _gold(made, place, gold)
    assert precision >= 0.95
    assert recall >= 0.90


def _gold(made, place, gold):
    """Precision and recall of pairs of gold units that are put into one utterance."""
    unit_of = {}
    for number, row in enumerate(made.renderings.to_pylist()):
        best = max(
            (one for one in gold["units"] if one["doc"] == place[row["document_id"]]),
            key=lambda one: _overlap(one, row),
            default=None,
        )
        if best is not None and _overlap(best, row) > 0.5:
            unit_of[number] = best["id"]
        elif row["kind"] != "indirect":
            unit_of[number] = f"none-{number}"
    same = {frozenset((p["a"], p["b"])) for p in gold["pairs"] if p["rel"] == "same"}
    free = {one["id"] for one in gold["units"] if one["kind"] == "indirect"}
    found = set()
    rows = made.renderings.to_pylist()
    for a, first in unit_of.items():
        for b, second in unit_of.items():
            if (
                a < b
                and rows[a]["utterance"] == rows[b]["utterance"]
                and not {first, second} & free
            ):
                found.add(frozenset((first, second)))
    return len(found & same) / len(found), len(found & same) / len(same)


def _overlap(one, row):
    shared = min(one["end"], row["end"]) - max(one["start"], row["start"])
    return shared / (max(one["end"], row["end"]) - min(one["start"], row["start"]))


@pytest.mark.slow
@needs_encoder
def test_pairs_that_people_judged():
    folder = shared_data("same_story_pairs")
    csv.field_size_limit(sys.maxsize)
    with (folder / "clustering_pairs__en_train_pool.tsv").open(
        newline="", encoding="utf-8"
    ) as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    readings = [
        reading(row)
        for pair in rows
        for row in document_table(
            {
                "text": pair[f"INPUT:{which}_text"],
                "title": pair[f"INPUT:{which}_title"],
                "url": pair[f"INPUT:{which}_url"],
                "language": "en",
            }
            for which in ("first", "second")
        ).to_pylist()
    ]
    chosen = encoder()
    named = actors(
        [one.text for one in readings],
        [one.lines for one in readings],
        [one.language for one in readings],
        [one.mentions for one in readings],
        chosen,
    )
    likely = chances(readings, named, chosen)
    scores = np.array([likely[2 * n, 2 * n + 1] for n in range(len(rows))])
    same = np.array([row["GOLDEN:quality"] == "OK" for row in rows])
    above = scores[same][:, None] > scores[~same][None, :]
    assert above.mean() > 0.9
