"""Panels to pixels, with pygame. Must never know what a picture means, nor open a window.

Text, corners, arrows and signs are rendered once and kept: a frame is then little more than copying. What is
not text is drawn four times too large and shrunk, for smooth edges.
"""

from __future__ import annotations

from collections import OrderedDict
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import pygame

from display.ink import Arrow, Box, Sign, Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from display.ink import Colour, Direction, Panel, Stroke, Weight

ASSETS = Path(__file__).parent / "assets"
FONTS = {"medium": "AtkinsonHyperlegibleNext-Medium.ttf", "bold": "AtkinsonHyperlegibleNext-Bold.ttf"}
FINE = 4
KEPT_PIXELS = 2_000_000  # of rendered text, a byte each

_SHAPES: dict[str, tuple[tuple[float, float], ...]] = {
    "right": ((0.0, 0.36), (0.50, 0.36), (0.50, 0.06), (1.0, 0.5), (0.50, 0.94), (0.50, 0.64), (0.0, 0.64)),
    "warning": ((0.5, 0.06), (1.0, 0.94), (0.0, 0.94)),
}


class Brush:
    """Paints panels on a surface and measures text; one for each size of picture."""

    def __init__(self) -> None:
        pygame.font.init()
        self._texts: OrderedDict[tuple[str, int, str, Colour, Colour], pygame.Surface] = OrderedDict()
        self._pixels = 0

    def paint(self, surface: pygame.Surface, panels: Iterable[Panel]) -> None:
        """Draw panels, each on its own ground."""
        for panel in panels:
            surface.set_clip(panel.rect)
            surface.fill(panel.ground)
            for stroke in panel.strokes:
                self._stroke(surface, stroke)
        surface.set_clip(None)

    def measure(self, text: str, size: int, weight: Weight, *, tabular: bool = False) -> int:
        """How wide a line is, in pixels: `display.ink.Measure`."""
        return _width(text, size, weight, tabular)

    def _stroke(self, surface: pygame.Surface, stroke: Stroke) -> None:
        match stroke:
            case Box():
                _box(surface, stroke)
            case Text():
                self._text(surface, stroke)
            case Arrow(rect, direction, ink, ground):
                surface.blit(_arrow(rect.w, direction, ink, ground), rect[:2])
            case Sign(rect, kind, ink, ground):
                surface.blit(_sign(rect.w, kind, ink, ground), rect[:2])

    def _text(self, surface: pygame.Surface, stroke: Text) -> None:
        if not stroke.text:
            return
        wide = _width(stroke.text, stroke.size, stroke.weight, stroke.tabular)
        left = stroke.x - {"left": 0, "centre": wide // 2, "right": wide}[stroke.anchor]
        top = stroke.y - _font(stroke.size, stroke.weight).get_ascent()
        if not stroke.tabular:
            surface.blit(self._rendered(stroke.text, stroke), (left, top))
            return
        for sign in stroke.text:
            cell = _cell(sign, stroke.size, stroke.weight)
            glyph = self._rendered(sign, stroke)
            surface.blit(glyph, (left + (cell - glyph.get_width()) // 2, top))
            left += cell

    def _rendered(self, text: str, stroke: Text) -> pygame.Surface:
        key = text, stroke.size, stroke.weight, stroke.ink, stroke.ground
        known = self._texts.get(key)
        if known is not None:
            self._texts.move_to_end(key)
            return known
        # On a ground of its own SDL renders one byte a pixel, a quarter of what transparency takes. The
        # ground is left out again: lines are higher than their letters, and would cover their neighbours.
        made = _font(stroke.size, stroke.weight).render(text, True, stroke.ink, stroke.ground)
        made.set_colorkey(stroke.ground)
        self._texts[key] = made
        self._pixels += made.get_width() * made.get_height()
        while self._pixels > KEPT_PIXELS and len(self._texts) > 1:
            _, oldest = self._texts.popitem(last=False)
            self._pixels -= oldest.get_width() * oldest.get_height()
        return made


@lru_cache(maxsize=24)
def _font(size: int, weight: Weight) -> pygame.font.Font:
    return pygame.font.Font(str(ASSETS / FONTS[weight]), max(size, 1))


@lru_cache(maxsize=2048)
def _width(text: str, size: int, weight: Weight, tabular: bool) -> int:  # noqa: FBT001 - a cache's key
    if tabular:
        return sum(_cell(sign, size, weight) for sign in text)
    return _font(size, weight).size(text)[0]


@lru_cache(maxsize=512)
def _cell(sign: str, size: int, weight: Weight) -> int:
    """How wide a sign is in tabular text: every digit as wide as the widest."""
    font = _font(size, weight)
    return max(font.size(digit)[0] for digit in "0123456789") if sign.isdigit() else font.size(sign)[0]


def _box(surface: pygame.Surface, box: Box) -> None:
    rect = pygame.Rect(box.rect)
    surface.fill(box.fill, rect)
    radius = min(box.radius, rect.w // 2, rect.h // 2)
    if radius < 1:
        return
    corners = _corners(radius, box.fill, box.ground)
    for at, source in (
        (rect.topleft, (0, 0)),
        ((rect.right - radius, rect.top), (radius, 0)),
        ((rect.left, rect.bottom - radius), (0, radius)),
        ((rect.right - radius, rect.bottom - radius), (radius, radius)),
    ):
        surface.blit(corners, at, (*source, radius, radius))


@lru_cache(maxsize=64)
def _corners(radius: int, fill: Colour, ground: Colour) -> pygame.Surface:
    big = _canvas(2 * radius, ground)
    pygame.draw.circle(big, fill, (FINE * radius, FINE * radius), FINE * radius)
    return _shrunk(big)


@lru_cache(maxsize=64)
def _arrow(size: int, direction: Direction, ink: Colour, ground: Colour) -> pygame.Surface:
    big = _canvas(size, ground)
    _polygon(big, "right", ink)
    turned = {"right": 0, "up": 90, "left": 180, "down": 270}[direction]
    return _shrunk(pygame.transform.rotate(big, turned))


@lru_cache(maxsize=32)
def _sign(size: int, kind: str, ink: Colour, ground: Colour) -> pygame.Surface:
    big = _canvas(size, ground)
    side = big.get_width()
    if kind == "person":
        pygame.draw.circle(big, ink, (side // 2, round(side * 0.27)), round(side * 0.21))
        shoulders = pygame.Rect(round(side * 0.12), round(side * 0.54), round(side * 0.76), side)
        pygame.draw.rect(big, ink, shoulders, border_radius=round(side * 0.34))
        big.fill(ground, (0, round(side * 0.96), side, side))
        return _shrunk(big)
    if kind == "info":
        pygame.draw.circle(big, ink, (side // 2, side // 2), side // 2)
        parts = ((0.5, 0.26, 0.13), (0.5, 0.60, 0.40))
    else:
        _polygon(big, "warning", ink)
        parts = ((0.5, 0.80, 0.12), (0.5, 0.53, 0.34))
    for across, down, high in parts:  # the dot and the stem of an i or of an exclamation mark
        wide = side * 0.13
        bar = (
            round(side * across - wide / 2),
            round(side * (down - high / 2)),
            round(wide),
            round(side * high),
        )
        pygame.draw.rect(big, ground, bar)
    return _shrunk(big)


def _polygon(big: pygame.Surface, shape: str, ink: Colour) -> None:
    side = big.get_width()
    pygame.draw.polygon(big, ink, [(x * side, y * side) for x, y in _SHAPES[shape]])


def _canvas(size: int, ground: Colour) -> pygame.Surface:
    big = pygame.Surface((FINE * size, FINE * size), depth=24)
    big.fill(ground)
    return big


def _shrunk(big: pygame.Surface) -> pygame.Surface:
    return pygame.transform.smoothscale(big, (big.get_width() // FINE, big.get_height() // FINE))
