"""Tables and exports as documents: whose columns are which, and a post as a document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from evenhand.records import times
from evenhand.records.batches import REFUSED, ROW
from evenhand.records.columns import by_spelling, per_channel
from evenhand.records.drafts import id_text
from evenhand.records.errors import InputError
from evenhand.records.files import InputFile
from evenhand.records.ingest import (
    KnownRecords,
    Wishes,
    all_columns,
    all_day_orders,
    opened_rows,
    table_format,
    with_columns,
)
from evenhand.records.lists import cells
from evenhand.records.read import read
from evenhand.records.records import Records
from evenhand.records.schemas import DOCUMENTS

_SPELLED = {
    "text": (
        "text article_text full_text maintext main_text body article_body content article "
        "message post_text selftext description"
    ),
    "document_id": (
        "document_id article_id doc_id post_id content_id story_id message_id msg_id guid uuid "
        "id_str id"
    ),
    "account_id": "account_id channel_id page_id author_id user_id from_id",
    "outlet": (
        "outlet outlet_name source source_name publisher publication media_name site site_name "
        "channel channel_name page_name domain news_outlet account account_name newspaper feed"
    ),
    "author": "author byline authors writer creator",
    "url": "url link article_url canonical_url source_url permalink address uri post_url",
    "title": "title headline article_title heading",
    "language": "language lang article_language",
    "published": (
        "published_at published publish_date publication_date date_published datePublished pubdate "
        "pub_date published_date date_publish created_at datetime timestamp date time created"
    ),
    "urls": "urls links expanded_urls outlinks",
    "repost_of": "repost_of",
}
SPELLINGS = {ours: tuple(spelled.split()) for ours, spelled in _SPELLED.items()}
DRAFT = (
    "document_id", "outlet", "account_id", "author", "url", "title", "text", "language",
    "repost_of",
)  # fmt: skip
DATES = ("published_at", "published_earliest", "published_latest", "date_method")
_SECOND = dt.timedelta(seconds=1)
_DAY = dt.timedelta(days=1)
_ZONES_AHEAD, _ZONES_BEHIND = dt.timedelta(hours=14), dt.timedelta(hours=12)
_POSTS_AT_ONCE = 50_000


@dataclass
class Rows:
    """Some rows of one file on the way to DOCUMENTS, and what is known of the file so far."""

    frame: pl.DataFrame
    refused: pl.DataFrame
    format: str
    columns: Mapping[str, str]
    seen: int
    zoneless: bool = False
    unread_dates: int = 0
    notes: tuple[str, ...] = field(default=())


def rows(file: InputFile, wishes: Wishes) -> Iterator[Rows]:
    """Read a table, JSON or Parquet file of articles or posts, some rows at a time.

    Raises InputError when no column holds texts, and what the readers of `records` raise.
    """
    with opened_rows(file, wishes) as source:
        known = isinstance(source, KnownRecords)
        names = [] if isinstance(source, KnownRecords) else source.columns
        is_open = not isinstance(source, KnownRecords) and source.open
    if known or (wishes.format is None and table_format(names, file, wishes) is not None):
        yield from _posts(file, wishes)
        return
    if file.kind == "parquet" and set(DOCUMENTS.names) <= set(names):
        yield from _again(file, wishes)
        return
    if is_open:
        names = all_columns(file, wishes)
    yield from _articles(file, names, wishes)


def from_posts(posts: pl.DataFrame, accounts: pl.DataFrame) -> pl.DataFrame:
    """Make drafts of documents from POSTS and ACCOUNTS; the outlet is the account's name."""
    named = accounts.select(
        "account_id", outlet=pl.coalesce("name", "handle", "account_id")
    ).unique("account_id", keep="first", maintain_order=True)
    frame = posts.join(named, on="account_id", how="left", maintain_order="left")
    frame = frame.with_columns(
        document_id=pl.col("post_id"),
        outlet=pl.coalesce("outlet", "account_id"),
        author=pl.lit(None, dtype=pl.String),
        title=pl.lit(None, dtype=pl.String),
    )
    fine = _fineness(posts["created_at"])
    return frame.select(*DRAFT, "urls", **_dated("created_at", pl.lit(fine)), date_method=_given())


def dated(values: pl.Series, order: times.DayOrder | None) -> tuple[pl.DataFrame, bool]:
    """Read times with how uncertain they are: published_at, _earliest, _latest, date_method.

    The second result says whether some had a clock and no zone, and were taken as UTC.
    """
    read_ = times.parsed(values, order)
    if values.dtype == pl.Date:
        fine = pl.lit("day")
    elif values.dtype == pl.String:
        text = values.str.strip_chars()
        clock = text.str.contains(r":|^\d{8}T|^\d{9,}(?:\.\d+)?$")
        seconds = text.str.contains(r":\d{2}:\d{2}|^\d{8}T|^\d{9,}(?:\.\d+)?$")
        fine = (
            pl.when(pl.lit(seconds))
            .then(pl.lit("second"))
            .when(pl.lit(clock))
            .then(pl.lit("minute"))
            .otherwise(pl.lit("day"))
        )
    else:
        fine = pl.lit(_fineness(read_.values))
    frame = read_.values.alias("at").to_frame()
    frame = frame.with_columns(fine=fine)
    frame = frame.select(**_dated("at", pl.col("fine")), date_method=_given(pl.col("at")))
    width = frame["published_latest"] - frame["published_earliest"]
    return frame, read_.zoneless and bool((width < _DAY).any())


def _given(at: pl.Expr | None = None) -> pl.Expr:
    if at is None:
        return pl.lit("given")
    return pl.when(at.is_null()).then(pl.lit("none")).otherwise(pl.lit("given"))


def _fineness(at: pl.Series) -> str:
    unit = times.common_unit_s(at) if at.drop_nulls().len() else 1
    return "day" if unit >= 3_600 else "minute" if unit == 60 else "second"


def _dated(name: str, fine: pl.Expr) -> dict[str, pl.Expr]:
    at = pl.col(name).cast(times.UTC)
    day = fine == "day"
    long = pl.when(fine == "minute").then(pl.lit(59 * _SECOND)).otherwise(pl.lit(0 * _SECOND))
    latest = pl.when(day).then(at + _DAY + _ZONES_BEHIND).otherwise(at + long)
    return {
        "published_at": at,
        "published_earliest": pl.when(day).then(at - _ZONES_AHEAD).otherwise(at),
        "published_latest": latest,
    }


def _again(file: InputFile, wishes: Wishes) -> Iterator[Rows]:
    """Read documents that evenhand wrote, with all that is known of their dates."""
    with opened_rows(file, wishes) as source:
        if isinstance(source, KnownRecords):
            file.refuse_changed()
            return
        kinds = pl.DataFrame(DOCUMENTS.empty_table()).schema
        for batch in source.batches:
            try:
                frame = batch.frame.select(
                    ROW, *(pl.col(name).cast(kinds[name]) for name in (*DRAFT, *DATES, "urls"))
                )
            except pl.exceptions.PolarsError as error:
                raise InputError(
                    f"{file.name}: has the columns of documents, but not their types "
                    f"({str(error)[:100]}). Rename them."
                ) from error
            yield Rows(
                frame, batch.refused, "documents", {name: name for name in DRAFT}, batch.rows
            )


def _posts(file: InputFile, wishes: Wishes) -> Iterator[Rows]:
    found: Records = read(
        file.path,
        format=wishes.format,
        platform=wishes.platform,
        dates=wishes.dates,
        encoding=wishes.encoding,
        limits=wishes.limits,
    )
    source = found.sources[0]
    accounts = pl.DataFrame(found.accounts)
    refused = pl.DataFrame(found.rejected).select(*REFUSED)
    at = 0
    while at < max(found.count, 1):
        posts = found.posts.slice(at, _POSTS_AT_ONCE).collect()
        frame = from_posts(posts.with_columns(pl.col("text").fill_null("")), accounts)
        numbers = pl.int_range(at + 1, at + 1 + posts.height, dtype=pl.Int64, eager=True)
        frame = frame.with_columns(numbers.alias(ROW))
        seen, notes = (source.rows, source.notes) if at == 0 else (0, ())
        yield Rows(frame, refused, source.format, source.columns, seen, notes=notes)
        refused = refused.clear()
        at += _POSTS_AT_ONCE


def _articles(file: InputFile, names: list[str], wishes: Wishes) -> Iterator[Rows]:
    theirs = by_spelling(names, SPELLINGS, wishes.columns, file.name)
    if "text" not in theirs:
        there = ", ".join(f"'{name}'" for name in names) or "none"
        raise InputError(
            f"{file.name}: no column holds texts. The columns there are: {there}. If one of them "
            "does, name it with --map text=their_column."
        )
    order = wishes.dates
    if order is None and "published" in theirs:
        flags = all_day_orders(file, wishes, theirs["published"])
        order = times.decided_order(flags, None, file.name, theirs["published"])
    per_account = _numbered_per_account(theirs)
    with opened_rows(file, wishes) as source:
        if isinstance(source, KnownRecords):  # the file is another one than a moment ago
            file.refuse_changed()
            return
        for batch in source.batches:
            table = with_columns(batch.frame, list(theirs.values()))
            picked = table.select(ROW, *(pl.col(name).alias(ours) for ours, name in theirs.items()))
            yield _draft(picked, batch.refused, theirs, order, per_account, batch.rows)


def _numbered_per_account(theirs: Mapping[str, str]) -> str | None:
    """Name our column within which the ids of a file are unique, when they are only there."""
    for ours in ("account_id", "outlet"):
        if "document_id" in theirs and ours in theirs:
            return ours if per_channel(theirs["document_id"], theirs[ours]) else None
    return None


def _draft(
    picked: pl.DataFrame,
    refused: pl.DataFrame,
    theirs: Mapping[str, str],
    order: times.DayOrder | None,
    per_account: str | None,
    seen: int,
) -> Rows:
    urls = cells(picked["urls"], "urls") if "urls" in theirs else None
    frame = picked.with_columns(
        pl.lit(None, dtype=pl.String).alias(name) for name in DRAFT if name not in theirs
    )
    ids = [id_text(frame[name]) for name in ("document_id", "account_id", "repost_of")]
    frame = frame.with_columns(ids)
    frame = frame.with_columns(_plain(frame[name]) for name in DRAFT)
    if per_account is not None:
        frame = frame.with_columns(
            document_id=pl.concat_str(pl.col(per_account), pl.lit("/"), pl.col("document_id"))
        )
    given = picked["published"] if "published" in theirs else frame["url"].set(
        pl.Series([True] * frame.height, dtype=pl.Boolean), None
    )  # fmt: skip
    when, zoneless = dated(given, order)
    written = given.is_not_null()
    if given.dtype == pl.String:
        written = written & (given.str.strip_chars() != "")
    unread = int((written & when["published_at"].is_null()).sum())
    none = pl.Series("urls", [None] * frame.height, dtype=pl.List(pl.String))
    frame = frame.select(ROW, *DRAFT).with_columns(
        (none if urls is None else urls).alias("urls"), *when
    )
    return Rows(frame, refused, "table", theirs, seen, zoneless, unread)


def _plain(values: pl.Series) -> pl.Series:
    """Give a column as text; lists with commas between their items."""
    if isinstance(values.dtype, pl.List):
        values = values.cast(pl.List(pl.String)).list.join(", ", ignore_nulls=True)
    text = values.cast(pl.String, strict=False)
    if values.name != "text":
        text = text.str.strip_chars()
    return text.set(text.str.len_chars().fill_null(1) == 0, None)
