"""How five languages say who said what: one table for each, and no code.

A language without a table has its quotation marks read and nothing else; its speakers are unknown.
"""

from __future__ import annotations

from evenhand.tracing.speech import de, en, es, fr, ru
from evenhand.tracing.speech.form import Speech

TABLES: dict[str, Speech] = {
    "de": de.TABLE,
    "en": en.TABLE,
    "es": es.TABLE,
    "fr": fr.TABLE,
    "ru": ru.TABLE,
}

NONE = Speech(
    verbs=(), participle="", that=(), according=(), first_person=(), pronouns=(), titles={},
    bodies=(), of=(),
    determiners=(), openers=(), particles=(), months={}, weekdays={}, days={}, last_year=(),
    american_election="", see_also=(), abbreviations=(), place_endings=(), adjective_endings=(),
)  # fmt: skip
"""For languages without a table."""

__all__ = ["NONE", "TABLES", "Speech"]
