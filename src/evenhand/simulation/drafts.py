"""Posts before they have ids: columns of equal length that know each other by number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from evenhand.simulation.grammar import Texts
from evenhand.simulation.population import Numbers

NONE = -1


@dataclass(frozen=True)
class Drafts:
    """Columns of posts that are not sorted yet."""

    account: Numbers
    """Number of the account in the population."""
    time: Numbers
    """Seconds from the start of the scenario (int64)."""
    text: Texts
    language: Texts
    url: Texts
    """One link, or None."""
    hashtags: Texts
    """Tuples of str."""
    mentions: Texts
    """Tuples of account numbers."""
    media: Texts
    """One hash, or None."""
    repost_of: Numbers
    """Number of another draft, or NONE."""
    reply_to: Numbers

    def __len__(self) -> int:
        """Count the posts."""
        return len(self.account)


def drafts(
    account: Numbers,
    time: Numbers,
    text: Texts,
    language: Texts,
    **columns: Any,
) -> Drafts:
    """Make drafts from the columns that matter; what is not given is empty."""
    count = len(account)
    empty: dict[str, Any] = {
        "url": np.full(count, None, dtype=object),
        "hashtags": tuples(count),
        "mentions": tuples(count),
        "media": np.full(count, None, dtype=object),
        "repost_of": np.full(count, NONE),
        "reply_to": np.full(count, NONE),
    }
    return Drafts(account, time.astype(np.int64), text, language, **(empty | columns))


def tuples(count: int) -> Texts:
    """Make an object array of empty tuples."""
    column = np.empty(count, dtype=object)
    column[:] = [()] * count
    return column


def sometimes(present: Numbers, values: Texts) -> Texts:
    """Keep the values where they are present, and None elsewhere."""
    column = values.copy()
    column[~present] = None
    return column


def joined(parts: Sequence[Drafts]) -> Drafts:
    """One after the other; numbers of other drafts are to be those in the result."""
    return Drafts(
        *(np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Drafts))
    )
