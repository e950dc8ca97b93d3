"""Quotations in a text: what was said, where it stands, and who is said to have said it.

Four forms are read: words between quotation marks; a paragraph of dialogue that begins with a dash;
direct speech whose marks were lost on the way (no mark in the whole text, the first person, and
"N. said"); and reported speech ("N. said that ..."). Offsets are characters of the text as given.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from evenhand.tracing.attribution import Patterns, Phrase, attribution, patterns, phrases
from evenhand.tracing.names import Mention, names
from evenhand.tracing.paragraphs import Paragraph, paragraphs
from evenhand.tracing.quotation_marks import Marked, has_marks, marked
from evenhand.tracing.sentences import Span, sentences
from evenhand.tracing.speakers import Speaker, resolved

Kind = Literal["direct", "fragment", "indirect"]
_LONGEST_TAIL = 90  # characters of an attribution behind what was said
_LONGEST_INSERT = 120
_WORDS = re.compile(r"\w+")
_INSERT = re.compile(r"[,.!?…]?[\"”»“]?\s*[—–-]\s*(?=\S)")
_LONGEST_GAP = 40  # characters between a verb and its "that"
_MOST_IN_LINE = 300  # quotations; more in one line are noise
_LONGEST_LEAD = 600  # characters of narration beside a quotation that are read
_LONGEST_SENTENCE = 2_000  # a longer one is none that reports speech
_NAME_WORDS = 4
_DIRECT_WORDS = 3


@dataclass(frozen=True)
class Quotation:
    """One thing said by one speaker at one place of a text."""

    parts: tuple[Span, ...]
    """What was said; more than one part where narration stands between, or a paragraph ends."""
    kind: Kind
    marks: str
    """The marks around it; ``none`` where they were lost, "" for reported speech."""
    context: Span
    """For a fragment, the clause that carries it; otherwise the whole."""
    said_by: Phrase | None
    """The words that name the speaker."""
    follows: bool
    """Whether it goes on from the quotation before it, with the same speaker."""
    speaker: Speaker | None = None

    @property
    def start(self) -> int:
        """Where it begins."""
        return self.parts[0].start

    @property
    def end(self) -> int:
        """Where it ends (the first character after it)."""
        return self.parts[-1].end

    def text(self, text: str) -> str:
        """Return what was said, its parts joined by a space."""
        return " ".join(part.of(text) for part in self.parts)


def quotations(
    text: str,
    language: str,
    lines: Sequence[Paragraph] | None = None,
    mentions: Sequence[Mention] | None = None,
) -> list[Quotation]:
    """Find the quotations of a text, in order, with their speakers.

    Args:
        text: the whole text.
        language: two letters; without a table of its own only marks are read, and speakers are
            unknown.
        lines: what `paragraphs` found, when it is at hand.
        mentions: what `names` found, likewise.
    """
    lines = paragraphs(text, language) if lines is None else lines
    mentions = names(text, lines, language) if mentions is None else mentions
    use = patterns(language)
    body = [one.span for one in lines if not one.aside]
    found: list[Quotation] = []
    goes_on = False
    lost = use is not None and not any(has_marks(one.of(text)) for one in body)
    lost_speech = _lost(text, body, mentions, use, language) if lost and use else []
    for line in body:
        quoted = [one for one in marked(text, line) if not _is_name(text, one, line, use)]
        quoted = quoted[:_MOST_IN_LINE]
        whole_line = bool(quoted) and quoted[0].outer.start == line.start
        made: list[Quotation] = []
        if quoted:
            made = _in_marks(text, line, quoted, mentions, use, language)
            if goes_on and whole_line and made:
                made[0] = replace(made[0], follows=True)
        elif use and _dialogue(text, line):
            made = _in_dashes(text, line, mentions, use)
        if use and not made:
            made = _reported(text, line, mentions, use, language)
        elif use:
            made += _reported_between(text, line, made, mentions, use, language)
        found += made
        goes_on = whole_line and bool(quoted) and not quoted[-1].closed
    found = [
        one
        for one in found
        if not any(s.start < one.end and one.start < s.end for s in lost_speech)
    ]
    found = sorted([*found, *lost_speech], key=lambda one: (one.start, one.end))
    speakers = resolved(
        text, [(one.said_by, one.follows, one.start) for one in found], mentions, language
    )
    found = [replace(one, speaker=who) for one, who in zip(found, speakers, strict=True)]
    return _joined(found)


def _joined(found: list[Quotation]) -> list[Quotation]:
    """Join a quotation that goes on in the next paragraph with its beginning."""
    whole: list[Quotation] = []
    for one in found:
        last = whole[-1] if whole else None
        if last and one.follows and len(last.marks) == 1 and one.marks[:1] == last.marks[:1]:
            speaker = last.speaker or one.speaker
            whole[-1] = replace(
                last,
                parts=last.parts + one.parts,
                marks=one.marks,
                context=Span(last.start, one.end),
                speaker=speaker,
                said_by=last.said_by or one.said_by,
            )
        else:
            whole.append(one)
    return whole


def _is_name(text: str, one: Marked, line: Span, use: Patterns | None) -> bool:
    """Say whether marks hold a name or a title: few words with a capital, and nobody speaks."""
    words = _WORDS.findall(one.inner.of(text))
    if not words:
        return True
    if one.marks[:1] in "'‘‚" and len(words) < 2:
        return True
    if len(words) > _NAME_WORDS or not words[0][0].isupper():
        return False
    if one.inner.of(text)[-1] in ".!?…,":
        return False
    before = text[max(line.start, one.outer.start - 80) : one.outer.start].rstrip()
    after = text[one.outer.end : min(line.end, one.outer.end + 80)].lstrip()
    if before.endswith((":", ",")) and use and use.verbs.search(before[-60:]):
        return False
    return not (after[:1] in ",—–-" and use and use.verbs.search(after[:40]))


def _in_marks(
    text: str,
    line: Span,
    quoted: Sequence[Marked],
    mentions: Sequence[Mention],
    use: Patterns | None,
    language: str,
) -> list[Quotation]:
    # The narration alone, with what is quoted blanked out so that its words attribute nothing.
    masked = list(text[line.start : line.end])
    for one in quoted:
        for place in range(one.outer.start - line.start, one.outer.end - line.start):
            masked[place] = "_" if masked[place] != " " else " "
    narration = text[: line.start] + "".join(masked) + text[line.end :]
    starts = [one.start for one in sentences(narration, line, language)]
    made: list[Quotation] = []
    for place, one in enumerate(quoted):
        parts, said_inside = _parts(text, one.inner, mentions, use)
        before = _before(text, starts, line, quoted, place)
        after = _after(text, narration, line, quoted, place)
        kind = _kind(text, one, before)
        said_by = said_inside or _who(narration, mentions, use, before, after, kind)
        context = _clause(text, narration, before, one, use) if kind == "fragment" else one.inner
        spoken = said_by is not None
        follows = False
        if said_by is None and made:
            between = narration[quoted[place - 1].outer.end : one.outer.start]
            follows = not _WORDS.sub("", between).strip(" .,;:!?…—–-") and len(between) < 60
        if made and _same_sentence(text, narration, quoted[place - 1], one, use):
            last = made[-1]
            made[-1] = replace(
                last, parts=last.parts + parts, context=Span(last.start, parts[-1].end)
            )
            continue
        few = len(_WORDS.findall(one.inner.of(text))) <= _NAME_WORDS
        if kind == "fragment" and few and not spoken and not (follows and made):
            continue  # a word held at a distance, and nobody's speech
        made.append(Quotation(parts, kind, one.marks, context, said_by, follows))
    return _shared(text, narration, made)


def _same_sentence(
    text: str, narration: str, last: Marked, one: Marked, use: Patterns | None
) -> bool:
    """Say whether only "she said" stands between the two halves of one sentence."""
    between = narration[last.outer.end : one.outer.start].strip()
    ends = text[last.outer.end - 2 : last.outer.end + 1]
    return (
        use is not None
        and "," in ends
        and between.endswith(",")
        and len(between) <= _LONGEST_INSERT
        and use.verbs.search(between) is not None
        and text[one.inner.start].islower()
    )


def _shared(text: str, narration: str, made: list[Quotation]) -> list[Quotation]:
    """Give a quotation without words for its speaker to the one that it stands beside."""
    for place, one in enumerate(made):
        if one.said_by is not None or one.follows:
            continue
        following = made[place + 1] if place + 1 < len(made) else None
        if (
            following
            and following.said_by
            and not _WORDS.search(narration[one.end : following.start].replace("_", " "))
        ):
            made[place] = replace(one, said_by=following.said_by)
    return made


def _before(
    text: str, starts: Sequence[int], line: Span, quoted: Sequence[Marked], place: int
) -> Span:
    """Find the narration of the same sentence before a quotation; ``starts`` are sentences'."""
    end = quoted[place].outer.start
    at = bisect_right(starts, end - 1)
    start = starts[at - 1] if at else line.start
    for earlier in reversed(quoted[:place]):
        if earlier.outer.end <= start:
            break
        # what stands behind an earlier whole sentence belongs to that one
        if text[earlier.outer.end - 2 : earlier.outer.end - 1] in ".!?":
            start = earlier.outer.end
            break
    return Span(max(start, end - _LONGEST_LEAD), end)


def _after(text: str, narration: str, line: Span, quoted: Sequence[Marked], place: int) -> Span:
    """Find the narration of the same sentence after a quotation, up to the next one."""
    start = quoted[place].outer.end
    end = quoted[place + 1].outer.start if place + 1 < len(quoted) else line.end
    end = min(end, start + _LONGEST_LEAD)
    inner_end = text[quoted[place].inner.end - 1]
    if inner_end in ".!?…" and text[start : start + 2].strip()[:1].isupper():
        # the sentence ended with the quotation; "Anna Berg said." may still follow: look at it only
        # when it is short and speaks
        stop = re.search(r"[.!?…](?:\s|$)", narration[start:end])
        return Span(start, start + stop.start() if stop and stop.start() < 60 else start)
    stop = re.search(r"(?<![A-ZА-Я])[.!?…](?:\s|$)|;", narration[start:end])
    return Span(start, start + stop.start() if stop else end)


def _who(
    narration: str,
    mentions: Sequence[Mention],
    use: Patterns | None,
    before: Span,
    after: Span,
    kind: Kind,
) -> Phrase | None:
    if use is None:
        return None
    behind = attribution(narration, after, mentions, use, near_end=False)
    if behind is not None and behind.verb.start - after.start > _LONGEST_TAIL:
        behind = None
    ahead = attribution(narration, before, mentions, use, near_end=True)
    lead = narration[before.start : before.end].rstrip()
    introduced = lead.endswith((":", ","))
    if ahead is not None and (introduced or kind == "fragment" or behind is None):
        return ahead.speaker
    if behind is not None:
        return behind.speaker
    if introduced:  # "Anna Berg: «...»" and "according to Anna Berg, «...»"
        inside = phrases(narration, before, mentions, use)
        if lead.endswith(":") and inside:
            return inside[-1]
    for span in (before, after):
        according = use.according.search(narration, span.start, span.end)
        if according:
            inside = phrases(narration, Span(according.end(), span.end), mentions, use)
            if inside:
                return inside[0]
    return None


def _kind(text: str, one: Marked, before: Span) -> Kind:
    inner = one.inner.of(text)
    first = next((c for c in inner if c.isalpha()), "")
    lead = text[before.start : before.end].rstrip()
    few = len(_WORDS.findall(inner)) < _DIRECT_WORDS
    whole = not first.islower()
    if lead and not lead.endswith((":", ",", ".", "!", "?", "…", "—", "–", "-", "»", "”", '"')):
        # inside a sentence of the outlet's; German nouns and names can begin a fragment
        return "direct" if whole and not few and inner[-1] in ".!?" else "fragment"
    if few and inner[-1:] not in ".!?…,":
        return "fragment"
    return "direct" if whole or lead.endswith(":") else "fragment"


def _clause(text: str, narration: str, before: Span, one: Marked, use: Patterns | None) -> Span:
    """Find the outlet's clause around a fragment, without "N. said that"."""
    start = before.start
    if use is not None:
        verbs = [m.end() for m in use.verbs.finditer(narration, before.start, before.end)]
        if verbs:
            that = [
                m.end()
                for m in use.that.finditer(narration, before.start, before.end)
                if m.start() >= verbs[0]
            ]
            # the "that" of the first verb that has one
            start = that[0] if that else verbs[-1]
    while start < one.outer.start and (text[start].isspace() or text[start] in ",:—–"):
        start += 1
    end = one.outer.end
    stop = re.match(r"[^.!?;\n—–]*", narration[end:])
    rest = stop.group() if stop else ""
    if use is not None:
        verb = use.verbs.search(rest)
        comma = rest.find(",")
        if verb is not None:
            rest = rest[: comma if 0 <= comma < verb.start() else 0]
        elif comma >= 0:
            rest = rest[:comma]
    if "_" in rest:
        rest = rest[: rest.index("_")]
    end += len(rest.rstrip(" \"“”«»„'‘’"))
    return Span(min(start, one.outer.start), end)


def _parts(
    text: str, inner: Span, mentions: Sequence[Mention], use: Patterns | None
) -> tuple[tuple[Span, ...], Phrase | None]:
    """Cut "— said N. —" out of what stands between marks; trailing commas are the outlet's."""
    if use is not None:
        for dash in _INSERT.finditer(text, inner.start, inner.end):
            if "—" not in dash.group() and "–" not in dash.group() and " -" not in dash.group():
                continue
            rest = text[dash.end() : min(inner.end, dash.end() + _LONGEST_INSERT)]
            verb = use.verbs.search(rest)
            if verb is None or verb.start() > 25:
                continue
            close = re.search(r"[,.!?]\s*[—–-]\s", rest)
            end = dash.end() + close.start() if close else None
            said = attribution(
                text, Span(dash.end(), end or inner.end), mentions, use, near_end=False
            )
            if said is None or (close and close.start() < verb.end()):
                continue
            head = _trimmed(text, inner.start, dash.start() + len(dash.group().rstrip("—–- ")))
            if end is None or close is None:
                return (head,), said.speaker
            tail = _trimmed(text, dash.end() + close.end(), inner.end)
            return (head, tail), said.speaker
    return (_trimmed(text, inner.start, inner.end),), None


def _trimmed(text: str, start: int, end: int) -> Span:
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",;:—–"):
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return Span(start, end)


def _dialogue(text: str, line: Span) -> bool:
    return bool(re.match(r"[—–]\s?[\w¿¡]", line.of(text)))


def _in_dashes(
    text: str, line: Span, mentions: Sequence[Mention], use: Patterns
) -> list[Quotation]:
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


def _trimmed_dash(text: str, piece: Span) -> Span:
    start, end = piece.start, piece.end
    while start < end and (text[start].isspace() or text[start] in ".,;:"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in "—–,"):
        end -= 1
    return Span(start, end)


def _lost(
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


def _begins_in_first_person(text: str, sentence: Span, use: Patterns) -> bool:
    return bool(use.first_person.search(" ".join(sentence.of(text).split()[:3])))


def _tail(
    text: str, sentence: Span, mentions: Sequence[Mention], use: Patterns
) -> tuple[Span, Phrase] | None:
    """Part a sentence that ends in ", N. said ..." into what was said and by whom."""
    content = sentence.of(text)
    for comma in reversed(list(re.finditer(r",\s*(?:[—–-]\s*)?|\s[—–-]\s", content))):
        tail = Span(sentence.start + comma.end(), sentence.end)
        if tail.end - tail.start > _LONGEST_TAIL + 40:
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
        if first - tail.start > 5 or len(_WORDS.findall(content[: comma.start()])) < 2:
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


def _reported(
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
        content = _trimmed(text, content.start, content.end)
        if len(_WORDS.findall(content.of(text))) >= _DIRECT_WORDS:
            made.append(Quotation((content,), "indirect", "", content, said_by, False))
    return made


def _reported_between(
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
            free += _reported(text, sentence, mentions, use, language)
    return free


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
            if comma > 0 and comma - sentence.start < _LONGEST_TAIL:
                return Span(comma + 1, stop), inside[0]
    return None
