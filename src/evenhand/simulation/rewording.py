"""The same thing in other words, as somebody does who does not want to be found by a comparison."""

from __future__ import annotations

import re

import numpy as np

from evenhand.simulation.grammar import Texts

# Words of the articles and headlines, each with words that can stand in their place.
WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "according": ("going by", "judging by"),
        "figures": ("numbers", "data"),
        "fell": ("dropped", "went down"),
        "fall": ("drop", "go down"),
        "quietly": ("silently", "without a word"),
        "million": ("mn", "million or so"),
        "shows": ("reveals", "makes clear"),
        "show": ("reveal", "make clear"),
        "officials": ("the authorities", "those responsible"),
        "authorities": ("officials", "administration"),
        "leave": ("abandon", "move out of"),
        "left": ("abandoned", "moved out of"),
        "government": ("cabinet", "rulers"),
        "finds": ("discovers", "turns up"),
        "found": ("discovered", "turned up"),
        "residents": ("locals", "people there"),
        "blocked": ("closed", "shut"),
        "report": ("paper", "study"),
        "trust": ("believe", "rely on"),
        "price": ("cost", "bill"),
    },
    "es": {
        "según": ("de acuerdo con", "como indican"),
        "cifras": ("datos", "números"),
        "cayeron": ("bajaron", "se redujeron"),
        "caen": ("bajan", "se reducen"),
        "gobierno": ("ejecutivo", "gabinete"),
        "empresas": ("compañías", "firmas"),
        "dejan": ("abandonan", "se van de"),
        "dejado": ("abandonado", "cerrado en"),
        "vecinos": ("habitantes", "residentes"),
        "autoridades": ("responsables", "instituciones"),
        "millones": ("mill.", "millones o así"),
        "informe": ("documento", "estudio"),
    },
    "fr": {
        "selon": ("d'après", "si l'on en croit"),
        "chiffres": ("données", "nombres"),
        "reculé": ("baissé", "chuté"),
        "reculent": ("baissent", "chutent"),
        "gouvernement": ("pouvoir", "cabinet"),
        "entreprises": ("sociétés", "firmes"),
        "quittent": ("abandonnent", "fuient"),
        "quitté": ("abandonné", "fui"),
        "habitants": ("riverains", "gens sur place"),
        "autorités": ("responsables", "pouvoirs publics"),
        "rapport": ("document", "dossier"),
    },
}
OPENINGS: dict[str, tuple[str, ...]] = {
    "en": ("So", "Hard to believe:", "Once more:", "You will not read this elsewhere:"),
    "es": ("Pues", "Increíble:", "Otra vez:", "Esto no lo leerás en otro sitio:"),
    "fr": ("Voilà :", "Incroyable :", "Encore une fois :", "Vous ne lirez pas ça ailleurs :"),
    "de": ("Also:", "Kaum zu glauben:", "Schon wieder:"),
    "pt": ("Pois:", "Incrível:", "Outra vez:"),
    "ru": ("Итак:", "Трудно поверить:", "Опять:"),
    "uk": ("Отже:", "Важко повірити:", "Знову:"),
    "ar": ("إذن:", "لا يصدق:", "مرة أخرى:"),
}
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=\S)")
_WORD = re.compile(r"\w+")


def reworded(rng: np.random.Generator, texts: Texts, languages: Texts) -> Texts:
    """Reword texts: other words where known, sentences turned round or cut, another opening.

    What is told stays: names and numbers are kept, the longest sentence is never cut.
    """
    out = np.empty(len(texts), dtype=object)
    out[:] = [_one(rng, text, code) for text, code in zip(texts, languages, strict=True)]
    return out


def _one(rng: np.random.Generator, text: str, code: str) -> str:
    sentences = _SENTENCE.split(text)
    if len(sentences) > 2 and rng.random() < 0.4:
        longest = max(sentences, key=len)
        spare = [place for place, one in enumerate(sentences) if one is not longest]
        del sentences[spare[rng.integers(len(spare))]]
    if len(sentences) > 1 and rng.random() < 0.5:
        sentences = [*sentences[1:], sentences[0]]
    known = WORDS.get(code, {})

    def other(word: re.Match[str]) -> str:
        choices = known.get(word[0].lower())
        if choices is None or rng.random() < 0.25:
            return word[0]
        chosen = choices[rng.integers(len(choices))]
        return chosen[:1].upper() + chosen[1:] if word[0][:1].isupper() else chosen

    text = _WORD.sub(other, " ".join(sentences))
    openings = OPENINGS.get(code)
    if openings and rng.random() < 0.7:
        text = f"{openings[rng.integers(len(openings))]} {text}"
    return text
