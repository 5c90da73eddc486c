"""What is answered: the rows of every list, and the few answers that are no lists. Pure.

This is what other systems have built on: a field is added, and never renamed or given another meaning. Nothing here
holds a name of a person (but `Person`, which has a scope of its own), a ticket's token or anything of a card.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from hub.api.asked import PresenceState, TicketState


def _text(description: str) -> Any:
    return Meta(description=description)


Officer = Annotated[str, _text("A person, by id; empty: nobody was signed in.")]
Key = Annotated[str, _text("An id, as in the catalogue; empty: none.")]
Seconds = Annotated[float, Meta(ge=0)]
Time = Annotated[datetime, Meta(tz=True)]
Percent = Annotated[float, Meta(ge=0, le=100)]


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in a list: plain values, so that a line of CSV holds it."""


class AgencyRow(Row, frozen=True, kw_only=True):
    """An agency, archived ones too. `status` is how far it has come into the mall."""

    id: str
    name: str
    short: str
    type: str
    status: str
    hotline: str
    archived: bool


class ServiceRow(Row, frozen=True, kw_only=True):
    """A service, archived ones too. `place`: it is served here, in the back office, or only referred to.

    `standard_minutes` at the counter, `standard_days` for the whole; `quota`: numbers a day.
    """

    id: str
    agency: str
    name: str
    prefix: str
    place: str
    fee: str
    standard_minutes: int
    standard_days: int | None
    quota: int | None
    requirements: str
    procedure: str
    archived: bool


class CounterRow(Row, frozen=True, kw_only=True):
    """A counter, archived ones too, and which services it serves."""

    id: str
    number: int
    zone: str
    agency: str
    services: tuple[str, ...]
    archived: bool


class Person(Row, frozen=True, kw_only=True):
    """Who works with the hub. This is personal data: ask for this scope only if you need the names."""

    id: str
    name: str
    role: str
    agency: Key
    counters: tuple[str, ...]
    archived: bool


class Ticket(Row, frozen=True, kw_only=True):
    """One press of a kiosk's button, as it stands. Times are `null` as long as it did not come to that.

    The wait is `first_called_at` - `entered_at`, the service `ended_at` - `served_at` of those that are `finished`.
    `reserved` and `void` tickets never reached paper, `flag` says that one is called without proof of paper.
    """

    uid: Annotated[str, _text("device.boot.sequence; never another one's.")]
    label: Annotated[str, _text("What is on the paper.")]
    day: date
    service: str
    origin: Annotated[str, _text("The service that the number was taken for; a transfer changes `service`.")]
    state: TicketState
    counter: Key
    device: Annotated[str, _text("The kiosk; `roll`: a pre-printed number, entered by hand.")]
    flag: Literal["", "unconfirmed", "presumed"]
    channel: Annotated[Literal["button", "panel", "booking", "roll"], _text("How the number was asked for.")]
    priority: Annotated[str, _text("The priority group, by id; empty: none.")]
    visit: Annotated[str, _text("The uid of the visitor's first ticket; empty: it is this one.")]
    only: Annotated[str, _text("The one counter that may call it; empty: any that serves it.")]
    by: Officer
    calls: Annotated[int, _text("How often it was announced.")]
    taken_at: Time
    entered_at: Time | None
    first_called_at: Time | None
    called_at: Time | None
    served_at: Time | None
    ended_at: Time | None
    replaced_by: Annotated[str, _text("The uid of the ticket that took its place; empty: none.")]
    rating: Annotated[
        int,
        Meta(ge=0, le=4),
        _text("The visitor's one touch of a face, 4: very satisfied; 0: none. Not the SKM index."),
    ]


class Interval(Row, frozen=True, kw_only=True):
    """A stretch of a counter's day, with what it rests on. Those of one counter and day tile it without gaps.

    `unknown` means that nobody could have heard an officer: it is never absence. `scheduled`: it was to be open.
    """

    counter: str
    day: date
    start: Time
    end: Time
    seconds: float
    state: PresenceState
    evidence: Annotated[
        str, _text("The ticket's label, the officer's act, the device that was gone, the reason.")
    ]
    by: Officer
    scheduled: bool


class ServiceDay(Row, frozen=True, kw_only=True):
    """What a service did on a day; today's may be some minutes behind.

    `called` counts tickets at their first call, `calls` every call. `with_target`: finished, with a standard to keep;
    `within_target` of those kept it. Medians and P90 are within 1.6 %; `null`: there was nothing to measure.
    """

    day: date
    service: str
    issued: int
    by_hand: int
    visitors: int
    printed: int
    called: int
    calls: int
    recalls: int
    finished: int
    no_show: int
    cancelled: int
    lapsed: Annotated[int, _text("Of those cancelled: nobody had called them when the day ended.")]
    void: int
    parked: int
    restored: int
    transfers_in: int
    transfers_out: int
    with_target: int
    within_target: int
    wait_median_s: Seconds | None
    wait_p90_s: Seconds | None
    service_median_s: Seconds | None
    service_p90_s: Seconds | None
    votes: Annotated[int, _text("Visitors who touched a face. This is no SKM index.")]
    votes_sum: Annotated[int, _text("The sum of their scores, each 1 to 4.")]


class CounterDay(Row, frozen=True, kw_only=True):
    """What a counter did on a day, and for how many seconds it was in which state; today's may be some minutes behind.

    `presence_percent` is `present_s` of `known_s`, `coverage_percent` is `known_s` of `scheduled_s`: what the first
    one rests on. `null`: nothing to divide by.
    """

    day: date
    counter: str
    calls: int
    recalls: int
    served: int
    no_show: int
    serving_s: float
    open_idle_s: float
    break_s: float
    closed_approved_s: float
    not_scheduled_s: float
    unattended_s: float
    unknown_s: float
    scheduled_s: float
    known_s: float
    present_s: float
    presence_percent: Percent | None
    coverage_percent: Percent | None
    votes: Annotated[int, _text("Visitors who touched a face. This is no SKM index.")]
    votes_sum: Annotated[int, _text("The sum of their scores, each 1 to 4.")]


class Alert(Row, frozen=True, kw_only=True):
    """Something that needs a person. `key` stays the same as long as the cause does."""

    key: str
    kind: str
    subject: Annotated[str, _text("What it is about, by id.")]
    detail: dict[str, Any]
    opened_at: Time
    acknowledged_at: Time | None
    acknowledged_by: Officer
    closed_at: Time | None


class Bookings(msgspec.Struct, frozen=True, kw_only=True):
    """How many bookings of a day the hub knows, and how many of them were shown at a kiosk and became a number."""

    date: date
    bookings: int
    used: int


class JournalLine(Row, frozen=True, kw_only=True):
    """Something that happened; `seq` grows by one with every line, and a line never changes.

    `detail` holds what else the event says; times in it are UTC seconds since 1970.
    """

    seq: int
    at: Time
    event: str
    uid: Annotated[str, _text("The ticket; empty: it happened to none.")]
    label: str
    counter: Key
    device: str
    by: Officer
    detail: dict[str, Any]


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """Why there is no answer (RFC 9457). `detail` is for people, `error` for programs."""

    title: str
    status: int
    detail: str
    error: str
    type: str = "about:blank"
