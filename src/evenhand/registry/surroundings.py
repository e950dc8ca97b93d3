"""Who stands around an actor, above and below it, at any time: what a picture of control shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from evenhand.registry.claims import EntityKey, denies
from evenhand.registry.view import Recorded, View

RELATIONS = ("Control", "Directorship", "Ownership", "Succession")
"""What is followed, against its direction upwards and along it downwards."""

_STEPS = 3
_MOST = 60  # entities; more are no picture


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Entities by their steps from the actor, negative above it, and the claims between them.

    ``ties`` are of any period, so that a reader can go through the years, and include what is
    denied of the entities shown; the knowledge is the view's. ``left_off`` counts entities that
    there was no room for. ``node_of`` says under which entity those judged the same are shown.
    """

    levels: dict[str, int]
    keys: dict[str, EntityKey]
    ties: tuple[Recorded, ...]
    node_of: dict[str, str]
    left_off: int


def surroundings(view: View, actor: EntityKey) -> Surroundings:
    """Follow control up and down from an actor, three steps each way, sixty entities at most."""
    ever = replace(view, whole=True)
    levels: dict[str, int] = {}
    keys: dict[str, EntityKey] = {}
    node_of: dict[str, str] = {}
    ties: dict[int, Recorded] = {}
    left_off = 0

    def place(found: Iterable[EntityKey], level: int) -> list[str]:
        nonlocal left_off
        fresh = {key.id: key for key in found if key.id not in node_of}
        made = []
        for group in ever.same(fresh.values()).values():
            node = group[0].id
            if node in levels:
                continue
            if len(levels) >= _MOST:
                left_off += 1
                continue
            levels[node], keys[node] = level, group[0]
            node_of.update((key.id, node) for key in group)
            made.append(node)
        return made

    root = place([actor], 0)
    for direction in (-1, 1):
        frontier = root
        for step in range(1, _STEPS + 1):
            ids = [name for name, node in node_of.items() if node in set(frontier)]
            if direction < 0:
                claims = ever.claims_to(ids, RELATIONS)
                others = [one.claim.entity for one in claims if not denies(one.claim)]
            else:
                claims = ever.claims(ids, RELATIONS)
                others = [
                    one.claim.value
                    for one in claims
                    if isinstance(one.claim.value, EntityKey) and not denies(one.claim)
                ]
            frontier = place(others, direction * step)
            ties.update((one.number, one) for one in claims)
            if not frontier:
                break
    shown = []
    for number in sorted(ties):
        one = ties[number]
        value = one.claim.value
        if isinstance(value, EntityKey) and {one.claim.entity.id, value.id} <= node_of.keys():
            shown.append(one)
    return Surroundings(levels, keys, tuple(shown), node_of, left_off)
