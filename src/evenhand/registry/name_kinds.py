"""What sort of thing a word in a name says, whatever the language: banco, banque and bank.

The words are those of rigour, which knows them in some thirty languages.
"""

from __future__ import annotations

from functools import lru_cache

from evenhand.registry.needed import needed

with needed():
    from rigour.names import Name, NameTypeTag, SymbolCategory, analyze_names

_KINDS = (SymbolCategory.DOMAIN, SymbolCategory.SYMBOL)
# Those that lump together what tells names apart: oil and petrochemicals, steel and metals.
_TOO_WIDE = frozenset(["ALLRUSSIAN", "OIL", "STEEL", "HOUSE", "PARTY", "POWER", "ENERGY", "CORP"])
_COMMON = frozenset(
    [
        "ASSOC",
        "BUDGET",
        "CO",
        "CONCERN",
        "ENTERPRISE",
        "FDN",
        "FED",
        "GOV",
        "GRP",
        "HOLDING",
        "INSTITUTE",
        "INSTITUTION",
        "INTL",
        "KOMBINAT",
        "NATL",
        "ORG",
        "PRODUCTION",
        "SCIENTIFIC",
    ]
)
_ONE = {"ASSOCIATION": "ASSOC", "MANUFACTURING": "PRODUCTION", "COMMERCIAL": "COMMERCE"}


@lru_cache(maxsize=1 << 16)
def kind_of(word: str) -> str | None:
    """Give the sort of thing a word says, where it says one."""
    if len(word) < 3 or word.isdigit():
        return None
    found = {
        _ONE.get(span.symbol.id, span.symbol.id)
        for name in _taken_apart(word)
        for span in name.spans
        if span.symbol.category in _KINDS
    }
    found -= _TOO_WIDE
    return str(found.pop()) if len(found) == 1 else None


def _taken_apart(word: str) -> set[Name]:
    return analyze_names(
        NameTypeTag.ORG, [word], rewrite=False, phonetics=False, numerics=False, consolidate=False
    )


def says_little(word: str) -> bool:
    """Say whether a word only says what form of body it is: association, enterprise, federal."""
    return kind_of(word) in _COMMON
