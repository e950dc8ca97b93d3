"""The database a registry lies in: a SQLite file, or PostgreSQL by its URL."""

from __future__ import annotations

import io
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from evenhand.records.errors import InputError
from evenhand.registry.needed import needed

with needed():
    from alembic import command
    from alembic.config import Config
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory
    from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, text
    from sqlalchemy.engine import ExceptionContext, make_url
    from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError

_WAIT_MS = 60_000  # for another writer; an import of a large list takes about that long
_CACHE_KIB = 65_536
_LOG_BYTES = 64 << 20  # to which the log shrinks again after a large import
_SQLITE_BEGINS = b"SQLite format 3\x00"


def connect(where: Path | str, *, make: bool = False) -> Engine:
    """Open the database of a registry; with ``make`` a new one is made, or an old one renewed.

    ``where`` is a file's path or a URL (``postgresql+psycopg://host/name``). A SQLite file is kept
    with a write-ahead log: readers go on while one writes.

    Raises InputError when there is no registry there, when it is another kind of file, when it was
    made by another version of evenhand, when the database cannot be reached.
    """
    engine = _engine(where, make)
    with engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
        there = set() if found or not make else set(inspect(connection).get_table_names())
    scripts = ScriptDirectory.from_config(_alembic())
    newest = scripts.get_current_head()
    if found == newest:
        return engine
    if found is not None and found not in {step.revision for step in scripts.walk_revisions()}:
        raise InputError(
            f"The registry {shown(where)} was made by a newer evenhand. Install that one."
        )
    if not make:
        raise InputError(
            f"{shown(where)} is no registry yet, or one of an older evenhand. Make it, or bring it "
            "up to date, with: evenhand registry init"
        )
    if there and engine.dialect.name == "sqlite":
        raise InputError(
            f"{shown(where)} is a database of another program: it has a table {min(there)}. Give "
            "another name."
        )
    with writing(engine) as connection:
        command.upgrade(_alembic(connection), "head")
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection whose changes are all kept, or none; one writes at a time, others wait."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.execution_options(evenhand_writes=True)
        with connection.begin():
            if engine.dialect.name == "postgresql" and _there(connection):
                connection.execute(text("LOCK TABLE lists IN EXCLUSIVE MODE"))
            yield connection


def statements(where: Path | str) -> str:
    """Give the SQL that would make a registry there, to be read or run by an administrator.

    Nothing is opened or made. Raises InputError for a URL that is none.
    """
    dialect = _url(str(where)).get_backend_name() if "://" in str(where) else "sqlite"
    written = io.StringIO()
    config = _alembic()
    config.output_buffer = written
    config.set_main_option("dialect", dialect)
    command.upgrade(config, "head", sql=True)
    return written.getvalue()


def shown(where: Path | str | URL) -> str:
    """Give a path or URL as it may be shown: without its password, wherever it stands."""
    if not isinstance(where, URL) and "://" not in str(where):
        return str(where)
    url = where if isinstance(where, URL) else make_url(str(where))
    return url.difference_update_query(["password", "sslpassword"]).render_as_string(
        hide_password=True
    )


def _engine(where: Path | str, make: bool) -> Engine:
    if "://" in str(where):
        url = _url(str(where))
        # SQLite would make the file that is missing, and leave it there, empty.
        if url.get_backend_name() == "sqlite" and url.database and "uri" not in url.query:
            _check_file(Path(url.database), make)
    else:
        _check_file(Path(where), make)
        url = URL.create("sqlite", database=str(where))
    with needed("registry,postgresql", "A registry in PostgreSQL"):
        # A plan that PostgreSQL made for a small table would stay while an import makes it large.
        planned = {} if url.get_backend_name() == "sqlite" else {"prepare_threshold": None}
        engine = create_engine(url, connect_args=planned)
    event.listen(engine, "handle_error", partial(_said_of, shown(where)))
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _settings_of_sqlite)
        event.listen(engine, "begin", _begin_on_sqlite)
    return engine


def _url(given: str) -> URL:
    """Read the URL of a database, which SQLite or psycopg has to be able to reach."""
    try:
        url = make_url(given)
    except ArgumentError as error:
        raise InputError(
            "That is no address of a database. Give a file, or a URL as in "
            "postgresql+psycopg://host/name."
        ) from error
    database, _, driver = url.drivername.partition("+")
    if database not in ("sqlite", "postgresql"):
        raise InputError(f"A registry can lie in SQLite or PostgreSQL, and not in {database}.")
    if database == "sqlite":
        return url
    if driver not in ("", "psycopg"):
        raise InputError(
            f"PostgreSQL is reached through psycopg, and not through {driver}. Write "
            "postgresql+psycopg:// in the URL."
        )
    return url.set(drivername="postgresql+psycopg")


def _said_of(where: str, context: ExceptionContext) -> None:
    """Say in a sentence what is wrong with the database or a text; other errors are ours, and stay.

    What a person typed comes here as it is; that of lists was looked at before (see `cleaning`).
    """
    if isinstance(context.original_exception, UnicodeEncodeError):
        raise InputError(
            "What was given has half of a pair of characters in it, or a byte that is no UTF-8, "
            "which no registry can hold. Give it without."
        ) from context.original_exception
    error = context.sqlalchemy_exception
    # A broken file is of the general kind, and what the machine refuses is operational.
    if not isinstance(error, OperationalError) and type(error) is not DatabaseError:
        return
    said = " ".join(str(context.original_exception).split()).rstrip(".?")
    broken = "malformed" in said or "not a database" in said
    remedy = (
        " The file is damaged: put a copy from before in its place, or make a new registry and "
        "import its lists again, oldest first."
        if broken
        else ""
    )
    raise InputError(f"The registry {where} cannot be used: {said}.{remedy}") from error


def _check_file(path: Path, make: bool) -> None:
    if path.is_dir():
        raise InputError(f"{path} is a folder; a registry is one file. Give a file's name.")
    if not path.exists():
        if not make:
            raise InputError(
                f"{path}: there is no registry there. Make one with: evenhand registry init"
            )
        if not path.absolute().parent.is_dir():
            raise InputError(f"{path} cannot be made: its folder does not exist.")
        if not os.access(path.absolute().parent, os.W_OK | os.X_OK):
            raise InputError(f"{path} cannot be made: its folder may not be written to.")
        return
    if not os.access(path.absolute().parent, os.W_OK | os.X_OK):
        raise InputError(
            f"{path}: its folder may not be written to, and a registry keeps its log beside it, "
            "also for reading. Copy the file to a folder of yours."
        )
    with path.open("rb") as file:
        begins = file.read(len(_SQLITE_BEGINS))
    if begins and begins != _SQLITE_BEGINS:
        raise InputError(f"{path} is a file of another kind, and no registry. Give another name.")


def _settings_of_sqlite(connection: sqlite3.Connection, record: Any) -> None:
    # The driver opens transactions late and closes them early; SQLAlchemy's "begin" does it here.
    connection.isolation_level = None
    for setting in (
        f"busy_timeout = {_WAIT_MS}",
        "journal_mode = WAL",
        "synchronous = NORMAL",
        "foreign_keys = ON",
        "temp_store = FILE",
        f"journal_size_limit = {_LOG_BYTES}",
        f"cache_size = -{_CACHE_KIB}",
    ):
        connection.execute(f"PRAGMA {setting}")


def _begin_on_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("evenhand_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _there(connection: Connection) -> bool:
    return MigrationContext.configure(connection).get_current_revision() is not None


def _alembic(connection: Connection | None = None) -> Config:
    config, folder = Config(), Path(__file__).parent / "migrations"
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
