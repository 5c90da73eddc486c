"""The voice's own thread, from what it is told to the samples that SDL would play."""

from __future__ import annotations

import itertools
import logging
import queue
import time
from typing import TYPE_CHECKING

import pygame
import pytest

from broker_config.signage import Announcement, Kind, Loudness, VoicePlan
from broker_config.speech import lexicon, pcm
from broker_config.speech.language import ENGLISH
from display import bank
from display.settings import VoiceSettings
from display.voice import SoundHealth, Voice
from provisioning.rehearsal.ear import decode
from provisioning.rehearsal.hearing import Splitter, heard
from tests.contract.display_box import eventually
from tests.unit.display_boards import NOON, call

if TYPE_CHECKING:
    from pathlib import Path

PATIENCE_S = 20.0
PLAN = VoicePlan(languages=("id",))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A bank in both languages, made once."""
    folder = tmp_path_factory.mktemp("storage") / "voice"
    bank.ensure(folder)
    bank.ensure(bank.folder_of(folder, ENGLISH), bank.Sources(ENGLISH))
    return folder


class Hall:
    """A voice, what it reports, what it logs and what is heard of it."""

    def __init__(self, folder: Path, sound: Path, log: pytest.LogCaptureFixture) -> None:
        self.inbox: queue.SimpleQueue[SoundHealth] = queue.SimpleQueue()
        self.hushed: list[tuple[bool, bool, int]] = []
        self.soft_after_s = self.asked_at = 0.0
        self.voice = Voice(VoiceSettings(), folder, None, self.inbox, hush=self.hush)
        self._folder, self._sound, self._log = folder, sound, log

    def hush(self, *, on: bool, alone: bool = False) -> float:
        """Whoever else is heard: remembers what it was told, and how much of the voice had been heard by then."""
        self.asked_at = time.monotonic()
        self.hushed.append((on, alone, self.heard_bytes()))
        return self.soft_after_s if on else 0.0

    def heard_bytes(self) -> int:
        """Of what is no silence."""
        return len(self.sounds().replace(b"\0", b""))

    def sounds(self) -> bytes:
        return self._sound.read_bytes() if self._sound.exists() else b""

    def reported(self) -> list[SoundHealth]:
        found = []
        while not self.inbox.empty():
            found.append(self.inbox.get())
        return found

    def line(self, text: str) -> str:
        return eventually(
            lambda: next((line for line in self.lines() if text in line), None),
            f"{text} in {self.lines()}",
        )

    def lines(self) -> list[str]:
        return [record.getMessage() for record in list(self._log.records)]

    def words(self) -> list[str]:
        """All that was played; to be asked when the voice has been stopped."""
        return decode(self._sound.read_bytes(), self._folder)


@pytest.fixture
def hall(folder, tmp_path, monkeypatch, caplog):
    """A hall with a loudspeaker in a hurry."""
    caplog.set_level(logging.INFO, "display")
    monkeypatch.setenv("SDL_AUDIODRIVER", "disk")
    monkeypatch.setenv("SDL_DISKAUDIOFILE", str(tmp_path / "sound"))
    monkeypatch.setenv("SDL_DISKAUDIODELAY", "1")
    hall = Hall(folder, tmp_path / "sound", caplog)
    yield hall
    hall.voice.stop()
    assert not hall.voice.alive


def told(
    number: int, kind: Kind = "text", text: str = "Mal segera tutup.", until: float = NOON + 3600, english=""
):
    return Announcement(number=number, kind=kind, text=text, english=english, at=NOON, until=until)


def test_all_else_is_made_soft_before_the_first_sound_and_let_be_after_the_last(hall):
    hall.soft_after_s = 0.1
    hall.voice.start()
    hall.voice.say(call(1))
    eventually(lambda: any(hall.sounds()), "a sound")
    assert time.monotonic() - hall.asked_at >= hall.soft_after_s
    hall.line("voice said call 1")
    eventually(lambda: len(hall.hushed) == 2, "the end of it")
    (on, _, before), (off, _, after) = hall.hushed
    assert (on, off) == (True, False)
    assert before == 0
    assert after > 0


def test_a_device_that_somebody_else_has_is_asked_for_and_got_without_a_fault(hall, monkeypatch):
    hall.soft_after_s = 0.05
    real = pygame.mixer.init

    def init(*args, **more) -> None:
        if not any(alone for _on, alone, _heard in hall.hushed):
            raise pygame.error("device busy")
        real(*args, **more)

    monkeypatch.setattr(pygame.mixer, "init", init)
    hall.voice.start()
    hall.voice.say(call(1))
    hall.line("voice said call 1")
    assert [(on, alone) for on, alone, _heard in hall.hushed][:2] == [(True, True), (True, False)]
    assert all(health.state == "ok" for health in hall.reported())


def test_a_missing_sound_device_is_reported_and_found_again_and_nothing_old_is_said(hall, monkeypatch):
    monkeypatch.setenv("SDL_AUDIODRIVER", "nothing-of-the-kind")
    hall.voice.start()
    assert hall.inbox.get(timeout=PATIENCE_S).state == "ok"
    hall.voice.hub_time(NOON)
    hall.voice.say(call(1))
    missing = hall.inbox.get(timeout=PATIENCE_S)
    assert missing.state == "fault"
    assert missing.detail.startswith("no sound device")
    hall.voice.hub_time(NOON + PLAN.expires_s + 1)
    hall.voice.say(call(2))  # just as old
    hall.line("call 1 A001 loket 5 is not said")
    hall.line("call 2 A002 loket 5 is not said")
    monkeypatch.setenv("SDL_AUDIODRIVER", "disk")
    hall.voice.hub_time(NOON + 1)
    hall.voice.say(call(3))
    assert hall.inbox.get(timeout=PATIENCE_S) == SoundHealth("ok", "")
    hall.line("voice said call 3")
    hall.voice.stop()
    assert heard(hall.words()).label == "A003"


def test_a_call_that_waits_for_the_device_is_said_once_when_it_is_back(hall, monkeypatch):
    monkeypatch.setenv("SDL_AUDIODRIVER", "nothing-of-the-kind")
    monkeypatch.setattr("display.voice.RETURN_S", 0.05)
    hall.voice.start()
    hall.voice.say(call(1))
    hall.voice.say(call(1))
    eventually(lambda: not hall.inbox.empty() and hall.inbox.get().state == "fault", "the device is missed")
    monkeypatch.setenv("SDL_AUDIODRIVER", "disk")
    hall.line("voice said call 1")
    hall.voice.say(call(1))
    hall.voice.say(call(2))
    hall.line("voice said call 2")
    hall.voice.stop()
    assert hall.words().count(lexicon.GO_TO) == 2


def test_a_burst_is_said_in_order_and_only_the_first_has_the_whole_chime(hall):
    hall.voice.start()
    for number in range(1, 5):
        hall.voice.say(call(number))
    hall.line("voice said call 4")
    hall.voice.stop()
    words = hall.words()
    assert [word for word in words if word in lexicon.CHIMES] == ["gong", "ting", "ting", "ting"]
    ends = [at for at, word in enumerate(words) if word in lexicon.CHIMES] + [len(words)]
    said = [heard(words[start:end]).label for start, end in itertools.pairwise(ends)]
    assert said == ["A001", "A002", "A003", "A004"]


def test_the_plan_adds_english(hall):
    hall.voice.plan(VoicePlan(languages=("id", "en")), speaks=True)
    hall.voice.start()
    hall.voice.say(call(1))
    hall.line("voice said call 1")
    hall.voice.stop()
    words = hall.words()
    assert words[-6:] == ["en/zero", "en/zero", "en/one", "en/please-proceed-to", "en/counter", "en/five"]
    assert heard(words).label == "A001"


def test_a_language_that_is_not_there_is_a_warning_and_the_others_are_spoken(hall):
    hall.voice.plan(VoicePlan(languages=("id", "jv")), speaks=True)
    hall.voice.start()
    found = eventually(lambda: hall.inbox.get() if not hall.inbox.empty() else None, "how the sound is")
    while found.state != "warning":
        found = hall.inbox.get(timeout=PATIENCE_S)
    assert "language jv" in found.detail
    hall.voice.say(call(1))
    hall.line("voice said call 1")


def test_a_display_that_is_not_the_speaker_is_silent_and_says_nothing_old_when_it_becomes_one(hall):
    hall.voice.start()
    hall.voice.plan(PLAN, speaks=False)
    hall.voice.say(call(1))
    hall.voice.plan(PLAN, speaks=True)
    hall.voice.say(call(2))
    hall.line("voice said call 2")
    hall.voice.stop()
    assert heard(hall.words()).label == "A002"


@pytest.fixture
def read(monkeypatch):
    """What is read aloud is a clip of the bank, so that it can be recognised."""
    texts: list[tuple[str, str]] = []

    def instead(text: str, code: str, piper: Path | None) -> bytes:
        texts.append((code, text))
        return bank.load(instead.folder).clips["puluh"]  # type: ignore[attr-defined] - set below

    monkeypatch.setattr(bank, "read_aloud", instead)
    return instead, texts


def test_an_emergency_cuts_a_call_short_and_is_said_until_it_is_over_then_the_call_is_said(
    hall, folder, read, monkeypatch
):
    monkeypatch.setattr("display.speaking_order.EMERGENCY_REST_S", 0.05)
    monkeypatch.setenv("SDL_DISKAUDIODELAY", "8")
    read[0].folder = folder
    hall.voice.start()
    hall.voice.tell((), epoch=1)
    hall.voice.say(call(1))
    hall.line("voice says call 1")
    fire = told(1, "emergency", "Kebakaran. Keluar lewat pintu utara.", english="Fire.")
    hall.voice.tell((fire,), epoch=1)
    hall.line("voice was interrupted in call 1")
    eventually(lambda: hall.lines().count("voice said announcement 1") >= 2, "the emergency, twice")
    assert not any("voice said call 1" in line for line in hall.lines())
    hall.voice.tell((), epoch=1)
    hall.line("voice said call 1")
    hall.voice.stop()
    words = hall.words()
    assert words.count(lexicon.ALARM) >= 2
    assert heard(words[-11:]).label == "A001"
    assert read[1] == [("id", fire.text)]  # read once, however often it was said


def test_the_alarm_is_heard_while_its_text_is_still_being_read(hall, monkeypatch, tmp_path):
    heard_first: list[bool] = []

    def slowly(*_asked: object) -> bytes:
        eventually(lambda: any((tmp_path / "sound").read_bytes()), "the alarm")
        heard_first.append(True)
        return pcm.chime()

    monkeypatch.setattr(bank, "read_aloud", slowly)
    hall.voice.tell((told(1, "emergency"),), epoch=1)
    hall.voice.start()
    hall.line("voice said announcement 1")
    assert heard_first == [True]


def test_a_text_that_cannot_be_read_is_a_chime_and_the_voice_goes_on(hall, monkeypatch):
    def refuse(*_asked: object) -> bytes:
        raise bank.BankError("eSpeak cannot be loaded")

    monkeypatch.setattr(bank, "read_aloud", refuse)
    hall.voice.tell((), epoch=1)
    hall.voice.tell((told(1),), epoch=1)
    hall.voice.say(call(1))
    hall.voice.start()
    hall.line("announcement 1 cannot be read aloud: eSpeak cannot be loaded")
    hall.line("voice said call 1")
    hall.voice.stop()
    assert hall.words()[:3] == ["gong", "ting", "nomor-antrean"]


def test_an_announcement_goes_before_the_calls_that_wait(hall, folder, read):
    read[0].folder = folder
    hall.voice.tell((), epoch=1)
    hall.voice.plan(VoicePlan(languages=("id", "en")), speaks=True)
    hall.voice.say(call(1))
    hall.voice.tell((told(1, english="The mall closes soon."),), epoch=1)
    hall.voice.start()
    hall.line("voice said call 1")
    hall.voice.stop()
    assert hall.words()[:3] == ["gong", "puluh", "puluh"]
    assert [code for code, _ in read[1]] == ["id", "en"]


def test_the_volume_is_that_of_the_hour(hall, tmp_path):
    softly = VoicePlan(languages=("id",), loudness=(Loudness(since="11:00", volume=0.5),))
    hall.voice.timezone = "Asia/Jakarta"
    hall.voice.hub_time(NOON)
    hall.voice.plan(softly, speaks=True)
    hall.voice.start()
    hall.voice.say(call(1))
    hall.line("voice said call 1")
    hall.voice.stop()
    (speech,) = Splitter().feed((tmp_path / "sound").read_bytes())
    level = pcm.loudness(speech)
    assert level == pytest.approx(pcm.LOUDNESS - 6.0, abs=1.5)


def test_the_first_sample_comes_at_once_when_nothing_waits(hall, tmp_path):
    hall.voice.start()
    hall.inbox.get(timeout=PATIENCE_S)
    began = time.monotonic()
    hall.voice.say(call(1))
    eventually(lambda: (tmp_path / "sound").exists() and any((tmp_path / "sound").read_bytes()), "a sample")
    assert time.monotonic() - began < 1.0  # the bench measures it; this is to notice work put between
