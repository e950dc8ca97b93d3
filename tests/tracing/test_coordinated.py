"""What the accounts of coordinated clusters publish."""

from __future__ import annotations

import pyarrow as pa

from evenhand.records.schemas import CLUSTERS, COORDINATED, MEMBERS, UNDISCLOSED
from evenhand.tracing.coordinated import coordinated


def _rows(schema: pa.Schema, rows: list[dict[str, object]]) -> pa.Table:
    """Fill what a row leaves out with nothing: the least value of its type."""
    columns = {}
    for field in schema:
        values = [row.get(field.name) for row in rows]
        if not field.nullable:
            empty: object = [] if pa.types.is_list(field.type) else 0
            if pa.types.is_string(field.type):
                empty = ""
            values = [empty if value is None else value for value in values]
        columns[field.name] = pa.array(values, field.type)
    return pa.table(columns, schema=schema)


def _account(name: str, hidden: int, finding: str | None, *outlets: tuple[str, int]) -> pa.Table:
    known = {"account_id": name, "finding": finding}
    whole = known | {"outlet": None, "undisclosed": hidden, "matched": hidden + 1}
    each = [known | {"outlet": one, "undisclosed": n, "matched": n} for one, n in outlets]
    return _rows(UNDISCLOSED, [whole, *each])


def test_clusters_are_counted_by_their_accounts() -> None:
    accounts = pa.concat_tables(
        [
            _account("a", 6, "u1", ("Wire", 2), ("Post", 4)),
            _account("b", 1, None, ("Wire", 1)),
            _account("outside", 9, "u2", ("Wire", 9)),
            _account("open", 0, None, ("Wire", 0)),
        ]
    )
    clusters = _rows(
        CLUSTERS,
        [
            {"cluster": "c1", "label": "first", "accounts": 2, "confirmed": True},
            {"cluster": "c2", "label": "second", "accounts": 3, "confirmed": False},
            {"cluster": "c3", "label": "third", "accounts": 2},
        ],
    )
    whose = {"a": "c2", "b": "c2", "never_traced": "c2", "open": "c3", "outside": None}
    members = _rows(MEMBERS, [{"account_id": one, "cluster": of} for one, of in whose.items()])
    found = coordinated(accounts, clusters, members)
    assert found.schema == COORDINATED
    columns = ["cluster", "hiding", "findings", "matched", "undisclosed", "outlets"]
    assert [tuple(row.values()) for row in found.select(columns).to_pylist()] == [
        ("c2", 2, ["u1"], 9, 7, ["Post", "Wire"]),
        ("c1", 0, [], 0, 0, []),
        ("c3", 0, [], 1, 0, []),
    ]
    assert coordinated(accounts, clusters[:0], members[:0]).num_rows == 0
