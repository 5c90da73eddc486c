"""The display's one loop: what the hub says goes to the board, what the board says to screen and voice.

All that happens arrives on one inbox, on which the loop sleeps. Must never wait for the network, the sound
or the television: each of them may be away for hours while the others go on.
"""

from __future__ import annotations

import importlib.metadata
import logging
import queue
import time
from typing import TYPE_CHECKING, Any, NamedTuple

from broker_config import contract, runtime
from broker_config.box import alike
from broker_config.box_sensors import Box, Places
from broker_config.codec import Heard
from broker_config.link import Down, Link, Up
from broker_config.outbox import Outbox
from display.board import HallBoard, Now, Place
from display.screen import Screen, ScreenFault
from display.voice import SoundHealth, Voice

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from display.settings import DisplaySettings

log = logging.getLogger(__name__)

PUMP_S = 0.25  # how often SDL must be let at its window
BIRTH_RETRY_S = 1.0
HEALTH_S = 60.0
REOPEN_S = 5.0
WATCHDOG_S = 5.0


class Stop(NamedTuple):
    """Put on the inbox, ends the loop."""


class DisplayAgent:
    """A display with its settings; `base` is where relative paths start, `connect` makes the link.

    Raises:
        ConfigError: certificates that cannot be used.
        OSError: the storage directory cannot be written.
    """

    def __init__(self, settings: DisplaySettings, base: Path, connect: Callable[..., Link] = Link) -> None:
        self._settings, self._base, self._connect = settings, base, connect
        self.inbox: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._clock = runtime.MallClock(settings.clock)
        storage = base / settings.storage.directory
        storage.mkdir(parents=True, exist_ok=True)
        self._outbox = Outbox(storage / "outbox.db")
        self._box = Box(self._outbox, Places(storage), rate=self._clock.rate)
        self._told: tuple[float, float] | None = (
            None  # the hub's time, and our monotonic one when it was told
        )
        self._link = self._make_link()
        device, broker = settings.device, settings.broker
        place = Place(device.id, settings.screen.zone, f"{broker.host}:{broker.port}")
        self._board = HallBoard(place, self._now(), self._clock.rate)
        self._board.arrange(settings.screen.plan(device.id))
        self._screen = Screen(settings.screen)
        self._voice = self._make_voice(storage) if settings.voice.enabled else None
        self._to_say: list[contract.Call] = []
        self._health: dict[str, contract.Part] = {}
        self._stopping = self._welcomed = False
        self._clocks_heard = 0  # since the session began; the first is the broker's memory, of any age
        self._hub_boot = 0
        self._birth_due = self._health_due = self._watchdog_due = self._open_due = 0.0

    def run(self) -> None:
        """Show and say what the hub calls, until stopped; the screen belongs to the calling thread.

        Raises:
            RuntimeError: a thread has died that must not; systemd starts us anew.
        """
        self._link.start()
        if self._voice:
            self._voice.start()
        runtime.ready()
        try:
            while not self._stopping:
                self._turn()
        finally:
            self._link.send(contract.DeviceState(status="offline", boot=self._outbox.boot))
            self._link.stop()
            if self._voice:
                self._voice.stop()
            self._screen.close()
            self._outbox.close()

    def stop(self) -> None:
        """End the loop; from any thread or signal handler."""
        self.inbox.put(Stop())

    def _turn(self) -> None:
        try:
            now = self._now()
            event = self.inbox.get(timeout=min(PUMP_S, self._board.rest(now), self._screen.rest(now.real)))
            while True:  # all that has come in: one frame is enough for it
                self._take(event)
                event = self.inbox.get_nowait()
        except queue.Empty:
            pass
        now = self._now()
        self._tend(now)
        self._draw(now)
        # After the frame: two threads at work at once would hold each other up.
        calls, self._to_say = self._to_say, []
        if self._voice:
            for call in calls:
                self._voice.say(call)

    def _now(self) -> Now:
        return Now(self._clock.elapsed(), time.monotonic())

    def _take(self, event: Any) -> None:
        now = self._now()
        match event:
            case Heard(message=message):
                self._hear(message, now)
            case Up():
                self._board.link(now, up=True)
                self._clocks_heard = 0
                self._welcomed, self._birth_due = False, now.real
                self._link.send(contract.DeviceState(status="online", boot=self._outbox.boot))
                self._health_due = now.real
            case Down():
                self._board.link(now, up=False)
            case SoundHealth(state, detail):
                self._report("suara", "sound", state, detail)
            case Stop():
                self._stopping = True

    def _hear(self, message: contract.Message, now: Now) -> None:
        match message:
            case contract.Board():
                self._to_say += self._board.take(message)
            case contract.Clock(at=at):
                self._clocks_heard += 1
                if self._clocks_heard > 1:
                    self._trust(at, now)
            case contract.Welcome():
                self._welcome(message, now)
            case contract.HubState(status=status, boot=boot):
                self._board.hub(now, online=status == "online")
                if status == "online" and boot != self._hub_boot:  # it may not know of us
                    self._hub_boot, self._welcomed, self._birth_due = boot, False, now.real
            case contract.DeviceProbe(nonce=nonce):
                self._link.send(contract.DeviceAlive(nonce=nonce, boot=self._outbox.boot))

    def _welcome(self, welcome: contract.Welcome, now: Now) -> None:
        self._trust(welcome.at, now)
        self._welcomed = True
        if welcome.boot > self._outbox.boot:
            log.warning("the hub knows later starts of this device: going on as boot %d", welcome.boot)
            self._outbox.take_boot(welcome.boot)
            self._link.stop()  # its will carries the boot, and can only be left when connecting
            self._link = self._make_link()
            self._link.start()

    def _trust(self, at: float, now: Now) -> None:
        self._told = at, now.real
        self._board.trust(at, now)

    def _tend(self, now: Now) -> None:
        """What is done by the clock: births, health, the watchdog, and a screen that was lost."""
        if not self._screen.pump():
            self._stopping = True
        if not self._screen.is_open and now.real >= self._open_due:
            self._open_due = now.real + REOPEN_S
            self._open_screen()
        if not self._welcomed and now.real >= self._birth_due:
            self._birth_due = now.real + BIRTH_RETRY_S
            self._link.send(self._birth())
        self._tend_box(now)
        if now.real >= self._health_due and self._health:
            self._health_due = now.real + HEALTH_S
            self._link.send(contract.Health(parts=tuple(self._health.values())))
        if now.real >= self._watchdog_due:
            self._watchdog_due = now.real + WATCHDOG_S
            if not self._link.alive or (self._voice and not self._voice.alive):
                raise RuntimeError("the thread of the link or of the voice has died")
            runtime.notify("WATCHDOG=1")

    def _tend_box(self, now: Now) -> None:
        hub_now = (
            None if self._told is None else self._told[0] + (now.real - self._told[1]) * self._clock.rate
        )
        box = self._box.part(now.real, hub_now, self._clock.now())
        before, self._health[box.name] = self._health.get(box.name), box
        if before is not None and not alike((box,), (before,)):
            self._health_due = 0.0

    def _draw(self, now: Now) -> None:
        call = self._board.advance(now)
        try:
            shown = self._screen.show(self._board.view(now), anew=call is not None)
            self._screen.tick(now.real)
        except ScreenFault as fault:
            self._report("layar", "screen", "fault", str(fault))
            return
        if shown:
            self._report("layar", "screen", "ok", self._screen.warning)
        if call and shown:
            log.info(
                "frame %d shows call %d %s loket %d", self._screen.frames, call.call, call.label, call.counter
            )

    def _open_screen(self) -> None:
        try:
            self._screen.open()
        except ScreenFault as fault:
            self._report("layar", "screen", "fault", str(fault))
        else:
            self._report("layar", "screen", "ok", "")

    def _report(self, name: str, kind: str, state: Any, detail: str) -> None:
        part = contract.Part(name=name, kind=kind, state=state, detail=detail[:400])
        before = self._health.get(name)
        if part == before:
            return
        if state == "fault" or before is not None:
            log.log(logging.WARNING if state == "fault" else logging.INFO, "%s: %s %s", name, state, detail)
        self._health[name] = part
        self._health_due = 0.0

    def _birth(self) -> contract.Birth:
        return contract.Birth(
            boot=self._outbox.boot, journal=self._outbox.journal, role="display", version=_version()
        )

    def _make_link(self) -> Link:
        return self._connect(
            self._settings.broker,
            self._settings.device,
            self.inbox,
            will=contract.DeviceState(status="offline", boot=self._outbox.boot),
            zones=(self._settings.screen.zone,),
            base=self._base,
        )

    def _make_voice(self, storage: Path) -> Voice:
        recordings = self._settings.voice.recordings
        folder = self._base / recordings if recordings else None
        return Voice(self._settings.voice, storage / "voice", folder, self.inbox)


def _version() -> str:
    try:
        return importlib.metadata.version("mpp-queue")
    except importlib.metadata.PackageNotFoundError:  # run from a checkout
        return "checkout"
