"""The hub's core on a simulated clock for a whole day: its writer, desk, database, and what it keeps of the minutes.

It is the product's code throughout; instead of a broker and threads there are direct calls, and the clock is ours.
"""

from __future__ import annotations

import contextlib
import logging
import queue
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import sqlalchemy as sa

from broker_config.codec import Heard
from hub import publisher, service
from hub.commands import EditMany
from hub.desk import Desk, Station
from hub.hall import Hall
from hub.minutes.judging import date_of, judge
from hub.minutes.presence import Rules
from hub.minutes.replay import Replay
from hub.refused import Refused
from hub.register import Register, from_mall
from hub.storage import daybook
from hub.storage import schema as s
from hub.storage.books import verify
from hub.storage.rollups import Rollups
from hub.storage.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from broker_config import contract as c
    from hub import commands
    from hub import events as e
    from hub.desk import Happened
    from provisioning.fleet import Fleet

DAY_S = 86400.0


class DayHub:
    """A hub that was born at `start` (UTC seconds) with an empty database behind `url`.

    Attributes:
        now: what its clock shows; `monotonic` is the same.
        said: per device, what was said to it last, by kind of message.
        journal: every event that was committed.
    """

    def __init__(self, fleet: Fleet, url: str, start: float) -> None:
        self.now, self._midnight = start, start
        self.said: dict[str, dict[type, c.Message]] = {}
        self.journal: list[e.Event] = []
        self.store = Store(url)
        hall = Hall(Register())
        stations = {
            row.id: Station(row.role, row.counter, row.zone if row.role == "display" else "")
            for row in fleet.devices
        }
        self.desk = Desk(hall, stations)
        counters = {row.id: row.counter for row in fleet.devices if row.counter}
        self._rollups, self._replay = Rollups(), Replay(counters, start)
        self.desk.do(EditMany("", tuple(from_mall(fleet))), start, start)
        happened = self.desk.take()[0]
        self.store.write([each.event for each in happened], hall)
        self._learn(happened)
        clock: Any = SimpleNamespace(now=lambda: self.now, rate=1.0)
        inbox: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self.service = service.Service(self.desk, self.store, clock, inbox, self._learn)
        link: Any = SimpleNamespace(send=self._say, alive=True)
        with self.running():
            self.service.begin(link)
            self.service._work([])

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """Within this, the hub's monotonic time is ours, too, and it does not log."""
        clock = SimpleNamespace(monotonic=lambda: self.now)
        before = logging.root.manager.disable
        logging.disable(logging.CRITICAL)
        try:
            with patch.object(service, "time", clock), patch.object(publisher, "time", clock):
                yield
        finally:
            logging.disable(before)

    # --- talking to it ----------------------------------------------------------------------------------------

    def advance(self, to: float) -> None:
        """Let time pass, with all that the hub does by itself meanwhile."""
        while (due := self._deadline()) is not None and due <= to:
            self.now = max(self.now, due)
            self.service._work([])
        self.now = to

    def _deadline(self) -> float | None:
        found = [at for at in (self.desk.deadline(), self.service.publisher.deadline()) if at is not None]
        return min(found, default=None)

    def hear(self, device: str, *messages: c.Message) -> None:
        """Let it hear a device."""
        self.service._work([Heard(device, message) for message in messages])

    def hear_all(self, heard: list[Heard]) -> None:
        """Let it hear many at once."""
        self.service._work(heard)

    def ask(self, command: commands.Command) -> list[e.Event] | Refused:
        """What came of a command from a page."""
        asked = service.Asked(command, service.Future())
        self.service._work([asked])
        refused = asked.answer.exception()
        if isinstance(refused, Refused):
            return refused
        return asked.answer.result()

    def _say(self, message: c.Message, *, to: str = "", zone: str = "") -> bool:
        del zone
        self.said.setdefault(to, {})[type(message)] = message
        return True

    # --- what it keeps ----------------------------------------------------------------------------------------

    def _learn(self, happened: list[Happened]) -> None:
        self.journal += [each.event for each in happened]
        for event, before, after in happened:
            self._rollups.evolve(event, before, after)
            self._replay.take(event)

    def close_day(self) -> None:
        """Judge the minutes of the day that is over, and write them and the figures down."""
        facts = self._replay.facts
        found = judge(facts.at, self._replay.planned, facts.start, facts.start + DAY_S, Rules())
        day = date_of(facts.start, self._replay.register).isoformat()
        daybook.flush(self.store, self._rollups, {(name, day): rows for name, rows in found.items()})

    def intervals(self) -> dict[str, list[tuple[float, float, str]]]:
        """Per counter, the table's rows: start, end (seconds after midnight) and state."""
        found: dict[str, list[tuple[float, float, str]]] = {}
        with self.store.reader() as db:
            for row in db.execute(
                sa.select(s.INTERVALS).order_by(s.INTERVALS.c.counter, s.INTERVALS.c.start)
            ):
                stretch = row.start - self._midnight, row.end - self._midnight, row.state
                found.setdefault(row.counter, []).append(stretch)
        return found

    def faults(self) -> list[str]:
        """What the auditor finds wrong with the books."""
        return [*verify(self.store, Hall(Register()))]

    def close(self) -> None:
        """Give the database back."""
        self.store.close()
