"""Who is said to speak: the verb of speaking near some words, and its subject."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from evenhand.tracing.names import Mention
from evenhand.tracing.sentences import Span
from evenhand.tracing.speech import TABLES, Speech

Kind = Literal["name", "role", "body", "pronoun"]
_FARTHEST = 60  # characters between a verb and a subject before it
_ADVERBS = 3  # words between a subject and its verb that change nothing
_MOST_LEFT = 4  # words of a role before its noun
_MOST_RIGHT = 5  # and after it
_WORD = re.compile(r"[^\W_]+(?:[-.][^\W_]+)*\.?(?:['’](?=\w))?", re.UNICODE)
_FRENCH_PRONOUN = re.compile(r"-(?:t-)?(il|elle|on|ils|elles)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Phrase:
    """Words that can be a speaker: a name, a role, a body, a pronoun."""

    span: Span
    kind: Kind
    title: str = ""
    """Kind of title, when it is a role or a name with one."""
    name: str = ""
    """The name in it, when it has one."""


@dataclass(frozen=True)
class Attribution:
    """A verb of speaking and who it says spoke."""

    verb: Span
    speaker: Phrase


@dataclass(frozen=True)
class Patterns:
    """The table of a language as compiled expressions."""

    verbs: re.Pattern[str]
    participle: re.Pattern[str]
    that: re.Pattern[str]
    according: re.Pattern[str]
    first_person: re.Pattern[str]
    pronouns: re.Pattern[str]
    titles: tuple[tuple[str, re.Pattern[str]], ...]
    bodies: re.Pattern[str]
    of: frozenset[str]
    determiners: frozenset[str]
    small: frozenset[str]


@cache
def patterns(language: str) -> Patterns | None:
    """Compile the table of a language; None when it has none."""
    table = TABLES.get(language)
    return None if table is None else _compiled(table)


def _compiled(table: Speech) -> Patterns:
    def words(forms: Sequence[str], flags: int = re.IGNORECASE) -> re.Pattern[str]:
        ordered = sorted(forms, key=len, reverse=True)
        # a hyphen ends a verb in "dit-il" only
        end = r")(?!\w)(?!-(?!(?:t-)?(?:il|elle|on)))"
        return re.compile(r"(?<![\w-])(?:" + "|".join(ordered) + end, flags)

    def literal(forms: Sequence[str]) -> re.Pattern[str]:
        # "qu'" needs no space after it
        ordered = sorted((re.escape(one) for one in forms), key=len, reverse=True)
        return re.compile(
            r"(?<![\w’'-])(?:" + "|".join(ordered) + r")(?:(?<=['’])|(?![\w-]))", re.IGNORECASE
        )

    return Patterns(
        # "States" is no verb
        verbs=words(table.verbs, 0),
        participle=re.compile(table.participle or r"(?!)", re.IGNORECASE),
        that=literal(table.that),
        according=literal(table.according),
        first_person=literal(table.first_person),
        pronouns=literal(table.pronouns),
        titles=tuple((kind, words(forms)) for kind, forms in table.titles.items()),
        bodies=words(table.bodies),
        of=frozenset(table.of) | frozenset(w for one in table.of for w in one.split()),
        determiners=frozenset(table.determiners),
        small=frozenset(table.openers) | frozenset(table.that) | frozenset(table.pronouns),
    )


def phrases(text: str, span: Span, mentions: Sequence[Mention], use: Patterns) -> list[Phrase]:
    """Find everything in a part of a text that could be a speaker, in order of its beginning."""
    first = bisect_left([one.span.start for one in mentions], span.start)
    inside = []
    for mention in mentions[first:]:
        if mention.span.start >= span.end:
            break
        if mention.span.end <= span.end:
            inside.append(mention)
    found: list[Phrase] = []
    content = span.of(text)
    nouns: list[tuple[int, int, Kind, str]] = []
    for kind, form in use.titles:
        nouns += [(m.start(), m.end(), "role", kind) for m in form.finditer(content)]
    nouns += [(m.start(), m.end(), "body", "") for m in use.bodies.finditer(content)]
    taken: list[Span] = []
    # the longest first, so that "foreign minister" is one and not a "minister"
    for start, end, kind, title in sorted(nouns, key=lambda one: (one[0], -one[1])):
        if _overlaps(Span(span.start + start, span.start + end), taken):
            continue
        phrase = _role(
            text, span, Span(span.start + start, span.start + end), kind, title, inside, use
        )
        taken.append(phrase.span)
        found.append(phrase)
    found += [
        Phrase(one.span, "name", one.title, one.name)
        for one in inside
        if not _overlaps(one.span, taken)
    ]
    for match in use.pronouns.finditer(content):
        at = Span(span.start + match.start(), span.start + match.end())
        if not _overlaps(at, taken):
            found.append(Phrase(at, "pronoun"))
    found += [
        Phrase(Span(span.start + match.start(1), span.start + match.end(1)), "pronoun")
        for match in _FRENCH_PRONOUN.finditer(content)
        if use.pronouns.fullmatch(match[1])
    ]
    return sorted(found, key=lambda one: (one.span.start, one.span.end))


def _overlaps(span: Span, others: Sequence[Span]) -> bool:
    return any(one.start < span.end and span.start < one.end for one in others)


def attribution(
    text: str, span: Span, mentions: Sequence[Mention], use: Patterns, *, near_end: bool
) -> Attribution | None:
    """Find the verb of speaking in narration and its subject.

    The verb nearest to the words spoken is taken: the last of ``span`` when they follow it
    (``near_end``), else the first. A participle ("saying") has the subject of the first verb of
    the span. The subject is what follows the verb at once, or else what is nearest before it.
    """
    verbs = [
        Span(span.start + m.start(), span.start + m.end())
        for m in use.verbs.finditer(span.of(text))
    ]
    if not verbs:
        return None
    candidates = phrases(text, span, mentions, use)
    chosen = verbs[-1] if near_end else verbs[0]
    order = [chosen, *(one for one in (verbs[::-1] if near_end else verbs) if one != chosen)]
    if use.participle.fullmatch(chosen.of(text)):
        order = verbs
    for verb in order:
        subject = _subject(text, verb, candidates)
        if subject is not None:
            return Attribution(verb, subject)
    return None


def _subject(text: str, verb: Span, candidates: Sequence[Phrase]) -> Phrase | None:
    for one in candidates:
        hyphenated = text[one.span.start - 1 : one.span.start] == "-"
        if hyphenated and abs(one.span.start - verb.start) < 25:
            return one  # French: "a-t-il conclu"
    before = [
        one
        for one in candidates
        if one.span.end <= verb.start
        and verb.start - one.span.end <= _FARTHEST
        and not re.search(r"[.!?;:_]\s", text[one.span.end : verb.start])
    ]
    if before:
        gap = text[before[-1].span.end : verb.start]
        if len(gap.split()) <= _ADVERBS and "," not in gap:
            return before[-1]
    after = [
        one
        for one in candidates
        if one.span.start >= verb.end and "," not in text[verb.end : one.span.start]
    ]
    if after and text[verb.end : after[0].span.start].isspace():
        return after[0]
    if before:
        return before[-1]
    if after and after[0].span.start - verb.end <= _FARTHEST and after[0].kind != "pronoun":
        return after[0]
    return None


def _role(
    text: str,
    span: Span,
    noun: Span,
    kind: Kind,
    title: str,
    mentions: Sequence[Mention],
    use: Patterns,
) -> Phrase:
    """Widen a noun to its phrase: what it is the role of, and the name that goes with it."""
    start = noun.start
    words = list(_WORD.finditer(text, span.start, noun.start))
    for count, word in enumerate(reversed(words)):
        if count == _MOST_LEFT or text[word.end() : start].strip(" \u00a0’'s"):
            break
        low = word.group().lower()
        bare = low.rstrip("'’")
        if low in use.determiners or bare in use.determiners or bare in ("l", "the"):
            start = word.start()
            break
        if low in use.small or use.verbs.fullmatch(low) or low in use.of:
            break
        start = word.start()
    end = noun.end
    name = next((one for one in mentions if one.span.start <= noun.start < one.span.end), None)
    if name is not None and name.span.end > noun.end:
        end = name.span.end
    named = ""
    words = list(_WORD.finditer(text, end, span.end))
    after_of = kind == "role" and not use.of
    previous = ""
    for word in words[:_MOST_RIGHT]:
        gap = text[end : word.start()]
        if gap.strip(" \u00a0’'") or len(gap) > 2:
            break
        low = word.group().lower().rstrip("'’")
        whole = word.group().lower()
        person = next(
            (one for one in mentions if one.span.start == word.start()),
            None,
        )
        joined = previous in use.of or previous in use.determiners
        previous = whole
        if person is not None and kind == "role" and not joined:
            if " " in person.name or not after_of:
                named, end = person.name, person.span.end
                break
        elif len(low) < 3 and not {low, whole} & (use.of | use.determiners):
            break
        if whole in use.of or low in use.of:
            after_of = True
        elif (
            use.verbs.fullmatch(low)
            or (low in use.small and low not in use.determiners)
            or (
                not after_of and not (kind == "body" and word.group()[0].islower() and len(low) > 3)
            )
        ):
            break
        else:
            mention = next((one for one in mentions if one.span.start == word.start()), None)
            if mention is not None and mention.span.end > word.end():
                end = mention.span.end
                after_of = after_of and kind == "body"
                continue
        end = word.end()
    # a name right behind what it is the role of: "la porte-parole de la diplomatie russe N. N."
    if not named and kind == "role":
        follower = next((one for one in mentions if one.span.start - end == 1), None)
        if follower is not None and text[end] == " ":
            named, end = follower.name, follower.span.end
    # a role that ended on small words has gone too far
    while True:
        last = text[noun.end : end].split()
        if last and (last[-1].lower() in use.of or last[-1].lower() in use.determiners):
            end = noun.end + len(text[noun.end : end].rstrip()) - len(last[-1])
            end = noun.end + len(text[noun.end : end].rstrip())
        else:
            break
    return Phrase(Span(start, end), kind, title, named)
