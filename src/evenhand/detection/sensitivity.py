"""Sensitivity: what the answer would have been with another window or another jitter."""

from __future__ import annotations

from datetime import timedelta

import pyarrow as pa

from evenhand.detection.episodes import groups_of_run
from evenhand.detection.groups import Groups
from evenhand.detection.settings import Settings
from evenhand.records.progress import Progress, silent
from evenhand.records.schemas import SENSITIVITY


def sensitivity(
    shares: pa.Table,
    settings: Settings,
    resolution_s: float,
    tested: Groups,
    *,
    threads: int | None = None,
    progress: Progress = silent,
) -> pa.Table:
    """Test groups again with half and twice the window, and half and three times the jitter.

    Args:
        shares: table SHARES of the run.
        settings: those of the run.
        resolution_s: coarsest time resolution of the sources; a window below it is left out.
        tested: the groups of the run, with its own window and jitter.
        threads: how many to use; all cores when None.
        progress: told how many of the settings are done.

    Returns:
        Table SENSITIVITY, by window and jitter; the run's own setting among them.
    """
    window, jitter = settings.window, settings.jitter_for(resolution_s)
    # The jitter goes with the window, so that what changes is one scale at a time.
    others = [
        (window / 2, jitter / 2),
        (2 * window, 2 * jitter),
        (window, jitter / 2),
        (window, 3 * jitter),
    ]
    wanted = [
        (w, j) for w, j in others if w.total_seconds() >= resolution_s and j > w > timedelta(0)
    ]
    mine = _carried(tested)
    rows = [_row(window, jitter, tested, mine, chosen=True)]
    for done, (w, j) in enumerate(wanted):
        progress("other settings looked at", done, len(wanted))
        found = groups_of_run(shares, settings, w, j, threads=threads)
        rows.append(_row(w, j, found, mine, chosen=False))
    progress("other settings looked at", len(wanted), len(wanted))
    rows.sort(key=lambda row: (row["window_s"], row["jitter_s"]))
    return pa.Table.from_pylist(rows, schema=SENSITIVITY)


def _carried(found: Groups) -> set[str]:
    confirmed = set(found.groups.filter(found.groups["confirmed"])["group"].to_pylist())
    rows = found.members.filter(found.members["supported"])
    pairs = zip(rows["group"].to_pylist(), rows["account_id"].to_pylist(), strict=True)
    return {account for group, account in pairs if group in confirmed}


def _row(
    window: timedelta, jitter: timedelta, found: Groups, mine: set[str], *, chosen: bool
) -> dict[str, float | int | bool]:
    accounts = _carried(found)
    return {
        "window_s": window.total_seconds(),
        "jitter_s": jitter.total_seconds(),
        "chosen": chosen,
        "candidates": found.candidates,
        "confirmed": sum(found.groups["confirmed"].to_pylist()),
        "accounts": len(accounts),
        "accounts_in_common": len(accounts & mine),
    }
