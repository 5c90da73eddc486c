"""Idle pages: what the mall offers, on a panel where else the called number is. Pure.

They are for whoever waits near enough to take an interest: letters are read from two fifths as far as a called number,
and a page that has no room in them is continued on further parts. They are smaller only where the place is so low or
narrow that not even some rows would have room. Indonesian first, English beneath.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from broker_config.drawing.ink import CAP, Box, Measure, Panel, Rect, Sign, Text, baseline, fit, wrap
from broker_config.signage import Page
from display.layouts.page_rows import Line, Paper, Sizes, groups, moved

if TYPE_CHECKING:
    from broker_config.drawing.ink import Stroke
    from broker_config.drawing.pictograms import Kind
    from broker_config.signage import Clip
    from display.hanging import Hanging

SIDE, TOP = 36, 32  # units
TITLE, ROW, SMALL = 60, 42, 30
OF_LEAST = {"title": 0.56, "row": 0.42, "small": 0.3}  # of the letters that are read from the farthest seat
LETTERS, LINES = 15, 8.5  # at least so many of a row's letters have room side by side, and below each other
SCALES = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4)
SIGNS: dict[str, Kind] = {
    "services": "building", "hours": "clock", "requirements": "paper", "hotlines": "chat", "satisfaction": "happy",
    "today": "person",
}  # fmt: skip
KICKERS = {
    "services": "Dilayani di sini",
    "requirements": "Yang perlu dibawa",
}  # where the title is but a name

Part = list[list[Line]]


class Laid(NamedTuple):
    """A page as it has room: its parts, the letters, where rows begin and end, what stands below them."""

    parts: list[Part]
    paper: Paper
    top: int
    bottom: int
    note: tuple[Stroke, ...]


def draw(what: Page | Clip, part: int, area: Rect, hung: Hanging, measure: Measure) -> Panel:
    """One part of a page; of a clip, what is around its frames."""
    inks = hung.inks
    if not isinstance(what, Page):
        return Panel(area, inks.panel, ())
    laid = _laid(what, area, hung, measure)
    paper, part = laid.paper, part % len(laid.parts)
    head, top = _head(what, (part, len(laid.parts)), area, hung, paper)
    rule = Rect(paper.x, top - hung.px(6), paper.w, max(hung.px(3), 1))
    strokes: list[Stroke] = [Box(area, inks.panel, inks.ground, hung.px(28)), *head]
    strokes.append(Box(rule, inks.soft, inks.panel))
    shown = laid.parts[part]
    spare = laid.bottom - laid.top - sum(line.high for group in shown for line in group)
    between = min(max(spare, 0) // (len(shown) + 1), paper.sizes.row)
    y = top + between // 2
    for index, group in enumerate(shown):
        if index and what.kind != "satisfaction" and not (what.kind == "hours" and part == 0 and index == 1):
            thin = Rect(paper.x, y - between // 2, paper.w, max(hung.px(2), 1))
            strokes.append(Box(thin, inks.faint, inks.panel))
        for line in group:
            strokes += (moved(stroke, y) for stroke in line.strokes)
            y += line.high
        y += between
    return Panel(area, inks.ground, (*strokes, *laid.note))


def parts(page: Page, area: Rect, hung: Hanging, measure: Measure) -> int:
    """Into how many parts a page is divided in a place, at least one."""
    return len(_laid(page, area, hung, measure).parts)


@lru_cache(maxsize=2)
def _laid(page: Page, area: Rect, hung: Hanging, measure: Measure) -> Laid:
    """Rows are kept whole, if need be in smaller letters, and parts are about equally long."""
    tried: list[Laid] = []
    for scale in SCALES:
        paper = _paper(area, hung, measure, scale)
        _, top = _head(page, (0, 2), area, hung, paper)
        note, bottom = _note(page, area, hung, paper)
        rows, room = groups(page, paper), max(bottom - top, 1)
        tried.append(Laid(_even(rows, room), paper, top, bottom, note))
        highest = max((sum(line.high for line in group) for group in rows), default=0)
        if highest <= room:
            return tried[-1]
    whole = (one for one in tried if _highest(one) <= one.bottom - one.top)
    return next(whole, tried[-1])


def _highest(laid: Laid) -> int:
    return max((line.high for part in laid.parts for group in part for line in group), default=0)


def _even(rows: Part, room: int) -> list[Part]:
    parts = _packed(rows, room)
    if len(parts) > 1:
        whole = sum(line.high for group in rows for line in group)
        for less in range(whole // len(parts), room, max(room // 16, 1)):
            even = _packed(rows, less)
            if len(even) == len(parts):
                return even
    return parts


def _packed(rows: Part, room: int) -> list[Part]:
    """Row after row, in the first part that has room; a row that no part has room for is divided between its lines."""
    parts: list[Part] = [[]]
    left = room
    for group in rows:
        high = sum(line.high for line in group)
        pieces = [group] if high <= room else [[line] for line in group]
        for piece in pieces:
            taken = sum(line.high for line in piece)
            if taken > left and parts[-1]:
                parts.append([])
                left = room
            parts[-1].append(piece)
            left -= taken
    return parts


def _paper(area: Rect, hung: Hanging, measure: Measure, scale: float) -> Paper:
    side = hung.px(SIDE)
    row = max(hung.px(ROW), hung.least * OF_LEAST["row"])
    row = min(row, (area.w - 2 * side) / LETTERS * 1.9, area.h / LINES) * scale
    title = min(max(hung.px(TITLE), hung.least * OF_LEAST["title"]), row * 1.4)
    small = min(max(hung.px(SMALL), hung.least * OF_LEAST["small"]), row * 0.72)
    sizes = Sizes(round(title), round(row), round(small))
    return Paper(area.x + side, area.w - 2 * side, hung.inks.panel, sizes, hung.inks, measure)


def _head(
    page: Page, part: tuple[int, int], area: Rect, hung: Hanging, paper: Paper
) -> tuple[list[Stroke], int]:
    """Sign, title, the same in English, which part of how many; and where the rows begin."""
    inks, sizes, measure = hung.inks, paper.sizes, paper.measure
    icon = round(sizes.title * 1.3)
    top, left = area.y + hung.px(TOP), paper.x + icon + hung.px(26)
    strokes: list[Stroke] = [
        Box(Rect(paper.x, top, icon, icon), inks.soft, inks.panel, round(icon * 0.24)),
        Sign(
            Rect(paper.x, top, icon, icon).inset(round(icon * 0.18)), SIGNS[page.kind], inks.panel, inks.soft
        ),
    ]
    room = paper.x + paper.w - left
    if part[1] > 1:
        count = f"{part[0] + 1}/{part[1]}"
        at = baseline(top + sizes.title * CAP / 2 + hung.px(4), sizes.small)
        strokes.append(
            Text(paper.x + paper.w, at, count, sizes.small, "bold", inks.soft, inks.panel, "right", tabular=True)
        )  # fmt: skip
        room -= measure(f"{part[1]}/{part[1]}", sizes.small, "bold", tabular=True) + hung.px(24)
    size = sizes.title if measure(page.title, sizes.title, "bold") <= room else round(sizes.title * 0.8)
    said = _two_lines(wrap(measure, page.title, size, "bold", room))
    texts = [(*fit(measure, words, size, "bold", room, smallest=0.8), True) for words in said]
    kicker = KICKERS.get(page.kind, "")
    below = " · ".join(filter(None, (kicker, page.english)))
    if kicker and measure(below, sizes.small, "medium") > room:
        below = kicker
    if below:
        texts.append((*fit(measure, below, sizes.small, "medium", room, smallest=0.6), False))
    gap = round(sizes.small * 0.55)
    high = sum(round(size * CAP) for _, size, _ in texts) + gap * (len(texts) - 1)
    y = top + max((icon - high) // 2, 0)
    for words, size, bold in texts:
        cap = round(size * CAP)
        ink = inks.ink if bold else inks.soft
        strokes.append(Text(left, y + cap, words, size, "bold" if bold else "medium", ink, inks.panel))
        y += cap + gap
    return strokes, max(top + icon, y - gap) + hung.px(30)


def _two_lines(lines: list[str]) -> list[str]:
    """More is too much: what is beyond goes on in the second, and is cut where that is full."""
    return lines if len(lines) <= 2 else [lines[0], " ".join(lines[1:])]


def _note(page: Page, area: Rect, hung: Hanging, paper: Paper) -> tuple[tuple[Stroke, ...], int]:
    """What is to be said of the whole page, at the foot of each part; and where the rows end."""
    size, bottom = paper.sizes.small, area.bottom - hung.px(22)
    if not page.note:
        return (), bottom
    said = _two_lines(wrap(paper.measure, page.note, size, "medium", paper.w))
    step = round(size * 1.3)
    top = bottom - step * len(said)
    strokes: list[Stroke] = []
    for index, words in enumerate(said):
        text, real = fit(paper.measure, words, size, "medium", paper.w, smallest=0.8)
        at = baseline(top + step * (index + 0.5), size)
        strokes.append(Text(paper.x, at, text, real, "medium", hung.inks.soft, hung.inks.panel))
    return tuple(strokes), top - hung.px(8)
