"""The player of the mall's clips: a real libmpv in its own process, whatever the files and the process do."""

from __future__ import annotations

import array
import contextlib
import math
import os
import queue
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from display.media.fit import PIXEL
from display.media.player import FIRST_REST_S, HANGS_S, Player, Showing
from tests.contract import films
from tests.contract.films import BLUE, RED

PATIENCE_S = 20.0
COLOUR = (8, 18, 42)
PLACE = 96, 36  # a film of 64 by 36 has 16 pixels of colour to its left and right


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("films")


@pytest.fixture(scope="module")
def film(folder):
    return films.film(folder / "film")  # the cache gives files no endings, either


class Seat:
    """Somebody in front of a player, who copies each frame and hears what is over."""

    def __init__(self, options=()) -> None:
        self.inbox: queue.SimpleQueue = queue.SimpleQueue()
        self.over: list[str] = []
        self.player = Player((128, 72), self.inbox, self.over.append, ("ao=null", *options))
        self.ahead = 0.0

    @property
    def now(self) -> float:
        return time.monotonic() + self.ahead

    def show(self, path, *, place=PLACE, moves=True, sound=False) -> None:
        self.player.show(Showing(str(path), place[0], place[1], COLOUR, moves, sound), self.now)

    def until(self, look, what: str):
        """The first truth that `look` gives; frames are copied meanwhile."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            if found := look():
                return found
            if self.player.fresh:
                self.player.copied()
            with contextlib.suppress(queue.Empty):
                self.player.take(self.inbox.get(timeout=0.05), self.now)
            self.player.tend(self.now)
        raise AssertionError(f"in vain: {what}")

    def at(self, x: int, y: int) -> tuple[int, int, int] | None:
        """The colour of a pixel of a fresh frame."""
        pixels = self.player.pixels()
        if pixels is None or not self.player.fresh:
            return None
        start = (y * pixels.row + x) * PIXEL
        blue, green, red = pixels.memory[start : start + 3]
        return red, green, blue

    def sees(self, colour, x: int = 48, y: int = 18):
        self.until(lambda: alike(self.at(x, y), colour), f"{colour} at {x}, {y}")


def alike(seen, colour) -> bool:
    return seen is not None and all(abs(one - other) < 24 for one, other in zip(seen, colour, strict=True))


@pytest.fixture
def seat():
    made = Seat()
    yield made
    made.player.close()


def test_a_video_is_seen_in_its_place_with_the_panels_colour_around_it_and_its_end_is_told(seat, film):
    seat.show(film)
    seat.sees(RED)
    assert seat.at(2, 18) == COLOUR
    assert seat.at(93, 18) == COLOUR
    seat.sees(BLUE)
    seat.until(lambda: seat.over, "its end")
    assert seat.over == [""]
    assert not seat.player.begun


def test_in_another_place_it_goes_on_where_it_is(seat, film):
    seat.show(film)
    seat.sees(BLUE)
    seat.show(film, place=(64, 36))
    assert not seat.player.begun
    seat.until(lambda: seat.player.fresh, "a frame")
    assert alike(seat.at(2, 18), BLUE)


def test_a_picture_stands_and_one_from_a_telephone_on_its_side_stands_upright(seat, folder):
    seat.show(films.picture(folder / "wide"), moves=False, place=(40, 20))
    seat.sees(BLUE, 5, 3)
    assert alike(seat.at(35, 3), RED)
    seat.show(films.picture(folder / "lying", lying=True), moves=False, place=(20, 40))
    seat.sees(BLUE, 16, 5)
    assert alike(seat.at(3, 5), RED)
    assert alike(seat.at(16, 35), RED)


def test_what_is_no_film_is_over_at_once_with_the_reason_and_the_next_is_played(seat, folder, film):
    (folder / "words").write_text("not a film", encoding="ascii")
    (folder / "torn").write_bytes(film.read_bytes()[:700])
    (folder / "list").write_text(f"#EXTM3U\n#EXTINF:1,\n{film}\n#EXT-X-ENDLIST\n", encoding="utf-8")
    for name in ("words", "torn", "list"):
        seat.over.clear()
        seat.show(folder / name)
        assert seat.until(lambda: seat.over, "its refusal")[0]
    process = seat.player.pid
    seat.show(film)
    seat.sees(RED)
    assert seat.player.pid == process


def test_a_player_that_crashes_is_told_of_and_started_again_after_a_while(seat, film):
    seat.show(film)
    seat.sees(RED)
    process = seat.player.pid
    os.kill(process, signal.SIGKILL)
    seat.until(lambda: seat.over, "the crash")
    assert "crashed" in seat.over[0]
    assert "crashed" in seat.player.trouble
    assert not seat.player.grave
    seat.show(film)
    assert seat.player.pid == 0  # not yet
    seat.ahead += FIRST_REST_S
    seat.show(film)
    seat.sees(RED)
    assert seat.player.pid not in (0, process)
    assert seat.player.trouble == ""
    os.kill(seat.player.pid, signal.SIGKILL)
    seat.until(lambda: len(seat.over) == 2, "the second crash")
    assert seat.player.grave


def test_a_player_that_hangs_is_ended(seat, film):
    seat.show(film)
    seat.sees(RED)
    process = seat.player.pid
    os.kill(process, signal.SIGSTOP)
    seat.player.tend(seat.now + HANGS_S - 2)
    assert seat.player.pid == process
    seat.ahead += HANGS_S + 1
    seat.until(lambda: seat.over, "the end of its patience")
    assert "hangs" in seat.over[0]
    seat.until(lambda: not Path(f"/proc/{process}").exists(), "its end")


def test_a_picture_that_stands_is_not_taken_for_a_player_that_hangs(seat, folder):
    seat.show(films.picture(folder / "still"), moves=False)
    seat.until(lambda: seat.player.begun, "a frame")
    seat.player.tend(seat.now + 10 * HANGS_S)
    assert seat.player.begun


def test_a_box_without_libmpv_says_so_and_blames_no_file(film):
    seat = Seat(["no-such-option=yes"])
    seat.show(film)
    seat.until(lambda: seat.over, "that it cannot")
    assert seat.over == [""]
    assert "no-such-option" in seat.player.trouble
    assert seat.player.grave


def test_the_player_ends_with_its_display_however_that_ends(film):
    script = f"""
import queue, time
from display.media.player import Player, Showing
player = Player((64, 36), queue.SimpleQueue(), print)
player.show(Showing({str(film)!r}, 64, 36, (0, 0, 0)), 0.0)
print(player.pid, flush=True)
time.sleep(60)
"""
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as display:
        assert display.stdout is not None
        process = Path(f"/proc/{int(display.stdout.readline())}")
        assert process.exists()
        display.kill()
    deadline = time.monotonic() + PATIENCE_S
    while process.exists() and "Z" not in (process / "stat").read_text().split()[2]:
        assert time.monotonic() < deadline


def a_seat_with_sound(monkeypatch, sound: Path, film: Path) -> Seat:
    """One whose loudspeaker is a file, where a film is played aloud."""
    monkeypatch.setenv("SDL_AUDIODRIVER", "disk")
    monkeypatch.setenv("SDL_DISKAUDIOFILE", str(sound))
    seat = Seat(["ao=sdl"])
    seat.player.loud(1.0)
    seat.show(film, sound=True)
    return seat


def test_a_clips_sound_falls_while_the_voice_speaks_and_rises_again(folder, monkeypatch):
    sound = folder / "heard.raw"
    seat = a_seat_with_sound(monkeypatch, sound, films.film(folder / "tone", seconds=3.5, sound=True))

    def heard() -> list[float]:
        return loudness(sound.read_bytes()) if sound.exists() else []

    seat.until(lambda: max(heard()[:-2], default=-99.0) > -40, "a tone")
    waits = seat.player.hush(on=True)
    assert 0 < waits <= 0.15
    assert seat.player.hush(on=True) == 0  # it is soft already
    seat.until(lambda: heard()[-1] < max(heard()) - 12, "softness")
    soft = len(heard())
    ended = time.monotonic()
    seat.player.hush(on=False)
    seat.until(lambda: heard()[-1] > max(heard()) - 1, "the tone again")
    assert time.monotonic() - ended >= 0.5  # not between two words
    seat.player.close()
    fall = fell(heard()[:soft])
    assert fall * STEP_S <= 0.15


def test_a_clip_lets_go_of_the_sound_device_for_a_voice_that_needs_it_alone(folder, monkeypatch):
    sound = folder / "device.raw"
    seat = a_seat_with_sound(monkeypatch, sound, films.film(folder / "long", seconds=5.0, sound=True))

    def has_device() -> bool:
        return any(
            file.exists() and file.samefile(sound) for file in Path(f"/proc/{seat.player.pid}/fd").iterdir()
        )

    seat.until(lambda: sound.exists() and has_device(), "its sound")
    assert seat.player.hush(on=True, alone=True) > 0
    seat.until(lambda: not has_device(), "silence")
    seat.until(lambda: seat.player.fresh, "the picture goes on")
    seat.player.hush(on=False)
    seat.until(has_device, "its sound again")
    seat.player.close()


STEP_S = 0.02


def loudness(pcm: bytes) -> list[float]:
    """In decibels below full scale, of each 20 ms."""
    samples = array.array("f")
    samples.frombytes(pcm[: len(pcm) // 4 * 4])
    size = round(48000 * STEP_S) * 2
    rooms = [samples[at : at + size] for at in range(0, len(samples) - size + 1, size)]
    return [10 * math.log10(sum(one * one for one in room) / size + 1e-10) for room in rooms]


def fell(levels: list[float]) -> int:
    """How many steps a fall by 12 decibels has taken."""
    top = max(levels)
    begin = max(index for index, level in enumerate(levels) if level > top - 1)
    return next(index for index, level in enumerate(levels) if index > begin and level < top - 12) - begin
