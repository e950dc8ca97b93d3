"""GEXF 1.3: the network for Gephi, with its timeline and a colour for each cluster."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pyarrow as pa

from evenhand.exchange import xml
from evenhand.exchange.aside import aside
from evenhand.exchange.network import Weight, colours, network

TYPES = {pl.String: "string", pl.Int64: "long", pl.Float64: "double", pl.Boolean: "boolean"}

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xsi:schemaLocation="http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd" version="1.3">
<graph mode="dynamic" defaultedgetype="undirected" idtype="string" timeformat="dateTime" timerepresentation="interval" timezone="UTC">
"""  # noqa: E501 - one element on one line
TAIL = "</graph>\n</gexf>\n"


def write(
    members: pa.Table, edges: pa.Table, path: Path | str, *, weight: Weight = "objects"
) -> None:
    """Write the network of a run as GEXF 1.3, undirected, all attributes typed.

    Nodes are the rows of ``members`` (MEMBERS), edges the pairs of accounts in ``edges`` (EDGES);
    see ``evenhand.exchange.network`` for the attributes and for what is raised. Both exist from
    ``first_seen`` to ``last_seen``, so that Gephi's timeline can be moved over them. A missing
    value has no ``attvalue``. The same tables give the same bytes, and the file takes its name when
    it is whole.

    networkx (3.6) does not know the time format that the standard calls ``dateTime``; give it the
    GraphML file.
    """
    nodes, links = network(members, edges, weight)
    shade = [f'<viz:color r="{r}" g="{g}" b="{b}"/>' for r, g, b in colours(nodes)]
    nodes = nodes.with_columns(pl.Series("__shade", shade, pl.String))
    described = nodes.drop("node", "label", "__shade")
    related = links.drop("source", "target", "weight")
    with aside(path) as part, part.open("wb") as file:
        file.write(HEAD.encode())
        file.write(_attributes(described, "node").encode())
        file.write(_attributes(related, "edge").encode())
        file.write(b"<nodes>\n")
        node = [pl.lit('<node id="'), pl.col("node"), pl.lit('" label="')]
        node += [xml.value(nodes, "label"), *_interval(), pl.lit("><attvalues>")]
        node += [*_values(described), pl.lit("</attvalues>"), pl.col("__shade"), pl.lit("</node>")]
        file.writelines(xml.lines(nodes, node))
        file.write(b"</nodes>\n<edges>\n")
        edge = [pl.lit('<edge source="'), pl.col("source"), pl.lit('" target="')]
        edge += [pl.col("target"), pl.lit('" weight="'), pl.col("weight").cast(pl.String)]
        edge += [*_interval(), pl.lit("><attvalues>"), *_values(related)]
        edge += [pl.lit("</attvalues></edge>")]
        file.writelines(xml.lines(links, edge))
        file.write(b"</edges>\n")
        file.write(TAIL.encode())


def _interval() -> list[pl.Expr]:
    """Close the attribute before, and say from when to when the element exists."""
    return [
        pl.lit('" start="'),
        pl.col("first_seen"),
        pl.lit('" end="'),
        pl.col("last_seen"),
        pl.lit('"'),
    ]


def _attributes(frame: pl.DataFrame, kind: str) -> str:
    names = xml.names(frame)
    declared = "".join(
        f'<attribute id="{i}" title="{name}" type="{TYPES[type(dtype)]}"/>\n'
        for i, (name, dtype) in enumerate(zip(names, frame.dtypes, strict=True))
    )
    return f'<attributes class="{kind}" mode="static">\n{declared}</attributes>\n'


def _values(frame: pl.DataFrame) -> list[pl.Expr]:
    return [
        pl.concat_str(pl.lit(f'<attvalue for="{i}" value="'), xml.value(frame, name), pl.lit('"/>'))
        for i, name in enumerate(frame.columns)
    ]
