"""Bluesky events as Jetstream sends them, one JSON object a line.

Shapes by the Jetstream README and the lexicons app.bsky.feed.post, app.bsky.feed.repost,
app.bsky.richtext.facet and app.bsky.embed.*. The time is the event's ``time_us``, when the network
saw it: ``createdAt`` is whatever the author's program claims. Other events are not posts.
"""

from __future__ import annotations

from typing import Any

from evenhand.records.formats.shapes import NOT_A_POST, Found, Item, RecordFormat, items_of, part

_POST, _REPOST = "app.bsky.feed.post", "app.bsky.feed.repost"
_KINDS = ("commit", "identity", "account")


def recognises(record: Item) -> bool:
    """Whether a record is a Jetstream event."""
    return "did" in record and "time_us" in record and record.get("kind") in _KINDS


def found(record: Item) -> Found:
    """Read an event; whatever is not a new post or repost is not a post."""
    commit = record.get("commit") or {}
    collection = commit.get("collection")
    if record.get("kind") != "commit" or collection not in (_POST, _REPOST):
        return NOT_A_POST
    if commit.get("operation") != "create":
        return NOT_A_POST
    content = commit["record"]
    did, key = record["did"], commit["rkey"]
    post: Item = {
        "post_id": f"at://{did}/{collection}/{key}",
        "account_id": did,
        "created_at": str(record["time_us"]),
    }
    if collection == _REPOST:
        return Found([post | {"repost_of": content["subject"]["uri"]}])
    urls, tags, mentions = _facets(content)
    embed = content.get("embed") or {}
    media = embed.get("media") or embed
    external = part(media, "external", "uri") or part(embed, "external", "uri")
    if external and external not in urls:
        urls.append(external)
    quoted = part(embed, "record", "uri") or part(embed, "record", "record", "uri")
    languages = items_of(content, "langs")
    return Found(
        [
            post
            | {
                "text": content.get("text"),
                "language": languages[0] if languages else None,
                "urls": urls,
                "hashtags": tags + items_of(content, "tags"),
                "mentions": mentions,
                "reply_to": part(content, "reply", "parent", "uri"),
                "quote_of": quoted if quoted and f"/{_POST}/" in quoted else None,
                "media": _media(media),
                "url": f"https://bsky.app/profile/{did}/post/{key}",
            }
        ]
    )


def _facets(content: Item) -> tuple[list[str], list[str], list[str]]:
    urls, tags, mentions = [], [], []
    for facet in items_of(content, "facets"):
        for feature in items_of(facet, "features"):
            kind = str(feature.get("$type")).partition("#")[2]
            if kind == "link" and feature.get("uri"):
                urls.append(feature["uri"])
            elif kind == "tag" and feature.get("tag"):
                tags.append(feature["tag"])
            elif kind == "mention" and feature.get("did"):
                mentions.append(feature["did"])
    return urls, tags, mentions


def _media(embed: Any) -> list[str]:
    """Content ids (CID) of images and videos: the same file has the same one everywhere."""
    blobs = [image.get("image") for image in items_of(embed, "images")]
    blobs.append(embed.get("video"))
    links = [part(blob, "ref", "$link") or part(blob, "cid") for blob in blobs]
    return [link for link in links if link]


FORMAT = RecordFormat(
    name="bluesky",
    meaning="Bluesky Jetstream events, JSON Lines",
    platform="bluesky",
    recognises=recognises,
    found=found,
    columns={
        "post_id": "did, commit.collection, commit.rkey",
        "account_id": "did",
        "created_at": "time_us",
        "text": "commit.record.text",
        "language": "commit.record.langs",
        "urls": "commit.record.facets, commit.record.embed.external",
        "hashtags": "commit.record.facets, commit.record.tags",
        "mentions": "commit.record.facets",
        "repost_of": "commit.record.subject.uri",
        "quote_of": "commit.record.embed.record",
        "reply_to": "commit.record.reply.parent.uri",
        "media": "commit.record.embed",
    },
)
