"""What the registry answers, as plain values: for JSON, and for a page's own program."""

from __future__ import annotations

from typing import Any

from evenhand.registry.claims import EntityKey
from evenhand.registry.closure import Member, Related
from evenhand.registry.presences import Presence
from evenhand.registry.profile import Profile
from evenhand.registry.view import Recorded
from evenhand.registry.what_if import WhatIf

_JUDGED = (
    "number", "left", "right", "verdict", "who", "reasons", "known_from", "known_to", "undone_by",
)  # fmt: skip


def of_claim(one: Recorded) -> dict[str, Any]:
    """Give a claim with its source; its other end by id."""
    claim, source = one.claim, one.claim.source
    value = claim.value
    return {
        "claim": one.number,
        "entity": claim.entity.id,
        "property": claim.property,
        "value": value if isinstance(value, str) else None,
        "other": value.id if isinstance(value, EntityKey) else None,
        "details": dict(claim.details),
        "valid_from": claim.valid_from,
        "valid_to": claim.valid_to,
        "source": {
            "kind": source.kind,
            "name": source.name,
            "grade": source.grade,
            "url": source.url,
            "capture": source.capture,
            "captured_at": source.captured_at,
        },
        "list": one.list_name,
        "known_from": one.known_from,
        "known_to": one.known_to,
    }


def of_member(member: Member, names: dict[str, str]) -> dict[str, Any]:
    """Give a member of a closure with its figures and its path."""
    return {
        "id": member.entity.id,
        "name": names.get(member.entity.id, member.entity.id),
        "schema": member.entity.schema,
        "same": list(member.same),
        "depth": member.depth,
        "by": member.by,
        "also": list(member.also),
        "cascade_percent": None if member.cascade is None else float(member.cascade),
        "interest_percent": None if member.interest is None else round(100 * member.interest, 6),
        "weakest_grade": member.weakest,
        "disputed": member.disputed,
        "path": [of_claim(one) for one in member.path],
        "besides": [of_claim(one) for one in member.besides],
        "against": [of_claim(one) for one in member.against],
    }


def of_related(found: Related, names: dict[str, str]) -> dict[str, Any]:
    """Give a closure."""
    return {
        "actor": found.actor.id,
        "name": names.get(found.actor.id, found.actor.id),
        "rule": str(found.rule),
        "valid": found.valid,
        "known": found.known,
        "members": [of_member(member, names) for member in found.members],
        "possible": [of_member(member, names) for member in found.possible],
    }


def of_what_if(found: WhatIf, names: dict[str, str]) -> dict[str, Any]:
    """Give what a change would add, drop and move."""
    return {
        "actor": found.before.actor.id,
        "rule": str(found.before.rule),
        "valid": found.before.valid,
        "known": found.before.known,
        "members_before": len(found.before.members),
        "members_after": len(found.after.members),
        "joining": [of_member(member, names) for member in found.joining],
        "leaving": [of_member(member, names) for member in found.leaving],
        "moved": [
            {"before": of_member(before, names), "after": of_member(after, names)}
            for before, after in found.moved
        ],
    }


def of_presence(one: Presence, names: dict[str, str]) -> dict[str, Any]:
    """Give a presence with the claims that give it to the actor."""
    return {
        "id": one.asset.id,
        "owner": one.owner.id,
        "owner_name": names.get(one.owner.id, one.owner.id),
        "service": one.service,
        "kind": one.kind,
        "name": one.name,
        "url": one.url,
        "status": one.status,
        "others": [key.id for key in one.others],
        "claims": [of_claim(claim) for claim in one.claims],
    }


def of_profile(found: Profile) -> dict[str, Any]:
    """Give all that is said of an actor."""
    return {
        "id": found.actor.id,
        "name": found.name,
        "same": [key.id for key in found.same],
        "valid": found.valid,
        "known": found.known,
        "facts": [
            {
                "property": fact.property,
                "value": fact.value,
                "contradicted": fact.contradicted,
                "claims": [of_claim(one) for one in fact.claims],
            }
            for fact in found.facts
        ],
        "relations": [
            {
                "relation": tie.relation,
                "words": tie.label,
                "other": tie.other.id,
                "other_name": found.names.get(tie.other.id, tie.other.id),
                "contradicted": tie.contradicted,
                "claims": [of_claim(one) for one in tie.claims],
            }
            for tie in found.ties
        ],
        "listings": [of_claim(one) for one in found.listings],
        "presences": [of_presence(one, found.names) for one in found.presences],
        "judgements": [{name: getattr(one, name) for name in _JUDGED} for one in found.judgements],
    }
