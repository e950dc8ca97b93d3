"""Input files: finding them, opening them whatever they are packed in, and saying what is wrong."""

from __future__ import annotations

import codecs
import glob
import gzip
import hashlib
import io
import os
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from evenhand.records.errors import InputError

TABLE_SUFFIXES = {".csv": ",", ".tsv": "\t", ".tab": "\t"}
JSON_SUFFIXES = frozenset([".json", ".jsonl", ".ndjson"])
PARQUET_SUFFIXES = frozenset([".parquet", ".pq"])
PACKINGS = {".gz": "gzip", ".zst": "zstd"}
CHUNK_BYTES = 16 << 20
_MANIFESTS = ("manifest.json", "corpus.json")  # in the folder of a run, and of a corpus
_INFLATION_FREE_BYTES = 1 << 30  # below this much, any ratio of packing is let through
_KNOWN_BINARIES = {
    b"PK\x03\x04": "a ZIP archive or a spreadsheet: unpack it, or save the sheet as CSV",
    b"SQLite format 3": "an SQLite database: export the table as CSV",
    b"%PDF": "a PDF",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"7z\xbc\xaf": "a 7-Zip archive: unpack it",
    b"BZh": "packed with bzip2: unpack it, or pack it with gzip or zstd",
    b"\xfd7zXZ": "packed with xz: unpack it, or pack it with gzip or zstd",
    b"\xd0\xcf\x11\xe0": "an old spreadsheet: save it as CSV",
}
_MARKS = (  # byte order marks, longest first
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True)
class Limits:
    """How much one read may take.

    ``memory_bytes``: posts beyond this go to a temporary Parquet file. ``field_bytes``: a longer
    value is rejected. ``record_bytes``: a longer record (one JSON object, one line) is rejected or,
    in a JSON array, refused. ``inflation``: how many times its size on disk a packed file may grow
    once it has grown past one gibibyte.
    """

    memory_bytes: int = 1 << 30
    field_bytes: int = 1 << 20
    record_bytes: int = 64 << 20
    inflation: int = 200


@dataclass(frozen=True)
class InputFile:
    """A file to read: ``name`` as given, ``kind`` (table, json, parquet, …), and its packing."""

    path: Path
    name: str
    kind: str
    packing: str | None
    separator: str | None
    size: int
    changed_ns: int

    def refuse_changed(self) -> None:
        """Raise InputError when it is no longer the file that was found."""
        try:
            now = self.path.stat()
        except OSError as error:
            raise InputError(f"{self.name}: cannot be read any more ({_why(error)}).") from error
        if (now.st_size, now.st_mtime_ns) != (self.size, self.changed_ns):
            raise InputError(
                f"{self.name}: the file changed while it was read, so that nothing can be said of "
                "what was found in it. Read a copy, or wait until it is written."
            )

    def sha256(self) -> str:
        """Hash the file as it lies on disk."""
        try:
            with self.path.open("rb") as raw:
                return hashlib.file_digest(raw, "sha256").hexdigest()
        except OSError as error:
            raise InputError(f"{self.name}: cannot be read ({_why(error)}).") from error


def find(
    paths: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    more: Mapping[str, str] | None = None,
) -> list[InputFile]:
    """List the files behind paths, folders and glob patterns, each once, in order of their names.

    A folder gives its files with known suffixes, at any depth; links to folders are not followed,
    and hidden folders and those that an earlier run wrote are left out. ``more`` maps further
    suffixes to the kind of file that they say, as in ``{".txt": "text"}``.
    Raises InputError for a path that does not exist, a pattern without a match, a folder without a
    usable file and a file of unknown kind.
    """
    given = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)
    if not given:
        raise InputError("No file was given. Name at least one file, folder or pattern.")
    if "" in given:
        raise InputError("An empty path was given. Name a file, a folder or a pattern.")
    found: dict[Path, InputFile] = {}
    kinds = more or {}
    for one in given:
        for path in _behind(Path(one), kinds):
            try:
                file = _described(path, kinds)
                found.setdefault(path.resolve(), file)
            except (OSError, RuntimeError) as error:
                raise InputError(f"{path}: cannot be opened ({_why(error)}).") from error
    return sorted(found.values(), key=lambda file: file.name)


@contextmanager
def opened(file: InputFile, limits: Limits, encoding: str | None = None) -> Iterator[BinaryIO]:
    """Open a file as a stream of UTF-8 bytes without byte order mark, unpacked as it is read.

    Raises InputError, then or while reading, when it is empty, damaged, binary or grows beyond
    ``limits.inflation``.
    """
    if file.size == 0:
        raise InputError(f"{file.name}: the file is empty.")
    try:
        with file.path.open("rb") as raw:
            plain = _Unpacked(raw, file, limits)
            stream = io.BufferedReader(plain, 1 << 20)  # type: ignore[type-var]
            head = stream.peek(1 << 16)[: 1 << 16]
            if not head:
                raise InputError(f"{file.name}: the file is empty once unpacked.")
            found = encoding or _encoding(head, file.name)
            if found == "utf-8":
                yield stream
            elif found == "utf-8-sig":
                stream.read(3)
                yield stream
            else:
                recoded = _Recoded(stream, found, file.name)
                yield io.BufferedReader(recoded, 1 << 20)  # type: ignore[type-var]
    except OSError as error:
        raise InputError(f"{file.name}: cannot be read ({_why(error)}).") from error


def suffix_of(path: Path) -> str:
    """Give the suffix that says what is inside, in lower case: .csv for posts.CSV.gz."""
    name = path.name.lower()
    for packing in PACKINGS:
        name = name.removesuffix(packing)
    return Path(name).suffix


def _suffixes(kinds: Mapping[str, str]) -> str:
    known = ", ".join([".csv, .tsv, .jsonl, .ndjson, .json", *kinds])
    return f"{known} (each also .gz or .zst) and .parquet"


def _behind(path: Path, kinds: Mapping[str, str]) -> list[Path]:
    try:
        if path.is_dir():
            inside = sorted(_inside(path, kinds))
            if not inside:
                raise InputError(
                    f"{path}: the folder holds no file that can be read. Known are "
                    f"{_suffixes(kinds)}."
                )
            return inside
        if path.exists():
            return [path]
        if path.is_symlink():
            raise InputError(f"{path}: a link that leads nowhere or in a circle.")
    except InputError:
        raise
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be opened ({_why(error)}).") from error
    if glob.has_magic(str(path)):
        start, pattern = Path(path.anchor), str(path.relative_to(path.anchor))
        matches = sorted(match for match in start.glob(pattern) if match.is_file())
        if matches:
            return matches
        raise InputError(f"{path}: no file matches this pattern.")
    raise InputError(f"{path}: there is no such file or folder. Check the path.")


def _inside(top: Path, kinds: Mapping[str, str]) -> Iterator[Path]:
    for place, folders, names in os.walk(top, followlinks=False):
        folder = Path(place)
        if folder != top and _is_run(folder):
            folders.clear()
            continue
        folders[:] = [name for name in folders if not name.startswith(".")]
        own = _MANIFESTS if folder == top and _is_run(folder) else ()
        for name in sorted(set(names).difference(own)):
            path = folder / name
            if not name.startswith(".") and _known(path, kinds) and path.is_file():
                yield path


def _is_run(folder: Path) -> bool:
    """Whether evenhand wrote the folder: what it found is not to be taken for what was posted."""
    for name in _MANIFESTS:
        try:
            with (folder / name).open("rb") as file:
                if b'"evenhand"' in file.read(1 << 20):
                    return True
        except OSError:
            continue
    return False


def _known(path: Path, kinds: Mapping[str, str]) -> bool:
    suffix = suffix_of(path)
    if suffix in TABLE_SUFFIXES or suffix in JSON_SUFFIXES or suffix in kinds:
        return True
    return path.suffix in PARQUET_SUFFIXES


def _described(path: Path, kinds: Mapping[str, str]) -> InputFile:
    if not path.is_file():
        raise InputError(
            f"{path}: neither a file nor a folder. A pipe cannot be read, since files are read "
            "more than once: write what comes out of it to a file whose suffix says what it is."
        )
    suffix = suffix_of(path)
    packing = PACKINGS.get(path.suffix.lower())
    if suffix in TABLE_SUFFIXES:
        kind = "table"
    elif suffix in JSON_SUFFIXES:
        kind = "json"
    elif suffix in PARQUET_SUFFIXES and packing is None:
        kind = "parquet"
    elif suffix in kinds:
        kind = kinds[suffix]
    else:
        raise InputError(
            f"{path}: the suffix '{path.suffix}' says nothing known about what is inside. Known "
            f"are {_suffixes(kinds)}; rename the file if it is one of these."
        )
    separator = TABLE_SUFFIXES.get(suffix) if suffix != ".csv" else None
    stat = path.stat()
    return InputFile(path, str(path), kind, packing, separator, stat.st_size, stat.st_mtime_ns)


def _encoding(head: bytes, name: str) -> str:
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    for magic, what in _KNOWN_BINARIES.items():
        if head.startswith(magic):
            raise InputError(f"{name}: this is not text but {what}.")
    sample = head[:4096]
    if len(sample) >= 4 and sample[1::2].count(0) > len(sample) * 0.4:
        return "utf-16-le"
    if len(sample) >= 4 and sample[::2].count(0) > len(sample) * 0.4:
        return "utf-16-be"
    odd = sum(byte < 9 or 13 < byte < 32 for byte in sample)
    if odd > len(sample) * 0.05:
        raise InputError(
            f"{name}: this is not text ({odd} of its first {len(sample)} bytes are control "
            "characters). Export the posts as CSV, JSON Lines or Parquet."
        )
    return "utf-8"


def _why(error: BaseException) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__


class _Unpacked(io.RawIOBase):
    """A packed file as plain bytes, watched for damage and for growing without measure."""

    def __init__(self, raw: BinaryIO, file: InputFile, limits: Limits) -> None:
        self._file = file
        self._cap = max(_INFLATION_FREE_BYTES, file.size * limits.inflation)
        self._given = 0
        if file.packing == "gzip":
            self._plain: BinaryIO = gzip.GzipFile(fileobj=raw)  # type: ignore[assignment]
        elif file.packing == "zstd":
            # Arrow's reader, unlike zstandard's, notices a stream that was cut off.
            self._plain = pa.CompressedInputStream(pa.PythonFile(raw, "r"), "zstd")
        else:
            self._plain = raw
            self._cap = max(self._cap, file.size)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        try:
            data = self._plain.read(len(buffer))
        except EOFError as error:
            raise InputError(
                f"{self._file.name}: the file ends in the middle (after {self._given:,} bytes "
                "unpacked); it was cut off. Download or copy it again."
            ) from error
        except (OSError, zlib.error) as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise
            raise InputError(
                f"{self._file.name}: damaged, or not packed as its name says ({error}). Download "
                "or pack it again."
            ) from error
        buffer[: len(data)] = data
        self._given += len(data)
        if self._given > self._cap:
            raise InputError(
                f"{self._file.name}: {self._file.size:,} bytes unpack to more than {self._cap:,}, "
                "as a file does that is made to fill a disk. If it is really yours, unpack it "
                "first, or allow more with limits=Limits(inflation=...)."
            )
        return len(data)


class _Recoded(io.RawIOBase):
    """A stream in another encoding as UTF-8; what cannot be decoded becomes the sign U+FFFD."""

    def __init__(self, stream: BinaryIO, encoding: str, name: str) -> None:
        self._stream = stream
        self._said = f"{name}: '{encoding}' is no known encoding"
        try:
            self._decoder = codecs.getincrementaldecoder(encoding)("replace")
            if not isinstance(self._decoder.decode(b""), str):  # Python has some that are no text
                raise LookupError(encoding)
        except (LookupError, ValueError, TypeError, AssertionError) as error:
            raise InputError(f"{self._said}. Name one such as cp1252, cp1251, gb18030.") from error
        self._said = f"{name}: cannot be read in the encoding '{encoding}'"
        self._ready = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        while not self._ready:
            data = self._stream.read(1 << 20)
            try:
                text = self._decoder.decode(data, final=not data)
            except (ValueError, TypeError, AssertionError) as error:
                raise InputError(f"{self._said} ({error}). Name another one.") from error
            self._ready = text.encode("utf-8", "replace")
            if not data and not self._ready:
                return 0
        out, self._ready = self._ready[: len(buffer)], self._ready[len(buffer) :]
        buffer[: len(out)] = out
        return len(out)
