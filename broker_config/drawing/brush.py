"""Panels to pixels, with pygame. Must never know what a picture means, nor open a window.

Text, corners, arrows and signs are rendered once and kept: a frame is then little more than copying. What is
not text is drawn four times too large and shrunk, for smooth edges.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pygame

from broker_config.drawing.ink import Arrow, Box, Picture, Sign, Text, Weave
from broker_config.drawing.pictograms import PICTOGRAMS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from broker_config.drawing.ink import Colour, Direction, Panel, Stroke, Weight

ASSETS = Path(__file__).parent / "assets"
FONTS = {"medium": "AtkinsonHyperlegibleNext-Medium.ttf", "bold": "AtkinsonHyperlegibleNext-Bold.ttf"}
FINE = 4
KEPT_PIXELS = 2_000_000  # of rendered text, a byte each

_ARROW = (0.0, 0.36, 0.50, 0.36, 0.50, 0.06, 1.0, 0.5, 0.50, 0.94, 0.50, 0.64, 0.0, 0.64)


class Brush:
    """Paints panels on a surface and measures text; one for each size of picture."""

    def __init__(self) -> None:
        pygame.font.init()
        self._texts: OrderedDict[tuple[str, int, str, Colour, Colour], pygame.Surface] = OrderedDict()
        self._pixels = 0
        self._pictures: dict[str, pygame.Surface] = {}
        self._scaled: dict[Picture, pygame.Surface] = {}

    def lend(self, pictures: dict[str, pygame.Surface]) -> None:
        """Have these for strokes that name one, and no others; with alpha that their colours are multiplied by."""
        self._pictures, self._scaled = pictures, {}

    def paint(self, surface: pygame.Surface, panels: Iterable[Panel]) -> None:
        """Draw panels, each on its own ground."""
        for panel in panels:
            surface.set_clip(panel.rect)
            surface.fill(panel.ground)
            for stroke in panel.strokes:
                self._stroke(surface, stroke)
        surface.set_clip(None)

    def measure(self, text: str, size: int, weight: Weight, *, tabular: bool = False) -> int:
        """How wide a line is, in pixels: `ink.Measure`."""
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
            case Weave():
                _weave(surface, stroke)
            case Picture() if stroke.name in self._pictures:
                surface.blit(self._picture(stroke), stroke.rect[:2], special_flags=pygame.BLEND_PREMULTIPLIED)

    def _picture(self, stroke: Picture) -> pygame.Surface:
        key = stroke._replace(rect=stroke.rect._replace(x=0, y=0))
        if key not in self._scaled:
            self._scaled[key] = pygame.transform.smoothscale(self._pictures[stroke.name], stroke.rect[2:])
        return self._scaled[key]

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
    radius = max(0, min(box.radius, rect.w // 2, rect.h // 2))
    surface.fill(box.fill, rect.inflate(-2 * radius, 0))
    if radius < 1:
        return
    surface.fill(box.fill, (rect.left, rect.top + radius, radius, rect.h - 2 * radius))
    surface.fill(box.fill, (rect.right - radius, rect.top + radius, radius, rect.h - 2 * radius))
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
    made = _shrunk(big)
    made.set_colorkey(ground)  # what is outside of the corner stays as it is: a box in a box has a thin edge
    return made


@lru_cache(maxsize=64)
def _arrow(size: int, direction: Direction, ink: Colour, ground: Colour) -> pygame.Surface:
    big = _canvas(size, ground)
    _shape(big, ink, [*_ARROW])
    turned = {"right": 0, "up": 90, "left": 180, "down": 270}[direction]
    return _shrunk(pygame.transform.rotate(big, turned))


@lru_cache(maxsize=48)
def _sign(size: int, kind: str, ink: Colour, ground: Colour) -> pygame.Surface:
    big = _canvas(size, ground)
    for name, *lengths in PICTOGRAMS[kind]:
        word = str(name)
        _DRAW[word.lstrip("-")](big, ground if word.startswith("-") else ink, [float(one) for one in lengths])
    return _shrunk(big)


def _disc(big: pygame.Surface, ink: Colour, lengths: list[float]) -> None:
    x, y, radius = (length * big.get_width() for length in lengths)
    pygame.draw.circle(big, ink, (round(x), round(y)), round(radius))


def _ring(big: pygame.Surface, ink: Colour, lengths: list[float]) -> None:
    x, y, radius, width = (length * big.get_width() for length in lengths)
    pygame.draw.circle(big, ink, (round(x), round(y)), round(radius), round(width))


def _bar(big: pygame.Surface, ink: Colour, lengths: list[float]) -> None:
    x, y, wide, high, corner = (round(length * big.get_width()) for length in lengths)
    pygame.draw.rect(big, ink, (x, y, wide, high), border_radius=corner)


def _shape(big: pygame.Surface, ink: Colour, lengths: list[float]) -> None:
    pygame.draw.polygon(big, ink, _points(big, lengths))


def _line(big: pygame.Surface, ink: Colour, lengths: list[float]) -> None:
    """Lines with round ends and corners; pygame's own thick lines have neither."""
    width, points = lengths[0] * big.get_width(), _points(big, lengths[1:])
    for start, end in pairwise(points):
        across = pygame.Vector2(end) - pygame.Vector2(start)
        side = across.rotate(90).normalize() * width / 2 if across else pygame.Vector2()
        pygame.draw.polygon(big, ink, [start + side, end + side, end - side, start - side])
    for point in points:
        pygame.draw.circle(big, ink, point, width / 2)


def _arc(big: pygame.Surface, ink: Colour, lengths: list[float]) -> None:
    """From one angle to another, clockwise, in degrees from the right."""
    x, y, radius, width, first, last = lengths
    steps = max(int(abs(last - first) / 6), 2)
    angles = (math.radians(first + (last - first) * step / steps) for step in range(steps + 1))
    bend = [part for angle in angles for part in (x + radius * math.cos(angle), y + radius * math.sin(angle))]
    _line(big, ink, [width, *bend])


_DRAW = {"disc": _disc, "ring": _ring, "bar": _bar, "shape": _shape, "line": _line, "arc": _arc}


def _points(big: pygame.Surface, lengths: list[float]) -> list[pygame.Vector2]:
    side = big.get_width()
    return [pygame.Vector2(x * side, y * side) for x, y in zip(lengths[::2], lengths[1::2], strict=True)]


@lru_cache(maxsize=4)
def _kawung(cell: int, ink: Colour, ground: Colour) -> pygame.Surface:
    """Four leaves that meet in the middle of the cell, and their neighbours' at its corners."""
    big = _canvas(cell, ground)
    side = big.get_width()
    leaf = pygame.Surface((side // 2, side // 2), pygame.SRCALPHA)
    pygame.draw.ellipse(leaf, ink, (0, side * 0.13, side * 0.5, side * 0.24))
    pygame.draw.ellipse(leaf, ground, (side * 0.12, side * 0.225, side * 0.26, side * 0.05))
    for angle, x, y in ((-45, 1, 1), (45, 3, 1), (-45, 3, 3), (45, 1, 3)):
        turned = pygame.transform.rotate(leaf, angle)
        big.blit(turned, turned.get_rect(center=(side * x // 4, side * y // 4)))
    return _shrunk(big)


def _weave(surface: pygame.Surface, weave: Weave) -> None:
    rect, before = pygame.Rect(weave.rect), surface.get_clip()
    surface.set_clip(rect.clip(before))
    tile = _kawung(weave.cell, weave.ink, weave.ground)
    for y in range(rect.top, rect.bottom, weave.cell):
        for x in range(rect.left, rect.right, weave.cell):
            surface.blit(tile, (x, y))
    surface.set_clip(before)


def _canvas(size: int, ground: Colour) -> pygame.Surface:
    big = pygame.Surface((FINE * size, FINE * size), depth=24)
    big.fill(ground)
    return big


def _shrunk(big: pygame.Surface) -> pygame.Surface:
    return pygame.transform.smoothscale(big, (big.get_width() // FINE, big.get_height() // FINE))
