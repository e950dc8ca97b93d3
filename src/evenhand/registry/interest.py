"""What an owner's share comes to when percentages are multiplied along every chain."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import numpy as np

_CLOSE = 1e-12
_ROUNDS = 20_000  # two that own 99.9 % of each other take that many
_MOST = 1 + 1e-9


def interests(root: str, owns: Mapping[str, Mapping[str, Decimal]]) -> dict[str, float]:
    """Give the part of each entity, from 0 to 1, that is ``root``'s in the end.

    ``owns`` gives each owner what it owns, in percent. Owners that own each other in a circle are
    worked out until nothing changes (Jacobi's iteration of v = v A with the root held at 1; it
    converges when nobody's shares add up to more than 100 %). Entities to which no chain leads are
    left out, and so are those whose interest comes out over the whole or does not settle, because
    the claims about them cannot all be true.
    """
    order = _reached(root, owns)
    place = {node: number for number, node in enumerate(order)}
    held = [
        (place[owner], place[node], float(amount) / 100)
        for owner in order
        for node, amount in owns.get(owner, {}).items()
        if node != root and amount > 0
    ]
    if not held:
        return {}
    owners = np.array([owner for owner, _, _ in held])
    nodes = np.array([node for _, node, _ in held])
    parts = np.array([part for _, _, part in held])
    value = np.zeros(len(order))
    value[0] = 1.0
    change = np.zeros(len(order))
    for _ in range(_ROUNDS):
        added = np.bincount(nodes, weights=value[owners] * parts, minlength=len(order))
        # Claims that cannot all be true would grow for ever.
        found = np.minimum(added, 2.0).astype(np.float64)
        found[0] = 1.0
        change = np.abs(found - value)
        value = found
        if change.max() <= _CLOSE:
            break
    settled = (change <= _CLOSE) & (value <= _MOST)
    return {
        node: min(float(value[number]), 1.0)
        for node, number in place.items()
        if number and settled[number]
    }


def _reached(root: str, owns: Mapping[str, Mapping[str, Decimal]]) -> list[str]:
    """Give the root and what chains of holdings lead to, the nearest first."""
    order, seen = [root], {root}
    for owner in order:
        for node in sorted(node for node, amount in owns.get(owner, {}).items() if amount > 0):
            if node not in seen:
                seen.add(node)
                order.append(node)
    return order
