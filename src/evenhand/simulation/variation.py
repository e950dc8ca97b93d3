"""A scenario varied in one thing at a time: the size, pace and camouflage of one network."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from evenhand.records.durations import duration
from evenhand.records.errors import InputError
from evenhand.simulation import files
from evenhand.simulation.scenario import Network, Scenario

VARIED = ("size", "delay", "camouflage")
MOST_VALUES = 50
"""Of one thing."""

_SIZES = (0.15, 0.25, 0.5, 1, 2)
_DELAYS = (0.4, 1, 3, 10, 30)
_CAMOUFLAGES = (0.0, 0.5, 0.8, 0.9, 0.95)
_MOST_PLANTED = 0.25  # of all posts and accounts: a stream that is mostly network shows nothing


@dataclass(frozen=True)
class Point:
    """One value of one varied thing, and the scenario with it."""

    varied: str
    """One of VARIED."""
    value: float
    """Accounts, seconds, or the share of ordinary posts."""
    base: bool
    """Whether it is the scenario's own value."""
    scenario: Scenario


def with_one_network(scenario: Scenario, name: str | None, source: str) -> Scenario:
    """Leave only the network of that name in a scenario; the first when ``name`` is None.

    The accounts of the others become ordinary ones. Raises InputError when there is no such
    network.
    """
    names = [net.name for net in scenario.networks]
    if not names:
        raise InputError(
            f"{source}: no network is planted in it, so there is none to find. Give a scenario "
            "with a network; `evenhand simulate --show` prints one."
        )
    if name is not None and name not in names:
        raise InputError(f"{source}: there is no network {name!r}; there is {', '.join(names)}.")
    place = 0 if name is None else names.index(name)
    return replace(scenario, networks=(scenario.networks[place],))


def points(
    scenario: Scenario, vary: Mapping[str, Sequence[str | float]] | None, source: str
) -> tuple[Point, ...]:
    """Vary the one network of a scenario, one thing at a time, everything else as it is.

    Args:
        scenario: with exactly one network.
        vary: values for each thing of VARIED that is to be varied, in any order: accounts, lengths
            of time (``"10s"`` or seconds), shares from 0 to 1. None for all three, with values
            around the scenario's own.
        source: the scenario's name in errors.

    Returns:
        The points in the order of VARIED and of rising values. The scenario's own value is among
        those of each thing.

    ``size`` counts accounts and pages together; pages stay as many as there are, but leave room for
    an account. ``delay`` is the median; the longest delay and everything between keep their
    proportion to it. ``camouflage`` is the share of its accounts' posts that are ordinary.

    Raises:
        InputError: a thing or value that cannot be used; the message says which, and what can.
    """
    (net,) = scenario.networks
    own = {
        "size": float(net.accounts + net.pages),
        "delay": net.delay_median_s,
        "camouflage": net.camouflage,
    }
    wanted = _defaults(scenario, net) if vary is None else _read(vary, source)
    made = []
    for varied in VARIED:
        if varied not in wanted:
            continue
        for value in sorted({*wanted[varied], own[varied]}):
            changed = _WITH[varied](net, value) if value != own[varied] else net
            one = replace(scenario, networks=(changed,))
            # What a file is checked for is checked here, with the same sentences.
            files.read(files.dump(one), f"{source}, with {varied} {value:g}")
            made.append(Point(varied, value, value == own[varied], one))
    return tuple(made)


def _with_size(net: Network, value: float) -> Network:
    size = int(value)
    pages = min(net.pages, size - (net.accounts > 0))
    return replace(net, accounts=size - pages, pages=pages)


def _with_delay(net: Network, value: float) -> Network:
    factor = value / net.delay_median_s
    return replace(net, delay_median_s=value, delay_most_s=net.delay_most_s * factor)


def _with_camouflage(net: Network, value: float) -> Network:
    return replace(net, camouflage=value)


_WITH: dict[str, Callable[[Network, float], Network]] = {
    "size": _with_size,
    "delay": _with_delay,
    "camouflage": _with_camouflage,
}


def _defaults(scenario: Scenario, net: Network) -> dict[str, list[float]]:
    size = net.accounts + net.pages
    each = max(1.0, net.operations * net.participation)
    most = _MOST_PLANTED * min(scenario.accounts, scenario.posts / each)
    return {
        "size": [s for s in (max(2.0, round(size * f)) for f in _SIZES) if s <= most],
        "delay": [round(net.delay_median_s * f, 1) for f in _DELAYS],
        "camouflage": list(_CAMOUFLAGES),
    }


def _read(vary: Mapping[str, Sequence[str | float]], source: str) -> dict[str, list[float]]:
    if not vary:
        raise InputError(f"{source}: nothing is to be varied; name one of {', '.join(VARIED)}.")
    wanted = {}
    for varied, values in vary.items():
        if varied not in VARIED:
            near = difflib.get_close_matches(varied, VARIED, 1)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise InputError(f"{varied!r} cannot be varied; what can is {', '.join(VARIED)}.{hint}")
        if not 1 <= len(values) <= MOST_VALUES:
            raise InputError(
                f"{varied} has {len(values)} values; allowed are 1 to {MOST_VALUES} of them."
            )
        wanted[varied] = [_number(varied, value) for value in values]
    return wanted


def _number(varied: str, value: str | float) -> float:
    if varied == "delay":
        seconds = duration(value).total_seconds()
        if not seconds > 0:
            raise InputError(f"delay: {value} is given; a delay is longer than nothing.")
        return seconds
    try:
        number = float(value)
    except ValueError as error:
        raise InputError(f"{varied}: {value!r} is given; a number is needed.") from error
    if varied == "size" and not (2 <= number <= 10_000 and number == int(number)):
        raise InputError(
            f"size: {value} is given; allowed is a whole number of accounts from 2 to 10,000."
        )
    if not 0 <= number <= 10_000:  # also what is no number
        raise InputError(f"{varied}: {value} is given; allowed is a number from 0 to 0.99.")
    return number
