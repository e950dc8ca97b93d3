"""Who is who: actors, control, presences and listings, as sourced, dated claims."""

from evenhand.registry.claims import (
    IS_A,
    Claim,
    EntityKey,
    Source,
    account,
    facts,
    listed,
    present,
    related,
    said,
    site,
)
from evenhand.registry.lists import Imported, Refused
from evenhand.registry.store import Registry, open_registry
from evenhand.registry.view import Recorded, View

__all__ = [
    "IS_A",
    "Claim",
    "EntityKey",
    "Imported",
    "Recorded",
    "Refused",
    "Registry",
    "Source",
    "View",
    "account",
    "facts",
    "listed",
    "open_registry",
    "present",
    "related",
    "said",
    "site",
]
