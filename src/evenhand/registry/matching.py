"""Who may be whom: entities of several lists whose names are alike, with a score and the reasons.

A candidate is no judgement: whether two are the same is what a person says. `compared` compares
two; before it comes a search for names that share a word, a pair of words, the whole, its
consonants or the initials, so that a million of them stay in reach.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from evenhand.records.progress import Progress, silent
from evenhand.registry.comparison import ALIKE, Candidate, compared, spellings
from evenhand.registry.name_scripts import skeleton
from evenhand.registry.named import Named
from evenhand.registry.names import HEAVY, OWN_PLACE, Name, prepared

_COMMON = 400  # names with one key, beyond which it says nothing


class NameIndex:
    """The names of many entities, to look others up in.

    Keys are 64-bit hashes in one sorted array: 12 bytes for each, about five for a name.
    """

    def __init__(self, entities: Sequence[Named], progress: Progress = silent) -> None:
        self.entities = entities
        hashes: list[int] = []
        owners: list[int] = []
        for number, one in enumerate(entities):
            own = {key for name in spellings(one) for key in _keys(prepared(name))}
            hashes.extend(own)
            owners.extend([number] * len(own))
            if number % 10_000 == 0:
                progress("names", number, len(entities))
        order = np.argsort(np.array(hashes, dtype=np.uint64), kind="stable")
        self._hashes: npt.NDArray[np.uint64] = np.array(hashes, dtype=np.uint64)[order]
        self._owners: npt.NDArray[np.uint32] = np.array(owners, dtype=np.uint32)[order]

    def candidates(self, one: Named, least: float = ALIKE, limit: int = 20) -> list[Candidate]:
        """Find who may be ``one``, the likeliest first; itself is left out."""
        own = {key for name in spellings(one) for key in _keys(prepared(name))}
        # As many bits as the array has: searching for plain integers would copy it each time.
        keys = np.fromiter(own, dtype=np.uint64, count=len(own))
        first = np.searchsorted(self._hashes, keys, side="left").tolist()
        last = np.searchsorted(self._hashes, keys, side="right").tolist()
        near: set[int] = set()
        for start, end in zip(first, last, strict=True):
            if end - start <= _COMMON:
                near.update(self._owners[start:end].tolist())
        found = [
            candidate
            for number in sorted(near)
            if self.entities[number].key.id != one.key.id
            and (candidate := compared(one, self.entities[number])).score >= least
        ]
        found.sort(key=lambda candidate: (-candidate.score, candidate.right.id))
        return found[:limit]


def candidates(
    left: Sequence[Named],
    right: Sequence[Named],
    least: float = ALIKE,
    limit: int = 20,
    progress: Progress = silent,
) -> Iterator[Candidate]:
    """Find for each entity of ``left`` those of ``right`` that may be the same.

    ``least`` is the lowest score, ``limit`` how many for each. The order is that of ``left``, then
    of the score.
    """
    index = NameIndex(right)
    for number, one in enumerate(left, 1):
        yield from index.candidates(one, least, limit)
        progress("matches", number, len(left))


def _keys(name: Name) -> set[int]:
    """Give the keys under which a name is found: words, pairs, the whole, consonants, initials."""
    sounds = [sound for _, sound, weight in name.words if weight >= OWN_PLACE and sound]
    keys = {_hashed("w", sound) for sound in sounds}
    every = [sound for _, sound, _ in name.words if sound]
    keys.update(_hashed("p", a + " " + b) for a, b in pairwise(every))
    keys.update(_hashed("b", sound[:5]) for sound in sounds if len(sound) > 6)
    if name.joined:
        keys.add(_hashed("j", name.joined))
        if name.solid != name.joined:
            keys.add(_hashed("j", name.solid))
    own = [word for word, _, weight in name.words if weight >= HEAVY]
    if own and len(bones := "".join(map(skeleton, own))) > 1:
        keys.add(_hashed("s", bones))
    if len(name.initials) >= 3:
        keys.add(_hashed("i", name.initials))
    if len(name.words) == 1:
        keys.add(_hashed("i", name.words[0][0]))
    return keys


def _hashed(kind: str, text: str) -> int:
    return int.from_bytes(hashlib.blake2b(f"{kind}{text}".encode(), digest_size=8).digest(), "big")
