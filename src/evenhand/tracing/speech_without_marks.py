"""Speech without quotation marks: lines of dialogue, lost marks, and what is only reported."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from evenhand.tracing.attribution import Patterns, Phrase, attribution, phrases
from evenhand.tracing.names import Mention
from evenhand.tracing.quotation import LEAST_WORDS, LONGEST_TAIL, WORDS, Quotation, trimmed
from evenhand.tracing.sentences import Span, sentences

_LONGEST_GAP = 40  # characters between a verb and its "that"
_LONGEST_SENTENCE = 2_000  # a longer one is none that reports speech


def is_dialogue(text: str, line: Span) -> bool:
    """Say whether a line begins as dialogue does: with a dash and a word."""
    return bool(re.match(r"[—–]\s?[\w¿¡]", line.of(text)))


def in_dashes(text: str, line: Span, mentions: Sequence[Mention], use: Patterns) -> list[Quotation]:
    """Read a line of dialogue: dashes part what is said from the narration, which has a verb."""
    content = line.of(text)
    cuts = list(re.finditer(r"\s*[,.!?…]?\s*[—–]\s*", content[1:]))
    pieces: list[Span] = []
    start = line.start + re.match(r"[—–]\s?", content).end()  # type: ignore[union-attr]
    for cut in cuts:
        pieces.append(Span(start, line.start + 1 + cut.end()))
        start = line.start + 1 + cut.end()
    pieces.append(Span(start, line.end))
    spoken: list[Span] = []
    said_by: Phrase | None = None
    narrating = False
    for place, piece in enumerate(pieces):
        said = None
        if place and not narrating:
            verb = use.verbs.search(piece.of(text))
            if verb is not None and verb.start() <= 25:
                said = attribution(text, piece, mentions, use, near_end=False)
                narrating = True
                said_by = said_by or (said.speaker if said else None)
                continue
        narrating = False
        spoken.append(_trimmed_dash(text, piece))
    spoken = [one for one in spoken if one.start < one.end]
    if said_by is None and len(spoken) == 1:
        told = _tail(text, spoken[0], mentions, use)
        if told is not None:
            spoken, said_by = [told[0]], told[1]
    if not spoken:
        return []
    whole = Span(spoken[0].start, spoken[-1].end)
    return [Quotation(tuple(spoken), "direct", "—", whole, said_by, False)]


def with_lost_marks(
    text: str,
    body: Sequence[Span],
    mentions: Sequence[Mention],
    use: Patterns,
    language: str,
) -> list[Quotation]:
    """Find direct speech whose marks are lost, in a text that has no mark at all.

    A sentence in the first person that ends in "N. said" is speech. So are whole sentences in the
    first person beside one, where narration would have to be the outlet's own "we".
    """
    every = [
        one
        for line in body
        for one in sentences(text, line, language)
        if one.end - one.start <= _LONGEST_SENTENCE
    ]
    made: dict[int, Quotation] = {}
    for place, sentence in enumerate(every):
        told = _tail(text, sentence, mentions, use)
        if told is None:
            continue
        content, said_by = told
        if use.first_person.search(content.of(text)):
            made[place] = Quotation((content,), "direct", "none", content, said_by, False)
    if not made:
        return []
    speaking = {
        place
        for place, sentence in enumerate(every)
        if use.first_person.search(sentence.of(text))
        and _begins_in_first_person(text, sentence, use)
    }
    for place in sorted(made):
        for step in (-1, 1):
            near = place + step
            while near in speaking and near not in made:
                sentence = every[near]
                made[near] = Quotation(
                    (sentence,), "direct", "none", sentence, made[place].said_by, False
                )
                near += step
    return [made[place] for place in sorted(made)]


def reported(
    text: str, line: Span, mentions: Sequence[Mention], use: Patterns, language: str
) -> list[Quotation]:
    """Find reported speech: "N. said that ...", "according to N., ...", "..., N. said"."""
    made = []
    for sentence in sentences(text, line, language):
        if sentence.end - sentence.start > _LONGEST_SENTENCE:
            continue
        told = _tail(text, sentence, mentions, use) or _that(text, sentence, mentions, use)
        if told is None:
            continue
        content, said_by = told
        content = trimmed(text, content.start, content.end)
        if len(WORDS.findall(content.of(text))) >= LEAST_WORDS:
            made.append(Quotation((content,), "indirect", "", content, said_by, False))
    return made


def reported_between(
    text: str,
    line: Span,
    made: Sequence[Quotation],
    mentions: Sequence[Mention],
    use: Patterns,
    language: str,
) -> list[Quotation]:
    """Find reported speech in the sentences of a line that hold no quotation."""
    free = []
    ends = [one.end for one in made]
    for sentence in sentences(text, line, language):
        at = bisect_right(ends, sentence.start - 2)
        if at == len(made) or made[at].start >= sentence.end:
            free += reported(text, sentence, mentions, use, language)
    return free


def _trimmed_dash(text: str, piece: Span) -> Span:
    start, end = piece.start, piece.end
    while start < end and (text[start].isspace() or text[start] in ".,;:"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in "—–,"):
        end -= 1
    return Span(start, end)


def _begins_in_first_person(text: str, sentence: Span, use: Patterns) -> bool:
    return bool(use.first_person.search(" ".join(sentence.of(text).split()[:3])))


def _tail(
    text: str, sentence: Span, mentions: Sequence[Mention], use: Patterns
) -> tuple[Span, Phrase] | None:
    """Part a sentence that ends in ", N. said ..." into what was said and by whom."""
    content = sentence.of(text)
    for comma in reversed(list(re.finditer(r",\s*(?:[—–-]\s*)?|\s[—–-]\s", content))):
        tail = Span(sentence.start + comma.end(), sentence.end)
        if tail.end - tail.start > LONGEST_TAIL + 40:
            return None
        verb = use.verbs.search(tail.of(text))
        if (
            verb is None
            or use.that.match(tail.of(text))
            or use.that.search(tail.of(text), verb.end(), verb.end() + 12)
        ):
            continue
        said = attribution(text, tail, mentions, use, near_end=False)
        if said is None or use.participle.fullmatch(said.verb.of(text)):
            continue
        first = min(said.speaker.span.start, said.verb.start)
        if first - tail.start > 5 or len(WORDS.findall(content[: comma.start()])) < 2:
            continue
        start = sentence.start + _dateline(content[: comma.start()])
        return Span(start, sentence.start + comma.start()), said.speaker
    return None


def _dateline(sentence: str) -> int:
    """Length of a dateline at the beginning of a sentence: "PLACE (Agency) - "."""
    match = re.match(
        r"[A-ZÀ-ÝА-ЯЁ][^.!?]{0,60}?(?:\([^)]{2,30}\)\s*[-—–]+|/[^/]{2,20}/\.?(?:\s*[-—–]+)?)\s+",
        sentence,
    )
    return match.end() if match else 0


def _that(
    text: str, sentence: Span, mentions: Sequence[Mention], use: Patterns
) -> tuple[Span, Phrase] | None:
    """Part "N. said that ..." and "according to N., ..." into who and what."""
    stop = sentence.end
    while stop > sentence.start and text[stop - 1] in ".!?… ":
        stop -= 1
    for verb in use.verbs.finditer(text, sentence.start, sentence.end):
        that = use.that.search(text, verb.end(), min(sentence.end, verb.end() + _LONGEST_GAP))
        if that is None or re.search(r"[.;:]", text[verb.end() : that.start()]):
            continue
        said = attribution(text, Span(sentence.start, that.start()), mentions, use, near_end=True)
        if said is not None:
            return Span(that.end(), stop), said.speaker
    opening = use.according.match(text[sentence.start : sentence.start + 40])
    if opening:
        inside = phrases(text, Span(sentence.start + opening.end(), sentence.end), mentions, use)
        comma = text.find(",", sentence.start, sentence.end)
        if inside and comma > 0 and inside[0].span.start <= comma and inside[0].kind != "pronoun":
            comma = text.find(",", inside[0].span.end, sentence.end)
            beside = next((m for m in mentions if m.span.start == comma + 2), None)
            if beside is not None and text[beside.span.end : beside.span.end + 1] == ",":
                # "according to the spokesman, N. N., ..."
                inside[0] = Phrase(beside.span, "name", inside[0].title, beside.name)
                comma = beside.span.end
            if comma > 0 and comma - sentence.start < LONGEST_TAIL:
                return Span(comma + 1, stop), inside[0]
    return None
