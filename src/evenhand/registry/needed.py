"""The libraries that only the registry needs, and the sentence that says they are missing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from evenhand.records.errors import InputError


@contextmanager
def needed(extra: str = "registry", what: str = "The registry") -> Iterator[None]:
    """Turn a missing library of the registry into a sentence for a person.

    Raises InputError that names the extra to install, and what it is needed for.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        raise InputError(
            f"{what} needs {error.name}, which is not installed. Install its libraries with: "
            f'pip install "evenhand[{extra}]"'
        ) from error
