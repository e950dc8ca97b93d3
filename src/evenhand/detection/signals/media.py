"""Media: the same image or video, by its hash or key."""

import polars as pl

from evenhand.detection.signals.signal import Options, Signal


def _objects(posts: pl.LazyFrame, _: Options) -> pl.LazyFrame:
    return posts.explode("media").with_columns(object=pl.col("media"))


SIGNAL = Signal(
    name="media",
    meaning="posted the same image or video",
    column="media",
    objects=_objects,
)
