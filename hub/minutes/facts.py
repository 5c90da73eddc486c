"""From the journal to the facts that a counter's minutes are judged by: a fold, event by event. Pure.

The hub's writer lets every committed event through `FactsOf.take`, and so does whoever proves its work: the same
events give the same facts. It must never ask the hall, a clock or a device. A counter's console is a device like its
pad, called `console:` and the counter's id: it is up while a page of it is connected, signed in or not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from broker_config.localtime import ZONES
from hub import events as e
from hub.minutes.evidence import Fact, Left, Link, Queue, Seen, Ticket
from hub.minutes.presence import NO_DEVICE
from hub.minutes.waiters import Waiters
from hub.tickets import AT_COUNTER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from hub import tickets

DAY_S = 86400.0  # Indonesia knows no summer time
CONSOLE = "console:"
HUB_STOPPED = "hub stopped"
CLOCK_SET = "clock set"
MOST_DAYS = 31  # a clock that is years wrong would fill the tables with days that never were

# What an officer does with a ticket. The last two are also done from elsewhere, and then are no evidence.
ACTS: dict[type[e.Event], str] = {
    act: str(act.__struct_config__.tag)
    for act in (
        *(e.Called, e.Recalled, e.Served, e.Finished, e.Missed, e.Parked, e.Resumed, e.Restored),
        *(e.Transferred, e.Cancelled),
    )
}
FROM_ELSEWHERE = frozenset({e.Transferred, e.Cancelled})
_KINDS: dict[str, Callable[..., Fact]] = {
    "seen": Seen, "left": Left, "link": Link, "ticket": Ticket, "queue": Queue,
}  # fmt: skip
_NAMES = {kind: name for name, kind in _KINDS.items()}


class Day(NamedTuple):
    """A day that is over: from `start` to `end` (UTC seconds), per counter its facts."""

    start: float
    end: float
    facts: dict[str, list[Fact]]


def midnight(at: float, zone: str) -> float:
    """The local midnight before a time, both in UTC seconds; `zone` as `Asia/Jakarta`."""
    offset = ZONES[zone][1] * 3600.0
    return (at + offset) // DAY_S * DAY_S - offset


def console(counter: str) -> str:
    """What the console of a counter is called as a device, in `DeviceUp` and `DeviceDown`."""
    return CONSOLE + counter


class FactsOf:
    """The facts of every counter for the local day that began at `start`.

    Attributes:
        start: UTC seconds of the local midnight before.
        stations: per device, the counter it stands at.
        at: per counter, the facts of the day so far, to be read and not changed.
        latest: the time of the latest fact; after a clock was set back, the counters stand as of this one.
    """

    def __init__(self, stations: Mapping[str, str], start: float) -> None:
        self.stations = stations
        self.start = self.latest = start
        self.at: dict[str, list[Fact]] = {}
        self._up: dict[str, set[str]] = {}
        self._gone: dict[str, str] = {}  # why nothing can be heard of a counter
        self._open: dict[str, Ticket] = {}
        self._awaited: set[str] = set()
        self._officer: dict[str, str] = {}
        self._people = Waiters()

    def offer(self, at: float, services: Mapping[str, Iterable[str]]) -> None:
        """Per counter, the services that it serves from now on: at the start, and when the register has changed."""
        self._people.offer(services)
        for counter in {*self.at, *services}:
            self._line_up(counter, at)

    def take(
        self, event: e.Event, before: tickets.Ticket | None = None, after: tickets.Ticket | None = None
    ) -> list[Day]:
        """Learn from an event, and of a ticket's event from the ticket as it was before and is after it.

        Returns:
            The days that were over before it.
        """
        over: list[Day] = []
        deaf: dict[str, set[str]] = {}
        if isinstance(event, e.HubStarted):  # nothing was heard since it stopped, whatever day that was
            over += self._fall_silent(event.alive_until, HUB_STOPPED)
            self._up = {}
        elif isinstance(event, e.ClockStepped) and event.at > event.before:  # nobody lived the time between
            over += self._fall_silent(event.before, CLOCK_SET)
            deaf, self._up = self._up, {}
        over += self.turn(event.at)
        for counter, devices in deaf.items():
            for device in devices:
                self._rise(counter, device, event.at)
        if isinstance(event, e.TicketEvent):
            if after is not None:
                self._take_ticket(event, before, after)
        elif (learn := _LEARN.get(type(event))) is not None:
            learn(self, event)
        return over

    def turn(self, at: float) -> list[Day]:
        """Begin the day of a time, if it is a later one; what still stands goes along.

        Returns:
            The days that are over with it.
        """
        over: list[Day] = []
        if at - self.start > MOST_DAYS * DAY_S:
            over.append(Day(self.start, self.start + DAY_S, self.at))
            self._begin(self.start + (at - self.start) // DAY_S * DAY_S)
        while at >= self.start + DAY_S:
            over.append(Day(self.start, self.start + DAY_S, self.at))
            self._begin(self.start + DAY_S)
        return over

    def _begin(self, start: float) -> None:
        known, self.at, self.start = self.at, {}, start
        self.latest = max(self.latest, start)
        for counter in known:
            alive = bool(self._up.get(counter))
            self._note(counter, Link(start, alive, "" if alive else self._gone.get(counter, NO_DEVICE)))
            if counter in self._open:
                self._note(counter, self._open[counter])
            if counter in self._awaited:
                self._note(counter, Queue(start, waiting=True))

    def _note(self, counter: str, fact: Fact) -> None:
        self.at.setdefault(counter, []).append(fact)
        self.latest = max(self.latest, fact.at)

    def _fall_silent(self, at: float, why: str) -> list[Day]:
        over = self.turn(at)
        for counter, devices in self._up.items():
            if devices:
                self._gone[counter] = why
                self._note(counter, Link(at, alive=False, what=why))
        return over

    def _hear(self, event: e.DeviceUp) -> None:
        counter = self._counter(event.device)
        if counter:
            self._rise(counter, event.device, event.at)

    def _rise(self, counter: str, device: str, at: float) -> None:
        devices = self._up.setdefault(counter, set())
        if not devices:
            self._note(counter, Link(at, alive=True))
        devices.add(device)

    def _fall(self, event: e.DeviceDown) -> None:
        counter = self._counter(event.device)
        devices = self._up.get(counter, set())
        if event.device in devices:
            devices.discard(event.device)
            if not devices:
                self._gone[counter] = f"{event.device} gone"
                self._note(counter, Link(event.since, alive=False, what=self._gone[counter]))

    def _counter(self, device: str) -> str:
        if device.startswith(CONSOLE):
            return device.removeprefix(CONSOLE)
        return self.stations.get(device, "")

    def _attend(self, event: e.Attended) -> None:
        at = event.at if event.shown_at is None else event.shown_at
        if event.how == "sign_out":
            if self._officer.get(event.counter) == event.by:
                del self._officer[event.counter]
            self._remember(event.counter, Left(at, event.by))
        else:
            if event.by:
                self._officer[event.counter] = event.by
            self._remember(event.counter, Seen(at, event.how, event.by))

    def _see(self, counter: str, fact: Seen) -> None:
        if fact.by:
            self._officer[counter] = fact.by
        self._note(counter, fact)

    def _remember(self, counter: str, fact: Fact) -> None:
        """A card that was shown while its pad was alone is evidence of then: it stands where it would have stood."""
        facts = self.at.setdefault(counter, [])
        place = len(facts)
        while place and facts[place - 1].at > fact.at:
            place -= 1
        facts.insert(place, fact)
        self.latest = max(self.latest, fact.at)

    def _take_ticket(
        self, event: e.TicketEvent, before: tickets.Ticket | None, after: tickets.Ticket
    ) -> None:
        how = ACTS.get(type(event))
        if how is not None and event.counter and self._is_here(event):
            self._see(event.counter, Seen(event.at, how, event.by))
        if isinstance(event, e.Called | e.Recalled | e.Served):
            self._open[event.counter] = Ticket(event.at, event.label)
            self._note(event.counter, self._open[event.counter])
        elif before is not None and before.state in AT_COUNTER and after.state not in AT_COUNTER:
            self._open.pop(before.counter, None)
            self._note(before.counter, Ticket(event.at, ""))
        for counter in sorted(self._people.take(before, after)):
            self._line_up(counter, event.at)

    def _is_here(self, event: e.TicketEvent) -> bool:
        """Whether what was done to a ticket was done at its counter: by a device there, or by who works there."""
        if type(event) not in FROM_ELSEWHERE or event.device:
            return True
        return event.by == self._officer.get(event.counter, event.by)

    def _line_up(self, counter: str, at: float) -> None:
        waits = self._people.waits(counter)
        if waits != (counter in self._awaited):
            (self._awaited.add if waits else self._awaited.discard)(counter)
            self._note(counter, Queue(at, waits))

    def dump(self) -> str:
        """Everything, as JSON: what has been taken so far need not be taken again."""
        told: dict[str, Any] = {
            "start": self.start,
            "latest": self.latest,
            "at": {counter: [(_NAMES[type(f)], *f) for f in facts] for counter, facts in self.at.items()},
            "up": {counter: sorted(devices) for counter, devices in self._up.items()},
            "gone": self._gone,
            "open": self._open,
            "awaited": sorted(self._awaited),
            "officer": self._officer,
            "people": self._people.dump(),
        }
        return msgspec.json.encode(told).decode()

    @classmethod
    def load(cls, dumped: str, stations: Mapping[str, str]) -> FactsOf:
        """What was dumped, with the devices where they stand now."""
        told = msgspec.json.decode(dumped)
        facts = cls(stations, told["start"])
        facts.latest = told["latest"]
        facts.at = {name: [_KINDS[kind](*row) for kind, *row in rows] for name, rows in told["at"].items()}
        facts._up = {counter: set(devices) for counter, devices in told["up"].items()}
        facts._gone = told["gone"]
        facts._open = {counter: Ticket(*row) for counter, row in told["open"].items()}
        facts._awaited = set(told["awaited"])
        facts._officer = told["officer"]
        facts._people.load(told["people"])
        return facts


_LEARN: dict[type[e.Event], Callable[[FactsOf, Any], None]] = {
    e.Attended: FactsOf._attend,  # noqa: SLF001 - the table of the class above
    e.DeviceUp: FactsOf._hear,  # noqa: SLF001
    e.DeviceDown: FactsOf._fall,  # noqa: SLF001
}
