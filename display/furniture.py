"""What frames every layout: mall, date and clock above; notices, or what the hall is told, below. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broker_config.drawing.ink import (
    BLACK,
    WHITE,
    Box,
    Measure,
    Panel,
    Picture,
    Rect,
    Sign,
    Text,
    baseline,
    contrast,
    fit,
    wrap,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from broker_config.contract import Announcement
    from broker_config.drawing.ink import Colour, Stroke
    from broker_config.drawing.pictograms import Kind
    from display.board import View
    from display.hanging import Hanging

SIDE = 40  # units, of every layout
NOTICE = 38
TOLD = 54
TOLD_LINES = 2
ALONE, TOLD_HIGH = 84, 188  # how high the foot is with a notice, and with what the hall is told
LOGO_HIGH, LOGO_WIDE = 80, 360
SEEN = 2.0  # contrast of a colour of the logo with what it lies on
MAY_BE_LOST = 0.15  # of the logo: a few shades of it may be hard to tell from the ground
LEAST_LINE = 320  # where less is left, a notice is not shown at all


def split(hung: Hanging, *, told: bool = False, stale: bool = False) -> tuple[Rect, Rect, Rect]:
    """Header, what is between, and foot: a higher one while the hall is told something."""
    high = hung.px(156 if hung.upright else 104)
    low = hung.px(ALONE) if not told else hung.px(TOLD_HIGH + (ALONE if stale else 0))
    side = hung.px(SIDE)
    main = Rect(
        side, high + hung.px(4), hung.width - 2 * side, hung.height - low - hung.px(20) - high - hung.px(4)
    )
    return Rect(0, 0, hung.width, high), main, Rect(0, hung.height - low, hung.width, low)


def header(view: View, area: Rect, hung: Hanging, measure: Measure) -> Panel:
    """Who this is, and what time it is; in two lines on an upright screen."""
    inks, side = hung.inks, hung.px(SIDE)
    big, small = hung.px(62), hung.px(34)
    first = baseline(area.y + area.h * (0.35 if hung.upright else 0.52), big)
    second = baseline(area.y + area.h * 0.76, small) if hung.upright else first
    strokes, left = _logo(area, hung)
    right = area.right - side
    if view.clock:
        strokes.append(
            Text(right, first, view.clock, big, "bold", inks.ink, inks.ground, "right", tabular=True)
        )
        date_right = right
        right -= measure(view.clock, big, "bold", tabular=True) + hung.px(32)
        if not hung.upright:
            date_right, right = right, right - measure(view.date, small, "medium") - hung.px(40)
        strokes.append(Text(date_right, second, view.date, small, "medium", inks.soft, inks.ground, "right"))
    name, size = fit(measure, view.mall, hung.px(46), "bold", right - left)
    strokes.append(Text(left, first, name, size, "bold", inks.ink, inks.ground))
    left = left if hung.upright else left + measure(name, size, "bold") + hung.px(32)
    if hung.upright and view.clock:
        right = area.right - side - measure(view.date, small, "medium") - hung.px(40)
    regency, size = fit(measure, view.regency, small, "medium", max(right - left, 0))
    if regency and not regency.endswith("…"):
        strokes.append(Text(left, second, regency, size, "medium", inks.soft, inks.ground))
    return Panel(area, inks.ground, tuple(strokes))


def _logo(area: Rect, hung: Hanging) -> tuple[list[Stroke], int]:
    """The mall's logo at the left edge, on a plate of its own if it would not be seen well; where the text begins."""
    left, logo = area.x + hung.px(SIDE), hung.logo
    if logo is None:
        return [], left
    plate = _plate(logo.colours, hung.inks.ground)
    edge = hung.px(10) if plate else 0
    scale = min((hung.px(LOGO_HIGH) - 2 * edge) / logo.height, hung.px(LOGO_WIDE) / logo.width)
    wide, high = max(round(logo.width * scale), 1), max(round(logo.height * scale), 1)
    place = Rect(left + edge, area.y + round(area.h * 0.52 - high / 2), wide, high)
    strokes: list[Stroke] = [Picture(place, logo.name)]
    if plate:
        strokes.insert(0, Box(place.inset(-edge), plate, hung.inks.ground, edge))
    return strokes, place.right + edge + hung.px(28)


def _plate(colours: Sequence[Colour], ground: Colour) -> Colour | None:
    """What a logo of such colours has to lie on to be seen: nothing if it is, else white or black."""

    def lost(under: Colour) -> int:
        return sum(contrast(colour, under) < SEEN for colour in colours)

    if lost(ground) <= len(colours) * MAY_BE_LOST:
        return None
    return min((WHITE, BLACK), key=lost)


def foot(view: View, area: Rect, hung: Hanging, measure: Measure) -> Panel:
    """One page of notices at a time, standing still; in their place what the whole hall is told just now.

    How old the data is stands beside a notice, and in a row of its own below what the hall is told.
    """
    inks, strokes = hung.inks, []
    if view.notice:
        high = hung.px(TOLD_HIGH)
        strokes += _told(view.notice, view.turn, area._replace(h=high), hung, measure)
        if view.stale:
            strokes += _stale(view.stale, area._replace(y=area.y + high, h=area.h - high), hung, measure)
        return Panel(area, inks.foot, tuple(strokes))
    if view.stale:
        strokes += _stale(view.stale, area, hung, measure)
    line = notice_line(view, area, hung, measure)
    if line is None:
        return Panel(area, inks.foot, tuple(strokes))
    if not hung.plan.ticker:
        strokes += _notices(view, area, line, hung, measure)
    elif view.notices:
        strokes.append(_sign("info", area, hung))
    return Panel(area, inks.foot, tuple(strokes))


def notice_line(view: View, area: Rect, hung: Hanging, measure: Measure) -> Rect | None:
    """Where a notice has room: right of the sign, left of what says that the data is old; None if nowhere."""
    left, right = area.x + hung.px(SIDE + 44 + 22), area.right - hung.px(SIDE)
    if view.stale:
        right -= _chip(view.stale, hung, measure)[2] + hung.px(28)
    return Rect(left, area.y, right - left, area.h) if right - left >= hung.px(LEAST_LINE) else None


def _sign(kind: Kind, area: Rect, hung: Hanging) -> Sign:
    icon, inks = hung.px(80 if kind == "speaker" else 44), hung.inks
    place = Rect(area.x + hung.px(SIDE), round(area.y + area.h / 2 - icon / 2), icon, icon)
    return Sign(place, kind, inks.ink, inks.foot)


def _notices(view: View, area: Rect, line: Rect, hung: Hanging, measure: Measure) -> list[Stroke]:
    inks, middle, size = hung.inks, area.y + area.h / 2, hung.px(NOTICE)
    count_room = hung.px(110)
    pages = notice_pages(view.notices, size, line.w - count_room, measure)
    if not pages:
        return []
    page = view.turn % len(pages)
    text, fitted = fit(measure, pages[page], size, "medium", line.w - count_room)
    strokes: list[Stroke] = [
        _sign("info", area, hung),
        Text(line.x, baseline(middle, size), text, fitted, "medium", inks.ink, inks.foot),
    ]
    if len(pages) > 1:
        count, small = f"{page + 1}/{len(pages)}", hung.px(30)
        at = baseline(middle, small)
        strokes.append(
            Text(line.right, at, count, small, "medium", inks.soft, inks.foot, "right", tabular=True)
        )
    return strokes


def _chip(said: str, hung: Hanging, measure: Measure) -> tuple[str, int, int]:
    """What the chip says, in which size, and how wide that makes it: never wider than the screen."""
    most = hung.width - hung.px(2 * SIDE + 40 + 56)
    words, size = fit(measure, f"{said[0].upper()}{said[1:]}", hung.px(32), "bold", most, smallest=0.6)
    return words, size, measure(words, size, "bold") + hung.px(40 + 56)


def _stale(said: str, area: Rect, hung: Hanging, measure: Measure) -> list[Stroke]:
    """A chip that says how old all this is."""
    inks, sign, high = hung.inks, hung.px(40), hung.px(58)
    words, size, wide = _chip(said, hung, measure)
    middle = area.y + area.h / 2
    chip = Rect(area.right - hung.px(SIDE) - wide, round(middle - high / 2), wide, high)
    mark = Rect(chip.x + hung.px(20), round(middle - sign / 2), sign, sign)
    at = baseline(middle, size)
    return [
        Box(chip, inks.accent, inks.foot, chip.h // 2),
        Sign(mark, "warning", inks.on_accent, inks.accent),
        Text(chip.x + sign + hung.px(32), at, words, size, "bold", inks.on_accent, inks.accent),
    ]


def _told(notice: Announcement, turn: int, area: Rect, hung: Hanging, measure: Measure) -> list[Stroke]:
    """What the hall is told: two lines at a time, first in Indonesian, then in English."""
    inks, size, step = hung.inks, hung.px(TOLD), hung.px(70)
    left = area.x + hung.px(SIDE + 80 + 22)
    wide = area.right - hung.px(SIDE) - left
    pages = told_pages(notice, size, wide, measure)
    shown = pages[turn % len(pages)]
    strokes: list[Stroke] = [
        Box(Rect(area.x, area.y, area.w, max(hung.px(8), 2)), inks.accent, inks.foot),
        _sign("speaker", area, hung),
    ]
    top = area.y + hung.px(4) + (area.h - step * len(shown)) / 2
    for index, words in enumerate(shown):
        text, fitted = fit(measure, words, size, "bold", wide, smallest=0.5)
        at = baseline(top + step * (index + 0.5), fitted)
        strokes.append(Text(left, at, text, fitted, "bold", inks.ink, inks.foot))
    return strokes


def told_pages(notice: Announcement, size: int, width: int, measure: Measure) -> list[list[str]]:
    """An announcement as pages of lines, a language after the other."""
    pages: list[list[str]] = []
    for text in (notice.text, notice.english):
        lines = wrap(measure, text, size, "bold", width)
        pages += [lines[at : at + TOLD_LINES] for at in range(0, len(lines), TOLD_LINES)]
    return pages or [[]]


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
