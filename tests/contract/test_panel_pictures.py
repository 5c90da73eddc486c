"""The pictures of docs/panel.md are what the panel draws today, and every state of it has one."""

from __future__ import annotations

import re

import pygame
import pytest

from broker_config.drawing.brush import Brush
from kiosk.panel.frame import frame
from kiosk.panel.layout import Space
from kiosk.panel.scene import view_of
from kiosk.panel.scenes import scenes
from kiosk.panel.still import MORNING, paint, play_of
from tests.contract.display_box import ROOT

FOLDER = ROOT / "docs/pictures/panel"
PAGE = ROOT / "docs/panel.md"


@pytest.fixture(scope="module")
def drawn():
    brush, screen = Brush(), frame(800, 480, 7.0)
    room = Space(screen, brush.measure)
    play = play_of(ROOT / "provisioning/examples/small.toml", room)
    return {
        name: paint(view_of(conversation, room, now, MORNING + now), screen, brush)
        for name, conversation, now in scenes(play)
    }


def test_every_state_has_its_picture_and_every_picture_its_place_in_the_manual(drawn):
    files = {path.stem for path in FOLDER.glob("*.png")}
    assert {name for name in files if not name.startswith(("large-", "low-", "wide-"))} == set(drawn)
    assert set(re.findall(r"pictures/panel/([\w-]+)\.png", PAGE.read_text(encoding="utf-8"))) == files


def test_a_picture_in_the_manual_is_what_is_drawn_today(drawn):
    for name, now in drawn.items():
        kept = pygame.image.load(str(FOLDER / f"{name}.png"))
        plain = pygame.Surface(kept.get_size(), depth=24)
        plain.blit(kept, (0, 0))
        # Its colours are the most used ones, and another processor may round the edges of letters in another way.
        alike = pygame.mask.from_threshold(now, (0, 0, 0), (40, 40, 40, 255), plain).count()
        assert now.get_width() * now.get_height() - alike <= 200, name
