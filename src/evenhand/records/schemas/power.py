"""Tables of how well a planted network is found."""

from __future__ import annotations

import pyarrow as pa

from evenhand.records.schemas.columns import column, table

_VARIED = (
    column("varied", pa.string(), "What is varied: size, delay or camouflage.", nullable=False),
    column(
        "value",
        pa.float64(),
        "Its value: accounts, seconds (median delay), or the share of ordinary posts.",
        "accounts, s or 0 to 1",
        nullable=False,
    ),
    column("base", pa.bool_(), "Whether it is the scenario's own value.", nullable=False),
)

POWER = table(
    "power",
    "What was found in one simulated stream: one row for each varied thing, value and repeat.",
    *_VARIED,
    column("repeat", pa.uint32(), "Number of the repeat, from 1.", nullable=False),
    column("seed", pa.uint64(), "Seed with which the stream was made.", nullable=False),
    column("planted", pa.uint32(), "Accounts of the network.", "accounts", nullable=False),
    column("planted_posts", pa.uint64(), "Posts of these accounts.", "posts", nullable=False),
    column("groups", pa.uint32(), "Confirmed groups.", "groups", nullable=False),
    column(
        "false_groups",
        pa.uint32(),
        "Those of which fewer than half of the accounts are planted.",
        "groups",
        nullable=False,
    ),
    column("flagged", pa.uint32(), "Accounts in confirmed groups.", "accounts", nullable=False),
    column("right", pa.uint32(), "Those of them that are planted.", "accounts", nullable=False),
    column("precision", pa.float64(), "right over flagged; null when nothing is.", "0 to 1"),
    column("recall", pa.float64(), "right over planted.", "0 to 1", nullable=False),
    column(
        "found",
        pa.bool_(),
        "Whether one confirmed group holds at least half of the network's accounts.",
        nullable=False,
    ),
)


def _mean(name: str, meaning: str, nullable: bool) -> tuple[pa.Field, ...]:
    return (
        column(name, pa.float64(), f"Mean {meaning}.", "0 to 1", nullable),
        column(f"{name}_low", pa.float64(), "Lower end of its 95 % interval.", "0 to 1", nullable),
        column(f"{name}_high", pa.float64(), "Upper end.", "0 to 1", nullable),
    )


POWER_POINTS = table(
    "power_points",
    "The repeats of one value together: one row for each varied thing and value.",
    *_VARIED,
    column("streams", pa.uint32(), "Repeats.", "streams", nullable=False),
    column("found", pa.uint32(), "Those in which the network was found.", "streams", False),
    column(
        "found_low",
        pa.float64(),
        "Lower end of the 95 % interval of their share (Wilson).",
        "0 to 1",
        nullable=False,
    ),
    column("found_high", pa.float64(), "Upper end.", "0 to 1", nullable=False),
    *_mean("recall", "recall over all streams", False),
    column(
        "with_groups",
        pa.uint32(),
        "Streams with a confirmed group; precision is theirs, and null when there are none.",
        "streams",
        nullable=False,
    ),
    *_mean("precision", "precision over the streams with a confirmed group", True),
    column("false_groups", pa.uint32(), "False groups in all streams.", "groups", nullable=False),
)
