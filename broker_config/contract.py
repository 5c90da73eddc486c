"""Every message of the mall as a frozen struct, and ONE table that says who may send it where.

Pure: no I/O, no clock, no randomness. Both ends of the wire read this file; the codec, the broker's
access list, the golden samples and the message reference are derived from it. A new message is a class
and a row of `ROUTES`.

Conventions: `at` is UTC in seconds since 1970, from the hub's clock or reckoned from it; `None` where the
sender has had no trusted time since it booted. `epoch` grows when the hub was restored from a backup, `rev`
with every snapshot; a receiver ignores a lower pair.
"""

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple

import msgspec
from msgspec import Meta

from broker_config.nouns import (
    Agency,
    Boot,
    Call,
    Count,
    Counter,
    DeviceId,
    Label,
    Letter,
    Mall,
    Name,
    Part,
    Rev,
    Seconds,
    Seq,
    Service,
    Slug,
    Text,
    Tile,
    Token,
    Uid,
    Zone,
)

VERSION = "v1"
HUB: DeviceId = "hub"


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """One thing said on the wire. Unknown fields are ignored, so that v1 can grow."""


class Durable(Message, frozen=True, kw_only=True):
    """A message that outlives both ends: it leaves the sender's outbox only when the hub has committed it.

    `prev` is the sequence of the entry before it, so that the hub takes entries without a gap or not at all.
    """

    seq: Seq
    prev: Seq


# --- presence ---------------------------------------------------------------------------------------------


class DeviceState(Message, frozen=True, kw_only=True):
    """A device is here, or (as its will) is gone. A will counts only if its boot is the current birth's."""

    status: Literal["online", "offline"]
    boot: Boot


class HubState(Message, frozen=True, kw_only=True):
    """The hub is here, or (as its will) is gone. May be a lie after the broker was killed: probe."""

    status: Literal["online", "offline"]
    epoch: Boot
    boot: Boot


class Birth(Message, frozen=True, kw_only=True):
    """A device introduces itself after every connect, until it is welcomed.

    `open` lists the tickets it has bound and not yet delivered; reservations of this device that are not
    among them were never printed, and the hub voids them. `epoch` is the hub's as it was last told (0: never);
    with `acked` it shows a hub that came back from a backup what it has forgotten.
    """

    boot: Boot
    journal: Annotated[
        str, Meta(pattern=r"^[0-9a-f]{32}$(?!\n)", description="changes when the card is wiped")
    ]
    role: Literal["ticket_kiosk", "counter_pad", "display"]
    version: Name
    epoch: Rev = 0
    acked: Seq = 0
    letter: Letter = ""
    open: tuple[Uid, ...] = ()


class Welcome(Message, frozen=True, kw_only=True):
    """The hub's answer to a birth: where to go on from.

    `acked` is how far the hub holds this device's log; a device that has sent more sends it again. A `boot`
    above the birth's orders the device to take that boot counter (its card was wiped or cloned).
    """

    boot: Boot
    epoch: Boot
    acked: Seq
    letter: Letter
    at: float


class HubProbe(Message, frozen=True, kw_only=True):
    """A device asks whether the hub is really there."""

    nonce: Rev


class HubAlive(Message, frozen=True, kw_only=True):
    """The hub answers a probe from its writer, after real work."""

    nonce: Rev
    at: float


class DeviceProbe(Message, frozen=True, kw_only=True):
    """The hub asks whether a device that is said to be online really is."""

    nonce: Rev


class DeviceAlive(Message, frozen=True, kw_only=True):
    """The device answers a probe from its own loop."""

    nonce: Rev
    boot: Boot


class Health(Message, frozen=True, kw_only=True):
    """What a device's hardware is like, on change and once a minute."""

    parts: tuple[Part, ...]


# --- press to paper ---------------------------------------------------------------------------------------


class TicketRequest(Message, frozen=True, kw_only=True):
    """A citizen pressed a button. The same uid again is the same ticket.

    `replaces` names a ticket of this kiosk whose paper did not come out: the new one takes its place. `visit` names
    the first ticket of the same visitor, `priority` the group that the visitor belongs to.
    """

    uid: Uid
    service: Slug
    token: Token
    replaces: Uid | None = None
    visit: Uid | None = None
    priority: Slug | None = None


class Proposal(Message, frozen=True, kw_only=True):
    """The hub proposes a label. Nothing is promised until the kiosk has bound it."""

    uid: Uid
    label: Label
    ahead: Count
    wait_s: Seconds | None
    at: float


class Refusal(Message, frozen=True, kw_only=True):
    """The hub gives no ticket, and why, in words for the citizen."""

    uid: Uid
    reason: Literal["unknown_service", "closed", "stale"]
    text: Text


class Bound(Durable, frozen=True, kw_only=True):
    """The kiosk has bound a label durably; paper may exist from here on. The first bind wins.

    `trusted` is false when `at` was carried over a reboot without the hub: then it is only a lower bound.
    """

    uid: Uid
    label: Label
    service: Slug
    token: Token
    at: float | None
    trusted: bool = True
    replaces: Uid | None = None
    visit: Uid | None = None
    priority: Slug | None = None


class Printed(Durable, frozen=True, kw_only=True):
    """How the paper came out. `failed` is said only with proof that it did not."""

    uid: Uid
    result: Literal["printed", "unconfirmed", "failed"]
    reason: Text = ""


class LogAck(Message, frozen=True, kw_only=True):
    """The hub has committed a device's log through this sequence."""

    acked: Seq


# --- the counter ------------------------------------------------------------------------------------------

Action = Literal["call_next", "recall", "serve", "finish", "no_show", "park"]


class CounterCommand(Message, frozen=True, kw_only=True):
    """An officer pressed a button of a pad. The same uid again is the same command.

    `at` lets the hub refuse a press that was stuck in a broken network.
    """

    uid: Uid
    action: Action
    at: float | None


class CommandOutcome(Message, frozen=True, kw_only=True):
    """What became of a command: done, or refused with a reason a person understands."""

    uid: Uid
    done: bool
    label: Label | None = None
    text: Text = ""


class CounterView(Message, frozen=True, kw_only=True):
    """A snapshot for the pad of one counter: what its lamps show."""

    epoch: Boot
    rev: Rev
    state: Literal["idle", "called", "serving"]
    label: Label | None
    waiting: Count


# --- snapshots for everybody ------------------------------------------------------------------------------


class Catalogue(Message, frozen=True, kw_only=True):
    """Who serves what where: the whole mall, retained."""

    epoch: Boot
    rev: Rev
    mall: Mall
    zones: tuple[Zone, ...]
    agencies: tuple[Agency, ...]
    services: tuple[Service, ...]
    counters: tuple[Counter, ...]


class Board(Message, frozen=True, kw_only=True):
    """All that the displays of one zone show; `calls` oldest first, the last dozen."""

    epoch: Boot
    rev: Rev
    zone: Slug
    mall: Name
    regency: Name
    timezone: Name
    calls: tuple[Call, ...]
    tiles: tuple[Tile, ...]
    notices: tuple[Text, ...]


class Clock(Message, frozen=True, kw_only=True):
    """The hub's time, retained and repeated, for boxes without a battery clock."""

    epoch: Boot
    at: float


# --- the table --------------------------------------------------------------------------------------------

Role = Literal["ticket_kiosk", "counter_pad", "display", "hub"]
KIOSK: tuple[Role, ...] = ("ticket_kiosk",)
PAD: tuple[Role, ...] = ("counter_pad",)
DISPLAY: tuple[Role, ...] = ("display",)
DEVICES: tuple[Role, ...] = (*KIOSK, *PAD, *DISPLAY)
HUB_ONLY: tuple[Role, ...] = ("hub",)


class Route(NamedTuple):
    """One row: what is said on which topic, by whom, to whom, and how carefully.

    `topic` is below `mpp/v1/{site}/`; `{id}` is the device's own id, `{zone}` a zone of the hall.
    """

    message: type[Message]
    topic: str
    senders: tuple[Role, ...]
    receivers: tuple[Role, ...]
    retained: bool = False
    max_bytes: int = 4096
    expiry_s: int | None = None
    qos: int = 1

    @property
    def durable(self) -> bool:
        """Whether the sender keeps it until the hub has committed it."""
        return issubclass(self.message, Durable)

    @property
    def name(self) -> str:
        """The last word of the topic, which is the name of the message on the wire."""
        return self.topic.replace("/{zone}", "").rsplit("/", 1)[-1]


ROUTES: tuple[Route, ...] = (
    Route(DeviceState, "device/{id}/state", DEVICES, HUB_ONLY, retained=True),
    Route(HubState, "hub/state", HUB_ONLY, DEVICES, retained=True),
    Route(Birth, "device/{id}/up/birth", DEVICES, HUB_ONLY, max_bytes=65536),
    Route(HubProbe, "device/{id}/up/probe", DEVICES, HUB_ONLY, expiry_s=5),
    Route(DeviceAlive, "device/{id}/up/alive", DEVICES, HUB_ONLY, expiry_s=5),
    Route(Health, "device/{id}/up/health", DEVICES, HUB_ONLY, max_bytes=16384),
    Route(TicketRequest, "device/{id}/up/request", KIOSK, HUB_ONLY, expiry_s=5),
    Route(Bound, "device/{id}/up/bound", KIOSK, HUB_ONLY),
    Route(Printed, "device/{id}/up/printed", KIOSK, HUB_ONLY),
    Route(CounterCommand, "device/{id}/up/command", PAD, HUB_ONLY, expiry_s=5),
    Route(Welcome, "device/{id}/down/welcome", HUB_ONLY, DEVICES),
    Route(HubAlive, "device/{id}/down/alive", HUB_ONLY, DEVICES, expiry_s=5),
    Route(DeviceProbe, "device/{id}/down/probe", HUB_ONLY, DEVICES, expiry_s=5),
    Route(LogAck, "device/{id}/down/ack", HUB_ONLY, KIOSK),
    Route(Proposal, "device/{id}/down/proposal", HUB_ONLY, KIOSK, expiry_s=5),
    Route(Refusal, "device/{id}/down/refusal", HUB_ONLY, KIOSK, expiry_s=5),
    Route(CommandOutcome, "device/{id}/down/outcome", HUB_ONLY, PAD, expiry_s=5),
    Route(CounterView, "device/{id}/down/view", HUB_ONLY, PAD),
    Route(Catalogue, "all/catalogue", HUB_ONLY, KIOSK, retained=True, max_bytes=1_000_000),
    Route(Board, "all/board/{zone}", HUB_ONLY, DISPLAY, retained=True, max_bytes=65536),
    Route(Clock, "all/clock", HUB_ONLY, DEVICES, retained=True),
)

ROUTE_OF: dict[type[Message], Route] = {route.message: route for route in ROUTES}


def topic_of(message: type[Message], site: str, *, device: str = "", zone: str = "") -> str:
    """The full topic of a message; `device` and `zone` fill the places that its route has.

    >>> topic_of(TicketRequest, "contoh", device="kiosk-1")
    'mpp/v1/contoh/device/kiosk-1/up/request'
    """
    path = ROUTE_OF[message].topic
    return f"mpp/{VERSION}/{site}/" + path.replace("{id}", device).replace("{zone}", zone)


def topic_filter(route: Route, site: str, *, device: str | None = None, zone: str | None = None) -> str:
    """The subscription that receives a route: an own id or zone, or `+` where the receiver hears all.

    >>> topic_filter(ROUTE_OF[Birth], "contoh")
    'mpp/v1/contoh/device/+/up/birth'
    """
    path = route.topic.replace("{id}", device or "+").replace("{zone}", zone or "+")
    return f"mpp/{VERSION}/{site}/{path}"
