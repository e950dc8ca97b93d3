"""The form that every language fills in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Outlet:
    """A made-up outlet with an account on every platform."""

    name: str
    handle: str
    domain: str


@dataclass(frozen=True)
class Phrasebook:
    """Templates of one language, and what their slots can hold."""

    chat: tuple[str, ...]
    """What people say of themselves."""
    more: tuple[str, ...]
    """A second sentence to any of these."""
    headlines: tuple[str, ...]
    """News of outlets."""
    comments: tuple[str, ...]
    """What people put before a link."""
    replies: tuple[str, ...]
    greetings: tuple[str, ...]
    """Texts that many people write alike and mean nothing by it."""
    quiz: str
    """A result that a game posts for its players: ``{day}`` and ``{score}``."""
    hashtags: tuple[str, ...]
    events: tuple[str, ...]
    """Hashtags of evenings on which everybody writes about one thing."""
    names: tuple[str, ...]
    """Given names and nicknames for display."""
    handles: tuple[str, ...]
    """Pieces of handles, in Latin letters."""
    outlets: tuple[Outlet, ...]
    slots: Mapping[str, tuple[str, ...]]
