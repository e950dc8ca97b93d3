"""Texts: the same words, in the form of ``records.texts.normalised``."""

import polars as pl

from evenhand.detection.signals.signal import Options, Signal
from evenhand.records import texts


def _objects(posts: pl.LazyFrame, options: Options) -> pl.LazyFrame:
    return posts.with_columns(object=texts.normalised(pl.col("text"))).filter(
        pl.col("object").str.len_chars() >= options.text_min_length
    )


SIGNAL = Signal(
    name="text",
    meaning="posted the same text",
    column="text",
    objects=_objects,
)
