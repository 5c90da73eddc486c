"""How the database is opened: for the writer, and for whoever only looks. No table is known here."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.event import listen
from sqlalchemy.exc import DBAPIError

from broker_config.settings import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator

POOL = 4  # as many look at once; one more waits for its turn
WAIT_S = 10.0
STEPS = 20_000  # of SQLite's machine, about a millisecond: so often a look asks whether its time is up
# PostgreSQL's words for a statement that took longer than it may, and for a look that asked nothing for as long.
OUT_OF_TIME = ("57014", "25P03")


class TookTooLong(TimeoutError):
    """A look at the tables took longer than it may: ask for less, or in pages."""


@contextmanager
def whole(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Give a connection in one transaction, for changes of tables too: all of them happen, or none."""
    with engine.begin() as db:
        if (
            engine.dialect.name == "sqlite"
        ):  # Python's driver begins by itself before a row, not before a table
            db.exec_driver_sql("BEGIN IMMEDIATE")
        yield db


def open_engine(url: str) -> sa.Engine:
    """Open a database to write into it: a commit returns when the disk has it.

    Raises:
        ConfigError: its driver is not installed.
        sqlalchemy.exc.ArgumentError: this is no URL.
    """
    # The statements are handed to the driver as text: SQLite's would otherwise count its arguments.
    named = {"paramstyle": "named"} if url.startswith("sqlite") else {}
    try:
        engine = sa.create_engine(url, **named)
    except ImportError as error:
        raise ConfigError(
            f"[storage] url: {error}; say postgresql+psycopg://… and install the extra `postgresql`"
        ) from error
    listen(engine, "connect", _tune_sqlite if engine.dialect.name == "sqlite" else _tune_postgresql)
    return engine


def _tune_sqlite(connection: Any, _record: Any) -> None:
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "busy_timeout = 5000", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _tune_postgresql(connection: Any, _record: Any) -> None:
    from psycopg.adapt import Dumper  # noqa: PLC0415 - only where the mall's database is a server
    from psycopg.postgres import types  # noqa: PLC0415 - as above

    class Truth(Dumper):
        """A truth is a number in our tables, as in SQLite's; PostgreSQL turns none into the other by itself."""

        oid = types["int8"].oid

        def dump(self, obj: bool) -> bytes:  # noqa: FBT001 - the driver's signature
            return b"1" if obj else b"0"

    connection.adapters.register_dumper(bool, Truth)
    # Whatever the server's own settings are: a ticket is announced when the disk has it.
    connection.execute("SET synchronous_commit = on")
    connection.commit()


class Readers:
    """Connections for short looks from any thread; they never hold up the writer."""

    def __init__(self, url: str) -> None:
        self._engine = sa.create_engine(
            url, pool_size=POOL, max_overflow=0, pool_timeout=WAIT_S, pool_pre_ping=True
        )
        self._sqlite = self._engine.dialect.name == "sqlite"
        if self._sqlite:
            listen(self._engine, "connect", _only_look)
            listen(self._engine, "begin", _begin)
        else:
            self._engine = self._engine.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )

    def close(self) -> None:
        """Close all that are idle."""
        self._engine.dispose()

    @contextmanager
    def reader(self, limit_s: float) -> Iterator[sa.Connection]:
        """Give a look at the tables as they are at the first question, and do not change for this reader.

        It is one short transaction: as long as it is open, SQLite's log cannot begin at the front again. So fetch
        what you need and leave; a long list is read in pages, each with a look of its own.

        Raises:
            TookTooLong: the questions took longer than `limit_s`.
            sqlalchemy.exc.TimeoutError: too many look at once.
        """
        with self._engine.connect() as db:
            try:
                with db.begin(), self._limited(db, limit_s):
                    yield db
            except DBAPIError as error:
                if str(error.orig) == "interrupted" or getattr(error.orig, "sqlstate", "") in OUT_OF_TIME:
                    raise TookTooLong(f"a look at the tables took more than {limit_s:g} s") from error
                raise

    @contextmanager
    def _limited(self, db: sa.Connection, limit_s: float) -> Iterator[None]:
        if not self._sqlite:
            # For this look alone: the next one begins by asking whether the connection lives, and has its own limit.
            for name in ("statement_timeout", "idle_in_transaction_session_timeout"):
                db.exec_driver_sql(f"SET LOCAL {name} = {max(1, round(limit_s * 1000))}")
            yield
            return
        driver: Any = db.connection.driver_connection
        deadline = time.monotonic() + limit_s
        driver.set_progress_handler(lambda: time.monotonic() > deadline, STEPS)
        try:
            yield
        finally:
            driver.set_progress_handler(None, 0)


def _only_look(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # or each question is a transaction of its own
    connection.execute("PRAGMA busy_timeout = 5000")
    connection.execute("PRAGMA query_only = ON")


def _begin(db: sa.Connection) -> None:
    db.exec_driver_sql("BEGIN")
