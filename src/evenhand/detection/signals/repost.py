"""Reposts: the same post, passed on."""

import polars as pl

from evenhand.detection.signals.signal import Options, Signal


def _objects(posts: pl.LazyFrame, _: Options) -> pl.LazyFrame:
    return posts.with_columns(object=pl.col("repost_of"))


SIGNAL = Signal(
    name="repost",
    meaning="passed on the same post",
    column="repost_of",
    objects=_objects,
    from_reposts=True,
)
