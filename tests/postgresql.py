"""A PostgreSQL server of the tests' own: made in a few seconds, asked through a socket, and gone at the end.

It knows nothing of a server that the system may run, and nothing listens on a port.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from sqlalchemy import make_url

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE_S = 30.0
SETTINGS = {
    "listen_addresses": "",
    # The tests end processes, never the machine: what they wrote is safe without waiting for a disk.
    "fsync": "off",
    "full_page_writes": "off",
    "shared_buffers": "16MB",
    "max_connections": "60",
}


class Cluster:
    """A running server. `url` names one of its databases."""

    def __init__(self, sockets: Path) -> None:
        self._sockets = sockets
        self._numbers = count(1)

    def url(self, database: str) -> str:
        """The SQLAlchemy URL of a database."""
        return f"postgresql+psycopg://postgres@/{database}?host={self._sockets}"

    def ask(self, statement: str, database: str = "postgres") -> list[Any]:
        """Execute a statement in a transaction of its own."""
        with psycopg.connect(
            host=str(self._sockets), user="postgres", dbname=database, autocommit=True
        ) as db:
            answer = db.execute(statement.encode())
            return answer.fetchall() if answer.description else []

    def new_database(self) -> str:
        """Make an empty database; gives its URL."""
        name = f"test_{os.getpid()}_{next(self._numbers)}"
        self.ask(f"CREATE DATABASE {name}")
        return self.url(name)

    def drop(self, url: str) -> None:
        """Throw a database away, whoever is still connected to it."""
        self.ask(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")


@contextlib.contextmanager
def cluster() -> Iterator[Cluster]:
    """A server of our own for as long as this lasts.

    Raises:
        RuntimeError: PostgreSQL is not installed, or does not start; says what it said.
    """
    programs = _programs()
    # Not in pytest's directory: the server is another user when we are root, and sockets have short names.
    home = Path(tempfile.mkdtemp(prefix="mpp-pg-"))
    who = _somebody()
    try:
        if who is not None:
            shutil.chown(home, who)
        data = home / "data"
        made = subprocess.run(
            [
                *(programs / "initdb", "--pgdata", data, "--username", "postgres", "--auth", "trust"),
                *("--no-sync", "--encoding", "UTF8", "--locale", "C"),
            ],
            user=who, capture_output=True, text=True, check=False, cwd=home,
        )  # fmt: skip
        if made.returncode:
            raise RuntimeError(f"initdb: {made.stderr or made.stdout}")
        with (home / "log").open("wb") as log:
            words = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
            server = subprocess.Popen(
                [programs / "postgres", "-D", data, "-k", home, *words],
                user=who, stdout=log, stderr=log, cwd=home,
            )  # fmt: skip
        try:
            yield _awaken(Cluster(home), server, home / "log")
        finally:
            server.send_signal(signal.SIGQUIT)  # at once, whoever is still connected: nothing is kept
            server.wait(PATIENCE_S)
    finally:
        shutil.rmtree(home)


def _programs() -> Path:
    """Where the newest server is; Debian keeps it off the path, beside others."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if elsewhere := shutil.which("initdb"):
        found.append(Path(elsewhere).parent)
    if not found:
        raise RuntimeError("PostgreSQL's server is not here: .ci/setup tests installs it")
    return max(found, key=lambda path: (path.parent.name.isdigit() and int(path.parent.name), str(path)))


def _somebody() -> str | None:
    """Who the server is to be: it refuses to be root."""
    if os.geteuid():
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _awaken(found: Cluster, server: subprocess.Popen, log: Path) -> Cluster:
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            found.ask("SELECT 1")
        except psycopg.OperationalError as error:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL does not start: {log.read_text()}") from error
            time.sleep(0.02)
        else:
            return found
