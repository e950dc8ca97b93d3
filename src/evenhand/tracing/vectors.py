"""Vectors that are kept with a corpus, so that its sentences are encoded once.

    CORPUS/vectors/shard-….use.parquet    the sentences: document, place, words
    CORPUS/vectors/shard-….use.npy        their vectors, half precision (n, d), mapped into memory
    CORPUS/vectors/shard-….use.json       of which encoder at which version, and their hashes

Shards never change, and so neither does what is kept of them. The JSON is written last; without it
the rest is nothing. Vectors of another version of an encoder are refused.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from evenhand.records.errors import InputError
from evenhand.records.progress import Progress, silent
from evenhand.tracing.corpus import Corpus
from evenhand.tracing.encoders import Encoder
from evenhand.tracing.sides import SENTENCES, Side, read_documents, side

FOLDER = "vectors"
FORMAT = 1
_SUFFIXES = (".parquet", ".npy", ".json")


def keep(corpus: Corpus, encoder: Encoder, progress: Progress = silent) -> int:
    """Encode the sentences of a corpus that are not encoded yet, and keep the vectors with it.

    Documents in languages that the encoder does not know are left out. What is kept of shards that
    the corpus has no more is removed.

    Returns:
        How many sentences were encoded.

    Raises:
        InputError: the corpus is in memory only, its folder cannot be written, or what is kept is
            of another version of the encoder.
    """
    if corpus.folder is None:
        raise InputError("A corpus in memory has no folder to keep vectors in. Give a folder.")
    folder = corpus.folder / FOLDER
    encoded = 0
    try:
        folder.mkdir(exist_ok=True)
        for shard in corpus.shards:
            if _opened(folder, shard.name, encoder) is None:
                documents = read_documents(shard.column("document_id", "text", "language"))
                known = documents["language"].drop_nulls().unique().to_list()
                wanted = [
                    code for code in known if not encoder.languages or code in encoder.languages
                ]
                made = side(documents, wanted, encoder, progress)
                _write(folder, shard.name, encoder, made)
                encoded += len(made.table)
        names = {shard.name for shard in corpus.shards}
        for path in sorted(folder.iterdir()):
            if path.name.split(".")[0] not in names and path.suffix in _SUFFIXES:
                path.unlink(missing_ok=True)
    except OSError as error:
        raise InputError(f"{folder} cannot be written: {error.strerror or error}.") from error
    return encoded


def kept_by(corpus: Corpus) -> Callable[[Encoder], list[Side | None]]:
    """Give what translations asks for the kept sides of a corpus: one for each shard, or None."""

    def sides(encoder: Encoder) -> list[Side | None]:
        if corpus.folder is None:
            return [None for _ in corpus.shards]
        folder = corpus.folder / FOLDER
        return [_opened(folder, shard.name, encoder) for shard in corpus.shards]

    return sides


def damaged(top: str | os.PathLike[str]) -> list[str]:
    """Compare what is kept with a corpus with its hashes; give a sentence for every fault."""
    faults = []
    folder = Path(top) / FOLDER
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        try:
            hashes = json.loads(path.read_text("utf-8"))["sha256"]
            files = {suffix: path.with_suffix(suffix) for suffix in _SUFFIXES[:2]}
            whole = all(hashes[suffix] == _sha256(file) for suffix, file in files.items())
        except (OSError, ValueError, KeyError, TypeError):
            whole = False
        if not whole:
            faults.append(
                f"{path} and what lies beside it are not what was written. Remove {folder}, and "
                f"build it anew with: evenhand corpus encode {top}."
            )
    return faults


def _write(folder: Path, shard: str, encoder: Encoder, made: Side) -> None:
    stem = _stem(shard, encoder)
    parts = {suffix: folder / f".{stem}{suffix}.{os.getpid()}.part" for suffix in _SUFFIXES}
    try:
        made.table.write_parquet(parts[".parquet"], compression="zstd")
        with parts[".npy"].open("wb") as file:
            np.save(file, made.vectors.astype(np.float16), allow_pickle=False)
        described = {
            "evenhand": "vectors",
            "format": FORMAT,
            "encoder": encoder.name,
            "version": encoder.version,
            "sentences": len(made.table),
            "sha256": {suffix: _sha256(parts[suffix]) for suffix in _SUFFIXES[:2]},
        }
        parts[".json"].write_text(json.dumps(described, indent=1, sort_keys=True) + "\n", "utf-8")
        for suffix in _SUFFIXES:  # the JSON last
            parts[suffix].replace(folder / f"{stem}{suffix}")
    finally:
        for path in parts.values():
            path.unlink(missing_ok=True)


def _opened(folder: Path, shard: str, encoder: Encoder) -> Side | None:
    """Open what is kept of a shard; None when nothing is."""
    stem = _stem(shard, encoder)
    path = folder / f"{stem}.json"
    if not path.exists():
        return None
    again = (
        f"Remove {folder}, and build it anew with: evenhand corpus encode {folder.parent} "
        f"--encoder {encoder.name}"
    )
    try:
        described: dict[str, Any] = json.loads(path.read_text("utf-8"))
        form, name, version = (described[key] for key in ("format", "encoder", "version"))
        if form == FORMAT:
            encoder.refuse_other(str(name), str(version), str(path), again)
        table = pl.read_parquet(folder / f"{stem}.parquet")
        vectors = np.load(folder / f"{stem}.npy", mmap_mode="r", allow_pickle=False)
    except InputError:
        raise
    except (OSError, ValueError, KeyError, TypeError, pl.exceptions.PolarsError) as error:
        raise InputError(f"{path}: damaged ({str(error)[:80]}). {again}") from error
    whole = vectors.shape == (len(table), encoder.dimensions) and vectors.dtype == np.float16
    if form != FORMAT or dict(table.schema) != SENTENCES or not whole:
        raise InputError(f"{path}: of another version of evenhand, or damaged. {again}")
    return Side(table, vectors)


def _stem(shard: str, encoder: Encoder) -> str:
    plain = re.sub(r"[^A-Za-z0-9-]", "-", encoder.name)
    if plain != encoder.name:  # two models may differ in such signs only
        plain += "-" + hashlib.sha256(encoder.name.encode()).hexdigest()[:8]
    return f"{shard}.{plain}"


def _sha256(path: Path) -> str:
    with path.open("rb") as raw:
        return hashlib.file_digest(raw, "sha256").hexdigest()
