"""Progress bars for whatever takes more than two seconds."""

from __future__ import annotations

import threading
from types import TracebackType

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from evenhand.cli.console import errors

_PATIENCE_S = 2.0


class Bars:
    """Listens to the stages and shows a bar for each that has been going on for two seconds.

    On a terminal only: a log file is not the place for bars.
    """

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet or not errors.is_terminal
        self._lock = threading.Lock()
        # What is going on and how far: (done, total). A timer waits beside each that is not shown.
        self._known: dict[str, tuple[int, int | None]] = {}
        self._timers: dict[str, threading.Timer] = {}
        self._tasks: dict[str, TaskID] = {}
        self._running = False
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=30),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
            console=errors,
            transient=True,
        )

    def __enter__(self) -> Bars:
        """Begin to listen."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take the bars off the screen."""
        with self._lock:
            for timer in self._timers.values():
                timer.cancel()
            self._timers.clear()
            self._known.clear()
            self._stop()

    def __call__(self, what: str, done: int, total: int | None) -> None:
        """Take note of how far a stage is (see ``evenhand.records.progress``)."""
        if self._quiet:
            return
        with self._lock:
            if done == total:
                self._end(what)
                return
            self._known[what] = (done, total)
            if what in self._tasks:
                self._progress.update(self._tasks[what], completed=done, total=total)
            elif what not in self._timers:
                # A stage may say nothing for long: its bar must not wait for its next word.
                self._timers[what] = threading.Timer(_PATIENCE_S, self._show, (what,))
                self._timers[what].daemon = True
                self._timers[what].start()

    def _show(self, what: str) -> None:
        with self._lock:
            self._timers.pop(what, None)
            if what not in self._known:
                return
            done, total = self._known[what]
            self._tasks[what] = self._progress.add_task(what, total=total, completed=done)
            if not self._running:
                self._progress.start()
                self._running = True

    def _end(self, what: str) -> None:
        self._known.pop(what, None)
        timer = self._timers.pop(what, None)
        if timer is not None:
            timer.cancel()
        if what in self._tasks:
            self._progress.remove_task(self._tasks.pop(what))
            if not self._tasks:
                self._stop()

    def _stop(self) -> None:
        if self._running:  # stopping what never ran would print an empty line
            self._progress.stop()
            self._running = False
