"""Verdicts that a person wrote into a table of candidates, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from evenhand.records.errors import InputError
from evenhand.registry.formats.rows import Refusals, plain, table_rows
from evenhand.registry.judgements import VERDICTS, Verdict

_SPELLINGS = {
    "left": ("left_id",),
    "right": ("right_id",),
    "verdict": ("judged", "verdict"),
    "why": ("why", "note", "comment"),
}


def read_verdicts(path: str | Path) -> Iterator[Verdict]:
    """Read a table CANDIDATES as a person gave it back: what stands in ``judged``, with its row.

    Rows where nothing stands are passed over. A column ``why`` holds the person's own reasons.
    Raises InputError for a file that is no such table, a broken row and a word that is no verdict:
    a person's work is taken whole or not at all.
    """
    broken = Refusals()
    name = Path(path).name
    for row in table_rows(path, "judgements", ("left", "right", "verdict"), _SPELLINGS, broken):
        verdict = row["verdict"].strip().lower()
        if not verdict:
            continue
        place = f"{name}, {row.place}"
        if verdict not in VERDICTS:
            raise InputError(
                f"{place}, column {row.theirs('verdict')}: “{verdict[:60]}” is no judgement. Write "
                f"{', '.join(VERDICTS)}, or nothing."
            )
        yield Verdict(row["left"], row["right"], verdict, plain(row["why"]), place)
    if len(broken):
        first = broken.table().to_pylist()[0]
        raise InputError(f"{name}, row {first['row']}: {first['reason']} Nothing was stored.")
