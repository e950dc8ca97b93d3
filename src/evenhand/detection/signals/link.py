"""Links: the same address, in canonical form."""

import polars as pl

from evenhand.detection.signals.signal import Options, Signal
from evenhand.records import links


def _objects(posts: pl.LazyFrame, options: Options) -> pl.LazyFrame:
    return posts.explode("urls").with_columns(
        object=pl.col("urls").map_batches(
            lambda urls: links.canonical(urls, options.shorteners),
            return_dtype=pl.String,
        )
    )


SIGNAL = Signal(
    name="link",
    meaning="linked to the same address",
    column="urls",
    objects=_objects,
)
