"""What people post of themselves: talk, greetings, quiz results, evenings with one hashtag."""

from __future__ import annotations

import numpy as np

from evenhand.simulation.drafts import Drafts, drafts, tuples
from evenhand.simulation.grammar import Texts, choose, fill
from evenhand.simulation.links import hashes
from evenhand.simulation.phrases import BOOKS
from evenhand.simulation.population import DAY_S, Numbers, Population

EMOJI = ("🙂", "😅", "🌧️", "🚲", "☕", "🌿", "🎶", "🙃", "🐈", "🍰")
WEEK = np.array([1.0, 1.0, 0.98, 1.0, 1.08, 1.2, 1.15])  # from Monday
MEMES = 60  # pictures that go round


def some(rng: np.random.Generator, people: Population, count: int, habit: int = 1) -> Numbers:
    """Draw accounts by activity; with ``habit``, only among the one in so many that has it."""
    chance = np.where(np.arange(len(people.activity)) * 2_654_435_761 % habit == 0, 1.0, 0.0)
    chance *= people.activity
    drawn: Numbers = rng.choice(len(chance), count, p=chance / chance.sum())
    return drawn


def moments(
    rng: np.random.Generator, people: Population, accounts: Numbers, own_hour: Numbers, days: int
) -> Numbers:
    """Seconds from the start for hours of each account's own day, on days drawn by the week."""
    weights = WEEK[np.arange(days) % 7]
    day = rng.choice(days, len(accounts), p=weights / weights.sum())
    seconds = day * DAY_S + own_hour * 3600 - people.offset_s[accounts]
    wrapped: Numbers = np.mod(seconds, days * DAY_S).astype(np.int64)
    return wrapped


def talk(rng: np.random.Generator, people: Population, accounts: Numbers, days: int) -> Drafts:
    """Say something about the day, with a hashtag, a picture or a mention now and then."""
    count = len(accounts)
    hour = rng.choice(24, count, p=people.hours / people.hours.sum()) + rng.random(count)
    time = moments(rng, people, accounts, hour, days)
    language = people.language[accounts]
    text = np.full(count, "", dtype=object)
    hashtags = tuples(count)
    for code, book in BOOKS.items():
        rows = np.flatnonzero(language == code)
        text[rows] = fill(rng, book.chat, book.slots, len(rows))
        longer = rows[rng.random(len(rows)) < 0.65]
        text[longer] += ". " + fill(rng, book.more, book.slots, len(longer))
        tagged = rows[rng.random(len(rows)) < 0.16]
        _tag(text, hashtags, tagged, choose(rng, book.hashtags, len(tagged)))
    smiling = np.flatnonzero(rng.random(count) < 0.2)
    text[smiling] += " " + choose(rng, EMOJI, len(smiling))
    text = punctuated(text)

    mentions = tuples(count)
    naming = np.flatnonzero(rng.random(count) < 0.07)
    named = some(rng, people, len(naming))
    same = people.platform[named] == people.platform[accounts[naming]]
    for row, other in zip(naming[same], named[same], strict=True):
        mentions[row] = (int(other),)
        text[row] += f" @{people.handle[other]}"

    media = np.full(count, None, dtype=object)
    pictured = np.flatnonzero(rng.random(count) < 0.14)
    media[pictured] = hashes(rng, len(pictured))
    going_round = hashes(rng, MEMES)
    shown = pictured[rng.random(len(pictured)) < 0.2]
    media[shown] = going_round[(rng.random(len(shown)) ** 2.5 * MEMES).astype(int)]
    return drafts(accounts, time, text, language, hashtags=hashtags, mentions=mentions, media=media)


def punctuated(text: Texts) -> Texts:
    """Take back the full stop after a question or an exclamation."""
    out = np.empty(len(text), dtype=object)
    out[:] = [
        t.replace("?.", "?").replace("!.", "!").replace("؟.", "؟").replace("..", ".") for t in text
    ]
    return out


def greetings(rng: np.random.Generator, people: Population, count: int, days: int) -> Drafts:
    """Good morning, in the same words as everybody else who gets up at that time."""
    accounts = some(rng, people, count, habit=6)
    which = rng.choice(4, count, p=[0.6, 0.2, 0.1, 0.1])
    hour = np.where(which == 1, rng.normal(22.6, 0.7, count), rng.normal(7.6, 0.8, count))
    time = moments(rng, people, accounts, hour % 24, days)
    language = people.language[accounts]
    text = np.full(count, "", dtype=object)
    for code, book in BOOKS.items():
        rows = language == code
        text[rows] = np.array(book.greetings, dtype=object)[which[rows]]
    smiling = np.flatnonzero(rng.random(count) < 0.25)
    text[smiling] += " " + choose(rng, ("☀️", "☕", "🌸"), len(smiling))
    return drafts(accounts, time, text, language)


def quizzes(rng: np.random.Generator, people: Population, count: int, days: int) -> Drafts:
    """Results of the puzzle of the day: the same text for the same score."""
    accounts = some(rng, people, count, habit=9)
    time = moments(rng, people, accounts, rng.normal(8.2, 2.0, count) % 24, days)
    score = rng.choice([2, 3, 4, 5, 6], count, p=[0.06, 0.24, 0.36, 0.24, 0.1])
    text = np.array(
        [
            BOOKS[code].quiz.format(day=int(t // DAY_S) + 412, score=s)
            for code, t, s in zip(people.language[accounts], time, score, strict=True)
        ],
        dtype=object,
    )
    return drafts(accounts, time, text, people.language[accounts])


def events(rng: np.random.Generator, people: Population, count: int, days: int) -> Drafts:
    """Evenings on which a language writes about one thing, under one hashtag."""
    accounts = some(rng, people, count)
    language = people.language[accounts]
    text = np.full(count, "", dtype=object)
    hashtags = tuples(count)
    time = np.zeros(count, np.int64)
    for code, book in BOOKS.items():
        rows = np.flatnonzero(language == code)
        which = rng.integers(0, len(book.events), len(rows))
        day = rng.choice(days, len(book.events), replace=days < len(book.events))[which]
        zone = np.median(people.offset_s[people.language == code]) if len(rows) else 0
        hour = 20 + 2.6 * rng.beta(1.6, 1.6, len(rows))
        time[rows] = np.mod(day * DAY_S + hour * 3600 - zone, days * DAY_S)
        text[rows] = fill(rng, book.replies + book.more, book.slots, len(rows))
        _tag(text, hashtags, rows, np.array(book.events, dtype=object)[which])
    return drafts(accounts, time, text, language, hashtags=hashtags)


def _tag(text: Texts, hashtags: Texts, rows: Numbers, tags: Texts) -> None:
    text[rows] += " #" + tags
    for row, tag in zip(rows, tags, strict=True):
        hashtags[row] = (tag,)
