from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest

from evenhand.records.schemas import EDGES, MEMBERS

MOMENT = datetime(2026, 3, 1, 12, 0, 0, 250_000, tzinfo=UTC)


def make_members(rows: list[dict[str, Any]]) -> pa.Table:
    common = {
        "platform": "chirper",
        "handle": None,
        "name": None,
        "kind": "user",
        "created_at": None,
        "followers": None,
        "cluster": None,
        "component": 1,
        "degree": 1,
        "strength": 3,
        "coordinated_posts": 3,
        "posts": 10,
        "coordinated_share": 0.3,
        "signals": ["link"],
        "first_seen": MOMENT,
        "last_seen": MOMENT + timedelta(hours=1),
    }
    return pa.Table.from_pylist([common | row for row in rows], schema=MEMBERS)


def make_edges(rows: list[dict[str, Any]]) -> pa.Table:
    common = {
        "signal": "link",
        "coincidences": 3,
        "post_pairs": 4,
        "first_seen": MOMENT,
        "last_seen": MOMENT + timedelta(hours=1),
        "mean_delay_s": 12.5,
        "min_delay_s": 1.0,
        "a_first": 3,
        "b_first": 1,
        "median_delay_s": None,
        "cluster": None,
    }
    return pa.Table.from_pylist([common | row for row in rows], schema=EDGES)


@pytest.fixture
def members() -> pa.Table:
    return make_members(
        [
            {
                "account_id": "chirper:2",
                "handle": "night_owl",
                "name": "Owl 🦉",
                "cluster": "c1",
                "followers": 12,
                "signals": ["link", "text"],
                "created_at": MOMENT,
            },
            {"account_id": "agora:1", "platform": "agora", "kind": "page", "cluster": "c1"},
            {"account_id": "chirper:10", "signals": ["text"]},
        ]
    )


@pytest.fixture
def edges() -> pa.Table:
    return make_edges(
        [
            {
                "signal": "text",
                "account_a": "agora:1",
                "account_b": "chirper:2",
                "coincidences": 2,
                "post_pairs": 6,
                "mean_delay_s": 2.5,
                "min_delay_s": 0.5,
                "last_seen": MOMENT + timedelta(days=2),
                "cluster": "c1",
            },
            {"account_a": "agora:1", "account_b": "chirper:2", "cluster": "c1"},
            {"signal": "text", "account_a": "chirper:10", "account_b": "chirper:2"},
        ]
    )


@pytest.fixture
def build() -> tuple[Callable[..., pa.Table], Callable[..., pa.Table]]:
    return make_members, make_edges
