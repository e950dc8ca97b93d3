"""Objects that the file itself names: the four-column contract of CooRTweet."""

import polars as pl

from evenhand.detection.signals.signal import Options, Signal


def _objects(posts: pl.LazyFrame, _: Options) -> pl.LazyFrame:
    return posts.explode("objects").with_columns(object=pl.col("objects"))


SIGNAL = Signal(
    name="object",
    meaning="shared the same object, as the file names it",
    column="objects",
    objects=_objects,
)
