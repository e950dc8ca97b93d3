"""What stands in quotation marks, of whatever kind: nothing about who speaks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from evenhand.detection.kernels import Float64, Int64
from evenhand.tracing.sentences import Span

# What closes each mark. Languages differ: „…“ and „…”, «…» and »…«, “…” and ”…”.
_CLOSED_BY = {
    '"': '"', "“": "”“", "”": "”", "„": "“”\"", "«": "»", "»": "«", "‹": "›", "「": "」",
    "『": "』",
    "‘": "’", "‚": "‘’", "'": "'",
}  # fmt: skip
_DOUBLE = '"“”„«»「『'
_SINGLE = "'’‘‚"
_ALWAYS_OPEN = "«„「『"
_SIGNS = re.compile(f"[{''.join(_CLOSED_BY)}{''.join(_CLOSED_BY.values())}]")
_NOT_SINGLE = re.compile(_SIGNS.pattern.translate(dict.fromkeys(map(ord, _SINGLE))))
_NO_OPENING_AFTER = frozenset(")]}”’%")  # nor after a letter or a digit
_DEEPEST = 8  # quotations inside each other; more are noise
_LONGEST = 3_000  # characters over several lines; a mark that is not closed by then was none
# What decides of a mark that is open at the end of its line; straight marks end with theirs.
_NEXT = {
    sign: re.compile(f"[{sign}{closing}]") for sign, closing in _CLOSED_BY.items() if sign != '"'
}
_BLANK = re.compile(r"\s*")


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
    closes what is open, and otherwise opens where no letter, digit or closing bracket comes before
    it and no white space after. An apostrophe is no mark: a single mark closes only where no letter
    follows. A mark that nothing closes quotes up to the end of the line, if it begins the line, and
    nothing behind it is read.
    """
    pairs, left = _pairs(text, line.start, line.end, _SIGNS)
    doubles = [place for place in left if text[place] in _DOUBLE]
    if doubles:
        pairs = [pair for pair in pairs if pair[0] < doubles[0]]
    found = [_between(text, start, end, closed=True) for start, end in pairs]
    if doubles and not found and not text[line.start : doubles[0]].strip(" —–-"):
        found.append(_between(text, doubles[0], line.end, closed=False))
    return [one for one in found if one.inner.start < one.inner.end]


def quoted_spans(text: str) -> list[tuple[int, int]]:
    """Find what stands in double marks: first character after the opening mark, and the end.

    A quotation may go over several lines, and may open anew in each. A mark that nothing closes
    quotes nothing. Single marks are left alone: what they hold is short, and apostrophes are many.
    """
    found = []
    at = 0
    while (sign := _NOT_SINGLE.search(text, at)) is not None:
        start = max(at, text.rfind("\n", at, sign.start()) + 1)
        end = text.find("\n", sign.start())
        end = len(text) if end < 0 else end
        pairs, left = _pairs(text, start, end, _NOT_SINGLE)
        at = end
        for place in left:
            closing = _beyond(text, place, end)
            if closing is not None:
                pairs = [*(pair for pair in pairs if pair[0] < place), (place, closing)]
                at = max(end, closing + 1)
                break
        found += [(start + 1, end) for start, end in pairs]
    return found


def quoted_shares(texts: Iterable[str], which: Int64, starts: Int64, ends: Int64) -> Float64:
    """Say how much of each passage stands in quotation marks, 0 to 1 of its characters.

    ``which`` is the text that each passage is in (its number among ``texts``), ``starts`` and
    ``ends`` its characters there.
    """
    begin, length, bounds = [], [], [0]
    for text in texts:
        low = bounds[-1]
        for start, end in quoted_spans(text):
            begin.append(low + start)
            length.append(end - start)
        bounds.append(low + len(text) + 1)
    opened, sizes = np.array(begin, np.int64), np.array(length, np.int64)
    before = np.concatenate([[0], np.cumsum(sizes)])
    offsets = np.array(bounds, np.int64)[which]

    def inside(at: Int64) -> Int64:
        """Count the characters in marks before each place."""
        n = np.searchsorted(opened, at, side="right")
        if not opened.size:
            return np.zeros(at.size, np.int64)
        last = np.maximum(n - 1, 0)
        over = np.maximum(opened[last] + sizes[last] - at, 0)
        return np.asarray(np.where(n > 0, before[n] - over, 0), dtype=np.int64)

    return np.asarray((inside(offsets + ends) - inside(offsets + starts)) / (ends - starts))


def has_marks(text: str) -> bool:
    """Say whether a text has double quotation marks at all."""
    return any(sign in text for sign in _DOUBLE)


def _pairs(
    text: str, start: int, end: int, signs: re.Pattern[str]
) -> tuple[list[tuple[int, int]], list[int]]:
    """Pair the marks of a line: those that no other pair holds, and the marks left open."""
    found: list[tuple[int, int]] = []
    left: list[int] = []
    for match in signs.finditer(text, start, end):
        place, sign = match.start(), match[0]
        before = text[place - 1] if place > start else " "
        after = text[place + 1] if place + 1 < end else " "
        partner = _partner(text, left, sign, before, after)
        if partner is not None:
            opening = left[partner]
            del left[partner:]
            if sign in _SINGLE and left:
                continue
            if not any(text[one] in _DOUBLE for one in left):
                left.clear()
            while found and found[-1][0] > opening:
                found.pop()
            found.append((opening, place))
        elif (
            len(left) < _DEEPEST
            and sign != "’"
            and sign in _CLOSED_BY
            and (sign in _ALWAYS_OPEN or _opens(before, after))
        ):
            left.append(place)
    return found, left


def _partner(text: str, left: list[int], sign: str, before: str, after: str) -> int | None:
    """Place in ``left`` of what ``sign`` closes, or None when it closes nothing."""
    for place in range(len(left) - 1, -1, -1):
        opener = text[left[place]]
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


def _beyond(text: str, place: int, end: int) -> int | None:
    """Where what opens at ``place`` and is open at the end of its line ends; None for nowhere."""
    opener = text[place]
    if opener not in _NEXT:
        return None
    following = _NEXT[opener].search(text, end, place + _LONGEST)
    if following is None:
        return None
    if following[0] == opener and following.end() == _BLANK.match(text, end).end() + 1:  # type: ignore[union-attr]
        return end  # opened anew
    return None if following[0] == opener else following.start()


def _opens(before: str, after: str) -> bool:
    return not (
        before.isalnum() or before in _NO_OPENING_AFTER or after.isspace() or after in ",.;:!?)"
    )


def _between(text: str, start: int, end: int, *, closed: bool) -> Marked:
    inner = text[start + 1 : end]
    left = start + 1 + len(inner) - len(inner.lstrip())
    right = end - (len(inner) - len(inner.rstrip()))
    signs = text[start] + (text[end] if closed else "")
    return Marked(
        Span(left, max(left, right)), Span(start, end + 1 if closed else end), signs, closed
    )
