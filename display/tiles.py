"""The agencies' tiles: whether they serve, how many wait, which number was last. Pure; see `display.layout`.

As many as have room in letters that are read from the back; the others are turned in pages of equal size rather
than made small: a tile that cannot be read from the seats helps nobody. An agency's tile is always at the same
place of the same page. Its state is told by words, by a sign and by its shade, never by colour alone.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from broker_config import localtime
from broker_config.drawing.ink import CAP, Box, Measure, Panel, Rect, Sign, Text, baseline, fit

if TYPE_CHECKING:
    from broker_config.contract import Tile
    from broker_config.drawing.ink import Colour, Stroke
    from broker_config.drawing.pictograms import Kind
    from display.board import View
    from display.hanging import Hanging

GAP = 16  # units
SIDE = 18
NAME, SMALL, LARGE = 42, 30, 66
MOST_MARKS = 15
MARKS = 22  # the strip of page marks below the tiles
NARROW = 290
TIME, WORDS = 2.65, 3.9  # how wide "13.00" and "istirahat" are, in sizes of their letters
SIGNS: dict[str, Kind] = {"open": "person", "break": "clock", "closed": "lock"}


class Shape(NamedTuple):
    """How the tiles are arranged."""

    columns: int
    rows: int
    pages: int


class Saying(NamedTuple):
    """What a tile says of its agency: the large word, and the small ones that go with it."""

    large: str
    small: str


def shape(agencies: int, columns: int, rows: int) -> Shape:
    """Columns, rows and pages for so many agencies, at most so many columns and rows to a page.

    >>> shape(6, 6, 2), shape(29, 6, 2)
    (Shape(columns=6, rows=1, pages=1), Shape(columns=5, rows=2, pages=3))
    """
    pages = ceil(agencies / (columns * rows))
    rows = min(rows, ceil(agencies / pages / columns))
    across = ceil(ceil(agencies / pages) / rows)
    return Shape(max(across, min(4, columns)) if rows == pages == 1 else across, rows, pages)


def columns(width: int, hung: Hanging) -> int:
    """How many tiles stand side by side, so that each has room for what it says; 0: none fits."""
    big, side, gap = hung.far(LARGE), hung.px(2 * SIDE), hung.px(GAP)
    time = round(big * TIME)
    words = side + hung.px(12) + round(hung.px(SMALL) * WORDS)
    found = (width + gap) // (max(time + words, hung.px(NARROW)) + gap)
    return found or (width + gap) // (time + side + gap)


def row_height(hung: Hanging) -> int:
    """How high one tile is."""
    return hung.px(NAME * CAP + 2 * SIDE + 34) + round(hung.far(LARGE) * CAP)


def height(form: Shape, hung: Hanging) -> int:
    """How high the tiles stand altogether, with the marks of their pages."""
    rows = form.rows * (row_height(hung) + hung.px(GAP)) - hung.px(GAP)
    return rows + (hung.px(MARKS) if form.pages > 1 else 0)


def draw(view: View, area: Rect, form: Shape, page: int, hung: Hanging, measure: Measure) -> list[Panel]:
    """One page of tiles, each a panel, and the marks that tell which page it is."""
    size = form.columns * form.rows
    shown = view.tiles[page * size : (page + 1) * size]
    gap, inks = hung.px(GAP), hung.inks
    bottom = area.bottom - (hung.px(MARKS) if form.pages > 1 else 0)
    wide = (area.w - (form.columns - 1) * gap) / form.columns
    high = (bottom - area.y - (form.rows - 1) * gap) / form.rows
    called = view.card.label if view.card and not view.quiet else None
    panels = []
    for index in range(size):
        row, column = divmod(index, form.columns)
        left, top = area.x + round(column * (wide + gap)), area.y + round(row * (high + gap))
        right = area.x + round(column * (wide + gap) + wide)
        place = Rect(left, top, right - left, round(high))
        strokes: tuple[Stroke, ...] = ()
        if index < len(shown):
            tile = shown[index]
            lit = bool(tile.label and tile.label == called)
            strokes = _tile(tile, place, view.timezone, hung, measure, lit=lit)
        panels.append(Panel(place, inks.ground, strokes))
    if form.pages > 1:
        panels.append(marks(area, page, form.pages, hung))
    return panels


def saying(tile: Tile, timezone: str) -> Saying:
    """An agency's state in words."""
    if tile.state == "closed":
        return Saying("TUTUP", "")
    if tile.state == "open":
        return Saying(f"{tile.waiting}", "menunggu")
    if tile.until is None or timezone not in localtime.ZONES:
        return Saying("Istirahat", "")
    return Saying(localtime.time_text(localtime.local(tile.until, timezone)), "istirahat sampai")


def plate(tile: Tile, area: Rect, hung: Hanging, *, lit: bool) -> tuple[Colour, list[Stroke]]:
    """What an agency's words stand on, and its colour; `lit`: it is the agency of the call on the card."""
    inks, radius = hung.inks, hung.px(14)
    fill = inks.panel if tile.state == "open" else inks.faint
    strokes: list[Stroke] = [Box(area, inks.accent if lit else fill, inks.ground, radius)]
    if lit:  # a frame, so that it is told by more than its colour
        edge = hung.px(5)
        strokes.append(Box(area.inset(edge), fill, inks.accent, radius - edge))
    return fill, strokes


def _tile(
    tile: Tile, area: Rect, timezone: str, hung: Hanging, measure: Measure, *, lit: bool
) -> tuple[Stroke, ...]:
    inks, side = hung.inks, hung.px(SIDE)
    fill, strokes = plate(tile, area, hung, lit=lit)
    inner = Rect(area.x + side, area.y, area.w - 2 * side, area.h)
    spare = max(area.h - row_height(hung), 0) / 3
    top = area.y + side + hung.px(NAME) * CAP / 2 + hung.px(4) + spare
    icon = hung.px(NAME * 0.9)
    mark = Rect(inner.right - icon, round(top - icon / 2), icon, icon)
    name, size = fit(
        measure, tile.agency, hung.px(NAME), "bold", mark.x - inner.x - hung.px(12), smallest=0.55
    )
    strokes += [
        Text(inner.x, baseline(top, size), name, size, "bold", inks.soft, fill),
        Sign(mark, SIGNS[tile.state], inks.soft, fill),
    ]
    big = hung.far(LARGE)
    middle = area.bottom - side - hung.px(4) - spare - big * CAP / 2
    said = saying(tile, timezone)
    if tile.state == "open":
        return (*strokes, *_queue(tile, said, inner, middle, fill, hung, measure))
    return (*strokes, *_shut(said, inner, middle, fill, hung, measure))


def _queue(
    tile: Tile, said: Saying, area: Rect, middle: float, fill: Colour, hung: Hanging, measure: Measure
) -> list[Stroke]:
    """How many wait; the last number before it, where both have room."""
    inks, big, small = hung.inks, hung.far(LARGE), hung.px(SMALL)
    at, ink = baseline(middle, big), inks.ink if tile.waiting else inks.soft
    count, size = fit(measure, said.large, big, "bold", area.w, smallest=0.5)
    wide = measure(count, size, "bold")
    taken = measure("A012", big, "bold") + measure("88", big, "bold") + hung.px(40)
    if taken > area.w:
        word, tiny = fit(measure, said.small, small, "medium", area.w - wide - hung.px(16))
        return [
            Text(area.x, at, count, size, "bold", ink, fill, far=True),
            Text(area.x + wide + hung.px(16), at, word, tiny, "medium", inks.soft, fill),
        ]
    strokes: list[Stroke] = [Text(area.right, at, count, size, "bold", ink, fill, "right", far=True)]
    room = area.w - wide - hung.px(30)
    label = measure(tile.label, big, "bold") if tile.label else 0
    if tile.label and label <= room:
        strokes.append(Text(area.x, at, tile.label, big, "bold", inks.ink, fill, far=True))
    word, tiny = fit(measure, said.small, small, "medium", max(room - label, 0))
    usual = taken + hung.px(40) + measure(said.small, small, "medium") <= area.w
    if usual and word == said.small:  # in all tiles, or in none
        strokes.append(
            Text(area.right - wide - hung.px(14), at, word, tiny, "medium", inks.soft, fill, "right")
        )
    return strokes


def _shut(
    said: Saying, area: Rect, middle: float, fill: Colour, hung: Hanging, measure: Measure
) -> list[Stroke]:
    """That it serves again at a time, with small words before it; or that it does not."""
    inks, big, small = hung.inks, hung.far(LARGE), hung.px(SMALL)
    large, size = fit(measure, said.large, big, "bold", area.w, smallest=0.3)
    strokes: list[Stroke] = []
    left = area.x
    lines = said.small.split()
    if lines:
        wide = max(measure(word, small, "medium") for word in lines)
        if wide + hung.px(12) + measure(large, size, "bold") <= area.w:
            step = small * 1.1
            for index, word in enumerate(lines):
                at = baseline(middle + step * (index - (len(lines) - 1) / 2), small)
                strokes.append(Text(left, at, word, small, "medium", inks.soft, fill))
            left += wide + hung.px(12)
    # "Istirahat", where nobody knows how long, is too long a word for a tile: its sign says the same.
    known = bool(lines) or large == "TUTUP"
    strokes.append(Text(left, baseline(middle, size), large, size, "bold", inks.soft, fill, far=known))
    return strokes


def bar(tile: Tile, area: Rect, timezone: str, hung: Hanging, measure: Measure) -> Panel:
    """The whole queue of the agency whose screen this is, in words that are read from the back."""
    inks, big, side = hung.inks, hung.far(LARGE), hung.px(36)
    fill = inks.panel if tile.state == "open" else inks.faint
    said, icon = saying(tile, timezone), round(big * CAP)
    middle, gap = area.y + area.h / 2, round(big * 0.3)
    at, left = baseline(middle, big), area.x + side + icon + gap
    ink = inks.ink if tile.state == "open" else inks.soft
    parts = [(said.large, True), (said.small, False)]
    if tile.state == "break" and said.small:
        parts = [("Istirahat sampai", False), (said.large, True)]
    strokes: list[Stroke] = [
        Box(area, fill, inks.ground, hung.px(16)),
        Sign(Rect(area.x + side, round(middle - icon / 2), icon, icon), SIGNS[tile.state], inks.soft, fill),
    ]
    room = (
        area.right - side - left - gap - sum(measure(words, big, "bold") for words, large in parts if large)
    )
    for words, large in parts:
        text, size = (words, big) if large else fit(measure, words, big, "medium", room, smallest=0.25)
        weight = "bold" if large else "medium"
        strokes.append(Text(left, at, text, size, weight, ink if large else inks.soft, fill, far=large))
        left += measure(text, size, weight) + gap
    strokes += _contact(area._replace(x=left, w=area.right - side - left), fill, hung, measure)
    return Panel(area, inks.ground, tuple(strokes))


def _contact(area: Rect, fill: Colour, hung: Hanging, measure: Measure) -> list[Stroke]:
    """How the agency is reached, where that has room as a whole."""
    inks, contact = hung.inks, hung.plan.contact
    size = max(hung.px(NAME * 1.1), min(round(hung.far(LARGE) * 0.56), round(area.h * 0.34)))
    small = max(hung.px(SMALL), round(size * 0.55))
    text, size = fit(measure, contact, size, "bold", max(area.w, 0), smallest=0.6)
    head, small = fit(measure, "Informasi dan pengaduan", small, "medium", max(area.w, 0), smallest=0.7)
    if not contact or text != contact or head.endswith("…"):
        return []
    middle, apart = area.y + area.h / 2, size * 0.5
    above, below = baseline(middle - apart, small), baseline(middle + apart * 0.7, size)
    return [
        Text(area.right, above, head, small, "medium", inks.soft, fill, "right"),
        Text(area.right, below, text, size, "bold", inks.ink, fill, "right"),
    ]


def bar_height(hung: Hanging) -> int:
    """How high it is."""
    return round(hung.far(LARGE) * CAP) + hung.px(70)


def marks(area: Rect, page: int, pages: int, hung: Hanging) -> Panel:
    """A long mark for this page, short ones for the others, at the foot of an area."""
    inks, high, gap, short, long = hung.inks, hung.px(8), hung.px(12), hung.px(20), hung.px(56)
    strip = Rect(area.x, area.bottom - high, area.w, high)
    if pages > MOST_MARKS:  # one bar that moves on
        long, left = strip.w // pages, strip.x + strip.w * page // pages
        mark = Box(Rect(left, strip.y, long, high), inks.ink, inks.ground, high // 2)
        return Panel(strip, inks.ground, (Box(strip, inks.panel, inks.ground, high // 2), mark))
    left = area.x + (area.w - (pages - 1) * (short + gap) - long) // 2
    found = []
    for index in range(pages):
        wide, ink = (long, inks.ink) if index == page else (short, inks.soft)
        found.append(Box(Rect(left, strip.y, wide, high), ink, inks.ground, high // 2))
        left += wide + gap
    return Panel(strip, inks.ground, tuple(found))
