"""What the owner of a ticket is told, on the page behind the code on the paper. Pure.

Whoever holds the token may read this, so it says nothing about anybody else. A token ends with its day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

from hub import tickets

if TYPE_CHECKING:
    from broker_config.contract import Catalogue
    from hub.hall import Hall

Stage = Literal["waiting", "called", "serving", "finished", "no_show", "void"]


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """One ticket. `ahead` and `wait_minutes` while it waits (`None`: nobody can tell), `counter` from its call on."""

    label: str
    stage: Stage
    service: str
    agency: str
    ahead: int = 0
    wait_minutes: int | None = None
    counter: int | None = None
    zone: str = ""
    calls: int = 0


def turn(hall: Hall, catalogue: Catalogue, token: str) -> Turn | None:
    """How the ticket behind a token stands; `None`: there is none today."""
    ticket = hall.tickets.get(hall.tokens.get(token, ""))
    if ticket is None or (ticket.day != hall.day and ticket.state not in tickets.AT_COUNTER):
        return None
    service = hall.services.get(ticket.service)
    agency = next((a.short for a in catalogue.agencies if service and a.id == service.agency), "")
    what = {"label": ticket.label, "service": service.name if service else "", "agency": agency}
    if ticket.state in tickets.IN_LINE:
        wait_s = hall.expected_wait_s(ticket)
        minutes = None if wait_s is None else max(1, -int(-wait_s // 60))
        return Turn(**what, stage="waiting", ahead=hall.ahead(ticket), wait_minutes=minutes)
    counter = hall.counters.get(ticket.counter)
    if counter is not None and ticket.state in ("called", "serving"):
        zone = next((z.name for z in catalogue.zones if z.id == counter.zone), "")
        only = len(catalogue.zones) == 1
        return Turn(
            **what, stage=ticket.state, counter=counter.number, zone="" if only else zone, calls=ticket.calls
        )
    return Turn(**what, stage=ticket.state if ticket.state in ("finished", "no_show") else "void")
