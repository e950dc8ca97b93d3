"""A PostgreSQL of the tests' own: made in a temporary folder, reached by a socket in it alone."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_PATIENCE_SECONDS = 60


@contextmanager
def cluster() -> Iterator[str]:
    """Start one and give the URL of its databases, with {name}; it is gone afterwards.

    Skips where PostgreSQL or its driver is absent. It refuses to run as root, and then runs as the
    user that its package makes.
    """
    pytest.importorskip("psycopg", reason="needs psycopg, PostgreSQL's driver")
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    found = str(programs[-1]) if programs else shutil.which("initdb")
    if found is None:
        pytest.skip("needs PostgreSQL (apt-get install postgresql)")
    folder = Path(found).resolve().parent
    user = _user()
    with tempfile.TemporaryDirectory(prefix="evenhand-pg-") as place:
        if user is not None:
            os.chown(place, pwd.getpwnam(user).pw_uid, -1)
        data = Path(place) / "data"
        begun = ["initdb", "-D", data, "-U", "tests", "-A", "trust", "-E", "UTF8", "--locale=C"]
        _run([folder / begun[0], *begun[1:], "--no-sync"], place, user)
        # Nothing here has to survive a loss of power, and so nothing is waited for.
        settings = (
            f"unix_socket_directories={place}", "listen_addresses=", "fsync=off",
            "synchronous_commit=off", "full_page_writes=off", "shared_buffers=32MB",
        )  # fmt: skip
        options = [part for setting in settings for part in ("-c", setting)]
        server = subprocess.Popen(
            [folder / "postgres", "-D", data, *options], cwd=place, user=user,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            _wait(folder, place, server)
            yield f"postgresql+psycopg://tests@/{{name}}?host={place}"
        finally:
            server.send_signal(signal.SIGINT)  # to PostgreSQL: stop, and wait for nobody
            try:
                server.wait(_PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _user() -> str | None:
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    user = next((name for name in ("postgres", "nobody") if name in known), None)
    if user is None:
        pytest.skip("PostgreSQL does not run as root, and there is no user for it")
    return user


def _run(command: list[str | Path], place: str, user: str | None) -> None:
    done = subprocess.run(
        command, cwd=place, user=user, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def _wait(folder: Path, place: str, server: subprocess.Popen[bytes]) -> None:
    began = time.monotonic()
    while subprocess.run([folder / "pg_isready", "-q", "-h", place], check=False).returncode:
        assert server.poll() is None, "PostgreSQL stopped as soon as it was started"
        assert time.monotonic() - began < _PATIENCE_SECONDS, "PostgreSQL did not start"
        time.sleep(0.05)
