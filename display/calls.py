"""The calls before the one on the card, newest on top. Pure; see `display.layout`.

Who has missed a call looks for it here, from the same seat: the letters are never smaller than the farthest seat
needs. Where they are large there are fewer rows; the word "Loket" goes into the heading, then the arrow goes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from broker_config.drawing.ink import CAP, Arrow, Box, Measure, Panel, Rect, Text, baseline, fit
from display.hanging import roughly

if TYPE_CHECKING:
    from broker_config.contract import Call
    from broker_config.drawing.ink import Stroke
    from display.board import View
    from display.hanging import Hanging

ROW_GAP = 12  # units
TITLE = 50
SIDE = 26
WIDEST = ("A-X017", "99")  # a number that a kiosk gave out without the hub, and a counter


def row_height(hung: Hanging) -> int:
    """How high one row is."""
    return max(hung.px(96), round(hung.far(66) * CAP * 1.3) + hung.px(30))


def height(hung: Hanging, rows: int) -> int:
    """How high so many rows are, with their heading."""
    return hung.px(TITLE) + rows * row_height(hung) + (rows - 1) * hung.px(ROW_GAP)


def least_width(hung: Hanging) -> int:
    """How wide a row is that has a number and a counter, and nothing else."""
    label, counter = WIDEST
    return roughly(label, hung.far(66)) + roughly(counter, hung.far(48)) + hung.px(2 * SIDE + 28)


def draw(view: View, area: Rect, hung: Hanging, measure: Measure) -> list[Panel]:
    """A panel for the heading and one for each row that has room."""
    inks, title, gap = hung.inks, hung.px(TITLE), hung.px(ROW_GAP)
    head = Rect(area.x, area.y, area.w, title)
    rows = max((area.h - title + gap) // (row_height(hung) + gap), 1)
    high = (area.h - title + gap) // rows - gap  # share out what is left over
    form = _form(area.w, hung, measure)
    words: list[Stroke] = [_heading(head, "Panggilan terakhir", "left", hung)]
    taken = measure("Panggilan terakhir", hung.px(36), "bold") + measure("Loket", hung.px(36), "bold")
    if form != "words" and taken + hung.px(2 * SIDE) < area.w:
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
    """What a row has beside the number: "words" and an arrow, a counter and an "arrow", or a counter "alone"."""
    label, counter = WIDEST
    free = width - hung.px(2 * SIDE + 28) - measure(label, hung.far(66), "bold", tabular=True)
    free -= measure(counter, hung.far(48), "bold", tabular=True)
    arrow = _arrow(hung) + _gap(hung)
    if free >= arrow + measure("Loket ", hung.far(48), "bold"):
        return "words"
    return "arrow" if free >= arrow else "alone"


def _row(call: Call | None, area: Rect, form: str, hung: Hanging, measure: Measure) -> tuple[Stroke, ...]:
    inks = hung.inks
    if call is None:
        return (Box(area, inks.faint, inks.ground, hung.px(16)),)
    side, middle, big, small = hung.px(SIDE), area.y + area.h / 2, hung.far(66), hung.far(48)
    arrow = _arrow(hung)
    right = area.right - side
    strokes: list[Stroke] = [Box(area, inks.panel, inks.ground, hung.px(16))]
    if form != "alone":
        place = Rect(right - arrow, round(middle - arrow / 2), arrow, arrow)
        strokes.append(Arrow(place, call.direction, inks.soft, inks.panel))
        right = place.x - _gap(hung)
    words = f"Loket {call.counter}" if form == "words" else f"{call.counter}"
    at = baseline(middle, big)
    room = right - area.x - side - hung.px(28) - measure(words, small, "bold", tabular=True)
    label, fitted = fit(measure, call.label, big, "bold", room, smallest=0.3)
    strokes += [
        Text(area.x + side, at, label, fitted, "bold", inks.ink, inks.panel, tabular=fitted == big, far=True),
        Text(right, at, words, small, "bold", inks.soft, inks.panel, "right", tabular=True, far=True),
    ]
    return tuple(strokes)
