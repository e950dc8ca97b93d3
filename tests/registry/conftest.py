"""Where a registry lies: what is tested on it holds in a file and in PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest

from tests.registry.postgresql import cluster

Place = Path | str
_numbers = count()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of databases, with {name}; "empty" is one with a registry in it."""
    with cluster() as url:
        # An alphabet of its own, as many servers have: nothing may depend on the order it gives.
        alphabet = " LOCALE_PROVIDER icu ICU_LOCALE 'en'" if _version(url) >= 150_000 else ""
        _ask(url, f"CREATE DATABASE empty TEMPLATE template0{alphabet}")
        from evenhand.registry import open_registry  # noqa: PLC0415

        open_registry(url.format(name="empty"), make=True).engine.dispose()
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """A new registry's place: a folder, or the URL of a database."""
    if request.param == "sqlite":
        yield tmp_path
    else:
        with _database(request.getfixturevalue("postgresql")) as url:
            yield url


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def lasting(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Place]:
    """One for all tests of a file."""
    if request.param == "sqlite":
        yield tmp_path_factory.mktemp("registry")
    else:
        with _database(request.getfixturevalue("postgresql")) as url:
            yield url


@contextmanager
def _database(url: str) -> Iterator[str]:
    """Copy the empty registry, which is faster than making one; remove it afterwards."""
    name = f"r{next(_numbers)}"
    _ask(url, f"CREATE DATABASE {name} TEMPLATE empty")
    yield url.format(name=name)
    _ask(url, f"DROP DATABASE {name} WITH (FORCE)")  # whoever is still connected


def _version(url: str) -> int:
    import psycopg  # noqa: PLC0415

    with psycopg.connect(url.format(name="postgres").replace("+psycopg", "")) as connection:
        return connection.info.server_version


def _ask(url: str, statement: str) -> None:
    import psycopg  # noqa: PLC0415

    plain = url.format(name="postgres").replace("+psycopg", "")
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(statement)
