"""Options that several commands take, said once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, TypeAlias, get_args

import typer

from evenhand.detection import Options
from evenhand.detection.pairs import Weight as Weights
from evenhand.records import links
from evenhand.records.errors import InputError
from evenhand.records.times import DayOrder
from evenhand.run.registered import view_of

Posts: TypeAlias = Annotated[
    list[str],
    typer.Argument(
        help="Files, folders or patterns: CSV, TSV, JSON (Lines) or Parquet, also .gz and .zst.",
        show_default=False,
        metavar="POSTS",
    ),
]
Accounts: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--accounts",
        help="A Parquet, CSV or TSV file of accounts, with their **account_id** and what is known "
        "of them: handle, name, kind, created_at, followers, url.",
    ),
]
Declared: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--declared",
        help="A Parquet, CSV or TSV file of accounts and domains that declare their automation: "
        "**who** (id, @handle or domain), **what**, **link**. They are shown apart.",
    ),
]
Registry: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--registry",
        metavar="DB",
        help="A registry (**evenhand registry**): a SQLite file, or the URL of a PostgreSQL "
        "database. What it gave, and as of when, is in the manifest.",
        show_default=False,
    ),
]
RegistryValid: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--registry-valid",
        metavar="DATE",
        help="As things are said there to be on this day. [default: today]",
    ),
]
RegistryKnown: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--registry-known",
        metavar="DATE",
        help="As far as it knew at the end of this day, or at this moment. [default: now]",
    ),
]
Map: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="OURS=THEIRS",
        help="Take a column of ours from one of theirs, as in **--map text=message**.",
    ),
]
Format: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--format",
        help="Name the format instead of having it recognised (see **evenhand formats**).",
    ),
]
Platform: TypeAlias = Annotated[
    str | None,
    typer.Option("--platform", help="Say where the posts are from when the file does not."),
]
Encoding: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--encoding", help="The encoding of text that is neither UTF-8 nor marked, as in cp1251."
    ),
]
Dates: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--dates",
        help="Read dates like 3/4/2024 day first (**dmy**) or month first (**mdy**).",
    ),
]
Strict: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--strict", help="Stop at rows that cannot be used instead of setting them aside."
    ),
]
Shorteners: TypeAlias = Annotated[
    Path | None,
    typer.Option("--shorteners", help="A CSV of short,long links: where known short links lead."),
]
Signals: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--signals",
        help="Kinds of behaviour to look for, with commas between them "
        "(see **evenhand signals**). Coarse ones have to be asked for.",
    ),
]
IncludeReposts: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--include-reposts",
        help="Let reposts count in every signal. Their texts and links are the original's, so that "
        "whole audiences of a popular post look alike.",
    ),
]
TextMinLength: TypeAlias = Annotated[
    int,
    typer.Option("--text-min-length", min=1, help="Characters that a text must have to count."),
]
HashtagsMin: TypeAlias = Annotated[
    int,
    typer.Option("--hashtags-min", min=1, help="Hashtags that a sequence must have to count."),
]
NearText: TypeAlias = Annotated[
    float,
    typer.Option(
        "--near-text-similarity",
        help="How alike two texts must be for the signal near_text, from 0 to 1.",
    ),
]
NearMedia: TypeAlias = Annotated[
    int,
    typer.Option(
        "--near-media-distance",
        help="Bits of 256 in which two image hashes may differ for the signal near_media.",
    ),
]
Window: TypeAlias = Annotated[
    str,
    typer.Option(
        "--window", help="Largest time between two shares of one coincidence: 60s, 5m, 1h."
    ),
]
Period: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--period",
        help="Look at short periods one by one too, as in 7d: a network that was active for a few "
        "days of a year is found. About twice the work.",
    ),
]
MinWeight: TypeAlias = Annotated[
    int,
    typer.Option("--min-weight", help="How often two accounts must coincide to be joined."),
]
Resolution: TypeAlias = Annotated[
    float, typer.Option("--resolution", help="Higher cuts the network into smaller groups.")
]
MinAccounts: TypeAlias = Annotated[
    int, typer.Option("--min-accounts", help="Accounts that a group has at least.")
]
Seed: TypeAlias = Annotated[int, typer.Option("--seed", help="Fixes everything that is random.")]
Weight: TypeAlias = Annotated[
    str,
    typer.Option(
        "--weight",
        help="Count distinct **objects**, or **post-pairs** as CooRTweet does.",
    ),
]
Jitter: TypeAlias = Annotated[
    str,
    typer.Option(
        "--jitter",
        help="How far exact times are forgotten when testing against chance, as in 10m; **auto** "
        "is ten windows, or ten times the resolution of the times where that is more.",
    ),
]
Alpha: TypeAlias = Annotated[
    float,
    typer.Option("--alpha", help="Share of false groups accepted among the confirmed ones."),
]
MinLift: TypeAlias = Annotated[
    float,
    typer.Option(
        "--min-lift",
        help="Times as many coincidences as expected that a confirmed group has at least, after "
        "what unlike company is allowed for.",
    ),
]
CountOnly: TypeAlias = Annotated[
    bool,
    typer.Option("--count-only", help="Only count: test nothing against chance."),
]
MinParticipation: TypeAlias = Annotated[
    int,
    typer.Option("--min-participation", help="Shares that an account must have to be looked at."),
]
Threads: TypeAlias = Annotated[
    int | None,
    typer.Option(
        "--threads", help="How many threads to use; all cores by default. Results are the same."
    ),
]
Overwrite: TypeAlias = Annotated[
    bool, typer.Option("--overwrite", help="Replace what an earlier run left there.")
]
Json: TypeAlias = Annotated[
    bool, typer.Option("--json", help="Print the result as JSON, for a program.")
]


def registry(given: str | None, valid: str | None, known: str | None) -> Any:
    """Open the registry of ``--registry`` as of a day and a moment; None without it.

    Raises InputError for a day or moment without a registry, and as `run.registered.view_of`.
    """
    if given is None and (valid is not None or known is not None):
        raise InputError("--registry-valid and --registry-known need a registry: --registry FILE.")
    return view_of(given, valid, known)


def columns(given: list[str] | None) -> dict[str, str] | None:
    """Read ``--map`` options. Raises InputError for one without an equals sign."""
    if not given:
        return None
    pairs = {}
    for item in given:
        ours, equals, theirs = item.partition("=")
        if not (equals and ours.strip() and theirs):
            raise InputError(
                f"--map needs our column and theirs, as in --map text=message; "
                f"'{item}' is not that."
            )
        if ours.strip() in pairs:
            raise InputError(f"--map names two columns for {ours.strip()}; give one of them.")
        pairs[ours.strip()] = theirs
    return pairs


def dates(given: str | None) -> DayOrder | None:
    """Read ``--dates``. Raises InputError for what is neither of its words."""
    for known in get_args(DayOrder):
        if given == known:
            word: DayOrder = known
            return word
    if given is not None:
        raise InputError(f"--dates must be dmy (day first) or mdy (month first), not {given}.")
    return None


def names(given: str | None) -> tuple[str, ...] | None:
    """Read a list with commas."""
    if given is None:
        return None
    return tuple(name.strip() for name in given.split(",") if name.strip())


def signal_options(
    include_reposts: bool,
    text_min_length: int,
    hashtags_min: int,
    shorteners: Path | None,
    near_text_similarity: float,
    near_media_distance: int,
) -> Options:
    """Put the options about signals together."""
    return Options(
        include_reposts=include_reposts,
        text_min_length=text_min_length,
        hashtags_min=hashtags_min,
        near_text_similarity=near_text_similarity,
        near_media_distance=near_media_distance,
        shorteners=links.shorteners_from(shorteners) or {},
    )


def weight(given: str) -> Weights:
    """Read ``--weight``. Raises InputError for what is neither of its words."""
    for known in get_args(Weights):
        if given == known:
            word: Weights = known
            return word
    raise InputError(f"--weight must be one of {', '.join(get_args(Weights))}, not {given}.")
