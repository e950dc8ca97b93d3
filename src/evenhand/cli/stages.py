"""The stages of the main job, each alone: ``evenhand read``, ``shares`` and ``pairs``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import pyarrow as pa
import typer

from evenhand import detection, records
from evenhand.cli import options, show
from evenhand.cli.bars import Bars
from evenhand.cli.console import out as console
from evenhand.cli.console import plain
from evenhand.exchange import tables
from evenhand.exchange.aside import check_writable
from evenhand.records.durations import duration
from evenhand.records.errors import InputError
from evenhand.records.files import find
from evenhand.records.parquet_rows import refuse_other
from evenhand.records.schemas import PAIRS
from evenhand.reports.sentences import count

Out = Annotated[Path, typer.Option("--out", help="The Parquet file to write.")]


def read(
    posts: options.Posts,
    out: Out,
    accounts: options.Accounts = None,
    map_: options.Map = None,
    format_: options.Format = None,
    platform: options.Platform = None,
    encoding: options.Encoding = None,
    dates: options.Dates = None,
    strict: options.Strict = False,
) -> None:
    """Read posts of any known format and write them as one table of posts.

    What is known of their accounts, and the rows that cannot be used with their reason, are written
    to files of their own beside it: posts.accounts.parquet and posts.rejected.parquet.

    Example: **evenhand read export/*.jsonl.gz --out posts.parquet**
    """
    check_writable(out)
    beside = {
        name: out.with_name(f"{out.stem}.{name}.parquet") for name in ("accounts", "rejected")
    }
    inputs = [file.path for file in find(posts)] + ([accounts] if accounts else [])
    for path in (out, *beside.values()):
        check_writable(path, inputs)
    with Bars() as bars:
        found = records.read(
            posts,
            accounts=accounts,
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
            path = beside[name]
            if table.num_rows or path.exists():  # what an earlier read left would mislead
                tables.write_parquet(table, path)
                said.append(str(path))
    console.print(plain("Wrote " + ", ".join(said)), soft_wrap=True)


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
    near_text_similarity: options.NearText = 0.8,
    near_media_distance: options.NearMedia = 31,
    shorteners: options.Shorteners = None,
    lonely: Annotated[
        bool, typer.Option("--lonely", help="Keep objects that only one account shared.")
    ] = False,
) -> None:
    """Find who shared what and when, and write it as a table of shares.

    Example: **evenhand shares posts.parquet --signals link,text --out shares.parquet**
    """
    check_writable(out, [file.path for file in find(posts)])
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
            options.signal_options(
                include_reposts,
                text_min_length,
                hashtags_min,
                shorteners,
                near_text_similarity,
                near_media_distance,
            ),
            lonely=lonely,
            progress=bars,
        )
        tables.write_parquet(table, out)
    console.print(plain(f"Wrote {count(table.num_rows, 'share')} to {out}"), soft_wrap=True)


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
    refuse_other(shares, "For a file of posts, run `evenhand shares` first, which writes shares.")
    check_writable(out, [shares])
    with Bars() as bars:
        with _readable(shares):
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
        plain(
            f"Wrote {count(edges, 'edge')} between accounts of {count(table.num_rows, 'share')} "
            f"to {out}"
        ),
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
    refuse_other(edges, "Edges are what `evenhand pairs` writes.")
    check_writable(out, [edges])
    with _readable(edges):
        held = detection.read_edges(edges)
    table = detection.network(
        held,
        weight=options.weight(weight),
        resolution=resolution,
        min_accounts=min_accounts,
        seed=seed,
    )
    tables.write_parquet(table, out)
    groups = len(table["cluster"].unique().drop_null())
    console.print(
        plain(f"Wrote {count(table.num_rows, 'account')} in {count(groups, 'cluster')} to {out}"),
        soft_wrap=True,
    )


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except (pa.ArrowException, OSError) as error:
        why = str(error).split("\n", 1)[0]
        raise InputError(
            f"{path}: damaged, or with columns of other types than are needed ({why})."
        ) from error
