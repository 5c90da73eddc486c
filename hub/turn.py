"""What the owner of a ticket is told, on the page behind the code on the paper. Pure.

Whoever holds the token may read this, so it says nothing about anybody else. A token ends with its day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec
from msgspec.structs import replace

from hub import tickets

if TYPE_CHECKING:
    from broker_config.contract import Catalogue
    from hub.hall import Hall

Stage = Literal["waiting", "called", "serving", "parked", "finished", "no_show", "cancelled", "void"]


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """One ticket. While it waits: `ahead`, and `wait_minutes` (`None`: nobody can tell).

    `counter` is where it is called or served, was put aside, or the only one that will call it. `moved`: another
    service than the one it was taken for goes on with it.
    """

    label: str
    stage: Stage
    service: str
    agency: str
    ahead: int = 0
    wait_minutes: int | None = None
    counter: int | None = None
    zone: str = ""
    calls: int = 0
    moved: bool = False


def turn(hall: Hall, catalogue: Catalogue, token: str, now: float) -> Turn | None:
    """How the ticket behind a token stands; `None`: there is none today."""
    ticket = hall.tickets.get(hall.tokens.get(token, ""))
    if ticket is None or (ticket.day != hall.day and ticket.state not in tickets.AT_COUNTER):
        return None
    service = hall.services.get(ticket.service)
    agency = next((a.short for a in catalogue.agencies if service and a.id == service.agency), "")
    mine = Turn(
        label=ticket.label, stage="void", service=service.name if service else "", agency=agency,
        moved=ticket.service != ticket.origin,
    )  # fmt: skip
    if ticket.state in tickets.IN_LINE:
        ahead, wait_s = hall.outlook(ticket, now)
        minutes = None if wait_s is None else max(1, -int(-wait_s // 60))
        only = hall.counters.get(ticket.only)
        number = only.number if only else None
        return replace(mine, stage="waiting", ahead=ahead, wait_minutes=minutes, counter=number)
    counter = hall.counters.get(ticket.counter)
    if counter is not None and ticket.state in tickets.AT_COUNTER:
        zone = next((z.name for z in catalogue.zones if z.id == counter.zone), "")
        here = zone if len(catalogue.zones) > 1 else ""
        return replace(mine, stage=ticket.state, counter=counter.number, zone=here, calls=ticket.calls)
    if ticket.state == "parked":
        return replace(mine, stage="parked", counter=counter.number if counter else None)
    return replace(mine, stage=ticket.state) if ticket.state in ("finished", "no_show", "cancelled") else mine
