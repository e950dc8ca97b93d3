"""A long stream of shares in four columns, to measure speed and memory on.

It has what makes real streams hard: a few objects that everybody shares, most of whose shares come
in a burst, a few accounts that never sleep, and audiences, so that the same pairs of accounts meet
again and again. Nothing in it is coordinated.

The shape is fixed and does not depend on the seed: sizes of objects are quantiles of one
distribution, not draws, so the number of coincident post pairs grows in proportion to the posts and
varies by little between seeds. Five million posts have about as many pairs as the stream on which
the first prototypes were measured: some 25 million within 60 s and 490 million within an hour.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from evenhand.exchange.aside import aside

Integers: TypeAlias = np.ndarray[Any, np.dtype[np.integer[Any]]]

SCHEMA = pa.schema(
    [
        pa.field("object_id", pa.string(), nullable=False),
        pa.field("account_id", pa.string(), nullable=False),
        pa.field("content_id", pa.string(), nullable=False),
        pa.field("timestamp_share", pa.int64(), nullable=False),
    ]
)
"""The four columns of CooRTweet; ``timestamp_share`` is in seconds since 1970-01-01 UTC."""

START_S = 1_767_225_600  # 2026-01-01 00:00 UTC
DAYS = 30
DAY_S = 86_400

OBJECTS_PER_POST = 0.1
ACCOUNTS_PER_POST = 0.1
HOTTEST = 4_000  # shares of the most shared object
AUDIENCES = 64
INSIDE_AUDIENCE = 0.6  # of the shares come from the object's own audience
DELAY_MEDIAN_S = 2.35 * 3600
DELAY_SIGMA = 3.0  # of the logarithm: minutes for some, days for others

# Snowflake ids carry milliseconds since this moment above 22 bits of sequence; 19 digits.
SNOWFLAKE_EPOCH_MS = 1_288_834_974_657


def stream(n_posts: int, seed: int, *, shuffled: bool = False) -> pa.Table:
    """Make a stream in memory: about 100 bytes a post.

    ``n_posts`` rows of SCHEMA in order of time; the same rows in no order when ``shuffled``. About
    a tenth as many objects and accounts as posts, 30 days. The same ``n_posts`` and ``seed`` give
    the same bytes. Raises ValueError for fewer than one post.
    """
    return pa.Table.from_batches(list(_batches(n_posts, seed, 1 << 20, shuffled)), schema=SCHEMA)


def write_stream(
    n_posts: int, seed: int, path: Path | str, chunk: int = 1 << 20, *, shuffled: bool = False
) -> None:
    """Write the stream that ``stream`` makes to a Parquet file, ``chunk`` rows in each row group.

    Memory is about 50 bytes a post and 200 bytes a row of the chunk. The file appears under its
    name when it is whole.
    """
    with aside(path) as part, pq.ParquetWriter(part, SCHEMA, compression="zstd") as writer:
        for batch in _batches(n_posts, seed, chunk, shuffled):
            writer.write_batch(batch, row_group_size=chunk)


def _batches(n_posts: int, seed: int, chunk: int, shuffled: bool) -> Iterator[pa.RecordBatch]:
    if n_posts < 1 or chunk < 1:
        raise ValueError("A stream needs at least one post, and chunks of at least one row.")
    rng = np.random.default_rng(seed)
    objects, accounts, seconds = _codes(n_posts, rng)
    order = _order(seconds)
    salt_object, salt_other, salt_account = (int(s) for s in rng.integers(1, 1 << 63, 3))
    places = np.arange(n_posts, dtype=np.int32)
    if shuffled:
        rng.shuffle(places)
    for start in range(0, n_posts, chunk):
        place = places[start : start + chunk]
        rows = order[place]
        when = seconds[rows].astype(np.int64) + START_S
        identity = objects[rows].astype(np.uint64)
        yield pa.record_batch(
            [
                _hex32(_mixed(identity, salt_object), _mixed(identity, salt_other)),
                _digits19(_account_numbers(accounts[rows], salt_account)),
                _digits19(_snowflakes(when, place)),
                pa.array(when),
            ],
            schema=SCHEMA,
        )


def _codes(n_posts: int, rng: np.random.Generator) -> tuple[Integers, Integers, Integers]:
    """Object, account and seconds from the start of each post, grouped by object (three int32)."""
    sizes = popularity(n_posts)
    sizes = sizes[rng.permutation(len(sizes))]
    objects = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)

    # People post by day: the density of a start is highest in the middle of each day.
    start = rng.random(len(sizes)) * DAYS
    start = (start + 0.12 * np.sin(2 * np.pi * start)) * DAY_S
    delays = np.exp(rng.standard_normal(n_posts, dtype=np.float32) * np.float32(DELAY_SIGMA))
    seconds = start[objects] + delays * np.float32(DELAY_MEDIAN_S)
    seconds = np.mod(seconds, DAYS * DAY_S).astype(np.int32)

    # The account of rank r is drawn with density r^(-1/2): the first posts 0.1 % of five million.
    n_accounts = max(2, int(n_posts * ACCOUNTS_PER_POST))
    u = rng.random(n_posts, dtype=np.float32)
    accounts = np.minimum(u * u * np.float32(n_accounts), n_accounts - 1).astype(np.int32)
    inside = rng.random(n_posts, dtype=np.float32) < INSIDE_AUDIENCE
    audience = (objects.astype(np.int64) * 40_503 % AUDIENCES).astype(np.int32)
    moved = accounts - accounts % AUDIENCES + audience
    accounts = np.where(inside & (moved < n_accounts), moved, accounts)
    return objects, accounts, seconds


def popularity(n_posts: int) -> Integers:
    """Shares of each object (int64, largest first, sum ``n_posts``): a Pareto tail, cut.

    Quantiles instead of draws: with such a tail the sum of squares, on which the number of pairs
    depends, would differ by tens of per cent from one seed to the next.
    """
    n_objects = max(1, int(n_posts * OBJECTS_PER_POST))
    hottest = max(1, min(HOTTEST, n_posts // 20))
    quantiles = (np.arange(n_objects) + 0.5) / n_objects
    low, high = 0.3, 3.0
    for _ in range(60):  # the exponent with which the sizes add up to the posts
        exponent = (low + high) / 2
        total = _sizes(quantiles, exponent, hottest).sum()
        low, high = (exponent, high) if total > n_posts else (low, exponent)
    sizes = _sizes(quantiles, high, hottest)
    rest = n_posts - int(sizes.sum())
    return np.concatenate([sizes, np.ones(rest, np.int64)])


def _sizes(quantiles: np.ndarray[Any, Any], exponent: float, hottest: int) -> Integers:
    return np.minimum(quantiles ** (-1 / exponent), hottest).astype(np.int64)


def _order(keys: Integers) -> Integers:
    """Row numbers by key, then by row: one sort of packed integers, faster than argsort."""
    packed = keys.astype(np.int64)
    packed <<= 32
    packed += np.arange(len(keys), dtype=np.int64)
    packed.sort()
    packed &= (1 << 32) - 1
    return packed


def _mixed(numbers: Integers, salt: int) -> Integers:
    """Spread numbers over 64 bits, each to a different one (splitmix64)."""
    z = numbers.astype(np.uint64) + np.uint64(salt)
    z *= np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def _account_numbers(accounts: Integers, salt: int) -> Integers:
    """Different 19-digit numbers: 31 mixed bits above the account's own, so that none meet."""
    high = _mixed(accounts, salt) >> np.uint64(36)
    return np.uint64(10**18) + (high << np.uint64(34)) + accounts.astype(np.uint64)


def _snowflakes(seconds: Integers, place: Integers) -> Integers:
    """Post numbers that grow with time; the place in it keeps posts of one millisecond apart."""
    sequence = place.astype(np.uint64)
    fraction = _mixed(sequence, 1) % np.uint64(1000)
    milliseconds = (seconds * 1000 - SNOWFLAKE_EPOCH_MS).astype(np.uint64) + fraction
    return (milliseconds << np.uint64(22)) + sequence % np.uint64(1 << 22)


_HEX = np.frombuffer("".join(f"{i:04x}" for i in range(1 << 16)).encode(), "S4")
_FOUR_DIGITS = np.frombuffer("".join(f"{i:04d}" for i in range(10_000)).encode(), "S4")


def _hex32(high: Integers, low: Integers) -> pa.Array:
    sixteens = np.stack([high, low], axis=1).astype("<u8").view("<u2")
    return _fixed_width(_HEX[sixteens].view(np.uint8).reshape(len(high), 32))


def _digits19(numbers: Integers) -> pa.Array:
    fours = np.empty((len(numbers), 5), np.int64)
    rest = numbers.astype(np.uint64)
    for place in range(4, -1, -1):
        quotient = rest // np.uint64(10_000)
        fours[:, place] = rest - quotient * np.uint64(10_000)
        rest = quotient
    return _fixed_width(_FOUR_DIGITS[fours].view(np.uint8).reshape(len(numbers), 20)[:, 1:])


def _fixed_width(characters: np.ndarray[Any, np.dtype[np.uint8]]) -> pa.Array:
    """Make a string array whose strings all have the same number of ASCII characters."""
    count, width = characters.shape
    offsets = np.arange(count + 1, dtype=np.int32) * np.int32(width)
    data = np.ascontiguousarray(characters)
    return pa.Array.from_buffers(
        pa.string(), count, [None, pa.py_buffer(offsets), pa.py_buffer(data)]
    )
