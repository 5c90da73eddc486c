"""Two halls that hear each other, with real sound: the hub's desk, two voices, and one ear that hears both."""

from __future__ import annotations

import itertools
import queue
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from broker_config.codec import Heard
from broker_config.contract import FloorGranted, FloorReleased, FloorRequest, Zone
from broker_config.signage import Announcement, VoicePlan
from broker_config.speech import lexicon
from display import bank
from display.settings import VoiceSettings
from display.voice import Voice
from hub.desk import Desk, Station
from hub.hall import Hall
from hub.register.rows import as_row
from provisioning.rehearsal.ear import decode
from provisioning.rehearsal.hearing import heard
from tests.contract.display_box import eventually
from tests.registers import always_open
from tests.unit.display_boards import NOON, call
from tests.unit.small_hall import COUNTERS, MALL, MORNING, SERVICES

if TYPE_CHECKING:
    from pathlib import Path

PLAN = VoicePlan(languages=("id",))
ZONES = {"display-1": "utama", "display-2": "atas"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("storage") / "voice"
    bank.ensure(folder)
    return folder


class Halls:
    """Two voices that play into the same ear; what they tell the hub is carried there while `hub` is there."""

    def __init__(self, folder: Path, sound: Path) -> None:
        register = always_open(MALL, SERVICES, COUNTERS, zones=[Zone(id="atas", name="Atas")])
        register.put("zone", "atas", {**as_row(register.zones["atas"]), "hears": ["utama"]})
        stations = {name: Station("display", zone=zone) for name, zone in ZONES.items()}
        self.desk: Desk | None = Desk(Hall(register), stations)
        self._folder, self._sound, self._lock = folder, sound, threading.Lock()
        self.told: list[Any] = []
        self._inboxes = {name: queue.SimpleQueue[Any]() for name in ZONES}
        self.voices = {name: Voice(VoiceSettings(), folder, None, self._inboxes[name]) for name in ZONES}
        for name, voice in self.voices.items():
            voice.plan(PLAN, speaks=True, turns=True)
            threading.Thread(target=self._carry, args=(name,), daemon=True).start()

    def start(self) -> None:
        for voice in self.voices.values():
            voice.start()

    def stop(self) -> None:
        for name, voice in self.voices.items():
            voice.stop()
            assert not voice.alive
            self._inboxes[name].put(None)

    def said(self) -> list[str]:
        """The numbers, in the order in which they were heard; none of them could be made out of two at once."""
        words = decode(self._sound.read_bytes(), self._folder)
        starts = [at for at, word in enumerate(words) if word in lexicon.CHIMES]
        return [heard(words[start:end]).label for start, end in itertools.pairwise([*starts, len(words)])]

    def hear(self, name: str, message: Any) -> None:
        """The hub hears a display, and answers whom it likes."""
        with self._lock:
            self.told.append((name, message))
            if self.desk is None:
                return
            now = time.monotonic()
            self.desk.hear(Heard(name, message, device=name), MORNING, now)
            self.desk.tick(MORNING, now)
            for out in self.desk.take()[1]:
                if isinstance(out.message, FloorGranted):
                    self.voices[out.to].take_floor(out.message)

    def _carry(self, name: str) -> None:
        while (message := self._inboxes[name].get()) is not None:
            if isinstance(message, FloorRequest | FloorReleased):
                self.hear(name, message)


@pytest.fixture
def halls(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("SDL_AUDIODRIVER", "disk")
    monkeypatch.setenv("SDL_DISKAUDIOFILE", str(tmp_path / "sound"))
    monkeypatch.setenv("SDL_DISKAUDIODELAY", "2")
    halls = Halls(folder, tmp_path / "sound")
    yield halls
    halls.stop()


def test_calls_of_two_halls_at_once_are_heard_one_after_the_other(halls):
    for number in range(1, 5):
        halls.voices[f"display-{number % 2 + 1}"].say(call(number))
    halls.start()
    eventually(lambda: sum(isinstance(said, FloorReleased) for _, said in halls.told) == 4, "all four calls")
    halls.stop()
    said = halls.said()
    assert sorted(said) == ["A001", "A002", "A003", "A004"]
    assert [one for one in said if one in ("A001", "A003")] == ["A001", "A003"]
    assert {said[0], said[1]} not in ({"A001", "A003"}, {"A002", "A004"}), "they take turns"


def test_a_voice_that_finds_no_hub_speaks_all_the_same(halls, monkeypatch):
    monkeypatch.setattr("display.floor.ANSWER_S", 0.1)
    halls.desk = None
    halls.voices["display-1"].say(call(1))
    halls.start()
    eventually(lambda: halls.told and isinstance(halls.told[-1][1], FloorReleased), "the call")
    halls.stop()
    assert halls.said() == ["A001"]


def test_an_emergency_waits_for_nobody(halls, folder, monkeypatch):
    monkeypatch.setattr(bank, "read_aloud", lambda *_asked: bank.load(folder).clips["puluh"])
    fire = Announcement(number=1, kind="emergency", text="Kebakaran.", at=NOON, until=NOON + 3600)
    halls.hear("display-2", FloorRequest(nonce="x", speaking=True))
    first = halls.voices["display-1"]
    first.hub_time(NOON)
    first.tell((fire,), epoch=1)
    halls.start()
    eventually(lambda: any(isinstance(said, FloorReleased) for _, said in halls.told), "the emergency")
    began = next(said for name, said in halls.told if name == "display-1")
    assert began.speaking, "it did not ask"


def test_in_a_mall_where_no_hall_hears_another_nothing_is_asked(halls):
    first = halls.voices["display-1"]
    first.plan(PLAN, speaks=True, turns=False)
    first.say(call(1))
    halls.start()
    eventually(lambda: first.speaking, "the call begins")
    eventually(lambda: not first.speaking, "the call ends")
    assert halls.told == []
