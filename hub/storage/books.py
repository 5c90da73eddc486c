"""The auditor: folds the whole journal again and compares with every table. It changes nothing.

The tables are read first, in one look; the journal never changes, so it is folded afterwards, as far as they were.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import sqlalchemy as sa

from hub import events as e
from hub.records import Alert, DeviceRecord, Visit
from hub.storage import schema as s
from hub.storage.daybook import seconds_of
from hub.storage.reading import journal, rows_of
from hub.storage.rollups import DayCounter, DayService, Rollups, told
from hub.tickets import Ticket

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from hub.hall import Hall
    from hub.storage.store import Store

Seconds = tuple[dict[str, float], dict[str, float]]  # per state: in all, and while it was to be open

LIMIT_S = 600.0  # nobody waits for the auditor


class _Fold(NamedTuple):
    """What the journal says that the tables should hold, by key."""

    tickets: dict[str, Ticket]
    visits: dict[int, Visit]
    register: dict[tuple[str, str], Any]
    alerts: dict[tuple[str, float], Alert]
    rollups: Rollups


class _Tables(NamedTuple):
    """The tables at one moment; `seq` is the last line of the journal then, `rolled` that of the rollups."""

    seq: int
    rolled: int
    tickets: dict[str, Ticket]
    visits: dict[int, Visit]
    devices: dict[str, DeviceRecord]
    register: dict[tuple[str, str], Any]
    alerts: dict[tuple[str, float], Alert]
    services: dict[tuple[str, str], DayService]
    counters: dict[tuple[str, str], DayCounter]
    present: dict[tuple[str, str], Seconds]


def verify(store: Store, hall: Hall) -> Iterable[str]:
    """Fold the whole journal through an empty hall; yield each row of the tables that differs from the fold.

    May run beside a working hub.
    """
    from hub.evolution import evolve  # noqa: PLC0415 - only the auditor folds

    tables = _read(store)
    fold = _Fold({}, {}, {}, {}, Rollups())
    expected = 0
    for seq, event in journal(store, until=tables.seq):
        expected += 1
        if seq != expected:
            yield f"journal: row {expected} is missing, {seq} follows"
            expected = seq
        uid = event.uid if isinstance(event, e.TicketEvent) else ""
        before = hall.tickets.get(uid)
        evolve(hall, event)
        if seq <= tables.rolled:
            fold.rollups.evolve(event, before, hall.tickets.get(uid))
        _collect(fold, hall, event)
    if expected != tables.seq:
        yield f"journal: row {tables.seq} is the last one, and {expected} rows were read"
    yield from _differences("tickets", fold.tickets, tables.tickets)
    yield from _differences("visits", fold.visits, tables.visits)
    yield from _differences("devices", hall.devices, tables.devices)
    yield from _differences("register", fold.register, tables.register)
    yield from _differences("alerts", fold.alerts, tables.alerts)
    yield from _differences("day_services", told(fold.rollups.services), told(tables.services))
    figures = {
        key: msgspec.structs.replace(row, seconds={}, scheduled={}) for key, row in tables.counters.items()
    }
    yield from _differences("day_counters", told(fold.rollups.counters), told(figures))
    seconds = {key: (row.seconds, row.scheduled) for key, row in tables.counters.items() if row.seconds}
    yield from _differences("day_counters.seconds", tables.present, seconds, source="intervals")


def _collect(fold: _Fold, hall: Hall, event: e.Event) -> None:
    fold.tickets.update(hall.changed)
    fold.visits.update(hall.recorded)
    fold.alerts.update(hall.alerted)
    if isinstance(event, e.Edited):
        fold.register[event.kind, event.id] = event.row
    hall.written()


def _read(store: Store) -> _Tables:
    with store.reader(LIMIT_S) as db:

        def by(kind: type[Any], table: sa.Table, key: Callable[[Any], Any]) -> dict[Any, Any]:
            return {key(row): row for row in rows_of(db, kind, table)}

        meta = {row.key: row.value for row in db.execute(sa.select(s.META))}
        return _Tables(
            seq=db.execute(sa.select(sa.func.max(s.JOURNAL.c.seq))).scalar() or 0,
            rolled=int(meta.get(s.ROLLED_THROUGH, 0)),
            tickets=by(Ticket, s.TICKETS, lambda row: row.uid),
            visits=by(Visit, s.VISITS, lambda row: row.call),
            devices=by(DeviceRecord, s.DEVICES, lambda row: row.id),
            register={
                (row.kind, row.id): msgspec.json.decode(row.row) for row in db.execute(sa.select(s.REGISTER))
            },
            alerts=by(Alert, s.ALERTS, lambda row: (row.key, row.opened_at)),
            services=by(DayService, s.DAY_SERVICES, lambda row: (row.day, row.service)),
            counters=by(DayCounter, s.DAY_COUNTERS, lambda row: (row.day, row.counter)),
            present=_present(db),
        )


def _present(db: sa.Connection) -> dict[tuple[str, str], Seconds]:
    found: dict[tuple[str, str], list[Any]] = {}
    for row in db.execute(sa.select(s.INTERVALS).order_by(*s.INTERVALS.primary_key)):
        found.setdefault((row.day, row.counter), []).append(row)
    return {key: seconds_of(rows) for key, rows in found.items()}


def _differences(
    table: str, folded: dict[Any, Any], stored: dict[Any, Any], source: str = "journal"
) -> Iterator[str]:
    for key in sorted({*folded, *stored}):
        if folded.get(key) != stored.get(key):
            yield f"{table}: {key}: the {source} says {folded.get(key)}, the table {stored.get(key)}"
