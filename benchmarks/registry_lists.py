"""Imports of real lists; a part of registry.py.

Part *lists* reads every list in ../shared/data and imports it into an empty registry.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from itertools import chain, islice
from pathlib import Path

from evenhand.registry.claims import Claim
from evenhand.registry.formats import FORMATS
from evenhand.registry.formats.rows import Refusals
from evenhand.registry.starter import LIST, VERSION, read_starter
from evenhand.registry.store import open_registry

ROOT = Path(__file__).parents[1]
DATA = ROOT.parent / "shared" / "data"
FILES = [
    ("eu-bans", "eu_broadcast_bans/eu_broadcast_bans_833_annex_xv.csv"),
    ("matrix", "state_media_matrix/State_Media_Matrix.csv"),
    ("fara-registrants", "fara/FARA_All_Registrants.csv"),
    ("fara", "fara/FARA_All_ForeignPrincipals.csv"),
    ("ofac", "ofac_sdn/ofac-sdn.csv"),
    ("meta", "meta_threat_research/csv"),
    ("stix", "disarm/DISARM.json"),
]


def lists(asked: argparse.Namespace) -> str:
    """Import every list that is there."""
    rows, told = [], []
    with tempfile.TemporaryDirectory(prefix="evenhand-bench-") as folder:
        registry = open_registry(Path(folder) / "registry.db", make=True)
        for name, file in [*FILES, (LIST, "")]:
            path = DATA / file
            if not path.exists():
                told.append(f"{file} was not there.")
                continue
            notes, began = Refusals(), time.perf_counter()
            claims = list(read_list(name, path, notes))
            read = time.perf_counter() - began
            began = time.perf_counter()
            done = registry.import_list(name, VERSION, claims)
            kept = time.perf_counter() - began
            refused = notes.table()
            bad = {(row["file"], row["row"]) for row in refused.select(["file", "row"]).to_pylist()}
            entities = len({claim.entity.id for claim in claims})
            reasons = refused.num_rows + done.refused
            rows.append(
                f"| {name} | {notes.rows:,} | {entities:,} | {done.claims:,} | {len(bad):,} | "
                f"{reasons:,} | {sum(notes.dropped.values()):,} | {read:.1f} | {kept:.1f} |"
            )
            print(rows[-1], flush=True)
    return "\n".join(
        [
            "Each list in `../shared/data`, read and then imported into one registry (SQLite). "
            "Rows with a fault are those of which a cell or the record could not be used; the rest "
            "of such a row comes in where it can. Faults count what was not kept, claims that the "
            "store refused too. Other work was using the machine.",
            "",
            "| list | rows | entities | claims | rows with a fault | faults | left out on purpose |"
            " reading s | importing s |",
            "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
            *rows,
            *["", *told][: 2 * bool(told)],
            "",
            "DISARM has techniques and no actors but its publisher; it shows that a bundle without "
            "actors is read and says so.",
        ]
    )


def read_list(name: str, path: Path, notes: Refusals) -> chain[Claim]:
    if name == LIST:
        return chain(read_starter(refused=notes))
    return chain(FORMATS[name].read(path, FORMATS[name].list_name, refused=notes))


def all_of(file: tuple[str, str]) -> chain[Claim]:
    name, path = file
    if name in ("meta", "stix") or not (DATA / path).exists():
        return chain(islice((), 0))
    return read_list(name, DATA / path, Refusals())
