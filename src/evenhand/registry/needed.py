"""The libraries that only the registry needs, and the sentence that says they are missing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from evenhand.records.errors import InputError


@contextmanager
def needed() -> Iterator[None]:
    """Turn a missing library of the registry into a sentence for a person.

    Raises InputError that names the extra to install.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        raise InputError(
            f"The registry needs {error.name}, which is not installed. Install its libraries with: "
            'pip install "evenhand[registry]"'
        ) from error
