"""Pages that say one thing: the number, a notice, a moment of waiting. Pure; see `kiosk.panel.layout`.

The number stands on the same yellow card as on the displays of the hall: who cannot read knows what to look for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from broker_config.drawing.ink import (
    BLACK,
    CAP,
    NIGHT,
    YELLOW,
    Box,
    Colour,
    Panel,
    Rect,
    Sign,
    Text,
    baseline,
)
from kiosk.panel.frame import CARD, INK, LINE, PAPER
from kiosk.panel.letters import Words, fill, high, leading, one, stand
from kiosk.panel.tiles import Hit, button

if TYPE_CHECKING:
    from broker_config.drawing.ink import Measure, Stroke
    from kiosk.panel.frame import Frame
    from kiosk.panel.view import Style, View

SHRINK = (1.0, 0.92, 0.84, 0.76, 0.68, 0.6, 0.52, 0.44)


def centred(
    view: View, area: Rect, frame: Frame, measure: Measure, colours: tuple[Colour, Colour, Colour]
) -> list[Stroke]:
    """Sign, title and words in the middle, as large as there is room; `colours` of words, ground and sign.

    The sign stands above the words, or beside them where it is low.
    """
    ink, ground, accent = colours
    style, pad = view.style, round(frame.em * 0.9)
    beside = area.h < frame.letters(style, 9.0)
    side = round(
        min(area.h * 0.6, frame.letters(style, 3.4)) if beside else min(area.h * 0.36, _most(frame, style))
    )
    width = area.w - 2 * pad - (side + pad if beside else 0)
    lines = _texts(view, frame, measure, (width, area.h - pad // 2 - (0 if beside else side + pad)))
    if beside:
        wide = max(measure(line.text, line.size, line.weight) for line in lines)
        at = Rect(area.x + (area.w - side - pad - wide) // 2, area.y + (area.h - side) // 2, side, side)
        words = stand(lines, at.right + pad, area.y + (area.h - high(lines)) / 2, ink, ground)
    else:
        top = area.y + (area.h - side - pad - high(lines)) // 2
        at = Rect(area.x + (area.w - side) // 2, top, side, side)
        words = stand(lines, area.x + area.w // 2, at.bottom + pad, ink, ground, "centre")
    return [*([Sign(at, view.sign, accent, ground)] if view.sign else []), *words]


def _most(frame: Frame, style: Style) -> int:
    return frame.letters(style, 7.0 if frame.tall else 3.8)


def _texts(view: View, frame: Frame, measure: Measure, room: tuple[int, int]) -> list[Words]:
    """Title, lead and blocks, smaller and smaller until all of them fit."""
    width, height = room
    times = 1.2 if frame.tall else 1.0
    rest = [view.lead, *(block.text for block in view.blocks)]
    lines: list[Words] = []
    for shrink in SHRINK:
        large = round(frame.letters(view.style, 2.0 * times) * shrink)
        small = round(frame.letters(view.style, 1.2 * times) * shrink)
        lines = fill(measure, view.title, large, "bold", (width, 10_000), smallest=0.5)
        for text in rest:
            lines += fill(measure, text, small, "medium", (width, 10_000), smallest=0.9) if text else []
        if high(lines) <= height:
            break
    return lines


def notice(view: View, frame: Frame, measure: Measure) -> tuple[Colour, list[Panel], list[Hit]]:
    """What became of a wish, and the way back to the start."""
    gap, foot = frame.gap, frame.bar()
    area = Rect(gap, gap, frame.width - 2 * gap, foot.y - 2 * gap)
    radius, edge = round(frame.em * 0.5), max(2, round(frame.em * 0.07))
    words = centred(view, area.inset(2 * edge), frame, measure, (INK, CARD, INK))
    body = (Box(area, LINE, PAPER, radius), Box(area.inset(edge), CARD, LINE, radius - edge))
    panels, hits = _end(view, frame, measure, PAPER)
    return PAPER, [Panel(area, PAPER, (*body, *words)), *panels], hits


def _end(view: View, frame: Frame, measure: Measure, ground: Colour) -> tuple[list[Panel], list[Hit]]:
    """The one button of such a page, in the middle of its foot."""
    foot = frame.bar()
    wide = min(foot.w, frame.letters(view.style, 22))
    place = Rect((frame.width - wide) // 2, foot.y, wide, foot.h)
    panels = [button(option, place, frame, view.style, measure, ground) for option in view.options]
    return panels, [Hit(place, option.id) for option in view.options]


def number(view: View, frame: Frame, measure: Measure) -> tuple[Colour, list[Panel], list[Hit]]:
    """The number, as large as it goes; who is ahead; and that it shall be taken."""
    gap, foot = frame.gap, frame.bar()
    card = Rect(gap, gap, frame.width - 2 * gap, foot.y - 2 * gap)
    panels, hits = _end(view, frame, measure, NIGHT)
    return NIGHT, [Panel(card, NIGHT, tuple(_card(view, card, frame, measure))), *panels], hits


def _card(view: View, card: Rect, frame: Frame, measure: Measure) -> list[Stroke]:
    style, pad, em = view.style, round(frame.em * 0.7), frame.em
    times = 1.4 if frame.tall else 1.0
    tall = round(min(frame.letters(style, 3.2) * times, card.h * 0.22))
    most = card.h * 0.085  # what stands around the number leaves it its room, in large print too
    strip = Rect(card.x + pad // 2, card.bottom - pad // 2 - tall, card.w - pad, tall)
    width, middle = card.w - 2 * pad, card.x + card.w // 2
    title = [one(measure, view.title, round(min(frame.letters(style, 1.1) * times, most)), "bold", width)]
    if view.lead:
        lead = round(min(frame.letters(style, 1.0) * times, most))
        title.append(one(measure, view.lead, lead, "medium", width))
    top = card.y + pad // 2 + high(title)
    size = round(min(frame.letters(style, 1.1) * times, most))
    known, bottom = _known(view, Rect(card.x + pad, top, width, strip.y - top), size, measure)
    room = bottom - top
    wide = max(measure(view.label, 100, "bold"), 1) / 100
    large = round(min(room * 0.84 / CAP, card.w * 0.88 / wide, em * 15))
    foot = baseline(top + room / 2, large)
    return [
        Box(card, YELLOW, NIGHT, round(em * 0.7)),
        *stand(title, middle, card.y + pad // 2, BLACK, YELLOW, "centre"),
        Text(middle, foot, view.label, large, "bold", BLACK, YELLOW, "centre"),
        *known,
        Box(strip, BLACK, YELLOW, round(em * 0.45)),
        *_strip(view, strip, frame, measure),
    ]


def _known(view: View, area: Rect, size: int, measure: Measure) -> tuple[list[Stroke], int]:
    """How many are ahead and how long that takes, above the strip; and where the room above it ends."""
    if not view.blocks:
        return [], area.bottom
    if len(view.blocks) > 1:  # rather one line than the largest letters
        long = sum(measure(block.text, size, "bold") + size * 2.2 for block in view.blocks)
        size = round(size * area.w / long) if area.w < long <= area.w / 0.7 else size
    sign, air = round(size * 1.5), round(size * 1.4)
    lines = [one(measure, block.text, size, "bold", area.w - sign, smallest=0.5) for block in view.blocks]
    wides = [measure(line.text, line.size, "bold") + sign for line in lines]
    together = sum(wides) + air * (len(lines) - 1)
    rows = 1 if together <= area.w else len(lines)
    tall = leading(size) * rows + round(size * 0.4)
    top, left = area.bottom - tall, area.x + (area.w - together) // 2
    strokes: list[Stroke] = []
    for block, line, wide in zip(view.blocks, lines, wides, strict=True):
        x = left if rows == 1 else area.x + (area.w - wide) // 2
        side = round(size * 1.1)
        at = Rect(x, round(top + leading(size) / 2 - side / 2), side, side)
        strokes += [
            Sign(at, block.sign or "info", BLACK, YELLOW),
            *stand([line], x + sign, top, BLACK, YELLOW),
        ]
        left += wide + air
        top += 0 if rows == 1 else leading(size)
    return strokes, area.bottom - tall


def _strip(view: View, area: Rect, frame: Frame, measure: Measure) -> list[Stroke]:
    """Printing, or take it."""
    side = round(min(area.h * 0.56, frame.letters(view.style, 2.2)))
    size = round(frame.letters(view.style, 1.7) * (1.3 if frame.tall else 1.0))
    room = area.w - round(side * 2.5), round(area.h * 0.94)
    lines = fill(measure, view.foot, size, "bold", room, smallest=0.86, lines=1)
    if lines[0].text != view.foot:
        lines = fill(measure, view.foot, size, "bold", room, smallest=0.3, lines=2)
    wide = max(measure(line.text, line.size, "bold") for line in lines)
    left = area.x + (area.w - wide - round(side * 1.5)) // 2
    at = Rect(left, area.y + (area.h - side) // 2, side, side)
    top = area.y + (area.h - high(lines)) / 2
    sign = Sign(at, "ticket" if view.out else "clock", YELLOW, BLACK)
    return [sign, *stand(lines, left + round(side * 1.5), top, YELLOW, BLACK)]
