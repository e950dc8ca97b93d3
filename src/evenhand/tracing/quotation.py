"""One quotation: what was said at one place of a text, and the words that name who said it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from evenhand.tracing.attribution import Phrase
from evenhand.tracing.sentences import Span
from evenhand.tracing.speakers import Speaker

Kind = Literal["direct", "fragment", "indirect"]
WORDS = re.compile(r"\w+")
LEAST_WORDS = 3
"""Fewer are a fragment of a sentence, or nothing that was reported."""
LONGEST_TAIL = 90
"""Characters of an attribution behind what was said."""


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


def trimmed(text: str, start: int, end: int) -> Span:
    """Give a stretch without the spaces around it and the comma or dash that ends it."""
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",;:—–"):
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return Span(start, end)
