"""The buttons that stand at the foot of every page, always in the same order. Pure; see `kiosk.panel.layout`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broker_config.drawing.ink import Panel, Rect, Sign
from kiosk.panel.letters import fill, high, stand
from kiosk.panel.tiles import LOOKS, Hit, box, keycap

if TYPE_CHECKING:
    from broker_config.drawing.ink import Colour, Measure
    from kiosk.panel.frame import Frame
    from kiosk.panel.view import Option, Style

WHERE_TO = ("back", "previous", "next")


def draw(
    options: tuple[Option, ...], frame: Frame, style: Style, measure: Measure, ground: Colour
) -> list[tuple[Panel, Hit]]:
    """Each under its pictogram; on a tall screen those that lead somewhere in a row above the others."""
    going = tuple(option for option in options if option.id in WHERE_TO)
    rest = tuple(option for option in options if option.id not in WHERE_TO)
    rows = [row for row in (going, rest) if row] if frame.bar_rows > 1 else [options] if options else []
    area = frame.bar(len(rows))
    tall = (area.h - (len(rows) - 1) * frame.gap) // max(len(rows), 1)
    found = []
    for index, row in enumerate(rows):
        strip = Rect(area.x, area.y + index * (tall + frame.gap), area.w, tall)
        for option, place in zip(row, _places(strip, len(row), frame), strict=True):
            found.append((_button(option, place, frame, style, measure, ground), Hit(place, option.id)))
    return found


def _places(area: Rect, count: int, frame: Frame) -> list[Rect]:
    gap = frame.gap
    if (
        area.w - (count - 1) * gap
    ) / count < frame.target:  # a narrow screen: rather less air than less target
        gap = max(2, (area.w - count * frame.target) // max(count - 1, 1))
    wide = (area.w - (count - 1) * gap) / count
    lefts = [area.x + round(index * (wide + gap)) for index in range(count)]
    rights = [area.x + round(index * (wide + gap) + wide) for index in range(count)]
    return [Rect(left, area.y, right - left, area.h) for left, right in zip(lefts, rights, strict=True)]


def _button(
    option: Option, place: Rect, frame: Frame, style: Style, measure: Measure, ground: Colour
) -> Panel:
    look, pad = LOOKS[option.mood], round(frame.em * 0.26)
    strokes = box(option, place, frame, ground)
    side = round(min(frame.em * 1.15, place.h * 0.42))
    size = min(frame.letters(style, 0.76), round(frame.em * 0.95))
    words = fill(
        measure,
        option.label,
        size,
        "bold",
        (place.w - 2 * pad, place.h - side - 2 * pad),
        smallest=0.6,
        lines=2,
    )
    top = place.y + (place.h - side - pad // 2 - high(words)) / 2
    middle = place.x + place.w // 2
    if option.sign:
        at = Rect(middle - side // 2, round(top), side, side)
        strokes.append(Sign(at, option.sign, look.ink, look.fill))
    if option.key:
        cap = round(frame.em * 0.86)
        strokes += keycap(option.key, Rect(place.right - pad - cap, place.y + pad, cap, cap), look)
    lines = stand(words, middle, top + side + pad // 2, look.ink, look.fill, "centre")
    return Panel(place, ground, (*strokes, *lines))
