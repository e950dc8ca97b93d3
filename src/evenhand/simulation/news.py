"""News that travels: outlets publish, people pass it on."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from evenhand.simulation.drafts import Drafts, drafts, joined, sometimes
from evenhand.simulation.grammar import Texts, fill
from evenhand.simulation.links import address, hashes, passed_on
from evenhand.simulation.phrases import BOOKS
from evenhand.simulation.population import DAY_S, Numbers, Population
from evenhand.simulation.reactions import Occasions, react
from evenhand.simulation.scenario import Scenario


def news(rng: np.random.Generator, scenario: Scenario, people: Population, count: int) -> Drafts:
    """Make ``count`` posts, or a few less: the outlets' own first, then those who share them."""
    parts: list[Drafts] = []
    shares = {item.code: item.share for item in scenario.languages}
    for code, share in shares.items():
        accounts = np.flatnonzero((people.outlet >= 0) & (people.role == "outlet"))
        accounts = accounts[people.language[accounts] == code]
        wanted = round(count * share / sum(shares.values()))
        stories = max(1, round(wanted * scenario.news.stories_per_post))
        own, links = _published(rng, scenario, people, accounts, stories, code)
        among = np.flatnonzero((people.language == code) & (people.outlet < 0))
        parts += [own, _shared(rng, scenario, people, own, links, among, wanted - stories)]
    return joined(parts)


def _published(
    rng: np.random.Generator,
    scenario: Scenario,
    people: Population,
    outlets: Numbers,
    stories: int,
    code: str,
) -> tuple[Drafts, Texts]:
    account = outlets[rng.integers(0, len(outlets), stories)]
    hour = 5.5 + 17 * rng.beta(1.5, 1.9, stories)
    time = rng.integers(0, scenario.days, stories) * DAY_S + hour * 3600 - people.offset_s[account]
    time = np.mod(time, scenario.days * DAY_S).astype(np.int64)
    headline = fill(rng, BOOKS[code].headlines, BOOKS[code].slots, stories)
    links = np.empty(stories, dtype=object)
    links[:] = [
        address(
            people.outlets[people.outlet[a]][1].domain,
            code,
            scenario.start + timedelta(seconds=int(t)),
            number,
            words,
        )
        for number, (a, t, words) in enumerate(zip(account, time, headline, strict=True))
    ]
    own = drafts(
        account,
        time,
        headline.copy(),
        people.language[account],
        url=links,
        media=sometimes(rng.random(stories) < 0.7, hashes(rng, stories)),
    )
    return own, links


def _shared(
    rng: np.random.Generator,
    scenario: Scenario,
    people: Population,
    own: Drafts,
    links: Texts,
    among: Numbers,
    count: int,
) -> Drafts:
    how = scenario.news
    breaking = rng.random(len(own)) < how.breaking
    occasions = Occasions(
        time=own.time,
        weight=(rng.pareto(how.popularity_tail, len(own)) + 0.2) * np.where(breaking, 5, 1),
        source=own.account,
        median_s=np.where(breaking, how.breaking_median_s, how.delay_median_s),
    )
    end_s = scenario.days * DAY_S
    story, account, time = react(
        rng, people, among, occasions, count, sigma=how.delay_spread, end_s=end_s
    )
    return share_links(rng, scenario, people, account, time, own.text[story], links[story])


def share_links(
    rng: np.random.Generator,
    scenario: Scenario,
    people: Population,
    account: Numbers,
    time: Numbers,
    headline: Texts,
    link: Texts,
) -> Drafts:
    """Post links: by the share button, with a comment before it, or with the comment only."""
    count = len(account)
    sites = np.array([site.name for site in scenario.platforms], dtype=object)
    url = passed_on(rng, link, sites[people.platform[account]])
    language = people.language[account]
    comment = np.full(count, "", dtype=object)
    for code, book in BOOKS.items():
        rows = np.flatnonzero(language == code)
        comment[rows] = fill(rng, book.comments, book.slots, len(rows))
    way = rng.choice(3, count, p=[0.4, 0.35, 0.25])
    text = np.select([way == 0, way == 1], [headline, comment + ": " + headline], comment)
    # The first platform has links in the text, the others show them as cards below it.
    text = np.where(people.platform[account] == 0, text + " " + url, text)
    return drafts(account, time, text, language, url=url)
