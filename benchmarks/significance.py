"""Time and memory of testing against chance, beside the counting run, on the same stream.

    python benchmarks/significance.py      # part of make bench; a few minutes

Each figure is a process of its own with compiled code ready and imports not counted.
"""

from __future__ import annotations

import argparse
import json
import platform
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

from machine import machine

RESULTS = Path(__file__).parent / "SIGNIFICANCE.md"
SIZES = [1_000_000, 5_000_000]
WINDOW = timedelta(seconds=60)
JITTER = timedelta(seconds=600)


def child(path: str, tests: bool) -> None:
    """Read shares and count pairs; with ``tests``, test them and the groups too."""
    from evenhand.detection import groups, pairs, read_shares, significance

    def job(path: str) -> dict[str, int]:
        shares = read_shares(path, posts=False)
        edges = pairs(shares, WINDOW, 2)
        if not tests:
            return {"edges": edges.num_rows}
        tested = significance(edges, shares, WINDOW, JITTER)
        found = groups(shares, WINDOW, JITTER)
        return {"edges": tested.num_rows, "candidates": found.candidates}

    job(str(Path(path).with_name("small.parquet")))
    began = time.perf_counter()
    figures: dict[str, float] = dict(job(path))
    figures["seconds"] = time.perf_counter() - began
    figures["mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps(figures))


def measured(path: Path, tests: bool, runs: int) -> dict[str, float]:
    found = []
    for _ in range(runs):
        words = [sys.executable, __file__, "--child", str(path), "tests" if tests else "count"]
        done = subprocess.run(words, capture_output=True, text=True, check=True)
        found.append(json.loads(done.stdout))
    middle: dict[str, float] = sorted(found, key=lambda f: f["seconds"])[(len(found) - 1) // 2]
    return middle


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--no-write", action="store_true", help="print, and leave the file alone")
    wanted = parser.parse_args()
    if wanted.child:
        child(wanted.child[0], wanted.child[1] == "tests")
        return
    program = "import sys; from evenhand.simulation import write_stream as w; "
    program += "w(int(sys.argv[1]), 1, sys.argv[2])"
    lines = [
        "# Testing against chance: speed and memory",
        "",
        f"Measured {datetime.now(UTC):%Y-%m-%d} by `make bench` on {machine()}; Python "
        f"{platform.python_version()}, numba {version('numba')}. Window 60 s, jitter 600 s, the "
        "streams of RESULTS.md, median of "
        f"{wanted.runs} runs. *Counting* reads shares and finds edges; *testing* does the same, "
        "tests every edge (density jitter) and every candidate group.",
        "",
        "| posts | edges | candidates | counting | testing | testing / counting | peak memory |",
        "|---:|---:|---:|---:|---:|---:|---:|",
    ]
    with tempfile.TemporaryDirectory(prefix="evenhand-bench-") as name:
        folder = Path(name)
        for size, file in ((100_000, "small"), *((s, str(s)) for s in SIZES)):
            path = folder / f"{file}.parquet"
            subprocess.run([sys.executable, "-c", program, str(size), str(path)], check=True)
            if file == "small":
                continue
            counting, testing = (measured(path, tests, wanted.runs) for tests in (False, True))
            ratio = testing["seconds"] / counting["seconds"]
            lines.append(
                f"| {size:,} | {testing['edges']:,} | {testing['candidates']:,} "
                f"| {counting['seconds']:.2f} s | {testing['seconds']:.2f} s | {ratio:.1f} "
                f"| {testing['mib']:,} MiB |"
            )
    lines += ["", "To reach: at most 6 times the counting run and under 3 GB at 5,000,000.", ""]
    text = "\n".join(lines)
    print(text)
    if not wanted.no_write:
        RESULTS.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
