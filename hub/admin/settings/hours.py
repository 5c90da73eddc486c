"""Opening hours as people type them in a form, and as bars to look at. Pure.

A time may be typed as 8, 8.00, 08:00 or 0800. What cannot be understood is handed on as it is: the register says
what is wrong with it, and where.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from broker_config.nouns import DAYS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from broker_config.days import DayHours
    from broker_config.hours import Span

RESTS = ("break", "friday_break")
_TIME = re.compile(r"(\d{1,2})(?:[.:, ]?(\d{2}))?")
EARLIEST, LATEST = 6 * 60, 18 * 60  # what a bar shows at least, in minutes after midnight


def read_time(text: str) -> str:
    """A time as the register writes it; what is none stays as it was typed.

    >>> read_time("7.30"), read_time("8"), read_time("1530"), read_time("pagi")
    ('07:30', '08:00', '15:30', 'pagi')
    """
    text = text.strip()
    found = _TIME.fullmatch(text)
    return f"{int(found[1]):02d}:{found[2] or '00'}" if found else text


def read_span(values: Mapping[str, str], name: str) -> str:
    """The two ends of a span, `08:00-15:30`; empty if both are."""
    start, end = (values.get(f"{name}.{edge}", "").strip() for edge in ("from", "until"))
    return f"{read_time(start)}-{read_time(end)}" if start or end else ""


def write_span(text: str, name: str) -> dict[str, str]:
    """A span as the two fields that ask for it."""
    start, _, end = text.partition("-")
    return {f"{name}.from": start, f"{name}.until": end}


def read_hours(values: Mapping[str, str], *, base: bool) -> dict[str, Any] | None:
    """The fields of a grid of hours as the register's table of hours.

    The `base` is the mall's, which says everything; elsewhere what is left out is as the mall has it, and `None` is
    given if everything is.
    """
    week = {day: text for day in DAYS if (text := read_span(values, f"hours.week.{day}"))}
    hours: dict[str, Any] = {"week": week} if week or base else {}
    for rest in RESTS:
        if text := read_span(values, f"hours.{rest}"):
            hours[rest] = text
    if text := values.get("hours.cutoff_minutes", "").strip():
        hours["cutoff_minutes"] = int(text) if text.isdecimal() and len(text) < 9 else text
    if text := values.get("hours.issuing_opens", "").strip():
        hours["issuing_opens"] = read_time(text)
    return hours if hours or base else None


def write_hours(hours: Mapping[str, Any] | None) -> dict[str, str]:
    """The register's table of hours as the fields of a grid."""
    hours = hours or {}
    fields: dict[str, str] = {}
    for day in DAYS:
        fields |= write_span((hours.get("week") or {}).get(day, ""), f"hours.week.{day}")
    for rest in RESTS:
        fields |= write_span(hours.get(rest) or "", f"hours.{rest}")
    for name in ("cutoff_minutes", "issuing_opens"):
        value = hours.get(name)
        fields[f"hours.{name}"] = "" if value is None else str(value)
    return fields


class Bar(NamedTuple):
    """One day to look at: stretches in minutes after midnight; `opened` is `None` when it is closed."""

    opened: Span | None
    rest: Span | None
    issuing: Span | None
    reason: str


class Scale(NamedTuple):
    """What bars that stand under each other share: where they begin and end, minutes after midnight."""

    start: int
    end: int

    @property
    def hours(self) -> range:
        """The full hours on it."""
        return range(self.start // 60, self.end // 60 + 1)


def bar(day: DayHours) -> Bar:
    """A day's hours as a bar."""
    return Bar(day.opened, day.rest, day.issuing if day.opened else None, day.reason)


def scale(bars: list[Bar]) -> Scale:
    """The scale of bars: the working day, and whatever lies outside of it."""
    spans = [span for each in bars for span in (each.opened, each.issuing) if span is not None]
    start = min([EARLIEST, *(span.start for span in spans)]) // 60 * 60
    end = -(-max([LATEST, *(span.end for span in spans)]) // 60) * 60
    return Scale(start, end)
