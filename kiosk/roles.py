"""What a ticket kiosk and a counter pad decide: (event, now) -> actions. Pure.

`now` is real monotonic seconds. The shell (`clerk.py`) carries the actions out in the order given; a `BindAndPrint`
is on the disk before a byte of it goes to the printer.
"""

from __future__ import annotations

import base64
import hashlib
from typing import NamedTuple

from broker_config import contract as c
from broker_config.labels import label
from kiosk.hub_watch import Admitted, HubWatch, LinkDown, NobodyHeard, Send

ASK_AGAIN_S = (0.150, 0.400)
GIVE_UP_S = 0.800
OWED_S = 600.0  # a visitor whose paper failed waits for it about so long
UNDERSTOOD_S = 1.5  # how long a lamp shows that a command was not done


class Pressed(NamedTuple):
    """A finger on a button that means a service (kiosk) or an action (pad)."""

    means: str


class PrinterIs(NamedTuple):
    """Whether the printer can print, and what is with its paper."""

    ok: bool
    paper: str


class PrintEnded(NamedTuple):
    """How a ticket's paper came out: printed, unconfirmed or failed."""

    uid: str
    result: str
    reason: str = ""


class Owed(NamedTuple):
    """A ticket whose paper did not come out, and since when its visitor waits.

    `since` is our monotonic time; after a restart there is only `at`, the mall's time of the bind.
    """

    uid: str
    service: str
    since: float | None
    at: float | None = None


class BindAndPrint(NamedTuple):
    """Action: bind this label to the uid, durably and only once; then print, if it was bound now.

    `number` is the offline number to be remembered with it, 0 for the hub's labels.
    """

    uid: str
    label: str
    service: str
    token: str
    at: float | None
    trusted: bool
    ahead: int | None
    wait_s: float | None
    replaces: str | None
    number: int


class LogPrint(NamedTuple):
    """Action: write down how the paper came out."""

    uid: str
    result: str
    reason: str


class Lamps(NamedTuple):
    """Action: what every lamp shows: off, on, slow or fast."""

    patterns: dict[str, str]


class _Pending(NamedTuple):
    request: c.TicketRequest
    asked: int
    began: float


class TicketKiosk:
    """Press to paper, with or without the hub.

    `letter` and `number` are the kiosk's own series (empty: never admitted yet); `secret` makes the tokens of its
    tickets unguessable; `owed` are papers still due from before a restart.
    """

    def __init__(
        self, device: str, boot: int, watch: HubWatch, *, letter: str, number: int, secret: bytes,
        owed: tuple[Owed, ...] = (),
    ) -> None:  # fmt: skip
        self._device, self._boot, self._watch = device, boot, watch
        self._letter, self._number, self._secret = letter, number, secret
        self.prefixes: dict[str, str] = {}  # service -> prefix: what may be pressed
        self._sequence = 0
        self._pending: dict[str, _Pending] = {}
        self._printing: dict[str, Owed] = {}  # by uid; since when its visitor waits
        self._owed = list(owed)
        self._replaced: dict[str, Owed] = {}  # new uid -> the owed ticket it takes the place of
        self._printer = PrinterIs(ok=False, paper="unknown")

    def deadline(self) -> float | None:
        """When `tick` has something to do."""
        due = [self._next_due(pending) for pending in self._pending.values()]
        return min((at for at in (*due, self._watch.deadline()) if at is not None), default=None)

    def handle(self, event: object, now: float) -> list[object]:
        """Take what happened; gives what to do about it."""
        actions = self._watch.handle(event, now)
        for action in actions:
            if isinstance(action, Admitted):
                self._boot = max(self._boot, action.welcome.boot)
                self._letter = action.welcome.letter or self._letter
        if isinstance(event, Pressed):
            actions += self._press(event.means, now)
        elif isinstance(event, c.Proposal):
            actions += self._take_proposal(event, now)
        elif isinstance(event, c.Refusal):
            self._pending.pop(event.uid, None)
            self._replaced.pop(event.uid, None)
        elif isinstance(event, c.Catalogue):
            self.prefixes = {service.id: service.prefix for service in event.services}
        elif isinstance(event, PrinterIs):
            self._printer = event
        elif isinstance(event, PrintEnded):
            actions += self._take_print(event)
        elif isinstance(event, LinkDown) or self._unheard(event):
            actions += self._go_offline(now)
        return actions + self.tick(now)

    def tick(self, now: float) -> list[object]:
        """What time alone does: ask again, stop waiting for the hub, print what is owed."""
        actions = self._watch.tick(now)
        if not self._watch.alive and self._pending:
            actions += self._go_offline(now)
        for uid, pending in list(self._pending.items()):
            if now >= pending.began + GIVE_UP_S:
                self._watch.doubt(now)
                actions += self._go_offline(now)
                break
            if now >= self._next_due(pending):
                self._pending[uid] = pending._replace(asked=pending.asked + 1)
                actions.append(Send(pending.request))
        if self._open():
            owed, self._owed = self._owed, []
            for due in owed:
                waited = now - due.since if due.since is not None else self._watch.since(due.at, now)
                if waited is None and due.at is not None:
                    self._owed.append(due)  # we do not know yet how long we were off
                elif waited is not None and waited < OWED_S:
                    actions += self._press(due.service, now, due)
        return [*actions, Lamps(self.lamps())]

    def lamps(self) -> dict[str, str]:
        """What the lamps show: a service is open, printing or closed; the paper is there, low or out."""
        busy = {printing.service for printing in self._printing.values()}
        busy |= {pending.request.service for pending in self._pending.values()}
        shown = {
            service: ("fast" if service in busy else "on") if self._open() else "off"
            for service in self.prefixes
        }
        shown["paper"] = {"out": "fast", "near_end": "slow"}.get(self._printer.paper, "off")
        return shown

    def _open(self) -> bool:
        # A kiosk that was never admitted has no letter, and so no label of its own that would be safe.
        return self._printer.ok and (self._watch.alive or bool(self._letter))

    @staticmethod
    def _next_due(pending: _Pending) -> float:
        waits = (*ASK_AGAIN_S, GIVE_UP_S)
        return pending.began + waits[min(pending.asked - 1, len(ASK_AGAIN_S))]

    @staticmethod
    def _unheard(event: object) -> bool:
        return isinstance(event, NobodyHeard) and isinstance(event.message, c.TicketRequest)

    def _press(self, service: str, now: float, owed: Owed | None = None) -> list[object]:
        if service not in self.prefixes or not self._open():
            return []  # the lamp is off: nothing is promised
        self._sequence += 1
        uid = f"{self._device}.{self._boot}.{self._sequence}"
        request = c.TicketRequest(
            uid=uid, service=service, token=self._token(uid), replaces=owed.uid if owed else None
        )
        if owed is not None:
            self._replaced[uid] = owed
        pending = _Pending(request, asked=1, began=now)
        if not self._watch.alive:
            return [self._bind_offline(pending, now)]
        self._pending[uid] = pending
        return [Send(request)]

    def _token(self, uid: str) -> str:
        digest = hashlib.blake2b(uid.encode(), key=self._secret, digest_size=16).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()

    def _take_proposal(self, proposal: c.Proposal, now: float) -> list[object]:
        pending = self._pending.pop(proposal.uid, None)
        if pending is None:
            return []  # too late: another label is bound, and on the paper
        return [self._bind(pending, now, proposal.label, ahead=proposal.ahead, wait_s=proposal.wait_s)]

    def _go_offline(self, now: float) -> list[object]:
        if not self._letter:  # nothing safe to print: let them press again
            self._pending.clear()
            return []
        pending, self._pending = self._pending, {}
        return [self._bind_offline(one, now) for one in pending.values()]

    def _bind_offline(self, pending: _Pending, now: float) -> BindAndPrint:
        self._number += 1
        own = label(self.prefixes[pending.request.service], self._number, self._letter)
        return self._bind(pending, now, own, number=self._number)

    def _bind(
        self, pending: _Pending, now: float, text: str, *, ahead: int | None = None,
        wait_s: float | None = None, number: int = 0,
    ) -> BindAndPrint:  # fmt: skip
        request = pending.request
        owed = self._replaced.pop(request.uid, None)
        self._printing[request.uid] = Owed(request.uid, request.service, owed.since if owed else now)
        return BindAndPrint(
            uid=request.uid, label=text, service=request.service, token=request.token,
            at=self._watch.at_least(now), trusted=self._watch.hub_time(now) is not None,
            ahead=ahead, wait_s=wait_s, replaces=request.replaces, number=number,
        )  # fmt: skip

    def _take_print(self, event: PrintEnded) -> list[object]:
        printing = self._printing.pop(event.uid, None)
        if printing is None:
            return []
        if event.result == "failed":
            self._owed.append(printing)
        return [LogPrint(event.uid, event.result, event.reason)]


class CounterPad:
    """An officer's buttons: each press is one command, asked until the hub has answered or is given up."""

    def __init__(self, device: str, boot: int, watch: HubWatch) -> None:
        self._device, self._boot, self._watch = device, boot, watch
        self._sequence = 0
        self._command: c.CounterCommand | None = None
        self._next = ""  # pressed while the one before was still asked
        self._asked, self._began = 0, 0.0
        self._failed_until: float | None = None
        self._view: c.CounterView | None = None

    def deadline(self) -> float | None:
        """When `tick` has something to do."""
        due = [self._watch.deadline(), self._failed_until, self._next_due() if self._command else None]
        return min((at for at in due if at is not None), default=None)

    def handle(self, event: object, now: float) -> list[object]:
        """Take what happened; gives what to do about it."""
        actions = self._watch.handle(event, now)
        for action in actions:
            if isinstance(action, Admitted):
                self._boot = max(self._boot, action.welcome.boot)
        if isinstance(event, Pressed):
            actions += self._press(event.means, now)
        elif isinstance(event, c.CommandOutcome) and self._command and event.uid == self._command.uid:
            self._command = None
            if not event.done:
                self._failed_until, self._next = now + UNDERSTOOD_S, ""
            elif self._next:
                actions += self._press(self._next, now)
        elif isinstance(event, c.CounterView):
            newest = self._view is None or (event.epoch, event.rev) >= (self._view.epoch, self._view.rev)
            self._view = event if newest else self._view
        elif isinstance(event, LinkDown) or (
            isinstance(event, NobodyHeard) and self._command == event.message
        ):
            self._give_up(now)
        return actions + self.tick(now)

    def tick(self, now: float) -> list[object]:
        """Ask again, or give the command up."""
        actions = self._watch.tick(now)
        if self._failed_until is not None and now >= self._failed_until:
            self._failed_until = None
        if self._command is not None and now >= self._began + GIVE_UP_S:
            self._watch.doubt(now)
            self._give_up(now)
        elif self._command is not None and now >= self._next_due():
            self._asked += 1
            actions.append(Send(self._command))
        return [*actions, Lamps(self.lamps())]

    def lamps(self) -> dict[str, str]:
        """Whether people wait, whether a number is called (blinking) or served, whether the hub is there."""
        view = self._view
        link = "fast" if self._failed_until is not None else "on" if self._watch.alive else "off"
        called = {"called": "slow", "serving": "on"}.get(view.state, "off") if view else "off"
        waiting = "on" if view and view.waiting and self._watch.alive else "off"
        return {"waiting": waiting, "called": called, "link": link}

    def _next_due(self) -> float:
        waits = (*ASK_AGAIN_S, GIVE_UP_S)
        return self._began + waits[min(self._asked - 1, len(ASK_AGAIN_S))]

    def _press(self, action: str, now: float) -> list[object]:
        if self._command is not None:
            self._next = action if action != self._command.action else self._next  # twice the same is once
            return []
        self._next = ""
        if not self._watch.alive:
            self._failed_until = now + UNDERSTOOD_S
            return []
        self._sequence += 1
        uid = f"{self._device}.{self._boot}.{self._sequence}"
        self._command = c.CounterCommand(uid=uid, action=action, at=self._watch.hub_time(now))  # type: ignore[arg-type] - the settings were checked
        self._asked, self._began = 1, now
        return [Send(self._command)]

    def _give_up(self, now: float) -> None:
        if self._command is not None:
            self._command, self._next = None, ""
            self._failed_until = now + UNDERSTOOD_S
