"""The nouns of the displays: how each screen is laid out, how the voice speaks, what is announced. Pure."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from broker_config.nouns import DAYS, Day, DeviceId, Name, Rev, Slug, Text

Layout = Literal["hall", "zone", "agency", "counter", "overview"]
Colour = Annotated[str, Meta(pattern=r"^#[0-9a-f]{6}$(?!\n)", description="`#08122a`")]
LocalTime = Annotated[
    str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$(?!\n)", description="local, `13:30`")
]
Volume = Annotated[float, Meta(ge=0, le=1)]
Shown = Annotated[str, Meta(max_length=48)]
Title = Annotated[str, Meta(max_length=120)]
Inches = Annotated[float, Meta(ge=5, le=200)]
Metres = Annotated[float, Meta(ge=1, le=100)]
Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$(?!\n)", description="of a file's bytes")]
EndTime = Annotated[
    str, Meta(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$(?!\n)", description="local, `17:00`, `24:00`")
]
FileOrNone = Annotated[
    str, Meta(pattern=r"^([0-9a-f]{64})?$(?!\n)", description="SHA-256 of a file, or empty")
]
Language = Annotated[str, Meta(pattern=r"^[a-z]{2,3}$(?!\n)", description="ISO 639: `id`, `en`, `jv`")]


class ScreenPlan(msgspec.Struct, frozen=True, kw_only=True):
    """How one display is laid out.

    `shows` is the agency of the layout `agency`, as its tile calls it, or the counter's number of the layout `counter`.
    `inches` is the screen's diagonal and `farthest_m` the distance of the farthest seat: what must be read from there
    is never made smaller. `title` and `contact` are the name of the agency that the layouts `agency` and `counter` are
    of, and how it is reached; `media`: clips and pages are shown while nobody is being called.
    """

    device: DeviceId
    layout: Layout = "zone"
    shows: Shown = ""
    inches: Inches = 43.0
    farthest_m: Metres = 10.0
    ticker: bool = False
    title: Title = ""
    contact: Text = ""
    media: bool = True


class Theme(msgspec.Struct, frozen=True, kw_only=True):
    """The mall's colours: what lies under all, what panels are made of, and what draws the eye to a call.

    `logo` is a picture among the mall's files, empty for none.
    """

    ground: Colour
    panel: Colour
    accent: Colour
    logo: FileOrNone = ""


NIGHT = Theme(ground="#08122a", panel="#142a56", accent="#ffd100")


class Loudness(msgspec.Struct, frozen=True, kw_only=True):
    """How loud the voice is from a time of the day on."""

    since: LocalTime
    volume: Volume


class VoicePlan(msgspec.Struct, frozen=True, kw_only=True):
    """How the voice speaks. A call that could not be said within `expires_s` is shown, and said no more.

    `repeats`: how often a call is said again if nothing else is to be said.
    """

    languages: Annotated[tuple[Language, ...], Meta(min_length=1, max_length=4)]
    numbers: Literal["digits", "cardinal"] = "digits"
    loudness: Annotated[tuple[Loudness, ...], Meta(max_length=24)] = ()
    expires_s: Annotated[float, Meta(ge=10, le=600)] = 60.0
    repeats: Annotated[int, Meta(ge=0, le=3)] = 0


INDONESIAN = VoicePlan(languages=("id",))


class Speaker(msgspec.Struct, frozen=True, kw_only=True):
    """Which display speaks for a zone; with `turns`, it asks for the floor first, for other zones hear it."""

    zone: Slug
    device: DeviceId
    turns: bool = False


class Light(msgspec.Struct, frozen=True, kw_only=True):
    """When the screens are lit: from `on` to `off`, local times, on `days`."""

    on: LocalTime
    off: LocalTime
    days: Annotated[tuple[Day, ...], Meta(min_length=1, max_length=7)] = DAYS

    def __post_init__(self) -> None:
        """Refuse hours that are none."""
        if not self.on < self.off:
            raise ValueError("`on` and `off`: the earlier of the two comes first")


Kind = Literal["opening", "break", "closing", "last_tickets", "text", "emergency"]


class OfItself(msgspec.Struct, frozen=True, kw_only=True):
    """What the hall is told by the hours alone: opening, break, closing soon, no more numbers."""

    opening: bool = True
    rest: bool = msgspec.field(default=True, name="break")
    closing: bool = True
    last_tickets: bool = True


class Announcement(msgspec.Struct, frozen=True, kw_only=True):
    """Something the whole hall is told. `number` grows with each and is never used twice in an epoch.

    It is said once, unless it came before the display did, and is on the screen until `until` (UTC). An emergency
    goes before everything, is said again and again, and has the screen to itself. No zones: all of them.
    """

    number: Rev
    kind: Kind
    text: Text
    english: Text = ""
    zones: tuple[Slug, ...] = ()
    spoken: bool = True
    at: float
    until: float


class When(msgspec.Struct, frozen=True, kw_only=True):
    """When something is shown: on these dates (both included), weekdays and local times; what is not said, always."""

    first: date | None = None
    last: date | None = None
    days: Annotated[tuple[Day, ...], Meta(min_length=1, max_length=7)] = DAYS
    since: LocalTime = "00:00"
    until: EndTime = "24:00"

    def holds(self, moment: datetime) -> bool:
        """Whether it is shown at a local time."""
        today = moment.date()
        if (self.first and today < self.first) or (self.last and today > self.last):
            return False
        return DAYS[moment.weekday()] in self.days and self.since <= moment.strftime("%H:%M") < self.until


ALWAYS = When()


class Clip(msgspec.Struct, frozen=True, kw_only=True):
    """A picture or a video of the mall's. A display fetches its `size` bytes from the hub, by their SHA-256.

    `seconds` is how long a picture stands, or a video takes. No zones: all of them.
    """

    id: Slug
    kind: Literal["picture", "video"]
    sha256: Sha256
    size: Annotated[int, Meta(ge=1, le=2_000_000_000)]
    seconds: Annotated[float, Meta(ge=1, le=7200)] = 12.0
    sound: bool = False
    zones: tuple[Slug, ...] = ()
    when: When = ALWAYS


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A line of a page: what, and how much, when or where; `english` is the same for whoever reads no Indonesian."""

    left: Text
    right: Text = ""
    english: Text = ""


PageKind = Literal["services", "hours", "requirements", "hotlines", "satisfaction", "today"]


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """One page of what the mall offers, as a display lays it out; long ones are continued by the display."""

    kind: PageKind
    title: Name
    english: Text = ""
    rows: Annotated[tuple[Row, ...], Meta(max_length=60)]
    note: Text = ""
    zones: tuple[Slug, ...] = ()
