"""The kinds of shared behaviour, one file each.

A file of this folder defines ``SIGNAL``; it is found by being here. To add a kind of behaviour,
add a file: what it needs from the posts, and one function from posts to objects.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence
from functools import cache

from evenhand.detection.signals.signal import Options, Signal
from evenhand.records.errors import InputError

__all__ = ["Options", "Signal", "all_signals", "chosen"]


@cache
def all_signals() -> dict[str, Signal]:
    """Return every signal by its name, in the order of names."""
    found: dict[str, Signal] = {}
    for module in pkgutil.iter_modules(__path__):
        if module.name != "signal":
            signal = importlib.import_module(f"{__name__}.{module.name}").SIGNAL
            found[signal.name] = signal
    return dict(sorted(found.items()))


def chosen(names: Sequence[str] | None) -> list[Signal]:
    """Return the signals of these names, or those that are looked for without being asked."""
    known = all_signals()
    if names is None:
        return [signal for signal in known.values() if signal.unasked]
    unknown = [name for name in names if name not in known]
    if unknown:
        raise InputError(f"There is no signal '{unknown[0]}'. The signals are: {', '.join(known)}.")
    if not names:
        raise InputError(f"No signal was chosen. The signals are: {', '.join(known)}.")
    return [known[name] for name in sorted(set(names))]
