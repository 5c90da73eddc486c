"""The hub's database: state tables and an append-only journal, written in the same transaction.

Only the writer's thread writes. Any SQLAlchemy URL works; SQLite is the embedded default, with a full sync at
every commit. Nothing is decided here.
"""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.event import listen

from broker_config import wal
from broker_config.labels import letter_index
from broker_config.settings import ConfigError
from hub import events as e
from hub.hall import DeviceRecord, Visit
from hub.tickets import ENDED, Ticket

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hub.hall import Hall

SCHEMA_VERSION = 1
CHANCE = 1 << 16

Rare = TypeVar("Rare", bound=e.Event)

_metadata = sa.MetaData()
# SQLite's STRICT knows only INTEGER, REAL, TEXT and BLOB; PostgreSQL's types are wider.
_NUMBER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")
_TIME = sa.REAL().with_variant(sa.Double(), "postgresql")
_SQL_TYPES = {"str": sa.Text(), "int": _NUMBER, "bool": _NUMBER, "float": _TIME, "float | None": _TIME}

META = sa.Table(
    "meta",
    _metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
    sqlite_strict=True,
)
JOURNAL = sa.Table(
    "journal",
    _metadata,
    sa.Column("seq", _NUMBER, primary_key=True, autoincrement=False),
    sa.Column("at", _TIME, nullable=False),
    sa.Column("event", sa.Text, nullable=False),
    sa.Column("uid", sa.Text, nullable=False),
    sa.Column("label", sa.Text, nullable=False),
    sa.Column("counter", sa.Text, nullable=False),
    sa.Column("device", sa.Text, nullable=False),
    sa.Column("data", sa.Text, nullable=False),
    sqlite_strict=True,
)


def _table(name: str, row: type[msgspec.Struct], key: str) -> sa.Table:
    """A table whose columns are the fields of a struct, so that the two cannot part."""
    columns = (
        sa.Column(
            field,
            _SQL_TYPES.get(kind, sa.Text()),
            primary_key=field == key,
            nullable=kind.endswith("None"),
            autoincrement=False,
        )
        for field, kind in row.__annotations__.items()
    )
    # Without a row number of SQLite's own: one tree less to write at every commit.
    own = key != "call"
    return sa.Table(name, _metadata, *columns, sqlite_strict=True, sqlite_with_rowid=not own)


TICKETS = _table("tickets", Ticket, "uid")
DEVICES = _table("devices", DeviceRecord, "id")
VISITS = _table("visits", Visit, "call")
# A visitor waits while an index is written: there is none that nobody asks, and none of what is not yet.
CALLED = TICKETS.c.call > sa.literal_column("0")
sa.Index("tickets_day", TICKETS.c.day)
sa.Index("tickets_call", TICKETS.c.call, sqlite_where=CALLED, postgresql_where=CALLED)
# What happens to no ticket is asked for at every start: among ten million rows it must not be searched for.
RARE = sa.func.length(JOURNAL.c.uid) == sa.literal_column("0")
sa.Index("journal_rare", JOURNAL.c.event, JOURNAL.c.seq, sqlite_where=RARE, postgresql_where=RARE)


class Store:
    """The database behind a URL, made if it is empty.

    Raises:
        ConfigError: it was made by another version of this program.
        sqlalchemy.exc.SQLAlchemyError: the database cannot be used.
    """

    def __init__(self, url: str) -> None:
        named = {"paramstyle": "named"} if url.startswith("sqlite") else {}
        self._engine = sa.create_engine(url, **named)
        if self._engine.dialect.name == "sqlite":
            listen(self._engine, "connect", _tune_sqlite)
        _metadata.create_all(self._engine)
        self._db = self._engine.connect()
        self._driver = self._db.connection  # the same connection, below SQLAlchemy
        self._cursor = self._driver.cursor()
        self._insert = {
            table: self._sql(table, upsert=table is not JOURNAL)
            for table in (META, JOURNAL, TICKETS, DEVICES, VISITS)
        }
        self.seq = self._scalar(sa.select(sa.func.max(JOURNAL.c.seq)))
        self._check_schema()

    def close(self) -> None:
        """Close the database."""
        self._db.close()
        self._engine.dispose()

    def _check_schema(self) -> None:
        with self._db.begin():
            found = self._db.execute(sa.select(META.c.value).where(META.c.key == "schema_version")).scalar()
        if found is not None and int(found) != SCHEMA_VERSION:
            raise ConfigError(
                f"[storage] url: this database is of version {found}, this program of {SCHEMA_VERSION}"
            )
        self._remember("schema_version", SCHEMA_VERSION)

    def stretch(self) -> None:
        """Make every later commit faster, where that is ours to do."""
        if self._engine.dialect.name == "sqlite":
            driver: Any = self._driver.driver_connection
            wal.stretch(driver)

    def count_boot(self) -> int:
        """One more start of this hub, durably; a number that no hub from a backup has had before."""
        row = self._db.execute(sa.select(META.c.value).where(META.c.key == "boot")).first()
        boot = next_boot(int(row.value if row else 0), time.time(), secrets.randbelow(CHANCE))
        self._remember("boot", boot)
        return boot

    def write(self, events: list[e.Event], hall: Hall) -> None:
        """Commit events and the rows they changed, all or nothing. Returns when the disk has them."""
        rows = []
        for event in events:
            self.seq += 1
            rows.append(_journal_row(self.seq, event))
        # Past SQLAlchemy, to the driver itself: a visitor waits for this, and the statements were made long ago.
        try:
            self._put(JOURNAL, rows)
            self._put(
                TICKETS,
                [msgspec.structs.asdict(hall.tickets[uid]) for uid in hall.changed if uid in hall.tickets],
            )
            self._put(DEVICES, [msgspec.structs.asdict(hall.devices[device]) for device in hall.touched])
            self._put(VISITS, [msgspec.structs.asdict(visit) for visit in hall.recorded.values()])
            self._driver.commit()
        except BaseException:
            self._driver.rollback()
            raise
        hall.changed.clear()
        hall.touched.clear()
        hall.recorded.clear()

    def load(self, hall: Hall) -> None:
        """Fill an empty hall from the tables: what it would remember, and whatever has not ended."""
        days = [event.day for event in self._last_events(e.DayBegan, 2)]
        hall.day, hall.yesterday = (*days, "", "")[:2]
        for row in self._rows(DEVICES):
            hall.devices[row["id"]] = msgspec.convert(row, DeviceRecord)
        self._load_epoch(hall)
        kept = sa.or_(
            TICKETS.c.state.not_in(ENDED),
            TICKETS.c.day >= hall.remembers(bound=True),
            (TICKETS.c.bound == 0) & (TICKETS.c.day >= hall.remembers(bound=False)),
        )
        with self._db.begin():
            for row in self._db.execute(
                sa.select(TICKETS).where(kept).order_by(TICKETS.c.ended_at)
            ).mappings():
                hall.place(msgspec.convert(_plain(row), Ticket, strict=False))
        for row in self._rows(VISITS, VISITS.c.ended_at.is_(None)):
            visit = msgspec.convert(row, Visit)
            hall.visits[visit.counter] = visit
        hall.resume(self._scalar(sa.select(sa.func.max(TICKETS.c.call)).where(CALLED)))

    def journal(self, since: int = 0) -> Iterator[tuple[int, e.Event]]:
        """Every event after a sequence, in order, without holding them all in memory."""
        with self._engine.connect() as db:
            query = (
                sa.select(JOURNAL.c.seq, JOURNAL.c.data).where(JOURNAL.c.seq > since).order_by(JOURNAL.c.seq)
            )
            for row in db.execution_options(yield_per=1000).execute(query):
                yield row.seq, e.parse(row.data)

    def tickets(self) -> Iterator[Ticket]:
        """Every row of the tickets' table."""
        return (msgspec.convert(row, Ticket, strict=False) for row in self._rows(TICKETS))

    def visits(self) -> Iterator[Visit]:
        """Every line of the counters' records."""
        return (msgspec.convert(row, Visit) for row in self._rows(VISITS))

    def devices(self) -> Iterator[DeviceRecord]:
        """Every device ever admitted."""
        return (msgspec.convert(row, DeviceRecord) for row in self._rows(DEVICES))

    def _rows(self, table: sa.Table, *where: sa.ColumnElement[bool]) -> list[dict[str, Any]]:
        with self._db.begin():
            return [_plain(row) for row in self._db.execute(sa.select(table).where(*where)).mappings()]

    def _load_epoch(self, hall: Hall) -> None:
        for event in self._last_events(e.EpochBegan, 1):
            hall.epoch = event.epoch
            hall.reconciled = self._last_seq(e.Reconciled) > self._last_seq(e.EpochBegan)
        for event in self._last_events(e.DeviceAdmitted, -1):
            hall.letters = max(hall.letters, letter_index(event.letter) + 1)

    def _last_events(self, kind: type[Rare], limit: int) -> list[Rare]:
        """The newest events of a kind that happens to no ticket, newest first; -1: all of them."""
        name = kind.__struct_config__.tag
        query = sa.select(JOURNAL.c.data).where(RARE, JOURNAL.c.event == name).order_by(JOURNAL.c.seq.desc())
        with self._db.begin():
            rows = self._db.execute(query if limit < 0 else query.limit(limit)).all()
        return [msgspec.json.decode(row.data, type=kind) for row in rows]

    def _last_seq(self, kind: type[e.Event]) -> int:
        name = kind.__struct_config__.tag
        return self._scalar(sa.select(sa.func.max(JOURNAL.c.seq)).where(RARE, JOURNAL.c.event == name))

    def _scalar(self, query: sa.Select[Any]) -> int:
        with self._db.begin():
            return self._db.execute(query).scalar() or 0

    def _remember(self, key: str, value: int) -> None:
        self._db.rollback()
        self._put(META, [{"key": key, "value": str(value)}])
        self._driver.commit()

    def _put(self, table: sa.Table, rows: list[dict[str, Any]]) -> None:
        if len(rows) == 1:
            self._cursor.execute(self._insert[table], rows[0])
        elif rows:
            self._cursor.executemany(self._insert[table], rows)

    def _sql(self, table: sa.Table, *, upsert: bool) -> str:
        """The statement as text, compiled once: the hub writes thousands of rows a second through it."""
        maker = postgresql.insert if self._engine.dialect.name == "postgresql" else sqlite.insert
        statement = maker(table).values({column.name: sa.bindparam(column.name) for column in table.columns})
        if upsert:
            key = [column.name for column in table.primary_key]
            rest = {c.name: statement.excluded[c.name] for c in table.columns if c.name not in key}
            statement = statement.on_conflict_do_update(index_elements=key, set_=rest)
        return str(statement.compile(self._engine))


def next_boot(last: int, wall: float, chance: int) -> int:
    """Give the number of a start: above the last one known, and not that of a hub that lived after our backup.

    Devices tell by it that they speak to another process. The clock is a help only, and chance the help against a
    wrong one.

    >>> next_boot(1795485600, 1795485660.5, 7), next_boot(1795485600, 0.0, 7)
    (1795485668, 1795485608)
    """
    return max(last, int(wall)) + 1 + chance


def _plain(row: sa.RowMapping) -> dict[str, Any]:
    return {str(key): value for key, value in row.items()}  # msgspec takes no subclass of str


def _journal_row(seq: int, event: e.Event) -> dict[str, Any]:
    return {
        "seq": seq,
        "at": event.at,
        "event": e.tag(event),
        "uid": getattr(event, "uid", ""),
        "label": getattr(event, "label", ""),
        "counter": getattr(event, "counter", ""),
        "device": getattr(event, "device", ""),
        "data": e.dump(event),
    }


def _tune_sqlite(connection: Any, _record: Any) -> None:
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "busy_timeout = 5000", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def verify(store: Store, hall: Hall) -> Iterable[str]:
    """Fold the whole journal through an empty hall; yield each row of the tables that differs from the fold."""
    from hub.hall import evolve  # noqa: PLC0415 - only the auditor folds

    tickets: dict[str, Ticket] = {}
    visits: dict[int, Visit] = {}
    expected = 0
    for seq, event in store.journal():
        expected += 1
        if seq != expected:
            yield f"journal: row {expected} is missing, {seq} follows"
            expected = seq
        evolve(hall, event)
        tickets |= {uid: hall.tickets[uid] for uid in hall.changed}
        visits |= hall.recorded
        hall.changed.clear()
        hall.recorded.clear()
    yield from _differences("tickets", tickets, {row.uid: row for row in store.tickets()})
    yield from _differences("visits", visits, {row.call: row for row in store.visits()})
    yield from _differences("devices", hall.devices, {row.id: row for row in store.devices()})


def _differences(table: str, folded: dict[Any, Any], stored: dict[Any, Any]) -> Iterator[str]:
    for key in sorted({*folded, *stored}):
        if folded.get(key) != stored.get(key):
            yield f"{table}: {key}: the journal says {folded.get(key)}, the table {stored.get(key)}"
