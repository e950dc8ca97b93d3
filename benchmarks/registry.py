"""What the registry can carry: imports, look-ups and closures on a million entities.

    make bench-registry              every part
    benchmarks/registry.py --part scale --entities 100000

Each part writes its own section of benchmarks/REGISTRY.md and leaves the others as they are.

Parts *lists* and *names*: real lists, see registry_lists.py and registry_names.py.

Part *scale*: an invented list of entities in families. A family is a tree of companies, each owned
60 % by the one above, four below each, with minority holdings across; every second company has an
account. It is imported, imported again, and imported with one entity in a hundred gone; then actors
are looked up, and the closures of families are worked out, on SQLite.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import evenhand
import registry_lists
import registry_names
from evenhand.registry import (
    Claim,
    EntityKey,
    Source,
    View,
    account,
    facts,
    listed,
    open_registry,
    present,
)
from evenhand.registry import related as relation
from evenhand.registry.closure import related_entities
from evenhand.registry.presences import presences
from evenhand.registry.profile import profile
from evenhand.registry.rules import parse_rule
from machine import machine

REPORT = Path(__file__).parent / "REGISTRY.md"
REGISTER = Source("company_register", "Register", grade="A2", url="https://register.example")
PRESS = Source("press", "The Harbour Times", grade="C3", url="https://harbour.example")
FAMILY, LARGE_FAMILY = 1_000, 10_000  # entities; one family is large
CHILDREN = 4
LOOKUPS = 300
LETTERS = "bcdfghklmnprstvwyz"


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--part", choices=sorted(PARTS), action="append")
    parser.add_argument("--entities", type=int, default=1_000_000)
    asked = parser.parse_args()
    for part in asked.part or PARTS:
        print(f"part {part}", flush=True)
        _write(part, PARTS[part](asked))


def scale(asked: argparse.Namespace) -> str:
    """Measure a registry of ``asked.entities`` entities."""
    entities = asked.entities
    companies = 2 * entities // 3
    with tempfile.TemporaryDirectory(prefix="evenhand-bench-") as folder:
        path = Path(folder) / "registry.db"
        registry = open_registry(path, make=True)
        rows, loads = [], [os.getloadavg()[0]]
        for label, gone in (
            ("first import", 0),
            ("the same version again", 0),
            ("a version with one entity in a hundred gone", 100),
        ):
            began, began_work = time.perf_counter(), time.process_time()
            done = registry.import_list("families", str(gone), invented(companies, gone))
            seconds, worked = time.perf_counter() - began, time.process_time() - began_work
            loads.append(os.getloadavg()[0])
            print(label, done.claims, f"{seconds:.0f} s, {worked:.0f} s of CPU", flush=True)
            rows.append(
                f"| {label} | {done.claims:,} | {done.added:,} | {done.ended:,} | {seconds:,.0f} | "
                f"{worked:,.0f} |"
            )
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        size = sum(one.stat().st_size for one in Path(folder).iterdir()) / 2**30
        view = registry.at()
        asked_of = list(range(LARGE_FAMILY, companies, max(1, companies // LOOKUPS)))
        questions: list[tuple[str, Callable[[int], object]]] = [
            ("find by id", lambda number: view.find(key(number).id)),
            ("find by name", lambda number: view.find(name(number))),
            ("claims about one", lambda number: view.claims([key(number).id])),
            ("presences of one", lambda number: presences(view, [key(number)])),
            ("all of one's page", lambda number: profile(view, key(number))),
        ]
        answers = [_timed(label, ask, asked_of) for label, ask in questions]
        answers += _closures(view, companies)
        loads.append(os.getloadavg()[0])
    return "\n".join(
        [
            "An invented list: companies in families, each owned 60 % by the one above, four below "
            "each, with minority holdings across; every second one has an account. That makes "
            f"{entities:,} entities. SQLite, one file. {_company(loads)} Making the invented "
            "claims is part of what an import took.",
            "",
            "| import | claims held | added | ended | seconds | seconds of CPU |",
            "|---|---:|---:|---:|---:|---:|",
            *rows,
            "",
            f"The file has {size:.1f} GiB; peak memory of the process was {memory:.1f} GiB.",
            "",
            "| question | asked | median ms | 99th percentile ms | slowest ms | median ms of CPU |",
            "|---|---:|---:|---:|---:|---:|",
            *answers,
        ]
    )


def _company(loads: list[float]) -> str:
    """Say whether other work was using the machine; this program alone makes a load of one."""
    between = f"The load was {min(loads):.1f} to {max(loads):.1f}"
    if max(loads) <= 1.3:
        return f"{between}: nothing else was going on."
    return f"{between}: other work was using the machine, so that the CPU time says more."


def invented(companies: int, gone: int = 0) -> Iterator[Claim]:
    """Give the claims of an invented list; every ``gone``-th entity is left out."""
    for number in range(companies):
        if gone and number % gone == gone - 1:
            continue
        yield from facts(key(number), REGISTER, name=name(number), country="fr", sector="media")
        first, size = family(number)
        place = number - first
        if place:
            owner = first + (place - 1) // CHILDREN
            yield relation("Ownership", key(owner), key(number), REGISTER, percentage="60")
            other = first + (place * 7919) % size
            if other not in (number, owner):
                yield relation("Ownership", key(other), key(number), PRESS, percentage="15")
        if number % 2 == 0:
            handle = account("telegram", f"handle{number}")
            asset = list(present(handle, key(number), PRESS, kind="channel"))
            yield from (asset[0], asset[2], asset[-1])  # what it is, its handle, whose it is


def key(number: int) -> EntityKey:
    """Name an entity."""
    return listed("families", number, "Company")


def name(number: int) -> str:
    """Give an entity a name of its own."""
    syllables, rest = [], number
    for _ in range(5):
        rest, place = divmod(rest, len(LETTERS))
        syllables.append(LETTERS[place] + "aeiou"[place % 5])
    return "".join(syllables).title() + " Holdings"


def family(number: int) -> tuple[int, int]:
    """Give the first of an entity's family and how many there are; the first family is large."""
    if number < LARGE_FAMILY:
        return 0, LARGE_FAMILY
    return LARGE_FAMILY + (number - LARGE_FAMILY) // FAMILY * FAMILY, FAMILY


def _closures(view: View, companies: int) -> list[str]:
    rule = parse_rule("majority+control")
    firsts = range(LARGE_FAMILY, companies - FAMILY, FAMILY)
    some = list(firsts[:: max(1, len(firsts) // 20)])
    members = len(related_entities(view, key(some[0]), rule).members)
    rows = [
        _timed(
            f"closure by {rule} of an actor with {members:,} related entities",
            lambda number: related_entities(view, key(number), rule),
            some,
        )
    ]
    members = len(related_entities(view, key(0), rule).members)
    rows.append(
        _timed(
            f"closure by {rule} of an actor with {members:,} related entities",
            lambda number: related_entities(view, key(number), rule),
            [0] * 5,
        )
    )
    return rows


def _timed(label: str, ask: Callable[[int], object], numbers: list[int]) -> str:
    taken, worked = [], []
    for number in numbers:
        began, began_work = time.perf_counter(), time.process_time()
        ask(number)
        taken.append(1_000 * (time.perf_counter() - began))
        worked.append(1_000 * (time.process_time() - began_work))
    taken.sort()
    middle, late = statistics.median(taken), taken[min(len(taken) - 1, int(0.99 * len(taken)))]
    row = f"| {label} | {len(taken)} | {middle:,.1f} | {late:,.1f} | {taken[-1]:,.1f} | "
    row += f"{statistics.median(worked):,.1f} |"
    print(row, flush=True)
    return row


def _write(part: str, text: str) -> None:
    """Put a part's section in the place of the one before."""
    held = REPORT.read_text(encoding="utf-8") if REPORT.exists() else HEAD
    made = (
        f"## {part.title()}\n\nMeasured on {datetime.now(UTC):%Y-%m-%d} with evenhand "
        f"{evenhand.__version__} on {machine()}.\n\n{text}\n"
    )
    section = re.compile(rf"^## {part.title()}\n.*?(?=^## |\Z)", re.DOTALL | re.MULTILINE)
    if section.search(held):
        held = section.sub(lambda _: made + "\n", held).rstrip("\n") + "\n"
    else:
        held = held.rstrip("\n") + "\n\n" + made
    REPORT.write_text(held, encoding="utf-8")


HEAD = (
    "# The registry, measured\n\nWritten by `make bench-registry`; see `benchmarks/registry.py`.\n"
)
PARTS: dict[str, Callable[[argparse.Namespace], str]] = {
    "lists": registry_lists.lists,
    "names": registry_names.names,
    "scale": scale,
}

if __name__ == "__main__":
    main()
