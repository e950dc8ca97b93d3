"""Mentions: the same handle, named."""

import polars as pl

from evenhand.detection.signals.signal import Options, Signal


def _objects(posts: pl.LazyFrame, _: Options) -> pl.LazyFrame:
    return posts.explode("mentions").with_columns(object=pl.col("mentions").str.to_lowercase())


SIGNAL = Signal(
    name="mention",
    meaning="named the same account",
    column="mentions",
    objects=_objects,
    unasked=False,
)
