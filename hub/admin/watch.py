"""Those who watch the floor or a counter, and the one thread that looks at the hall for all of them.

After a change only the counters that it touched are looked at, once for all who watch, and never more often than the
eye needs; nothing is looked at while nobody watches. The writer only ever notes what happened and rings a bell.
"""

from __future__ import annotations

import itertools
import logging
import threading
import time
from collections import deque
from concurrent.futures import CancelledError
from typing import TYPE_CHECKING, Any, NamedTuple

from hub import events as e
from hub.admin.console.attended import Consoles
from hub.admin.streams import BEAT, Stream
from hub.console import console
from hub.floor import floor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from hub.desk import Desk, Happened
    from hub.floor import Floor
    from hub.hall import Hall
    from hub.service import Service

log = logging.getLogger(__name__)

MOST_WATCHERS = 100
FLOOR_APART_S = 0.25  # looks are at least so far apart: the eye needs no more, and a busy hub spares them
COUNTERS_APART_S = 0.03
REFRESH_S = 5.0  # troubles also come by time alone
BEAT_S = 1.0
REFRESHED_AT_ONCE = (
    4  # counters that are looked at with every beat, in turn, whether anything happened or not
)
PATIENCE_S = 5.0


class Full(Exception):
    """No more pages can be kept live."""


class Busy(Exception):
    """The writer does not answer in time."""


class Sight(NamedTuple):
    """What was seen at `at` (UTC seconds on the mall's clock); a sight with a higher `number` is a later one."""

    number: int
    at: float
    view: Any  # a Floor; or a Console, `None` for a counter that is no more


class Watcher(NamedTuple):
    """A page. `counter` is empty for the floor; `works`: evidence of an officer can come from it.

    `tell` turns a sight into the bytes of an event, `None` if it shows nothing new; `may_see` tells whether its
    person is still signed in.
    """

    stream: Stream
    tell: Callable[[Sight], bytes | None]
    may_see: Callable[[], bool]
    counter: str = ""
    works: bool = False


class Watch:
    """Who watches, and what they see. `changed` is for the writer's thread, the rest for any."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._numbers = itertools.count(1)  # drawn in the writer's thread, so in the order of what was seen
        self._latest: Sight | None = None
        self._looked, self._changes_seen, self._changes = 0.0, 0, 0
        self._lock = threading.Lock()
        self._watchers: list[Watcher] = []
        self._fresh: set[str] = set()  # what somebody new watches, and has not seen yet
        self._happened: deque[list[Happened]] = deque()
        self._floor_stale = False
        self._floor_due = self._counters_due = self._beat_due = self._refresh_due = 0.0
        self._consoles = Consoles(service)
        self._bell = threading.Event()
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)

    def start(self) -> None:
        """Begin to look, once somebody watches."""
        self._thread.start()

    def stop(self) -> None:
        """Let every watcher go."""
        self._stopped = True
        self._bell.set()
        for watcher in list(self._watchers):
            watcher.stream.end()

    def changed(self, happened: list[Happened]) -> None:
        """Something happened, or a device came or went: pages may look different now."""
        self._changes += 1
        if self._watchers:
            if happened:
                self._happened.append(happened)
            self._floor_stale = True
            self._bell.set()

    def open(
        self,
        tell: Callable[[Sight], bytes | None],
        may_see: Callable[[], bool],
        counter: str = "",
        *,
        works: bool = False,
    ) -> Stream:
        """Become a watcher of the floor, or of a counter.

        Raises:
            Full: there are as many as there may be.
        """
        stream = Stream(self._bell.set)
        with self._lock:
            if len(self._watchers) >= MOST_WATCHERS:
                raise Full
            self._watchers = [*self._watchers, Watcher(stream, tell, may_see, counter, works)]
            self._fresh.add(counter)
        self._bell.set()
        return stream

    def floor(self) -> Sight:
        """The floor at this moment, for a page that is just being opened.

        Raises:
            Busy: the writer does not answer.
        """
        latest = self._latest
        fresh = self._changes_seen == self._changes and time.monotonic() - self._looked < FLOOR_APART_S
        if latest is not None and fresh:
            return latest
        return self._look_at_floor()

    def counter(self, name: str) -> Sight:
        """A counter at this moment, or just after what was asked of the writer before.

        Raises:
            Busy: the writer does not answer.
        """
        return self._look(lambda desk, _now: console(desk.hall, name))

    # --- the thread ------------------------------------------------------------------------------------------

    def _run(self) -> None:
        while not self._stopped:
            self._bell.wait(self._pause())
            self._bell.clear()
            if self._stopped:
                return
            try:
                self._work(time.monotonic())
            except Busy:
                log.warning("the writer did not show the hall within %g s", PATIENCE_S)

    def _pause(self) -> float | None:
        """How long there is nothing to do, if nothing happens; `None`: for ever."""
        if not self._watchers and not self._consoles.leaving:
            return None
        due = [self._beat_due]
        if self._floor_stale or "" in self._fresh:
            due.append(self._floor_due)
        if self._happened or self._fresh - {""}:
            due.append(self._counters_due)
        return max(0.0, min(due) - time.monotonic())

    def _work(self, mono: float) -> None:
        with self._lock:
            self._watchers = [watcher for watcher in self._watchers if not watcher.stream.ended]
        if mono >= self._beat_due:
            self._beat_due = mono + BEAT_S
            self._beat()
        if mono >= self._counters_due and (self._happened or self._fresh - {""}):
            self._counters_due = mono + COUNTERS_APART_S
            self._show_counters()
        if mono >= self._floor_due and (self._floor_stale or "" in self._fresh or mono >= self._refresh_due):
            self._floor_due, self._refresh_due = mono + FLOOR_APART_S, mono + REFRESH_S
            self._show_floor()
        self._consoles.tell({watcher.counter for watcher in self._watchers if watcher.works}, mono)

    def _beat(self) -> None:
        """Tell every page that we live; and look at some counters again, for what no event tells of."""
        for watcher in self._watchers:
            if watcher.may_see():
                watcher.stream.send(BEAT)
            else:  # signed out, or away for too long: whoever passes by must not go on watching
                watcher.stream.end()
        counters = sorted({watcher.counter for watcher in self._watchers} - {""})
        start = int(self._beat_due) * REFRESHED_AT_ONCE
        with self._lock:
            self._fresh |= {
                counters[i % len(counters)] for i in range(start, start + REFRESHED_AT_ONCE) if counters
            }

    def _show_counters(self) -> None:
        with self._lock:
            wanted, self._fresh = self._fresh - {""}, self._fresh & {""}
        happened = [self._happened.popleft() for _ in range(len(self._happened))]
        watched = {watcher.counter for watcher in self._watchers} - {""}
        if not watched:
            return
        seen = self._look(
            lambda desk, _now: {
                name: console(desk.hall, name)
                for name in watched & (wanted | touched(desk.hall, itertools.chain(*happened)))
            }
        )
        for watcher in self._watchers:
            if watcher.counter in seen.view:
                _tell(watcher, seen._replace(view=seen.view[watcher.counter]))

    def _show_floor(self) -> None:
        with self._lock:
            self._fresh.discard("")
        self._floor_stale = False
        watchers = [watcher for watcher in self._watchers if not watcher.counter]
        if watchers:
            seen = self._look_at_floor()
            for watcher in watchers:
                _tell(watcher, seen)

    def _look_at_floor(self) -> Sight:
        service = self._service
        presence = service.bookkeeper.presence if service.bookkeeper is not None else {}

        def see(desk: Desk, now: float) -> Floor:
            return floor(desk, service.catalogue, now, connected=service.connected, presence=presence)

        changes = self._changes  # before the look: what happens during it may not be in it
        seen = self._look(see)
        self._latest, self._looked, self._changes_seen = seen, time.monotonic(), changes
        return seen

    def _look(self, see: Callable[[Desk, float], Any]) -> Sight:
        def seen(desk: Desk, now: float) -> Sight:
            return Sight(next(self._numbers), now, see(desk, now))

        try:
            return self._service.look(seen).result(PATIENCE_S)
        except (TimeoutError, CancelledError):
            raise Busy from None


def _tell(watcher: Watcher, sight: Sight) -> None:
    try:
        data = watcher.tell(sight)
    except Exception:  # one page that cannot be painted must not silence the others
        log.exception("a live page of %s failed", watcher.counter or "the floor")
        watcher.stream.end()
    else:
        if data is not None:
            watcher.stream.send(data)


def touched(hall: Hall, happened: Iterable[Happened]) -> set[str]:
    """The counters that may look different after what happened. Pure; for the writer's thread."""
    services: set[str] = set()
    found: set[str] = set()
    for event, before, after in happened:
        if isinstance(event, e.TicketEvent):
            found.add(event.counter)
            for ticket in (before, after):
                if ticket is not None:
                    services.add(ticket.service)
                    found.add(ticket.counter)
        elif isinstance(event, e.Attended):
            found.add(event.counter)
        elif isinstance(event, e.Edited | e.DayBegan):
            return set(hall.counters)
    return found.union(*(hall.offer.counters_of.get(service, ()) for service in services))
