"""Replies: the same post, answered."""

import polars as pl

from evenhand.detection.signals.signal import Options, Signal


def _objects(posts: pl.LazyFrame, _: Options) -> pl.LazyFrame:
    return posts.with_columns(object=pl.col("reply_to"))


SIGNAL = Signal(
    name="reply",
    meaning="answered the same post",
    column="reply_to",
    objects=_objects,
    unasked=False,
)
