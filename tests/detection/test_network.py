from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import igraph
import networkx as nx
import pyarrow as pa
import pytest

from evenhand.detection import network, pairs
from evenhand.detection.network import joined_edges
from evenhand.records.errors import InputError
from evenhand.records.schemas import NETWORK
from tests.detection.reference import shares_table

SECOND = 1_000_000


def ring_of_cliques(cliques: int, size: int) -> list[Any]:
    """Cliques whose accounts share five objects, and one weak object from each to the next."""
    rows: list[Any] = []
    for c in range(cliques):
        for a in range(size):
            rows += [("link", f"c{c}a{a}", f"o{c}-{n}", n * 1000 * SECOND, "p") for n in range(5)]
        for who in (f"c{c}a0", f"c{(c + 1) % cliques}a1"):
            rows.append(("link", who, f"weak {c}", 99_999 * SECOND, "p"))
    return rows


def edges_of(rows: list[Any], min_weight: int = 1) -> pa.Table:
    return pairs(shares_table(rows), timedelta(seconds=1), min_weight)


def test_cliques_become_clusters() -> None:
    table = network(edges_of(ring_of_cliques(6, 5)))
    assert table.schema.equals(NETWORK)
    clusters: dict[str, set[str]] = {}
    for row in table.to_pylist():
        clusters.setdefault(row["cluster"], set()).add(row["account_id"].split("a")[0])
        assert row["component"] == 1
    assert len(clusters) == 6
    assert all(len(cliques) == 1 for cliques in clusters.values())


def test_components_and_degrees_agree_with_networkx() -> None:
    rng = random.Random(1)
    rows = [
        ("link", f"a{rng.randrange(60)}", f"o{rng.randrange(90)}", 0, f"p{i}") for i in range(160)
    ]
    edges = edges_of(rows)
    joined = joined_edges(edges, "objects")
    graph = nx.Graph()
    graph.add_weighted_edges_from(joined.rows())
    table = network(edges).to_pylist()
    assert {row["account_id"]: row["degree"] for row in table} == dict(graph.degree())
    assert {row["account_id"]: row["strength"] for row in table} == dict(
        graph.degree(weight="weight")
    )
    sizes = sorted((len(c) for c in nx.connected_components(graph)), reverse=True)
    members: dict[int, set[str]] = {}
    for row in table:
        members.setdefault(row["component"], set()).add(row["account_id"])
    assert [len(members[n]) for n in sorted(members)] == sizes
    assert {frozenset(c) for c in members.values()} == {
        frozenset(c) for c in nx.connected_components(graph)
    }
    for row in table:
        inside = {r["component"] for r in table if r["cluster"] == row["cluster"]}
        assert inside == {row["component"]}


def test_signals_are_joined_by_the_largest_count_not_the_sum() -> None:
    rows = [("link", a, f"o{n}", 0, "p") for a in "ab" for n in range(3)]
    rows += [("text", a, f"o{n}", 0, "p") for a in "ab" for n in range(2)]
    assert joined_edges(edges_of(rows), "objects").rows() == [("a", "b", 3)]


def test_clusters_are_numbered_by_weight_inside() -> None:
    rows = [("link", a, f"few {n}", 0, "p") for a in "ab" for n in range(2)]
    rows += [("link", a, f"many {n}", 0, "p") for a in "yz" for n in range(9)]
    table = {r["account_id"]: r["cluster"] for r in network(edges_of(rows)).to_pylist()}
    assert table == {"y": "c1", "z": "c1", "a": "c2", "b": "c2"}


def test_small_clusters_can_be_left_out() -> None:
    rows = [("link", a, "o", 0, "p") for a in "ab"] + [("link", a, "q", 0, "p") for a in "xyz"]
    table = {
        r["account_id"]: r["cluster"] for r in network(edges_of(rows), min_accounts=3).to_pylist()
    }
    assert table == {"x": "c1", "y": "c1", "z": "c1", "a": None, "b": None}


def test_same_seed_same_table_and_igraph_left_as_it_was() -> None:
    edges = edges_of(ring_of_cliques(9, 4))
    state = random.getstate()
    first = network(edges, seed=5)
    random.seed(7)
    assert network(edges, seed=5).equals(first)
    random.setstate(state)
    igraph.Graph.Erdos_Renyi(n=10, m=5)
    assert random.getstate() != state, "igraph draws from Python's generator again"


def test_no_edges_no_network() -> None:
    assert network(edges_of([])).num_rows == 0


@pytest.mark.parametrize(
    ("wrong", "says"),
    [({"min_accounts": 1}, "at least 2 accounts"), ({"resolution": 0.0}, "must be above 0")],
)
def test_wrong_parameters(wrong: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError, match=says):
        network(edges_of([]), **wrong)
