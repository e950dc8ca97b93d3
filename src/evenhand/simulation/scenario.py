"""What a simulated stream is to hold: plain values that could stand in a file.

`files.load` and `files.dump` read and write these classes as YAML. Beside each type stands what the
value may be; ``check`` says what has to hold between values.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from evenhand.simulation.allowed import (
    Between,
    Days,
    Length,
    Members,
    Name,
    OneOf,
    Seconds,
    Share,
    Spread,
    Tail,
)
from evenhand.simulation.articles import LANGUAGES, MOST_ARTICLES
from evenhand.simulation.phrases import BOOKS, Outlet

DELAY_SHAPES = ("lognormal", "exponential", "uniform")
PUSHED_SIGNALS = ("link", "text", "media", "repost", "hashtags")
INVENTED = (".example", ".test", ".invalid")
"""Ends of domains that can belong to nobody (RFC 2606)."""
FIRST_YEAR, LAST_YEAR = 2025, 2079


@dataclass(frozen=True)
class Language:
    """A language with the share of accounts that write in it."""

    code: Annotated[str, OneOf(tuple(BOOKS))]
    """BCP 47; one of ``phrases.BOOKS``."""
    share: Share
    utc_offsets: Annotated[
        tuple[Annotated[int, Between(-12, 14, "hours")], ...], Length(1, 24, "entries")
    ] = (0,)
    """Hours that its speakers are ahead of UTC; repeat one to give it more weight."""


@dataclass(frozen=True)
class Platform:
    """A made-up platform with the share of accounts on it."""

    name: Annotated[str, Length(1, 30)]
    share: Share


@dataclass(frozen=True)
class Mix:
    """Shares of the kinds of ordinary posts; the rest is talk about one's own day."""

    news: Share = 0.20
    reposts: Share = 0.21
    replies: Share = 0.14
    events: Share = 0.05
    greetings: Share = 0.03
    quizzes: Share = 0.02

    @property
    def talk(self) -> float:
        """The rest. Raises ValueError when there is none, since every account talks."""
        rest = 1 - sum((self.news, self.reposts, self.replies, self.events, self.greetings))
        rest -= self.quizzes
        if rest <= 0:
            raise ValueError("The shares in the mix must add up to less than 1.")
        return rest


@dataclass(frozen=True)
class Crowd:
    """How ordinary accounts behave."""

    activity_tail: Tail = 1.35
    """Pareto exponent of how much they post: lower makes a few post most."""
    activity_most: Annotated[float, Between(1, 10_000)] = 60.0
    """How much the busiest posts, in units of an ordinary account."""
    speed_spread: Spread = 0.7
    """Of their personal reaction speeds."""
    rhythm: Annotated[float, Between(0, 4)] = 1.0
    """Day and night: 0 for none, 1 as people have it, more for a deeper night."""
    fan_one_in: Annotated[int, Between(1, 100_000)] = 4
    """One account in so many is a fan of a given source, and comes back to it."""
    stranger: Share = 0.15
    """How likely one who is not a fan reacts, against a fan."""


@dataclass(frozen=True)
class News:
    """Stories of outlets, and how their links travel."""

    stories_per_post: Annotated[float, Between(0.001, 0.9)] = 0.07
    """Stories for each post about news: fewer make more popular ones."""
    popularity_tail: Tail = 1.15
    delay_median_s: Seconds = 1_500.0
    """Between a story and a share of its link."""
    delay_spread: Spread = 1.2
    breaking: Share = 0.1
    """Share of stories that travel fast and far."""
    breaking_median_s: Seconds = 240.0


@dataclass(frozen=True)
class Reposting:
    """Posts that are reposted, and how fast."""

    originals: Annotated[float, Between(0.0001, 1)] = 0.03
    """Share of the posts that could be reposted that are: fewer make larger cascades."""
    popularity_tail: Tail = 1.1
    delay_median_s: Seconds = 900.0
    """Typical median delay of a cascade."""
    median_spread: Spread = 0.8
    """Of the cascades' medians."""
    delay_spread: Spread = 1.1
    """Of the delays in one cascade."""


@dataclass(frozen=True)
class Network:
    """A planted network: it spreads one agency's articles without saying whose they are.

    With a ``popularity`` it lifts what others posted instead, and needs no agency.
    """

    name: Name
    agency: Outlet | None = None
    accounts: Members = 18
    pages: Members = 2
    languages: Annotated[tuple[str, ...], Length(1, 8, "entries")] = ("en", "es", "fr")
    """Languages of the agency's articles (``articles.LANGUAGES``), each member uses two."""
    operations: Annotated[int, Between(1, 100_000)] = 60
    """Articles, stories or posts that it pushes."""
    participation: Share = 0.65
    """Share of its accounts that take part in an operation."""
    delay_median_s: Seconds = 20.0
    """Between the start of an operation and a member's post."""
    delay_most_s: Seconds = 75.0
    camouflage: Annotated[float, Between(0, 0.99)] = 0.6
    """Share of its accounts' posts that are ordinary."""
    fans: Members = 25
    """Ordinary accounts that share the agency's articles of their own accord."""
    signals: Annotated[
        tuple[Annotated[str, OneOf(PUSHED_SIGNALS)], ...], Length(1, 5, "entries")
    ] = ("link", "text", "media", "repost")
    """What its posts have in common. Without ``text`` each member finds words of its own."""
    popularity: Share | None = None
    """What it pushes: null for articles of its agency, which few others share; or stories and posts
    of the background, from 0 for those shared least to 1 for those shared most."""
    paraphrase: Share = 0.0
    """Share of its posts whose text is reworded."""
    platforms: Annotated[int, Between(1, 20)] | None = None
    """On how many of the platforms it is; null for all."""
    delay_shape: Annotated[str, OneOf(DELAY_SHAPES)] = "lognormal"
    delay_spread: Spread = 0.6
    """Of the log-normal."""


@dataclass(frozen=True)
class Scenario:
    """A stream of posts: who, where, when, how much, and what is planted in it."""

    name: Name
    start: datetime
    """UTC."""
    days: Days
    posts: Annotated[int, Between(1, 2_000_000)]
    """Posts in all, planted ones included."""
    accounts: Annotated[int, Between(1, 200_000)]
    """Accounts in all, planted ones, outlets and agencies included."""
    platforms: Annotated[tuple[Platform, ...], Length(1, 20, "entries")]
    languages: Annotated[tuple[Language, ...], Length(1, 8, "entries")]
    mix: Mix = Mix()
    networks: Annotated[tuple[Network, ...], Length(0, 200, "entries")] = ()
    crowd: Crowd = Crowd()
    news: News = News()
    reposting: Reposting = Reposting()


def check(scenario: Scenario) -> None:
    """Raise ValueError, with the path of the key, where values do not go together."""
    if not FIRST_YEAR <= scenario.start.year <= LAST_YEAR:
        raise ValueError(
            f"start: {scenario.start:%Y-%m-%d} is given; allowed are the years from {FIRST_YEAR} "
            f"to {LAST_YEAR}."
        )
    for key, names, shares in (
        ("platforms", [p.name for p in scenario.platforms], [p.share for p in scenario.platforms]),
        ("languages", [p.code for p in scenario.languages], [p.share for p in scenario.languages]),
        ("networks", [net.name for net in scenario.networks], [1.0]),
    ):
        if len(set(names)) < len(names):
            raise ValueError(f"{key}: {', '.join(names)} are given; each may be named once.")
        if sum(shares) <= 0:
            raise ValueError(f"{key}: all shares are 0; one at least must be more.")
    for number, site in enumerate(scenario.platforms):
        if not re.fullmatch(r"[a-z][a-z0-9_-]*", site.name):
            raise ValueError(
                f"platforms[{number}].name: '{site.name}' is given; allowed are small letters, "
                "digits, - and _, a letter first."
            )
    try:
        _ = scenario.mix.talk
    except ValueError as error:
        raise ValueError(f"mix: {error}") from error
    for number, net in enumerate(scenario.networks):
        _check_network(f"networks[{number}]", net, scenario)


def _check_network(at: str, net: Network, scenario: Scenario) -> None:
    spoken = [language.code for language in scenario.languages]
    if net.accounts + net.pages < 1:
        raise ValueError(f"{at}: it has neither accounts nor pages; one at least is needed.")
    if net.delay_most_s < net.delay_median_s:
        raise ValueError(
            f"{at}.delay_most_s: {net.delay_most_s:g} is given; allowed is delay_median_s "
            f"({net.delay_median_s:g}) or more."
        )
    if len(set(net.signals)) < len(net.signals) or len(set(net.languages)) < len(net.languages):
        raise ValueError(f"{at}: a signal or language is given twice; each may be named once.")
    if net.platforms is not None and net.platforms > len(scenario.platforms):
        raise ValueError(
            f"{at}.platforms: {net.platforms} is given; the scenario has {len(scenario.platforms)}."
        )
    missing = [code for code in net.languages if code not in BOOKS]
    if missing:
        raise ValueError(
            f"{at}.languages: '{missing[0]}' is given; allowed are {', '.join(BOOKS)}."
        )
    if net.popularity is None:
        _check_agency(at, net)
    elif not {"link", "repost"} & set(net.signals):
        raise ValueError(
            f"{at}.signals: {', '.join(net.signals)} are given; with a popularity, link or repost "
            "has to be among them, since these are what others share too."
        )
    elif not set(net.languages) & set(spoken):
        raise ValueError(
            f"{at}.languages: {', '.join(net.languages)} are given; with a popularity one of the "
            f"scenario's languages is needed ({', '.join(spoken)})."
        )
    if net.agency is not None and not net.agency.domain.endswith(INVENTED):
        raise ValueError(
            f"{at}.agency.domain: '{net.agency.domain}' is given; allowed are domains that can "
            f"belong to nobody: {', '.join(INVENTED)}."
        )


def _check_agency(at: str, net: Network) -> None:
    if net.agency is None:
        raise ValueError(
            f"{at}.agency: it is missing; a network without a popularity pushes its agency's "
            "articles, so name, handle and domain are needed."
        )
    foreign = [code for code in net.languages if code not in LANGUAGES]
    if foreign:
        raise ValueError(
            f"{at}.languages: '{foreign[0]}' is given; agencies write in {', '.join(LANGUAGES)}."
        )
    if net.operations > MOST_ARTICLES:
        raise ValueError(
            f"{at}.operations: {net.operations} is given; allowed is up to {MOST_ARTICLES}, the "
            "number of different articles there are."
        )
