"""From what a file says of a document to a row of DOCUMENTS; see `finished`."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any

import polars as pl

from evenhand.records.batches import ROW, refusals
from evenhand.records.document_rows import dated
from evenhand.records.ingest import Wishes
from evenhand.records.languages import with_language
from evenhand.records.links import registrable_domain
from evenhand.records.schemas import DOCUMENTS, REJECTED

EMPTY = pl.DataFrame(DOCUMENTS.empty_table())
_HASHED = ("outlet", "account_id", "author", "url", "title", "text")
_TEXTS = (
    "document_id", "outlet", "account_id", "author", "url", "title", "text", "language",
    "repost_of", "file", "date_method",
)  # fmt: skip
_TIMES = ("published_at", "published_earliest", "published_latest")
_FIRST, _LAST = (pl.datetime(year, 1, 1, time_zone="UTC", time_unit="us") for year in (1000, 9999))


@dataclass(frozen=True)
class Asked:
    """What the caller asked for; the same for all files."""

    wishes: Wishes
    outlet: str | None
    language: str | None
    now: dt.datetime


def draft(file: str, number: int, **known: Any) -> dict[str, Any]:
    """Put down what is known of one document: columns of DOCUMENTS, and when it was `published`."""
    return {"file": file, ROW: number} | known


def framed(drafts: list[dict[str, Any]]) -> pl.DataFrame:
    """Make drafts of documents from dicts; what they do not say is null."""
    schema: dict[str, Any] = dict.fromkeys(_TEXTS, pl.String)
    schema |= {"urls": pl.List(pl.String), ROW: pl.Int64}
    frame = pl.DataFrame(
        {name: [draft.get(name) for draft in drafts] for name in schema}, schema=schema
    )
    published = [draft.get("published") for draft in drafts]
    written = [
        at.astimezone(dt.UTC).isoformat() if isinstance(at, dt.datetime) else at for at in published
    ]
    when, _ = dated(pl.Series("published", written, dtype=pl.String), None)
    method = pl.coalesce(pl.lit(frame["date_method"]), pl.col("date_method"))
    known = pl.col("published_at").is_not_null()
    when = when.with_columns(date_method=pl.when(known).then(method).otherwise(pl.lit("none")))
    return frame.drop("date_method").with_columns(*when)


def finished(frame: pl.DataFrame, asked: Asked) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Turn drafts (with file and `ROW`) into documents: frames of DOCUMENTS and of REJECTED."""
    longest = asked.wishes.limits.field_bytes
    text = pl.col("text").str.replace_all("\x00", "\ufffd", literal=True)
    frame = frame.rename({ROW: "row"}).with_columns(text)
    reason = (
        pl.when(~pl.col("text").str.contains(r"[\p{L}\p{N}]").fill_null(False))
        .then(pl.lit("there are no words in its text"))
        .when(pl.col("text").str.len_bytes() > longest)
        .then(pl.lit(f"a text longer than {longest:,} bytes"))
    )
    frame = frame.with_columns(reason=reason)
    refused = frame.filter(pl.col("reason").is_not_null()).select(
        "file", "row", pl.lit("text").alias("column"), "reason",
        pl.col("text").str.slice(0, 200).alias("value"),
    )  # fmt: skip
    frame = frame.filter(pl.col("reason").is_null())
    limit = asked.now + dt.timedelta(days=1)
    future = (pl.col("published_earliest") > limit).fill_null(False)
    # A day's zones reach beyond it, and what is outside calendars is no time of an article.
    outside = pl.any_horizontal(~pl.col(name).is_between(_FIRST, _LAST) for name in _TIMES)
    outside = outside.fill_null(False)
    frame = frame.with_columns(
        *(pl.when(~future & ~outside).then(name).alias(name) for name in _TIMES),
        date_method=pl.when(future)
        .then(pl.lit("future"))
        .when(outside)
        .then(pl.lit("none"))
        .otherwise("date_method"),
    )
    frame = frame.with_columns(
        outlet=pl.coalesce(
            "outlet",
            pl.lit(asked.outlet, dtype=pl.String),
            "account_id",
            registrable_domain(frame["url"]),
        )
    )
    frame = with_language(frame, asked.language)
    frame = _hashed(frame)
    made = pl.concat_str(pl.lit("made:"), pl.col("sha256").str.slice(0, 16))
    frame = frame.with_columns(document_id=pl.coalesce("document_id", made))
    return frame.select(pl.col(name).cast(kind) for name, kind in EMPTY.schema.items()), refused


def _hashed(frame: pl.DataFrame) -> pl.DataFrame:
    whole = pl.concat_str(
        *(pl.col(name).fill_null("") for name in _HASHED),
        pl.col("published_at").dt.epoch("us").cast(pl.String).fill_null(""),
        separator="\x1f",
    )
    values = frame.select(whole.alias("whole"))["whole"]
    hashes = [hashlib.sha256(value.encode()).hexdigest() for value in values]
    return frame.with_columns(pl.Series("sha256", hashes, dtype=pl.String))


def rejections(rejected: list[tuple[str, int, str | None, str, str | None]]) -> pl.DataFrame:
    """Make rows of REJECTED from (file, row, column, reason, value)."""
    names = pl.Series("file", [one[0] for one in rejected], dtype=pl.String)
    return refusals([one[1:] for one in rejected]).with_columns(names).select(REJECTED.names)
