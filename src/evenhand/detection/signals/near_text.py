"""Near-identical texts: the same words but for a few, by ``detection.minhash``."""

import polars as pl

from evenhand.detection import minhash
from evenhand.detection.signals.signal import Options, Signal
from evenhand.engines import local
from evenhand.records import texts
from evenhand.records.errors import InputError

_NOT_WORDS = r"[^\p{L}\p{M}\p{N}]+"
_LAST_HASHTAGS = r"(?:\s*[#＃][\p{L}\p{M}\p{N}_]+)+\s*$"


def _objects(posts: pl.LazyFrame, options: Options) -> pl.LazyFrame:
    if not 0 < options.near_text_similarity <= 1:
        raise InputError(
            "near_text_similarity must be above 0 and at most 1; "
            f"{options.near_text_similarity} was given."
        )
    held = (
        posts.with_columns(object=texts.normalised(pl.col("text")))
        .filter(pl.col("object").str.len_chars() >= options.text_min_length)
        .drop("text")
        .collect(engine="streaming")
    )
    names = _names(held["object"], options)
    return (
        held.lazy()
        .join(names.lazy(), on="object", how="left")
        .with_columns(object=pl.coalesce("name", "object"))
        .drop("name")
    )


def words_of(normalised: pl.Expr) -> pl.Expr:
    """Keep the letters, marks and digits, with single spaces, without the hashtags at the end."""
    return (
        normalised.str.replace(_LAST_HASHTAGS, "")
        .str.replace_all(_NOT_WORDS, " ")
        .str.strip_chars(" ")
    )


def _names(normalised: pl.Series, options: Options) -> pl.DataFrame:
    """Name the group of each text after its most frequent one (ties: bytewise first).

    Texts are compared by `words_of`; when that has fewer characters than a text must have, the text
    is left to itself.

    Returns:
        ``object`` (distinct normalised texts) and ``name``, without the texts left to themselves.
    """
    ranked = (
        normalised.alias("object")
        .to_frame()
        .lazy()
        .group_by("object")
        .len("posts")
        .with_columns(words=words_of(pl.col("object")))
        .filter(pl.col("words").str.len_chars() >= max(1, options.text_min_length))
        .sort(["posts", "object"], descending=[True, False])
        .collect()
    )
    # The first text of a leading form is then the most frequent of its group.
    forms = ranked.group_by("words", maintain_order=True).agg(pl.col("object").first())
    leader = minhash.leaders(forms["words"], options.near_text_similarity, local.threads())
    named = forms.select("words", name=forms["object"].gather(leader))
    return ranked.select("object", "words").join(named, on="words", how="left").drop("words")


SIGNAL = Signal(
    name="near_text",
    meaning="posted nearly the same text",
    column="text",
    objects=_objects,
    unasked=False,
)
