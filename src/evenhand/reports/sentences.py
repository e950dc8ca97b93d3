"""What the numbers say, in sentences that a stranger understands.

Every number has a unit and a denominator. A share of fewer than ten cases is given as counts only:
"3 of 7" says more, and promises less, than 43 %.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from evenhand.detection.looked_at import LookedAt

FEW = 10
SPACE = "\u00a0"

SIGNAL_WORDS = {
    "repost": "reposts of the same post",
    "link": "the same links",
    "domain": "links to the same domains",
    "hashtags": "the same sequences of hashtags",
    "text": "the same texts",
    "near_media": "nearly the same images",
    "near_text": "nearly the same texts",
    "media": "the same images or videos",
    "reply": "replies to the same posts",
    "mention": "mentions of the same accounts",
    "object": "the same objects, as the input names them",
}


def number(value: float) -> str:
    """Write a whole number with thousands apart: 5,120."""
    return f"{int(value):,}"


def count(value: float, singular: str, plural: str | None = None) -> str:
    """``1 group``, ``3 groups``, ``no groups``."""
    noun = singular if int(value) == 1 else (plural or singular + "s")
    return f"no {noun}" if int(value) == 0 else f"{number(value)} {noun}"


def percent(part: float, whole: float) -> str:
    """``part`` of ``whole`` in per cent; never rounded to 0 or 100 unless it is."""
    value = 100 * part / whole
    if 0 < value < 1:
        return f"under{SPACE}1{SPACE}%"
    if 99 < value < 100:
        return f"over{SPACE}99{SPACE}%"
    return f"{value:.0f}{SPACE}%"


def share(part: float, whole: float) -> str:
    """``41 of 44 (93 %)``; counts only when either is under ten."""
    counts = f"{number(part)} of {number(whole)}"
    if part < FEW or whole < FEW:
        return counts
    return f"{counts} ({percent(part, whole)})"


def listed(words: Sequence[str], most: int | None = None) -> str:
    """Write ``a, b and c``; with ``most``, the rest is counted: ``a, b and 7 more``."""
    words = list(words)
    if most is not None and len(words) > most:
        words = [*words[:most], f"{number(len(words) - most)} more"]
    if len(words) < 2:
        return "".join(words)
    return ", ".join(words[:-1]) + " and " + words[-1]


def duration(seconds: float) -> str:
    """Write a length of time in the unit that keeps it short: 0.5 seconds, 90 seconds, 2 hours."""
    for size, unit, least in ((86_400, "day", 86_400), (3_600, "hour", 3_600), (60, "minute", 120)):
        if seconds >= least and seconds % size == 0:
            return count(seconds // size, unit)
    if seconds == int(seconds):
        return count(seconds, "second") if seconds else f"0{SPACE}seconds"
    return f"{seconds:,.1f} seconds"


def moment(time: datetime | None) -> str:
    """``2024-03-01 14:05:09 UTC``."""
    return "unknown" if time is None else f"{time:%Y-%m-%d %H:%M:%S} UTC"


def day(time: datetime | None) -> str:
    """``2024-03-01``."""
    return "unknown" if time is None else f"{time:%Y-%m-%d}"


def period(first: datetime | None, last: datetime | None) -> str:
    """``2024-03-01 to 2024-04-01``, or with times when it is within one day."""
    if first is None or last is None:
        return "an unknown period"
    if first.date() == last.date():
        return f"{day(first)} {first:%H:%M:%S} to {last:%H:%M:%S} UTC"
    return f"{day(first)} to {day(last)} (UTC)"


def shared_things(signals: Sequence[str]) -> str:
    """Say what accounts with these signals did, as the object of "shared"."""
    return listed([SIGNAL_WORDS.get(signal, f"the same {signal}") for signal in signals])


def posted_together(looked_at: LookedAt) -> str:
    """Say what two accounts must have done to be joined, in words."""
    within = f"within {duration(looked_at.window_s)} of each other"
    if looked_at.min_weight <= 1:
        return f"posted the same thing {within} at least once"
    if looked_at.weight == "post-pairs":
        return f"posted the same things {within} at least {number(looked_at.min_weight)} times"
    return f"posted at least {number(looked_at.min_weight)} of the same things {within}"


def looked_at_line(looked_at: LookedAt) -> str:
    """Say in one line what was looked at."""
    where = f" on {listed(looked_at.platforms, 4)}" if looked_at.platforms else ""
    return (
        f"{count(looked_at.posts, 'post')} by {count(looked_at.accounts, 'account')}{where}, "
        f"{period(looked_at.first_post, looked_at.last_post)}, "
        f"from {count(len(looked_at.files), 'file')}."
    )


def group(cluster: Mapping[str, object], looked_at: LookedAt) -> str:
    """Say what one group did. ``cluster`` is a row of CLUSTERS."""
    accounts = _whole(cluster["accounts"])
    possible = accounts * (accounts - 1) // 2
    signals = cluster["signals"]
    things = shared_things([str(signal) for signal in signals] if isinstance(signals, list) else [])
    first, last = cluster["first_seen"], cluster["last_seen"]
    when = (
        period(first, last)
        if isinstance(first, datetime) and isinstance(last, datetime)
        else "unknown"
    )
    said = (
        f"Its {count(accounts, 'account')} shared {things} within "
        f"{duration(looked_at.window_s)} of each other, in "
        f"{count(_whole(cluster['post_pairs']), 'pair')} of posts, {when}."
    )
    if possible > 1:
        pairs = share(_whole(cluster["edges"]), possible)
        said += f" {pairs} possible pairs of accounts did so."
    median = cluster["median_delay_s"]
    if isinstance(median, float):
        if median == 0:
            said += " At least half of the pairs of posts carry the same time."
        else:
            said += f" Half of the pairs of posts are at most {duration(round(median, 1))} apart."
    return said


def _whole(value: object) -> int:
    return int(value) if isinstance(value, int | float) else 0
