from __future__ import annotations

import random
import sys
from datetime import timedelta
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.detection import kernels, pairs
from evenhand.detection.pairs import pair_batches
from evenhand.records.errors import InputError
from evenhand.records.schemas import PAIRS
from tests.data import shared_data
from tests.detection.reference import as_dict, brute_force, shares_table

SECOND = 1_000_000
# Few values, so that ties, repeated posts and busy objects are the rule.
rows = st.lists(
    st.tuples(
        st.sampled_from(["link", "text"]),
        st.sampled_from(["a", "b", "B", "ä", "", "c", "zz"]),
        st.sampled_from(["o1", "o2", "o3"]),
        st.integers(0, 12).map(lambda s: s * SECOND),
        st.sampled_from([f"p{i}" for i in range(9)]),
    ),
    max_size=40,
)


@settings(max_examples=300, deadline=None)
@given(
    rows,
    st.integers(0, 13),
    st.integers(1, 4),
    st.sampled_from(["objects", "post-pairs"]),
    st.integers(1, 4),
    st.integers(1, 3),
)
def test_equals_brute_force(
    rows: list[Any], window: int, min_weight: int, weight: Any, participation: int, threads: int
) -> None:
    found = pairs(
        shares_table(rows),
        timedelta(seconds=window),
        min_weight,
        weight=weight,
        min_participation=participation,
        threads=threads,
    )
    assert found.schema.equals(PAIRS)
    assert as_dict(found) == brute_force(rows, window * SECOND, min_weight, weight, participation)


def many(n: int, accounts: int, objects: int, span_s: int, seed: int) -> list[Any]:
    rng = random.Random(seed)
    return [
        (
            "link",
            f"account {int(accounts * rng.random() ** 2)}",
            f"object {int(objects * rng.random() ** 2)}",
            rng.randrange(span_s) * SECOND,
            f"post {i}",
        )
        for i in range(n)
    ]


def test_equals_brute_force_on_larger_groups() -> None:
    """Groups over 32 shares and rows over 48 edges take other branches of the kernel."""
    rows = many(1500, 90, 12, 400, seed=1)
    found = as_dict(pairs(shares_table(rows), timedelta(seconds=30), 2))
    assert len(found) > 1000
    assert found == brute_force(rows, 30 * SECOND, 2)


def test_order_and_threads_change_nothing() -> None:
    rows = many(4000, 150, 40, 2000, seed=2)
    first = pairs(shares_table(rows), timedelta(seconds=60), 2, threads=1)
    for seed, threads in ((3, 1), (4, 2), (5, 5)):
        random.Random(seed).shuffle(rows)
        again = pairs(shares_table(rows), timedelta(seconds=60), 2, threads=threads)
        assert again.equals(first)
        assert [c.to_pylist() for c in again.columns] == [c.to_pylist() for c in first.columns]


def test_many_blocks_give_the_same_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    shares = shares_table(many(4000, 150, 40, 2000, seed=6))
    whole = as_dict(pairs(shares, timedelta(seconds=60), 2))
    # By name from sys.modules: the package's `pairs` is the function.
    monkeypatch.setattr(sys.modules["evenhand.detection.pairs"], "_VISITS_PER_BLOCK", 500)
    batches = list(pair_batches(shares, timedelta(seconds=60), 2, threads=2))
    assert len(batches) > 20
    assert as_dict(pa.Table.from_batches(batches)) == whole


@pytest.mark.parametrize(
    ("window", "participation", "edges", "weights"),
    [(10, 2, 442, 447), (60, 2, 3721, 3791), (60, 1, 6206, 6281), (3600, 2, 169_781, 183_379)],
)
def test_same_network_as_coortweet(
    window: int, participation: int, edges: int, weights: int
) -> None:
    """CooRTweet 2.1.3 on its own retweet data set (meanings: its README in the data folder)."""
    folder = shared_data("coortweet")
    raw = pl.read_csv(folder / "russian_coord_tweets.csv.gz", infer_schema=False)
    shares = shares_table(
        raw.select(
            pl.lit("object"),
            "account_id",
            "object_id",
            pl.col("timestamp_share").cast(pl.Int64) * SECOND,
            "content_id",
        ).rows()
    )
    found = pairs(
        shares,
        timedelta(seconds=window),
        1,
        weight="post-pairs",
        min_participation=participation,
    )
    theirs = pl.read_csv(
        folder / f"russian_tw{window}_mp{participation}.edges.csv.gz", infer_schema_length=None
    )
    ours = as_dict(found)
    assert len(ours) == edges
    assert sum(e["post_pairs"] for e in ours.values()) == weights
    assert {(a, b): e["post_pairs"] for (_, a, b), e in ours.items()} == {
        (a, b): w for a, b, w in theirs.select("from", "to", "weight").rows()
    }
    delays = {(a, b): d for a, b, d in theirs.select("from", "to", "avg_time_delta").rows()}
    for (_, a, b), edge in ours.items():
        assert edge["mean_delay_s"] == pytest.approx(delays[a, b], abs=1e-9)


@given(st.lists(st.integers(0, 2**31 - 1), max_size=200))
def test_sort_numbers(numbers: list[int]) -> None:
    array = np.array(numbers, np.int32)
    kernels.sort_numbers(array, np.empty_like(array), array.size)
    assert array.tolist() == sorted(numbers)


def test_nothing_in_nothing_out() -> None:
    found = pairs(shares_table([]), timedelta(seconds=60))
    assert found.num_rows == 0
    assert found.schema.equals(PAIRS)


def test_a_dictionary_with_repetitions_is_one_account() -> None:
    """Parquet written elsewhere may hold the same string twice in a dictionary."""
    shares = shares_table([("link", a, o, 0, a + o) for a in "ab" for o in "xy"])
    doubled = pa.DictionaryArray.from_arrays(
        pa.array([0, 1, 2, 2], pa.int32()), pa.array(["a", "a", "b"])
    )
    shares = shares.set_column(1, shares.schema.field("account"), doubled)
    assert as_dict(pairs(shares, timedelta(0)))["link", "a", "b"]["coincidences"] == 2


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"window": timedelta(seconds=-1)}, "window must not be negative"),
        ({"min_weight": 0}, "must be 1 or more"),
        ({"min_participation": 0}, "must be 1 or more"),
        ({"weight": "posts"}, "'objects' or 'post-pairs', not 'posts'"),
        ({"threads": 0}, "threads must be 1 or more; 0 was given"),
        ({"shares": pa.table({"account": ["a"]})}, "'signal' is missing among account"),
    ],
)
def test_wrong_parameters_are_named(change: dict[str, Any], says: str) -> None:
    given_: dict[str, Any] = {"shares": shares_table([]), "window": timedelta(seconds=60)}
    with pytest.raises(InputError, match=says):
        pairs(**(given_ | change))


def test_null_accounts_are_refused() -> None:
    shares = shares_table([("link", "a", "x", 0, "p"), ("link", "b", "x", 0, "q")])
    nulls = pa.array([None, "b"], pa.string()).dictionary_encode()
    shares = shares.set_column(1, "account", nulls)
    with pytest.raises(InputError, match="1 shares have no account"):
        pairs(shares, timedelta(seconds=1))
