"""What an officer does at a counter, with a pad or a browser. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hub import events as e
from hub import tickets
from hub.decisions.ticket import find, transfer
from hub.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from hub.commands import Operate
    from hub.hall import Hall
    from hub.tickets import Ticket

TWICE_S = 3.0  # a pad's call within so long after another one is the same one, whose answer it did not get
REACH_S = 20.0  # after an announcement a visitor takes longer to come and be served

_SIMPLE: dict[str, type[e.TicketEvent]] = {
    "recall": e.Recalled,
    "serve": e.Served,
    "finish": e.Finished,
    "no_show": e.Missed,
    "park": e.Parked,
    "cancel": e.Cancelled,
}


def operate(hall: Hall, command: Operate, now: float) -> list[e.Event]:
    """Work a counter."""
    if command.counter not in hall.counters:
        raise Refused("unknown_counter")
    if _is_done(hall, command):
        return []
    if command.seen and command.seen != hall.standing(command.counter):
        raise Refused("changed")
    told: dict[str, Any] = {"at": now, "by": command.by, "counter": command.counter, "device": command.device}
    active = hall.tickets.get(hall.active.get(command.counter, ""))
    if _is_same_call(command, active, now):
        return []
    return (_SPECIAL.get(command.action) or _simple)(hall, command, active, told)


def _is_done(hall: Hall, command: Operate) -> bool:
    if not command.press:
        return False
    last = hall.device(command.device).command
    if _came_before(command.press, last):
        raise Refused("stale")
    return command.press == last


def _is_same_call(command: Operate, active: Ticket | None, now: float) -> bool:
    """Whether a pad asks for the next one right after it was called: its officer was told nothing, and pressed again.

    What counts is when it was pressed: each copy of a press is judged alike, and a slow hub makes nobody slower.
    """
    if not command.press or command.action != "call_next" or active is None or active.state != "called":
        return False  # a console says what it has seen instead
    pressed = now if command.at is None else min(command.at, now)
    return pressed < (active.called_at or 0.0) + TWICE_S


def _came_before(press: str, last: str) -> bool:
    """Whether a press of a pad is older than the one done last: a copy that was overtaken on its way."""
    ours, theirs = press.split("."), last.split(".")
    if len(ours) != 3 or len(theirs) != 3:
        return False
    return [int(part) for part in ours[1:]] < [int(part) for part in theirs[1:]]


def _simple(hall: Hall, command: Operate, active: Ticket | None, told: dict[str, Any]) -> list[e.Event]:
    if active is None:
        raise Refused("nobody_called")
    if command.uid not in ("", active.uid):
        raise Refused("changed")
    event = _SIMPLE[command.action]
    if not tickets.may(active, event):
        raise Refused("serving", label=active.label)
    told["command"] = command.press
    if event is e.Recalled:
        told["call"] = hall.calls + 1
    elif event is e.Cancelled:
        told["reason"] = command.reason
    return [event(**told, uid=active.uid, label=active.label)]


def _call_next(hall: Hall, command: Operate, active: Ticket | None, told: dict[str, Any]) -> list[e.Event]:
    following = hall.pick_next(command.counter, leaving=active.visitor if active else "")
    if following is None and active is None:
        raise Refused("nobody_waits")
    told["command"] = command.press
    return [*_end(hall, active, told), *([] if following is None else _call(hall, following, told))]


def _end(hall: Hall, active: Ticket | None, told: dict[str, Any]) -> list[e.Event]:
    """Calling the next one ends the visitor before: officers do not press twice."""
    if active is None:
        return []
    # Nobody has walked here and was served in so short a time: whoever calls on does without them.
    gone = active.state == "called" and told["at"] - hall.announced_at(active) < REACH_S
    return [(e.Missed if gone else e.Finished)(**told, uid=active.uid, label=active.label)]


def _call(hall: Hall, ticket: Ticket, told: dict[str, Any]) -> list[e.Event]:
    return [e.Called(**told, uid=ticket.uid, label=ticket.label, call=hall.calls + 1)]


def _call_number(hall: Hall, command: Operate, active: Ticket | None, told: dict[str, Any]) -> list[e.Event]:
    ticket = find(hall, command.uid)
    if active is not None and active.uid == ticket.uid:
        raise Refused("serving", label=ticket.label)
    back = _back_in_line(hall, ticket, told)
    if ticket.service not in hall.counters[command.counter].services or ticket.only not in (
        "",
        command.counter,
    ):
        raise Refused("not_here", label=ticket.label)
    other = hall.tickets.get(hall.engaged.get(ticket.visitor, ""))
    if other is not None and other is not active:
        at = hall.counters.get(other.counter)
        raise Refused("elsewhere", label=other.label, counter=at.number if at else "?")
    told["command"] = command.press
    return [*_end(hall, active, told), *back, *_call(hall, ticket, told)]


def _back_in_line(hall: Hall, ticket: Ticket, told: dict[str, Any]) -> list[e.Event]:
    """What must happen before a number can be called that was put aside, or struck off."""
    if ticket.state == "waiting":
        return []
    if ticket.state == "parked":
        return [e.Resumed(**told, uid=ticket.uid, label=ticket.label)]
    if ticket.day == hall.day and tickets.may(ticket, e.Restored):
        return [e.Restored(**told, uid=ticket.uid, label=ticket.label)]
    raise Refused("impossible", label=ticket.label, state=ticket.state)


def _resume(hall: Hall, command: Operate, _active: Ticket | None, told: dict[str, Any]) -> list[e.Event]:
    ticket = find(hall, command.uid)
    if ticket.state != "parked":
        raise Refused("impossible", label=ticket.label, state=ticket.state)
    return _back_in_line(hall, ticket, told)


def _transfer(hall: Hall, command: Operate, active: Ticket | None, told: dict[str, Any]) -> list[e.Event]:
    if not command.uid and active is None:
        raise Refused("nobody_called")
    ticket = find(hall, command.uid) if command.uid else active
    assert ticket is not None  # noqa: S101 - for the type checker: one of the two is there
    if ticket.state in tickets.AT_COUNTER and ticket.counter != command.counter:
        raise Refused("changed")
    return [transfer(hall, ticket, command.service, command.to, told)]


_SPECIAL: dict[str, Callable[[Hall, Operate, Ticket | None, dict[str, Any]], list[e.Event]]] = {
    "call_next": _call_next,
    "call": _call_number,
    "resume": _resume,
    "transfer": _transfer,
}
