"""Opening hours as site.toml writes them. Pure: local minutes of a day, no clock and no dates."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, get_args

import msgspec
from msgspec import Meta

from provisioning.tables import Faults, read_table

if TYPE_CHECKING:
    from collections.abc import Mapping

Day = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
DAYS: tuple[Day, ...] = get_args(Day)
_SPAN = re.compile(r"^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$")


class Span(NamedTuple):
    """From `start` up to `end`, in minutes after local midnight."""

    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.start // 60:02d}:{self.start % 60:02d}-{self.end // 60:02d}:{self.end % 60:02d}"

    def contains(self, other: Span) -> bool:
        """Whether all of `other` lies inside."""
        return self.start <= other.start and other.end <= self.end


class Hours(msgspec.Struct, frozen=True, kw_only=True):
    """When a mall or an agency is open. A day that is not in `week` is closed.

    `cutoff_minutes` before closing no more numbers are given out.
    """

    week: dict[Day, Span]
    rest: Span | None = None
    friday_rest: Span | None = None
    cutoff_minutes: int = 30

    def rest_on(self, day: Day) -> Span | None:
        """The break of a day; Friday's is longer, for the prayer."""
        return self.friday_rest if day == "friday" and self.friday_rest else self.rest


class _Table(msgspec.Struct, frozen=True, kw_only=True):
    week: dict[str, str] | None = None
    rest: str | None = msgspec.field(default=None, name="break")
    friday_rest: str | None = msgspec.field(default=None, name="friday_break")
    cutoff_minutes: Annotated[int, Meta(ge=0, le=240)] | None = None


CLOSED = Hours(week={})


def read_hours(raw: Any, table: str, faults: Faults, mall: Hours | None = None) -> Hours:
    """The hours of the mall, or of an agency that differs from the `mall` in what it names.

    Faults are noted; what comes back then is good enough to look for more of them.
    """
    base = mall or CLOSED
    read = read_table(raw, _Table, table, faults)
    if read is None:
        return base
    hours = Hours(
        week=base.week if read.week is None else _week(read.week, f"{table}.week", faults),
        rest=base.rest if read.rest is None else _span(read.rest, table, "break", faults),
        friday_rest=(
            base.friday_rest
            if read.friday_rest is None
            else _span(read.friday_rest, table, "friday_break", faults)
        ),
        cutoff_minutes=base.cutoff_minutes if read.cutoff_minutes is None else read.cutoff_minutes,
    )
    if not hours.week:
        faults.add(f"{table}.week", "", 'needs a day, such as monday = "08:00-15:30"')
    if read.rest is not None or read.friday_rest is not None:
        _check_breaks(hours, table, faults)  # the mall's break may well outlast a half-day agency
    _check_cutoff(hours, table, faults)
    if mall is not None:
        _check_inside(hours, mall, table, faults)
    return hours


def _week(raw: Mapping[str, str], table: str, faults: Faults) -> dict[Day, Span]:
    week: dict[Day, Span] = {}
    for day in raw:
        if day not in DAYS:
            faults.unknown(table, day, "day", day, DAYS)
    for day in DAYS:
        if day in raw and (span := _span(raw[day], table, day, faults)):
            week[day] = span
    return week


def _span(text: str, table: str, key: str, faults: Faults) -> Span | None:
    match = _SPAN.match(text)
    if not match:
        faults.add(table, key, f"'{text}' is not a span of time such as 08:00-15:30")
        return None
    a, b, c, d = map(int, match.groups())
    span = Span(a * 60 + b, c * 60 + d)
    if span.start >= span.end:
        faults.add(table, key, f"'{text}' ends before it starts")
        return None
    return span


def _check_breaks(hours: Hours, table: str, faults: Faults) -> None:
    for key, rest in (("break", hours.rest), ("friday_break", hours.friday_rest)):
        for day, span in hours.week.items():
            if rest is None or hours.rest_on(day) is not rest:
                continue
            if span.start <= rest.start < span.end < rest.end:
                faults.add(table, key, f"{rest} runs past the end of {day}, {span}")


def _check_cutoff(hours: Hours, table: str, faults: Faults) -> None:
    for day, span in hours.week.items():
        if hours.cutoff_minutes >= span.end - span.start:
            faults.add(table, "cutoff_minutes", f"{hours.cutoff_minutes} leaves nothing of {day}, {span}")


def _check_inside(hours: Hours, mall: Hours, table: str, faults: Faults) -> None:
    for day, span in hours.week.items():
        if day not in mall.week:
            faults.add(f"{table}.week", day, "the mall is closed on this day")
        elif not mall.week[day].contains(span):
            faults.add(f"{table}.week", day, f"{span} is outside the mall's {mall.week[day]}")
