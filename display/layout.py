"""A view and a screen to the panels of a picture. Pure; must never draw, and never ask what time it is.

Laid out for 1920 by 1080 (or upright, 1080 by 1920) and reckoned from the real size, 720p to 4K, and from how far
away it is read. What a visitor looks for, from the back of the hall, in this order: the number that is called, where to
go, then their own agency's queue.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from broker_config.drawing.ink import (
    CAP,
    Measure,
    Panel,
    Rect,
    Text,
)
from display import furniture, legibility, welcome
from display.hanging import shows_idle
from display.layouts import counter, emergency, hall, overview, pages

if TYPE_CHECKING:
    from collections.abc import Iterable

    from broker_config.signage import Page
    from display.board import View
    from display.hanging import Hanging


def compose(view: View, hung: Hanging, measure: Measure) -> tuple[Panel, ...]:
    """The whole picture, as panels that do not overlap."""
    if view.notice and view.notice.kind == "emergency":
        return (emergency.compose(view.notice, view.turn, hung, measure),)
    if view.dark:
        return (welcome.black(hung),)
    if view.identify:
        return (welcome.identify(view, hung, measure),)
    if not view.known:
        return (welcome.waiting(view, hung, measure),)
    head, main, foot = furniture.split(hung, told=view.notice is not None, stale=bool(view.stale))
    return (
        furniture.header(_titled(view, hung), head, hung, measure),
        *_middle(view, main, hung, measure),
        furniture.foot(view, foot, hung, measure),
    )


def card_place(hung: Hanging, agencies: int, *, told: bool = False) -> Rect:
    """Where the big card is, for whoever looks at frames; `told`: while something is announced."""
    return hall.divide(furniture.split(hung, told=told)[1], hung, agencies).card


def media_place(view: View, hung: Hanging, _measure: Measure) -> Rect | None:
    """Where a clip's frames or a page go; None if nothing of the kind is to be seen now."""
    urgent = view.notice is not None and view.notice.kind == "emergency"
    if urgent or view.dark or view.identify or not view.known or not shows_idle(hung.plan):
        return None
    main = furniture.split(hung, told=view.notice is not None, stale=bool(view.stale))[1]
    return hall.idle_place(view, main, hung)


def page_parts(page: Page, view: View, hung: Hanging, measure: Measure) -> int:
    """Into how many parts a page is divided on this screen, at least one."""
    place = media_place(view._replace(idle=page), hung, measure)
    return pages.parts(page, place, hung, measure) if place else 1


def ticker_line(view: View, hung: Hanging, measure: Measure) -> Rect | None:
    """Where the ticker runs, while it does."""
    urgent = view.notice is not None
    if not hung.plan.ticker or not view.known or not view.notices or urgent:
        return None
    return furniture.notice_line(view, furniture.split(hung)[2], hung, measure)


def shortfall(panels: Iterable[Panel], hung: Hanging) -> str:
    """What is wrong with how a picture is read from the farthest seat, for whoever hangs screens; or nothing.

    Of what must be read from there, the smallest decides. Names of agencies and notices are read from nearer by.
    """
    far = [one for panel in panels for one in panel.strokes if isinstance(one, Text) and one.far]
    smallest = min(far, key=lambda one: one.size, default=None)
    if smallest is None or smallest.size >= hung.least:
        return ""
    plan = hung.plan
    reach = legibility.reach_m(smallest.size, hung.width, hung.height, plan.inches)
    return (
        f"'{smallest.text}' is read from {reach:.0f} m, not from {plan.farthest_m:.0f} m: this needs a screen of"
        f" {plan.inches * hung.least / smallest.size:.0f} inches"
    )


def _titled(view: View, hung: Hanging) -> View:
    """An agency's own screen has its name above; upright, where its bar is short, how it is reached below that."""
    plan = hung.plan
    if plan.layout == "agency" and view.tiles:
        below = f"Informasi: {plan.contact}" if plan.contact and hung.upright else view.mall
        return view._replace(mall=plan.title or view.tiles[0].agency, regency=below)
    return view


def _middle(view: View, main: Rect, hung: Hanging, measure: Measure) -> list[Panel]:
    match hung.plan.layout:
        case "counter":
            return counter.compose(view, main, hung, measure)
        case "overview":
            return overview.compose(view, main, hung, measure)
        case _:
            return hall.compose(view, main, hung, measure)


__all__ = ["CAP", "compose", "media_place", "page_parts", "shortfall", "ticker_line"]
