from __future__ import annotations

import csv
import hashlib
import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow.parquet as pq
import pytest

import evenhand
from evenhand import InputError
from evenhand.records.schemas import EDGES, EVIDENCE, MEMBERS, TABLES
from tests.data import shared_data

START = datetime(2024, 5, 1, tzinfo=UTC)


def rows(seed: int = 3) -> list[list[str]]:
    """Six accounts post the same five links within seconds; sixty others do as they like."""
    rng = random.Random(seed)
    made = []
    for n in range(5):
        for a in range(6):
            when = START + timedelta(seconds=n * 9000 + rng.randrange(40))
            made.append([f"planted{a}", when.isoformat(), f"Read this https://wire.example/{n}"])
    for i in range(300):
        when = START + timedelta(seconds=rng.randrange(45_000))
        words = rng.choice(["Good morning everyone", "https://wire.example/2", "so tired today"])
        made.append([f"person{rng.randrange(60)}", when.isoformat(), f"{words} {i % 40}"])
    return [[f"p{n}", *row] for n, row in enumerate(made)]


def write(path: Path, table: list[list[str]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "author", "date", "text"])
        writer.writerows(table)
    return path


def test_the_planted_group_comes_out(tmp_path: Path) -> None:
    result = evenhand.detect(write(tmp_path / "posts.csv", rows()), min_weight=4)
    assert result.clusters.height == 1
    assert set(result.accounts["account_id"]) == {f"planted{a}" for a in range(6)}
    assert result.clusters["label"][0] == "links to wire.example"
    assert "1 group (6 of 66 accounts)" in result.sentence
    assert result.sentence in repr(result)
    html = result._repr_html_()
    assert "1 group (6 of 66 accounts)" in html
    assert "links to wire.example" in html


def test_same_input_same_bytes_in_any_order_and_with_any_threads(tmp_path: Path) -> None:
    table = rows()
    folders = []
    for n, threads in enumerate((1, 2, 3)):
        random.Random(n).shuffle(table)
        (tmp_path / str(n)).mkdir()
        source = write(tmp_path / str(n) / "posts.csv", table)
        result = evenhand.detect(source, min_weight=2, threads=threads)
        out = tmp_path / f"run{n}"
        result.write(out, csv=True)
        folders.append(out)
    names = sorted(p.name for p in folders[0].iterdir() if p.suffix != ".html" and p.is_file())
    assert "edges.parquet" in names
    assert "network.gexf" in names
    for name in names:
        if name != "manifest.json":
            hashes = {hashlib.sha256((f / name).read_bytes()).hexdigest() for f in folders}
            assert len(hashes) == 1, name


def test_a_repeated_run_is_the_same_to_the_report(tmp_path: Path) -> None:
    source = write(tmp_path / "posts.csv", rows())
    pages = []
    for name in ("one", "two"):
        result = evenhand.detect(source, min_weight=2)
        pages.append(result.write(tmp_path / name, command="evenhand detect").read_bytes())
    assert pages[0] == pages[1]


def test_the_folder_holds_what_is_promised(tmp_path: Path) -> None:
    result = evenhand.detect(write(tmp_path / "posts.csv", rows()), min_weight=3)
    report = result.write(tmp_path / "run", csv=True, command="evenhand detect …")
    folder = report.parent
    tables = ("edges", "clusters", "accounts", "evidence", "rejected", "posts", "timeline")
    for name in (*tables, "groups", "group_members", "delays"):
        schema = MEMBERS if name == "accounts" else TABLES[name]
        assert pq.read_schema(folder / f"{name}.parquet").equals(schema), name
        assert (folder / f"{name}.csv").exists()
    assert pl.read_parquet(folder / "edges.parquet").height == result.edges.height
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["evenhand"] == evenhand.__version__
    assert manifest["command"] == "evenhand detect …"
    assert manifest["parameters"]["window_s"] == 60
    (source,) = manifest["inputs"]
    content = (tmp_path / "posts.csv").read_bytes()
    assert source["sha256"] == hashlib.sha256(content).hexdigest()
    assert source["rows"] == source["posts"] == 330
    for output in manifest["outputs"]:
        content = (folder / output["file"]).read_bytes()
        assert output["sha256"] == hashlib.sha256(content).hexdigest()
    assert {"report.html", "edges.parquet", "network.graphml", "plots/map.svg"} <= {
        output["file"] for output in manifest["outputs"]
    }
    stages = {stage["stage"]: stage for stage in manifest["stages"]}
    assert list(stages) == [
        "read",
        "shares",
        "pairs",
        "significance",
        "sensitivity",
        "calibration",
        "findings",
        "write",
        "report",
    ]
    assert stages["pairs"]["out"]["edges"] == result.edges.height
    assert all(stage["seconds"] >= 0 for stage in stages.values())


def test_a_window_below_the_resolution_is_refused(tmp_path: Path) -> None:
    table = [[r[0], r[1], r[2][:16], r[3]] for r in rows()]  # to the minute
    source = write(tmp_path / "posts.csv", table)
    with pytest.raises(InputError, match=r"(?s)minute.*60"):
        evenhand.detect(source, window="30s")
    assert evenhand.detect(source, window="60s").findings.looked_at.resolution_s == 60


def test_tables_at_hand_need_no_file() -> None:
    frame = pl.DataFrame(
        {
            "post_id": [r[0] for r in rows()],
            "account_id": [r[1] for r in rows()],
            "created_at": [datetime.fromisoformat(r[2]) for r in rows()],
            "text": [r[3] for r in rows()],
        }
    ).with_columns(pl.col("created_at").cast(pl.Datetime("us", "UTC")))
    result = evenhand.detect(frame, signals=["text"], min_weight=4)
    assert result.edges.schema["coincidences"] == pl.UInt32
    assert result.findings.edges.schema.equals(EDGES)
    assert result.findings.evidence.schema.equals(EVIDENCE)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"signals": ["links"]}, "no signal 'links'"),
        ({"signals": []}, "No signal was chosen"),
        ({"window": "soon"}, "'soon' is no length of time"),
        ({"window": -5}, "from 0 to 100 years"),
        ({"min_weight": 0}, "--min-weight must be 1 or more; 0 was given"),
    ],
)
def test_wrong_settings_are_said_before_reading(wrong: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError, match=says):
        evenhand.detect("there is no such file", **wrong)


@pytest.mark.parametrize(
    ("window", "participation", "edges", "weights"),
    [(10, 2, 442, 447), (60, 2, 3721, 3791), (60, 1, 6206, 6281), (3600, 2, 169_781, 183_379)],
)
def test_the_whole_way_gives_coortweets_network(
    window: int, participation: int, edges: int, weights: int
) -> None:
    source = shared_data("coortweet") / "russian_coord_tweets.csv.gz"
    found = evenhand.detect(
        source,
        window=window,
        min_weight=1,
        weight="post-pairs",
        min_participation=participation,
    ).edges
    assert found.height == edges
    assert found["post_pairs"].sum() == weights


def test_real_posts_to_the_minute() -> None:
    """Internet Research Agency accounts: times to the minute, no ids, reposts known by text."""
    source = shared_data("ira_tweets") / "ira_dev.csv.gz"
    posts = evenhand.read_posts(source)
    assert posts.count == 135_861
    assert posts.rejected.num_rows == 0
    with pytest.raises(InputError, match="60"):
        evenhand.detect(posts, window="10s")
    result = evenhand.detect(posts, min_weight=3)
    assert result.findings.looked_at.resolution_s == 60
    assert set(result.edges["signal"].cast(pl.String)) == {"hashtags", "repost", "text"}
    # Three accounts of one operation, posting the same texts for a week.
    first = result.accounts.filter(pl.col("cluster") == "c1")
    assert first.height == 3
    assert first["coordinated_share"].min() > 0.85
