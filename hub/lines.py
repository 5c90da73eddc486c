"""Who waits for what, in which order, and who is next: two lines a service, one of them for priority groups. Pure.

The policy is one number, `every`: a counter takes at least one in so many calls from the priority lines while
anybody stands there; 1 is strict (they always go first), 0 knows no priority. Within a line the place decides:
the time of entry, then the uid.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from hub.tickets import Place, Ticket

Line = list[tuple["Place", str]]


class Lines:
    """The lines of a hall.

    Attributes:
        ordinary, priority: per service, the places of everybody not yet called, in order.
    """

    def __init__(self) -> None:
        self.ordinary: dict[str, Line] = defaultdict(list)
        self.priority: dict[str, Line] = defaultdict(list)

    def join(self, ticket: Ticket) -> None:
        """Stand in line."""
        insort(self._line(ticket), (ticket.place, ticket.uid))

    def leave(self, ticket: Ticket) -> None:
        """Stand in line no more; the ticket as it was when it joined."""
        line = self._line(ticket)
        del line[bisect_left(line, (ticket.place, ticket.uid))]

    def _line(self, ticket: Ticket) -> Line:
        return (self.priority if ticket.priority else self.ordinary)[ticket.service]

    def waiting(self, service: str) -> int:
        """How many wait for a service."""
        return len(self.ordinary.get(service, ())) + len(self.priority.get(service, ()))

    def first(self, service: str) -> Place | None:
        """The earliest place in a service's lines."""
        heads = [row[service][0][0] for row in (self.ordinary, self.priority) if row.get(service)]
        return min(heads, default=None)

    def of(self, service: str) -> Iterator[str]:
        """The uids that wait for a service: those of the priority groups first, each line in order."""
        for row in (self.priority, self.ordinary):
            for _place, uid in row.get(service, ()):
                yield uid

    def next(self, services: Iterable[str], may: Callable[[str], bool], every: int, since: int) -> str | None:
        """Whom a counter calls: the earliest place of the priority lines when it is their turn, or of all.

        `may` tells whether a uid can be called there now; `since` is how many others the counter has called since
        it last called one of a priority group.
        """
        names = list(services)
        first = _head(self.priority, names, may)
        if first is not None and every and since >= every - 1:
            return first[1]
        heads = [head for head in (first, _head(self.ordinary, names, may)) if head is not None]
        return min(heads)[1] if heads else None

    def before(self, ticket: Ticket, services: Iterable[str], every: int) -> list[int]:
        """Per service, how many of its lines are called before a ticket, as far as it can be told now."""
        spot, first = (ticket.place, ticket.uid), ticket.priority != ""
        return [self._before(spot, service, every, first=first) for service in services]

    def _before(self, spot: tuple[Place, str], service: str, every: int, *, first: bool) -> int:
        ordinary = bisect_left(self.ordinary[service], spot) if service in self.ordinary else 0
        line = self.priority.get(service)
        if not line and not first:
            return ordinary
        priority = bisect_left(line or [], spot)
        if every == 0:
            return ordinary + priority
        if first:  # at most so many of the others slip in between
            return priority + min(ordinary, (priority + 1) * (every - 1))
        there = len(line or ())
        if every == 1:
            return ordinary + there
        return ordinary + min(there, max(priority, ordinary // (every - 1)))


def _head(
    lines: dict[str, Line], services: list[str], may: Callable[[str], bool]
) -> tuple[Place, str] | None:
    heads = (next((row for row in lines[name] if may(row[1])), None) for name in services if name in lines)
    return min((head for head in heads if head is not None), default=None)
