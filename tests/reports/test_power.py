from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from evenhand.records.schemas import POWER_POINTS
from evenhand.reports import power

OF = 10


def points(varied: str, **found: int) -> list[dict[str, Any]]:
    rows = []
    for number, (value, hits) in enumerate(found.items()):
        known = hits > 0
        rows.append(
            {
                "varied": varied, "value": float(value[1:].replace("_", ".")), "base": number == 1,
                "streams": OF, "found": hits, "found_low": 0.1, "found_high": 0.9,
                "recall": hits / OF, "recall_low": max(0, hits / OF - 0.1),
                "recall_high": min(1, hits / OF + 0.1), "with_groups": hits,
                "precision": 1.0 if known else None, "precision_low": 0.9 if known else None,
                "precision_high": 1.0 if known else None, "false_groups": 0,
            }
        )  # fmt: skip
    return rows


def table(*rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist([row for part in rows for row in part], schema=POWER_POINTS)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            points("size", v5=1, v10=8, v20=10),
            "networks of 10 accounts or more (18 of 20 streams)",
        ),
        (
            points("size", v5=1, v10=9, v20=10, v40=2),
            "networks of 10 and 20 accounts (19 of 20 streams)",
        ),
        (
            points("size", v5=9, v10=9),
            "networks of 5 accounts or more (18 of 20 streams), all that were tried",
        ),
        (points("size", v5=0, v10=7), "no size that was tried (5 accounts to 10 accounts; at best"
            " 7 of 10 streams)"),
        (
            points("delay", v10=10, v75=9, v300=7),
            "those with a median delay of 75 seconds or less (19 of 20 streams)",
        ),
        (
            points("camouflage", v0=10, v0_9=8, v0_95=0),
            "those whose posts are ordinary in 90\u00a0% or less (18 of 20 streams)",
        ),
        (points("delay", v10=3, v75=10, v300=0), "a median delay of 75 seconds (10 of 10 streams)"),
    ],
)  # fmt: skip
def test_what_is_found_is_said_with_its_bounds(rows: list[dict[str, Any]], said: str) -> None:
    sentence = power.sentence(table(rows))
    assert said in sentence
    assert sentence.startswith("Found in four of five streams or more: ")


def test_the_parts_make_one_sentence() -> None:
    made = power.sentence(table(points("size", v5=1, v10=8), points("delay", v10=9, v75=0)))
    assert made.endswith("(8 of 10 streams); those with a median delay of 10 seconds or less "
                         "(9 of 10).")  # fmt: skip


@pytest.mark.parametrize("things", [1, 2, 3])
def test_the_plot(things: int, tmp_path: Path) -> None:
    rows = [
        points("size", v3=0, v20=5, v40=10),
        points("delay", v10=10, v75=0),
        points("camouflage", v0=10, v0_5=9, v0_99=0),
    ][:things]
    assert power.plot(table(*rows), 60, tmp_path / "plots") == [
        "plots/power.svg",
        "plots/power.png",
    ]
    svg = (tmp_path / "plots" / "power.svg").read_bytes()
    power.plot(table(*rows), 60, tmp_path / "again")
    assert (tmp_path / "again" / "power.svg").read_bytes() == svg
