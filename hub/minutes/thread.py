"""Every counter's minutes, kept beside the writer: a thread that folds what was committed, and judges it.

The writer hands over its events and takes back `Judged`, nothing else is shared: nobody who presses a button waits
for a judgement. Intervals of today are judged anew as long as the day lasts; what the disk has of them may be a few
seconds old, and is made good from the journal after a power cut. It must never write a table.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
import time
from typing import TYPE_CHECKING, Any, NamedTuple

from hub import events as e
from hub.minutes.facts import midnight
from hub.minutes.judging import date_of, judge, plan
from hub.minutes.past import beginning, register_at, replay_day, units_past
from hub.minutes.presence import Rules
from hub.minutes.replay import DayOver, Replay
from hub.register.rows import as_row
from hub.storage.reading import journal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from broker_config.runtime import MallClock
    from hub.alerts import UnitPast
    from hub.minutes.presence import Interval
    from hub.storage.store import Store

log = logging.getLogger(__name__)

SOON_S = 1.0  # after something happened at a counter it is judged again within this time
EVERY_S = 20.0  # time alone changes states, too; in the mall's time, but at most as often as SOON_S

STOP_S = 5.0

Intervals = dict[tuple[str, str], tuple["Interval", ...]]  # by (counter, day)


class Judged(NamedTuple):
    """For the writer: intervals to be kept, the state of each counter just now, and the past for the alerts.

    `whole`: nothing that was handed over before is missing in it.
    """

    intervals: Intervals
    now: Mapping[str, Interval]
    units: tuple[UnitPast, ...]
    whole: threading.Event | None = None


class Minutes:
    """The thread. `take` is for the writer; `deliver` is called with each `Judged`, from this thread."""

    def __init__(
        self,
        store: Store,
        stations: Mapping[str, str],
        clock: MallClock,
        deliver: Callable[[Judged], None],
        rules: Rules = Rules(),  # noqa: B008 - it is frozen
    ) -> None:
        self._store, self._stations, self._clock, self._deliver = store, dict(stations), clock, deliver
        self._rules = rules
        self._through = store.seq
        self._news: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._replay: Replay | None = None
        self._judged: dict[str, tuple[int, tuple[Interval, ...]]] = {}
        self._units: tuple[UnitPast, ...] = ()
        self._thread = threading.Thread(target=self._run, name="minutes", daemon=True)

    @property
    def alive(self) -> bool:
        """Whether the thread works."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Begin with what the journal already has."""
        self._thread.start()

    def take(self, events: Iterable[e.Event]) -> None:
        """Hear of events that were committed."""
        self._news.put(tuple(events))

    def ask(self) -> threading.Event:
        """Judge everything now; the event is set when the writer has been told."""
        told = threading.Event()
        self._news.put(told)
        return told

    def stop(self) -> None:
        """End; what was handed over and not yet judged is judged after the next start."""
        self._news.put(None)
        if self._thread.is_alive():
            self._thread.join(STOP_S)

    def _run(self) -> None:
        self._begin()
        due = 0.0
        while True:
            news: Any = ()
            with contextlib.suppress(queue.Empty):
                news = self._news.get(timeout=max(0.0, due - time.monotonic()))
            if news is None:
                return
            whole = news if isinstance(news, threading.Event) else None
            if isinstance(news, tuple):
                self._hear(news)
                if time.monotonic() < due:
                    due = min(due, time.monotonic() + SOON_S) if news else due
                    continue
            self._judge(whole)
            due = time.monotonic() + max(SOON_S, EVERY_S / self._clock.rate)

    def _begin(self) -> None:
        """Fold what is known of today from the journal, before what comes now."""
        since, at, zone = beginning(self._store, self._clock.now())
        rows = register_at(self._store, since)
        begun = midnight(at, zone)
        self._replay = Replay(self._stations, begun, rows)
        self._replay.offer(at)
        for _seq, event in journal(self._store, since, until=self._through):
            over = self._replay.take(event)
            # Of the first one we have only heard the end: it was judged when it was over.
            self._over([day for day in over if day.start > begun or not since])
        self._units = units_past(self._store)

    def _hear(self, events: tuple[e.Event, ...]) -> None:
        assert self._replay is not None  # noqa: S101 - for the type checker: `_begin` came first
        for event in events:
            self._over(self._replay.take(event))
            if isinstance(event, e.DayBegan):
                self._units = units_past(self._store)
            elif isinstance(event, e.Edited) and event.kind == "closure":
                self._judge_again(event.row)

    def _over(self, days: list[DayOver]) -> None:
        """A day has ended: what is said of it now stays."""
        assert self._replay is not None  # noqa: S101 - see above
        for day in days:
            found = judge(day.facts, day.planned, day.start, day.end, self._rules)
            self._judged.clear()
            self._tell(found, day.start, day.end)

    def _judge(self, whole: threading.Event | None) -> None:
        assert self._replay is not None  # noqa: S101 - see above
        replay, facts = self._replay, self._replay.facts
        until = max(self._clock.now(), facts.latest)
        self._over(replay.turn(until))
        found = judge(facts.at, replay.planned, facts.start, until, self._rules)
        self._tell(found, facts.start, until, whole)

    def _tell(
        self,
        found: Mapping[str, tuple[Interval, ...]],
        start: float,
        _until: float,
        whole: threading.Event | None = None,
    ) -> None:
        assert self._replay is not None  # noqa: S101 - see above
        day = date_of(start, self._replay.register).isoformat()
        now = {name: rows[-1] for name, rows in found.items() if rows}
        rows = {(name, day): rows for name, rows in found.items() if rows}
        self._deliver(Judged(rows, now, self._units, whole))

    def _judge_again(self, row: Mapping[str, Any]) -> None:
        """A closure was decided that reaches into days that are over."""
        assert self._replay is not None  # noqa: S101 - see above
        today, zone = self._replay.facts.start, self._replay.register.mall.timezone
        start = midnight(float(row["start"]), zone)
        while start < min(today, float(row["end"])):
            day = replay_day(self._store, self._stations, start, zone)
            if day is not None:
                register = day.register
                for name, closure in self._replay.register.closures.items():
                    register.put("closure", name, as_row(closure))
                planned = plan(register, start)
                found = judge(day.facts, planned, start, start + 86400.0, self._rules)
                kept = {(name, date_of(start, register).isoformat()): rows for name, rows in found.items()}
                self._deliver(Judged(kept, {}, self._units))
                log.info("judged %s again, because a closure was decided", date_of(start, register))
            start += 86400.0
