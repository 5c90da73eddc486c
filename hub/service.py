"""The only writer: one thread, one inbox, one transaction for all that has gathered in it.

MQTT and the pages put their messages and commands into the same inbox. What was decided is committed first and said
afterwards; if the commit fails the process ends, because memory would be ahead of the disk.
"""

from __future__ import annotations

import logging
import queue
import time
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, NamedTuple

from broker_config import contract as c
from broker_config.codec import Heard
from broker_config.link import Down, Undelivered, Up
from broker_config.runtime import notify, ready
from hub import boards
from hub.commands import Refused
from hub.events import Called, Event, Finished, Missed, Recalled, Served, TicketEvent, tag

if TYPE_CHECKING:
    from collections.abc import Callable

    from broker_config.link import Link
    from broker_config.runtime import MallClock
    from hub.commands import Command
    from hub.desk import Desk, Out
    from hub.store import Store

log = logging.getLogger(__name__)

BATCH = 256
HEARTBEAT_S = 1.0
CLOCK_EVERY_S = 20.0
QUIET_S = 0.25  # counts of those who wait may be this old on the boards; a call is shown at once
AT_THE_COUNTER = (Called, Recalled, Served, Finished, Missed)


class Asked(NamedTuple):
    """A command from a page, and where its answer goes: the events, or `Refused`."""

    command: Command
    answer: Future[list[Event]]


class Look(NamedTuple):
    """What somebody wants to see of the desk, and where the answer goes. Only this thread may read the hall."""

    see: Callable[[Desk, float], Any]
    answer: Future[Any]


class Stop(NamedTuple):
    """End the writer after what is in the inbox before it."""


class LinkDied(RuntimeError):
    """The network thread is gone: end the process, systemd starts it again."""


class Service:
    """The hub's writer. `inbox` takes `Heard`, `Up`, `Down`, `Asked`, `Look` and `Stop`.

    `on_change` is called in the writer's thread after each commit and change of presence, and must not block.
    """

    def __init__(
        self,
        desk: Desk,
        store: Store,
        clock: MallClock,
        catalogue: c.Catalogue,
        inbox: queue.SimpleQueue[Any],
        on_change: Callable[[], None],
    ) -> None:
        self.desk, self.store, self.clock, self.catalogue, self.inbox = desk, store, clock, catalogue, inbox
        self.boot = store.count_boot()
        self.connected = False  # to the broker
        self._on_change = on_change
        self._link: Link | None = None
        self._clock_due = 0.0
        self._boards_due: float | None = None
        self._views: dict[str, tuple[object, ...]] = {}
        self._stopping = False

    @property
    def will(self) -> c.HubState:
        """What the broker says of us when we are gone."""
        return c.HubState(status="offline", epoch=self.desk.hall.epoch, boot=self.boot)

    def ask(self, command: Command) -> Future[list[Event]]:
        """Submit a command from any thread; the future holds its events once they are on the disk."""
        answer: Future[list[Event]] = Future()
        self.inbox.put(Asked(command, answer))
        return answer

    def look(self, see: Callable[[Desk, float], Any]) -> Future[Any]:
        """Let a pure function see the desk, and the mall's time, between two transactions; any thread may ask.

        It runs in the writer's thread: it may take a millisecond, and change nothing.
        """
        answer: Future[Any] = Future()
        self.inbox.put(Look(see, answer))
        return answer

    def run(self, link: Link) -> None:
        """Work until `Stop`.

        Raises:
            LinkDied: the network thread has ended by itself.
        """
        self._link = link
        self.desk.await_prints(time.monotonic())
        ready()
        while not self._stopping:
            batch = self._gather()
            self._work(batch)
            if not link.alive:
                raise LinkDied("the network thread has ended")
            notify("WATCHDOG=1")
        link.send(self.will)

    def _gather(self) -> list[Any]:
        due = [time.monotonic() + HEARTBEAT_S]
        due += [at for at in (self.desk.deadline(), self._boards_due) if at is not None]
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
        settled = [self._take(item, now, mono) for item in batch]
        self.desk.tick(now, mono)
        events, answers = self.desk.take()
        if events:
            self.store.write(events, self.desk.hall)
        for out in answers:
            self._say(out)
        for answer, outcome in filter(None, settled):
            answer.set_exception(outcome) if isinstance(outcome, Refused) else answer.set_result(outcome)
        self._show(events, mono)
        for item in batch:
            if isinstance(item, Look):
                _see(item, self.desk, now)
        for event in events:
            _log_event(event)
        if events or any(isinstance(item, Heard | Up | Down) for item in batch):
            self._on_change()

    def _take(self, item: Any, now: float, mono: float) -> tuple[Future[list[Event]], Any] | None:
        if isinstance(item, Heard):
            self.desk.hear(item, now, mono)
        elif isinstance(item, Asked):
            try:
                return item.answer, self.desk.do(item.command, now, mono)
            except Refused as refused:
                return item.answer, refused
        elif isinstance(item, Up):
            self.connected = True
            self._introduce(mono)
        elif isinstance(item, Down):
            self.connected = False
        elif isinstance(item, Undelivered):
            log.debug("not delivered (%s): %s", item.reason, type(item.message).__name__)
        elif isinstance(item, Stop):
            self._stopping = True
        return None

    def _introduce(self, mono: float) -> None:
        """A new session: everything retained may be a lie or be gone, so it is all said again."""
        epoch = self.desk.hall.epoch
        self._say_all(c.HubState(status="online", epoch=epoch, boot=self.boot))
        self._say_all(
            c.Catalogue(
                epoch=epoch, rev=self.boot, mall=self.catalogue.mall, zones=self.catalogue.zones,
                agencies=self.catalogue.agencies, services=self.catalogue.services, counters=self.catalogue.counters,
            )
        )  # fmt: skip
        self._views.clear()
        self._boards_due = mono
        self._clock_due = mono
        self.desk.doubt(mono)

    def _show(self, events: list[Event], mono: float) -> None:
        """Publish the snapshots that changed: at once after a call, else when counts have settled."""
        if any(isinstance(event, AT_THE_COUNTER) for event in events):
            self._boards_due = mono
        elif self._boards_due is None and any(isinstance(event, TicketEvent) for event in events):
            self._boards_due = mono + QUIET_S
        if self._boards_due is not None and self._boards_due <= mono:
            self._boards_due = None
            for zone in self.catalogue.zones:
                snapshot = boards.board(self.desk.hall, self.catalogue, zone.id, self.store.seq)
                self._say_all(snapshot, zone=zone.id)
            self._show_pads()
        if self._clock_due <= mono:
            self._clock_due = mono + CLOCK_EVERY_S
            self._say_all(c.Clock(epoch=self.desk.hall.epoch, at=self.clock.now()))
            # And the snapshots again: one that the broker dropped is made good before anybody wonders.
            self._boards_due = mono
            self._views.clear()

    def _show_pads(self) -> None:
        for device, station in self.desk.stations.items():
            if station.role != "counter_pad" or station.counter not in self.desk.hall.counters:
                continue
            view = boards.view(self.desk.hall, station.counter, self.store.seq)
            shown = (self.desk.hall.device(device).boot, view.epoch, view.state, view.label, view.waiting)
            if self._views.get(device) != shown and self._say_to(view, device):
                self._views[device] = shown

    def _say(self, out: Out) -> None:
        if isinstance(out.message, c.Welcome):  # a pad that was just welcomed has yet to see its counter
            self._views.pop(out.to, None)
            self._boards_due = time.monotonic()
        self._say_to(out.message, out.to)

    def _say_to(self, message: c.Message, device: str) -> bool:
        return self._link is not None and self._link.send(message, to=device)

    def _say_all(self, message: c.Message, zone: str = "") -> None:
        if self._link is not None:
            self._link.send(message, zone=zone)


def _see(look: Look, desk: Desk, now: float) -> None:
    try:
        seen = look.see(desk, now)
    except Exception as error:  # noqa: BLE001 - a page that fails must not stop the mall; it is told instead
        look.answer.set_exception(error)
    else:
        look.answer.set_result(seen)


def _log_event(event: Event) -> None:
    if isinstance(event, TicketEvent):
        log.info("%s %s %s %s", event.uid, tag(event), event.label, event.counter or event.device)
    else:
        log.info("%s %s", tag(event), getattr(event, "detail", getattr(event, "device", "")))
