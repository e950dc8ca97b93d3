"""A folder that is either written whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from evenhand.exchange.aside import check_above
from evenhand.records.errors import InputError

MANIFEST = "manifest.json"
_OF_SYSTEMS = {".DS_Store", "Thumbs.db", "desktop.ini"}  # file managers leave them everywhere


def check_free(out: Path, *, overwrite: bool) -> None:
    """Refuse a folder that holds something or cannot be made, before any work is done.

    Raises:
        InputError: ``out`` is a file, holds files that no run wrote, holds a run and
            ``overwrite`` is not set, or holds what somebody put beside the files of the run; or
            what it is to be in is a file or may not be written to.
    """
    check_above(out)
    if not out.exists():
        return
    if not out.is_dir():
        raise InputError(f"{out} is a file; --out needs a folder, which is made when missing.")
    if not any(out.iterdir()):
        return
    if not _is_run(out):
        raise InputError(
            f"{out} holds files that evenhand did not write, so it is left alone. Give another "
            "folder with --out."
        )
    if not overwrite:
        raise InputError(
            f"{out} holds an earlier run. Give --overwrite to replace it, or another folder with "
            "--out."
        )
    others = _put_beside(out)
    if others:
        more = f" and {len(others) - 1:,} more" if len(others) > 1 else ""
        raise InputError(
            f"{out} holds an earlier run and also {others[0]}{more}, which it did not write and "
            "which would be lost. Move that away, or give another folder with --out."
        )


@contextmanager
def written_aside(out: Path, *, overwrite: bool) -> Iterator[Path]:
    """Give a folder beside ``out`` to write into, and put it in its place when all went well.

    After an error nothing of it is left, and what was in ``out`` is untouched.
    """
    check_free(out, overwrite=overwrite)
    out = out.absolute()
    aside = out.with_name(f".{out.name}.{os.getpid()}.partial")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        aside.mkdir()
    except OSError as error:
        raise InputError(f"{out} cannot be made: {error.strerror}.") from error
    try:
        yield aside
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    before = out.with_name(f".{out.name}.{os.getpid()}.before")
    if out.exists():
        out.rename(before)
    aside.rename(out)
    shutil.rmtree(before, ignore_errors=True)


def _is_run(folder: Path) -> bool:
    return bool(_manifest(folder).get("evenhand"))


def _put_beside(folder: Path) -> list[str]:
    """Name the files in a run's folder that its manifest does not."""
    listed = _manifest(folder).get("outputs")
    listed = listed if isinstance(listed, list) else []
    own = {one.get("file") for one in listed if isinstance(one, dict)}
    there = (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    names = (path.relative_to(folder).as_posix() for path in there)
    return sorted({*names} - own - {MANIFEST} - _OF_SYSTEMS)


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
