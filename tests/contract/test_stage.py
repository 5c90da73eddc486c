"""The screen as a device: a television that comes back gets its picture anew, and its hours switch it."""

from __future__ import annotations

import queue
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

import pygame
import pytest

from broker_config.drawing import window
from broker_config.drawing.ink import Rect
from broker_config.signage import Clip, Light
from display.board import HallBoard, Now, Place
from display.media.fit import PIXEL, row_pixels
from display.media.player import Pixels
from display.settings import ScreenSettings, TelevisionSettings
from display.stage import REOPEN_S, UNPLUGGED, Stage
from display.television import ABSENT, TelevisionHealth
from tests.unit.display_boards import board, call

if TYPE_CHECKING:
    from display.media.cinema import Cinema


HOURS = Light(on="07:15", off="16:30")
CLOSED = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)


class Room:
    """A stage, the connectors of its box, and what it reported."""

    def __init__(self, folder, monkeypatch, light=None) -> None:
        self.status = folder / "card1-HDMI-A-1" / "status"
        self.status.parent.mkdir()
        self.plug("connected")
        monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
        monkeypatch.setattr(window, "CONNECTORS", folder)
        monkeypatch.setattr(pygame.display, "get_driver", lambda: "KMSDRM")
        self.parts: dict[str, tuple[str, str]] = {}
        self.inbox: queue.SimpleQueue = queue.SimpleQueue()
        screen = ScreenSettings(zone="utama", width=320, height=240, fullscreen=False)
        television = TelevisionSettings(device=str(folder / "no-cec"))
        self.stage = Stage(screen, light, television, "display-1", self.inbox, self.report)
        self.now = 1000.0

    def report(self, name, kind, state, detail) -> None:
        assert kind in ("screen", "television")
        self.parts[name] = state, detail

    def plug(self, status: str) -> None:
        self.status.write_text(status + "\n", encoding="ascii")

    def later(self) -> None:
        self.now += REOPEN_S
        assert self.stage.tend(self.now)


@pytest.fixture
def room(tmp_path, monkeypatch):
    made = Room(tmp_path, monkeypatch)
    yield made
    made.stage.close()


def view():
    hall = HallBoard(Place("display-1", "utama", "x"), Now(0, 0))
    hall.take(board(call(1)))
    return hall.view(Now(0, 0))


def test_after_a_televisions_power_cycle_the_mode_is_set_again_and_the_picture_drawn(room):
    room.later()
    assert room.stage.show(view(), room.now)
    assert not room.stage.show(view(), room.now)
    room.plug("disconnected")
    room.later()
    assert room.parts["televisi"] == ("warning", UNPLUGGED)
    assert not room.stage.show(view(), room.now)
    frames = room.stage.frames
    room.plug("connected")
    room.later()
    assert room.parts["televisi"] == ("ok", "")
    assert room.stage.show(view(), room.now)  # all of it, in a window that was opened anew
    assert room.stage.frames == frames + 2


def test_a_screen_that_stays_is_left_alone(room):
    for _ in range(4):
        room.later()
    assert room.parts == {"layar": ("ok", "")}
    assert room.stage.frames == 1


def test_outside_the_hours_there_is_no_light_but_for_a_while_after_a_call(tmp_path, monkeypatch):
    room = Room(tmp_path, monkeypatch, HOURS)
    assert room.stage.lit(None, room.now)  # nobody knows the time, and the television is left alone
    assert room.inbox.empty()
    assert not room.stage.lit(CLOSED, room.now)
    assert room.inbox.get(timeout=5) == TelevisionHealth("ok", ABSENT)
    room.stage.wake(room.now)
    assert room.stage.lit(CLOSED, room.now + 1)
    room.stage.close()


class Slides:
    """Clips that are there when the test says so: what a cinema is to a stage."""

    def __init__(self) -> None:
        self.begun, self.wanted, self.colour = False, None, (200, 30, 40)
        self.size, self.copies = (0, 0), 0

    def show(self, clip, place, _colour, _now) -> bool:
        self.wanted = clip and clip.id
        self.size = (place.w, place.h) if place else (0, 0)
        return clip is not None and self.begun

    def frame(self, *, fresh: bool) -> Pixels | None:
        del fresh
        wide, high = self.size
        red, green, blue = self.colour
        pixels = bytes((blue, green, red, 0)) * (row_pixels(wide) * high)
        assert len(pixels) == row_pixels(wide) * high * PIXEL
        return Pixels(memoryview(pixels), row_pixels(wide), wide, high) if self.begun else None

    def copied(self) -> None:
        self.copies += 1


@pytest.fixture
def slides(tmp_path, monkeypatch):
    """A stage with slides, and the middle of the place where they are shown."""
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    shown = Slides()

    def reported(name, kind, state, detail) -> None:
        assert (name, kind, state, detail) == ("layar", "screen", "ok", "")

    screen = ScreenSettings(zone="utama", width=640, height=360, fullscreen=False, turned=90)
    stage = Stage(
        screen, None, TelevisionSettings(cec=False), "display-1", queue.SimpleQueue(),
        reported, cast("Cinema", shown),
    )  # fmt: skip
    stage.tend(1000.0)
    yield stage, shown
    stage.close()


def clip(name: str) -> Clip:
    return Clip(id=name, kind="video", sha256="0" * 64, size=1)


def middle(stage, shown):
    place = stage._screen.media_place(shown)
    assert isinstance(place, Rect)
    return stage._screen.picture().get_at((place.x + place.w // 2, place.y + place.h // 2))[:3]


def test_a_clip_is_raised_with_its_first_frame_and_never_as_an_empty_place(slides):
    stage, cinema = slides
    plain = view()._replace(identify=False)
    film = plain._replace(idle=clip("sambutan"))
    assert stage.show(plain, 1000.0)
    before = middle(stage, film)
    assert not stage.show(film, 1000.1)  # it is fetched from its file: what was shown stays
    assert cinema.wanted == "sambutan"
    assert middle(stage, film) == before
    cinema.begun = True
    assert stage.show(film, 1000.2)
    assert middle(stage, film) == cinema.colour
    cinema.colour = (20, 90, 200)
    assert not stage.show(film, 1000.3)  # a frame of the clip, not of the picture
    assert middle(stage, film) == cinema.colour


def test_between_two_clips_the_last_frame_of_the_first_stands_and_a_call_takes_its_place(slides):
    stage, cinema = slides
    plain = view()._replace(identify=False)
    cinema.begun = True
    first = plain._replace(idle=clip("sambutan"))
    stage.show(first, 1000.0)
    cinema.begun = False
    stage.show(plain._replace(idle=clip("jadwal")), 1000.1)
    assert middle(stage, first) == cinema.colour
    assert stage.show(plain, 1000.2)
    assert cinema.wanted is None
    assert middle(stage, first) != cinema.colour


def test_the_malls_hours_go_before_the_boxs_own_and_without_any_the_television_is_left_alone(
    tmp_path, monkeypatch
):
    room = Room(tmp_path, monkeypatch)
    assert room.stage.lit(CLOSED, room.now)
    assert room.inbox.empty()
    room.stage.light(HOURS)
    assert not room.stage.lit(CLOSED, room.now)
    assert room.inbox.get(timeout=5) == TelevisionHealth("ok", ABSENT)
    room.stage.light(None)  # there are no hours any more: what we sent to sleep is woken
    assert room.stage.lit(CLOSED, room.now)
    assert room.stage._television
    assert not room.stage._television.asleep
    room.stage.close()
