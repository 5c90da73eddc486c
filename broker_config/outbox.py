"""A device's durable memory: a FIFO of durable messages, its boot counter and its journal id, in SQLite.

An entry leaves only when the hub has said that it committed it, and even then it is kept for a while, because
a hub restored from a backup asks for it again. Used by one thread. Never publishes anything itself.

Sequences are numbered as `sequence.py` says: an entry lost with the power never shares its number with another.
"""

from __future__ import annotations

import contextlib
import itertools
import logging
import os
import sqlite3
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from broker_config import codec, wal
from broker_config.contract import ROUTES, Durable
from broker_config.sequence import before_boot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

log = logging.getLogger(__name__)

KEPT = 20_000  # acknowledged entries kept for a hub that comes back from a backup: days of a busy kiosk
CACHE_KIB = 256  # SQLite would take 2 MiB in time, and all that is ever read again is the newest of it
_TYPES: dict[str, type[Durable]] = {
    route.name: route.message for route in ROUTES if issubclass(route.message, Durable)
}
_NAMES = {message: name for name, message in _TYPES.items()}

_SUFFIXES = ("", "-wal", "-shm")  # of the files that are one database

Entry = TypeVar("Entry", bound=Durable)

_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS log (
    seq INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    subject TEXT NOT NULL,
    payload BLOB NOT NULL,
    UNIQUE (name, subject)
);
"""


class _CheckFailed(sqlite3.DatabaseError):
    """SQLite can read the file, and says that it is not whole."""


class Outbox:
    """Open (or make) the memory of this device, and count the boot, durably, before returning.

    `connect` opens a database like `sqlite3.connect`: the simulation brings a disk of its own, which forgets.

    Attributes:
        boot: this start's number, 1 for the first.
        journal: 32 hex digits that were drawn when the file was made.
        secret: 32 bytes likewise; they never leave the box.
        acked: how far the hub holds our log.
        newest: the sequence of the last entry written, 0 if there never was one.
    """

    def __init__(
        self, path: Path | str, connect: Callable[..., sqlite3.Connection] = sqlite3.connect
    ) -> None:
        self._db = _open(path, connect)
        with self.transaction(sync=True):
            self.journal = self.remember("journal", uuid.uuid4().hex)
            self.secret = self.remember("secret", os.urandom(32))
            self.boot = self.recall("boot", 0) + 1
            self.write("boot", self.boot)
        self.acked: int = self.recall("acked", 0)
        newest = self._db.execute("SELECT max(seq) FROM log").fetchone()[0] or 0
        self.newest = max(newest, self.acked)

    def close(self) -> None:
        """Close the file; what was committed is safe without it."""
        self._db.close()

    def stretch(self) -> None:
        """Make every later commit faster; for a device on whose commits somebody waits."""
        try:
            wal.stretch(self._db)
        except sqlite3.OperationalError as error:  # without it, it works all the same
            log.warning("the outbox stays slow: %s", error)

    @contextlib.contextmanager
    def transaction(self, *, sync: bool) -> Iterator[None]:
        """All or nothing. With `sync`, the disk has it when the block ends; without, soon (or never)."""
        # WAL: FULL, as it was opened, syncs at each commit, NORMAL only at checkpoints. It is those for whom nobody
        # waits that pay for switching.
        if not sync:
            self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.execute("BEGIN IMMEDIATE")
        newest = getattr(self, "newest", 0)
        try:
            yield
        except BaseException:
            self._end("ROLLBACK", sync=sync)
            self.newest = newest
            raise
        self._end("COMMIT", sync=sync)

    def _end(self, how: str, *, sync: bool) -> None:
        self._db.execute(how)
        if not sync:
            self._db.execute("PRAGMA synchronous = FULL")

    def append(self, message: type[Entry], subject: str, **fields: object) -> Entry | None:
        """Write an entry inside a transaction, once for each subject; None if it is there already."""
        # Beyond `acked`, too: if a clone of this card spoke in our name, what we say from now on is still new.
        seq = max(self.newest, self.acked, before_boot(self.boot)) + 1
        entry = message(seq=seq, prev=self.newest, **fields)
        written = self._db.execute(
            "INSERT INTO log VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (seq, _NAMES[message], subject, codec.encode(entry)),
        )
        if not written.rowcount:
            return None
        self.newest = seq
        return entry

    def pending(self, after: int | None = None, limit: int = 100) -> list[Durable]:
        """The oldest entries beyond `after` (default: beyond what the hub holds), in order."""
        after = self.acked if after is None else after
        rows = self._db.execute(
            "SELECT name, payload FROM log WHERE seq > ? ORDER BY seq LIMIT ?", (after, limit)
        )
        entries = [msgspec.json.decode(payload, type=_TYPES[name]) for name, payload in rows]
        if entries and entries[0].prev > after:
            # Those between were tidied away long ago, and the hub has lost them: go on with what there is.
            entries[0] = msgspec.structs.replace(entries[0], prev=after)
        return entries

    def latest(self, *messages: type[Durable], limit: int = 100) -> list[Durable]:
        """The newest entries of some kinds, oldest first, delivered or not."""
        names = tuple(_NAMES[message] for message in messages)
        marks = ", ".join("?" * len(names))
        rows = self._db.execute(
            f"SELECT name, payload FROM log WHERE name IN ({marks}) ORDER BY seq DESC LIMIT ?",  # noqa: S608 - marks
            (*names, limit),
        ).fetchall()
        return [msgspec.json.decode(payload, type=_TYPES[name]) for name, payload in reversed(rows)]

    def find(self, message: type[Entry], subject: str) -> Entry | None:
        """The entry of a kind about a subject, delivered or not; None if there is none, or not any more."""
        row = self._db.execute(
            "SELECT payload FROM log WHERE name = ? AND subject = ?", (_NAMES[message], subject)
        ).fetchone()
        return None if row is None else msgspec.json.decode(row[0], type=message)

    def subjects(self, message: type[Durable]) -> tuple[str, ...]:
        """The subjects of a kind of entry that the hub does not hold yet, oldest first."""
        rows = self._db.execute(
            "SELECT subject FROM log WHERE seq > ? AND name = ? ORDER BY seq", (self.acked, _NAMES[message])
        )
        return tuple(subject for (subject,) in rows)

    def acknowledge(self, acked: int) -> None:
        """The hub holds our log through `acked`; a lower number than before means it lost some and asks again."""
        if acked == self.acked:
            return
        with self.transaction(sync=False):  # lost with the power, it is only sent again
            self.write("acked", acked)
            if acked >> 8 != self.acked >> 8:  # tidy up now and then
                self._db.execute(
                    "DELETE FROM log WHERE seq <= ? "
                    "AND seq <= (SELECT seq FROM log ORDER BY seq DESC LIMIT 1 OFFSET ?)",
                    (acked, KEPT),
                )
        self.acked = acked

    def take_boot(self, boot: int) -> None:
        """Go on as this boot: the hub knows higher ones of a lost or cloned card."""
        with self.transaction(sync=True):
            self.write("boot", boot)
        self.boot = boot

    def recall(self, key: str, default: Any) -> Any:
        """What is kept under a key: a number, a text or bytes."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return default if row is None else row[0]

    def remember(self, key: str, value: Any) -> Any:
        """What is kept under a key; `value`, kept from now on, inside a transaction, if there is none yet."""
        self._db.execute("INSERT INTO meta VALUES (?, ?) ON CONFLICT DO NOTHING", (key, value))
        return self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()[0]

    def write(self, key: str, value: float | str | bytes) -> None:
        """Keep a value under a key, inside a transaction."""
        self._db.execute(
            "INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", (key, value)
        )


def _open(path: Path | str, connect: Callable[..., sqlite3.Connection]) -> sqlite3.Connection:
    try:
        return _connect(path, connect)
    except sqlite3.DatabaseError as error:
        # A full disk, a lock or a bad moment of the card is no damage: tickets lie in there that the hub may not have.
        if not _is_damage(error):
            raise
        # A worn card: keep the remains for a technician, and start as a new journal, which the hub admits
        # under a new letter. Refusing to start would leave the citizen without paper.
        aside = _free_name(path)
        log.error("%s is damaged (%s): set aside as %s", path, error, aside)  # noqa: TRY400 - no traceback
        for suffix in _SUFFIXES:
            with contextlib.suppress(FileNotFoundError):
                Path(f"{path}{suffix}").replace(f"{aside}{suffix}")
        return _connect(path, connect)


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # without the details that SQLite adds above
    return isinstance(error, _CheckFailed) or code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _free_name(path: Path | str) -> str:
    """Where remains can be put that takes no other ones' place."""
    names = (f"{path}.damaged" + (f".{number}" if number > 1 else "") for number in itertools.count(1))
    return next(name for name in names if not any(Path(f"{name}{suffix}").exists() for suffix in _SUFFIXES))


def _connect(path: Path | str, connect: Callable[..., sqlite3.Connection]) -> sqlite3.Connection:
    db = connect(path, isolation_level=None, check_same_thread=False)
    try:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA busy_timeout = 5000")
        db.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        if db.execute("PRAGMA quick_check").fetchone()[0] != "ok":
            raise _CheckFailed("quick_check failed")
        db.executescript(_SCHEMA)
    except sqlite3.DatabaseError:
        db.close()
        raise
    return db
