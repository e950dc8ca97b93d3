"""Names for clusters, from what they shared and never from who they might be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from evenhand.records import links

Objects = Sequence[Mapping[str, Any]]
_MOST = 60
_WORDS = {
    "domain": "links to {}",
    "hashtags": "hashtags {}",
    "link": "the link {}",
    "media": "one image or video, {}",
    "mention": "mentions of @{}",
    "near_media": "nearly one image, {}",
    "near_text": "nearly the text “{}”",
    "object": "object {}",
    "reply": "replies to {}",
    "repost": "reposts of {}",
    "text": "the text “{}”",
}


def labels(clusters: Sequence[Objects | None], texts: pl.DataFrame) -> list[str]:
    """Name each cluster after the object that most of its accounts shared.

    A label that a stronger cluster has is not given again while the cluster has another object: of
    those that no label names yet, the most shared one is taken.

    Args:
        clusters: strongest first, the entries of the column ``objects`` of CLUSTERS, most shared
            first.
        texts: ``post, text`` of the posts that they give as examples.
    """
    given: set[str] = set()
    named = []
    for objects in clusters:
        free = (one for one in _candidates(objects, texts) if one not in given)
        label = next(free, None) or next(_candidates(objects, texts))
        given.add(label)
        named.append(label)
    return named


def _candidates(objects: Objects | None, texts: pl.DataFrame) -> Iterator[str]:
    """Yield what a cluster could be called, best first."""
    if not objects:
        yield "no object"
        return
    if objects[0]["signal"] == "link":
        urls = [o["object"] for o in objects if o["signal"] == "link"]
        hosts = links.registrable_domain(pl.Series(urls)).drop_nulls().to_list()
        if hosts:
            yield f"links to {_most_common(hosts)}"
    for shared in objects:
        yield _named(shared, texts)


def _named(shared: Mapping[str, Any], texts: pl.DataFrame) -> str:
    if shared["signal"] == "repost":
        # What a repost says is what the original says, and reads better than the original's id.
        text = texts.filter(pl.col("post") == shared["example_post"])["text"].drop_nulls()
        if text.len() and text[0].strip():
            return f"reposts of “{_cut(text[0])}”"
    words = _WORDS.get(shared["signal"], f"{shared['signal']} {{}}")
    return words.format(_cut(shared["object"]))


def _most_common(values: Sequence[str]) -> str:
    counts = Counter(values)
    return min(counts, key=lambda value: (-counts[value], value))


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _MOST else text[: _MOST - 1].rstrip() + "…"
