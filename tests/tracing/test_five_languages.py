"""The same words in five languages, each with marks and attributions of its own."""

from __future__ import annotations

import pytest

from evenhand.tracing import compare
from evenhand.tracing.encoders import encoder

REPORTS = {
    "en": (
        "Ostby will keep its old harbour, the mayor of the town, Anna Berg, told the council.\n"
        "“We will never sell this harbour to a foreign company,” Berg said. “Our children should "
        "be able to swim here in twenty years.”\n"
        "“The offer was very high, but money is not everything,” she added.\n"
        "Halvard Lines had offered forty million for the quay."
    ),
    "fr": (
        "La ville d'Ostby gardera son vieux port, a annoncé la maire Anna Berg devant le conseil.\n"
        "« Nous ne vendrons jamais ce port à une société étrangère », a déclaré Anna Berg. « Nos "
        "enfants doivent pouvoir se baigner ici dans vingt ans. »\n"
        "« L'offre était très élevée, mais l'argent n'est pas tout », a-t-elle ajouté.\n"
        "Halvard Lines avait offert quarante millions pour le quai."
    ),
    "de": (
        "Die Stadt Ostby behält ihren alten Hafen, sagte die Bürgermeisterin Anna Berg im Rat.\n"
        "„Wir werden diesen Hafen niemals an eine ausländische Firma verkaufen“, erklärte Berg. "
        "„Unsere Kinder sollen hier in zwanzig Jahren schwimmen können.“\n"
        "„Das Angebot war sehr hoch, aber Geld ist nicht alles“, fügte sie hinzu.\n"
        "Halvard Lines hatte vierzig Millionen für den Kai geboten."
    ),
    "es": (
        "La ciudad de Ostby conservará su viejo puerto, anunció la alcaldesa Anna Berg.\n"
        "—Nunca venderemos este puerto a una empresa extranjera —dijo Anna Berg—. Nuestros hijos "
        "deben poder nadar aquí dentro de veinte años.\n"
        "«La oferta era muy alta, pero el dinero no lo es todo», añadió la alcaldesa.\n"
        "Halvard Lines había ofrecido cuarenta millones por el muelle."
    ),
    "ru": (
        "Город Остбю сохранит свою старую гавань, сообщила глава города Анна Берг.\n"
        "«Мы никогда не продадим эту гавань иностранной компании, — заявила Анна Берг. — Наши дети "
        "должны иметь возможность плавать здесь через двадцать лет».\n"
        "«Предложение было очень высоким, но деньги — это не всё», — добавила она.\n"
        "Компания «Халвард Лайнс» предлагала за причал сорок миллионов."
    ),
}
OTHER = (
    "The theatre of Lindal opens its new stage in autumn.\n"
    "“Nobody believed that we would ever finish this building,” director Piet Moor said.\n"
    "“The first comedy is about a family of bakers,” he added."
)


@pytest.fixture(scope="module")
def made():
    if encoder() is None:
        pytest.skip("needs a sentence encoder")
    rows = [
        {"text": text, "language": language, "outlet": language}
        for language, text in REPORTS.items()
    ]
    return compare([*rows, {"text": OTHER, "language": "en", "outlet": "stage"}])


def test_all_five_tell_one_story(made):
    told = {row["outlet"]: row["story"] for row in made.compared.to_pylist()}
    assert len({told[language] for language in REPORTS}) == 1
    assert told["stage"] != told["en"]


def test_each_utterance_is_one_in_all_of_them(made):
    direct = [row for row in made.renderings.to_pylist() if row["kind"] == "direct"]
    groups = {
        key: {row["utterance"] for row in direct if any(word in row["text"] for word in words)}
        for key, words in {
            "sell": ("sell", "vendrons", "verkaufen", "venderemos", "продадим"),
            "swim": ("swim", "baigner", "schwimmen", "nadar", "плавать"),
            "money": ("money", "argent", "Geld", "dinero", "деньги"),
        }.items()
    }
    assert all(len(found) == 1 for found in groups.values()), groups
    assert len(set.union(*groups.values())) == 3
    for found in groups.values():
        outlets = [row["outlet"] for row in direct if row["utterance"] in found]
        assert sorted(outlets) == sorted(REPORTS)


def test_all_five_name_one_speaker(made):
    said = [row for row in made.utterances.to_pylist() if row["documents"] == 5]
    assert {row["speaker"] for row in said} == {"Anna Berg"}
    assert all(row["speakers"] == [] for row in said)
