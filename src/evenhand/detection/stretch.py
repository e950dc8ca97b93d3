"""A stretch of time: enough of a large run to look at again and again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

MOST_SHARES = 300_000
"""So many shares are looked at ten times in seconds."""


@dataclass(frozen=True)
class Stretch:
    """The shares of one stretch of a run's time."""

    shares: pa.Table
    """SHARES."""
    first: datetime | None
    """Time of its first share; None where there is none."""
    last: datetime | None
    of_shares: int
    """How many shares the run has."""

    @property
    def whole(self) -> bool:
        """Whether it is all of the time."""
        return bool(self.shares.num_rows == self.of_shares)


def stretch(shares: pa.Table, most: int = MOST_SHARES) -> Stretch:
    """Take the middle of the time, as long as it holds at most ``most`` shares.

    All shares within it are taken, so that whoever coincides there still does; a sample of shares,
    accounts or objects would pull coincidences apart. ``shares`` is a table SHARES.
    """
    part = shares
    if shares.num_rows > most:
        times = np.asarray(shares["time"].cast(pa.int64()))
        begin = (times.size - most) // 2
        low, high = np.partition(times, (begin, begin + most))[[begin, begin + most]]
        # Without the last moment, or the first, of which there may be more shares than fit.
        inside = (times >= low) & (times < high)
        if inside.sum() > most:
            inside = (times > low) & (times < high)
        part = shares.filter(pa.array(inside))
    if not part.num_rows:
        return Stretch(part, None, None, shares.num_rows)
    span = pc.min_max(part["time"]).as_py()
    return Stretch(part, span["min"], span["max"], shares.num_rows)
