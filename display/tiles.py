"""The agencies' tiles: how many wait, and which number was last. Pure; see `display.layout`.

Up to six agencies get one row, up to twelve two; above that they are turned in pages of equal size rather
than made small: a tile that cannot be read from the seats helps nobody. An agency's tile is always at the
same place of the same page.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from broker_config.drawing.ink import (
    NIGHT,
    PANEL,
    SOFT,
    WHITE,
    YELLOW,
    Box,
    Measure,
    Panel,
    Rect,
    Sign,
    Text,
    baseline,
    fit,
)

if TYPE_CHECKING:
    from broker_config.contract import Tile
    from broker_config.drawing.ink import Stroke
    from display.board import View

GAP = 16
NOBODY = "\N{EN DASH}"  # in place of a number
DOTS = 18  # the strip of page marks below the tiles
ONE_ROW, TWO_ROWS = 196, 150


class Shape(NamedTuple):
    """How the tiles are arranged."""

    columns: int
    rows: int
    pages: int


def shape(agencies: int) -> Shape:
    """Columns, rows and pages for so many agencies.

    >>> shape(6), shape(29)
    (Shape(columns=6, rows=1, pages=1), Shape(columns=5, rows=2, pages=3))
    """
    if agencies <= 6:
        return Shape(max(agencies, 4), 1, 1)
    if agencies <= 12:
        return Shape(ceil(agencies / 2), 2, 1)
    pages = ceil(agencies / 12)
    return Shape(ceil(agencies / pages / 2), 2, pages)


def band_height(agencies: int) -> int:
    """How high the tiles stand altogether, in units."""
    if not agencies:
        return 0
    form = shape(agencies)
    rows = ONE_ROW if form.rows == 1 else 2 * TWO_ROWS + GAP
    return rows + (DOTS if form.pages > 1 else 0)


def draw(view: View, area: Rect, unit: float, measure: Measure) -> list[Panel]:
    """One page of tiles, each a panel, and the marks that tell which page it is."""
    if not view.tiles:
        return []
    form = shape(len(view.tiles))
    page = view.turn % form.pages
    size = form.columns * form.rows
    shown = view.tiles[page * size : (page + 1) * size]
    gap = round(GAP * unit)
    high = round((ONE_ROW if form.rows == 1 else TWO_ROWS) * unit)
    wide = (area.w - (form.columns - 1) * gap) / form.columns
    called = view.card.label if view.card else None
    panels = []
    for index in range(size):
        row, column = divmod(index, form.columns)
        left = area.x + round(column * (wide + gap))
        right = area.x + round(column * (wide + gap) + wide)
        place = Rect(left, area.y + row * (high + gap), right - left, high)
        tile = shown[index] if index < len(shown) else None
        strokes = _tile(tile, place, unit, measure, lit=bool(tile and tile.label and tile.label == called))
        panels.append(Panel(place, NIGHT, strokes))
    if form.pages > 1:
        panels.append(_marks(area, page, form.pages, unit))
    return panels


def _tile(tile: Tile | None, area: Rect, unit: float, measure: Measure, *, lit: bool) -> tuple[Stroke, ...]:
    if tile is None:
        return ()
    radius, side = round(14 * unit), round(18 * unit)
    strokes: list[Stroke] = [Box(area, YELLOW if lit else PANEL, NIGHT, radius)]
    if lit:  # the tile of the call on the card: a frame, so that it is told by more than its colour
        edge = round(5 * unit)
        strokes.append(Box(area.inset(edge), PANEL, YELLOW, radius - edge))
    large = area.h > 170 * unit
    width = area.w - 2 * side
    name, size = fit(measure, tile.agency, round((34 if large else 30) * unit), "bold", width, smallest=0.7)
    strokes.append(
        Text(area.x + side, baseline(area.y + area.h * 0.19, size), name, size, "bold", SOFT, PANEL)
    )
    big = round((74 if large else 58) * unit)
    label, fitted = fit(measure, tile.label or NOBODY, big, "bold", width, smallest=0.5)
    at = baseline(area.y + area.h * 0.515, big)
    strokes.append(Text(area.x + side, at, label, fitted, "bold", WHITE, PANEL))
    if tile.counter is not None:  # where the tile is wide enough: the list above always has it
        words, size = f"Loket {tile.counter}", round(29 * unit)
        taken = measure(label, fitted, "bold") + round(20 * unit) + measure(words, size, "medium")
        if taken <= width:
            strokes.append(Text(area.right - side, at, words, size, "medium", SOFT, PANEL, "right"))
    return (*strokes, *_queue(tile.waiting, area, side, unit, measure))


def _queue(waiting: int, area: Rect, side: int, unit: float, measure: Measure) -> tuple[Stroke, ...]:
    icon, size = round(32 * unit), round(30 * unit)
    middle = area.y + area.h * 0.82
    words = f"{waiting} menunggu" if waiting else "tidak ada antrean"
    left = area.x + side + (icon + round(8 * unit) if waiting else 0)
    text, size = fit(measure, words, size, "medium", area.right - side - left)
    line = Text(left, baseline(middle, size), text, size, "medium", WHITE if waiting else SOFT, PANEL)
    if not waiting:
        return (line,)
    return (Sign(Rect(area.x + side, round(middle - icon / 2), icon, icon), "person", SOFT, PANEL), line)


def _marks(area: Rect, page: int, pages: int, unit: float) -> Panel:
    """A long mark for this page, short ones for the others."""
    high, gap, short, long = round(8 * unit), round(12 * unit), round(20 * unit), round(56 * unit)
    strip = Rect(area.x, area.bottom - high, area.w, high)
    left = area.x + (area.w - (pages - 1) * (short + gap) - long) // 2
    marks = []
    for index in range(pages):
        wide = long if index == page else short
        marks.append(Box(Rect(left, strip.y, wide, high), WHITE if index == page else SOFT, NIGHT, high // 2))
        left += wide + gap
    return Panel(strip, NIGHT, tuple(marks))
