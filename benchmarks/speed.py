"""Time and memory of counting pairs, beside a DuckDB self-join and the floor, in one run.

    make bench                       # all of it: about half an hour
    python benchmarks/speed.py --sizes 100000 1000000 --no-write

Each measurement is a process of its own. Imports are not counted, and compiled code is ready
before the clock starts (compiling happens once after installation); both are stated as figures of
their own. Every variant starts at a Parquet file of the four columns and ends with the edges.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

from machine import machine

SIZES = [100_000, 1_000_000, 5_000_000, 20_000_000]
WINDOWS = [60, 3600]
SEED = 1
PATIENCE_S = 300
RESULTS = Path(__file__).parent / "RESULTS.md"
COLUMNS = ["object_id", "account_id", "timestamp_share"]

Figures = dict[str, Any]


def floor(path: str, window: int, out: str) -> Figures:
    """Read the Parquet and sort it by (object, time), as any method has to."""
    import polars as pl

    began = time.perf_counter()
    frame = pl.read_parquet(path, columns=COLUMNS).sort("object_id", "timestamp_share")
    return {"seconds": time.perf_counter() - began, "rows": frame.height}


def evenhand(path: str, window: int, out: str, *, write: bool = False) -> Figures:
    """Read shares, find edges; as Arrow batches, or written as Parquet."""
    from evenhand.detection import pair_batches, read_shares
    from evenhand.exchange import tables
    from evenhand.records.schemas import PAIRS

    def job() -> tuple[int, int]:
        batches = pair_batches(read_shares(path, posts=False), timedelta(seconds=window), 2)
        weights = 0

        def counted() -> Any:
            nonlocal weights
            for batch in batches:
                weights += int(batch["coincidences"].to_numpy().sum(dtype=int))
                yield batch

        if write:
            return tables.write_batches(counted(), PAIRS, out), weights
        return sum(batch.num_rows for batch in counted()), weights

    whole, path = path, str(Path(path).with_name("100000.parquet"))
    job()
    path = whole
    began = time.perf_counter()
    edges, weights = job()
    return {"seconds": time.perf_counter() - began, "edges": edges, "weights": weights}


def evenhand_written(path: str, window: int, out: str) -> Figures:
    """Do the same and write the edges as Parquet."""
    return evenhand(path, window, out, write=True)


def duckdb(path: str, window: int, out: str) -> Figures:
    """Join the table to itself in SQL, as one writes it down."""
    return _in_duckdb(
        f"""
        SELECT a, b, count(*) AS weight FROM (
          SELECT DISTINCT l.account_id AS a, r.account_id AS b, l.object_id AS o
          FROM '{path}' l JOIN '{path}' r ON l.object_id = r.object_id
           AND l.account_id < r.account_id
           AND abs(l.timestamp_share - r.timestamp_share) <= {window}
        ) GROUP BY a, b HAVING count(*) >= 2
        """,  # noqa: S608 - our own paths and numbers
        out,
    )


def duckdb_tuned(path: str, window: int, out: str) -> Figures:
    """Do the same as well as we can write it: numbers for strings, and joined by time slots too."""
    return _in_duckdb(
        f"""
        WITH accounts AS (
          SELECT account_id, row_number() OVER () AS a
          FROM (SELECT DISTINCT account_id FROM '{path}')
        ), objects AS (
          SELECT object_id, row_number() OVER () AS o
          FROM (SELECT DISTINCT object_id FROM '{path}')
        ), shares AS MATERIALIZED (
          SELECT o, a, timestamp_share AS t, timestamp_share // {window + 1} AS slot
          FROM '{path}' JOIN accounts USING (account_id) JOIN objects USING (object_id)
        ), near AS (
          SELECT o, a, t, unnest([slot - 1, slot, slot + 1]) AS slot FROM shares
        )
        SELECT a, b, count(*) AS weight FROM (
          SELECT DISTINCT l.a AS a, r.a AS b, l.o AS o
          FROM shares l JOIN near r ON l.o = r.o AND l.slot = r.slot AND l.a < r.a
           AND abs(l.t - r.t) <= {window}
        ) GROUP BY a, b HAVING count(*) >= 2
        """,  # noqa: S608 - our own paths and numbers
        out,
    )


def _in_duckdb(query: str, out: str) -> Figures:
    import duckdb as engine

    connection = engine.connect()
    connection.execute("SET memory_limit = '16GB'")
    connection.execute(f"SET temp_directory = '{Path(out).parent}'")
    began = time.perf_counter()
    connection.execute(f"CREATE TABLE edges AS {query}")
    seconds = time.perf_counter() - began
    row = connection.execute("SELECT count(*), sum(weight)::BIGINT FROM edges").fetchone()
    edges, weights = row or (0, 0)
    return {"seconds": seconds, "edges": edges, "weights": weights}


VARIANTS: dict[str, Callable[[str, int, str], Figures]] = {
    "floor": floor,
    "evenhand": evenhand,
    "evenhand_written": evenhand_written,
    "duckdb": duckdb,
    "duckdb_tuned": duckdb_tuned,
}


def measured(variant: str, path: Path, window: int, folder: Path) -> Figures | None:
    """Run one variant in a process of its own; None when it ran out of patience or memory."""
    words = [sys.executable, __file__, "--child", variant, str(path), str(window)]
    try:
        done = subprocess.run(
            [*words, str(folder / "edges.parquet")],
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    if done.returncode:
        if not variant.startswith("duckdb"):
            raise SystemExit(done.stderr)
        print(done.stderr[-300:], file=sys.stderr)
        return None
    figures: Figures = json.loads(done.stdout)
    return figures


def best_of(runs: int, variant: str, path: Path, window: int, folder: Path) -> Figures | None:
    """Return the run with the median time."""
    found = [measured(variant, path, window, folder) for _ in range(runs)]
    good = sorted((f for f in found if f is not None), key=lambda f: float(f["seconds"]))
    if not good:
        return None
    middle = good[(len(good) - 1) // 2]
    middle["spread"] = [good[0]["seconds"], good[-1]["seconds"]]
    return middle


def cold(path: Path, folder: Path) -> dict[str, float]:
    """Time the whole command, with everything that a user waits for."""
    words = [sys.executable, "-m", "evenhand", "pairs", str(path), "--out"]
    times = []
    for _ in range(3):
        began = time.perf_counter()
        subprocess.run([*words, str(folder / "cold.parquet")], check=True, capture_output=True)
        times.append(time.perf_counter() - began)
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as cache:
        subprocess.run(
            [*words, str(folder / "cold.parquet")],
            check=True,
            capture_output=True,
            env=os.environ | {"NUMBA_CACHE_DIR": cache},
        )
        first = time.perf_counter() - began
    return {"again": statistics.median(times), "first": first}


def make_stream(size: int, path: Path) -> None:
    """Write a stream in a process of its own: a child's peak memory begins with its parent's."""
    program = "import sys; from evenhand.simulation import write_stream as w; "
    program += f"w(int(sys.argv[1]), {SEED}, sys.argv[2])"
    subprocess.run([sys.executable, "-c", program, str(size), str(path)], check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--windows", type=int, nargs="+", default=WINDOWS)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--no-write", action="store_true", help="print, and leave the file alone")
    parser.add_argument("--child", nargs=4, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.child:
        variant, path, window, out = wanted.child
        figures = VARIANTS[variant](path, int(window), out)
        figures["mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(json.dumps(figures))
        return
    with tempfile.TemporaryDirectory(prefix="evenhand-bench-") as name:
        folder = Path(name)
        rows = []
        for size in sorted({100_000, *wanted.sizes}):
            make_stream(size, folder / f"{size}.parquet")
        for size in sorted(wanted.sizes):
            path = folder / f"{size}.parquet"
            for window in wanted.windows:
                row: dict[str, Any] = {"size": size, "window": window}
                for variant in VARIANTS:
                    if variant.startswith("duckdb") and size > 5_000_000 and window > 60:
                        continue
                    # A join that takes minutes is slow enough to be sure of after one run.
                    slow = size > 5_000_000 or (variant.startswith("duckdb") and size > 1_000_000)
                    runs = 1 if slow else wanted.runs
                    row[variant] = best_of(runs, variant, path, window, folder)
                    print(size, window, variant, row[variant], file=sys.stderr, flush=True)
                check_equal(row)
                rows.append(row)
        command = cold(
            folder / f"{min(wanted.sizes, key=lambda s: abs(s - 1_000_000))}.parquet", folder
        )
    text = report(rows, command)
    print(text)
    if not wanted.no_write:
        RESULTS.write_text(text, encoding="utf-8")


def check_equal(row: dict[str, Any]) -> None:
    """Every variant must have found the same edges with the same weights."""
    found = {
        (row[v]["edges"], row[v]["weights"])
        for v in ("evenhand", "evenhand_written", "duckdb", "duckdb_tuned")
        if row.get(v)
    }
    if len(found) != 1:
        raise SystemExit(f"The variants disagree at {row['size']:,} posts: {found}.")


def cell(figures: Figures | None, digits: int = 2) -> str:
    return "–" if figures is None else f"{figures['seconds']:.{digits}f} s"


def times(one: Figures | None, other: Figures | None) -> str:
    return "–" if not one or not other else f"{one['seconds'] / other['seconds']:.2f}"


def report(rows: list[dict[str, Any]], command: dict[str, float]) -> str:
    lines = [
        "# Speed and memory",
        "",
        f"Measured {datetime.now(UTC):%Y-%m-%d} by `make bench` on {machine()}; Python "
        f"{platform.python_version()}, numba {version('numba')}, polars {version('polars')}, "
        f"pyarrow {version('pyarrow')}, duckdb {version('duckdb')}.",
        "",
        "The streams come from `evenhand.simulation.write_stream` (seed 1): heavy-tailed objects",
        "and accounts, bursts, 30 days. Each figure is a process of its own, imports not counted;",
        "the median of three runs, one run where a variant takes minutes. Edges have weight 2 or",
        "more. All variants in a line found the same edges with the same weights.",
        "",
        "- *floor*: Polars reads three columns of the Parquet and sorts them by (object, time).",
        "- *edges*: evenhand, Parquet in, edges out as Arrow batches with all their statistics.",
        "- *written*: the same with the edges written as Parquet.",
        "- *DuckDB*: a self-join in SQL, Parquet in, edges with their weight alone out.",
        "- *tuned*: the same as fast as we could write it (numbers for strings, time slots).",
        f"  – is none in {PATIENCE_S // 60} minutes and 16 GB, or not tried (2·10⁷ at an hour).",
        "",
        "| posts | window | edges found | floor | edges | written | DuckDB | tuned | edges / floor "
        "| DuckDB / edges | tuned / edges | memory: edges | written | DuckDB | tuned |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for row in rows:
        ours, written = row["evenhand"], row["evenhand_written"]
        theirs, tuned = row.get("duckdb"), row.get("duckdb_tuned")
        edges = f"{ours['edges']:,}" if ours else "–"
        memory = [f"{f['mib']:,} MiB" if f else "–" for f in (ours, written, theirs, tuned)]
        lines.append(
            f"| {row['size']:,} | {row['window']:,} s | {edges} | {cell(row['floor'])} "
            f"| {cell(ours)} | {cell(written)} | {cell(theirs)} | {cell(tuned)} "
            f"| {times(ours, row['floor'])} | {times(theirs, ours)} | {times(tuned, ours)} "
            f"| {' | '.join(memory)} |"
        )
    lines += ["", "## Against what was to be reached", ""]
    lines += [f"- {line}" for line in goals(rows)]
    lines += [
        "",
        "## The whole command",
        "",
        f"`evenhand pairs` on 10⁶ posts at 60 s, from the shell and back, with Python's start and "
        f"all imports: {command['again']:.1f} s. The first time after installation, when the "
        f"kernels are compiled: {command['first']:.1f} s.",
        "",
    ]
    return "\n".join(lines)


def goals(rows: list[dict[str, Any]]) -> list[str]:
    said = []
    by = {(row["size"], row["window"]): row for row in rows}

    def goal(
        size: int, window: int, what: str, value: float | None, most: float, unit: str
    ) -> None:
        if value is None:
            return
        verdict = "reached" if value <= most else f"**missed by {value - most:.2f}{unit}**"
        said.append(
            f"{size:,} posts, {window:,} s: {what} {value:.2f}{unit} (at most {most}): {verdict}"
        )

    for size in (1_000_000, 5_000_000):
        row = by.get((size, 60))
        if row and row["evenhand"]:
            ratio = row["evenhand"]["seconds"] / row["floor"]["seconds"]
            goal(size, 60, "edges over floor", ratio, 1.5, " times")
            for variant, name in (("duckdb", "DuckDB"), ("duckdb_tuned", "tuned DuckDB")):
                if row.get(variant):
                    part = row["evenhand"]["seconds"] / row[variant]["seconds"]
                    goal(size, 60, f"edges over {name}", part, 0.2, "")
    row = by.get((5_000_000, 3600))
    if row and row["evenhand"]:
        for variant, what in (("evenhand", "edges"), ("evenhand_written", "written")):
            if row[variant]:
                ratio = row[variant]["seconds"] / row["floor"]["seconds"]
                goal(5_000_000, 3600, f"{what} over floor", ratio, 10, " times")
                goal(5_000_000, 3600, f"{what}, memory", row[variant]["mib"] / 1024, 3, " GiB")
    row = by.get((20_000_000, 60))
    if row and row["evenhand"]:
        goal(20_000_000, 60, "edges, memory", row["evenhand"]["mib"] / 1024, 8, " GiB")
    return said


if __name__ == "__main__":
    main()
