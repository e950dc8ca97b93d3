"""From posts to findings: what is said about clusters is what can be counted in the posts."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from evenhand import detection
from evenhand.detection import Findings, Settings
from evenhand.detection.evidence import evidence, in_clusters
from evenhand.detection.labels import labels
from evenhand.records.schemas import (
    ACCOUNTS,
    CLUSTERS,
    EDGES,
    EVIDENCE,
    MEMBERS,
    POSTS,
    REJECTED,
    TIMELINE,
)
from tests.detection.test_shares import posts

START = datetime(2024, 5, 1, tzinfo=UTC)


def stream(seed: int = 0) -> list[dict[str, Any]]:
    """Two groups that act together, one of them on two signals, and people who do not."""
    rng = random.Random(seed)
    rows: list[dict[str, Any]] = []

    def post(account: str, seconds: float, **what: Any) -> None:
        rows.append(
            {
                "post_id": f"post {len(rows):04}",
                "account_id": account,
                "created_at": START + timedelta(seconds=seconds),
                "platform": "chirper",
                "language": "en",
            }
            | what
        )

    for n in range(6):
        for a in range(5):
            url = [f"https://wire.example/{n}"]
            tags = ["one", f"tag{n}"] if a < 3 else []
            post(f"group a{a}", n * 5000 + rng.random() * 30, urls=url, hashtags=tags)
    for n in range(4):
        for a in range(3):
            text = f"The harbour will be closed on day {n} of the month"
            post(f"group b{a}", 900 + n * 7000 + rng.random() * 20, text=text, language="es")
    for i in range(150):
        url = [f"https://wire.example/{rng.randrange(6)}"] if i % 3 == 0 else None
        post(f"person {rng.randrange(40)}", rng.random() * 40_000, urls=url, text=f"Alone {i}" * 5)
    rng.shuffle(rows)
    return rows


def run(rows: list[dict[str, Any]], **settings: Any) -> Findings:
    table = posts(*rows)
    chosen = Settings(**({"min_weight": 3} | settings))
    shares = detection.shares(table)
    edges = detection.pairs(shares, chosen.window, chosen.min_weight)
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    accounts = pa.Table.from_pylist(
        [{"account_id": "group a0", "handle": "zero", "followers": 12}], schema=ACCOUNTS
    )
    return detection.findings(
        frame.lazy(), accounts, REJECTED.empty_table(), shares, edges, chosen, files=["x.csv"]
    )


def test_tables_have_their_schemas() -> None:
    found = run(stream())
    for table, schema in (
        (found.edges, EDGES),
        (found.clusters, CLUSTERS),
        (found.members, MEMBERS),
        (found.evidence, EVIDENCE),
        (found.posts, POSTS),
        (found.timeline, TIMELINE),
    ):
        assert table.schema.equals(schema)
        table.validate(full=True)
        for field in schema:
            assert field.nullable or table[field.name].null_count == 0


def test_both_groups_are_found_with_what_they_did() -> None:
    rows = stream()
    found = run(rows)
    first, second = found.clusters.to_pylist()
    members = found.members.to_pylist()
    held = {m["account_id"] for m in members if m["cluster"] == "c1"}
    assert held == {f"group a{a}" for a in range(5)}
    assert first["label"] == "links to wire.example"
    assert first["signals"] == ["hashtags", "link"]
    assert first["accounts"] == 5
    assert first["edges"] == 10
    assert first["density"] == 1.0
    assert first["coincidences"] == 10 * 6 + 3 * 6
    assert first["posts"] == first["coordinated_posts"] == 30
    assert second["label"].startswith("the text “the harbour will be closed on day")
    assert second["languages"] == ["es"]
    assert second["accounts"] == 3
    everyone = sum(r.get("urls") == ["https://wire.example/0"] for r in rows)
    top = {o["object"]: o for o in first["objects"]}["https://wire.example/0"]
    assert top["accounts"] == 5
    assert top["coordinated_shares"] == top["cluster_shares"] == 5
    assert top["all_shares"] == everyone > 5
    zero = next(m for m in members if m["account_id"] == "group a0")
    assert (zero["handle"], zero["followers"], zero["posts"]) == ("zero", 12, 6)
    assert zero["coordinated_share"] == 1.0
    assert zero["degree"] == 4
    assert zero["strength"] == 24


def test_every_number_can_be_counted_in_the_evidence() -> None:
    found = run(stream())
    times = {r["post_id"]: r["created_at"] for r in found.posts.to_pylist()}
    rows = found.evidence.to_pylist()
    assert found.evidence_total == len(rows)
    for edge in found.edges.to_pylist():
        mine = [
            r for r in rows if all(r[k] == edge[k] for k in ("signal", "account_a", "account_b"))
        ]
        if edge["cluster"] is None:
            assert not mine
            continue
        delays = [r["delay_s"] for r in mine]
        assert len(mine) == edge["post_pairs"]
        assert len({r["object"] for r in mine}) == edge["coincidences"]
        assert median(map(abs, delays)) == pytest.approx(edge["median_delay_s"])
        assert min(map(abs, delays)) == pytest.approx(edge["min_delay_s"])
        assert sum(d > 0 for d in delays) == edge["a_first"]
        assert all(abs(d) <= 60 for d in delays)
        assert all(times[r["post_a"]] == r["time_a"] for r in mine)
        assert all(times[r["post_b"]] == r["time_b"] for r in mine)
    for cluster in found.clusters.to_pylist():
        mine = [r for r in rows if r["cluster"] == cluster["cluster"]]
        assert len(mine) == cluster["post_pairs"]
        posts_in = {r["post_a"] for r in mine} | {r["post_b"] for r in mine}
        assert len(posts_in) == cluster["coordinated_posts"]
        ticks = [t for t in found.timeline.to_pylist() if t["cluster"] == cluster["cluster"]]
        assert {t["post_id"] for t in ticks if t["coordinated"]} == posts_in
        assert len(ticks) == cluster["posts"]


def test_a_limit_leaves_out_whole_edges_and_says_so() -> None:
    whole = run(stream())
    cut = run(stream(), evidence_limit=40)
    assert cut.evidence_total == whole.evidence_total > cut.evidence.num_rows > 0
    assert cut.evidence.num_rows <= 40
    # Each cluster keeps its strongest edge.
    assert set(cut.evidence["cluster"].to_pylist()) == {"c1", "c2"}
    listed = {(r["signal"], r["account_a"], r["account_b"]): r for r in cut.evidence.to_pylist()}
    for edge in cut.edges.to_pylist():
        key = (edge["signal"], edge["account_a"], edge["account_b"])
        rows = [
            r
            for r in cut.evidence.to_pylist()
            if (r["signal"], r["account_a"], r["account_b"]) == key
        ]
        assert len(rows) in (0, edge["post_pairs"])
        assert (edge["median_delay_s"] is None) == (key not in listed)
    assert cut.clusters["coordinated_posts"].equals(whole.clusters["coordinated_posts"])
    assert run(stream(), evidence_limit=0).evidence.num_rows == 0


def test_the_order_of_posts_changes_nothing() -> None:
    rows = stream()
    first = run(rows)
    for seed in (1, 2):
        random.Random(seed).shuffle(rows)
        again = run(rows)
        for name in ("edges", "clusters", "members", "evidence", "posts", "timeline"):
            one, other = getattr(first, name), getattr(again, name)
            assert other.to_pylist() == one.to_pylist(), name
        assert again.looked_at == first.looked_at


def test_nothing_to_find() -> None:
    found = run([{"text": f"nothing that anyone else says, number {n}"} for n in range(9)])
    assert found.clusters.num_rows == found.edges.num_rows == found.evidence.num_rows == 0
    assert found.looked_at.posts == 9
    assert found.looked_at.signals == ("hashtags", "link", "media", "object", "repost", "text")


def test_edges_read_back_from_parquet_have_the_same_evidence(tmp_path: Any) -> None:
    table = posts(*stream())
    shares = detection.shares(table)
    edges = detection.pairs(shares, timedelta(seconds=60), 3)
    pq.write_table(edges, tmp_path / "edges.parquet")
    pq.write_table(shares, tmp_path / "shares.parquet")
    again = pq.read_table(tmp_path / "edges.parquet")
    held = in_clusters(edges, detection.network(edges))
    held_again = in_clusters(again, detection.network(again))
    window = timedelta(seconds=60)
    one = evidence(held, shares, window).table
    other = evidence(held_again, detection.read_shares(tmp_path / "shares.parquet"), window).table
    assert other.equals(one)


def shared(signal: str, name: str, example: str = "post") -> dict[str, str]:
    return {"signal": signal, "object": name, "example_post": example}


def test_labels_tell_groups_apart() -> None:
    link = "https://t.me/{}".format
    clusters = [
        [shared("link", link("a")), shared("link", link("b"))],
        [shared("link", link("a")), shared("link", link("c"))],
        [shared("link", link("a")), shared("link", link("b"))],
        [shared("object", "42"), shared("object", "43")],
        [shared("object", "42"), shared("object", "44")],
        [shared("object", "42")],
        [shared("repost", "r1", "p1")],
        [shared("repost", "r2", "p2"), shared("text", "words")],
        None,
    ]
    texts = pl.DataFrame({"post": ["p1", "p2"], "text": ["Hello there", "Hello  there"]})
    named = labels(clusters, texts)
    assert named == [
        "links to t.me",
        "the link https://t.me/a",
        "the link https://t.me/b",
        "object 42",
        "object 44",
        "object 42",  # it has nothing else
        "reposts of “Hello there”",
        "the text “words”",
        "no object",
    ]
    assert labels(clusters, texts) == named
