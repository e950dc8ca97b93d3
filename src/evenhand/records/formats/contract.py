"""The four columns of CooRTweet: any platform's data in a minute.

Documented in the R package CooRTweet: object_id (what was shared), account_id, content_id (the
post) and timestamp_share (seconds since 1970, UTC). A post that shared several objects has a row
for each; they become one post.
"""

from __future__ import annotations

from evenhand.records.formats.shapes import TableFormat

FORMAT = TableFormat(
    name="contract",
    meaning="CooRTweet's four columns: object_id, account_id, content_id, timestamp_share",
    platform=None,
    needs=("object_id", "account_id", "content_id", "timestamp_share"),
    columns={
        "objects": "object_id",
        "account_id": "account_id",
        "post_id": "content_id",
        "created_at": "timestamp_share",
    },
    tolerant=True,
)
