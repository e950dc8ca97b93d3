"""Facebook and Instagram posts as the Meta Content Library lets them be downloaded (CSV).

Nested fields are written with dots (post_owner.id). A shared post is known by shared_post_id. The
two apps use one id space for posts, told apart by the surface column where there is one.
"""

from __future__ import annotations

import polars as pl

from evenhand.records.formats.shapes import TableFormat


def _finished(table: pl.DataFrame, draft: pl.DataFrame) -> pl.DataFrame:
    if "platform" not in draft.columns:
        return draft
    named = pl.col("platform").cast(pl.String).str.to_lowercase()
    return draft.with_columns(
        pl.when(named.str.contains("instagram"))
        .then(pl.lit("instagram"))
        .when(named.str.contains("threads"))
        .then(pl.lit("threads"))
        .otherwise(pl.lit("facebook"))
        .alias("platform")
    )


FORMAT = TableFormat(
    name="meta_content_library",
    meaning="Meta Content Library, CSV",
    platform="facebook",
    needs=("id", "post_owner.id", "creation_time"),
    columns={
        "post_id": "id",
        "account_id": "post_owner.id",
        "created_at": "creation_time",
        "text": "text",
        "platform": "surface.type",
        "language": "lang",
        "urls": "link_attachment.link",
        "hashtags": "hashtags",
        "repost_of": "shared_post_id",
        "account_handle": "post_owner.username",
        "account_name": "post_owner.name",
        "account_kind": "post_owner.type",
        "url": "mcl_url",
    },
    finish=_finished,
)
