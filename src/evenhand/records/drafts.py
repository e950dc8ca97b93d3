"""From a file's own values to rows of POSTS: the one place where every format meets the contract.

A draft is a table with any of the columns in `DRAFT` (strings, or the types a Parquet file has) and
`ROW`. Here ids are qualified or made, times read, lists split, links, hashtags and mentions read
from texts where the source has none of its own, reposts told apart, and what cannot be used refused
with a reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from evenhand.records import links, lists, texts, times
from evenhand.records.batches import ROW, VALUE_LENGTH
from evenhand.records.columns import folded, per_channel
from evenhand.records.schemas import POSTS

IDS = ("post_id", "account_id", "repost_of", "quote_of", "reply_to")
REFERENCES = ("repost_of", "quote_of", "reply_to")
LISTS = ("urls", "hashtags", "mentions", "media", "objects")
ACCOUNT = ("handle", "name", "kind", "created_at", "followers", "url")
STRINGS = (
    *IDS, "platform", "text", "language", "url", "link", "refusal",
    "account_handle", "account_name", "account_kind", "account_url",
)  # fmt: skip
DRAFT = (*STRINGS, *LISTS, "created_at", "account_created_at", "account_followers", "reposted")
FILE, MADE = "(file)", "(made)"
POST_COLUMNS = tuple(POSTS.names)
# An original known by its text, one known by nothing, and an id made here: never qualified.
_OWN_IDS = r"^(?:text|unknown|made):"
_NO_REFERENCE = ("nan", "none", "null", "na", "n/a", "0", "0.0", "-1", "<na>", "false")
_ROUNDED_ID = r"^\d(?:[.,]\d+)?[eE]\+\d+$"
_HANDLES = frozenset(["userscreenname", "screenname", "username", "handle", "accounthandle"])


@dataclass(frozen=True)
class Reading:
    """What holds for all batches of a file.

    ``theirs`` maps our columns to the file's (for messages and for what the source has at all);
    ``order`` is the day order of its dates; ``file`` its number in this read.
    """

    file: int
    platform: str | None
    theirs: Mapping[str, str]
    order: times.DayOrder | None
    longest_bytes: int
    shorteners: links.Shorteners | None = None


@dataclass(frozen=True)
class Read:
    """A batch read: ``posts`` (POSTS, `FILE`, `ROW`, `MADE`), ``accounts``, the refused."""

    posts: pl.DataFrame
    accounts: pl.DataFrame
    refused: pl.DataFrame
    zoneless: bool


def read_draft(draft: pl.DataFrame, reading: Reading) -> Read:
    """Turn a draft into posts; see the top of the file."""
    frame = _typed(draft)
    read = times.parsed(frame["created_at"], reading.order)
    raw_time = frame["created_at"].cast(pl.String).str.strip_chars()
    frame = frame.with_columns(read.values.alias("created_at"))
    fault = _faults(frame, raw_time, draft, reading)
    bad = fault["reason"].is_not_null()
    refused = fault.filter(bad).select(
        pl.Series(frame.filter(bad)[ROW]).alias("row"), "column", "reason", "value"
    )
    frame = frame.filter(~bad)
    raw_text = frame["text"]
    given = {name: lists.cells(frame[name], name) for name in LISTS if name in draft.columns}
    frame = frame.with_columns(**given)
    for name, inside in (
        ("urls", lists.links_in), ("hashtags", lists.hashtags_in), ("mentions", lists.mentions_in)
    ):  # fmt: skip
        if name not in given:
            frame = frame.with_columns(inside(raw_text).alias(name))
    if "link" in draft.columns:  # a link beside the text, and not the only one
        both = pl.concat_list(pl.col("urls").fill_null([]), "link").list.drop_nulls()
        both = both.list.unique(maintain_order=True)
        frame = frame.with_columns(urls=pl.when(both.list.len() > 0).then(both))
    frame = _qualified(_reposts(frame, draft.columns, reading), reading)
    frame = _with_made_ids(frame, [name for name in LISTS if name in given])
    accounts = _accounts(frame, reading)
    if reading.shorteners:
        frame = frame.with_columns(_lengthened(frame["urls"], reading.shorteners))
    frame = frame.with_columns(pl.lit(reading.file, dtype=pl.UInt32).alias(FILE))
    return Read(frame.select(*POST_COLUMNS, FILE, ROW, MADE), accounts, refused, read.zoneless)


def _typed(draft: pl.DataFrame) -> pl.DataFrame:
    """Give a draft all its columns, strings as trimmed strings and nothing as null."""
    missing = [name for name in DRAFT if name not in draft.columns]
    lists_missing = [pl.lit(None, dtype=lists.STRINGS).alias(n) for n in missing if n in LISTS]
    others = [pl.lit(None, dtype=pl.String).alias(n) for n in missing if n not in LISTS]
    frame = draft.with_columns(*lists_missing, *others)
    ids = [id_text(frame[name]) for name in IDS]
    frame = frame.with_columns(ids).with_columns(
        pl.col(name).cast(pl.String) for name in STRINGS if name not in IDS
    )
    trimmed = [pl.col(name).str.strip_chars() for name in STRINGS if name != "text"]
    frame = frame.with_columns(trimmed)
    nothing = [pl.when(pl.col(n) != "").then(pl.col(n)).alias(n) for n in STRINGS]
    no_post = [
        pl.when(~pl.col(n).str.to_lowercase().is_in(_NO_REFERENCE)).then(pl.col(n)).alias(n)
        for n in REFERENCES
    ]
    return frame.with_columns(nothing).with_columns(no_post)


def id_text(values: pl.Series) -> pl.Series:
    """Write ids as text: whole numbers without a decimal point, even from a column of floats."""
    if values.dtype.is_float():
        # Beyond 2**53 a float no longer tells neighbouring ids apart: left in a form to be refused.
        whole = (values.abs() < 2**53) & (values == values.floor())
        frame = values.to_frame("v")
        return frame.select(
            pl.when(pl.lit(whole))
            .then(pl.col("v").cast(pl.Int64, strict=False).cast(pl.String))
            .when(pl.col("v").is_nan())
            .then(None)
            .otherwise(pl.format("{}E+0", pl.lit("1")))
            .alias(values.name)
        ).to_series()
    text = values.cast(pl.String)
    point = text.str.contains(r"^\d+\.0$").any()
    return text.str.replace(r"^(\d+)\.0$", "$1") if point else text


def _faults(
    frame: pl.DataFrame, raw_time: pl.Series, draft: pl.DataFrame, reading: Reading
) -> pl.DataFrame:
    """Find the first fault of each row: columns column, reason, value; null where there is none."""
    c = pl.col
    limit = reading.longest_bytes
    checks: list[tuple[pl.Expr, str, str, pl.Expr]] = [
        (c(name).str.len_bytes() > limit, name, f"longer than {limit:,} bytes", c(name))
        for name in STRINGS
        if name in draft.columns
    ]
    checks += [
        (_bytes_in(name, draft) > limit, name, f"longer than {limit:,} bytes", pl.lit(""))
        for name in LISTS
        if name in draft.columns
    ]
    rounded = "the id was rounded to an approximate number, as spreadsheets do"
    created = c("created_at")
    refusal = pl.lit("")
    checks += [
        (c("refusal").is_not_null(), "account_id", "", refusal),
        (c("account_id").is_null(), "account_id", "no account", refusal),
        (c("account_id").str.contains(_ROUNDED_ID), "account_id", rounded, c("account_id")),
        (c("post_id").str.contains(_ROUNDED_ID), "post_id", rounded, c("post_id")),
        (c("raw").is_null() | (c("raw") == ""), "created_at", "no time", refusal),
        (created.is_null(), "created_at", "not a time that can be read", c("raw")),
        (~times.in_range(created), "created_at", "a time outside 1990 to 2100", c("raw")),
    ]
    number = pl.lit(None, dtype=pl.Int32)
    value = pl.lit(None, dtype=pl.String)
    for i, (wrong, _, _, shown) in reversed(list(enumerate(checks))):
        number = pl.when(wrong).then(i).otherwise(number)
        value = (
            pl.when(wrong).then(shown.cast(pl.String).str.slice(0, VALUE_LENGTH)).otherwise(value)
        )
    found = frame.with_columns(raw_time.alias("raw")).select(
        number.alias("check"), value.alias("value"), "refusal"
    )
    names = {i: reading.theirs.get(name, name) for i, (_, name, _, _) in enumerate(checks)}
    reasons = {i: reason for i, (_, _, reason, _) in enumerate(checks)}
    check = c("check")
    reason = check.replace_strict(reasons, default=None, return_dtype=pl.String)
    return found.select(
        check.replace_strict(names, default=None, return_dtype=pl.String).alias("column"),
        pl.when(reason == "").then(c("refusal")).otherwise(reason).alias("reason"),
        pl.when(c("value") != "").then(c("value")).alias("value"),
    )


def _bytes_in(name: str, draft: pl.DataFrame) -> pl.Expr:
    if draft.schema[name] == pl.List:
        return pl.col(name).list.eval(pl.element().cast(pl.String).str.len_bytes()).list.sum()
    return pl.col(name).cast(pl.String).str.len_bytes()


def _reposts(frame: pl.DataFrame, given: list[str], reading: Reading) -> pl.DataFrame:
    """Decide which posts are reposts, and of what where the source does not say by id."""
    text = pl.col("text")
    if "reposted" in given:
        flag = pl.col("reposted").cast(pl.String).str.strip_chars().str.to_lowercase()
        yes = flag.is_in(["1", "1.0", "true", "t", "yes", "y"]).fill_null(False)
        no = flag.is_in(["0", "0.0", "false", "f", "no", "n"]).fill_null(False)
        frame = frame.with_columns(
            repost_of=pl.when(~no).then(pl.col("repost_of")),
            reposted=yes & pl.col("repost_of").is_null(),
        )
    elif "repost_of" not in given and reading.platform in (None, "twitter"):
        frame = frame.with_columns(
            reposted=text.str.contains(texts.REPOST_PREFIX + r"\S").fill_null(False)
        )
    else:
        return frame
    if not frame["reposted"].any():
        return frame
    original = texts.normalised(texts.without_repost_prefix(text))
    known = frame.filter(pl.col("reposted")).select(ROW, original.alias("original"))
    ids = texts.stable_hashes(known["original"])
    known = known.select(
        ROW,
        pl.when(pl.col("original").fill_null("") != "")
        .then(pl.concat_str(pl.lit("text:"), ids))
        .otherwise(pl.lit("unknown:"))
        .alias("original"),
    )
    # A record may hold several posts, so rows are matched by place and not by their number.
    place = frame["reposted"].arg_true()
    return frame.with_columns(frame["repost_of"].scatter(place, known["original"]))


def _qualified(frame: pl.DataFrame, reading: Reading) -> pl.DataFrame:
    """Put the platform before ids: two platforms may give out the same number."""
    if per_channel(reading.theirs.get("post_id", ""), reading.theirs.get("account_id", "")):
        within = [
            pl.when(pl.col(name).is_not_null())
            .then(pl.concat_str("account_id", pl.lit("/"), name))
            .alias(name)
            for name in ("post_id", "reply_to")
        ]
        frame = frame.with_columns(within)
    platform = pl.col("platform").str.to_lowercase().fill_null(pl.lit(reading.platform))
    frame = frame.with_columns(platform.alias("platform"))
    if frame["platform"].null_count() == frame.height:
        return frame
    return frame.with_columns(
        pl.when(
            pl.col("platform").is_null()
            | pl.col(name).str.contains(_OWN_IDS)
            | pl.col(name).str.starts_with(pl.col("platform") + ":")
        )
        .then(pl.col(name))
        .otherwise(pl.concat_str("platform", pl.lit(":"), name))
        .alias(name)
        for name in IDS
    )


def _with_made_ids(frame: pl.DataFrame, lists_given: list[str]) -> pl.DataFrame:
    """Make ids from the content for posts without one; identical posts are numbered at the end."""
    made = frame["post_id"].is_null()
    frame = frame.with_columns(made.alias(MADE))
    if not made.any():
        return frame
    singles = ("account_id", "text", *REFERENCES, "url", "link")
    joined = [pl.col(name).list.join("\x1e", ignore_nulls=True) for name in lists_given]
    content = frame.filter(made).select(
        pl.concat_str(
            pl.col("created_at").dt.epoch("us").cast(pl.String),
            *(pl.col(name).fill_null("") for name in singles),
            *(part.fill_null("") for part in joined),
            separator="\x1f",
        )
    )
    ids = pl.concat_str(pl.lit("made:"), texts.stable_hashes(content.to_series()))
    named = content.select(ids.alias("id"))["id"]
    return frame.with_columns(frame["post_id"].scatter(made.arg_true(), named))


def _accounts(frame: pl.DataFrame, reading: Reading) -> pl.DataFrame:
    """Say what the posts tell of their accounts, once for each; ``seen`` is the latest post."""
    handle = pl.col("account_handle").str.strip_prefix("@")
    if folded(reading.theirs.get("account_id", "")) in _HANDLES:
        bare = pl.col("account_id").str.strip_prefix(pl.col("platform").fill_null("") + ":")
        handle = pl.coalesce(handle, bare.str.strip_prefix("@"))
    made = times.parsed(frame["account_created_at"], reading.order).values
    followers = (
        pl.col("account_followers").cast(pl.Float64, strict=False).cast(pl.Int64, strict=False)
    )
    described = frame.select(
        "account_id",
        "platform",
        handle.alias("handle"),
        pl.col("account_name").alias("name"),
        pl.col("account_kind").alias("kind"),
        made.alias("created_at"),
        followers.alias("followers"),
        pl.col("account_url").alias("url"),
        pl.col("created_at").alias("seen"),
    )
    return latest_accounts(described)


def latest_accounts(described: pl.DataFrame) -> pl.DataFrame:
    """Keep one row for each account: of each column the latest value that is known.

    Ties in time are decided by the values, so that no order of rows or files matters.
    """
    columns = ["platform", *ACCOUNT]
    known = [name for name in columns if described[name].null_count() < described.height]
    ordered = described.sort("account_id", "seen", *known, nulls_last=False)
    return ordered.group_by("account_id", maintain_order=True).agg(
        *(pl.col(name).drop_nulls().last() for name in columns), pl.col("seen").last()
    )


def _lengthened(urls: pl.Series, shorteners: links.Shorteners) -> pl.Series:
    frame = urls.to_frame("urls").with_row_index("i")
    apart = frame.explode("urls").drop_nulls("urls")
    whole = apart.with_columns(links.expanded(apart["urls"], shorteners).alias("urls"))
    grouped = whole.group_by("i", maintain_order=True).agg("urls")
    return frame.select("i").join(grouped, on="i", how="left", maintain_order="left")["urls"]
