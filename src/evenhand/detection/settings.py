"""Everything about a detection that a person can set."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any

from evenhand.detection.pairs import Weight
from evenhand.detection.signals import Options, chosen
from evenhand.records.errors import InputError


@dataclass(frozen=True)
class Settings:
    """What a run looks for. The same settings and posts give the same tables, byte for byte."""

    window: timedelta = timedelta(seconds=60)
    """Largest time between two shares of one coincidence."""
    min_weight: int = 2
    """Edges with fewer coincidences on a signal are left out."""
    signals: tuple[str, ...] | None = None
    """Names of signals; None for all but the coarse ones."""
    options: Options = field(default_factory=Options)
    weight: Weight = "objects"
    """Whether distinct objects or pairs of posts are counted."""
    min_participation: int = 1
    """Shares that an account must have to be looked at (see `detection.pairs`)."""
    resolution: float = 1.0
    """Of the clusters: higher gives smaller ones."""
    min_accounts: int = 2
    """Accounts that a cluster has at least."""
    evidence_limit: int = 1_000_000
    """Pairs of posts listed as evidence at most."""
    seed: int = 0

    def check(self) -> None:
        """Raise InputError where a setting is out of range, before any work is done."""
        chosen(self.signals)
        for name, least in (("min_weight", 1), ("min_participation", 1), ("min_accounts", 2)):
            if getattr(self, name) < least:
                option = name.replace("_", "-")
                raise InputError(
                    f"--{option} must be {least} or more; {getattr(self, name)} was given."
                )
        if not self.resolution > 0:
            raise InputError(f"--resolution must be above 0; {self.resolution} was given.")
        if self.evidence_limit < 0:
            raise InputError(f"--evidence-limit must not be negative; {self.evidence_limit} is.")

    def as_dict(self) -> dict[str, Any]:
        """Say the settings in plain values, for the manifest."""
        plain = asdict(self)
        plain["window_s"] = plain.pop("window").total_seconds()
        options: dict[str, Any] = plain.pop("options")
        return plain | options | {"shorteners": len(options["shorteners"])}
