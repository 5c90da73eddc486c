"""A view and a screen to the panels of a picture. Pure; must never draw, and never ask what time it is.

Laid out for 1920 by 1080 (or upright, 1080 by 1920) and reckoned from the real size, 720p to 4K, and from how far
away it is read. What a visitor looks for, from the back of the hall, in this order: the number that is called, where to
go, then their own agency's queue.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from broker_config.drawing.ink import (
    CAP,
    Box,
    Measure,
    Panel,
    Rect,
    Text,
    baseline,
    fit,
)
from display import furniture, legibility
from display.layouts import counter, emergency, hall, overview

if TYPE_CHECKING:
    from collections.abc import Iterable

    from broker_config.drawing.ink import Colour, Stroke, Weight
    from display.board import View
    from display.hanging import Hanging


def compose(view: View, hung: Hanging, measure: Measure) -> tuple[Panel, ...]:
    """The whole picture, as panels that do not overlap."""
    if view.notice and view.notice.kind == "emergency":
        return (emergency.compose(view.notice, view.turn, hung, measure),)
    if not view.known:
        return (_waiting(view, hung, measure),)
    head, main, foot = furniture.split(hung, told=view.notice is not None, stale=bool(view.stale))
    return (
        furniture.header(_titled(view, hung), head, hung, measure),
        *_middle(view, main, hung, measure),
        furniture.foot(view, foot, hung, measure),
    )


def card_place(hung: Hanging, agencies: int) -> Rect:
    """Where the big card is, for whoever looks at frames."""
    return hall.divide(furniture.split(hung)[1], hung, agencies).card


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
    """An agency's own screen has its name above."""
    if hung.plan.layout == "agency" and view.tiles:
        return view._replace(mall=view.tiles[0].agency, regency=view.mall)
    return view


def _middle(view: View, main: Rect, hung: Hanging, measure: Measure) -> list[Panel]:
    match hung.plan.layout:
        case "counter":
            return counter.compose(view, main, hung, measure)
        case "overview":
            return overview.compose(view, main, hung, measure)
        case _:
            return hall.compose(view, main, hung, measure)


def _waiting(view: View, hung: Hanging, measure: Measure) -> Panel:
    """Before the first snapshot: for the technician, who this is and what it waits for."""
    inks, width, height = hung.inks, hung.width, hung.height
    area = Rect(0, 0, width, height)
    place = view.place
    if view.linked:
        state = f"Tersambung ke {place.broker}. Menunggu data antrean zona {place.zone} dari hub."
    else:
        state = f"Belum tersambung. Menghubungi {place.broker} …"
    lines: tuple[tuple[str, int, Weight, Colour, float], ...] = (
        ("Layar antrean", 44, "medium", inks.soft, 0.36),
        (f"{place.device} · zona {place.zone}", 96, "bold", inks.ink, 0.47),
        (state, 40, "medium", inks.ink, 0.60),
    )
    rule = Rect(width // 2 - hung.px(60), round(height * 0.535), hung.px(120), max(hung.px(6), 2))
    strokes: list[Stroke] = [Box(rule, inks.accent, inks.ground)]
    for words, units, weight, ink, down in lines:
        text, size = fit(measure, words, hung.px(units), weight, round(width * 0.92), smallest=0.4)
        at = baseline(height * down, size)
        strokes.append(Text(width // 2, at, text, size, weight, ink, inks.ground, "centre"))
    return Panel(area, inks.ground, tuple(strokes))


__all__ = ["CAP", "compose", "shortfall", "ticker_line"]
