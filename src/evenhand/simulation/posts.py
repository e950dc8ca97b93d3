"""A scenario played out: posts, accounts, and the truth about them."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa

from evenhand.records.schemas import ACCOUNTS, POSTS
from evenhand.simulation import boosted, ordinary
from evenhand.simulation.drafts import NONE, Drafts, drafts, joined
from evenhand.simulation.grammar import fill
from evenhand.simulation.news import news
from evenhand.simulation.phrases import BOOKS
from evenhand.simulation.planted import operations
from evenhand.simulation.population import (
    CHIRPER_LIKE_EPOCH_MS,
    DAY_S,
    Numbers,
    Population,
    population,
)
from evenhand.simulation.reactions import Occasions, react
from evenhand.simulation.scenario import Scenario

TRUTH = pa.schema(
    [
        pa.field("account_id", pa.string(), nullable=False),
        pa.field("network", pa.string()),
        pa.field("role", pa.string(), nullable=False),
    ],
    metadata={"table": "truth", "meaning": "Which accounts are planted, and what the others are."},
)


@dataclass(frozen=True)
class Simulated:
    """What a scenario gave."""

    posts: pa.Table
    """POSTS, in order of time."""
    accounts: pa.Table
    """ACCOUNTS, in order of account ids."""
    truth: pa.Table
    """TRUTH, in the same order: ``network`` is null for accounts in none; ``role`` is ``page`` or
    ``amplifier`` in one, and outside ``agency``, ``outlet``, ``fan`` or ``ordinary``."""


def posts(scenario: Scenario, seed: int) -> Simulated:
    """Play a scenario: exactly its posts and accounts, the same bytes for the same seed.

    Raises ValueError when the scenario has too few posts or accounts for what is planted in it.
    """
    streams = iter(np.random.default_rng(seed).spawn(11))
    people = population(scenario, next(streams))
    rng = next(streams)
    own = [net for net in scenario.networks if net.popularity is None]
    lifting = [net for net in scenario.networks if net.popularity is not None]
    planned = [operations(rng, scenario, people, net) for net in own]
    pushed = [part for part, _ in planned]
    around = [part for _, part in planned]

    plans = [boosted.plan(rng, people, net) for net in lifting]
    left = scenario.posts - sum(map(len, pushed)) - sum(map(len, around)) - sum(map(len, plans))
    least = math.ceil(1.05 * scenario.accounts / scenario.mix.talk)  # everybody says something
    if left < least:
        raise ValueError(
            f"{scenario.posts} posts are too few for {scenario.accounts} accounts and what is "
            f"planted among them. Give the scenario at least {scenario.posts - left + least}."
        )
    mix, days = scenario.mix, scenario.days
    written = [
        news(next(streams), scenario, people, round(left * mix.news)),
        ordinary.events(next(streams), people, round(left * mix.events), days),
        ordinary.greetings(next(streams), people, round(left * mix.greetings), days),
        ordinary.quizzes(next(streams), people, round(left * mix.quizzes), days),
    ]
    n_replies, n_reposts = round(left * mix.replies), round(left * mix.reposts)
    rng = next(streams)
    # Everybody says something at least once.
    heard = np.concatenate([np.zeros(0, np.int64), *(part.account for part in around)])
    silent = np.setdiff1d(np.arange(scenario.accounts), heard)
    n_talk = left - sum(map(len, written)) - n_replies - n_reposts
    speakers = np.concatenate([silent, ordinary.some(rng, people, max(0, n_talk - len(silent)))])
    written.append(ordinary.talk(rng, people, speakers, days))

    # What greets or tells a score is not reposted, nor is a repost.
    first = _together([*around, *written], pushed)
    light = np.zeros(len(first), bool)
    talk_starts = sum(map(len, [*around, *written[:-1]]))
    light[talk_starts - len(written[2]) - len(written[3]) : talk_starts] = True
    original = first.repost_of == NONE
    rng = next(streams)
    replies = _replies(rng, scenario, people, first, np.flatnonzero(original), n_replies)
    reposts = _reposts(rng, scenario, people, first, np.flatnonzero(original & ~light), n_reposts)
    missing = left - sum(map(len, written)) - len(replies) - len(reposts)
    extra = ordinary.talk(rng, people, ordinary.some(rng, people, max(0, missing)), days)
    crowd = joined([first, replies, reposts, extra])
    rng = next(streams)
    lifted = [
        boosted.boost(rng, scenario, people, net, planned_, crowd)
        for net, planned_ in zip(lifting, plans, strict=True)
    ]
    return _tables(scenario, people, joined([crowd, *lifted]))


def _together(before: list[Drafts], pushed: list[Drafts]) -> Drafts:
    """Join all; numbers of reposted drafts in ``pushed`` count within their own part."""
    made = sum(map(len, before))
    moved = []
    for part in pushed:
        target = np.where(part.repost_of == NONE, NONE, part.repost_of + made)
        moved.append(replace(part, repost_of=target))
        made += len(part)
    return joined([*before, *moved])


def _groups(scenario: Scenario, people: Population) -> list[tuple[Numbers, float]]:
    """Accounts that can reply to and repost each other, with their share of all activity."""
    groups = []
    for site in range(len(scenario.platforms)):
        for code in BOOKS:
            among = np.flatnonzero((people.platform == site) & (people.language == code))
            groups.append((among, float(people.activity[among].sum())))
    return groups


def _replies(
    rng: np.random.Generator,
    scenario: Scenario,
    people: Population,
    to: Drafts,
    worth: Numbers,
    count: int,
) -> Drafts:
    parts = []
    for among, share in _groups(scenario, people):
        rows = worth[np.isin(to.account[worth], among)]
        occasions = Occasions(
            time=to.time[rows],
            weight=(people.followers[to.account[rows]] + 20.0) ** 0.4 * rng.pareto(1.6, len(rows)),
            source=to.account[rows],
            median_s=np.full(len(rows), 1_200.0),
        )
        event, account, time = react(
            rng,
            people,
            among,
            occasions,
            round(count * share),
            sigma=1.3,
            end_s=scenario.days * DAY_S,
        )
        if not len(event):
            continue
        row = rows[event]
        language = people.language[account]
        book = BOOKS[language[0]]
        text = fill(rng, book.replies, book.slots, len(row))
        longer = np.flatnonzero(rng.random(len(row)) < 0.35)
        text[longer] += ". " + fill(rng, book.more, book.slots, len(longer))
        text = ordinary.punctuated(text)
        if people.platform[among[0]] == 0:  # here the handle is part of the text
            text = "@" + people.handle[to.account[row]] + " " + text
        mentions = np.empty(len(row), dtype=object)
        mentions[:] = [(int(a),) for a in to.account[row]]
        parts.append(drafts(account, time, text, language, mentions=mentions, reply_to=row))
    return joined(parts) if parts else _nothing()


def _reposts(
    rng: np.random.Generator,
    scenario: Scenario,
    people: Population,
    of: Drafts,
    worth: Numbers,
    count: int,
) -> Drafts:
    parts = []
    how = scenario.reposting
    for among, share in _groups(scenario, people):
        rows = worth[np.isin(of.account[worth], among)]
        if not len(rows):
            continue
        reach = (people.followers[of.account[rows]] + 20.0) ** 0.5
        chosen = rng.choice(
            len(rows),
            max(1, round(len(rows) * how.originals)),
            replace=False,
            p=reach / reach.sum(),
        )
        rows = rows[np.sort(chosen)]
        occasions = Occasions(
            time=of.time[rows],
            weight=rng.pareto(how.popularity_tail, len(rows)) + 0.2,
            source=of.account[rows],
            median_s=np.exp(rng.normal(np.log(how.delay_median_s), how.median_spread, len(rows))),
        )
        event, account, time = react(
            rng,
            people,
            among,
            occasions,
            round(count * share),
            sigma=how.delay_spread,
            end_s=scenario.days * DAY_S,
        )
        row = rows[event]
        parts.append(drafts(account, time, of.text[row], of.language[row], repost_of=row))
    return joined(parts) if parts else _nothing()


def _nothing() -> Drafts:
    none = np.zeros(0, np.int64)
    return drafts(none, none, none.astype(object), none.astype(object))


def _tables(scenario: Scenario, people: Population, all_: Drafts) -> Simulated:
    start_s = int(scenario.start.timestamp())
    order = np.lexsort((np.arange(len(all_)), all_.time))
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    sites = [site.name for site in scenario.platforms]
    account, site = all_.account[order], people.platform[all_.account[order]]
    ids = _post_ids(all_.time[order] + start_s, site)
    keys = [f"{sites[s]}:{i}" for s, i in zip(site, ids, strict=True)]

    # A repost shows what it repeats.
    shows = np.where(all_.repost_of == NONE, np.arange(len(all_)), all_.repost_of)[order]
    text = [
        f"RT @{people.handle[all_.account[o]]}: {all_.text[o]}"
        if s == 0 and all_.repost_of[r] != NONE
        else all_.text[o]
        for r, o, s in zip(order, shows, site, strict=True)
    ]

    def other(column: Numbers) -> list[str | None]:
        return [None if row == NONE else keys[place[row]] for row in column[order]]

    def one(column: np.ndarray[tuple[int, ...], np.dtype[np.object_]]) -> list[list[str]]:
        return [[] if value is None else [value] for value in column[shows]]

    columns = {
        "post_id": keys,
        "account_id": people.account_id[account].tolist(),
        "platform": [sites[s] for s in site],
        "created_at": (all_.time[order] + start_s) * 1_000_000,
        "text": text,
        "language": all_.language[shows].tolist(),
        "urls": one(all_.url),
        "hashtags": [list(tags) for tags in all_.hashtags[shows]],
        "mentions": [[people.handle[a] for a in names] for names in all_.mentions[shows]],
        "repost_of": other(all_.repost_of),
        "reply_to": other(all_.reply_to),
        "media": one(all_.media),
        "url": [
            f"https://{sites[s]}.example/{people.handle[a]}/posts/{i}"
            for s, a, i in zip(site, account, ids, strict=True)
        ],
    }
    table = _table(POSTS, columns)
    return Simulated(table, _accounts(people, sites), _truth(people))


def _table(schema: pa.Schema, columns: dict[str, Any]) -> pa.Table:
    """Put columns in the order of the schema; those that are not given are null."""
    count = len(next(iter(columns.values())))
    unknown = set(columns) - set(schema.names)
    if unknown:
        raise ValueError(f"The schema has no column {', '.join(sorted(unknown))}.")
    return pa.table(
        [
            pa.array(columns[f.name]).cast(f.type) if f.name in columns else pa.nulls(count, f.type)
            for f in schema
        ],
        schema=schema,
    )


def _post_ids(seconds: Numbers, site: Numbers) -> Numbers:
    """Long numbers that hold the time on the first platform, counted ones on the others."""
    sequence = np.arange(len(seconds))
    fraction = sequence * 7_919 % 1_000
    long = ((seconds * 1000 + fraction - CHIRPER_LIKE_EPOCH_MS) << 22) + sequence * 31
    short = 41_000_000 + sequence * 13 + sequence * 7_919 % 13
    return np.where(site % 2 == 0, long, short)


def _accounts(people: Population, sites: list[str]) -> pa.Table:
    columns = {
        "account_id": people.account_id.tolist(),
        "platform": [sites[s] for s in people.platform],
        "handle": people.handle.tolist(),
        "name": people.name.tolist(),
        "kind": people.kind.tolist(),
        "created_at": people.created_s * 1_000_000,
        "followers": people.followers,
        "url": [
            f"https://{sites[s]}.example/{handle}"
            for s, handle in zip(people.platform, people.handle, strict=True)
        ],
    }
    return _table(ACCOUNTS, columns).sort_by("account_id")


def _truth(people: Population) -> pa.Table:
    columns = [people.account_id.tolist(), people.network.tolist(), people.role.tolist()]
    return pa.table([pa.array(c, pa.string()) for c in columns], schema=TRUTH).sort_by("account_id")
