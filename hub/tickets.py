"""The life of one ticket as data: its states, and which event leads where. Pure.

`TRANSITIONS` is the whole machine; a pair that is not in it cannot happen, and changes nothing. Paper is the
truth: what a kiosk says it has bound or printed is believed in any state, what the hub presumed gives way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import msgspec

from hub import events as e

if TYPE_CHECKING:
    from collections.abc import Callable

State = Literal[
    "absent", "reserved", "printing", "waiting", "called", "serving", "finished", "no_show",
    "failed", "void", "cancelled",
]  # fmt: skip

IN_LINE = frozenset({"reserved", "printing", "waiting"})  # has a place; only `waiting` can be called
AT_COUNTER = frozenset({"called", "serving"})
ENDED = frozenset({"finished", "no_show", "void", "cancelled"})

TRANSITIONS: dict[tuple[State, type[e.Event]], State] = {
    # press to paper
    ("absent", e.Reserved): "reserved",
    ("absent", e.Bound): "printing",  # taken while the hub was away
    ("reserved", e.Bound): "printing",
    ("printing", e.Printed): "waiting",
    ("printing", e.Failed): "failed",
    ("failed", e.Replaced): "void",
    ("reserved", e.Voided): "void",
    # silence: callable with a flag
    ("reserved", e.Presumed): "waiting",
    ("printing", e.Presumed): "waiting",
    ("waiting", e.Voided): "void",  # it was presumed, and the kiosk says that it never was
    # late news from the kiosk
    ("void", e.Bound): "printing",
    ("waiting", e.Bound): "waiting",
    ("called", e.Bound): "called",
    ("serving", e.Bound): "serving",
    ("finished", e.Bound): "finished",
    ("no_show", e.Bound): "no_show",
    ("cancelled", e.Bound): "cancelled",
    ("waiting", e.Printed): "waiting",
    ("called", e.Printed): "called",
    ("serving", e.Printed): "serving",
    ("finished", e.Printed): "finished",
    ("no_show", e.Printed): "no_show",
    ("cancelled", e.Printed): "cancelled",
    ("waiting", e.Failed): "failed",
    ("called", e.Failed): "failed",
    # the counter
    ("waiting", e.Called): "called",
    ("called", e.Recalled): "called",
    ("called", e.Served): "serving",
    ("called", e.Finished): "finished",
    ("called", e.Missed): "no_show",
    ("serving", e.Finished): "finished",
    # the day ends
    ("reserved", e.Lapsed): "cancelled",
    ("printing", e.Lapsed): "cancelled",
    ("waiting", e.Lapsed): "cancelled",
    ("failed", e.Lapsed): "cancelled",
}

Flag = Literal["", "unconfirmed", "presumed"]


class Ticket(msgspec.Struct, frozen=True, kw_only=True):
    """One press: one row. Times are UTC seconds since 1970; `None`: not yet.

    `number` is the hub's own proposal and stays with the row when the kiosk binds another label, so that a
    burned number is not proposed twice. `flag` says why it is called without proof of paper. `calls` counts its
    announcements, `call` is the number of the last one among all of the hall's. `bound_seq` is the entry of its
    kiosk's log that bound it.
    """

    uid: str
    label: str
    service: str
    device: str
    day: str
    token: str
    queue_time: float
    state: State
    number: int = 0
    bound: bool = False
    bound_seq: int = 0
    flag: Flag = ""
    counter: str = ""
    calls: int = 0
    call: int = 0
    entered_at: float | None = None
    called_at: float | None = None
    served_at: float | None = None
    ended_at: float | None = None
    replaced_by: str = ""

    @property
    def place(self) -> Place:
        """Where it stands in line."""
        device, boot, sequence = self.uid.rsplit(".", 2)
        return Place(self.queue_time, device, int(boot), int(sequence))


class Place(NamedTuple):
    """The order of calling: the time of entry, then the uid (by number, not by spelling)."""

    queue_time: float
    device: str
    boot: int
    sequence: int


def _reserved(_ticket: Ticket | None, event: e.Reserved) -> Ticket:
    return Ticket(
        uid=event.uid, label=event.label, service=event.service, device=event.device, day=event.day,
        token=event.token, queue_time=event.queue_time, number=event.number, state="reserved",
    )  # fmt: skip


def _bound(ticket: Ticket | None, event: e.Bound) -> Ticket:
    if ticket is None:
        return Ticket(
            uid=event.uid, label=event.label, service=event.service, device=event.device, day=event.day,
            token=event.token, queue_time=event.queue_time, bound=True, bound_seq=event.log_seq, state="printing",
        )  # fmt: skip
    return msgspec.structs.replace(
        ticket,
        label=event.label,
        token=event.token,
        queue_time=event.queue_time,
        bound=True,
        bound_seq=event.log_seq,
    )


def _printed(ticket: Ticket, event: e.Printed) -> Ticket:
    entered = event.at if ticket.entered_at is None else ticket.entered_at
    return msgspec.structs.replace(ticket, flag="" if event.confirmed else "unconfirmed", entered_at=entered)


def _presumed(ticket: Ticket, event: e.Presumed) -> Ticket:
    return msgspec.structs.replace(ticket, flag="presumed", entered_at=event.at)


def _called(ticket: Ticket, event: e.Called) -> Ticket:
    return msgspec.structs.replace(
        ticket, counter=event.counter, called_at=event.at, calls=1, call=event.call
    )


def _recalled(ticket: Ticket, event: e.Recalled) -> Ticket:
    return msgspec.structs.replace(ticket, calls=ticket.calls + 1, call=event.call)


def _served(ticket: Ticket, event: e.Served) -> Ticket:
    return msgspec.structs.replace(ticket, served_at=event.at)


def _ended(ticket: Ticket, event: e.Event) -> Ticket:
    return msgspec.structs.replace(ticket, ended_at=event.at)


def _replaced(ticket: Ticket, event: e.Replaced) -> Ticket:
    return msgspec.structs.replace(ticket, ended_at=event.at, replaced_by=event.by)


_EFFECTS: dict[type[e.Event], Callable[..., Ticket]] = {
    e.Reserved: _reserved,
    e.Bound: _bound,
    e.Printed: _printed,
    e.Presumed: _presumed,
    e.Failed: _ended,
    e.Replaced: _replaced,
    e.Voided: _ended,
    e.Lapsed: _ended,
    e.Called: _called,
    e.Recalled: _recalled,
    e.Served: _served,
    e.Finished: _ended,
    e.Missed: _ended,
}


class Illegal(Exception):
    """An event that the ticket's state does not allow."""


def may(ticket: Ticket | None, event: type[e.Event]) -> bool:
    """Whether the event can happen to the ticket as it stands."""
    return ("absent" if ticket is None else ticket.state, event) in TRANSITIONS


def evolve(ticket: Ticket | None, event: e.TicketEvent) -> Ticket:
    """The ticket after the event.

    Raises:
        Illegal: there is no such transition; nothing has changed.
    """
    before: State = "absent" if ticket is None else ticket.state
    after = TRANSITIONS.get((before, type(event)))
    if after is None:
        raise Illegal(f"{event.uid} is {before}: it cannot be {e.tag(event)}")
    changed = _EFFECTS[type(event)](ticket, event)
    if after == "printing":  # back from the void: it has not ended after all
        return msgspec.structs.replace(changed, state=after, ended_at=None)
    return msgspec.structs.replace(changed, state=after)
