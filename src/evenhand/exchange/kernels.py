"""Compiled loops under ``tables.py``."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

Codes = npt.NDArray[np.signedinteger[Any]]


@njit(cache=True, nogil=True)
def renumbered(codes: Codes, values: int) -> tuple[Codes, Codes]:
    """Renumber codes 0, 1, … in order of first appearance; a negative code stays as it is.

    Returns (new codes, the old code of each new one). ``values`` is one more than the highest.
    """
    place = np.full(values, -1, np.int32)
    used = np.empty(values, np.int64)
    new = np.empty(codes.size, np.int32)
    n = 0
    for i in range(codes.size):
        code = codes[i]
        if code < 0:
            new[i] = -1
            continue
        if place[code] < 0:
            place[code] = n
            used[n] = code
            n += 1
        new[i] = place[code]
    return new, used[:n]
