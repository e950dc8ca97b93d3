"""Quotations in a text: what was said, where it stands, and who is said to have said it.

Four forms are read: words between quotation marks; a paragraph of dialogue that begins with a dash;
direct speech whose marks were lost on the way (no mark in the whole text, the first person, and
"N. said"); and reported speech ("N. said that ..."). Offsets are characters of the text as given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from evenhand.tracing.attribution import patterns
from evenhand.tracing.names import Mention, names
from evenhand.tracing.paragraphs import Paragraph, paragraphs
from evenhand.tracing.quotation import Quotation
from evenhand.tracing.quotation_marks import has_marks, marked
from evenhand.tracing.sentences import Span
from evenhand.tracing.speakers import resolved
from evenhand.tracing.speech_in_marks import in_marks, is_name
from evenhand.tracing.speech_without_marks import (
    in_dashes,
    is_dialogue,
    reported,
    reported_between,
    with_lost_marks,
)

_MOST_IN_LINE = 300  # quotations; more in one line are noise


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
    lost_speech = with_lost_marks(text, body, mentions, use, language) if lost and use else []
    for line in body:
        quoted = [one for one in marked(text, line) if not is_name(text, one, line, use)]
        quoted = quoted[:_MOST_IN_LINE]
        whole_line = bool(quoted) and quoted[0].outer.start == line.start
        made: list[Quotation] = []
        if quoted:
            made = in_marks(text, line, quoted, mentions, use, language)
            if goes_on and whole_line and made:
                made[0] = replace(made[0], follows=True)
        elif use and is_dialogue(text, line):
            made = in_dashes(text, line, mentions, use)
        if use and not made:
            made = reported(text, line, mentions, use, language)
        elif use:
            made += reported_between(text, line, made, mentions, use, language)
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
