"""What a simulated stream is to hold: plain values that could stand in a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from evenhand.simulation.phrases import Outlet


@dataclass(frozen=True)
class Language:
    """A language with the share of accounts that write in it."""

    code: str
    """BCP 47; one of ``phrases.BOOKS``."""
    share: float
    utc_offsets: tuple[int, ...]
    """Hours that its speakers are ahead of UTC; repeat one to give it more weight."""


@dataclass(frozen=True)
class Platform:
    """A made-up platform with the share of accounts on it."""

    name: str
    share: float


@dataclass(frozen=True)
class Mix:
    """Shares of the kinds of ordinary posts; the rest is talk about one's own day."""

    news: float = 0.20
    reposts: float = 0.21
    replies: float = 0.14
    events: float = 0.05
    greetings: float = 0.03
    quizzes: float = 0.02

    @property
    def talk(self) -> float:
        """The rest. Raises ValueError when there is none, since every account talks."""
        rest = 1 - sum((self.news, self.reposts, self.replies, self.events, self.greetings))
        rest -= self.quizzes
        if rest <= 0:
            raise ValueError("The shares in the mix must add up to less than 1.")
        return rest


@dataclass(frozen=True)
class Network:
    """A planted network that spreads one agency's articles without saying whose they are."""

    name: str
    agency: Outlet
    accounts: int = 18
    pages: int = 2
    languages: tuple[str, ...] = ("en", "es", "fr")
    """Languages of the agency's articles (``articles.LANGUAGES``), each member uses two."""
    operations: int = 60
    """Articles that it pushes."""
    participation: float = 0.65
    """Share of its accounts that take part in an operation."""
    delay_median_s: float = 20.0
    """Between the start of an operation and a member's post; log-normal."""
    delay_most_s: float = 75.0
    camouflage: float = 0.6
    """Share of its accounts' posts that are ordinary."""
    fans: int = 25
    """Ordinary accounts that share the agency's articles of their own accord."""


@dataclass(frozen=True)
class Scenario:
    """A stream of posts: who, where, when, how much, and what is planted in it."""

    name: str
    start: datetime
    """UTC."""
    days: int
    posts: int
    """Posts in all, planted ones included."""
    accounts: int
    """Accounts in all, planted ones, outlets and agencies included."""
    platforms: tuple[Platform, ...]
    languages: tuple[Language, ...]
    mix: Mix = Mix()
    networks: tuple[Network, ...] = ()
