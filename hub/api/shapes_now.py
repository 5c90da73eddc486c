"""What is answered about this moment: that the hub is well, and how the hall stands. Pure.

As in `shapes.py`: others have built on it, and nobody's name is in it.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from hub.api.shapes import Time
from hub.floor import Doing, Trouble
from hub.minutes.presence import State as PresenceState


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """The hub answers. `at` is its time, `day` the service day; `connected`: it hears its broker."""

    status: Literal["ok"]
    at: Time
    day: Annotated[str, Meta(description="Empty before the first day.")]
    connected: bool


class TotalsNow(msgspec.Struct, frozen=True, kw_only=True):
    """Tickets of the service day; those that never reached paper are not among them."""

    issued: int
    waiting: int
    at_counter: int
    finished: int
    no_show: int
    first_waiting_since: Time | None


class CounterNow(msgspec.Struct, frozen=True, kw_only=True):
    """A counter. `since`: when its state began; `waiting`: how many it could call; `equipped`: it has a pad.

    `presence` is what its minutes are judged to be just now. `trouble`: `dark` (its pads are gone, what is told may be
    old), `unattended` or `not_calling` (nobody was seen there, or it is free, while people wait), `not_coming` (called
    long ago), `slow` (served for twice the standard).
    """

    id: str
    number: int
    zone: str
    agency: str
    state: Doing
    label: Annotated[str, Meta(description="Of the ticket that is here; empty: none is.")]
    service_name: str
    since: Time | None
    waiting: int
    equipped: bool
    presence: Annotated[PresenceState | Literal[""], Meta(description="Empty: not judged yet.")]
    trouble: Trouble


class ServiceNow(msgspec.Struct, frozen=True, kw_only=True):
    """A service that people wait for: since when the first one does, and how many counters serve it."""

    id: str
    agency: str
    name: str
    prefix: str
    waiting: int
    first_waiting_since: Time | None
    counters: int


class FaultNow(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a device that is not well."""

    name: str
    kind: str
    state: Literal["ok", "warning", "fault"]
    detail: str


class DeviceNow(msgspec.Struct, frozen=True, kw_only=True):
    """A device; `place`: its counter's number or its zone's name. `seen_at`: when it was heard last, if it is gone."""

    id: str
    role: str
    place: str
    online: bool
    seen_at: Time | None
    faults: tuple[FaultNow, ...]


class AlertNow(msgspec.Struct, frozen=True, kw_only=True):
    """Something that needs a person just now; more of it, and what it is about, is in the list of alerts."""

    key: str
    kind: str
    subject: Annotated[str, Meta(description="What it is about, by id.")]
    since: Time
    count: Annotated[int | None, Meta(description="How many wait, or how many days stayed empty.")]
    acknowledged: Annotated[bool, Meta(description="A person has seen it.")]


class Floor(msgspec.Struct, frozen=True, kw_only=True):
    """The hall at this moment."""

    at: Time
    day: Annotated[str, Meta(description="The service day; empty before the first one.")]
    connected: Annotated[bool, Meta(description="The hub hears its broker.")]
    totals: TotalsNow
    counters: tuple[CounterNow, ...]
    services: tuple[ServiceNow, ...]
    devices: tuple[DeviceNow, ...]
    alerts: tuple[AlertNow, ...]
