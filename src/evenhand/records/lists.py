"""Cells that hold several values, and what can be read out of a text: links, hashtags, mentions."""

from __future__ import annotations

import json

import polars as pl

STRINGS = pl.List(pl.String)
_ESCAPED = (  # not half a surrogate pair, which no string can hold
    r'\\(?:["\\/bfnrt]|u(?:[0-9a-cA-CefEF][0-9a-fA-F]{3}|[dD][0-7][0-9a-fA-F]{2}))'
)
_JSON_STRING = rf'"(?:[^"\\\x00-\x1f]|{_ESCAPED})*"'
_JSON_ITEM = rf"(?:null|{_JSON_STRING})"
_JSON_SPACE = r"[ \t\r\n]*"  # and no other white space, unlike \s
_JSON_NEXT = rf"{_JSON_SPACE},{_JSON_SPACE}{_JSON_ITEM}"
_JSON_LIST = rf"^\[{_JSON_SPACE}(?:{_JSON_ITEM}(?:{_JSON_NEXT})*)?{_JSON_SPACE}\]$"
_QUOTED = r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\""""
_LINK = r"(?i)\bhttps?://[^\s<>\"“”«»…]+(?:…|\.\.\.)?"
_HASHTAG = r"(?:^|[^\p{L}\p{M}\p{N}_&/])[#＃][\p{L}\p{M}\p{N}_]+"
_MENTION = (
    r"(?:^|[^\p{L}\p{N}_@＠/.])[@＠]"
    r"(?:[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+){2,}|[\p{L}\p{N}_]+(?:@[A-Za-z0-9.-]*[A-Za-z0-9])?)"
)
_CLOSERS = ".,;:!?'\"…)]}*"


def cells(values: pl.Series, kind: str) -> pl.Series:
    """Turn a column of cells into lists of strings; a cell with nothing in it becomes null.

    A list column stays, with empty items dropped. A string is read as JSON list, as Python list
    (``['a', 'b']``), as bare list (``[a, b]``), or as values between spaces, commas, semicolons or
    bars; for ``kind`` "urls" commas and semicolons count only before another link, for they occur
    within links, and what is no JSON list is one value for "objects", for nothing is known of what
    it holds. Leading # and @ are dropped for "hashtags" and "mentions".
    """
    if values.dtype == pl.List:
        lists = values.cast(STRINGS)
    else:
        lists = _from_strings(values.cast(pl.String).str.strip_chars(), kind)
    items = pl.element().str.strip_chars()
    if kind == "hashtags":
        items = items.str.strip_prefix("#").str.strip_prefix("＃")
    elif kind == "mentions":
        items = items.str.strip_prefix("@").str.strip_prefix("＠")
    return _without_nothing(lists.to_frame("l").lazy().select(pl.col("l").list.eval(items))).alias(
        values.name
    )


def links_in(text: pl.Series) -> pl.Series:
    """Find the web links in texts, in order. A link cut off with … is no link and is left out."""
    found = pl.col("t").str.extract_all(_LINK)
    # A closing bracket belongs to the link when it was opened inside it, as on Wikipedia.
    bare = pl.element().str.strip_chars_end(_CLOSERS)
    balanced = (
        pl.when(bare.str.contains("(", literal=True) & ~bare.str.contains(")", literal=True))
        .then(bare + ")")
        .otherwise(bare)
    )
    whole = pl.when(~pl.element().str.contains(r"(?:…|\.\.\.)$")).then(balanced)
    return _in_texts(text, r"(?i)https?://", found, whole)


def hashtags_in(text: pl.Series) -> pl.Series:
    """Find the hashtags in texts, in order and as written, without the sign; not within links.

    Letters of any script count; a tag of digits alone is none.
    """
    found = pl.col("t").str.replace_all(_LINK, " ").str.extract_all(_HASHTAG)
    tag = pl.element().str.extract(r"[#＃]([\p{L}\p{M}\p{N}_]+)$")
    return _in_texts(text, "[#＃]", found, pl.when(tag.str.contains(r"[\p{L}\p{M}]")).then(tag))


def mentions_in(text: pl.Series) -> pl.Series:
    """Find the @handles in texts, in order, without the sign; not in links or mail addresses."""
    found = pl.col("t").str.replace_all(_LINK, " ").str.extract_all(_MENTION)
    return _in_texts(text, "[@＠]", found, pl.element().str.extract(r"[@＠](.+)$"))


def _in_texts(text: pl.Series, hint: str, found: pl.Expr, item: pl.Expr) -> pl.Series:
    """Look only into the texts that hold the sign; the rest is null."""
    frame = text.to_frame("t").with_row_index("i")
    looked = frame.filter(pl.col("t").str.contains(hint))
    if looked.is_empty():
        return pl.Series(text.name, [None] * text.len(), dtype=STRINGS)
    lists = _without_nothing(looked.lazy().select(found.list.eval(item)))
    out = frame.select("i").join(
        looked.select("i", lists.alias("l")), on="i", how="left", maintain_order="left"
    )
    return out["l"].alias(text.name)


def _without_nothing(lists: pl.LazyFrame) -> pl.Series:
    name = lists.collect_schema().names()[0]
    kept = pl.col(name).list.eval(
        pl.element().filter(pl.element().is_not_null() & (pl.element() != ""))
    )
    return (
        lists.select(kept).select(pl.when(pl.col(name).list.len() > 0).then(pl.col(name))).collect()
    ).to_series()


def _from_strings(values: pl.Series, kind: str) -> pl.Series:
    frame = values.to_frame("v").with_row_index("i")
    bracketed = pl.col("v").str.starts_with("[") & pl.col("v").str.ends_with("]")
    if kind == "objects":
        bracketed = bracketed & pl.col("v").str.contains(_JSON_LIST)
    parts = [
        _split(frame.filter(~bracketed & (pl.col("v") != "")), kind),
        _from_json(frame.filter(bracketed & pl.col("v").str.contains(_JSON_LIST))),
        _from_brackets(frame.filter(bracketed & ~pl.col("v").str.contains(_JSON_LIST)), kind),
    ]
    found = pl.concat([part.select("i", "l") for part in parts])
    return frame.select("i").join(found, on="i", how="left", maintain_order="left")["l"]


def _split(frame: pl.DataFrame, kind: str) -> pl.DataFrame:
    return frame.with_columns(l=_separated(pl.col("v"), kind))


def _separated(cell: pl.Expr, kind: str) -> pl.Expr:
    if kind == "objects":
        return pl.concat_list(cell)
    if kind == "urls":
        return cell.str.replace_all(r"[,;|]\s*(https?://)", " $1").str.extract_all(r"[^\s|]+")
    return cell.str.extract_all(r"[^\s,;|]+")


def _from_json(frame: pl.DataFrame) -> pl.DataFrame:
    if frame.is_empty():
        return frame.with_columns(l=pl.lit(None, dtype=STRINGS))
    try:
        return frame.with_columns(l=pl.col("v").str.json_decode(STRINGS))
    except pl.exceptions.PolarsError:
        lists = [json.loads(value) for value in frame["v"].to_list()]
        return frame.with_columns(l=pl.Series(lists, dtype=STRINGS))


def _from_brackets(frame: pl.DataFrame, kind: str) -> pl.DataFrame:
    inner = pl.col("v").str.slice(1).str.head(-1)
    quoted = inner.str.extract_all(_QUOTED).list.eval(
        pl.element().str.slice(1).str.head(-1).str.replace_all(r"\\(.)", "$1")
    )
    bare = _separated(inner, kind)
    has_quotes = inner.str.contains(r"""^\s*['"]""")
    return frame.with_columns(l=pl.when(has_quotes).then(quoted).otherwise(bare).cast(STRINGS))
