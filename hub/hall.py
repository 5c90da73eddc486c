"""The hall as the hub holds it in memory: tickets, lines, counters, devices; and how an event changes it. Pure.

`evolve` is the only implementation: the running hub and `hub verify` fold the same events through it. The hall
is changed in place, because it holds a whole day; nothing here does I/O or reads a clock.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from broker_config.labels import hub_letter, letter_index
from hub import events as e
from hub import tickets

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from broker_config.contract import Counter, Service
    from hub.tickets import Place, Ticket

RECENT_CALLS = 12  # as many as a board shows and a burst may need
PACE_MEMORY = 0.2  # weight of the newest service time in the running mean
LONGEST_S = 4 * 3600.0  # a service that took longer, or less than nothing: the clock was set meanwhile


class Announcement(NamedTuple):
    """A call or a recall: its number among all of the hall's, the ticket, and when."""

    call: int
    uid: str
    at: float
    recall: bool


class DeviceRecord(msgspec.Struct, kw_only=True):
    """What the hub must not forget of a device."""

    id: str
    journal: str = ""
    boot: int = 0
    since: int = 0  # the boot under which its journal was admitted
    letter: str = ""
    log_seq: int = 0
    command: str = ""  # the last counter command that was done, and its label
    command_label: str = ""


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a counter's record: whom it called, and how that ended. A recall makes no new one."""

    call: int
    uid: str
    label: str
    counter: str
    called_at: float
    served_at: float | None = None
    ended_at: float | None = None
    ending: str = ""


class Hall:
    """One mall on one day.

    Attributes:
        tickets: by uid; today's, yesterday's, and what has not ended.
        line: per service, the places of everybody not yet called, in order.
        active: per counter, the uid that it is calling or serving.
        tokens: per QR token of a ticket, its uid.
        tally: per state, how many of today's tickets are in it.
        freed: per counter, when its last visitor of today left.
        numbers: per service, the last number proposed today.
        recent: per zone, the last announcements, oldest first.
        visits: per counter, the line of its record that is still open.
        changed, touched, recorded: uids, device ids and visits since the writer last cleared them.
    """

    def __init__(self, services: Iterable[Service] = (), counters: Iterable[Counter] = ()) -> None:
        self.services = {service.id: service for service in services}
        self.counters = {counter.id: counter for counter in counters}
        self.counters_of: dict[str, list[str]] = defaultdict(list)
        for counter in self.counters.values():
            for service in counter.services:
                self.counters_of[service].append(counter.id)
        self.rivals = {
            service: self._rivals(service) for service in self.counters_of if service in self.services
        }
        self.epoch = 1
        self.reconciled = True
        self.day = ""
        self.yesterday = ""  # the service day before this one, if there was one
        self.tickets: dict[str, Ticket] = {}
        self.line: dict[str, list[tuple[Place, str]]] = defaultdict(list)
        self.active: dict[str, str] = {}
        self.numbers: dict[str, int] = defaultdict(int)
        self.labels: dict[str, str] = {}
        self.tokens: dict[str, str] = {}
        self.tally: dict[str, int] = defaultdict(int)
        self.freed: dict[str, float] = {}
        self.pace: dict[str, float] = {}
        self.devices: dict[str, DeviceRecord] = {}
        self.letters = 0
        self.calls = 0
        self.recent: dict[str, list[Announcement]] = defaultdict(list)
        self.changed: set[str] = set()
        self.touched: set[str] = set()
        self.visits: dict[str, Visit] = {}
        self.recorded: dict[int, Visit] = {}

    def _rivals(self, service: str) -> dict[str, float]:
        """The services whose lines a service's counters serve, its own too; and what share of each they do."""
        mine = set(self.counters_of[service])
        others = {
            other for counter in mine for other in self.counters[counter].services if other in self.services
        }
        return {
            other: len(mine & {*self.counters_of[other]}) / len(self.counters_of[other]) for other in others
        }

    @property
    def letter(self) -> str:
        """The hub's own series: none, or that of an epoch whose past is not yet whole again."""
        return "" if self.reconciled else hub_letter(self.epoch)

    def device(self, device: str) -> DeviceRecord:
        """Look a device's record up; one we have never heard of has an empty one. For events, see `_touch`."""
        return self.devices.get(device) or DeviceRecord(id=device)

    def place(self, ticket: Ticket) -> None:
        """Put a ticket, as it stands, into the indexes: from a table's row or after an event."""
        before = self.tickets.get(ticket.uid)
        if before is not None:
            self._leave(before)
            self._count(before, -1)
            if before.token != ticket.token:
                self.tokens.pop(before.token, None)
        self.tickets[ticket.uid] = ticket
        self._count(ticket, 1)
        self.tokens[ticket.token] = ticket.uid
        holder = self.tickets.get(self.labels.get(ticket.label, ""))
        if holder is None or not holder.bound or holder.day < ticket.day:  # whoever has it on paper keeps it
            self.labels[ticket.label] = ticket.uid
        if ticket.day == self.day and ticket.number > self.numbers[ticket.service]:
            self.numbers[ticket.service] = ticket.number
        if ticket.state in tickets.IN_LINE:
            insort(self.line[ticket.service], (ticket.place, ticket.uid))
        elif ticket.state in tickets.AT_COUNTER:
            self.active[ticket.counter] = ticket.uid
        elif ticket.counter and ticket.ended_at is not None:
            self.freed[ticket.counter] = max(ticket.ended_at, self.freed.get(ticket.counter, 0.0))

    def _count(self, ticket: Ticket, by: int) -> None:
        if ticket.day == self.day:
            self.tally[ticket.state] += by

    def _leave(self, ticket: Ticket) -> None:
        if ticket.state in tickets.IN_LINE:
            line = self.line[ticket.service]
            del line[bisect_left(line, (ticket.place, ticket.uid))]
        elif ticket.state in tickets.AT_COUNTER:
            self.active.pop(ticket.counter, None)

    def ahead(self, ticket: Ticket) -> int:
        """How many will be called before a ticket: all with an earlier place at the counters that it waits for."""
        spot = ticket.place, ticket.uid
        return sum(bisect_left(self.line[service], spot) for service in self.rivals.get(ticket.service, ()))

    def _pace_of(self, service: str) -> float:
        return self.pace.get(service, self.services[service].standard_minutes * 60.0)

    def waiting(self, service: str) -> int:
        """How many wait for a service, those whose paper is still coming included."""
        return len(self.line[service])

    def pick_next(self, counter: str) -> Ticket | None:
        """Whom a counter should call: the earliest place in any of its lines that can be called."""
        heads = (head for service in self.counters[counter].services if (head := self._callable(service)))
        return min(heads, key=lambda ticket: (ticket.place, ticket.uid), default=None)

    def _callable(self, service: str) -> Ticket | None:
        for _place, uid in self.line[service]:
            ticket = self.tickets[uid]
            if ticket.state == "waiting":
                return ticket
        return None

    def expected_wait_s(self, ticket: Ticket) -> float | None:
        """How long a ticket will wait, from recent service times and the counters that serve it; None: nobody does."""
        counters = self.counters_of.get(ticket.service)
        if not counters:
            return None
        # The work before it, as far as these counters will do it; and whoever sits there is half done.
        spot = ticket.place, ticket.uid
        work = sum(
            bisect_left(self.line[service], spot) * self._pace_of(service) * share
            for service, share in self.rivals[ticket.service].items()
        )
        busy = sum(counter in self.active for counter in counters)
        return (work + busy * self._pace_of(ticket.service) / 2) / len(counters)

    def of_device(self, device: str, states: frozenset[str]) -> Iterator[Ticket]:
        """The tickets of a kiosk that are in one of some states."""
        return (t for t in list(self.tickets.values()) if t.device == device and t.state in states)

    def announce(self, announcement: Announcement, counter: str) -> None:
        """Remember a call for the boards of the counter's zone."""
        self.calls = max(self.calls, announcement.call)
        recent = self.recent[self.counters[counter].zone if counter in self.counters else ""]
        recent.append(announcement)
        del recent[:-RECENT_CALLS]

    def resume(self, calls: int) -> None:
        """After the tickets were placed from their table: go on counting calls, and remember the last ones."""
        self.calls = calls
        for ticket in sorted(self.tickets.values(), key=lambda ticket: ticket.call):
            if ticket.call and ticket.called_at is not None:
                again = ticket.calls > 1
                self.announce(Announcement(ticket.call, ticket.uid, ticket.called_at, again), ticket.counter)
            if ticket.state == "finished" and ticket.ended_at is not None:
                _learn(self, ticket, ticket.ended_at)

    def record(self, visit: Visit) -> None:
        """Write a line of a counter's record."""
        self.recorded[visit.call] = visit
        if visit.ended_at is None:
            self.visits[visit.counter] = visit
        else:
            self.visits.pop(visit.counter, None)

    def remembers(self, *, bound: bool) -> str:
        """Tell the first day whose tickets are kept after they ended."""
        if bound or not self.day:
            return self.yesterday
        # A row whose kiosk has not spoken yet may still be told how it was bound: it stays for a week.
        return min(self.yesterday, (date.fromisoformat(self.day) - timedelta(days=7)).isoformat())

    def begin_day(self, day: str) -> None:
        """Forget what ended before yesterday; numbers start again.

        Yesterday stays: its last requests and the logs of kiosks that were away find their rows.
        """
        self.yesterday, self.day = self.day, day
        self.numbers.clear()
        gone = [
            t.uid
            for t in self.tickets.values()
            if t.state in tickets.ENDED and t.day < self.remembers(bound=t.bound)
        ]
        for uid in gone:
            ticket = self.tickets.pop(uid)
            self.tokens.pop(ticket.token, None)
            if self.labels.get(ticket.label) == uid:
                del self.labels[ticket.label]
        self.tally.clear()
        for ticket in self.tickets.values():
            self._count(ticket, 1)
        self.freed.clear()


def evolve(hall: Hall, event: e.Event) -> None:
    """Let an event happen to the hall.

    Raises:
        tickets.Illegal: it cannot happen; nothing has changed.
    """
    if isinstance(event, e.TicketEvent):
        _evolve_ticket(hall, event)
    elif isinstance(event, e.LogTaken):
        _take_log(hall, event.device, event.log_seq)
    elif isinstance(event, e.DeviceAdmitted):
        hall.devices[event.device] = DeviceRecord(
            id=event.device,
            journal=event.journal,
            boot=event.boot,
            since=event.boot,
            letter=event.letter,
            log_seq=event.log_seq,
        )
        if event.letter:
            hall.letters = max(hall.letters, letter_index(event.letter) + 1)
        hall.touched.add(event.device)
    elif isinstance(event, e.DeviceBorn):
        _touch(hall, event.device).boot = event.boot
    elif isinstance(event, e.EpochBegan):
        hall.epoch, hall.reconciled = event.epoch, False
    elif isinstance(event, e.Reconciled):
        hall.reconciled = True
    elif isinstance(event, e.DayBegan):
        hall.begin_day(event.day)


def _evolve_ticket(hall: Hall, event: e.TicketEvent) -> None:
    before = hall.tickets.get(event.uid)
    after = tickets.evolve(before, event)
    hall.place(after)
    _record(hall, before, after, event)
    hall.changed.add(event.uid)
    if event.log_seq:
        _take_log(hall, event.device, event.log_seq)
    if isinstance(event, e.Called | e.Recalled | e.Served | e.Finished | e.Missed) and event.command:
        device = _touch(hall, event.device)
        device.command, device.command_label = event.command, event.label
    if isinstance(event, e.Called | e.Recalled):
        recall = isinstance(event, e.Recalled)
        hall.announce(Announcement(event.call, event.uid, event.at, recall), event.counter)
    elif isinstance(event, e.Finished):
        _learn(hall, after, event.at)


def _record(hall: Hall, before: Ticket | None, after: Ticket, event: e.TicketEvent) -> None:
    visit = hall.visits.get(after.counter)
    if isinstance(event, e.Called):
        hall.record(
            Visit(
                call=event.call, uid=event.uid, label=event.label, counter=event.counter, called_at=event.at
            )
        )
    elif visit is None or visit.uid != event.uid or before is None:
        return
    elif isinstance(event, e.Served):
        hall.record(msgspec.structs.replace(visit, served_at=event.at))
    elif before.state in tickets.AT_COUNTER and after.state not in tickets.AT_COUNTER:
        hall.record(msgspec.structs.replace(visit, ended_at=event.at, ending=after.state))


def _take_log(hall: Hall, device: str, log_seq: int) -> None:
    _touch(hall, device).log_seq = log_seq


def _touch(hall: Hall, device: str) -> DeviceRecord:
    """The record that an event changes."""
    hall.touched.add(device)
    return hall.devices.setdefault(device, DeviceRecord(id=device))


def _learn(hall: Hall, ticket: Ticket, at: float) -> None:
    begun = ticket.served_at if ticket.served_at is not None else ticket.called_at
    if begun is None:
        return
    lasted = at - begun
    if not 0.0 <= lasted <= LONGEST_S:
        return
    known = hall.pace.get(ticket.service)
    hall.pace[ticket.service] = lasted if known is None else known + PACE_MEMORY * (lasted - known)
