"""Entities with what they are called: what is compared when actors of several lists are matched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from evenhand.registry.claims import IS_A, Claim, EntityKey
from evenhand.registry.needed import needed
from evenhand.registry.view import View

with needed():
    from followthemoney.types import registry as countries
    from rigour.territories import get_territory

ANYTHING = "Thing"
"""The schema of what is looked for by name alone."""

_NAMES = frozenset({"name", "alias", "weakAlias", "previousName", "abbreviation"})


@dataclass(frozen=True, slots=True)
class Named:
    """An entity with what it is called, and which of that are weak aliases or of the past."""

    key: EntityKey
    names: tuple[str, ...]
    countries: frozenset[str] = frozenset()
    weak: frozenset[str] = frozenset()
    past: frozenset[str] = frozenset()


def named(claims: Iterable[Claim]) -> list[Named]:
    """Gather from claims what each entity is called, in the order of their ids.

    Online assets are left out: they are found by what they are (see `screening`).
    """
    return _gathered(
        (claim.entity, claim.property, claim.value)
        for claim in claims
        if isinstance(claim.value, str)
    )


def named_in(view: View) -> list[Named]:
    """Gather from a registry what each entity is called, as of the view (see `named`)."""
    return _gathered(view.texts((IS_A, "country", *sorted(_NAMES))))


def _gathered(said: Iterable[tuple[EntityKey, str, str]]) -> list[Named]:
    names: dict[str, dict[str, None]] = {}
    weak: dict[str, set[str]] = {}
    past: dict[str, set[str]] = {}
    places: dict[str, set[str]] = {}
    keys: dict[str, EntityKey] = {}
    for key, name, value in said:
        if key.schema == "OnlineAsset":
            continue
        if name == IS_A or key.id not in keys:
            keys[key.id] = key
        if name in _NAMES:
            names.setdefault(key.id, {})[value] = None
            if name in ("weakAlias", "previousName"):
                (weak if name == "weakAlias" else past).setdefault(key.id, set()).add(value)
        elif name == "country":
            places.setdefault(key.id, set()).update(country_codes(value))
    return [
        Named(
            keys[number],
            tuple(found),
            frozenset(places.get(number, ())),
            frozenset(weak.get(number, ())),
            frozenset(past.get(number, ())),
        )
        for number, found in sorted(names.items())
    ]


@lru_cache(maxsize=4_096)
def country_codes(text: str) -> frozenset[str]:
    """Give a country as its code and, for one of the past, those of its successors.

    What no table knows stays as it is, in lower case.
    """
    found = countries.country.clean(text)
    if not found:
        return frozenset({text.strip().casefold()})
    territory = get_territory(found)
    after = territory.successors if territory is not None else []
    return frozenset({str(found), *(one.code for one in after)})


@lru_cache(maxsize=1 << 14)
def states(codes: frozenset[str]) -> frozenset[str]:
    """Leave what is no country: a list's *International*, or a place that no table knows."""
    return frozenset(code for code in codes if get_territory(code) is not None)
