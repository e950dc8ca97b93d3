"""Speech between quotation marks: what the marks hold, and the narration that says whose it is."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from evenhand.tracing.attribution import Patterns, Phrase, attribution, phrases
from evenhand.tracing.names import Mention
from evenhand.tracing.quotation import LEAST_WORDS, LONGEST_TAIL, WORDS, Kind, Quotation, trimmed
from evenhand.tracing.quotation_marks import Marked
from evenhand.tracing.sentences import Span, sentences

_LONGEST_INSERT = 120
_INSERT = re.compile(r"[,.!?…]?[\"”»“]?\s*[—–-]\s*(?=\S)")
_LONGEST_LEAD = 600  # characters of narration beside a quotation that are read
_NAME_WORDS = 4


def in_marks(
    text: str,
    line: Span,
    quoted: Sequence[Marked],
    mentions: Sequence[Mention],
    use: Patterns | None,
    language: str,
) -> list[Quotation]:
    """Read what is quoted in a line, with the narration of the same sentence around it."""
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
            follows = not WORDS.sub("", between).strip(" .,;:!?…—–-") and len(between) < 60
        if made and _same_sentence(text, narration, quoted[place - 1], one, use):
            last = made[-1]
            made[-1] = replace(
                last, parts=last.parts + parts, context=Span(last.start, parts[-1].end)
            )
            continue
        few = len(WORDS.findall(one.inner.of(text))) <= _NAME_WORDS
        if kind == "fragment" and few and not spoken and not (follows and made):
            continue  # a word held at a distance, and nobody's speech
        made.append(Quotation(parts, kind, one.marks, context, said_by, follows))
    return _shared(text, narration, made)


def is_name(text: str, one: Marked, line: Span, use: Patterns | None) -> bool:
    """Say whether marks hold a name or a title: few words with a capital, and nobody speaks."""
    words = WORDS.findall(one.inner.of(text))
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
            and not WORDS.search(narration[one.end : following.start].replace("_", " "))
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
    if behind is not None and behind.verb.start - after.start > LONGEST_TAIL:
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
    few = len(WORDS.findall(inner)) < LEAST_WORDS
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
            head = trimmed(text, inner.start, dash.start() + len(dash.group().rstrip("—–- ")))
            if end is None or close is None:
                return (head,), said.speaker
            tail = trimmed(text, dash.end() + close.end(), inner.end)
            return (head, tail), said.speaker
    return (trimmed(text, inner.start, inner.end),), None
