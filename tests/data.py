"""Where the real data for tests lies; tests that need it skip where it is absent."""

from __future__ import annotations

from pathlib import Path

import pytest

_FOLDER = Path(__file__).parents[2] / "shared" / "data"


def shared_data(name: str) -> Path:
    """Return one folder of ``../shared/data``, or skip the test."""
    path = _FOLDER / name
    if not path.exists():
        pytest.skip(f"needs the real data in ../shared/data/{name}, which is not here")
    return path
