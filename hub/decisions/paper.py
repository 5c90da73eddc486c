"""From the press to the paper: what is proposed, and what a kiosk's log says became of it. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from broker_config.labels import label
from broker_config.localtime import service_day
from hub import events as e
from hub import schedule, tickets
from hub.refused import Refused

if TYPE_CHECKING:
    from broker_config import contract
    from hub import commands as cmd
    from hub.hall import Hall
    from hub.tickets import Ticket


def issue(hall: Hall, command: cmd.Issue, now: float) -> list[e.Event]:
    """Give a press its place in line, once, and propose a label."""
    request = command.request
    if request.uid in hall.tickets:
        return []
    service = hall.services.get(request.service)
    if service is None:
        raise Refused("unknown_service")
    known: dict[str, Any]
    queue_time, known = now, _asked(hall, request)
    if request.replaces is not None:
        old = hall.tickets.get(request.replaces)
        if old is None or old.device != command.device or old.state in tickets.ENDED | tickets.AT_COUNTER:
            raise Refused("stale_number")
        queue_time, known = old.queue_time, _of(old)
    else:
        if request.booking in hall.booked:
            raise Refused("booking_used", label=hall.tickets[hall.booked[request.booking]].label)
        shut = schedule.issuing(hall.register, service.id, now, hall.issued[service.id])
        if shut is not None:
            raise Refused("closed", text=shut.text, english=shut.english)
    number = hall.numbers[service.id] + 1
    while _is_taken(hall, label(service.prefix, number, hall.letter)):
        number += 1  # a kiosk told us of a paper that we had not known of
    return [
        e.Reserved(
            at=now, uid=request.uid, label=label(service.prefix, number, hall.letter), number=number,
            service=service.id, device=command.device, day=hall.day, token=request.token, queue_time=queue_time,
            **known,
        )
    ]  # fmt: skip


def _asked(hall: Hall, entry: contract.TicketRequest | contract.Bound) -> dict[str, str]:
    """What a kiosk tells of who asks, and how."""
    return {
        "visit": entry.visit or "", "priority": _group(hall, entry.priority), "channel": entry.channel,
        "booking": entry.booking or "",
    }  # fmt: skip


def _of(ticket: Ticket) -> dict[str, str]:
    """The same of a ticket, for the one that takes its place."""
    return {name: getattr(ticket, name) for name in ("visit", "priority", "channel", "booking")}


def _group(hall: Hall, name: str | None) -> str:
    return name if name is not None and name in hall.register.priority_groups else ""


def _is_taken(hall: Hall, text: str) -> bool:
    holder = hall.tickets.get(hall.labels.get(text, ""))
    return holder is not None and holder.day == hall.day


def take_bound(hall: Hall, command: cmd.TakeBound, now: float) -> list[e.Event]:
    """Take what a kiosk bound, whatever had been proposed; the first word on a uid counts."""
    entry, known = command.entry, hall.tickets.get(command.entry.uid)
    taken = e.LogTaken(at=now, device=command.device, log_seq=entry.seq)
    if known is not None and known.bound:
        if known.label == entry.label:
            return [taken]
        detail = f"{entry.uid} is {known.label} and was bound again as {entry.label}"
        return [e.AlarmRaised(at=now, kind="conflicting_bind", device=command.device, detail=detail), taken]
    queue_time, day = _place_in_time(hall, command, known, now)
    old = hall.tickets.get(entry.replaces or "")
    events: list[e.Event] = []
    twin = hall.tickets.get(hall.labels.get(entry.label, ""))
    if twin is not None and twin.uid != entry.uid and twin.day == day and twin.bound:
        detail = f"{entry.label} is on the paper of {twin.uid} and of {entry.uid}"
        events.append(e.AlarmRaised(at=now, kind="duplicate_label", device=command.device, detail=detail))
    bound = e.Bound(
        at=now, uid=entry.uid, label=entry.label, service=entry.service, device=command.device,
        log_seq=entry.seq, day=day, token=entry.token, queue_time=queue_time,
        **(_asked(hall, entry) if old is None else _of(old)),
    )  # fmt: skip
    events.append(bound)
    if old is not None and tickets.may(old, e.Replaced):
        events.append(
            e.Replaced(at=now, uid=old.uid, label=old.label, device=command.device, successor=entry.uid)
        )
    if known is None and day < hall.day:  # taken on a day that is over
        events.append(e.Lapsed(at=now, uid=entry.uid, label=entry.label))
    return events


def _place_in_time(hall: Hall, command: cmd.TakeBound, known: Ticket | None, now: float) -> tuple[float, str]:
    """The place and the service day of a bound ticket; the hub assigns both, whatever the kiosk's clock says."""
    entry = command.entry
    old = hall.tickets.get(entry.replaces or "")
    if known is not None:
        return known.queue_time, known.day
    queue_time = now if entry.at is None else min(entry.at, now)
    if not entry.trusted:
        queue_time = min(max(queue_time, command.not_before), now)
    taken, today = (
        service_day(at, hall.register.mall.timezone, hall.register.mall.day_ends).isoformat()
        for at in (queue_time, now)
    )
    # Our day may be ahead of our clock, which was once wrong: what was taken today is of our day all the same.
    day = taken if entry.trusted and taken < today else hall.day
    return (old.queue_time if old is not None else queue_time), day


def take_printed(hall: Hall, command: cmd.TakePrinted, now: float) -> list[e.Event]:
    """Take how a paper came out."""
    entry, ticket = command.entry, hall.tickets.get(command.entry.uid)
    told: dict[str, Any] = {"uid": entry.uid, "device": command.device, "log_seq": entry.seq, "at": now}
    failed = (
        entry.result == "failed" and ticket is not None and ticket.bound
    )  # a log tells of the bind before
    if ticket is not None and failed and tickets.may(ticket, e.Failed):
        return [e.Failed(**told, label=ticket.label, reason=entry.reason)]
    if ticket is not None and entry.result != "failed" and tickets.may(ticket, e.Printed):
        return [e.Printed(**told, label=ticket.label, confirmed=entry.result == "printed")]
    return [e.LogTaken(at=now, device=command.device, log_seq=entry.seq)]


def take_reprinted(hall: Hall, command: cmd.TakeReprinted, now: float) -> list[e.Event]:
    """Take that a ticket has a second paper, marked as a copy, or was to have one."""
    entry, ticket = command.entry, hall.tickets.get(command.entry.uid)
    if ticket is None or not tickets.may(ticket, e.Reprinted):
        return [e.LogTaken(at=now, device=command.device, log_seq=entry.seq)]
    return [
        e.Reprinted(
            at=now, uid=ticket.uid, label=ticket.label, device=command.device, log_seq=entry.seq,
            result=entry.result,
        )
    ]  # fmt: skip


def presume(hall: Hall, command: cmd.Presume, now: float) -> list[e.Event]:
    """Let a ticket be called of whose paper nobody told."""
    ticket = hall.tickets.get(command.uid)
    if ticket is None or not tickets.may(ticket, e.Presumed):
        return []
    return [
        e.Presumed(at=now, uid=ticket.uid, label=ticket.label, device=ticket.device, reason=command.reason)
    ]


def void(hall: Hall, command: cmd.Void, now: float) -> list[e.Event]:
    """End a ticket that never reached paper."""
    ticket = hall.tickets.get(command.uid)
    # Only what the hub reserved and the kiosk never bound; whoever has paper keeps it.
    if ticket is None or ticket.bound or not tickets.may(ticket, e.Voided):
        return []
    return [e.Voided(at=now, uid=ticket.uid, label=ticket.label, device=ticket.device, reason=command.reason)]
