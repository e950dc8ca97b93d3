"""Declared and undeclared accounts share no cluster, and what passes between them is counted."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import pyarrow as pa
import pytest

from evenhand import Settings, detection, read_declared
from evenhand.detection import Findings, Groups, Options
from evenhand.detection.carried import carried
from evenhand.detection.declared import declared, linked
from evenhand.records.schemas import ACCOUNTS, GROUP_MEMBERS, GROUPS, REJECTED
from tests.detection.test_shares import posts

START = datetime(2024, 5, 1, tzinfo=UTC)


def said(*rows: tuple[str, str]) -> pa.Table:
    frame = pl.DataFrame(rows, schema=["who", "what"], orient="row")
    found = read_declared(frame.with_columns(link=pl.lit(None, dtype=pl.String)))
    assert not found.rejected.num_rows
    return found.table


def test_a_name_that_several_have_declares_nobody() -> None:
    people = pl.DataFrame(
        {
            "account_id": ["vk:7", "ok:7", "vk:8", "ok:rain", "9", "vk:sun"],
            "platform": ["vk", "ok", "vk", "ok", None, "vk"],
        }
    )
    known = pa.Table.from_pylist([{"account_id": "vk:8", "handle": "Rain"}], schema=ACCOUNTS)
    entries = [("7", "a"), ("vk:7", "b"), ("@rain", "c"), ("vk:@rain", "d"), ("9", "e")]
    entries += [("@Sun", "f"), ("ok:@sun", "g"), ("vk:sun", "f"), ("x.example", "h"), ("10", "i")]
    found = declared(said(*entries), people, known)
    assert dict(found.accounts.select("account_id", "declared").iter_rows()) == {
        "vk:7": "b",
        "vk:8": "d",
        "9": "e",
        "vk:sun": "f",
    }
    unused = dict(found.entries.select("who", "unused").iter_rows())
    assert "several accounts have this id" in unused["7"]
    assert "several accounts have this handle" in unused["@rain"]
    assert unused["ok:@sun"] == "no account of the posts has this handle"
    assert unused["vk:sun"] == "row 6 names the same account, and counts"
    assert unused["10"] == "no account of the posts has this id"
    assert unused["vk:7"] is unused["x.example"] is None
    assert found.domains == {"x.example": 9}


def test_a_declared_link_beside_another_excuses_neither() -> None:
    nobody = pl.DataFrame(schema={"account_id": pl.String, "platform": pl.String})
    found = declared(said(("own.example", "x")), nobody, ACCOUNTS.empty_table())
    rows = [
        ("one", ["https://www.own.example/1"], None),
        ("below", ["https://news.own.example/1", "own.example/2"], None),
        ("other", ["https://own.example/1", "https://other.example"], None),
        ("like", ["https://notown.example"], ["own.example"]),
        ("short", ["https://sho.example/1"], None),
        ("object", None, ["https://own.example/3"]),
        ("mixed", ["https://own.example/3"], ["http://other.example"]),
        ("none", None, None),
    ]
    frame = pl.DataFrame(
        rows,
        schema={"post": pl.String, "urls": pl.List(pl.String), "objects": pl.List(pl.String)},
        orient="row",
    )
    assert linked(frame, found, {})["post"].to_list() == ["below", "object", "one"]
    short = linked(frame, found, {"https://sho.example/1": "https://own.example/9"})
    assert "short" in short["post"].to_list()


def run(rows: list[dict[str, Any]], table: pa.Table | None, tested: Groups | None) -> Findings:
    made = posts(*rows)
    settings = Settings(min_weight=2, options=Options(text_min_length=5))
    shares = detection.shares(made, options=settings.options)
    edges = detection.pairs(shares, settings.window, settings.min_weight)
    frame = pl.from_arrow(made)
    assert isinstance(frame, pl.DataFrame)
    return detection.findings(
        frame.lazy(),
        ACCOUNTS.empty_table(),
        REJECTED.empty_table(),
        shares,
        edges,
        settings,
        tested=tested,
        declarations=table,
    )


def stream(seed: int) -> list[dict[str, Any]]:
    """Twelve accounts that coincide here and there, so that every kind of edge is among them."""
    rng = random.Random(seed)
    rows: list[dict[str, Any]] = []
    for n in range(40):
        for account in rng.sample(range(12), 4):
            rows.append(
                {
                    "post_id": f"p{len(rows)}",
                    "account_id": f"a{account:02}",
                    "created_at": START + timedelta(hours=n, seconds=rng.randrange(40)),
                    "urls": [f"https://site{n % 5}.example/{n}"],
                }
            )
    return rows


@pytest.mark.parametrize("seed", range(4))
def test_no_cluster_is_mixed_and_coincidences_across_are_all_counted(seed: int) -> None:
    ids = random.Random(seed).sample([f"a{n:02}" for n in range(12)], 5)
    plain = run(stream(seed), None, None)
    found = run(stream(seed), said(*((one, f"bot {one}") for one in ids)), None)
    assert found.edges.drop_columns(["cluster", "median_delay_s"]).equals(
        plain.edges.drop_columns(["cluster", "median_delay_s"])
    )
    assert plain.looked_at.declarations is None
    assert plain.clusters["declared"].null_count == plain.clusters.num_rows
    people = {row["account_id"]: row for row in found.members.to_pylist()}
    assert set(people) == set(plain.members["account_id"].to_pylist())
    for cluster in found.clusters.to_pylist():
        mine = [one for one, row in people.items() if row["cluster"] == cluster["cluster"]]
        assert {one in ids for one in mine} == {cluster["declared"]}
        assert cluster["declared_accounts"] == (len(mine) if cluster["declared"] else 0)
        pairs = [
            (a, b, edge["coincidences"])
            for edge in found.edges.to_pylist()
            for a, b in (
                (edge["account_a"], edge["account_b"]),
                (edge["account_b"], edge["account_a"]),
            )
            if a in mine and (a in ids) != (b in ids)
        ]
        assert cluster["across_coincidences"] == sum(n for _, _, n in pairs)
        assert cluster["across_accounts"] == len({b for _, b, _ in pairs})
    for one, row in people.items():
        assert row["declared"] == (f"bot {one}" if one in ids else None)


def groups_of(accounts: list[str]) -> Groups:
    group = {"group": "g1", "accounts": len(accounts), "observed": 90, "expected": 9.0}
    group |= {
        "lift": 10.0,
        "allowance": 1.0,
        "z": 9.0,
        "p_value": 1e-9,
        "q_value": 1e-8,
        "confirmed": True,
    }
    members = [
        {"group": "g1", "account_id": one, "observed": 9, "expected": 1.0, "p_value": 1e-6}
        | {"supported": one != "a5"}
        for one in accounts
    ]
    return Groups(
        pa.Table.from_pylist([group | {"by_signal": []}], schema=GROUPS),
        pa.Table.from_pylist(members, schema=GROUP_MEMBERS),
        timedelta(days=1),
        1,
    )


def together(accounts: list[str]) -> list[dict[str, Any]]:
    return [
        {
            "post_id": f"p{n}-{a}",
            "account_id": account,
            "created_at": START + timedelta(hours=n, seconds=a),
            "urls": [f"https://site.example/{n}"],
        }
        for n in range(6)
        for a, account in enumerate(accounts)
    ]


def test_a_confirmed_group_of_both_kinds_is_two_clusters_of_one_test() -> None:
    accounts = [f"a{n}" for n in range(6)]
    found = run(together(accounts), said(("a0", "x"), ("a2", "x")), groups_of(accounts))
    first, second = found.clusters.slice(0, 2).to_pylist()
    assert [first["accounts"], second["accounts"]] == [3, 2]
    assert [first["declared"], second["declared"]] == [False, True]
    for cluster in (first, second):
        assert cluster["confirmed"]
        assert cluster["part_of"] == "g1"
        assert (cluster["observed"], cluster["lift"]) == (90, 10)
    assert found.looked_at.confirmed == 1
    assert second["across_accounts"] == 4
    # The bystander is undeclared and coincides with all, but is in no confirmed cluster.
    alone = {row["account_id"]: row["cluster"] for row in found.members.to_pylist()}["a5"]
    assert alone not in ("c1", "c2")


def test_a_part_too_small_is_no_cluster_and_is_not_hidden() -> None:
    accounts = ["a0", "a1", "a2"]
    found = run(together(accounts), said(("a1", "x"), ("a2", "x")), groups_of(accounts))
    (cluster,) = found.clusters.to_pylist()
    assert (cluster["accounts"], cluster["declared"], cluster["part_of"]) == (2, True, "g1")
    people = {row["account_id"]: row for row in found.members.to_pylist()}
    assert people["a0"]["cluster"] is None
    assert people["a0"]["across_accounts"] == 2
    assert [part.accounts for part in carried(groups_of(accounts), 2)] == [accounts]


def test_a_cluster_is_declared_by_domain_only_when_all_its_posts_link_there() -> None:
    rows = together(["a0", "a1"])
    found = run(rows, said(("site.example", "every article")), None)
    (cluster,) = found.clusters.to_pylist()
    assert (cluster["declared"], cluster["declared_accounts"]) == (True, 0)
    assert (cluster["declared_posts"], cluster["declared_domains"]) == (12, ["site.example"])
    for row in rows[:4]:
        row["urls"] = ["https://elsewhere.example/" + row["post_id"][:2]]
    found = run(rows, said(("site.example", "every article")), None)
    (cluster,) = found.clusters.to_pylist()
    assert not cluster["declared"]
    assert (cluster["declared_posts"], cluster["coordinated_posts"]) == (8, 12)
    (entry,) = found.declared.to_pylist()
    assert (entry["coordinated_posts"], entry["unused"]) == (8, None)
