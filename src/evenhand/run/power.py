"""How large, quick and careless a network must be to be found: one scenario, played many times."""

from __future__ import annotations

import contextlib
import hashlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa

from evenhand import detection, records, simulation
from evenhand.detection import Settings
from evenhand.detection.confirmed import confirmed_accounts
from evenhand.detection.episodes import groups_of_run
from evenhand.records.errors import InputError
from evenhand.records.progress import Progress, silent
from evenhand.records.schemas import POWER
from evenhand.reports import power as report
from evenhand.run.folder import written_aside
from evenhand.run.manifest import OF_DETECTION, described, write_manifest
from evenhand.run.tables import write_tables
from evenhand.simulation import Scenario, files
from evenhand.simulation.outcomes import together
from evenhand.simulation.variation import Point, points, with_one_network

MOST_STREAMS = 20_000
_SEEDS = 1_000_003  # between the seeds of two runs, so that no stream is in both


@dataclass(frozen=True, repr=False)
class Power:
    """What was found of a network when one thing about it was varied at a time."""

    outcomes: pa.Table
    """POWER: one row for each varied thing, value and repeat."""
    summary: pa.Table
    """POWER_POINTS: the repeats of each value together."""
    scenario: Scenario
    """With the one network that was varied, at the scenario's own values."""
    source: str
    """What the scenario was read from."""
    settings: Settings
    repeats: int

    @property
    def runs(self) -> pl.DataFrame:
        """A stream to a row (table ``power``)."""
        return pl.DataFrame(self.outcomes)

    @property
    def points(self) -> pl.DataFrame:
        """A varied thing and value to a row (table ``power_points``)."""
        return pl.DataFrame(self.summary)

    @property
    def sentence(self) -> str:
        """What networks were found, in words."""
        return report.sentence(self.summary)

    @property
    def false_sentence(self) -> str:
        """How many streams held a confirmed group that was not the network."""
        return report.false_sentence(self.outcomes)

    def __repr__(self) -> str:
        """Say it in a line."""
        return f"<evenhand power: {self.sentence}>"

    def write(
        self,
        out: str | Path,
        *,
        csv: bool = False,
        overwrite: bool = False,
        command: str = "",
    ) -> list[str]:
        """Write the folder: both tables, the plot, the scenario and the manifest.

        Args:
            out: the folder; made when missing. It appears whole or not at all.
            csv: write the tables as CSV too.
            overwrite: replace an earlier run in ``out``. Other files are never replaced.
            command: how it was started, for the manifest.

        Returns:
            The paths of the files.

        Raises:
            InputError: ``out`` cannot be used.
        """
        out = Path(out)
        with written_aside(out, overwrite=overwrite) as folder:
            named = {"power": self.outcomes, "power_points": self.summary}
            write_tables(named, folder, csv=named if csv else ())
            scenario = files.dump(self.scenario)
            (folder / "scenario.yaml").write_text(scenario, encoding="utf-8")
            report.plot(self.summary, self.settings.window.total_seconds(), folder / "plots")
            given = [
                {
                    "file": self.source,
                    "what": "the scenario, with every value: scenario.yaml",
                    "sha256": hashlib.sha256(scenario.encode()).hexdigest(),
                }
            ]
            told = described(
                folder,
                command,
                parameters=self.settings.as_dict(),
                inputs=given,
                libraries=OF_DETECTION,
                seed=self.settings.seed,
                repeats=self.repeats,
            )
            write_manifest(told, folder)
            names = sorted(p.relative_to(folder) for p in folder.rglob("*") if p.is_file())
        return [str(out / name) for name in names]


def power(
    scenario: Scenario | str | Path,
    *,
    network: str | None = None,
    vary: Mapping[str, Sequence[str | float]] | None = None,
    repeats: int = 10,
    settings: Settings | None = None,
    workers: int = 1,
    progress: Progress = silent,
) -> Power:
    """Play a scenario with one thing about its network varied at a time, and look what is found.

    Args:
        scenario: a scenario, a YAML file, or the name of one that ships with evenhand.
        network: the network that is varied; None for the first. Others are left out.
        vary: values of ``size`` (accounts), ``delay`` (``"10s"`` or seconds) and ``camouflage`` (0
            to 0.99); None for all three, with values around the scenario's own.
        repeats: streams for each value.
        settings: of the detection. ``settings.seed`` fixes the streams too: repeat *r* of every
            value is played with the same seed.
        workers: processes among which the streams are divided. Each holds one stream at a time, and
            the result does not depend on them. With more than one, a script has to begin its work
            under ``if __name__ == "__main__":``, since processes read it anew.
        progress: told how many streams were played.

    Raises:
        InputError: something given cannot be used; the message says what to do.
    """
    settings = settings or Settings()
    settings.check()
    if not settings.significance:
        raise InputError(
            "Only confirmed groups are held against the truth, so significance cannot be off."
        )
    source = scenario.name if isinstance(scenario, Scenario) else str(scenario)
    said = scenario if isinstance(scenario, Scenario) else files.load(scenario)
    base = with_one_network(said, network, source)
    varied = points(base, vary, source)
    # The scenario's own values are a point of each thing, and are played once.
    different = list(dict.fromkeys(point.scenario for point in varied))
    if repeats < 1 or repeats * len(different) > MOST_STREAMS:
        raise InputError(
            f"{repeats} repeats of {len(different)} values are given; allowed are from 1 repeat to "
            f"{MOST_STREAMS:,} streams in all."
        )
    names = {point.scenario: _name(source, point) for point in varied}
    # Repeat by repeat, so that a value that cannot be played is said at once.
    jobs = [
        (names[one], one, settings.seed * _SEEDS + number)
        for number in range(repeats)
        for one in different
    ]
    found: dict[tuple[Scenario, int], dict[str, Any]] = {}
    progress("streams played", 0, len(jobs))
    for done, ((_, one, seed), outcome) in enumerate(
        zip(jobs, _each(partial(_outcome, settings), jobs, workers), strict=True), 1
    ):
        found[one, seed] = outcome
        progress("streams played", done, len(jobs))
    rows = [
        {
            "varied": point.varied,
            "value": point.value,
            "base": point.base,
            "repeat": number + 1,
            **found[point.scenario, settings.seed * _SEEDS + number],
        }
        for point in varied
        for number in range(repeats)
    ]
    return Power(
        pa.Table.from_pylist(rows, schema=POWER), together(rows), base, source, settings, repeats
    )


def _name(source: str, point: Point) -> str:
    return source if point.base else f"{source}, with {point.varied} {point.value:g}"


def _outcome(settings: Settings, job: tuple[str, Scenario, int]) -> dict[str, Any]:
    """Play one stream, detect in it as a run does, and hold it against the truth."""
    name, scenario, seed = job
    try:
        made = simulation.posts(scenario, seed)
    except ValueError as error:
        raise InputError(f"{name}: {error}") from error
    posts = records.from_table(made.posts)
    records.check_window(settings.window.total_seconds(), posts.sources)
    shares = detection.shares(
        posts.posts, settings.signals, settings.options, lonely=settings.min_participation > 1
    )
    resolution_s = max(source.resolution_s for source in posts.sources)
    groups = groups_of_run(
        shares, settings, settings.window, settings.jitter_for(resolution_s), threads=1
    )
    planted = made.truth.filter(made.truth["network"].is_valid())["account_id"].to_pylist()
    measured = simulation.measure(
        confirmed_accounts(groups, settings.min_accounts).values(), [planted]
    )
    author = made.posts["account_id"].cast(pa.string())
    return {
        "seed": seed,
        "planted": measured.planted,
        "planted_posts": pl.Series(author).is_in(planted).sum(),
        "groups": measured.groups,
        "false_groups": measured.false_groups,
        "flagged": measured.flagged,
        "right": measured.right,
        "precision": measured.precision,
        "recall": measured.recall,
        "found": measured.networks_found == 1,
    }


def _each(
    work: Callable[[Any], dict[str, Any]], jobs: Sequence[Any], workers: int
) -> Iterator[dict[str, Any]]:
    """Yield what each job gives, in order, in this process or in several."""
    if workers <= 1:
        yield from map(work, jobs)
        return
    # Spawned: a copy of this process would hold its threads' locks and none of its threads.
    context = multiprocessing.get_context("spawn")
    told, line = context.Pipe(duplex=False)
    pool = ProcessPoolExecutor(
        min(workers, len(jobs)),
        mp_context=context,
        initializer=_begin_worker,
        initargs=(told,),
    )
    try:
        yield from pool.map(work, jobs)
    except BrokenProcessPool as error:
        raise InputError(
            "A process that played streams was ended from outside, perhaps for want of memory. "
            "Give --threads 1, or a smaller scenario."
        ) from error
    finally:
        line.close()  # workers end here also when they are in the middle of a stream
        pool.shutdown(cancel_futures=True)
        told.close()


def _begin_worker(told: Connection) -> None:
    """Leave it to the first process to stop: its workers end with it, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_first, args=(told,), daemon=True).start()


def _end_with_first(told: Connection) -> None:
    """Wait for the end of the line, which the first process closes, or the system when it dies."""
    with contextlib.suppress(EOFError, OSError):
        told.recv_bytes()
    os._exit(1)
