"""The planted network that lifts what others posted: popular stories and posts, at one moment."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evenhand.simulation.drafts import NONE, Drafts, drafts, joined, sometimes
from evenhand.simulation.grammar import Texts, fill
from evenhand.simulation.links import hashes, passed_on
from evenhand.simulation.phrases import BOOKS
from evenhand.simulation.planted import delays, in_words, tagged
from evenhand.simulation.population import DAY_S, Numbers, Population
from evenhand.simulation.scenario import Network, Scenario

REPOSTED = 0.5  # of the operations, where both reposts and links are among the signals
BAND = 0.05
"""Chosen things lie so close to the wanted popularity, as a share of all ranks, to either side."""


@dataclass(frozen=True)
class Plan:
    """Who takes part in what: one entry for each post to come."""

    operation: Numbers
    account: Numbers
    delay: Numbers
    """Seconds."""

    def __len__(self) -> int:
        """Count the posts."""
        return len(self.account)


def plan(rng: np.random.Generator, people: Population, net: Network) -> Plan:
    """Draw who takes part in each operation, before there is anything to lift."""
    members = np.flatnonzero(people.network == net.name)
    takes_part = rng.random((net.operations, len(members))) < net.participation
    operation, member = np.nonzero(takes_part)
    return Plan(operation, members[member], delays(rng, net, len(member)))


def boost(
    rng: np.random.Generator,
    scenario: Scenario,
    people: Population,
    net: Network,
    planned: Plan,
    background: Drafts,
) -> Drafts:
    """Make the posts of a plan. Numbers of reposted drafts are those in ``background``.

    Each operation takes one story, or one post on each platform, of the wanted popularity, and
    begins while others share it.

    Raises ValueError when the background has nothing to lift.
    """
    by_link = _things(background, _addresses(background.url))
    reposts = background.repost_of != NONE
    target = np.where(reposts, background.repost_of, NONE)
    sites = np.unique(people.platform[planned.account])
    by_repost = {
        site: _things(background, np.where(people.platform[background.account] == site, target, -1))
        for site in sites
    }
    can_link = "link" in net.signals and len(by_link.thing) > 0
    can_repost = "repost" in net.signals and any(len(one.thing) for one in by_repost.values())
    if not (can_link or can_repost):
        raise ValueError(
            f"Nothing in the background is shared twice that network {net.name!r} could lift. Give "
            "the scenario more posts, or more news and reposts in its mix."
        )
    pictures = hashes(rng, net.operations)
    parts: list[Drafts] = []
    for number in range(net.operations):
        rows = np.flatnonzero(planned.operation == number)
        account, delay = planned.account[rows], planned.delay[rows]
        if can_repost and (not can_link or rng.random() < REPOSTED):
            for site in sites:
                here = people.platform[account] == site
                if here.any():
                    things = by_repost[site] if len(by_repost[site].thing) else None
                    parts.append(
                        _reposts(rng, scenario, net, background, things, account[here], delay[here])
                        if things is not None
                        else _links(rng, scenario, people, net, background, by_link,
                                    account[here], delay[here], pictures[number])
                    )  # fmt: skip
        else:
            parts.append(
                _links(rng, scenario, people, net, background, by_link, account, delay,
                       pictures[number])
            )  # fmt: skip
    return joined(parts)


@dataclass(frozen=True)
class _Things:
    """Things shared twice or more, from the least to the most shared, and who shared them."""

    thing: Numbers
    """Numbers of things, in order of their shares."""
    row: Numbers
    """Rows of the background that share a thing, grouped by thing."""
    start: Numbers
    """Where the rows of each of ``thing`` start; one longer."""

    def chosen(self, rng: np.random.Generator, popularity: float) -> tuple[int, Numbers]:
        """Draw a thing of a popularity: its number, and the rows that share it."""
        centre = BAND + popularity * (1 - 2 * BAND)
        low = int((centre - BAND) * len(self.thing))
        high = max(low + 1, int(np.ceil((centre + BAND) * len(self.thing))))
        at = int(rng.integers(low, min(high, len(self.thing))))
        return int(self.thing[at]), self.row[self.start[at] : self.start[at + 1]]


def _things(background: Drafts, thing: Numbers) -> _Things:
    rows = np.flatnonzero(thing >= 0)
    numbers, index, counts = np.unique(thing[rows], return_inverse=True, return_counts=True)
    order = np.argsort(counts, kind="stable")
    order = order[counts[order] >= 2]
    by_thing = rows[np.argsort(index, kind="stable")]
    begins = np.concatenate(([0], np.cumsum(counts)))
    picked = [by_thing[begins[n] : begins[n + 1]] for n in order]
    sizes = [len(one) for one in picked]
    return _Things(
        numbers[order],
        np.concatenate(picked) if picked else rows[:0],
        np.concatenate(([0], np.cumsum(sizes))).astype(np.int64),
    )


def _addresses(urls: Texts) -> Numbers:
    """Give numbers to the articles that links lead to, by the first row of each; -1 for no link."""
    first: dict[str, int] = {}
    found = np.full(len(urls), -1)
    for row, url in enumerate(urls):
        if url is not None:
            plain = url.split("?")[0].rstrip("/").split("://")[-1]
            host, _, path = plain.partition("/")
            key = f"{host.removeprefix('m.').removeprefix('www.')}/{path}"
            found[row] = first.setdefault(key, row)
    return found


def _moment(
    rng: np.random.Generator, scenario: Scenario, background: Drafts, rows: Numbers, delay: Numbers
) -> Numbers:
    """Begin while others share it, never before the thing is there."""
    start = background.time[rows[rng.integers(len(rows))]]
    time: Numbers = np.minimum(start + delay, scenario.days * DAY_S - 1).astype(np.int64)
    return time


def _reposts(
    rng: np.random.Generator,
    scenario: Scenario,
    net: Network,
    background: Drafts,
    things: _Things,
    account: Numbers,
    delay: Numbers,
) -> Drafts:
    original, rows = things.chosen(rng, net.popularity or 0.0)
    time = _moment(rng, scenario, background, rows, delay)
    mine = account != background.account[original]  # nobody reposts oneself
    language = np.full(len(account), background.language[original], dtype=object)
    text = np.full(len(account), background.text[original], dtype=object)
    repost_of = np.where(mine, original, NONE)
    return drafts(account, time, text, language, repost_of=repost_of)


def _links(
    rng: np.random.Generator,
    scenario: Scenario,
    people: Population,
    net: Network,
    background: Drafts,
    things: _Things,
    account: Numbers,
    delay: Numbers,
    picture: str,
) -> Drafts:
    story, rows = things.chosen(rng, net.popularity or 0.0)
    time = _moment(rng, scenario, background, rows, delay)
    count = len(account)
    language = people.language[account]
    code = str(background.language[story])
    book = BOOKS[code]
    words = fill(rng, book.comments, book.slots, 1)[0] + ". " + fill(rng, book.more, book.slots, 1)
    text = np.full(count, words[0], dtype=object)
    text = in_words(rng, net, text, np.full(count, code, dtype=object))
    sites = np.array([site.name for site in scenario.platforms], dtype=object)
    url = passed_on(
        rng, np.full(count, background.url[story], dtype=object), sites[people.platform[account]]
    )
    shown = people.platform[account] == 0
    text[shown] += " " + url[shown]
    pictured = (rng.random(count) < 0.5) & ("media" in net.signals)
    return drafts(
        account,
        time,
        text,
        language,
        url=url,
        media=sometimes(pictured, np.full(count, picture, dtype=object)),
        hashtags=tagged(rng, net, text, np.ones(count, bool)),
    )
