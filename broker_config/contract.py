"""ONE table: every message, who may say it where, to whom, and how carefully. The messages are in `messages.py`.

Pure. Both ends of the wire read this file; the codec, the broker's access list, the golden samples and the message
reference are derived from it. A new message is a class there and a row of `ROUTES` here.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from broker_config.hall_messages import (
    Announcements,
    FloorGranted,
    FloorReleased,
    FloorRequest,
    Identify,
    Picture,
    PictureWanted,
    Programme,
    Signage,
)
from broker_config.messages import (
    Action,
    Birth,
    Board,
    BookingAsked,
    BookingFound,
    Bound,
    CardShown,
    Catalogue,
    Clock,
    CommandOutcome,
    CounterCommand,
    CounterView,
    DeviceAlive,
    DeviceProbe,
    DeviceState,
    Durable,
    Health,
    HubAlive,
    HubProbe,
    HubState,
    LogAck,
    Message,
    Offers,
    Printed,
    Proposal,
    Rated,
    Refusal,
    Reprinted,
    TicketRequest,
    Welcome,
)
from broker_config.nouns import (
    EVERYWHERE,
    Agency,
    Call,
    Counter,
    DeviceId,
    Mall,
    Offering,
    Part,
    PriorityGroup,
    Service,
    Slug,
    Tile,
    Zone,
)
from broker_config.signage import (
    Announcement,
    Clip,
    Light,
    Loudness,
    Page,
    Row,
    ScreenPlan,
    Speaker,
    Theme,
    VoicePlan,
    When,
)

__all__ = [
    "DEVICES",
    "DISPLAY",
    "EVERYWHERE",
    "HUB",
    "HUB_ONLY",
    "KIOSK",
    "PAD",
    "ROUTES",
    "ROUTE_OF",
    "VERSION",
    "WITH_LOG",
    "Action",
    "Agency",
    "Announcement",
    "Announcements",
    "Birth",
    "Board",
    "BookingAsked",
    "BookingFound",
    "Bound",
    "Call",
    "CardShown",
    "Catalogue",
    "Clip",
    "Clock",
    "CommandOutcome",
    "Counter",
    "CounterCommand",
    "CounterView",
    "DeviceAlive",
    "DeviceId",
    "DeviceProbe",
    "DeviceState",
    "Durable",
    "FloorGranted",
    "FloorReleased",
    "FloorRequest",
    "Health",
    "HubAlive",
    "HubProbe",
    "HubState",
    "Identify",
    "Light",
    "LogAck",
    "Loudness",
    "Mall",
    "Message",
    "Offering",
    "Offers",
    "Page",
    "Part",
    "Picture",
    "PictureWanted",
    "Printed",
    "PriorityGroup",
    "Programme",
    "Proposal",
    "Rated",
    "Refusal",
    "Reprinted",
    "Role",
    "Route",
    "Row",
    "ScreenPlan",
    "Service",
    "Signage",
    "Slug",
    "Speaker",
    "Theme",
    "TicketRequest",
    "Tile",
    "VoicePlan",
    "Welcome",
    "When",
    "Zone",
    "topic_filter",
    "topic_of",
]

VERSION = "v1"
HUB: DeviceId = "hub"

# --- the table --------------------------------------------------------------------------------------------

Role = Literal["ticket_kiosk", "counter_pad", "display", "hub"]
KIOSK: tuple[Role, ...] = ("ticket_kiosk",)
PAD: tuple[Role, ...] = ("counter_pad",)
DISPLAY: tuple[Role, ...] = ("display",)
DEVICES: tuple[Role, ...] = (*KIOSK, *PAD, *DISPLAY)
WITH_LOG: tuple[Role, ...] = (*KIOSK, *PAD)
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
    Route(Birth, "device/{id}/up/birth", DEVICES, HUB_ONLY, max_bytes=1_000_000),
    Route(HubProbe, "device/{id}/up/probe", DEVICES, HUB_ONLY, expiry_s=5),
    Route(DeviceAlive, "device/{id}/up/alive", DEVICES, HUB_ONLY, expiry_s=5),
    Route(Health, "device/{id}/up/health", DEVICES, HUB_ONLY, max_bytes=16384),
    Route(TicketRequest, "device/{id}/up/request", KIOSK, HUB_ONLY, expiry_s=5),
    Route(Bound, "device/{id}/up/bound", KIOSK, HUB_ONLY),
    Route(Printed, "device/{id}/up/printed", KIOSK, HUB_ONLY),
    Route(Reprinted, "device/{id}/up/reprinted", KIOSK, HUB_ONLY),
    Route(BookingAsked, "device/{id}/up/booking", KIOSK, HUB_ONLY, expiry_s=5),
    Route(CounterCommand, "device/{id}/up/command", PAD, HUB_ONLY, expiry_s=5),
    Route(Rated, "device/{id}/up/rated", PAD, HUB_ONLY),
    Route(CardShown, "device/{id}/up/card", PAD, HUB_ONLY),
    Route(FloorRequest, "device/{id}/up/floor", DISPLAY, HUB_ONLY, expiry_s=5),
    Route(FloorReleased, "device/{id}/up/released", DISPLAY, HUB_ONLY, expiry_s=5),
    Route(Picture, "device/{id}/up/picture", DISPLAY, HUB_ONLY, max_bytes=1_000_000, expiry_s=30),
    Route(Welcome, "device/{id}/down/welcome", HUB_ONLY, DEVICES),
    Route(HubAlive, "device/{id}/down/alive", HUB_ONLY, DEVICES, expiry_s=5),
    Route(DeviceProbe, "device/{id}/down/probe", HUB_ONLY, DEVICES, expiry_s=5),
    Route(LogAck, "device/{id}/down/ack", HUB_ONLY, WITH_LOG),
    Route(Proposal, "device/{id}/down/proposal", HUB_ONLY, KIOSK, expiry_s=5),
    Route(Refusal, "device/{id}/down/refusal", HUB_ONLY, KIOSK, expiry_s=5),
    Route(BookingFound, "device/{id}/down/booking", HUB_ONLY, KIOSK, expiry_s=5),
    Route(CommandOutcome, "device/{id}/down/outcome", HUB_ONLY, PAD, expiry_s=5),
    Route(CounterView, "device/{id}/down/view", HUB_ONLY, PAD),
    Route(FloorGranted, "device/{id}/down/floor", HUB_ONLY, DISPLAY, expiry_s=5),
    Route(Identify, "device/{id}/down/identify", HUB_ONLY, DISPLAY, expiry_s=10),
    Route(PictureWanted, "device/{id}/down/picture", HUB_ONLY, DISPLAY, expiry_s=10),
    Route(Catalogue, "all/catalogue", HUB_ONLY, KIOSK, retained=True, max_bytes=4_000_000),
    Route(Offers, "all/offers", HUB_ONLY, KIOSK, retained=True, max_bytes=1_000_000),
    Route(Board, "all/board/{zone}", HUB_ONLY, DISPLAY, retained=True, max_bytes=65536),
    Route(Signage, "all/signage", HUB_ONLY, DISPLAY, retained=True, max_bytes=262_144),
    Route(Programme, "all/programme", HUB_ONLY, DISPLAY, retained=True, max_bytes=262_144),
    Route(Announcements, "all/announcements", HUB_ONLY, DISPLAY, retained=True, max_bytes=65536),
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
