"""The Internet Research Agency's tweets as FiveThirtyEight published them, and a later re-cut.

Columns by the README of fivethirtyeight/russian-troll-tweets. `external_author_id` was rounded by a
spreadsheet in part of the files, so that different accounts share it; the handle is the account.
Times are to the minute, month first, in UTC. `retweet` says that a post is a retweet, not of what.
"""

from __future__ import annotations

import polars as pl

from evenhand.records.columns import folded
from evenhand.records.formats.shapes import TableFormat

_LANGUAGES = {
    "Albanian": "sq", "Arabic": "ar", "Bulgarian": "bg", "Catalan": "ca", "Croatian": "hr",
    "Czech": "cs", "Danish": "da", "Dutch": "nl", "English": "en", "Estonian": "et",
    "Farsi (Persian)": "fa", "Finnish": "fi", "French": "fr", "German": "de", "Greek": "el",
    "Gujarati": "gu", "Hebrew": "he", "Hindi": "hi", "Hungarian": "hu", "Icelandic": "is",
    "Indonesian": "id", "Italian": "it", "Japanese": "ja", "Kannada": "kn", "Korean": "ko",
    "Kurdish": "ku", "Latvian": "lv", "Lithuanian": "lt", "Macedonian": "mk", "Malay": "ms",
    "Malayalam": "ml", "Norwegian": "no", "Polish": "pl", "Portuguese": "pt", "Pushto": "ps",
    "Romanian": "ro", "Russian": "ru", "Saudi Arabia": "ar", "Serbian": "sr",
    "Simplified Chinese": "zh-Hans", "Slovak": "sk", "Slovenian": "sl", "Somali": "so",
    "Spanish": "es", "Swedish": "sv", "Tagalog (Filipino)": "tl", "Tamil": "ta", "Thai": "th",
    "Traditional Chinese": "zh-Hant", "Turkish": "tr", "Ukrainian": "uk", "Urdu": "ur",
    "Uzbek": "uz", "Vietnamese": "vi",
}  # fmt: skip


def _finished(table: pl.DataFrame, draft: pl.DataFrame) -> pl.DataFrame:
    language = pl.col("language").replace_strict(_LANGUAGES, default=None, return_dtype=pl.String)
    draft = draft.with_columns(language)
    # In newer files the links stand beside the text, as the first step from the short link.
    links = [name for name in table.columns if folded(name).endswith("step1")]
    if links:
        urls = table.select(pl.concat_list(links).list.drop_nulls()).to_series()
        draft = draft.with_columns(urls.alias("urls"))
    handles = [name for name in table.columns if folded(name) in ("author", "authorid")]
    return draft.with_columns(table[handles[0]].alias("account_handle"))


_COLUMNS = {
    "post_id": "tweet_id",
    "created_at": "publish_date",
    "text": "content",
    "language": "language",
    "reposted": "retweet",
    "url": "article_url",
    "account_kind": "account_type",
    "account_followers": "followers",
}
FORMAT = TableFormat(
    name="fivethirtyeight",
    meaning="FiveThirtyEight's Internet Research Agency tweets, CSV",
    platform="twitter",
    needs=("author", "content", "publish_date", "language", "retweet", "account_category"),
    columns={"account_id": "author", **_COLUMNS},
    order="mdy",
    finish=_finished,
)
RECUT = TableFormat(
    name="fivethirtyeight_recut",
    meaning="The same, re-cut by author, CSV",
    platform="twitter",
    needs=("author_id", "content", "publish_date", "language", "retweet", "account_category"),
    columns={"account_id": "author_id", **_COLUMNS},
    order="mdy",
    finish=_finished,
)
