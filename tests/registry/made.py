"""Invented actors, and a registry to put them in."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from evenhand.registry import Claim, EntityKey, Registry, Source, facts, listed, open_registry
from evenhand.registry import related as relation

REGISTER = Source(
    "company_register", "Company register", grade="A2", url="https://register.example"
)
PRESS = Source("press", "The Harbour Times", grade="C3", url="https://harbour.example/1")


def made(place: Path | str, claims: Iterable[Claim] = ()) -> Registry:
    """A registry in a folder's file, or at a URL, holding claims."""
    registry = open_registry(address(place), make=True)
    registry.add(claims)
    return registry


def address(place: Path | str) -> Path | str:
    """Where the registry of a place is."""
    return place / "registry.db" if isinstance(place, Path) else place


def company(name: str, schema: str = "Company") -> EntityKey:
    return listed("tides", name, schema)


def named(key: EntityKey, name: str | None = None) -> list[Claim]:
    return list(facts(key, REGISTER, name=name or key.id.partition(":")[2].title()))


def owns(
    owner: str | EntityKey, asset: str | EntityKey, share: str | None, source: Source = REGISTER,
    **period: str,
) -> Claim:  # fmt: skip
    one, other = (company(key) if isinstance(key, str) else key for key in (owner, asset))
    return relation(
        "Ownership", one, other, source, percentage=share,
        valid_from=period.get("since"), valid_to=period.get("until"),
    )  # fmt: skip


def controls(owner: str, other: str, kind: str | None = None, source: Source = REGISTER) -> Claim:
    return relation("Control", company(owner), company(other), source, controlType=kind)
