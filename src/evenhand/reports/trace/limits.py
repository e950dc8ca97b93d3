"""How much the page of a trace carries. Every cut is counted and said in it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class TraceLimits:
    """Upper bounds of one page."""

    matches: int = 5_000
    """Matches in the table."""
    opened: int = 1_500
    """Matches with both texts."""
    passages: int = 200
    """Passages of one match."""
    text: int = 12_000
    """Characters of one text; of a longer one the surroundings of its passages are kept."""
    text_in_all: int = 6_000_000
    """Characters of all texts; when they are more, each is cut shorter."""
    around: int = 300
    """Characters kept before and after a passage where a text is cut."""
    accounts: int = 2_000
    """Accounts in the table."""
    outlets: int = 6
    """Outlets listed for one account."""
    links: int = 20
    """Links listed for one text."""
    clusters: int = 200
    """Coordinated groups listed."""
    rejected_reasons: int = 40
    rejected_examples: int = 3
    plotted_accounts: int = 40
