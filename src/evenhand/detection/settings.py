"""Everything about a detection that a person can set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
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
    significance: bool = True
    """Whether to test pairs and groups against chance; False only counts."""
    jitter: timedelta | None = None
    """How far exact times are forgotten in the tests; None for ten windows, and never less than
    ten times the resolution of the times."""
    alpha: float = 0.05
    """Share of false groups that is accepted among the confirmed ones."""
    min_lift: float = 1.1
    """Times as many coincidences as expected that a confirmed group has at least."""
    period: timedelta | None = None
    """Length of the periods that are looked at one by one, besides all the time; None for all the
    time only."""
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
        if self.jitter is not None and self.jitter <= self.window:
            raise InputError(
                f"--jitter must be longer than the window of {self.window.total_seconds():g} s; "
                f"{self.jitter.total_seconds():g} s was given. Near ten windows is usual."
            )
        self.check_period(self.jitter_for(0))
        if not 0 < self.alpha < 1:
            raise InputError(f"--alpha must lie between 0 and 1; {self.alpha} was given.")
        if not self.min_lift >= 0:
            raise InputError(f"--min-lift must not be negative; {self.min_lift} was given.")
        if not self.resolution > 0:
            raise InputError(f"--resolution must be above 0; {self.resolution} was given.")
        if self.evidence_limit < 0:
            raise InputError(f"--evidence-limit must not be negative; {self.evidence_limit} is.")
        if not 0 <= self.seed < 2**63:
            raise InputError(f"--seed must be 0 or more, and below 2^63; {self.seed} was given.")

    def check_period(self, jitter: timedelta) -> None:
        """Raise InputError when a period is too short for times that are forgotten by ``jitter``.

        In a stretch of a few jitters hardly anybody shared an object at another time than everybody
        else, so that there is nothing to hold a group against.
        """
        if self.period is not None and self.period < 10 * jitter:
            raise InputError(
                f"--period must be at least ten times the jitter, which is "
                f"{jitter.total_seconds():.15g} s here; {self.period.total_seconds():.15g} s was "
                f"given. Give {10 * jitter.total_seconds():.15g}s or more."
            )

    def jitter_for(self, resolution_s: float) -> timedelta:
        """Choose how far times are forgotten, for sources of this resolution in seconds.

        Ten windows: the null then keeps how fast each object spread and still leaves room for the
        window (docs/significance.md has the measurements). At ten resolutions or more, since times
        known to the minute cannot be forgotten by less.
        """
        if self.jitter is not None:
            return self.jitter
        return max(10 * self.window, timedelta(seconds=10 * resolution_s))

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Settings:
        """Read what `as_dict` wrote, without the table of short links.

        Raises InputError when something is missing or of another kind.
        """
        known = {field.name for field in fields(cls)}
        of_options = {field.name for field in fields(Options)} - {"shorteners"}
        try:
            given = {name: plain[name] for name in known if name in plain}
            given["window"] = timedelta(seconds=plain["window_s"])
            jitter = plain["jitter_s"]
            given["jitter"] = None if jitter is None else timedelta(seconds=jitter)
            period = plain["period_s"]
            given["period"] = None if period is None else timedelta(seconds=period)
            given["signals"] = None if plain["signals"] is None else tuple(plain["signals"])
            given["options"] = Options(**{n: plain[n] for n in of_options if n in plain})
            settings = cls(**given)
            _check_kinds(settings)
            settings.check()
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            raise InputError(
                f"The parameters of the run cannot be read ({error}); it is from another version."
            ) from error
        return settings

    def as_dict(self) -> dict[str, Any]:
        """Say the settings in plain values, for the manifest."""
        plain = asdict(self)
        plain["window_s"] = plain.pop("window").total_seconds()
        jitter = plain.pop("jitter")
        plain["jitter_s"] = None if jitter is None else jitter.total_seconds()
        period = plain.pop("period")
        plain["period_s"] = None if period is None else period.total_seconds()
        options: dict[str, Any] = plain.pop("options")
        return plain | options | {"shorteners": len(options["shorteners"])}


def _check_kinds(settings: Settings) -> None:
    """Raise ValueError where a number of a manifest, which anybody can edit, is of another kind."""
    whole = ("min_weight", "min_participation", "min_accounts", "evidence_limit", "seed")
    for name, kinds in (
        *((name, (int,)) for name in whole),
        *((name, (int, float)) for name in ("alpha", "min_lift", "resolution")),
        ("significance", (bool,)),
    ):
        value = getattr(settings, name)
        if type(value) not in kinds:
            raise ValueError(f"{name} is {value!r}")
    century = timedelta(days=36_525)
    for name in ("window", "jitter", "period"):
        length = getattr(settings, name)
        if length is not None and not timedelta(0) <= length <= century:
            raise ValueError(f"{name}_s is {length.total_seconds():g}")
