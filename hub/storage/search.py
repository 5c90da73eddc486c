"""Who did what when: pages of the journal, by whatever is known. Nothing is written here.

People read newest first (`search`), another program from where it was (`follow`). No column of the journal is indexed
but its number, because a visitor would wait for the index. So both walk from a number, a bounded stretch at a time;
what bounds them besides is the time, and the day of the ticket.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import sqlalchemy as sa

from hub import events as e
from hub.storage import schema as s

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.storage.store import Store

STRETCH = 20_000  # lines that are walked in one look, so that none of them is long
BUDGET_S = 0.3  # then the page is given with what it has, and where to go on
KEPT_DAYS = 8  # a ticket that a kiosk has not told about yet is remembered for a week
OF_TICKETS = frozenset(str(kind.__struct_config__.tag) for kind in e.TICKET_EVENTS)
MARKS = ("clock_stepped", "hub_started", "day_began")


class Line(NamedTuple):
    """A line of the journal."""

    seq: int
    at: float
    event: e.Event


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What to look for; what is empty is not asked. `text`: anywhere in the line. Times are UTC seconds since 1970.

    `events`: one of these. If none of them happens to a ticket, an index finds them among however many lines.
    """

    text: str = ""
    uid: str = ""
    label: str = ""
    counter: str = ""
    device: str = ""
    by: str = ""
    event: str = ""
    events: tuple[str, ...] = ()
    since: float | None = None
    until: float | None = None


class Page(NamedTuple):
    """What was found, newest first.

    `before`: where to go on, for what is older; 0: the journal has been walked to its beginning. `back_to`: the time
    of the oldest line that was walked, found or not; None: none was.
    """

    lines: list[Line]
    before: int
    back_to: float | None


class News(NamedTuple):
    """What was found, oldest first. `after`: where to go on; `more`: the journal goes on behind that already."""

    lines: list[Line]
    after: int
    more: bool


def search(store: Store, wanted: Wanted, before: int = 0, limit: int = 100) -> Page:
    """Walk back from a line (0: from the last one), until there are enough, or a fraction of a second is over."""
    lines: list[Line] = []
    back_to: float | None = None
    deadline = time.monotonic() + BUDGET_S
    with store.reader() as db:
        low, high = _bounds(db, wanted)
    high = min(high, before - 1) if before else high
    while high >= low and len(lines) < limit:
        if back_to is not None and time.monotonic() > deadline:
            return Page(lines, high + 1, back_to)
        floor = max(low, high - STRETCH + 1)
        with store.reader() as db:
            rows = db.execute(
                _query(wanted, floor, high).order_by(s.JOURNAL.c.seq.desc()).limit(limit - len(lines))
            )
            lines += [Line(row.seq, row.at, e.parse(row.data)) for row in rows]
            if len(lines) == limit:
                floor = lines[-1].seq
            back_to = db.execute(sa.select(s.JOURNAL.c.at).where(s.JOURNAL.c.seq == floor)).scalar()
        high = floor - 1
    return Page(lines, high + 1 if high >= low else 0, back_to)


def follow(store: Store, wanted: Wanted, after: int = 0, limit: int = 100) -> News:
    """Walk on from behind a line, until there are enough, or a fraction of a second is over."""
    lines: list[Line] = []
    with store.reader() as db:
        low, high = _bounds(db, wanted)
    deadline = time.monotonic() + BUDGET_S
    begun = start = max(after + 1, low)
    while start <= high and len(lines) < limit:
        if start > begun and time.monotonic() > deadline:  # each look gets on, however slow we are
            break
        ceiling = min(high, start + STRETCH - 1)
        query = _query(wanted, start, ceiling).order_by(s.JOURNAL.c.seq).limit(limit - len(lines))
        with store.reader() as db:
            lines += [Line(row.seq, row.at, e.parse(row.data)) for row in db.execute(query)]
        after = lines[-1].seq if len(lines) == limit else ceiling
        start = after + 1
    return News(lines, after, more=start <= high)


def _query(wanted: Wanted, low: int, high: int) -> sa.Select[Any, Any, Any]:
    journal = s.JOURNAL.c
    query = sa.select(journal.seq, journal.at, journal.data).where(journal.seq.between(low, high))
    for name in ("uid", "label", "counter", "device", "by", "event"):
        if value := getattr(wanted, name):
            query = query.where(journal[name] == value)
    asked = {wanted.event, *wanted.events} - {""}
    if wanted.events:
        query = query.where(journal.event.in_(wanted.events))
    if asked and not asked & OF_TICKETS:
        query = query.where(s.RARE)
    if wanted.text:
        query = query.where(journal.data.icontains(wanted.text, autoescape=True))
    if wanted.since is not None:
        query = query.where(journal.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(journal.at <= wanted.until)
    return query


def _bounds(db: sa.Connection, wanted: Wanted) -> tuple[int, int]:
    """The first and the last line that can be wanted."""
    last = db.execute(sa.select(sa.func.max(s.JOURNAL.c.seq))).scalar() or 0
    low, high = 1, last
    if wanted.uid:
        low, high = _days_of(db, wanted.uid, last)
    if wanted.since is not None or wanted.until is not None:
        rising = list(_rising(db, last))
        if wanted.since is not None:
            low = max(low, min(_first(db, wanted.since, *part) for part in rising))
        if wanted.until is not None:
            high = min(high, max(_first(db, wanted.until, *part, past=True) - 1 for part in rising))
    return low, high


def _days_of(db: sa.Connection, uid: str, last: int) -> tuple[int, int]:
    """The lines of the days on which a ticket can have been heard of."""
    day = db.execute(sa.select(s.TICKETS.c.day).where(s.TICKETS.c.uid == uid)).scalar()
    if day is None:
        return 1, last
    begun = sa.select(s.JOURNAL.c.seq, s.JOURNAL.c.data).where(s.RARE, s.JOURNAL.c.event == "day_began")
    low, later = 1, []
    for row in db.execute(begun.order_by(s.JOURNAL.c.seq.desc())):
        if msgspec.json.decode(row.data, type=e.DayBegan).day <= day:
            low = row.seq
            break
        later.append(row.seq)
    after = later[::-1]  # the days since then, oldest first
    return low, after[KEPT_DAYS] if len(after) > KEPT_DAYS else last


def _rising(db: sa.Connection, last: int) -> Iterator[tuple[int, int]]:
    """The journal in parts in which the time only goes on: it is cut where a clock was set back."""
    marks = sa.select(s.JOURNAL.c.seq, s.JOURNAL.c.at).where(s.RARE, s.JOURNAL.c.event.in_(MARKS))
    begun, latest = 1, 0.0
    for row in db.execute(marks.order_by(s.JOURNAL.c.seq)):
        before = db.execute(sa.select(s.JOURNAL.c.at).where(s.JOURNAL.c.seq == row.seq - 1)).scalar() or 0.0
        if row.at < max(latest, before):
            yield begun, row.seq - 1
            begun, latest = row.seq, 0.0
        latest = max(latest, row.at)
    yield begun, last


def _first(db: sa.Connection, at: float, low: int, high: int, *, past: bool = False) -> int:
    """The first line of a rising part at a time or later (`past`: later); the one behind the part, if there is none."""
    while low <= high:
        middle = (low + high) // 2
        found = db.execute(sa.select(s.JOURNAL.c.at).where(s.JOURNAL.c.seq == middle)).scalar() or 0.0
        if found < at or (past and found == at):
            low = middle + 1
        else:
            high = middle - 1
    return low
