"""A file is written aside and takes its name when it is whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def aside(path: Path | str) -> Iterator[Path]:
    """Give a path beside ``path`` to write to, and rename it to ``path`` at the end.

    Whoever opens ``path`` finds the old file or the new one, never half of one. When the writing
    fails, the part is removed and ``path`` stays as it was. Two writers of one path at the same
    time are not looked out for.
    """
    target = Path(path)
    part = target.with_name(f".{target.name}.part")
    try:
        yield part
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
