"""The day in figures, per service and per counter: a fold of the journal that reports add up. Pure.

A figure belongs to the ticket's service day, whenever its news came. `issued`, `transfers_out` and the rest count
what happened; `finished`, `no_show`, `cancelled`, `void` and `visitors` count tickets as they stand now, so that one
that is restored is taken off again. `Rollups` holds what has happened since the last flush; the table holds the sum.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from broker_config.mall import Service
from hub import events as e
from hub.storage.durations import bucket
from hub.tickets import AT_COUNTER

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hub.tickets import Ticket

LONGEST_S = (
    24 * 3600.0
)  # a wait or a service that took longer, or less than nothing: the clock was set meanwhile
# A row of the register says only what differs from this.
USUAL_MINUTES = next(f.default for f in msgspec.structs.fields(Service) if f.name == "standard_minutes")
COUNTED = frozenset({"finished", "no_show", "cancelled", "void"})


class DayService(msgspec.Struct, kw_only=True):
    """What a service did on a day.

    `called` counts tickets at their first call, `calls` every call. `waits` and `services` are durations by bucket
    (see `durations`): of the wait until the first call; of the last stay at a counter of who was finished.
    `with_target` of those have a standard to keep, and `within_target` kept it. `votes`: how many visitors gave which
    score, 1 to 4, with one touch; that is no index of satisfaction.
    """

    day: str
    service: str
    issued: int = 0
    by_hand: int = 0  # of those, from a pre-printed roll
    visitors: int = 0
    printed: int = 0
    called: int = 0
    calls: int = 0
    recalls: int = 0
    finished: int = 0
    no_show: int = 0
    cancelled: int = 0
    lapsed: int = 0  # of those: nobody had called them when the day ended
    void: int = 0
    parked: int = 0
    restored: int = 0
    transfers_in: int = 0
    transfers_out: int = 0
    with_target: int = 0
    within_target: int = 0
    waits: dict[int, int] = {}
    services: dict[int, int] = {}
    votes: dict[int, int] = {}


class DayCounter(msgspec.Struct, kw_only=True):
    """What a counter did on a day.

    `seconds`: per state of presence, how long it was in it; `scheduled`: how long of that it was to be open; `votes` as
    of a service.
    """

    day: str
    counter: str
    calls: int = 0
    recalls: int = 0
    served: int = 0
    no_show: int = 0
    seconds: dict[str, float] = {}
    scheduled: dict[str, float] = {}
    votes: dict[int, int] = {}


DayRow = TypeVar("DayRow", DayService, DayCounter)


class Rollups:
    """The figures that events add, by (day, service) and (day, counter).

    Attributes:
        services, counters: what is to be added to the tables since the last flush.
        standards: per service, the minutes that one visitor may take; not there: the register did not know it yet.
    """

    def __init__(self) -> None:
        self.services: dict[tuple[str, str], DayService] = {}
        self.counters: dict[tuple[str, str], DayCounter] = {}
        self.standards: dict[str, int] = {}

    def evolve(self, event: e.Event, before: Ticket | None = None, after: Ticket | None = None) -> None:
        """Count an event; with the ticket that it happened to, as it was before and is after."""
        if isinstance(event, e.Edited) and event.kind == "service":
            self.standards[event.id] = event.row.get("standard_minutes", USUAL_MINUTES)
        elif isinstance(event, e.TicketEvent) and after is not None:
            self._count_standing(before, after)
            self._count_act(event, before, after)

    def clear(self) -> None:
        """Everything is in the tables."""
        self.services.clear()
        self.counters.clear()

    def _service(self, day: str, service: str) -> DayService:
        row = self.services.get((day, service))
        if row is None:
            row = self.services[day, service] = DayService(day=day, service=service)
        return row

    def _counter(self, day: str, counter: str) -> DayCounter:
        row = self.counters.get((day, counter))
        if row is None:
            row = self.counters[day, counter] = DayCounter(day=day, counter=counter)
        return row

    def _count_standing(self, before: Ticket | None, after: Ticket) -> None:
        for ticket, sign in ((before, -1), (after, 1)):
            if ticket is None:
                continue
            if ticket.state in COUNTED:
                _add(self._service(ticket.day, ticket.service), ticket.state, sign)
            if ticket.state == "no_show" and ticket.counter:
                _add(self._counter(ticket.day, ticket.counter), "no_show", sign)
            if ticket.state != "void" and ticket.visitor == ticket.uid:
                _add(self._service(ticket.day, ticket.origin), "visitors", sign)

    def _count_act(self, event: e.TicketEvent, before: Ticket | None, after: Ticket) -> None:
        row = self._service(after.day, after.service)
        if before is None:
            row.issued += 1
            row.by_hand += isinstance(event, e.Entered | e.EnteredServed)
        if isinstance(event, e.Called | e.Recalled):
            self._count_call(event, before, after)
        elif isinstance(event, e.Finished) and before is not None and before.state in AT_COUNTER:
            self._counter(after.day, after.counter).served += 1
            self._time_service(row, after)
        elif isinstance(event, e.Transferred) and before is not None and before.service != after.service:
            self._service(before.day, before.service).transfers_out += 1
            row.transfers_in += 1
        elif isinstance(event, e.Rated):
            for figures in (row, self._counter(after.day, after.counter)):
                figures.votes[event.score] = figures.votes.get(event.score, 0) + 1
        elif (name := _ACTS.get(type(event))) is not None:
            _add(row, name, 1)

    def _count_call(self, event: e.Called | e.Recalled, before: Ticket | None, after: Ticket) -> None:
        row = self._service(after.day, after.service)
        counter = self._counter(after.day, after.counter)
        if isinstance(event, e.Recalled):
            row.recalls += 1
            counter.recalls += 1
            return
        row.calls += 1
        counter.calls += 1
        if before is not None and before.first_called_at is None:
            row.called += 1
            _time(row.waits, after.entered_at, after.first_called_at)

    def _time_service(self, row: DayService, ticket: Ticket) -> None:
        begun = ticket.called_at if ticket.served_at is None else ticket.served_at
        lasted = _time(row.services, begun, ticket.ended_at)
        target = self.standards.get(ticket.service)
        if lasted is not None and target is not None:
            row.with_target += 1
            row.within_target += lasted <= target * 60.0


_ACTS: dict[type[e.Event], str] = {
    e.Printed: "printed",
    e.Parked: "parked",
    e.Restored: "restored",
    e.Lapsed: "lapsed",
}


def plus(total: DayRow, more: DayRow) -> DayRow:
    """The sum of two rows, under the key of the first; figures add up, and so do buckets and seconds."""
    summed: dict[str, Any] = {}
    for name in total.__struct_fields__:
        left, right = getattr(total, name), getattr(more, name)
        if isinstance(left, dict):
            keys = {*left, *right}
            summed[name] = {key: left.get(key, 0) + right.get(key, 0) for key in sorted(keys)}
        else:
            summed[name] = left if isinstance(left, str) else left + right
    return type(total)(**summed)


def told(rows: Mapping[tuple[str, str], DayRow]) -> dict[tuple[str, str], DayRow]:
    """The rows that say something; what another one had counted may all have been taken back."""
    return {key: row for key, row in rows.items() if any(msgspec.structs.astuple(row)[2:])}


def total(rows: Iterable[DayRow]) -> DayRow | None:
    """The sum of rows of any days, under the key of the first one; None of none."""
    every = iter(rows)
    first = next(every, None)
    return None if first is None else reduce(plus, every, first)


def _add(row: DayService | DayCounter, name: str, number: int) -> None:
    setattr(row, name, getattr(row, name) + number)


def _time(buckets: dict[int, int], begun: float | None, ended: float | None) -> float | None:
    if begun is None or ended is None or not 0.0 <= ended - begun <= LONGEST_S:
        return None
    number = bucket(ended - begun)
    buckets[number] = buckets.get(number, 0) + 1
    return ended - begun
