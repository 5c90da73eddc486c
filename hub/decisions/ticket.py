"""What is done to a ticket away from a counter: at the information desk, by the manager, from a paper roll. Pure."""

from __future__ import annotations

import binascii
from typing import TYPE_CHECKING, Any

from broker_config.labels import ROLL_LETTER, label
from broker_config.localtime import service_day
from hub import events as e
from hub import tickets
from hub.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from hub.commands import Amend, EnterRoll
    from hub.hall import Hall
    from hub.tickets import Ticket

MOST_OF_A_ROLL = 500
OLDEST_ROLL_S = 31 * 86400.0


def find(hall: Hall, uid: str) -> Ticket:
    """Look a ticket up that a person named.

    Raises:
        Refused: there is none.
    """
    ticket = hall.tickets.get(uid)
    if ticket is None:
        raise Refused("unknown_ticket")
    return ticket


def amend(hall: Hall, command: Amend, now: float) -> list[e.Event]:
    """Change a ticket."""
    ticket = find(hall, command.uid)
    told: dict[str, Any] = {"at": now, "by": command.by}
    return [_AMENDMENTS[command.action](hall, ticket, command, told)]


def transfer(hall: Hall, ticket: Ticket, service: str, to: str, told: dict[str, Any]) -> e.Event:
    """Let another service or counter go on with a ticket; it keeps its number and its place."""
    service = service or ticket.service
    if service not in hall.services or not hall.offer.counters_of.get(service):
        raise Refused("unserved")
    if to and (to not in hall.counters or service not in hall.counters[to].services):
        raise Refused("unserved")
    if ticket.state == "waiting" and (service, to) == (ticket.service, ticket.only):
        raise Refused("same_service", label=ticket.label)
    return _happens(ticket, e.Transferred, told, service=service, only=to)


def _happens(ticket: Ticket, event: type[e.TicketEvent], told: dict[str, Any], **more: Any) -> e.TicketEvent:
    if not tickets.may(ticket, event):
        raise Refused("impossible", label=ticket.label, state=ticket.state)
    here = ticket.counter if ticket.state in tickets.AT_COUNTER else ""
    return event(**{"counter": here, **told}, uid=ticket.uid, label=ticket.label, **more)


def _restore(hall: Hall, ticket: Ticket, _command: Amend, told: dict[str, Any]) -> e.Event:
    if ticket.day != hall.day:
        raise Refused("impossible", label=ticket.label, state=ticket.state)
    return _happens(ticket, e.Restored, told)


def _cancel(_hall: Hall, ticket: Ticket, command: Amend, told: dict[str, Any]) -> e.Event:
    return _happens(ticket, e.Cancelled, told, reason=command.reason)


def _void(_hall: Hall, ticket: Ticket, command: Amend, told: dict[str, Any]) -> e.Event:
    if not ticket.flag:  # its paper was seen to come out
        raise Refused("impossible", label=ticket.label, state=ticket.state)
    return _happens(ticket, e.Voided, told, reason=command.reason or "by hand")


def _prioritise(hall: Hall, ticket: Ticket, command: Amend, told: dict[str, Any]) -> e.Event:
    if command.value and command.value not in hall.register.priority_groups:
        raise Refused("unknown_group")
    return _happens(ticket, e.Prioritised, told, priority=command.value)


def _join(hall: Hall, ticket: Ticket, command: Amend, told: dict[str, Any]) -> e.Event:
    first = find(hall, command.value)
    if first.visitor == ticket.visitor or first.day != ticket.day:
        raise Refused("impossible", label=ticket.label, state=ticket.state)
    if {ticket.visitor, first.visitor} <= hall.engaged.keys():
        raise Refused("both_engaged")
    return _happens(ticket, e.Joined, told, visit=first.visitor)


def _transfer(hall: Hall, ticket: Ticket, command: Amend, told: dict[str, Any]) -> e.Event:
    return transfer(hall, ticket, command.value, command.to, told)


_AMENDMENTS: dict[str, Callable[[Hall, Ticket, Amend, dict[str, Any]], e.Event]] = {
    "restore": _restore,
    "cancel": _cancel,
    "void": _void,
    "prioritise": _prioritise,
    "join": _join,
    "transfer": _transfer,
}


def enter_roll(hall: Hall, command: EnterRoll, now: float) -> list[e.Event]:
    """Enter the numbers of a roll, as if each had been taken at its time."""
    service = hall.services.get(command.service)
    if service is None:
        raise Refused("unknown_service")
    if command.counter and command.counter not in hall.counters:
        raise Refused("unknown_counter")
    count = command.last - command.first + 1
    times = now - OLDEST_ROLL_S <= command.began_at <= command.ended_at <= now
    if not (0 < command.first <= command.last and count <= MOST_OF_A_ROLL and times):
        raise Refused("bad_roll", most=MOST_OF_A_ROLL)
    apart = (command.ended_at - command.began_at) / max(1, count - 1)
    events: list[e.Event] = []
    for index in range(count):
        taken = command.began_at + apart * index
        events += _entered(
            hall, command, label(service.prefix, command.first + index, ROLL_LETTER), taken, now
        )
    return events


def _entered(hall: Hall, command: EnterRoll, text: str, taken: float, now: float) -> list[e.Event]:
    mall = hall.register.mall
    day = service_day(taken, mall.timezone, mall.day_ends).isoformat()
    uid = f"roll.{day.replace('-', '')}.{binascii.crc32(text.encode())}"  # the same number again is the same ticket
    if uid in hall.tickets:
        raise Refused("roll_known", label=text)
    told: dict[str, Any] = {"at": now, "by": command.by, "uid": uid, "label": text, "device": "roll"}
    ticket: dict[str, Any] = {"service": command.service, "day": day, "token": "", "queue_time": taken}
    if command.counter:
        return [e.EnteredServed(**told, **ticket, counter=command.counter)]
    entered = e.Entered(**told, **ticket)
    return [entered] if day >= hall.day else [entered, e.Lapsed(at=now, uid=uid, label=text)]
