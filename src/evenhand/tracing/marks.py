"""Quotation marks of many kinds, paired within a line."""

from __future__ import annotations

from dataclasses import dataclass

from evenhand.tracing.sentences import Span

# What closes each mark. Languages differ: „…“ and „…”, «…» and »…«, “…” and ”…”.
_CLOSED_BY = {
    '"': '"', "“": "”“", "”": "”", "„": "“”\"", "«": "»", "»": "«", "‹": "›", "「": "」",
    "『": "』",
    "‘": "’", "‚": "‘’", "'": "'",
}  # fmt: skip
_SIGNS = frozenset(_CLOSED_BY) | frozenset("".join(_CLOSED_BY.values()))
_BEFORE_OPENING = " \t\u00a0\u202f([{—–-/:;,.!?…\"“„«»‘'"
_DEEPEST = 8  # quotations inside each other; more are noise
_DOUBLE = '"“”„«»「『'
_SINGLE = "'’‘‚"


@dataclass(frozen=True)
class Marked:
    """What stands between two quotation marks."""

    inner: Span
    """Without the marks and the white space inside them."""
    outer: Span
    marks: str
    """The two marks, as in ``«»``; only the first where the quotation is not closed."""
    closed: bool


def marked(text: str, line: Span) -> list[Marked]:
    """Find what is quoted in a line, in order; a quotation inside a quotation is part of it.

    A mark that can open and close (straight ones, and “ ” » in languages that turn them round)
    closes what is open, and otherwise opens where white space, a bracket or a dash comes before it
    and none after. An apostrophe is no mark: a single mark closes only where no letter follows. A
    mark that nothing closes quotes up to the end of the line, if it begins the line.
    """
    found: list[Marked] = []
    open_marks: list[int] = []
    for place in range(line.start, line.end):
        sign = text[place]
        if sign not in _SIGNS:
            continue
        before = text[place - 1] if place > line.start else " "
        after = text[place + 1] if place + 1 < line.end else " "
        partner = _partner(text, open_marks, sign, before, after)
        if partner is not None:
            start = open_marks[partner]
            del open_marks[partner:]
            if not any(text[one] in _DOUBLE for one in open_marks) and (
                sign not in _SINGLE or not open_marks
            ):
                open_marks.clear()
                found.append(_between(text, start, place, closed=True))
        elif len(open_marks) == _DEEPEST:
            continue
        elif sign != "’" and sign in _CLOSED_BY and (sign in "«„" or _opens(before, after)):
            open_marks.append(place)
    doubles = [place for place in open_marks if text[place] in _DOUBLE]
    if doubles and not found and not text[line.start : doubles[0]].strip(" —–-"):
        found.append(_between(text, doubles[0], line.end, closed=False))
    return [one for one in found if one.inner.start < one.inner.end]


def _partner(text: str, open_marks: list[int], sign: str, before: str, after: str) -> int | None:
    """Place in ``open_marks`` of what ``sign`` closes, or None when it closes nothing."""
    for place in range(len(open_marks) - 1, -1, -1):
        opener = text[open_marks[place]]
        if sign not in _CLOSED_BY[opener]:
            continue
        if sign in _SINGLE and (after.isalnum() or before.isspace()):
            return None
        if sign == opener and before.isspace() and _opens(before, after):
            return None  # a quotation inside a quotation
        if sign == "“" and opener == "“" and _opens(before, after):
            return None
        return place
    return None


def has_marks(text: str) -> bool:
    """Say whether a text has double quotation marks at all."""
    return any(sign in text for sign in _DOUBLE)


def _opens(before: str, after: str) -> bool:
    return before in _BEFORE_OPENING and not after.isspace() and after not in ",.;:!?)"


def _between(text: str, start: int, end: int, *, closed: bool) -> Marked:
    inner = text[start + 1 : end]
    left = start + 1 + len(inner) - len(inner.lstrip())
    right = end - (len(inner) - len(inner.rstrip()))
    signs = text[start] + (text[end] if closed else "")
    return Marked(
        Span(left, max(left, right)), Span(start, end + 1 if closed else end), signs, closed
    )
