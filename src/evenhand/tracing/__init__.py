"""Where texts come from: copies, lifted passages, translations, quotations, stories, disclosure."""

from __future__ import annotations

from evenhand.tracing.comparison import Comparison, compare

__all__ = ["Comparison", "compare"]
