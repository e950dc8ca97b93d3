"""How much one page carries, so that it opens at once whatever the size of the run.

Every cut is counted and said in the page; the tables of the run hold everything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Upper bounds of one page."""

    accounts: int = 5_000
    """Accounts in the table and on the map."""
    map_edges: int = 30_000
    """Edges on the map (one for each pair of accounts and signal)."""
    groups: int = 200
    """Groups with a card."""
    lanes: int = 200
    """Accounts in the swim lanes of one group."""
    lanes_in_all: int = 4_500
    """Accounts in the swim lanes of all groups; groups after that have a card only."""
    ticks: int = 12_000
    """Posts drawn in the swim lanes of one group."""
    ticks_in_all: int = 200_000
    posts: int = 800
    """Posts of one group with text, link and id."""
    posts_in_all: int = 12_000
    evidence: int = 3_000
    """Pairs of these posts for one group."""
    evidence_in_all: int = 60_000
    text: int = 1_200
    """Characters of one post."""
    text_in_all: int = 2_000_000
    """Characters of all posts; when they are more, each post is cut shorter."""
    text_least: int = 200
    """Characters of one post below which no further cut is made."""
    objects: int = 30
    """Objects listed for one group."""
    object_text: int = 300
    """Characters of one object."""
    declarations: int = 300
    """Declarations listed."""
    rejected_reasons: int = 40
    rejected_examples: int = 3
    plotted_groups: int = 5
    """Groups that get plots of their own."""


def fair(needs: Sequence[int], each: int, in_all: int) -> list[int]:
    """Divide ``in_all`` among ``needs``: nobody gets more than it needs or than ``each``.

    Small needs are met in full and large ones share what is left equally, so that one large group
    does not empty the page of the others. Returns one allowance for each need, in their order.
    """
    allowed = [0] * len(needs)
    left = in_all
    order = sorted(range(len(needs)), key=lambda index: (needs[index], index))
    for done, index in enumerate(order):
        allowed[index] = min(needs[index], each, left // (len(order) - done))
        left -= allowed[index]
    return allowed
