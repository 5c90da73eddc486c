"""The day's figures on the disk: rollups and the counters' intervals, written after the fact.

Nobody waits for them: they have transactions of their own, between two of the writer's. `rolled_through` is the line
of the journal that they have come to; what follows it at a start is counted from the journal.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa

from broker_config.runtime import notify
from hub import events as e
from hub import tickets
from hub.storage import schema as s
from hub.storage.packing import packed
from hub.storage.reading import journal
from hub.storage.rollups import DayCounter, DayService, Rollups, plus
from hub.tickets import ENDED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from hub.minutes.presence import Interval
    from hub.storage.store import Store
    from hub.tickets import Ticket

KEPT_DAYS = 9  # the hall forgets a ticket that has ended after a week at the latest
PATIENCE_S = 600  # of systemd, with a hub that is not ready because it has years to count
BATCH = 50_000  # events that are counted at once, when a whole past has to be


def flush(
    store: Store,
    rollups: Rollups,
    intervals: Mapping[tuple[str, str], Sequence[Interval]] | None = None,
    through: int | None = None,
) -> None:
    """Add the figures to their tables and empty `rollups`; replace the intervals of each (counter, day) given.

    Only between two of the writer's transactions: the figures are those of the whole journal, or through that line.
    """
    intervals = intervals or {}
    services = {**rollups.services}
    for key, row in store.at(DayService, s.DAY_SERVICES, services).items():
        services[key] = plus(row, services[key])
    counters = {**rollups.counters}
    for counter, day in intervals:
        counters.setdefault((day, counter), DayCounter(day=day, counter=counter))
    for key, row in store.at(DayCounter, s.DAY_COUNTERS, counters).items():
        counters[key] = plus(row, counters[key])
    for (counter, day), stretches in intervals.items():
        row = counters[day, counter]
        row.seconds, row.scheduled = seconds_of(stretches)
    store.settle(
        {
            s.DAY_SERVICES: [packed(row, s.DAY_SERVICES.info["json"]) for row in services.values()],
            s.DAY_COUNTERS: [packed(row, s.DAY_COUNTERS.info["json"]) for row in counters.values()],
            s.INTERVALS: [_line(*key, stretch) for key, found in intervals.items() for stretch in found],
            s.META: _marks(store, rollups, store.seq if through is None else through),
        },
        gone=[(s.INTERVALS, {"counter": counter, "day": day}) for counter, day in intervals],
    )
    rollups.clear()


def catch_up(store: Store) -> Rollups:
    """Count what the tables have not counted yet; gives the rollups to go on with. For the writer, at its start."""
    rollups, through = Rollups(), int(store.recall(s.ROLLED_THROUGH) or 0)
    rollups.standards = msgspec.json.decode(store.recall(s.STANDARDS) or "{}")
    if through >= store.seq:
        return rollups
    uids, since = _touched(store, through)
    known: dict[str, Ticket] = {}
    days: deque[str] = deque(maxlen=KEPT_DAYS)
    for seq, event in journal(store, since, until=store.seq):
        before = after = None
        if isinstance(event, e.TicketEvent) and (uids is None or event.uid in uids):
            before = known.get(event.uid)
            after = known[event.uid] = tickets.evolve(before, event)
        elif isinstance(event, e.DayBegan):
            days.append(event.day)
            known = {uid: t for uid, t in known.items() if t.state not in ENDED or t.day >= days[0]}
        if seq > through:
            rollups.evolve(event, before, after)
            if seq % BATCH == 0:
                flush(store, rollups, through=seq)
                notify(f"EXTEND_TIMEOUT_USEC={PATIENCE_S * 1_000_000}")
    flush(store, rollups)
    return rollups


def _touched(store: Store, through: int) -> tuple[set[str] | None, int]:
    """The uids that were heard of after a line of the journal, and the line before their first day; None: all."""
    if not through:
        return None, 0
    with store.reader() as db:
        tail = sa.select(s.JOURNAL.c.uid).where(s.JOURNAL.c.seq > through).distinct()
        uids = {row.uid for row in db.execute(tail)}
        first = db.execute(sa.select(sa.func.min(s.TICKETS.c.day)).where(s.TICKETS.c.uid.in_(tail))).scalar()
        if first is None:
            return uids, through
        begun = sa.select(s.JOURNAL.c.seq, s.JOURNAL.c.data).where(s.RARE, s.JOURNAL.c.event == "day_began")
        for row in db.execute(begun.order_by(s.JOURNAL.c.seq.desc())):
            if msgspec.json.decode(row.data, type=e.DayBegan).day <= first:
                return uids, min(row.seq - 1, through)
    return uids, 0


def _marks(store: Store, rollups: Rollups, through: int) -> list[dict[str, Any]]:
    marks = {s.ROLLED_THROUGH: str(through)}
    standards = msgspec.json.encode(rollups.standards, order="sorted").decode()
    if standards != store.recall(s.STANDARDS):
        marks[s.STANDARDS] = standards
    return [{"key": key, "value": value} for key, value in marks.items()]


def _line(counter: str, day: str, stretch: Interval) -> dict[str, Any]:
    names = ("start", "end", "state", "evidence", "by", "scheduled")
    return {"counter": counter, "day": day, **{name: getattr(stretch, name) for name in names}}


def seconds_of(stretches: Iterable[Any]) -> tuple[dict[str, float], dict[str, float]]:
    """Per state, how long the stretches of one counter's day are in all, and how long of that it was to be open.

    Stretches are intervals, or their rows; to the millisecond.
    """
    every: dict[str, float] = {}
    scheduled: dict[str, float] = {}
    for stretch in stretches:
        for found in (every, scheduled) if stretch.scheduled else (every,):
            found[stretch.state] = found.get(stretch.state, 0.0) + stretch.end - stretch.start
    return _rounded(every), _rounded(scheduled)


def _rounded(seconds: dict[str, float]) -> dict[str, float]:
    return {state: round(lasted, 3) for state, lasted in sorted(seconds.items())}
