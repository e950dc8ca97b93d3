"""Texts that occur many times, stored once and named by their index."""

from __future__ import annotations

from evenhand.reports.texts import cut, shown


class Strings:
    """A growing table of texts, cut to a number of characters.

    Two texts get the same index exactly when they are the same in full, so the page can tell "the
    same text" from "the same as far as shown".
    """

    def __init__(self, characters: int) -> None:
        self.characters = characters
        self._index: dict[str, int] = {}

    def index(self, text: str | None) -> int:
        """Return the index of ``text``; an absent text is the empty one."""
        return self._index.setdefault(text or "", len(self._index))

    def shown(self) -> list[str]:
        """All texts in the order of their index, made safe to look at and cut."""
        return [cut(shown(text), self.characters)[0] for text in self._index]

    def left_off(self) -> list[int]:
        """For each text how many characters were cut."""
        return [cut(shown(text), self.characters)[1] for text in self._index]

    def in_all(self) -> int:
        """Characters of all texts before any cut."""
        return sum(len(text) for text in self._index)
