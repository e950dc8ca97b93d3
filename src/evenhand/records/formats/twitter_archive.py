"""Twitter's information-operations archive: CSV as given to the Moderation Research Consortium.

Columns by the archive's README. Account ids of small accounts are hashed there, consistently within
a release.
"""

from __future__ import annotations

from evenhand.records.formats.shapes import TableFormat

FORMAT = TableFormat(
    name="twitter_archive",
    meaning="Twitter's information-operations archive, CSV",
    platform="twitter",
    needs=("tweetid", "userid", "tweet_time", "tweet_text"),
    columns={
        "post_id": "tweetid",
        "account_id": "userid",
        "created_at": "tweet_time",
        "text": "tweet_text",
        "language": "tweet_language",
        "reposted": "is_retweet",
        "repost_of": "retweet_tweetid",
        "quote_of": "quoted_tweet_tweetid",
        "reply_to": "in_reply_to_tweetid",
        "hashtags": "hashtags",
        "urls": "urls",
        "mentions": "user_mentions",
        "account_handle": "user_screen_name",
        "account_name": "user_display_name",
        "account_created_at": "account_creation_date",
        "account_followers": "follower_count",
    },
)
