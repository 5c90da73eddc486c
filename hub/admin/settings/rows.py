"""The register for pages: looked at as a copy, and written one row at a time unless somebody else was faster.

All that costs time (checking, searching) is done in the page's own thread, on the copy: the writer only copies eight
tables of references. Must never write a row without asking the writer.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import sqlalchemy as sa

from hub import events as e
from hub.admin.settings.hearing import other_sides
from hub.admin.settings.reading import mark
from hub.commands import EditMany
from hub.refused import Refused
from hub.register import Register
from hub.register.rows import ROWS, as_row
from hub.storage import schema as s

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hub.desk import Desk, Station
    from hub.register import RowFault
    from hub.service import Service
    from hub.storage.store import Store

PATIENCE_S = 5.0
REMEMBERED = 20_000  # so many edits back, who changed a row is looked for
# Whether a row is still as it was seen, and writing it, are one step for all pages of this hub.
_WRITING = threading.Lock()


class Seen(NamedTuple):
    """The register as it was at `now` (UTC seconds on the mall's clock), a copy of one's own."""

    register: Register
    now: float
    stations: dict[str, Station]


class LastEdit(NamedTuple):
    """Who wrote a row last, and when; `by` is empty for the seed."""

    at: float
    by: str


class Stale(Exception):
    """The row is not as it was when the form was opened; nothing was written."""


class Faulty(Exception):
    """The row cannot stand so; nothing was written."""

    def __init__(self, faults: list[RowFault], refused: Refused | None = None) -> None:
        super().__init__()
        self.faults, self.refused = faults, refused


def see(service: Service) -> Seen:
    """Copy the register."""

    def copy(desk: Desk, now: float) -> Seen:
        found = Register()
        for kind in ROWS:
            if kind != "mall":
                found.table(kind).update(desk.hall.register.table(kind))
        found.mall = desk.hall.register.mall
        return Seen(found, now, desk.stations)

    return service.look(copy).result(PATIENCE_S)


def find(register: Register, kind: str, slug: str) -> dict[str, Any] | None:
    """A row as JSON, if there is such a one."""
    table = register.table(kind)
    return as_row(table[slug]) if slug in table else None


def whole(register: Register, kind: str, slug: str) -> dict[str, Any]:
    """A row as JSON with all that goes without saying, for a form that shows it.

    Raises:
        KeyError: there is no such row.
    """
    return msgspec.to_builtins(register.table(kind)[slug])


def write(service: Service, by: str, change: tuple[str, str, dict[str, Any]], was: str) -> bool:
    """Write a row, and those that go with it; whether anything differs from what it was.

    Args:
        service: the hub.
        by: who writes.
        change: kind, id, row.
        was: `mark` of the row that the person saw; empty for a new one.

    Raises:
        Stale: it is another one by now.
        Faulty: it cannot stand so.
    """
    kind, slug, row = change
    with _WRITING:
        register = see(service).register
        before = find(register, kind, slug)
        if mark(before) != was:
            raise Stale
        if faults := register.check([change]):
            raise Faulty(faults)
        row = as_row(msgspec.convert({**row, "id": slug} if kind != "mall" else row, ROWS[kind]))
        changes = [] if row == before else [(kind, slug, row)]
        changes += other_sides(register, kind, slug, row)
        if not changes:
            return False
        write_all(service, by, changes)
    return True


def write_all(service: Service, by: str, changes: Sequence[tuple[str, str, dict[str, Any]]]) -> None:
    """Write rows, all or none.

    Raises:
        Faulty: the writer refuses.
    """
    try:
        service.ask(EditMany(by, tuple(changes))).result(PATIENCE_S)
    except Refused as refused:
        raise Faulty([], refused) from None


def write_many(
    service: Service, by: str, changes: Sequence[tuple[str, str, dict[str, Any]]], marks: Sequence[str]
) -> None:
    """Write rows that are still as they were when they were marked, all or none.

    Raises:
        Stale: one of them is another one by now.
        Faulty: the writer refuses.
    """
    with _WRITING:
        register = see(service).register
        if [mark(find(register, kind, slug)) for kind, slug, _ in changes] != list(marks):
            raise Stale
        write_all(service, by, changes)


def last_edit(store: Store, kind: str, slug: str) -> LastEdit | None:
    """Who wrote a row last, by the journal; `None` if that is too long ago to be looked for."""
    begins = msgspec.json.encode({"kind": kind, "id": slug}).decode().strip("{}")
    edits = (
        sa.select(s.JOURNAL.c.seq, s.JOURNAL.c.data)
        .where(s.RARE, s.JOURNAL.c.event == "edited")
        .order_by(s.JOURNAL.c.seq.desc())
        .limit(REMEMBERED)
        .subquery()
    )
    query = sa.select(edits.c.data).where(edits.c.data.contains(begins, autoescape=True))
    with store.reader() as db:
        found = db.execute(query.order_by(edits.c.seq.desc()).limit(1)).scalar()
    event = e.parse(found) if found else None
    return LastEdit(event.at, event.by) if event is not None else None
