"""What the disk knows of earlier days: where a day begins in the journal, and the register and the facts of then.

Reads only, in looks of its own; any thread may ask.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import sqlalchemy as sa

from hub import events as e
from hub.alerts import UnitPast
from hub.minutes.facts import midnight
from hub.minutes.judging import date_of, judge, plan
from hub.minutes.replay import Replay
from hub.register import Change, Register
from hub.storage import schema as s
from hub.storage.reading import journal, rows_of
from hub.storage.rollups import DayCounter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hub.minutes.evidence import Fact
    from hub.minutes.presence import Rules
    from hub.storage.store import Store

LIMIT_S = 600.0  # nobody waits for the auditor
REMEMBERED = 120  # days of the past with which an empty counter is compared


class Beginning(NamedTuple):
    """Where to begin: after this line of the journal, at this time (UTC seconds), in the mall's zone."""

    since: int
    at: float
    zone: str


class PastDay(NamedTuple):
    """A day that is over: the facts of its counters, and the register as it was at its end."""

    facts: dict[str, list[Fact]]
    register: Register


def beginning(store: Store, now: float) -> Beginning:
    """Where the last two service days begin: today's local day lies in them, whatever the hour is."""
    rows = _days_begun(store, 2)
    if len(rows) < 2:  # the first day of all: it begins with the register
        return Beginning(0, min((event.at for _seq, event in rows), default=now), _zone(store))
    seq, event = rows[-1]
    return Beginning(seq - 1, event.at, _zone(store))


def register_at(store: Store, seq: int) -> list[Change]:
    """The register's rows as they stood after a line of the journal."""
    query = sa.select(s.JOURNAL.c.data).where(s.RARE, s.JOURNAL.c.event == "edited", s.JOURNAL.c.seq <= seq)
    rows: dict[tuple[str, str], Change] = {}
    with store.reader() as db:
        for row in db.execute(query.order_by(s.JOURNAL.c.seq)):
            event = msgspec.json.decode(row.data, type=e.Edited)
            rows[event.kind, event.id] = Change(event.kind, event.id, event.row)
    return list(rows.values())


def replay_day(store: Store, stations: Mapping[str, str], start: float, zone: str) -> PastDay | None:
    """The local day that began at `start` (UTC seconds), once more; None if the journal has nothing of it."""
    before = [(seq, event) for seq, event in _days_begun(store, 0) if event.at <= start]
    since, at = (before[0][0] - 1, before[0][1].at) if before else (0, start)
    replay = Replay(stations, midnight(min(at, start), zone), register_at(store, since))
    replay.offer(at)
    for _seq, event in journal(store, since):
        for day in replay.take(event):
            if day.start == start:
                return PastDay(day.facts, replay.register)
    return None


def minutes_again(store: Store, stations: Mapping[str, str], rules: Rules) -> Iterator[str]:
    """Judge every day that is over once more, from the journal; yield what the table has otherwise."""
    stored = _stored(store)
    closures = [row for row in register_at(store, store.seq) if row.kind == "closure"]
    replay: Replay | None = None
    for _seq, event in journal(store):
        replay = replay or Replay(stations, midnight(event.at, _zone(store)))
        for day in replay.take(event):
            register = Register(
                [*replay.register.rows(), *closures]
            )  # with what was decided of it afterwards
            name = date_of(day.start, register).isoformat()
            judged = judge(day.facts, plan(register, day.start), day.start, day.end, rules)
            for counter, rows in judged.items():
                found, again = stored.get((name, counter)), [(row.start, row.end, row.state) for row in rows]
                if found is not None and found != again:
                    yield f"intervals: {name} {counter}: judged again it is {again}, the table has {found}"


def every_interval(store: Store) -> Iterator[dict[str, Any]]:
    """The counters' minutes as they are in the table, as JSON; times in UTC seconds."""
    with store.reader(LIMIT_S) as db:
        for row in db.execute(sa.select(s.INTERVALS).order_by(*s.INTERVALS.primary_key)).mappings():
            yield dict(row)


def _stored(store: Store) -> dict[tuple[str, str], list[tuple[float, float, str]]]:
    stored: dict[tuple[str, str], list[tuple[float, float, str]]] = {}
    with store.reader(LIMIT_S) as db:
        for row in db.execute(sa.select(s.INTERVALS).order_by(*s.INTERVALS.primary_key)):
            stored.setdefault((row.day, row.counter), []).append((row.start, row.end, row.state))
    return stored


def units_past(store: Store) -> tuple[UnitPast, ...]:
    """Per counter that was to be open: its visitors on each such day, the newest last."""
    with store.reader() as db:
        days = (
            sa.select(s.DAY_COUNTERS.c.day).distinct().order_by(s.DAY_COUNTERS.c.day.desc()).limit(REMEMBERED)
        )
        first = min(db.execute(days).scalars(), default="")
        rows = rows_of(db, DayCounter, s.DAY_COUNTERS, s.DAY_COUNTERS.c.day >= first)
    visitors: dict[str, list[int]] = {}
    for row in sorted(rows, key=lambda row: row.day):
        if sum(row.scheduled.values()):
            visitors.setdefault(row.counter, []).append(row.calls)
    return tuple(UnitPast("counter", name, tuple(found)) for name, found in sorted(visitors.items()))


def _days_begun(store: Store, limit: int) -> list[tuple[int, e.DayBegan]]:
    """The newest beginnings of a service day, newest first; 0: all of them."""
    query = sa.select(s.JOURNAL.c.seq, s.JOURNAL.c.data).where(s.RARE, s.JOURNAL.c.event == "day_began")
    query = query.order_by(s.JOURNAL.c.seq.desc())
    with store.reader() as db:
        rows = db.execute(query.limit(limit) if limit else query).all()
    return [(row.seq, msgspec.json.decode(row.data, type=e.DayBegan)) for row in rows]


def _zone(store: Store) -> str:
    with store.reader() as db:
        found = db.execute(sa.select(s.REGISTER.c.row).where(s.REGISTER.c.kind == "mall")).scalar()
    return str(msgspec.json.decode(found)["timezone"]) if found else "Asia/Jakarta"
