"""The same actors found over the spellings of real lists; a part of registry.py.

Part *names* holds what `matching` finds against gold pairs, which were established by reading the
lists, and looks names up among a million invented ones. Sets *a* (the EU's bans, OFAC, FARA and the
State Media Matrix) and *b* (the starter set and the matrix) are in tests/registry/gold_pairs.csv;
the rules were made with both in view. Sets *c*, *d* and *e*, in gold_held_out.csv with the
evidence for each pair, were labelled before anything was measured on them: `FIRST` keeps what was
found then.
"""

from __future__ import annotations

import argparse
import csv
import resource
import statistics
import time
from itertools import chain
from math import sqrt

import numpy as np

from evenhand.registry.claims import EntityKey
from evenhand.registry.comparison import ALIKE, Candidate, compared
from evenhand.registry.matching import NameIndex
from evenhand.registry.named import Named, named
from evenhand.registry.starter import read_starter
from registry_lists import FILES, ROOT, all_of

GOLD = ROOT / "tests" / "registry" / "gold_pairs.csv"
HELD_OUT = ROOT / "tests" / "registry" / "gold_held_out.csv"
ALONE = "only:"
"""Before an id: a name of this entity taken by itself, without its other names and its country."""

FIRST = [("c", 182, 382, 88, 13), ("d", 58, 160, 28, 10), ("e", 31, 55, 13, 1)]
"""Facts of 2026-11-22: same and different pairs, found, wrongly found, when first measured."""

BEFORE = {"d": (24, 9), "e": (12, 1)}
"""Facts of the same day: found and wrongly found by the rules as they were a round earlier."""

NAMES, LOOKED_FOR = 1_000_000, 500
SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeio"]
KINDS = ["Trading", "Shipping", "Media", "News Agency", "Holding", "Energy", "Bank", "Television"]
FORMS = ["LLC", "Ltd", "JSC", "GmbH", "OOO", "AO", "S.A.", "Inc.", "", ""]

Found = list[tuple[Candidate, dict[str, str]]]


def names(asked: argparse.Namespace) -> str:
    """Compare gold pairs, and look names up among many."""
    everyone = {one.key.id: one for one in named(chain.from_iterable(map(all_of, FILES)))}
    everyone |= {one.key.id: one for one in named(read_starter())}
    gold = []
    for file in (GOLD, HELD_OUT):
        with file.open(encoding="utf-8", newline="") as lines:
            gold += list(csv.DictReader(lines))
    found = [
        (
            compared(
                _named(everyone, row["left"], row["left_name"]),
                _named(everyone, row["right"], row["right_name"]),
            ),
            row,
        )
        for row in gold
    ]
    sets = {label: [one for one in found if one[1]["set"] == label] for label in "abcde"}
    lists = [row for row in gold if not row["left"].startswith(ALONE)]
    lost = _lost(everyone, lists)
    return "\n".join(
        [
            "Gold pairs, established by reading the lists: the same actor in both, or a namesake, "
            "an edition, a branch, a relative or an organ. A pair counts as found from a score of "
            f"{ALIKE}; the intervals are Wilson's, of 95%.",
            "",
            "**Held out: measured once, on pairs that nobody had in view** (2026-11-22). Set c was "
            "drawn and labelled without the rules having been read, and measured once. Then the "
            "rules were mended; what old and new rules find differently between FARA and the other "
            "lists was read too. Set d was drawn by another seed, labelled by one who knew the "
            "rules by then, and measured once. Then d was read, and the rules were mended again by "
            "what a to d show; what old and new rules find differently among 2,500 entities of the "
            "lists was read too. Set e was drawn by a third seed, as small as time allowed, "
            "labelled by one who knew the rules and had seen a few of its pairs there, the one "
            "wrongly found among them, and measured once. The rules find the same since; they were "
            "only made faster.",
            "",
            *_table([_figures(f"{label}, first", *counts) for label, *counts in FIRST]),
            "",
            f"The rules as they were before c would have found {BEFORE['d'][0]} of d and "
            f"{BEFORE['d'][1]} wrongly, those before d was read {BEFORE['e'][0]} of e and "
            f"{BEFORE['e'][1]} wrongly. What is mended helps names that it was not made for, a "
            "little. e is small, and three quarters of what is the same in it are other scripts, "
            "translations and what OFAC gives as another name, which are the hardest; its "
            "intervals say how little it tells.",
            "",
            "The aim, precision of 0.98 at recall of 0.90, is met on a and b, with which the rules "
            "were made. It is not met on names that were held out: fewer than half were found.",
            "",
            "As of now. Set a runs over the EU's bans, OFAC, FARA and the matrix; set b lies "
            "between the starter set and the matrix, and before anything was changed for it, 116 "
            "of its 122 candidates were right (precision 0.951, recall 0.975). The rules have been "
            "changed with a to d in view, d's reading and the last mending came after d was "
            "labelled: their figures flatter, and nothing in these four is held out any more. e "
            "is, as long as its figures are the ones above.",
            "",
            *_table([_figures(label, *_counts(rows)) for label, rows in sets.items()]),
            "",
            "c, d and e are made of strata: pairs that share a rare word, drawn at random from all "
            "of the lists; what was found by reading FARA beside the other lists; two names that "
            "OFAC gives one organisation, each taken alone; and public spellings, most in other "
            "scripts, each taken alone. Pairs whose names say nothing of each other are not in "
            "them; those that only a translation joins are.",
            "",
            *_table(
                [
                    _figures(f"{label}, {stratum}", *_counts(rows))
                    for label in "cde"
                    for stratum, rows in _strata(sets[label]).items()
                ]
            ),
            "",
            "What joins the pairs that are the same, and how many of them are found:",
            "",
            *_kinds([*sets["c"], *sets["d"], *sets["e"]]),
            "",
            f"Of the pairs of lists that score {ALIKE} or more, the search by shared words misses "
            f"{lost}.",
            "",
            "What goes wrong now:",
            "",
            "| set | one | other | same? | score | why |",
            "|---|---|---|---|---:|---|",
            *[
                f"| {row['set']} | {_cell(row['left_name'])} | {_cell(row['right_name'])} "
                f"| {row['same']} | {c.score:.2f} | {_cell('; '.join(c.reasons))} |"
                for c, row in found
                if (c.score >= ALIKE) != (row["same"] == "yes")
            ],
            "",
            *_many(asked),
        ]
    )


def _named(everyone: dict[str, Named], number: str, name: str) -> Named:
    if not number.startswith(ALONE):
        return everyone[number]
    whose = everyone[number.removeprefix(ALONE)]
    return Named(EntityKey(number, whose.key.schema), (name,))


def _counts(rows: Found) -> tuple[int, int, int, int]:
    same = sum(row["same"] == "yes" for _, row in rows)
    found = [row["same"] for c, row in rows if c.score >= ALIKE]
    return same, len(rows) - same, found.count("yes"), found.count("no")


def _figures(label: str, same: int, different: int, right: int, wrong: int) -> str:
    row = (
        f"| {label} | {same} | {different} | {right} | {wrong} | "
        f"{_share(right, right + wrong)} | {_share(right, same)} |"
    )
    print(row, flush=True)
    return row


def _share(part: int, whole: int) -> str:
    """Write a share with its interval (Wilson 1927)."""
    if not whole:
        return "–"
    z, share = 1.96, part / whole
    middle = share + z * z / (2 * whole)
    reach = z * sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole))
    low, high = ((middle + sign * reach) / (1 + z * z / whole) for sign in (-1, 1))
    return f"{share:.3f} ({max(0.0, low):.3f}–{high:.3f})"


def _table(rows: list[str]) -> list[str]:
    head = "| set | same | different | found | wrongly found | precision | recall |"
    return [head, "|---|---:|---:|---:|---:|---:|---:|", *rows]


def _strata(rows: Found) -> dict[str, Found]:
    found: dict[str, Found] = {}
    for one in rows:
        stratum = one[1]["stratum"]
        found.setdefault("shared word" if stratum.startswith("shared") else stratum, []).append(one)
    return found


def _kinds(rows: Found) -> list[str]:
    found: dict[str, list[bool]] = {}
    for c, row in rows:
        if row["same"] == "yes":
            found.setdefault(row["kind"], []).append(c.score >= ALIKE)
    return [
        "| joined by | pairs of c, d and e | found |",
        "|---|---:|---:|",
        *[f"| {kind} | {len(hits)} | {sum(hits)} |" for kind, hits in sorted(found.items())],
    ]


def _cell(text: str) -> str:
    return text.replace("|", "/")


def _many(asked: argparse.Namespace) -> list[str]:
    size = getattr(asked, "entities", NAMES)
    invented = list(_invented(size))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    began = time.perf_counter()
    index = NameIndex(invented)
    built = time.perf_counter() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    taken, found = [], 0
    for number in range(0, size, max(1, size // LOOKED_FOR)):
        one = invented[number]
        other = Named(EntityKey("asked:1", "Company"), (one.names[0].upper().replace("A", "а"),))
        began = time.perf_counter()
        near = index.candidates(other, 0.5, 5)
        taken.append(1_000 * (time.perf_counter() - began))
        found += any(c.right.id == one.key.id for c in near)
    taken.sort()
    print(f"{size:,} names: {built:.0f} s, {statistics.median(taken):.1f} ms", flush=True)
    return [
        f"Among {size:,} invented names of companies, {len(taken)} were looked for in capitals and "
        f"with Cyrillic letters in them: {found} were found. Making the index took {built:.0f} s "
        f"and {memory - before:.1f} GiB besides the names; a look-up took "
        f"{statistics.median(taken):.1f} ms in the middle and {taken[int(0.99 * len(taken))]:.1f} "
        "ms at the 99th percentile. Other work was using the machine.",
    ]


def _invented(size: int) -> list[Named]:
    rng = np.random.default_rng(1)
    made = []
    for number in range(size):
        lengths = rng.integers(2, 5, 2)
        words = [
            "".join(SYLLABLES[i] for i in rng.integers(0, len(SYLLABLES), n)).title()
            for n in lengths
        ]
        kind, form = KINDS[rng.integers(len(KINDS))], FORMS[rng.integers(len(FORMS))]
        text = f"{words[0]} {words[1]} {kind} {form}".strip()
        made.append(Named(EntityKey(f"made:{number}", "Company"), (text,)))
    return made


def _lost(everyone: dict[str, Named], gold: list[dict[str, str]]) -> int:
    index = NameIndex(list(everyone.values()))
    lost = 0
    for row in gold:
        one, other = everyone[row["left"]], everyone[row["right"]]
        if compared(one, other).score >= ALIKE:
            near = index.candidates(one, ALIKE, 10_000)
            lost += other.key.id not in {c.right.id for c in near}
    return lost
