from __future__ import annotations

import csv
import json
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evenhand.exchange import tables
from evenhand.records.schemas import CLUSTERS, CODED, SHARES, TABLES

anything = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def read_csv(path: Path) -> pl.DataFrame:
    """Undo ``write_csv`` for string columns: what the documentation of it says."""
    frame = pl.read_csv(path, infer_schema=False)
    guarded = r"^'+[=+\-@\t\r\n＝＋－＠]"
    strip = pl.when(pl.all().str.contains(guarded)).then(pl.all().str.slice(1)).otherwise(pl.all())
    return frame.with_columns(strip.name.keep())


# ---- CSV


def test_the_dialect(tmp_path: Path) -> None:
    moment = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
    table = pa.table(
        {
            "text": ["plain", 'a "quoted", one', "two\nlines", "", None],
            "time": pa.array(
                [moment, moment + timedelta(microseconds=5), None, moment, moment],
                pa.timestamp("us", tz="Europe/Berlin"),
            ),
            "number": [-1, 2, None, 4, 5],
            "ratio": [0.1, None, 1e-9, 3.0, -2.5],
            "money": pa.array([Decimal("-1.50")] * 5),
            "tags": [["a", 'b"'], [], None, [None, "=x"], ["é\n"]],
            "pair": [{"a": 1, "b": "x"}, None, {"a": None, "b": "=y"}, None, None],
            "coded": pa.array(["=a", "b", "=a", None, "b"]).dictionary_encode(),
            "yes": [True, False, None, True, True],
        }
    )
    path = tmp_path / "table.csv"
    tables.write_csv(table, path)
    raw = path.read_bytes()
    assert raw.startswith(b"text,time,number,ratio,money,tags,pair,coded,yes\r\n")
    assert raw.endswith(b"\r\n")
    rows = list(csv.DictReader(path.open(encoding="utf-8", newline="")))  # type: ignore[arg-type]
    cells = {name: [row[name] for row in rows] for name in table.column_names}  # type: ignore[call-overload]
    assert cells["text"] == ["plain", 'a "quoted", one', "two\nlines", "", ""]
    assert cells["time"][:3] == ["2026-03-01T12:30:00Z", "2026-03-01T12:30:00.000005Z", ""]
    assert cells["number"] == ["-1", "2", "", "4", "5"]
    assert cells["ratio"] == ["0.1", "", "1e-9", "3.0", "-2.5"]
    assert cells["money"][0] == "-1.50"
    assert [json.loads(c) if c else None for c in cells["tags"]] == table["tags"].to_pylist()
    assert [json.loads(c) if c else None for c in cells["pair"]] == table["pair"].to_pylist()
    assert cells["coded"] == ["'=a", "b", "'=a", "", "b"]
    assert cells["yes"] == ["true", "false", "", "true", "true"]
    assert b'"",2026' in raw  # an empty string is not a null


@pytest.mark.parametrize(
    "text",
    [
        "=HYPERLINK(1)", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠1",
        "'=1", "''@x",
    ],
)  # fmt: skip
def test_formulas_are_neutral_and_come_back(text: str, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    tables.write_csv(pa.table({"text": [text], "=name": ["x"]}), path)
    header, row = list(csv.reader(path.open(encoding="utf-8", newline="")))
    assert row[0] == "'" + text
    assert header[1] == "'=name"
    assert read_csv(path)["text"].to_list() == [text]


@pytest.mark.parametrize("text", ["'tis", "a=b", " =1", "🙂", "1-1", "'"])
def test_harmless_cells_stay(text: str, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    tables.write_csv(pa.table({"text": [text]}), path)
    assert list(csv.reader(path.open(encoding="utf-8", newline="")))[1] == [text]


@anything
@given(
    st.lists(
        st.tuples(
            st.one_of(st.none(), st.text(), st.text("='\t\r\n,\"+-@＝ a")),
            st.lists(st.text(max_size=5), max_size=3),
        )
    )
)
def test_csv_round_trip(tmp_path: Path, rows: list[tuple[str | None, list[str]]]) -> None:
    path = tmp_path / "table.csv"
    schema = pa.schema([("text", pa.string()), ("tags", pa.list_(pa.string()))])
    table = pa.Table.from_pylist([{"text": t, "tags": g} for t, g in rows], schema=schema)
    tables.write_csv(table, path)
    frame = read_csv(path)
    assert frame["text"].to_list() == [t for t, _ in rows]
    assert [json.loads(cell) for cell in frame["tags"]] == [g for _, g in rows]
    with path.open(encoding="utf-8", newline="") as file:  # a second reader agrees
        for row in list(csv.reader(file))[1:]:
            assert not re.match(r"[=+\-@\t\r\n＝＋－＠]", row[0])


def test_csv_refuses_bytes_by_name(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    with pytest.raises(ValueError, match="Column 'blob' is of type Binary"):
        tables.write_csv(pa.table({"blob": [b"x"]}), path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", TABLES)
def test_every_empty_table_can_be_written(name: str, tmp_path: Path) -> None:
    table = TABLES[name].empty_table()
    tables.write_csv(table, tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_text().strip().split(",") == table.column_names
    tables.write_parquet(table, tmp_path / "t.parquet")
    assert_same_schema(pq.read_table(tmp_path / "t.parquet").schema, table.schema)


# ---- Parquet


def assert_same_schema(found: pa.Schema, wanted: pa.Schema) -> None:
    # Not equals(check_metadata=True): Parquet calls the inside of a list "element", Arrow "item".
    assert found.equals(wanted)
    assert found.metadata == wanted.metadata
    assert [field.metadata for field in found] == [field.metadata for field in wanted]


def test_parquet_keeps_schema_and_metadata(tmp_path: Path) -> None:
    path = tmp_path / "table.parquet"
    row = {
        field.name: {"uint32": 1, "uint64": 2, "double": 0.5, "string": "c1"}.get(str(field.type))
        for field in CLUSTERS
    }
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    row |= {"first_seen": moment, "last_seen": moment, "signals": ["link"], "platforms": []}
    table = pa.Table.from_pylist([row] * 5, schema=CLUSTERS)
    tables.write_parquet(table, path)
    back = pq.read_table(path)
    assert back.equals(table)
    assert_same_schema(back.schema, CLUSTERS)
    assert pq.ParquetFile(path).metadata.row_group(0).column(0).compression == "ZSTD"


def shares(codes: list[int | None], values: list[str]) -> pa.Table:
    coded = pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32()), values).cast(CODED)
    n = len(codes)
    columns = [coded, coded, coded, pa.array(range(n), pa.timestamp("us", tz="UTC"))]
    return pa.table([*columns, pa.array([f"p{i}" for i in range(n)])], schema=SHARES)


def test_parquet_bytes_depend_on_values_alone(tmp_path: Path) -> None:
    one = shares([0, 1, 0, 0], ["a", "b"])
    two = shares([2, 0, 2, 2], ["b", "never used", "a"])
    two = pa.concat_tables([two.slice(0, 1), two.slice(1)])
    tables.write_parquet(one, tmp_path / "one")
    tables.write_parquet(two, tmp_path / "two")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert pq.read_table(tmp_path / "two").to_pylist() == one.to_pylist()


def test_parquet_encodes_what_repeats(tmp_path: Path) -> None:
    path = tmp_path / "table.parquet"
    table = pa.table({"few": ["a", "b"] * 50, "many": [f"p{i}" for i in range(100)]})
    tables.write_parquet(table, path)
    group = pq.ParquetFile(path).metadata.row_group(0)
    assert [group.column(i).has_dictionary_page for i in (0, 1)] == [True, False]


def test_parquet_of_several_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "ROWS_IN_GROUP", 3)
    table = shares([0, 1, 0, 2, 2, 1, 0], ["x", "y", "z"])
    tables.write_parquet(table, tmp_path / "t")
    assert pq.ParquetFile(tmp_path / "t").num_row_groups == 3
    back = pq.read_table(tmp_path / "t")
    assert back.to_pylist() == table.to_pylist()
    assert_same_schema(back.schema, SHARES)


@anything
@given(st.lists(st.one_of(st.none(), st.text())), st.integers(0, 5))
def test_parquet_round_trip(tmp_path: Path, values: list[str | None], cut: int) -> None:
    plain = pa.array(values, pa.string())
    table = pa.table(
        {"plain": plain, "coded": plain.dictionary_encode(), "l": [[v] for v in values]}
    )
    table = pa.concat_tables([table.slice(0, cut), table.slice(cut)])
    tables.write_parquet(table, tmp_path / "t")
    assert pq.read_table(tmp_path / "t").to_pylist() == table.to_pylist()
