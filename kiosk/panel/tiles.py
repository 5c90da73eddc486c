"""What can be chosen, as tiles and as large buttons. Pure; see `kiosk.panel.layout`.

An option is told by its place, its digit, its pictogram and its words; never by its colour alone. Each is a panel of
its own, so that only what changes is drawn anew.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from broker_config.drawing.ink import BLACK, WHITE, YELLOW, Box, Colour, Panel, Rect, Sign, Text, baseline
from kiosk.panel.frame import CARD, CHOSEN, INK, LINE, MUTED, PAPER, SHUT
from kiosk.panel.letters import fill, high, leading, stand

if TYPE_CHECKING:
    from broker_config.drawing.ink import Measure, Stroke
    from kiosk.panel.frame import Frame
    from kiosk.panel.view import Option, Style

TILE_EM, TILE_HIGH_EM, TILE_HIGHEST_EM = 10.4, 4.0, 7.5


class Hit(NamedTuple):
    """Where a touch means this option."""

    rect: Rect
    option: str


class Look(NamedTuple):
    """The colours of an option: its fill, its edge, its words and its second line."""

    fill: Colour
    edge: Colour
    ink: Colour
    soft: Colour


LOOKS = {
    "plain": Look(CARD, LINE, INK, MUTED),
    "closed": Look(SHUT, MUTED, INK, INK),
    "chosen": Look(CHOSEN, LINE, INK, INK),
    "main": Look(YELLOW, BLACK, BLACK, BLACK),
}


def shape(frame: Frame, style: Style) -> tuple[int, int]:
    """How many columns and rows of tiles a sheet has room for: nine tiles at most, as there are nine digits."""
    area, gap = frame.body(style), frame.gap
    wide = max(frame.target, frame.letters(style, TILE_EM))
    tall = max(frame.target, frame.letters(style, TILE_HIGH_EM))
    columns = max(1, min(3, (area.w + gap) // (wide + gap)))
    return columns, max(1, min(9 // columns, (area.h + gap) // (tall + gap)))


def places(frame: Frame, style: Style, count: int) -> list[Rect]:
    """Where so many tiles stand: from the top, or down at the foot where a low hand reaches."""
    area, gap = frame.body(style), frame.gap
    columns, most = shape(frame, style)
    rows = max(1, min(most, ceil(count / columns)))
    columns = min(columns, max(1, ceil(count / rows)))
    tall = min((area.h - (rows - 1) * gap) // rows, frame.letters(style, TILE_HIGHEST_EM))
    top = area.bottom - rows * (tall + gap) + gap if style.low else area.y
    wide = (area.w - (columns - 1) * gap) / columns
    found = []
    for index in range(count):
        row, column = divmod(index, columns)
        left = area.x + round(column * (wide + gap))
        right = area.x + round(column * (wide + gap) + wide)
        found.append(Rect(left, top + row * (tall + gap), right - left, tall))
    return found


def tile(option: Option, place: Rect, frame: Frame, style: Style, measure: Measure) -> Panel:
    """One tile: digit and pictogram at its left, words beside them."""
    look, pad = LOOKS[option.mood], round(frame.em * 0.42)
    strokes = box(option, place, frame, PAPER)
    cap = frame.letters(style, 1.2)
    side = round(min(frame.letters(style, 2.7), place.h - cap - 2.5 * pad))
    column = max(cap, side)
    left = place.x + round(pad * 1.3)
    strokes += keycap(option.key, Rect(left, place.y + pad, cap, cap), look)
    if option.sign and side >= frame.em * 0.8:
        below = place.y + pad + cap
        top = below + (place.bottom - pad // 2 - below - side) // 2
        strokes.append(
            Sign(Rect(left + (column - side) // 2, top, side, side), option.sign, look.ink, look.fill)
        )
    x = left + column + round(pad * 1.1)
    inset = pad if option.framed else pad // 2  # clear of the frame
    words = Rect(x, place.y + inset, place.right - pad - x, place.h - 2 * inset)
    return Panel(place, PAPER, (*strokes, *_words(option, words, frame, style, look, measure)))


def _words(
    option: Option, area: Rect, frame: Frame, style: Style, look: Look, measure: Measure
) -> list[Stroke]:
    """The name, and under it what more there is; a closed one says why, beside a lock."""
    small, air = frame.letters(style, 0.84), round(frame.em * 0.16)
    text, weight = (option.state, "bold") if option.state else (option.more, "medium")
    kept = leading(small) + air if text else 0
    name = fill(measure, option.label, frame.letters(style, 1.16), "bold", (area.w, area.h - kept), lines=3)
    lock = round(small * 1.1) if option.state else 0
    indent = lock + round(small * 0.4) if lock else 0
    room = area.h - high(name) - air
    more = (
        fill(measure, text, small, weight, (area.w - indent, room))
        if text and room >= leading(small) * 0.8
        else []
    )
    top = area.y + (area.h - high(name) - (air + high(more) if more else 0)) / 2
    strokes: list[Stroke] = [*stand(name, area.x, top, look.ink, look.fill)]
    top += high(name) + air
    if lock and more:
        middle = top + leading(more[0].size) / 2
        strokes.append(Sign(Rect(area.x, round(middle - lock / 2), lock, lock), "lock", look.ink, look.fill))
    return [*strokes, *stand(more, area.x + indent, top, look.soft, look.fill)]


def button(
    option: Option, place: Rect, frame: Frame, style: Style, measure: Measure, ground: Colour
) -> Panel:
    """A large button: pictogram and words in its middle, its digit at the right."""
    look, pad = LOOKS[option.mood], round(frame.em * 0.5)
    strokes = box(option, place, frame, ground)
    cap = frame.letters(style, 1.2) if option.key else 0
    if cap:
        at = Rect(place.right - pad - cap, place.y + (place.h - cap) // 2, cap, cap)
        strokes += keycap(option.key, at, look)
    side = round(min(frame.letters(style, 2.4), place.h - 2 * pad, place.w * 0.18)) if option.sign else 0
    sign = side + pad if side else 0
    room = Rect(place.x + pad, place.y, place.w - 2 * pad - (cap + pad if cap else 0), place.h)
    words = _button_words(option, (room.w - sign, place.h - pad), frame, style, measure)
    wide = max((measure(line.text, line.size, line.weight) for line in words), default=0)
    left = room.x + max(0, (room.w - sign - wide) // 2) if option.mood == "main" else room.x
    if option.sign:
        at = Rect(left, place.y + (place.h - side) // 2, side, side)
        strokes.append(Sign(at, option.sign, look.ink, look.fill))
    top = place.y + (place.h - high(words)) / 2
    return Panel(place, ground, (*strokes, *stand(words, left + sign, top, look.ink, look.fill)))


def _button_words(
    option: Option, room: tuple[int, int], frame: Frame, style: Style, measure: Measure
) -> list:
    width, height = room
    small = frame.letters(style, 0.84)
    size = frame.letters(style, 1.7 if option.mood == "main" else 1.16)
    label = fill(measure, option.label, size, "bold", (width, height), lines=1)
    if label[0].text != option.label:
        label = fill(measure, option.label, size, "bold", (width, height), smallest=0.55, lines=2)
    left = height - high(label)
    if not option.more or left < leading(small) * 0.7:
        return label
    return [*label, *fill(measure, option.more, small, "medium", (width, left), smallest=0.5)]


def box(option: Option, place: Rect, frame: Frame, ground: Colour) -> list[Stroke]:
    """The body of an option. What buttons would choose has a second, thick frame inside the first."""
    look, radius = LOOKS[option.mood], round(frame.em * 0.4)
    edge = max(2, round(frame.em * (0.13 if option.mood == "chosen" else 0.07)))
    rings = [(0, look.edge), (edge, look.fill)]
    if option.framed:
        thick = max(5, round(frame.em * 0.24))
        band = WHITE if option.mood == "main" else YELLOW
        rings = [(0, BLACK), (edge, band), (edge + thick, BLACK), (2 * edge + thick, look.fill)]
    strokes: list[Stroke] = []
    for inset, colour in rings:
        strokes.append(Box(place.inset(inset), colour, ground, max(0, radius - inset)))
        ground = colour
    return strokes


def keycap(key: str, place: Rect, look: Look) -> list[Stroke]:
    """The key of a keypad that means the same."""
    if not key:
        return []
    size = round(place.h * 0.74)
    x, foot = place.x + place.w // 2, baseline(place.y + place.h / 2, size)
    return [
        Box(place, look.ink, look.fill, round(place.h * 0.22)),
        Text(x, foot, key, size, "bold", WHITE, look.ink, "centre", tabular=True),
    ]
