"""Where an actor is present: its accounts, pages, channels, groups, domains and ad accounts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from evenhand.registry.claims import EntityKey
from evenhand.registry.view import Recorded, View

_SHOWN = ("service", "kind", "username", "name", "url", "presenceStatus", "owner")


@dataclass(frozen=True, slots=True)
class Presence:
    """One online asset that a source says is the actor's.

    ``service`` is the app ("web" for a site), ``kind`` one of `model.KINDS`, ``status`` one of
    `model.STATUSES`; each is None where nobody said, and all that were said joined by " or " where
    sources contradict each other. ``claims`` say whose it is; ``others`` are the actors whom
    other claims give it to.
    """

    asset: EntityKey
    owner: EntityKey
    service: str | None
    kind: str | None
    name: str
    url: str | None
    status: str | None
    claims: tuple[Recorded, ...]
    others: tuple[EntityKey, ...]


def presences(view: View, actors: Iterable[EntityKey]) -> list[Presence]:
    """Give the presences of actors, and of all that were judged the same, by service and name."""
    groups = view.same(actors)
    owner_of = {key.id: groups[asked][0] for asked in sorted(groups) for key in groups[asked]}
    found: dict[str, list[Recorded]] = {}
    for one in view.claims_to(owner_of, ("owner",)):
        found.setdefault(one.claim.entity.id, []).append(one)
    said: dict[str, dict[str, list[str]]] = {}
    others: dict[str, dict[str, EntityKey]] = {}
    for one in view.claims(found, _SHOWN):
        asset, value = one.claim.entity.id, one.claim.value
        if isinstance(value, str):
            values = said.setdefault(asset, {}).setdefault(one.claim.property, [])
            if value not in values:
                values.append(value)
        elif value.id not in owner_of:
            others.setdefault(asset, {})[value.id] = value
    made = []
    for asset, claims in found.items():
        facts = {name: " or ".join(values) for name, values in said.get(asset, {}).items()}
        owner = claims[0].claim.value
        assert isinstance(owner, EntityKey)  # noqa: S101 - it is the end that was asked for
        made.append(
            Presence(
                claims[0].claim.entity,
                owner_of[owner.id],
                facts.get("service"),
                facts.get("kind"),
                facts.get("username") or facts.get("name") or asset,
                facts.get("url"),
                facts.get("presenceStatus"),
                tuple(claims),
                tuple(others.get(asset, {})[key] for key in sorted(others.get(asset, {}))),
            )
        )
    return sorted(made, key=lambda one: (one.service or "", one.kind or "", one.name, one.asset.id))
