"""Tables of how far a finding can be relied on: other settings, forgotten times, delays."""

from __future__ import annotations

import pyarrow as pa

from evenhand.records.schemas.columns import column, table

SENSITIVITY = table(
    "sensitivity",
    "What would have been confirmed with another window or jitter: one row for each setting.",
    column("window_s", pa.float64(), "The window.", "s", nullable=False),
    column("jitter_s", pa.float64(), "The jitter.", "s", nullable=False),
    column("chosen", pa.bool_(), "Whether it is the setting of this run.", nullable=False),
    column("candidates", pa.uint32(), "Groups that were tested.", "groups", nullable=False),
    column("confirmed", pa.uint32(), "Groups that were confirmed.", "groups", nullable=False),
    column("accounts", pa.uint32(), "Accounts that carry them.", "accounts", nullable=False),
    column(
        "accounts_in_common",
        pa.uint32(),
        "Those of them that carry a group in this run too.",
        "accounts",
        nullable=False,
    ),
)

CALIBRATION = table(
    "calibration",
    "What was found in the real posts with their exact times forgotten: one row for each repeat.",
    column("repeat", pa.uint32(), "Number of the repeat, from 1.", nullable=False),
    column("edges", pa.uint64(), "Edges that were left.", "edges", nullable=False),
    column("candidates", pa.uint32(), "Groups that were tested.", "groups", nullable=False),
    column("groups", pa.uint32(), "Groups that were confirmed: false.", "groups", nullable=False),
    column("accounts", pa.uint32(), "Accounts in them.", "accounts", nullable=False),
)

DELAYS = table(
    "delays",
    "How far apart the accounts of a confirmed cluster share the same things, as they did and by "
    "chance: one row for each bin of delays. First shares of account and thing, at any time.",
    column("cluster", pa.string(), "The cluster.", nullable=False),
    column("from_s", pa.float64(), "Delays above this; in the first bin also this.", "seconds"),
    column("to_s", pa.float64(), "And up to this.", "seconds", nullable=False),
    column("observed", pa.uint64(), "Pairs of accounts and things.", "pairs", nullable=False),
    column("expected", pa.float64(), "The same by chance.", "pairs", nullable=False),
)
