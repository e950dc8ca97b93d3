"""The table of coordinated clusters whose accounts were traced."""

from __future__ import annotations

import pyarrow as pa

from evenhand.records.schemas.columns import STRINGS, column, table

COORDINATED = table(
    "coordinated",
    "One coordinated cluster of an earlier run over the same posts, and what its accounts publish.",
    column("cluster", pa.string(), "The cluster, as that run numbers it.", nullable=False),
    column("label", pa.string(), "Its name there, from what it shared.", nullable=False),
    column("confirmed", pa.bool_(), "Whether it was confirmed there; null where not tested."),
    column("declared", pa.bool_(), "Whether it is declared; null where nothing was declared."),
    column("accounts", pa.uint32(), "How many accounts it has.", "accounts", nullable=False),
    column(
        "hiding",
        pa.uint32(),
        "Those of them with an undisclosed post.",
        "accounts",
        nullable=False,
    ),
    column("findings", STRINGS, "Findings (u1, u2, …) among its accounts.", nullable=False),
    column(
        "matched", pa.uint32(), "Posts of its accounts with an outlet's content.", "posts",
        nullable=False,
    ),
    column("undisclosed", pa.uint32(), "Those that do not say so.", "posts", nullable=False),
    column("outlets", STRINGS, "Whose content these are, most posts first.", nullable=False),
)  # fmt: skip
