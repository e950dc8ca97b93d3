"""``evenhand registry match``, ``judge``, ``screen`` and what goes with them."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

pytest.importorskip("followthemoney")

from evenhand.cli.app import app

RUN = CliRunner()


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("names") / "registry.db"
    done = RUN.invoke(app, ["registry", "starter", "--registry", str(path)])
    assert done.exit_code == 0, done.output
    assert "added" in done.output
    again = RUN.invoke(app, ["registry", "starter", "--registry", str(path)])
    assert "nothing changed" in again.output
    return str(path)


def _json(*words: str) -> dict[str, list[dict[str, object]]]:
    done = RUN.invoke(app, ["registry", *words, "--json"])
    assert done.exit_code == 0, done.output
    found: dict[str, list[dict[str, object]]] = json.loads(done.stdout)
    return found


def test_match_judge_and_undo(registry: str) -> None:
    where = ["--registry", registry]
    (best, *_) = _json("match", "AUTONOMOUS NON PROFIT ORGANIZATION TV NOVOSTI", *where)[
        "candidates"
    ]
    assert (best["right"], best["score"], best["judged"]) == ("starter:ru-tv-novosti", 1.0, None)
    pair = ["starter:ru-rt", "starter:ru-tv-novosti"]
    done = RUN.invoke(app, ["registry", "judge", *pair, "different", "--who", "A. Reader", *where])
    assert "Judgement 1" in done.output
    (one,) = _json("judgements", *where)["judgements"]
    assert (one["verdict"], one["who"]) == ("different", "A. Reader")
    assert RUN.invoke(app, ["registry", "undo", "1", "--who", "B. Other", *where]).exit_code == 0
    (one,) = _json("judgements", "starter:ru-rt", *where)["judgements"]
    assert one["undone_by"] == "B. Other"


def test_a_short_name_is_found_by_who_asks_for_it(registry: str) -> None:
    found = _json("match", "BBC", "--registry", registry)["candidates"]
    assert "starter:gb-bbc" in [one["right"] for one in found]
    none = _json("match", "BBC", "--least", "0.85", "--registry", registry)["candidates"]
    assert none == []


def test_candidates_are_judged_in_a_table(registry: str, tmp_path: Path) -> None:
    where = ["--registry", registry]
    table = tmp_path / "candidates.csv"
    command = ["registry", "match", "RT", "TASS", "--out", str(table), *where]
    assert RUN.invoke(app, command).exit_code == 0
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    words = ["Same", "different", ""]
    for row, word in zip(rows, words, strict=False):
        row |= {"left": "starter:ru-vgtrk", "judged": word, "why": "I asked them"}
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    judge = ["registry", "judge", "--from", str(table), "--who", "A. Reader", *where]
    done = RUN.invoke(app, judge)
    assert "2 new judgements by A. Reader: 1 same, 1 different." in done.output
    assert _json("judgements", *where)["judgements"][-1]["reasons"] == "I asked them"
    assert "No new judgements by A. Reader. 2 rows" in RUN.invoke(app, judge).output
    table.write_text(table.read_text(encoding="utf-8").replace("different", "other"))
    assert "row 2, column judged: “other” is no judgement" in str(RUN.invoke(app, judge).exception)
    both = RUN.invoke(app, ["registry", "judge", "a:b", "--from", str(table), "--who", "A", *where])
    assert "and not both" in str(both.exception)


def test_who_judges_is_told_whose_judgement_falls(registry: str) -> None:
    where = ["--registry", registry]
    pair = ["starter:gb-bbc", "starter:cn-xinhua"]
    for verdict, who in (("unsure", "A. Reader"), ("different", "B. Other")):
        done = RUN.invoke(app, ["registry", "judge", *pair, verdict, "--who", who, *where])
        assert done.exit_code == 0, done.output
    assert "by which A. Reader said “unsure” of them, is undone" in done.output
    wrong = RUN.invoke(app, ["registry", "judge", "BBC", pair[1], "same", "--who", "A", *where])
    assert "A judgement takes ids" in str(wrong.exception)


def test_match_of_two_lists_shows_a_table_and_writes_one(registry: str, tmp_path: Path) -> None:
    out = tmp_path / "candidates.csv"
    words = ["--left", "starter", "--right", "starter", "--registry", registry, "--out", str(out)]
    done = RUN.invoke(app, ["registry", "match", *words])
    assert done.exit_code == 0, done.output
    assert out.read_text(encoding="utf-8").startswith("left,left_name,right")


def test_screen_and_what_other_commands_take(registry: str, tmp_path: Path) -> None:
    posts = tmp_path / "posts.csv"
    posts.write_text(
        "post_id,account_id,platform,created_at,text,urls\n"
        "1,RT_com,twitter,2022-01-01T00:00:00Z,a,https://www.bbc.co.uk/news/1\n"
    )
    found = _json("screen", str(posts), "--registry", registry)["found"]
    assert [row["actor"] for row in found] == ["starter:ru-rt", "starter:gb-bbc"]
    shown = RUN.invoke(app, ["registry", "screen", str(posts), "--registry", registry])
    assert "1 account of 1 and 1 linked place" in shown.output
    for command, first in (("outlets", "outlet,alias"), ("declared", "who,what")):
        out = tmp_path / f"{command}.csv"
        words = ["registry", command, "--out", str(out), "--registry", registry]
        assert RUN.invoke(app, words).exit_code == 0
        assert out.read_text(encoding="utf-8").startswith(first)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["match"], "Give a name to look for"),
        (["match", "..."], "cannot be looked for"),
        (["match", "--left", "nowhere"], "No entity of the list"),
        (["judge", "a:1", "b:2", "same", "--who", "A"], "id “a:1”"),
        (["judge", "a:1", "b:2", "alike", "--who", "A"], "no judgement"),
        (["undo", "99", "--who", "A"], "no judgement 99"),
    ],
)
def test_wrong_words_are_answered_with_a_sentence(
    registry: str, words: list[str], said: str
) -> None:
    done = RUN.invoke(app, ["registry", *words, "--registry", registry])
    assert done.exit_code != 0
    assert said in f"{done.output}{done.exception}"
