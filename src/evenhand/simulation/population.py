"""Who takes part: ordinary accounts, outlets, an agency, its fans, a planted network."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from evenhand.simulation.grammar import Texts
from evenhand.simulation.phrases import BOOKS, Outlet
from evenhand.simulation.scenario import Crowd, Scenario

Numbers: TypeAlias = np.ndarray[Any, Any]

DAY_S = 86_400
CHIRPER_LIKE_EPOCH_MS = 1_288_834_974_657

# How likely a person is to post in each hour of their own day, the best hour being 1.
HOURS = np.array(
    [.22, .10, .05, .03, .03, .06, .20, .45, .62, .66, .64, .66, .74, .70, .62, .60, .62, .68, .78,
     .90, 1., .98, .78, .46]
)  # fmt: skip


@dataclass(frozen=True)
class Population:
    """One entry for each account in every array."""

    platform: Numbers
    """Number of the platform in the scenario."""
    language: Texts
    offset_s: Numbers
    """Own time less UTC, with a personal shift: early risers and night owls."""
    activity: Numbers
    """Its share of ordinary posts."""
    speed: Numbers
    """Factor on the delay with which it reacts to anything."""
    kind: Texts
    role: Texts
    """ordinary, fan, outlet, agency, page, amplifier."""
    network: Texts
    """Name of the planted network, or None."""
    outlet: Numbers
    """Number of the outlet that it is the account of, or -1."""
    outlets: tuple[tuple[str, Outlet], ...]
    """Language and outlet."""
    handle: Texts
    name: Texts
    created_s: Numbers
    """When it was made, in seconds since 1970."""
    followers: Numbers
    account_id: Texts
    crowd: Crowd

    @property
    def planted(self) -> Numbers:
        """Whether each account is in a planted network."""
        return _named(self.network)

    @property
    def hours(self) -> Numbers:
        """How likely a person posts in each hour of their own day, the best hour being 1."""
        likely: Numbers = HOURS**self.crowd.rhythm
        return likely

    def awake(self, accounts: Numbers, seconds: Numbers) -> Numbers:
        """How likely these accounts post at these seconds from the start (0 to 1)."""
        hour = (seconds + self.offset_s[accounts]) / 3600 % 24
        hours = self.hours
        likely: Numbers = np.interp(hour, np.arange(25), np.append(hours, hours[0]))
        return likely


def population(scenario: Scenario, rng: np.random.Generator) -> Population:
    """Make the accounts of a scenario: planted ones first, then agencies, outlets, fans, the rest.

    Raises ValueError when the scenario has fewer accounts than these need.
    """
    codes = [language.code for language in scenario.languages]
    outlets = [(code, outlet) for code in codes for outlet in BOOKS[code].outlets]
    outlets += [
        (net.languages[0], net.agency) for net in scenario.networks if net.agency is not None
    ]
    special = _special(scenario, outlets)
    count = scenario.accounts
    if count < len(special) + 1:
        raise ValueError(
            f"The scenario has {count} accounts, and {len(special)} of them are planted ones, "
            "outlets and fans. Give it more."
        )
    rest = count - len(special)
    role = np.array([s[0] for s in special] + ["ordinary"] * rest, dtype=object)
    network = np.array([s[1] for s in special] + [None] * rest, dtype=object)
    outlet = np.array([s[2] for s in special] + [-1] * rest)

    share = np.array([language.share for language in scenario.languages])
    language = np.array(codes, dtype=object)[rng.choice(len(codes), count, p=share / share.sum())]
    language[: len(special)] = [s[3] for s in special]
    share = np.array([platform.share for platform in scenario.platforms])
    platform = rng.choice(len(share), count, p=share / share.sum())
    placed = np.array([s[4] for s in special])
    platform[: len(special)] = np.where(placed >= 0, placed, platform[: len(special)])

    hours = {item.code: item.utc_offsets for item in scenario.languages}
    zones = np.array([rng.choice(hours.get(code, (0,))) for code in language])
    activity = rng.pareto(scenario.crowd.activity_tail, count) + 0.25
    activity = np.minimum(activity, scenario.crowd.activity_most)
    activity[outlet >= 0] = 0
    activity[role == "fan"] = 4 + rng.random((role == "fan").sum()) * 4
    _camouflage(scenario, role, network, activity)

    planted = _named(network)
    kind = np.where(rng.random(count) < 0.035, "page", "user").astype(object)
    kind[outlet >= 0] = "page"
    kind[planted] = "user"
    kind[role == "page"] = "page"

    start = scenario.start.timestamp()
    age_days = np.minimum(30 + rng.gamma(1.6, 650, count), 5_000)
    # A planted network is made in one go, with some older accounts bought in.
    fresh = planted & (rng.random(count) < 0.8)
    age_days[fresh] = 150 + rng.random(fresh.sum()) * 18
    created = (start - age_days * DAY_S).astype(np.int64)

    followers = np.exp(rng.normal(4.2, 1.3, count)) * (0.5 + activity**0.8)
    followers[outlet >= 0] = np.exp(rng.normal(9.6, 0.8, (outlet >= 0).sum()))
    followers[role == "page"] = np.exp(rng.normal(8.6, 0.3, (role == "page").sum()))
    names, handles = _names(rng, role, language, outlet, outlets, platform)
    return Population(
        platform=platform,
        language=language,
        offset_s=zones * 3600 + rng.normal(0, 4_500, count),
        activity=activity / activity.sum(),
        speed=np.exp(rng.normal(0, scenario.crowd.speed_spread, count)),
        kind=kind,
        role=role,
        network=network,
        outlet=outlet,
        outlets=tuple(outlets),
        handle=handles,
        name=names,
        created_s=created,
        followers=followers.astype(np.int64),
        account_id=_ids(rng, scenario, platform, created),
        crowd=scenario.crowd,
    )


def _named(network: Texts) -> Numbers:
    return np.array([name is not None for name in network], dtype=bool)


def _special(
    scenario: Scenario, outlets: list[tuple[str, Outlet]]
) -> list[tuple[str, str | None, int, str, int]]:
    """Role, network, outlet, language and platform (-1: any) of the accounts that have a part."""
    special: list[tuple[str, str | None, int, str, int]] = []
    for net in scenario.networks:
        sites = net.platforms or len(scenario.platforms)
        for i in range(net.pages + net.accounts):
            role = "page" if i < net.pages else "amplifier"
            language = net.languages[i % len(net.languages)]
            # Pages turn with the platforms; members too, but out of step with their languages.
            site = i % sites if i < net.pages else (i // len(net.languages)) % sites
            special.append((role, net.name, -1, language, site))
    sites = len(scenario.platforms)
    planted = {net.agency.domain for net in scenario.networks if net.agency is not None}
    for number, (language, outlet) in enumerate(outlets):
        role = "agency" if outlet.domain in planted else "outlet"
        special.append((role, None, number, language, 0 if role == "agency" else number % sites))
    for net in scenario.networks:
        special += [
            ("fan", None, -1, net.languages[i % len(net.languages)], -1)
            for i in range(net.fans if net.agency is not None else 0)
        ]
    return special


def _camouflage(scenario: Scenario, role: Texts, network: Texts, activity: Numbers) -> None:
    """Give planted accounts the activity with which they post as many ordinary posts as stated."""
    ordinary = activity[~_named(network)].sum()
    for net in scenario.networks:
        members = network == net.name
        planted = net.operations * net.participation * members.sum()
        wanted = planted * net.camouflage / (1 - net.camouflage)
        spread = activity[members] ** 0.4  # less unequal than people are
        activity[members] = spread / spread.sum() * ordinary * wanted / scenario.posts


def _names(
    rng: np.random.Generator,
    role: Texts,
    language: Texts,
    outlet: Numbers,
    outlets: list[tuple[str, Outlet]],
    platform: Numbers,
) -> tuple[Texts, Texts]:
    """Display names, and handles that are unique on their platform."""
    names = np.full(len(role), "", dtype=object)
    handles = np.full(len(role), "", dtype=object)
    taken: set[tuple[int, str]] = set()
    pages = itertools.cycle(_PAGE_NAMES)
    endings = ("", "", "", " ☕", " 🌿", " 🚲", " 📚", " ⚽", " 🐈", " (she/her)", " 2.0")
    for i, code in enumerate(language):
        book = BOOKS[code]
        if outlet[i] >= 0:
            names[i], handle = outlets[outlet[i]][1].name, outlets[outlet[i]][1].handle
        elif role[i] == "page":
            names[i], handle = next(pages)
        else:
            initial = f" {chr(rng.integers(65, 91))}." if rng.random() < 0.3 else ""
            piece = book.handles[rng.integers(len(book.handles))]
            at = book.names[rng.integers(len(book.names))]
            names[i] = f"{at}{initial}{endings[rng.integers(len(endings))]}"
            handle = _handle(rng, piece, book.handles)
        base = handle
        while (int(platform[i]), handle.lower()) in taken:
            handle = f"{base}{rng.integers(2, 9_999)}"
        taken.add((int(platform[i]), handle.lower()))
        handles[i] = handle
    return names, handles


_PAGE_NAMES = (
    ("Karsholm Uncensored", "karsholmuncensored"),
    ("La Verdad de Veldane", "laverdaddeveldane"),
    ("Veldane en face", "veldaneenface"),
    ("Port Alder Truth", "portaldertruth"),
)


def _handle(rng: np.random.Generator, piece: str, pieces: tuple[str, ...]) -> str:
    other = pieces[rng.integers(len(pieces))]
    year = rng.integers(70, 109) % 100
    forms = (
        f"{piece}{year:02d}", f"{piece}_{other}", f"the_{piece}", f"{piece}.{other}",
        f"{piece}{other}", f"{other}_{year:02d}", f"{piece}{rng.integers(100, 10_000)}",
        f"_{piece}_{year:02d}", f"{piece[0]}_{other}", f"{piece.capitalize()}{other.capitalize()}",
    )  # fmt: skip
    return str(forms[rng.integers(len(forms))])


def _ids(
    rng: np.random.Generator, scenario: Scenario, platform: Numbers, created: Numbers
) -> Texts:
    """``platform:number``: long numbers that hold the time, or short ones that count up."""
    low = rng.permutation(1 << 22)[: len(created)]
    long = ((created * 1000 - CHIRPER_LIKE_EPOCH_MS) << 22) + low
    rank = np.empty(len(created), np.int64)
    rank[np.argsort(created, kind="stable")] = np.arange(len(created))
    short = 100_000_000 + rank * 7_919 + rng.integers(0, 7_919, len(created))
    site_names = [site.name for site in scenario.platforms]
    return np.array(
        [
            f"{site_names[site]}:{long[i] if site % 2 == 0 else short[i]}"
            for i, site in enumerate(platform)
        ],
        dtype=object,
    )
