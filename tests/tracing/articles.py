"""Texts for the tests of tracing: articles of made words, and documents."""

from __future__ import annotations

import numpy as np
import polars as pl
import pyarrow as pa

from evenhand.records import document_table


def words(rng: np.random.Generator, count: int, kinds: int = 5_000) -> list[str]:
    """Words at random, the first of them more often."""
    return [f"w{rank}" for rank in (kinds * rng.random(count) ** 3).astype(int)]


def articles(count: int, length: int = 120, seed: int = 1) -> pa.Table:
    """Articles of an outlet, a day apart."""
    rng = np.random.default_rng(seed)
    return document_table(
        {
            "document_id": f"a{number}",
            "outlet": "Wire",
            "text": " ".join(words(rng, length)),
            "published": f"2020-01-{number % 28 + 1:02}T10:00:00Z",
        }
        for number in range(count)
    )


def document(text: str, **known: object) -> pa.Table:
    """One document."""
    return document_table([{"document_id": "d", "text": text} | known])


def texts(table: pa.Table) -> dict[str, str]:
    """Texts by id."""
    return dict(pl.DataFrame(table).select("document_id", "text").iter_rows())
