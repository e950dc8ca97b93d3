from __future__ import annotations

import io
import math
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import igraph
import networkx as nx
import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from networkx.readwrite.gexf import GEXFReader

from evenhand.exchange import gexf, graphml
from evenhand.exchange.network import COLOURS, NO_CLUSTER, network
from evenhand.records.schemas import EDGES, MEMBERS

Build = tuple[Callable[..., pa.Table], Callable[..., pa.Table]]

HOSTILE = [
    "quotes \" and ' and <tags/> & &amp; ]]> <![CDATA[",
    "tab\tline\nreturn\rboth\r\n end ",
    "=1+1",
    "مرحبا \u202eright to left\u202c 👩‍👩‍👧 🇺🇦",
    "\u2028 \u0085 \ud7ff \ufdd0",
]


def read_gexf(path: Path) -> nx.Graph:
    # networkx does not know the standard's name for this time format.
    text = path.read_text(encoding="utf-8").replace('timeformat="dateTime"', 'timeformat="date"')
    return GEXFReader(version="1.3")(io.StringIO(text))


def read_graphml(path: Path) -> nx.Graph:
    return nx.read_graphml(path)


def expected(frame: pl.DataFrame, *left_out: str) -> list[dict[str, Any]]:
    return [
        {k: v for k, v in row.items() if v is not None and k not in left_out}
        for row in frame.to_dicts()
    ]


@pytest.mark.parametrize("weight", ["objects", "post-pairs"])
@pytest.mark.parametrize(("write", "read"), [(graphml, read_graphml), (gexf, read_gexf)])
def test_networkx_reads_all_attributes(
    write: Any, read: Any, weight: Any, members: pa.Table, edges: pa.Table, tmp_path: Path
) -> None:
    path = tmp_path / "network"
    write.write(members, edges, path, weight=weight)
    graph = read(path)
    nodes, links = network(members, edges, weight)
    extra = {"viz", "start", "end", "id"}
    for row in expected(nodes):
        data = {k: v for k, v in graph.nodes[row.pop("node")].items() if k not in extra}
        assert data == row
        assert {k: type(v) for k, v in data.items()} == {k: type(v) for k, v in row.items()}
    assert graph.number_of_edges() == links.height
    for row in expected(links):
        data = graph.edges[row.pop("source"), row.pop("target")]
        assert {k: v for k, v in data.items() if k not in extra} == row
    assert not graph.is_directed()


def test_the_numbers_of_a_pair(members: pa.Table, edges: pa.Table) -> None:
    nodes, links = network(members, edges)
    assert nodes["account_id"].to_list() == ["agora:1", "chirper:10", "chirper:2"]
    assert nodes["label"].to_list() == ["agora:1", "chirper:10", "night_owl"]
    assert nodes["signals"].to_list() == ["link", "text", "link|text"]
    assert nodes["first_seen"][0] == "2026-03-01T12:00:00.250Z"
    pair = links.row(0, named=True)
    assert pair == {
        "source": "n0",
        "target": "n2",
        "weight": 3.0,
        "coincidences": 5,
        "post_pairs": 10,
        "signals": "link|text",
        "coincidences_link": 3,
        "post_pairs_link": 4,
        "coincidences_text": 2,
        "post_pairs_text": 6,
        "first_seen": "2026-03-01T12:00:00.250Z",
        "last_seen": "2026-03-03T12:00:00.250Z",
        "mean_delay_s": (12.5 * 4 + 2.5 * 6) / 10,
        "min_delay_s": 0.5,
        "a_first": 6,
        "b_first": 2,
        "cluster": "c1",
    }
    assert links.row(1, named=True)["coincidences_link"] == 0
    assert network(members, edges, "post-pairs")[1]["weight"].to_list() == [6.0, 4.0]


def test_igraph_reads_all_attributes(members: pa.Table, edges: pa.Table, tmp_path: Path) -> None:
    path = tmp_path / "network.graphml"
    graphml.write(members, edges, path)
    graph = igraph.Graph.Read_GraphML(str(path))
    nodes, links = network(members, edges)

    def same(found: Any, wanted: Any) -> bool:
        if wanted is None:
            return found == "" or math.isnan(found)
        return bool(found == wanted)

    for vertex, row in zip(graph.vs, nodes.to_dicts(), strict=True):
        assert vertex["id"] == row.pop("node")
        assert all(same(vertex[name], value) for name, value in row.items())
    for edge, row in zip(graph.es, links.to_dicts(), strict=True):
        assert graph.vs[edge.source]["id"] == row.pop("source")
        assert graph.vs[edge.target]["id"] == row.pop("target")
        assert all(same(edge[name], value) for name, value in row.items())


def test_gexf_has_times_and_colours(members: pa.Table, edges: pa.Table, tmp_path: Path) -> None:
    path = tmp_path / "network.gexf"
    gexf.write(members, edges, path)
    graph = read_gexf(path)
    edge = graph.edges["n0", "n2"]
    assert (edge["start"], edge["end"]) == (edge["first_seen"], edge["last_seen"])
    shades = [tuple(data["viz"]["color"].values())[:3] for _, data in graph.nodes(data=True)]
    assert shades == [COLOURS[0], NO_CLUSTER, COLOURS[0]]
    root = ElementTree.parse(path).getroot()  # noqa: S314 - written above
    assert root.get("version") == "1.3"
    assert root[0].get("timeformat") == "dateTime"


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(("write", "read"), [(graphml, read_graphml), (gexf, read_gexf)])
def test_hostile_strings_come_back(
    write: Any, read: Any, text: str, build: Build, tmp_path: Path
) -> None:
    make_members, make_edges = build
    text = text.encode("utf-8", "replace").decode()
    members = make_members([{"account_id": text, "name": text}, {"account_id": "\uffee"}])
    a, b = sorted([text, "\uffee"], key=str.encode)
    path = tmp_path / "network"
    write.write(members, make_edges([{"account_a": a, "account_b": b}]), path)
    names = {data["account_id"]: data.get("name") for _, data in read(path).nodes(data=True)}
    assert names == {text: text, "\uffee": None}


def test_what_xml_cannot_hold_is_replaced(build: Build, tmp_path: Path) -> None:
    make_members, make_edges = build
    members = make_members([{"account_id": "a", "name": "x\x00\x0b\x1f\ufffe\uffffy"}])
    for write, read in ((graphml, read_graphml), (gexf, read_gexf)):
        path = tmp_path / "network"
        write.write(members, make_edges([]), path)
        assert read(path).nodes["n0"]["name"] == "x" + "\ufffd" * 5 + "y"


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(st.text(min_size=1, max_size=20), min_size=2, max_size=5, unique=True),
    st.text(max_size=20),
)
def test_any_string_survives(build: Build, tmp_path: Path, accounts: list[str], name: str) -> None:
    make_members, make_edges = build
    members = make_members([{"account_id": a, "name": name, "cluster": name} for a in accounts])
    a, b = sorted(accounts[:2], key=str.encode)
    edges = make_edges([{"account_a": a, "account_b": b, "signal": "link"}])

    def clean(text: str) -> str:
        return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "\ufffd", text)

    for write, read in ((graphml, read_graphml), (gexf, read_gexf)):
        path = tmp_path / "network"
        write.write(members, edges, path)
        graph = read(path)
        found = [data["account_id"] for _, data in graph.nodes(data=True)]
        assert found == [clean(a) for a in sorted(accounts, key=str.encode)]
        assert {data.get("name", "") for _, data in graph.nodes(data=True)} == {clean(name)}
        assert graph.number_of_edges() == 1


@pytest.mark.parametrize(("write", "read"), [(graphml, read_graphml), (gexf, read_gexf)])
def test_an_empty_network(write: Any, read: Any, tmp_path: Path) -> None:
    path = tmp_path / "network"
    write.write(MEMBERS.empty_table(), EDGES.empty_table(), path)
    assert len(read(path)) == 0


@pytest.mark.parametrize("write", [graphml, gexf])
def test_order_of_rows_does_not_matter(
    write: Any, members: pa.Table, edges: pa.Table, tmp_path: Path
) -> None:
    write.write(members, edges, tmp_path / "one")
    write.write(members.take([2, 0, 1]), edges.take([1, 2, 0]), tmp_path / "two")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["one", "two"]


def test_refusals(members: pa.Table, edges: pa.Table, tmp_path: Path) -> None:
    path = tmp_path / "network"
    path.write_text("the one before")
    with pytest.raises(ValueError, match="'chirper:2', which is not among the accounts"):
        graphml.write(members.slice(1), edges, path)
    with pytest.raises(ValueError, match="more than once"):
        graphml.write(pa.concat_tables([members, members]), edges, path)
    with pytest.raises(ValueError, match="'objects' or 'post-pairs'"):
        gexf.write(members, edges, path, weight="stars")  # type: ignore[arg-type]
    assert path.read_text() == "the one before"


@pytest.mark.slow
def test_a_million_edges(build: Build, tmp_path: Path) -> None:
    members, edges = large(build[0], 1_000_000)
    for write in (graphml, gexf):
        start = time.perf_counter()
        write.write(members, edges, tmp_path / "network")
        assert time.perf_counter() - start < 60  # 20 s on an idle core


def large(make_members: Callable[..., pa.Table], count: int) -> tuple[pa.Table, pa.Table]:
    side = 2_000
    accounts = [f"chirper:{10**18 + i}" for i in range(side)]
    members = make_members(
        [{"account_id": a, "cluster": f"c{i % 12}"} for i, a in enumerate(accounts)]
    )
    a, b = np.triu_indices(side, 1)
    coded = pa.array(accounts).dictionary_encode().dictionary
    columns: dict[str, pa.Array] = {
        "signal": pa.DictionaryArray.from_arrays(pa.array(np.zeros(count, np.int32)), ["link"]),
        "account_a": pa.DictionaryArray.from_arrays(pa.array(a[:count].astype(np.int32)), coded),
        "account_b": pa.DictionaryArray.from_arrays(pa.array(b[:count].astype(np.int32)), coded),
        "cluster": pa.nulls(count, pa.string()),
        "median_delay_s": pa.nulls(count, pa.float64()),
    }
    for field in EDGES:
        if field.name not in columns:
            columns[field.name] = pa.array(np.arange(1, count + 1)).cast(field.type)
    return members, pa.table([columns[n] for n in EDGES.names], schema=EDGES)
