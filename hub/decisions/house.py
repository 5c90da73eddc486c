"""What concerns no ticket: the register, who attends a counter, alerts, and the end of the day. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hub import events as e
from hub import tickets
from hub.minutes.facts import console
from hub.refused import Refused

if TYPE_CHECKING:
    from hub.commands import Acknowledge, AssignCard, Attend, BeginDay, Connect, Edit, EditMany
    from hub.hall import Hall


def begin_day(hall: Hall, command: BeginDay, now: float) -> list[e.Event]:
    """End the day and start the next one."""
    if command.day <= hall.day:  # a clock that jumped back does not bring yesterday's numbers back
        return []
    left = [t for t in hall.tickets.values() if t.day < command.day and tickets.may(t, e.Lapsed)]
    lapsed = [e.Lapsed(at=now, uid=ticket.uid, label=ticket.label) for ticket in left]
    reconciled = [] if hall.reconciled else [e.Reconciled(at=now)]
    return [*lapsed, *reconciled, e.DayBegan(at=now, day=command.day)]


def attend(hall: Hall, command: Attend, now: float) -> list[e.Event]:
    """Note that somebody is at a counter, or has left it."""
    if command.counter not in hall.counters:
        raise Refused("unknown_counter")
    told: dict[str, Any] = {
        "counter": command.counter,
        "how": command.how,
        "by": command.by,
        "device": command.device,
    }
    return [e.Attended(at=now, **told)]


def assign_card(_hall: Hall, command: AssignCard, now: float) -> list[e.Event]:
    """Note who gave a staff card to whom, or took it away."""
    return [e.CardAssigned(at=now, by=command.by, user=command.user, given=command.given)]


def connect(_hall: Hall, command: Connect, now: float) -> list[e.Event]:
    """Note that evidence can, or can no longer, come from a counter's console."""
    name = console(command.counter)
    return [e.DeviceUp(at=now, device=name) if command.up else e.DeviceDown(at=now, device=name, since=now)]


def edit(hall: Hall, command: Edit, now: float) -> list[e.Event]:
    """Write a row of the register."""
    return _write(hall, command.by, ((command.kind, command.id, command.row),), now)


def edit_many(hall: Hall, command: EditMany, now: float) -> list[e.Event]:
    """Write rows of the register, all or none."""
    return _write(hall, command.by, command.rows, now)


def _write(
    hall: Hall, by: str, rows: tuple[tuple[str, str, dict[str, Any]], ...], now: float
) -> list[e.Event]:
    if faults := hall.register.check(rows):
        lines = [(f"{f.kind} {f.id} {f.field}".strip(), f) for f in faults]
        text = "\n".join(f"{place}: {f.text}" for place, f in lines)
        raise Refused("faulty", text=text, english="\n".join(f"{place}: {f.english}" for place, f in lines))
    for kind, row_id, row in rows:
        left = hall.waiting(row_id) if kind == "service" and row.get("archived") else 0
        if left:
            raise Refused("people_wait", count=left)
    return [e.Edited(at=now, by=by, kind=kind, id=row_id, row=row) for kind, row_id, row in rows]


def acknowledge(hall: Hall, command: Acknowledge, now: float) -> list[e.Event]:
    """Note who has seen an alert; the first one counts."""
    alert = hall.alerts.get(command.key)
    if alert is None:
        raise Refused("unknown_alert")
    return [] if alert.acknowledged_by else [e.AlertAcknowledged(at=now, by=command.by, key=command.key)]
