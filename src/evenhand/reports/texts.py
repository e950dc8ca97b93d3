"""Untrusted text, made safe to look at.

Texts, handles and objects come from strangers. Characters that would hide themselves or turn the
words around them are replaced by visible marks, because on a page of evidence what cannot be seen
must not be able to deceive. Escaping for HTML, JSON or SVG is done where the text is written.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

CONTROL_PICTURES = {code: 0x2400 + code for code in range(0x20) if code not in (0x09, 0x0A)} | {
    0x7F: 0x2421
}
"""C0 control characters and DEL as their Unicode pictures; tab and line feed stay."""

HIDDEN = (
    *range(0x80, 0xA0),  # C1 controls
    0x200B,  # zero-width space
    *range(0x202A, 0x202F),  # bidirectional embeddings and overrides
    0x2028,
    0x2029,
    *range(0x2060, 0x2065),  # invisible operators
    *range(0x2066, 0x206A),  # bidirectional isolates
    0xFEFF,
    *range(0xFFF9, 0xFFFC),
)
"""Characters that show nothing or reorder what follows. Joiners (U+200C, U+200D) and marks of
direction (U+200E, U+200F) stay: Persian, emoji and mixed scripts need them."""

VISIBLE: dict[int, int | str] = CONTROL_PICTURES | {code: f"⟦U+{code:04X}⟧" for code in HIDDEN}
SURROGATES = re.compile("[\ud800-\udfff]")


def shown(text: str | None) -> str:
    """``text`` with every hidden or reordering character replaced by a visible mark."""
    if not text:
        return ""
    return SURROGATES.sub("\ufffd", text.replace("\r\n", "\n").translate(VISIBLE))


def cut(text: str, characters: int) -> tuple[str, int]:
    """Return the first ``characters`` of ``text``, and how many were left off."""
    if len(text) <= characters:
        return text, 0
    return text[:characters], len(text) - characters


def one_line(text: str | None, characters: int) -> str:
    """``text`` on one line, at most ``characters`` long; an ellipsis shows that it was cut."""
    line = " ".join(shown(text).split())
    return line if len(line) <= characters else line[: characters - 1].rstrip() + "…"


def web_address(url: str | None) -> str | None:
    """``url`` if it is an absolute http or https address with a host, else None."""
    if not url or any(ord(character) <= 0x20 for character in url):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    return url if parts.scheme.lower() in ("http", "https") and host else None
