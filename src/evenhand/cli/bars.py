"""Progress bars for whatever takes more than two seconds."""

from __future__ import annotations

import time
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
        self._since: dict[str, float] = {}
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
        self._stop()

    def __call__(self, what: str, done: int, total: int | None) -> None:
        """Take note of how far a stage is (see ``evenhand.records.progress``)."""
        if self._quiet:
            return
        began = self._since.setdefault(what, time.monotonic())
        if what not in self._tasks:
            if time.monotonic() - began < _PATIENCE_S or done == total:
                return
            self._tasks[what] = self._progress.add_task(what, total=total)
            self._progress.start()
            self._running = True
        task = self._tasks[what]
        self._progress.update(task, completed=done, total=total)
        if done == total:
            self._progress.remove_task(self._tasks.pop(what))
            if not self._tasks:
                self._stop()

    def _stop(self) -> None:
        if self._running:  # stopping what never ran would print an empty line
            self._progress.stop()
            self._running = False
