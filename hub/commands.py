"""What may be asked of the hall, and what follows: `decide(hall, command, now) -> events`, or `Refused`. Pure.

MQTT and the web pages submit the same commands. Deciding changes nothing; `hall.evolve` does, event by event.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from broker_config.labels import label
from broker_config.localtime import service_day
from hub import events as e
from hub import tickets

if TYPE_CHECKING:
    from collections.abc import Callable

    from broker_config import contract
    from broker_config.contract import Action, Mall
    from hub.hall import Hall
    from hub.tickets import Ticket


class Refused(Exception):
    """A command that cannot be done. The text is for the person who gave it; `reason` is for machines."""

    def __init__(self, text: str, reason: str = "") -> None:
        super().__init__(text)
        self.reason = reason


class Issue(NamedTuple):
    """Give a press a place in line and propose a label."""

    device: str
    request: contract.TicketRequest


class TakeBound(NamedTuple):
    """A kiosk's log says: bound."""

    device: str
    entry: contract.Bound
    not_before: float  # when the kiosk was last heard before this entry; bounds a time that cannot be trusted


class TakePrinted(NamedTuple):
    """A kiosk's log says how the paper came out."""

    device: str
    entry: contract.Printed


class Presume(NamedTuple):
    """Nobody told how a print ended: let the ticket be called."""

    uid: str
    reason: str


class Void(NamedTuple):
    """The ticket never reached paper."""

    uid: str
    reason: str


class Operate(NamedTuple):
    """An officer works a counter, from a pad or a browser. `press` is unique; the same one again is the same."""

    counter: str
    action: Action
    device: str
    press: str


class BeginDay(NamedTuple):
    """The mall has closed: end what is left and start new series."""

    day: str


Command = Issue | TakeBound | TakePrinted | Presume | Void | Operate | BeginDay


def decide(hall: Hall, mall: Mall, command: Command, now: float) -> list[e.Event]:
    """What follows from a command at a time; nothing, if it was done before.

    Raises:
        Refused: with a reason a person understands; the hall stays as it is.
    """
    return _DECISIONS[type(command)](hall, mall, command, now)


def _issue(hall: Hall, _mall: Mall, command: Issue, now: float) -> list[e.Event]:
    request = command.request
    if request.uid in hall.tickets:
        return []
    service = hall.services.get(request.service)
    if service is None:
        raise Refused(
            "Layanan ini tidak lagi tersedia di sini. Silakan ke meja informasi.", "unknown_service"
        )
    queue_time = now
    if request.replaces is not None:
        old = hall.tickets.get(request.replaces)
        if old is None or old.device != command.device or old.state in tickets.ENDED | tickets.AT_COUNTER:
            raise Refused("Nomor lama sudah tidak berlaku. Silakan ambil nomor baru.", "stale")
        queue_time = old.queue_time
    number = hall.numbers[service.id] + 1
    while _is_taken(hall, label(service.prefix, number, hall.letter)):
        number += 1  # a kiosk told us of a paper that we had not known of
    return [
        e.Reserved(
            at=now, uid=request.uid, label=label(service.prefix, number, hall.letter), number=number,
            service=service.id, device=command.device, day=hall.day, token=request.token, queue_time=queue_time,
        )
    ]  # fmt: skip


def _is_taken(hall: Hall, text: str) -> bool:
    holder = hall.tickets.get(hall.labels.get(text, ""))
    return holder is not None and holder.day == hall.day


def _take_bound(hall: Hall, mall: Mall, command: TakeBound, now: float) -> list[e.Event]:
    entry, known = command.entry, hall.tickets.get(command.entry.uid)
    taken = e.LogTaken(at=now, device=command.device, log_seq=entry.seq)
    if known is not None and known.bound:
        if known.label == entry.label:
            return [taken]
        detail = f"{entry.uid} is {known.label} and was bound again as {entry.label}"
        return [e.AlarmRaised(at=now, kind="conflicting_bind", device=command.device, detail=detail), taken]
    queue_time, day = _place_in_time(hall, mall, command, known, now)
    events: list[e.Event] = []
    twin = hall.tickets.get(hall.labels.get(entry.label, ""))
    if twin is not None and twin.uid != entry.uid and twin.day == day and twin.bound:
        detail = f"{entry.label} is on the paper of {twin.uid} and of {entry.uid}"
        events.append(e.AlarmRaised(at=now, kind="duplicate_label", device=command.device, detail=detail))
    bound = e.Bound(
        at=now, uid=entry.uid, label=entry.label, service=entry.service, device=command.device,
        log_seq=entry.seq, day=day, token=entry.token, queue_time=queue_time,
    )  # fmt: skip
    events.append(bound)
    old = hall.tickets.get(entry.replaces or "")
    if old is not None and tickets.may(old, e.Replaced):
        events.append(
            e.Replaced(at=now, uid=old.uid, label=old.label, device=command.device, successor=entry.uid)
        )
    if known is None and day < hall.day:  # taken on a day that is over
        events.append(e.Lapsed(at=now, uid=entry.uid, label=entry.label))
    return events


def _place_in_time(
    hall: Hall, mall: Mall, command: TakeBound, known: Ticket | None, now: float
) -> tuple[float, str]:
    """The place and the service day of a bound ticket; the hub assigns both, whatever the kiosk's clock says."""
    entry = command.entry
    old = hall.tickets.get(entry.replaces or "")
    if known is not None:
        return known.queue_time, known.day
    queue_time = now if entry.at is None else min(entry.at, now)
    if not entry.trusted:
        queue_time = min(max(queue_time, command.not_before), now)
    taken, today = (service_day(at, mall.timezone, mall.day_ends).isoformat() for at in (queue_time, now))
    # Our day may be ahead of our clock, which was once wrong: what was taken today is of our day all the same.
    day = taken if entry.trusted and taken < today else hall.day
    return (old.queue_time if old is not None else queue_time), day


def _take_printed(hall: Hall, _mall: Mall, command: TakePrinted, now: float) -> list[e.Event]:
    entry, ticket = command.entry, hall.tickets.get(command.entry.uid)
    told = {"uid": entry.uid, "device": command.device, "log_seq": entry.seq, "at": now}
    if ticket is not None and entry.result == "failed" and tickets.may(ticket, e.Failed):
        return [e.Failed(**told, label=ticket.label, reason=entry.reason)]
    if ticket is not None and entry.result != "failed" and tickets.may(ticket, e.Printed):
        return [e.Printed(**told, label=ticket.label, confirmed=entry.result == "printed")]
    return [e.LogTaken(at=now, device=command.device, log_seq=entry.seq)]


def _presume(hall: Hall, _mall: Mall, command: Presume, now: float) -> list[e.Event]:
    ticket = hall.tickets.get(command.uid)
    if ticket is None or not tickets.may(ticket, e.Presumed):
        return []
    return [
        e.Presumed(at=now, uid=ticket.uid, label=ticket.label, device=ticket.device, reason=command.reason)
    ]


def _void(hall: Hall, _mall: Mall, command: Void, now: float) -> list[e.Event]:
    ticket = hall.tickets.get(command.uid)
    # Only what the hub reserved and the kiosk never bound; whoever has paper keeps it.
    if ticket is None or ticket.bound or not tickets.may(ticket, e.Voided):
        return []
    return [e.Voided(at=now, uid=ticket.uid, label=ticket.label, device=ticket.device, reason=command.reason)]


def _operate(hall: Hall, _mall: Mall, command: Operate, now: float) -> list[e.Event]:
    if command.counter not in hall.counters:
        raise Refused("Loket ini tidak dikenal. Hubungi teknisi.", "unknown_counter")
    last = hall.device(command.device).command
    if command.press and last == command.press:
        return []
    if _came_before(command.press, last):
        raise Refused("Perintah ini datang terlambat dan tidak dijalankan.", "stale")
    active = hall.tickets.get(hall.active.get(command.counter, ""))
    told = {"at": now, "counter": command.counter, "device": command.device, "command": command.press}
    if command.action == "call_next":
        return _call_next(hall, command, active, told)
    if active is None:
        raise Refused("Belum ada nomor yang dipanggil di loket ini.", "nobody")
    if command.action == "recall":
        told["call"] = hall.calls + 1
    event = {"recall": e.Recalled, "serve": e.Served, "finish": e.Finished, "no_show": e.Missed}[
        command.action
    ]
    if not tickets.may(active, event):
        raise Refused(f"Nomor {active.label} sedang dilayani.", "serving")
    return [event(**told, uid=active.uid, label=active.label)]


def _came_before(press: str, last: str) -> bool:
    """Whether a press of a pad is older than the one done last: a copy that was overtaken on its way."""
    ours, theirs = press.split("."), last.split(".")
    if len(ours) != 3 or len(theirs) != 3:
        return False
    return [int(part) for part in ours[1:]] < [int(part) for part in theirs[1:]]


def _call_next(hall: Hall, command: Operate, active: Ticket | None, told: dict) -> list[e.Event]:
    following = hall.pick_next(command.counter)
    if following is None and active is None:
        raise Refused("Tidak ada yang menunggu.", "nobody")
    # Calling the next one ends the visitor before: officers do not press twice.
    ended = [e.Finished(**told, uid=active.uid, label=active.label)] if active is not None else []
    if following is None:
        return [*ended]
    return [*ended, e.Called(**told, uid=following.uid, label=following.label, call=hall.calls + 1)]


def _begin_day(hall: Hall, _mall: Mall, command: BeginDay, now: float) -> list[e.Event]:
    if command.day <= hall.day:  # a clock that jumped back does not bring yesterday's numbers back
        return []
    left = [t for t in hall.tickets.values() if t.day < command.day and tickets.may(t, e.Lapsed)]
    lapsed = [e.Lapsed(at=now, uid=ticket.uid, label=ticket.label) for ticket in left]
    reconciled = [] if hall.reconciled else [e.Reconciled(at=now)]
    return [*lapsed, *reconciled, e.DayBegan(at=now, day=command.day)]


_DECISIONS: dict[type, Callable[..., list[e.Event]]] = {
    Issue: _issue,
    TakeBound: _take_bound,
    TakePrinted: _take_printed,
    Presume: _presume,
    Void: _void,
    Operate: _operate,
    BeginDay: _begin_day,
}
