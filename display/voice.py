"""The voice caller: one queue, one announcement after the other, one sound for each.

Must never block the screen: it lives in its own thread, and tells the display's inbox only how its sound
device is. The device is opened for the first announcement and closed again when the hall has been quiet for
a while: HDMI sound exists only while the television is on, and an open device costs processor time.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from typing import TYPE_CHECKING, Literal, NamedTuple

import pygame

from broker_config.speech import pcm
from display import bank, phrases

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from broker_config.contract import Announcement, Call
    from display.settings import VoiceSettings

log = logging.getLogger(__name__)

AFTER_S = 0.8  # silence after each announcement: where one ends must be heard
CLOSE_AFTER_S = 5.0
RETRY_S = 30.0
STUCK_S = 120.0  # a device that plays nothing for so long is taken for gone
BUFFER_SAMPLES = 1024
POLL_S = 0.01


class SoundHealth(NamedTuple):
    """How the sound device is, for the health report. Put on the display's inbox when it changes."""

    state: Literal["ok", "warning", "fault"]
    detail: str


class Voice:
    """Says calls, in order, without overlap.

    `folder` is where the bank of clips is kept, `recordings` a folder of human ones, or None.
    """

    def __init__(
        self, settings: VoiceSettings, folder: Path, recordings: Path | None, inbox: queue.SimpleQueue[Any]
    ) -> None:
        self._settings, self._folder, self._recordings, self._inbox = settings, folder, recordings, inbox
        self._waiting: queue.SimpleQueue[Call | None] = queue.SimpleQueue()
        self._clips: bank.Clips = {}
        self._health: SoundHealth | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="voice", daemon=True)

    def start(self) -> None:
        """Begin to make or load the clips, and return at once."""
        self._thread.start()

    def say(self, call: Call) -> None:
        """Announce a call when those before it have been said."""
        self._waiting.put(call)

    def tell(self, announcement: Announcement) -> None:
        """Say what the mall announces."""

    def stop(self) -> None:
        """Fall silent, in mid-word if need be, and end the thread."""
        self._stopping.set()
        self._waiting.put(None)
        self._thread.join(timeout=2.0)

    @property
    def alive(self) -> bool:
        """Whether the voice's thread lives."""
        return self._thread.is_alive()

    def _run(self) -> None:
        self._load()
        while not self._stopping.is_set():
            try:
                call = self._waiting.get(timeout=self._patience())
            except queue.Empty:
                self._rest()
                continue
            if call is not None:
                self._announce(call)
        _close()

    def _patience(self) -> float | None:
        if pygame.mixer.get_init():
            return CLOSE_AFTER_S
        return RETRY_S if self._health and self._health.state == "fault" else None

    def _rest(self) -> None:
        """Nothing was called for a while: give the device back; or look whether a lost one has returned."""
        if not self._clips:
            self._load()
        elif not pygame.mixer.get_init():
            self._open()
        _close()

    def _load(self) -> None:
        try:
            self._clips = bank.ensure(self._folder, self._recordings)
        except bank.BankError as error:
            self._report("fault", str(error))
        else:
            self._report("ok", "")

    def _announce(self, call: Call) -> None:
        if not self._clips or not self._open():
            log.warning(
                "call %d %s is not said: %s", call.call, call.label, self._health and self._health.detail
            )
            return
        spoken = phrases.announcement(call, self._settings.numbers)
        sound = pygame.mixer.Sound(buffer=pcm.join(spoken, self._clips) + pcm.silence(AFTER_S))
        sound.set_volume(self._settings.volume)
        log.info("voice says call %d %s loket %d", call.call, call.label, call.counter)
        playing = sound.play()
        deadline = time.monotonic() + STUCK_S
        while playing.get_busy() and not self._stopping.is_set():
            if time.monotonic() > deadline:
                _close()
                self._report("fault", "the sound device has stopped playing")
                return
            time.sleep(POLL_S)
        log.info("voice said call %d", call.call)

    def _open(self) -> bool:
        if pygame.mixer.get_init():
            return True
        try:
            pygame.mixer.init(pcm.RATE, -16, 1, BUFFER_SAMPLES, allowedchanges=0)
        except pygame.error as error:
            self._report("fault", f"no sound device: {error}")
            return False
        self._report("ok", "")
        return True

    def _report(self, state: Literal["ok", "fault"], detail: str) -> None:
        health = SoundHealth(state, detail)
        if health == self._health:
            return
        if state == "fault" or (self._health and self._health.state == "fault"):
            log.log(logging.WARNING if detail else logging.INFO, "sound: %s", detail or "works again")
        self._health = health
        self._inbox.put(health)


def _close() -> None:
    if pygame.mixer.get_init():
        pygame.mixer.quit()
