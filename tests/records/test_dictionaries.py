from __future__ import annotations

from typing import Any

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from evenhand.records import dictionaries

values = st.lists(st.sampled_from(["a", "b", "ä", "", None]), max_size=30)


@given(values, st.integers(1, 7), st.sampled_from(["plain", "own", "shared"]))
def test_whatever_the_chunks_the_values_stay(given_: list[Any], size: int, how: str) -> None:
    whole = pa.array(given_, pa.string())
    chunks = [whole.slice(i, size) for i in range(0, len(given_), size)]
    column = pa.chunked_array(chunks, pa.string())
    if how == "own":
        kind = pa.dictionary(pa.int32(), pa.string())
        column = pa.chunked_array([chunk.dictionary_encode() for chunk in chunks], kind)
    elif how == "shared":
        column = column.dictionary_encode()
    found = dictionaries.coded(column)
    assert found.to_pylist() == given_
    assert found.type == pa.dictionary(pa.int32(), pa.string())
    assert len(set(found.dictionary.to_pylist())) == len(found.dictionary)


def test_a_value_twice_in_a_dictionary_becomes_one() -> None:
    twice = pa.DictionaryArray.from_arrays(pa.array([0, 1, 2]), pa.array(["x", "x", "y"]))
    found = dictionaries.coded(pa.chunked_array([twice]))
    assert found.to_pylist() == ["x", "x", "y"]
    assert found.dictionary.to_pylist() == ["x", "y"]


def test_other_widths_of_codes_and_strings() -> None:
    wide = pa.DictionaryArray.from_arrays(
        pa.array([1, 0, None], pa.int64()), pa.array(["x", "y"], pa.large_string())
    )
    assert dictionaries.coded(pa.chunked_array([wide])).to_pylist() == ["y", "x", None]
    large = pa.chunked_array([pa.array(["x", None], pa.large_string())])
    assert dictionaries.coded(large).to_pylist() == ["x", None]
