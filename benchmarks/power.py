"""How large, quick and careless a network must be: `evenhand power` on a scenario that ships.

    make bench-power

Writes ``POWER.md`` with both networks of the scenario ``middle``: one pushes articles of its own
agency, the other lifts what is already popular.
"""

from __future__ import annotations

import argparse
import os
import platform
import time
from datetime import UTC, datetime
from pathlib import Path

import evenhand
from evenhand import Settings
from evenhand.reports.power import TITLES, value
from evenhand.reports.sentences import count
from evenhand.simulation import files
from machine import machine

RESULTS = Path(__file__).parent / "POWER.md"
SCENARIO = "middle"


def table(found: evenhand.Power) -> list[str]:
    """One row for each varied thing and value."""
    lines = [
        "| varied | value | found in | share (95 %, Wilson) | recall (95 %, bootstrap) "
        "| precision (95 %, bootstrap) | false groups |",
        "|---|---:|---:|---|---|---|---:|",
    ]
    for row in found.summary.to_pylist():
        said = value(row["varied"], row["value"]) + (", as in the scenario" if row["base"] else "")
        share = row["found"] / row["streams"]
        precision = "–"
        if row["precision"] is not None:
            precision = (
                f"{row['precision']:.2f} ({row['precision_low']:.2f}–{row['precision_high']:.2f})"
                f" in {count(row['with_groups'], 'stream')}"
            )
        lines.append(
            f"| {TITLES[row['varied']].lower()} | {said} | {row['found']} of {row['streams']} "
            f"| {share:.2f} ({row['found_low']:.2f}–{row['found_high']:.2f}) "
            f"| {row['recall']:.2f} ({row['recall_low']:.2f}–{row['recall_high']:.2f}) "
            f"| {precision} | {row['false_groups']} |"
        )
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=20)
    parser.add_argument("--no-write", action="store_true")
    wanted = parser.parse_args()
    began = time.perf_counter()
    workers = len(os.sched_getaffinity(0))
    lines = [
        "# Power",
        "",
        f"Measured {datetime.now(UTC):%Y-%m-%d} by `make bench-power` on {machine()}; evenhand "
        f"{evenhand.__version__}, Python {platform.python_version()}. Window 60 s, jitter 600 s, "
        f"q ≤ 0.05, lift ≥ {Settings().min_lift:g} allowances; {wanted.repeats} streams of 20,000 "
        "posts by 2,000 accounts for each value.",
        "",
        "A network is found in a stream when one confirmed group holds at least half of its "
        "accounts. Precision is that of the streams with a confirmed group. One thing is varied at "
        "a time; the other network of the scenario is left out.",
        "",
    ]
    scenario = files.load(SCENARIO)
    for net in scenario.networks:
        found = evenhand.power(scenario, network=net.name, repeats=wanted.repeats, workers=workers)
        what = "its agency's articles" if net.popularity is None else "what others share widely"
        lines += [
            f"## Network {net.name}: pushes {what}",
            "",
            f"{found.sentence} {found.false_sentence}",
            "",
            *table(found),
            "",
        ]
    minutes = (time.perf_counter() - began) / 60
    lines += [f"The run took {minutes:.0f} minutes on {workers} cores.", ""]
    text = "\n".join(lines)
    print(text)
    if not wanted.no_write:
        RESULTS.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
