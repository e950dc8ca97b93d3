"""Where texts come from: copies, lifted passages, translations, quotations, stories, disclosure."""

from __future__ import annotations

from evenhand.tracing.comparison import Comparison, compare
from evenhand.tracing.corpus import Corpus, corpus_of, open_corpus
from evenhand.tracing.passages import PassageSettings
from evenhand.tracing.trace import Traced, trace

__all__ = [
    "Comparison",
    "Corpus",
    "PassageSettings",
    "Traced",
    "compare",
    "corpus_of",
    "open_corpus",
    "trace",
]
