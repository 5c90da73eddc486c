"""The hall as the hub holds it in memory: the register, tickets, lines, counters, devices. Pure.

It is changed by `evolution.evolve` alone, event by event; nothing here does I/O or reads a clock.
"""

from __future__ import annotations

from collections import Counter as Counts
from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from broker_config.labels import hub_letter
from hub import schedule, tickets
from hub.lines import Lines
from hub.offer import Offer
from hub.officers import Officers
from hub.records import Alert, Announcement, DeviceRecord, Visit
from hub.schedule.working import worked_off
from hub.signage.lately import Lately
from hub.signage.told import Told
from hub.storage.durations import bucket

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from broker_config.contract import Counter, Service
    from hub.register import Register
    from hub.tickets import Ticket

RECENT_CALLS = 12  # as many as a board shows and a burst may need
PACE_MEMORY = 0.2  # weight of the newest service time in the running mean
ABSENT_S = 1800.0  # a counter where nobody did anything for so long is not counted as open
LONGEST_S = 4 * 3600.0  # a service that took longer, or less than nothing: the clock was set meanwhile


class Outlook(NamedTuple):
    """What a waiting ticket can expect: so many are called before it; it is in so long, or nobody serves it (None)."""

    ahead: int
    wait_s: float | None


class Hall:
    """One mall on one day.

    Attributes:
        register: the mall as data; `offer` is what it offers.
        tickets: by uid; today's, yesterday's, and what has not ended.
        lines: everybody not yet called, in order.
        aside: the uids of those who are parked.
        active: per counter, the uid that it is calling or serving.
        engaged: per visitor, the uid of the ticket that is at a counter.
        tokens: per QR token of a ticket, its uid.
        booked: per booking that was used, the uid of the ticket.
        tally: per state, how many of today's tickets are in it.
        issued: per service, how many of today's tickets were taken for it.
        waits: per bucket of durations, how many of today's tickets were first called after such a wait.
        lately: what the days before this one were like.
        latest: per counter, the last line of its record of today, open or closed.
        log: per counter, all of those lines, oldest first.
        since: per counter, how many it has called since it last called one of a priority group.
        acted: per counter, when somebody last did something there; not there, if nobody did or they signed out.
        officers: who has come to which counter.
        numbers: per service, the last number proposed today.
        recent: per zone, the last announcements, oldest first.
        told: what the whole hall is told beside calls.
        speakers: per zone, the display that speaks for it, or nothing.
        alerts: by key, those that are open.
        changed, touched, recorded, edited, alerted: what the writer has to store since it last cleared them.
    """

    def __init__(self, register: Register) -> None:
        self.register = register
        self._offer, self._offered = Offer(), -1
        self.epoch = 1
        self.reconciled = True
        self.day = ""
        self.yesterday = ""  # the service day before this one, if there was one
        self.tickets: dict[str, Ticket] = {}
        self.lines = Lines()
        self.aside: set[str] = set()
        self.active: dict[str, str] = {}
        self.engaged: dict[str, str] = {}
        self.numbers: Counts[str] = Counts()
        self.labels: dict[str, str] = {}
        self.tokens: dict[str, str] = {}
        self.booked: dict[str, str] = {}
        self.tally: Counts[str] = Counts()
        self.issued: Counts[str] = Counts()
        self.waits: Counts[int] = Counts()
        self.lately = Lately()
        self.latest: dict[str, Visit] = {}
        self.log: dict[str, list[Visit]] = defaultdict(list)
        self.since: Counts[str] = Counts()
        self.acted: dict[str, float] = {}
        self.officers = Officers()
        self.pace: dict[str, float] = {}
        self.devices: dict[str, DeviceRecord] = {}
        self.letters = 0
        self.calls = 0
        self.recent: dict[str, list[Announcement]] = defaultdict(list)
        self.told = Told()
        self.speakers: dict[str, str] = {}
        self.alerts: dict[str, Alert] = {}
        self.changed: dict[str, Ticket] = {}  # forgotten ones, too: a day may begin before they are written
        self.touched: set[str] = set()
        self.recorded: dict[int, Visit] = {}
        self.edited: set[tuple[str, str]] = set()
        self.alerted: dict[tuple[str, float], Alert] = {}

    @property
    def offer(self) -> Offer:
        """What is offered, as the register has it now."""
        if self._offered != self.register.version:
            wire = self.register.wire(self.epoch, 0)
            self._offer, self._offered = Offer(wire.services, wire.counters), self.register.version
        return self._offer

    @property
    def services(self) -> dict[str, Service]:
        """The services that numbers are given out for."""
        return self.offer.services

    @property
    def counters(self) -> dict[str, Counter]:
        """The counters that can call."""
        return self.offer.counters

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
        if ticket.token:  # a number of a roll has no code
            self.tokens[ticket.token] = ticket.uid
        if ticket.booking:
            self._book(ticket)
        holder = self.tickets.get(self.labels.get(ticket.label, ""))
        if holder is None or not holder.bound or holder.day < ticket.day:  # whoever has it on paper keeps it
            self.labels[ticket.label] = ticket.uid
        if ticket.day == self.day and ticket.number > self.numbers[ticket.origin]:
            self.numbers[ticket.origin] = ticket.number
        if ticket.state in tickets.IN_LINE:
            self.lines.join(ticket)
        elif ticket.state in tickets.AT_COUNTER:
            self.active[ticket.counter] = ticket.uid
            self.engaged[ticket.visitor] = ticket.uid
        elif ticket.state == "parked":
            self.aside.add(ticket.uid)

    def _book(self, ticket: Ticket) -> None:
        """A booking is used by the first ticket that may reach paper; one that did not gives it free again."""
        if ticket.state not in ("void", "failed"):
            self.booked.setdefault(ticket.booking, ticket.uid)
        elif self.booked.get(ticket.booking) == ticket.uid:
            del self.booked[ticket.booking]

    def _count(self, ticket: Ticket, by: int) -> None:
        if ticket.day == self.day:
            self.tally[ticket.state] += by
            if ticket.state not in ("void", "failed"):
                self.issued[ticket.origin] += by
            if ticket.first_called_at is not None and ticket.entered_at is not None:
                self.waits[bucket(ticket.first_called_at - ticket.entered_at)] += by

    def _leave(self, ticket: Ticket) -> None:
        if ticket.state in tickets.IN_LINE:
            self.lines.leave(ticket)
        elif ticket.state in tickets.AT_COUNTER:
            self.active.pop(ticket.counter, None)
            self.engaged.pop(ticket.visitor, None)
        self.aside.discard(ticket.uid)

    def written(self) -> None:
        """Everything that had to be stored was."""
        for gathered in (self.changed, self.touched, self.recorded, self.edited, self.alerted):
            gathered.clear()

    def standing(self, counter: str) -> str:
        """What stands at a counter, in a word that is another one after anything that happens there."""
        ticket = self.tickets.get(self.active.get(counter, ""))
        if ticket is not None:
            return f"{ticket.uid}.{ticket.state}.{ticket.call}"
        last = self.latest.get(counter)
        return f"free.{last.call if last else 0}"

    def _pace_of(self, service: str) -> float:
        return self.pace.get(service, self.services[service].standard_minutes * 60.0)

    def waiting(self, service: str) -> int:
        """How many wait for a service, those whose paper is still coming included."""
        return self.lines.waiting(service)

    def pick_next(self, counter: str, leaving: str = "") -> Ticket | None:
        """Whom a counter should call, by the policy and the place; `leaving` is the visitor who goes as it calls."""
        uid = self.lines.next(
            self.counters[counter].services,
            lambda uid: self._may_call(self.tickets[uid], counter, leaving),
            self.register.one_in,
            self.since[counter],
        )
        return self.tickets[uid] if uid is not None else None

    def _may_call(self, ticket: Ticket, counter: str, leaving: str) -> bool:
        if ticket.state != "waiting" or ticket.only not in ("", counter):
            return False
        return (
            ticket.visitor not in self.engaged or ticket.visitor == leaving
        )  # nobody is called to two counters

    def outlook(self, ticket: Ticket, now: float) -> Outlook:
        """How many will be called before a ticket, at the counters that it waits for, and how long that will take.

        Reckoned from recent service times, the counters where somebody is, and their hours of this day.
        """
        counters = self.offer.counters_of.get(ticket.service)
        if not counters or ticket.service not in self.services:
            return Outlook(0, None)
        rivals = self.offer.rivals[ticket.service]
        before = self.lines.before(ticket, rivals, self.register.one_in)
        # The work before it, as far as these counters will do it; and whoever sits there is half done.
        work = sum(
            count * self._pace_of(service) * share
            for count, (service, share) in zip(before, rivals.items(), strict=True)
            if count
        )
        busy = sum(counter in self.active for counter in counters)
        work += busy * self._pace_of(ticket.service) / 2
        staffed = [row for row in counters if now - self.acted.get(row, -ABSENT_S) < ABSENT_S] or counters
        zone = self.register.mall.timezone
        hours = [schedule.windows(self.register, row, schedule.date_at(now, zone)) for row in staffed]
        return Outlook(sum(before), worked_off(work, hours, now))

    def of_device(self, device: str, states: frozenset[str]) -> Iterator[Ticket]:
        """The tickets of a kiosk that are in one of some states."""
        return (t for t in list(self.tickets.values()) if t.device == device and t.state in states)

    def announce(self, announcement: Announcement) -> None:
        """Remember a call for the boards of the counter's zone."""
        self.calls = max(self.calls, announcement.call)
        counter = self.counters.get(announcement.counter)
        recent = self.recent[counter.zone if counter else ""]
        recent.append(announcement)
        del recent[:-RECENT_CALLS]

    def resume(self, calls: int, visits: Iterable[Visit]) -> None:
        """After the tickets were placed from their table: go on counting calls, and remember the last ones.

        `visits` are today's lines of the counters' records, oldest first.
        """
        self.calls = calls
        for visit in visits:
            self._note(visit)
            ticket = self.tickets.get(visit.uid)
            self.took_turn(visit.counter, priority=ticket is not None and ticket.priority != "")
            self.acted[visit.counter] = visit.ended_at or visit.served_at or visit.called_at
        for ticket in sorted(self.tickets.values(), key=lambda ticket: ticket.call):
            if ticket.call and ticket.called_at is not None:
                again = ticket.calls > 1
                self.announce(Announcement(ticket.call, ticket.uid, ticket.counter, ticket.called_at, again))
            if ticket.state == "finished" and ticket.ended_at is not None:
                self.learn(ticket, ticket.ended_at)

    def record(self, visit: Visit) -> None:
        """Write a line of a counter's record."""
        self.recorded[visit.call] = visit
        self._note(visit)

    def _note(self, visit: Visit) -> None:
        log = self.log[visit.counter]
        if log and log[-1].call == visit.call:
            log[-1] = visit
        else:
            log.append(visit)
        self.latest[visit.counter] = visit

    def announced_at(self, ticket: Ticket) -> float:
        """When a ticket that is at a counter was called there, or called again."""
        counter = self.counters.get(ticket.counter)
        recent = self.recent.get(counter.zone if counter else "", ())
        last = next((row.at for row in reversed(recent) if row.uid == ticket.uid), 0.0)
        return max(last, ticket.called_at or 0.0)

    def took_turn(self, counter: str, *, priority: bool) -> None:
        """A counter called somebody."""
        self.since[counter] = 0 if priority else self.since[counter] + 1

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
            for index, key in ((self.labels, ticket.label), (self.booked, ticket.booking)):
                if index.get(key) == uid:
                    del index[key]
        self.lately.begin_day(day, self.issued)
        for counts in (self.tally, self.issued, self.waits):
            counts.clear()
        for ticket in self.tickets.values():
            self._count(ticket, 1)
        self.latest = {name: visit for name, visit in self.latest.items() if visit.ended_at is None}
        self.log = defaultdict(list, {name: [visit] for name, visit in self.latest.items()})
        self.acted.clear()
        self.since.clear()

    def learn(self, ticket: Ticket, at: float) -> None:
        """A ticket was finished: how long its service takes these days."""
        begun = ticket.served_at if ticket.served_at is not None else ticket.called_at
        if begun is None or not 0.0 <= at - begun <= LONGEST_S:
            return
        known = self.pace.get(ticket.service, at - begun)
        self.pace[ticket.service] = known + PACE_MEMORY * (at - begun - known)
