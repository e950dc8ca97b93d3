"""GraphML: the network for Gephi, igraph, networkx, Cytoscape, yEd."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pyarrow as pa

from evenhand.exchange import xml
from evenhand.exchange.aside import aside
from evenhand.exchange.network import Weight, network

TYPES = {pl.String: "string", pl.Int64: "long", pl.Float64: "double", pl.Boolean: "boolean"}

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""
TAIL = "</graph>\n</graphml>\n"


def write(
    members: pa.Table, edges: pa.Table, path: Path | str, *, weight: Weight = "objects"
) -> None:
    """Write the network of a run as GraphML, undirected, all attributes typed.

    Nodes are the rows of ``members`` (MEMBERS), edges the pairs of accounts in ``edges`` (EDGES);
    see ``evenhand.exchange.network`` for the attributes and for what is raised. A missing value has
    no ``data`` element. The same tables give the same bytes, and the file takes its name when it is
    whole.
    """
    nodes, links = network(members, edges, weight)
    with aside(path) as part, part.open("wb") as file:
        file.write(HEAD.encode())
        file.write(_keys(nodes.drop("node"), "node", "v").encode())
        file.write(_keys(links.drop("source", "target"), "edge", "e").encode())
        file.write(b'<graph id="network" edgedefault="undirected">\n')
        node = [pl.lit('<node id="'), pl.col("node"), pl.lit('">')]
        node += [*_data(nodes.drop("node"), "v"), pl.lit("</node>")]
        file.writelines(xml.lines(nodes, node))
        edge = [pl.lit('<edge source="'), pl.col("source"), pl.lit('" target="')]
        edge += [pl.col("target"), pl.lit('">')]
        edge += [*_data(links.drop("source", "target"), "e"), pl.lit("</edge>")]
        file.writelines(xml.lines(links, edge))
        file.write(TAIL.encode())


def _keys(frame: pl.DataFrame, kind: str, prefix: str) -> str:
    names = xml.names(frame)
    return "".join(
        f'<key id="{prefix}{i}" for="{kind}" attr.name="{name}"'
        f' attr.type="{TYPES[type(dtype)]}"/>\n'
        for i, (name, dtype) in enumerate(zip(names, frame.dtypes, strict=True))
    )


def _data(frame: pl.DataFrame, prefix: str) -> list[pl.Expr]:
    return [
        pl.concat_str(
            pl.lit(f'<data key="{prefix}{i}">'), xml.value(frame, name), pl.lit("</data>")
        )
        for i, name in enumerate(frame.columns)
    ]
