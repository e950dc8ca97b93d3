from __future__ import annotations

import warnings
from pathlib import Path
from xml.etree import ElementTree

import made_findings
import matplotlib as mpl
import pytest

from evenhand import reports

PNG = b"\x89PNG\r\n\x1a\n"


def test_plots_are_whole_files_without_dates(small_report: Path) -> None:
    files = sorted((small_report.parent / "plots").iterdir())
    names = {file.stem for file in files}
    assert names == {"activity", "map"} | {
        f"c{group}-{kind}" for group in (1, 2, 3) for kind in ("lanes", "delays")
    }
    for file in files:
        content = file.read_bytes()
        if file.suffix == ".png":
            assert content.startswith(PNG)
        else:
            root = ElementTree.fromstring(content)  # noqa: S314 (our own file)
            assert root.tag.endswith("svg")
            assert b"<script" not in content
            assert b"dc:date" not in content


def test_formulas_and_strange_texts_are_drawn_as_they_are(tmp_path: Path) -> None:
    hostile = made_findings.Group(
        3, ("text",), 4, 5, "$\\frac{1}{$ \x00 </svg> -- $x^2$", texts=["$", "\x00", "--", "]]>"]
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        reports.write(made_findings.make([hostile]), tmp_path, provenance={})
    for file in (tmp_path / "plots").glob("*.svg"):
        ElementTree.parse(file)  # noqa: S314 (our own file)


def test_settings_of_matplotlib_are_left_as_they_were(tmp_path: Path) -> None:
    before = dict(mpl.rcParams)
    reports.write(made_findings.make(), tmp_path, provenance={})
    assert dict(mpl.rcParams) == before


@pytest.mark.parametrize("groups", [1, 12])
def test_few_and_many_groups_can_be_drawn(tmp_path: Path, groups: int) -> None:
    made = [
        made_findings.Group(3, ("link",), 3, 5, f"links to {number}.example")
        for number in range(groups)
    ]
    reports.write(made_findings.make(made), tmp_path, provenance={})
    assert len(list((tmp_path / "plots").glob("*-lanes.png"))) == min(groups, 5)
