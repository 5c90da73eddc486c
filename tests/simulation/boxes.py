"""The kiosks and pads of the simulated mall: the product's own roles, clerk and outbox on a card that forgets.

Only what `kiosk/agent.py` does around them is written again here: who is told of a session, what is read from the
card at a start.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from broker_config import contract as c
from broker_config.outbox import Outbox
from kiosk import roles
from kiosk.clerk import Clerk, Outlets, owed, remembered_time
from kiosk.hub_watch import HubWatch, LinkDown, LinkUp, NobodyHeard
from tests.simulation.disk import Disk
from tests.simulation.parties import Party, told
from tests.simulation.printer import Printer

if TYPE_CHECKING:
    from broker_config.codec import Heard
    from tests.simulation.world import World


class Box(Party):
    """A kiosk or a pad: a card, and a role with its clerk."""

    def __init__(self, world: World, name: str) -> None:
        super().__init__(world, name)
        self.disk = Disk(self.step)
        self.lamps: dict[str, roles.Pattern] = {}

    def make_role(self) -> roles.TicketKiosk | roles.CounterPad:
        """The role, as its card remembers it."""
        raise NotImplementedError

    def print(self, bind: roles.BindAndPrint) -> None:
        """A pad has no printer."""
        raise AssertionError(bind)

    def _begin(self) -> None:
        self.outbox = Outbox("card", connect=self.disk.connect)
        self.watch = HubWatch(1.0, remembered_time(self.outbox))
        self.clerk = Clerk(
            self.make_role(),
            self.watch,
            self.outbox,
            Outlets(self.send, self.print, self._light, self._reborn),
        )
        self.note(f"starts as boot {self.outbox.boot}")
        kept = self.outbox.recall("catalogue", None)
        if kept is not None:
            self.clerk.take(msgspec.json.decode(kept, type=c.Catalogue), self.mono)

    def lose_power(self) -> None:
        self.disk.cut_power(self.world.dice)

    def will(self) -> c.Message:
        return c.DeviceState(status="offline", boot=self.outbox.boot)

    def on_up(self) -> None:
        self.send(c.DeviceState(status="online", boot=self.outbox.boot))
        self.clerk.take(LinkUp(), self.mono)

    def on_down(self) -> None:
        self.clerk.take(LinkDown(), self.mono)

    def on_unheard(self, message: c.Message) -> None:
        self.clerk.take(NobodyHeard(message), self.mono)

    def on_heard(self, heard: Heard) -> None:
        message = heard.message
        if self.world.log is not None:
            self.note(f"hears {told(message)}")
        if isinstance(message, c.DeviceProbe):
            self.send(c.DeviceAlive(nonce=message.nonce, boot=self.outbox.boot))
            return
        if isinstance(message, c.Catalogue):
            with self.outbox.transaction(sync=False):
                self.outbox.write("catalogue", msgspec.json.encode(message))
        self.clerk.take(message, self.mono)

    def deadline(self) -> float | None:
        due = self.clerk.deadline()
        return None if due is None else due - self._zero

    def tick(self) -> None:
        self.clerk.tick(self.mono)

    def press(self, means: str) -> None:
        """A finger on a button."""
        if self.alive:
            self.note(f"'{means}' is pressed")
            self._live(self.life, self.clerk.take, (roles.Pressed(means), self.mono))

    @property
    def settled(self) -> bool:
        """Whether the hub has acknowledged all that the card holds."""
        return self.alive and self.outbox.newest <= self.outbox.acked

    def _light(self, patterns: dict[str, roles.Pattern]) -> None:
        self.lamps = patterns

    def _reborn(self, boot: int) -> None:
        self.note(f"goes on as boot {boot}")
        session, self.session = self.session, None
        if session is not None:
            self.world.broker.detach(session, will=False)
            self.clerk.take(LinkDown(), self.mono)
        self.later(0.005, self._connect)


class Kiosk(Box):
    """A ticket kiosk with a printer."""

    role = "ticket_kiosk"

    def __init__(self, world: World, name: str) -> None:
        super().__init__(world, name)
        self.printer = Printer(self)
        self.cards = 1  # how many it has had
        self.cloned = False  # another box runs from a copy of its card
        self.old_card = False  # it runs from an old copy, and the hub has not yet told it so

    def make_role(self) -> roles.TicketKiosk:
        outbox = self.outbox
        return roles.TicketKiosk(
            self.id, outbox.boot, self.watch, letter=outbox.recall("letter", ""), number=outbox.recall("number", 0),
            secret=outbox.secret, owed=owed(outbox),
        )  # fmt: skip

    def _begin(self) -> None:
        super()._begin()
        self.printer_is(ok=self.printer.ok)

    def print(self, bind: roles.BindAndPrint) -> None:
        self.step()
        self.printer.print(bind)
        self.step()

    def printer_is(self, *, ok: bool) -> None:
        """The printer tells how it is."""
        self.clerk.take(roles.PrinterIs(ok, "ok" if ok else "out"), self.mono)

    def on_heard(self, heard: Heard) -> None:
        if isinstance(heard.message, c.Welcome):
            self.old_card = False
        super().on_heard(heard)

    def print_ended(self, uid: str, result: str) -> None:
        """The printer tells how a ticket came out."""
        self.note(f"{uid} is {result}")
        self.clerk.take(
            roles.PrintEnded(uid, result, "" if result == "printed" else "of the printer"), self.mono
        )

    def lose_power(self) -> None:
        super().lose_power()
        self.printer.lose_power()


class Pad(Box):
    """A counter's pad."""

    role = "counter_pad"

    def __init__(self, world: World, name: str, counter: str) -> None:
        super().__init__(world, name)
        self.counter = counter

    def make_role(self) -> roles.CounterPad:
        return roles.CounterPad(self.id, self.outbox.boot, self.watch)

    def show(self, staff: str) -> None:
        """A staff card on the reader."""
        if self.alive:
            self.note("is shown a card")
            self._live(self.life, self.clerk.take, (roles.Shown("card", "", staff), self.mono))
