"""What may be asked: the parameters of each address, as structs. Pure.

A request is checked against its struct and by nothing else, and the OpenAPI document is made of the same structs. So
whatever matches the document is answered: two values that contradict each other find nothing, and are no fault.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import UNSET, Meta, UnsetType

from broker_config.nouns import DeviceId, Label, Slug, Uid
from hub.minutes.presence import State as PresenceState

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST = 5000
USUAL = 500

Asked = TypeVar("Asked", bound=msgspec.Struct)


class Wrong(ValueError):
    """A parameter is not what it has to be; the text says which, and why."""


class Unfit(Exception):
    """What was given is as it has to be, and does not fit the mall as it is; the text says what."""


Day = Annotated[date, Meta(description="A service day of the mall.")]
At = Annotated[datetime, Meta(tz=True, description="ISO 8601 with a zone: `2026-11-23T08:00:00+07:00`.")]
TicketState = Literal[
    "reserved", "printing", "waiting", "called", "serving", "parked", "finished", "no_show", "failed", "void",
    "cancelled",
]  # fmt: skip
_NUMBER = r"-?[0-9]{1,12}(\.[0-9]{1,12})?"


def _cursor(pattern: str) -> Any:
    return Meta(
        pattern=rf"^{pattern}$(?!\n)", description="Go on behind this place: the `next` of an earlier answer."
    )


class Nothing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """No parameters."""


class List(Nothing, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every list takes."""

    limit: (
        Annotated[int, Meta(ge=1, le=MOST, description=f"At most so many rows; {USUAL}, if left out.")]
        | UnsetType
    ) = UNSET
    bom: Annotated[
        Literal["no", "yes"],
        Meta(description="`yes`: CSV begins with a byte order mark, which Excel wants for UTF-8."),
    ] = "no"


class Slugs(List, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Rows in the order of their ids."""

    after: Annotated[str, _cursor("[a-z0-9][a-z0-9-]{0,47}")] | UnsetType = UNSET


class Tickets(List, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Tickets of a day, in the order in which their numbers were taken."""

    day: Annotated[date, Meta(description="A service day; today's, if left out.")] | UnsetType = UNSET
    label: Label | UnsetType = UNSET
    service: Slug | UnsetType = UNSET
    counter: Slug | UnsetType = UNSET
    state: Annotated[TicketState, Meta(description="How the ticket stands now.")] | UnsetType = UNSET
    after: Annotated[str, _cursor(_NUMBER + r"~[a-z][a-z0-9.-]{0,60}")] | UnsetType = UNSET


class OneTicket(Nothing, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One ticket."""

    uid: Uid


class Intervals(List, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A day's intervals, by counter and time."""

    day: Annotated[date, Meta(description="A service day; today's, if left out.")] | UnsetType = UNSET
    counter: Slug | UnsetType = UNSET
    state: PresenceState | UnsetType = UNSET
    after: Annotated[str, _cursor(r"[a-z0-9][a-z0-9-]{0,47}~" + _NUMBER)] | UnsetType = UNSET


class _Days(List, frozen=True, kw_only=True, forbid_unknown_fields=True):
    first: (
        Annotated[date, Meta(description="From this service day on; today's, if both are left out.")]
        | UnsetType
    ) = msgspec.field(default=UNSET, name="from")
    last: Annotated[date, Meta(description="Up to this day, included.")] | UnsetType = msgspec.field(
        default=UNSET, name="to"
    )
    after: Annotated[str, _cursor(r"[0-9]{4}-[0-9]{2}-[0-9]{2}~[a-z0-9][a-z0-9-]{0,47}")] | UnsetType = UNSET


class ServiceDays(_Days, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Figures by day and service."""

    service: Slug | UnsetType = UNSET


class CounterDays(_Days, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Figures by day and counter."""

    counter: Slug | UnsetType = UNSET


class Alerts(List, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Alerts in the order in which they opened."""

    open: (
        Annotated[Literal["no", "yes"], Meta(description="`yes`: only those whose cause is still there.")]
        | UnsetType
    ) = UNSET
    since: At | UnsetType = UNSET
    until: At | UnsetType = UNSET
    after: Annotated[str, _cursor(_NUMBER + r"~[ -~]{1,160}")] | UnsetType = UNSET


class Journal(List, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The journal in its own order, oldest first."""

    after: (
        Annotated[str, Meta(pattern=r"^[0-9]{1,15}$(?!\n)", description="Go on behind this `seq`.")]
        | UnsetType
    ) = UNSET
    event: (
        Annotated[str, Meta(pattern=r"^[a-z_]{1,40}$(?!\n)", description="One kind of event: `called`.")]
        | UnsetType
    ) = UNSET
    uid: Uid | UnsetType = UNSET
    label: Label | UnsetType = UNSET
    counter: Slug | UnsetType = UNSET
    device: DeviceId | UnsetType = UNSET
    by: Annotated[Slug, Meta(description="The person, by id.")] | UnsetType = UNSET
    since: At | UnsetType = UNSET
    until: At | UnsetType = UNSET


class BookingDay(Nothing, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The bookings of one day."""

    date: Day


_CODE = "Printable ASCII, at least 4 characters: what a reader gives. Blanks around it do not count."


class BookingGiven(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A booking of another system. `code` is what its QR code holds; it is forgotten at once."""

    code: Annotated[str, Meta(min_length=1, max_length=500, description=_CODE)]
    service: Annotated[Slug, Meta(description="As in the catalogue.")]
    at: Annotated[datetime, Meta(tz=True, description="The time that was agreed on, if one was.")] | None = (
        None
    )


Body = TypeVar("Body")


def read_body(kind: type[Body], body: bytes) -> Body:
    """What was sent with a request, as JSON. What is wrong is said without what was sent.

    Raises:
        Wrong: it is not what it has to be.
    """
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as error:
        found = re.search(r"^(.*) - at `\$(.*)`$", str(error), re.DOTALL)
        raise Wrong(f"`{found[2]}`: {found[1]}." if found else "It is not what it has to be.") from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Wrong("This is no JSON.") from None


def read(kind: type[Asked], given: Mapping[str, list[str]]) -> Asked:
    """The parameters of a request, each as often as it was given.

    Raises:
        Wrong: one of them is given twice, unknown, or not what it has to be.
    """
    numbers = {field.encode_name for field in msgspec.structs.fields(kind) if field.name == "limit"}
    values: dict[str, Any] = {}
    for name, found in given.items():
        if len(found) > 1:
            raise Wrong(f"`{name}` is given more than once.")
        values[name] = found[0]
        if name in numbers and re.fullmatch("[0-9]{1,9}", found[0]):
            values[name] = int(found[0])  # an address has nothing but text
    try:
        return msgspec.convert(values, kind)
    except msgspec.ValidationError as error:
        raise Wrong(_fault(kind, str(error))) from None


def _fault(kind: type[msgspec.Struct], told: str) -> str:
    """What msgspec says of a parameter, in the words of an address."""
    fields = {field.encode_name: field.type for field in msgspec.structs.fields(kind)}
    if found := re.search(r"unknown field `(.*)`", told, re.DOTALL):
        there = ", ".join(f"`{name}`" for name in fields) or "none"
        return f"There is no parameter `{found[1]}` here; there are: {there}."
    found = re.search(r"^(.*) - at `\$\.([a-z_]+)`$", told, re.DOTALL)
    return f"`{found[2]}`: {found[1]}." if found else f"{told}."
