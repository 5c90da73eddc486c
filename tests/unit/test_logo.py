"""The mall's logo in the head of the screen: it is seen on every ground, and leaves room for the name."""

from __future__ import annotations

import pytest

from broker_config.drawing.ink import WHITE, Box, Picture, Rect, Text, contrast
from broker_config.drawing.theme import DAY
from broker_config.signage import NIGHT, Theme
from display.furniture import SIDE, header
from display.hanging import USUAL, Logo, hang
from tests.unit.test_layout import measure, view

DARK, BRIGHT = ((10, 40, 120),) * 20, ((255, 250, 240),) * 20


def head(colours=BRIGHT, theme: Theme = NIGHT, size=(1920, 1080), shape=(300, 150)):
    logo = Logo("emblem", shape[0], shape[1], colours)
    hung = hang(size[0], size[1], USUAL, theme, logo)
    return header(view(), Rect(0, 0, size[0], 104 if size[0] > size[1] else 156), hung, measure), hung


def strokes(panel, kind):
    return [one for one in panel.strokes if isinstance(one, kind)]


@pytest.mark.parametrize(("colours", "theme"), [(DARK, NIGHT), (BRIGHT, DAY)])
def test_a_logo_that_would_be_lost_on_the_ground_gets_a_plate(colours, theme):
    panel, _ = head(colours, theme)
    [picture], [plate] = strokes(panel, Picture), strokes(panel, Box)
    assert contrast(plate.fill, colours[0]) > 7
    assert plate.rect.x < picture.rect.x
    assert plate.rect.right > picture.rect.right
    assert plate.rect.y > 0
    assert plate.rect.bottom < panel.rect.bottom


@pytest.mark.parametrize(("colours", "theme"), [(BRIGHT, NIGHT), (DARK, DAY), ((*BRIGHT, DARK[0]), NIGHT)])
def test_one_that_is_seen_needs_none(colours, theme):
    assert strokes(head(colours, theme)[0], Box) == []


@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920), (1280, 720)])
@pytest.mark.parametrize("shape", [(300, 150), (2000, 100), (50, 400)])
def test_the_name_begins_behind_it_and_is_not_covered(size, shape):
    panel, hung = head(size=size, shape=shape)
    [picture] = strokes(panel, Picture)
    assert picture.rect.x == hung.px(SIDE)
    assert picture.rect.w / picture.rect.h == pytest.approx(shape[0] / shape[1], rel=0.1)
    assert all(text.x > picture.rect.right for text in strokes(panel, Text))
    assert picture.rect.y > 0
    assert picture.rect.bottom < panel.rect.bottom


def test_a_mall_without_a_logo_has_its_name_at_the_edge():
    hung = hang(1920, 1080)
    panel = header(view(), Rect(0, 0, 1920, 104), hung, measure)
    assert min(text.x for text in strokes(panel, Text)) == hung.px(SIDE)
    assert strokes(panel, Picture) == []
    assert hung.inks.ink == WHITE
