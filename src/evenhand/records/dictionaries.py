"""Columns of repeating strings as codes into one dictionary, whatever chunks they came in."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

_CODES = pa.int32()


def coded(values: pa.ChunkedArray) -> pa.DictionaryArray:
    """Return a column of strings, or of codes already, as one array of codes.

    The dictionary has no repetitions; it may hold values that no row has. Nulls stay nulls.
    """
    made_here = not pa.types.is_dictionary(values.type)
    if made_here:
        # Encoding a chunked column gives every chunk the dictionary of all.
        values = values.cast(pa.string()).dictionary_encode()
    elif not _one_dictionary(values):
        values = values.unify_dictionaries()
    if values.num_chunks == 0:
        return pa.array([], pa.dictionary(_CODES, pa.string()))
    # The last chunk's dictionary is the longest one: each is the beginning of the next.
    dictionary = values.chunk(values.num_chunks - 1).dictionary
    indices = one([chunk.indices for chunk in values.chunks]).cast(_CODES)
    whole = pa.DictionaryArray.from_arrays(indices, dictionary.cast(pa.string()))
    # Parquet written elsewhere may hold the same string twice in a dictionary.
    distinct = (
        made_here
        or len(whole.dictionary) == pc.count_distinct(whole.dictionary, mode="all").as_py()
    )
    if not distinct:
        return whole.cast(pa.string()).dictionary_encode()
    return whole


def one(chunks: list[pa.Array]) -> pa.Array:
    """Join arrays; a single one is returned as it is, without copying."""
    return chunks[0] if len(chunks) == 1 else pa.concat_arrays(chunks)


def _one_dictionary(values: pa.ChunkedArray) -> bool:
    first = values.chunk(0).dictionary if values.num_chunks else None
    return all(chunk.dictionary.equals(first) for chunk in values.chunks)
