"""When a closed service opens, in as few words as a tile has room for; and dates in both languages. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broker_config.localtime import DAYS, ENGLISH_DAYS, ENGLISH_MONTHS, MONTHS, date_text, local, time_text
from kiosk.panel.words import word

if TYPE_CHECKING:
    from datetime import date

    from kiosk.panel.events import Language
    from kiosk.panel.shelf import Shelf

WEEK = 7  # from so many days on the name of a day would be taken for one that comes sooner


def date_said(moment: date, language: Language) -> str:
    """A date in full."""
    if language == "id":
        return date_text(moment)
    return f"{ENGLISH_DAYS[moment.weekday()]}, {moment.day} {ENGLISH_MONTHS[moment.month - 1]} {moment.year}"


def opens(shelf: Shelf, service: str, language: Language, at: float | None) -> tuple[str, str]:
    """The day on which a service opens, empty for today, and the hour; both empty if nobody knows.

    `at` is the mall's time, UTC seconds. Without it nobody knows what today is, and the day is a date.
    """
    when, mall = shelf.state(service).opens_at, shelf.mall
    if when is None or mall is None:
        return "", ""
    moment = local(when, mall.timezone)
    ahead = None if at is None else (moment.date() - local(at, mall.timezone).date()).days
    days, months = (ENGLISH_DAYS, ENGLISH_MONTHS) if language == "en" else (DAYS, MONTHS)
    day = f"{moment.day} {months[moment.month - 1]}"
    if ahead is not None and 0 <= ahead < WEEK:
        day = days[moment.weekday()] if ahead else ""
    return day, time_text(moment)


def opens_short(shelf: Shelf, service: str, language: Language, at: float | None) -> str:
    """The same in two words: the hour today, the day otherwise; empty if nobody knows."""
    day, time = opens(shelf, service, language, at)
    return word("later", language, time=day or time) if time else ""
