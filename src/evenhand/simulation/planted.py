"""The planted network at work: an article, a start, a minute in which everybody posts."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from evenhand.simulation.articles import LANGUAGES, PLACES, articles
from evenhand.simulation.drafts import NONE, Drafts, drafts, joined, sometimes, tuples
from evenhand.simulation.grammar import Texts, fill
from evenhand.simulation.links import address, hashes, passed_on
from evenhand.simulation.news import share_links
from evenhand.simulation.ordinary import punctuated
from evenhand.simulation.phrases import BOOKS
from evenhand.simulation.population import DAY_S, Numbers, Population
from evenhand.simulation.reactions import Occasions, react
from evenhand.simulation.rewording import reworded
from evenhand.simulation.scenario import Network, Scenario

SECOND_LANGUAGE = 0.4  # of a member's posts
FLAGSHIP = 0.65  # of the operations push the article in the agency's first language everywhere
FAN_DELAY_MEDIAN_S = 600.0
FAN_SHARES = 5  # for each article


def operations(
    rng: np.random.Generator, scenario: Scenario, people: Population, net: Network
) -> tuple[Drafts, Drafts]:
    """Make what the network posts for its purpose, and what agency and fans post about the same.

    ``repost_of`` in the first counts within the first. Raises ValueError for a network without
    accounts or operations, and for a language in which the agency has no articles.
    """
    if net.agency is None:
        raise ValueError(f"Network {net.name!r} needs an agency whose articles it pushes.")
    missing = sorted(set(net.languages) - set(LANGUAGES))
    if missing:
        raise ValueError(
            f"Network {net.name!r} is to post in {', '.join(missing)}, but its agency writes in "
            f"{', '.join(LANGUAGES)} only."
        )
    if net.operations < 1 or net.pages + net.accounts < 1:
        raise ValueError(f"Network {net.name!r} needs an operation and an account at least.")
    stories = articles(net.operations, rng)
    published = _published_s(rng, scenario, net.operations)
    links = [
        {
            language: address(
                net.agency.domain,
                language,
                scenario.start + timedelta(seconds=int(time)),
                number,
                story[language][0],
            )
            for language in net.languages
        }
        for number, (story, time) in enumerate(zip(stories, published, strict=True))
    ]
    pushed = _pushed(rng, scenario, people, net, stories, links, published)
    open_ones = _open(rng, scenario, people, net, stories, links, published)
    return pushed, open_ones


def _published_s(rng: np.random.Generator, scenario: Scenario, count: int) -> Numbers:
    """Seconds from the start at which articles appear: by day, on working days, in order."""
    working = np.array([d for d in range(scenario.days) if d % 7 < 5] or [0])
    seconds = rng.choice(working, count) * DAY_S + rng.uniform(6.5, 19, count) * 3600
    return np.sort(seconds).astype(np.int64)


def _pushed(
    rng: np.random.Generator,
    scenario: Scenario,
    people: Population,
    net: Network,
    stories: list[dict[str, tuple[str, str]]],
    links: list[dict[str, str]],
    published: Numbers,
) -> Drafts:
    members = np.flatnonzero(people.network == net.name)
    pages = members[people.role[members] == "page"]
    parts: list[Drafts] = []
    made = 0
    pictures = hashes(rng, net.operations)
    for number, story in enumerate(stories):
        start = published[number] + rng.integers(180, 1_500)
        joining = members[rng.random(len(members)) < net.participation]
        # One page leads; that the others can repost it, it is always there.
        lead = pages[number % len(pages)] if len(pages) else rng.choice(members)
        account = np.append(lead, joining[joining != lead])
        delay = delays(rng, net, len(account))
        delay[0] = 0
        time = (start + delay).astype(np.int64)

        main = people.language[account]
        other = np.array(
            [net.languages[(net.languages.index(m) + 1 + a % 2) % len(net.languages)]
             for m, a in zip(main, account, strict=True)], dtype=object,
        )  # fmt: skip
        language = np.where(rng.random(len(account)) < SECOND_LANGUAGE, other, main)
        linked = np.full(len(account), net.languages[0], dtype=object)
        if rng.random() >= FLAGSHIP:
            linked = language
        parts.append(
            _push(rng, scenario, people, net, account, time, language, linked, story,
                  links[number], pictures[number], made)
        )  # fmt: skip
        made += len(account)
    return joined(parts)


def delays(rng: np.random.Generator, net: Network, count: int) -> Numbers:
    """Seconds between the start of an operation and what members post."""
    if net.delay_shape == "exponential":
        delay = rng.exponential(net.delay_median_s / np.log(2), count)
    elif net.delay_shape == "uniform":
        delay = rng.uniform(0, 2 * net.delay_median_s, count)
    else:
        delay = np.exp(rng.normal(np.log(net.delay_median_s), net.delay_spread, count))
    return np.clip(delay, min(2, net.delay_most_s), net.delay_most_s)


def _push(
    rng: np.random.Generator,
    scenario: Scenario,
    people: Population,
    net: Network,
    account: Numbers,
    time: Numbers,
    language: Texts,
    linked: Texts,
    story: dict[str, tuple[str, str]],
    link: dict[str, str],
    picture: str,
    made: int,
) -> Drafts:
    """One operation; the first account leads. ``made`` is the number of its draft."""
    count = len(account)
    way = rng.choice(4, count, p=_ways(net))
    way[0] = 0
    # Text with link, text alone, headline with link, repost of the page (on its platform only).
    repost = (way == 3) & (people.platform[account] == people.platform[account[0]])
    with_link = (way == 0) | (way == 2) | ((way == 3) & ~repost)
    with_link &= "link" in net.signals
    lead = np.array([f"{story[code][0]}. {story[code][1]}" for code in language], dtype=object)
    headline = np.array([story[code][0] for code in language], dtype=object)
    text = np.where(way == 2, headline, lead)
    # Some put a mark of their own on it, so that not every copy is verbatim.
    marks = np.array([""] * 12 + ["❗", "👇", "🔴", "⚡"], dtype=object)
    mark = marks[rng.integers(0, len(marks), count)]
    text = np.where(mark == "", text, mark + " " + text)
    text = in_words(rng, net, text, language)
    sites = np.array([site.name for site in scenario.platforms], dtype=object)
    url = np.array([link[code] for code in linked], dtype=object)
    url = sometimes(with_link, passed_on(rng, url, sites[people.platform[account]]))
    shown = with_link & (people.platform[account] == 0)
    text[shown] += " " + url[shown]
    pictured = (way <= 1) & (rng.random(count) < _pictured(net))
    media = sometimes(pictured, np.full(count, picture, dtype=object))
    return drafts(
        account,
        time,
        text,
        language,
        url=url,
        media=media,
        hashtags=tagged(rng, net, text, ~repost),
        repost_of=np.where(repost, made, NONE),
    )


def _ways(net: Network) -> list[float]:
    """How members say it: text with link, text alone, headline with link, repost of the page."""
    link, text, repost = (name in net.signals for name in ("link", "text", "repost"))
    chance = [0.42 * link, 0.19 * text, 0.13 * (link and text), 0.26 * repost]
    if not any(chance):
        chance[1] = 1.0
    return chance if sum(chance) == 1 else [one / sum(chance) for one in chance]


def _pictured(net: Network) -> float:
    if "media" not in net.signals:
        return 0.0
    return 0.5 if {"link", "text"} & set(net.signals) else 1.0


def in_words(rng: np.random.Generator, net: Network, text: Texts, language: Texts) -> Texts:
    """Leave the network's words as they are, reword some, or let each member find its own."""
    if "text" not in net.signals:
        own = np.full(len(text), "", dtype=object)
        for code, book in BOOKS.items():
            rows = np.flatnonzero(language == code)
            own[rows] = fill(rng, book.comments, book.slots, len(rows))
            own[rows] += ". " + fill(rng, book.chat, book.slots, len(rows))
        return punctuated(own)
    if net.paraphrase > 0:
        rows = np.flatnonzero(rng.random(len(text)) < net.paraphrase)
        text = text.copy()
        text[rows] = reworded(rng, text[rows], language[rows])
    return text


def tagged(rng: np.random.Generator, net: Network, text: Texts, rows: Numbers) -> Texts:
    """Put an operation's two hashtags behind the texts (in place), and list them."""
    hashtags = tuples(len(text))
    if "hashtags" not in net.signals:
        return hashtags
    place = PLACES[rng.integers(len(PLACES))].replace(" ", "")
    words = BOOKS[net.languages[0]].hashtags
    pair = (f"{place}{rng.integers(2, 100)}", str(words[rng.integers(len(words))]))
    text[rows] += f" #{pair[0]} #{pair[1]}"
    for row in np.flatnonzero(rows):
        hashtags[row] = pair
    return hashtags


def _open(
    rng: np.random.Generator,
    scenario: Scenario,
    people: Population,
    net: Network,
    stories: list[dict[str, tuple[str, str]]],
    links: list[dict[str, str]],
    published: Numbers,
) -> Drafts:
    """Let the agency post under its own name, and its fans share what they find there."""
    assert net.agency is not None  # noqa: S101
    name, domain = net.agency.name, net.agency.domain
    agency = np.flatnonzero(
        [n >= 0 and people.outlets[n][1].domain == domain for n in people.outlet]
    )
    parts: list[Drafts] = []
    for place, language in enumerate(net.languages):
        headline = np.array([story[language][0] for story in stories], dtype=object)
        link = np.array([item[language] for item in links], dtype=object)
        time = published + place * 45
        account = np.full(len(stories), agency[0])
        own = drafts(
            account,
            time,
            headline + " | " + name + " " + link,
            np.full(len(stories), language, dtype=object),
            url=link,
        )
        fans = np.flatnonzero((people.role == "fan") & (people.language == language))
        occasions = Occasions(
            time=time,
            weight=rng.pareto(2.0, len(stories)) + 0.5,
            source=account,
            median_s=np.full(len(stories), FAN_DELAY_MEDIAN_S),
        )
        story, fan, when = react(
            rng,
            people,
            fans,
            occasions,
            FAN_SHARES * len(stories) // len(net.languages),
            sigma=0.9,
            end_s=scenario.days * DAY_S,
        )
        shared = share_links(rng, scenario, people, fan, when, headline[story], link[story])
        parts += [own, shared]
    return joined(parts)
