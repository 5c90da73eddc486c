"""The overview: every agency in a row, with its last number, where that is, and how many wait. Pure.

Where the letters are too large for a table, an agency is a panel: its name, and the rest in as many lines as it takes.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from broker_config.drawing.ink import CAP, Panel, Rect, Sign, Text, baseline, fit, wrap
from display import tiles

if TYPE_CHECKING:
    from broker_config.contract import Tile
    from broker_config.drawing.ink import Colour, Measure, Stroke
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
    """A column of the table: its heading, its right edge, how wide it is."""

    head: str
    right: int
    wide: int


class Form(NamedTuple):
    """How rows are made: the size of the figures, and the table's columns from the right or a panel's lines of them."""

    size: int
    columns: tuple[Column, ...]
    lines: tuple[tuple[str, ...], ...]


def compose(view: View, main: Rect, hung: Hanging, measure: Measure) -> list[Panel]:
    """One page of rows, headings above if it is a table, the marks of the pages below."""
    inks, gap, form = hung.inks, hung.px(GAP), form_of(main, hung, measure)
    line = round(form.size * CAP * 1.5)
    least = (
        max(hung.px(84), round(form.size * CAP * 1.7))
        if form.columns
        else _above(hung) + len(form.lines) * line
    )
    head = hung.px(HEAD) if form.columns else 0
    room = main.h - head - hung.px(tiles.MARKS)
    most = max((room + gap) // (least + gap), 1)
    pages = max(ceil(len(view.tiles) / most), 1)
    rows = max(ceil(len(view.tiles) / pages), min(most, 5))
    page = view.turn % pages
    panels = [_headings(main._replace(h=head), form, hung, measure)] if head else []
    high = min((room + gap) / rows - gap, least * 1.5)
    for index, tile in enumerate(view.tiles[page * rows : (page + 1) * rows]):
        top = main.y + head + round(index * (high + gap))
        place = Rect(main.x, top, main.w, round(high))
        lit = bool(tile.label and view.card and not view.quiet and tile.label == view.card.label)
        strokes = _row(tile, place, form, view.timezone, hung, measure, lit=lit)
        panels.append(Panel(place, inks.ground, strokes))
    if pages > 1:
        panels.append(tiles.marks(main, page, pages, hung))
    return panels


def form_of(main: Rect, hung: Hanging, measure: Measure) -> Form:
    """A table, if that leaves names their room; else panels."""
    size = min(hung.far(52), round((main.w - hung.px(2 * SIDE + 20)) / 3.9), round(main.h / 3.6))
    icon, between = round(size * CAP) + hung.px(20), hung.px(BETWEEN)
    wides = {
        "Menunggu": measure("TUTUP", size, "bold") + icon,
        "Nomor": measure("M-X000", size, "bold"),
        "Loket": measure("00", size, "bold"),
    }
    columns, right = [], main.right - hung.px(SIDE)
    for head, wide in wides.items():
        left = right - max(wide, measure(head, hung.px(SMALL), "bold"))
        columns.append(Column(head, right, right - left))
        right = left - between
    if right - main.x - hung.px(SIDE) >= main.w * NAME_SHARE:
        return Form(size, tuple(columns), ())
    room = main.w - 2 * hung.px(SIDE)
    wides["Loket"] += measure("Loket", hung.px(SMALL), "medium") + hung.px(16)
    lines: list[list[str]] = []
    for head in ("Nomor", "Loket", "Menunggu"):
        taken = sum(wides[one] + between for one in lines[-1]) if lines else room
        if taken + wides[head] <= room:
            lines[-1].append(head)
        else:
            lines.append([head])
    return Form(size, (), tuple(tuple(line) for line in lines))


def _above(hung: Hanging) -> int:
    """How high the strip of a panel is that has the name."""
    return hung.px(NAME * CAP + 44)


def _headings(area: Rect, form: Form, hung: Hanging, measure: Measure) -> Panel:
    inks, size = hung.inks, hung.px(SMALL)
    at = baseline(area.y + area.h * 0.42, size)
    strokes = [Text(area.x + hung.px(SIDE), at, "Instansi", size, "bold", inks.soft, inks.ground)]
    for column in form.columns:
        head, fitted = fit(measure, column.head, size, "bold", column.wide)
        strokes.append(Text(column.right, at, head, fitted, "bold", inks.soft, inks.ground, "right"))
    return Panel(area, inks.ground, tuple(strokes))


def _row(
    tile: Tile, area: Rect, form: Form, timezone: str, hung: Hanging, measure: Measure, *, lit: bool
) -> tuple[Stroke, ...]:
    side = hung.px(SIDE)
    fill, strokes = tiles.plate(tile, area, hung, lit=lit)
    inner = Rect(area.x + side, area.y, area.w - 2 * side, area.h)
    if not form.lines:
        *_, last = form.columns
        place = inner._replace(w=last.right - last.wide - hung.px(BETWEEN) - inner.x)
        strokes += _name(tile, place, timezone, fill, hung, measure, tall=True)
        for column in form.columns:
            cell = Rect(column.right - column.wide, area.y, column.wide, area.h)
            strokes += _figure(column.head, tile, cell, timezone, fill, form.size, hung, measure)
        return tuple(strokes)
    place = inner._replace(y=area.y + hung.px(16), h=_above(hung) - hung.px(16))
    strokes += _name(tile, place, timezone, fill, hung, measure, tall=False)
    high = (area.bottom - place.bottom - hung.px(6)) / len(form.lines)
    for index, line in enumerate(form.lines):
        cells = inner._replace(y=place.bottom + round(index * high), h=round(high))
        strokes += _line(line, tile, cells, timezone, fill, form.size, hung, measure)
    return tuple(strokes)


def _line(
    line: tuple[str, ...], tile: Tile, area: Rect, timezone: str, fill: Colour, size: int, hung: Hanging,
    measure: Measure,
) -> list[Stroke]:  # fmt: skip
    """One line of a panel: from its left, with the last figure at its right; it has the words of the headings."""
    strokes: list[Stroke] = []
    left, small, gap = area.x, hung.px(SMALL), hung.px(16)
    for head in line:
        last = len(line) > 1 and head == line[-1]
        taken = measure("Loket", small, "medium") + gap if head == "Loket" else 0
        room = area._replace(x=left + taken, w=area.right - left - taken)
        figure = _figure(head, tile, room, timezone, fill, size, hung, measure, left=not last)
        text = next(one for one in figure if isinstance(one, Text))
        wide = measure(text.text, text.size, text.weight)
        strokes += figure
        if taken:
            x = text.x - (wide if last else 0) - gap
            strokes.append(Text(x, text.y, "Loket", small, "medium", hung.inks.soft, fill, "right"))
        elif head == "Menunggu" and tile.state == "open" and not last:
            word, tiny = fit(measure, "menunggu", small, "medium", max(area.right - text.x - wide - gap, 0))
            strokes.append(Text(text.x + wide + gap, text.y, word, tiny, "medium", hung.inks.soft, fill))
        left += taken + wide + hung.px(BETWEEN)
    return strokes


def _name(
    tile: Tile, area: Rect, timezone: str, fill: Colour, hung: Hanging, measure: Measure, *, tall: bool
) -> list[Stroke]:
    """The agency, in two lines if need be, and in small letters why it does not serve."""
    inks, said = hung.inks, tiles.saying(tile, timezone)
    state = {"closed": "tidak melayani saat ini", "break": "sedang istirahat"}.get(tile.state, "")
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


def _figure(
    head: str, tile: Tile, area: Rect, timezone: str, fill: Colour, big: int, hung: Hanging, measure: Measure,
    *, left: bool = False,
) -> list[Stroke]:  # fmt: skip
    """The number, the counter, or how many wait (or why nobody is served) with the sign of that."""
    inks, icon, middle = hung.inks, round(big * CAP), area.y + area.h / 2
    state, taken = head == "Menunggu", 0
    ink = inks.ink if tile.state == "open" and head != "Loket" else inks.soft
    words = {
        "Nomor": tile.label or NOBODY,
        "Loket": f"{tile.counter or NOBODY}",
        "Menunggu": tiles.saying(tile, timezone).large,
    }[head]
    strokes: list[Stroke] = []
    if state:
        taken = icon + hung.px(20)
        width = measure("TUTUP", big, "bold") + taken
        x = area.x if left else max(area.right - width, area.x)
        sign = tiles.SIGNS[tile.state]
        strokes.append(Sign(Rect(x, round(middle - icon / 2), icon, icon), sign, inks.soft, fill))
        area = Rect(x, area.y, width, area.h)
    text, size = fit(measure, words, big, "bold", area.w - taken, smallest=0.3)
    x, anchor = (area.x + taken, "left") if left else (area.right, "right")
    # "Istirahat", where nobody knows how long, is too long for its column: its sign says the same.
    far = words != "Istirahat"
    return [*strokes, Text(x, baseline(middle, big), text, size, "bold", ink, fill, anchor, far=far)]
