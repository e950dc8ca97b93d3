"""A shard of a corpus: some documents, their tokens, and their fingerprints in order.

A shard is a folder of five files and is never changed once it is written:

| file | what it holds |
|---|---|
| `documents.parquet` | the documents, table DOCUMENTS |
| `tokens.npy` | hashes of all their tokens, one document after the other (uint32) |
| `starts.npy` | where the tokens of each document start, and the last one ends (int64) |
| `fingerprints.npy` | all fingerprints, ascending (uint32) |
| `places.npy` | for each of them the token at which it starts, ascending among equals (uint32) |

The arrays are mapped into memory, so that what is held of them is what is looked at.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from evenhand.detection.kernels import Int64, UInt32
from evenhand.engines import local
from evenhand.records.documents import as_documents
from evenhand.records.errors import InputError
from evenhand.tracing.fingerprints import fingerprints, tokens

DOCUMENTS_FILE = "documents.parquet"
_ARRAYS = ("tokens", "starts", "fingerprints", "places")
FILES = (DOCUMENTS_FILE, *(f"{name}.npy" for name in _ARRAYS))
_CHARACTERS_AT_ONCE = 4_000_000
_ROW_GROUP = 1_000  # documents that are unpacked to read one of them
_PREFIX_BITS = 16


@dataclass(frozen=True)
class Index:
    """The arrays of a shard, and where the fingerprints with each first 16 bits begin."""

    tokens: UInt32
    starts: Int64
    fingerprints: UInt32
    places: UInt32
    prefixes: Int64


@dataclass(frozen=True)
class Shard:
    """Documents and their index, on disk or in memory."""

    name: str
    index: Index
    source: pq.ParquetFile | pl.DataFrame
    _reading: Lock = field(default_factory=Lock, repr=False, compare=False)

    @property
    def documents(self) -> int:
        """How many documents it holds."""
        return self.index.starts.size - 1

    def rows(self, wanted: Int64, columns: list[str] | None = None) -> pl.DataFrame:
        """Give some of its documents, in the order of the rows asked for (ascending)."""
        if isinstance(self.source, pl.DataFrame):
            frame = self.source if columns is None else self.source.select(columns)
            return frame.select(pl.all().gather(wanted))
        groups = np.unique(wanted // _ROW_GROUP)
        parts = []
        for group in groups.tolist():
            part = self._read(self.source.read_row_group, group, columns=columns)
            own = wanted[wanted // _ROW_GROUP == group] - group * _ROW_GROUP
            parts.append(part.select(pl.all().gather(own)))
        if parts:
            return pl.concat(parts)
        empty = pl.DataFrame(self.source.schema_arrow.empty_table())
        return empty if columns is None else empty.select(columns)

    def column(self, *names: str) -> pl.DataFrame:
        """Give columns of all its documents."""
        if isinstance(self.source, pl.DataFrame):
            return self.source.select(names)
        return self._read(self.source.read, columns=list(names))

    def _read(self, part: Callable[..., pa.Table], *args: Any, **columns: Any) -> pl.DataFrame:
        try:
            with self._reading:  # one open Parquet file is not for two threads at a time
                return pl.DataFrame(part(*args, **columns))
        except (pa.ArrowException, OSError) as error:
            raise unreadable(self.name, error) from error


def indexed(texts: pl.Series, workers: int = 1) -> Index:
    """Make the index of texts. Memory: 12 bytes for each token and 16 for each fingerprint."""
    sizes = texts.str.len_chars().to_numpy().astype(np.int64)
    before = np.concatenate([[0], np.cumsum(sizes)[:-1]]) if sizes.size else sizes
    blocks = np.flatnonzero(np.diff(before // _CHARACTERS_AT_ONCE, prepend=-1))
    bounds = [*blocks.tolist(), texts.len()]
    hashes, lengths, found, where = [], [], [], []
    done = 0

    def block(at: int) -> Any:
        part = tokens(texts[bounds[at] : bounds[at + 1]])
        return part, fingerprints(part)

    for part, (values, places) in local.in_order(block, range(len(bounds) - 1), workers):
        hashes.append(part.hashes)
        lengths.append(np.diff(part.places))
        found.append(values)
        where.append(places + done)
        done += part.hashes.size
    if done >= 1 << 32:
        raise InputError("More than four thousand million words in one shard; add fewer at a time.")
    both = np.empty(sum(values.size for values in found), np.uint64)
    at = 0
    for values, places in zip(found, where, strict=True):
        both[at : at + values.size] = (values.astype(np.uint64) << np.uint64(32)) | places.astype(
            np.uint64
        )
        at += values.size
    both.sort()
    ordered = (both >> np.uint64(32)).astype(np.uint32)
    return Index(
        np.concatenate([np.empty(0, np.uint32), *hashes]),
        np.concatenate([[0], np.cumsum(np.concatenate([np.empty(0, np.int64), *lengths]))]),
        ordered,
        (both & np.uint64(0xFFFFFFFF)).astype(np.uint32),
        _prefixes(ordered),
    )


def shard_of(documents: pl.DataFrame, workers: int = 1) -> Shard:
    """Make a shard in memory of a frame of documents."""
    return Shard("(memory)", indexed(documents["text"], workers), documents)


def write_shard(folder: Path, documents: pl.DataFrame, workers: int = 1) -> dict[str, Any]:
    """Write a shard into a new folder and describe it, with the hash of each of its files."""
    folder.mkdir(parents=True)
    table = as_documents(documents)
    pq.write_table(table, folder / DOCUMENTS_FILE, compression="zstd", row_group_size=_ROW_GROUP)
    index = indexed(documents["text"], workers)
    for name in _ARRAYS:
        np.save(folder / f"{name}.npy", getattr(index, name))
    files = {}
    for path in sorted(folder.iterdir()):
        with path.open("rb+") as file:
            os.fsync(file.fileno())
        files[path.name] = described(path)
    return {
        "documents": documents.height,
        "words": int(index.tokens.size),
        "fingerprints": int(index.fingerprints.size),
        "files": files,
    }


def open_shard(folder: Path, described_as: Mapping[str, Any]) -> Shard:
    """Open a shard; its arrays are mapped, and nothing of its documents is read.

    Raises:
        FileNotFoundError: one of its files is not there.
        InputError: one of them is not what it should be.
    """
    for name, file in described_as["files"].items():
        size = (folder / name).stat().st_size
        if size != file["bytes"]:
            raise InputError(
                f"{folder / name} has {size:,} bytes and should have {file['bytes']:,}: it was "
                "changed or cut off. Build the corpus anew from its sources."
            )
    try:
        arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in _ARRAYS}
        source = pq.ParquetFile(folder / DOCUMENTS_FILE)
    except (ValueError, pa.ArrowException) as error:
        raise InputError(
            f"{folder} is damaged ({str(error)[:100]}). Build the corpus anew from its sources."
        ) from error
    if not _fit(arrays, source.metadata.num_rows):
        raise InputError(
            f"{folder} is damaged (its files do not fit each other). Build the corpus anew from "
            "its sources."
        )
    prefixes = _prefixes(arrays["fingerprints"])
    # Plain views of the same mapped bytes: compiled loops know no memmap.
    plain = {name: np.asarray(array).view(np.ndarray) for name, array in arrays.items()}
    return Shard(folder.name, Index(prefixes=prefixes, **plain), source)


def unreadable(shard: str, error: Exception) -> InputError:
    """Say that the documents of a shard cannot be read, and what to do."""
    why = " ".join(str(error).split())[:100].removesuffix(".")
    return InputError(
        f"{DOCUMENTS_FILE} of {shard} cannot be read ({why}): the corpus is damaged. See evenhand "
        "corpus verify, and build it anew from its sources."
    )


def described(path: Path) -> dict[str, Any]:
    """Give the size of a file and the hash of what it holds."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return {"bytes": path.stat().st_size, "sha256": sha256}


def _fit(arrays: Mapping[str, Any], documents: int) -> bool:
    """Whether compiled loops, which check no bounds, stay within the arrays of a shard."""
    starts = arrays["starts"]
    kinds = {name: np.dtype(np.int64 if name == "starts" else np.uint32) for name in _ARRAYS}
    return (
        all(arrays[name].ndim == 1 and arrays[name].dtype == kinds[name] for name in _ARRAYS)
        and starts.size == documents + 1
        and starts[0] == 0
        and starts[-1] == arrays["tokens"].size
        and bool((np.diff(starts) >= 0).all())
        and arrays["fingerprints"].size == arrays["places"].size
    )


def _prefixes(fingerprints: UInt32) -> Int64:
    first = np.arange(1 << _PREFIX_BITS, dtype=np.uint32) << np.uint32(32 - _PREFIX_BITS)
    return np.append(np.searchsorted(fingerprints, first), fingerprints.size).astype(np.int64)
