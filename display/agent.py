"""The display's one loop: what the hub says goes to the board, what the board says to screen and voice.

All that happens arrives on one inbox, on which the loop sleeps. Must never wait for the network, the sound
or the television: each of them may be away for hours while the others go on.
"""

from __future__ import annotations

import logging
import queue
import time
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from msgspec.structs import replace

from broker_config import contract, localtime, runtime
from broker_config.box import alike
from broker_config.box_sensors import Box, Places
from broker_config.codec import Heard
from broker_config.link import Down, Link, Up
from broker_config.outbox import Outbox
from display.board import HallBoard, Now
from display.hanging import shows_idle
from display.media.cache import Kept
from display.media.cinema import Cinema, ClipOver
from display.media.logo import Drawn
from display.media.player import Told
from display.memory import Memory, Shown
from display.screenshot import Pictured
from display.signs import Signs
from display.stage import Stage
from display.television import TelevisionHealth
from display.voice import SoundHealth, Voice
from display.whereabouts import version, whereabouts

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from display.settings import DisplaySettings

log = logging.getLogger(__name__)

PUMP_S = 0.25  # how often SDL must be let at its window
BIRTH_RETRY_S = 1.0
HEALTH_S = 60.0
LOCATE_S = 5.0
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
        self._link = self._make_link()
        self._board = HallBoard(whereabouts(settings), self._now(), self._clock.rate)
        self._signs = Signs(settings.device.id, settings.screen.zone)
        self._memory = Memory(storage)
        self._cinema = self._make_cinema(storage)
        self._stage = Stage(
            settings.screen,
            settings.light,
            settings.television,
            settings.device.id,
            self.inbox,
            self._report,
            self._cinema,
        )
        self._voice = self._make_voice(storage) if settings.voice.enabled else None
        self._board.rotation.parts = self._stage.parts
        self._to_say: list[contract.Call] = []
        self._health: dict[str, contract.Part] = {}
        self._stopping = self._welcomed = False
        self._clocks_heard = 0  # since the session began; the first is the broker's memory, of any age
        self._hub_boot = 0
        self._birth_due = self._health_due = self._watchdog_due = 0.0
        self._locate_due = time.monotonic() + LOCATE_S
        self._recall()

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
            self._stage.close()
            self._cinema.close()
            self._memory.close(self._standing(self._now()))
            self._outbox.close()

    def stop(self) -> None:
        """End the loop; from any thread or signal handler."""
        self.inbox.put(Stop())

    def _turn(self) -> None:
        try:
            now = self._now()
            event = self.inbox.get(timeout=min(PUMP_S, self._board.rest(now), self._stage.rest(now.real)))
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
        self._stage.photograph(now.real)
        self._memory.keep(self._standing(now), now.real)

    def _now(self) -> Now:
        return Now(self._clock.elapsed(), time.monotonic())

    def _take(self, event: Any) -> None:
        now = self._now()
        match event:
            case Heard(message=message):
                self._hear(message, now)
            case Up():
                self._board.link(now, up=True)
                self._board.hub(now, online=False)  # what comes first may be the broker's memory of it
                self._clocks_heard = 0
                self._welcomed, self._birth_due = False, now.real
                self._link.send(contract.DeviceState(status="online", boot=self._outbox.boot))
                self._health_due = now.real
            case Down():
                self._board.link(now, up=False)
            case SoundHealth(state, detail):
                self._report("suara", "sound", state, detail)
            case TelevisionHealth(state, detail):
                self._report("televisi", "television", state, detail)
            case contract.FloorRequest() | contract.FloorReleased():  # of our own voice
                self._link.send(event)
            case Pictured(nonce, jpeg):
                self._link.send(contract.Picture(nonce=nonce, jpeg=jpeg))
            case Stop():
                self._stopping = True
            case _:
                self._take_media(event, now)

    def _take_media(self, event: Any, now: Now) -> None:
        match event:
            case Kept() | Told():
                self._cinema.take(event, now.real)
            case ClipOver(sha256=sha256):
                self._board.rotation.over(sha256, now.real)
            case Drawn():
                self._stage.use_logo(event)
                self._arrange()

    def _hear(self, message: contract.Message, now: Now) -> None:
        match message:
            case contract.Clock(at=at):
                self._clocks_heard += 1
                if self._clocks_heard > 1:
                    self._trust(at, now)
            case contract.Welcome():
                self._welcome(message, now)
            case contract.HubState(status=status, boot=boot):
                if status == "offline":  # "online" may be a lie, after the broker was killed
                    self._board.hub(now, online=False)
                if status == "online" and boot != self._hub_boot:  # it may not know of us
                    self._hub_boot, self._welcomed, self._birth_due = boot, False, now.real
            case contract.DeviceProbe(nonce=nonce):
                self._board.hub(now, online=True)
                self._link.send(contract.DeviceAlive(nonce=nonce, boot=self._outbox.boot))
            case _:
                self._hear_hall(message, now)

    def _hear_hall(self, message: contract.Message, now: Now) -> None:
        """What is to be seen and heard in the hall."""
        match message:
            case contract.Board():
                self._announce(self._board.take(message, now), now)
                if self._board.waits:  # perhaps of another zone: to be seen here, and said there
                    self._stage.wake(now.real)
                if self._voice:
                    self._voice.timezone = message.timezone
            case contract.Announcements():
                self._announce(self._board.tell(message, now), now)
                # The voice knows by itself what of it is to be said, and how often.
                if self._voice and self._board.told is message:
                    self._voice.tell(self._board.announcements, message.epoch)
            case contract.Signage() if self._signs.take(message):
                self._arrange()
            case contract.Programme() if self._board.rotation.take(message):
                self._stock()
            case _:
                self._hear_own(message, now)

    def _hear_own(self, message: contract.Message, now: Now) -> None:
        """What this display alone is told."""
        match message:
            case contract.FloorGranted() if self._voice:
                self._voice.take_floor(message)
            case contract.Identify(seconds=seconds):
                self._board.identify(now, seconds)
                self._stage.wake(now.real)
            case contract.PictureWanted(nonce=nonce):
                self._stage.want_picture(nonce)

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
        """The hub itself says what time it is: so it is there."""
        self._board.trust(at, now)
        self._board.hub(now, online=True)
        if self._voice:
            self._voice.hub_time(at)

    def _announce(self, news: tuple[contract.Call | contract.Announcement, ...], now: Now) -> None:
        self._to_say += (one for one in news if isinstance(one, contract.Call))
        if news:
            self._stage.wake(now.real)

    def _arrange(self) -> None:
        """Look as the hub has laid down."""
        if signage := self._signs.signage:
            self._board.expires_s = signage.voice.expires_s
            self._stage.light(signage.light)
            if self._voice:
                self._voice.plan(signage.voice, speaks=self._signs.speaks, turns=self._signs.turns)
        self._board.arrange(self._plan)
        self._stage.arrange(self._plan, self._signs.theme)
        self._stock()
        self._locate()

    @property
    def _plan(self) -> contract.ScreenPlan:
        """How the screen is laid out: as the hub says, or else its own settings."""
        return self._signs.plan or self._settings.screen.plan(self._settings.device.id)

    def _stock(self) -> None:
        """Have the files that this screen may have to show."""
        zone, programme = self._settings.screen.zone, self._board.rotation.programme
        if programme is None:  # nobody has said yet what is wanted, and what is not
            return
        clips = programme.clips if shows_idle(self._plan) else ()
        here = [clip for clip in clips if not clip.zones or zone in clip.zones]
        self._cinema.programme(here, self._signs.theme.logo if self._signs.theme else "")

    def _locate(self, *, with_code: bool = False) -> None:
        """Say who and where we are; with a code to scan only if the hub is not there at once, for it takes memory."""
        self._trouble = self._link.trouble
        self._board.place = whereabouts(self._settings, self._plan.layout, self._trouble, with_code=with_code)

    def _recall(self) -> None:
        """Show how things stood before the start, as far as it was written down."""
        shown = self._memory.recall()
        self._signs.recall(shown.signage)
        self._board.rotation.recall(shown.programme)
        if shown.board:
            told, zone = shown.announcements, shown.board.timezone
            # Our own clock may be behind, for the box has no battery, but not ahead: what it takes for over, is.
            ours = self._clock.now()
            if told:
                told = replace(told, items=tuple(item for item in told.items if ours < item.until))
            today = localtime.local(ours, zone).date() if zone in localtime.ZONES else None
            self._board.recall(shown.board, told, shown.at, today, shown.whole)
        self._arrange()

    def _standing(self, now: Now) -> Shown:
        """How things stand, for the disk."""
        return Shown(
            at=self._board.right_at(now),
            board=self._board.snapshot,
            whole=self._board.whole,
            signage=self._signs.signage,
            announcements=self._board.told,
            programme=self._board.rotation.programme,
        )

    def _tend(self, now: Now) -> None:
        """What is done by the clock: births, health, the watchdog, and the light on the screen."""
        if not self._stage.tend(now.real):
            self._stopping = True
        if now.real >= self._locate_due or self._link.trouble != self._trouble:
            self._locate_due = now.real + LOCATE_S
            self._locate(with_code=self._board.snapshot is None)
        if not self._welcomed and now.real >= self._birth_due:
            self._birth_due = now.real + BIRTH_RETRY_S
            self._link.send(self._birth())
        self._cinema.loud(self._voice.volume() if self._voice and self._signs.speaks else 0.0)
        self._cinema.tend(now.real)
        self._board.rotation.ready = self._cinema.ready
        self._tend_box(now)
        self._board.dark = not self._stage.lit(self._board.local_time(now), now.real)
        if now.real >= self._health_due and self._health:
            self._health_due = now.real + HEALTH_S
            self._link.send(contract.Health(parts=tuple(self._health.values())))
        if now.real >= self._watchdog_due:
            self._watchdog_due = now.real + WATCHDOG_S
            if not self._link.alive or (self._voice and not self._voice.alive):
                raise RuntimeError("the thread of the link or of the voice has died")
            runtime.notify("WATCHDOG=1")

    def _tend_box(self, now: Now) -> None:
        box = self._box.part(now.real, self._board.hub_now(now), self._clock.now())
        before, self._health[box.name] = self._health.get(box.name), box
        if before is not None and not alike((box,), (before,)):
            self._health_due = 0.0

    def _draw(self, now: Now) -> None:
        call = self._board.advance(now)
        shown = self._stage.show(self._board.view(now), now.real, anew=call is not None)
        if call and shown:
            log.info(
                "frame %d shows call %d %s loket %d", self._stage.frames, call.call, call.label, call.counter
            )

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
            boot=self._outbox.boot, journal=self._outbox.journal, role="display", version=version()
        )

    def _make_link(self) -> Link:
        return self._connect(
            self._settings.broker,
            self._settings.device,
            self.inbox,
            will=contract.DeviceState(status="offline", boot=self._outbox.boot),
            zones=(self._settings.screen.zone, contract.EVERYWHERE),
            base=self._base,
        )

    def _make_voice(self, storage: Path) -> Voice:
        voice = self._settings.voice
        recorded, piper = (self._base / path if path else None for path in (voice.recordings, voice.piper))
        return Voice(
            voice, storage / "voice", recorded, self.inbox,
            piper=piper, rate=self._clock.rate, hush=self._cinema.hush,
        )  # fmt: skip

    def _make_cinema(self, storage: Path) -> Cinema:
        screen = self._settings.screen
        page = urlsplit(screen.page)
        origin = f"{page.scheme}://{page.netloc}" if page.netloc else ""
        size = screen.width, screen.height
        return Cinema(storage / "media", self._settings.media, origin, size, self.inbox, self._report)
