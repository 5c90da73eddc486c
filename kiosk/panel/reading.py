"""The page before a number is taken: what it costs, what to bring, and the buttons. Pure; see `kiosk.panel.layout`.

Whatever there is to read is shown in full: as large as one sheet allows, or on as many sheets as it takes. No
requirement is ever cut short.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from broker_config.drawing.ink import Box, Panel, Rect, Sign, wrap
from kiosk.panel.frame import CARD, INK, LINE, MUTED, PAPER, SHUT
from kiosk.panel.letters import Words, fill, high, leading, stand
from kiosk.panel.tiles import Hit, button

if TYPE_CHECKING:
    from broker_config.drawing.ink import Measure, Stroke
    from kiosk.panel.frame import Frame
    from kiosk.panel.view import Block, Style, View

BESIDE = 0.57  # of the width is text, where the buttons stand beside it
GROWN = (1.5, 1.36, 1.22, 1.1)  # times the usual letters, where all of the text stays on one sheet


class Row(NamedTuple):
    """One line of text on the page: `first` of its block, which has the sign or the dot. `tall` with the air below."""

    block: Block
    words: Words
    first: bool
    indent: int
    tall: int


class Areas(NamedTuple):
    """Where the text stands, and where each button."""

    text: Rect
    buttons: tuple[Rect, ...]


def areas(frame: Frame, style: Style, options: int) -> Areas:
    """Beside each other on a wide screen; on a tall one, or low, the buttons stand at the foot."""
    if frame.tall or style.low:
        return _stacked(frame, style, max(options, 1))
    body, gap = frame.body(style), frame.gap
    text = Rect(body.x, body.y, round(body.w * BESIDE), body.h)
    column = Rect(text.right + gap, body.y, body.right - text.right - gap, body.h)
    if options < 2:
        return Areas(text, (column,))
    second = max(frame.target, round(column.h * 0.46))
    first = Rect(column.x, column.y, column.w, column.h - second - gap)
    return Areas(text, (first, Rect(column.x, first.bottom + gap, column.w, second)))


def _stacked(frame: Frame, style: Style, options: int) -> Areas:
    gap, width = frame.gap, frame.width - 2 * frame.gap
    bottom = frame.bar(frame.bar_rows).y - gap
    if frame.tall:
        tall = max(frame.target, frame.letters(style, 4.2))
        top = bottom - options * (tall + gap) + gap
        places = tuple(Rect(gap, top + index * (tall + gap), width, tall) for index in range(options))
    else:  # wide and low: side by side; the text has all that is above
        tall = max(frame.target, min(frame.letters(style, 4.2), (frame.height - frame.reach(style)) // 3))
        top, wide = bottom - tall, (width - gap * (options - 1)) // options
        places = tuple(Rect(gap + index * (wide + gap), top, wide, tall) for index in range(options))
    head = heading(frame, style)
    return Areas(Rect(gap, head.bottom + gap, width, top - head.bottom - 2 * gap), places)


def heading(frame: Frame, style: Style) -> Rect:
    """The head of this page: it stays small where the buttons are low, because the text is above them."""
    return frame.header(style._replace(low=False))


def sheets(
    frame: Frame, style: Style, blocks: tuple[Block, ...], options: int, measure: Measure
) -> list[list[Row]]:
    """The text, sheet by sheet, all in letters of one size."""
    area = areas(frame, style, options).text
    pad = round(frame.em * 0.6)
    room = area.w - 2 * pad, area.h - 2 * pad
    for times in GROWN:
        found = _sheets(blocks, room, frame.letters(style, times), measure)
        if len(found) == 1:
            return found
    return _sheets(blocks, room, frame.letters(style), measure)


def _sheets(blocks: tuple[Block, ...], room: tuple[int, int], size: int, measure: Measure) -> list[list[Row]]:
    width, height = room
    found: list[list[Row]] = [[]]
    used = 0
    for block in blocks:
        rows = _rows(block, width, size, measure)
        need = sum(row.tall for row in rows)
        need = need if need <= height else rows[0].tall
        if block.kind == "heading":  # never alone at the end of a sheet
            need += 2 * leading(size)
        for row in rows:
            if found[-1] and used + (need if row.first else row.tall) > height:
                found.append([])
                used = 0
            found[-1].append(row)
            used += row.tall
    return found


def _rows(block: Block, width: int, size: int, measure: Measure) -> list[Row]:
    weight = "bold" if block.kind in ("heading", "fact") else "medium"
    indent = round(size * {"fact": 1.7, "item": 0.9}.get(block.kind, 0.0))
    lines = wrap(measure, block.text, size, weight, width - indent) or [""]
    air = round(size * {"fact": 0.5, "heading": 0.15}.get(block.kind, 0.3))
    return [
        Row(block, Words(line, size, weight), index == 0, indent,
            leading(size) + (air if index == len(lines) - 1 else 0))
        for index, line in enumerate(lines)
    ]  # fmt: skip


def draw(view: View, frame: Frame, measure: Measure) -> tuple[list[Panel], list[Hit]]:
    """The text of this sheet and the buttons, or in their place why there is no number."""
    options, style = view.options, view.style
    place = areas(frame, style, len(options))
    pages = sheets(frame, style, view.blocks, len(options), measure)
    panels = [_text(pages[view.sheet % len(pages)], place.text, frame)]
    if not options:
        return [*panels, _why(view, place.buttons[0], frame, measure)], []
    hits = []
    for option, spot in zip(options, place.buttons, strict=False):
        panels.append(button(option, spot, frame, style, measure, PAPER))
        hits.append(Hit(spot, option.id))
    return panels, hits


def _text(rows: list[Row], area: Rect, frame: Frame) -> Panel:
    pad, radius, edge = round(frame.em * 0.6), round(frame.em * 0.4), max(1, round(frame.em * 0.04))
    strokes: list[Stroke] = [Box(area, LINE, PAPER, radius), Box(area.inset(edge), CARD, LINE, radius - edge)]
    left, top = area.x + pad, area.y + pad
    for row in rows:
        size, middle = row.words.size, top + leading(row.words.size) / 2
        if row.first and row.block.sign:
            side = round(size * 1.2)
            strokes.append(Sign(Rect(left, round(middle - side / 2), side, side), row.block.sign, INK, CARD))
        elif row.first and row.block.kind == "item":
            dot = round(size * 0.3)
            strokes.append(Box(Rect(left + dot // 2, round(middle - dot / 2), dot, dot), INK, CARD, dot // 2))
        strokes += stand(
            [row.words], left + row.indent, top, MUTED if row.block.kind == "heading" else INK, CARD
        )
        top += row.tall
    return Panel(area, PAPER, tuple(strokes))


def _why(view: View, area: Rect, frame: Frame, measure: Measure) -> Panel:
    """Closed or full: a lock and a sentence. Not to be pressed, and so without an edge."""
    style, pad = view.style, round(frame.em * 0.7)
    side = round(min(frame.letters(style, 3.0), area.h * 0.34, area.w * 0.3))
    beside = area.h < side + frame.letters(style, 4.5)
    width = area.w - 2 * pad - (side + pad if beside else 0)
    room = area.h - pad - (0 if beside else side + pad)
    lines = fill(measure, view.label, frame.letters(style, 1.16), "bold", (width, room), smallest=0.4)
    if beside:
        at = Rect(area.x + pad, area.y + (area.h - side) // 2, side, side)
        words = stand(lines, at.right + pad, area.y + (area.h - high(lines)) / 2, INK, SHUT)
    else:
        top = area.y + (area.h - side - pad - high(lines)) // 2
        at = Rect(area.x + (area.w - side) // 2, top, side, side)
        words = stand(lines, area.x + area.w // 2, at.bottom + pad, INK, SHUT, "centre")
    body = Box(area, SHUT, PAPER, round(frame.em * 0.4))
    return Panel(area, PAPER, (body, Sign(at, "lock", INK, SHUT), *words))
