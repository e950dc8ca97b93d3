"""The stages of the main job, each alone: ``evenhand read``, ``shares`` and ``pairs``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from evenhand import detection, records
from evenhand.cli import options, show
from evenhand.cli.bars import Bars
from evenhand.cli.console import out as console
from evenhand.exchange import tables
from evenhand.records.durations import duration
from evenhand.records.schemas import PAIRS

Out = Annotated[Path, typer.Option("--out", help="The Parquet file to write.")]


def read(
    posts: options.Posts,
    out: Out,
    map_: options.Map = None,
    format_: options.Format = None,
    platform: options.Platform = None,
    encoding: options.Encoding = None,
    dates: options.Dates = None,
    strict: options.Strict = False,
) -> None:
    """Read posts of any known format and write them as one table of posts.

    Rows that cannot be used are listed with their reason in a second file, beside the first.

    Example: **evenhand read export/*.jsonl.gz --out posts.parquet**
    """
    with Bars() as bars:
        found = records.read(
            posts,
            columns=options.columns(map_),
            format=format_,
            platform=platform,
            encoding=encoding,
            dates=options.dates(dates),
            strict=strict,
            progress=bars,
        )
        show.sources(found)
        tables.write_parquet(found.table(), out)
        said = [str(out)]
        for name, table in (("accounts", found.accounts), ("rejected", found.rejected)):
            if table.num_rows:
                path = out.with_name(f"{out.stem}.{name}.parquet")
                tables.write_parquet(table, path)
                said.append(str(path))
    console.print(Text("Wrote " + ", ".join(said)), soft_wrap=True)


def shares(
    posts: options.Posts,
    out: Out,
    signals: options.Signals = None,
    map_: options.Map = None,
    format_: options.Format = None,
    platform: options.Platform = None,
    encoding: options.Encoding = None,
    dates: options.Dates = None,
    include_reposts: options.IncludeReposts = False,
    text_min_length: options.TextMinLength = 20,
    hashtags_min: options.HashtagsMin = 2,
    shorteners: options.Shorteners = None,
    lonely: Annotated[
        bool, typer.Option("--lonely", help="Keep objects that only one account shared.")
    ] = False,
) -> None:
    """Find who shared what and when, and write it as a table of shares.

    Example: **evenhand shares posts.parquet --signals link,text --out shares.parquet**
    """
    with Bars() as bars:
        found = records.read(
            posts,
            columns=options.columns(map_),
            format=format_,
            platform=platform,
            encoding=encoding,
            dates=options.dates(dates),
            progress=bars,
        )
        show.sources(found)
        table = detection.shares(
            found.posts,
            options.names(signals),
            options.signal_options(include_reposts, text_min_length, hashtags_min, shorteners),
            lonely=lonely,
            progress=bars,
        )
        tables.write_parquet(table, out)
    console.print(Text(f"Wrote {table.num_rows:,} shares to {out}"), soft_wrap=True)


def pairs(
    shares: Annotated[
        Path, typer.Argument(help="A Parquet file of shares, or of CooRTweet's four columns.")
    ],
    out: Out,
    window: options.Window = "60s",
    min_weight: options.MinWeight = 2,
    weight: options.Weight = "objects",
    min_participation: options.MinParticipation = 1,
    threads: options.Threads = None,
) -> None:
    """Find which accounts coincide, from a table of shares, and write the edges.

    This is the heart of the job alone: it takes hundreds of millions of coincidences in the memory
    of a laptop, since edges are written while they are found.

    Example: **evenhand pairs shares.parquet --window 1h --out edges.parquet**
    """
    with Bars() as bars:
        table = detection.read_shares(shares, posts=min_participation > 1)
        edges = tables.write_batches(
            detection.pair_batches(
                table,
                duration(window),
                min_weight,
                weight=options.weight(weight),
                min_participation=min_participation,
                threads=threads,
                progress=bars,
            ),
            PAIRS,
            out,
        )
    console.print(
        Text(f"Wrote {edges:,} edges between accounts of {table.num_rows:,} shares to {out}"),
        soft_wrap=True,
    )


def network(
    edges: Annotated[Path, typer.Argument(help="A Parquet file of edges, from `evenhand pairs`.")],
    out: Out,
    weight: options.Weight = "objects",
    resolution: options.Resolution = 1.0,
    min_accounts: options.MinAccounts = 2,
    seed: options.Seed = 0,
) -> None:
    """Join edges to a network and write where each account stands: its component and cluster.

    Example: **evenhand network edges.parquet --out network.parquet**
    """
    table = detection.network(
        detection.read_edges(edges),
        weight=options.weight(weight),
        resolution=resolution,
        min_accounts=min_accounts,
        seed=seed,
    )
    tables.write_parquet(table, out)
    groups = len(table["cluster"].unique().drop_null())
    console.print(
        Text(f"Wrote {table.num_rows:,} accounts in {groups:,} clusters to {out}"), soft_wrap=True
    )
