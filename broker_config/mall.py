"""The mall as data: who serves what, where, when and for whom. Pure.

These are the rows that site.toml describes (`mall_file.py` reads it) and the hub keeps; what goes on the wire of
them is in `nouns.py`. Must never know boxes, and never hold a secret: passwords are the hub's business.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, NamedTuple

import msgspec
from msgspec import Meta

from broker_config import nouns, signage
from broker_config.hours import Hours, WrittenHours, resolve
from broker_config.nouns import Name, Slug, Text

LongText = Annotated[str, Meta(max_length=4000)]
Position = Annotated[int, Meta(ge=0, le=100_000)]

AgencyType = Literal["opd", "vertical", "bumn", "bumd", "private"]
AgencyStatus = Literal["not_signed", "signed", "preparing", "active", "paused"]
ServicePlace = Literal["here", "back_office", "referral"]
UserRole = Literal["manager", "officer", "technician", "observer"]

MALL = "mall"  # the one row of its kind has its name
BESIDE = (
    "priority",
    "theme",
    "voice",
    "announcements",
    "idle",
    "light",
)  # tables of the file that its row holds, beside the hours


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """How priority groups are called: always first (`strict`), at least one in `n` calls, or like everybody."""

    policy: Literal["strict", "one_in", "none"] = "strict"
    n: Annotated[int, Meta(ge=2, le=50)] = 3

    @property
    def one_in(self) -> int:
        """1 for strict, `n` for one in n, 0 for no priority at all."""
        return {"strict": 1, "none": 0, "one_in": self.n}[self.policy]


class Idle(msgspec.Struct, frozen=True, kw_only=True):
    """`[idle]`: what screens show while nobody is being called, of all that the hub can tell by itself.

    It begins `after_s` after a screen's last call had its turn; a page stands `page_s`.
    """

    services: bool = True
    hours: bool = True
    requirements: bool = True
    hotlines: bool = True
    satisfaction: bool = True
    today: bool = True
    after_s: Annotated[float, Meta(ge=5, le=3600)] = 30.0
    page_s: Annotated[float, Meta(ge=5, le=120)] = 12.0


class Mall(nouns.Mall, frozen=True, kw_only=True):
    """`[mall]`, `[hours]`, the policy of `[priority]`, and what `BESIDE` names of the hall; no light: always lit."""

    site: Slug
    letterhead: Text = ""
    hours: WrittenHours
    priority: Policy = Policy()
    theme: signage.Theme = signage.NIGHT
    voice: signage.VoicePlan = signage.INDONESIAN
    announcements: signage.OfItself = signage.OfItself()
    idle: Idle = Idle()
    light: signage.Light | None = None


class Zone(nouns.Zone, frozen=True, kw_only=True):
    """`[zones.<id>]`. `position` is the place in lists; 0: as it stands in the file.

    `hears`: the zones whose voices are heard here, and ours there. One of the two may say so, and whoever hears a third
    one hears it as well, for their voices take turns.
    """

    hears: tuple[Slug, ...] = ()
    position: Position = 0
    archived: bool = False


class Agency(nouns.Agency, frozen=True, kw_only=True):
    """`[agencies.<id>]`: as on the wire, who it is, and its hours where they differ from the mall's."""

    type: AgencyType = "opd"
    status: AgencyStatus = "active"
    letterhead: Text = ""
    hours: WrittenHours | None = None
    position: Position = 0
    archived: bool = False


class Service(nouns.Service, frozen=True, kw_only=True):
    """`[services.<id>]`: as on the wire, and what a visitor has to know.

    `standard_minutes` at the counter, `standard_days` until the whole is done; `quota` tickets a day. Only what is
    served here needs a prefix.
    """

    prefix: Annotated[
        str,
        Meta(pattern=r"^([0-9]?[A-Z]{1,2})?$(?!\n)", description="a letter, two, or a digit before them"),
    ] = ""
    place: ServicePlace = "here"
    procedure: LongText = ""
    standard_days: Annotated[int, Meta(ge=0, le=3650)] | None = None
    quota: Annotated[int, Meta(ge=1, le=10_000)] | None = None
    position: Position = 0
    archived: bool = False


class Counter(nouns.Counter, frozen=True, kw_only=True):
    """`[counters.<id>]`."""

    archived: bool = False


class Screen(msgspec.Struct, frozen=True, kw_only=True):
    """`[screens.<id>]`: how the display of this id is laid out; one that is not there goes by its own settings."""

    id: nouns.DeviceId
    layout: signage.Layout = "zone"
    shows: signage.Shown = ""
    inches: signage.Inches = 43.0
    farthest_m: signage.Metres = 10.0
    ticker: bool = False
    media: bool = True
    archived: bool = False


class Scheduled(msgspec.Struct, frozen=True, kw_only=True):
    """What is shown at some time, in some zones (none: in all); what is not said of its time sets no limit."""

    zones: tuple[Slug, ...] = ()
    first: date | None = msgspec.field(default=None, name="from")
    last: date | None = msgspec.field(default=None, name="to")
    days: Annotated[tuple[nouns.Day, ...], Meta(min_length=1, max_length=7)] = nouns.DAYS
    since: signage.LocalTime = "00:00"
    until: signage.EndTime = "24:00"
    archived: bool = False

    @property
    def when(self) -> signage.When:
        """When it is shown."""
        return signage.When(
            first=self.first, last=self.last, days=self.days, since=self.since, until=self.until
        )


class Notice(Scheduled, frozen=True, kw_only=True):
    """`[notices.<id>]`: told at the foot of the displays while its time holds."""

    id: Slug
    text: Annotated[str, Meta(min_length=1, max_length=400)]
    english: Text = ""


class PriorityGroup(nouns.PriorityGroup, frozen=True, kw_only=True):
    """`[priority.groups.<id>]`."""

    position: Position = 0
    archived: bool = False


class User(msgspec.Struct, frozen=True, kw_only=True):
    """`[users.<id>]`: a person who works with the hub; `id` is the login."""

    id: Slug
    name: Name
    role: UserRole
    agency: str = ""
    counters: tuple[Slug, ...] = ()
    archived: bool = False


class Override(msgspec.Struct, frozen=True, kw_only=True):
    """`[overrides.<id>]`: other hours from one date to another, both included, of the mall or of one agency.

    `closed`; or `span` on every day that is open anyway; or `hours`, of which whatever they name replaces the usual.
    """

    id: Slug
    first: date = msgspec.field(name="from")
    last: date | None = msgspec.field(default=None, name="to")
    reason: Name
    agency: str = ""
    closed: bool = False
    span: str = ""
    hours: WrittenHours | None = None
    archived: bool = False

    @property
    def until(self) -> date:
        """The last day of it."""
        return self.last or self.first


class Clip(Scheduled, frozen=True, kw_only=True):
    """`[clips.<id>]`: a picture or a video that the mall gave the hub, and when and where it is shown.

    The hub keeps its bytes by their `sha256`; a row without one is what is left of a clip that was deleted.
    """

    id: Slug
    name: Name
    kind: Literal["picture", "video"]
    sha256: signage.FileOrNone
    size: Annotated[int, Meta(ge=0, le=2_000_000_000)]
    seconds: Annotated[float, Meta(ge=1, le=7200)] = 12.0
    sound: bool = False


class MallData(msgspec.Struct, frozen=True, kw_only=True):
    """The whole mall."""

    mall: Mall
    zones: tuple[Zone, ...]
    agencies: tuple[Agency, ...]
    services: tuple[Service, ...]
    counters: tuple[Counter, ...]
    priority_groups: tuple[PriorityGroup, ...] = ()
    users: tuple[User, ...] = ()
    overrides: tuple[Override, ...] = ()
    screens: tuple[Screen, ...] = ()
    notices: tuple[Notice, ...] = ()
    clips: tuple[Clip, ...] = ()

    @property
    def hours(self) -> Hours:
        """The mall's hours on an ordinary day."""
        return resolve(self.mall.hours)

    def hours_of(self, agency: Agency) -> Hours:
        """An agency's hours on an ordinary day."""
        return resolve(agency.hours, self.hours) if agency.hours else self.hours


class Kind(NamedTuple):
    """One kind of row: the table it stands in, its struct, and the field of `MallData`."""

    table: str
    row: type[msgspec.Struct]
    field: str


KINDS = {
    "zone": Kind("zones", Zone, "zones"),
    "agency": Kind("agencies", Agency, "agencies"),
    "service": Kind("services", Service, "services"),
    "counter": Kind("counters", Counter, "counters"),
    "priority_group": Kind("priority.groups", PriorityGroup, "priority_groups"),
    "user": Kind("users", User, "users"),
    "override": Kind("overrides", Override, "overrides"),
    "screen": Kind("screens", Screen, "screens"),
    "notice": Kind("notices", Notice, "notices"),
    "clip": Kind("clips", Clip, "clips"),
}

# Stands in where there is no mall (yet); without a site nothing is said about anybody's hours.
NO_MALL = Mall(site="", name="", regency="", timezone="Asia/Jakarta", day_ends="23:59", hours=WrittenHours())
