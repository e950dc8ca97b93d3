"""Who the documents speak of: names of all of them, joined where they mean the same.

Names are joined by what names have in common anywhere: a surname and a whole name, initials in
capitals and the words that they are of, spellings of several scripts, and, between languages, the
sentence encoder, to which "Etats-Unis" and "United States" are near. An adjective made of a
country's name counts as that country. No list of names is used, so two bearers of one name are one.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process

from evenhand.tracing.attribution import patterns
from evenhand.tracing.encoders import Encoder
from evenhand.tracing.names import Mention, fold
from evenhand.tracing.paragraphs import Paragraph
from evenhand.tracing.sentences import Span
from evenhand.tracing.speech import NONE, TABLES

SPELLING = 88.0
"""Least likeness (0 to 100) of two folded names of several words, each word."""
ONE_WORD = 91.0
TRANSLATED = 0.8
"""Least cosine of two names of different languages, each the other's nearest."""
_SHORTEST_STEM = 4
_SHORTEST_FUZZY = 5
_MOST_COMPARED = 6_000  # distinct names beyond which spellings are compared exactly only
_FEWEST_TRANSLATED = 2


@dataclass(frozen=True)
class Actor:
    """Somebody or something that documents name."""

    name: str
    """The form most often used, of those with most words."""
    forms: tuple[str, ...]
    """Every form, most frequent first."""
    mentions: dict[int, tuple[Span, ...]]
    """Where it is named, by document."""


def actors(
    texts: Sequence[str],
    lines: Sequence[Sequence[Paragraph]],
    languages: Sequence[str],
    mentions: Sequence[Sequence[Mention]],
    encoder: Encoder | None = None,
) -> list[Actor]:
    """Join the names of documents into actors, those of most documents and mentions first.

    Args:
        texts: the documents.
        lines: of each, in the same order.
        languages: of each.
        mentions: of each.
        encoder: joins names of different languages; None for spellings only.
    """
    places: dict[tuple[str, str], list[tuple[int, Span]]] = defaultdict(list)
    for document, found in enumerate(mentions):
        for one in found:
            places[one.name, languages[document]].append((document, one.span))
    keys = sorted(places)
    joined = _Joined(len(keys))
    _same_form(keys, joined)
    _initials(keys, joined)
    _surnames(keys, joined, mentions, languages)
    _spellings(keys, joined)
    if encoder is not None:
        _translated(keys, joined, places, encoder)
    stems, adjectives = _adjectives(keys, joined)
    return _made(texts, lines, languages, keys, places, joined, stems, adjectives)


class _Joined:
    """Which places are one: a union of sets."""

    def __init__(self, count: int) -> None:
        self.above = list(range(count))

    def of(self, place: int) -> int:
        while self.above[place] != place:
            self.above[place] = self.above[self.above[place]]
            place = self.above[place]
        return place

    def join(self, a: int, b: int) -> None:
        first, second = sorted((self.of(a), self.of(b)))
        self.above[second] = first


def _forms(name: str, language: str) -> set[str]:
    """Fold a name, with and without the endings that its language gives a name in a sentence."""
    key = fold(name)
    found = {key}
    words = name.lower().split()
    endings = TABLES.get(language, NONE).case_endings
    bare = []
    for word in words:
        best = max(
            (e for e in endings if word.endswith(e) and len(word) - len(e) >= _SHORTEST_STEM),
            key=len,
            default="",
        )
        bare.append(word[: len(word) - len(best)] if best else word)
    if bare != words:
        found.add(fold(" ".join(bare)))
    return found


def _same_form(keys: Sequence[tuple[str, str]], joined: _Joined) -> None:
    first: dict[str, int] = {}
    for place, (name, language) in enumerate(keys):
        for form in sorted(_forms(name, language)):
            if form:
                joined.join(place, first.setdefault(form, place))


def _initials(keys: Sequence[tuple[str, str]], joined: _Joined) -> None:
    letters: dict[str, set[int]] = defaultdict(set)
    for place, (name, _) in enumerate(keys):
        words = re.findall(r"\w+", name)
        if len(words) > 1 and not name.isupper():
            letters["".join(w[0] for w in words if w[0].isupper())].add(place)
    for place, (name, _) in enumerate(keys):
        bare = name.replace(".", "")
        if not (1 < len(bare) <= 6 and bare.isupper()):
            continue
        # "U.S.A." is also what begins with "U.S."
        for short in (bare, bare[:-1] if len(bare) > 2 and "." in name else bare):
            wholes = {joined.of(one) for one in letters.get(short, ())}
            if len(wholes) == 1:
                joined.join(place, wholes.pop())
                break


def _surnames(
    keys: Sequence[tuple[str, str]],
    joined: _Joined,
    mentions: Sequence[Sequence[Mention]],
    languages: Sequence[str],
) -> None:
    """Join a single word to the whole name that ends in it, when there is one such name only."""
    place_of = {key: place for place, key in enumerate(keys)}
    every: dict[str, set[int]] = defaultdict(set)
    for place, (name, language) in enumerate(keys):
        if _person_like(name, language):
            for form in _forms(name, language):
                every[form.split()[-1]].add(place)
    for document, found in enumerate(mentions):
        language = languages[document]
        own: dict[str, set[int]] = defaultdict(set)
        for one in found:
            if _person_like(one.name, language):
                for form in _forms(one.name, language):
                    own[form.split()[-1]].add(place_of[one.name, language])
        for one in found:
            if " " in one.name:
                continue
            place = place_of[one.name, language]
            for form in sorted(_forms(one.name, language)):
                wholes = {joined.of(x) for x in own.get(form, ()) or every.get(form, ())}
                if len(wholes) == 1:
                    joined.join(place, wholes.pop())


def _person_like(name: str, language: str) -> bool:
    words = name.split()
    use = patterns(language)
    return 1 < len(words) <= 3 and not (use and use.bodies.search(name)) and not name.isupper()


def _spellings(keys: Sequence[tuple[str, str]], joined: _Joined) -> None:
    folded = [fold(name) for name, _ in keys]
    by_length: dict[int, list[int]] = defaultdict(list)
    for place, form in enumerate(folded):
        if len(form) >= _SHORTEST_FUZZY:
            by_length[form.count(" ")].append(place)
    for words, group in sorted(by_length.items()):
        if len(group) > _MOST_COMPARED or len(group) < _FEWEST_TRANSLATED:
            continue
        least = SPELLING if words else ONE_WORD
        forms = [folded[place] for place in group]
        alike = process.cdist(forms, forms, scorer=fuzz.ratio, score_cutoff=least, dtype=np.uint8)
        for i, j in np.argwhere(np.triu(alike, 1) > 0).tolist():
            first, second = forms[i].split(), forms[j].split()
            # words of one language that differ in a letter are two names ("Marin", "Marina")
            same_language = keys[group[i]][1] == keys[group[j]][1]
            if not words and same_language:
                continue
            if all(fuzz.ratio(a, b) >= least - 8 for a, b in zip(first, second, strict=True)):
                joined.join(group[i], group[j])


def _translated(
    keys: Sequence[tuple[str, str]],
    joined: _Joined,
    places: dict[tuple[str, str], list[tuple[int, Span]]],
    encoder: Encoder,
) -> None:
    languages = sorted({language for _, language in keys})
    if len(languages) < _FEWEST_TRANSLATED or encoder.translation.score != "cosine":
        return
    # A person's name is spelled, not translated: its words carry no meaning to compare.
    rows = [
        place
        for place, (name, language) in enumerate(keys)
        if len(places[name, language]) > 1 or " " in name or "-" in name or name.isupper()
    ]
    vectors = encoder.encode([keys[place][0] for place in rows])
    tongue = np.array([keys[place][1] for place in rows])
    for number, first in enumerate(languages):
        for second in languages[number + 1 :]:
            left, right = np.flatnonzero(tongue == first), np.flatnonzero(tongue == second)
            if not len(left) or not len(right):
                continue
            near = vectors[left] @ vectors[right].T
            for i, j in enumerate(near.argmax(axis=1).tolist()):
                if near[i, j] >= TRANSLATED and near[:, j].argmax() == i:
                    joined.join(rows[int(left[i])], rows[int(right[j])])


def _adjectives(
    keys: Sequence[tuple[str, str]], joined: _Joined
) -> tuple[dict[str, int], set[str]]:
    """Stems of one-word names from which a language makes adjectives, and the name each is of.

    An adjective with a capital ("Ruritanian") that was found as a name is joined to its country.
    """
    stems: dict[str, int] = {}
    adjectives: set[str] = set()
    for place, (name, language) in enumerate(keys):
        if " " in name or name.isupper() or "." in name:
            continue
        low = name.lower()
        for ending in TABLES.get(language, NONE).place_endings:
            stem = low[: len(low) - len(ending)]
            if low.endswith(ending) and len(stem) >= _SHORTEST_STEM:
                stems.setdefault(_plain(stem), place)
    for place, (name, language) in enumerate(keys):
        table = TABLES.get(language, NONE)
        if not table.capital_adjectives or " " in name:
            continue
        of = _stem_of(name.lower(), language, stems)
        if of is not None and of != place:
            joined.join(of, place)
            adjectives.add(name)
    return stems, adjectives


def _plain(word: str) -> str:
    return fold(word[:-1]) + word[-1:] if word.isascii() else fold(word)


def _stem_of(word: str, language: str, stems: dict[str, int]) -> int | None:
    for ending in sorted(TABLES.get(language, NONE).adjective_endings, key=len, reverse=True):
        stem = word[: len(word) - len(ending)]
        if word.endswith(ending) and len(stem) >= _SHORTEST_STEM and _plain(stem) in stems:
            return stems[_plain(stem)]
    return None


def _made(
    texts: Sequence[str],
    lines: Sequence[Sequence[Paragraph]],
    languages: Sequence[str],
    keys: Sequence[tuple[str, str]],
    places: dict[tuple[str, str], list[tuple[int, Span]]],
    joined: _Joined,
    stems: dict[str, int],
    adjectives: set[str],
) -> list[Actor]:
    forms: dict[int, Counter[str]] = defaultdict(Counter)
    where: dict[int, dict[int, list[Span]]] = defaultdict(lambda: defaultdict(list))
    for place, key in enumerate(keys):
        for document, span in places[key]:
            forms[joined.of(place)][key[0]] += 1
            where[joined.of(place)][document].append(span)
    place_of = {key: place for place, key in enumerate(keys)}
    for name, language in keys:
        # "the Ruritanian Ministry of Trade" names Ruritania too
        use = patterns(language)
        first = place_of.get((name.split()[0], language))
        if " " in name and first is not None and use and use.bodies.search(name):
            for document, span in places[name, language]:
                part = Span(span.start, span.start + len(name.split()[0]))
                where[joined.of(first)][document].append(part)
    for document, text in enumerate(texts):
        language = languages[document]
        if TABLES.get(language, NONE).capital_adjectives or not stems:
            continue
        for line in lines[document]:
            if line.aside:
                continue
            for word in re.finditer(r"[^\W\d_]{5,}", line.span.of(text)):
                if word.group()[0].islower():
                    of = _stem_of(word.group(), language, stems)
                    if of is not None:
                        span = Span(line.span.start + word.start(), line.span.start + word.end())
                        where[joined.of(of)][document].append(span)
    made = []
    for root, counted in forms.items():
        ordered = sorted(counted, key=lambda form: (-counted[form], form))
        mentions = {
            document: tuple(sorted(set(spans), key=lambda one: (one.start, one.end)))
            for document, spans in sorted(where[root].items())
        }
        made.append(Actor(_shown(counted, adjectives), tuple(ordered), mentions))
    return sorted(
        made,
        key=lambda one: (-len(one.mentions), -sum(map(len, one.mentions.values())), one.name),
    )


def _shown(counted: Counter[str], adjectives: set[str]) -> str:
    """Choose the whole name most often used; an abbreviation and an adjective give way to words."""
    nouns = [form for form in counted if form not in adjectives]
    whole = [form for form in nouns if " " in form] or [
        form for form in nouns if not (form.isupper() and len(form.replace(".", "")) <= 6)
    ]
    whole = whole or nouns
    return min(whole or counted, key=lambda form: (-counted[form], len(form), form))
