"""A coordination run and a trace of the same posts, in one report."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from evenhand.records import InputError
from evenhand.run.earlier import read_groups
from tests.cli.test_commands import run
from tests.tracing.articles import articles, texts

RING = ["echo_a", "echo_b", "echo_c"]
START = datetime(2020, 3, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three accounts post articles with one link within seconds; one more does so later."""
    folder = tmp_path_factory.mktemp("beside")
    source = articles(12)
    pl.DataFrame(source).write_parquet(folder / "articles.parquet")
    rows: list[dict[str, str]] = []

    def post(account: str, at: timedelta, text: str) -> None:
        rows.append({"post_id": str(len(rows)), "account_id": account, "text": text,
                     "created_at": (START + at).isoformat()})  # fmt: skip

    for number in range(8):
        words = " ".join(texts(source)[f"a{number}"].split()[:40])
        for order, account in enumerate(RING):
            at = timedelta(hours=number, seconds=5 * order)
            post(account, at, f"{words} https://links.example/{number}")
        post("alone", timedelta(hours=number, minutes=20), words)
        post(f"person_{number}", timedelta(hours=number), f"my own words number {number}")
    pl.DataFrame(rows).write_csv(folder / "posts.csv")
    assert run("corpus", "add", folder / "corpus", folder / "articles.parquet") == 0
    detect = ("detect", folder / "posts.csv", "--signals", "link", "--count-only")
    assert run(*detect, "--out", folder / "detected") == 0
    return folder


def test_both_are_findings_in_one_report(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["trace", made / "posts.csv", "--against", made / "corpus", "--out", made / "run"]
    capsys.readouterr()
    assert run(*words, "--with", made / "detected") == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "32 of 40 posts by 4 accounts hold passages of 8 articles of Wire; 32 of them" in said
    assert "1 of 1 coordinated group of the run" in said
    assert "other files" not in said
    found = pl.read_parquet(made / "run" / "coordinated.parquet").to_dicts()
    assert len(found) == 1
    group = found[0]
    assert (group["cluster"], group["accounts"], group["hiding"]) == ("c1", 3, 3)
    assert (group["matched"], group["undisclosed"], group["outlets"]) == (24, 24, ["Wire"])
    findings = pl.read_parquet(made / "run" / "undisclosed.parquet").filter(
        pl.col("finding").is_not_null(), pl.col("outlet").is_null()
    )
    assert set(findings["account_id"]) == {*RING, "alone"}
    mine = findings.filter(pl.col("account_id").is_in(RING))["finding"].to_list()
    assert sorted(group["findings"]) == sorted(mine)
    page = (made / "run" / "report.html").read_text()
    assert "Coordinated groups with undisclosed content" in page
    manifest = json.loads((made / "run" / "manifest.json").read_text())
    assert manifest["parameters"]["with"] == str(made / "detected")
    files = {output["file"] for output in manifest["outputs"]}
    assert {"coordinated.parquet", "report.html", "plots/undisclosed.svg"} <= files


def test_other_posts_are_joined_with_a_warning(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pl.read_csv(made / "posts.csv").filter(pl.col("account_id") != "echo_b").write_csv(
        made / "fewer.csv"
    )
    words = ["trace", made / "fewer.csv", "--against", made / "corpus", "--out", made / "fewer"]
    assert run(*words, "--with", made / "detected") == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "The run looked at other files than this trace." in said
    assert "2 of 3 accounts in its groups have posts in this trace." in said


def test_what_is_no_run_is_a_sentence(made: Path) -> None:
    with pytest.raises(InputError, match="is not the folder of a run of evenhand detect"):
        read_groups(made)
    changed = made / "changed"
    changed.mkdir()
    for file in (made / "detected").glob("*.*"):
        (changed / file.name).write_bytes(file.read_bytes())
    (changed / "accounts.parquet").write_bytes(b"PAR1")
    with pytest.raises(InputError, match="missing or was changed"):
        read_groups(changed)
    (changed / "accounts.parquet").unlink()
    with pytest.raises(InputError, match="missing or was changed"):
        read_groups(changed)
