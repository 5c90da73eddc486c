"""The big card of the call and the list of those before it. Pure; see `display.layout`.

The card is the one thing that must be read from the back of the hall: the number as large as it goes, and
below it, in reverse so that it parts from the number, the counter with an arrow that points there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from broker_config.drawing.ink import (
    BLACK,
    CAP,
    FAINT,
    NIGHT,
    PANEL,
    SOFT,
    WHITE,
    YELLOW,
    Arrow,
    Box,
    Measure,
    Panel,
    Rect,
    Text,
    baseline,
    fit,
)

if TYPE_CHECKING:
    from broker_config.contract import Call
    from broker_config.drawing.ink import Colour, Stroke, Weight
    from display.board import View

ROW = 96  # of the list, in units
ROW_GAP = 12
TITLE = 50


def draw(view: View, area: Rect, unit: float, measure: Measure) -> Panel:
    """The card, or an invitation while nobody has been called."""
    if view.card is None:
        return _nobody_yet(area, unit, measure)
    ring = round(10 * unit)
    # The border pulses between white and the card's own colour: the eye is drawn, the number never flickers.
    edge = WHITE if view.pulse else YELLOW
    inner = area.inset(ring)
    strip_height = round(min(168 * unit, area.h * 0.30))
    side = round(14 * unit)
    strip = Rect(inner.x + side, inner.bottom - side - strip_height, inner.w - 2 * side, strip_height)
    title_height = round(78 * unit)
    strokes: list[Stroke] = [
        Box(area, edge, NIGHT, round(28 * unit)),
        Box(inner, YELLOW, edge, round(20 * unit)),
        *_title(view.card, Rect(inner.x, inner.y, inner.w, title_height), unit, measure),
        *_number(
            view.card,
            Rect(inner.x, inner.y + title_height, inner.w, strip.y - inner.y - title_height),
            unit,
            measure,
        ),
        Box(strip, BLACK, YELLOW, round(14 * unit)),
        *_counter(view.card, strip, unit, measure),
    ]
    return Panel(area, NIGHT, tuple(strokes))


def _title(call: Call, area: Rect, unit: float, measure: Measure) -> list[Stroke]:
    side, size = round(36 * unit), round(46 * unit)
    middle = area.y + area.h * 0.56
    words = "PANGGILAN ULANG" if call.recall else "NOMOR ANTREAN"
    left = area.x + side + measure(words, size, "bold") + round(48 * unit)
    agency, fitted = fit(measure, call.agency, size, "medium", area.right - side - left)
    at = baseline(middle, size)
    return [
        Text(area.x + side, at, words, size, "bold", BLACK, YELLOW),
        Text(area.right - side, at, agency, fitted, "medium", BLACK, YELLOW, "right"),
    ]


def _number(call: Call, area: Rect, unit: float, measure: Measure) -> list[Stroke]:
    """As large as the card allows, whichever of its sides gives out first.

    In steps, so that all numbers of a day share a few sizes: every size is a font in memory.
    """
    step = max(round(16 * unit), 1)
    wide = max(measure(call.label, 100, "bold"), 1) / 100
    size = int(min(area.h * 0.85 / CAP, area.w * 0.90 / wide)) // step * step
    middle = area.y + area.h / 2
    return [
        Text(area.x + area.w // 2, baseline(middle, size), call.label, size, "bold", BLACK, YELLOW, "centre")
    ]


def _counter(call: Call, area: Rect, unit: float, measure: Measure) -> list[Stroke]:
    """The arrow stands on the side that it points to."""
    size = round(min(124 * unit, area.h * 0.78))
    words = f"LOKET {call.counter}"
    arrow, gap = round(area.h * 0.62), round(48 * unit)
    wide = measure(words, size, "bold")
    left = area.x + (area.w - wide - gap - arrow) // 2
    after = call.direction == "right"
    at = left + wide + gap if after else left
    middle = area.y + area.h / 2
    return [
        Arrow(Rect(at, round(middle - arrow / 2), arrow, arrow), call.direction, YELLOW, BLACK),
        Text(
            left if after else left + arrow + gap, baseline(middle, size), words, size, "bold", YELLOW, BLACK
        ),
    ]


def _nobody_yet(area: Rect, unit: float, measure: Measure) -> Panel:
    middle = area.y + area.h / 2
    strokes: list[Stroke] = [Box(area, PANEL, NIGHT, round(28 * unit))]
    lines: tuple[tuple[str, int, Weight, Colour, int], ...] = (
        ("Belum ada panggilan", 92, "bold", WHITE, -56),
        ("Silakan ambil nomor antrean, lalu tunggu di sini.", 44, "medium", SOFT, 56),
    )
    for words, units, weight, ink, below in lines:
        text, size = fit(measure, words, round(units * unit), weight, round(area.w * 0.9), smallest=0.5)
        at = baseline(middle + below * unit, size)
        strokes.append(Text(area.x + area.w // 2, at, text, size, weight, ink, PANEL, "centre"))
    return Panel(area, NIGHT, tuple(strokes))


def recent(view: View, area: Rect, unit: float, measure: Measure) -> list[Panel]:
    """The calls before, newest on top: a panel for the title and one for each row that has room."""
    title, row, gap = round(TITLE * unit), round(ROW * unit), round(ROW_GAP * unit)
    size = round(36 * unit)
    head = Rect(area.x, area.y, area.w, title)
    words = Text(
        head.x, baseline(head.y + head.h * 0.36, size), "Panggilan terakhir", size, "bold", SOFT, NIGHT
    )
    rows = max((area.h - title + gap) // (row + gap), 1)
    row = (area.h - title + gap) // rows - gap  # share out what is left over
    panels = [Panel(head, NIGHT, (words,))]
    for index in range(rows):
        place = Rect(area.x, area.bottom - (rows - index) * (row + gap) + gap, area.w, row)
        call = view.recent[index] if index < len(view.recent) else None
        panels.append(Panel(place, NIGHT, _row(call, place, unit, measure)))
    return panels


def _row(call: Call | None, area: Rect, unit: float, measure: Measure) -> tuple[Stroke, ...]:
    if call is None:
        return (Box(area, FAINT, NIGHT, round(16 * unit)),)
    box = Box(area, PANEL, NIGHT, round(16 * unit))
    side, middle, big, small = round(26 * unit), area.y + area.h / 2, round(66 * unit), round(48 * unit)
    arrow = round(44 * unit)
    place = Rect(area.right - side - arrow, round(middle - arrow / 2), arrow, arrow)
    words = f"Loket {call.counter}"
    room = area.w - 2 * side - arrow - round(44 * unit) - measure(words, small, "bold")
    label, fitted = fit(measure, call.label, big, "bold", room, smallest=0.5)
    at = baseline(middle, big)
    return (
        box,
        Text(area.x + side, at, label, fitted, "bold", WHITE, PANEL, tabular=fitted == big),
        Text(place.x - round(22 * unit), at, words, small, "bold", SOFT, PANEL, "right", tabular=True),
        Arrow(place, call.direction, SOFT, PANEL),
    )
