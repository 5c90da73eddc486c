"""The life of one ticket as data: its states, and which event leads where. Pure.

`TRANSITIONS` is the whole machine; a pair that is not in it cannot happen, and changes nothing. Paper is the
truth: what a kiosk says it has bound or printed is believed in any state, what the hub presumed gives way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import msgspec
from msgspec.structs import replace

from hub import events as e

if TYPE_CHECKING:
    from collections.abc import Callable

State = Literal[
    "absent", "reserved", "printing", "waiting", "called", "serving", "parked", "finished", "no_show",
    "failed", "void", "cancelled",
]  # fmt: skip

IN_LINE = frozenset({"reserved", "printing", "waiting"})  # has a place; only `waiting` can be called
AT_COUNTER = frozenset({"called", "serving"})
ENDED = frozenset({"finished", "no_show", "void", "cancelled"})

_ON_PAPER: tuple[State, ...] = (
    *("printing", "waiting", "called", "serving", "parked", "finished", "no_show", "cancelled"),
)

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
    ("parked", e.Bound): "parked",
    ("waiting", e.Printed): "waiting",
    ("called", e.Printed): "called",
    ("serving", e.Printed): "serving",
    ("finished", e.Printed): "finished",
    ("no_show", e.Printed): "no_show",
    ("cancelled", e.Printed): "cancelled",
    ("parked", e.Printed): "parked",
    ("waiting", e.Failed): "failed",
    ("called", e.Failed): "failed",
    # the counter
    ("waiting", e.Called): "called",
    ("called", e.Recalled): "called",
    ("called", e.Served): "serving",
    ("called", e.Finished): "finished",
    ("called", e.Missed): "no_show",
    ("serving", e.Finished): "finished",
    # aside, elsewhere, back again
    ("called", e.Parked): "parked",
    ("serving", e.Parked): "parked",
    ("parked", e.Resumed): "waiting",
    ("waiting", e.Transferred): "waiting",
    ("called", e.Transferred): "waiting",
    ("serving", e.Transferred): "waiting",
    ("parked", e.Transferred): "waiting",
    ("no_show", e.Restored): "waiting",
    ("cancelled", e.Restored): "waiting",
    ("waiting", e.Cancelled): "cancelled",
    ("called", e.Cancelled): "cancelled",
    ("parked", e.Cancelled): "cancelled",
    # who the visitor is
    ("reserved", e.Prioritised): "reserved",
    ("printing", e.Prioritised): "printing",
    ("waiting", e.Prioritised): "waiting",
    ("parked", e.Prioritised): "parked",
    ("reserved", e.Joined): "reserved",
    ("printing", e.Joined): "printing",
    ("waiting", e.Joined): "waiting",
    ("called", e.Joined): "called",
    ("serving", e.Joined): "serving",
    ("parked", e.Joined): "parked",
    # a second paper; and what the visitor thought of it
    **{(state, e.Reprinted): state for state in _ON_PAPER},
    ("finished", e.Rated): "finished",
    # by hand, while the machines were down
    ("absent", e.Entered): "waiting",
    ("absent", e.EnteredServed): "finished",
    # the day ends
    ("reserved", e.Lapsed): "cancelled",
    ("printing", e.Lapsed): "cancelled",
    ("waiting", e.Lapsed): "cancelled",
    ("failed", e.Lapsed): "cancelled",
    ("parked", e.Lapsed): "cancelled",
}

Flag = Literal["", "unconfirmed", "presumed"]
ROLL = "roll"  # the channel of a number from a pre-printed roll; the others are the contract's


class Ticket(msgspec.Struct, frozen=True, kw_only=True):
    """One press: one row. Times are UTC seconds since 1970; `None`: not yet.

    `number` is the hub's own proposal and stays with the row when the kiosk binds another label, so that a
    burned number is not proposed twice; it is of the series of `origin`, the service that it was taken for. `flag`
    says why it is called without proof of paper. `calls` counts its announcements, `call` is the number of the last
    one among all of the hall's. `bound_seq` is the entry of its kiosk's log that bound it.

    `visit` is the uid of the visitor's first ticket, empty for that one itself; `priority` the visitor's group;
    `only` the one counter that may call it; `by` who called it last. `first_called_at` ends the wait, whatever a
    transfer or a park does to `called_at` later.

    `channel` is how the number was asked for: `button`, `panel`, `booking`, or `roll`; `booking` stands for the code
    that was shown. `rating` is the visitor's one touch, 1 to 4; 0: none.
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
    origin: str = ""
    visit: str = ""
    priority: str = ""
    only: str = ""
    by: str = ""
    first_called_at: float | None = None
    channel: str = "button"
    booking: str = ""
    rating: int = 0

    @property
    def visitor(self) -> str:
        """Whose ticket it is: the same for all tickets of one visitor."""
        return self.visit or self.uid

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


def _new(event: e.Reserved | e.Bound | e.Entered | e.EnteredServed, **more: Any) -> Ticket:
    return Ticket(
        uid=event.uid, label=event.label, service=event.service, origin=event.service, device=event.device,
        day=event.day, token=event.token, queue_time=event.queue_time, **more,
    )  # fmt: skip


def _asked(event: e.Reserved | e.Bound) -> dict[str, str]:
    names = ("visit", "priority", "channel", "booking")
    return {name: getattr(event, name) for name in names}


def _reserved(_ticket: Ticket | None, event: e.Reserved) -> Ticket:
    return _new(event, number=event.number, state="reserved", **_asked(event))


def _bound(ticket: Ticket | None, event: e.Bound) -> Ticket:
    if ticket is None:
        return _new(event, bound=True, bound_seq=event.log_seq, state="printing", **_asked(event))
    return replace(
        ticket,
        label=event.label,
        token=event.token,
        queue_time=event.queue_time,
        bound=True,
        bound_seq=event.log_seq,
    )


def _entered(_ticket: Ticket | None, event: e.Entered) -> Ticket:
    return _new(event, state="waiting", bound=True, entered_at=event.queue_time, channel=ROLL)


def _entered_served(_ticket: Ticket | None, event: e.EnteredServed) -> Ticket:
    times = {"entered_at": event.queue_time, "ended_at": event.at}
    return _new(event, state="finished", bound=True, counter=event.counter, channel=ROLL, **times)


def _printed(ticket: Ticket, event: e.Printed) -> Ticket:
    entered = event.at if ticket.entered_at is None else ticket.entered_at
    return replace(ticket, flag="" if event.confirmed else "unconfirmed", entered_at=entered)


def _presumed(ticket: Ticket, event: e.Presumed) -> Ticket:
    return replace(ticket, flag="presumed", entered_at=event.at)


def _called(ticket: Ticket, event: e.Called) -> Ticket:
    first = event.at if ticket.first_called_at is None else ticket.first_called_at
    return replace(
        ticket, counter=event.counter, called_at=event.at, first_called_at=first, served_at=None, calls=1,
        call=event.call, by=event.by,
    )  # fmt: skip


def _recalled(ticket: Ticket, event: e.Recalled) -> Ticket:
    return replace(ticket, calls=ticket.calls + 1, call=event.call)


def _served(ticket: Ticket, event: e.Served) -> Ticket:
    return replace(ticket, served_at=event.at)


def _ended(ticket: Ticket, event: e.Event) -> Ticket:
    return replace(ticket, ended_at=event.at)


def _replaced(ticket: Ticket, event: e.Replaced) -> Ticket:
    return replace(ticket, ended_at=event.at, replaced_by=event.successor)


def _transferred(ticket: Ticket, event: e.Transferred) -> Ticket:
    return replace(ticket, service=event.service, only=event.only)


def _restored(ticket: Ticket, _event: e.Restored) -> Ticket:
    return replace(ticket, ended_at=None)


def _prioritised(ticket: Ticket, event: e.Prioritised) -> Ticket:
    return replace(ticket, priority=event.priority)


def _joined(ticket: Ticket, event: e.Joined) -> Ticket:
    return replace(ticket, visit=event.visit)


def _rated(ticket: Ticket, event: e.Rated) -> Ticket:
    return replace(ticket, rating=event.score)


def _same(ticket: Ticket, _event: e.Event) -> Ticket:
    return ticket


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
    e.Parked: _same,
    e.Resumed: _same,
    e.Transferred: _transferred,
    e.Restored: _restored,
    e.Cancelled: _ended,
    e.Prioritised: _prioritised,
    e.Joined: _joined,
    e.Entered: _entered,
    e.EnteredServed: _entered_served,
    e.Reprinted: _same,
    e.Rated: _rated,
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
        return replace(changed, state=after, ended_at=None)
    return replace(changed, state=after)
