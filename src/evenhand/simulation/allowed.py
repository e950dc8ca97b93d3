"""What a value in a scenario may be, said beside its type: ``days: Annotated[int, Between(1, 9)]``.

`files.read` checks it and says it in its errors.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, TypeAlias


@dataclass(frozen=True)
class Between:
    """A number in a range whose ends belong to it."""

    low: float
    high: float
    unit: str = ""

    def __str__(self) -> str:
        """Say the range."""
        return f"from {self.low:,.12g} to {self.high:,.12g}{self.unit and ' ' + self.unit}"

    def holds(self, value: float) -> bool:
        """Whether a number is in the range."""
        return self.low <= value <= self.high


@dataclass(frozen=True)
class OneOf:
    """One of some words."""

    words: tuple[str, ...]

    def __str__(self) -> str:
        """Say the words."""
        return f"one of {', '.join(self.words)}"

    def holds(self, value: str) -> bool:
        """Whether it is one of them."""
        return value in self.words


@dataclass(frozen=True)
class Length:
    """How many entries a list has, or characters a text."""

    low: int
    high: int
    unit: str = "characters"

    def __str__(self) -> str:
        """Say the bounds."""
        return f"{self.low} to {self.high} {self.unit}"

    def holds(self, value: str | tuple[object, ...]) -> bool:
        """Whether it is as long."""
        return self.low <= len(value) <= self.high


Rule: TypeAlias = Between | OneOf | Length

Name: TypeAlias = Annotated[str, Length(1, 100)]
Share: TypeAlias = Annotated[float, Between(0, 1)]
Seconds: TypeAlias = Annotated[float, Between(0.1, 2_592_000, "seconds")]
Tail: TypeAlias = Annotated[float, Between(0.3, 20)]
"""Exponent of a Pareto distribution: the lower, the more unequal."""
Spread: TypeAlias = Annotated[float, Between(0, 4)]
"""Standard deviation of the logarithm of a log-normal distribution."""
Days: TypeAlias = Annotated[int, Between(1, 3_650)]
Accounts: TypeAlias = Annotated[int, Between(1, 1_000_000)]
Members: TypeAlias = Annotated[int, Between(0, 5_000)]
Items: TypeAlias = Annotated[int, Between(1, 20_000_000)]
