"""The page that waits for a visitor, and the one that sends visitors elsewhere. Pure; see `kiosk.panel.layout`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broker_config.drawing.ink import NIGHT, PANEL, SOFT, WHITE, YELLOW, Box, Colour, Panel, Rect, Sign, Weave
from kiosk.panel.frame import BATIK
from kiosk.panel.letters import Words, fill, high, leading, one, stand
from kiosk.panel.tiles import Hit, button
from kiosk.panel.whole import centred

if TYPE_CHECKING:
    from broker_config.drawing.ink import Measure, Stroke
    from kiosk.panel.frame import Frame
    from kiosk.panel.view import Line, View

LINE_EM, LINE_HIGH_EM, LINE_HIGHEST_EM = 9.6, 2.5, 3.6


def _areas(frame: Frame) -> tuple[Rect, Rect, Rect]:
    """Head, middle, and the call to begin."""
    gap, bar = frame.gap, frame.bar()
    head = Rect(0, 0, frame.width, round(frame.em * (5.2 if frame.tall else 2.9)))
    tall = max(frame.target, round(frame.em * (5.0 if frame.tall else 3.8)))
    call = Rect(gap, bar.y - gap - tall, frame.width - 2 * gap, tall)
    return head, Rect(0, head.bottom, frame.width, call.y - gap - head.bottom), call


def list_shape(frame: Frame) -> tuple[int, int]:
    """Columns and rows of the list of agencies."""
    _, middle, _ = _areas(frame)
    gap = frame.gap
    columns = max(1, min(4, (middle.w - gap) // (round(frame.em * LINE_EM) + gap)))
    room = middle.h - _title_high(frame) - round(frame.em * 1.5)  # a line of trouble may come below
    return columns, max(1, room // (round(frame.em * LINE_HIGH_EM) + gap // 2))


def _title_high(frame: Frame) -> int:
    return leading(frame.em) + frame.gap


def draw(view: View, frame: Frame, measure: Measure) -> tuple[Colour, list[Panel], list[Hit]]:
    """The mall's name, a page of what it offers, and the call to begin. A touch above the foot begins, too."""
    head, middle, call = _areas(frame)
    start = view.options[0]
    panels = [
        _head(view, head, frame, measure),
        _middle(view, middle, frame, measure),
        button(start, call, frame, view.style, measure, NIGHT),
    ]
    return NIGHT, panels, [Hit(call, start.id), Hit(middle, start.id)]


def shut(view: View, frame: Frame, measure: Measure) -> tuple[Colour, list[Panel], list[Hit]]:
    """No number here: where to go instead."""
    head = _areas(frame)[0]
    area = Rect(0, head.bottom, frame.width, frame.height - head.bottom)
    words = centred(view, area, frame, measure, (WHITE, NIGHT, YELLOW))
    return NIGHT, [_head(view, head, frame, measure), Panel(area, NIGHT, tuple(words))], []


def _head(view: View, area: Rect, frame: Frame, measure: Measure) -> Panel:
    pad, em = round(frame.em * 0.7), frame.em
    strokes: list[Stroke] = [Weave(area, round(em * 1.5), BATIK, NIGHT)]
    right = area.right - pad
    if view.clock:
        lines = [Words(view.clock, round(em * 1.5), "bold"), Words(view.date, round(em * 0.76), "medium")]
        top = area.y + (area.h - high(lines)) / 2
        strokes += stand(lines[:1], right, top, WHITE, NIGHT, "right", tabular=True)
        strokes += stand(lines[1:], right, top + high(lines[:1]), SOFT, NIGHT, "right")
        right -= max(measure(line.text, line.size, line.weight, tabular=True) for line in lines) + pad
    width = right - area.x - pad
    rows = 3 if frame.tall else 1
    name = fill(
        measure, view.mall, round(em * 1.2), "bold", (width, round(area.h * 0.75)), smallest=0.6, lines=rows
    )
    more = [one(measure, view.regency, round(em * 0.84), "medium", width)] if view.regency else []
    top = area.y + (area.h - high(name) - high(more)) / 2
    strokes += stand(name, area.x + pad, top, WHITE, NIGHT)
    strokes += stand(more, area.x + pad, top + high(name), SOFT, NIGHT)
    return Panel(area, NIGHT, tuple(strokes))


def _middle(view: View, area: Rect, frame: Frame, measure: Measure) -> Panel:
    trouble = round(frame.em * 1.5) if view.foot else 0
    room = Rect(area.x, area.y, area.w, area.h - trouble)
    if view.lines:
        strokes = _list(view, room, frame, measure)
    else:
        strokes = centred(view, room, frame, measure, (WHITE, NIGHT, YELLOW))
    if view.foot:
        strokes += _trouble(view.foot, Rect(area.x, area.bottom - trouble, area.w, trouble), frame, measure)
    return Panel(area, NIGHT, tuple(strokes))


def _trouble(words: str, area: Rect, frame: Frame, measure: Measure) -> list[Stroke]:
    line = one(measure, words, round(frame.em * 0.84), "bold", area.w - 3 * frame.em)
    side = round(line.size * 1.2)
    wide = measure(line.text, line.size, "bold") + round(side * 1.4)
    left, middle = area.x + (area.w - wide) // 2, area.y + area.h / 2
    sign = Sign(Rect(left, round(middle - side / 2), side, side), "warning", YELLOW, NIGHT)
    top = middle - leading(line.size) / 2
    return [sign, *stand([line], left + round(side * 1.4), top, YELLOW, NIGHT)]


def _list(view: View, area: Rect, frame: Frame, measure: Measure) -> list[Stroke]:
    gap, title = frame.gap, _title_high(frame)
    columns, most = list_shape(frame)
    rows = min(most, -(-len(view.lines) // columns))
    room = area.h - title - gap // 2
    tall = min((room - (rows - 1) * (gap // 2)) // rows, round(frame.em * LINE_HIGHEST_EM))
    top = area.y + max(0, (room - rows * (tall + gap // 2)) // 2)  # few agencies stand in the middle
    head = one(measure, view.title, frame.em, "bold", area.w - 2 * gap)
    strokes: list[Stroke] = [*stand([head], area.x + gap * 2, top, YELLOW, NIGHT)]
    wide = (area.w - (columns + 1) * gap) / columns
    for index, line in enumerate(view.lines):
        row, column = divmod(index, columns)
        left = area.x + gap + round(column * (wide + gap))
        place = Rect(left, top + title + row * (tall + gap // 2), round(wide), tall)
        strokes += _entry(line, place, frame, measure)
    return strokes


def _entry(line: Line, place: Rect, frame: Frame, measure: Measure) -> list[Stroke]:
    pad, side = round(frame.em * 0.4), round(min(frame.em * 1.7, place.h * 0.62))
    left = place.x + 2 * pad + side
    width = place.right - pad - left
    name = one(measure, line.label, round(frame.em * 1.05), "bold", width, smallest=0.6)
    more = one(measure, line.more, round(frame.em * 0.76), "medium", width)
    top = place.y + (place.h - high([name, more])) / 2
    at = Rect(place.x + pad, place.y + (place.h - side) // 2, side, side)
    return [
        Box(place, PANEL, NIGHT, round(frame.em * 0.3)),
        Sign(at, line.sign, WHITE, PANEL),
        *stand([name], left, top, WHITE, PANEL),
        *stand([more], left, top + leading(name.size), SOFT, PANEL),
    ]
