"""Who a speaker's words mean: the fullest form of the name that the same text gives.

"He", "the spokesman" and a surname alone are followed back to a name. What cannot be followed stays
as it is written, and the rule that was used is said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.tracing.attribution import Phrase, patterns, phrases
from evenhand.tracing.names import Mention, fold
from evenhand.tracing.sentences import Span

_LINE = re.compile(r"[^\n]{1,1500}")
NEAR = 3  # characters between a name and the role beside it: ", "


@dataclass(frozen=True)
class Speaker:
    """A speaker of a text."""

    name: str
    rule: str
    """How the name was found: ``name``, ``surname``, ``role beside a name``, ``role``, ``pronoun``,
    ``same speaker``, ``words`` (they stand as they are)."""


def resolved(
    text: str,
    said: Sequence[tuple[Phrase | None, bool, int]],
    mentions: Sequence[Mention],
    language: str,
) -> list[Speaker | None]:
    """Find the speakers of quotations in their order.

    Args:
        text: the whole text.
        said: for each quotation the words for its speaker, whether it goes on from the one before,
            and where it begins.
        mentions: the names of the text.
        language: of the text.

    Returns:
        For each quotation its speaker; None where nothing says who spoke.
    """
    full = _fullest(mentions)
    roles = _roles(text, mentions, language)
    known: list[Speaker | None] = []
    last: Speaker | None = None
    last_person: str | None = None
    persons = {name for name, _, _ in roles} | {one.name for one in mentions if one.title}
    persons = {full.get(name, name) for name in persons}
    for phrase, follows, start in said:
        who: Speaker | None = None
        if phrase is None:
            who = Speaker(last.name, "same speaker") if follows and last else None
        elif phrase.name:
            name = full.get(phrase.name, phrase.name)
            rule = "role beside a name" if phrase.kind == "role" else "name"
            who = Speaker(name, "surname" if name != phrase.name else rule)
        elif phrase.kind == "role":
            who = _by_role(phrase, roles, full, start, last) or _words(text, phrase)
        elif phrase.kind == "body":
            who = _words(text, phrase)
        else:
            person = last_person or _person_before(mentions, persons, full, phrase.span.start)
            who = Speaker(person, "pronoun") if person else None
        if who is not None:
            last = who
            if phrase is not None and (
                phrase.kind in ("role", "pronoun")
                or who.name in persons
                or (
                    phrase.kind == "name"
                    and who.name.count(" ")
                    and not _organisation(who.name, language)
                )
            ):
                last_person = who.name
                persons.add(who.name)
        known.append(who)
    return known


def _fullest(mentions: Sequence[Mention]) -> dict[str, str]:
    """For each name the longest one of the text that ends in it: a surname's whole name."""
    longer: dict[str, list[str]] = {}
    for one in mentions:
        words = one.name.split()
        if 1 < len(words) <= 4:
            longer.setdefault(fold(words[-1]), []).append(one.name)
    found = {}
    for one in mentions:
        if " " in one.name:
            continue
        candidates = longer.get(fold(one.name), [])
        if len({fold(c) for c in candidates}) == 1 or (
            candidates and len({fold(c).split()[0] for c in candidates}) == 1
        ):
            found[one.name] = max(candidates, key=len)
    return found


def _roles(text: str, mentions: Sequence[Mention], language: str) -> list[tuple[str, str, int]]:
    """Names with the kind of role that stands beside them, and where."""
    use = patterns(language)
    found = [(one.name, one.title, one.span.start) for one in mentions if one.title]
    if use is None:
        return found
    starts = {one.span.start: one for one in mentions}
    ends = {one.span.end: one for one in mentions}
    for line in _LINE.finditer(text):
        for phrase in phrases(text, Span(line.start(), line.end()), mentions, use):
            if phrase.kind != "role":
                continue
            if phrase.name:
                found.append((phrase.name, phrase.title, phrase.span.start))
                continue
            for far in range(1, NEAR + 1):
                left, right = phrase.span.start - far, phrase.span.end + far
                if left in ends and text[left : phrase.span.start].strip() == ",":
                    one = ends[left]  # "N., a spokesman"
                    found.append((one.name, phrase.title, one.span.start))
                elif right in starts and text[phrase.span.end : right].strip() == ",":
                    # "the spokesman, N."
                    found.append((starts[right].name, phrase.title, phrase.span.start))
                else:
                    continue
                break
    return sorted(found, key=lambda one: one[2])


def _by_role(
    phrase: Phrase,
    roles: Sequence[tuple[str, str, int]],
    full: dict[str, str],
    start: int,
    last: Speaker | None,
) -> Speaker | None:
    same = [one for one in roles if one[1] == phrase.title]
    if not same:
        return None
    names = {full.get(name, name) for name, _, _ in same}
    if last is not None and last.name in names:
        return Speaker(last.name, "role")
    before = [one for one in same if one[2] <= start]
    name = before[-1][0] if before else same[0][0]
    return Speaker(full.get(name, name), "role")


def _words(text: str, phrase: Phrase) -> Speaker:
    words = " ".join(phrase.span.of(text).split())
    return Speaker(words, "words")


def _person_before(
    mentions: Sequence[Mention], persons: set[str], full: dict[str, str], place: int
) -> str | None:
    for one in reversed(mentions):
        name = full.get(one.name, one.name)
        if one.span.start < place and name in persons:
            return name
    return None


def _organisation(name: str, language: str) -> bool:
    use = patterns(language)
    return bool(use and use.bodies.search(name))
