"""A ticket as the information desk sees it: where it stands, and what can still be done to it. Pure.

Built in the writer's thread, shown in others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

from hub import events as e
from hub import tickets
from hub.numbers import find_number
from hub.tickets import State

if TYPE_CHECKING:
    from hub.hall import Hall
    from hub.tickets import Ticket

Amendment = Literal["restore", "prioritise", "transfer", "join", "cancel", "void"]
_EVENTS: dict[Amendment, type[e.TicketEvent]] = {
    "restore": e.Restored,
    "prioritise": e.Prioritised,
    "transfer": e.Transferred,
    "join": e.Joined,
    "cancel": e.Cancelled,
    "void": e.Voided,
}


class TicketSeen(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket; times are UTC seconds, `None`: not yet. `can`: what may be done to it here, whatever the hub answers.

    `counter` is where it is, or was last; `only` the one counter that may call it; `by` the name of who called it.
    `flag` says why there is no proof of its paper. `visitor` has the labels of the visitor's other tickets.
    """

    uid: str
    label: str
    state: State
    service: str
    agency: str
    name: str
    origin: str
    queue_time: float
    called_at: float | None
    served_at: float | None
    ended_at: float | None
    calls: int
    counter: int | None
    only: int | None
    priority: str
    flag: str
    by: str
    visitor: tuple[str, ...]
    ahead: int | None
    can: tuple[Amendment, ...]


def found(hall: Hall, text: str, now: float) -> tuple[TicketSeen, ...]:
    """The tickets that a typed number may mean."""
    return tuple(_seen(hall, ticket, now) for ticket in find_number(hall, text))


def _seen(hall: Hall, ticket: Ticket, now: float) -> TicketSeen:
    service, origin = hall.services.get(ticket.service), hall.services.get(ticket.origin)
    counter, only = hall.counters.get(ticket.counter), hall.counters.get(ticket.only)
    person = hall.register.users.get(ticket.by)
    return TicketSeen(
        uid=ticket.uid, label=ticket.label, state=ticket.state, service=ticket.service,
        agency=service.agency if service else "", name=service.name if service else ticket.service,
        origin=origin.name if origin and ticket.origin != ticket.service else "",
        queue_time=ticket.queue_time, called_at=ticket.called_at, served_at=ticket.served_at,
        ended_at=ticket.ended_at, calls=ticket.calls, counter=counter.number if counter else None,
        only=only.number if only else None, priority=ticket.priority, flag=ticket.flag,
        by=person.name if person else "", visitor=_same_visitor(hall, ticket),
        ahead=hall.outlook(ticket, now).ahead if ticket.state in tickets.IN_LINE else None,
        can=tuple(action for action in _EVENTS if _may(hall, ticket, action)),
    )  # fmt: skip


def _may(hall: Hall, ticket: Ticket, action: Amendment) -> bool:
    if action == "restore" and ticket.day != hall.day:
        return False
    if action == "void" and not ticket.flag:
        return False
    return tickets.may(ticket, _EVENTS[action])


def _same_visitor(hall: Hall, ticket: Ticket) -> tuple[str, ...]:
    """Only what is near: the visitor's first ticket, and whichever is at a counter."""
    near = {hall.tickets.get(ticket.visit), hall.tickets.get(hall.engaged.get(ticket.visitor, ""))}
    return tuple(sorted(other.label for other in near if other is not None and other.uid != ticket.uid))
