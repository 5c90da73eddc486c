"""The nouns of the mall as the wire knows them: ids, numbers, what messages are made of. Pure.

A pattern ends in a dollar sign that no line break may follow: the sign alone allows one.
"""

from __future__ import annotations

from typing import Annotated, Literal, get_args

import msgspec
from msgspec import Meta

DeviceId = Annotated[
    str, Meta(pattern=r"^[a-z][a-z0-9-]{0,31}$(?!\n)", description="as in site.toml: `kiosk-1`")
]
Uid = Annotated[
    str,
    Meta(
        pattern=r"^[a-z][a-z0-9-]{0,31}\.[0-9]{1,10}\.[0-9]{1,10}$(?!\n)",
        description="device.boot.sequence: one press, unique with no disk write",
    ),
]
Label = Annotated[
    str,
    Meta(
        pattern=r"^[0-9]?[A-Z]{1,2}(-[A-Z]{1,3})?[0-9]{3,6}$(?!\n)",
        description="what is on the paper: `A012`, offline `A-X017`",
    ),
]
Slug = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,47}$(?!\n)", description="as in site.toml")]
Name = Annotated[str, Meta(min_length=1, max_length=120)]
Text = Annotated[str, Meta(max_length=400)]
Count = Annotated[int, Meta(ge=0, le=1_000_000)]
Seq = Annotated[int, Meta(ge=0, le=2**53 - 1, description="position in the sender's outbox")]
Boot = Annotated[int, Meta(ge=1, le=2**53 - 1, description="durable, one higher at every start")]
Rev = Annotated[int, Meta(ge=0, le=2**53 - 1)]
Seconds = Annotated[float, Meta(ge=0, le=1e7)]
Letter = Annotated[
    str, Meta(pattern=r"^([A-Z]{1,3})?$(?!\n)", description="the series of a kiosk's offline labels")
]
Day = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
DAYS: tuple[Day, ...] = get_args(Day)
Token = Annotated[
    str, Meta(pattern=r"^[A-Za-z0-9_-]{16,43}$(?!\n)", description="the unguessable part of the QR")
]


Code = Annotated[
    str,
    Meta(
        pattern=r"^[0-9a-f]{32}$(?!\n)",
        description="16 bytes of an HMAC: stands for a card or a code, whose content never leaves the reader",
    ),
]
Channel = Annotated[
    Literal["button", "panel", "booking"], Meta(description="how the visitor asked for the number")
]
Score = Annotated[int, Meta(ge=1, le=4, description="1: not satisfied at all, 4: very satisfied")]


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of hardware of a device, or the box itself.

    `detail` is for people; `facts` are what can be reckoned with, their units in their names: `paper_m`, `cuts`,
    `celsius`, `disk_free_percent`, `clock_offset_s`, `restarts`.
    """

    name: Name
    kind: Name
    state: Literal["ok", "warning", "fault"]
    detail: Text = ""
    facts: Annotated[dict[Name, float], Meta(max_length=24)] = {}


EVERYWHERE: Slug = "all"  # no zone has this id: the board of all of them does


class Zone(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the hall with displays of its own."""

    id: Slug
    name: Name


class Agency(msgspec.Struct, frozen=True, kw_only=True):
    """An agency with counters in the mall."""

    id: Slug
    name: Name
    short: Annotated[str, Meta(min_length=1, max_length=24)]
    hotline: Text = ""


class PriorityGroup(msgspec.Struct, frozen=True, kw_only=True):
    """Visitors who are called first, if the mall's policy says so."""

    id: Slug
    name: Name


class Service(msgspec.Struct, frozen=True, kw_only=True):
    """A service; one number sequence. `requirements` are what a visitor has to bring."""

    id: Slug
    agency: Slug
    name: Name
    prefix: Annotated[str, Meta(pattern=r"^[0-9]?[A-Z]{1,2}$(?!\n)")]
    fee: Text = "Gratis"
    standard_minutes: Annotated[int, Meta(ge=1, le=600)] = 10
    requirements: Annotated[str, Meta(max_length=4000)] = ""


class Offering(msgspec.Struct, frozen=True, kw_only=True):
    """Whether numbers of a service are given just now.

    `text` and `english` say why not, in words for the citizen, and when again (`opens_at`, if that is known). `left`
    is what remains of the day's quota, if there is one.
    """

    service: Slug
    state: Literal["open", "later", "closed", "full"]
    opens_at: float | None = None
    left: Count | None = None
    text: Text = ""
    english: Text = ""


class Counter(msgspec.Struct, frozen=True, kw_only=True):
    """A counter; `direction` is where it lies from its zone's display."""

    id: Slug
    number: Annotated[int, Meta(ge=1, le=999)]
    zone: Slug
    agency: Slug
    services: tuple[Slug, ...]
    direction: Literal["left", "right", "up", "down"] = "right"


class Mall(msgspec.Struct, frozen=True, kw_only=True):
    """The mall itself. `day_ends` is the closing hour, local: a new number series starts there.

    `ticket_url` and a ticket's token make the address behind its QR code: `https://mpp.example/t/` + token.
    """

    name: Name
    regency: Name
    timezone: Literal["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"]
    hotline: Text = ""
    ticket_url: Text = ""
    day_ends: Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$(?!\n)")] = "18:00"
    notices: tuple[Text, ...] = ()


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One announcement. `call` grows with every call and recall, and is never used twice in an epoch.

    `zone` is the name of the part of the hall, on a board that is of all of them.
    """

    call: Rev
    uid: Uid
    label: Label
    counter: Annotated[int, Meta(ge=1, le=999)]
    direction: Literal["left", "right", "up", "down"]
    agency: Name
    at: float
    recall: bool = False
    zone: Text = ""


class Tile(msgspec.Struct, frozen=True, kw_only=True):
    """One agency as the hall sees it: its last call, how many wait, and whether it serves now.

    `until`: when it serves again (UTC), if that is today and known.
    """

    agency: Name
    label: Label | None
    counter: Annotated[int, Meta(ge=1, le=999)] | None
    waiting: Count
    state: Literal["open", "break", "closed"] = "open"
    until: float | None = None
