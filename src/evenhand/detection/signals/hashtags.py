"""Hashtags: the same ones in the same order."""

import polars as pl

from evenhand.detection.signals.signal import Options, Signal


def _objects(posts: pl.LazyFrame, options: Options) -> pl.LazyFrame:
    tags = pl.col("hashtags")
    return posts.filter(tags.list.len() >= options.hashtags_min).with_columns(
        object=pl.lit("#") + tags.list.join(" #").str.normalize("NFKC").str.to_lowercase()
    )


SIGNAL = Signal(
    name="hashtags",
    meaning="used the same hashtags in the same order",
    column="hashtags",
    objects=_objects,
)
