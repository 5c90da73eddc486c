"""The only writer: one thread, one inbox, one transaction for all that has gathered in it.

MQTT and the pages put their messages and commands into the same inbox. What was decided is committed first and said
afterwards; if the commit fails the process ends, because memory would be ahead of the disk.
"""

from __future__ import annotations

import logging
import queue
import time
from collections import Counter
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, NamedTuple

from broker_config.codec import Heard
from broker_config.link import Down, Undelivered, Up
from broker_config.runtime import notify, ready
from hub import events as e
from hub.minutes.thread import Judged
from hub.publisher import Publisher
from hub.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from broker_config.contract import Catalogue, Message
    from broker_config.link import Link
    from broker_config.runtime import MallClock
    from hub.accounts.private import Change
    from hub.bookkeeper import Bookkeeper
    from hub.commands import Command
    from hub.desk import Desk, Happened
    from hub.storage.store import Store

log = logging.getLogger(__name__)

BATCH = 256
FLOOD = 64  # events of tickets in one batch; more are one line of the log
HEARTBEAT_S = 1.0
STEP_S = 2.0  # real seconds by which the mall's clock may differ from what has passed, before it was set


class Asked(NamedTuple):
    """A command from a page, and where its answer goes: the events, or `Refused`."""

    command: Command
    answer: Future[list[e.Event]]


class Keep(NamedTuple):
    """What is to be written to the private tables, and where it is told that it was."""

    changes: tuple[Change, ...]
    answer: Future[None]


class Look(NamedTuple):
    """What somebody wants to see of the desk, and where the answer goes. Only this thread may read the hall."""

    see: Callable[[Desk, float], Any]
    answer: Future[Any]


class Tell(NamedTuple):
    """What a page wants to be said to a device, and where it is told whether it was; nothing of it is kept."""

    message: Message
    to: str
    answer: Future[bool]


class Stop(NamedTuple):
    """End the writer after what is in the inbox before it."""


class ThreadDied(RuntimeError):
    """A thread that we cannot do without is gone: end the process, systemd starts it again."""


class Service:
    """The hub's writer. `inbox` takes `Heard`, `Up`, `Down`, `Asked`, `Keep`, `Look`, `Tell` and `Stop`.

    `on_change` is called in the writer's thread after each commit and change of presence, with what happened, and
    must not block.
    """

    def __init__(
        self,
        desk: Desk,
        store: Store,
        clock: MallClock,
        inbox: queue.SimpleQueue[Any],
        on_change: Callable[[list[Happened]], None],
        bookkeeper: Bookkeeper | None = None,
    ) -> None:
        self.desk, self.store, self.clock, self.inbox = desk, store, clock, inbox
        self.bookkeeper = bookkeeper
        self.boot = store.count_boot()
        self.connected = False  # to the broker
        self.publisher = Publisher(desk, clock, self.boot, store.seq)
        self._on_change = on_change
        self._since = clock.now()
        self._watched: tuple[float, float] | None = None  # what both clocks showed last
        self._stopping = False

    @property
    def catalogue(self) -> Catalogue:
        """What the mall offers just now; any thread may read it."""
        return self.publisher.catalogue

    def ask(self, command: Command) -> Future[list[e.Event]]:
        """Submit a command from any thread; the future holds its events once they are on the disk."""
        answer: Future[list[e.Event]] = Future()
        self.inbox.put(Asked(command, answer))
        return answer

    def keep(self, changes: Iterable[Change]) -> Future[None]:
        """Write to the private tables, from any thread; the future is done once that is on the disk."""
        answer: Future[None] = Future()
        self.inbox.put(Keep(tuple(changes), answer))
        return answer

    def look(self, see: Callable[[Desk, float], Any]) -> Future[Any]:
        """Let a pure function see the desk, and the mall's time, between two transactions; any thread may ask.

        It runs in the writer's thread: it may take a millisecond, and change nothing.
        """
        answer: Future[Any] = Future()
        self.inbox.put(Look(see, answer))
        return answer

    def tell(self, message: Message, to: str) -> Future[bool]:
        """Say something to a device that no decision is needed for; the future holds whether it could be sent."""
        answer: Future[bool] = Future()
        self.inbox.put(Tell(message, to, answer))
        return answer

    def run(self, link: Link) -> None:
        """Work until `Stop`.

        Raises:
            ThreadDied: one that we cannot do without has ended by itself.
        """
        self.begin(link)
        ready()
        while not self._stopping:
            batch = self._gather()
            self._work(batch)
            if not link.alive:
                raise ThreadDied("the network thread has ended")
            if self.bookkeeper is not None and not self.bookkeeper.alive:
                raise ThreadDied("the thread that keeps the counters' minutes has ended")
            notify("WATCHDOG=1")
        link.send(self.publisher.will)
        if self.bookkeeper is not None:
            self.bookkeeper.close(self.clock.now())

    def begin(self, link: Link) -> None:
        """Speak through a session, and note when we were alive before."""
        self.publisher.speak_through(link)
        now, mono = self.clock.now(), time.monotonic()
        started = e.HubStarted(at=now, boot=self.boot, alive_until=self.store.alive_until)
        self._since = now
        self.desk.happen([started], mono)
        self.desk.await_prints(mono)
        if self.bookkeeper is not None:
            self.bookkeeper.begin()

    def _gather(self) -> list[Any]:
        due = [time.monotonic() + HEARTBEAT_S]
        due += [at for at in (self.desk.deadline(), self.publisher.deadline()) if at is not None]
        batch: list[Any] = []
        try:
            batch.append(self.inbox.get(timeout=max(0.0, min(due) - time.monotonic())))
        except queue.Empty:
            return batch
        while len(batch) < BATCH and not self.inbox.empty():
            batch.append(self.inbox.get())
        return batch

    def _work(self, batch: list[Any]) -> None:
        now, mono = self.clock.now(), time.monotonic()
        self._watch_clock(now, mono)
        settled = [self._take(item, now, mono) for item in batch]
        self.desk.tick(now, mono)
        happened, answers = self.desk.take()
        events = [each.event for each in happened]
        changes = [change for item in batch if isinstance(item, Keep) for change in item.changes]
        if any(isinstance(event, e.DayBegan) for event in events):
            changes += self.desk.shown.past(self.desk.hall.day)
        if events or changes:
            self.store.write(events, self.desk.hall, changes)
            self.desk.shown.know(changes)
        for out in answers:
            self.publisher.say(out)
        for answer, outcome in filter(None, settled):
            answer.set_exception(outcome) if isinstance(outcome, Refused) else answer.set_result(outcome)
        self.publisher.show(events, self.store.seq, mono)
        for item in batch:
            if isinstance(item, Look):
                _see(item, self.desk, now)
            elif isinstance(item, Tell):
                item.answer.set_result(self.publisher.tell(item.message, item.to))
        if self.bookkeeper is not None:
            self.bookkeeper.enter(happened, now, mono)
        _log(events)
        if events or any(isinstance(item, Heard | Up | Down | Judged) for item in batch):
            self._on_change(happened)

    def _take(self, item: Any, now: float, mono: float) -> tuple[Future[Any], Any] | None:
        if isinstance(item, Heard):
            self.desk.hear(item, now, mono)
        elif isinstance(item, Asked):
            try:
                return item.answer, self.desk.do(item.command, now, mono)
            except Refused as refused:
                return item.answer, refused
        elif isinstance(item, Keep):
            return item.answer, None
        elif isinstance(item, Judged):
            self._take_judged(item, now, mono)
        elif isinstance(item, Up):
            self.connected = True
            self.publisher.introduce(self.store.seq, mono)
            self.desk.doubt(mono)
        elif isinstance(item, Down):
            self.connected = False
            self.desk.deafen(now, mono)
        elif isinstance(item, Undelivered):
            log.debug("not delivered (%s): %s", item.reason, type(item.message).__name__)
        elif isinstance(item, Stop):
            self._stopping = True
        return None

    def _take_judged(self, news: Judged, now: float, mono: float) -> None:
        if self.bookkeeper is not None:
            known = {"connected": self.connected, "started_at": self._since}
            self.desk.happen([*self.bookkeeper.judged(news, self.desk, now, **known)], mono)

    def _watch_clock(self, now: float, mono: float) -> None:
        then, since = self._watched or (now, mono)
        self._watched = now, mono
        expected = then + (mono - since) * self.clock.rate
        if abs(now - expected) > STEP_S * self.clock.rate:
            self.desk.happen([e.ClockStepped(at=now, before=expected)], mono)


def _see(look: Look, desk: Desk, now: float) -> None:
    try:
        seen = look.see(desk, now)
    except Exception as error:  # noqa: BLE001 - a page that fails must not stop the mall; it is told instead
        look.answer.set_exception(error)
    else:
        look.answer.set_result(seen)


def _log(events: list[e.Event]) -> None:
    """A line for each event; of tickets one for all when kiosks tell of hours at once, for the journal has them."""
    told = [event for event in events if isinstance(event, e.TicketEvent)]
    for event in events:
        if not isinstance(event, e.TicketEvent):
            log.info("%s %s", e.tag(event), getattr(event, "detail", getattr(event, "device", "")))
    if len(told) > FLOOD:
        kinds = Counter(map(e.tag, told))
        log.info("%d at once: %s", len(told), ", ".join(f"{count} {kind}" for kind, count in kinds.items()))
        return
    for event in told:
        log.info("%s %s %s %s", event.uid, e.tag(event), event.label, event.counter or event.device)
