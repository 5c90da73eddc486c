"""From the hall to what all displays are told: how they look and speak, and what is announced. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broker_config.contract import Announcement, Announcements, ScreenPlan, Signage, Speaker
from hub.signage.floor import groups

if TYPE_CHECKING:
    from collections.abc import Collection

    from broker_config.mall import Screen
    from hub.hall import Hall
    from hub.register import Register


def signage(hall: Hall, displays: Collection[str], rev: int) -> Signage:
    """How the displays of the fleet look and speak."""
    register = hall.register
    hearing = groups(register.zones.values())
    return Signage(
        epoch=hall.epoch,
        rev=rev,
        screens=tuple(
            ScreenPlan(
                device=row.id,
                layout=row.layout,
                shows=on_the_board(register, row) or row.shows,
                inches=row.inches,
                farthest_m=row.farthest_m,
                ticker=row.ticker,
                title=title,
                contact=contact,
                media=row.media,
            )
            for _, row in sorted(register.screens.items())
            if not row.archived and row.id in displays
            for title, contact in (of_whom(register, row),)
        ),
        theme=register.mall.theme,
        voice=register.mall.voice,
        speakers=tuple(
            Speaker(zone=zone, device=device, turns=zone in hearing)
            for zone, device in sorted(hall.speakers.items())
            if device
        ),
        light=register.mall.light,
    )


def announcements(hall: Hall, rev: int, now: float) -> Announcements:
    """What the hall is told at a time (UTC seconds)."""
    return Announcements(
        epoch=hall.epoch,
        rev=rev,
        items=tuple(
            Announcement(
                number=each.number, kind=each.kind, text=each.text, english=each.english, zones=each.zones,
                spoken=each.spoken, at=each.at, until=each.until,
            )
            for each in hall.told.standing(now)
        ),
    )  # fmt: skip


def on_the_board(register: Register, row: Screen) -> str:
    """What a display shows, as the board calls it: an agency by its short name, a counter by its number; or empty."""
    if row.layout == "agency" and row.shows in register.agencies:
        return register.agencies[row.shows].short
    if row.layout == "counter" and row.shows in register.counters:
        return str(register.counters[row.shows].number)
    return ""


def of_whom(register: Register, row: Screen) -> tuple[str, str]:
    """The agency that a display is of, by its whole name, and how it is reached; empty for a display of many."""
    owner = row.shows if row.layout == "agency" else ""
    if row.layout == "counter" and row.shows in register.counters:
        owner = register.counters[row.shows].agency
    agency = register.agencies.get(owner)
    return (agency.name, agency.hotline) if agency else ("", "")
