"""A name for a cluster, from what it shared and never from who it might be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from evenhand.records import links

_MOST = 60
_WORDS = {
    "domain": "links to {}",
    "hashtags": "hashtags {}",
    "media": "one image or video, {}",
    "mention": "mentions of @{}",
    "object": "object {}",
    "reply": "replies to {}",
    "repost": "reposts of {}",
    "text": "the text “{}”",
}


def label(objects: Sequence[Mapping[str, Any]] | None, texts: pl.DataFrame) -> str:
    """Name a cluster after the object that most of its accounts shared.

    ``objects`` are entries of the column ``objects`` of CLUSTERS, most shared first; ``texts`` has
    ``post, text`` of the posts that they give as examples.
    """
    if not objects:
        return "no object"
    first = objects[0]
    if first["signal"] == "link":
        urls = [o["object"] for o in objects if o["signal"] == "link"]
        hosts = links.registrable_domain(pl.Series(urls)).drop_nulls().to_list()
        if hosts:
            return f"links to {_most_common(hosts)}"
        return f"the link {_cut(first['object'])}"
    if first["signal"] == "repost":
        # What a repost says is what the original says, and reads better than the original's id.
        text = texts.filter(pl.col("post") == first["example_post"])["text"].drop_nulls()
        if text.len() and text[0].strip():
            return f"reposts of “{_cut(text[0])}”"
    words = _WORDS.get(first["signal"], f"{first['signal']} {{}}")
    return words.format(_cut(first["object"]))


def _most_common(values: Sequence[str]) -> str:
    counts = Counter(values)
    return min(counts, key=lambda value: (-counts[value], value))


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _MOST else text[: _MOST - 1].rstrip() + "…"
