from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.exchange import tables

SCHEMA = pa.schema(
    [
        pa.field("name", pa.dictionary(pa.int32(), pa.string())),
        pa.field("number", pa.int64(), nullable=False),
    ]
)
ROWS = [(f"name {n % 7}" if n % 5 else None, n) for n in range(1000)]


def batches(sizes: list[int]) -> list[pa.RecordBatch]:
    """The same rows in batches of the given sizes, each with a dictionary of its own."""
    made = []
    start = 0
    for size in [*sizes, len(ROWS)]:
        part = ROWS[start : start + size]
        start += size
        if part:
            names, numbers = zip(*part, strict=True)
            coded = pa.array(names, pa.string()).dictionary_encode()
            made.append(pa.RecordBatch.from_arrays([coded, pa.array(numbers)], schema=SCHEMA))
    return made


@pytest.fixture(autouse=True)
def small_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "ROWS_IN_GROUP", 100)


@pytest.mark.parametrize("sizes", [[1000], [1] * 50, [99, 1, 101, 350], [250, 250], []])
def test_the_cut_into_batches_changes_nothing(sizes: list[int], tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    assert tables.write_batches(batches(sizes), SCHEMA, path) == 1000
    read = pq.read_table(path)
    assert [tuple(row.values()) for row in read.to_pylist()] == ROWS
    tables.write_batches(batches([1000]), SCHEMA, tmp_path / "whole.parquet")
    assert path.read_bytes() == (tmp_path / "whole.parquet").read_bytes()


def test_no_batches_make_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "none.parquet"
    assert tables.write_batches([], SCHEMA, path) == 0
    assert pq.read_table(path).num_rows == 0
    assert pq.read_schema(path).equals(SCHEMA)


def test_an_error_in_the_middle_leaves_no_file(tmp_path: Path) -> None:
    def broken() -> Any:
        yield from batches([300])[:1]
        raise RuntimeError("the machine is on fire")

    with pytest.raises(RuntimeError, match="on fire"):
        tables.write_batches(broken(), SCHEMA, tmp_path / "rows.parquet")
    assert list(tmp_path.iterdir()) == []


@given(st.lists(st.sampled_from(["a", "b", "", "ä", None]), max_size=40), st.integers(1, 5))
def test_a_dictionary_is_the_same_however_it_came_about(values: list[Any], size: int) -> None:
    plain = pa.array(values, pa.string())
    chunked = pa.chunked_array(
        [plain.slice(i, size).dictionary_encode() for i in range(0, len(values), size)],
        pa.dictionary(pa.int32(), pa.string()),
    )
    found = tables._canonical(chunked)
    assert found.to_pylist() == values
    seen = list(dict.fromkeys(v for v in values if v is not None))
    assert found.dictionary.to_pylist() == seen
