"""What simulated accounts say: one small grammar for each language.

Places, organisations, outlets and people are made up, and every domain ends in ``.example``. A slot
``{name}`` is filled from ``slots``; ``{n}`` is a number from 11 to 98, ``{few}`` one from 5 to 9.
"""

from __future__ import annotations

from evenhand.simulation.phrases import ar, de, en, es, fr, pt, ru, uk
from evenhand.simulation.phrases.book import Outlet, Phrasebook

BOOKS: dict[str, Phrasebook] = {
    "ar": ar.BOOK,
    "de": de.BOOK,
    "en": en.BOOK,
    "es": es.BOOK,
    "fr": fr.BOOK,
    "pt": pt.BOOK,
    "ru": ru.BOOK,
    "uk": uk.BOOK,
}

__all__ = ["BOOKS", "Outlet", "Phrasebook"]
