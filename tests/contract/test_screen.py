"""The display's window: laid out anew when the hub says so, moved by its ticker, honest about what cannot be read."""

from __future__ import annotations

from typing import Any

import pygame
import pytest

from broker_config.drawing.theme import DAY, inks
from broker_config.signage import NIGHT, ScreenPlan, Theme
from display.board import TURN_S, HallBoard, Now, Place
from display.gallery import board
from display.screen import Screen
from display.settings import ScreenSettings

SIZE = (320, 180)
HALL = ScreenPlan(device="display-1", layout="hall", inches=65.0, farthest_m=5.0)


@pytest.fixture
def opened(monkeypatch):
    monkeypatch.setenv("SDL_VIDEODRIVER", "offscreen")
    screens = []

    def make(**settings: Any):
        usual: dict[str, Any] = {"zone": "utama", "fullscreen": False, "width": SIZE[0], "height": SIZE[1]}
        screen = Screen(ScreenSettings(**usual | settings))
        screen.open()
        screens.append(screen)
        return screen

    yield make
    for screen in screens:
        screen.close()


@pytest.fixture
def hall():
    made = HallBoard(Place("display-1", "utama", "localhost"), Now(0, 0))
    made.link(Now(0, 0), up=True)
    made.take(board())
    return made


def seen():
    surface = pygame.display.get_surface()
    assert surface is not None
    return surface.copy()


def pixels(surface, rect=None):
    return pygame.image.tobytes(surface.subsurface(rect) if rect else surface, "RGB")


def test_a_plan_and_a_theme_from_the_hub_are_seen_with_the_next_view(opened, hall):
    screen, view = opened(), hall.view(Now(0, 0))
    assert screen.show(view)
    assert not screen.show(view)
    before = seen()
    screen.arrange(ScreenPlan(device="display-1", layout="overview"), DAY)
    assert screen.show(view)
    after = seen()
    assert after.get_at((1, 1))[:3] == inks(DAY).ground
    assert before.get_at((1, 1))[:3] == inks(NIGHT).ground
    screen.arrange(None, None)
    assert screen.show(view)
    assert pixels(seen()) == pixels(before)


def test_the_same_plan_again_draws_nothing(opened, hall):
    screen, view = opened(), hall.view(Now(0, 0))
    screen.arrange(HALL, NIGHT)
    assert screen.show(view)
    screen.arrange(HALL, NIGHT)
    assert not screen.show(view)


def test_colours_that_nobody_could_read_are_not_used_and_the_log_says_why(opened, hall, caplog):
    screen = opened()
    screen.arrange(HALL, Theme(ground="#808080", panel="#808080", accent="#ffd100"))
    assert screen.show(hall.view(Now(0, 0)))
    assert "ground #808080" in caplog.text
    assert seen().get_at((1, 1))[:3] == inks(NIGHT).ground


def test_it_says_what_cannot_be_read_until_it_is_laid_out_for_a_seat_that_is_nearer(opened, hall):
    screen, view = opened(inches=32.0, farthest_m=50.0), hall.view(Now(0, 0))
    screen.show(view)
    assert "not from 50 m" in screen.warning
    screen.arrange(HALL, NIGHT)
    screen.show(view)
    assert screen.warning == ""


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_the_ticker_moves_and_all_else_stands_still(opened, hall, turned):
    screen, view = opened(ticker=True, turned=turned), hall.view(Now(0, 0))
    screen.show(view)
    frames = screen.frames
    screen.tick(0.0)
    first = pygame.transform.rotate(seen(), turned)
    assert screen.rest(0.0) > 0
    screen.tick(1.0)
    second = pygame.transform.rotate(seen(), turned)
    assert first.get_size() == SIZE
    foot = SIZE[1] - 14
    assert pixels(first, (0, 0, SIZE[0], foot)) == pixels(second, (0, 0, SIZE[0], foot))
    assert pixels(first, (0, foot, *(SIZE[0], 14))) != pixels(second, (0, foot, *(SIZE[0], 14)))
    assert screen.frames == frames + 2  # as SDL counts them


def test_an_agencys_screen_keeps_to_its_calls_when_it_gets_its_plan_later(hall):
    assert hall.view(Now(0, 0)).card.label == "A012"
    hall.arrange(ScreenPlan(device="display-1", layout="agency", shows="samsat"))
    view = hall.view(Now(0, 0))
    assert view.card.label == "D004"
    assert [call.agency for call in view.recent] == []
    assert [tile.agency for tile in view.tiles] == ["Samsat"]
    hall.arrange(HALL)
    assert len(hall.view(Now(0, TURN_S)).recent) > 3
