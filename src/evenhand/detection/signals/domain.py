"""Domains: links into the same site, whatever the page."""

import polars as pl

from evenhand.detection.signals.signal import Options, Signal
from evenhand.records import links


def _objects(posts: pl.LazyFrame, options: Options) -> pl.LazyFrame:
    return posts.explode("urls").with_columns(
        object=pl.col("urls").map_batches(
            lambda urls: links.registrable_domain(links.canonical(urls, options.shorteners)),
            return_dtype=pl.String,
        )
    )


SIGNAL = Signal(
    name="domain",
    meaning="linked to the same site",
    column="urls",
    objects=_objects,
    unasked=False,
)
