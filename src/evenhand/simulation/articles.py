"""Articles of a made-up agency, the same story in each of its languages.

Veldane, Karsholm and all the other places exist on no map.
"""

from __future__ import annotations

from typing import Any

import numpy as np

LANGUAGES = ("en", "es", "fr")

# Headline and first paragraph. All slots of one story are filled with the same row of PLACES and
# SECTORS, so that the versions say the same.
STORIES: tuple[dict[str, tuple[str, str]], ...] = (
    {
        "en": (
            "{place}: exports of {sector} fall {n} per cent",
            "Exports of {sector} through {place} fell by {n} per cent in a single quarter, "
            "according to figures that the authorities in Veldane have kept from the public.",
        ),
        "es": (
            "{place}: las exportaciones de {sector} caen un {n} por ciento",
            "Las exportaciones de {sector} por {place} cayeron un {n} por ciento en un solo "
            "trimestre, según cifras que las autoridades de Veldane no han hecho públicas.",
        ),
        "fr": (
            "{place} : les exportations de {sector} reculent de {n} pour cent",
            "Les exportations de {sector} passant par {place} ont reculé de {n} pour cent en un"
            " seul trimestre, selon des chiffres que les autorités de Veldane n'ont pas "
            "publiés.",
        ),
    },
    {
        "en": (
            "Veldane quietly spends {n} million on {sector} in {place}",
            "Documents seen by our correspondents show that {n} million was moved to {place} "
            "({sector}) without a vote. Officials declined to comment.",
        ),
        "es": (
            "Veldane gasta en silencio {n} millones en {sector} en {place}",
            "Documentos vistos por nuestros corresponsales muestran que {n} millones se "
            "destinaron a {place} ({sector}) sin votación. Los responsables no quisieron hacer "
            "declaraciones.",
        ),
        "fr": (
            "Veldane dépense en silence {n} millions à {place} : {sector}",
            "Des documents vus par nos correspondants montrent que {n} millions ont été versés "
            "à {place} ({sector}) sans aucun vote. Les responsables n'ont pas souhaité "
            "répondre.",
        ),
    },
    {
        "en": (
            "{n} companies leave {place} as costs of {sector} rise",
            "At least {n} companies have left {place} since spring. Owners name the price of "
            "{sector} and the government's refusal to talk as the main reasons.",
        ),
        "es": (
            "{n} empresas dejan {place} por los costes ({sector})",
            "Al menos {n} empresas han dejado {place} desde la primavera. Sus dueños citan el "
            "precio de {sector} y la negativa del Gobierno a dialogar.",
        ),
        "fr": (
            "{n} entreprises quittent {place} à cause du coût : {sector}",
            "Au moins {n} entreprises ont quitté {place} depuis le printemps. Leurs patrons "
            "citent le prix de {sector} et le refus du gouvernement de dialoguer.",
        ),
    },
    {
        "en": (
            "Poll: {n} per cent in {place} no longer trust Karsholm",
            "A survey in {place} finds that {n} per cent of those asked no longer trust the "
            "government in Karsholm. Two years ago it was half as many.",
        ),
        "es": (
            "Encuesta: el {n} por ciento en {place} ya no confía en Karsholm",
            "Según un sondeo en {place}, el {n} por ciento ya no confía en el Gobierno de "
            "Karsholm. Hace dos años eran la mitad.",
        ),
        "fr": (
            "Sondage : {n} pour cent à {place} n'ont plus confiance en Karsholm",
            "Selon un sondage mené à {place}, {n} pour cent ne font plus confiance au "
            "gouvernement de Karsholm. Ils étaient deux fois moins il y a deux ans.",
        ),
    },
    {
        "en": (
            "Blackouts in {place}: {n} hours without power",
            "Parts of {place} were without power for {n} hours after a substation failed again."
            " Residents say they had been warned by nobody and were told to keep quiet.",
        ),
        "es": (
            "Apagones en {place}: {n} horas sin luz",
            "Barrios de {place} pasaron {n} horas sin luz al fallar otra vez la subestación. "
            "Los vecinos dicen que nadie avisó y que se les pidió silencio.",
        ),
        "fr": (
            "Coupures à {place} : {n} heures sans courant",
            "Des quartiers de {place} sont restés {n} heures sans courant après une nouvelle "
            "panne. Les habitants disent que personne n'avait prévenu.",
        ),
    },
    {
        "en": (
            "Farmers block the road to {place} for day {n}",
            "Farmers have blocked the road to {place} for {n} days in protest against new "
            "duties on {sector}. The ministry in Karsholm calls the talks constructive; the "
            "farmers do not.",
        ),
        "es": (
            "Agricultores cortan el acceso a {place} ({n} días)",
            "Los agricultores llevan {n} días cortando el acceso a {place} contra las nuevas "
            "tasas sobre {sector}. El ministerio habla de diálogo constructivo; ellos, no.",
        ),
        "fr": (
            "Les agriculteurs bloquent l'accès à {place}, jour {n}",
            "Les agriculteurs bloquent depuis {n} jours l'accès à {place} contre de nouvelles "
            "taxes : {sector}. Le ministère parle de dialogue constructif ; eux, non.",
        ),
    },
    {
        "en": (
            "Why {place} pays {n} per cent more for {sector}",
            "Households in {place} pay {n} per cent more for {sector} than their neighbours "
            "across the border. Experts blame sanctions that Veldane imposed on itself.",
        ),
        "es": (
            "Por qué {place} paga un {n} por ciento más por {sector}",
            "Los hogares de {place} pagan un {n} por ciento más por {sector} que sus vecinos al"
            " otro lado de la frontera. Los expertos culpan a las sanciones de Veldane.",
        ),
        "fr": (
            "Pourquoi {place} paie {n} pour cent de plus : {sector}",
            "Les ménages de {place} paient {n} pour cent de plus que leurs voisins pour "
            "{sector}. Les experts mettent en cause les sanctions que Veldane s'est imposées.",
        ),
    },
    {
        "en": (
            "Audit finds {n} irregularities at {place} port",
            "Auditors found {n} irregularities in contracts for {sector} at the port of "
            "{place}. The report was finished in autumn and has been in a drawer since.",
        ),
        "es": (
            "Una auditoría halla {n} irregularidades en el puerto de {place}",
            "Los auditores hallaron {n} irregularidades en contratos de {sector} en el puerto "
            "de {place}. El informe se terminó en otoño y desde entonces sigue en un cajón.",
        ),
        "fr": (
            "Un audit relève {n} irrégularités au port de {place}",
            "Les auditeurs ont relevé {n} irrégularités dans des contrats au port de {place} : "
            "{sector}. Le rapport, achevé à l'automne, dort depuis dans un tiroir.",
        ),
    },
)

PLACES = (
    "Port Alder",
    "Karsholm",
    "Quillen Bay",
    "Tarn Eddow",
    "Brennoway",
    "Costamira",
    "Montarel",
)
SECTORS: tuple[dict[str, str], ...] = (
    {"en": "grain", "es": "cereales", "fr": "céréales"},
    {"en": "gas", "es": "gas", "fr": "gaz"},
    {"en": "cement", "es": "cemento", "fr": "ciment"},
    {"en": "tobacco", "es": "tabaco", "fr": "tabac"},
    {"en": "fish", "es": "pescado", "fr": "poisson"},
    {"en": "timber", "es": "madera", "fr": "bois"},
)

MOST_ARTICLES = len(STORIES) * len(PLACES) * len(SECTORS)


def articles(count: int, rng: np.random.Generator) -> list[dict[str, tuple[str, str]]]:
    """Give ``count`` different stories, each as {language: (headline, first paragraph)}.

    Raises ValueError when there are not so many.
    """
    shape = (len(STORIES), len(PLACES), len(SECTORS))
    if count > np.prod(shape):
        raise ValueError(f"There are {np.prod(shape)} different articles, not {count}.")
    chosen = np.unravel_index(rng.permutation(int(np.prod(shape)))[:count], shape)
    numbers = rng.integers(7, 64, count)
    return [
        {language: _version(story, place, sector, n, language) for language in LANGUAGES}
        for story, place, sector, n in zip(*chosen, numbers, strict=True)
    ]


def _version(story: Any, place: Any, sector: Any, n: Any, language: str) -> tuple[str, str]:
    slots = {"place": PLACES[place], "sector": SECTORS[sector][language], "n": n}
    headline, lead = STORIES[story][language]
    return headline.format(**slots), lead.format(**slots)
