"""An emergency has the screen to itself: what to do, in two languages, as large as it goes. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from broker_config.drawing.ink import WHITE, Box, Panel, Rect, Sign, Text, baseline, fit, wrap
from broker_config.drawing.theme import RED

if TYPE_CHECKING:
    from broker_config.contract import Announcement
    from broker_config.drawing.ink import Measure, Stroke
    from display.hanging import Hanging

LARGEST = 190  # units
STEP = 1.22  # from a line to the next, in sizes
ENGLISH = 0.7  # of the Indonesian letters, where both fit on a page


class Line(NamedTuple):
    """One line of the page."""

    words: str
    size: int
    weight: str


def compose(notice: Announcement, turn: int, hung: Hanging, measure: Measure) -> Panel:
    """The whole picture."""
    area = Rect(0, 0, hung.width, hung.height)
    side, high = hung.px(70), hung.px(170)
    icon, size = hung.px(110), hung.px(76)
    middle = high * 0.55
    room = hung.width - 2 * side - icon - hung.px(36)
    words, size = fit(measure, "DARURAT · EMERGENCY", size, "bold", room, smallest=0.4)
    strokes: list[Stroke] = [
        Box(Rect(0, 0, hung.width, high), WHITE, RED),
        Sign(Rect(side, round(middle - icon / 2), icon, icon), "warning", RED, WHITE),
        Text(side + icon + hung.px(36), baseline(middle, size), words, size, "bold", RED, WHITE),
    ]
    below = Rect(side, high + hung.px(40), hung.width - 2 * side, hung.height - high - hung.px(80))
    found = pages(notice, below, hung, measure)
    shown = found[turn % len(found)]
    top = below.y + (below.h - sum(line.size * STEP for line in shown)) / 2
    for line in shown:
        at = baseline(top + line.size * STEP / 2, line.size)
        weight = "bold" if line.weight == "bold" else "medium"
        strokes.append(Text(below.x, at, line.words, line.size, weight, WHITE, RED, far=True))
        top += line.size * STEP
    return Panel(area, RED, tuple(strokes))


def pages(notice: Announcement, room: Rect, hung: Hanging, measure: Measure) -> list[list[Line]]:
    """Both languages on one page, as large as they go; or a page after the other, in letters for the farthest seat."""
    for size in range(max(hung.px(LARGEST), hung.least), hung.least - 1, -max(hung.px(6), 1)):
        small = max(round(size * ENGLISH), hung.least)
        lines = _lines(notice.text, size, "bold", room.w, measure)
        lines += _lines(notice.english, small, "medium", room.w, measure)
        whole = all(line.size in {size, small} for line in lines)
        if whole and sum(line.size * STEP for line in lines) <= room.h:
            return [lines]
    found: list[list[Line]] = []
    for text, weight in ((notice.text, "bold"), (notice.english, "medium")):
        found += _alone(text, weight, room, hung, measure)
    return found or [[]]


def _alone(text: str, weight: str, room: Rect, hung: Hanging, measure: Measure) -> list[list[Line]]:
    """One language: a page of letters as large as they go, or as many pages as it takes."""
    for size in range(max(hung.px(LARGEST), hung.least), hung.least - 1, -max(hung.px(6), 1)):
        lines = _lines(text, size, weight, room.w, measure)
        if len(lines) * size * STEP <= room.h and all(line.size == size for line in lines):
            return [lines] if lines else []
    rows = max(int(room.h // (hung.least * STEP)), 1)
    lines = _lines(text, hung.least, weight, room.w, measure)
    return [lines[at : at + rows] for at in range(0, len(lines), rows)]


def _lines(text: str, size: int, weight: str, width: int, measure: Measure) -> list[Line]:
    """Whole words; one that is wider than the screen is made smaller."""
    bold = "bold" if weight == "bold" else "medium"
    found = wrap(measure, text, size, bold, width)
    return [Line(*fit(measure, words, size, bold, width, smallest=0.2), weight) for words in found]
