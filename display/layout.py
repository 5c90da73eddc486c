"""A view and a size to the panels of a picture. Pure; must never draw, and never ask what time it is.

Laid out for 1920 by 1080 and reckoned from the real size, 720p to 4K. What a visitor looks for, from the back
of the hall, in this order: the number that is called, where to go, then their own agency's queue.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from broker_config.drawing.ink import (
    BLACK,
    FOOT,
    NIGHT,
    SOFT,
    WHITE,
    YELLOW,
    Box,
    Measure,
    Panel,
    Rect,
    Sign,
    Text,
    baseline,
    fit,
    wrap,
)
from display import card, tiles, welcome

if TYPE_CHECKING:
    from broker_config.drawing.ink import Stroke
    from display.board import View


class Grid(NamedTuple):
    """Where the parts of the picture are; `unit` is a pixel of the 1080-line drawing."""

    unit: float
    header: Rect
    card: Rect
    recent: Rect
    tiles: Rect
    foot: Rect


def compose(view: View, width: int, height: int, measure: Measure) -> tuple[Panel, ...]:
    """The whole picture, as panels that do not overlap."""
    if view.dark:
        return (welcome.black(width, height),)
    if view.identify:
        return (welcome.identify(view, width, height, measure),)
    if not view.known:
        return (welcome.waiting(view, width, height, measure),)
    grid = divide(width, height, len(view.tiles))
    return (
        _header(view, grid, measure),
        card.draw(view, grid.card, grid.unit, measure),
        *card.recent(view, grid.recent, grid.unit, measure),
        *tiles.draw(view, grid.tiles, grid.unit, measure),
        _foot(view, grid, measure),
    )


def divide(width: int, height: int, agencies: int) -> Grid:
    """Share the screen out: the fewer the agencies, the larger the card."""
    unit = min(width / 1920, height / 1080)

    def px(length: float) -> int:
        return round(length * unit)

    side, gap = px(40), px(20)
    header = Rect(0, 0, width, px(104))
    foot = Rect(0, height - px(84), width, px(84))
    band = px(tiles.band_height(agencies))
    tile_area = Rect(side, foot.y - px(22) - band, width - 2 * side, band)
    main_bottom = tile_area.y - (gap if band else 0)
    main = Rect(side, header.bottom + px(6), width - 2 * side, main_bottom - header.bottom - px(6))
    card_width = round(main.w * 0.64)
    return Grid(
        unit,
        header,
        Rect(main.x, main.y, card_width, main.h),
        Rect(main.x + card_width + px(28), main.y, main.w - card_width - px(28), main.h),
        tile_area,
        foot,
    )


def _header(view: View, grid: Grid, measure: Measure) -> Panel:
    unit, area = grid.unit, grid.header
    side, middle = round(40 * unit), area.y + area.h * 0.52
    big, small = round(62 * unit), round(34 * unit)
    strokes: list[Stroke] = []
    right = area.right - side
    if view.clock:
        strokes.append(
            Text(right, baseline(middle, big), view.clock, big, "bold", WHITE, NIGHT, "right", tabular=True)
        )
        right -= measure(view.clock, big, "bold", tabular=True) + round(32 * unit)
        strokes.append(Text(right, baseline(middle, big), view.date, small, "medium", SOFT, NIGHT, "right"))
        right -= measure(view.date, small, "medium") + round(40 * unit)
    name, size = fit(measure, view.mall, round(46 * unit), "bold", right - side)
    strokes.append(Text(side, baseline(middle, big), name, size, "bold", WHITE, NIGHT))
    left = side + measure(name, size, "bold") + round(32 * unit)
    regency, size = fit(measure, view.regency, small, "medium", max(right - left, 0))
    if regency and not regency.endswith("…"):
        strokes.append(Text(left, baseline(middle, big), regency, size, "medium", SOFT, NIGHT))
    return Panel(area, NIGHT, tuple(strokes))


def _foot(view: View, grid: Grid, measure: Measure) -> Panel:
    """One page of notices at a time, standing still: moving text is hard to read, and costs a core."""
    unit, area = grid.unit, grid.foot
    side, middle, size = round(40 * unit), area.y + area.h / 2, round(38 * unit)
    left, right = side, area.right - side
    strokes: list[Stroke] = []
    if view.stale:
        sign = round(40 * unit)
        words, fitted = f"{view.stale[0].upper()}{view.stale[1:]}", round(32 * unit)
        wide = measure(words, fitted, "bold") + sign + round(56 * unit)
        chip = Rect(right - wide, area.y + round(13 * unit), wide, area.h - round(26 * unit))
        strokes += [
            Box(chip, YELLOW, FOOT, chip.h // 2),
            Sign(
                Rect(chip.x + round(20 * unit), round(middle - sign / 2), sign, sign),
                "warning",
                BLACK,
                YELLOW,
            ),
            Text(
                chip.x + sign + round(32 * unit),
                baseline(middle, fitted),
                words,
                fitted,
                "bold",
                BLACK,
                YELLOW,
            ),
        ]
        right = chip.x - round(28 * unit)
    icon = round(44 * unit)
    text_left = left + icon + round(22 * unit)
    pages = notice_pages(view.notices, size, right - text_left - round(150 * unit), measure)
    if pages:
        page = view.turn % len(pages)
        strokes.append(Sign(Rect(left, round(middle - icon / 2), icon, icon), "info", WHITE, FOOT))
        strokes.append(Text(text_left, baseline(middle, size), pages[page], size, "medium", WHITE, FOOT))
        if len(pages) > 1:
            count, small = f"{page + 1}/{len(pages)}", round(30 * unit)
            strokes.append(
                Text(
                    right, baseline(middle, small), count, small, "medium", SOFT, FOOT, "right", tabular=True
                )
            )
    return Panel(area, FOOT, tuple(strokes))


def notice_pages(notices: tuple[str, ...], size: int, width: int, measure: Measure) -> list[str]:
    """Notices as pages of one line; a long one takes several, and says so by an ellipsis at the break."""
    pages: list[str] = []
    for notice in notices:
        lines = wrap(measure, notice, size, "medium", width)
        if len(lines) > 1:  # of about the same length: a page of one last word looks like an error
            even = round(measure(notice, size, "medium") / len(lines) * 1.15)
            shorter = wrap(measure, notice, size, "medium", min(width, even))
            lines = shorter if len(shorter) == len(lines) else lines
        pages += [f"{line} …" if line is not lines[-1] else line for line in lines]
    return pages
