"""SDL plays into a FIFO as into a loudspeaker; the ear at the other end understands it."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
import wave

import pytest
from virtual_hardware import eventually

from provisioning.rehearsal.ear import Ear, decode, read_bank, write_wav
from provisioning.rehearsal.hearing import RATE

SPEAK = """
import sys, time, wave, pygame
pygame.mixer.init(22050, -16, 1, 1024, allowedchanges=0)
for words in sys.argv[2:]:
    clips = [wave.open(f"{sys.argv[1]}/{word}.wav").readframes(-1) for word in words.split()]
    pcm = bytes(2000).join(clips)
    playing = pygame.mixer.Sound(buffer=pcm + bytes(2 * 22050)).play()
    while playing.get_busy():
        time.sleep(0.001)
"""


@pytest.fixture
def bank(tmp_path):
    folder = tmp_path / "voice"
    folder.mkdir()
    for number, name in enumerate(("gong", "A", "nol", "satu", "loket")):
        tone = b"".join(((at * (number * 2 + 3)) % 8000 + 1).to_bytes(2, "little") for at in range(2500))
        write_wav(folder / f"{name}.wav", bytes(10) + tone + bytes(10))
    (folder / "manifest.json").write_text("{}")
    return folder


class Hall:
    """An ear, and what it heard."""

    def __init__(self, folder, bank) -> None:
        self.bank = bank
        self.fifo = folder / "loudspeaker"
        self.heard: queue.SimpleQueue = queue.SimpleQueue()
        self.ear = Ear(self.fifo, lambda pcm, words: self.heard.put((pcm, words)), bank)

    def play(self, *announcements: str) -> None:
        sdl = {"SDL_AUDIODRIVER": "disk", "SDL_DISKAUDIOFILE": str(self.fifo), "SDL_DISKAUDIODELAY": "0"}
        command = [sys.executable, "-c", SPEAK, str(self.bank), *announcements]
        subprocess.run(command, env=os.environ | sdl, check=True, timeout=30, capture_output=True)


@pytest.fixture
def hall(tmp_path, bank):
    hall = Hall(tmp_path, bank)
    yield hall
    hall.ear.close()


def test_what_sdl_plays_is_heard_word_for_word_one_announcement_at_a_time(hall, bank):
    hall.play("gong A nol satu", "gong loket satu")
    first, second = hall.heard.get(timeout=10), hall.heard.get(timeout=10)
    assert first[1] == ["gong", "A", "nol", "satu"]
    assert second[1] == ["gong", "loket", "satu"]
    assert decode(first[0], bank) == first[1]


def test_the_display_may_open_and_close_the_sound_at_will(hall):
    hall.play("A satu")
    hall.play("A nol")
    assert [hall.heard.get(timeout=10)[1] for _ in range(2)] == [["A", "satu"], ["A", "nol"]]


def test_a_voice_that_is_killed_in_mid_word_has_said_what_was_heard(hall, bank):
    with wave.open(str(bank / "A.wav")) as clip:
        pcm = clip.readframes(-1)
    with hall.fifo.open("wb") as loudspeaker:
        loudspeaker.write(pcm + pcm[:1000])
    speech, words = hall.heard.get(timeout=10)
    assert words == ["A", "?"]
    assert len(speech) < len(pcm) + 1000


def test_the_fifo_is_drained_even_if_nobody_listens_to_the_listener(hall):
    with hall.ear.listen():
        loudspeaker = os.open(hall.fifo, os.O_WRONLY)
        writing = threading.Thread(target=lambda: [os.write(loudspeaker, bytes(8192)) for _ in range(500)])
        writing.start()
        writing.join(10)
        assert not writing.is_alive()
        os.close(loudspeaker)


def test_who_listens_hears_the_samples_live(hall):
    with hall.ear.listen() as live:
        with hall.fifo.open("wb") as loudspeaker:
            loudspeaker.write(b"\x01\x02" * 500)
        chunks = live.chunks(patience_s=0.01)
        data = b""
        while len(data) < 1000:
            data += next(chunks)
        assert data == b"\x01\x02" * 500
        assert next(chunks) == b""
        hall.ear.close()
        assert list(chunks) == []


def test_a_bank_that_is_made_later_is_used_then(tmp_path, bank):
    hidden = bank.rename(tmp_path / "not-yet")
    hall = Hall(tmp_path, bank)
    hall.bank = hidden
    hall.play("A satu")
    assert hall.heard.get(timeout=10)[1] == []
    hidden.rename(bank)
    hall.bank = bank
    hall.play("A satu")
    assert hall.heard.get(timeout=10)[1] == ["A", "satu"]
    hall.ear.close()


def test_what_was_heard_can_be_kept_as_a_file(tmp_path, bank):
    with wave.open(str(bank / "gong.wav")) as clip:
        pcm = clip.readframes(-1)
    write_wav(tmp_path / "1-A012.wav", pcm)
    with wave.open(str(tmp_path / "1-A012.wav")) as kept:
        assert (kept.getnchannels(), kept.getsampwidth(), kept.getframerate()) == (1, 2, RATE)
        assert read_bank(bank).recognise(kept.readframes(-1)) == ["gong"]


def test_a_closed_ear_leaves_no_thread(tmp_path):
    ear = Ear(tmp_path / "fifo", lambda *_: None)
    ear.close()
    eventually(lambda: not [thread for thread in threading.enumerate() if thread.name == "ear fifo"])
