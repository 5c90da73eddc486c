"""What the writer keeps on the side: the day's figures, the counters' minutes, and which alerts are open.

In the writer's thread, after the answers were given. The figures go to the disk in transactions of their own, every
now and then; after a power cut they are counted again from the journal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub import alerts
from hub.alerts.situation import situation
from hub.storage import schema as s
from hub.storage.daybook import catch_up, flush

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hub import events as e
    from hub.desk import Desk, Happened
    from hub.minutes.presence import Interval
    from hub.minutes.thread import Intervals, Judged, Minutes
    from hub.storage.store import Store

FLUSH_EVERY_S = 30.0
WHOLE_EVERY_S = 300.0  # what only grew longer is written down as rarely as this: a card wears out


class Bookkeeper:
    """Keeps the books beside the writer. `presence` is the latest word on each counter, for any thread to read."""

    def __init__(self, store: Store, minutes: Minutes) -> None:
        self.presence: Mapping[str, Interval] = {}
        self._store, self._minutes = store, minutes
        self._rollups = catch_up(store)
        self._pending: Intervals = {}
        self._kept: Intervals = {}  # as they were written last
        self._due = self._whole_due = 0.0
        self._noted = -1  # the journal's length at the last flush

    @property
    def alive(self) -> bool:
        """Whether minutes are being judged."""
        return self._minutes.alive

    def begin(self) -> None:
        """Start to judge."""
        self._minutes.start()

    def judged(
        self, news: Judged, desk: Desk, now: float, *, connected: bool, started_at: float
    ) -> list[e.AlertOpened | e.AlertClosed]:
        """Take what was judged; gives the events of alerts that open or close."""
        self._pending.update(news.intervals)
        if not news.now:
            return []
        self.presence = news.now
        mall = situation(desk, now, news.now, news.units, connected=connected, started_at=started_at)
        return alerts.changes(desk.hall.alerts, alerts.alerts(now, mall), now)

    def enter(self, happened: Iterable[Happened], now: float, mono: float) -> None:
        """Count what was committed; write the figures down if it is time."""
        events = []
        for event, before, after in happened:
            self._rollups.evolve(event, before, after)
            events.append(event)
        if events:
            self._minutes.take(events)
        if mono >= self._due:
            self._due = mono + FLUSH_EVERY_S
            whole = mono >= self._whole_due
            if whole:
                self._whole_due = mono + WHOLE_EVERY_S
            self._flush(now, whole=whole)

    def close(self, now: float) -> None:
        """Write the figures down for the last time."""
        self._minutes.stop()
        self._flush(now, whole=True)

    def _flush(self, now: float, *, whole: bool) -> None:
        new = {
            key: rows
            for key, rows in self._pending.items()
            if whole or _differ(rows, self._kept.get(key, ()))
        }
        if new or self._noted != self._store.seq:
            flush(self._store, self._rollups, new)
            for key in new:
                self._kept[key] = self._pending.pop(key)
            days = sorted({day for _counter, day in self._kept})[-2:]
            self._kept = {key: rows for key, rows in self._kept.items() if key[1] in days}
        if whole or self._noted != self._store.seq:
            self._noted = self._store.seq
            self._store.settle({s.META: [{"key": s.ALIVE, "value": f"{now:.3f}"}]})


def _differ(ours: tuple[Interval, ...], theirs: tuple[Interval, ...]) -> bool:
    """Whether more is new than the end of the last one."""
    return len(ours) != len(theirs) or any(
        a._replace(end=0.0) != b._replace(end=0.0) for a, b in zip(ours, theirs, strict=True)
    )
