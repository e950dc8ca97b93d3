"""Texts from templates, many at a time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np

Texts: TypeAlias = np.ndarray[Any, np.dtype[np.object_]]

# From five on, because Slavic languages have other endings below.
NUMBERS = {"n": (11, 99), "few": (5, 10)}

_SLOT = re.compile(r"\{(\w+)\}")


def fill(
    rng: np.random.Generator,
    templates: Sequence[str],
    slots: Mapping[str, Sequence[str]],
    count: int,
) -> Texts:
    """Draw ``count`` templates and fill their slots (an object array of str).

    The first letter becomes a capital. Raises KeyError for a slot that neither ``slots`` nor
    NUMBERS has.
    """
    texts = np.full(count, "", dtype=object)
    drawn = rng.integers(0, len(templates), count)
    for number, template in enumerate(templates):
        rows = np.flatnonzero(drawn == number)
        for place, part in enumerate(_SLOT.split(template)):
            if place % 2 == 0:
                texts[rows] += part
            elif part in NUMBERS:
                numbers = rng.integers(*NUMBERS[part], len(rows))
                texts[rows] += numbers.astype(str).astype(object)
            else:
                texts[rows] += choose(rng, slots[part], len(rows))
    texts[:] = [text[:1].upper() + text[1:] for text in texts]
    return texts


def choose(rng: np.random.Generator, values: Sequence[str], count: int) -> Texts:
    """Draw ``count`` of the values."""
    return np.array(values, dtype=object)[rng.integers(0, len(values), count)]
