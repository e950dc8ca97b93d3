"""This machine: how many threads to use, and how to use them without changing any result."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from evenhand.records.errors import InputError

Job = TypeVar("Job")
Result = TypeVar("Result")


def threads(wanted: int | None = None) -> int:
    """Return how many threads to use: ``wanted``, or one for each core this process may use."""
    if wanted is None:
        if hasattr(os, "sched_getaffinity"):
            return max(1, len(os.sched_getaffinity(0)))
        return max(1, os.cpu_count() or 1)
    if wanted < 1:
        raise InputError(f"The number of threads must be 1 or more; {wanted} was given.")
    return wanted


def in_order(work: Callable[[Job], Result], jobs: Iterable[Job], workers: int) -> Iterator[Result]:
    """Yield ``work(job)`` for each job, in the order of the jobs, computed by ``workers`` threads.

    At most two results more than there are workers are held, so that a slow consumer bounds memory.
    An error in one job is raised at its turn and cancels the jobs that have not begun.
    """
    if workers == 1:
        yield from map(work, jobs)
        return
    pending: deque[Future[Result]] = deque()
    with ThreadPoolExecutor(workers, thread_name_prefix="evenhand") as pool:
        try:
            for job in jobs:
                pending.append(pool.submit(work, job))
                if len(pending) >= workers + 2:
                    yield pending.popleft().result()
            while pending:
                yield pending.popleft().result()
        finally:
            for future in pending:
                future.cancel()
