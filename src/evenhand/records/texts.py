"""Texts in the form in which two of them count as the same, and hashes that never change."""

from __future__ import annotations

import hashlib

import polars as pl

URL_PATTERN = r"(?i)\b(?:https?://|www\.)[^\s<>\"“”«»]+"
MENTION_PATTERN = r"(^|[^\p{L}\p{N}_@/.])[@＠][\p{L}\p{N}_]+(?:[.-][\p{L}\p{N}_]+)*(?:@[\w.-]+)?"
# Soft hyphen, zero-width space and joiners, direction marks, word joiner, byte order mark,
# variation selectors: they change the bytes of a text and nothing that a reader sees.
INVISIBLE_PATTERN = (
    r"[\u00AD\u034F\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFE00-\uFE0F\uFEFF]"
)
REPOST_PREFIX = r"^\s*RT\s+[@＠][\p{L}\p{N}_.-]+\s*:?\s*"
HASH_BYTES = 8


def normalised(text: pl.Expr) -> pl.Expr:
    """Give texts the form used for exact matching.

    Unicode NFKC, lower case, links and @mentions removed, invisible characters removed, white space
    collapsed to one space and trimmed. A text of nothing else becomes "". Null stays null.
    """
    return (
        text.str.normalize("NFKC")
        .str.to_lowercase()
        .str.replace_all(INVISIBLE_PATTERN, "")
        .str.replace_all(URL_PATTERN, " ")
        .str.replace_all(MENTION_PATTERN, "$1 ")
        .str.replace_all(r"\s+", " ")
        .str.strip_chars(" ")
    )


def without_repost_prefix(text: pl.Expr) -> pl.Expr:
    """Drop a leading ``RT @handle:``, which says that the rest is someone else's post."""
    return text.str.replace(REPOST_PREFIX, "")


def stable_hashes(values: pl.Series) -> pl.Series:
    """Hash strings to 16 hexadecimal digits, the same on every machine and in every version.

    BLAKE2b with 8 bytes of digest, over UTF-8, once for each distinct value: about a second for a
    million of them. Null stays null.
    """
    distinct = values.drop_nulls().unique()
    hashes = [
        hashlib.blake2b(value.encode(), digest_size=HASH_BYTES).hexdigest()
        for value in distinct.to_list()
    ]
    return values.replace_strict(
        distinct, pl.Series(hashes, dtype=pl.String), default=None, return_dtype=pl.String
    )
