"""Whether anybody who could be called at a counter waits, kept ticket by ticket. Pure.

What people wait for at a counter is a fact about its minutes, so it must be known again from the journal alone: this
is a fold of tickets as they were before and after each event, and never looks at the hall, which is further on.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from hub.tickets import AT_COUNTER

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hub.tickets import Ticket


class Waiters:
    """Who waits for which service, and which counters serve it."""

    def __init__(self) -> None:
        self._offer: dict[str, frozenset[str]] = {}
        self._counters_of: dict[str, set[str]] = {}
        self._lines: dict[
            str, dict[str, tuple[str, str]]
        ] = {}  # service -> uid -> the one counter, the visitor
        self._engaged: set[str] = set()

    @property
    def counters(self) -> Iterable[str]:
        """The counters that serve anything."""
        return self._offer.keys()

    def offer(self, services: Mapping[str, Iterable[str]]) -> None:
        """Per counter, the services that it serves from now on."""
        self._offer = {counter: frozenset(served) for counter, served in services.items()}
        counters_of: dict[str, set[str]] = defaultdict(set)
        for counter, served in self._offer.items():
            for service in served:
                counters_of[service].add(counter)
        self._counters_of = dict(counters_of)

    def take(self, before: Ticket | None, after: Ticket) -> set[str]:
        """Let a ticket become another one, and tell for which counters that may make a difference."""
        services: set[str] = set()
        if before is not None:
            services |= self._leave(before)
        services |= self._join(after)
        return {counter for service in services for counter in self._counters_of.get(service, ())}

    def waits(self, counter: str) -> bool:
        """Whether somebody could be called here: printed, for this counter or any, and not at another one."""
        return any(
            only in ("", counter) and visitor not in self._engaged
            for service in self._offer.get(counter, ())
            for only, visitor in self._lines.get(service, {}).values()
        )

    def dump(self) -> dict[str, Any]:
        """Everything, as JSON can hold it."""
        return {
            "offer": {counter: sorted(served) for counter, served in self._offer.items()},
            "lines": {service: line for service, line in self._lines.items() if line},
            "engaged": sorted(self._engaged),
        }

    def load(self, dumped: Mapping[str, Any]) -> None:
        """Become what was dumped."""
        self.offer(dumped["offer"])
        self._lines = {
            service: {uid: (only, visitor) for uid, (only, visitor) in line.items()}
            for service, line in dumped["lines"].items()
        }
        self._engaged = set(dumped["engaged"])

    def _leave(self, ticket: Ticket) -> set[str]:
        if ticket.state == "waiting":
            self._lines.get(ticket.service, {}).pop(ticket.uid, None)
            return {ticket.service}
        if ticket.state in AT_COUNTER:
            self._engaged.discard(ticket.visitor)
            return self._awaits(ticket.visitor)
        return set()

    def _join(self, ticket: Ticket) -> set[str]:
        if ticket.state == "waiting":
            self._lines.setdefault(ticket.service, {})[ticket.uid] = (ticket.only, ticket.visitor)
            return {ticket.service}
        if ticket.state in AT_COUNTER:
            self._engaged.add(ticket.visitor)
            return self._awaits(ticket.visitor)
        return set()

    def _awaits(self, visitor: str) -> set[str]:
        """The services that a visitor waits for with their other tickets."""
        return {
            service
            for service, line in self._lines.items()
            if any(whose == visitor for _only, whose in line.values())
        }
