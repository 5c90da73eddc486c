"""One counter's sign: its number, and the number that is served there. Pure.

It hangs above the counter and has no arrow. Whether the counter serves is what its agency's tile says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from broker_config.drawing.ink import Box, Panel, Rect, Sign, Text, baseline, fit, wrap
from display import card, tiles
from display.hanging import counter_number
from display.layouts.overview import NOBODY

if TYPE_CHECKING:
    from broker_config.contract import Tile
    from broker_config.drawing.ink import Measure, Stroke
    from display.board import View
    from display.hanging import Hanging

NAME = 64  # units


def compose(view: View, main: Rect, hung: Hanging, measure: Measure) -> list[Panel]:
    """The counter's own number on the left or above, what happens there beside it."""
    gap = hung.px(20)
    own = round(main.h * 0.40) if hung.upright else round(main.w * 0.34)
    if hung.upright:
        head, rest = main._replace(h=own), main._replace(y=main.y + own + gap, h=main.h - own - gap)
    else:
        head, rest = main._replace(w=own), main._replace(x=main.x + own + gap, w=main.w - own - gap)
    return [_counter(head, hung, measure), _state(view, rest, hung, measure)]


def agency_tile(view: View) -> Tile | None:
    """The queue of the agency whose counter this is, once a call has told which that is."""
    if view.card is None:
        return None
    return next((tile for tile in view.tiles if tile.agency == view.card.agency), None)


def agency_name(view: View, hung: Hanging) -> str:
    """Whose counter this is: in full if that is known, else as the last call has it; empty if nobody knows."""
    return hung.plan.title or (view.card.agency if view.card else "")


def _counter(area: Rect, hung: Hanging, measure: Measure) -> Panel:
    inks, number = hung.inks, counter_number(hung.plan)
    # Light in every theme: it parts from the accent beside it.
    fill, ink = (inks.panel, inks.ink) if sum(inks.panel) > sum(inks.ink) else (inks.ink, inks.ground)
    word, size = fit(measure, "LOKET", hung.px(110), "bold", round(area.w * 0.8), smallest=0.4)
    high = hung.px(190)
    room = Rect(area.x, area.y + high - hung.px(20), area.w, area.h - high)
    at = baseline(area.y + high * 0.58, size)
    strokes: tuple[Stroke, ...] = (
        Box(area, fill, inks.ground, hung.px(28)),
        Text(area.x + area.w // 2, at, word, size, "bold", ink, fill, "centre"),
        card.number(
            NOBODY if number is None else f"{number}",
            room.inset(hung.px(16)),
            hung,
            measure,
            ink,
            fill,
        ),
    )
    return Panel(area, inks.ground, strokes)


def _state(view: View, area: Rect, hung: Hanging, measure: Measure) -> Panel:
    tile, name = agency_tile(view), agency_name(view, hung)
    if tile is not None and tile.state != "open":
        said = tiles.saying(tile, view.timezone)
        large = "TUTUP" if tile.state == "closed" else "ISTIRAHAT"
        small = f"sampai {said.large}" if tile.state == "break" and said.small else ""
        return _shut(large, small, tiles.SIGNS[tile.state], name, area, hung, measure)
    if view.card is None:
        return _shut("Silakan", "menunggu panggilan", "person", name, area, hung, measure)
    look, ring = card.colours(view, hung), hung.px(10)
    inner = area.inset(ring)
    side, size, high = hung.px(36), hung.px(52), hung.px(100)
    title = "PANGGILAN ULANG" if view.card.recall else "NOMOR ANTREAN"
    words, bold = fit(measure, title, size, "bold", inner.w - 2 * side)
    agency, fitted = fit(measure, name, size, "medium", inner.w - 2 * side, smallest=0.5)
    above, below = baseline(inner.y + high * 0.6, size), baseline(inner.bottom - high * 0.6, size)
    room = Rect(inner.x, inner.y + high, inner.w, inner.h - 2 * high)
    strokes: tuple[Stroke, ...] = (
        Box(area, look.edge, hung.inks.ground, hung.px(28)),
        Box(inner, look.fill, look.edge, hung.px(20)),
        Text(inner.x + side, above, words, bold, "bold", look.ink, look.fill),
        card.number(view.card.label, room, hung, measure, look.ink, look.fill),
        Text(inner.x + side, below, agency, fitted, "medium", look.ink, look.fill),
    )
    return Panel(area, hung.inks.ground, strokes)


def _shut(
    large: str, small: str, sign: tiles.Kind, name: str, area: Rect, hung: Hanging, measure: Measure
) -> Panel:
    """In words, with a sign, in the shade of what is not in use; the agency above, where there is room for it."""
    inks, wide = hung.inks, round(area.w * 0.88)
    first, size = fit(measure, large, max(hung.px(200), hung.least), "bold", wide, smallest=0.2)
    second, below = fit(measure, small, max(hung.px(120), hung.least), "bold", wide, smallest=0.2)
    icon = min(hung.px(190), round(area.h * 0.3))
    gap = hung.px(50)
    heights = (icon, round(size * 0.75), round(below * 0.75) if small else 0)
    high = sum(heights) + gap * (2 if small else 1)
    centre = area.x + area.w // 2
    strokes: list[Stroke] = [Box(area, inks.faint, inks.ground, hung.px(28))]
    lines = _name(name, round(area.w * 0.9), hung, measure)
    step = hung.px(NAME * 1.15)
    if high + 2 * gap + step * len(lines) > area.h:
        lines = []
    for index, (words, fitted) in enumerate(lines):
        at = baseline(area.y + gap * 0.7 + step * (index + 0.5), fitted)
        strokes.append(Text(centre, at, words, fitted, "bold", inks.ink, inks.faint, "centre"))
    taken = round(gap * 0.7 + step * len(lines)) if lines else 0
    top = area.y + taken + (area.h - taken - high) // 2
    strokes.append(Sign(Rect(centre - icon // 2, top, icon, icon), sign, inks.soft, inks.faint))
    middle = top + icon + gap + heights[1] / 2
    strokes.append(
        Text(centre, baseline(middle, size), first, size, "bold", inks.ink, inks.faint, "centre", far=True)
    )
    if small:
        middle += (heights[1] + heights[2]) / 2 + gap
        strokes.append(
            Text(centre, baseline(middle, below), second, below, "bold", inks.soft, inks.faint, "centre", far=True)
        )  # fmt: skip
    return Panel(area, inks.ground, tuple(strokes))


def _name(name: str, wide: int, hung: Hanging, measure: Measure) -> list[tuple[str, int]]:
    """In two lines if one is too narrow for it."""
    lines = wrap(measure, name, hung.px(NAME), "bold", wide)
    if len(lines) > 2:
        lines = [lines[0], " ".join(lines[1:])]
    return [fit(measure, words, hung.px(NAME), "bold", wide, smallest=0.5) for words in lines]
