"""What a signal is, and what a person can set about all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import polars as pl


@dataclass(frozen=True)
class Options:
    """What a person can set about the signals. The defaults suit most streams."""

    include_reposts: bool = False
    """Let reposts count in every signal and not in the repost signal alone. Their text, hashtags
    and links are the original's: whole audiences of a popular post then look alike."""
    text_min_length: int = 20
    """Characters that a normalised text must have to count; short ones coincide by themselves."""
    near_text_similarity: float = 0.8
    """Similarity from which two texts are nearly the same: twice the letters that they have in
    common, in order, over the letters that both have. Above 0, at most 1."""
    near_media_distance: int = 31
    """Bits of 256 in which the PDQ hashes of nearly the same image may differ; 0 to 47."""
    hashtags_min: int = 2
    """Hashtags that a sequence must have to count; single ones are what topics are made of."""
    shorteners: Mapping[str, str] = field(default_factory=dict)
    """Where shortened links lead, for those that are known."""


@dataclass(frozen=True)
class Signal:
    """A kind of shared behaviour."""

    name: str
    meaning: str
    """What two accounts have in common when they coincide, for a reader of the report."""
    column: str
    """The column of POSTS without which the signal says nothing."""
    objects: Callable[[pl.LazyFrame, Options], pl.LazyFrame]
    """From posts (``account_id, created_at, post_id`` and ``column``) to shares: the same first
    three columns and ``object`` (String). It sees all posts at once, so that an object may be the
    name of a group of things that are nearly the same. Rows whose object is null or empty are
    dropped afterwards, and an object counts once for each post."""
    unasked: bool = True
    """Whether it is looked for when nobody names the signals. Coarse ones are not: many people
    mention the same handle in the same minute."""
    from_reposts: bool = False
    """Whether it looks at reposts (and only at them) instead of at original posts."""
