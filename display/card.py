"""The big card of the call. Pure; see `display.layout`.

The card is the one thing that must be read from the back of the hall whatever else gives way: the number as large
as it goes, and below it, in reverse so that it parts from the number, the counter with an arrow that points there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from broker_config.drawing.ink import CAP, Arrow, Box, Measure, Panel, Rect, Text, Weave, baseline, fit, wrap
from display import elsewhere

if TYPE_CHECKING:
    from broker_config.contract import Call
    from broker_config.drawing.ink import Colour, Stroke
    from display.board import View
    from display.hanging import Hanging

TITLE, TIGHT = 78, 48  # units; where room is short
NUMBER = 180  # units of the called number's capitals, at least: a sixth of a wide screen's height
FILLED = 0.80  # of the number's room by its capitals


class Look(NamedTuple):
    """The colours of a card: its letters, what they stand on, its border; the counter's strip, and what is on it."""

    ink: Colour
    fill: Colour
    edge: Colour
    strip: Colour
    on_strip: Colour


def least_height(hung: Hanging, *, titled: bool = False) -> int:
    """How high a card must be for a number and a counter that are read from the back, perhaps with a title."""
    return hung.px((TITLE if titled else 16) + 36) + round(_least_number(hung) / FILLED) + _strip_height(hung)


def best_height(hung: Hanging, width: int) -> int:
    """How high a card of this width is when a common number fills it."""
    return hung.px(TITLE + 36) + round(width * 0.9 / 2.45 * CAP / FILLED) + _strip_height(hung)


def _least_number(hung: Hanging) -> float:
    return max(hung.px(NUMBER), hung.least * CAP)


def _strip_height(hung: Hanging) -> int:
    return round(hung.far(118) * CAP * 1.4) + hung.px(46)


def draw(view: View, area: Rect, hung: Hanging, measure: Measure) -> Panel:
    """The card, or an invitation while nobody has been called."""
    if view.card is None:
        return _nobody_yet(area, hung, measure)
    look = colours(view, hung)
    ink, fill = look.ink, look.fill
    ring, side = hung.px(10), hung.px(14)
    inner = area.inset(ring)
    high = min(_strip_height(hung), round(inner.h * 0.45))
    strip = Rect(inner.x + side, inner.bottom - side - high, inner.w - 2 * side, high)
    # Where letters must be so large that room is short, the title gives way: the number needs no name. That it is a
    # recall is said all the same; the number makes room for it.
    roomy = strip.y - inner.y - hung.px(TITLE) >= _least_number(hung) / FILLED
    title = hung.px(TITLE if roomy else TIGHT if view.card.recall else 16)
    room = Rect(inner.x, inner.y + title, inner.w, strip.y - inner.y - title)
    least = 0 if roomy or not view.card.recall else _least_number(hung)
    strokes: list[Stroke] = [
        Box(area, look.edge, hung.inks.ground, hung.px(28)),
        Box(inner, fill, look.edge, hung.px(20)),
        number(view.card.label, room, hung, measure, ink, fill, least=least),
        Box(strip, look.strip, fill, hung.px(14)),
        *_counter(view.card, strip, hung, measure, look.on_strip, look.strip),
    ]
    if roomy or view.card.recall:
        size = hung.px(46 if roomy else 36)
        strokes[2:2] = _title(
            view.card, Rect(inner.x, inner.y, inner.w, title), size, hung, measure, ink, fill
        )
    return Panel(area, hung.inks.ground, tuple(strokes))


def colours(view: View, hung: Hanging) -> Look:
    """Those that draw the eye, unless the call is old."""
    inks = hung.inks
    if view.quiet:
        return Look(inks.ink, inks.panel, inks.panel, inks.ground, inks.ink)
    # The border pulses between ink and the card's own colour: the eye is drawn, the number never flickers.
    edge = inks.ink if view.pulse else inks.accent
    return Look(inks.on_accent, inks.accent, edge, inks.on_accent, inks.accent)


def _title(
    call: Call, area: Rect, size: int, hung: Hanging, measure: Measure, ink: Colour, ground: Colour
) -> list[Stroke]:
    side = hung.px(36)
    at = baseline(area.y + area.h * 0.56, size)
    words, bold = fit(
        measure, "PANGGILAN ULANG" if call.recall else "NOMOR ANTREAN", size, "bold", area.w - 2 * side
    )
    strokes: list[Stroke] = [Text(area.x + side, at, words, bold, "bold", ink, ground)]
    left = area.x + side + measure(words, bold, "bold") + hung.px(48)
    if area.right - side - left > hung.px(160):
        agency, fitted = fit(measure, call.agency, size, "medium", area.right - side - left)
        strokes.append(Text(area.right - side, at, agency, fitted, "medium", ink, ground, "right"))
    return strokes


def number(
    label: str, area: Rect, hung: Hanging, measure: Measure, ink: Colour, ground: Colour, *, least: float = 0
) -> Text:
    """A number as large as its room allows, whichever of its sides gives out first; `least` is how high it must be.

    In steps, so that all numbers of a day share a few sizes: every size is a font in memory.
    """
    wide = max(measure(label, 100, "bold"), 1) / 100
    size = min(max(area.h * FILLED, min(least, area.h)) / CAP, area.w * 0.92 / wide)
    step = max(hung.px(16), 1)
    size = max(int(size) // step * step, min(int(size), hung.least))
    at = baseline(area.y + area.h / 2, size)
    return Text(area.x + area.w // 2, at, label, size, "bold", ink, ground, "centre", far=True)


def _counter(
    call: Call, area: Rect, hung: Hanging, measure: Measure, ink: Colour, ground: Colour
) -> list[Stroke]:
    """The arrow stands on the side that it points to; of another zone its name stands behind the counter.

    Where it is tight, the word is smaller than the number.
    """
    size = min(hung.far(118), round(area.h * 0.86 / CAP))
    size = min(size, round(area.w / (2.2 + 0.7 * len(f"{call.counter}"))))
    arrow, gap = round(size * CAP * 1.05), round(size * 0.3)
    digits, word, zone = f"{call.counter}", "LOKET", None
    if call.zone:
        most = round((area.w - 2 * hung.px(20)) * 0.46)
        zone = elsewhere.words(call.zone, (most, area.h), (size, min(hung.px(40), size)), "bold", measure)
        arrow = zone.width
    room = area.w - 2 * hung.px(20) - gap - arrow
    space = round(size * 0.28)
    wide = measure(digits, size, "bold")
    word, small = fit(measure, word, size, "bold", room - wide - space, smallest=0.3)
    long = measure(word, small, "bold") + space + wide
    left = area.x + (area.w - long - gap - arrow) // 2
    after = zone is not None or call.direction == "right"
    at = left + long + gap if after else left
    left = left if after else left + arrow + gap
    middle = area.y + area.h / 2
    line = baseline(middle, size)
    way: list[Stroke] = [
        Arrow(Rect(at, round(middle - arrow / 2), arrow, arrow), call.direction, ink, ground)
    ]
    return [
        *(zone.draw(at, middle, ink, ground, "left") if zone else way),
        Text(left, line, word, small, "bold", ink, ground),
        Text(left + long, line, digits, size, "bold", ink, ground, "right", far=True),
    ]


def _nobody_yet(area: Rect, hung: Hanging, measure: Measure) -> Panel:
    inks = hung.inks
    strokes: list[Stroke] = [Box(area, inks.panel, inks.ground, hung.px(28))]
    wide, middle = round(area.w * 0.88), area.y + area.h / 2
    head, size = fit(measure, "Belum ada panggilan", hung.px(92), "bold", wide, smallest=0.5)
    small = hung.px(44)
    below = wrap(measure, "Silakan ambil nomor antrean, lalu tunggu di sini.", small, "medium", wide)
    step, gap = hung.px(58), hung.px(34)
    high = size * CAP + gap + step * len(below)
    top = middle - high / 2
    cell = hung.px(56)
    for y in (area.y + hung.px(28), area.bottom - hung.px(28) - cell):  # what hangs in a hall may be pretty
        band = Rect(area.x + hung.px(40), y, (area.w - hung.px(80)) // cell * cell, cell)
        band = band._replace(x=area.x + (area.w - band.w) // 2)
        strokes.append(Weave(band, cell, inks.faint, inks.panel))
    strokes.append(_centred(area, top + size * CAP / 2, head, size, inks.ink, inks.panel, bold=True))
    for index, line in enumerate(below):
        at = top + size * CAP + gap + step * (index + 0.5)
        strokes.append(_centred(area, at, line, small, inks.soft, inks.panel))
    return Panel(area, inks.ground, tuple(strokes))


def _centred(
    area: Rect, middle: float, words: str, size: int, ink: Colour, ground: Colour, *, bold: bool = False
) -> Text:
    weight = "bold" if bold else "medium"
    return Text(area.x + area.w // 2, baseline(middle, size), words, size, weight, ink, ground, "centre")
