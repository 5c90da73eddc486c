"""What pages, reports and the auditor read: the journal in pages, and tables as structs. Nothing is written here.

Every function takes short looks (`Store.reader`) and may be used in any thread.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import msgspec
import sqlalchemy as sa

from broker_config.contract import Part
from hub import events as e
from hub.records import Alert
from hub.storage.packing import unpacked
from hub.storage.schema import ALERTS, DAY_SERVICES, JOURNAL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.storage.store import Store

PAGE = 2000

Row = TypeVar("Row", bound=msgspec.Struct)


def journal(store: Store, since: int = 0, until: int | None = None) -> Iterator[tuple[int, e.Event]]:
    """Every event after one sequence and up to another, in order; a page at a time, each a look of its own."""
    while True:
        query = sa.select(JOURNAL.c.seq, JOURNAL.c.data).where(JOURNAL.c.seq > since)
        if until is not None:
            query = query.where(JOURNAL.c.seq <= until)
        with store.reader() as db:
            rows = db.execute(query.order_by(JOURNAL.c.seq).limit(PAGE)).all()
        for row in rows:
            yield row.seq, e.parse(row.data)
        if len(rows) < PAGE:
            return
        since = rows[-1].seq


def rows_of(db: sa.Connection, kind: type[Row], table: sa.Table, *where: sa.ColumnElement[bool]) -> list[Row]:
    """The rows of a table as structs, in the order of its key."""
    query = sa.select(table).where(*where).order_by(*table.primary_key)
    json = table.info["json"]
    return [unpacked(row, kind, json) for row in db.execute(query).mappings()]


def last_faults(store: Store) -> dict[str, tuple[float, Part]]:
    """By device, the last part that an alert was opened for, and when (UTC seconds); for the hub's start."""
    found: dict[str, tuple[float, Part]] = {}
    with store.reader() as db:
        for alert in rows_of(db, Alert, ALERTS, ALERTS.c.kind == "device_sick"):
            for name, detail in alert.detail.get("faults", {}).items():
                if alert.opened_at >= found.get(alert.subject, (0.0,))[0]:
                    part = Part(name=name, kind=name, state="fault", detail=detail)
                    found[alert.subject] = alert.opened_at, part
    return found


def days_since(
    store: Store, since: str, today: str
) -> tuple[dict[str, int], list[tuple[str, dict[int, int]]]]:
    """From a day on (`2026-11-01`): the numbers of each service before today, and the votes of days, today's too."""
    books = DAY_SERVICES.c
    asked = sa.select(books.service, sa.func.sum(books.issued)).where(books.day >= since, books.day < today)
    asked = asked.group_by(books.service)
    votes = sa.select(books.day, books.votes).where(books.day >= since, books.votes != "{}")
    with store.reader() as db:
        return (
            {service: int(issued) for service, issued in db.execute(asked)},
            [(row.day, msgspec.json.decode(row.votes, type=dict[int, int])) for row in db.execute(votes)],
        )
