"""Every message of the mall as a frozen struct: what is said. Who may say it, and where, is the table of `contract.py`.

Pure: no I/O, no clock, no randomness. Conventions: `at` is UTC in seconds since 1970, from the hub's clock or reckoned
from it; `None` where the sender has had no trusted time since it booted. `epoch` grows when the hub was restored from a
backup, `rev` with every snapshot; a receiver ignores a lower pair.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from broker_config.nouns import (
    Agency,
    Boot,
    Call,
    Channel,
    Code,
    Count,
    Counter,
    Label,
    Letter,
    Mall,
    Name,
    Offering,
    Part,
    PriorityGroup,
    Rev,
    Score,
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
    the first ticket of the same visitor, `priority` the group that the visitor belongs to, `booking` what was found
    by `BookingAsked`.
    """

    uid: Uid
    service: Slug
    token: Token
    replaces: Uid | None = None
    visit: Uid | None = None
    priority: Slug | None = None
    channel: Channel = "button"
    booking: Code | None = None


class Proposal(Message, frozen=True, kw_only=True):
    """The hub proposes a label. Nothing is promised until the kiosk has bound it."""

    uid: Uid
    label: Label
    ahead: Count
    wait_s: Seconds | None
    at: float


class Refusal(Message, frozen=True, kw_only=True):
    """The hub gives no ticket, and why, in words for the citizen; `english` may be empty."""

    uid: Uid
    reason: Literal["unknown_service", "closed", "stale", "no_booking"]
    text: Text
    english: Text = ""


class BookingAsked(Message, frozen=True, kw_only=True):
    """A citizen showed a code that may be a booking made in another system; `code` stands for it today."""

    uid: Uid
    code: Code


class BookingFound(Message, frozen=True, kw_only=True):
    """It is one, for this service, and not used yet. The kiosk goes on with a `TicketRequest`; else: a `Refusal`."""

    uid: Uid
    service: Slug
    at: float


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
    channel: Channel = "button"
    booking: Code | None = None


class Printed(Durable, frozen=True, kw_only=True):
    """How the paper came out. `failed` is said only with proof that it did not."""

    uid: Uid
    result: Literal["printed", "unconfirmed", "failed"]
    reason: Text = ""


class Reprinted(Durable, frozen=True, kw_only=True):
    """A visitor had the ticket printed again, marked as a copy. The place in line is the same."""

    uid: Uid
    result: Literal["printed", "unconfirmed", "failed"]


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
    """What became of a command: done, or refused with a reason a person understands.

    A uid with the sequence 0, which no press has, is the answer to the staff card that was shown last.
    """

    uid: Uid
    done: bool
    label: Label | None = None
    text: Text = ""


class CounterView(Message, frozen=True, kw_only=True):
    """A snapshot for the pad of one counter: what its lamps and its line of text show.

    `rate` is the ticket that was finished here last, if its visitor may still say how it was. `officer` is who works
    here, as far as anybody signed in.
    """

    epoch: Boot
    rev: Rev
    state: Literal["idle", "called", "serving"]
    label: Label | None
    waiting: Count
    rate: Uid | None = None
    officer: Text = ""


class Rated(Durable, frozen=True, kw_only=True):
    """A visitor touched a face at the counter. One vote a ticket: the first one counts."""

    ticket: Uid
    score: Score
    at: float | None


class CardShown(Durable, frozen=True, kw_only=True):
    """An officer held a staff card to the pad: to come, or to go."""

    card: Code
    at: float | None


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
    priority_groups: tuple[PriorityGroup, ...] = ()


class Offers(Message, frozen=True, kw_only=True):
    """Which services can be had just now, retained; one that is not listed is open."""

    epoch: Boot
    rev: Rev
    services: tuple[Offering, ...]


class Board(Message, frozen=True, kw_only=True):
    """All that the displays of one zone, or of all (`EVERYWHERE`), show; `calls` oldest first, the last dozen."""

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
