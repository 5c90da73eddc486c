"""The overview: every agency in a row, with its last number, where that is, and how many wait. Pure.

Where the letters are too large for that, the name stands above the rest of its row.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from broker_config.drawing.ink import CAP, Box, Panel, Rect, Sign, Text, baseline, fit, wrap
from display import tiles

if TYPE_CHECKING:
    from broker_config.contract import Tile
    from broker_config.drawing.ink import Anchor, Colour, Measure, Stroke
    from display.board import View
    from display.hanging import Hanging

GAP = 10  # units
HEAD = 56
SIDE = 26
BETWEEN = 44
NAME, SMALL = 72, 32
NAME_SHARE = 0.27  # of a row, for the agency's name
NOBODY = "\N{EN DASH}"  # in place of a number


class Column(NamedTuple):
    """A column: its heading, its right edge, how wide it is."""

    head: str
    right: int
    wide: int


class Form(NamedTuple):
    """How rows are made: columns, how high a strip above them the name has (0: none, it is beside them), letters."""

    columns: tuple[Column, ...]
    above: int
    size: int


def compose(view: View, main: Rect, hung: Hanging, measure: Measure) -> list[Panel]:
    """One page of rows, headings above, the marks of the pages below."""
    inks, gap, form = hung.inks, hung.px(GAP), form_of(main, hung, measure)
    least = max(hung.px(84), round(form.size * CAP * 1.7)) + form.above
    room = main.h - hung.px(HEAD) - hung.px(tiles.MARKS)
    most = max((room + gap) // (least + gap), 1)
    pages = max(ceil(len(view.tiles) / most), 1)
    rows = max(ceil(len(view.tiles) / pages), min(most, 5))
    page = view.turn % pages
    panels = [_headings(main._replace(h=hung.px(HEAD)), form, hung, measure)]
    high = min((room + gap) / rows - gap, least * 1.5)
    for index, tile in enumerate(view.tiles[page * rows : (page + 1) * rows]):
        top = main.y + hung.px(HEAD) + round(index * (high + gap))
        place = Rect(main.x, top, main.w, round(high))
        lit = bool(tile.label and view.card and tile.label == view.card.label)
        strokes = _row(tile, place, form, view.timezone, hung, measure, lit=lit)
        panels.append(Panel(place, inks.ground, strokes))
    if pages > 1:
        panels.append(tiles.marks(main, page, pages, hung))
    return panels


def form_of(main: Rect, hung: Hanging, measure: Measure) -> Form:
    """All columns beside the name, if that leaves it its room; else as many as there are below it."""
    columns = _columns(main, round(main.w * NAME_SHARE) + hung.px(BETWEEN), hung, measure)
    if len(columns) == 3:
        return Form(columns, 0, _size(main, hung))
    *others, last = _columns(main, 0, hung, measure)
    if others:  # the number stands right below the name
        last = last._replace(right=main.x + hung.px(SIDE) + last.wide)
    return Form((*others, last), hung.px(NAME * CAP + 36), _size(main, hung))


def _size(main: Rect, hung: Hanging) -> int:
    """How large the figures are: as the farthest seat needs it, or as large as goes."""
    return min(hung.far(52), round((main.w - hung.px(2 * SIDE + 20)) / 3.9), round(main.h / 3))


def _columns(main: Rect, kept: int, hung: Hanging, measure: Measure) -> tuple[Column, ...]:
    """From the right: the state always, then number and counter as far as there is room."""
    size, between = _size(main, hung), hung.px(BETWEEN)
    icon = round(size * CAP) + hung.px(20)
    right, found = main.right - hung.px(SIDE), []
    for head, widest in (("Menunggu", "TUTUP"), ("Nomor", "M-X000"), ("Loket", "00")):
        wide = measure(widest, size, "bold") + (icon if head == "Menunggu" else 0)
        left = right - max(wide, measure(head, hung.px(SMALL), "bold"))
        if found and left - main.x - hung.px(SIDE) < kept:
            break
        found.append(Column(head, right, right - left))
        right = left - between
    return tuple(found)


def _edge(column: Column, form: Form) -> tuple[int, Anchor]:
    """What the column's texts are aligned to: on the right; the last one of several on the left, below the name."""
    if form.above and len(form.columns) > 1 and column is form.columns[-1]:
        return column.right - column.wide, "left"
    return column.right, "right"


def _headings(area: Rect, form: Form, hung: Hanging, measure: Measure) -> Panel:
    inks, size = hung.inks, hung.px(SMALL)
    at = baseline(area.y + area.h * 0.42, size)
    strokes: list[Stroke] = []
    left = form.columns[-1].right - form.columns[-1].wide
    if left - area.x > hung.px(SIDE) + measure("Instansi", size, "bold"):
        strokes.append(Text(area.x + hung.px(SIDE), at, "Instansi", size, "bold", inks.soft, inks.ground))
    for column in form.columns:
        head, fitted = fit(measure, column.head, size, "bold", column.wide)
        x, anchor = _edge(column, form)
        strokes.append(Text(x, at, head, fitted, "bold", inks.soft, inks.ground, anchor))
    return Panel(area, inks.ground, tuple(strokes))


def _row(
    tile: Tile, area: Rect, form: Form, timezone: str, hung: Hanging, measure: Measure, *, lit: bool
) -> tuple[Stroke, ...]:
    inks, side = hung.inks, hung.px(SIDE)
    fill = inks.panel if tile.state == "open" else inks.faint
    strokes: list[Stroke] = [Box(area, inks.accent if lit else fill, inks.ground, hung.px(14))]
    if lit:
        edge = hung.px(5)
        strokes.append(Box(area.inset(edge), fill, inks.accent, hung.px(14) - edge))
    last = form.columns[-1]
    if form.above:
        head = Rect(area.x + side, area.y + hung.px(14), area.w - 2 * side, form.above)
        below = Rect(area.x, head.bottom - hung.px(8), area.w, area.bottom - head.bottom + hung.px(8))
    else:
        head = Rect(area.x + side, area.y, last.right - last.wide - hung.px(BETWEEN) - area.x - side, area.h)
        below = area
    strokes += _name(tile, head, timezone, fill, hung, measure, tall=not form.above)
    strokes += _figures(tile, below, form, timezone, fill, hung, measure)
    return tuple(strokes)


def _name(
    tile: Tile, area: Rect, timezone: str, fill: Colour, hung: Hanging, measure: Measure, *, tall: bool
) -> list[Stroke]:
    """The agency, in two lines if need be, and in small letters why it does not serve."""
    inks, said = hung.inks, tiles.saying(tile, timezone)
    state = {"open": "", "closed": "tidak melayani saat ini", "break": "sedang istirahat"}[tile.state]
    if tile.state == "break" and said.small:
        state = f"{said.small} {said.large}"
    ink, big, small = inks.ink if tile.state == "open" else inks.soft, hung.px(NAME), hung.px(SMALL)
    if tall:
        big = min(big, max(round(area.h * 0.42), hung.px(46)))
    middle = area.y + area.h / 2
    if not tall:  # one line, the state at its end
        wide = measure(state, small, "medium") + hung.px(30) if state else 0
        name, size = fit(measure, tile.agency, big, "bold", max(area.w - wide, area.w // 2), smallest=0.5)
        line = [Text(area.x, baseline(middle, size), name, size, "bold", ink, fill)]
        if state and measure(name, size, "bold") + wide <= area.w:
            at = baseline(middle, size)
            line.append(Text(area.right, at, state, small, "medium", inks.soft, fill, "right"))
        return [*line]
    name, size = fit(measure, tile.agency, big, "bold", area.w, smallest=0.62)
    lines = [name]
    if name.endswith("…") and not state:
        broken = wrap(measure, tile.agency, size, "bold", area.w)
        if len(broken) == 2 and area.h > size * 2.3:
            lines = [fit(measure, line, size, "bold", area.w, smallest=1.0)[0] for line in broken]
    texts = [(line, size, "bold", ink) for line in lines]
    if state and area.h > (size + small) * 1.2:
        below, fitted = fit(measure, state, small, "medium", area.w)
        texts.append((below, fitted, "medium", inks.soft))
    gap = hung.px(20)
    top = middle - (sum(one[1] * CAP for one in texts) + gap * (len(texts) - 1)) / 2
    strokes: list[Stroke] = []
    for words, fitted, weight, colour in texts:
        at = baseline(top + fitted * CAP / 2, fitted)
        strokes.append(
            Text(area.x, at, words, fitted, "bold" if weight == "bold" else "medium", colour, fill)
        )
        top += fitted * CAP + gap
    return strokes


def _figures(
    tile: Tile, area: Rect, form: Form, timezone: str, fill: Colour, hung: Hanging, measure: Measure
) -> list[Stroke]:
    inks, big = hung.inks, form.size
    icon, middle = round(big * CAP), area.y + area.h / 2
    said = tiles.saying(tile, timezone)
    texts = (said.large, tile.label or NOBODY, f"{tile.counter or NOBODY}")
    strokes: list[Stroke] = []
    for column, words in zip(form.columns, texts, strict=False):
        state = column is form.columns[0]
        wide = column.wide - (icon + hung.px(20) if state else 0)
        text, size = fit(measure, words, big, "bold", wide, smallest=0.3)
        ink = inks.ink if tile.state == "open" and column.head != "Loket" else inks.soft
        # "Istirahat", where nobody knows how long, is too long for its column: its sign says the same.
        far = words != "Istirahat"
        at = baseline(middle, big)
        x, anchor = _edge(column, form)
        strokes.append(Text(x, at, text, size, "bold", ink, fill, anchor, far=far))
        if state:
            place = Rect(column.right - column.wide, round(middle - icon / 2), icon, icon)
            strokes.append(Sign(place, tiles.SIGNS[tile.state], inks.soft, fill))
    return strokes
