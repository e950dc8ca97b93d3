"""How a long stage says how far it is, without knowing who listens."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

Progress: TypeAlias = Callable[[str, int, int | None], None]
"""Called as ``progress(what, done, total)``; ``total`` is None while it is not known.

``what`` names the work and its unit ("posts read"); ``done == total`` ends it.
"""


def silent(what: str, done: int, total: int | None) -> None:
    """Listen to nothing."""
