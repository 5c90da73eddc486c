"""A view and a frame to the panels of a picture and the places where a touch means something. Pure; must never draw.

From 800 by 480 to 1920 by 1080, lying or standing. Whatever may be touched is in one of the hits, inside the screen,
at least as large as a fingertip, and apart from every other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from broker_config.drawing.ink import BLACK, NIGHT, SOFT, WHITE, YELLOW, Colour, Panel, Rect, Sign, Weave
from kiosk.panel import foot, idle, reading, tiles, whole
from kiosk.panel.frame import BATIK, PAPER
from kiosk.panel.letters import Words, fill, high, leading, one, stand
from kiosk.panel.tiles import Hit
from kiosk.panel.words import word

if TYPE_CHECKING:
    from broker_config.drawing.ink import Measure, Stroke
    from kiosk.panel.frame import Frame
    from kiosk.panel.view import Block, Option, Style, View


class Picture(NamedTuple):
    """The panels, which do not overlap, on a ground; and what can be touched."""

    ground: Colour
    panels: tuple[Panel, ...]
    hits: tuple[Hit, ...]

    def at(self, x: int, y: int) -> str:
        """The option at a point; empty where there is none."""
        for place, option in self.hits:
            if place.x <= x < place.right and place.y <= y < place.bottom:
                return option
        return ""


class Space:
    """How much room a screen has: the `Room` of a conversation."""

    def __init__(self, frame: Frame, measure: Measure) -> None:
        self._frame, self._measure = frame, measure

    def tiles(self, style: Style) -> int:
        """How many tiles stand on one sheet."""
        columns, rows = tiles.shape(self._frame, style)
        return columns * rows

    def lines(self) -> int:
        """How many agencies the idle page lists at a time."""
        columns, rows = idle.list_shape(self._frame)
        return columns * rows

    def sheets(self, style: Style, blocks: tuple[Block, ...], options: tuple[Option, ...]) -> int:
        """How many sheets there are to read."""
        return len(reading.sheets(self._frame, style, blocks, len(options), self._measure))


def compose(view: View, frame: Frame, measure: Measure) -> Picture:
    """The whole picture."""
    make = _WHOLE.get(view.page)
    ground, panels, hits = make(view, frame, measure) if make else (PAPER, *_page(view, frame, measure))
    below = foot.draw(view.bar, frame, view.style, measure, ground)
    return Picture(
        ground, (*panels, *(panel for panel, _ in below)), (*hits, *(hit for _, hit in below))
    )  # fmt: skip


_WHOLE = {
    "idle": idle.draw,
    "shut": idle.shut,
    "waiting": whole.notice,
    "notice": whole.notice,
    "number": whole.number,
}


def _page(view: View, frame: Frame, measure: Measure) -> tuple[list[Panel], list[Hit]]:
    style = view.style
    if view.page == "details":
        panels, hits = reading.draw(view, frame, measure)
        return [_header(view, reading.heading(frame, style), frame, measure), *panels], hits
    panels, hits = [_header(view, frame.header(style), frame, measure)], []
    for option, spot in zip(view.options, tiles.places(frame, style, len(view.options)), strict=True):
        panels.append(tiles.tile(option, spot, frame, style, measure))
        hits.append(Hit(spot, option.id))
    return panels, hits


def _header(view: View, area: Rect, frame: Frame, measure: Measure) -> Panel:
    """What this page is about; at its right the time, and which sheet it is."""
    if view.countdown is not None:
        return _countdown(view, area, frame, measure)
    style, pad, times = view.style, round(frame.em * 0.7), 1.3 if frame.tall else 1.0
    if area.h > frame.letters(style, 5.5) and not frame.tall:  # the head of a page that is low: there is room
        times *= 1.4
    strokes: list[Stroke] = [Weave(area, round(frame.em * 1.5), BATIK, NIGHT)]
    corner = [Words(view.clock, frame.letters(style, 1.0 * times), "bold")] if view.clock else []
    if view.sheets > 1:
        words = word("sheet", view.language, n=view.sheet + 1, all=view.sheets)
        small = frame.letters(style, 0.76 * times)
        if measure(words, small, "medium", tabular=True) > area.w * 0.36:
            words = f"{view.sheet + 1} / {view.sheets}"
        corner.append(Words(words, small, "medium"))
    wide = max((measure(line.text, line.size, line.weight, tabular=True) for line in corner), default=0)
    top = area.y + (area.h - high(corner)) / 2
    for line in corner:
        ink = WHITE if line.weight == "bold" else SOFT
        strokes += stand([line], area.right - pad, top, ink, NIGHT, "right", tabular=True)
        top += leading(line.size)
    room = area.w - 3 * pad - wide
    lead = [one(measure, view.lead, frame.letters(style, 0.84 * times), "bold", room)] if view.lead else []
    size = frame.letters(style, 1.36 * times)
    title = fill(measure, view.title, size, "bold", (room, area.h - high(lead)), smallest=0.55, lines=3)
    top = area.y + (area.h - high([*lead, *title])) / 2
    strokes += stand(lead, area.x + pad, top, YELLOW, NIGHT)
    strokes += stand(title, area.x + pad, top + high(lead), WHITE, NIGHT)
    return Panel(area, NIGHT, tuple(strokes))


def _countdown(view: View, area: Rect, frame: Frame, measure: Measure) -> Panel:
    """The head of the page turns round: whoever is slow must see it without looking for it."""
    style, pad = view.style, round(frame.em * 0.7)
    side = round(min(frame.letters(style, 1.9), area.h * 0.7))
    left = area.x + 2 * pad + side
    width = area.right - pad - left
    first = word("countdown", view.language, n=view.countdown)
    lines = [
        one(measure, first, frame.letters(style, 1.16), "bold", width, smallest=0.5),
        one(measure, word("countdown-more", view.language), frame.letters(style, 0.84), "medium", width),
    ]
    sign = Rect(area.x + pad, area.y + (area.h - side) // 2, side, side)
    top = area.y + (area.h - high(lines)) / 2
    words = stand(lines, left, top, BLACK, YELLOW)
    return Panel(area, YELLOW, (Sign(sign, "clock", BLACK, YELLOW), *words))
