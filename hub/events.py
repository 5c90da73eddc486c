"""What can happen in a hall, as frozen structs in the past tense: the lines of the journal. Pure.

A journal of these, folded by `hall.evolve`, is the whole truth; the tables are a copy of that fold. So an event
carries everything its evolution needs, and never what could be asked of a clock or of chance.
"""

from __future__ import annotations

from typing import Any, Literal, Union

import msgspec

from broker_config.signage import Kind


class Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="event", omit_defaults=True):
    """Something that happened. `at`: UTC seconds since 1970 on the mall's clock.

    `by` is the person who did it, by the id of the register; empty for a device and for the hub itself.
    """

    at: float
    by: str = msgspec.field(default="", name="person")


class TicketEvent(Event, frozen=True, kw_only=True):
    """Something that happened to a ticket. `counter` is set when it happened at one."""

    uid: str
    label: str
    counter: str = ""
    device: str = ""
    log_seq: int = 0  # the entry of the device's log that told it; 0: nobody's log did


class Reserved(TicketEvent, frozen=True, kw_only=True, tag="reserved"):
    """The hub proposed a label for a press. `channel`: how it was asked for; `booking`: what stands for its code."""

    number: int
    service: str
    day: str
    token: str
    queue_time: float
    visit: str = ""
    priority: str = ""
    channel: str = "button"
    booking: str = ""


class Bound(TicketEvent, frozen=True, kw_only=True, tag="bound"):
    """The kiosk bound a label: the proposal, or one of its own, which burns the proposal."""

    service: str
    day: str
    token: str
    queue_time: float
    visit: str = ""
    priority: str = ""
    channel: str = "button"
    booking: str = ""


class Reprinted(TicketEvent, frozen=True, kw_only=True, tag="reprinted"):
    """The kiosk printed the ticket once more, marked as a copy, or tried to. Its place is the same."""

    result: Literal["printed", "unconfirmed", "failed"]


class Replaced(TicketEvent, frozen=True, kw_only=True, tag="replaced"):
    """A ticket whose paper failed gave its place to another one."""

    successor: str = msgspec.field(name="by")


class Printed(TicketEvent, frozen=True, kw_only=True, tag="printed"):
    """The paper is out, or (`confirmed` false) was sent to a printer that cannot tell."""

    confirmed: bool


class Failed(TicketEvent, frozen=True, kw_only=True, tag="failed"):
    """The paper did not come out; the label is burned."""

    reason: str


class Presumed(TicketEvent, frozen=True, kw_only=True, tag="presumed"):
    """Nobody told how the print ended: the ticket may be called, with a flag."""

    reason: str


class Voided(TicketEvent, frozen=True, kw_only=True, tag="voided"):
    """The ticket never reached paper."""

    reason: str


class Lapsed(TicketEvent, frozen=True, kw_only=True, tag="lapsed"):
    """The day ended before the ticket was called."""


class Called(TicketEvent, frozen=True, kw_only=True, tag="called"):
    """A counter called the ticket. `command` is the press that did it; `call` numbers every announcement."""

    call: int
    command: str = ""


class Recalled(TicketEvent, frozen=True, kw_only=True, tag="recalled"):
    """The counter called it again."""

    call: int
    command: str = ""


class Served(TicketEvent, frozen=True, kw_only=True, tag="served"):
    """The visitor came to the counter."""

    command: str = ""


class Finished(TicketEvent, frozen=True, kw_only=True, tag="finished"):
    """The counter is done with the visitor."""

    command: str = ""


class Missed(TicketEvent, frozen=True, kw_only=True, tag="no_show"):
    """Nobody came."""

    command: str = ""


class Parked(TicketEvent, frozen=True, kw_only=True, tag="parked"):
    """The counter put the visitor aside: a form is being filled in, a copy fetched."""

    command: str = ""


class Resumed(TicketEvent, frozen=True, kw_only=True, tag="resumed"):
    """Who was put aside is back in line, at the old place."""

    command: str = ""


class Transferred(TicketEvent, frozen=True, kw_only=True, tag="transferred"):
    """Another service, or another counter (`only`; empty: any), goes on with it; number and place are kept."""

    service: str
    only: str = ""
    command: str = ""


class Restored(TicketEvent, frozen=True, kw_only=True, tag="restored"):
    """Who had not come, or was struck off, is back in line, at the old place."""


class Cancelled(TicketEvent, frozen=True, kw_only=True, tag="cancelled"):
    """The visitor goes without being served."""

    reason: str = ""
    command: str = ""


class Prioritised(TicketEvent, frozen=True, kw_only=True, tag="prioritised"):
    """The visitor belongs to a group that is called first; none, if `priority` is empty."""

    priority: str


class Joined(TicketEvent, frozen=True, kw_only=True, tag="joined"):
    """Two tickets are one visitor's: `visit` is the uid of the first one."""

    visit: str


class Entered(TicketEvent, frozen=True, kw_only=True, tag="entered"):
    """A number of a pre-printed roll, given out by hand while the machines were down: the visitor waits."""

    service: str
    day: str
    token: str
    queue_time: float


class EnteredServed(TicketEvent, frozen=True, kw_only=True, tag="entered_served"):
    """A number of a pre-printed roll whose visitor was served while the machines were down."""

    service: str
    day: str
    token: str
    queue_time: float


class Rated(TicketEvent, frozen=True, kw_only=True, tag="rated"):
    """The visitor said how it was, 1 to 4, with one touch; `touched_at` is when, if the pad knew the time."""

    score: int
    touched_at: float | None = None


class Edited(Event, frozen=True, kw_only=True, tag="edited"):
    """A row of the register as it stands from now on; `kind` is its table."""

    kind: str
    id: str
    row: dict[str, Any]


class Attended(Event, frozen=True, kw_only=True, tag="attended"):
    """Evidence of somebody at a counter, beside what happens to tickets; `sign_out` is evidence of the contrary.

    A pad that could not tell us at once says when it was: `shown_at`. `card` is a staff card of somebody who comes.
    """

    counter: str
    how: Literal["sign_in", "sign_out", "activity", "button", "card"]
    device: str = ""
    shown_at: float | None = None
    log_seq: int = 0


class DeviceUp(Event, frozen=True, kw_only=True, tag="device_up"):
    """A device can be heard."""

    device: str


class DeviceDown(Event, frozen=True, kw_only=True, tag="device_down"):
    """A device cannot be heard; `at` is when it was noticed, `since` when it was heard last."""

    device: str
    since: float


class HubStarted(Event, frozen=True, kw_only=True, tag="hub_started"):
    """The hub began to work; before, it was alive until `alive_until` (0: it never was)."""

    boot: int
    alive_until: float


class ClockStepped(Event, frozen=True, kw_only=True, tag="clock_stepped"):
    """The mall's clock was set: it had shown `before`, and a moment later `at`."""

    before: float


class CardAssigned(Event, frozen=True, kw_only=True, tag="card_assigned"):
    """A staff card was given to a person, or (`given` false) was taken away; nothing is said of the card."""

    user: str
    given: bool = True


class Announced(Event, frozen=True, kw_only=True, tag="announced"):
    """The hall is told something until `until`; by nobody: by the hours. No `zones`: all of them.

    `number` grows with each; the same `key` is the same announcement, however often it was asked for.
    """

    number: int
    kind: Kind
    text: str
    english: str = ""
    zones: tuple[str, ...] = ()
    spoken: bool = True
    until: float
    key: str = ""


class AnnouncementEnded(Event, frozen=True, kw_only=True, tag="announcement_ended"):
    """An announcement was taken back before its time was over."""

    number: int


class SpeakerChosen(Event, frozen=True, kw_only=True, tag="speaker_chosen"):
    """A display speaks for a zone from now on; nobody does, if `device` is empty."""

    zone: str
    device: str = ""


class AlertOpened(Event, frozen=True, kw_only=True, tag="alert_opened"):
    """Something needs a person. `key` is the same as long as the cause is; `subject` is what it is about."""

    key: str
    kind: str
    subject: str
    detail: dict[str, Any]


class AlertAcknowledged(Event, frozen=True, kw_only=True, tag="alert_acknowledged"):
    """A person has seen it."""

    key: str


class AlertClosed(Event, frozen=True, kw_only=True, tag="alert_closed"):
    """Its cause is gone."""

    key: str


class LogTaken(Event, frozen=True, kw_only=True, tag="log_taken"):
    """An entry of a device's log was taken that changed nothing."""

    device: str
    log_seq: int


class DeviceAdmitted(Event, frozen=True, kw_only=True, tag="device_admitted"):
    """A journal that the hub had not known: a new device, or one whose card was wiped, restored or cloned."""

    device: str
    journal: str
    boot: int
    letter: str
    log_seq: int


class DeviceBorn(Event, frozen=True, kw_only=True, tag="device_born"):
    """A known device started."""

    device: str
    boot: int


class EpochBegan(Event, frozen=True, kw_only=True, tag="epoch_began"):
    """The hub was restored from a backup: a device holds more of the past than it does."""

    epoch: int
    device: str


class Reconciled(Event, frozen=True, kw_only=True, tag="reconciled"):
    """Every kiosk has sent its log again: the plain series can go on."""


class DayBegan(Event, frozen=True, kw_only=True, tag="day_began"):
    """A new service day: every number series starts again."""

    day: str


class AlarmRaised(Event, frozen=True, kw_only=True, tag="alarm"):
    """Something a technician must look at."""

    kind: Literal["take_over_storm", "conflicting_bind", "duplicate_label", "stranger"]
    device: str
    detail: str


TICKET_EVENTS = (
    *(Reserved, Bound, Replaced, Printed, Failed, Presumed, Voided, Lapsed, Reprinted),
    *(Called, Recalled, Served, Finished, Missed, Parked, Resumed, Transferred),
    *(Restored, Cancelled, Prioritised, Joined, Entered, EnteredServed, Rated),
)
OTHER_EVENTS = (
    *(LogTaken, DeviceAdmitted, DeviceBorn, EpochBegan, Reconciled, DayBegan, AlarmRaised),
    *(Edited, Attended, CardAssigned, DeviceUp, DeviceDown, HubStarted, ClockStepped),
    *(AlertOpened, AlertAcknowledged, AlertClosed, Announced, AnnouncementEnded, SpeakerChosen),
)

_ENCODER = msgspec.json.Encoder()
_DECODER: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Union[(*TICKET_EVENTS, *OTHER_EVENTS)])


def tag(event: Event) -> str:
    """The event's name in the journal: `called`."""
    return str(event.__struct_config__.tag)


def dump(event: Event) -> str:
    """An event as the JSON of its journal row."""
    return _ENCODER.encode(event).decode()


def parse(data: str) -> Event:
    """The event of a journal row."""
    return _DECODER.decode(data)
