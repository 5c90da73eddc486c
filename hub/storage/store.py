"""The hub's database: state tables and an append-only journal, written in the same transaction.

Only the writer's thread writes; other threads read through `reader`. Any SQLAlchemy URL works, SQLite and PostgreSQL
are tested; SQLite is the embedded default, with a full sync at every commit. Nothing is decided here.
"""

from __future__ import annotations

import secrets
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from broker_config import wal
from broker_config.labels import letter_index
from hub import events as e
from hub.accounts.private import KEYS, Booking, Gone, Private, StaffCard, nothing
from hub.records import Alert, DeviceRecord, Visit
from hub.storage import schema as s
from hub.storage.connections import Readers, open_engine
from hub.storage.packing import packed, unpacked
from hub.storage.prepare import prepare
from hub.tickets import ENDED, Ticket

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager

    from hub.accounts.private import Change
    from hub.hall import Hall

CHANCE = 1 << 16
SPEAKERS = 1000  # changes of speaker that are looked through for the last one of each zone

Rare = TypeVar("Rare", bound=e.Event)
Row = TypeVar("Row", bound=msgspec.Struct)


class Store:
    """The database behind a URL, made if it is empty, migrated if an older program made it.

    Raises:
        ConfigError: a newer program made it, or another one.
        sqlalchemy.exc.SQLAlchemyError: the database cannot be used.
    """

    def __init__(self, url: str) -> None:
        self._engine = open_engine(url)
        try:
            prepare(self._engine)
        except BaseException:
            self._engine.dispose()
            raise
        self._db = self._engine.connect()
        self._driver = self._db.connection  # the same connection, below SQLAlchemy
        self._cursor = self._driver.cursor()
        hot = (s.JOURNAL, s.TICKETS, s.DEVICES, s.VISITS)
        self._statements = {table: upsert(table, self._engine.dialect) for table in hot}
        self._readers = Readers(url)
        self.seq = self._scalar(sa.select(sa.func.max(s.JOURNAL.c.seq)))

    def close(self) -> None:
        """Close the database."""
        self._readers.close()
        self._db.close()
        self._engine.dispose()

    def stretch(self) -> None:
        """Make every later commit faster, where that is ours to do."""
        if self._engine.dialect.name == "sqlite":
            driver: Any = self._driver.driver_connection
            wal.stretch(driver)

    def reader(self, limit_s: float = 5.0) -> AbstractContextManager[sa.Connection]:
        """Give any thread a short look at the tables as they are now; see `connections.Readers`."""
        return self._readers.reader(limit_s)

    def count_boot(self) -> int:
        """One more start of this hub, durably; a number that no hub from a backup has had before."""
        boot = next_boot(int(self.recall("boot") or 0), time.time(), secrets.randbelow(CHANCE))
        self.settle({s.META: [{"key": "boot", "value": str(boot)}]})
        return boot

    @property
    def alive_until(self) -> float:
        """The last time of which the disk knows that the hub was alive, UTC seconds; 0: never."""
        with self._db.begin():
            last = self._db.execute(sa.select(s.JOURNAL.c.at).where(s.JOURNAL.c.seq == self.seq)).scalar()
        return max(float(self.recall(s.ALIVE) or 0.0), last or 0.0)

    def recall(self, key: str) -> str | None:
        """What `meta` holds under a key."""
        with self._db.begin():
            return self._db.execute(sa.select(s.META.c.value).where(s.META.c.key == key)).scalar()

    def write(self, events: list[e.Event], hall: Hall, private: Iterable[Change] = ()) -> None:
        """Commit events, the rows they changed and private rows, all or nothing, when this returns."""
        rows = []
        for event in events:
            self.seq += 1
            rows.append(_journal_row(self.seq, event))
        # Past SQLAlchemy, to the driver itself: a visitor waits for this, and the statements were made long ago.
        with self._transaction():
            self._put(s.JOURNAL, rows)
            asdict = msgspec.structs.asdict
            self._put(s.TICKETS, [asdict(ticket) for ticket in hall.changed.values()])
            self._put(s.DEVICES, [asdict(hall.devices[device]) for device in hall.touched])
            self._put(s.VISITS, [asdict(visit) for visit in hall.recorded.values()])
            if hall.edited:
                self._put(s.REGISTER, _register_rows(events))
            if hall.alerted:
                self._put(s.ALERTS, [packed(alert, s.ALERTS.info["json"]) for alert in hall.alerted.values()])
            if private:
                self._keep(private)
        hall.written()

    def keep(self, changes: Iterable[Change]) -> None:
        """Commit private rows by themselves. With events of their own, give them to `write`."""
        with self._transaction():
            self._keep(changes)

    def settle(
        self,
        rows: Mapping[sa.Table, list[dict[str, Any]]],
        gone: Iterable[tuple[sa.Table, dict[str, Any]]] = (),
    ) -> None:
        """Commit rows by themselves, after those that are `gone` were dropped. For what follows from the journal."""
        with self._transaction():
            for table, where in gone:
                self._drop(table, where)
            for table, found in rows.items():
                self._put(table, found)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            yield
            self._driver.commit()
        except BaseException:
            self._driver.rollback()
            raise

    def _keep(self, changes: Iterable[Change]) -> None:
        for change in changes:
            if isinstance(change, Gone):
                self._drop(s.PRIVATE[change.kind], {KEYS[change.kind]: change.key})
            else:
                table = s.PRIVATE[type(change)]
                self._put(table, [packed(change, table.info["json"])])

    def load_private(self) -> Private:
        """The private rows that the gate needs, as they are on the disk."""
        private = nothing()
        for kind, table in s.PRIVATE.items():
            if kind is not Booking:
                private.apply(self.all(kind, table))
        return private

    def load_shown(self) -> list[Change]:
        """The staff cards and bookings on the disk, for the desk."""
        return [*self.all(StaffCard, s.STAFF_CARDS), *self.all(Booking, s.BOOKINGS)]

    def load(self, hall: Hall) -> None:
        """Fill an empty hall from the tables: what it would remember, and whatever has not ended."""
        for row in self._rows(s.REGISTER):
            hall.register.put(row["kind"], row["id"], msgspec.json.decode(row["row"]))
        begun = self._last_events(e.DayBegan, 2)
        hall.day, hall.yesterday = (*(event.day for event in begun), "", "")[:2]
        for device in self.all(DeviceRecord, s.DEVICES):
            hall.devices[device.id] = device
        self._load_epoch(hall)
        # By the day, and by the counters: nothing else has an index, and the table may hold years. Whatever is not at
        # a counter lapses in the evening.
        kept = sa.or_(
            s.TICKETS.c.day >= hall.remembers(bound=True),
            (s.TICKETS.c.day >= hall.remembers(bound=False))
            & (s.TICKETS.c.state.not_in(ENDED) | (s.TICKETS.c.bound == 0)),
            s.TICKETS.c.uid.in_(sa.select(s.VISITS.c.uid).where(s.OPEN)),
        )
        with self._db.begin():
            for row in self._db.execute(
                sa.select(s.TICKETS).where(kept).order_by(s.TICKETS.c.ended_at)
            ).mappings():
                hall.place(unpacked(row, Ticket, ()))
        for alert in self.all(Alert, s.ALERTS, s.ALERTS.c.closed_at.is_(None)):
            hall.alerts[alert.key] = alert
        calls = self._scalar(sa.select(sa.func.max(s.TICKETS.c.call)).where(s.CALLED))
        hall.resume(calls, self._visits_since(*(event.at for event in begun)))
        for event in self._lately(e.Attended):
            hall.officers.take(event)
        self._load_told(hall)

    def _visits_since(self, at: float = 0.0, before: float = 0.0) -> list[Visit]:
        """The lines of the counters' records that the day which began at `at` has seen; oldest first.

        Those that are still open, and those of the day that began `before` it which have ended since.
        """
        older = sa.select(s.VISITS.c.call).where(s.VISITS.c.called_at < before)
        last = self._scalar(older.order_by(s.VISITS.c.call.desc()).limit(1))
        # Two questions: asked as one, SQLite reads the whole table.
        found = [*self.all(Visit, s.VISITS, s.OPEN), *self.all(Visit, s.VISITS, s.VISITS.c.call > last)]
        seen = {visit.call: visit for visit in found if visit.ended_at is None or visit.ended_at >= at}
        return [seen[call] for call in sorted(seen)]

    def all(self, kind: type[Row], table: sa.Table, *where: sa.ColumnElement[bool]) -> list[Row]:
        """The rows of a table; for the writer's thread."""
        json = table.info["json"]
        return [unpacked(row, kind, json) for row in self._rows(table, *where)]

    def at(
        self, kind: type[Row], table: sa.Table, keys: Iterable[tuple[Any, ...]]
    ) -> dict[tuple[Any, ...], Row]:
        """The rows under these keys, as far as there are any; for the writer's thread."""
        names = [column.name for column in table.primary_key]
        wanted = sa.tuple_(*table.primary_key).in_(list(keys))
        return {tuple(getattr(row, name) for name in names): row for row in self.all(kind, table, wanted)}

    def _rows(self, table: sa.Table, *where: sa.ColumnElement[bool]) -> Sequence[sa.RowMapping]:
        with self._db.begin():
            return list(self._db.execute(sa.select(table).where(*where)).mappings())

    def _load_told(self, hall: Hall) -> None:
        """What the hall is told, and by whom: no announcement stands for longer than the days looked through."""
        for event in (*self._last_events(e.Announced, 1), *self._lately(e.Announced, e.AnnouncementEnded)):
            hall.told.take(event)
        for event in reversed(self._last_events(e.SpeakerChosen, SPEAKERS)):
            hall.speakers[event.zone] = event.device

    def _lately(self, *kinds: type[Rare]) -> list[Rare]:
        """What happened since the service day before this one began, and so since midnight; oldest first."""
        journal = s.JOURNAL.c
        days = sa.select(journal.seq).where(s.RARE, journal.event == _tag(e.DayBegan))
        with self._db.begin():
            begun = self._db.execute(days.order_by(journal.seq.desc()).limit(2)).scalars().all()
            lately = sa.select(journal.data).where(s.RARE, journal.event.in_([_tag(kind) for kind in kinds]))
            since = begun[-1] if len(begun) == 2 else 0
            rows = self._db.execute(lately.where(journal.seq > since).order_by(journal.seq)).all()
        found: list[Any] = [e.parse(row.data) for row in rows]
        return found

    def _load_epoch(self, hall: Hall) -> None:
        for event in self._last_events(e.EpochBegan, 1):
            hall.epoch = event.epoch
            hall.reconciled = self._last_seq(e.Reconciled) > self._last_seq(e.EpochBegan)
        for event in self._last_events(e.DeviceAdmitted, -1):
            hall.letters = max(hall.letters, letter_index(event.letter) + 1)

    def _last_events(self, kind: type[Rare], limit: int) -> list[Rare]:
        """The newest events of a kind that happens to no ticket, newest first; -1: all of them."""
        query = sa.select(s.JOURNAL.c.data).where(s.RARE, s.JOURNAL.c.event == _tag(kind))
        query = query.order_by(s.JOURNAL.c.seq.desc())
        with self._db.begin():
            rows = self._db.execute(query if limit < 0 else query.limit(limit)).all()
        return [msgspec.json.decode(row.data, type=kind) for row in rows]

    def _last_seq(self, kind: type[e.Event]) -> int:
        rare = sa.and_(s.RARE, s.JOURNAL.c.event == _tag(kind))
        return self._scalar(sa.select(sa.func.max(s.JOURNAL.c.seq)).where(rare))

    def _scalar(self, query: sa.Select[Any]) -> int:
        with self._db.begin():
            return self._db.execute(query).scalar() or 0

    def _drop(self, table: sa.Table, where: dict[str, Any]) -> None:
        gone = sa.delete(table).where(*(table.c[name] == sa.bindparam(name) for name in where))
        self._cursor.execute(str(gone.compile(self._engine)), where)

    def _put(self, table: sa.Table, rows: list[dict[str, Any]]) -> None:
        if not rows:
            return
        statement = self._statements.get(table)
        if statement is None:
            statement = self._statements[table] = upsert(table, self._engine.dialect)
        if len(rows) == 1:
            self._cursor.execute(statement, rows[0])
        else:
            self._cursor.executemany(statement, rows)


def upsert(table: sa.Table, dialect: sa.Dialect) -> str:
    """The statement as text, compiled once: the hub writes thousands of rows a second through it.

    A line of the journal that is there already is an error: somebody else writes into this database.
    """
    maker = postgresql.insert if dialect.name == "postgresql" else sqlite.insert
    statement = maker(table).values({column.name: sa.bindparam(column.name) for column in table.columns})
    key = [column.name for column in table.primary_key]
    rest = {c.name: statement.excluded[c.name] for c in table.columns if c.name not in key}
    if table is not s.JOURNAL:
        statement = statement.on_conflict_do_update(index_elements=key, set_=rest)
    return str(statement.compile(dialect=dialect))


def next_boot(last: int, wall: float, chance: int) -> int:
    """Give the number of a start: above the last one known, and not that of a hub that lived after our backup.

    Devices tell by it that they speak to another process. The clock is a help only, and chance the help against a
    wrong one.

    >>> next_boot(1795485600, 1795485660.5, 7), next_boot(1795485600, 0.0, 7)
    (1795485668, 1795485608)
    """
    return max(last, int(wall)) + 1 + chance


def _tag(kind: type[e.Event]) -> str:
    return str(kind.__struct_config__.tag)


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
        "by": event.by,
    }


def _register_rows(events: list[e.Event]) -> list[dict[str, Any]]:
    edits = {(event.kind, event.id): event.row for event in events if isinstance(event, e.Edited)}
    return [
        {"kind": kind, "id": name, "row": msgspec.json.encode(row).decode()}
        for (kind, name), row in edits.items()
    ]
