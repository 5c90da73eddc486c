"""How an event changes the hall. Pure.

`evolve` is the only implementation: the running hub and `hub verify` fold the same events through it. The hall is
changed in place, because it holds a whole day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from broker_config.labels import letter_index
from hub import events as e
from hub import tickets
from hub.records import Alert, Announcement, DeviceRecord, Visit

if TYPE_CHECKING:
    from collections.abc import Callable

    from hub.hall import Hall
    from hub.tickets import Ticket


def evolve(hall: Hall, event: e.Event) -> None:
    """Let an event happen to the hall.

    Raises:
        tickets.Illegal: it cannot happen; nothing has changed.
    """
    if isinstance(event, e.TicketEvent):
        _evolve_ticket(hall, event)
    elif (effect := _EFFECTS.get(type(event))) is not None:
        effect(hall, event)


def _evolve_ticket(hall: Hall, event: e.TicketEvent) -> None:
    before = hall.tickets.get(event.uid)
    after = tickets.evolve(before, event)
    hall.place(after)
    _record(hall, before, after, event)
    hall.changed[event.uid] = after
    if event.log_seq:
        _take_log(hall, event)
    command = getattr(event, "command", "")
    if command:
        device = _touch(hall, event.device)
        device.command, device.command_label = command, event.label
    if event.counter and not isinstance(event, e.Rated):  # that was the visitor
        hall.acted[event.counter] = event.at
    if isinstance(event, e.Called | e.Recalled):
        recall = isinstance(event, e.Recalled)
        hall.announce(Announcement(event.call, event.uid, event.counter, event.at, recall))
    elif isinstance(event, e.Finished):
        hall.learn(after, event.at)
    elif isinstance(event, e.Rated):
        hall.lately.vote(after.day, event.score)


def _record(hall: Hall, before: Ticket | None, after: Ticket, event: e.TicketEvent) -> None:
    visit = hall.latest.get(after.counter)
    if isinstance(event, e.Called):
        hall.record(
            Visit(
                call=event.call, uid=event.uid, label=event.label, counter=event.counter, called_at=event.at,
                by=event.by,
            )
        )  # fmt: skip
        hall.took_turn(event.counter, priority=after.priority != "")
    elif visit is None or visit.uid != event.uid or visit.ended_at is not None or before is None:
        return
    elif isinstance(event, e.Served):
        hall.record(replace(visit, served_at=event.at))
    elif before.state in tickets.AT_COUNTER and after.state not in tickets.AT_COUNTER:
        ending = "transferred" if isinstance(event, e.Transferred) else after.state
        hall.record(replace(visit, ended_at=event.at, ending=ending))


def _take_log(hall: Hall, event: e.TicketEvent | e.LogTaken | e.Attended) -> None:
    _touch(hall, event.device).log_seq = event.log_seq


def _touch(hall: Hall, device: str) -> DeviceRecord:
    """The record that an event changes."""
    hall.touched.add(device)
    return hall.devices.setdefault(device, DeviceRecord(id=device))


def _admitted(hall: Hall, event: e.DeviceAdmitted) -> None:
    hall.devices[event.device] = DeviceRecord(
        id=event.device,
        journal=event.journal,
        boot=event.boot,
        since=event.boot,
        letter=event.letter,
        log_seq=event.log_seq,
    )
    if event.letter:
        hall.letters = max(hall.letters, letter_index(event.letter) + 1)
    hall.touched.add(event.device)


def _born(hall: Hall, event: e.DeviceBorn) -> None:
    _touch(hall, event.device).boot = event.boot


def _epoch_began(hall: Hall, event: e.EpochBegan) -> None:
    hall.epoch, hall.reconciled = event.epoch, False


def _reconciled(hall: Hall, _event: e.Reconciled) -> None:
    hall.reconciled = True


def _day_began(hall: Hall, event: e.DayBegan) -> None:
    hall.begin_day(event.day)


def _edited(hall: Hall, event: e.Edited) -> None:
    hall.register.put(event.kind, event.id, event.row)
    hall.edited.add((event.kind, event.id))


def _attended(hall: Hall, event: e.Attended) -> None:
    if event.log_seq:
        _take_log(hall, event)
    hall.officers.take(event)
    shown_at = event.at if event.shown_at is None else event.shown_at
    if shown_at < hall.acted.get(event.counter, shown_at) <= event.at:
        return  # a card that comes late says nothing about what was done there since
    if event.how == "sign_out":
        hall.acted.pop(event.counter, None)
    else:
        hall.acted[event.counter] = shown_at


def _told(hall: Hall, event: e.Announced | e.AnnouncementEnded) -> None:
    hall.told.take(event)


def _speaker_chosen(hall: Hall, event: e.SpeakerChosen) -> None:
    hall.speakers[event.zone] = event.device


def _alert_opened(hall: Hall, event: e.AlertOpened) -> None:
    told = {"key": event.key, "kind": event.kind, "subject": event.subject, "detail": event.detail}
    _alert(hall, Alert(**told, opened_at=event.at))


def _alert_acknowledged(hall: Hall, event: e.AlertAcknowledged) -> None:
    _alert(hall, replace(hall.alerts[event.key], acknowledged_at=event.at, acknowledged_by=event.by))


def _alert_closed(hall: Hall, event: e.AlertClosed) -> None:
    _alert(hall, replace(hall.alerts[event.key], closed_at=event.at))
    del hall.alerts[event.key]


def _alert(hall: Hall, alert: Alert) -> None:
    hall.alerts[alert.key] = hall.alerted[alert.key, alert.opened_at] = alert


_EFFECTS: dict[type[e.Event], Callable[[Hall, Any], None]] = {
    e.LogTaken: _take_log,
    e.DeviceAdmitted: _admitted,
    e.DeviceBorn: _born,
    e.EpochBegan: _epoch_began,
    e.Reconciled: _reconciled,
    e.DayBegan: _day_began,
    e.Edited: _edited,
    e.Attended: _attended,
    e.AlertOpened: _alert_opened,
    e.AlertAcknowledged: _alert_acknowledged,
    e.AlertClosed: _alert_closed,
    e.Announced: _told,
    e.AnnouncementEnded: _told,
    e.SpeakerChosen: _speaker_chosen,
}  # the others are evidence, and change nothing here
