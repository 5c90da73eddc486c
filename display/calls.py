"""The calls before the one on the card, newest on top. Pure; see `display.layout`.

Who has missed a call looks for it here, from the same seat: the letters are never smaller than the farthest seat
needs. Where they are large there are fewer rows; the word "Loket" goes into the heading, then the arrow
goes, and on a narrow screen the counter goes below the number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from broker_config.drawing.ink import CAP, Arrow, Box, Measure, Panel, Rect, Text, baseline, fit
from display import elsewhere

if TYPE_CHECKING:
    from broker_config.contract import Call
    from broker_config.drawing.ink import Stroke
    from display.board import View
    from display.hanging import Hanging

ROW_GAP = 12  # units
TITLE = 50
SIDE = 26
WIDEST = ("M-X000", "00")  # a number that a kiosk gave out without the hub, and a counter
LABEL, COUNTER = 3.95, 1.33  # how wide they are, in sizes of their letters


def row_height(hung: Hanging, width: int) -> int:
    """How high one row of this width is."""
    line = max(hung.px(96), round(hung.far(66) * CAP * 1.3) + hung.px(30))
    return line + round(hung.far(66) * CAP * 1.35) if _stacked(hung, width) else line


def height(hung: Hanging, width: int, rows: int) -> int:
    """How high so many rows are, with their heading."""
    return hung.px(TITLE) + rows * row_height(hung, width) + (rows - 1) * hung.px(ROW_GAP)


def _stacked(hung: Hanging, width: int) -> bool:
    """Whether letters are so large that the counter goes below its number."""
    return least_width(hung) > width


def least_width(hung: Hanging) -> int:
    """How wide a row is that has a number and a counter, and nothing else."""
    return round(LABEL * hung.far(66) + COUNTER * hung.far(48)) + hung.px(2 * SIDE + 28)


def draw(view: View, area: Rect, hung: Hanging, measure: Measure) -> list[Panel]:
    """A panel for the heading and one for each row that has room."""
    inks, title, gap = hung.inks, hung.px(TITLE), hung.px(ROW_GAP)
    head = Rect(area.x, area.y, area.w, title)
    rows = max((area.h - title + gap) // (row_height(hung, area.w) + gap), 1)
    high = (area.h - title + gap) // rows - gap  # share out what is left over
    form = _form(area.w, hung, measure)
    words: list[Stroke] = [_heading(head, "Panggilan terakhir", "left", hung)]
    taken = measure("Panggilan terakhir", hung.px(36), "bold") + measure("Loket", hung.px(36), "bold")
    if form in {"arrow", "alone"} and taken + hung.px(2 * SIDE) < area.w:
        right = area.right - hung.px(SIDE) - (_arrow(hung) + _gap(hung) if form == "arrow" else 0)
        words.append(_heading(Rect(head.x, head.y, right - head.x, head.h), "Loket", "right", hung))
    panels = [Panel(head, inks.ground, tuple(words))]
    for index in range(rows):
        place = Rect(area.x, area.bottom - (rows - index) * (high + gap) + gap, area.w, high)
        call = view.recent[index] if index < len(view.recent) else None
        panels.append(Panel(place, inks.ground, _row(call, place, form, hung, measure)))
    return panels


def _heading(area: Rect, words: str, anchor: str, hung: Hanging) -> Text:
    size, inks = hung.px(36), hung.inks
    at = baseline(area.y + area.h * 0.4, size)
    if anchor == "right":
        return Text(area.right, at, words, size, "bold", inks.soft, inks.ground, "right")
    return Text(area.x, at, words, size, "bold", inks.soft, inks.ground)


def _gap(hung: Hanging) -> int:
    return max(hung.px(22), round(hung.far(48) * 0.2))


def _arrow(hung: Hanging) -> int:
    return round(hung.far(66) * CAP)


def _form(width: int, hung: Hanging, measure: Measure) -> str:
    """What a row has beside the number: "words" and an arrow, a counter and an "arrow", or a counter "alone".

    "stacked": all of it is below the number.
    """
    if _stacked(hung, width):
        return "stacked"
    label, counter = WIDEST
    free = width - hung.px(2 * SIDE + 28) - measure(label, hung.far(66), "bold", tabular=True)
    free -= measure(counter, hung.far(48), "bold", tabular=True)
    arrow = _arrow(hung) + _gap(hung)
    if free >= arrow + measure("Loket ", hung.far(48), "bold"):
        return "words"
    return "arrow" if free >= arrow else "alone"


def _row(call: Call | None, area: Rect, form: str, hung: Hanging, measure: Measure) -> tuple[Stroke, ...]:
    inks, side, big, middle = hung.inks, hung.px(SIDE), hung.far(66), area.y + area.h / 2
    if call is None:
        return (Box(area, inks.faint, inks.ground, hung.px(16)),)
    box = Box(area, inks.panel, inks.ground, hung.px(16))
    inner = Rect(area.x + side, area.y, area.w - 2 * side, area.h)
    if form != "stacked":
        where, left = _where(call, form, inner, middle, hung, measure)
        room = left - hung.px(28) - inner.x
        return (box, _label(call, inner.x, middle, room, hung, measure), *where)
    apart = big * CAP * 0.68
    where, left = _where(call, form, inner, middle + apart, hung, measure)
    free = max(left - hung.px(28) - inner.x, 0)
    word, size = fit(measure, "Loket", hung.px(64), "bold", free, smallest=0.5)
    below: list[Stroke] = [
        Text(inner.x, baseline(middle + apart, big), word, size, "bold", inks.soft, inks.panel)
    ]
    if call.zone:
        words = _zone(f"{call.zone}, loket", free, hung, measure)
        below = words.draw(inner.x, middle + apart, inks.soft, inks.panel, "left")
    return (box, _label(call, inner.x, middle - apart, inner.w, hung, measure), *below, *where)


def _label(call: Call, left: int, middle: float, room: int, hung: Hanging, measure: Measure) -> Text:
    big, inks = hung.far(66), hung.inks
    label, size = fit(measure, call.label, big, "bold", room, smallest=0.3)
    even = size == big and measure(label, big, "bold", tabular=True) <= room
    at = baseline(middle, big)
    return Text(left, at, label, size, "bold", inks.ink, inks.panel, tabular=even, far=True)


def _where(
    call: Call, form: str, area: Rect, middle: float, hung: Hanging, measure: Measure
) -> tuple[list[Stroke], int]:
    """The counter and the way there, or before it the name of its zone; and where they begin."""
    inks, size, arrow, right = hung.inks, hung.far(48), _arrow(hung), area.right
    strokes: list[Stroke] = []
    if form != "alone":
        place = Rect(right - arrow, round(middle - arrow / 2), arrow, arrow)
        if not call.zone:
            strokes.append(Arrow(place, call.direction, inks.soft, inks.panel))
        right = place.x - _gap(hung)
    words = f"Loket {call.counter}" if form == "words" else f"{call.counter}"
    at = baseline(middle, hung.far(66))
    words, size = fit(measure, words, size, "bold", right - area.x, smallest=0.3)
    strokes.append(
        Text(right, at, words, size, "bold", inks.soft, inks.panel, "right", tabular=True, far=True)
    )
    left = right - measure(words, size, "bold", tabular=True)
    if call.zone and form != "stacked":
        before, side = left - hung.px(20), hung.px(10)
        free = before - area.x - measure(call.label, hung.far(66), "bold", tabular=True) - hung.px(16)
        zone = _zone(call.zone, free - 2 * side, hung, measure)
        # Parted from the counter by what it stands on: "Lantai 2" and 5 must not be read as 25.
        wide, high = zone.width + 2 * side, zone.height + hung.px(12)
        place = Rect(before - wide, round(middle - high / 2), wide, high)
        if zone.lines:
            strokes.append(Box(place, inks.ground, inks.panel, hung.px(12)))
        strokes += zone.draw(before - side, middle, inks.soft, inks.ground, "right")
    return strokes, left


def _zone(zone: str, width: int, hung: Hanging, measure: Measure) -> elsewhere.Words:
    """Its name, no higher than the call's number, and smaller than the counter's."""
    size = hung.far(48)
    room = width, round(hung.far(66) * CAP * 1.2)
    return elsewhere.words(zone, room, (round(size * 0.78), min(hung.px(24), size)), "medium", measure)
