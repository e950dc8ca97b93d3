"""The whole way with declarations: weather bots that say so beside a network that does not."""

from __future__ import annotations

import hashlib
import json
import random
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

import evenhand
from evenhand import InputError
from tests.cli.test_commands import run
from tests.run.declared_stream import BOTS, FEED, HIDDEN, stream


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, evenhand.Result]:
    posts, declared = stream(tmp_path_factory.mktemp("declared"))
    return posts, declared, evenhand.detect(posts, declared=declared)


def test_the_two_networks_stand_apart(made: tuple[Path, Path, evenhand.Result]) -> None:
    _, _, result = made
    by_cluster = dict(
        result.accounts.drop_nulls("cluster").group_by("cluster").agg("account_id").iter_rows()
    )
    rows = {tuple(sorted(by_cluster[row["cluster"]])): row for row in result.clusters.to_dicts()}
    bots, hidden, feed = (rows[tuple(group)] for group in (BOTS, HIDDEN, FEED))
    assert all(row["confirmed"] for row in (bots, hidden, feed))
    assert (bots["declared"], hidden["declared"], feed["declared"]) == (True, False, True)
    assert (bots["declared_accounts"], feed["declared_accounts"]) == (5, 0)
    assert feed["declared_domains"] == ["daily.example"]
    assert bots["across_coincidences"] == hidden["across_coincidences"] > 0
    assert (bots["across_accounts"], hidden["across_accounts"]) == (2, 5)
    assert "1 undeclared group (5 of 94 accounts)" in result.sentence
    assert "2 groups (9 accounts) are declared, and all were confirmed" in result.sentence
    assert result.rejected["row"].to_list() == [9, 10, 11, 14]
    unused = result.declared.drop_nulls("unused")["who"].to_list()
    assert unused == ["nobody", "absent.example", "bot1"]


def test_the_test_is_over_everyone(made: tuple[Path, Path, evenhand.Result]) -> None:
    posts, _, result = made
    plain = evenhand.detect(posts)
    assert plain.findings.groups.equals(result.findings.groups)
    assert plain.edges.drop("cluster", "median_delay_s").equals(
        result.edges.drop("cluster", "median_delay_s")
    )
    assert "declared" not in plain.sentence
    assert plain.declared.height == 0


def test_the_command_shows_them_apart(
    made: tuple[Path, Path, evenhand.Result], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    posts, declared, _ = made
    out = tmp_path / "run"
    assert run("detect", posts, "--declared", declared, "--out", out) == 0
    said = capsys.readouterr()
    assert "declared.csv: 9 declarations of 14 rows" in said.err
    assert "declaring facebook.com would declare everyone" in said.err
    undeclared, apart = said.out.split("Declared coordination")
    assert "wire.example" in undeclared
    assert "weather.example" not in undeclared
    assert "weather.example" in apart
    assert "3 of 9 declarations change nothing here" in apart
    lines = [line for line in said.out.splitlines() if "report.html" not in line]
    assert max(len(line) for line in lines) <= 100
    manifest = json.loads((out / "manifest.json").read_text())
    source = manifest["inputs"][-1]
    assert source["format"] == "declarations"
    assert source["sha256"] == hashlib.sha256(declared.read_bytes()).hexdigest()
    assert pl.read_parquet(out / "declared.parquet").height == 9

    words = ("detect", posts, "--declared", declared, "--out", out, "--overwrite")
    assert run(*words, "--count-only", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert {row["declared"] for row in found["clusters"]} == {False}
    assert len(found["declared_clusters"]) == 2
    assert len(found["declared"]) == 9
    assert run(*words, "--strict") == 2
    assert "Row 9 cannot be used" in capsys.readouterr().err.replace("\n", " ")


def test_a_wrong_file_is_said_before_the_posts_are_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.csv: there is no such"):
        evenhand.detect("no-posts.csv", declared=tmp_path / "none.csv")


def test_a_group_with_both_kinds_is_found_in_periods_and_shown_as_parts(tmp_path: Path) -> None:
    posts, _ = stream(tmp_path)
    some = tmp_path / "some.csv"
    some.write_text(
        "who,what,link\n" + "".join(f"bot{n},Weather bot,https://weather.example\n" for n in (0, 1))
    )
    settings = evenhand.Settings(period=timedelta(days=4))
    result = evenhand.detect(posts, settings=settings, declared=some)
    plain = evenhand.detect(posts, settings=settings)
    for name in ("groups", "group_members", "sensitivity", "shares"):
        mine, theirs = (
            getattr(found.findings, name, None) or getattr(found, name) for found in (result, plain)
        )
        assert mine.equals(theirs), name

    by_cluster = dict(
        result.accounts.drop_nulls("cluster").group_by("cluster").agg("account_id").iter_rows()
    )
    parts = {
        tuple(sorted(by_cluster[row["cluster"]])): row
        for row in result.clusters.filter("confirmed").to_dicts()
    }
    said, unsaid = parts[tuple(BOTS[:2])], parts[tuple(BOTS[2:])]
    assert (said["declared"], unsaid["declared"]) == (True, False)
    assert said["part_of"] == unsaid["part_of"] is not None
    same = ("observed", "expected", "lift", "q_value")
    assert [said[name] for name in same] == [unsaid[name] for name in same]
    # Each part is active when their group was: with its own posts, and the numbers of one test.
    episodes = pl.DataFrame(result.findings.episodes)
    assert episodes.select("episode", "cluster").is_unique().all()
    of_parts = episodes.filter(group=said["part_of"])
    assert set(of_parts["cluster"]) == {said["cluster"], unsaid["cluster"]}
    assert of_parts.select("period_start", "observed").n_unique() == 1

    shuffled = tmp_path / "shuffled.csv"
    head, *rows = posts.read_text(encoding="utf-8").splitlines()
    random.Random(1).shuffle(rows)
    shuffled.write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    again = evenhand.detect(shuffled, settings=settings, declared=some, threads=1)
    for name in ("clusters", "members", "edges", "episodes", "declared", "evidence", "delays"):
        assert getattr(again.findings, name).equals(getattr(result.findings, name)), name
