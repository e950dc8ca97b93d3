"""The part of a long text that a page carries, and where a place in the whole text lies in it.

Tables count characters (code points) of the text as it was read. The page shows hidden characters
as visible marks, leaves parts of long texts out, and counts as browsers do, in UTF-16 units. The
places are moved here, once, so that no mark on the page is ever off by a character.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from evenhand.reports.texts import shown


@dataclass(frozen=True)
class Excerpt:
    """A text as the page has it."""

    text: str
    gaps: list[list[int]]
    """Where characters were left out: place in ``text`` (UTF-16 units), and how many."""
    places: Mapping[int, int]
    """Place in the whole text (code points) to place in ``text`` (UTF-16 units)."""


def excerpt(text: str, spans: Sequence[tuple[int, int]], most: int, around: int) -> Excerpt:
    """Keep at most ``most`` characters: the beginning, and the spans with what is around them.

    ``spans`` (start, end) are kept in their order while there is room. ``places`` of the result
    knows their starts and ends; a place that was left out lies at the gap.
    """
    kept = _kept(len(text), spans, most, around)
    wanted = sorted({min(max(place, 0), len(text)) for span in spans for place in span})
    made: list[str] = []
    gaps: list[list[int]] = []
    places: dict[int, int] = {}
    at = done = next_wanted = 0

    def pass_to(limit: int) -> None:
        """Note the wanted places before ``limit``, all of which lie at ``at``."""
        nonlocal next_wanted
        while next_wanted < len(wanted) and wanted[next_wanted] < limit:
            places[wanted[next_wanted]] = at
            next_wanted += 1

    for start, end in kept:
        if start > done:
            pass_to(start)
            gaps.append([at, start - done])
        for piece_start, piece_end in _pieces(text, start, end, wanted):
            pass_to(piece_end)
            piece = shown(text[piece_start:piece_end])
            made.append(piece)
            at += _units(piece)
        done = end
    if done < len(text):
        gaps.append([at, len(text) - done])
    pass_to(len(text) + 1)
    return Excerpt("".join(made), gaps, places)


def _pieces(text: str, start: int, end: int, wanted: Sequence[int]) -> Iterable[tuple[int, int]]:
    """Cut a kept range at the wanted places, but never between the two halves of a line end."""
    cuts = [
        place for place in wanted if start < place < end and text[place - 1 : place + 1] != "\r\n"
    ]
    edges = [start, *cuts, end]
    return pairwise(edges)


def _kept(
    length: int, spans: Sequence[tuple[int, int]], most: int, around: int
) -> list[tuple[int, int]]:
    if length <= most:
        return [(0, length)]
    ranges = [(0, min(around, most))]
    left = most - ranges[0][1]
    for start, end in spans:
        if left <= 0:
            break
        low = max(0, start - around)
        high = min(length, end + around, low + left)
        if high > low:
            ranges.append((low, high))
            left -= high - low
    merged: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if merged and low <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return merged


def _units(text: str) -> int:
    """Count UTF-16 units, as a browser does."""
    return len(text) + sum(character > "\uffff" for character in text)
