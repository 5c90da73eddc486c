"""The journal once more, for the facts of counters: live, event by event, or from a past day on. Pure.

It keeps a register and tickets of its own, so that it can run beside the writer and judge the past by the register
of that day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hub import events as e
from hub import tickets
from hub.minutes.facts import FactsOf
from hub.minutes.judging import Windows, plan
from hub.register import Register

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hub.minutes.evidence import Fact
    from hub.minutes.facts import Day
    from hub.register import Change
    from hub.tickets import Ticket


class DayOver(NamedTuple):
    """A local day that ended, from `start` to `end` (UTC seconds): what was known, and what was planned."""

    start: float
    end: float
    facts: dict[str, list[Fact]]
    planned: Windows


class Replay:
    """What a fold of the journal knows of every counter.

    Attributes:
        register: as of the last event taken.
        facts: of the local day that this event lies in.
    """

    def __init__(self, stations: Mapping[str, str], start: float, rows: Iterable[Change] = ()) -> None:
        self.register = Register(rows)
        self.facts = FactsOf(stations, start)
        self._tickets: dict[str, Ticket] = {}
        self._planned: Windows = {}
        self._planned_for: tuple[int, float] = (-1, 0.0)
        self._offered = -1

    def take(self, event: e.Event) -> list[DayOver]:
        """Learn from an event; gives the days that were over before it."""
        before = after = None
        if isinstance(event, e.TicketEvent):
            before = self._tickets.get(event.uid)
            if not tickets.may(before, type(event)):
                return []  # of a ticket from before the beginning
            after = self._tickets[event.uid] = tickets.evolve(before, event)
        over = self._over(self.facts.take(event, before, after))
        if isinstance(event, e.Edited):
            self.register.put(event.kind, event.id, event.row)
        elif self._offered != self.register.version:
            self.offer(event.at)
        return over

    def turn(self, at: float) -> list[DayOver]:
        """Let time pass until then (UTC seconds) without an event; gives the days that are over with it."""
        return self._over(self.facts.turn(at))

    def _over(self, days: list[Day]) -> list[DayOver]:
        if days:
            kept = self._tickets.items()
            self._tickets = {uid: ticket for uid, ticket in kept if ticket.state not in tickets.ENDED}
        return [DayOver(*day, plan(self.register, day.start)) for day in days]

    @property
    def planned(self) -> Windows:
        """When each counter is to be open on the day that is folded."""
        wanted = self.register.version, self.facts.start
        if wanted != self._planned_for:
            self._planned, self._planned_for = plan(self.register, self.facts.start), wanted
        return self._planned

    def offer(self, at: float) -> None:
        """Tell who serves what from now on; after many edits once is enough."""
        self._offered = self.register.version
        counters = self.register.wire(1, 0).counters
        self.facts.offer(at, {counter.id: counter.services for counter in counters})
