"""A file is written aside and takes its name when it is whole."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from evenhand.records.errors import InputError


@contextmanager
def aside(path: Path | str) -> Iterator[Path]:
    """Give a path beside ``path`` to write to, and rename it to ``path`` at the end.

    Missing folders above it are made. Whoever opens ``path`` finds the old file or the new one,
    never half of one. When the writing fails, the part and the folders made for it are removed and
    ``path`` stays as it was. Two writers of one path at the same time are not looked out for.

    Raises InputError when the file cannot be written: the path is a folder, a folder is not one or
    may not be written to, the disk is full.
    """
    target = Path(path)
    check_writable(target)
    part = target.with_name(f".{target.name}.part")
    made: list[Path] = []
    try:
        for folder in reversed([above for above in target.parents if not above.exists()]):
            folder.mkdir(exist_ok=True)
            made.append(folder)
        yield part
        part.replace(target)
    except BaseException as error:
        _remove(part, made)
        if isinstance(error, OSError):
            raise _unwritable(target, error.strerror or str(error)) from error
        raise


def check_writable(path: Path | str, inputs: Iterable[Path | str] = ()) -> None:
    """Refuse a path for a file before any work is done for it.

    Raises InputError when it is a folder, when it is one of ``inputs``, which would be lost, or
    when it cannot be made there (see `check_above`).
    """
    target = Path(path)
    try:
        if target.is_dir():
            raise InputError(f"{target} is a folder; give the name of a file.")
        if any(_same(target, one) for one in inputs):
            raise InputError(
                f"{target} is one of the files that are read, and would be lost. Give another "
                "name to write to."
            )
    except OSError as error:
        raise _unwritable(target, error.strerror or str(error)) from error
    check_above(target)


def check_above(path: Path | str) -> None:
    """Refuse a path, of a file or a folder, that could not be made where it is to be.

    Raises InputError when what it would be in is a file or may not be written to. A folder that is
    missing will be made.
    """
    target = Path(path)
    try:
        above = next(folder for folder in target.absolute().parents if folder.exists())
        if not above.is_dir():
            raise _unwritable(target, f"{above} is a file and no folder")
        if not os.access(above, os.W_OK | os.X_OK):
            raise _unwritable(target, f"the folder {above} may not be written to")
    except OSError as error:
        raise _unwritable(target, error.strerror or str(error)) from error


def _same(target: Path, other: Path | str) -> bool:
    """Whether a path is that of an input; an input that is no file, such as a URL, is none."""
    return target.exists() and Path(other).exists() and target.samefile(other)


def _unwritable(path: Path, why: str) -> InputError:
    return InputError(f"{path} cannot be written: {why}. Give another path to write to.")


def _remove(part: Path, made: list[Path]) -> None:
    with suppress(OSError):
        part.unlink(missing_ok=True)
    with suppress(OSError):  # somebody else may have put something there
        for folder in reversed(made):
            folder.rmdir()
