"""The rules of relatedness: what relates, put together from parts, and how it is written."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from evenhand.records.errors import InputError
from evenhand.registry.percentages import share

PARTS = ("majority", "control", "funding", "editorial", "succession")
"""What a rule is put together from."""

PRESETS = {"ofac": "majority", "eu": "majority+control"}
"""The United States' test of ownership; the European Union's of ownership or control."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What relates: parts of `PARTS`, any of which is enough, and the majority's threshold in %."""

    parts: tuple[str, ...]
    threshold: Decimal = Decimal(50)

    def __str__(self) -> str:
        """Give the rule as it is written."""
        rest = "" if self.threshold == 50 or "majority" not in self.parts else f":{self.threshold}"
        return "+".join(part + (rest if part == "majority" else "") for part in self.parts)


def parse_rule(text: str, threshold: str | Decimal | None = None) -> Rule:
    """Read a rule: parts joined by +, or a preset; ``majority:25`` sets the threshold in percent.

    Raises InputError for a part there is not, and a threshold that is not over 0 and at most 100.
    """
    parts: list[str] = []
    for word in PRESETS.get(text.strip().lower(), text.strip().lower()).split("+"):
        part, colon, given = word.strip().partition(":")
        if part not in PARTS or (colon and part != "majority"):
            raise InputError(
                f"“{word.strip()}” is no part of a rule. There are {', '.join(PARTS)}, which can "
                f"be joined with +, and the presets {', '.join(PRESETS)}."
            )
        threshold = given or threshold
        if part not in parts:
            parts.append(part)
    found = share(str(threshold)) if threshold is not None else share("50")
    if found is None or found.low != found.high or found.low <= 0:
        raise InputError(f"“{threshold}” is no threshold. Give a percentage over 0, up to 100.")
    return Rule(tuple(parts), found.low)
