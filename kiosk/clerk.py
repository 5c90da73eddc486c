"""Carries out what a role decided: writes, sends, prints, lights. The simulation runs this very file.

No thread, no clock, no socket and no port: those are the agent's, who passes in the ways to send, print and light.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, NamedTuple

from broker_config import contract as c
from broker_config.delivery import Delivery
from kiosk import roles
from kiosk.hub_watch import Admitted, HubWatch, Introduce, LinkDown, Send

if TYPE_CHECKING:
    from collections.abc import Callable

    from broker_config.outbox import Outbox

log = logging.getLogger(__name__)

VERSION = "0.1.0"


class Outlets(NamedTuple):
    """The ways out: `send` is False without a session, `print` takes a ticket that was bound just now.

    `copy` prints a ticket once more, `slip` a few words instead of one; `tell` is for the panel, `words` for a pad's
    text display.
    """

    send: Callable[[c.Message], bool]
    print: Callable[[roles.BindAndPrint], None]
    light: Callable[[dict[str, roles.Pattern]], None]
    reborn: Callable[[int], None]
    copy: Callable[[c.Bound], None] = lambda _bound: None
    slip: Callable[[roles.PrintSlip], None] = lambda _slip: None
    tell: Callable[[roles.Tell], None] = lambda _told: None
    words: Callable[[roles.Words], None] = lambda _words: None


class Clerk:
    """The hands of one role."""

    def __init__(
        self, role: roles.TicketKiosk | roles.CounterPad, watch: HubWatch, outbox: Outbox, outlets: Outlets
    ) -> None:
        self._role, self._watch, self._outbox, self._out = role, watch, outbox, outlets
        self._delivery = Delivery(outbox)
        self._perform = {
            Send: self._send,
            Introduce: self._introduce,
            Admitted: self._admitted,
            roles.BindAndPrint: self._bind_and_print,
            roles.LogPrint: self._log_print,
            roles.PrintCopy: self._print_copy,
            roles.LogCopy: self._log_copy,
            roles.PrintSlip: lambda action, _now: self._out.slip(action),
            roles.Tell: lambda action, _now: self._out.tell(action),
            roles.LogRating: self._log_rating,
            roles.LogCard: self._log_card,
            roles.Words: lambda action, _now: self._out.words(action),
            roles.Lamps: self._light,
        }
        self._kept: list[object] = []  # what the role is to hear of what was done for it

    def take(self, event: object, now: float) -> None:
        """Let the role decide about an event, and do it."""
        if isinstance(event, c.LogAck):
            if event.acked < self._outbox.acked:
                self._watch.forgotten(now)
            self._delivery.acknowledged(event.acked)
        elif isinstance(event, LinkDown):
            self._delivery.end()
        self._do(self._role.handle(event, now), now)

    def write_down(self, event: roles.PrintEnded | roles.CopyEnded, now: float) -> None:
        """At the very end: how a paper came out, and nothing else, for there is nobody left to print or send."""
        for action in self._role.handle(event, now):
            if isinstance(action, roles.LogPrint | roles.LogCopy):
                self._perform[type(action)](action, now)

    def tick(self, now: float) -> None:
        """Do what time alone brings."""
        self._do(self._role.tick(now), now)

    def deadline(self) -> float | None:
        """When `tick` has something to do."""
        return min(
            (at for at in (self._role.deadline(), self._delivery.deadline()) if at is not None), default=None
        )

    def _do(self, actions: list[object], now: float) -> None:
        for action in actions:
            self._perform[type(action)](action, now)
        while self._kept:
            self._do(self._role.handle(self._kept.pop(0), now), now)
        self._delivery.pump(now, self._out.send)

    def _send(self, action: Send, _now: float) -> None:
        self._out.send(action.message)

    def _introduce(self, action: Introduce, _now: float) -> None:
        role = "ticket_kiosk" if isinstance(self._role, roles.TicketKiosk) else "counter_pad"
        letter = self._outbox.recall("letter", "")
        epoch = max(action.epoch, self._outbox.recall("epoch", 0))  # also what was told before we started
        birth = c.Birth(
            boot=self._outbox.boot, journal=self._outbox.journal, role=role, version=VERSION, epoch=epoch,
            acked=self._outbox.acked, letter=letter, open=self._outbox.subjects(c.Bound),
        )  # fmt: skip
        self._out.send(birth)

    def _admitted(self, action: Admitted, _now: float) -> None:
        welcome, outbox = action.welcome, self._outbox
        if welcome.letter != outbox.recall("letter", "") or welcome.epoch != outbox.recall("epoch", 0):
            with outbox.transaction(sync=True):
                outbox.write("letter", welcome.letter)
                outbox.write("epoch", welcome.epoch)
                outbox.write("hub_time", welcome.at)
        self._delivery.begin(welcome.acked)
        if welcome.boot > outbox.boot:  # never back: a welcome may have been overtaken by a later one
            log.warning("the hub knows this device's boot %d: going on as boot %d", outbox.boot, welcome.boot)
            outbox.take_boot(welcome.boot)
            self._out.reborn(welcome.boot)

    def _bind_and_print(self, bind: roles.BindAndPrint, _now: float) -> None:
        with self._outbox.transaction(sync=True):
            bound = self._outbox.append(
                c.Bound, bind.uid, uid=bind.uid, label=bind.label, service=bind.service, token=bind.token,
                at=bind.at, trusted=bind.trusted, replaces=bind.replaces,
                priority=bind.priority or None, channel=bind.channel, booking=bind.booking or None,
            )  # fmt: skip
            if bound is not None and bind.number:
                self._outbox.write("number", bind.number)
            if bound is not None and bind.language == "en":
                self._outbox.write("english", bind.uid)  # the last one: if its paper fails, so is the next
        if bound is None:
            return  # the first bind won, long ago
        log.info("%s bound %s", bind.uid, bind.label)
        self._out.print(bind)

    def _log_print(self, action: roles.LogPrint, _now: float) -> None:
        # Unsynced but for a failure: one fsync a ticket. Lost with the power, the hub presumes and flags it.
        with self._outbox.transaction(sync=action.result == "failed"):
            self._outbox.append(
                c.Printed, action.uid, uid=action.uid, result=action.result, reason=action.reason[:400]
            )
        log.info("%s %s %s", action.uid, action.result, action.reason)

    def _print_copy(self, action: roles.PrintCopy, _now: float) -> None:
        bound = self._outbox.find(c.Bound, action.uid)
        if bound is None:  # tidied away long ago: nobody knows any more what stood on it
            self._kept.append(roles.CopyEnded(action.uid, "failed"))
            return
        log.info("%s is printed again", action.uid)
        self._out.copy(bound)

    def _log_copy(self, action: roles.LogCopy, _now: float) -> None:
        with self._outbox.transaction(sync=False):
            subject = f"{action.uid}/{action.copy}"
            self._outbox.append(c.Reprinted, subject, uid=action.uid, result=action.result)
        log.info("%s copy %d %s", action.uid, action.copy, action.result)

    def _log_rating(self, action: roles.LogRating, _now: float) -> None:
        with self._outbox.transaction(sync=True):  # a touch cannot be asked for again
            entry = self._outbox.append(
                c.Rated, action.ticket, ticket=action.ticket, score=action.score, at=action.at
            )
        self._kept.append(roles.RatingKept(action.ticket, new=entry is not None))
        log.info("%s %s", action.ticket, "was rated" if entry else "was rated before")

    def _log_card(self, action: roles.LogCard, _now: float) -> None:
        with self._outbox.transaction(sync=True):
            # Each time a card is shown is an entry of its own, and no two follow on the same one.
            self._outbox.append(c.CardShown, str(self._outbox.newest), card=action.card, at=action.at)
        log.info("a staff card was shown")  # and nothing of it

    def _light(self, action: roles.Lamps, _now: float) -> None:
        self._out.light(action.patterns)


def remembered_time(outbox: Outbox) -> float | None:
    """The latest time that a hub has told this device and that it still knows of after a restart."""
    bound = (entry.at for entry in outbox.latest(c.Bound) if isinstance(entry, c.Bound) and entry.trusted)
    return max((at for at in (outbox.recall("hub_time", None), *bound) if at is not None), default=None)


def owed(outbox: Outbox) -> tuple[roles.Owed, ...]:
    """Papers that failed before this start and were not replaced: their visitors may still stand there.

    How long ago that was only the hub's clock can tell; the role waits for it.
    """
    bound: dict[str, c.Bound] = {}
    failed: dict[str, None] = {}
    for entry in outbox.latest(c.Bound, c.Printed):
        if isinstance(entry, c.Bound):
            bound[entry.uid] = entry
            failed.pop(entry.replaces or "", None)
        elif isinstance(entry, c.Printed) and entry.result == "failed":
            failed[entry.uid] = None
    english = outbox.recall("english", "")
    return tuple(
        roles.Owed(
            one.uid, one.service, None, one.at, one.priority or "", one.channel, one.booking or "",
            "en" if one.uid == english else "id",
        )
        for one in (bound[uid] for uid in failed if uid in bound)
    )  # fmt: skip
