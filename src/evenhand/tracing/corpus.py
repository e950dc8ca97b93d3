"""A corpus: a folder of articles and of the index by which passages of them are found.

    CORPUS/corpus.json        which shards it has, with the hash of every file
    CORPUS/shards/shard-…/    documents and index (shards.py), never changed once written

Adding writes new shards, and then a new ``corpus.json`` aside that takes the old one's place in one
step. Until then nothing refers to what was written, so an interruption at any moment, a loss of
power among them, leaves the corpus as it was. A reader holds the shards that were named when it
opened the corpus, whatever is added meanwhile. One process adds at a time.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import polars as pl
import pyarrow as pa

from evenhand.engines import local
from evenhand.records.document_files import DocumentFile
from evenhand.records.documents import Known, document_parts, refuse_useless, rejected_table
from evenhand.records.errors import InputError
from evenhand.records.progress import Progress, silent
from evenhand.records.schemas import DOCUMENTS
from evenhand.tracing.catalogue import CORPUS_FILE, SHARDS, catalogue, empty_catalogue, is_shard
from evenhand.tracing.shards import (
    DOCUMENTS_FILE,
    Shard,
    described,
    open_shard,
    shard_of,
    unreadable,
    write_shard,
)

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_LOCK = ".adding"
_CHARACTERS = 160_000_000  # of the texts of one shard, about
_TOGETHER = 8  # shards that are small before they are made one
_SMALL = 20_000_000  # tokens of a large shard
_TRIES = 5


@dataclass(frozen=True)
class Corpus:
    """What a reader sees of a corpus: its shards at the moment when it was opened."""

    folder: Path | None
    shards: tuple[Shard, ...]

    @property
    def documents(self) -> int:
        """How many documents it holds."""
        return sum(shard.documents for shard in self.shards)

    @property
    def words(self) -> int:
        """How many words (characters of scripts without spaces) they have."""
        return sum(shard.index.tokens.size for shard in self.shards)


@dataclass(frozen=True)
class Added:
    """What came of adding files: documents that are new, those that were there, and the rest.

    ``rejected`` (REJECTED) lists every record that was not added, with the reason; ``already``
    counts those of them that the corpus, or another of the files, has.
    """

    documents: int
    already: int
    rejected: pa.Table
    sources: tuple[DocumentFile, ...]
    in_all: int


@dataclass(frozen=True)
class Verified:
    """What a check of all files found: how much there is, and a sentence for every fault."""

    shards: int
    documents: int
    bytes: int
    faults: tuple[str, ...]


def add(
    folder: str | os.PathLike[str],
    paths: Any,
    *,
    threads: int | None = None,
    progress: Progress = silent,
    **reading: Any,
) -> Added:
    """Add files to a corpus, which is made when it is not there.

    ``reading`` are the options of `records.read_documents`. A document that is there already (the
    same ``sha256``) is not added again. Memory: about ten bytes for each character of a shard,
    whatever is added.

    Raises InputError when a file cannot be used, nothing in them is a document, another process is
    adding, or the corpus is of another version; the corpus is then as it was before.
    """
    workers = local.threads(threads)
    top = Path(folder)
    with _locked(top):
        manifest = _as_it_is(top)
        _remove_leftovers(top, manifest)
        known = _known(top, manifest)
        waiting: list[pl.DataFrame] = []
        rejected: list[pl.DataFrame] = []
        sources: list[DocumentFile] = []
        characters = count = already = 0
        try:
            for part in document_parts(paths, progress=progress, **reading):
                fresh, twice = known.fresh(part.documents)
                rejected += [part.rejected, twice]
                sources += part.sources
                already += twice.height
                count += fresh.height
                waiting.append(fresh)
                characters += int(fresh["text"].str.len_chars().sum())
                if characters > _CHARACTERS:
                    _write(top, manifest, pl.concat(waiting), workers)
                    waiting, characters = [], 0
            refused = pl.concat(rejected)
            if not already:
                refuse_useless(count, refused)
            if any(frame.height for frame in waiting):
                _write(top, manifest, pl.concat(waiting), workers)
            outdated = _compacted(top, manifest, workers) if count else []
            if count:
                _publish(top, manifest)
        except BaseException:
            with suppress(InputError, OSError):
                _remove_leftovers(top, _as_it_is(top))
            raise
        for name in outdated:
            shutil.rmtree(top / SHARDS / name, ignore_errors=True)
    in_all = sum(shard["documents"] for shard in manifest["shards"])
    return Added(count, already, rejected_table(refused), tuple(sources), in_all)


def open_corpus(folder: str | os.PathLike[str]) -> Corpus:
    """Open a corpus as it is now, to search it.

    Raises InputError when there is none, when it is of another version, or when it is damaged.
    """
    top = Path(folder)
    for tried in range(_TRIES):
        manifest = catalogue(top)
        try:
            shards = tuple(
                open_shard(top / SHARDS / shard["name"], shard) for shard in manifest["shards"]
            )
            return Corpus(top, shards)
        except FileNotFoundError as error:  # merged with others since the manifest was read
            if tried + 1 == _TRIES or manifest == catalogue(top):
                raise InputError(
                    f"{error.filename} is missing, so {top} is damaged. Build the corpus anew from "
                    "its sources."
                ) from error
    raise AssertionError("a loop that returns or raises")


def corpus_of(documents: pa.Table | pl.DataFrame, threads: int | None = None) -> Corpus:
    """Make a corpus in memory of a table DOCUMENTS."""
    frame = pl.DataFrame(documents).select(DOCUMENTS.names)
    if frame["document_id"].is_duplicated().any():
        twice = frame.filter(pl.col("document_id").is_duplicated())["document_id"][0]
        raise InputError(f"Two documents of the corpus have the same document_id: {twice}.")
    return Corpus(None, (shard_of(frame, local.threads(threads)),))


def verify(folder: str | os.PathLike[str], progress: Progress = silent) -> Verified:
    """Read every file of a corpus and compare it with the hash that was taken when it was written.

    Raises InputError when there is no corpus, or one of another version.
    """
    top = Path(folder)
    manifest = catalogue(top)
    faults, size, done = [], 0, 0
    in_all = sum(len(shard["files"]) for shard in manifest["shards"])
    for shard in manifest["shards"]:
        for name, file in shard["files"].items():
            path = top / SHARDS / shard["name"] / name
            done += 1
            progress("files checked", done, in_all)
            try:
                found = described(path)
            except OSError as error:
                faults.append(f"{path} cannot be read: {error.strerror or error}.")
                continue
            size += found["bytes"]
            if found != file:
                faults.append(f"{path} is not what was written: it was changed or damaged.")
    documents = sum(shard["documents"] for shard in manifest["shards"])
    return Verified(len(manifest["shards"]), documents, size, tuple(faults))


def outlets(corpus: Corpus) -> pl.DataFrame:
    """Summarise a corpus by outlet, the largest first.

    Returns columns outlet, documents, first, last (published_at), undated, languages (list).
    """
    names = ("outlet", "published_at", "language")
    frame = pl.concat([shard.column(*names) for shard in corpus.shards])
    return (
        frame.group_by("outlet")
        .agg(
            documents=pl.len(),
            first=pl.col("published_at").min(),
            last=pl.col("published_at").max(),
            undated=pl.col("published_at").is_null().sum(),
            languages=pl.col("language").drop_nulls().unique().sort(),
        )
        .sort(pl.col("documents"), pl.col("outlet"), descending=[True, False], nulls_last=True)
    )


def _as_it_is(top: Path) -> dict[str, Any]:
    return catalogue(top) if (top / CORPUS_FILE).exists() else empty_catalogue()


def _publish(top: Path, manifest: Mapping[str, Any]) -> None:
    """Put a manifest in place of the old one, in one step."""
    aside = top / f".{CORPUS_FILE}.part"
    with aside.open("w", encoding="utf-8") as file:
        json.dump(manifest, file, indent=1, sort_keys=True)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    _flush_folder(top / SHARDS)
    aside.replace(top / CORPUS_FILE)
    _flush_folder(top)


def _write(top: Path, manifest: dict[str, Any], documents: pl.DataFrame, workers: int) -> None:
    name = f"shard-{manifest['next']:06}"
    shard = write_shard(top / SHARDS / name, documents, workers)
    manifest["next"] += 1
    manifest["shards"].append({"name": name, **shard})


def _compacted(top: Path, manifest: dict[str, Any], workers: int) -> list[str]:
    """Make one shard of many small ones; return the names of those that are then not needed."""
    small = [shard for shard in manifest["shards"] if shard["words"] * _TOGETHER < _SMALL]
    if len(small) < _TOGETHER:
        return []
    frames = []
    for one in small:
        try:
            frames.append(pl.read_parquet(top / SHARDS / one["name"] / DOCUMENTS_FILE))
        except (OSError, pl.exceptions.PolarsError) as error:
            raise unreadable(one["name"], error) from error
    manifest["shards"] = [shard for shard in manifest["shards"] if shard not in small]
    _write(top, manifest, pl.concat(frames), workers)
    return [shard["name"] for shard in small]


def _known(top: Path, manifest: Mapping[str, Any]) -> Known:
    ids: list[str] = []
    hashes: list[str] = []
    for shard in manifest["shards"]:
        path = top / SHARDS / shard["name"] / DOCUMENTS_FILE
        try:
            frame = pl.read_parquet(path, columns=["document_id", "sha256"])
        except (OSError, pl.exceptions.PolarsError) as error:
            raise InputError(
                f"{path} cannot be read ({str(error)[:100]}). See evenhand corpus verify {top}."
            ) from error
        ids += frame["document_id"].to_list()
        hashes += frame["sha256"].to_list()
    return Known(ids, hashes)


def _remove_leftovers(top: Path, manifest: Mapping[str, Any]) -> None:
    """Remove what an interrupted addition left: shards that the manifest does not name.

    What else lies there is somebody's.
    """
    named = {shard["name"] for shard in manifest["shards"]}
    shards = top / SHARDS
    for path in sorted(shards.iterdir()) if shards.is_dir() else ():
        if is_shard(path.name) and path.name not in named:
            shutil.rmtree(path, ignore_errors=True)
    (top / f".{CORPUS_FILE}.part").unlink(missing_ok=True)


@contextmanager
def _locked(top: Path) -> Iterator[None]:
    """Hold the right to add; the system takes it back when the process ends, however it ends."""
    try:
        if top.exists() and not top.is_dir():
            raise InputError(f"{top} is a file; a corpus is a folder.")
        fresh = not top.exists()
        there = [] if fresh else [path.name for path in top.iterdir()]
        if there and CORPUS_FILE not in there and _LOCK not in there:
            raise InputError(
                f"{top} holds files that are no corpus, so it is left alone. Give another folder."
            )
        (top / SHARDS).mkdir(parents=True, exist_ok=True)
        lock = (top / _LOCK).open("a+b")
    except OSError as error:
        raise InputError(f"{top} cannot be written: {error.strerror or error}.") from error
    with lock:
        if not _taken(lock):
            raise InputError(
                f"Another process is adding to {top}. Wait until it has finished: one adds at a "
                "time, and searching goes on meanwhile."
            )
        try:
            yield
        except BaseException:
            if fresh and not (top / CORPUS_FILE).exists():
                shutil.rmtree(top, ignore_errors=True)
            raise


def _taken(lock: IO[bytes]) -> bool:
    try:
        if sys.platform == "win32":
            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _flush_folder(folder: Path) -> None:
    """Have the names in a folder on the disk before anything that relies on them."""
    if sys.platform == "win32":  # folders cannot be opened there
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
