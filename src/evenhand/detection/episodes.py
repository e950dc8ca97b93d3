"""Episodes: groups that are looked for in short periods one by one, and in all the time."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from evenhand.detection.arranged import Coded
from evenhand.detection.candidates import block_for, block_of
from evenhand.detection.groups import (
    Found,
    Groups,
    Member,
    both_halves,
    groups,
    in_order,
    judged,
    numbers_of,
    tables,
    verdicts,
    with_support,
)
from evenhand.detection.periods import periods, rows_of
from evenhand.detection.settings import Settings
from evenhand.detection.significance import cauchy
from evenhand.detection.tested import Search, tested, usual_speeds
from evenhand.records.progress import Progress, silent
from evenhand.records.schemas import EPISODES


def episodes(
    shares: pa.Table,
    window: timedelta,
    jitter: timedelta,
    period: timedelta,
    *,
    alpha: float = 0.05,
    min_lift: float = 1.1,
    min_accounts: int = 3,
    resolution: float = 1.0,
    surrogates: int = 200,
    seed: int = 0,
    threads: int | None = None,
    progress: Progress = silent,
) -> Groups:
    """Find groups as `groups` does, in every period and in the whole time.

    A network that was active for three days of a year is lost in the year: by then everybody has
    coincided with somebody. Periods of length ``period`` begin every half of it, so that whatever
    is shorter than half a period lies wholly inside one. In each, candidates are discovered on one
    half of the period's own blocks and tested on the other half; how quick an account usually is
    comes from all the time. The whole time is one more period, so that a slow network is not lost
    by asking for periods.

    Args:
        shares: table SHARES.
        window: largest time between two shares of one coincidence.
        jitter: how far exact times are forgotten, near ten windows.
        period: length of a period; blocks are days from four days on, else eighths.
        alpha: as of `groups`, over the candidates of all periods.
        min_lift: as of `groups`.
        min_accounts: as of `groups`.
        resolution: as of `groups`.
        surrogates: as of `groups`.
        seed: as of `groups`.
        threads: how many to use; all cores when None. Results do not depend on it.
        progress: told how many of the periods are done.

    Returns:
        The groups. q-values are taken over the candidates of all periods and both halves together.
        Confirmed groups of any periods that share half of the smaller one's accounts are one group;
        its numbers are those of the period with the highest z. An account's p-values in several of
        them are combined (Cauchy). Periods in a row that confirmed a group are its episodes.

        When the period is not shorter than the time of the shares there is none, and the result is
        that of `groups`.

    Raises:
        InputError: a parameter is out of range.
    """
    search = Search(
        window=window,
        jitter=jitter,
        alpha=alpha,
        min_lift=min_lift,
        min_accounts=min_accounts,
        resolution=resolution,
        surrogates=surrogates,
        seed=seed,
        threads=threads,
    )
    coded = Coded.of(shares)
    quickness = usual_speeds(coded, threads)
    block = block_for(coded.time)
    stretches = periods(coded.time, period)
    what = "periods looked at"
    progress(what, 0, len(stretches) + 1)
    candidates = tested(coded, quickness, block, search, silent)
    tests = len(candidates)
    everywhere = [(one, -1) for one in both_halves(candidates)]
    coded = coded.in_order_of_time()
    # Fewer shares hold no pairs of min_accounts accounts with two coincidences to discover and one
    # to test.
    least = 2 * min_accounts + 2
    for number, stretch in enumerate(stretches):
        progress(what, number + 1, len(stretches) + 1)
        first, last = rows_of(coded.time, stretch)
        if last - first < least:
            continue
        part, codes = coded.stretch(first, last)
        mine = {signal: speed[codes] for signal, speed in quickness.items()}
        candidates = tested(part, mine, block_of(period), search, silent)
        tests += len(candidates)
        everywhere += [(one, number) for one in both_halves(candidates)]
    places: list[_Place] = []
    by_number: dict[int, list[Found]] = {}
    verdict = verdicts([one for one, _ in everywhere], tests, search)
    for found, (_, number) in zip(verdict, everywhere, strict=True):
        by_number.setdefault(number, []).append(found)
    for number, several in by_number.items():
        if number < 0:
            judge = judged(with_support(several, coded, quickness, block, search), alpha)
            places += [_Place(found, number) for found in judge]
            continue
        part, codes = coded.stretch(*rows_of(coded.time, stretches[number]))
        if any(found.confirmed for found in several):
            mine = {signal: speed[codes] for signal, speed in quickness.items()}
            several = with_support(several, part, mine, block_of(period), search)  # noqa: PLW2901
        places += [
            _Place(_of_all(found, codes, stretches[number]), number)
            for found in judged(several, alpha)
        ]
    progress(what, len(stretches) + 1, len(stretches) + 1)
    networks = _networks([place for place in places if place.found.confirmed])
    groups_of_networks = judged([network.group for network in networks], alpha)
    networks = [
        replace(network, group=group)
        for network, group in zip(networks, groups_of_networks, strict=True)
    ]
    in_tables = in_order(
        groups_of_networks + [place.found for place in places if not place.found.confirmed]
    )
    group_table, members = tables(in_tables, coded.names)
    return Groups(
        group_table,
        members,
        block,
        tests,
        _episodes(networks, in_tables),
        len(stretches),
    )


def _of_all(found: Found, codes: np.ndarray[Any, Any], stretch: tuple[int, int]) -> Found:
    """Say a group of a period in the codes of all accounts."""
    return replace(
        found,
        merged=replace(found.merged, accounts=codes[found.merged.accounts], discovered=()),
        members=[replace(member, account=int(codes[member.account])) for member in found.members],
        period=stretch,
    )


@dataclass(frozen=True)
class _Place:
    """A group in one period."""

    found: Found
    number: int
    """Of the period, from 0; -1 for the whole time."""

    def carriers(self) -> list[int]:
        """Name the accounts that carry the group; where none does alone, all of them."""
        members = self.found.members
        return [m.account for m in members if m.supported] or [m.account for m in members]


@dataclass(frozen=True)
class _Network:
    """What is one group in all the periods that confirmed it."""

    group: Found
    places: list[_Place]
    """The strongest first."""


def _networks(confirmed: list[_Place]) -> list[_Network]:
    """Join groups that share half of the smaller one's accounts, whichever periods they are of.

    The strongest come first, and each next one joins the group with which it shares most. An
    account belongs to the first group that it is in, so that a period in which two groups were
    taken for one does not make them one for good.
    """
    owner: dict[int, int] = {}
    sizes: list[int] = []
    places: list[list[_Place]] = []
    for place in sorted(
        confirmed, key=lambda p: (-p.found.z, p.number, int(p.found.merged.accounts[0]))
    ):
        mine = place.carriers()
        shared = Counter(owner[account] for account in mine if account in owner)
        which, common = min(shared.items(), key=lambda item: (-item[1], item[0]), default=(-1, 0))
        if which < 0 or 2 * common < min(len(mine), sizes[which]):
            which = len(places)
            places.append([])
            sizes.append(0)
        places[which].append(place)
        for account in mine:
            if account not in owner:
                owner[account] = which
                sizes[which] += 1
    return [_joined(several, number, owner) for number, several in enumerate(places)]


def _joined(places: list[_Place], number: int, owner: dict[int, int]) -> _Network:
    """Make one group of what is one: the numbers of the strongest, and everybody's accounts."""
    if len(places) == 1:
        return _Network(places[0].found, places)
    by_account: dict[int, list[Member]] = {}
    for place in places:
        for member in place.found.members:
            if owner.get(member.account, number) == number:
                by_account.setdefault(member.account, []).append(member)
    of_strongest = set(places[0].found.merged.accounts.tolist())
    members = []
    for _, several in sorted(by_account.items()):
        one = min(several, key=lambda member: member.p_value)
        if len(several) > 1:
            one = replace(one, p_value=cauchy(np.array([member.p_value for member in several])))
        # Who stood by is told of the period that the group's numbers are of.
        if one.account in of_strongest or any(member.supported for member in several):
            members.append(one)
    return _Network(replace(places[0].found, members=members), places)


def _episodes(networks: list[_Network], in_tables: list[Found]) -> pa.Table:
    """Cut each group's periods into runs that overlap or touch."""
    names = {id(found): f"g{n}" for n, found in enumerate(in_tables, 1)}
    rows: list[dict[str, Any]] = []
    for network in networks:
        carry = {member.account for member in network.group.members if member.supported}
        for run in _runs([place for place in network.places if place.number >= 0]):
            strongest = max(run, key=lambda place: (place.found.z, -place.number))
            accounts = {account for place in run for account in place.carriers()}
            ends = [place.found.period or (0, 0) for place in run]
            rows.append(
                {
                    "group": names[id(network.group)],
                    "period_start": min(start for start, _ in ends),
                    "period_end": max(end for _, end in ends),
                    "periods": len({place.number for place in run}),
                    "accounts": len(accounts & carry),
                    **numbers_of(strongest.found),
                }
            )
    rows.sort(key=lambda row: (row["period_start"], int(row["group"][1:])))
    for n, row in enumerate(rows, 1):
        row["episode"] = f"e{n}"
    return pa.Table.from_pylist(rows, schema=EPISODES)


def _runs(places: list[_Place]) -> list[list[_Place]]:
    runs: list[list[_Place]] = []
    for place in sorted(places, key=lambda place: (place.number, -place.found.z)):
        # Every second period begins where the one before the last ends.
        if runs and place.number - runs[-1][-1].number <= 2:
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs


def groups_of_run(
    shares: pa.Table,
    settings: Settings,
    window: timedelta,
    jitter: timedelta,
    *,
    threads: int | None = None,
    progress: Progress = silent,
) -> Groups:
    """Find the groups that a run with these settings finds, with a window and jitter of choice.

    Whoever repeats a run calls this, so that a repeat searches exactly what the run did.
    """
    options: dict[str, Any] = {
        "alpha": settings.alpha,
        "min_lift": settings.min_lift,
        "min_accounts": max(3, settings.min_accounts),
        "resolution": settings.resolution,
        "seed": settings.seed,
        "threads": threads,
        "progress": progress,
    }
    if settings.period is None:
        return groups(shares, window, jitter, **options)
    return episodes(shares, window, jitter, settings.period, **options)
