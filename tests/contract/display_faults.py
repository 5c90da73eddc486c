"""A display whose broker, hub, line, sound and power can be taken away and given back, in any order.

The display, its broker and its sessions are real; the hub speaks through a real session of its own, and does what a
hub does: says all again in every session, welcomes whoever is born, and knows what was called.
"""

from __future__ import annotations

import contextlib
import queue
import re
import threading
from typing import TYPE_CHECKING, Any

from broker_config.codec import Heard
from broker_config.conf import BrokerFile, ClientTable, Listener
from broker_config.contract import Birth, Board, Clock, HubState, Message, Welcome
from broker_config.drawing.ink import YELLOW
from broker_config.link import Link, Up
from broker_config.runtime import MallClock
from broker_config.settings import BrokerSettings, ClockSettings, DeviceSettings
from broker_config.trial import mosquitto
from display.board import HallBoard, Now, Place
from display.hanging import hang
from display.layout import card_place
from display.still import paint
from provisioning.authority import Authority
from provisioning.rehearsal.relay import Relay
from tests.contract.display_box import SITE, SIZE, ZONE, Box, eventually
from tests.unit.display_boards import board, call

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from broker_config.contract import Call

_SHOWS, _SAYS = re.compile(r" shows call (\d+) "), re.compile(r" voice says call (\d+) ")
_HUNG = hang(*SIZE)
_CARD = card_place(_HUNG, 6)


class LiveHub(threading.Thread):
    """The hub: one life of it. `calls` are those of all its lives, newest last."""

    def __init__(self, port: int, keys: Path, clock: MallClock, calls: list[Call], boot: int) -> None:
        super().__init__(name="hub", daemon=True)
        self._inbox: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._clock, self._calls, self._boot = clock, calls, boot
        self.births = 0
        broker = BrokerSettings(
            host="localhost", port=port, ca="ca.pem", certificate="hub.pem", key="hub.key"
        )
        will = HubState(status="offline", epoch=1, boot=boot)
        self._link = Link(
            broker, DeviceSettings(id="hub", role="hub", site=SITE), self._inbox, will=will, base=keys
        )
        self._link.start()
        self.start()

    def run(self) -> None:
        while (event := self._inbox.get()) is not None:
            match event:
                case Up():
                    self._link.send(HubState(status="online", epoch=1, boot=self._boot))
                    self._link.send(Clock(epoch=1, at=self._clock.now()))
                    self.show()
                case Heard(message=Birth(boot=boot)):
                    welcome = Welcome(boot=boot, epoch=1, acked=0, letter="", at=self._clock.now())
                    self._link.send(welcome, to="display-1")
                    self.births += 1
                case Heard():
                    pass
                case Message():
                    self._link.send(event, to="display-1")

    def say(self, message: Message) -> None:
        self._inbox.put(message)

    def show(self) -> None:
        self._link.send(self.snapshot(), zone=ZONE)

    def snapshot(self) -> Board:
        return board(*self._calls[-12:], rev=len(self._calls))

    def stop(self) -> None:
        self._inbox.put(None)
        self.join(5)
        self._link.stop()


class Mall:
    """All of it, whole at first. `dead` is what is taken away now."""

    def __init__(self, folder: Path) -> None:
        self._keys = folder / "keys"
        self._keys.mkdir()
        authority = Authority(self._keys, "MPP Contoh")
        authority.server(["localhost"])
        for name in ("hub", "display-1"):
            authority.client(name)
        self._broker = contextlib.ExitStack()
        self._line, self._hub_line = Relay(1), Relay(1)
        self.calls: list[Call] = []
        self.dead: set[str] = set()
        self._boots = 0
        self.shown: list[int] = []
        self.said: list[int] = []
        self.box = Box(folder / "display-1", self._line.port, self._keys)
        self.clock = MallClock(ClockSettings(**self.box.clock))
        self._start_broker()
        self.hub = self._new_hub()
        self.box.start()

    # --- what can fail ------------------------------------------------------------------------------------

    def take(self, what: str) -> None:
        self.dead.add(what)
        match what:
            case "broker":
                self._broker.close()
            case "hub":  # as by kill -9: the broker says its will
                self._hub_line.cut(reset=True)
                self.hub.stop()
                self._hub_line.mend()
            case "line":
                self._line.cut(reset=True)
            case "display":
                self.box.end(kill=True)
                self.note()

    def give(self, what: str) -> None:
        self.dead.discard(what)
        match what:
            case "broker":
                self._start_broker()
            case "hub":
                self.hub = self._new_hub()
            case "line":
                self._line.mend()
            case "display":
                self.box.start()

    def call(self, age_s: float = 0.0) -> Call:
        """One more call, made so many real seconds ago: by a hub that could not tell of it, if it was long ago."""
        from msgspec.structs import replace  # noqa: PLC0415 - for this alone

        number = len(self.calls) + 1
        made = replace(call(number, counter=number), at=self.clock.now() - age_s * self.clock.rate)
        self.calls.append(made)
        if "hub" not in self.dead:
            self.hub.show()
        return made

    # --- what is to be seen -------------------------------------------------------------------------------

    def is_right(self) -> bool:
        """Whether the newest frame has the newest call on its card, and says of nothing that it is old."""
        return self.card_is_right() and not self.shows_old_data()

    def card_is_right(self, quiet: tuple[bool, ...] = (False, True)) -> bool:
        """Whether the newest frame has the newest call on its card, in the colours of a call that is old or is not."""
        wall = HallBoard(Place("display-1", ZONE, "localhost"), Now(0, 0))
        wall.take(self.hub.snapshot())
        picture, view = self._newest(), wall.view(Now(0, 0))
        if picture is None:
            return False
        seen = picture.subsurface(_CARD)
        spots = [(x, y) for x in range(0, _CARD.w, 3) for y in range(0, _CARD.h, 3)]
        pictures = (paint(view._replace(quiet=one), _HUNG).subsurface(_CARD) for one in quiet)
        return any(
            all(seen.get_at(spot)[:3] == wanted.get_at(spot)[:3] for spot in spots) for wanted in pictures
        )

    def shows_old_data(self) -> bool:
        """Whether the newest frame says at its foot that its data is old."""
        picture, y = self._newest(), SIZE[1] - 14
        return bool(picture) and any(
            picture.get_at((x, y))[:3] == YELLOW for x in range(SIZE[0] // 2, SIZE[0])
        )

    def wait_until_right(self) -> None:
        eventually(self.is_right, f"a screen that is right, with call {len(self.calls)}")

    def note(self) -> None:
        """Take note of what was shown and said in this life of the display."""
        for line in self.box.lines:
            self.shown += [int(found[1])] if (found := _SHOWS.search(line)) else []
            self.said += [int(found[1])] if (found := _SAYS.search(line)) else []

    def _newest(self) -> Any:
        frames = sorted(self.box.frames.glob("*.bmp"))
        return self.box.picture(int(frames[-1].stem[-8:])) if frames else None

    def _start_broker(self) -> None:
        keys = self._keys
        listener = Listener(
            site=SITE, ca=f"{keys}/ca.pem", certificate=f"{keys}/broker.pem", key=f"{keys}/broker.key",
            acl=f"{keys}/acl",
        )  # fmt: skip
        clients = {"display-1": ClientTable(role="display", zone=ZONE)}
        port = self._broker.enter_context(
            mosquitto(BrokerFile(listener=listener, clients=clients, observers=()))
        )
        for line in (self._line, self._hub_line):  # the port is another one each time
            line._target = ("127.0.0.1", port)

    def _new_hub(self) -> LiveHub:
        self._boots += 1
        return LiveHub(self._hub_line.port, self._keys, self.clock, self.calls, self._boots)

    def close(self) -> None:
        if self.box.process and self.box.process.poll() is None:
            self.box.end(kill=True)
        if "hub" not in self.dead:
            self.hub.stop()
        self._broker.close()
        self._line.close()
        self._hub_line.close()


@contextlib.contextmanager
def mall(folder: Path) -> Iterator[Mall]:
    """A mall of one display, up and showing its first call."""
    made = Mall(folder)
    try:
        made.call()
        made.wait_until_right()
        yield made
    finally:
        made.close()
