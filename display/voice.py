"""The voice caller: one after the other, in the speaking order, one sound for each.

Must never block the screen: it lives in its own thread, and puts on the display's inbox only how its sound device is,
and what the hub is to be told of the floor. The device is opened for the first announcement and closed again when the
hall has been quiet for a while: HDMI sound exists only while the television is on, and an open device costs processor
time. While there is none, what is to be said waits until it is too late for it; likewise where other halls hear this
one, until the hub has given it the floor.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import secrets
import threading
import time
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

import pygame

from broker_config import localtime
from broker_config.contract import Call
from broker_config.signage import VoicePlan
from broker_config.speech import pcm
from broker_config.speech.language import INDONESIAN
from display import bank, phrases
from display.floor import Floor
from display.repertoire import Repertoire
from display.speaking_order import SpeakingOrder, Turn, volume

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from typing import Any

    from broker_config.contract import FloorGranted, FloorReleased, FloorRequest
    from broker_config.signage import Announcement
    from display.settings import VoiceSettings

log = logging.getLogger(__name__)

CLOSE_AFTER_S = 5.0
RETRY_S = 30.0
RETURN_S = 2.0  # how soon a device that is back is found while something waits to be said
FADE_MS = 60
BUFFER_SAMPLES = 1024
POLL_S = 0.01

_How = Literal["whole", "cut short", "lost"]  # it was heard


class SoundHealth(NamedTuple):
    """How the sound device is, for the health report. Put on the display's inbox when it changes."""

    state: Literal["ok", "warning", "fault"]
    detail: str


class Hush(Protocol):
    """Told whenever the voice begins and ends; gives the seconds until all else is soft."""

    def __call__(self, *, on: bool, alone: bool = False) -> float:
        """The voice is about to speak, or has spoken; `alone`: nobody else may have the sound device."""
        ...


class Voice:
    """Says calls and announcements, in order, without overlap.

    `folder` is where the bank of clips is kept, `recorded` the mall's recordings and `piper` a voice file, or None;
    `rate` is how fast the mall's clock runs, `hush` whoever has to be soft meanwhile. All that it is told is taken up
    in its own thread.

    Attributes:
        timezone: the mall's, for what depends on the hour; empty until it is known.
        speaking: whether something is heard now, so that others can be softer.
    """

    def __init__(
        self,
        settings: VoiceSettings,
        folder: Path,
        recorded: Path | None,
        inbox: queue.SimpleQueue[Any],
        *,
        piper: Path | None = None,
        rate: float = 1.0,
        hush: Hush = lambda *, on, alone=False: 0.0,  # noqa: ARG005 - nobody to be softer
    ) -> None:
        self._hush = hush
        self._settings, self._inbox, self._rate = settings, inbox, rate
        self._repertoire = Repertoire(folder, recorded, piper)
        self.timezone, self.speaking = "", False
        self._plan = VoicePlan(languages=(INDONESIAN.code,), numbers=settings.numbers)
        self._order = SpeakingOrder(self._plan, rate)
        self._speaks, self._turns = True, False
        self._floor = Floor(secrets.token_hex(4))
        self._news: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._hub_told = False
        self._told: tuple[float, float] | None = (
            None  # the hub's time, and our monotonic one when it was told
        )
        self._quiet_since = -phrases.QUIET_S
        self._health: SoundHealth | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="voice", daemon=True)

    def start(self) -> None:
        """Begin to make or load the clips, and return at once."""
        self._thread.start()

    def say(self, call: Call) -> None:
        """Announce a call when those before it have been said."""
        if not self._hub_told:  # what has just come has just been called
            self._told = call.at, time.monotonic()
        self._news.put(lambda: self._order.call(call))

    def tell(self, items: Sequence[Announcement], epoch: int) -> None:
        """Say what is new of what this zone is told now; an emergency until it is over or not told any more."""
        self._news.put(lambda: self._tell(items, epoch))

    def plan(self, plan: VoicePlan, *, speaks: bool, turns: bool = False) -> None:
        """Go by this plan from the next announcement on; another device speaks for the zone unless `speaks`.

        `turns`: other halls hear this one.
        """
        self._news.put(lambda: self._go_by(plan, speaks=speaks, turns=turns))

    def take_floor(self, granted: FloorGranted) -> None:
        """The hub says who may speak."""
        self._news.put(lambda: self._floor.hear(granted, time.monotonic()))

    def hub_time(self, at: float) -> None:
        """It is `at` (UTC): said by the hub."""
        self._hub_told, self._told = True, (at, time.monotonic())

    def stop(self) -> None:
        """Fall silent, in mid-word if need be, and end the thread."""
        self._stopping.set()
        self._news.put(None)
        self._thread.join(timeout=2.0)

    @property
    def alive(self) -> bool:
        """Whether the voice's thread lives."""
        return self._thread.is_alive()

    def _run(self) -> None:
        self._load()
        while not self._stopping.is_set():
            due = self._speaks and self._order.rest(self._now()) == 0.0
            turn = self._order.next(self._now()) if due and self._may_speak() else None
            for late in self._order.dropped():
                log.warning("%s is not said: it waited too long", _name(late))
            if not due:  # it was dropped, or somebody else is to say it
                self._send(self._floor.end())
            if turn:
                self._say(turn)
            elif not self._hear(self._patience(waiting=due)):
                self._rest()
        _close()

    def _hear(self, patience_s: float | None) -> bool:
        """Take up all that was told meanwhile, before anything is decided; false if nothing was."""
        try:
            news = self._news.get(timeout=patience_s) if patience_s != 0.0 else self._news.get_nowait()
        except queue.Empty:
            return False
        with contextlib.suppress(queue.Empty):
            while True:
                if news:
                    news()
                if not self._speaks:
                    self._order.forget()
                news = self._news.get_nowait()
        return True

    def _patience(self, *, waiting: bool) -> float | None:
        if waiting:
            return min(max(self._floor.rest(time.monotonic()), POLL_S), RETURN_S)
        rest = self._order.rest(self._now()) if self._speaks else None
        if rest is not None:
            return max(rest, POLL_S)
        if pygame.mixer.get_init():
            return CLOSE_AFTER_S
        return RETRY_S if self._health and self._health.state == "fault" else None

    def _rest(self) -> None:
        """Nothing was said for a while: give the device back; or look whether a lost one has returned."""
        if self._speaks and self._order.rest(self._now()) is not None:
            return
        if not self._repertoire.known:
            self._load()
        elif not pygame.mixer.get_init():
            self._open()
        _close()

    def _tell(self, items: Sequence[Announcement], epoch: int) -> None:
        self._order.tell(items, epoch)
        self._repertoire.keep(items)

    def _go_by(self, plan: VoicePlan, *, speaks: bool, turns: bool) -> None:
        anew = plan.languages != self._plan.languages
        self._plan = self._order.plan = plan
        self._speaks, self._turns = speaks, turns
        if anew:
            self._load()

    def _load(self) -> None:
        try:
            self._repertoire.learn(self._plan.languages)
        except bank.BankError as error:
            self._report("fault", str(error))
        else:
            self._report_well()

    def _may_speak(self) -> bool:
        """Whether it can, and whether it is its turn; if not, the hub is asked for it."""
        if not (self._repertoire.known and self._open()):
            self._send(self._floor.end())
            return False
        if not self._turns or self._order.urgent(self._now()):
            return True
        now = time.monotonic()
        self._send(self._floor.ask(now))
        return self._floor.mine(now)

    def _send(self, message: FloorRequest | FloorReleased | None) -> None:
        if message is not None:
            self._inbox.put(message)

    def _say(self, turn: Turn) -> None:
        log.info("voice says %s", _name(turn.what))
        self.speaking = True
        if self._turns:
            self._floor.begin(time.monotonic())
        how = self._play(turn, time.monotonic() + self._hush(on=True))
        self._send(self._floor.end())
        self.speaking = False
        self._hush(on=False)
        self._quiet_since = time.monotonic()
        if how == "whole":
            log.info("voice said %s", _short(turn.what))
            self._order.said(turn, self._now())
        elif how == "cut short":
            log.info("voice was interrupted in %s", _short(turn.what))
            self._order.cut_short(turn)
        if not self._speaks:
            self._order.forget()

    def _play(self, turn: Turn, begin: float) -> _How:
        """Part by part, when it is time to; the next one is made while the one before it is heard."""
        parts = self._repertoire.sounds(turn.what, self._plan, time.monotonic() - self._quiet_since)
        loud = self.volume()
        part: bytes | None = next(parts)
        how: _How = "whole"
        time.sleep(max(begin - time.monotonic(), 0.0))
        while part and how == "whole":
            sound = pygame.mixer.Sound(buffer=part)
            sound.set_volume(loud)
            playing = sound.play()
            part = next(parts, None)
            how = self._wait(playing, sound.get_length(), turn)
        return how

    def _wait(self, playing: pygame.mixer.Channel, length_s: float, turn: Turn) -> _How:
        """Until what is playing is over. What is told meanwhile is taken up, and may end it."""
        deadline = time.monotonic() + 2 * length_s + 10.0
        how: _How = "whole"
        while playing.get_busy():
            if self._stopping.is_set():
                return "lost"
            if time.monotonic() > deadline:
                _close()
                self._report("fault", "the sound device has stopped playing")
                return "lost"
            if how == "whole" and self._order.interrupts(turn, self._now()):
                playing.fadeout(FADE_MS)  # to its end: nothing is ever heard over something else
                how = "cut short"
            self._send(self._floor.renew(time.monotonic()))
            if not self._hear(0.0):
                time.sleep(POLL_S)
        return how

    def volume(self) -> float:
        """How loud it is at this hour, 0 to 1."""
        told, zone = self._told, self.timezone
        if told is None or zone not in localtime.ZONES:
            return self._settings.volume
        moment = localtime.local(self._now(), zone)
        return self._settings.volume * volume(self._plan.loudness, moment.hour * 60 + moment.minute)

    def _now(self) -> float:
        if self._told is None:
            return 0.0
        at, since = self._told
        return at + (time.monotonic() - since) * self._rate

    def _open(self) -> bool:
        if pygame.mixer.get_init():
            return True
        wrong = _init()
        # On some boxes a device is for one process alone: whoever else has it lets go of it for the voice.
        if wrong and (wait := self._hush(on=True, alone=True)):
            time.sleep(wait)
            if wrong := _init():
                self._hush(on=False)
        if wrong:
            self._report("fault", f"no sound device: {wrong}")
            return False
        self._report_well()
        return True

    def _report_well(self) -> None:
        wrong = self._repertoire.wrong
        self._report("warning" if wrong else "ok", "; ".join(wrong))

    def _report(self, state: Literal["ok", "warning", "fault"], detail: str) -> None:
        health = SoundHealth(state, detail)
        if health == self._health:
            return
        if state == "fault" or (self._health and self._health.state == "fault"):
            log.log(logging.WARNING if detail else logging.INFO, "sound: %s", detail or "works again")
        self._health = health
        self._inbox.put(health)


def _init() -> str:
    """Open the sound device; gives what is wrong, if anything is."""
    try:
        pygame.mixer.init(pcm.RATE, -16, 1, BUFFER_SAMPLES, allowedchanges=0)
    except pygame.error as error:
        return str(error)
    return ""


def _close() -> None:
    if pygame.mixer.get_init():
        pygame.mixer.quit()


def _short(what: Call | Announcement) -> str:
    return f"call {what.call}" if isinstance(what, Call) else f"announcement {what.number}"


def _name(what: Call | Announcement) -> str:
    more = f"{what.label} loket {what.counter}" if isinstance(what, Call) else what.kind
    return f"{_short(what)} {more}"
