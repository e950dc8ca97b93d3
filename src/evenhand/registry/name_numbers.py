"""Numbers in names: 71st, 21-й, No. 5, #5 and a Roman number at the end are numbers like others."""

from __future__ import annotations

import re

_DIGIT = re.compile(r"\d")
_ORDINAL = re.compile(
    r"(?<![a-z0-9])(\d{1,4})-?(?:st|nd|rd|th|er|ere|eme|go|oe|ya|aya|iy|yi|ii|ij|oi|oy|i|y|j)"
    r"(?![a-z0-9])"
)
_COUNTED = re.compile(r"(?:(?<![a-z0-9])(?:no|nr|num)[.\s]\s*|#\s*)(?=\d)")
_ROMAN_AT_END = re.compile(r"(?<=[a-z0-9] )(ii|iii|iv|vi|vii|viii|ix|xi|xii)$")
_ROMAN = {"ii": 2, "iii": 3, "iv": 4, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "xi": 11, "xii": 12}
_WRITTEN = frozenset(["one", "two", "three"])


def with_numbers(plain: str) -> str:
    """Write ordinals and what is counted as bare numbers; ``plain`` is in Latin letters, small."""
    if _DIGIT.search(plain) is not None:
        plain = _COUNTED.sub(" ", _ORDINAL.sub(r"\1", plain))
    return _ROMAN_AT_END.sub(lambda found: str(_ROMAN[found[1]]), plain)


def is_number(word: str) -> bool:
    """Say whether a word is a number, or one of the few that names write out."""
    return word.isdigit() or word in _WRITTEN
