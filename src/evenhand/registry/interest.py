"""What an owner's share comes to when percentages are multiplied along every chain."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

_CLOSE = 1e-12
_ROUNDS = 1_000
_MOST = 1 + 1e-9


def interests(root: str, owns: Mapping[str, Mapping[str, Decimal]]) -> dict[str, float]:
    """Give the part of each entity, from 0 to 1, that is ``root``'s in the end.

    ``owns`` gives each owner what it owns, in percent. Owners that own each other in a circle are
    worked out until nothing changes (Gauss and Seidel's iteration of v = v A with the root held at
    1; it converges when nobody's shares add up to more than 100 %). Entities to which no chain
    leads are left out, and so are those whose interest comes out over the whole, because the
    claims about them cannot all be true.
    """
    order = _reached(root, owns)
    owners: dict[str, list[tuple[str, float]]] = {node: [] for node in order}
    for owner in (root, *order):
        for node, amount in owns.get(owner, {}).items():
            if node != root and amount > 0:
                owners[node].append((owner, float(amount) / 100))
    value = dict.fromkeys(order, 0.0)
    value[root] = 1.0
    for _ in range(_ROUNDS):
        change = 0.0
        for node in order:
            found = min(sum(value[owner] * part for owner, part in owners[node]), 2.0)
            change = max(change, abs(found - value[node]))
            value[node] = found
        if change <= _CLOSE:
            break
    del value[root]
    return {node: min(found, 1.0) for node, found in value.items() if found <= _MOST}


def _reached(root: str, owns: Mapping[str, Mapping[str, Decimal]]) -> list[str]:
    """Give what chains of holdings lead to, the nearest first."""
    order, seen = [root], {root}
    for owner in order:
        for node in sorted(node for node, amount in owns.get(owner, {}).items() if amount > 0):
            if node not in seen:
                seen.add(node)
                order.append(node)
    return order[1:]
