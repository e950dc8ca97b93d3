"""Videos of the TikTok Research API: a response with data.videos, or a video an object.

Fields by the API's documentation of the video object. What two accounts can share there is the
description, its hashtags, and the sound (``music_id``), which is given as media ``music:…``. Duets
and stitches are the author's own work on another video and count as quotes where its id is given.
"""

from __future__ import annotations

from evenhand.records.formats.shapes import (
    NOT_A_POST,
    Found,
    Item,
    RecordFormat,
    items_of,
    part,
    text_of,
)


def recognises(record: Item) -> bool:
    """Whether a record is a response or a video."""
    if isinstance(part(record, "data", "videos"), list):
        return True
    return "video_description" in record and "create_time" in record and "username" in record


def found(record: Item) -> Found:
    """Read a response or a video."""
    if "video_description" in record or "username" in record:
        return Found([_post(record)])
    videos = items_of(part(record, "data", "videos"))
    return Found([_post(video) for video in videos]) if videos else NOT_A_POST


def _post(video: Item) -> Item:
    name, number = text_of(video.get("username")), text_of(video.get("id"))
    music = text_of(video.get("music_id"))
    # The API gives 0 where a video is no duet or stitch.
    quoted = text_of(video.get("duet_from_video_id")) or text_of(video.get("stitch_from_video_id"))
    return {
        "post_id": number,
        "account_id": name,
        "created_at": text_of(video.get("create_time")),
        "text": video.get("video_description"),
        "language": video.get("language"),
        "hashtags": [text_of(tag) for tag in items_of(video, "hashtag_names")],
        "media": [f"music:{music}"] if music and music != "0" else [],
        "quote_of": quoted,
        "url": f"https://www.tiktok.com/@{name}/video/{number}" if name and number else None,
        "account_handle": name,
        "account_kind": "user",
    }


FORMAT = RecordFormat(
    name="tiktok",
    meaning="TikTok Research API videos, JSON or JSON Lines",
    platform="tiktok",
    recognises=recognises,
    found=found,
    columns={
        "post_id": "id",
        "account_id": "username",
        "created_at": "create_time",
        "text": "video_description",
        "hashtags": "hashtag_names",
        "media": "music_id",
        "quote_of": "duet_from_video_id, stitch_from_video_id",
    },
)
