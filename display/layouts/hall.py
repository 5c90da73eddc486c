"""The main hall, one zone, or one agency: the card, the calls before it, the agencies' tiles. Pure.

How the screen is shared out hangs on how far away it is read. The card comes first, then the calls, then the tiles:
beside or below the card where they have room in letters that are large enough, by turns in one place where they have
not, and not at all where only the card can be read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from broker_config.drawing.ink import Panel, Rect
from display import calls, card, tiles
from display.hanging import shows_idle
from display.layouts import pages

if TYPE_CHECKING:
    from broker_config.drawing.ink import Measure
    from display.board import View
    from display.hanging import Hanging

GAP = 20  # units
WIDEST_COLUMN = 0.49  # of the room, for the calls
USUAL_COLUMN = 0.345
FEWEST_UPRIGHT = 4  # rows of calls on an upright screen, before there are more tiles


class Grid(NamedTuple):
    """Where the parts are. No place for calls or tiles: they are not shown; the same place: by turns."""

    card: Rect
    calls: Rect | None
    tiles: Rect | None
    form: tiles.Shape

    @property
    def by_turns(self) -> bool:
        """Whether calls and tiles share a place."""
        return self.calls is not None and self.calls == self.tiles


def compose(view: View, main: Rect, hung: Hanging, measure: Measure) -> list[Panel]:
    """The middle of the picture."""
    grid = divide(main, hung, len(view.tiles))
    others = bool(view.turn % 2)
    if view.idle and idle_place(view, main, hung):
        panels, others = [pages.draw(view.idle, view.part, grid.card, hung, measure)], False
        view = view._replace(card=None, recent=(view.card, *view.recent) if view.card else view.recent)
    else:
        panels = [card.draw(view, grid.card, hung, measure)]
    if grid.calls and not (grid.by_turns and others):
        panels += calls.draw(view, grid.calls, hung, measure)
    if grid.tiles and (not grid.by_turns or others):
        turn = view.turn // 2 if grid.by_turns else view.turn
        if hung.plan.layout == "agency":
            panels.append(tiles.bar(view.tiles[0], grid.tiles, view.timezone, hung, measure))
        else:
            panels += tiles.draw(view, grid.tiles, grid.form, turn % grid.form.pages, hung, measure)
    return panels


def idle_place(view: View, main: Rect, hung: Hanging) -> Rect | None:
    """Where something else than a call is shown: the card's place, if the calls can be seen beside it all the time."""
    grid = divide(main, hung, len(view.tiles))
    return grid.card if view.idle and grid.calls and shows_idle(hung.plan) else None


def divide(main: Rect, hung: Hanging, agencies: int) -> Grid:
    """Share the room out: the fewer the agencies, the larger the card."""
    gap, nearer = hung.px(GAP), hung.px(28)
    column = max(calls.least_width(hung), round(main.w * USUAL_COLUMN))
    beside = not hung.upright and column <= main.w * WIDEST_COLUMN
    below = 0 if beside else calls.height(hung, main.w, FEWEST_UPRIGHT if hung.upright else 1) + gap
    form = _band(main, hung, agencies, card.least_height(hung, titled=True) + below)
    band = Rect(main.x, main.bottom, main.w, 0)
    if form:
        high = _high(form, hung)
        band = Rect(main.x, main.bottom - high, main.w, high)
        main = main._replace(h=main.h - high - gap)
    if beside:
        big = Rect(main.x, main.y, main.w - column - nearer, main.h)
        small: Rect | None = Rect(big.right + nearer, main.y, column, main.h)
    else:
        big, small = _stack(main, hung)
    if form:
        return Grid(big, small, band, form)
    turned = _shape_in(small, hung, agencies) if small and agencies else None
    return Grid(big, small, small if turned else None, turned or tiles.Shape(1, 1, 1))


def _stack(main: Rect, hung: Hanging) -> tuple[Rect, Rect | None]:
    """The card above, the calls below it; the card alone if there is no room for one row."""
    gap, least = hung.px(GAP), card.least_height(hung)
    if main.h < least + gap + calls.height(hung, main.w, 1):
        return main, None
    most = main.h - gap - calls.height(hung, main.w, 1)
    high = max(min(card.best_height(hung, main.w), most), least)
    if hung.upright:  # not so high that the calls before it have but one row
        high = max(min(high, main.h - gap - calls.height(hung, main.w, 3)), least)
    rest = Rect(main.x, main.y + high + gap, main.w, main.h - high - gap)
    return main._replace(h=high), rest


def _band(main: Rect, hung: Hanging, agencies: int, kept: int) -> tiles.Shape | None:
    """The tiles below everything: the most rows that leave room for the rest, or none."""
    across = tiles.columns(main.w, hung)
    if not agencies or not across:
        return None
    if hung.plan.layout == "agency":
        fits = tiles.bar_height(hung) + hung.px(GAP) + kept <= main.h
        return tiles.Shape(1, 1, 1) if fits else None
    for rows in range(5 if hung.upright else 2, 0, -1):
        form = tiles.shape(agencies, across, rows)
        if tiles.height(form, hung) + hung.px(GAP) + kept <= main.h:
            return form
    return None


def _high(form: tiles.Shape, hung: Hanging) -> int:
    return tiles.bar_height(hung) if hung.plan.layout == "agency" else tiles.height(form, hung)


def _shape_in(area: Rect, hung: Hanging, agencies: int) -> tiles.Shape | None:
    """As many tiles as have room in an area."""
    if hung.plan.layout == "agency":
        return tiles.Shape(1, 1, 1) if area.h >= tiles.bar_height(hung) else None
    across = tiles.columns(area.w, hung)
    high = area.h - hung.px(tiles.MARKS)
    rows = (high + hung.px(tiles.GAP)) // (tiles.row_height(hung) + hung.px(tiles.GAP))
    return tiles.shape(agencies, across, rows) if across and rows else None
