"""What one claim more, or one less, would change in who is related; nothing is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.records.errors import InputError
from evenhand.registry import model
from evenhand.registry.claims import Claim, EntityKey, Source
from evenhand.registry.closure import Member, Related, related_entities
from evenhand.registry.graph import Change
from evenhand.registry.rules import Rule
from evenhand.registry.view import View

_HOW = (
    "Write “end 12” with the number of a claim, or “OWNER | Ownership | OWNED | percentage=60”, "
    "with any relation in the middle."
)


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The closure as it is and as it would be.

    ``joining`` and ``leaving`` are members that only one of the two has; ``moved`` those whose
    cascade figure, interest, weakest grade or dispute would be others, before and after.
    """

    before: Related
    after: Related
    joining: tuple[Member, ...]
    leaving: tuple[Member, ...]
    moved: tuple[tuple[Member, Member], ...]


def what_if(view: View, actor: EntityKey, rule: Rule, changes: Sequence[Change]) -> WhatIf:
    """Compare the closure of an actor with the one it would have after ``changes``.

    Raises InputError for a claim that could not be added, and for the number of a claim that the
    view does not hold.
    """
    numbers = [change.ended for change in changes if change.ended is not None]
    missing = sorted(set(numbers) - view.holds(numbers))
    if missing:
        raise InputError(
            f"Claim {missing[0]} does not hold on {view.valid}, as far as is known, so that ending "
            "it changes nothing."
        )
    before = related_entities(view, actor, rule)
    after = related_entities(view, actor, rule, changes)
    was = {member.entity.id: member for member in before.members}
    will = {member.entity.id: member for member in after.members}
    return WhatIf(
        before,
        after,
        tuple(member for member in after.members if member.entity.id not in was),
        tuple(member for member in before.members if member.entity.id not in will),
        tuple(
            (member, will[member.entity.id])
            for member in before.members
            if member.entity.id in will and _figures(member) != _figures(will[member.entity.id])
        ),
    )


def parse_change(view: View, text: str) -> Change:
    """Read a change: ``end 12``, or ``OWNER | Ownership | OWNED | percentage=60``.

    Actors are given by id or by name, and have to be in the registry. Raises InputError for what is
    neither.
    """
    words = text.split()
    if len(words) == 2 and words[0].lower() == "end" and words[1].isdigit():
        return Change(ended=int(words[1]))
    parts = [part.strip() for part in text.split("|")]
    if len(parts) not in (3, 4) or model.relation(parts[1]) is None:
        raise InputError(f"“{text}” is no change. {_HOW}")
    details = []
    for detail in (parts[3] if len(parts) == 4 else "").split(","):
        name, equals, value = detail.partition("=")
        if equals:
            details.append((name.strip(), value.strip()))
        elif detail.strip():
            raise InputError(f"“{detail.strip()}” is no detail of a relation. {_HOW}")
    source = Source("own_research", "what if", grade="A1")
    claim = Claim(
        view.find(parts[0]), parts[1], view.find(parts[2]), source, details=tuple(sorted(details))
    )
    return Change(added=claim)


def _figures(member: Member) -> tuple[object, ...]:
    return (member.cascade, member.interest, member.weakest, member.disputed)
