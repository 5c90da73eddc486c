"""What a ticket kiosk decides: (event, now) -> actions. Pure. From the press to the paper, with or without the hub."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from broker_config import contract as c
from broker_config.labels import label
from kiosk.hub_watch import Admitted, HubWatch, LinkDown, NobodyHeard, Send
from kiosk.receipt_words import SLIPS
from kiosk.roles.actions import (
    BindAndPrint,
    Lamps,
    LogCopy,
    LogPrint,
    Pattern,
    PrintCopy,
    PrintSlip,
    Stage,
    Tell,
)
from kiosk.roles.events import CopyEnded, Owed, PaperCode, Pressed, PrintEnded, PrinterIs, Shown, Wanted
from kiosk.roles.papers import Papers

if TYPE_CHECKING:
    from collections.abc import Callable

ASK_AGAIN_S = (0.150, 0.400)
GIVE_UP_S = 0.800
OWED_S = 600.0  # a visitor whose paper failed waits for it about so long
TAKE_S = 5.0  # how long a lamp asks to take the ticket
REFUSED_S = 2.0  # how long it shows that there is none
SLIP_AGAIN_S = 20.0  # why there is none is printed so often at most, in the same words


class _Pending(NamedTuple):
    request: c.TicketRequest
    asked: int
    began: float
    language: Literal["id", "en"]
    prefix: str  # as it was when we asked: services leave the catalogue; empty if it had left before


class _Asked(NamedTuple):
    """A code that the hub was asked about."""

    message: c.BookingAsked
    asked: int
    began: float


class TicketKiosk:
    """Press to paper.

    `letter` and `number` are the kiosk's own series (empty: never admitted yet); `secret` makes the tokens of its
    tickets unguessable; `owed` are papers still due from before a restart; `slips`: why there is no number is
    printed, because there is no panel to tell it on.
    """

    def __init__(
        self, device: str, boot: int, watch: HubWatch, *, letter: str, number: int, secret: bytes,
        owed: tuple[Owed, ...] = (), slips: bool = False,
    ) -> None:  # fmt: skip
        self._device, self._boot, self._watch = device, boot, watch
        self._letter, self._number, self._secret = letter, number, secret
        self.prefixes: dict[str, str] = {}  # service -> prefix: what may be pressed
        self.offers: dict[str, c.Offering] = {}  # service -> what is the matter with it; open, if nothing is
        self._offers_rev = (0, -1)
        self._sequence = 0
        self._pending: dict[str, _Pending] = {}
        self._bookings: dict[str, _Asked] = {}
        self._printing: dict[str, Owed] = {}  # by uid; since when its visitor waits
        self._owed = list(owed)
        self._replaced: dict[str, Owed] = {}  # new uid -> the owed ticket it takes the place of
        self._printer = PrinterIs(ok=False, paper="unknown")
        self._papers = Papers()
        for due in owed:
            self._papers.fail(due.uid)
        self._copying: dict[str, int] = {}
        self._slips = slips
        self._slipped: dict[PrintSlip, float] = {}
        self._shows: dict[str, tuple[Pattern, float]] = {}  # service -> what its lamp says, and until when

    @property
    def open(self) -> bool:
        """Whether this kiosk can give numbers at all."""
        # A kiosk that was never admitted has no letter, and so no label of its own that would be safe.
        return self._printer.ok and (self._watch.alive or bool(self._letter))

    @property
    def busy(self) -> bool:
        """Whether somebody waits for an answer or for a paper that is being printed."""
        return bool(self._pending or self._bookings or self._printing or self._copying)

    def deadline(self) -> float | None:
        """When `tick` has something to do."""
        due = [self._next_due(one) for one in (*self._pending.values(), *self._bookings.values())]
        due += [until for _, until in self._shows.values()]
        return min((at for at in (*due, self._watch.deadline()) if at is not None), default=None)

    def handle(self, event: object, now: float) -> list[object]:
        """Take what happened; gives what to do about it."""
        actions = self._watch.handle(event, now)
        for action in actions:
            if isinstance(action, Admitted):
                self._boot = max(self._boot, action.welcome.boot)
                self._letter = action.welcome.letter or self._letter
        take = _TAKE.get(type(event))
        if take is not None:
            actions += take(self, event, now)
        elif isinstance(event, LinkDown) or self._unheard(event):
            actions += self._go_offline(now)
        return actions + self.tick(now)

    def tick(self, now: float) -> list[object]:
        """What time alone does: ask again, stop waiting for the hub, print what is owed."""
        actions = self._watch.tick(now)
        if not self._watch.alive and (self._pending or self._bookings):
            actions += self._go_offline(now)
        actions += self._ask_again(now)
        if self.open and self._owed:
            owed, self._owed = self._owed, []
            for due in owed:
                waits = due.waits(now, self._watch.since, OWED_S)
                if waits is None:
                    self._owed.append(due)  # we do not know yet how long we were off
                elif waits:
                    if due.service in self.prefixes or (self.prefixes and self._watch.alive):
                        actions += self._want(due.wanted, now, due)
                    else:
                        self._owed.append(due)  # we know no prefix; the hub says what becomes of it
        self._shows = {name: shown for name, shown in self._shows.items() if now < shown[1]}
        return [*actions, Lamps(self.lamps())]

    def owed(self, now: float) -> int:
        """How many papers did not come out whose visitors may still stand here."""
        return sum(due.waits(now, self._watch.since, OWED_S) is not False for due in self._owed)

    def lamps(self) -> dict[str, Pattern]:
        """What the lamps show: on (open), fast (printing), slow (take it), double (refused), off (closed, no paper)."""
        busy = {printing.service for printing in self._printing.values()}
        busy |= {pending.request.service for pending in self._pending.values()}
        shown: dict[str, Pattern] = {service: self._lamp(service, busy) for service in self.prefixes}
        shown["paper"] = _PAPER.get(self._printer.paper, "off")
        return shown

    def _lamp(self, service: str, busy: set[str]) -> Pattern:
        if service in busy and self.open:
            return "fast"
        if service in self._shows:
            return self._shows[service][0]
        offer = self.offers.get(service) if self._watch.alive else None  # alone, it gives numbers at any hour
        return "on" if self.open and (offer is None or offer.state == "open") else "off"

    # --- asking -------------------------------------------------------------------------------------------

    def _ask_again(self, now: float) -> list[object]:
        actions: list[object] = []
        for uid, one in list(self._pending.items()):
            if now >= one.began + GIVE_UP_S:
                self._watch.doubt(now)
                return actions + self._go_offline(now)
            if now >= self._next_due(one):
                self._pending[uid] = one._replace(asked=one.asked + 1)
                actions.append(Send(one.request))
        for uid, asked in list(self._bookings.items()):
            if now >= asked.began + GIVE_UP_S:
                self._watch.doubt(now)
                return actions + self._go_offline(now)
            if now >= self._next_due(asked):
                self._bookings[uid] = asked._replace(asked=asked.asked + 1)
                actions.append(Send(asked.message))
        return actions

    @staticmethod
    def _next_due(one: _Pending | _Asked) -> float:
        waits = (*ASK_AGAIN_S, GIVE_UP_S)
        return one.began + waits[min(one.asked - 1, len(ASK_AGAIN_S))]

    @staticmethod
    def _unheard(event: object) -> bool:
        return isinstance(event, NobodyHeard) and isinstance(event.message, c.TicketRequest | c.BookingAsked)

    def _take_press(self, event: Pressed, now: float) -> list[object]:
        return self._want(Wanted(event.means, channel="button"), now)

    def _want(self, wanted: Wanted, now: float, owed: Owed | None = None) -> list[object]:
        service = wanted.service
        prefix = self.prefixes.get(service, "")
        if not prefix and owed is None:
            return []
        if not self.open:
            return [Tell("shut", service=service)]  # its lamp is off: nothing is promised
        uid = self._next_uid()
        request = c.TicketRequest(
            uid=uid, service=service, token=self._token(uid), replaces=owed.uid if owed else None,
            priority=wanted.priority or None, channel=wanted.channel, booking=wanted.booking or None,
        )  # fmt: skip
        if owed is not None:
            self._replaced[uid] = owed
        pending = _Pending(request, asked=1, began=now, language=wanted.language, prefix=prefix)
        told = Tell("asked", uid, service)
        if not self._watch.alive:
            return [told, *self._bind_offline(pending, now)]
        self._pending[uid] = pending
        return [Send(request), told]

    def _next_uid(self) -> str:
        self._sequence += 1
        return f"{self._device}.{self._boot}.{self._sequence}"

    def _token(self, uid: str) -> str:
        digest = hashlib.blake2b(uid.encode(), key=self._secret, digest_size=16).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()

    # --- answers ------------------------------------------------------------------------------------------

    def _take_proposal(self, proposal: c.Proposal, now: float) -> list[object]:
        pending = self._pending.pop(proposal.uid, None)
        if pending is None:
            return []  # too late: another label is bound, and on the paper
        return self._bind(pending, now, proposal.label, ahead=proposal.ahead, wait_s=proposal.wait_s)

    def _take_refusal(self, refusal: c.Refusal, now: float) -> list[object]:
        self._replaced.pop(refusal.uid, None)
        if self._bookings.pop(refusal.uid, None) is not None:
            told = Tell("refused", refusal.uid, text=refusal.text, english=refusal.english)
            return self._explain(told, now, refusal.text)
        pending = self._pending.pop(refusal.uid, None)
        if pending is None:
            return []
        service = pending.request.service
        self._shows[service] = "double", now + REFUSED_S
        told = Tell("refused", refusal.uid, service, text=refusal.text, english=refusal.english)
        return self._explain(told, now, refusal.text)

    def _explain(self, told: Tell, now: float, slip: str) -> list[object]:
        """Tell why there is no number, on paper if there is no panel; the same words not again at once."""
        self._slipped = {said: at for said, at in self._slipped.items() if now < at + SLIP_AGAIN_S}
        paper = PrintSlip(told.service, slip)
        if not self._slips or not self._printer.ok or paper in self._slipped:
            return [told]
        self._slipped[paper] = now
        return [told, paper]

    def _take_catalogue(self, catalogue: c.Catalogue, _now: float) -> list[object]:
        self.prefixes = {service.id: service.prefix for service in catalogue.services}
        return []

    def _take_offers(self, offers: c.Offers, _now: float) -> list[object]:
        if (offers.epoch, offers.rev) >= self._offers_rev:
            self._offers_rev = offers.epoch, offers.rev
            self.offers = {offering.service: offering for offering in offers.services}
        return []

    # --- binding ------------------------------------------------------------------------------------------

    def _go_offline(self, now: float) -> list[object]:
        asked, self._bookings = self._bookings, {}
        told = [
            action
            for uid in asked
            for action in self._explain(Tell("no_answer", uid), now, SLIPS["no_answer"])
        ]
        pending, self._pending = self._pending, {}
        return told + [action for one in pending.values() for action in self._bind_offline(one, now)]

    def _bind_offline(self, pending: _Pending, now: float) -> list[object]:
        request = pending.request
        if self._letter and pending.prefix:
            self._number += 1
            own = label(pending.prefix, self._number, self._letter)
            return self._bind(pending, now, own, number=self._number)
        # Nothing safe to print: let them press again. What is owed we ask for again when the hub is back.
        owed = self._replaced.pop(request.uid, None)
        if owed is not None:
            self._owed.append(owed)
            return []
        return self._explain(Tell("no_answer", request.uid, request.service), now, SLIPS["no_answer"])

    def _bind(
        self, pending: _Pending, now: float, text: str, *, ahead: int | None = None,
        wait_s: float | None = None, number: int = 0,
    ) -> list[object]:  # fmt: skip
        request = pending.request
        self._papers.sent(request.uid, now)
        owed = self._replaced.pop(request.uid, None)
        if owed is not None:
            self._papers.fail(owed.uid, request.uid)
        asked = Owed(
            request.uid, request.service, now, None, request.priority or "", request.channel, request.booking or "",
            pending.language,
        )  # fmt: skip
        # Who is owed a paper since before a restart, still is.
        self._printing[request.uid] = owed._replace(uid=request.uid) if owed else asked
        bind = BindAndPrint(
            uid=request.uid, label=text, service=request.service, token=request.token,
            at=self._watch.at_least(now), trusted=self._watch.hub_time(now) is not None,
            ahead=ahead, wait_s=wait_s, replaces=request.replaces, number=number,
            priority=request.priority or "", channel=request.channel, booking=request.booking or "",
            language=pending.language,
        )  # fmt: skip
        return [bind, Tell("bound", request.uid, request.service, text)]

    # --- paper --------------------------------------------------------------------------------------------

    def _take_printer(self, event: PrinterIs, _now: float) -> list[object]:
        self._printer = event
        return []

    def _take_print(self, event: PrintEnded, now: float) -> list[object]:
        printing = self._printing.pop(event.uid, None)
        if printing is None:
            return []
        if event.result == "failed":
            self._owed.append(printing)
            self._papers.fail(event.uid)
            stage: Stage = "failed"
        else:
            self._shows[printing.service] = "slow", now + TAKE_S
            stage = "printed" if event.result == "printed" else "unconfirmed"
        return [LogPrint(event.uid, event.result, event.reason), Tell(stage, event.uid, printing.service)]

    def _take_paper_code(self, event: PaperCode, _now: float) -> list[object]:
        self._papers.know(event.visitor, event.uid)
        if event.failed:
            self._papers.fail(event.uid)
        return []

    def _take_shown(self, event: Shown, now: float) -> list[object]:
        uid = self._papers.of(event.visitor)
        if uid:
            return self._take_paper(uid, now)
        if event.kind == "card":
            if uid := self._papers.link(event.visitor, now):
                return [Tell("linked", uid)]
            return self._explain(Tell("unknown_code"), now, SLIPS["unknown_card"])
        if not event.booking:
            return self._explain(Tell("unknown_code"), now, SLIPS["unknown_code"])
        if not self._watch.alive:
            return self._explain(Tell("no_answer"), now, SLIPS["no_answer"])
        uid = self._next_uid()
        asked = c.BookingAsked(uid=uid, code=event.booking)
        self._bookings[uid] = _Asked(asked, asked=1, began=now)
        return [Send(asked)]

    def _take_booking(self, found: c.BookingFound, now: float) -> list[object]:
        asked = self._bookings.pop(found.uid, None)
        if asked is None:
            return []
        return self._want(Wanted(found.service, channel="booking", booking=asked.message.code), now)

    def _take_paper(self, shown: str, now: float) -> list[object]:
        """A paper, or a piece of one that failed: its number is void, and what took its place is what one needs."""
        uid = self._papers.heir(shown)
        if not self._papers.is_void(uid) and (uid == shown or uid not in self._printing):
            return self._print_again(uid, now)
        if uid in self._printing or any(due.uid == uid for due in (*self._owed, *self._replaced.values())):
            return [Tell("copying" if self._printer.ok else "shut", uid)]  # it comes as soon as it can
        return self._explain(Tell("unknown_code"), now, SLIPS["unknown_code"])

    def _print_again(self, uid: str, now: float) -> list[object]:
        if not self._printer.ok:
            return [Tell("shut", uid)]
        if uid in self._copying:
            return [Tell("no_copy", uid)]  # it is on its way
        copy = self._papers.next_copy(uid)
        if not copy:
            return self._explain(Tell("no_copy", uid), now, SLIPS["no_copy"])
        self._copying[uid] = copy
        return [PrintCopy(uid), Tell("copying", uid)]

    def _take_copy(self, event: CopyEnded, _now: float) -> list[object]:
        copy = self._copying.pop(event.uid, 0)
        if not copy:
            return []
        stage: Stage = "copied"
        if event.result == "failed":
            self._papers.copy_failed(event.uid)
            stage = "failed"
        return [LogCopy(event.uid, copy, event.result), Tell(stage, event.uid)]


_PAPER: dict[str, Pattern] = {"out": "fast", "near_end": "slow"}
_TAKE: dict[type, Callable[[Any, Any, float], list[object]]] = {
    Pressed: TicketKiosk._take_press,  # noqa: SLF001 - the table of the class above
    Wanted: TicketKiosk._want,  # noqa: SLF001
    Shown: TicketKiosk._take_shown,  # noqa: SLF001
    PaperCode: TicketKiosk._take_paper_code,  # noqa: SLF001
    PrinterIs: TicketKiosk._take_printer,  # noqa: SLF001
    PrintEnded: TicketKiosk._take_print,  # noqa: SLF001
    CopyEnded: TicketKiosk._take_copy,  # noqa: SLF001
    c.Proposal: TicketKiosk._take_proposal,  # noqa: SLF001
    c.Refusal: TicketKiosk._take_refusal,  # noqa: SLF001
    c.BookingFound: TicketKiosk._take_booking,  # noqa: SLF001
    c.Catalogue: TicketKiosk._take_catalogue,  # noqa: SLF001
    c.Offers: TicketKiosk._take_offers,  # noqa: SLF001
}
